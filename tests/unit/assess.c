#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "policy_fixture.h"

#define SET_BY_COUNTY "dibao_line", "5000", "school_year_start", "2026-09-01"

static const char *const pack_a[] = {SET_BY_COUNTY, NULL};

/* Lines compare totals, strictly. The household of three is V2's. */
static void
test_boundaries(void **state)
{
	static const struct {
		const char *wage, *type, *risk, *class;
	} rows[] = {
		{"11999.99", "general", "", "P1"},  {"12000.00", "general", "", "M2"},   {"11999.99", "exited", "", "P2"},
		{"14399.99", "general", "", "M2"},  {"14400.00", "general", "", "N"},    {"14400.00", "general", "99", "M2"},
		{"17999.99", "general", "09", "M2"}, {"18000.00", "general", "09", "N"}, {"17999.99", "general", "safe_house", "N"},
		{"15599.99", "exited", "", "M1"},   {"15600.00", "exited", "", "N"},     {"15600.00", "exited", "01", "M1"},
		{"17999.99", "exited", "07", "M1"}, {"18000.00", "exited", "07", "N"},   {"100.00", "registered", "", "P0"},
	};
	struct bench b;

	(void)state;
	bench_open(&b, pack_a);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		bench_build(&b, "V2");
		bench_set(&b, b.tree.root, "hh_type", rows[i].type);
		bench_set(&b, bench_at(&b, "economy", 1), "wage_labour", rows[i].wage);
		bench_set(&b, bench_add(&b, b.tree.root, "watch"), "risk", rows[i].risk);
		bench_assess(&b);
		if (strcmp(b.out.code, rows[i].class) != 0)
			print_error("%s %s: %s\n", rows[i].wage, rows[i].type, b.out.reason);
		assert_string_equal(b.out.code, rows[i].class);
	}
	bench_close(&b);
}

/* The tests of sudden difficulty at their exact limits; H09's household of five, nothing else wrong. */
static void
test_sudden_limits(void **state)
{
	static const struct {
		const char *wage, *before, *spent, *class;
	} rows[] = {
		{"52500.00", "75000.00", "0", "M3"}, {"52500.01", "75000.00", "0", "N"},
		{"85655.00", "200000.00", "0", "N"}, {"85654.99", "200000.00", "0", "M3"},
		{"52500.00", "52500.00", "52500.00", "M3"}, {"39999.99", "39999.99", "10000.00", "M3"},
		{"40000.00", "40000.00", "10000.00", "N"}, {"39998.00", "39998.00", "9999.99", "N"},
	};
	struct bench b;

	(void)state;
	bench_open(&b, pack_a);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		bench_build(&b, "H09");
		struct record *e = bench_at(&b, "economy", 1);
		bench_set(&b, e, "crop_gross", "0");
		bench_set(&b, e, "crop_cost", "0");
		bench_set(&b, e, "other_transfer", "0");
		bench_set(&b, e, "wage_labour", rows[i].wage);
		bench_set(&b, e, "prev_net_told", rows[i].before);
		bench_set(&b, e, "other_compliant_spending", rows[i].spent);
		bench_assess(&b);
		if (strcmp(b.out.code, rows[i].class) != 0)
			print_error("row %zu: %s\n", i, b.out.reason);
		assert_string_equal(b.out.code, rows[i].class);
	}
	bench_close(&b);
}

static void
test_sentences(void **state)
{
	struct bench b;
	struct assess_figure line[8];

	(void)state;
	bench_open(&b, pack_a);
	bench_build(&b, "H04");
	bench_assess(&b);
	assert_string_equal(b.out.reason, "人均纯收入 4,020.00 元 (8,040.00 元 < 核心线 4,800.00 元 × 2 人)");
	assert_string_equal(b.out.label[LANG_EN], "Low-income household outside the register");
	assert_int_equal(assess_line(&b.out, &b.env, line, 8), 5);
	assert_string_equal(line[1].code, "business");
	assert_string_equal(line[1].text, "1,800.00");
	assert_string_equal(line[4].text, "2 人");

	b.env.lang = LANG_EN;
	assert_int_equal(assess_explain(&b.out, &b.env), 0);
	assert_string_equal(b.out.reason, "Net income per head 4,020.00 yuan (8,040.00 yuan < core line 4,800.00 yuan × 2)");
	for (size_t i = 0; i < b.out.n_found; i++)
		for (const char *s = b.out.found[i].reason; *s != '\0'; s++)
			assert_in_range((unsigned char)*s, ' ', 0xC3); /* no Chinese in it */

	/* A fen below the line is said to be below it: totals, not quotients that round up to the line. */
	bench_build(&b, "V2");
	bench_set(&b, bench_at(&b, "economy", 1), "wage_labour", "17999.99");
	bench_set(&b, bench_add(&b, b.tree.root, "watch"), "risk", "99");
	bench_assess(&b);
	assert_non_null(strstr(b.out.reason, "(17,999.99 元 < 监测线 6,000.00 元 × 3 人)"));

	bench_build(&b, "H02");
	bench_assess(&b);
	const struct found *x = assess_found(&b.out, FOUND_FACTOR, "09");
	assert_non_null(x);
	assert_true(x->entered);
	assert_non_null(strstr(x->reason, "4,500.00"));
	assert_non_null(assess_found(&b.out, FOUND_NOTE, "education_below"));

	bench_set(&b, bench_at(&b, "economy", 1), "wage_labour", "");
	bench_assess(&b);
	assert_int_equal(assess_line(&b.out, &b.env, line, 8), 5);
	assert_string_equal(line[0].text, "...");
	bench_close(&b);
}

static void
test_flags(void **state)
{
	struct bench b;

	(void)state;
	bench_open(&b, pack_a);
	bench_build(&b, "H06");
	bench_assess(&b);
	assert_non_null(assess_found(&b.out, FOUND_FLAG, "attention"));
	assert_null(assess_found(&b.out, FOUND_FLAG, "veto"));
	assert_null(assess_found(&b.out, FOUND_FLAG, "estimated"));
	bench_set(&b, bench_at(&b, "economy", 1), "cost_basis", "ratio");
	struct record *veto = bench_add(&b, b.tree.root, "veto");
	bench_set(&b, veto, "veto_kind", "vehicle");
	bench_assess(&b);
	assert_string_equal(b.out.code, "N");
	assert_non_null(assess_found(&b.out, FOUND_FLAG, "veto"));
	assert_non_null(assess_found(&b.out, FOUND_FLAG, "estimated"));
	bench_set(&b, veto, "veto_result", "explained");
	bench_assess(&b);
	assert_null(assess_found(&b.out, FOUND_FLAG, "veto"));
	bench_close(&b);
}

/* Disasters count in the year they happened; exited households have bands of their own. */
static void
test_claims(void **state)
{
	struct bench b;

	(void)state;
	bench_open(&b, pack_a);
	bench_build(&b, "V2");
	bench_set(&b, bench_at(&b, "economy", 1), "wage_labour", "14400");
	struct record *flood = bench_add(&b, b.tree.root, "disaster");
	bench_set(&b, flood, "event_kind", "0201");
	bench_set(&b, flood, "event_date", "2026-06-01");
	bench_set(&b, flood, "loss_production", "31000");
	bench_set(&b, flood, "event_relief", "1000");
	bench_zeros(&b, flood);
	bench_assess(&b);
	assert_string_equal(b.out.code, "M2");
	const struct found *x = assess_found(&b.out, FOUND_FACTOR, "02");
	assert_non_null(x);
	assert_string_equal(x->reason, "洪涝灾害 等自然灾害净损失 30,000.00 元");
	x = assess_found(&b.out, FOUND_MEASURE, "B4_disaster");
	assert_non_null(x);
	assert_int_equal(x->amount, 500000);
	bench_set(&b, flood, "event_date", "2025-06-01");
	bench_assess(&b);
	assert_string_equal(b.out.code, "N");

	bench_build(&b, "H07");
	bench_set(&b, b.tree.root, "hh_type", "exited");
	bench_set(&b, b.tree.root, "exit_year", "2018");
	bench_assess(&b);
	assert_string_equal(b.out.code, "M3");
	assert_null(assess_found(&b.out, FOUND_MEASURE, "B4_illness"));
	x = assess_found(&b.out, FOUND_MEASURE, "B4_illness_exited");
	assert_non_null(x);
	assert_int_equal(x->amount, 2190000);
	bench_close(&b);
}

/* Work of those who married out or serve keeps nobody here. */
static void
test_work_of_counted(void **state)
{
	struct bench b;

	(void)state;
	bench_open(&b, pack_a);
	bench_build(&b, "H12");
	bench_set(&b, record_kids(bench_at(&b, "member", 1), form_table(b.form, "work", 4)), "months_worked", "5");
	struct record *gone = bench_add(&b, bench_at(&b, "member", 6), "work");
	bench_set(&b, gone, "work_state", "ended");
	bench_set(&b, gone, "months_worked", "11");
	bench_assess(&b);
	const struct found *x = assess_found(&b.out, FOUND_FACTOR, "07");
	assert_non_null(x);
	assert_string_equal(x->reason, "有劳动能力 2 人，全年共务工 5 个月");
	bench_set(&b, bench_at(&b, "member", 6), "member_state", "present");
	bench_set(&b, bench_at(&b, "member", 6), "counted", "yes");
	bench_assess(&b);
	assert_null(assess_found(&b.out, FOUND_FACTOR, "07"));
	bench_close(&b);
}

/* Under the national scheme nobody is a candidate for poverty: who is below that line is watched. */
static void
test_national_scheme(void **state)
{
	static const char *const changes[] = {SET_BY_COUNTY, "class_scheme", "national2021", NULL};
	static const char *const rows[][3] = {{"H01", "general", "M2"}, {"H01", "registered", "P0"}, {"H02", "exited", "M1"},
		{"H04", "general", "M2"}, {"H06", "general", "N"}, {"H07", "general", "M3"}};
	struct bench b;

	(void)state;
	bench_open(&b, changes);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		bench_build(&b, rows[i][0]);
		bench_set(&b, b.tree.root, "hh_type", rows[i][1]);
		bench_assess(&b);
		assert_string_equal(b.out.code, rows[i][2]);
		assert_null(assess_found(&b.out, FOUND_MEASURE, "B0"));
	}
	bench_close(&b);
}

/* The normal level of school costs is another one at each stage, where the county says so. */
static void
test_school_stages(void **state)
{
	static const char *const changes[] = {SET_BY_COUNTY, "edu_base_senior", "3000", NULL};
	struct bench b;

	(void)state;
	bench_open(&b, changes);
	bench_build(&b, "H02");
	bench_assess(&b);
	const struct found *x = assess_found(&b.out, FOUND_MEASURE, "B2");
	assert_non_null(x);
	assert_int_equal(x->amount, 75000);
	bench_build(&b, "H12");
	bench_assess(&b);
	assert_int_equal(assess_found(&b.out, FOUND_MEASURE, "B2")->amount, 300000);
	bench_close(&b);
}

/* Whatever the county warns of, the class and what is offered are the same. */
static void
test_warnings_change_nothing(void **state)
{
	static const char *const loud[] = {SET_BY_COUNTY, "warn_income_drop", "0", "warn_margin", "100", "warn_work_months", "12", NULL};
	static const char *const silent[] = {SET_BY_COUNTY, "warn_income_drop", "1", "warn_margin", "1", "warn_work_months", "0", NULL};
	static const char *const households[] = {"H01", "H02", "H04", "H06", "H07", "H09", "H12", "V2"};
	struct bench b, c;
	size_t warned = 0;

	(void)state;
	bench_open(&b, loud);
	bench_open(&c, silent);
	for (size_t i = 0; i < sizeof households / sizeof *households; i++) {
		bench_build(&b, households[i]);
		bench_assess(&b);
		bench_build(&c, households[i]);
		bench_assess(&c);
		assert_string_equal(b.out.code, c.out.code);
		assert_string_equal(b.out.reason, c.out.reason);
		size_t k = 0, loud_ones = 0;
		for (size_t j = 0; j < b.out.n_found; j++) {
			if (b.out.found[j].kind == FOUND_WARNING) {
				loud_ones++;
				continue;
			}
			assert_true(k < c.out.n_found);
			assert_int_equal(c.out.found[k].kind, b.out.found[j].kind);
			assert_string_equal(c.out.found[k++].code, b.out.found[j].code);
		}
		assert_int_equal(k, c.out.n_found);
		warned += loud_ones;
	}
	assert_true(warned > 8);
	bench_close(&b);
	bench_close(&c);
}

/* A county's measures from before anybody asked what was granted are read; of such help nobody says that it is lacking. */
static void
test_nobody_asks_what_was_granted(void **state)
{
	static const char sheet[] = "name,when,kind,amount,base,threshold,bands,cap,label::中文 (zh),label::English (en),reason::中文 (zh),"
		"reason::English (en),article\nX,${helped},plain,,,,,,甲,X,甲,x,\n";
	struct bench b;
	struct policy_sheets s;
	struct fault f = {0};

	(void)state;
	bench_open(&b, pack_a);
	assert_int_equal(shipped_sheet("policy.csv", &s.policy), 0);
	assert_int_equal(shipped_sheet("rules.csv", &s.rules), 0);
	s.measures = (struct sheet){"measures.csv", sheet, sizeof sheet - 1};
	struct policy *p = policy_load(&s, b.form, NULL, &f);
	assert_non_null(p);
	struct policy *had = b.policy;
	b.policy = p;
	bench_build(&b, "H01");
	bench_assess(&b);
	assert_non_null(assess_found(&b.out, FOUND_MEASURE, "X"));
	assert_null(assess_found(&b.out, FOUND_UNGRANTED, "X"));
	assess_free(&b.out);
	b.policy = had;
	policy_free(p);
	bench_close(&b);
}

/* A second look at the same file gives the same answer; who refused has nothing to assess. */
static void
test_repeatable(void **state)
{
	struct bench b;
	char first[512];

	(void)state;
	bench_open(&b, pack_a);
	bench_build(&b, "H07");
	bench_assess(&b);
	size_t n = b.out.n_found;
	snprintf(first, sizeof first, "%s", b.out.reason);
	bench_assess(&b);
	assert_int_equal(b.out.n_found, n);
	assert_string_equal(b.out.reason, first);
	struct record *visit = bench_add(&b, b.tree.root, "visit");
	bench_set(&b, visit, "visit_date", "2026-11-01");
	bench_set(&b, visit, "outcome", "refused");
	bench_set(&b, visit, "consent_mode", "refused");
	bench_assess(&b);
	assert_string_equal(b.out.code, "I");
	assert_null(b.out.context);
	bench_close(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_boundaries),
		cmocka_unit_test(test_sudden_limits), cmocka_unit_test(test_sentences), cmocka_unit_test(test_flags),
		cmocka_unit_test(test_claims), cmocka_unit_test(test_work_of_counted),
		cmocka_unit_test(test_national_scheme), cmocka_unit_test(test_school_stages),
		cmocka_unit_test(test_repeatable), cmocka_unit_test(test_warnings_change_nothing),
		cmocka_unit_test(test_nobody_asks_what_was_granted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
