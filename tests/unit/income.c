#include "filling.h"

/* The totals of the shipped form: worked households to the fen, estimated costs, the year before, frozen stages. */

/* Rows of the worked households: amounts in yuan as typed, results in fen. */
static const struct worked {
	const char *id;
	int people;
	const char *wage, *gross, *cost, *property, *transfers, *claims, *ill, *school;
	int64_t net, reference;
	double head;
} worked[] = {
	{"H01", 3, "6000", "4000", "1600", "0", "2000", "0", "6200", "0", 1040000, 420000, 10400.0 / 3},
	{"H02", 4, "9000", "6000", "2400", "0", "2600", "0", "0", "4500", 1520000, 1070000, 3800},
	{"H04", 2, "0", "3000", "1200", "1200", "5040", "0", "900", "0", 804000, 714000, 4020},
	{"H07", 4, "42000", "10000", "4000", "500", "1500", "8000", "62000", "0", 5000000, -400000, 12500},
	{"H09", 5, "52000", "20000", "34000", "0", "1000", "0", "0", "0", 3900000, 3900000, 7800},
	{"H12", 4, "16000", "7000", "2800", "300", "2500", "0", "0", "14000", 2300000, 900000, 5750},
	{"fen", 3, "1234.56", "789.01", "0.57", "0.10", "0.20", "0.03", "0.05", "0.07", 202330, 202321, 2023.30 / 3},
};

static void
test_income_to_the_fen(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof worked / sizeof worked[0]; i++) {
		const struct worked *w = &worked[i];
		struct file f;
		struct record *who = NULL;
		open_file(&f);
		for (int k = 0; k < w->people; k++)
			who = add_member(&f, k == 0 ? "01" : "99", "赵试", "yes");
		answer(&f, who, "birth_date", "2006-05-01");
		answer(&f, who, "school_status", "bachelor_1");
		struct record *e = add_economy(&f, "2026", "annual");
		answer(&f, e, "wage_labour", w->wage);
		answer(&f, e, "livestock_gross", w->gross);
		answer(&f, e, "livestock_cost", w->cost);
		answer(&f, e, "cost_basis", "recorded");
		answer(&f, e, "land_transfer_fee", w->property);
		answer(&f, e, "pension_money", w->transfers);
		answer(&f, e, "social_relief", "777");
		add(&f, who, "illness", "illness_year", "2026", "bill_total", w->ill, "bill_in_scope", w->ill, "paid_basic", "0",
			"paid_critical", "0", "paid_aid", "0", "paid_fourth", "0", NULL);
		add(&f, who, "illness", "illness_year", "2025", "bill_total", "5", "bill_in_scope", "5", NULL);
		add(&f, who, "schooling", "school_year", "2026", "boarding", "no", "fee_tuition", w->school, "fee_textbook", "0",
			"edu_aid_kind", "none", NULL);
		add(&f, f.tree.root, "disaster", "event_kind", "05", "event_date", "2026-02-03", "loss_house", "0", "loss_production",
			"0", "loss_other", "0", "event_relief", "50", "event_claim", w->claims, NULL);
		evaluate(&f, NULL);
		assert_int_equal(fen(e, "net_income"), w->net);
		assert_int_equal(fen(e, "reference_income"), w->reference);
		assert_int_equal(fen(e, "uncounted_income"), 82700); /* 777 of social relief, 50 of disaster relief */
		assert_true(fabs(number(e, "per_capita_net") - w->head) < 1e-9);
		assert_int_equal(record_answer(e, named("net_income"))->flags, 0);
		answer(&f, e, "social_relief", "");
		evaluate(&f, NULL);
		assert_true(isnan(number(e, "net_income")) && isnan(number(e, "per_capita_reference")));
		assert_true(record_answer(e, named("net_income"))->flags & ANSWER_UNSURE);
		close_file(&f);
	}
}

/* A bill of which a part is not known is no bill of 0. */
static void
test_unknown_bill(void **state)
{
	struct file f;

	(void)state;
	open_file(&f);
	struct record *who = add_member(&f, "01", "王试", "yes"), *e = add_economy(&f, "2026", "annual");
	struct record *ill = add(&f, who, "illness", "illness_year", "2026", "bill_total", "900", "bill_in_scope", "600",
		"paid_basic", "400", "paid_critical", "0", "paid_aid", "300", NULL);
	evaluate(&f, NULL);
	assert_true(isnan(number(ill, "selfpaid_in_scope")) && isnan(number(e, "medical_selfpaid")));
	assert_true(isnan(number(e, "reference_income")) && !isnan(number(e, "net_income")));
	answer(&f, ill, "paid_fourth", "0");
	evaluate(&f, NULL);
	assert_int_equal(fen(ill, "left_final"), 20000);
	assert_int_equal(fen(e, "medical_selfpaid"), 0); /* never below 0 */
	assert_true(holds(&f, ill, "paid_aid"));
	answer(&f, ill, "paid_aid", "500.01");
	evaluate(&f, NULL);
	assert_false(holds(&f, ill, "paid_aid"));
	close_file(&f);
}

static void
test_costs_by_ratio(void **state)
{
	static const char *const costs[] = {"crop_cost", "livestock_cost", "orchard_cost", "other_business_cost"};
	struct file f;

	(void)state;
	open_file(&f);
	add_member(&f, "01", "钱试", "yes");
	struct record *e = add_economy(&f, "2026", "annual");
	answer(&f, e, "crop_gross", "1000");
	answer(&f, e, "orchard_gross", "1000");
	for (size_t i = 0; i < 4; i++)
		answer(&f, e, costs[i], "");
	evaluate(&f, NULL);
	assert_true(isnan(number(e, "business_cost")));
	assert_true(record_answer(e, named("cost_basis"))->flags & ANSWER_REQUIRED);
	answer(&f, e, "cost_basis", "ratio");
	evaluate(&f, NULL);
	assert_int_equal(fen(e, "business_cost"), 55000);
	assert_int_equal(fen(e, "net_income"), 145000);
	assert_int_equal(record_answer(e, named("crop_cost"))->flags & ANSWER_REQUIRED, 0);
	close_file(&f);
}

static void
test_last_year(void **state)
{
	struct file f;

	(void)state;
	open_file(&f);
	add_member(&f, "01", "孙试", "yes");
	struct record *now = add_economy(&f, "2026", "annual"), *then, *other;
	answer(&f, now, "prev_net_told", "5000");
	evaluate(&f, NULL);
	assert_int_equal(fen(now, "prev_net_income"), 500000);
	then = add_economy(&f, "2025", "annual");
	other = add_economy(&f, "2025", "identification");
	answer(&f, then, "wage_labour", "8000");
	answer(&f, other, "wage_labour", "1");
	evaluate(&f, other); /* being edited: what it shows now goes into its version */
	assert_int_equal(fen(now, "prev_net_income"), 800000);
	assert_true(record_answer(now, named("prev_net_told"))->flags & ANSWER_HIDDEN);
	/* What was found at identification does not change with the answers of later days. */
	answer(&f, other, "wage_labour", "2");
	evaluate(&f, NULL);
	assert_int_equal(fen(other, "net_income"), 100);
	evaluate(&f, other);
	assert_int_equal(fen(other, "net_income"), 200);
	close_file(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_income_to_the_fen),
		cmocka_unit_test(test_unknown_bill),
		cmocka_unit_test(test_costs_by_ratio),
		cmocka_unit_test(test_last_year),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
