/* One household from the first answer to its class and back from disk. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "date.h"
#include "household.h"
#include "journal/exchange.h"
#include "store/summary.h"
#include "words.h"

static const char passphrase[] = "correct horse battery";
static const unsigned char device[DEVICE_ID] = {1, 2, 3, 4, 5, 6, 7, 8};

struct place {
	char folder[64];
	struct world_seed seed;
	struct world world;
	struct store store;
};

static void
open_store(struct place *p)
{
	struct fault f = {0};

	if (store_open(&p->store, p->folder, passphrase, sizeof passphrase - 1, VAULT_CADRE, &p->world, &f) < 0)
		fail_msg("%s", f.text);
	assert_int_equal(journal_author(p->store.journal, device, "张建国", &f), 0);
}

static int
setup(void **state)
{
	struct place *p = calloc(1, sizeof *p);
	struct fault f = {0};

	strcpy(p->folder, "/tmp/fangpin-store-XXXXXX");
	assert_non_null(mkdtemp(p->folder));
	p->world = world_seeded(&p->seed, 7, (int64_t)date_days(2026, 11, 20) * 86400000);
	assert_int_equal(vault_begin(&f), 0);
	if (vault_create(p->folder, "张建国", passphrase, sizeof passphrase - 1, &p->world, &f) < 0)
		fail_msg("%s", f.text);
	open_store(p);
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

static int
keep_line(void *self, const struct summary *line)
{
	struct buf *out = self;

	buf_printf(out, "%s|%s|%s|%d|%d;", line->title, line->place, line->class, line->members, line->missing > 0);
	return 0;
}

static void
test_household_round(void **state)
{
	struct place *p = *state;
	struct casefile c, again;
	struct fault f = {0};
	struct buf lines = {0};
	unsigned char root[RECORD_ID];

	household_start(&p->store, &c, "130899100201");
	memcpy(root, c.tree.root->id, RECORD_ID);
	household_save(&p->store, &c, c.tree.root);
	household_save(&p->store, &c, household_member(&p->store, &c, "张树林", "01", "130899196503120015"));
	household_save(&p->store, &c, household_member(&p->store, &c, "李芳", "02", "130899198807040021"));
	struct record *e = household_add(&p->store, &c, c.tree.root, "economy", (const char *const[]){"2026", "annual"});
	household_answer(&c, e, "wage_labour", "15000");
	household_save(&p->store, &c, e);
	if (store_keep(&p->store, &c, &f) < 0)
		fail_msg("%s", f.text);
	assert_string_equal(c.assessment.code, "I");
	casefile_close(&c);

	store_close(&p->store);
	open_store(p);
	assert_int_equal(store_file(&p->store, root, &again, &f), 1);
	struct record *m = record_kids(again.tree.root, form_table(p->store.form, "member", 6));
	assert_non_null(m);
	assert_non_null(m->next);
	e = record_kids(again.tree.root, form_table(p->store.form, "economy", 7));
	assert_non_null(e);
	int q = form_question(p->store.form, "head_count", 10);
	assert_int_equal(record_answer(e, &p->store.form->questions[q])->kind, ANSWER_REAL);
	assert_true(record_answer(e, &p->store.form->questions[q])->real == 2);
	q = form_question(p->store.form, "wage_labour", 11);
	assert_int_equal(record_answer(e, &p->store.form->questions[q])->i, 1500000);
	casefile_close(&again);
	assert_int_equal(store_summaries(&p->store, "", keep_line, &lines, &f), 0);
	assert_string_equal(buf_str(&lines), "张树林|东沟组|I|2|1;");
	buf_free(&lines);
}

/* All that is derived, down to calculates and list lines, as text. */
static void
dump(struct place *p, struct buf *out)
{
	static const char truth[] = "j_word j_device j_draft j_invitation j_batch j_taken j_exchange j_setting j_sheet j_told ";
	sqlite3 *db = vault_sqlite(p->store.vault);
	sqlite3_stmt *tables, *rows;

	assert_int_equal(sqlite3_prepare_v2(db, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name", -1, &tables, NULL), SQLITE_OK);
	while (sqlite3_step(tables) == SQLITE_ROW) {
		char sql[128], word[80];
		const char *name = (const char *)sqlite3_column_text(tables, 0);
		snprintf(word, sizeof word, "%s ", name);
		if (strstr(truth, word) != NULL)
			continue;
		snprintf(sql, sizeof sql, "SELECT * FROM \"%s\" ORDER BY 1", name);
		assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &rows, NULL), SQLITE_OK);
		while (sqlite3_step(rows) == SQLITE_ROW) {
			buf_printf(out, "\n%s", name);
			for (int i = 0; i < sqlite3_column_count(rows); i++) {
				buf_printf(out, " %s=%d:", sqlite3_column_name(rows, i), sqlite3_column_type(rows, i));
				const unsigned char *bytes = sqlite3_column_blob(rows, i);
				for (int k = 0; k < sqlite3_column_bytes(rows, i); k++)
					buf_printf(out, "%02x", bytes[k]);
			}
		}
		sqlite3_finalize(rows);
	}
	sqlite3_finalize(tables);
}

static void
test_all_that_is_derived_is_made_again(void **state)
{
	struct place *p = *state;
	struct casefile c;
	struct fault f = {0};
	struct buf before = {0}, after = {0};
	int more;

	for (int i = 0; i < 3; i++) {
		household_start(&p->store, &c, "130899100201");
		household_save(&p->store, &c, c.tree.root);
		struct record *m = household_member(&p->store, &c, "王秀英", "01", "130899196503120015");
		household_save(&p->store, &c, m);
		struct record *e = household_add(&p->store, &c, c.tree.root, "economy", (const char *const[]){"2026", "annual"});
		household_answer(&c, e, "wage_labour", i == 0 ? "15000" : "900");
		household_save(&p->store, &c, e);
		if (store_keep(&p->store, &c, &f) < 0 || (i == 1 && store_void(&p->store, &c, m, true, &f) < 0) ||
			(i == 2 && store_void(&p->store, &c, c.tree.root, true, &f) < 0))
			fail_msg("%s", f.text);
		casefile_close(&c);
	}
	/* Who shares a number with a file that changed is looked at again first. */
	while ((more = store_refresh(&p->store, 2, &f)) == 1)
		continue;
	assert_int_equal(more, 0);
	dump(p, &before);
	if (journal_rebuild(p->store.journal, &f) < 0)
		fail_msg("%s", f.text);
	while ((more = store_refresh(&p->store, 2, &f)) == 1)
		continue;
	assert_int_equal(more, 0);
	dump(p, &after);
	assert_true(before.len > 4000);
	assert_string_equal(buf_str(&before), buf_str(&after));
	buf_free(&before);
	buf_free(&after);
}

static void
receive_blank(struct place *p, unsigned who, const unsigned char *record, const unsigned char *parent, const char *table)
{
	struct fault f = {0};
	struct version v = {.id.seq = 1, .gen = 1, .table = table, .cadre = "李四", .wall_ms = 1};
	int t = form_table(p->store.form, table, strlen(table));

	v.section = p->store.form->sections[p->store.form->tables[t].first_section].name;
	memset(v.id.device, (int)who, DEVICE_ID);
	memcpy(v.record, record, RECORD_ID);
	if (parent != NULL)
		memcpy(v.parent, parent, RECORD_ID);
	assert_int_equal(version_hash(&v), 0);
	assert_int_equal(journal_begin(p->store.journal, &f), 0);
	int rc = journal_receive(p->store.journal, &v, &f);
	assert_int_equal(journal_end(p->store.journal, rc == 1, &f), 0);
	assert_int_equal(store_refresh(&p->store, 100, &f), 0);
}

/* A lesser version says that a household is somebody's member: the list forgets it. */
static void
test_what_is_no_household_any_more_leaves_the_list(void **state)
{
	struct place *p = *state;
	struct buf lines = {0};
	static const unsigned char one[RECORD_ID] = "household-one--", two[RECORD_ID] = "household-two--";

	receive_blank(p, 8, two, NULL, "household");
	receive_blank(p, 9, one, NULL, "household");
	assert_int_equal(store_summaries(&p->store, "", keep_line, &lines, NULL), 0);
	assert_string_equal(buf_str(&lines), "||I|0|1;||I|0|1;");
	receive_blank(p, 2, one, two, "member");
	buf_reset(&lines);
	assert_int_equal(store_summaries(&p->store, "", keep_line, &lines, NULL), 0);
	assert_string_equal(buf_str(&lines), "||I|0|1;");
	buf_free(&lines);
}

static void
test_sheets_only_add(void **state)
{
	struct place *p = *state;
	struct fault f = {0};
	struct buf survey = {0};
	struct issued_sheet sheet = {.sheet.name = "survey.csv", .version = 1};

	assert_int_equal(store_sheet(&p->store, "survey.csv", &survey, &f), 0);
	sheet.sheet.data = survey.data;
	sheet.sheet.n = survey.len;
	assert_int_equal(store_sheets(&p->store, &sheet, 1, 1, &f), 1);
	assert_int_equal(store_sheets(&p->store, &sheet, 1, 1, &f), 0);
	/* A question renamed is refused, and the old form stays. */
	char *at = strstr((char *)survey.data, "village_group");
	assert_non_null(at);
	memcpy(at, "village_grope", 13);
	sheet.version = 2;
	assert_int_equal(store_sheets(&p->store, &sheet, 1, 1, &f), -1);
	assert_int_equal(f.code, EX_DATAERR);
	assert_true(form_question(p->store.form, "village_group", 13) >= 0);
	buf_free(&survey);
}

/* The form of the program counts as one in force as soon as something was captured under it. */
static void
test_a_first_form_adds_to_what_was_captured(void **state)
{
	struct place *p = *state;
	struct fault f = {0};
	struct buf survey = {0};
	struct casefile c;
	struct issued_sheet sheet = {.sheet.name = "survey.csv", .version = 2};

	assert_int_equal(store_sheet(&p->store, "survey.csv", &survey, &f), 0);
	memcpy(strstr((char *)survey.data, "village_group"), "village_grope", 13);
	sheet.sheet.data = survey.data;
	sheet.sheet.n = survey.len;
	household_start(&p->store, &c, "130899100201");
	household_save(&p->store, &c, c.tree.root);
	casefile_close(&c);
	assert_int_equal(store_sheets(&p->store, &sheet, 1, 1, &f), -1);
	assert_int_equal(f.code, EX_DATAERR);
	assert_non_null(strstr(f.text, "village_group"));
	assert_true(p->store.sheets_shipped);
	buf_free(&survey);
}

static int
keep_note(void *self, const struct exchange_row *e)
{
	return buf_text(self, e->note);
}

/* More records in one household than can be opened: every other household is assessed all the same, and the log says so. */
static void
test_a_file_too_large_holds_up_no_other(void **state)
{
	struct place *p = *state;
	struct store *s = &p->store;
	struct fault f = {0};
	struct casefile c;
	struct buf lines = {0};
	unsigned char root[RECORD_ID];
	const struct question *q = &s->form->questions[form_question(s->form, "member_name", 11)];
	struct version_value value = {"member_name", answer_text("张", 3)};
	struct version v = {.table = "member", .section = s->form->sections[q->section].name, .gen = 1, .cadre = "x", .form_version = 1,
		.values = &value, .n_values = 1};

	household_start(s, &c, "130899100201");
	household_save(s, &c, c.tree.root);
	memcpy(root, c.tree.root->id, RECORD_ID);
	memcpy(v.parent, root, RECORD_ID);
	casefile_close(&c);
	household_start(s, &c, "130899100202");
	household_save(s, &c, c.tree.root);
	casefile_close(&c);
	assert_int_equal(journal_begin(s->journal, &f), 0);
	for (int i = 1; i <= JOURNAL_RECORDS; i++) {
		memcpy(v.record, &i, sizeof i);
		v.id.seq = (uint64_t)i;
		assert_int_equal(version_hash(&v), 0);
		assert_int_equal(journal_receive(s->journal, &v, &f), 1);
	}
	assert_int_equal(journal_end(s->journal, 1, &f), 0);
	assert_int_equal(store_refresh(s, 100, &f), 0);
	assert_int_equal(store_summaries(s, "", keep_line, &lines, &f), 0);
	assert_string_equal(buf_str(&lines), "|东沟组|I|0|0;");
	buf_reset(&lines);
	assert_int_equal(exchange_visit(s->db, 1, keep_note, &lines, &f), 0);
	assert_non_null(strstr(buf_str(&lines), "too many records"));
	assert_int_equal(store_file(s, root, &c, &f), -1);
	assert_int_equal(f.code, EX_DATAERR);
	buf_free(&lines);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_household_round, setup, teardown),
		cmocka_unit_test_setup_teardown(test_all_that_is_derived_is_made_again, setup, teardown),
		cmocka_unit_test_setup_teardown(test_what_is_no_household_any_more_leaves_the_list, setup, teardown),
		cmocka_unit_test_setup_teardown(test_sheets_only_add, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_file_too_large_holds_up_no_other, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_first_form_adds_to_what_was_captured, setup, teardown),
	};

	words_open(NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
