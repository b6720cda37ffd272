#include "expr_fixture.h"

/* Expressions over records: what a name means from where, sets, predicates, and what reading notes. */

enum { HOUSEHOLD, MEMBER, SECOND, ILLNESS, ECONOMY };

struct row {
	int here;
	const char *question; /* what '.' is; "" for none */
	const char *src, *want;
	unsigned touched;
};

static const struct row values[] = {
	{HOUSEHOLD, "", "${heads} + 1", "4", 0},
	{HOUSEHOLD, "", "${area} = 18 * 1.2", "true", 0},
	{HOUSEHOLD, "", "${area} = '21.6'", "true", 0},
	{HOUSEHOLD, "", "${visited}", "2024-01-02", 0},
	{HOUSEHOLD, "", "${visited} + 1", "19725", 0},
	{HOUSEHOLD, "", "${visited} = '2024-01-02' and ${visited} < today() and ${visited} = date('2024-01-02')", "true", 0},
	{HOUSEHOLD, "", "format-date(${visited}, '%Y')", "2024", 0},
	{HOUSEHOLD, "", "string-length(${place})", "4", 0},
	{HOUSEHOLD, "", "${nothing} = ''", "true", 0},
	{HOUSEHOLD, "", "${kind} < 'c' or ${kind} >= 'b' or ${kind} <= 'b' or ${kind} > 'a'", "false", 0},
	{HOUSEHOLD, "", "${nothing} + 1", "", 0},
	{HOUSEHOLD, "", "${nothing} > 0 or ${nothing} <= 0", "false", 0},
	{HOUSEHOLD, "", "${secret}", "", 0},
	{HOUSEHOLD, "", "${secret} != 'x'", "true", 0},
	{HOUSEHOLD, "", "boolean(${nothing})", "false", 0},
	{HOUSEHOLD, "", "boolean(${heads})", "true", 0},
	{HOUSEHOLD, "", "jr:choice-name(${kind}, '${kind}')", "Second", 0},
	{HOUSEHOLD, "", "coalesce(${nothing}, 'n')", "n", 0},
	{HOUSEHOLD, "heads", ". * 2 + current() + ../heads + current()/../heads", "15", 0},
	{HOUSEHOLD, "heads", "once(7)", "3", 0},
	{HOUSEHOLD, "nothing", "once(7)", "7", 0},
	{HOUSEHOLD, "", "../heads + current()/heads + current()/../heads", "9", 0},
	{MEMBER, "", "${heads} + ${age}", "43", 0},
	{MEMBER, "age", ". + ../age + ../../heads", "83", 0},
	{ILLNESS, "", "${heads} + ${age} + ${bill}", "48", 0},
	{ILLNESS, "bill", "current()/../../../heads", "3", 0},
	{ILLNESS, "", "selected(${kinds}, 'c')", "true", 0},
	{SECOND, "", "jr:choice-name(${kinds}, '${kinds}')", "First, Third", 0},
};

static const struct row sets[] = {
	{HOUSEHOLD, "", "count(${member})", "3", 0},
	{MEMBER, "", "count(${member})", "3", 0},
	{ILLNESS, "", "count(${member})", "3", 0},
	{HOUSEHOLD, "", "count(${household})", "1", 0},
	{HOUSEHOLD, "", "count(${illness})", "3", 0},
	{MEMBER, "", "count(${illness})", "2", 0},
	{SECOND, "", "count(${illness})", "1", 0},
	{ECONOMY, "", "count(${illness})", "3", 0},
	{HOUSEHOLD, "", "sum(${bill})", "127.5", 0},
	{MEMBER, "", "sum(${bill})", "120.5", 0},
	{HOUSEHOLD, "", "count(${age})", "3", 0},
	{HOUSEHOLD, "", "count-non-empty(${age})", "2", 0},
	{HOUSEHOLD, "", "count(${pay})", "2", 0},
	{HOUSEHOLD, "", "sum(${pay})", "20", 0},
	{HOUSEHOLD, "", "sum(${age})", "", EXPR_BLANK},
	{HOUSEHOLD, "", "max(${age})", "40", EXPR_BLANK},
	{HOUSEHOLD, "", "min(${age}, 50)", "38", EXPR_BLANK},
	{HOUSEHOLD, "", "max(${born})", "1997-05-21", 0},
	{HOUSEHOLD, "", "sum(${secret})", "0", 0},
	{HOUSEHOLD, "", "count(${secret})", "0", 0},
	{HOUSEHOLD, "", "count(${nothing})", "1", 0},
	{HOUSEHOLD, "", "${age} = 38", "true", 0},
	{HOUSEHOLD, "", "${age} = 99", "false", EXPR_BLANK},
	{HOUSEHOLD, "", "${age} != 40", "true", 0},
	{HOUSEHOLD, "", "${age} < 39", "true", 0},
	{HOUSEHOLD, "", "39 > ${age}", "true", 0},
	{HOUSEHOLD, "", "${year} = ${age}", "false", EXPR_BLANK},
	{HOUSEHOLD, "", "${year} > ${age}", "true", 0},
	{HOUSEHOLD, "", "${bill_kind} = ${kind}", "false", 0},
	{HOUSEHOLD, "", "${age} + 1", "41", 0},
	{HOUSEHOLD, "", "${member_name}", "Wang", 0},
	{HOUSEHOLD, "", "join(',', ${member_name})", "Wang,Li,Zhao", 0},
	{HOUSEHOLD, "", "join(' ', ${kinds})", "b a c ", 0},
	{HOUSEHOLD, "", "distinct(${kinds})", "a b c", 0},
	{HOUSEHOLD, "", "distinct(${bill_kind})", "a c", 0},
	{HOUSEHOLD, "", "count(${member}[age > 39])", "1", EXPR_BLANK},
	{HOUSEHOLD, "", "${member}[age = 38]/member_name", "Li", EXPR_BLANK},
	{HOUSEHOLD, "", "${member}[2]/member_name", "Li", 0},
	{HOUSEHOLD, "", "${member}[position() = last()]/member_name", "Zhao", 0},
	{HOUSEHOLD, "", "${member}[last()]/member_name", "Zhao", 0},
	{HOUSEHOLD, "", "${member}[age != ''][last()]/member_name", "Li", EXPR_BLANK},
	{HOUSEHOLD, "", "${member}[4]/member_name", "", 0},
	{HOUSEHOLD, "", "${member}[1.5]/member_name", "", 0},
	{HOUSEHOLD, "", "count(${member}[illness])", "2", 0},
	{HOUSEHOLD, "", "count(${member}[count(illness[bill > 50]) > 0])", "1", 0},
	{HOUSEHOLD, "", "sum(${member}[selected(kinds, 'b')]/illness/bill)", "120.5", 0},
	{HOUSEHOLD, "", "count(${illness}/..)", "2", 0},
	{HOUSEHOLD, "", "join(',', ${bill}[. < 50]/../../member_name)", "Wang,Li", 0},
	{HOUSEHOLD, "", "sum(${bill}[../bill_kind = 'c'])", "107.5", 0},
	{HOUSEHOLD, "", "sum(${illness}[../age = 40]/bill)", "120.5", 0},
	{HOUSEHOLD, "", "sum(${illness}[../../heads = 3]/bill)", "127.5", 0},
	{HOUSEHOLD, "", "${economy}[year = max(${economy}/year)]/net", "3000", 0},
	{ECONOMY, "year", "${economy}[year = current() + 1]/net", "2000", 0},
	{ECONOMY, "net", "${economy}[year = current()/../year + 1]/net - .", "1000", 0},
	{ECONOMY, "net", "${economy}[year = ${year} + 1]/net", "2000", 0},
	{SECOND, "", "position(..)", "2", 0},
	{SECOND, "age", "position(..)", "2", 0},
	{ILLNESS, "", "position(..) * 10 + position(../..)", "12", 0},
	{HOUSEHOLD, "", "position(..)", "1", 0},
	{HOUSEHOLD, "", "indexed-repeat(${member_name}, ${member}, 2)", "Li", 0},
	{MEMBER, "", "indexed-repeat(${member_name}, ${member}, position(..) + 1)", "Li", 0},
	{HOUSEHOLD, "", "indexed-repeat(${bill}, ${member}, 1, ${illness}, 2)", "20", 0},
	{HOUSEHOLD, "", "indexed-repeat(${bill}, ${member}, 9, ${illness}, 1)", "", 0},
	{HOUSEHOLD, "", "if(count(${member}) > 2, ${member}[1]/age, 0)", "40", 0},
	{HOUSEHOLD, "", "${member} and not(${member}[age > 90])", "true", EXPR_BLANK},
	{HOUSEHOLD, "", "count((${member})[1])", "1", 0},
	{HOUSEHOLD, "", "count(${bill}[. < max(${bill})][. > min(${bill}) and . + sum(${bill}) = 147.5])", "1", 0},
	{HOUSEHOLD, "", "count(${member}[count(illness) = count(${member}[age = 40]/illness)])", "1", EXPR_BLANK},
	{HOUSEHOLD, "", "sum(${member}[sum(${bill}) > 100 and sum(illness/bill) > 0]/age)", "78", 0},
	{HOUSEHOLD, "", "count(${member}[${heads} = last() and position() + count(${member}) > 4])", "2", 0},
	{HOUSEHOLD, "", "count(${member}[${bill} = illness/bill])", "2", 0},
	{HOUSEHOLD, "", "${member_name}[../kinds] = 'Wang'", "true", 0},
	{HOUSEHOLD, "", "${pay}[../kinds] < 1", "true", 0},
};

static const struct row touching[] = {
	{HOUSEHOLD, "", "${must}", "", EXPR_BLANK},
	{HOUSEHOLD, "", "${must} = ''", "true", EXPR_BLANK},
	{HOUSEHOLD, "", "count(${must})", "1", 0},
	{HOUSEHOLD, "", "count-non-empty(${must})", "0", 0},
	{HOUSEHOLD, "", "${derived}", "5", EXPR_BLANK | EXPR_UNSURE},
	{HOUSEHOLD, "", "${unset}", "6", EXPR_UNSET},
	{HOUSEHOLD, "", "${unset} + ${derived}", "11", EXPR_UNSET | EXPR_BLANK | EXPR_UNSURE},
	{HOUSEHOLD, "", "1 = 1 or ${must} = 'x'", "true", 0},
	{HOUSEHOLD, "", "1 = 2 and ${must} = 'x'", "false", 0},
	{HOUSEHOLD, "", "1 = 2 or ${must} = 'x'", "false", EXPR_BLANK},
	{HOUSEHOLD, "", "if(1 = 1, 2, ${must})", "2", 0},
	{HOUSEHOLD, "", "if(1 = 2, 2, ${must})", "", EXPR_BLANK},
	{HOUSEHOLD, "", "coalesce(1, ${must})", "1", 0},
	{HOUSEHOLD, "", "coalesce(${must}, 1)", "1", EXPR_BLANK},
	{HOUSEHOLD, "", "${member}[3]/age", "", EXPR_BLANK},
	{HOUSEHOLD, "", "${secret} = ''", "true", 0},
	{HOUSEHOLD, "", "pulldata('policy', 'value', 'name', 'x')", "", EXPR_UNSET},
};

static const struct record *
record_at(const struct fixture *x, int here)
{
	const struct record *places[] = {x->tree.root, x->member[0], x->member[1], x->illness[2], x->economy[0]};

	return places[here];
}

static void
check(const struct fixture *x, const struct row *rows, size_t n)
{
	for (size_t i = 0; i < 2 * n; i++) {
		const struct row *r = &rows[i / 2];
		const struct record *here = record_at(x, r->here);
		struct expr_scope scope = {x->form, here->table->index, form_question(x->form, r->question, strlen(r->question)), NULL};
		struct arena a = {0};
		struct expr_env env = {.form = x->form, .today = 20000, .lang = LANG_EN, .scratch = &a};
		struct expr_error err;
		struct value v;
		const char *text;
		size_t len = 0;
		struct expr *e = expr_compile_with(&a, r->src, &scope, i % 2 == 0, &err);
		if (e == NULL)
			fail_msg("%s: at %zu: %s", r->src, err.at, err.text);
		if (expr_eval(e, &env, here, &v) < 0 || value_text(&v, &a, &text, &len) < 0)
			fail_msg("%s: not evaluated", r->src);
		if (len != strlen(r->want) || memcmp(text, r->want, len) != 0)
			fail_msg("%s: %.*s instead of %s", r->src, (int)len, text, r->want);
		if (env.touched != r->touched)
			fail_msg("%s: touched %u instead of %u", r->src, env.touched, r->touched);
		assert_int_equal(expr_true(e, &env, here), value_truth(&v));
		double number = expr_number(e, &env, here);
		assert_true(number == value_number(&v) || (isnan(number) && isnan(value_number(&v))));
		arena_free(&a);
	}
}

static void
reads_answers(void **state)
{
	check(*state, values, sizeof values / sizeof values[0]);
}

static void
takes_sets(void **state)
{
	check(*state, sets, sizeof sets / sizeof sets[0]);
}

static void
notes_what_was_blank_or_unset(void **state)
{
	check(*state, touching, sizeof touching / sizeof touching[0]);
}

static void
lists_the_questions_read(void **state)
{
	struct fixture *x = *state;
	struct expr_scope scope = {x->form, x->tree.root->table->index, -1, NULL};
	struct arena a = {0};
	struct expr_error err;
	static const char *const want[] = {"heads", "age", "bill", "kind", "year"};

	struct expr *e = expr_compile(&a, "${heads} + count(${member}[age > 3 and illness[bill > ${heads}]]) + "
		"count(${economy}/year[. = ${kind}]) + ${age}", &scope, &err);
	assert_non_null(e);
	const int *tables = expr_reads_tables(e);
	assert_int_equal(tables[0], form_table(x->form, "member", 6));
	assert_int_equal(tables[1], form_table(x->form, "illness", 7));
	assert_int_equal(tables[2], form_table(x->form, "economy", 7));
	assert_int_equal(tables[3], -1);
	const int *reads = expr_reads(e);
	size_t n = 0;
	while (reads[n] >= 0)
		n++;
	assert_int_equal(n, 5);
	for (size_t i = 0; i < 5; i++) {
		size_t k = 0;
		while (k < n && reads[k] != form_question(x->form, want[i], strlen(want[i])))
			k++;
		assert_true(k < n);
	}
	arena_free(&a);
}

static void
keeps_large_sets(void **state)
{
	struct fixture *x = *state;
	struct tree t = {0};
	struct arena a = {0};
	struct expr_scope scope = {x->form, x->tree.root->table->index, -1, NULL};
	struct expr_env env = {.form = x->form, .scratch = &a};
	struct expr_error err;
	unsigned char id[RECORD_ID] = {0};
	int member = form_table(x->form, "member", 6);
	const struct question *q = &x->form->questions[form_question(x->form, "age", 3)];

	assert_int_equal(tree_start(&t, x->form, scope.table, id), 0);
	for (int i = 0; i < 1000; i++) {
		memcpy(id + 1, &i, sizeof i);
		struct record *r = tree_add(&t, t.root, member, id);
		assert_int_equal(record_set(&t, r, q, answer_int(i)), 0);
	}
	struct expr *e = expr_compile(&a, "sum(${member}[age mod 2 = 1][position() > 100]/age)", &scope, &err);
	assert_non_null(e);
	assert_true(expr_number(e, &env, t.root) == 250000 - 10000);
	/* What is the same for every member is worked out once. */
	e = expr_compile(&a, "${member}[age = max(${member}[age < 900]/age) - 1]/age", &scope, &err);
	assert_non_null(e);
	assert_true(expr_number(e, &env, t.root) == 898);
	/* Neither patterns made while running nor long texts are free. */
	struct buf text = {0};
	while (text.len < 65000)
		buf_text(&text, "3");
	assert_int_equal(record_set(&t, t.root, &x->form->questions[form_question(x->form, "place", 5)], answer_text(buf_str(&text), text.len)), 0);
	static const char *const dear[] = {"count(${member}[regex(age, concat('[0-9]{1,900}', age))])",
		"count(${member}[string-length(${place}) > age])", "count(${member}[selected(${place}, age)])"};
	for (size_t i = 0; i < sizeof dear / sizeof dear[0]; i++) {
		e = expr_compile(&a, dear[i], &scope, &err);
		assert_non_null(e);
		assert_true(isnan(expr_number(e, &env, t.root)));
	}
	buf_free(&text);
	env.touched = 0;
	/* A thousand times a thousand looks are more than one evaluation may take. */
	e = expr_compile(&a, "count(${member}[age = max(../member/age)])", &scope, &err);
	assert_non_null(e);
	struct value v;
	assert_int_equal(expr_eval(e, &env, t.root, &v), -1);
	assert_true(isnan(expr_number(e, &env, t.root)));
	assert_int_equal(env.touched, EXPR_BLANK);
	arena_free(&a);
	tree_free(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_answers),
		cmocka_unit_test(takes_sets),
		cmocka_unit_test(notes_what_was_blank_or_unset),
		cmocka_unit_test(lists_the_questions_read),
		cmocka_unit_test(keeps_large_sets),
	};

	return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
