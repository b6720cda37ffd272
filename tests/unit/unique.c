/* Checks over an opened data folder: keys that files share, new sheets of checks, kept warnings through the journal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "date.h"
#include "household.h"
#include "store/found.h"
#include "words.h"

static const char passphrase[] = "correct horse battery";
static const unsigned char device[DEVICE_ID] = {1, 2, 3, 4, 5, 6, 7, 8};

struct place {
	char folder[64];
	struct world_seed seed;
	struct world world;
	struct store store;
};

static int
setup(void **state)
{
	struct place *p = calloc(1, sizeof *p);
	struct fault f = {0};

	strcpy(p->folder, "/tmp/fangpin-unique-XXXXXX");
	assert_non_null(mkdtemp(p->folder));
	p->world = world_seeded(&p->seed, 7, (int64_t)date_days(2026, 11, 20) * 86400000);
	assert_int_equal(vault_begin(&f), 0);
	if (vault_create(p->folder, "张建国", passphrase, sizeof passphrase - 1, &p->world, &f) < 0 ||
		store_open(&p->store, p->folder, passphrase, sizeof passphrase - 1, VAULT_CADRE, &p->world, &f) < 0)
		fail_msg("%s", f.text);
	assert_int_equal(journal_author(p->store.journal, device, "张建国", &f), 0);
	*state = p;
	return 0;
}

static int
teardown(void **state)
{
	struct place *p = *state;
	char command[128];

	store_close(&p->store);
	snprintf(command, sizeof command, "rm -rf %s", p->folder);
	int rc = system(command);
	free(p);
	return rc;
}

/* A household with one head of this number, saved and kept. */
static void
add_household(struct place *p, const char *region, const char *number, unsigned char root[RECORD_ID])
{
	struct casefile c;
	struct fault f = {0};

	household_start(&p->store, &c, region);
	memcpy(root, c.tree.root->id, RECORD_ID);
	household_save(&p->store, &c, c.tree.root);
	household_save(&p->store, &c, household_member(&p->store, &c, "张树林", "01", number));
	assert_int_equal(store_keep(&p->store, &c, &f), 0);
	casefile_close(&c);
}

static const struct check_finding *
found(const struct casefile *c, const char *check, bool elsewhere)
{
	for (size_t i = 0; i < c->findings.n; i++)
		if (strcmp(c->findings.all[i].check->name, check) == 0 && (c->findings.all[i].others > 0) == elsewhere)
			return &c->findings.all[i];
	return NULL;
}

static int
count_shared(void *self, const struct shared *x)
{
	int *n = self;

	n[0] += strcmp(x->check->name, "id_duplicate") == 0;
	n[1]++;
	return 0;
}

static int
shared(struct place *p)
{
	int n[2] = {0, 0};
	struct fault f = {0};

	assert_int_equal(store_shared(&p->store, count_shared, n, &f), 0);
	assert_int_equal(n[0], n[1]);
	return n[0];
}

static const char number[] = "130899196503120015", other_number[] = "130899198807040021";

static void
test_one_number_in_two_files(void **state)
{
	struct place *p = *state;
	unsigned char a[RECORD_ID], b[RECORD_ID];
	struct casefile c;
	struct fault f = {0};

	add_household(p, "130899100201", number, a);
	add_household(p, "130899100202", number, b);
	assert_int_equal(shared(p), 2);
	assert_int_equal(store_file(&p->store, a, &c, &f), 1);
	assert_int_equal(casefile_check(&p->store, &c, &f), 0);
	const struct check_finding *x = found(&c, "id_duplicate", true);
	assert_non_null(x);
	assert_int_equal(x->others, 1);
	assert_memory_equal(x->other_root, b, RECORD_ID);
	assert_null(found(&c, "id_duplicate", false));
	/* What is typed counts at once, before it is saved. */
	struct record *m = record_kids(c.tree.root, form_table(p->store.form, "member", 6));
	const int q = form_question(p->store.form, "id_number", 9);
	household_answer(&c, m, "id_number", other_number);
	assert_int_equal(casefile_update(&p->store, &c, m, &f), 0);
	assert_int_equal(casefile_recheck(&p->store, &c, &q, 1, &f), 0);
	assert_null(found(&c, "id_duplicate", true));
	assert_int_equal(shared(p), 2);
	household_answer(&c, m, "id_number", number);
	assert_int_equal(casefile_update(&p->store, &c, m, &f), 0);
	assert_int_equal(casefile_recheck(&p->store, &c, &q, 1, &f), 0);
	assert_non_null(found(&c, "id_duplicate", true));
	/* Whoever is voided is no longer compared, here or from the other side. */
	assert_int_equal(store_void(&p->store, &c, m, true, &f), 0);
	assert_int_equal(shared(p), 0);
	assert_int_equal(casefile_check(&p->store, &c, &f), 0);
	assert_null(found(&c, "id_duplicate", true));
	assert_int_equal(store_void(&p->store, &c, m, false, &f), 0);
	assert_int_equal(shared(p), 2);
	assert_int_equal(store_void(&p->store, &c, c.tree.root, true, &f), 0);
	assert_int_equal(shared(p), 0);
	assert_int_equal(store_void(&p->store, &c, c.tree.root, false, &f), 0);
	casefile_close(&c);
	/* Made again from the journal. */
	assert_int_equal(journal_rebuild(p->store.journal, &f), 0);
	assert_int_equal(shared(p), 0);
	assert_int_equal(store_refresh(&p->store, 100, &f), 0);
	assert_int_equal(shared(p), 2);
}

static int
issue(struct place *p, const char *text, uint64_t version, struct fault *f)
{
	struct issued_sheet sheet = {{"checks.csv", text, strlen(text)}, version};

	return store_sheets(&p->store, &sheet, 1, 1, f);
}

#define HEADER "name,kind,table,scope,severity,condition,key,message\n"

static void
test_new_checks(void **state)
{
	struct place *p = *state;
	unsigned char a[RECORD_ID], b[RECORD_ID];
	struct casefile c;
	struct fault f = {0};

	add_household(p, "130899100201", number, a);
	add_household(p, "130899100201", number, b);
	assert_int_equal(shared(p), 2);
	/* One that cannot be used changes nothing. */
	assert_int_equal(issue(p, HEADER "x,check,household,,note,${nothing} = 1,,m\n", 1, &f), -1);
	assert_int_equal(f.code, EX_DATAERR);
	assert_string_equal(checks_at(p->store.checks, 0)->name, "id_duplicate");
	assert_int_equal(shared(p), 2);
	/* The county asks something else: keys of before go, the new row is asked. */
	assert_int_equal(issue(p, HEADER "group,check,household,,note,${village_group} = '东沟组',,m\n", 1, &f), 1);
	assert_int_equal(store_refresh(&p->store, 100, &f), 0);
	assert_int_equal(shared(p), 0);
	assert_int_equal(store_file(&p->store, a, &c, &f), 1);
	assert_int_equal(casefile_check(&p->store, &c, &f), 0);
	assert_int_equal(c.findings.n, 1);
	assert_string_equal(c.findings.all[0].check->name, "group");
	casefile_close(&c);
	assert_int_equal(issue(p, HEADER "older,check,household,,note,1 = 1,,m\n", 1, &f), 0);
	assert_int_equal(issue(p, HEADER "id_duplicate,unique,member,county,error,,${id_number},m\n", 2, &f), 1);
	assert_int_equal(store_refresh(&p->store, 100, &f), 0);
	assert_int_equal(shared(p), 2);
	/* A folder opened again works by the county's sheet. */
	store_close(&p->store);
	assert_int_equal(store_open(&p->store, p->folder, passphrase, sizeof passphrase - 1, VAULT_CADRE, &p->world, &f), 0);
	assert_null(checks_at(p->store.checks, 1));
	assert_int_equal(p->store.checks_left_out, 0);
}

/* A program with other checks inside, or one that had none, finds its keys made again. */
static void
test_updated_program(void **state)
{
	struct place *p = *state;
	unsigned char a[RECORD_ID], b[RECORD_ID];
	struct fault f = {0};
	const struct form *form = p->store.form;

	add_household(p, "130899100201", number, a);
	add_household(p, "130899100201", number, b);
	assert_int_equal(store_current(&p->store, &f), 0);
	assert_int_equal(db_do(p->store.db, &f, EMPTY_UNIQUE, ""), 0);
	assert_int_equal(store_current(&p->store, &f), 0);
	assert_int_equal(shared(p), 0); /* derived by these checks: nothing to do */
	assert_int_equal(store_put(&p->store, "derived_form", form->hash, sizeof form->hash, &f), 0);
	assert_int_equal(store_current(&p->store, &f), 0);
	assert_int_equal(shared(p), 2);
}

static void
test_kept_through_the_journal(void **state)
{
	struct place *p = *state;
	unsigned char a[RECORD_ID];
	struct record *kept = NULL;
	struct casefile c;
	struct fault f = {0};

	add_household(p, "130899100201", number, a);
	assert_int_equal(store_file(&p->store, a, &c, &f), 1);
	assert_int_equal(casefile_check(&p->store, &c, &f), 0);
	const struct check_finding *x = found(&c, "hh_phone_bad", false);
	assert_non_null(x);
	assert_false(x->kept);
	assert_int_equal(checks_keep(p->store.checks, &c.tree, (struct check_finding *)x, "1", "", &kept), 0);
	household_save(&p->store, &c, kept);
	casefile_close(&c);
	assert_int_equal(store_file(&p->store, a, &c, &f), 1);
	assert_int_equal(casefile_check(&p->store, &c, &f), 0);
	x = found(&c, "hh_phone_bad", false);
	assert_non_null(x);
	assert_true(x->kept);
	const struct question *q = &p->store.form->questions[form_question(p->store.form, "kept_reason", 11)];
	struct buf reason = {0};
	answer_write(record_answer(x->keeping, q), &reason);
	assert_string_equal(buf_str(&reason), "1");
	buf_free(&reason);
	household_answer(&c, c.tree.root, "hh_phone", "0315");
	assert_int_equal(casefile_update(&p->store, &c, NULL, &f), 0);
	assert_int_equal(casefile_check(&p->store, &c, &f), 0);
	assert_false(found(&c, "hh_phone_bad", false)->kept);
	casefile_close(&c);
}

/* What the assessment fills in, and what is frozen until its record is edited, are rechecked without being named. */
static void
test_what_changes_by_itself(void **state)
{
	struct place *p = *state;
	struct casefile c;
	struct fault f = {0};
	const int wage = form_question(p->store.form, "wage_labour", 11);

	assert_int_equal(issue(p, HEADER "class,check,watch,,note,${proposed_class} = 'I',,m\nheads,check,economy,,note,${head_count} = 2,,m\n", 1,
		&f), 1);
	household_start(&p->store, &c, "130899100201");
	household_save(&p->store, &c, c.tree.root);
	household_save(&p->store, &c, household_member(&p->store, &c, "张树林", "01", number));
	struct record *e = household_add(&p->store, &c, c.tree.root, "economy", (const char *const[]){"2026", "identification"});
	household_answer(&c, e, "wage_labour", "15000");
	household_save(&p->store, &c, e);
	household_add(&p->store, &c, c.tree.root, "watch", NULL);
	assert_int_equal(casefile_update(&p->store, &c, NULL, &f), 0);
	assert_int_equal(casefile_recheck(&p->store, &c, NULL, 0, &f), 0);
	assert_non_null(found(&c, "class", false));
	assert_int_equal(casefile_recheck(&p->store, &c, NULL, 0, &f), 0);
	assert_non_null(found(&c, "class", false));
	/* Somebody joins the household; the day of identification stays as it was until it is edited. */
	household_member(&p->store, &c, "李芳", "02", other_number);
	assert_int_equal(casefile_update(&p->store, &c, NULL, &f), 0);
	assert_int_equal(casefile_check(&p->store, &c, &f), 0);
	assert_null(found(&c, "heads", false));
	household_answer(&c, e, "wage_labour", "16000");
	assert_int_equal(casefile_update(&p->store, &c, e, &f), 0);
	assert_int_equal(casefile_recheck(&p->store, &c, &wage, 1, &f), 0);
	assert_non_null(found(&c, "heads", false));
	casefile_close(&c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_one_number_in_two_files, setup, teardown),
		cmocka_unit_test_setup_teardown(test_new_checks, setup, teardown),
		cmocka_unit_test_setup_teardown(test_updated_program, setup, teardown),
		cmocka_unit_test_setup_teardown(test_kept_through_the_journal, setup, teardown),
		cmocka_unit_test_setup_teardown(test_what_changes_by_itself, setup, teardown),
	};

	words_open(NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
