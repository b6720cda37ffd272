/* Drafts, the versions made of them, and what outlives a killed program or a full disk. */
#include <signal.h>
#include <sys/wait.h>

#include "journal_fixture.h"
#include "vault_fixture.h"

struct scene {
	struct form *form;
	struct site a, b;
	struct tree t;
	int file, money, identity, health, year_of, lines;
};

static int
setup(void **state)
{
	struct scene *x = calloc(1, sizeof *x);
	unsigned char id[RECORD_ID];

	assert_non_null(x);
	x->form = fixture_form(SURVEY_OLD, 1);
	site_open(&x->a, x->form, 101, NULL);
	site_open(&x->b, x->form, 102, NULL);
	x->file = form_section_named(x->form, "household", "file");
	x->money = form_section_named(x->form, "household", "money");
	x->identity = form_section_named(x->form, "member", "identity");
	x->health = form_section_named(x->form, "member", "health");
	x->year_of = form_section_named(x->form, "economy", "year_of");
	x->lines = form_section_named(x->form, "economy", "lines");
	record_id_random(&x->a.world, id);
	assert_int_equal(tree_start(&x->t, x->form, form_table(x->form, "household", 9), id), 0);
	*state = x;
	return 0;
}

static int
teardown(void **state)
{
	struct scene *x = *state;

	tree_free(&x->t);
	site_close(&x->a);
	site_close(&x->b);
	form_free(x->form);
	free(x);
	return 0;
}

static void
again(struct scene *x, struct site *s)
{
	unsigned char id[RECORD_ID];

	memcpy(id, x->t.root->id, RECORD_ID);
	tree_free(&x->t);
	OK(journal_tree(s->j, id, &x->t, f));
	assert_non_null(x->t.root);
	evaluate(&x->t, NULL);
}

static int
save(struct scene *x, struct site *s, struct record *r, int section, bool confirm)
{
	struct fault f = {0};

	evaluate(&x->t, r);
	int rc = journal_save(s->j, r, section, confirm, &f);
	if (rc < 0)
		fail_msg("%s", f.text);
	return rc;
}

static int
carry_one(void *self, const struct version *v, int state)
{
	struct site *to = self;
	struct version copy = *v;

	(void)state;
	return receive(to, &copy) < 0 ? -1 : 0;
}

/* All that ${from} wrote goes to ${to}. */
static void
carry(struct site *from, struct site *to)
{
	OK(journal_versions_of_device(from->j, from->device, 1, UINT64_MAX, carry_one, to, f));
}

static void
assert_answer(struct record *r, const struct form *form, const char *name, const char *text)
{
	struct buf b = {0};

	assert_string_equal(answered(r, form, name, &b), text);
	buf_free(&b);
}

static void
test_a_draft_becomes_a_version(void **state)
{
	struct scene *x = *state;

	answer(&x->t, x->t.root, "hh_name", "Zhao");
	OK(journal_draft(x->a.j, &x->t, x->t.root, x->file, f));
	assert_int_equal(journal_drafted(x->a.j, x->t.root, x->file, NULL), 1);
	assert_int_equal(journal_drafted(x->a.j, x->t.root, x->money, NULL), 0);
	again(x, &x->a);
	assert_answer(x->t.root, x->form, "hh_name", "Zhao");
	assert_int_equal(save(x, &x->a, x->t.root, x->file, false), 1);
	assert_int_equal(journal_drafted(x->a.j, x->t.root, x->file, NULL), 0);
	assert_int_equal(site_number(&x->a, "SELECT count(*) FROM household WHERE hh_name = 'Zhao'"), 1);

	/* Typed and taken back: nothing to write. Confirmed: a version all the same. */
	OK(journal_draft(x->a.j, &x->t, x->t.root, x->file, f));
	assert_int_equal(save(x, &x->a, x->t.root, x->file, false), 0);
	assert_int_equal(journal_drafted(x->a.j, x->t.root, x->file, NULL), 0);
	assert_int_equal(save(x, &x->a, x->t.root, x->file, true), 1);
	assert_int_equal(save(x, &x->a, x->t.root, x->money, true), 0);
	assert_int_equal(site_number(&x->a, "SELECT max(gen) * 10 + count(*) FROM j_version"), 22);
	assert_int_equal(site_number(&x->a, "SELECT count(*) FROM j_head"), 1);

	answer(&x->t, x->t.root, "hh_name", "");
	OK(journal_draft(x->a.j, &x->t, x->t.root, x->file, f));
	again(x, &x->a);
	assert_answer(x->t.root, x->form, "hh_name", "");
	OK(journal_undraft(x->a.j, x->t.root, x->file, f));
	again(x, &x->a);
	assert_answer(x->t.root, x->form, "hh_name", "Zhao");
}

static void
test_what_came_meanwhile_is_a_conflict_not_a_loss(void **state)
{
	struct scene *x = *state;

	answer(&x->t, x->t.root, "hh_rooms", "3");
	assert_int_equal(save(x, &x->a, x->t.root, x->file, false), 1);
	carry(&x->a, &x->b);
	answer(&x->t, x->t.root, "hh_rooms", "4");
	OK(journal_draft(x->a.j, &x->t, x->t.root, x->file, f));

	/* The other laptop replaces what the draft stands on. */
	again(x, &x->b);
	answer(&x->t, x->t.root, "hh_rooms", "5");
	assert_int_equal(save(x, &x->b, x->t.root, x->file, false), 1);
	carry(&x->b, &x->a);
	again(x, &x->a);
	assert_answer(x->t.root, x->form, "hh_rooms", "4");
	answer(&x->t, x->t.root, "hh_rooms", "6");
	OK(journal_draft(x->a.j, &x->t, x->t.root, x->file, f));
	assert_int_equal(save(x, &x->a, x->t.root, x->file, false), 1);
	assert_int_equal(site_number(&x->a, "SELECT count(*) FROM j_conflict"), 1);
	assert_int_equal(site_number(&x->a, "SELECT count(*) FROM j_head"), 2);
	/* It names what its author saw, so its place in the history is right. */
	assert_int_equal(site_number(&x->a, "SELECT gen FROM j_version ORDER BY no DESC LIMIT 1"), 2);
	assert_int_equal(site_number(&x->a, "SELECT length(replaces) FROM j_version ORDER BY no DESC LIMIT 1"),
		DEVICE_ID + 1 + VERSION_HASH);
	carry(&x->a, &x->b);
	assert_same_site(&x->a, &x->b);

	/* Unchanged, a conflict is not resolved in passing; confirmed, it is. */
	again(x, &x->a);
	OK(journal_draft(x->a.j, &x->t, x->t.root, x->file, f));
	assert_int_equal(save(x, &x->a, x->t.root, x->file, false), 0);
	assert_int_equal(site_number(&x->a, "SELECT count(*) FROM j_conflict"), 1);
	assert_int_equal(save(x, &x->a, x->t.root, x->file, true), 1);
	assert_int_equal(site_number(&x->a, "SELECT count(*) FROM j_conflict"), 0);
}

static void
test_a_draft_taken_back_does_not_undo_what_came(void **state)
{
	struct scene *x = *state;

	answer(&x->t, x->t.root, "hh_rooms", "3");
	assert_int_equal(save(x, &x->a, x->t.root, x->file, false), 1);
	carry(&x->a, &x->b);
	OK(journal_draft(x->a.j, &x->t, x->t.root, x->file, f));
	again(x, &x->b);
	answer(&x->t, x->t.root, "hh_rooms", "5");
	assert_int_equal(save(x, &x->b, x->t.root, x->file, false), 1);
	carry(&x->b, &x->a);
	again(x, &x->a);
	assert_int_equal(save(x, &x->a, x->t.root, x->file, false), 0);
	assert_int_equal(site_number(&x->a, "SELECT hh_rooms FROM household"), 5);
	assert_int_equal(site_number(&x->a, "SELECT count(*) FROM j_head"), 1);
}

static void
test_two_laptops_open_one_year(void **state)
{
	struct scene *x = *state;
	struct site *sites[] = {&x->a, &x->b};
	int economy = form_table(x->form, "economy", 7);

	answer(&x->t, x->t.root, "hh_name", "Qian");
	assert_int_equal(save(x, &x->a, x->t.root, x->file, false), 1);
	carry(&x->a, &x->b);
	for (int i = 0; i < 2; i++) {
		struct answer year = answer_int(2026);
		unsigned char id[RECORD_ID];
		again(x, sites[i]);
		record_id_keyed(&x->form->tables[economy], x->t.root->id, &year, id);
		struct record *r = tree_add(&x->t, x->t.root, economy, id);
		answer(&x->t, r, "econ_year", "2026");
		answer(&x->t, r, "wages", i == 0 ? "100.50" : "200");
		OK(journal_draft(sites[i]->j, &x->t, r, x->lines, f));
		assert_int_equal(save(x, sites[i], r, x->lines, false), 1);
		/* The section of the key came along. */
		assert_int_equal(site_number(sites[i], "SELECT econ_year FROM economy"), 2026);
	}
	carry(&x->a, &x->b);
	carry(&x->b, &x->a);
	assert_same_site(&x->a, &x->b);
	assert_int_equal(site_number(&x->a, "SELECT count(*) FROM economy"), 1);
	assert_int_equal(site_number(&x->a, "SELECT count(*) FROM j_conflict"), 1);
}

static void
test_an_older_form_carries_on_what_it_does_not_know(void **state)
{
	struct scene *x = *state;
	struct form *newer = fixture_form(SURVEY_NEW, 2);

	site_stop(&x->b);
	site_start(&x->b, newer);
	answer(&x->t, x->t.root, "hh_name", "Sun");
	assert_int_equal(save(x, &x->a, x->t.root, x->file, false), 1);
	carry(&x->a, &x->b);
	again(x, &x->b);
	answer(&x->t, x->t.root, "debts", "77.70");
	answer(&x->t, x->t.root, "income", "10");
	assert_int_equal(save(x, &x->b, x->t.root, form_section_named(newer, "household", "money"), false), 1);
	carry(&x->b, &x->a);
	again(x, &x->a);
	answer(&x->t, x->t.root, "income", "20");
	OK(journal_draft(x->a.j, &x->t, x->t.root, x->money, f));
	assert_int_equal(save(x, &x->a, x->t.root, x->money, false), 1);
	carry(&x->a, &x->b);
	assert_int_equal(site_number(&x->b, "SELECT debts + income FROM household"), 7770 + 2000);
	assert_int_equal(site_number(&x->b, "SELECT count(*) FROM j_conflict"), 0);
	tree_free(&x->t);
	site_stop(&x->b);
	site_start(&x->b, x->form);
	form_free(newer);
}

static void
test_frozen_calculates_are_in_the_version(void **state)
{
	struct scene *x = *state;
	unsigned char id[RECORD_ID];
	struct record *r;

	answer(&x->t, x->t.root, "income", "90");
	record_id_random(&x->a.world, id);
	r = tree_add(&x->t, x->t.root, form_table(x->form, "member", 6), id);
	answer(&x->t, r, "who", "Zhou");
	assert_int_equal(save(x, &x->a, r, x->identity, false), 1);
	assert_int_equal(save(x, &x->a, x->t.root, x->money, false), 1);
	/* Its condition does not hold yet, so it is no part of the version and counts anew. */
	assert_int_equal(site_number(&x->a, "SELECT instr(hex(body), hex('heads')) FROM j_version WHERE seq = 2"), 0);
	answer(&x->t, x->t.root, "seen_on", "2026-05-01");
	assert_int_equal(save(x, &x->a, x->t.root, x->money, false), 1);
	assert_true(site_number(&x->a, "SELECT instr(hex(body), hex('heads')) FROM j_version WHERE seq = 3") > 0);

	record_id_random(&x->a.world, id);
	again(x, &x->a);
	r = tree_add(&x->t, x->t.root, form_table(x->form, "member", 6), id);
	answer(&x->t, r, "who", "Wu");
	evaluate(&x->t, NULL);
	assert_answer(x->t.root, x->form, "heads", "1");
	assert_int_equal(save(x, &x->a, r, x->identity, false), 1);
	again(x, &x->a);
	assert_answer(x->t.root, x->form, "heads", "1");
	evaluate(&x->t, x->t.root);
	assert_answer(x->t.root, x->form, "heads", "2");
	OK(journal_store_calculates(x->a.j, &x->t, f));
	assert_int_equal(site_number(&x->a, "SELECT heads FROM household"), 2);
	carry(&x->a, &x->b);
	unsigned char one[32], two[32];
	OK(journal_digest(x->a.j, one, f));
	OK(journal_digest(x->b.j, two, f));
	assert_memory_equal(one, two, 32);
}

static void
test_calculates_of_a_draft_make_no_row(void **state)
{
	struct scene *x = *state;

	OK(journal_draft(x->a.j, &x->t, x->t.root, x->file, f));
	evaluate(&x->t, NULL);
	OK(journal_store_calculates(x->a.j, &x->t, f));
	assert_int_equal(site_number(&x->a, "SELECT count(*) FROM household"), 0);
}

static void
test_what_cannot_be_read_back_is_refused(void **state)
{
	struct scene *x = *state;
	struct fault why = {0};
	char *text = malloc(VERSION_TEXT + 1);

	assert_non_null(text);
	memset(text, 'a', VERSION_TEXT + 1);
	record_set(&x->t, x->t.root, question_named(x->form, "hh_name"), answer_text(text, VERSION_TEXT + 1));
	assert_int_equal(journal_draft(x->a.j, &x->t, x->t.root, x->file, &why), -1);
	assert_int_equal(why.code, EX_DATAERR);
	assert_int_equal(journal_save(x->a.j, x->t.root, x->file, false, &why), -1);
	record_set(&x->t, x->t.root, question_named(x->form, "hh_name"), answer_text(text, VERSION_TEXT));
	OK(journal_draft(x->a.j, &x->t, x->t.root, x->file, f));
	record_set(&x->t, x->t.root, question_named(x->form, "hh_name"), answer_text("\xff\xfe", 2));
	assert_int_equal(journal_draft(x->a.j, &x->t, x->t.root, x->file, &why), -1);
	again(x, &x->a);
	assert_int_equal(record_answer(x->t.root, question_named(x->form, "hh_name"))->len, VERSION_TEXT);
	free(text);
}

static void
test_a_revoked_laptop_keeps_its_drafts(void **state)
{
	struct scene *x = *state;
	struct fault why = {0};

	OK(journal_revoke(x->a.j, x->a.device, 0, f));
	answer(&x->t, x->t.root, "hh_name", "Wei");
	OK(journal_draft(x->a.j, &x->t, x->t.root, x->file, f));
	evaluate(&x->t, x->t.root);
	assert_int_equal(journal_save(x->a.j, x->t.root, x->file, false, &why), -1);
	assert_int_equal(why.code, EX_NOPERM);
	assert_int_equal(journal_drafted(x->a.j, x->t.root, x->file, NULL), 1);
	assert_int_equal(site_number(&x->a, "SELECT count(*) FROM j_version"), 0);
}

static void
test_a_large_household(void **state)
{
	struct scene *x = *state;
	char name[32];
	int member = form_table(x->form, "member", 6);

	answer(&x->t, x->t.root, "hh_name", "Zheng");
	OK(journal_begin(x->a.j, f));
	assert_int_equal(save(x, &x->a, x->t.root, x->file, false), 1);
	for (int i = 0; i < 300; i++) {
		unsigned char id[RECORD_ID];
		record_id_random(&x->a.world, id);
		struct record *r = tree_add(&x->t, x->t.root, member, id);
		snprintf(name, sizeof name, "Member %d", i);
		answer(&x->t, r, "who", name);
		OK(journal_save(x->a.j, r, x->identity, false, f));
	}
	OK(journal_end(x->a.j, 1, f));
	again(x, &x->a);
	struct record *r = record_kids(x->t.root, member);
	for (int i = 0; i < 300; i++, r = r->next) {
		snprintf(name, sizeof name, "Member %d", i);
		assert_answer(r, x->form, "who", name);
	}
	assert_null(r);
	OK(journal_void(x->a.j, x->t.root, true, f));
	assert_int_equal(site_number(&x->a, "SELECT count(*) FROM j_conflict"), 0);
	carry(&x->a, &x->b);
	assert_same_site(&x->a, &x->b);
}

/* The limit counts pages, so it must be found where a small save still fits and a large one does not. */
static void
test_a_full_disk_loses_nothing(void **state)
{
	struct scene *x = *state;
	char *text = malloc(VERSION_TEXT), sql[64];
	struct buf before = {0}, after = {0};
	struct fault why = {0};

	assert_non_null(text);
	memset(text, 'x', VERSION_TEXT);
	answer(&x->t, x->t.root, "hh_name", "Feng");
	assert_int_equal(save(x, &x->a, x->t.root, x->file, false), 1);
	site_dump(&x->a, true, &before);
	snprintf(sql, sizeof sql, "PRAGMA max_page_count = %lld", site_number(&x->a, "PRAGMA page_count"));
	assert_int_equal(sqlite3_exec(x->a.handle, sql, NULL, NULL, NULL), SQLITE_OK);
	record_set(&x->t, x->t.root, question_named(x->form, "hh_name"), answer_text(text, VERSION_TEXT));
	assert_int_equal(journal_draft(x->a.j, &x->t, x->t.root, x->file, &why), -1);
	assert_int_equal(why.code, EX_CANTCREAT);
	why = (struct fault){0};
	evaluate(&x->t, x->t.root);
	assert_int_equal(journal_save(x->a.j, x->t.root, x->file, false, &why), -1);
	assert_int_equal(why.code, EX_CANTCREAT);
	site_dump(&x->a, true, &after);
	assert_string_equal(buf_str(&before), buf_str(&after));
	assert_int_equal(sqlite3_exec(x->a.handle, "PRAGMA max_page_count = 100000", NULL, NULL, NULL), SQLITE_OK);
	OK(journal_draft(x->a.j, &x->t, x->t.root, x->file, f));
	assert_int_equal(save(x, &x->a, x->t.root, x->file, false), 1);
	assert_int_equal(site_number(&x->a, "SELECT length(hh_name) FROM household"), VERSION_TEXT);
	carry(&x->a, &x->b);
	assert_same_site(&x->a, &x->b);
	buf_free(&before);
	buf_free(&after);
	free(text);
}

/* In the child: open the vault, draft, die at once. */
static void
draft_and_die(struct fixture *v, struct scene *x)
{
	struct fault f = {0};
	struct vault *vault = fixture_vault(v, VAULT_CADRE, &f);
	struct db *db;
	struct journal *j;

	if (vault == NULL || db_open(&db, vault_sqlite(vault), &f) < 0 ||
		journal_open(&j, db, x->form, &x->a.world, &f) < 0)
		_exit(1);
	if (journal_draft(j, &x->t, x->t.root, x->file, &f) < 0)
		_exit(2);
	raise(SIGKILL);
}

static int
take_draft(void *self, const struct draft_row *d)
{
	*(struct draft_row *)self = *d;
	assert_string_equal(d->table, "household");
	assert_string_equal(d->section, "file");
	return 0;
}

static void
test_a_killed_program_keeps_its_draft(void **state)
{
	struct scene *x = *state;
	struct fixture *v;
	struct fault why = {0};
	struct db *db;
	struct draft_row found = {0};
	int status;

	assert_int_equal(fixture_open((void **)&v), 0);
	answer(&x->t, x->t.root, "hh_name", "Chen");
	pid_t pid = fork();
	if (pid == 0)
		draft_and_die(v, x);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);

	struct vault *vault = fixture_vault(v, VAULT_CADRE, &why);
	assert_non_null(vault);
	struct site s = {.handle = vault_sqlite(vault), .world = x->a.world};
	site_start(&s, x->form);
	OK(journal_drafts(s.j, take_draft, &found, f));
	assert_memory_equal(found.root, x->t.root->id, RECORD_ID);
	again(x, &s);
	assert_answer(x->t.root, x->form, "hh_name", "Chen");
	assert_int_equal(save(x, &s, x->t.root, x->file, false), 1);
	db = s.db;
	assert_non_null(db);
	site_stop(&s);
	vault_close(vault);
	assert_int_equal(fixture_close((void **)&v), 0);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {T(test_a_draft_becomes_a_version),
		T(test_what_came_meanwhile_is_a_conflict_not_a_loss),
		T(test_a_draft_taken_back_does_not_undo_what_came), T(test_two_laptops_open_one_year),
		T(test_an_older_form_carries_on_what_it_does_not_know), T(test_frozen_calculates_are_in_the_version),
		T(test_calculates_of_a_draft_make_no_row), T(test_what_cannot_be_read_back_is_refused),
		T(test_a_revoked_laptop_keeps_its_drafts), T(test_a_large_household), T(test_a_full_disk_loses_nothing),
		T(test_a_killed_program_keeps_its_draft)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
