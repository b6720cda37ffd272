/* The procedure on the screen: a whole case from the clue over removal to coming back, each step by the office whose it is. */
#include "screen_fixture.h"

#define HOUSEHOLD "n东沟组<Enter>7 号<Enter><Enter>1<Enter><Esc>"
#define PROCEDURE "h<Enter>p"
#define DAY ((int64_t)86400000)

/* Confirm step and day, then who and with what outcome. */
#define BY(who) "<Enter><Enter>" who "<Enter>1<Enter>"

/* The first half of a case, up to the township's check, each by whom and how many days after the one before. */
struct taking {
	enum role role;
	int days;
	const char *keys;  /* on the procedure's screen */
	const char *box;   /* what it shows afterwards */
};

static const struct taking identification[] = {
	{ROLE_VILLAGE, 0, BY("周试") "<Esc>", "│✓ 线索"},
	{ROLE_VILLAGE, 0, BY("周试") "<Esc>", "│✓ 申请授权"},
	{ROLE_VISITOR, 1, BY("周试、吴试") "<Esc>", "│✓ 入户核实"},
	{ROLE_COUNTY, 1, BY("郑试") "<Esc>", "│✓ 信息比对"},
	{ROLE_VILLAGE, 1, BY("周试") "<Enter>30<Enter>20<Enter><Esc>", "│✓ 民主评议"},
	{ROLE_VILLAGE, 0, BY("周试") "<Esc>", "│✓ 村内公示"},
	{ROLE_TOWNSHIP, 5, BY("王试") "<Esc>", "│✓ 乡镇审核"},
};

static void
take(struct desk *d, const struct taking *x, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct buf keys = {0};
		desk_role = x[i].role;
		d->seed.now_ms += x[i].days * DAY;
		buf_printf(&keys, PROCEDURE "%s", x[i].keys);
		desk_run(d, buf_str(&keys));
		assert_shows(desk_run(d, PROCEDURE "<End>"), "Procedure   农户");
		assert_shows(desk_run_raw(d, 60, 120, PASSPHRASE "<Enter>" PROCEDURE), x[i].box);
		buf_free(&keys);
	}
}

static void
begin(struct desk *d)
{
	desk_role = ROLE_VILLAGE;
	desk_run(d, HOUSEHOLD);
}

#define N(rows) (sizeof (rows) / sizeof (rows)[0])

/* Nothing was taken: the boxes say what may come and what follows; a step of another office opens nothing. */
static void
test_before_a_case(void **state)
{
	struct desk *d = *state;

	begin(d);
	const char *all = desk_run(d, PROCEDURE);
	assert_shows(all, " No deadline runs.   Proposed: 待补\n"
		"┌─────────────────┐ ┌─────────────────┐ ┌─────────────────┐ ┌─────────────────┐\n"
		"│▸ 线索           │ │+ 乡镇划定范围   │ │+ 申请授权       │ │+ 县级审定       │\n"
		"│everybody        │ │township         │ │everybody        │ │county           │\n"
		"└─────────────────┘ └─────────────────┘ └─────────────────┘ └─────────────────┘\n"
		"┌─────────────────┐ ┌─────────────────┐ ┌─────────────────┐ ┌─────────────────┐\n"
		"│+ 录入系统       │ │○ 入户核实       │ │○ 信息比对       │ │○ 民主评议       │\n");
	assert_shows(all, " 线索: comes next\n Evidence: 线索登记(农户申请、干部排查或部门预警)\n");
	assert_shows(desk_run(d, PROCEDURE "<Right>"), " Taken by: township. It cannot be taken here.");
	assert_shows(desk_run(d, PROCEDURE "<Right><Enter>"), "This step is taken by: township. Nothing was begun here.");
	assert_shows(desk_run(d, PROCEDURE "<Down><Right><Enter>"), "Other steps come first");
	/* What the policy wants of a step that comes later stands there too. */
	const char *verified = desk_run(d, PROCEDURE "<Down><Right>");
	assert_shows(verified, "入户核实时限: 2; 入户核查人数: 2");
	assert_shows(desk_run(d, PROCEDURE "<Down><Right*3>"), "民主评议时限: 5; 评议到会比例: 0.6666");
	/* Begun and not confirmed, it leaves no trace, nor does what it would hang under. */
	assert_shows(desk_run(d, PROCEDURE "<Enter><Esc>"), "+ 监测  ");
	assert_shows(desk_run(d, PROCEDURE), "No deadline runs.");
	assert_shows(desk_run(d, "n<F11>"), "村民小组");
}

/* Chosen, the step opens with itself and today filled in; confirmed, it is one of the household's, in the cadre's name. */
static void
test_take_the_first(void **state)
{
	struct desk *d = *state;

	begin(d);
	const char *open = desk_run(d, PROCEDURE "<Enter>");
	assert_shows(open, "/ 线索 2026-11-20 / 程序环节");
	assert_shows(open, "│ 办理日期          2026-11-20");
	take(d, identification, 1);
	const char *after = desk_run(d, PROCEDURE);
	assert_shows(after, " Next deadline: 2026-12-05 县级审定: in 15 days   Proposed: 待补\n");
	assert_shows(after, "│✓ 线索           │ │▸ 申请授权       │");
	assert_shows(after, "│2026-11-20 周试  │ │everybody        │");
	assert_shows(desk_run(d, PROCEDURE "<Home>"), " 线索: done\n 办理日期: 2026-11-20; 经办人: 周试; 办理结果: 通过\n");
	assert_shows(desk_run(d, PROCEDURE "<Home><Enter>"), "/ 线索 2026-11-20 / 程序环节");
}

/* The identification, its quorum, its notice, and a decision other than the proposal, which needs its reason. */
static void
test_identification(void **state)
{
	struct desk *d = *state;

	begin(d);
	take(d, identification, 4);
	desk_role = ROLE_VILLAGE;
	d->seed.now_ms += DAY;
	assert_shows(desk_run(d, PROCEDURE BY("周试") "<Enter>30<Enter>19<Enter>"), "到会不足规定比例");
	assert_shows(desk_run(d, PROCEDURE BY("周试") "<Enter>30<Enter>20<Enter>"), "saved");
	take(d, identification + 5, 1);
	desk_role = ROLE_TOWNSHIP;
	/* The notice stays up for its days: not today, and the form says why. */
	assert_shows(desk_run(d, PROCEDURE), "It cannot be dated today: 不能晚于今天、早于前一环节；公示须满规定天数");
	assert_shows(desk_run(d, PROCEDURE), "公示天数: 5");
	assert_shows(desk_run(d, PROCEDURE "<Enter>"), "│ 办理日期\n");
	desk_role = ROLE_VILLAGE;
	d->seed.now_ms += 5 * DAY;
	assert_shows(desk_run(d, PROCEDURE "<Enter>"), "This step is taken by: township.");
	d->seed.now_ms -= 5 * DAY;
	take(d, identification + 6, 1);
	/* Twenty days on the county's decision is late. */
	desk_role = ROLE_COUNTY;
	d->seed.now_ms += 20 * DAY;
	const char *late = desk_run(d, PROCEDURE);
	assert_shows(late, "! Next deadline: 2026-12-05 县级审定: 13 days late");
	assert_shows(late, "│! 县级审定");
	assert_shows(late, "│2026-12-05       │");
	const char *refused = desk_run(d, PROCEDURE BY("郑试") "<Enter>1");
	assert_shows(refused, "与建议类别不同，请先在“说明”里写理由");
}

/* The other half: decided with a reason, helped, watched, removed, and taken in again. */
static const struct taking rest[] = {
	{ROLE_COUNTY, 1, "<Enter><Enter>郑试<Enter>1<Enter>多次因病支出大<Enter>2<Enter><Esc>", "│✓ 县级审定"},
	{ROLE_TOWNSHIP, 1, BY("王试") "<Esc>", "│✓ 公告"},
	{ROLE_TOWNSHIP, 0, BY("王试") "<Esc>", "│✓ 录入系统"},
	{ROLE_VILLAGE, 3, BY("周试") "<Esc>", "│✓ 首项帮扶落实"},
	/* Behind the step taken: the same again, a new clue, and the removal. */
	{ROLE_VILLAGE, 200, "<Right*2>" BY("周试") "<Esc>", "│✓ 提出消除"},
	{ROLE_VILLAGE, 1, BY("周试、吴试") "<Esc>", "│✓ 消除核实"},
	{ROLE_VILLAGE, 1, BY("周试") "<Enter>30<Enter>25<Enter><Esc>", "│✓ 消除评议"},
	{ROLE_VILLAGE, 0, BY("周试") "<Esc>", "│✓ 消除公示"},
	{ROLE_TOWNSHIP, 5, BY("王试") "<Esc>", "│✓ 消除乡镇审核"},
	{ROLE_COUNTY, 1, BY("郑试") "<Enter>1<Enter><Esc>", "│✓ 消除县级审定"},
	{ROLE_COUNTY, 9, "<Right*2><Enter><Enter>郑试<Enter>1<Enter>又病了<Enter>2<Enter><Esc>", "│✓ 重新纳入"},
};

static void
test_a_whole_case(void **state)
{
	struct desk *d = *state;

	begin(d);
	take(d, identification, N(identification));
	take(d, rest, 4);
	/* What the policy wants of a removal. */
	desk_role = ROLE_VILLAGE;
	assert_shows(desk_run(d, PROCEDURE "<Right*2>"), "消除观察期: 6");
	take(d, rest + 4, N(rest) - 4);
	assert_shows(desk_run(d, PROCEDURE), " Next deadline: 2027-08-07 首项帮扶落实: in 30 days");
	assert_shows(desk_run(d, PROCEDURE "<Home>"), "↓\n────");
	/* What was decided, and why, is read where it stands. */
	assert_shows(desk_run(d, PROCEDURE "<Left>"), "说明: 又病了; 认定类别:");
}

/* A household that is no longer there leaves by the county's word alone; what it passed over shows as that. */
static const struct taking natural[] = {
	{ROLE_COUNTY, 0, "<Right*3><Enter><Enter>郑试<Enter>1<Enter>批复在前<Enter>2<Enter><Esc>", "│✓ 县级审定"},
	{ROLE_VILLAGE, 1, "<Right*4>" BY("周试") "<Esc>", "│✓ 提出消除"},
	{ROLE_COUNTY, 1, "<Right*2><Enter><Enter>郑试<Enter>1<Enter><Enter>2<Enter><Esc>", "│- 消除核实"},
};

static void
test_natural_exit(void **state)
{
	struct desk *d = *state;

	begin(d);
	take(d, natural, N(natural));
	const char *gone = desk_run_raw(d, 60, 120, PASSPHRASE "<Enter>" PROCEDURE "<Left>");
	assert_shows(gone, "│✓ 消除县级审定   │");
	assert_shows(gone, "消除方式: 自然消除");
	assert_shows(gone, "No deadline runs.");
}

/* Without what a terminal may lack the boxes are still boxes. */
static void
test_narrow_and_wide(void **state)
{
	struct desk *d = *state;

	begin(d);
	assert_shows(desk_run_raw(d, 24, 120, PASSPHRASE "<Enter>" PROCEDURE), "│▸ 线索           │ │+ 乡镇划定范围   │ │+ 申请授权       │ │+ 县级审定       │ │+ 录入系统       │ │○ 入户核实       │\n");
	assert_shows(desk_run(d, PROCEDURE "<Resize 120x24><Resize 80x24><End>"), "│○ 首项帮扶落实   │\n");
}

#define T(name) cmocka_unit_test_setup_teardown(name, desk_open, desk_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {T(test_before_a_case), T(test_take_the_first), T(test_identification), T(test_a_whole_case),
		T(test_natural_exit), T(test_narrow_and_wide)};

	words_open("/nowhere");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
