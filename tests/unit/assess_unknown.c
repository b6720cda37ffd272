/* What is blank, unset or never written: a class only where nothing unknown could have given another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "policy_fixture.h"

#define SET_BY_COUNTY "dibao_line", "5000", "school_year_start", "2026-09-01"

static const char *const pack_a[] = {SET_BY_COUNTY, NULL};

static void
test_blank_is_not_zero(void **state)
{
	struct bench b;

	(void)state;
	bench_open(&b, pack_a);
	bench_build(&b, "H06");
	bench_set(&b, bench_at(&b, "economy", 1), "wage_labour", "");
	bench_assess(&b);
	assert_int_equal(b.out.state, ASSESS_INCOMPLETE);
	assert_string_equal(b.out.code, "I");
	assert_int_equal(b.out.n_missing, 1);
	assert_true(is_missing(&b.out, "wage_labour"));
	assert_non_null(strstr(b.out.reason, "务工收入"));

	bench_build(&b, "H06");
	bench_at(&b, "economy", 1)->voided = true;
	bench_assess(&b);
	assert_string_equal(b.out.code, "I");
	assert_null(b.out.context);
	assert_int_equal(b.out.n_missing, 1);
	assert_null(b.out.missing[0].question);
	assert_string_equal(b.out.missing[0].table->name, "economy");
	bench_close(&b);
}

/* One sure factor is enough between the lines, whatever else is still unknown; without it the file is incomplete. */
static void
test_sure_factor_stands(void **state)
{
	struct bench b;

	(void)state;
	bench_open(&b, pack_a);
	bench_build(&b, "H04");
	bench_set(&b, bench_at(&b, "economy", 1), "other_transfer", "6000.00");
	bench_set(&b, record_kids(bench_at(&b, "member", 1), form_table(b.form, "illness", 7)), "bill_in_scope", "");
	bench_assess(&b);
	assert_string_equal(b.out.code, "M2");
	assert_true(is_missing(&b.out, "bill_in_scope"));

	bench_set(&b, bench_at(&b, "member", 1), "labour", "ordinary");
	bench_set(&b, bench_at(&b, "member", 1), "dibao", "none");
	bench_set(&b, bench_at(&b, "member", 2), "dibao", "none");
	struct record *work = bench_add(&b, bench_at(&b, "member", 1), "work");
	bench_set(&b, work, "work_state", "ended");
	bench_set(&b, work, "months_worked", "8");
	bench_assess(&b);
	assert_string_equal(b.out.code, "I");
	assert_true(is_missing(&b.out, "bill_in_scope"));
	bench_close(&b);
}

static void
test_unset_parameters(void **state)
{
	static const char *const bare[] = {"school_year_start", "2026-09-01", NULL};
	static const char *const no_line[] = {SET_BY_COUNTY, "poverty_line", "", NULL};
	struct bench b;

	(void)state;
	bench_open(&b, bare);
	bench_build(&b, "H01");
	bench_assess(&b);
	assert_string_equal(b.out.code, "P1");
	const struct found *x = assess_found(&b.out, FOUND_MEASURE, "B5");
	assert_non_null(x);
	assert_true(x->open);
	assert_string_equal(x->unset, "dibao_line");
	assert_non_null(strstr(x->reason, "dibao_line"));
	assert_non_null(strstr(x->reason, "农村低保标准"));
	x = assess_found(&b.out, FOUND_MEASURE, "B1");
	assert_non_null(x);
	assert_false(x->has_amount);
	assert_false(x->open);
	assert_string_equal(x->unset, "fourth_threshold");
	bench_close(&b);

	bench_open(&b, no_line);
	bench_build(&b, "H01");
	bench_assess(&b);
	assert_int_equal(b.out.state, ASSESS_UNSET);
	assert_string_equal(b.out.code, "");
	assert_non_null(strstr(b.out.reason, "poverty_line"));
	bench_close(&b);
}

/* A parameter that only a calculate of the form reads is named too. */
static void
test_unset_below(void **state)
{
	static const char *const changes[] = {SET_BY_COUNTY, "medical_selfpaid_basis", "", NULL};
	struct bench b;

	(void)state;
	bench_open(&b, changes);
	bench_build(&b, "H07");
	bench_assess(&b);
	assert_int_equal(b.out.state, ASSESS_UNSET);
	assert_string_equal(b.out.unset[0], "medical_selfpaid_basis");
	bench_close(&b);
}

static void
test_last_year_unknown(void **state)
{
	struct bench b;
	char room[256];

	(void)state;
	bench_open(&b, pack_a);
	bench_build(&b, "H07");
	bench_set(&b, bench_at(&b, "economy", 1), "prev_net_told", "");
	bench_assess(&b);
	assert_string_equal(b.out.code, "M3");
	assert_string_equal(codes(&b.out, FOUND_CLASS, false, room), "S2");
	assert_string_equal(codes(&b.out, FOUND_UNTESTED, false, room), "S1 S3");

	bench_build(&b, "H09");
	bench_set(&b, bench_at(&b, "economy", 1), "prev_net_told", "");
	bench_assess(&b);
	assert_string_equal(b.out.code, "N");
	const struct found *x = assess_found(&b.out, FOUND_UNTESTED, "S3");
	assert_non_null(x);
	assert_string_equal(x->needs->name, "prev_net_income");
	assert_non_null(strstr(x->reason, "上年家庭纯收入"));
	bench_close(&b);
}

/* A record of last year that was never finished leaves this year's class to the other tests. */
static void
test_last_year_unfinished(void **state)
{
	struct bench b;
	char room[256];

	(void)state;
	bench_open(&b, pack_a);
	bench_build(&b, "H06");
	bench_set(&b, bench_at(&b, "economy", 1), "wage_labour", "16000");
	bench_set(&b, record_kids(bench_at(&b, "member", 2), form_table(b.form, "disability", 10)), "disab_level", "4");
	struct record *before = bench_add(&b, b.tree.root, "economy");
	bench_set(&b, before, "survey_year", "2025");
	bench_set(&b, before, "economy_stage", "annual");
	bench_set(&b, before, "crop_cost", "0");
	bench_assess(&b);
	if (strcmp(b.out.code, "N") != 0)
		print_error("%s\n", b.out.reason);
	assert_string_equal(b.out.code, "N");
	assert_int_equal(b.out.n_missing, 0);
	assert_string_equal(codes(&b.out, FOUND_UNTESTED, false, room), "S1 S3");
	assert_string_equal(codes(&b.out, FOUND_FACTOR, false, room), "");

	/* Once it is finished, a fall of the business counts. */
	bench_zeros(&b, before);
	bench_set(&b, before, "crop_gross", "4000");
	bench_set(&b, before, "cost_basis", "recorded");
	bench_assess(&b);
	assert_string_equal(b.out.code, "M2");
	assert_string_equal(codes(&b.out, FOUND_FACTOR, false, room), "06");
	bench_close(&b);
}

/* A bench under rules and measures of a county's own; headers are given here. */
static void
bench_open_own(struct bench *b, const char *rules, const char *measures)
{
	struct policy_sheets s;
	struct buf text[2] = {{0}, {0}};
	struct fault f = {0};

	bench_open(b, pack_a);
	policy_free(b->policy);
	assert_int_equal(shipped_sheet("policy.csv", &s.policy), 0);
	buf_printf(&text[0], "kind,name,when,value,label::中文 (zh),label::English (en),reason::中文 (zh),reason::English (en),article,needs\n"
		"class,none,not(${head_count} > 0),I,待补,,无人,,,\n%s", rules);
	buf_printf(&text[1], "name,when,kind,amount,base,threshold,bands,cap,label::中文 (zh),label::English (en),reason::中文 (zh),"
		"reason::English (en),article\n%s", measures);
	s.rules = (struct sheet){"rules.csv", buf_str(&text[0]), text[0].len};
	s.measures = (struct sheet){"measures.csv", buf_str(&text[1]), text[1].len};
	b->policy = policy_load(&s, b->form, NULL, &f);
	if (b->policy == NULL)
		fail_msg("%s", f.text);
	buf_free(&text[0]);
	buf_free(&text[1]);
}

/* What a county's own rules want of another year is named too. */
static void
test_missing_of_another_year(void **state)
{
	struct bench b;

	(void)state;
	bench_open_own(&b, "class,fell,sum(${economy}[survey_year = 2025]/wage_labour) > 10000,M3,骤减,,骤减,,,\n"
		"class,other,true(),N,一般,,一般,,,\n", "");
	bench_build(&b, "H06");
	struct record *before = bench_add(&b, b.tree.root, "economy");
	bench_set(&b, before, "survey_year", "2025");
	bench_set(&b, before, "economy_stage", "annual");
	bench_assess(&b);
	assert_string_equal(b.out.code, "I");
	assert_int_equal(b.out.n_missing, 1);
	assert_true(is_missing(&b.out, "wage_labour"));
	assert_ptr_equal(b.out.missing[0].record, before);
	bench_close(&b);
}

/* No amount is promised while its ceiling is not known. */
static void
test_unknown_ceiling(void **state)
{
	struct bench b;

	(void)state;
	bench_open_own(&b, "class,other,true(),N,一般,,一般,,,\n", "X,${head_count} > 0,plain,100,,,,${wage_labour},戊,,戊,,\n");
	bench_build(&b, "H06");
	bench_set(&b, bench_at(&b, "economy", 1), "wage_labour", "70");
	bench_assess(&b);
	assert_int_equal(assess_found(&b.out, FOUND_MEASURE, "X")->amount, 7000);
	bench_set(&b, bench_at(&b, "economy", 1), "wage_labour", "");
	bench_assess(&b);
	assert_false(assess_found(&b.out, FOUND_MEASURE, "X")->has_amount);
	assert_true(is_missing(&b.out, "wage_labour"));
	bench_close(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_blank_is_not_zero), cmocka_unit_test(test_sure_factor_stands),
		cmocka_unit_test(test_unset_parameters), cmocka_unit_test(test_unset_below),
		cmocka_unit_test(test_last_year_unknown), cmocka_unit_test(test_last_year_unfinished),
		cmocka_unit_test(test_missing_of_another_year), cmocka_unit_test(test_unknown_ceiling),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
