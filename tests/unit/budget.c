/* What all expressions of a file may cost together: beyond it answers are unknown, and never what they were before. */
#include "journal_fixture.h"

enum { PEOPLE = 2000 };

static const char survey[] = "type,name,label,calculation\nbegin_repeat,household,H,\nbegin_group,file,F,\ninteger,rooms,R,\nend_group,,,\n"
			     "begin_repeat,member,M,\nbegin_group,who,W,\ninteger,age,A,\ncalculate,elders,E,count(${member}[age > current()/../age])\n"
			     "end_group,,,\nend_repeat,,,\nend_repeat,,,\n";

static struct record *
fill(struct tree *t, struct form *form)
{
	const int member = form_table(form, "member", 6);
	struct record *last = NULL;
	unsigned char id[RECORD_ID] = {1};

	assert_int_equal(tree_start(t, form, 0, id), 0);
	for (int i = 0; i < PEOPLE; i++) {
		memcpy(id + 1, &i, sizeof i);
		last = tree_add(t, t->root, member, id);
		assert_non_null(last);
		assert_int_equal(record_set(t, last, question_named(form, "age"), answer_int(i)), 0);
	}
	return last;
}

static int
known(const struct tree *t, const struct question *q)
{
	int n = 0;

	for (const struct record *r = record_kids(t->root, q->table); r != NULL; r = r->next) {
		const struct answer *a = record_answer(r, q);
		assert_true((a->kind == ANSWER_BLANK) == ((a->flags & ANSWER_UNSURE) != 0));
		n += a->kind != ANSWER_BLANK;
	}
	return n;
}

static void
test_a_file_has_a_budget(void **state)
{
	struct form *form = fixture_form(survey, 1);
	const struct question *q = question_named(form, "elders");
	struct arena scratch = {0};
	struct tree t = {0};
	long left = 1000000000;
	struct expr_env env = {.form = form, .today = 20000, .scratch = &scratch, .budget = &left};
	(void)state;

	struct record *last = fill(&t, form);
	assert_int_equal(tree_evaluate(&t, &env, NULL), 0);
	assert_int_equal(known(&t, q), PEOPLE);
	const long cost = 1000000000 - left;
	assert_true(cost > (long)PEOPLE * PEOPLE);
	/* Half of that: what was not worked out is unknown, though it was known before. */
	left = cost / 2;
	assert_int_equal(record_set(&t, last, question_named(form, "age"), answer_int(-1)), 0);
	assert_int_equal(tree_update(&t, &env, NULL), 0);
	const int some = known(&t, q);
	assert_in_range(some, PEOPLE / 3, PEOPLE * 2 / 3);
	assert_true(left >= 0 && left < 100000);
	/* Without one of its own, a file has that of the program: enough for any household, far from the bound of each. */
	env.budget = NULL;
	assert_int_equal(tree_evaluate(&t, &env, NULL), 0);
	assert_int_equal(known(&t, q), PEOPLE);
	assert_null(env.budget);
	tree_free(&t);
	arena_free(&scratch);
	form_free(form);
}

/* What lies in a version is not lost over a condition that could not be worked out: the next version would lack it. */
static void
test_what_is_frozen_stays(void **state)
{
	static const char rows[] = "type,name,label,calculation,frozen\nbegin_repeat,household,H,,\nbegin_group,file,F,,\ninteger,rooms,R,,\n"
				   "calculate,beds,B,${rooms} * 2,${rooms} > 1\nend_group,,,,\nend_repeat,,,,\n";
	static const unsigned char id[RECORD_ID] = {1};
	struct form *form = fixture_form(rows, 1);
	struct arena scratch = {0};
	struct tree t = {0};
	long left = 1000;
	struct expr_env env = {.form = form, .today = 20000, .scratch = &scratch, .budget = &left};

	(void)state;
	assert_int_equal(tree_start(&t, form, 0, id), 0);
	const struct answer *beds = record_answer(t.root, question_named(form, "beds"));
	assert_int_equal(record_set(&t, t.root, question_named(form, "rooms"), answer_int(3)), 0);
	assert_int_equal(tree_evaluate(&t, &env, t.root), 0);
	assert_true(beds->kind == ANSWER_REAL && beds->flags == (ANSWER_FROZEN | ANSWER_KEPT));
	left = 0;
	assert_int_equal(tree_evaluate(&t, &env, NULL), 0);
	assert_true(beds->kind == ANSWER_REAL && beds->real > 5.5 && beds->flags == (ANSWER_FROZEN | ANSWER_KEPT));
	/* One that was not frozen is unknown. */
	left = 1000;
	assert_int_equal(record_set(&t, t.root, question_named(form, "rooms"), answer_int(1)), 0);
	assert_int_equal(tree_evaluate(&t, &env, NULL), 0);
	assert_true(beds->kind == ANSWER_REAL && beds->flags == 0);
	left = 0;
	assert_int_equal(tree_evaluate(&t, &env, NULL), 0);
	assert_true(beds->kind == ANSWER_BLANK && (beds->flags & ANSWER_UNSURE) != 0);
	tree_free(&t);
	arena_free(&scratch);
	form_free(form);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_a_file_has_a_budget), cmocka_unit_test(test_what_is_frozen_stays)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
