#include "filling.h"

/* The shipped sheets: they load without a mistake, hold every field, and work out people, ledger, steps and help. */

enum { FIELDS = 267 };

static const char *const added[] = {"head_name", "visited_on", "consent", "economy_complete", "security_year",
	"security_stage", "step_rank", "step_before", "step_before_result", "step_from", "step_limit", "village_code",
	"step_order", "step_opens", "step_wait", "step_limited", "step_since", "entry_order", "exit_order", "last_order", "last_step", "last_result",
	"next_step", "step_state", "ledger_state", "measures_granted", "next_day", "decision_day", "measure_day", "due_day", "due_on", "due_step",
	"kept_check", "kept_record", "kept_values", "kept_reason", "kept_note",
	"village_kept_check", "village_kept_record", "village_kept_values", "village_kept_reason", "village_kept_note",
	"edu_start", "edu_above", "edu_relief", "left_in_scope", "left_off_scope", "labour_then", "work_months_then", "serious_then", "disabled_then",
	"measure_by", "measure_result", "measure_result_on", "lacking_day", "lacking", "outcome_day", "result_day", "veto_note", "veto_waits",
	"year_seen", "net_seen", "heads_seen", "selfpaid_seen", "months_seen", "labour_seen", "serious_seen", "disabled_seen"};

enum { ADDED = sizeof added / sizeof added[0] };

static void
test_every_field_is_there(void **state)
{
	static const char *const cadre_order[] = {
		"visit", "member", "economy", "housing", "land", "security", "disaster", "watch", "measure", "veto",
		"kept"};
	const struct table *household = &form->tables[form_table(form, "household", 9)];

	(void)state;
	assert_int_equal(form->n_questions, FIELDS + ADDED);
	for (size_t i = 0; i < ADDED; i++)
		assert_true(named(added[i])->index >= 0);
	assert_int_equal(household->n_kids, sizeof cadre_order / sizeof cadre_order[0]);
	for (int i = 0; i < household->n_kids; i++)
		assert_string_equal(form->tables[household->kids[i]].name, cadre_order[i]);
	assert_int_equal(form->tables[form_table(form, "village", 7)].n, 19 + 1);
	for (int i = 0; i < form->n_questions; i++) {
		const struct question *q = &form->questions[i];
		assert_true(q->label[LANG_ZH][0] != '\0' && q->label[LANG_EN][0] != '\0');
		assert_true(q->constraint == NULL || (q->message[LANG_ZH][0] != '\0' && q->message[LANG_EN][0] != '\0'));
		assert_true(q->frozen == NULL || form->sections[q->section].asked);
	}
	for (int i = 0; i < form->n_sections; i++)
		assert_true(form->sections[i].n > 0 && form->sections[i].label[LANG_ZH][0] != '\0');
}

/* A formula that reads a parameter no row defines would never be answered. */
static void
test_every_parameter_is_defined(void **state)
{
	static const char call[] = "pulldata('policy', 'value', 'name', '";
	struct sheet survey, policy;
	char row[80];
	int n = 0;

	(void)state;
	assert_int_equal(shipped_sheet("survey.csv", &survey), 0);
	assert_int_equal(shipped_sheet("policy.csv", &policy), 0);
	const char *at = survey.data, *end = at + survey.n;
	while ((at = memmem(at, (size_t)(end - at), call, sizeof call - 1)) != NULL) {
		at += sizeof call - 1;
		const char *quote = memchr(at, '\'', (size_t)(end - at));
		assert_non_null(quote);
		snprintf(row, sizeof row, "\n%.*s,", (int)(quote - at), at);
		if (strcmp(row, "\nregion_code,") != 0 && memmem(policy.data, policy.n, row, strlen(row)) == NULL)
			fail_msg("policy.csv has no row %s", row + 1);
		n++;
	}
	assert_true(n > 50);
}

static void
test_identity_number(void **state)
{
	static const struct {
		const char *number, *sex, *born;
	} people[] = {
		{"130899196503120015", "1", "1965-03-12"},
		{"130899198807040021", "2", "1988-07-04"},
		{"130899200909150037", "1", "2009-09-15"},
	};
	struct file f;

	(void)state;
	open_file(&f);
	for (size_t i = 0; i < sizeof people / sizeof people[0]; i++) {
		struct record *r = add(&f, f.tree.root, "member", "id_type", "01", "id_number", people[i].number,
			"sex", people[i].sex, "birth_date", people[i].born, "member_state", "present", NULL);
		evaluate(&f, NULL);
		assert_string_equal(text(r, "id_check"), people[i].number + 17);
		assert_true(holds(&f, r, "id_number") && holds(&f, r, "sex") && holds(&f, r, "birth_date"));
		answer(&f, r, "sex", people[i].sex[0] == '1' ? "2" : "1");
		answer(&f, r, "birth_date", "1970-01-01");
		assert_false(holds(&f, r, "sex") || holds(&f, r, "birth_date"));
		answer(&f, r, "id_number", "130899196503120016");
		evaluate(&f, NULL);
		assert_false(holds(&f, r, "id_number"));
		answer(&f, r, "id_number", people[i].number);
	}
	struct record *twin = add(&f, f.tree.root, "member", "id_type", "01", "id_number", people[0].number, "member_state",
		"present", NULL);
	evaluate(&f, NULL);
	assert_false(holds(&f, twin, "id_number"));
	answer(&f, twin, "member_state", "dead");
	evaluate(&f, NULL);
	assert_true(holds(&f, f.tree.root->kids[form->tables[named("member_name")->table].place], "id_number"));
	close_file(&f);
}

static void
test_members(void **state)
{
	struct file f;
	struct record *h = open_file(&f), *son;

	(void)state;
	add_member(&f, "01", "张试一", "yes");
	add_member(&f, "02", "李试二", "yes");
	son = add_member(&f, "03", "张试三", "no");
	answer(&f, add_member(&f, "04", "张试四", "yes"), "member_state", "married_out");
	struct record *e = add_economy(&f, "2026", "annual");
	answer(&f, son, "birth_date", "2014-09-02");
	evaluate(&f, e); /* being edited: what it shows now goes into its version */
	assert_string_equal(text(h, "head_name"), "张试一");
	assert_string_equal(text(h, "n_members"), "3");
	assert_string_equal(text(h, "n_heads"), "1");
	assert_string_equal(text(h, "n_labour"), "3");
	assert_string_equal(text(e, "head_count"), "2");
	assert_string_equal(text(son, "age"), "12");
	assert_string_equal(text(son, "age_school"), "11");
	assert_string_equal(text(son, "is_dropout"), "1");
	answer(&f, son, "no_school_why", "ill");
	answer(&f, son, "counted", "yes");
	evaluate(&f, NULL);
	assert_string_equal(text(son, "is_dropout"), "0");
	assert_string_equal(text(e, "head_count"), "2"); /* frozen until the record is edited */
	evaluate(&f, e);
	assert_string_equal(text(e, "head_count"), "3");
	close_file(&f);
}

static struct record *
add_step(struct file *f, struct record *watch, const char *step, const char *day, const char *result)
{
	return add(f, watch, "procedure", "step", step, "step_date", day, "step_by", "周试、吴试",
		"step_result", result, NULL);
}

static void
test_ledger(void **state)
{
	struct file f;
	struct record *h = open_file(&f), *w, *first, *again;

	(void)state;
	w = add(&f, h, "watch", NULL);
	evaluate(&f, NULL);
	assert_string_equal(text(w, "monitor_class"), "");
	assert_string_equal(text(w, "removed"), "no");
	assert_string_equal(text(w, "watched"), "0");
	again = add_step(&f, w, "county", "2026-03-10", "pass");
	first = add_step(&f, w, "county", "2026-01-10", "pass");
	add_step(&f, w, "county", "2026-05-10", "fail");
	answer(&f, first, "decided_class", "edge");
	answer(&f, again, "decided_class", "sudden");
	evaluate(&f, NULL);
	assert_string_equal(text(w, "monitor_class"), "sudden");
	assert_string_equal(text(w, "identified_on"), "2026-03-10");
	assert_string_equal(text(w, "watched"), "1");
	assert_string_equal(text(w, "months_watched"), "8");
	answer(&f, add_step(&f, w, "removal_county", "2026-10-01", "pass"), "decided_removal", "help");
	evaluate(&f, NULL);
	assert_string_equal(text(w, "removed"), "yes");
	assert_string_equal(text(w, "removed_on"), "2026-10-01");
	assert_string_equal(text(w, "removal_mode"), "help");
	assert_string_equal(text(w, "months_watched"), "7");
	answer(&f, add_step(&f, w, "reentered", "2026-11-01", "pass"), "decided_class", "edge");
	evaluate(&f, NULL);
	assert_string_equal(text(w, "monitor_class"), "edge");
	assert_string_equal(text(w, "removed"), "no");
	assert_string_equal(text(w, "removal_mode"), "");
	close_file(&f);
}

static void
test_steps(void **state)
{
	struct file f;
	struct record *h = open_file(&f), *w = add(&f, h, "watch", NULL), *verified, *next;

	(void)state;
	next = add(&f, w, "procedure", "step_date", "2026-11-23", NULL);
	evaluate(&f, NULL);
	assert_true(offers(&f, next, "step", "clue") && !offers(&f, next, "step", "verified"));
	next->voided = true;
	add_step(&f, w, "clue", "2026-10-01", "pass");
	add_step(&f, w, "authorised", "2026-10-02", "pass");
	verified = add_step(&f, w, "verified", "2026-10-07", "pass");
	next = add(&f, w, "procedure", "step_date", "2026-11-23", NULL);
	evaluate(&f, NULL);
	assert_string_equal(text(verified, "step_before"), "authorised");
	assert_string_equal(text(verified, "step_late"), "3");
	assert_true(offers(&f, next, "step", "compared") && offers(&f, next, "step", "verified"));
	assert_false(offers(&f, next, "step", "county") || offers(&f, next, "step", "clue"));
	assert_true(holds(&f, verified, "step_date") && holds(&f, verified, "step_by"));
	answer(&f, verified, "step_by", "周试，吴试");
	assert_true(holds(&f, verified, "step_by"));
	answer(&f, verified, "step_by", "周试");
	answer(&f, verified, "step_date", "2026-09-30");
	answer(&f, verified, "step_result", "fail");
	evaluate(&f, NULL);
	assert_false(holds(&f, verified, "step_date") || holds(&f, verified, "step_by"));
	answer(&f, verified, "step_date", "2026-10-03");
	evaluate(&f, NULL);
	assert_string_equal(text(verified, "step_late"), "0");
	assert_true(offers(&f, next, "step", "clue") && !offers(&f, next, "step", "compared"));
	add_step(&f, w, "notice", "2026-11-10", "pass");
	next = add_step(&f, w, "township", "2026-11-14", "pass");
	evaluate(&f, NULL);
	assert_false(holds(&f, next, "step_date"));
	answer(&f, next, "step_date", "2026-11-15");
	assert_true(holds(&f, next, "step_date"));
	next = add_step(&f, w, "county", "2026-11-16", "pass");
	evaluate(&f, NULL);
	assert_string_equal(text(next, "step_late"), "31"); /* 46 days since the clue, 15 allowed */
	close_file(&f);
}

/* What is due after each step, by when: the parameters of tests/shipped_form.h. */
static void
test_deadlines(void **state)
{
	static const struct {
		const char *step, *day, *result, *next, *due_on, *due_step;
	} rows[] = {
		{"clue", "2026-10-01", "pass", "authorised", "2026-10-16", "county"},
		{"authorised", "2026-10-02", "pass", "verified", "2026-10-04", "verified"},
		{"verified", "2026-10-03", "pass", "compared", "2026-10-08", "compared"},
		{"compared", "2026-10-05", "veto_review", "compared", "2026-10-10", "compared"},
		{"reviewed", "2026-10-06", "pass", "notice", "2026-10-16", "county"},
		{"notice", "2026-10-07", "pass", "township", "2026-10-12", "township"},
		{"township", "2026-10-12", "pass", "county", "2026-10-16", "county"},
		{"county", "2026-10-14", "pass", "announced", "2026-11-13", "first_measure"},
		{"announced", "2026-10-15", "pass", "entered", "2026-11-13", "first_measure"},
		{"entered", "2026-10-16", "fail", "", "2026-11-13", "first_measure"},
		{"first_measure", "2026-10-20", "pass", "", "2026-11-13", "first_measure"},
		{"removal_proposed", "2026-11-01", "pass", "removal_verified", "2026-11-03", "removal_verified"},
		{"removal_notice", "2026-11-05", "pass", "removal_township", "2026-11-10", "removal_township"},
		{"removal_county", "2026-11-11", "pass", "", "", ""},
		{"reentered", "2026-11-12", "pass", "first_measure", "2026-12-12", "first_measure"},
		{"removal_county", "2026-11-13", "pass", "", "", ""},
		{"authorised", "2026-11-14", "pass", "verified", "2026-11-16", "verified"},
		{"compared", "2026-11-15", "fail", "", "", ""},
		{"clue", "2026-11-16", "pass", "authorised", "2026-12-01", "county"},
	};
	struct file f;
	struct record *h = open_file(&f), *w = add(&f, h, "watch", NULL);

	(void)state;
	evaluate(&f, NULL);
	assert_string_equal(text(w, "due_on"), "");
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct record *r = add_step(&f, w, rows[i].step, rows[i].day, rows[i].result);
		if (strcmp(rows[i].step, "county") == 0 || strcmp(rows[i].step, "reentered") == 0)
			answer(&f, r, "decided_class", "edge");
		evaluate(&f, NULL);
		assert_string_equal(text(w, "last_step"), rows[i].step);
		assert_string_equal(text(w, "next_step"), rows[i].next);
		assert_string_equal(text(w, "due_on"), rows[i].due_on);
		assert_string_equal(text(w, "due_step"), rows[i].due_step);
	}
	close_file(&f);
	h = open_file(&f);
	w = add(&f, h, "watch", NULL);
	answer(&f, add_step(&f, w, "county", "2026-10-14", "pass"), "decided_class", "edge");
	add(&f, h, "measure", "measure_kind", "industry", "measure_start", "2026-10-20", NULL);
	evaluate(&f, NULL);
	assert_string_equal(text(w, "measure_day"), "");
	assert_string_equal(text(w, "due_on"), "2027-01-18");
	assert_string_equal(text(w, "due_step"), "measure_outcome");
	close_file(&f);
}

/* When it is asked what came of a measure: 90 days after it began or was still going on, at its end, and before nobody wrote it. */
static void
test_outcome(void **state)
{
	static const struct {
		const char *result, *on, *end, *due;
	} rows[] = {
		{"", "", "", "2027-01-18"},
		{"", "", "2026-11-15", "2026-11-15"},
		{"", "", "2027-03-01", "2027-01-18"},
		{"ongoing", "2026-11-10", "", "2027-02-08"},
		{"ongoing", "2026-11-10", "2026-11-18", "2026-11-18"},
		{"effective", "2026-11-10", "", ""},
		{"none", "2026-11-10", "2026-11-18", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct file f;
		struct record *h = open_file(&f), *w = add(&f, h, "watch", NULL);
		answer(&f, add_step(&f, w, "county", "2026-10-14", "pass"), "decided_class", "edge");
		struct record *m = add(&f, h, "measure", "measure_kind", "industry", "measure_start", "2026-10-20", NULL);
		add(&f, h, "measure", "measure_kind", "industry", "measure_start", "2026-10-13", NULL); /* before it was identified */
		answer(&f, m, "measure_result", rows[i].result);
		answer(&f, m, "measure_result_on", rows[i].on);
		answer(&f, m, "measure_end", rows[i].end);
		evaluate(&f, NULL);
		assert_string_equal(text(w, "due_on"), rows[i].due);
		assert_string_equal(text(w, "due_step"), rows[i].due[0] != '\0' ? "measure_outcome" : "");
		close_file(&f);
	}
}

/* A review without its quorum cannot have passed; it may have failed. */
static void
test_quorum(void **state)
{
	struct file f;
	struct record *h = open_file(&f), *w = add(&f, h, "watch", NULL), *r = add_step(&f, w, "reviewed", "2026-10-06", "pass");

	(void)state;
	answer(&f, r, "entitled", "30");
	answer(&f, r, "attended", "20");
	evaluate(&f, NULL);
	assert_true(holds(&f, r, "attended"));
	answer(&f, r, "attended", "19");
	assert_false(holds(&f, r, "attended"));
	answer(&f, r, "step_result", "fail");
	assert_true(holds(&f, r, "attended"));
	answer(&f, r, "attended", "31");
	assert_false(holds(&f, r, "attended"));
	close_file(&f);
}

static void
test_help_and_gaps(void **state)
{
	struct file f;
	struct record *h = open_file(&f), *w, *m, *s, *one;

	(void)state;
	one = add_member(&f, "01", "郑试", "yes");
	answer(&f, one, "labour", "none");
	answer(&f, one, "health", "disabled serious");
	answer(&f, one, "ins_resident", "no");
	answer(&f, one, "dibao", "rural");
	add(&f, one, "disability", "disab_kind", "4", "disab_level", "2", NULL);
	add(&f, h, "housing", "house_grade", "D", "water_amount", "yes", "water_quality", "sense_ok",
		"water_access", "near", NULL);
	s = add(&f, h, "security", "security_year", "2026", "security_stage", "annual", "food_ok", "yes",
		"clothes_ok", "yes", NULL);
	add_economy(&f, "2026", "annual");
	w = add(&f, h, "watch", NULL);
	m = add(&f, h, "measure", "measure_kind", "employment", "measure_item", "employment_training",
		"measure_person", "郑试", NULL);
	add(&f, h, "measure", "measure_kind", "house", "measure_item", "house_rebuild", NULL);
	evaluate(&f, NULL);
	assert_string_equal(text(s, "gap_insurance"), "1");
	assert_string_equal(text(s, "gap_house"), "1");
	assert_string_equal(text(s, "gap_water"), "0");
	assert_string_equal(text(w, "priority_attr"), "dibao serious_illness severe_disability");
	assert_string_equal(text(w, "measure_kinds"), "employment house");
	assert_string_equal(text(w, "measure_items"), "employment_training house_rebuild");
	assert_string_equal(text(w, "develop_state"), "weak");
	assert_string_equal(text(w, "stages_on_file"), "annual");
	assert_string_equal(text(m, "job_for_unable"), "1");
	assert_true(offers(&f, m, "measure_item", "employment_export") && !offers(&f, m, "measure_item", "house_rent"));
	add(&f, h, "visit", "visit_date", "2026-11-01", "consent_mode", "refused", NULL);
	evaluate(&f, NULL);
	assert_true(s->hidden && record_answer(one, named("health"))->flags & ANSWER_HIDDEN);
	add(&f, h, "visit", "visit_date", "2026-11-20", "consent_mode", "signed", NULL);
	evaluate(&f, NULL);
	assert_false(s->hidden);
	close_file(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_field_is_there),
		cmocka_unit_test(test_every_parameter_is_defined),
		cmocka_unit_test(test_identity_number),
		cmocka_unit_test(test_members),
		cmocka_unit_test(test_ledger),
		cmocka_unit_test(test_steps), cmocka_unit_test(test_deadlines), cmocka_unit_test(test_outcome), cmocka_unit_test(test_quorum),
		cmocka_unit_test(test_help_and_gaps),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
