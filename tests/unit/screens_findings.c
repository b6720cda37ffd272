/* What the checks find on the screens: beside sections and questions, in the list, on leaving, on the first screen. */
#include <sqlite3.h>

#include "link.h"
#include "screen_fixture.h"
#include "store/found.h"
#include "store/summary.h"
#include "todo.h"

#define HOUSEHOLD "n东沟组<Enter>7 号<Enter><Enter>1<Enter><Esc>"
#define HEAD "h<Enter><Down*2><Enter>01<Enter>张树林<Enter><Enter>130899196503120015<Enter><Enter><Enter>01<Enter><Enter><Enter><Esc>"
#define SPOUSE "h<Enter><Down*2><Enter>02<Enter>李芳<Enter><Enter>130899197003120013<Enter><Enter><Enter>01<Enter><Enter><Enter><Esc>"

static int
first_root(void *self, const struct summary *line)
{
	memcpy(self, line->root, RECORD_ID);
	return 1;
}

static void
begin(struct desk *d)
{
	desk_run(d, HOUSEHOLD);
	desk_run(d, HEAD);
}

static void
test_list(void **state)
{
	struct desk *d = *state;

	begin(d);
	/* No telephone: the section says so, the line counts it, the question explains it. */
	const char *file = desk_run(d, "h<Enter>");
	assert_shows(file, "? 基本情况");
	assert_shows(file, "? warnings 1  ");
	assert_shows(desk_run(d, "h<Enter><Enter><Down*3>"), "? 户电话没填或不是11位手机号");
	assert_string_equal(desk_run(d, "h<Enter>e"),
		" Findings   张树林  东沟组   errors 0, warnings 1\n"
		"? 张树林         户电话没填或不是11位手机号，当面核对\n"
		"\n\n\n\n\n\n\n\n\n\n\n\n\n\n"
		"────────────────────────────────────────────────────────────────────────────────\n"
		" ? 户电话没填或不是11位手机号，当面核对\n"
		" Keep it because:  1 已问，本户不清楚  2 票据待补  3 已核实无误  4 下次再访\n"
		"   9 其他(写明)\n"
		"\n\n\n"
		" Enter Go to it  Esc Back  ? Help\n");
	/* Enter goes to the question, Esc back to where one was. */
	const char *there = desk_run(d, "h<Enter>e<Enter>");
	assert_shows(there, "/ 基本情况");
	assert_shows(there, "?户联系电话");
	assert_shows(desk_run(d, "h<Enter><Down*3><Enter><Down><Enter><F10><Esc>"), "/ 张树林 / 成员身份");
}

static void
test_kept_with_a_reason(void **state)
{
	struct desk *d = *state;

	begin(d);
	const char *kept = desk_run(d, "h<Enter>e1");
	assert_shows(kept, "warnings 0");
	assert_shows(kept, "✓ 张树林         kept: 已问，本户不清楚");
	/* It is on disk, and everywhere. */
	const char *file = desk_run(d, "h<Enter>");
	assert_shows(file, "✓ 基本情况");
	assert_hides(file, "warnings 1");
	assert_shows(desk_run(d, "h<Enter><Enter><Down*3>"), "✓ 户电话没填或不是11位手机号，当面核对 (kept: 已");
	assert_shows(desk_run(d, "h<Enter>eu"), "? 张树林         户电话没填");
	/* Another reason, which has to be said. */
	assert_shows(desk_run(d, "h<Enter>e9"), "What is it?");
	assert_shows(desk_run(d, "h<Enter>e9<Enter>"), "Say in a few words what it is.");
	assert_shows(desk_run(d, "h<Enter>e9<Esc>"), "warnings 1");
	assert_shows(desk_run(d, "h<Enter>e9全家外出<Enter>"), "kept: 其他(写明): 全家外出");
	/* However long it is, it can be read. */
	const char *note = desk_run(d, "h<Enter>eu9全家外出务工三年只留老人在家电话由村干部代收并且每月当面核对一次<Enter>");
	assert_shows(note, " ✓ 户电话没填或不是11位手机号，当面核对\n kept: 其他(写明): 全家外出务工三年");
	assert_shows(note, "并且每月当面核对\n 一次\n");
	/* No digit of the list keeps anything else. */
	assert_shows(desk_run(d, "h<Enter>eu<Timeout>5"), "warnings 1");
	/* With another answer the reason is not good any more. */
	desk_run(d, "h<Enter>e2");
	desk_run(d, "h<Enter><Enter><Down*3>13912345678<Enter><Esc>");
	assert_shows(desk_run(d, "h<Enter>e"), "The checks find nothing here.");
}

static void
test_errors(void **state)
{
	struct desk *d = *state;

	begin(d);
	desk_run(d, SPOUSE);
	/* Two of one sex: an error is said, kept with no reason, and holds up nobody. */
	const char *list = desk_run(d, "h<Enter>e");
	assert_shows(list, "! 张树林         户主与配偶同一性别");
	assert_hides(list, "Keep it because");
	assert_shows(desk_run(d, "h<Enter>e1"), "errors 1");
	assert_shows(desk_run(d, "h<Enter>e1"), "This is nothing that can be kept with a reason; it has to be mended.");
	assert_shows(desk_run(d, "h<Enter>"), "! errors 1  ? warnings 1");
	const char *left = desk_run(d, "h<Enter><Esc>");
	assert_shows(left, "Still found in this household: errors 1, warnings 1. They wait for you.");
	assert_shows(left, "! 张树林");
	assert_shows(left, "errors 1");
	assert_shows(desk_run(d, "h<F6*3>"), "filter: something found");
	assert_shows(desk_run(d, "h<F6*3>"), "Households 1 of 1");
}

static void
test_one_number_in_two_households(void **state)
{
	struct desk *d = *state;

	begin(d);
	desk_run(d, "n上洼组<Enter>8 号<Enter><Enter>1<Enter><Esc>");
	desk_run(d, "h<Enter><Down*2><Enter>01<Enter>王秀英<Enter><Enter>130899196503120015<Enter><Enter><Enter>01<Enter><Enter><Enter><Esc>");
	/* The one that was there first is told of too, once the first screen has looked again. */
	assert_shows(desk_run(d, "<Timeout*2>h"), "! 张树林");
	const char *list = desk_run(d, "h<Enter>e");
	assert_shows(list, "! 王秀英         这个证件号另有一人在用");
	assert_shows(list, "The other one is here: 张树林, 东沟组.");
}

static void
test_first_screen(void **state)
{
	struct desk *d = *state;

	begin(d);
	desk_run(d, SPOUSE);
	/* Nobody visited it: the round itself is the to-do. */
	assert_shows(desk_run(d, ""), "Nothing waits.");
	desk_run(d, "h<Enter><Down><Enter><Enter><Up>1<Enter>1<Enter>张建国<Enter><Esc>");
	assert_shows(desk_run(d, ""), "! Error      张树林");
	assert_shows(desk_run(d, ""), "errors 1, warnings 5");
}

static void
open_store(struct desk *d, struct app *a)
{
	struct fault f = {0};

	assert_int_equal(app_start(a, d->folder, &d->world, &f), 0);
	a->identify = desk_identify;
	assert_int_equal(app_open(a, PASSPHRASE, strlen(PASSPHRASE), &f), 0);
}

/* Two people kept one warning with different reasons: the to-do leads to the findings, where one of them is given again. */
static void
test_kept_with_two_reasons(void **state)
{
	struct desk *d = *state;
	struct app a;

	begin(d);
	desk_run(d, "h<Enter>e1");
	assert_hides(desk_run(d, "h<Enter>e"), "different reasons");
	open_store(d, &a);
	assert_int_equal(sqlite3_exec(db_handle(a.store.db), "INSERT INTO j_conflict SELECT r.id, s.no FROM j_record r "
		"JOIN j_word t ON t.no = r.tbl AND t.text = 'kept', j_word s WHERE s.text = 'kept_warning'", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_changes(db_handle(a.store.db)), 1);
	app_close(&a);
	assert_shows(desk_run(d, ""), "! Conflict   张树林           东沟组         one warning, two reasons: e");
	assert_shows(desk_run(d, "<Enter>"), "+ 家庭成员 1              │");
	assert_hides(desk_run(d, "<Enter>"), "hh_phone_bad");
	assert_shows(desk_run(d, "<Enter>e"), "Two people gave different reasons: reopen it and keep it with the right one.");
	/* That which is shown may be the right one. */
	assert_hides(desk_run(d, "<Enter>eu1"), "different reasons");
	assert_shows(desk_run(d, ""), "Nothing waits.");
}

/* Of what the county told errors stand first, and what rests last: there may be more than rows. */
static void
test_told_in_order(void **state)
{
	struct desk *d = *state;
	struct app a;
	struct told told[] = {{.check = "hh_code_duplicate", .detail = "a", .key = {1}}, {.check = "id_duplicate", .detail = "b", .key = {2}},
		{.check = "unknown", .detail = "c"}};
	const char *const order[] = {"found by a check this program does not have (c)", "这个户编号别的户已用", "changed, waits for the county (b)"};
	struct summaries s = {0};
	struct todos t = {0};
	struct fault f = {0};
	unsigned char root[RECORD_ID];

	begin(d);
	open_store(d, &a);
	assert_int_equal(store_summaries(&a.store, "", first_root, root, &f), 1);
	for (size_t i = 0; i < 3; i++)
		memcpy(told[i].record, root, RECORD_ID);
	assert_int_equal(store_tell(&a.store, told, 3, &f), 0);
	assert_int_equal(db_do(a.store.db, &f, UNIQUE_ADD, "bbbii", told[0].key, (size_t)CHECK_KEY, root, (size_t)RECORD_ID, root, (size_t)RECORD_ID,
		checks_named(a.store.checks, told[0].check)->number, (int64_t)0), 0);
	assert_int_equal(summaries_read(&s, &a, &f), 0);
	assert_int_equal(todos_read(&t, &a, &s, &f), 0);
	assert_int_equal(t.n, 3);
	for (size_t i = 0; i < 3; i++)
		assert_shows(t.rows[i].text, order[i]);
	todos_free(&t);
	summaries_free(&s);
	app_close(&a);
}

/* What has no row among the to-dos, here or in what the county told, still is said to be there. */
static void
test_more_than_a_list(void **state)
{
	struct desk *d = *state;
	struct app a;
	struct told told[510];
	char names[510][8];
	struct fault f = {0};
	struct buf standing = {0};
	unsigned char root[RECORD_ID];

	begin(d);
	open_store(d, &a);
	assert_int_equal(store_summaries(&a.store, "", first_root, root, &f), 1);
	for (size_t i = 0; i < 510; i++) {
		snprintf(names[i], sizeof names[i], "x%zu", i);
		told[i] = (struct told){.check = names[i], .detail = ""};
		memcpy(told[i].record, root, RECORD_ID);
	}
	assert_int_equal(store_tell(&a.store, told, 510, &f), 0);
	buf_u64(&standing, 1);
	buf_u64(&standing, 1);
	buf_u64(&standing, 7);
	assert_int_equal(store_put(&a.store, LINK_FINDINGS, standing.data, standing.len, &f), 0);
	app_close(&a);
	assert_shows(desk_run(d, ""), "To do   17 more wait; they show up here as these are done");
	buf_free(&standing);
}

#define T(name) cmocka_unit_test_setup_teardown(name, desk_open, desk_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {T(test_list), T(test_kept_with_a_reason), T(test_errors), T(test_one_number_in_two_households),
		T(test_first_screen), T(test_kept_with_two_reasons), T(test_told_in_order), T(test_more_than_a_list)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
