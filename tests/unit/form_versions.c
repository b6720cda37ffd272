/*
 * Three versions of a form, and a device that skipped one: what each captures is kept, carried on, joined in one table,
 * and read with the form it was captured under.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "forge.h"
#include "form_editions.h"
#include "run.h"
#include "stick.h"
#include "store/summary.h"
#include "usb.h"
#include "words.h"
#include <sys/stat.h>

static void
issue(struct round *r, int edition)
{
	struct fault f = {0};

	good(edition_issue(&r->office, edition, &f), &f);
	assert_int_equal(r->office.store.form->version, edition);
	refresh(&r->office.store);
}

/* All that the county holds of others goes to the laptop without any form: what a laptop has whose program could not
 * read the form that came with it. */
static void
hand_versions(struct round *r, struct laptop *l, uint64_t number)
{
	struct run run = {.f = &(struct fault){0}};
	struct buf columns = {0}, parcels = {0}, file = {0};
	struct link_news news;
	struct fault f = {0};

	good(journal_versions_for_area(r->office.store.journal, 0, l->link.device, VILLAGE, run_gather, &run, &f), &f);
	good(codec_pack(run.v, run.n, &columns, &f), &f);
	parcel_put(&parcels, PARCEL_VERSIONS, columns.data, columns.len);
	forge_pack(r, l, &parcels, l->link.epoch, number, &file);
	good(link_take(&l->link, file.data, file.len, &news, &f), &f);
	assert_true(news.versions > 0);
	assert_false(news.sheets);
	buf_free(&columns);
	buf_free(&parcels);
	buf_free(&file);
	run_free(&run);
}

static void
assert_conflicts(struct store *s, int n)
{
	struct fault f = {0};

	assert_int_equal(journal_count(s->journal, CONFLICT_COUNT, &f), n);
}

/* One row of the form's table as readers with SQL see it. */
static void
assert_row(struct store *s, const char *sql, const char *wanted)
{
	struct fault f = {0};
	struct buf got = {0};
	int rc;
	sqlite3_stmt *st = db_prepare(s->db, &f, sql);

	if (st == NULL)
		fail_msg("%s", f.text);
	while ((rc = db_step(s->db, st, &f)) == 1)
		for (int i = 0; i < sqlite3_column_count(st); i++)
			buf_printf(&got, "%s|", sqlite3_column_text(st, i) != NULL ? (const char *)sqlite3_column_text(st, i) : "");
	assert_int_equal(rc, 0);
	sqlite3_finalize(st);
	assert_string_equal(buf_str(&got), wanted);
	buf_free(&got);
}

static void
assert_same(struct store *a, struct store *b)
{
	unsigned char one[32], two[32];
	struct fault f = {0};

	good(journal_digest(a->journal, one, &f), &f);
	good(journal_digest(b->journal, two, &f), &f);
	assert_memory_equal(one, two, 32);
}

/* A record of a table that only form 3 has. */
static void
plant(struct store *s)
{
	struct casefile c;

	open_file(s, &c);
	struct record *o = household_add(s, &c, c.tree.root, "apple_orchard", NULL);
	household_answer(&c, o, "apple_trees", "40");
	household_save(s, &c, o);
	casefile_close(&c);
}

/* Laptop 1 works with form 2, the county with form 3; laptop 0 has both their versions, but form 1. */
static void
widen(struct round *r)
{
	struct laptop *skips = &r->laptop[0], *follows = &r->laptop[1];

	merge_all(r, skips);
	merge_all(r, follows);
	issue(r, 2);
	assert_true(answer_back(r, follows).sheets);
	EDIT(&follows->store, true, "neighbour", "李芳", "road", "mud");
	merge_all(r, follows);
	issue(r, 3);
	EDIT(&r->office.store, true, "wells", "2");
	plant(&r->office.store);
	hand_versions(r, skips, 900);
	assert_int_equal(skips->store.form->version, 1);
}

static void
test_a_laptop_that_skipped_a_form(void **state)
{
	struct round *r = *state;
	struct store *county = &r->office.store;
	struct laptop *skips = &r->laptop[0], *follows = &r->laptop[1];

	widen(r);
	EDIT(&skips->store, true, "address", "8 号");
	merge_all(r, skips);
	/* What form 1 asks is new, what it does not know was carried on, and nobody needs to decide anything. */
	assert_conflicts(county, 0);
	assert_answered(county, "address", "8 号");
	assert_answered(county, "neighbour", "李芳");
	assert_answered(county, "road", "mud");
	assert_answered(county, "wells", "2");
	assert_row(county, "SELECT address, neighbour, road, wells FROM household", "8 号|李芳|mud|2|");
	/* From form 1 to form 3 in one step. */
	assert_true(answer_back(r, skips).sheets);
	assert_int_equal(skips->store.form->version, 3);
	assert_answered(&skips->store, "address", "8 号");
	assert_answered(&skips->store, "wells", "2");
	assert_answered(&skips->store, "road", "mud");
	assert_same(&skips->store, county);
	assert_row(&skips->store, "SELECT apple_trees FROM apple_orchard", "40|");
	EDIT(&skips->store, true, "road", "none");
	merge_all(r, skips);
	answer_back(r, follows);
	assert_answered(&follows->store, "road", "none");
	assert_answered(&follows->store, "neighbour", "李芳");
	answer_back(r, skips);
	assert_same(&skips->store, county);
	assert_same(&follows->store, county);
	assert_conflicts(county, 0);
}

/* Neither saw the other: both stay, also the answers that one of them does not know, until a person decides. */
static void
test_a_conflict_only_where_two_wrote(void **state)
{
	struct round *r = *state;
	struct store *county = &r->office.store;
	struct laptop *skips = &r->laptop[0], *follows = &r->laptop[1];

	widen(r);
	EDIT(&follows->store, true, "neighbour", "王芳");
	capture(follows, "15000");
	EDIT(&skips->store, true, "address", "9 号");
	merge_all(r, skips);
	assert_conflicts(county, 0);
	merge_all(r, follows);
	assert_conflicts(county, 1);
	answer_back(r, skips);
	answer_back(r, follows);
	assert_same(&skips->store, county);
	assert_same(&follows->store, county);
	assert_conflicts(&skips->store, 1);
	/* The laptop with the newest form decides; what form 1 could not know is among what it keeps. */
	EDIT(&skips->store, true, "address", "9 号", "neighbour", "王芳");
	merge_all(r, skips);
	assert_conflicts(county, 0);
	assert_row(county, "SELECT address, neighbour, road, wells FROM household", "9 号|王芳|mud|2|");
}

/* A choice that the older form lacks puts the version out of force there, and back when the form comes. */
static void
test_a_choice_the_form_does_not_know_yet(void **state)
{
	struct round *r = *state;
	struct store *county = &r->office.store;
	struct laptop *skips = &r->laptop[0];

	merge_all(r, skips);
	issue(r, 2);
	answer_back(r, skips);
	issue(r, 3);
	EDIT(county, true, "road", "none");
	hand_versions(r, skips, 900);
	assert_answered(&skips->store, "road", "");
	EDIT(&skips->store, true, "address", "8 号");
	merge_all(r, skips);
	assert_conflicts(county, 1);
	answer_back(r, skips);
	assert_same(&skips->store, county);
	EDIT(county, true, "address", "8 号", "road", "none");
	assert_conflicts(county, 0);
}

/* Typed under form 1, made a version under form 3: packs are taken in before drafts are saved. */
static void
test_a_draft_outlives_its_form(void **state)
{
	struct round *r = *state;
	struct store *county = &r->office.store;
	struct laptop *skips = &r->laptop[0];
	struct stick_news news;
	struct buf pack = {0};
	struct fault f = {0};
	char stick[96];
	uint64_t number;

	widen(r);
	EDIT(&skips->store, false, "address", "10 号");
	EDIT(&skips->store, false, "address", "11 号");
	snprintf(stick, sizeof stick, "%s/stick", r->folder);
	assert_int_equal(mkdir(stick, 0700), 0);
	good(office_pack(&r->office, skips->link.device, &number, &pack, &f), &f);
	good(usb_put(stick, USB_PACK, skips->link.device, number, pack.data, pack.len, &f), &f);
	good(stick_exchange(&skips->link, stick, &news, &f), &f);
	assert_true(news.taken.sheets);
	merge_all(r, skips);
	assert_conflicts(county, 0);
	assert_row(county, "SELECT address, neighbour, road, wells FROM household", "11 号|李芳|mud|2|");
	buf_free(&pack);
}

/* An export is one table a form table, whatever form each record was captured under, with the columns of the newest. */
static void
test_tables_join_versions(void **state)
{
	struct round *r = *state;
	struct store *county = &r->office.store;
	struct casefile c;
	struct fault f = {0};

	for (int edition = 1; edition <= EDITIONS; edition++) {
		char group[32];
		if (edition > 1)
			issue(r, edition);
		household_start(county, &c, VILLAGE);
		snprintf(group, sizeof group, "第%d组", edition);
		household_answer(&c, c.tree.root, "village_group", group);
		if (edition >= 2)
			household_answer(&c, c.tree.root, "road", "paved");
		if (edition >= 3)
			household_answer(&c, c.tree.root, "wells", "1");
		household_save(county, &c, c.tree.root);
		if (edition >= 3) {
			struct record *o = household_add(county, &c, c.tree.root, "apple_orchard", NULL);
			household_answer(&c, o, "apple_trees", "40");
			household_save(county, &c, o);
		}
		good(store_keep(county, &c, &f), &f);
		casefile_close(&c);
	}
	assert_row(county, "SELECT village_group, road, wells FROM household WHERE village_group LIKE '第%' ORDER BY village_group",
		"第1组|||第2组|paved||第3组|paved|1|");
	assert_row(county, "SELECT village_group, apple_trees FROM apple_orchard o JOIN household h ON h.id = o.parent", "第3组|40|");
	/* Made again from the journal it is the same. */
	good(journal_rebuild(county->journal, &f), &f);
	refresh(county);
	assert_row(county, "SELECT village_group, road, wells FROM household WHERE village_group LIKE '第%' ORDER BY village_group",
		"第1组|||第2组|paved||第3组|paved|1|");
}

/* What a version says of one question, in English, and how it stands. */
struct told {
	const char *name;
	struct buf text;
};

static int
tell(void *self, const struct past *p)
{
	struct told *t = self;
	struct buf b = {0};

	for (size_t i = 0; i < p->version->n_values; i++) {
		const struct question *q = past_question(p, p->version->values[i].name);
		if (strcmp(p->version->values[i].name, t->name) != 0)
			continue;
		buf_reset(&b);
		if (q != NULL)
			answer_show(p->form, q, &p->version->values[i].answer, &b);
		buf_printf(&t->text, "%u%s %s=%s%s;", (unsigned)p->version->form_version, p->own ? "" : "?", q != NULL ? q->label[LANG_EN] : "-",
			buf_str(&b), p->shown ? " shown" : p->head ? " head" : p->state != FORCE_IN ? " out" : "");
	}
	buf_free(&b);
	return 0;
}

static void
assert_history(struct store *s, const char *name, const char *wanted)
{
	struct told t = {.name = name};
	unsigned char root[RECORD_ID];
	struct fault f = {0};

	assert_int_equal(store_summaries(s, "", first_root, root, &f), 1);
	good(store_history(s, root, tell, &t, &f), &f);
	assert_string_equal(buf_str(&t.text), wanted);
	buf_free(&t.text);
}

static void
test_old_versions_in_their_own_words(void **state)
{
	struct round *r = *state;
	struct store *county = &r->office.store;
	struct laptop *skips = &r->laptop[0];
	struct form *form;
	struct fault f = {0};

	widen(r);
	EDIT(&skips->store, true, "address", "8 号");
	merge_all(r, skips);
	EDIT(county, true, "address", "12 号");
	assert_history(county, "address",
		"1 Home address=7 号;2 Address today=7 号;3 Address today=7 号;1 Home address=8 号;3 Address today=12 号 shown;");
	/* Carried on under form 1, which has no words for it. */
	assert_history(county, "road", "2 Road=Mud road;3 Road=Dirt road;1 -=;3 Road=Dirt road shown;");
	answer_back(r, skips);
	/* Form 2 was never in force on this laptop; its versions are told by the form that is, marked. */
	assert_history(&skips->store, "road", "2? Road=Dirt road;3 Road=Dirt road;1 -=;3 Road=Dirt road shown;");
	assert_history(&skips->store, "address",
		"1 Home address=7 号;2? Address today=7 号;3 Address today=7 号;1 Home address=8 号;3 Address today=12 号 shown;");
	for (uint32_t version = 0; version <= 4; version++) {
		assert_int_equal(store_form_at(county, version, &form, &f), version >= 1 && version <= 3);
		if (form != NULL)
			assert_int_equal(form->version, version);
		form_free(form);
		assert_int_equal(store_form_at(&skips->store, version, &form, &f), version == 1 || version == 3);
		form_free(form);
	}
	/* Two forms of one number: which of them it was cannot be told. */
	assert_int_equal(db_exec(county->db, &f, "INSERT INTO j_form (hash, version, survey, choices, settings) "
		"SELECT zeroblob(30 + version), version, survey, choices, settings FROM j_form WHERE version > 1"), 0);
	assert_history(county, "address",
		"1 Home address=7 号;2? Address today=7 号;3? Address today=7 号;1 Home address=8 号;3? Address today=12 号 shown;");
	assert_int_equal(store_form_at(county, 2, &form, &f), 0);
	/* The same form again is kept once. */
	close_laptop(skips);
	open_laptop(r, skips);
	assert_row(&skips->store, "SELECT version FROM j_form ORDER BY no", "1|3|");
}

/* Room for forms is bounded; a form for which there is none is refused, and nothing else happens. */
static void
test_no_room_for_one_more_form(void **state)
{
	struct round *r = *state;
	struct store *county = &r->office.store;
	struct fault f = {0};
	char sql[160];

	snprintf(sql, sizeof sql, "INSERT INTO j_form (hash, version, survey, choices, settings) VALUES (x'00', 9, zeroblob(%d), x'', x'')",
		FORMS_BYTES - 100000);
	good(db_exec(county->db, &f, sql), &f);
	assert_int_equal(edition_issue(&r->office, 2, &f), -1);
	assert_int_equal(f.code, EX_DATAERR);
	assert_int_equal(county->form->version, 1);
	assert_true(form_question(county->form, "road", 4) < 0);
	assert_row(county, "SELECT count(*) FROM j_sheet WHERE version > 1", "0|");
	office_close(&r->office);
	open_office(r);
	assert_int_equal(county->form->version, 1);
	good(db_exec(county->db, &f, "DELETE FROM j_form WHERE version = 9"), &f);
	issue(r, 2);
}

/* A form for a newer program: said, and form, policy, checks and answers stay; what came beside it is taken. */
static void
test_a_form_of_a_later_format(void **state)
{
	struct round *r = *state;
	struct laptop *l = &r->laptop[0];
	struct buf sheets[EDITION_SHEETS] = {{0}}, b = {0}, parcels = {0}, file = {0}, settings = {0};
	struct link_news news;
	struct fault f = {0};
	unsigned char hash[32], before[32], after[32];
	const unsigned char *policy = policy_hash(l->store.policy);

	edition_sheets(2, sheets);
	buf_text(&settings, "form_title,form_id,version,format,moon\nx,fangpin,2,2,full\n");
	struct sheets s = {.epoch = l->link.epoch, .version = 2, .n = 3, .sheet = {{"survey.csv", sheets[0].data, sheets[0].len},
		{"choices.csv", sheets[1].data, sheets[1].len}, {"settings.csv", settings.data, settings.len}}};
	sheets_write(&s, &b);
	parcel_put(&parcels, PARCEL_FORM, b.data, b.len);
	memcpy(hash, l->store.form->hash, 32);
	good(journal_digest(l->store.journal, before, &f), &f);
	forge_pack(r, l, &parcels, l->link.epoch, 900, &file);
	good(link_take(&l->link, file.data, file.len, &news, &f), &f);
	assert_int_equal(news.refused.code, EX_UNAVAILABLE);
	assert_non_null(strstr(news.refused.text, "format 2"));
	assert_false(news.sheets);
	assert_memory_equal(hash, l->store.form->hash, 32);
	assert_ptr_equal(policy, policy_hash(l->store.policy));
	good(journal_digest(l->store.journal, after, &f), &f);
	assert_memory_equal(before, after, 32);
	assert_row(&l->store, "SELECT version FROM j_form", "1|");
	close_laptop(l);
	open_laptop(r, l);
	assert_memory_equal(hash, l->store.form->hash, 32);

	/* A parcel of a kind that only a newer program knows: nothing of the pack is taken, now or later. */
	buf_byte(&parcels, PARCEL_INVITATION + 1);
	buf_u32(&parcels, 0);
	forge_pack(r, l, &parcels, l->link.epoch, 901, &file);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(link_take(&l->link, file.data, file.len, &news, &f), -1);
		assert_int_equal(f.code, EX_UNAVAILABLE);
	}
	good(journal_digest(l->store.journal, after, &f), &f);
	assert_memory_equal(before, after, 32);
	for (int i = 0; i < EDITION_SHEETS; i++)
		buf_free(&sheets[i]);
	buf_free(&b);
	buf_free(&parcels);
	buf_free(&file);
	buf_free(&settings);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {T(test_a_laptop_that_skipped_a_form), T(test_a_conflict_only_where_two_wrote),
		T(test_a_choice_the_form_does_not_know_yet), T(test_a_draft_outlives_its_form), T(test_tables_join_versions),
		T(test_old_versions_in_their_own_words), T(test_no_room_for_one_more_form), T(test_a_form_of_a_later_format)};

	assert_int_equal(setenv("LANGUAGE", "en", 1), 0);
	words_open(NULL);
	return cmocka_run_group_tests(tests, make_county, forget_county);
}
