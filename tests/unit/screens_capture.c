/* Capturing a household: people, choices, refusals, what appears and vanishes, what a broken session leaves. */
#include "screen_fixture.h"

#define HOUSEHOLD "n东沟组<Enter>7 号<Enter><Enter>1<Enter><Esc>"
#define OTHER_HOUSEHOLD "n上洼组<Enter>8 号<Enter><Enter>1<Enter><Esc>"
#define ADD_PERSON "h<Enter><Down*2><Enter>"

static void
test_new_household_with_member(void **state)
{
	struct desk *d = *state;

	desk_run(d, HOUSEHOLD);
	assert_string_equal(desk_run(d, ADD_PERSON "01<Enter>张树林<Enter><Enter>130899196503120015<Enter>"),
		" 农户  东沟组 / 张树林 / 成员身份                                   saved --:--\n"
		"✓ 基本情况                │ 与户主关系        户主\n"
		"+ 入户                    │ 姓名              张树林\n"
		"+ 家庭成员 1              │ 证件类型          居民身份证\n"
		"?   张树林 *              │ 证件号码          130899196503120015\n"
		"?     成员身份 *          │ 性别              男\n"
		"○     成员状态            │  由身份证号带出，核对即可\n"
		"+     患病与医疗          │  1 男  2 女  9 未说明\n"
		"+     务工                │ 出生日期          1965-03-12  (61 years)\n"
		"+ 收入与支出              │ 民族              ...\n"
		"+ 住房与饮水              │\n"
		"+ 土地                    │\n"
		"+ 两不愁三保障            │\n"
		"+ 灾害与变故              │\n"
		"+ 监测                    │\n"
		"+ 帮扶措施                │\n"
		"+ 信息比对                │\n"
		"                          │\n"
		"                          │\n"
		"                          │\n"
		"────────────────────────────────────────────────────────────────────────────────\n"
		"\n"
		" missing 1: 收入与支出\n"
		" Esc Back  Tab Next section  F5 As before  F4 Choices  e Findings  ? Help\n");
	/* What was typed is there in the next session. */
	const char *again = desk_run(d, "h<Enter><Down*3>");
	assert_shows(again, "张树林");
}

static void
test_nothing_begun_leaves_no_trace(void **state)
{
	struct desk *d = *state;

	assert_shows(desk_run(d, "n<Esc><Esc>h"), "Households 0 of 0");
	desk_run(d, HOUSEHOLD);
	assert_hides(desk_run(d, ADD_PERSON "<Esc>"), "家庭成员 1");
	assert_hides(desk_run(d, "h<Enter>"), "家庭成员 1");
}

static void
test_people_need_a_household(void **state)
{
	assert_shows(desk_run(*state, "n<Esc><Esc>n<Esc><Esc>h"), "Households 0 of 0");
	assert_shows(desk_run(*state, "n<Tab><Enter>"), "Answer a question of the household first");
}

static void
test_picker(void **state)
{
	struct desk *d = *state;

	desk_run(d, HOUSEHOLD);
	/* More than nine choices: a list with search over the questions. */
	const char *open = desk_run(d, ADD_PERSON "<Enter>");
	assert_shows(open, "01 户主");
	assert_shows(open, "02 配偶");
	assert_shows(open, "/ Search");
	/* A letter is no choice and opens nothing unseen. */
	assert_shows(desk_run(d, ADD_PERSON "x<Timeout>"), "Tab Next section");
	const char *found = desk_run(d, ADD_PERSON "<Enter>/儿媳");
	assert_shows(found, "05 之儿媳");
	assert_hides(found, "/ Search");
	assert_shows(found, "F1 Help");
	assert_hides(found, "Next section");
	assert_hides(found, "01 户主");
	assert_shows(desk_run(d, ADD_PERSON "<Enter>/儿媳<Enter>"), "与户主关系        之儿媳");
	assert_shows(desk_run(d, ADD_PERSON "21"), "之兄弟姐妹");
	assert_shows(desk_run(d, ADD_PERSON "<Enter><Esc>"), "与户主关系");
}

static void
test_sections_of_others(void **state)
{
	struct desk *d = *state;

	desk_run(d, HOUSEHOLD);
	/* A comparison is the county's: what it writes, the village reads. */
	assert_shows(desk_run(d, "h<Enter>"), "+ 信息比对");
	desk_run(d, "h<Enter><End><Enter>1<Enter>房管局<Enter>2026-11-01<Enter><Esc>");
	desk_role = ROLE_VILLAGE;
	const char *open = desk_run(d, "h<Enter><End><Enter><Down><Enter>2");
	assert_shows(open, "房管局");
	assert_hides(open, "F5");
	assert_hides(open, "F4");
	assert_shows(desk_run(d, "h<Enter><End><Up><Enter>"), "somebody else fills it in");
	desk_run(d, OTHER_HOUSEHOLD);
	assert_hides(desk_run(d, "h<Enter>"), "信息比对"); /* by place it comes first */
	desk_role = ROLE_COUNTY;
}

static void
test_relevance(void **state)
{
	struct desk *d = *state;
	const char *left = "n东沟组<Enter>7 号<Enter><Enter>2";

	assert_shows(desk_run(d, left), "脱贫年度");
	struct buf keys = {0};
	/* Hidden again, kept, and back with its answer. */
	buf_printf(&keys, "%s<Enter>2019<Up>1", left);
	assert_hides(desk_run(d, buf_str(&keys)), "脱贫年度");
	buf_text(&keys, "2");
	const char *back = desk_run(d, buf_str(&keys));
	assert_shows(back, "脱贫年度          2019");
	buf_free(&keys);
}

static void
test_refusal(void **state)
{
	struct desk *d = *state;
	const char *typed = ADD_PERSON "01<Enter>张树林<Enter><Enter>130899196503120014<Enter>";

	desk_run(d, HOUSEHOLD);
	const char *refused = desk_run(d, typed);
	assert_shows(refused, "130899196503120014");
	assert_shows(refused, "The last should be 5.");
	assert_shows(refused, "性别              ...");
	struct buf keys = {0};
	/* Neither Tab nor an arrow gets past it; Esc gives back what stood there. */
	buf_printf(&keys, "%s<Down*3>", typed);
	assert_shows(desk_run(d, buf_str(&keys)), "The last should be 5.");
	buf_reset(&keys);
	buf_printf(&keys, "%s<Esc>", typed);
	const char *restored = desk_run(d, buf_str(&keys));
	assert_hides(restored, "130899196503120014");
	assert_shows(restored, "证件号码");
	buf_reset(&keys);
	buf_printf(&keys, "%s<Backspace>5<Enter>", typed);
	assert_shows(desk_run(d, buf_str(&keys)), "1965-03-12");
	buf_free(&keys);
	assert_shows(desk_run(d, "h<Enter><Enter><Down*3>12345<Enter>"), "手机号");
}

static void
test_undo(void **state)
{
	struct desk *d = *state;

	desk_run(d, HOUSEHOLD);
	/* With the number go the birth date and the sex that came of it. */
	const char *undone = desk_run(d, ADD_PERSON "01<Enter>张树林<Enter><Enter>130899196503120015<Enter><C-z>");
	assert_shows(undone, "出生日期          ...");
	assert_hides(undone, "130899196503120015");
	const char *redone = desk_run(d, ADD_PERSON "01<Enter>王秀英<Enter><Enter>130899198807040021<Enter><C-z><C-y>");
	assert_shows(redone, "1988-07-04");
	assert_shows(desk_run(d, "h<Enter><C-z>"), "nothing more to take back");
}

static void
test_killed(void **state)
{
	struct desk *d = *state;

	desk_run(d, HOUSEHOLD);
	desk_kill(d, ADD_PERSON "01<Enter>张树林<Enter><Enter>130899196503120015<Enter>2");
	const char *home = desk_run(d, "<Timeout>");
	assert_shows(home, "1 section was recovered");
	assert_shows(home, "成员身份");
	assert_shows(home, "! Recovered");
	/* Enter goes on where it broke off, with every finished answer there. */
	const char *again = desk_run(d, "<Enter>");
	assert_shows(again, "130899196503120015");
	assert_shows(again, "姓名              张树林");
	/* Leaving made the version: nothing is left to recover. */
	assert_hides(desk_run(d, ""), "Recovered");
	assert_shows(desk_run(d, "h<Enter>"), "张树林");
}

static void
test_killed_before_the_first_version(void **state)
{
	struct desk *d = *state;

	desk_kill(d, "n东沟组<Enter>7 号<Enter>");
	assert_shows(desk_run(d, ""), "基本情况");
	assert_shows(desk_run(d, "<Enter>"), "家庭住址          7 号");
	assert_shows(desk_run(d, "h"), "Households 1 of 1");
}

static void
test_void_and_restore(void **state)
{
	struct desk *d = *state;
	const char *at = "h<Enter><Down*3>";
	struct buf keys = {0};

	desk_run(d, HOUSEHOLD);
	desk_run(d, ADD_PERSON "01<Enter>张树林<Enter><Esc>");
	buf_printf(&keys, "%sd", at);
	assert_shows(desk_run(d, buf_str(&keys)), "Void this record?");
	buf_text(&keys, "n");
	assert_hides(desk_run(d, buf_str(&keys)), "(voided)");
	buf_reset(&keys);
	buf_printf(&keys, "%sdy", at);
	assert_shows(desk_run(d, buf_str(&keys)), "张树林 (voided)");
	assert_shows(desk_run(d, "h<Enter>"), "张树林 (voided)");
	buf_reset(&keys);
	buf_printf(&keys, "%su", at);
	assert_hides(desk_run(d, buf_str(&keys)), "(voided)");
	buf_free(&keys);
}

/* The shipped survey with one more column, a cell for it in the row that starts with ${row}, and ${behind} that row. */
static void
issue(struct desk *d, const char *column, const char *row, const char *cell, const char *behind)
{
	struct app a;
	struct fault f = {0};
	struct buf survey = {0}, more = {0};
	static const char settings[] = "form_id,form_title::中文 (zh),form_title::English (en),version\nfangpin,防贫入户调查,Household survey,9\n";

	assert_int_equal(app_start(&a, d->folder, &d->world, &f), 0);
	a.identify = desk_identify;
	assert_int_equal(app_open(&a, PASSPHRASE, strlen(PASSPHRASE), &f), 0);
	assert_int_equal(store_sheet(&a.store, "survey.csv", &survey, &f), 0);
	for (char *line = strtok((char *)(uintptr_t)buf_str(&survey), "\n"); line != NULL; line = strtok(NULL, "\n")) {
		const bool here = strncmp(line, row, strlen(row)) == 0;
		buf_printf(&more, "%s%s\n%s", line, strncmp(line, "type,", 5) == 0 ? column : here ? cell : "", here ? behind : "");
	}
	struct issued_sheet sheets[] = {{{"survey.csv", more.data, more.len}, 9}, {{"settings.csv", settings, sizeof settings - 1}, 9}};
	if (store_sheets(&a.store, sheets, 2, 1, &f) != 1)
		fail_msg("%s", f.text);
	app_close(&a);
	buf_free(&survey);
	buf_free(&more);
}

/* A form that says how many records it expects: the row says how many are there, and goes on when all are. */
/* A form that says how many records it expects: the row says how many are there, and no more are added. */
static void
test_expected_records(void **state)
{
	struct desk *d = *state;

	issue(d, ",repeat_count", "begin_repeat,disaster,", ",2", "");
	desk_run(d, HOUSEHOLD);
	assert_shows(desk_run(d, "h<Enter><End><Up*4>"), "0/2");
	assert_shows(desk_run(d, "h<Enter><End><Up*3>"), "2 are expected here; 2 are still to be recorded.");
	desk_run(d, "h<Enter><End><Up*3><Enter>01<Enter>20261001<Enter><Esc>");
	assert_shows(desk_run(d, "h<Enter><End><Up*4>"), "1/2");
	desk_run(d, "h<Enter><End><Up*4><Enter>02<Enter>20261002<Enter><Esc>");
	/* One more than expected is not begun: the answer that says how many would be wrong. */
	assert_shows(desk_run(d, "h<Enter><End><Up*5>"), "All that are expected here are recorded: 2.");
	const char *refused = desk_run(d, "h<Enter><End><Up*5><Enter>");
	assert_shows(refused, "The form expects 2 here. If there are more, first change the answer that");
	assert_shows(refused, "+ 灾害与变故 2 ");
	/* One voided makes room. */
	assert_shows(desk_run(d, "h<Enter><End><Up*4>dy<Up*2>"), "1/2");
}

/* What is read only has its default, is shown, and is passed over by whoever types: the keys go to the questions behind. */
static void
test_read_only(void **state)
{
	struct desk *d = *state;

	issue(d, ",read_only", "text,village_group,", "", "text,station,驻点,Station,,,,,,,,,,,,,'East',,,,,,yes\n"
		"text,office,窗口,Office,,,,,,,,,,\"concat('No. ', ${heads_now})\",,,,,,,,,yes\ninteger,heads_now,人口,Heads,,,,,,,,,,,,,7,,,,,,yes\n");
	desk_run(d, HOUSEHOLD);
	const char *again = desk_run(d, "h<Enter><Enter>");
	assert_shows(again, "驻点");
	assert_shows(again, "East");
	assert_shows(again, "No. 7");
	assert_shows(again, "东沟组");
	assert_shows(again, "7 号");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_expected_records, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(test_read_only, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(test_new_household_with_member, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(test_nothing_begun_leaves_no_trace, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(test_people_need_a_household, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(test_picker, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(test_sections_of_others, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(test_relevance, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(test_refusal, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(test_undo, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(test_killed, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(test_killed_before_the_first_version, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(test_void_and_restore, desk_open, desk_close),
	};

	words_open("/nowhere");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
