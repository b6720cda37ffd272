/* The income range on the screen: its lists and orders, whom the township draws, and that nobody else does. */
#include "screen_fixture.h"

#include "income_fixture.h"

static int
fill(void **state)
{
	const int rc = desk_open(state);
	struct desk *d = *state;
	struct store s;
	struct fault f = {0};

	if (store_open(&s, d->folder, PASSPHRASE, strlen(PASSPHRASE), VAULT_CADRE, &d->world, &f) < 0)
		fail_msg("%s", f.text);
	assert_int_equal(journal_author(s.journal, desk_device, "王试", &f), 0);
	earn_all(&s);
	store_close(&s);
	desk_role = ROLE_TOWNSHIP;
	return rc;
}

/* Between two keys all are looked at, or recorded. */
#define RANGE "d<Timeout>"

/* The one of more income has a factor, so that it comes first. */
#define COUNTS " Within 2 of 5 households, 1 of them with risk factors; income unknown 1\n"
#define FIRST " !      2 甲试"
#define SECOND " ·      1 丙试"
#define THIRD " ?        戊试"

/* Where one text comes before another in a picture. */
static void
assert_order(const char *picture, const char *before, const char *after)
{
	assert_shows(picture, before);
	assert_shows(picture, after);
	if (strstr(picture, before) > strstr(picture, after))
		fail_msg("\"%s\" comes after \"%s\" in:\n%s", before, after, picture);
}

static void
test_lists(void **state)
{
	struct desk *d = *state;
	const char *range = desk_run(d, RANGE);

	assert_shows(range, "Income range   order: risk factors first");
	assert_shows(range, COUNTS);
	assert_order(range, FIRST, SECOND);
	assert_order(range, SECOND, THIRD);
	assert_shows(range, "5,999.99");
	assert_hides(range, "乙试");
	assert_hides(range, "丁试");
	/* Which list the chosen one stands on, and why. */
	assert_shows(range, "\n 范围内，有风险因素或优先条件\n ");
	assert_shows(desk_run(d, RANGE "<Down>"), "\n 范围内，无风险因素\n");
	assert_shows(desk_run(d, RANGE "<End>"), "\n 收入未知，待补\n 收入与支出");
	/* By income alone; the choice stays with its household. */
	const char *income = desk_run(d, RANGE "o");
	assert_shows(income, "order: by income");
	assert_order(income, SECOND, FIRST);
	assert_shows(income, "\n 范围内，有风险因素或优先条件\n ");
	assert_shows(desk_run(d, RANGE "/丙<Enter>"), "丙试");
	assert_hides(desk_run(d, RANGE "/丙"), "甲试");
}

/* Drawn: a step of the procedure, dated today, by the cadre, passed. */
static void
test_draw(void **state)
{
	struct desk *d = *state;

	assert_shows(desk_run(d, RANGE "a"), "marked 2");
	assert_hides(desk_run(d, RANGE "aa"), "marked");
	assert_shows(desk_run(d, RANGE "mmm"), "Its income is not known: complete that first.");
	assert_shows(desk_run(d, RANGE "mmm"), "marked 2");
	assert_shows(desk_run(d, RANGE "md"), "Record that 1 household was drawn into the range today, by you?");
	assert_hides(desk_run(d, RANGE "mdn"), "2026-11-20");
	assert_hides(desk_run(d, RANGE), "✓");
	const char *drawn = desk_run(d, RANGE "mdy<Timeout>");
	assert_shows(drawn, "Recorded for 1 household.");
	assert_shows(drawn, " ✓      2 甲试");
	assert_shows(drawn, "2026-11-20\n");
	assert_hides(drawn, "marked");
	const char *again = desk_run(d, RANGE);
	assert_shows(again, " ✓      2 甲试");
	assert_shows(again, SECOND);
	const char *steps = desk_run(d, RANGE "<Enter>p<Home>");
	assert_shows(steps, "│✓ 乡镇划定范围   │");
	assert_shows(steps, " 乡镇划定范围: done\n 办理日期: 2026-11-20; 经办人: 张建国; 办理结果: 通过\n");
	/* The rest: one of them is not drawn twice on a day. */
	assert_shows(desk_run(d, RANGE "m"), "It was drawn today already.");
	assert_shows(desk_run(d, RANGE "ady<Timeout>"), "Recorded for 1 household.");
	assert_shows(desk_run(d, RANGE), " ✓      1 丙试");
	/* Two days later it may be again, as the state table says. */
	d->seed.now_ms += (int64_t)2 * 86400000;
	assert_shows(desk_run(d, RANGE "mdy<Timeout>"), "Recorded for 1 household.");
	assert_shows(desk_run(d, RANGE), "2026-11-22\n");
}

/* A household whose procedure is at another step is left as it is, and told. */
static void
test_elsewhere(void **state)
{
	struct desk *d = *state;

	/* Its third step that may come is the application. */
	assert_shows(desk_run(d, RANGE "<Enter>p<Right*2><Enter><Enter>周试<Enter>1<Enter><Esc>p"), "│✓ 申请授权");
	const char *said = desk_run(d, RANGE "ady<Timeout>");
	assert_shows(said, "Recorded for 1, not for 1: their procedure is at another step (Enter, then p).");
	assert_shows(said, FIRST);
	assert_shows(said, " ✓      1 丙试");
	assert_hides(desk_run(d, RANGE "<Enter>p"), "✓ 乡镇划定范围");
	/* And no record of it was begun. */
	assert_hides(desk_run(d, RANGE "<Enter><End>"), "乡镇划定范围");
}

static void
test_office(void **state)
{
	static const enum role others[] = {ROLE_VISITOR, ROLE_VILLAGE};
	struct desk *d = *state;

	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		desk_role = others[i];
		const char *seen = desk_run(d, RANGE "admdy<Timeout>");
		assert_shows(seen, COUNTS);
		assert_shows(seen, " Drawn by: township. Here the list is only read.\n");
		assert_hides(seen, "Mark");
		assert_hides(seen, "marked");
		assert_hides(desk_run(d, RANGE "admdy<Timeout>"), "✓");
	}
	desk_role = ROLE_TOWNSHIP;
	assert_hides(desk_run(d, RANGE), "✓");
	assert_hides(desk_run(d, RANGE), "only read");
}

/* What was changed in a household's file stands in the list on the way back. */
static void
test_back(void **state)
{
	struct desk *d = *state;

	const char *by_hand = desk_run(d, RANGE "m<Up><Enter>p<Right><Enter><Enter>王试<Enter>1<Enter><Esc*4>");
	assert_shows(by_hand, " ✓      2 甲试");
	assert_hides(by_hand, "marked");
	assert_shows(by_hand, COUNTS);
}

/* An empty list, and a form's way out. */
static void
test_nobody(void **state)
{
	struct desk *d = *state;

	assert_shows(desk_run(d, RANGE), "Nobody lies within the range, and every income is known.");
	assert_shows(desk_run(d, RANGE "mado<Enter>"), "Income range");
	assert_shows(desk_run(d, RANGE "<Esc>"), "This round");
}

#define T(name) cmocka_unit_test_setup_teardown(name, fill, desk_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {T(test_lists), T(test_draw), T(test_elsewhere), T(test_office), T(test_back),
		cmocka_unit_test_setup_teardown(test_nobody, desk_open, desk_close)};

	words_open("/nowhere");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
