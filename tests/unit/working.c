/* How the amount of a measure comes about, for people: bands, threshold, ceiling. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "policy_fixture.h"

#define SET_BY_COUNTY "dibao_line", "5000", "school_year_start", "2026-09-01"

static const struct found *
measure(struct bench *b, const char *household, const char *code)
{
	bench_build(b, household);
	bench_assess(b);
	const struct found *x = assess_found(&b->out, FOUND_MEASURE, code);
	assert_non_null(x);
	return x;
}

static void
test_bands(void **state)
{
	static const char *const shipped[] = {SET_BY_COUNTY, NULL};
	static const char *const capped[] = {SET_BY_COUNTY, "fpb_cap", "15000", NULL};
	static const char *const ample[] = {SET_BY_COUNTY, "fpb_cap", "90000", NULL};
	static const char *const lower[] = {SET_BY_COUNTY, "fpb_threshold_ill_nonreg", "19999.5", NULL};
	static const struct {
		const char *const *changes;
		int64_t amount;
		const char *working;
	} rows[] = {
		{shipped, 1740000, "threshold 20,000.00 yuan: (50,000.00 - 20,000.00) x 50% = 15,000.00; (54,000.00 - 50,000.00) x 60% = 2,400.00; "
				   "together 17,400.00 yuan"},
		{capped, 1500000, "threshold 20,000.00 yuan: (50,000.00 - 20,000.00) x 50% = 15,000.00; (54,000.00 - 50,000.00) x 60% = 2,400.00; "
				  "together 17,400.00 yuan; paid up to the ceiling of 15,000.00 yuan"},
		{ample, 1740000, "threshold 20,000.00 yuan: (50,000.00 - 20,000.00) x 50% = 15,000.00; (54,000.00 - 50,000.00) x 60% = 2,400.00; "
				 "together 17,400.00 yuan; within the ceiling of 90,000.00 yuan"},
		{lower, 1740000, "threshold 19,999.50 yuan: (50,000.00 - 20,000.00) x 50% = 15,000.00; (54,000.00 - 50,000.00) x 60% = 2,400.00; "
				 "together 17,400.00 yuan"},
	};
	struct bench b;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		bench_open(&b, rows[i].changes);
		const struct found *x = measure(&b, "H07", "B4_illness");
		assert_int_equal(x->amount, rows[i].amount);
		assert_string_equal(x->working, rows[i].working);
		bench_close(&b);
	}
}

/* One band alone is its own sum; the sum is the amount to the fen, wherever the parts are rounded. */
static void
test_one_band(void **state)
{
	static const char *const one[] = {SET_BY_COUNTY, "fpb_bands_nonreg", "20000:0.5", NULL};
	static const char *const odd[] = {SET_BY_COUNTY, "fpb_bands_nonreg", "20000.01:0.5 20000.02:0.5 53999.99:0.5", NULL};
	struct bench b;

	(void)state;
	bench_open(&b, one);
	const struct found *x = measure(&b, "H07", "B4_illness");
	assert_int_equal(x->amount, 1700000);
	assert_string_equal(x->working, "threshold 20,000.00 yuan: (54,000.00 - 20,000.00) x 50% = 17,000.00");
	bench_close(&b);
	bench_open(&b, odd);
	x = measure(&b, "H07", "B4_illness");
	assert_int_equal(x->amount, 1700000);
	assert_string_equal(x->working, "threshold 20,000.00 yuan: (20,000.02 - 20,000.01) x 50% = 0.01; (53,999.99 - 20,000.02) x 50% = 16,999.98; "
		"(54,000.00 - 53,999.99) x 50% = 0.01; together 17,000.00 yuan");
	bench_close(&b);
}

/* An amount that is a formula says its ceiling; without one the rule's own sentence says it all. */
static void
test_plain(void **state)
{
	static const char *const shipped[] = {SET_BY_COUNTY, NULL};
	static const char *const uncapped[] = {SET_BY_COUNTY, "edu_cap", "", NULL};
	struct bench b;

	(void)state;
	bench_open(&b, shipped);
	const struct found *x = measure(&b, "H12", "B2");
	assert_int_equal(x->amount, 300000);
	assert_string_equal(x->working, "within the ceiling of 5,000.00 yuan");
	bench_set(&b, record_kids(bench_at(&b, "member", 3), form_table(b.form, "schooling", strlen("schooling"))), "fee_tuition", "30000");
	bench_assess(&b);
	x = assess_found(&b.out, FOUND_MEASURE, "B2");
	assert_int_equal(x->amount, 500000);
	assert_string_equal(x->working, "12,000.00 yuan worked out; paid up to the ceiling of 5,000.00 yuan");
	x = assess_found(&b.out, FOUND_MEASURE, "B3");
	assert_true(x == NULL || x->working == NULL);
	bench_close(&b);
	bench_open(&b, uncapped);
	assert_null(measure(&b, "H12", "B2")->working);
	bench_close(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_bands), cmocka_unit_test(test_one_band), cmocka_unit_test(test_plain)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
