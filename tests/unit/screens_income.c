/* Keyed records, blocks of amounts, what is derived live, and the result. */
#include "screen_fixture.h"

#define HOUSEHOLD "n东沟组<Enter>7 号<Enter><Enter>1<Enter><Esc>"
#define HEAD "h<Enter><Down*2><Enter>01<Enter>张树林<Enter><Enter>130899196503120015<Enter><Enter><Enter>01<Enter><Enter><Enter><Esc>"
#define ADD_YEAR "h<Enter><Down*4><Enter>"
#define OPEN_YEAR "h<Enter><Down*5><Enter>"

static void
begin(struct desk *d)
{
	desk_run(d, HOUSEHOLD);
	desk_run(d, HEAD);
}

static void
test_key_then_section(void **state)
{
	struct desk *d = *state;

	begin(d);
	/* Only the key is asked at first, with its defaults. */
	const char *key = desk_run(d, ADD_YEAR);
	assert_shows(key, "采集年度          2026");
	assert_shows(key, "填报时点          年度");
	assert_hides(key, "上年家庭纯收入");
	/* Left without an answer it is gone. */
	assert_hides(desk_run(d, "h<Enter>"), "收入与支出 1");
	const char *settled = desk_run(d, ADD_YEAR "<Enter><Enter>");
	assert_shows(settled, "上年家庭纯收入");
	assert_shows(settled, "2026 年度");
	/* The same key again is the same record. */
	const char *again = desk_run(d, ADD_YEAR "<Enter><Enter>");
	assert_shows(again, "This record is there already");
	assert_shows(again, "收入与支出 1");
}

static void
test_rest_are_none(void **state)
{
	struct desk *d = *state;

	begin(d);
	const char *grid = desk_run(d, ADD_YEAR "<Enter><Enter><Enter>3万2<Enter>1.2w<Enter><F6>");
	assert_string_equal(grid,
		" 张树林  东沟组 / 2026 年度 / 工资性收入                            saved --:--\n"
		"? 基本情况                │ 务工收入          32000\n"
		"+ 入户                    │  实际带回家的钱，食宿路费已扣；全家合计\n"
		"+ 家庭成员 1              │ 行业公益岗收入         12,000.00 元\n"
		"?   张树林                │ 乡镇公益岗收入              0.00 元\n"
		"+ 收入与支出 1            │ 村级公益岗收入              0.00 元\n"
		"?   2026 年度 *           │ 自主采摘收入                0.00 元\n"
		"✓     采集年度            │ Subtotal               44,000.00 元\n"
		"✓     工资性收入 *        │\n"
		"○     生产经营收支        │\n"
		"○     财产性收入          │\n"
		"○     转移性收入          │\n"
		"○     刚性支出与合计      │\n"
		"+ 住房与饮水              │\n"
		"+ 土地                    │\n"
		"+ 两不愁三保障            │\n"
		"+ 灾害与变故              │\n"
		"+ 监测                    │\n"
		"+ 帮扶措施                │\n"
		"+ 信息比对                │\n"
		"────────────────────────────────────────────────────────────────────────────────\n"
		" 工资 44,000.00  经营净 ...  财产 ...  转移 ...  计入 1 人\n"
		" 3 amounts are zero now.\n"
		" Esc Back  Tab Next section  F5 As before  F10 Findings  F1 Help\n");
	assert_shows(desk_run(d, OPEN_YEAR "<Down><Enter>abc<Enter>"), "This is no number");
	/* What is no number is neither passed over nor thrown away by the zeros. */
	const char *refused = desk_run(d, OPEN_YEAR "<Down*4><Enter>5x<F6>");
	assert_shows(refused, "This is no number");
	assert_shows(refused, "5x");
	assert_hides(refused, "zero now");
	/* Zeros are one step back. */
	const char *back = desk_run(d, OPEN_YEAR "<Down*4><Enter><F6><C-z>");
	assert_shows(back, "资产收益分红");
	assert_shows(back, "F6 The rest are none");
}

static void
test_last_year_beside(void **state)
{
	struct desk *d = *state;

	begin(d);
	desk_run(d, ADD_YEAR "2025<Enter><Enter><Enter>14200<Enter><Esc>");
	const char *now = desk_run(d, ADD_YEAR "2026<Enter><Enter>");
	assert_shows(now, "工资性收入");
	assert_shows(now, "was 14,200.00");
	assert_hides(now, "14200");
}

static void
test_later_people_count(void **state)
{
	struct desk *d = *state;

	begin(d);
	desk_run(d, ADD_YEAR "<Enter><Enter>0<Enter><Esc>");
	assert_shows(desk_run(d, "h<Enter>"), "计入 1 人");
	desk_run(d, "h<Enter><Down*2><Enter>02<Enter>李芳<Enter><Enter>130899198807040021<Enter><Enter><Enter>01<Enter><Enter><Enter><Esc>");
	assert_shows(desk_run(d, "h<Enter>"), "计入 2 人");
}

static void
test_unchanged_writes_nothing(void **state)
{
	struct desk *d = *state;

	begin(d);
	assert_hides(desk_run(d, "h<Enter><Enter><Enter*5><Esc>"), "saved");
	assert_shows(desk_run(d, "h<Enter><Enter><F5><Esc>"), "saved");
}

static void
test_result(void **state)
{
	struct desk *d = *state;

	begin(d);
	const char *none = desk_run(d, "h<Enter>r");
	assert_shows(none, "[ I ]  待补");
	desk_run(d, ADD_YEAR "<Enter><Enter>0<Enter><F6><Tab><F6><Tab><F6><Tab><F6><Tab>0<Enter>");
	const char *result = desk_run(d, "h<Enter>r");
	assert_shows(result, "Still missing");
	assert_shows(result, "张树林");
	assert_shows(desk_run(d, "h<Enter>r<End>"), "The program proposes; people decide.");
	assert_shows(desk_run(d, "h<Enter>r<Esc>"), "基本情况");
	/* The household looks too: one key hides the figures. */
	assert_hides(desk_run(d, "h<Enter><F8>"), "工资 ");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_key_then_section, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(test_rest_are_none, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(test_last_year_beside, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(test_later_people_count, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(test_unchanged_writes_nothing, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(test_result, desk_open, desk_close),
	};

	words_open("/nowhere");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
