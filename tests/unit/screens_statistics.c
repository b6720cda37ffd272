/* The figures on the screen: progress by week and group, bars of the office's statistics, on any terminal. */
#include "screen_fixture.h"

#include "office/statistics.h"

#define HOUSEHOLD(group, house) "n" group "<Enter>" house "<Enter><Enter>1<Enter><Esc>"
#define VISIT "h<Enter><Down><Enter><Enter><Up>1<Enter>1<Enter>张建国<Enter><Esc>"
#define FIGURES PASSPHRASE "<Enter>r<Timeout*3>"

static void
begin(struct desk *d)
{
	desk_run(d, HOUSEHOLD("东沟组", "7 号"));
	desk_run(d, VISIT);
	desk_run(d, HOUSEHOLD("上洼组", "8 号"));
	desk_run(d, HOUSEHOLD("上洼组", "9 号"));
}

static void
test_top(void **state)
{
	struct desk *d = *state;

	begin(d);
	const char *top = desk_run_raw(d, 24, 80, FIGURES);
	assert_shows(top, " Figures   130899100201   东沟村\n");
	assert_shows(top, " Progress\n"
		" Visited, last 12 weeks         ▁▁▁▁▁▁▁▁▁▁▁█                  1\n"
		" 上洼组                         ░░░░░░░░░░░░░░░░░░░░        0/2\n"
		" 东沟组                         ████████████████████        1/1\n");
	assert_shows(top, " 待补                           ████████████████████          3              0\n");
	assert_shows(top, " v Next place  Esc Back  ? Help\n");
	assert_shows(desk_run_raw(d, 24, 80, FIGURES "v"), " Figures   130899\n");
	assert_shows(desk_run_raw(d, 24, 80, FIGURES "<F5><F5><F5>"), " Figures   130899100201   东沟村\n");
	assert_shows(desk_run_raw(d, 24, 80, FIGURES "<Esc>"), "To do");
}

/* Every figure is the one that the county's command writes of the village, in its order. */
static void
test_equal(void **state)
{
	struct desk *d = *state;
	struct app a;
	struct fault f = {0};
	const struct figure *x;
	const struct tally *t = NULL;
	const char *code;

	begin(d);
	const char *at = strstr(desk_run_raw(d, 200, 120, FIGURES), "yuan\n");
	assert_int_equal(app_start(&a, d->folder, &d->world, &f), 0);
	a.identify = desk_identify;
	assert_int_equal(app_open(&a, PASSPHRASE, strlen(PASSPHRASE), &f), 0);
	struct statistics *s = statistics_make(&a.store, "", &f);
	assert_non_null(s);
	for (size_t i = 0; (t = statistics_area(s, i, &code)) != NULL && strcmp(code, "130899100201") != 0; i++)
		continue;
	assert_non_null(t);
	for (size_t i = 0; (x = statistics_figure(s, i)) != NULL; i++) {
		struct buf value = {0}, tail = {0};
		statistics_value(x, &t[i], &value);
		if (x->kind == FIGURE_COUNT)
			buf_printf(&tail, "%10llu", (unsigned long long)t[i].households);
		if (x->kind == FIGURE_COUNT && value.len == 0 && !t[i].unset)
			buf_printf(&tail, "%19llu", (unsigned long long)t[i].people);
		assert_non_null(at = strstr(at + 1, form_label(x->label)));
		const char *end = strchr(at, '\n');
		assert_non_null(end);
		assert_true(memmem(at, (size_t)(end - at), buf_str(&tail), tail.len) != NULL);
		assert_true(t[i].unset || memmem(at, (size_t)(end - at), buf_str(&value), value.len) != NULL);
		at = end - 1;
		buf_free(&value);
		buf_free(&tail);
	}
	statistics_free(s);
	app_close(&a);
}

static void
test_plain_terminal(void **state)
{
	struct desk *d = *state;

	begin(d);
	desk_ascii = true;
	const char *top = desk_run_raw(d, 24, 120, FIGURES);
	desk_ascii = false;
	assert_hides(top, "█");
	assert_hides(top, "▁");
	assert_shows(top, "####################");
}

static void
test_nobody(void **state)
{
	assert_shows(desk_run_raw(*state, 24, 80, FIGURES), "There are no households yet.");
	/* Left while it is still counting. */
	begin(*state);
	assert_shows(desk_run(*state, "r<Esc>"), "To do");
	assert_shows(desk_run(*state, "r"), "Counting households: 0 of 3");
}

#define T(name) cmocka_unit_test_setup_teardown(name, desk_open, desk_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {T(test_top), T(test_equal), T(test_plain_terminal), T(test_nobody)};

	words_open("/nowhere");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
