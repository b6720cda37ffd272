#include "expr_fixture.h"

/* Expressions without records: precedence, conversions, functions; each compiled with and without folding. */

struct row {
	const char *src, *want; /* the value as text */
};

static const struct row precedence[] = {
	{"1 + 2 * 3", "7"}, {"(1 + 2) * 3", "9"}, {"8 - 3 - 2", "3"}, {"2 * 3 div 4", "1.5"}, {"7 mod 4 * 2", "6"},
	{"- 2 * 3", "-6"}, {"-(2 + 3)", "-5"}, {"--3", "3"}, {"2--3", "5"}, {"- '4'", "-4"}, {"1=1=1", "true"},
	{"3 > 2 > 1", "false"}, {"1 < 2 = true()", "true"}, {"1 = 2 or 1 = 1", "true"}, {"1 or 0 and 0", "true"},
	{"(1 or 0) and 0", "false"}, {"1 + 1 = 2 and 2 + 2 = 4", "true"}, {"2\n*\t3", "6"}, {"1+2", "3"}, {".5 + 1.", "1.5"},
	{"5 mod 2", "1"}, {"5 mod -2", "1"}, {"-5 mod 2", "-1"}, {"1.5 mod .5", "0"}, {"6 div 2 div 3", "1"},
};

static const struct row conversions[] = {
	{"'3' + '4'", "7"}, {"' 3 ' + 0", "3"}, {"'' + 1", ""}, {"'x' * 2", ""}, {"1 div 0", "Infinity"}, {"-1 div 0", "-Infinity"},
	{"0 div 0", ""}, {"true() + 1", "2"}, {"'1e3' + 0", ""}, {"'+1' + 0", ""}, {"'-' + 0", ""}, {"'.' + 0", ""},
	{"'-.5' + 0", "-0.5"}, {"'12345678901234567890' + 0 > 1", "true"}, {"number('0.1') = 0.1", "true"},
	{"18 * 1.2 = 21.6", "true"}, {"18 * 1.2 <= 21.6", "true"}, {"18 * 1.2 >= 21.6", "true"}, {"18 * 1.2 < 21.6", "false"},
	{"18 * 1.2 > 21.6", "false"}, {"18 * 1.2 != 21.6", "false"}, {"1 = 1.0000002", "false"}, {"1 = 1.00000005", "true"},
	{"'' = 0", "false"}, {"'' != 0", "true"}, {"'' < 1", "false"}, {"'' >= 0", "false"}, {"number('') = number('')", "false"},
	{"number('') != number('')", "true"}, {"'1' = 1", "true"}, {"'1.0' = 1", "true"}, {"'1.0' = '1'", "false"},
	{"'a' = true()", "true"}, {"'' = false()", "true"}, {"0 = false()", "true"}, {"1 = true()", "true"}, {"'2' < '10'", "true"},
	{"'2024-02-01' < '2024-10-01'", "true"}, {"'2024-02-30' < '2024-10-01'", "false"}, {"'2024-01-02' - '2024-01-01'", "1"},
	{"number('1970-01-02')", "1"}, {"number('1970-01-02T12:00:00.000+08:00')", "1.5"}, {"'2024-01-02' = '2024-01-02'", "true"},
	{"1 div 0 = 1 div 0", "true"}, {"1 div 0 > 10", "true"}, {"boolean('0')", "true"}, {"boolean(0)", "false"},
	{"boolean(0 div 0)", "false"}, {"string(0.5 + 0.25)", "0.75"}, {"string(1000000)", "1000000"}, {"string(true())", "true"},
};

static const struct row functions[] = {
	{"if(1 > 0, 'y', 'n')", "y"}, {"if(0, 1, 2) + 1", "3"}, {"if('', 1, if(1, 2, 3))", "2"}, {"coalesce('', 'b')", "b"},
	{"coalesce('a', 'b')", "a"}, {"coalesce('', '', 3)", "3"}, {"coalesce(1 div 'x', 3)", "3"}, {"coalesce(0, 3)", "0"},
	{"selected('a b c', 'b')", "true"}, {"selected('ab', 'a')", "false"}, {"selected('', '')", "false"},
	{"selected-at('a b c', 1)", "b"}, {"selected-at('a b c', 3)", ""}, {"selected-at('a', -1)", ""},
	{"selected-at('1 0 X', 1 + 1)", "X"}, {"count-selected(' a  b ')", "2"}, {"count-selected('')", "0"},
	{"string-length('甲乙a')", "3"}, {"substr('abcdef', 2)", "cdef"}, {"substr('abcdef', 1, 3)", "bc"},
	{"substr('abcdef', -2)", "ef"}, {"substr('abcdef', 0, -1)", "abcde"}, {"substr('abc', 2, 1)", ""},
	{"substr('abc', 5, 9)", ""}, {"substr('家庭成员', 1, 3)", "庭成"}, {"substr('abc', 'x')", ""},
	{"substr('abc', 0, 1 div 0)", "abc"}, {"substring-before('a-b-c', '-')", "a"}, {"substring-after('a-b-c', '-')", "b-c"},
	{"substring-before('abc', 'x')", ""}, {"substring-after('abc', 'x')", ""}, {"contains('abc', 'bc')", "true"},
	{"contains('abc', '')", "true"}, {"weighted-digits('305', '7 9 10')", "71"}, {"weighted-digits('30', '7 9 10')", ""},
	{"weighted-digits('3055', '7 9 10')", ""}, {"weighted-digits('3a5', '7 9 10')", ""}, {"weighted-digits('', '')", "0"}, {"weighted-digits(12, '1 0.5')", "2"}, {"starts-with('abc', 'ab')", "true"}, {"starts-with('a', 'ab')", "false"},
	{"ends-with('abc', 'bc')", "true"}, {"concat('a', 1, true())", "a1true"}, {"join('-', 'a', '', 2)", "a--2"},
	{"normalize-space('  a   b ')", "a b"}, {"translate('abc', 'ab', 'xy')", "xyc"}, {"translate('abcb', 'b', '')", "ac"},
	{"translate('甲乙', '乙', '丁')", "甲丁"}, {"round(2.5)", "3"}, {"round(-2.5)", "-3"}, {"round(2.4)", "2"},
	{"round(1.005, 2)", "1.01"}, {"round(-1.005, 2)", "-1.01"}, {"round(1234.5, -2)", "1200"}, {"round('x')", ""},
	{"round(3, 400)", "3"}, {"int(2.9)", "2"}, {"int(-2.9)", "-2"}, {"floor(-2.1)", "-3"}, {"ceiling(2.1)", "3"},
	{"abs(-3)", "3"}, {"pow(2, 10)", "1024"}, {"sqrt(9)", "3"}, {"sqrt(-1)", ""}, {"not(1 = 1)", "false"},
	{"boolean-from-string('1')", "true"}, {"boolean-from-string('yes')", "false"}, {"sum(1, 2, 3)", "6"}, {"min(3, 1, 2)", "1"},
	{"max(3, '', 5)", "5"}, {"max('', '')", ""}, {"max(0, 1 - 'x')", ""}, {"max('2024-01-01', '')", "19723"},
	{"max(date('2024-01-01'), date('2024-05-01'))", "2024-05-01"}, {"date('2024-02-29') + 1", "19783"},
	{"date(19782 + 1)", "2024-03-01"}, {"date('2023-02-29')", ""}, {"date('2024-01-02T23:59:00')", "2024-01-02"},
	{"format-date('2024-03-05', '%Y|%y|%m|%n|%d|%e|%a|%b|%%')", "2024|24|03|3|05|5|Tue|Mar|%"},
	{"format-date('1969-12-31', '%a')", "Wed"}, {"format-date('1970-01-02T03:04:05.678', '%H:%h:%M:%S.%3')", "03:3:04:05.678"},
	{"format-date('', '%Y')", ""}, {"format-date('2024-03-05', '%')", "%"}, {"today()", "2024-10-04"}, {"today() - 20000", "0"},
	{"today() = '2024-10-04'", "true"}, {"today() > '2024-10-03'", "true"}, {"string-length(today())", "10"},
	{"now()", "2023-11-15T06:13:20.123+08:00"}, {"decimal-date-time('1970-01-02T06:00')", "1.25"}, {"date(now())", "2023-11-15"},
	{"format-date(now(), '%H:%M')", "06:13"}, {"regex('ab', 'a|b')", "false"}, {"regex('ab', concat('a', 'b'))", "true"},
	{"position()", "1"}, {"pulldata('policy', 'value', 'name', 'line')", "6000"},
	{"pulldata('policy', 'value', 'name', concat('li', 'ne')) * 2", "12000"}, {"floor(pi() * 100)", "314"},
};

static int
find(void *self, const char *name, size_t n, const char **text, size_t *len)
{
	(void)self;
	if (n == 4 && memcmp(name, "line", 4) == 0) {
		*text = "6000";
		*len = 4;
		return 1;
	}
	return n == 5 && memcmp(name, "empty", 5) == 0 ? 0 : -1;
}

static struct expr_params params = {.find = find};

static void
check(const struct row *rows, size_t n, const struct form *form)
{
	struct expr_scope scope = {.form = form, .table = -1, .question = -1};
	struct expr_error err;

	for (size_t i = 0; i < 2 * n; i++) {
		const struct row *r = &rows[i / 2];
		struct arena a = {0};
		struct expr_env env = {.form = form, .today = 20000, .now_ms = 1700000000123, .lang = LANG_EN, .params = &params, .scratch = &a};
		struct value v;
		const char *text;
		size_t len = 0;
		struct expr *e = expr_compile_with(&a, r->src, &scope, i % 2 == 0, &err);
		if (e == NULL)
			fail_msg("%s: at %zu: %s", r->src, err.at, err.text);
		/* The second time, parts may be known from the first. */
		params.issue = expr_issue();
		for (int time = 0; time < 2; time++) {
			if (expr_eval(e, &env, NULL, &v) < 0 || value_text(&v, &a, &text, &len) < 0)
				fail_msg("%s: not evaluated", r->src);
			if (len != strlen(r->want) || memcmp(text, r->want, len) != 0)
				fail_msg("%s: %.*s instead of %s", r->src, (int)len, text, r->want);
		}
		arena_free(&a);
	}
}

static void
binds_operators_as_xpath(void **state)
{
	check(precedence, sizeof precedence / sizeof precedence[0], ((struct fixture *)*state)->form);
}

static void
converts_values(void **state)
{
	check(conversions, sizeof conversions / sizeof conversions[0], ((struct fixture *)*state)->form);
}

static void
calls_functions(void **state)
{
	check(functions, sizeof functions / sizeof functions[0], ((struct fixture *)*state)->form);
}

static void
works_constants_out_beforehand(void **state)
{
	struct expr_scope scope = {.form = ((struct fixture *)*state)->form, .table = -1, .question = -1};
	struct expr_error err;
	struct arena a = {0};

	assert_int_equal(expr_compile(&a, "(1 + 2) * -3 > 4 and concat('a', 'b') = 'ab'", &scope, &err)->n_ops, 1);
	assert_int_equal(expr_compile_with(&a, "1 + 2", &scope, false, &err)->n_ops, 3);
	assert_true(expr_compile(&a, "today() + 1", &scope, &err)->n_ops > 1);
	arena_free(&a);
}

static void
names_the_first_parameter_that_is_not_set(void **state)
{
	struct expr_scope scope = {.form = ((struct fixture *)*state)->form, .table = -1, .question = -1};
	struct arena a = {0};
	struct expr_env env = {.params = &params, .scratch = &a};
	struct expr_error err;

	struct expr *e = expr_compile(&a, "pulldata('policy','value','name','line') > 1 or pulldata('policy','value','name','empty') > 1",
		&scope, &err);
	assert_true(expr_true(e, &env, NULL));
	assert_int_equal(env.touched, 0);
	e = expr_compile(&a, "pulldata('policy','value','name','empty') + pulldata('policy','value','name','gone')", &scope, &err);
	assert_true(isnan(expr_number(e, &env, NULL)));
	assert_int_equal(env.touched, EXPR_UNSET);
	assert_string_equal(env.unset, "empty");
	arena_free(&a);
}

static void
reads_locals(void **state)
{
	struct names names = {0};
	struct arena a = {0};
	struct value locals[] = {value_of_number(3), value_of_text("x y", 3)};
	struct expr_scope scope = {.form = ((struct fixture *)*state)->form, .table = -1, .question = -1, .locals = &names};
	struct expr_env env = {.locals = locals, .scratch = &a};
	struct expr_error err;

	assert_int_equal(names_add(&names, "heads", 0), 0);
	assert_int_equal(names_add(&names, "list", 1), 0);
	struct expr *e = expr_compile(&a, "${heads} * 2 = 6 and selected(list, 'y') and ${heads} > 2", &scope, &err);
	assert_non_null(e);
	assert_true(expr_true(e, &env, NULL));
	assert_int_equal(expr_reads_locals(e)[0], 0);
	assert_int_equal(expr_reads_locals(e)[1], 1);
	assert_int_equal(expr_reads_locals(e)[2], -1);
	assert_int_equal(expr_reads(e)[0], -1);
	arena_free(&a);
	names_free(&names);
}

/* A value may have the name of a table; indexed-repeat() takes only the table. */
static void
takes_no_value_for_a_table(void **state)
{
	const struct fixture *x = *state;
	struct names names = {0};
	struct arena a = {0};
	struct expr_scope scope = {.form = x->form, .table = x->tree.root->table->index, .question = -1, .locals = &names};
	struct expr_error err;

	assert_int_equal(names_add(&names, "member", 0), 0);
	assert_null(expr_compile(&a, "indexed-repeat(${age}, ${member}, 1)", &scope, &err));
	assert_int_equal(err.at, 23);
	assert_null(expr_compile(&a, "indexed-repeat(${bill}, ${member}, 1, ${illness}, 1)", &scope, &err));
	arena_free(&a);
	names_free(&names);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(binds_operators_as_xpath),
		cmocka_unit_test(converts_values),
		cmocka_unit_test(calls_functions),
		cmocka_unit_test(works_constants_out_beforehand),
		cmocka_unit_test(names_the_first_parameter_that_is_not_set),
		cmocka_unit_test(reads_locals),
		cmocka_unit_test(takes_no_value_for_a_table),
	};

	return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
