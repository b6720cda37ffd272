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

#define T(name) cmocka_unit_test_setup_teardown(name, desk_open, desk_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {T(test_warned), T(test_visited_again)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
