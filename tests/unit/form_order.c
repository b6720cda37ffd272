#include "form_sheets.h"

#include "record/evaluate.h"
#include "record/record.h"

/* What waits for what in a form, and what that means for the first evaluation of a file. */

static int
question(const struct form *f, const char *name)
{
	return form_question(f, name, strlen(name));
}

static int
turn(const struct form *f, const char *name)
{
	return f->questions[question(f, name)].step;
}

static void
test_order(void **state)
{
	struct form *f = good();
	int seen[3][16] = {{0}};

	(void)state;
	assert_int_equal(f->n_steps, f->n_tables + f->n_sections + f->n_questions);
	for (int i = 0; i < f->n_steps; i++)
		assert_int_equal(seen[f->steps[i].kind][f->steps[i].index]++, 0);
	assert_int_equal(f->tables[0].step, 0);
	assert_int_equal(f->sections[0].step, 1);
	assert_int_equal(turn(f, "address"), 2);
	/* Which members are hidden is asked once the address is there: before anything counts them. */
	assert_true(f->tables[form_table(f, "member", 6)].step > turn(f, "address"));
	assert_true(f->tables[form_table(f, "member", 6)].step < turn(f, "n_members"));
	assert_true(turn(f, "member_name") < turn(f, "head_name"));
	assert_true(turn(f, "n_members") < turn(f, "wages"));
	assert_true(turn(f, "sex") < turn(f, "health"));
	form_free(f);
}

/* What hides records is settled before anything counts them, also in the very first evaluation. */
static void
test_hidden_records(void **state)
{
	static const unsigned char ids[2][RECORD_ID] = {{1}, {2}};
	struct form *f = good();
	struct tree t = {0};
	struct arena scratch = {0};
	struct expr_env env = {.form = f, .scratch = &scratch};
	const struct question *address = &f->questions[question(f, "address")];
	const int member = form_table(f, "member", 6);

	(void)state;
	assert_int_equal(tree_start(&t, f, 0, ids[0]), 0);
	struct record *r = tree_add(&t, t.root, member, ids[1]);
	assert_non_null(r);
	const struct answer *count = record_answer(t.root, &f->questions[question(f, "n_members")]);
	assert_int_equal(tree_evaluate(&t, &env, NULL), 0);
	assert_true(r->hidden);
	assert_true(count->kind == ANSWER_REAL && count->real < 0.5);
	assert_int_equal(record_set(&t, t.root, address, answer_text("x", 1)), 0);
	assert_int_equal(tree_evaluate(&t, &env, NULL), 0);
	assert_false(r->hidden);
	assert_true(count->real > 0.5);
	tree_free(&t);
	arena_free(&scratch);
	form_free(f);
}

/* One household can be sent with any number of records: a calculate over its bounds is unknown, the rest stands. */
static void
test_over_bounds(void **state)
{
	static const struct edit edit = {SURVEY, "count(${member})", "count(${member}[count(../member) > 0])", ""};
	struct texts t = good_texts();
	struct tree tree = {0};
	struct arena scratch = {0};
	unsigned char id[RECORD_ID] = {1};

	(void)state;
	apply(&t, &edit);
	struct form *f = load(&t, NULL, NULL);
	struct expr_env env = {.form = f, .scratch = &scratch};
	const struct question *address = &f->questions[question(f, "address")], *name = &f->questions[question(f, "member_name")];
	assert_int_equal(tree_start(&tree, f, 0, id), 0);
	assert_int_equal(record_set(&tree, tree.root, address, answer_text("x", 1)), 0);
	for (int i = 0; i < 1200; i++) {
		memcpy(id + 1, &i, sizeof i);
		struct record *r = tree_add(&tree, tree.root, form_table(f, "member", 6), id);
		assert_int_equal(record_set(&tree, r, name, answer_text("Li", 2)), 0);
	}
	assert_int_equal(tree_evaluate(&tree, &env, NULL), 0);
	const struct answer *count = record_answer(tree.root, &f->questions[question(f, "n_members")]);
	assert_int_equal(count->kind, ANSWER_BLANK);
	assert_int_equal(count->flags, ANSWER_UNSURE);
	assert_int_equal(record_answer(tree.root, &f->questions[question(f, "head_name")])->kind, ANSWER_TEXT);
	tree_free(&tree);
	arena_free(&scratch);
	form_free(f);
	free_texts(&t);
}

/* A text that no version could hold is no value. */
static void
test_long_text(void **state)
{
	static const struct edit edit = {SURVEY, "count(${member})", "\"concat(${address}, ${address})\"", ""};
	static const unsigned char id[RECORD_ID] = {1};
	static char half[RECORD_TEXT / 2 + 1];
	struct texts t = good_texts();
	struct tree tree = {0};
	struct arena scratch = {0};

	(void)state;
	apply(&t, &edit);
	struct form *f = load(&t, NULL, NULL);
	struct expr_env env = {.form = f, .scratch = &scratch};
	const struct question *address = &f->questions[question(f, "address")];
	memset(half, 'x', sizeof half);
	assert_int_equal(tree_start(&tree, f, 0, id), 0);
	const struct answer *twice = record_answer(tree.root, &f->questions[question(f, "n_members")]);
	for (size_t more = 0; more < 2; more++) {
		assert_int_equal(record_set(&tree, tree.root, address, answer_text(half, RECORD_TEXT / 2 + more)), 0);
		assert_int_equal(tree_evaluate(&tree, &env, NULL), 0);
		assert_int_equal(twice->kind, more ? ANSWER_BLANK : ANSWER_TEXT);
		assert_int_equal(twice->flags, more ? ANSWER_UNSURE : 0);
	}
	tree_free(&tree);
	arena_free(&scratch);
	form_free(f);
	free_texts(&t);
}

/* The count of members waits for what hides the economies that hide members. */
static void
test_named_through_tables(void **state)
{
	static const struct edit edits[] = {{SURVEY, "${address} != ''", "count(${economy}) > 0", ""},
		{SURVEY, "economy,Economy,,,", "economy,Economy,,sum(${rooms}) > 0,", ""}};
	struct texts t = good_texts();
	struct buf report = {0};

	(void)state;
	apply(&t, &edits[0]);
	apply(&t, &edits[1]);
	struct form *f = load(&t, &report, NULL);
	if (f == NULL)
		fail_msg("%s", buf_str(&report));
	assert_true(turn(f, "rooms") < turn(f, "n_members"));
	assert_true(turn(f, "n_members") < turn(f, "wages"));
	form_free(f);
	buf_free(&report);
	free_texts(&t);
}

/* A table counts as named however it is: by its bare name behind / or in [ ], or with blanks in ${ }. */
static void
test_named_otherwise(void **state)
{
	static const struct edit edits[] = {{SURVEY, "count(${member})", "count(${household}/economy)", ""},
		{SURVEY, "count(${member})", "count(${household}[count(economy) > 1])", ""},
		{SURVEY, "count(${member})", "count(${ economy })", ""}};
	static const struct edit hides = {SURVEY, "economy,Economy,,,", "economy,Economy,,sum(${rooms}) > 0,", ""};

	(void)state;
	for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++) {
		struct texts t = good_texts();
		struct buf report = {0};
		apply(&t, &edits[i]);
		apply(&t, &hides);
		struct form *f = load(&t, &report, NULL);
		if (f == NULL)
			fail_msg("%s", buf_str(&report));
		assert_true(turn(f, "rooms") < turn(f, "n_members"));
		form_free(f);
		buf_free(&report);
		free_texts(&t);
	}
}

static void
test_circles(void **state)
{
	static const struct edit edits[] = {
		{SURVEY, "count(${member})", "count(${member}) + ${wages}", ""},
		{SURVEY, "${n_members} > 0", "${heads} > 0", ""},
		{SURVEY, "member_name,Name,yes,", "member_name,Name,yes,${born} != ''", ""},
		{SURVEY, "born,Born,,", "born,Born,,${member_name} != ''", ""},
	};
	struct texts t = good_texts();
	struct buf report = {0};
	struct fault f = {0};

	(void)state;
	for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++)
		apply(&t, &edits[i]);
	assert_null(load(&t, &report, &f));
	assert_report(&report, "survey.csv:6: calculation: n_members: each waits for the next in a circle: "
		"n_members (6) -> wages (20) -> heads (21) -> n_members.");
	assert_report(&report, "survey.csv:10: relevant: member_name: each waits for the next in a circle: "
		"member_name (10) -> born (12) -> member_name.");
	buf_free(&report);
	free_texts(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_hidden_records),
		cmocka_unit_test(test_over_bounds),
		cmocka_unit_test(test_long_text),
		cmocka_unit_test(test_named_through_tables),
		cmocka_unit_test(test_named_otherwise),
		cmocka_unit_test(test_circles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
