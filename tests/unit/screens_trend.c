/* Early warnings on the screens: on the first one, in the list, among the to-dos, in the result. */
#include "screen_fixture.h"
#include "two_years.h"

#define DAY ((int64_t)86400000)

static void
open_store(struct desk *d, struct app *a)
{
	struct fault f = {0};

	assert_int_equal(app_start(a, d->folder, &d->world, &f), 0);
	a->identify = desk_identify;
	assert_int_equal(app_open(a, PASSPHRASE, strlen(PASSPHRASE), &f), 0);
}

/* As on this day. */
static void
on_day(struct desk *d, int year, int month, int day)
{
	d->seed.now_ms = (int64_t)date_days(year, month, day) * DAY;
}

static void
visit(struct desk *d, const unsigned char root[RECORD_ID], const char *day)
{
	struct casefile c;
	struct app a;
	struct fault f = {0};

	open_store(d, &a);
	assert_int_equal(store_file(&a.store, root, &c, &f), 1);
	write_down(&a.store, &c, household_add(&a.store, &c, c.tree.root, "visit", NULL), SAID("visit_date", day, "outcome", "done"));
	keep(&a.store, &c);
	casefile_close(&c);
	app_close(&a);
}

static void
test_warned(void **state)
{
	struct desk *d = *state;
	unsigned char root[RECORD_ID];
	struct app a;

	desk_run(d, "");
	on_day(d, 2025, 11, 18);
	open_store(d, &a);
	good_year(&a.store, root);
	app_close(&a);
	assert_hides(desk_run(d, ""), "Early");
	assert_shows(desk_run(d, "h"), "? 张树林");
	assert_shows(desk_run(d, "h<F6*4>"), "Households 0 of 1   order: place   filter: early warnings");
	on_day(d, 2026, 8, 10);
	open_store(d, &a);
	bad_year(&a.store, root);
	app_close(&a);
	const char *home = desk_run(d, "");
	assert_shows(home, " Classes 一般 1                                              ↓ Early warnings 1\n");
	assert_shows(home, "? Early sign 张树林           东沟组         visited 265 days ago: ");
	assert_shows(desk_run(d, "h<F6*4>"), "↓ 张树林");
	assert_shows(desk_run(d, "h<Enter>r"), " Early warnings\n ! 收入下降: 人均纯收入由上年 30,000.00 元降到 24,000.00 元\n");
}

/* Who was visited waits as many days as the county set (90), and is still warned of. */
static void
test_visited_again(void **state)
{
	struct desk *d = *state;
	unsigned char root[RECORD_ID];
	struct app a;

	desk_run(d, "");
	on_day(d, 2025, 11, 18);
	open_store(d, &a);
	good_year(&a.store, root);
	app_close(&a);
	on_day(d, 2026, 8, 10);
	open_store(d, &a);
	bad_year(&a.store, root);
	app_close(&a);
	visit(d, root, "2026-08-10");
	on_day(d, 2026, 11, 7);
	assert_shows(desk_run(d, "<Timeout*3>"), "↓ Early warnings 1");
	assert_hides(desk_run(d, ""), "Early sign");
	on_day(d, 2026, 11, 8);
	assert_shows(desk_run(d, "<Timeout*3>"), "Early sign 张树林");
	assert_shows(desk_run_raw(d, 24, 140, PASSPHRASE "<Enter>"), "visited 90 days ago: 收入下降, 支出上升, 务工减少, 劳动力减少, 新患大病, 新增残疾\n");
}

/* A household on the ledger with an unsafe house: the measure for it is asked for, then what came of it. */
static void
test_measures(void **state)
{
	struct desk *d = *state;
	unsigned char root[RECORD_ID];
	struct casefile c;
	struct app a;
	struct fault f = {0};

	desk_run(d, "");
	on_day(d, 2026, 3, 10);
	open_store(d, &a);
	good_year(&a.store, root);
	assert_int_equal(store_file(&a.store, root, &c, &f), 1);
	write_down(&a.store, &c, household_add(&a.store, &c, c.tree.root, "economy", SAID("2026", "annual")), SAID("wage_labour", "60000"));
	write_down(&a.store, &c, household_add(&a.store, &c, c.tree.root, "housing", NULL), SAID("house_grade", "C", "house_area", "80"));
	struct record *watch = household_add(&a.store, &c, c.tree.root, "watch", NULL);
	write_down(&a.store, &c, watch, SAID("no_labour_flag", "no"));
	write_down(&a.store, &c, household_add(&a.store, &c, watch, "procedure", SAID("county", "2026-03-01")),
		SAID("step_by", "王明", "step_result", "pass", "decided_class", "edge"));
	write_down(&a.store, &c, household_add(&a.store, &c, watch, "procedure", SAID("entered", "2026-03-01")), SAID("step_by", "王明", "step_result", "fail"));
	write_down(&a.store, &c, household_add(&a.store, &c, c.tree.root, "measure", NULL),
		SAID("measure_kind", "industry", "measure_item", "industry_reward", "measure_start", "2026-03-05"));
	keep(&a.store, &c);
	casefile_close(&c);
	app_close(&a);
	on_day(d, 2026, 3, 25);
	assert_shows(desk_run(d, "<Timeout*3>"), "? Deadline   张树林           东沟组         补齐帮扶措施: in 6 days\n");
	assert_shows(desk_run(d, "h<Enter>r"), " No measure for it yet\n - 住房缺口: 没有在办的措施：宜住房安全保障");
	open_store(d, &a);
	assert_int_equal(store_file(&a.store, root, &c, &f), 1);
	write_down(&a.store, &c, household_add(&a.store, &c, c.tree.root, "measure", NULL),
		SAID("measure_kind", "house", "measure_item", "house_rebuild", "measure_start", "2026-03-20", "measure_by", "王明", "measure_amount", "20000"));
	keep(&a.store, &c);
	casefile_close(&c);
	app_close(&a);
	assert_hides(desk_run(d, "<Timeout*3>"), "Deadline");
	assert_hides(desk_run(d, "h<Enter>r"), "No measure for it yet");
	on_day(d, 2026, 6, 4);
	assert_shows(desk_run(d, "<Timeout*3>"), "! Deadline   张树林           东沟组         问措施成效: 1 day late\n");
}

#define T(name) cmocka_unit_test_setup_teardown(name, desk_open, desk_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {T(test_warned), T(test_visited_again), T(test_measures)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
