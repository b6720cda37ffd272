/* After answers changed, the checks that depend on them give what all checks would. */
#include "check_fixture.h"

static struct rig rig;

static int
setup(void **state)
{
	(void)state;
	rig_open(&rig);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	rig_close(&rig);
	return 0;
}

/* A random answer of the question's type, now and then none. */
static struct answer
any_answer(const struct question *q, unsigned *seed)
{
	static const char *const texts[] = {"13812345678", "130899197503120019", "x", "张小强", "130899"};

	if (rand_r(seed) % 5 == 0)
		return answer_blank();
	switch (q->type) {
	case QUESTION_INTEGER:
		return answer_int(rand_r(seed) % 2 ? rand_r(seed) % 30 : 2024 + rand_r(seed) % 3);
	case QUESTION_DECIMAL:
		return answer_fixed(rand_r(seed) % 2 ? rand_r(seed) % 50000 : rand_r(seed) % 5000000);
	case QUESTION_DATE:
		return answer_date(date_days(1940 + rand_r(seed) % 87, 1 + rand_r(seed) % 12, 1 + rand_r(seed) % 28));
	case QUESTION_ONE:
	case QUESTION_MANY: {
		const struct choice *c = &q->list->choices[rand_r(seed) % q->list->n];
		return answer_text(c->code, strlen(c->code));
	}
	default: {
		const char *t = texts[rand_r(seed) % 5];
		return answer_text(t, strlen(t));
	}
	}
}

static struct record *
any_record(struct paper *p, unsigned *seed)
{
	int n = 0;
	struct record *r;

	for (r = p->tree.root; r != NULL; r = tree_next(r))
		n++;
	n = rand_r(seed) % n;
	for (r = p->tree.root; n > 0; r = tree_next(r))
		n--;
	return r;
}

/* Change the answer to a random asked question of a random record. Its index. */
static int
change_any(struct paper *p, unsigned *seed)
{
	for (;;) {
		struct record *r = any_record(p, seed);
		const struct question *q = &rig.form->questions[r->table->first + rand_r(seed) % r->table->n];
		if (q->type == QUESTION_CALCULATE || q->type == QUESTION_NOTE)
			continue;
		assert_int_equal(record_set(&p->tree, r, q, any_answer(q, seed)), 0);
		return q->index;
	}
}

/* Frozen calculates of the record that is edited follow by themselves; afterwards they are taken as they are. */
static int
add_frozen(const struct record *edited, int changed[64], int n)
{
	for (int i = 0; edited != NULL && i < edited->table->n && n < 64; i++)
		if (rig.form->questions[edited->table->first + i].frozen != NULL)
			changed[n++] = edited->table->first + i;
	return n;
}

static void
assert_same(const struct check_findings *a, const struct check_findings *b)
{
	if (a->n != b->n)
		print_error("%zu findings, in full %zu\n", a->n, b->n);
	for (size_t i = 0; i < a->n && i < b->n; i++) {
		const struct check_finding *x = &a->all[i], *y = &b->all[i];
		if (x->check != y->check)
			fail_msg("%s where the full run has %s", x->check->name, y->check->name);
		assert_ptr_equal(x->record, y->record);
		assert_ptr_equal(x->question, y->question);
		assert_ptr_equal(x->at, y->at);
		assert_ptr_equal(x->keeping, y->keeping);
		assert_string_equal(x->text, y->text);
		assert_string_equal(x->print, y->print);
		assert_int_equal(x->blank, y->blank);
		assert_int_equal(x->kept, y->kept);
		assert_int_equal(x->turn, y->turn);
	}
	assert_int_equal(a->n, b->n);
}

/* Whatever answers change, rerunning what depends on them gives what a full run gives. */
static void
test_incremental_is_full(void **state)
{
	static const char *const files[] = {"plain", "ledger", "removed", "village"};
	const int edits = getenv("FANGPIN_LONG") != NULL ? 20000 : 1500;
	size_t most = 0, kept = 0;
	unsigned seed = 20261125;

	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		struct paper p;
		struct check_findings now = {0};
		const struct record *edited = NULL;
		paper_open(&p, &rig, files[i], i < 3 ? "member[2].work[1].work_state=planned; member[4].work[1].work_state=ended" : "", 1);
		assert_int_equal(checks_run(rig.checks, &p.tree, &p.env, &now), 0);
		for (int k = 0; k < edits; k++) {
			int changed[64], n = 1 + rand_r(&seed) % 3;
			for (int c = 0; c < n; c++)
				changed[c] = change_any(&p, &seed);
			/* Now and then a warning is kept: the record is new, so the run is a full one. */
			struct record *r = NULL;
			if (k % 50 == 0 && now.n > 0)
				checks_keep(rig.checks, &p.tree, &now.all[(size_t)rand_r(&seed) % now.n], "3", "", &r);
			const struct record *before = edited;
			edited = k % 3 == 0 ? any_record(&p, &seed) : NULL;
			n = add_frozen(edited, changed, add_frozen(before, changed, n));
			assert_int_equal(tree_evaluate(&p.tree, &p.env, edited), 0);
			if (r != NULL)
				assert_int_equal(checks_run(rig.checks, &p.tree, &p.env, &now), 0);
			else
				assert_int_equal(checks_after(rig.checks, &p.tree, &p.env, changed, (size_t)n, &now), 0);
			paper_check(&p);
			assert_same(&now, &p.found);
			arena_reset(&p.scratch);
			most = now.n > most ? now.n : most;
			for (size_t c = 0; c < now.n; c++)
				kept += now.all[c].kept;
		}
		check_findings_free(&now);
		paper_close(&p);
	}
	/* It would prove little about files on which nothing is found or kept. */
	assert_true(most > 15);
	assert_true(kept > 0);
}

/* What the assessment filled in is a change like any other. */
static void
test_assessed_class(void **state)
{
	struct fault f = {0};
	struct check_findings found = {0};
	struct checks *c = rig_rows(&rig, "a,check,watch,,note,,${proposed_class} = 'M1',,,,m,\nb,check,member,,note,,${age} > 200,,,,m,\n", NULL, &f);
	struct paper p;
	const int q = form_question(rig.form, "proposed_class", strlen("proposed_class"));

	(void)state;
	assert_non_null(c);
	paper_open(&p, &rig, "ledger", "", 1);
	assert_int_equal(checks_run(c, &p.tree, &p.env, &found), 0);
	assert_int_equal(found.n, 0);
	struct record *w = record_kids(p.tree.root, form_table(rig.form, "watch", 5));
	assert_int_equal(record_set(&p.tree, w, &rig.form->questions[q], answer_text("M1", 2)), 0);
	assert_int_equal(checks_after(c, &p.tree, &p.env, &q, 1, &found), 0);
	assert_int_equal(found.n, 1);
	check_findings_free(&found);
	paper_close(&p);
	checks_free(c);
}

/* A frozen calculate follows when its record is edited, long after what it was made from had changed. */
static void
test_frozen_calculates(void **state)
{
	const int counted = form_question(rig.form, "counted", 7);
	int changed[64] = {form_question(rig.form, "other_compliant_spending", 24)};
	struct check_findings now = {0};
	struct paper p;

	(void)state;
	paper_open(&p, &rig, "ledger", "economy[2].wage_labour=61000", 1);
	const char *at = "economy[2].";
	const struct record *e = paper_record(&p, &at);
	assert_int_equal(tree_evaluate(&p.tree, &p.env, e), 0);
	assert_int_equal(checks_run(rig.checks, &p.tree, &p.env, &now), 0);
	paper_answers(&p, "member[4].counted=no; member[4].not_counted_why=separate");
	paper_evaluate(&p);
	assert_int_equal(checks_after(rig.checks, &p.tree, &p.env, &counted, 1, &now), 0);
	paper_check(&p);
	assert_null(paper_finding(&p, "identified_high_income"));
	assert_same(&now, &p.found);
	paper_answers(&p, "economy[2].other_compliant_spending=200");
	assert_int_equal(tree_evaluate(&p.tree, &p.env, e), 0);
	assert_int_equal(checks_after(rig.checks, &p.tree, &p.env, changed, (size_t)add_frozen(e, changed, 1), &now), 0);
	paper_check(&p);
	assert_non_null(paper_finding(&p, "identified_high_income"));
	assert_same(&now, &p.found);
	check_findings_free(&now);
	paper_close(&p);
}

/* Which records there are hangs on answers too: of the table that is looked at, and of one that is only counted. */
static void
test_tables_that_go(void **state)
{
	struct fault f = {0};
	struct check_findings found = {0};
	struct checks *c = rig_rows(&rig, "a,check,household,,note,,count(${disability}) > 0,,,,m,\nb,check,disability,,note,,1 = 1,,,,m,\n", NULL, &f);
	const int health = form_question(rig.form, "health", strlen("health"));
	struct paper p;

	(void)state;
	assert_non_null(c);
	paper_open(&p, &rig, "ledger", "", 1);
	assert_int_equal(checks_run(c, &p.tree, &p.env, &found), 0);
	assert_int_equal(found.n, 2);
	paper_answers(&p, "member[4].health=chronic");
	paper_evaluate(&p);
	assert_int_equal(checks_after(c, &p.tree, &p.env, &health, 1, &found), 0);
	assert_int_equal(found.n, 0);
	paper_answers(&p, "member[4].health=disabled");
	paper_evaluate(&p);
	assert_int_equal(checks_after(c, &p.tree, &p.env, &health, 1, &found), 0);
	assert_int_equal(found.n, 2);
	check_findings_free(&found);
	paper_close(&p);
	checks_free(c);
}

/* A program left open over midnight: the day is asked for by no question, and everything is looked at again. */
static void
test_another_day(void **state)
{
	struct fault f = {0};
	struct check_findings found = {0};
	struct checks *c = rig_rows(&rig, "a,check,household,,note,,today() > date('2026-11-20'),,,,m,\n", NULL, &f);
	const int health = form_question(rig.form, "health", strlen("health"));
	struct paper p;

	(void)state;
	assert_non_null(c);
	paper_open(&p, &rig, "ledger", "", 1);
	assert_int_equal(checks_run(c, &p.tree, &p.env, &found), 0);
	assert_int_equal(found.n, 0);
	p.env.today++;
	assert_int_equal(checks_after(c, &p.tree, &p.env, &health, 1, &found), 0);
	assert_int_equal(found.n, 1);
	check_findings_free(&found);
	paper_close(&p);
	checks_free(c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_incremental_is_full),
		cmocka_unit_test(test_assessed_class),
		cmocka_unit_test(test_frozen_calculates),
		cmocka_unit_test(test_tables_that_go),
		cmocka_unit_test(test_another_day),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
