/* The ledger on the screen: who stands on it, by what it is filtered, and where it leads. */
#include <sqlite3.h>

#include "screen_fixture.h"

#define DAY ((int64_t)86400000)
#define HOUSEHOLD(group, house) "n" group "<Enter>" house "<Enter><Enter>1<Enter><Esc>"
#define PERSON(who, name, id) "h" who "<Enter><Down*2><Enter>01<Enter>" name "<Enter><Enter>" id "<Enter><Enter><Enter>01<Enter><Enter><Enter><Esc>"

/* The county's decision as a household's first step, with the reason that it needs, and its removal. */
#define DECIDED(who) "h" who "<Enter>p<Right*3><Enter><Enter>郑试<Enter>1<Enter>批复在前<Enter>2<Enter><Esc>"
#define PROPOSED(who) "h" who "<Enter>p<Right*4><Enter><Enter>周试<Enter>1<Enter><Esc>"
#define REMOVED(who) "h" who "<Enter>p<Right*2><Enter><Enter>郑试<Enter>1<Enter><Enter>2<Enter><Esc>"

/* What an assessment would have left in the list. */
static void
assessed(struct desk *d, const char *name, const char *class, const char *factors)
{
	struct app a;
	struct fault f = {0};
	char *sql = sqlite3_mprintf("UPDATE j_summary SET class = %Q, factors = %Q, lacking = %Q, offered = 3 WHERE title = %Q", class, factors, factors, name);

	assert_int_equal(app_start(&a, d->folder, &d->world, &f), 0);
	a.identify = desk_identify;
	assert_int_equal(app_open(&a, PASSPHRASE, strlen(PASSPHRASE), &f), 0);
	assert_int_equal(sqlite3_exec(db_handle(a.store.db), sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_changes(db_handle(a.store.db)), 1);
	sqlite3_free(sql);
	app_close(&a);
}

/* Three on it and one that is not: 张树林 decided and late with his first measure, 李芳 removed, 王秀英 proposed. */
static void
begin(struct desk *d)
{
	desk_role = ROLE_COUNTY;
	desk_run(d, HOUSEHOLD("东沟组", "7 号"));
	desk_run(d, PERSON("", "张树林", "130899196503120015"));
	desk_run(d, DECIDED(""));
	desk_run(d, HOUSEHOLD("上洼组", "8 号"));
	desk_run(d, PERSON("", "李芳", "130899198807040021"));
	desk_run(d, DECIDED(""));
	desk_run(d, PROPOSED(""));
	desk_run(d, REMOVED(""));
	desk_run(d, HOUSEHOLD("下洼组", "9 号"));
	desk_run(d, PERSON("<Down>", "王秀英", "130899200909150037"));
	desk_run(d, HOUSEHOLD("西组", "3 号"));
	d->seed.now_ms += 35 * DAY;
	desk_run(d, "<Timeout*3>");
	assessed(d, "王秀英", "M2", "01 03");
}

static void
test_who_stands_on_it(void **state)
{
	struct desk *d = *state;

	begin(d);
	assert_string_equal(desk_run(d, "t"),
		" Ledger 3 of 3   proposed 1   decided 1   removed 1   overdue 1\n"
		" class: all   factor: all   state: all   deadline: all\n"
		"  Head      Group    Class          State    Deadline   For            Aid Gaps\n"
		"! 张树林    东沟组   边缘易致贫户   decided  2026-12-20 首项帮扶落实   0/0\n"
		"· 李芳      上洼组   边缘易致贫户   removed                            0/0\n"
		"? 王秀英    下洼组   边缘易致贫     proposed                           0/3    2\n"
		"\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n"
		" Enter Open  p Procedure  / Search  c Class  f Factor  s State  ? Help\n");
	assert_shows(desk_run_raw(d, 24, 120, PASSPHRASE "<Enter>t"), " 0/3      2 因病, 因残\n");
	/* A measure on record counts; the deadline that it ends is gone. */
	desk_run(d, "t<Enter><End><Up><Enter><Enter>1<Enter><Esc>");
	assert_shows(desk_run(d, "t"), "1/0\n");
}

static void
test_filters(void **state)
{
	struct desk *d = *state;

	begin(d);
	const char *one = desk_run(d, "tc");
	assert_shows(one, " Ledger 2 of 3");
	assert_shows(one, " class: 边缘易致贫户   factor: all");
	assert_shows(desk_run(d, "tcc"), " Ledger 1 of 3");
	assert_shows(desk_run(d, "tccc"), " Ledger 3 of 3");
	one = desk_run(d, "tf");
	assert_shows(one, "factor: 因病");
	assert_shows(one, "? 王秀英");
	assert_hides(one, "张树林");
	assert_shows(desk_run(d, "t<F7>"), "? 王秀英");
	assert_hides(desk_run(d, "t<F7>"), "李芳");
	assert_shows(desk_run(d, "tss"), "! 张树林");
	assert_shows(desk_run(d, "tsss"), "· 李芳");
	assert_shows(desk_run(d, "td"), " Ledger 1 of 3");
	assert_shows(desk_run(d, "td"), "deadline: overdue");
	assert_shows(desk_run(d, "tdd"), " Ledger 0 of 3");
	assert_shows(desk_run(d, "tddd"), " Ledger 1 of 3");
	d->seed.now_ms -= 7 * DAY;
	desk_run(d, "<Timeout*3>");
	assert_shows(desk_run(d, "td"), " Ledger 0 of ");
	assert_shows(desk_run(d, "tdd"), "? 张树林");
	/* The search is the households' own. */
	assert_shows(desk_run(d, "t/0015"), " Ledger 1 of ");
	assert_shows(desk_run(d, "t/上洼"), "李芳");
	assert_shows(desk_run(d, "t/c"), "\nSearch c");
}

static void
test_where_it_leads(void **state)
{
	struct desk *d = *state;

	begin(d);
	assert_shows(desk_run(d, "t<Enter>"), " 张树林  东沟组\n");
	assert_shows(desk_run(d, "tp<Timeout>"), " Procedure   张树林  东沟组\n ! Next deadline: 2026-12-20 首项帮扶落实: 5 days late");
	assert_shows(desk_run(d, "tp<Timeout><Esc>"), " Ledger 3 of 3");
	assert_shows(desk_run(d, "tp<Timeout><Enter>"), "/ 公告 2026-12-25 / 程序环节");
	assert_shows(desk_run(d, "tp<Timeout><Enter><Esc><Esc><Esc>"), " Ledger 3 of 3");
	assert_shows(desk_run(d, "t?"), "Only proposed, decided, or removed, then all.");
}

static void
test_nobody(void **state)
{
	struct desk *d = *state;

	assert_shows(desk_run(d, "t"), " Ledger 0 of 0   proposed 0   decided 0   removed 0   overdue 0");
	assert_shows(desk_run(d, "t<Enter>pcfsd"), "No household stands on the ledger.");
}

#define T(name) cmocka_unit_test_setup_teardown(name, desk_open, desk_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {T(test_who_stands_on_it), T(test_filters), T(test_where_it_leads), T(test_nobody)};

	words_open("/nowhere");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
