/* A household over two years: what its records keep of the year before, what the policy warns of, what waits for a measure. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "office_fixture.h"
#include "store/summary.h"
#include "two_years.h"

/* The same data folder on another day. */
static void
on_day(struct office *o, int32_t day)
{
	static const char passphrase[] = "correct horse battery";
	static const unsigned char device[DEVICE_ID] = {9, 9, 9, 9};
	struct fault f = {0};

	store_close(&o->store);
	o->world = world_seeded(&o->seed, (uint64_t)day, (int64_t)day * 86400000);
	if (store_open(&o->store, o->folder, passphrase, sizeof passphrase - 1, VAULT_CADRE, &o->world, &f) < 0 ||
		journal_author(o->store.journal, device, "张建国", &f) < 0)
		fail_msg("%s", f.text);
}

static int
keep_line(void *self, const struct summary *line)
{
	buf_printf(self, "%s|%s|%s|%s", line->warned, line->lacking, line->due_on, line->due_step);
	return 0;
}

static const char *
line_of(struct office *o, const unsigned char *root)
{
	static struct buf text;
	struct fault f = {0};

	buf_free(&text);
	assert_int_equal(store_summary(&o->store, root, keep_line, &text, &f), 0);
	return buf_str(&text);
}

/* Members have no years: the record of the year before keeps what they were like. */
static void
test_year_before(void **state)
{
	struct office *o = *state;
	struct fault f = {0};
	unsigned char root[RECORD_ID];

	on_day(o, date_days(2025, 11, 18));
	good_year(&o->store, root);
	on_day(o, date_days(2026, 11, 20));
	bad_year(&o->store, root);
	assert_string_equal(line_of(o, root), "income_falls costs_rise work_less labour_less illness_new disability_new|||");
	/* And so it stands when all is derived again from the journal. */
	assert_int_equal(journal_rebuild(o->store.journal, &f), 0);
	while (store_refresh(&o->store, 100, &f) == 1)
		continue;
	assert_string_equal(line_of(o, root), "income_falls costs_rise work_less labour_less illness_new disability_new|||");
}

static void
visited(struct office *o, struct casefile *c, const char *day)
{
	write_down(&o->store, c, household_add(&o->store, c, c->tree.root, "visit", NULL), SAID("visit_date", day, "outcome", "done"));
	keep(&o->store, c);
}

/* Within one year: a visit keeps what was seen, and what is found at the next one stays found until the one after. */
static void
test_visit_before(void **state)
{
	struct office *o = *state;
	struct casefile c;
	struct fault f = {0};
	unsigned char root[RECORD_ID];

	on_day(o, date_days(2026, 3, 10));
	good_year(&o->store, root);
	assert_int_equal(store_file(&o->store, root, &c, &f), 1);
	write_down(&o->store, &c, household_add(&o->store, &c, c.tree.root, "economy", SAID("2026", "annual")), SAID("wage_labour", "60000"));
	visited(o, &c, "2026-03-10");
	casefile_close(&c);
	assert_string_equal(line_of(o, root), "|||");
	on_day(o, date_days(2026, 7, 1));
	assert_int_equal(store_file(&o->store, root, &c, &f), 1);
	write_down(&o->store, &c, first(&c, c.tree.root, "member")->next, SAID("labour", "lost"));
	visited(o, &c, "2026-07-01");
	casefile_close(&c);
	assert_string_equal(line_of(o, root), "labour_less labour_since|||");
	on_day(o, date_days(2026, 9, 1));
	while (store_refresh(&o->store, 100, &f) == 1)
		continue;
	assert_string_equal(line_of(o, root), "labour_less labour_since|||");
	assert_int_equal(store_file(&o->store, root, &c, &f), 1);
	visited(o, &c, "2026-09-01");
	casefile_close(&c);
	assert_string_equal(line_of(o, root), "labour_less|||");
	assert_int_equal(journal_rebuild(o->store.journal, &f), 0);
	while (store_refresh(&o->store, 100, &f) == 1)
		continue;
	assert_string_equal(line_of(o, root), "labour_less|||");
}

/* What a visit did not get to know is no zero that a later one could rise from. */
static void
test_visit_unknown(void **state)
{
	struct office *o = *state;
	struct casefile c;
	unsigned char root[RECORD_ID];

	on_day(o, date_days(2026, 3, 10));
	household_start(&o->store, &c, "130899100201");
	memcpy(root, c.tree.root->id, RECORD_ID);
	household_save(&o->store, &c, c.tree.root);
	struct record *m = household_member(&o->store, &c, "张树林", "01", "130899196503120015");
	household_save(&o->store, &c, m);
	write_down(&o->store, &c, household_add(&o->store, &c, c.tree.root, "visit", NULL), SAID("visit_date", "2026-03-10", "outcome", "partial"));
	keep(&o->store, &c);
	casefile_close(&c);
	on_day(o, date_days(2026, 7, 1));
	assert_int_equal(store_file(&o->store, root, &c, &(struct fault){0}), 1);
	write_down(&o->store, &c, first(&c, c.tree.root, "member"), SAID("health", "serious disabled", "labour", "ordinary", "dibao", "none", "tekun", "none"));
	write_down(&o->store, &c, household_add(&o->store, &c, c.tree.root, "economy", SAID("2026", "annual")),
		SAID("wage_labour", "60000", "prev_net_told", "60000", "other_compliant_spending", "5000"));
	visited(o, &c, "2026-07-01");
	casefile_close(&c);
	assert_string_equal(line_of(o, root), "|||");
}

/* On the ledger every gap wants a measure in as many days as the first one; the first one comes first. */
static void
test_due(void **state)
{
	struct office *o = *state;
	struct casefile c;
	struct fault f = {0};
	unsigned char root[RECORD_ID];

	on_day(o, date_days(2025, 11, 18));
	good_year(&o->store, root);
	on_day(o, date_days(2025, 12, 20));
	assert_int_equal(store_file(&o->store, root, &c, &f), 1);
	write_down(&o->store, &c, household_add(&o->store, &c, c.tree.root, "housing", NULL), SAID("house_grade", "C", "house_area", "80"));
	keep(&o->store, &c);
	assert_string_equal(line_of(o, root), "|house||");
	struct record *watch = household_add(&o->store, &c, c.tree.root, "watch", NULL);
	write_down(&o->store, &c, watch, SAID("no_labour_flag", "no"));
	struct record *step = household_add(&o->store, &c, watch, "procedure", SAID("county", "2025-12-01"));
	write_down(&o->store, &c, step, SAID("step_by", "王明", "step_result", "pass", "decided_class", "edge"));
	keep(&o->store, &c);
	assert_string_equal(line_of(o, root), "|house|2025-12-31|first_measure");
	struct record *help = household_add(&o->store, &c, c.tree.root, "measure", NULL);
	write_down(&o->store, &c, help, SAID("measure_kind", "industry", "measure_item", "industry_reward", "measure_start", "2025-12-10"));
	keep(&o->store, &c);
	assert_string_equal(line_of(o, root), "|house|2025-12-31|measures_lacking");
	help = household_add(&o->store, &c, c.tree.root, "measure", NULL);
	write_down(&o->store, &c, help, SAID("measure_kind", "house", "measure_item", "house_rebuild", "measure_start", "2025-12-15"));
	keep(&o->store, &c);
	assert_string_equal(line_of(o, root), "||2026-03-10|measure_outcome");
	casefile_close(&c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_year_before, office_setup, office_teardown),
		cmocka_unit_test_setup_teardown(test_visit_before, office_setup, office_teardown),
		cmocka_unit_test_setup_teardown(test_visit_unknown, office_setup, office_teardown),
		cmocka_unit_test_setup_teardown(test_due, office_setup, office_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
