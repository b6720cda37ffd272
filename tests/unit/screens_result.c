/* The result of a household on the screen: next step and deadline, what is tried, what stays as it was. */
#include "screen_fixture.h"

#include "household.h"

#define RESULT "h<Enter>r"

static void
open_store(struct desk *d, struct app *a)
{
	struct fault f = {0};

	assert_int_equal(app_start(a, d->folder, &d->world, &f), 0);
	a->identify = desk_identify;
	assert_int_equal(app_open(a, PASSPHRASE, strlen(PASSPHRASE), &f), 0);
}

/* A household of one with an income of ${wage} in the survey year, nothing else. */
static void
begin(struct desk *d, const char *wage)
{
	static const char *const keys[] = {"2026", "annual"};
	struct casefile c;
	struct app a;
	struct fault f = {0};

	open_store(d, &a);
	household_start(&a.store, &c, "130899100201");
	household_save(&a.store, &c, c.tree.root);
	struct record *m = household_member(&a.store, &c, "张树林", "01", "130899196503120015");
	household_save(&a.store, &c, m);
	struct record *e = household_add(&a.store, &c, c.tree.root, "economy", keys);
	for (int i = 0; i < e->table->n; i++) {
		const struct question *q = &c.tree.form->questions[e->table->first + i];
		if (q->type == QUESTION_DECIMAL && q->required != NULL)
			assert_int_equal(record_set(&c.tree, e, q, answer_fixed(0)), 0);
	}
	household_answer(&c, e, "wage_labour", wage);
	household_save(&a.store, &c, e);
	assert_int_equal(store_keep(&a.store, &c, &f), 0);
	casefile_close(&c);
	app_close(&a);
}

/* No case is open; a clue opens one, and the result says what follows and by when. */
static void
test_next_step(void **state)
{
	struct desk *d = *state;

	begin(d, "4500");
	assert_shows(desk_run(d, RESULT), "[ M2 ]");
	assert_shows(desk_run(d, RESULT), "Next step: none, no case is open\n");
	assert_hides(desk_run(d, RESULT), "deadline");
	desk_run(d, "h<Enter>p<Enter><Enter>周试<Enter>1<Enter><Esc>");
	const char *result = desk_run(d, RESULT);
	assert_shows(result, "Next step: 申请授权\n");
	assert_shows(result, "Next deadline: 2026-12-05 县级审定: in 15 days\n");
	d->seed.now_ms += (int64_t)16 * 86400000;
	assert_shows(desk_run(d, RESULT), "! Next deadline: 2026-12-05 县级审定: 1 day late\n");
}

/* What would change the class; figures tried, taken back, refused; the household's own result stays. */
static void
test_tryout(void **state)
{
	struct desk *d = *state;

	begin(d, "9000");
	const char *result = desk_run(d, RESULT);
	assert_shows(result, "[ N ]");
	result = desk_run_raw(d, 50, 80, PASSPHRASE "<Enter>" RESULT);
	assert_shows(result, "- 家庭纯收入: 3,000.01 yuan less (5,999.99), per head 3,000.01 less -> [I] ");
	result = desk_run(d, RESULT "t3000");
	assert_shows(result, "9,000.00  3000");
	assert_shows(result, "per head 3,000.00");
	assert_shows(result, "[ P1 ]");
	assert_shows(result, "In the place of: [ N ]");
	assert_shows(result, "+ 报县作识别/返贫处理");
	assert_shows(desk_run(d, RESULT "t3x"), "no number");
	assert_shows(desk_run(d, RESULT "t3x"), "[ N ]");
	assert_shows(desk_run(d, RESULT "t3000<C-u>"), "[ N ]");
	assert_hides(desk_run(d, RESULT "t3000<C-u>"), "In the place of");
	assert_shows(desk_run(d, RESULT "t<Down>30000"), "In the place of: [ N ]");
	assert_shows(desk_run(d, RESULT "t<Down>30000"), "[ M3 ]");
	assert_shows(desk_run(d, RESULT "t8000"), "The class stays: [ N ]");
	assert_shows(desk_run(d, RESULT "t3000<Esc>"), "[ N ]");
	assert_hides(desk_run(d, RESULT "t3000<Esc>"), "[ P1 ]");
}

/* A wide terminal has room for what figures are called. */
static void
test_wide(void **state)
{
	struct desk *d = *state;

	begin(d, "9000");
	assert_int_equal(setenv("LANGUAGE", "en", 1), 0);
	words_open("/nowhere");
	const char *narrow = desk_run_raw(d, 30, 80, PASSPHRASE "<Enter>" RESULT "t3000");
	assert_shows(narrow, "9,000.00  3000");
	assert_shows(narrow, "per head 3,000.00");
	const char *wide = desk_run_raw(d, 30, 132, PASSPHRASE "<Enter>" RESULT "t3000");
	assert_shows(wide, "Other rigid spending with proof (accident, disaster repair, care) ");
	assert_shows(wide, "9,000.00  3000");
	assert_shows(wide, "per head 3,000.00");
	assert_int_equal(setenv("LANGUAGE", "zh_CN", 1), 0);
	words_open("/nowhere");
	const char *same = strstr(desk_run_raw(d, 30, 132, PASSPHRASE "<Enter>" RESULT "t3000"), "家庭纯收入   ");
	assert_non_null(same);
	assert_true(strcspn(same, "9") < 60);
}

#define T(name) cmocka_unit_test_setup_teardown(name, desk_open, desk_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {T(test_next_step), T(test_tryout), T(test_wide)};

	words_open("/nowhere");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
