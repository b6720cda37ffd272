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

/* Change the answer to a random asked question of a random record. Its index. */
static int
change_any(struct paper *p, unsigned *seed)
{
	int n = 0, at;
	const struct record *r;

	for (r = p->tree.root; r != NULL; r = tree_next(r))
		n++;
	for (;;) {
		at = rand_r(seed) % n;
		for (r = p->tree.root; at > 0; r = tree_next(r))
			at--;
		const struct question *q = &rig.form->questions[r->table->first + rand_r(seed) % r->table->n];
		if (q->type == QUESTION_CALCULATE || q->type == QUESTION_NOTE)
			continue;
		assert_int_equal(record_set(&p->tree, (struct record *)r, q, any_answer(q, seed)), 0);
		return q->index;
	}
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
		paper_open(&p, &rig, files[i], i < 3 ? "member[2].work[1].work_state=planned; member[4].work[1].work_state=ended" : "", 1);
		assert_int_equal(checks_run(rig.checks, &p.tree, &p.env, &now), 0);
		for (int k = 0; k < edits; k++) {
			int changed[3], n = 1 + rand_r(&seed) % 3;
			for (int c = 0; c < n; c++)
				changed[c] = change_any(&p, &seed);
			/* Now and then a warning is kept: the record is new, so the run is a full one. */
			struct record *r = NULL;
			if (k % 50 == 0 && now.n > 0)
				checks_keep(rig.checks, &p.tree, &now.all[(size_t)rand_r(&seed) % now.n], "3", "", &r);
			paper_evaluate(&p);
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

/* A line that reads what the assessment fills in runs whatever changed. */
static void
test_assessed_class(void **state)
{
	struct fault f = {0};
	struct check_findings found = {0};
	struct checks *c = rig_rows(&rig, "a,check,watch,,note,,${proposed_class} = 'M1',,,,m,\nb,check,member,,note,,${age} > 200,,,,m,\n", NULL, &f);
	struct paper p;
	const int q = form_question(rig.form, "proposed_class", strlen("proposed_class")), other = form_question(rig.form, "address", strlen("address"));

	(void)state;
	assert_non_null(c);
	paper_open(&p, &rig, "ledger", "", 1);
	assert_int_equal(checks_run(c, &p.tree, &p.env, &found), 0);
	assert_int_equal(found.n, 0);
	struct record *w = record_kids(p.tree.root, form_table(rig.form, "watch", 5));
	assert_int_equal(record_set(&p.tree, w, &rig.form->questions[q], answer_text("M1", 2)), 0);
	assert_int_equal(checks_after(c, &p.tree, &p.env, &other, 1, &found), 0);
	assert_int_equal(found.n, 1);
	check_findings_free(&found);
	paper_close(&p);
	checks_free(c);
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_incremental_is_full),
		cmocka_unit_test(test_assessed_class),
		cmocka_unit_test(test_tables_that_go),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
