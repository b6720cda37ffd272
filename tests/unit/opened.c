/* What a household file being worked on leaves on disk when a save fails between its parts. */
#include "screen_fixture.h"

#include <sqlite3.h>

#include "date.h"
#include "journal/exchange.h"
#include "opened.h"
#include "store/summary.h"

struct scene {
	struct desk *desk;
	struct app app;
	struct opened opened;
};

static int
setup(void **state)
{
	struct scene *x = calloc(1, sizeof *x);
	struct fault f = {0};

	assert_non_null(x);
	assert_int_equal(desk_open((void **)&x->desk), 0);
	assert_int_equal(app_start(&x->app, x->desk->folder, &x->desk->world, &f), 0);
	x->app.identify = desk_identify;
	if (app_open(&x->app, PASSPHRASE, strlen(PASSPHRASE), &f) < 0 || opened_create(&x->opened, &x->app, &f) < 0)
		fail_msg("%s", f.text);
	*state = x;
	return 0;
}

static int
teardown(void **state)
{
	struct scene *x = *state;

	opened_close(&x->opened);
	app_close(&x->app);
	assert_int_equal(desk_close((void **)&x->desk), 0);
	free(x);
	return 0;
}

static void
sql(struct scene *x, const char *text)
{
	assert_int_equal(sqlite3_exec(vault_sqlite(x->app.store.vault), text, NULL, NULL, NULL), SQLITE_OK);
}

static int64_t
versions(struct scene *x)
{
	return journal_count(x->app.store.journal, VERSION_COUNT, NULL);
}

/* The disk refuses the household's line in the list, which is written after its version. */
static void
list_fails(struct scene *x)
{
	sql(x, "CREATE TEMP TRIGGER refuse BEFORE INSERT ON j_summary BEGIN SELECT RAISE(ABORT, 'refused'); END");
}

static void
list_works(struct scene *x)
{
	sql(x, "DROP TRIGGER refuse");
}

static void
answer_in(struct scene *x, struct record *record, const char *name, const char *text)
{
	const struct form *form = x->app.store.form;
	const struct question *q = &form->questions[form_question(form, name, strlen(name))];
	struct fault f = {0};
	struct answer a;

	assert_int_equal(answer_read(&x->opened.file.tree.arena, q, text, strlen(text), &a), 0);
	if (opened_enter(&x->opened, record, q->section, &f) < 0 || opened_set(&x->opened, q, a, &f) != 1)
		fail_msg("%s", f.text);
}

static void
answer(struct scene *x, const char *name, const char *text)
{
	answer_in(x, x->opened.file.tree.root, name, text);
}

static int
add_place(void *self, const struct summary *line)
{
	buf_printf(self, "%s;", line->place);
	return 0;
}

static void
assert_listed(struct scene *x, const char *places)
{
	struct buf b = {0};

	assert_int_equal(store_summaries(&x->app.store, "", add_place, &b, NULL), 0);
	assert_string_equal(buf_str(&b), places);
	buf_free(&b);
}

static void
test_a_section_left_twice_is_listed(void **state)
{
	struct scene *x = *state;
	struct fault f = {0};

	answer(x, "village_group", "东沟组");
	list_fails(x);
	assert_int_equal(opened_leave(&x->opened, false, &f), -1);
	/* All or nothing: a version without its line would be a household that nobody finds. */
	assert_int_equal(versions(x), 0);
	assert_int_equal(journal_drafted(x->app.store.journal, x->opened.record, x->opened.section, &f), 1);
	list_works(x);
	assert_int_equal(opened_leave(&x->opened, false, &f), 0);
	assert_int_equal(versions(x), 1);
	assert_listed(x, "东沟组;");
}

static void
test_a_void_that_failed_can_be_said_again(void **state)
{
	struct scene *x = *state;
	struct record *root = x->opened.file.tree.root;
	struct fault f = {0};

	answer(x, "village_group", "东沟组");
	assert_int_equal(opened_leave(&x->opened, false, &f), 0);
	list_fails(x);
	assert_int_equal(opened_void(&x->opened, root, true, &f), -1);
	assert_false(root->voided);
	assert_int_equal(versions(x), 1);
	list_works(x);
	assert_listed(x, "东沟组;");
	assert_int_equal(opened_void(&x->opened, root, true, &f), 0);
	assert_true(root->voided);
	assert_listed(x, "");
	assert_int_equal(opened_void(&x->opened, root, false, &f), 0);
	assert_listed(x, "东沟组;");
}

/* An answer given and taken back makes no version, and so no line of the list. */
static void
test_drafts_saved_for_a_sync_list_no_empty_household(void **state)
{
	struct scene *x = *state;
	struct fault f = {0};

	answer(x, "village_group", "东沟组");
	for (int i = 0; i < x->opened.record->table->n; i++)
		x->opened.record->answers[i] = answer_blank();
	assert_int_equal(journal_draft(x->app.store.journal, &x->opened.file.tree, x->opened.record, x->opened.section, &f), 0);
	assert_int_equal(store_save_drafts(&x->app.store, &f), 0);
	assert_int_equal(versions(x), 0);
	assert_listed(x, "");
}

/* The warning of this check, as the file stands. */
static struct check_finding *
warning(struct scene *x)
{
	struct fault f = {0};

	if (opened_check(&x->opened, &f) < 0)
		fail_msg("%s", f.text);
	for (size_t i = 0; i < x->opened.file.findings.n; i++)
		if (x->opened.file.findings.all[i].check->severity == CHECK_WARNING && !x->opened.file.findings.all[i].blank)
			return &x->opened.file.findings.all[i];
	fail_msg("no warning");
	return NULL;
}

/* A reason that could not be written is not in memory either: neither the first one nor one in place of another. */
static void
test_a_reason_that_failed_is_none(void **state)
{
	struct scene *x = *state;
	const struct form *form = x->app.store.form;
	const struct question *reason = form_saying(form, "kept_reason");
	struct fault f = {0};

	answer(x, "village_group", "东沟组");
	assert_int_equal(opened_leave(&x->opened, false, &f), 0);
	struct record *member = opened_add(&x->opened, x->opened.file.tree.root, form_table(form, "member", 6), &f);
	assert_non_null(member);
	answer_in(x, member, "member_name", "张树林");
	answer_in(x, member, "member_state", "present");
	assert_int_equal(opened_leave(&x->opened, false, &f), 0);
	list_fails(x);
	assert_int_equal(opened_keep(&x->opened, warning(x), "1", "", &f), -1);
	/* Nor does a finding hold the record that is gone, should looking again fail too. */
	assert_int_equal(x->opened.file.findings.n, 0);
	assert_false(warning(x)->kept);
	assert_null(warning(x)->keeping);
	list_works(x);
	assert_int_equal(opened_keep(&x->opened, warning(x), "1", "", &f), 0);
	assert_true(warning(x)->kept);
	list_fails(x);
	assert_int_equal(opened_keep(&x->opened, warning(x), "2", "", &f), -1);
	assert_true(warning(x)->kept);
	const struct answer *a = record_answer(warning(x)->keeping, reason);
	assert_true(a->len == 1 && a->text[0] == '1');
	list_works(x);
	assert_int_equal(opened_keep(&x->opened, warning(x), "no reason", "", &f), 1);
}

static bool
finds(struct scene *x, const char *name)
{
	struct fault f = {0};

	if (opened_check(&x->opened, &f) < 0)
		fail_msg("%s", f.text);
	for (size_t i = 0; i < x->opened.file.findings.n; i++)
		if (strcmp(x->opened.file.findings.all[i].check->name, name) == 0)
			return true;
	return false;
}

/* A household left open over midnight is looked at on the day it is left. */
static void
test_a_file_left_open_overnight(void **state)
{
	struct scene *x = *state;
	const struct form *form = x->app.store.form;
	struct fault f = {0};
	char born[DATE_TEXT];

	answer(x, "village_group", "东沟组");
	struct record *member = opened_add(&x->opened, x->opened.file.tree.root, form_table(form, "member", 6), &f);
	assert_non_null(member);
	/* 16 the day after tomorrow: 4 of the years are leap years. */
	date_format(x->opened.file.env.today - 16 * 365 - 2, born);
	answer_in(x, member, "birth_date", born);
	answer_in(x, member, "member_state", "present");
	answer_in(x, member, "labour", "ordinary");
	assert_true(finds(x, "child_has_labour"));
	x->desk->seed.now_ms += INT64_C(10) * 86400000;
	assert_false(finds(x, "child_has_labour"));
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {T(test_a_section_left_twice_is_listed), T(test_a_void_that_failed_can_be_said_again),
		T(test_a_reason_that_failed_is_none), T(test_a_file_left_open_overnight), T(test_drafts_saved_for_a_sync_list_no_empty_household)};

	words_open(NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
