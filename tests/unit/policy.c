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
		"reason::English (en),article,needs,value\n"
		"value,line,,${wage_labor} * 2,线,,,,,\n"
		"clas,a,true(),I,甲,,甲,,,\n"
		"class,b,true(),P 1,乙,,{${net_income}|coins},,,\n"
		"class,c,${class} = 'I',N,丙,,丙,,,nothing\n"
		"factor,01,true(),,丁,,,,,net_income\n";
	static const char *const wanted[] = {"rules.csv:1: value: this column stands twice", "rules.csv:2: value: line:", "rules.csv:4: value: b:",
		"rules.csv:3: kind: a:", "rules.csv:4: reason::中文 (zh): b:",
		"rules.csv:5: when: c:", "rules.csv:5: needs: c:", "rules.csv:6: kind: 01:", "rules.csv:6: needs: 01:", "measures.csv:2: bands: B:", NULL};
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

/* A figure that cannot be one is refused: it would answer "no" to every test for the whole county. */
static void
test_values(void **state)
{
	static const struct {
		const char *name, *value;
		bool fits;
	} rows[] = {
		{"poverty_line", "4000元", false}, {"poverty_line", "-4000", false}, {"poverty_line", "4e3", false},
		{"poverty_line", "４０００", false}, {"poverty_line", "4000.", false}, {"poverty_line", "4000.00", true},
		{"poverty_line", "9999999999999", false}, {"core_mult_nonreg", "1.25", true}, {"core_mult_nonreg", "1.2倍", false},
		{"watch_needs_factor", "是", false}, {"watch_needs_factor", "YES", false}, {"watch_needs_factor", "no", true},
		{"class_scheme", "source2021", false}, {"class_scheme", "national2021", true}, {"labour_codes", "ordinari", false},
		{"labour_codes", "weak  skilled", true}, {"severe_disability_levels", "1、2", false}, {"survey_year", "abc", false},
		{"survey_year", "", true}, {"edu_rate", "50", false}, {"edu_rate", "50%", false}, {"edu_rate", "1.0", true},
		{"edu_rate", "1.01", false}, {"edu_rate", "10.0", false}, {"fpb_bands_nonreg", "20000:0.5;5", false},
		{"school_year_start", "2026-13-01", false}, {"medical_selfpaid_basis", "in_scope all", false},
		{"counts_dibao_money", "false", false}, {"dibao_line", "", true},
	};
	struct fault f = {0};
	struct form *form = form_load_embedded(&f);
	struct buf report = {0};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *changes[] = {rows[i].name, rows[i].value, NULL};
		char place[64];
		buf_reset(&report);
		struct policy *p = bench_policy(form, changes, &report);
		if ((p != NULL) != rows[i].fits)
			print_error("%s = %s: %s\n", rows[i].name, rows[i].value, p != NULL ? "taken" : buf_str(&report));
		assert_int_equal(p != NULL, rows[i].fits);
		snprintf(place, sizeof place, ": value: %s: ", rows[i].name);
		if (p == NULL)
			assert_non_null(strstr(buf_str(&report), place));
		policy_free(p);
	}
	buf_free(&report);
	form_free(form);
}

/* What the county finds in the shipped sheet; "" is what it must set itself. */
/* The shipped policy with the piece ${old} of one sheet replaced ("": before the sheet's end). */
static void
assert_unsound(const struct form *form, const char *sheet, const char *old, const char *new, const char *wanted)
{
	struct policy_sheets s;
	struct sheet *const all[] = {&s.policy, &s.rules, &s.measures};
	static const char *const names[] = {"policy.csv", "rules.csv", "measures.csv"};
	struct buf text = {0}, report = {0};
	struct fault f = {0};

	for (int i = 0; i < 3; i++) {
		assert_int_equal(shipped_sheet(names[i], all[i]), 0);
		if (strcmp(names[i], sheet) != 0)
			continue;
		struct buf whole = {0};
		buf_add(&whole, all[i]->data, all[i]->n);
		const char *from = buf_str(&whole), *at = old[0] == '\0' ? from + whole.len : strstr(from, old);
		assert_non_null(at);
		buf_add(&text, from, (size_t)(at - from));
		buf_text(&text, new);
		buf_text(&text, at + strlen(old));
		buf_free(&whole);
		all[i]->data = buf_str(&text);
		all[i]->n = text.len;
	}
	struct policy *p = policy_load(&s, form, &report, &f);
	if (p != NULL || strstr(buf_str(&report), wanted) == NULL)
		fail_msg("%s: %s", wanted, p != NULL ? "taken" : buf_str(&report));
	assert_int_equal(f.code, EX_DATAERR);
	buf_free(&text);
	buf_free(&report);
}

/* Rows that contradict each other, never hold or always do. */
static void
test_soundness(void **state)
{
	static const struct {
		const char *sheet, *old, *new, *wanted;
	} rows[] = {
		{"rules.csv", "class,other,true(),N,", "class,other,${net_income} > 0,N,", "no class row holds for whoever met no test before"},
		{"rules.csv", "class,S1,", "class,early,true(),N,甲,,甲,,,\nclass,S1,", "S1: no household ever comes to this row: the row early"},
		{"rules.csv", "class,S1,", "class,again,${hh_type} = 'registered',N,甲,,甲,,,\nclass,S1,", "again: an earlier class row asks the same"},
		{"rules.csv", "gap,house,${house_unsafe} = 1,", "gap,house,1 = 2,", "house: this never holds"},
		{"rules.csv", "gap,house,${house_unsafe} = 1,", "gap,house,true(),", "house: this always holds"},
		{"rules.csv", "class,S1,", "class,never,false(),N,甲,,甲,,,\nclass,S1,", "never: this never holds"},
		{"rules.csv", "require,edge,${dibao_edge_mult} >= 1,", "require,edge,${net_income} >= 1,", "edge: a row of this kind asks parameters alone"},
		{"measures.csv", "", "B9,true(),plain,,,,,,甲,,甲,,\n", "B9: this always holds"},
		{"measures.csv", "", "B3,${class} = 'P0',plain,,,,,,甲,,甲,,\n", "B3: the name B3 is taken by an earlier row"},
		{"policy.csv", "\ncore_mult_nonreg,1.2,", "\ncore_mult_nonreg,1.6,", "multiples: parameters contradict each other: "},
		{"policy.csv", "\nwatch_line_override,,", "\nwatch_line_override,4799,", "lines: parameters contradict each other: "},
		{"policy.csv", "\npoverty_line,4000,", "\npoverty_line,0,", "positive: parameters contradict each other: "},
		{"policy.csv", "\nverify_days,2,", "\nverify_days,6,", "deadlines: parameters contradict each other: "},
		{"policy.csv", "\nfpb_bands_nonreg,20000:0.5 50000:0.6", "\nfpb_bands_nonreg,20000:0.5 20000:0.6", "fpb_bands_nonreg: this is no list of bands"},
		{"policy.csv", "\ntried,net_income/head_count ", "\ntried,net_income/people ", "tried: no figure to be tried"},
		{"policy.csv", "\ntried,net_income/head_count ", "\ntried,n_members ", "tried: no figure to be tried"},
		{"policy.csv", "\ntried,net_income/head_count ", "\ntried,economy_stage ", "tried: no figure to be tried"},
	};
	struct fault f = {0};
	struct form *form = form_load_embedded(&f);

	(void)state;
	assert_non_null(form);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_unsound(form, rows[i].sheet, rows[i].old, rows[i].new, rows[i].wanted);
	form_free(form);
}

static void
test_defaults(void **state)
{
	static const char *const rows[][2] = {{"survey_year", ""}, {"income_window", "12"}, {"class_scheme", "source2020"},
		{"poverty_line", "4000"}, {"prev_year_line", "4000"}, {"core_mult_nonreg", "1.2"}, {"core_mult_exited", "1.3"},
		{"watch_mult", "1.5"}, {"watch_line_override", ""}, {"watch_needs_factor", "yes"}, {"cost_ratio_grain", "0.4"},
		{"cost_ratio_tobacco", "0.45"}, {"cost_ratio_livestock", "0.4"}, {"cost_ratio_fruit", "0.15"}, {"cost_ratio_other", "0.4"},
		{"counts_dibao_money", "yes"}, {"counts_disaster_relief", "no"}, {"ref_income_on", "yes"}, {"sudden_spend_ratio", "1"},
		{"sudden_selfpaid_min", "10000"}, {"sudden_income_drop", "0.3"}, {"sudden_income_cap", "17131"},
		{"factor_med_selfpay", "5000"}, {"factor_edu_cost", "8000"}, {"factor_disaster_loss", "5000"}, {"factor_work_months", "6"},
		{"severe_disability_levels", "1 2"}, {"veto_items", "payroll dwelling vehicle business"}, {"veto_mode", "review"},
		{"dibao_line", ""}, {"dibao_edge_mult", "1.5"}, {"fourth_premium", ""}, {"fourth_rate", ""}, {"fourth_threshold", ""},
		{"fpb_premium", "50"}, {"fpb_share", "0.1"}, {"fpb_threshold_ill_exited", "5000"}, {"fpb_threshold_ill_nonreg", "20000"},
		{"fpb_threshold_edu_exited", "8000"}, {"fpb_threshold_edu_nonreg", "8000"}, {"fpb_threshold_dis_exited", "20000"},
		{"fpb_threshold_dis_nonreg", "20000"}, {"fpb_bands_nonreg", "20000:0.5 50000:0.6 70000:0.7 100000:0.8"},
		{"fpb_bands_exited", "5000:0.3 20000:0.5 50000:0.6 70000:0.7 100000:0.8"}, {"fpb_cap", ""}, {"fpb_days", "5"},
		{"edu_base", "8000"}, {"edu_base_senior", ""}, {"edu_base_compulsory", ""}, {"edu_rate", "0.5"}, {"edu_cap", "5000"},
		{"publicity_days", "5"}, {"removal_publicity_days", "5"}, {"verify_days", "2"}, {"compare_days", "5"}, {"total_days", "15"},
		{"measure_days", "30"}, {"min_verifiers", "2"}, {"quorum", "0.6666"}, {"removal_min_months", "6"}, {"scale_warn", "0.05"},
		{"scale_warn_deep", "0.1"}, {"mask_phone", "3+4"}, {"mask_id", "2+3"}, {"mask_addr", "township"}};
	struct fault f = {0};
	struct form *form = form_load_embedded(&f);
	struct policy *p = policy_load_embedded(form, &f);

	(void)state;
	assert_non_null(p);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct param *x = param_find(p, rows[i][0], strlen(rows[i][0]));
		if (x == NULL)
			fail_msg("no parameter %s", rows[i][0]);
		assert_string_equal(x->value, rows[i][1]);
	}
	policy_free(p);
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
		cmocka_unit_test(test_bands), cmocka_unit_test(test_mistakes), cmocka_unit_test(test_values), cmocka_unit_test(test_soundness),
		cmocka_unit_test(test_defaults), cmocka_unit_test(test_identity),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
