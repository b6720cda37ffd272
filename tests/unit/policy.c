#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "assess/rules.h"
#include "policy_fixture.h"

#define SET_BY_COUNTY "dibao_line", "5000", "school_year_start", "2026-09-01"

static const char *const pack_a[] = {SET_BY_COUNTY, NULL};
static const char *const pack_b[] = {SET_BY_COUNTY, "prev_year_line", "3218", NULL};

static void
test_bands(void **state)
{
	static const struct {
		int64_t base, threshold, paid;
	} rows[] = {{5400000, 2000000, 1740000}, {2000000, 2000000, 0}, {2000001, 2000000, 1}, {5000000, 2000000, 1500000},
		{12000000, 2000000, 6400000}, {-100, 0, 0}, {5400000, 3000000, 1240000}};
	static const char *const wrong[] = {"", "x", "20000", "20000:1.5", "5:0.1 5:0.2", "5:0.1,7:0.2", "-5:0.1", "5:0.123"};
	const char *bands = "20000:0.5 50000:0.6 70000:0.7 100000:0.8";
	int64_t paid;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_int_equal(bands_pay(bands, rows[i].base, rows[i].threshold, &paid), 0);
		assert_int_equal(paid, rows[i].paid);
	}
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_int_equal(bands_pay(wrong[i], 0, 0, &paid), -1);
	assert_int_equal(bands_pay(bands, INT64_MAX, 0, &paid), -1);
}

/* All mistakes of all sheets come at once, each with its row, column and mend. */
static void
test_mistakes(void **state)
{
	static const char rules[] = "kind,name,when,value,label::中文 (zh),label::English (en),reason::中文 (zh),"
		"reason::English (en),article,needs\n"
		"value,line,,${wage_labor} * 2,线,,,,,\n"
		"clas,a,true(),I,甲,,甲,,,\n"
		"class,b,true(),I,乙,,{${net_income}|coins},,,\n"
		"class,c,${class} = 'I',N,丙,,丙,,,nothing\n"
		"factor,01,true(),,丁,,,,,\n";
	static const char *const wanted[] = {"rules.csv:2: value: line:", "rules.csv:3: kind: a:", "rules.csv:4: reason::中文 (zh): b:",
		"rules.csv:5: when: c:", "rules.csv:5: needs: c:", "rules.csv:6: kind: 01:", "measures.csv:2: bands: B:", NULL};
	static const char measures[] = "name,when,kind,amount,base,threshold,bands,cap,label::中文 (zh),label::English (en),"
		"reason::中文 (zh),reason::English (en),article\nB,true(),banded,,1,1,nobands,,戊,,戊,,\n";
	struct policy_sheets s;
	struct buf report = {0};
	struct fault f = {0};

	(void)state;
	struct form *form = form_load_embedded(&f);
	assert_non_null(form);
	assert_int_equal(shipped_sheet("policy.csv", &s.policy), 0);
	s.rules = (struct sheet){"rules.csv", rules, sizeof rules - 1};
	s.measures = (struct sheet){"measures.csv", measures, sizeof measures - 1};
	assert_null(policy_load(&s, form, &report, &f));
	assert_int_equal(f.code, EX_DATAERR);
	for (int i = 0; wanted[i] != NULL; i++) {
		if (strstr(buf_str(&report), wanted[i]) == NULL)
			print_error("%s is not in:\n%s\n", wanted[i], buf_str(&report));
		assert_non_null(strstr(buf_str(&report), wanted[i]));
	}
	buf_free(&report);
	form_free(form);
}

static void
test_identity(void **state)
{
	struct fault f = {0};
	struct form *form = form_load_embedded(&f);
	struct policy *p = policy_load_embedded(form, &f), *a = bench_policy(form, pack_a, NULL), *b = bench_policy(form, pack_b, NULL);

	(void)state;
	assert_non_null(p);
	assert_string_equal(policy_id(p), "fangpin-source");
	assert_int_equal(policy_version(p), 1);
	assert_memory_not_equal(policy_hash(a), policy_hash(b), 32);
	assert_memory_not_equal(policy_hash(a), policy_hash(p), 32);
	const char *text;
	size_t len;
	const struct expr_params *x = policy_params(p);
	assert_int_equal(x->find(x->self, "dibao_line", 10, &text, &len), 0);
	assert_int_equal(x->find(x->self, "fpb_cap", 7, &text, &len), 1);
	assert_int_equal(x->find(x->self, "nothing", 7, &text, &len), -1);
	policy_free(p);
	policy_free(a);
	policy_free(b);
	form_free(form);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bands), cmocka_unit_test(test_mistakes), cmocka_unit_test(test_identity),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
