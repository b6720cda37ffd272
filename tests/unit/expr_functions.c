#include "expr_fixture.h"
#include "world.h"

/* Every function that expr.c does not state already: its results, the odd ones too, on the day 2024-10-04. Sets and
 * ${names} are seen from the first member of the fixture. */

struct row {
	const char *src, *want; /* the value as text */
};

static const struct row numbers[] = {
	{"sin(0)", "0"}, {"round(sin(pi() div 6), 9)", "0.5"}, {"cos(0)", "1"}, {"round(tan(pi() div 4), 9)", "1"}, {"asin(2)", ""},
	{"round(asin(1) * 2 - pi(), 9)", "0"}, {"acos(1)", "0"}, {"acos('x')", ""}, {"round(atan(1) * 4 - pi(), 9)", "0"},
	{"round(atan2(1, -1) div pi(), 9)", "0.75"}, {"atan2(0, 0)", "0"}, {"exp(0)", "1"}, {"exp('')", ""}, {"exp10(2)", "100"},
	{"exp10(-1)", "0.1"}, {"exp10(400)", "Infinity"}, {"log(0)", "-Infinity"}, {"log(-1)", ""}, {"log10(1000)", "3"}, {"log(exp(2))", "2"},
	{"round(pow(2, 0.5) * pow(2, 0.5), 9)", "2"}, {"pow(0, -1)", "Infinity"}, {"pow('', 2)", ""}, {"sqrt('')", ""}, {"abs('-3')", "3"}, {"abs('')", ""},
	{"number(true())", "1"}, {"number('')", ""}, {"number('12a')", ""}, {"number(' 12 ')", "12"}, {"number('1e3')", ""}, {"number(false())", "0"},
	{"number('２')", ""}, {"int('7.9')", "7"}, {"int('-7.9')", "-7"}, {"int('')", ""}, {"int(1 div 0)", "Infinity"}, {"int('abc')", ""},
	{"round('')", ""}, {"round(2.675, 2)", "2.68"}, {"round(-0.5)", "-1"}, {"round(0.4999)", "0"}, {"round(149, -2)", "100"},
	{"round(150, -2)", "200"}, {"round(7, -400)", "0"}, {"round(7, 400)", "7"}, {"round(-7, -1 div 0)", "0"}, {"round(7.5, 1 div 0)", "7.5"},
	{"round(7, 0 div 0)", ""}, {"round(12345678, -5)", "12300000"}, {"round(-12350000, -5)", "-12400000"}, {"round(0, 400)", "0"}, {"string(pow(10, 16))", "10000000000000000"}, {"string(pow(10, 18))", "1e+18"}, {"string(0.000001)", "0.000001"},
	{"1 = 1 = 1", "true"}, {"3 > 2 > 1", "false"}, {"-5 mod 2", "-1"}, {"5 mod -2", "1"}, {"true() = 'x'", "true"}, {"'1.0' = 1", "true"},
	{"'' = 0", "false"}, {"'' = false()", "true"}, {"'2' < '10'", "true"}, {"number('1e3')", ""}, {"number('+5')", ""}, {"concat()", ""},
	{"--3", "3"}, {"3-2", "1"}, {"if('false', 'y', 'n')", "y"}, {"round(1 div 0, -400)", "Infinity"}, {"round(77, -1.9)", "80"}, {"round(5, -308)", "0"}, {"round(1 div 0)", "Infinity"}, {"floor('')", ""}, {"ceiling(-0.5)", "0"}, {"7 mod 0", ""},
	{"-0", "0"}, {"string(0.1 + 0.2)", "0.30000000000000004"}, {"string(123456789012)", "123456789012"}, {"string(1 div 3)", "0.3333333333333333"},
	{"0 * (1 div 0)", ""}, {"1 div 0 - 1 div 0", ""}, {"string(1 div 0)", "Infinity"}, {"boolean(1 div 0)", "true"},
	{"${nothing} + 1", ""}, {"${nothing} * 0", ""}, {"sum(${nothing}, 1)", ""}, {"min(2, '', 1)", "1"}, {"max('x', 1)", ""},
	{"min('2024-01-02', 3)", "3"}, {"max()", "?"},
};

static const struct row texts[] = {
	{"boolean-from-string('TRUE')", "true"}, {"boolean-from-string('')", "false"}, {"boolean-from-string(1)", "true"},
	{"boolean-from-string('0')", "false"}, {"boolean-from-string(true())", "true"}, {"base64-decode('5rS+5Ye65omA')", "派出所"},
	{"base64-decode('YQ==')", "a"}, {"base64-decode('YQ')", "a"}, {"base64-decode('a')", ""}, {"base64-decode('!!!!')", ""},
	{"base64-decode('/w==')", ""}, {"base64-decode('AA==')", ""}, {"base64-decode('')", ""}, {"base64-decode('YWJjZ')", ""}, {"starts-with('甲乙', '乙')", "false"}, {"ends-with('甲乙', '甲')", "false"},
	{"string-length('')", "0"}, {"string-length('👨‍👩‍👧')", "5"}, {"string-length(12.50)", "4"}, {"substr('甲乙丙', -1)", "丙"},
	{"substr('', 0, 1)", ""}, {"substr('abc', -9, 2)", "ab"}, {"substr('abc', 1.9)", "bc"}, {"contains('', '')", "true"},
	{"contains('', 'a')", "false"}, {"starts-with('甲乙', '甲')", "true"}, {"ends-with('', '')", "true"}, {"substring-before('', 'a')", ""},
	{"substring-before('abc', '')", ""}, {"substring-after('abc', '')", "abc"}, {"substring-after('甲=乙', '=')", "乙"},
	{"translate('aAb', 'A', 'a')", "aab"}, {"translate('', 'a', 'b')", ""}, {"translate('abc', '', 'x')", "abc"},
	{"translate('aba', 'aa', 'xy')", "xbx"}, {"normalize-space('')", ""}, {"normalize-space('\t甲 \n 乙 ')", "甲 乙"}, {"concat('')", ""},
	{"concat(${member_name}, '-', 1 div 0)", "Wang-Infinity"}, {"join(', ', ${place})", "东村 7"}, {"join('', 'a', 'b')", "ab"},
	{"join(',', 'a', '')", "a,"}, {"join(',')", ""}, {"join()", "?"}, {"coalesce('', '')", ""}, {"coalesce(' ', 'b')", " "}, {"coalesce(false(), 1)", "false"},
	{"if('false', 1, 2)", "1"}, {"if(0 div 0, 1, 2)", "2"}, {"if(${nothing}, 1, 2)", "2"}, {"if(1, 'a', 1 div 0)", "a"},
	{"selected('a b', 'a b')", "false"}, {"selected('', 'a')", "false"}, {"selected(${kind}, 'b')", "true"}, {"selected(' a  b ', 'b')", "true"},
	{"selected-at('', 0)", ""}, {"selected-at('a b', 'x')", ""}, {"selected-at('a b', 0.5)", ""}, {"selected-at('a b', '1')", "b"},
	{"count-selected(${nothing})", "0"}, {"count-selected('a')", "1"}, {"regex('', '')", "true"}, {"regex('甲乙', '.{2}')", "true"},
	{"regex('aXb', 'a.*?b')", "true"}, {"regex('', 'a+?')", "false"}, {"regex('aa', 'a+?')", "true"}, {"regex('abc', 'b')", "false"},
	{"regex('2024-01-02', '\\d{4}(-\\d\\d){2}')", "true"}, {"regex(.5, '0\\.5')", "true"},
	{"jr:choice-name('c', '${kind}')", "Third"}, {"jr:choice-name('zz', 'kind')", "zz"}, {"jr:choice-name('', 'kind')", ""},
	{"string(true())", "true"}, {"not('')", "true"}, {"not('0')", "false"}, {"not(0)", "true"}, {"true() = 'x'", "true"},
	{"checklist(1, 2, 'yes', 'no', true())", "true"}, {"checklist(3, -1, 'yes', 1, true())", "true"}, {"checklist(3, -1, 'yes', 0, true())", "false"},
	{"checklist(-1, 0, 'no', '', false(), 0)", "true"}, {"checklist(1, 1, ${age}[. > 39])", "true"},
	{"weighted-checklist(5, 9, 'yes', 4, 'yes', 3, 'no', 9)", "true"}, {"weighted-checklist(-1, 6, 'yes', 4, 'yes', 3)", "false"},
	{"weighted-checklist(100, -1, ${bill}, ${bill})", "true"}, {"weighted-checklist(1, 2, 'yes', '', 'yes', 1)", "false"},
	{"weighted-checklist(0, 1, ${member}/age, ${bill})", "false"}, {"checklist(0, 0)", "true"}, {"checklist(1, -1)", "false"}, {"checklist(1)", "?"},
	{"weighted-checklist(0, 9)", "true"}, {"weighted-checklist(1, 9)", "false"},
};

static const struct row times[] = {
	{"date-time('2024-01-02T23:59:30')", "2024-01-02T23:59:30.000+08:00"}, {"date-time('')", ""}, {"date-time('x')", ""},
	{"date-time(0.5)", "1970-01-01T12:00:00.000+08:00"}, {"date-time('2024-01-02')", "2024-01-02T00:00:00.000+08:00"},
	{"date-time('2018-01-01T10:20:30.400+02')", "2018-01-01T16:20:30.400+08:00"}, {"date-time('2018-01-01T10:20-03:30')", "2018-01-01T21:50:00.000+08:00"},
	{"date-time('2018-01-01T10:20:30.4Z')", "2018-01-01T18:20:30.400+08:00"}, {"date-time('2018-01-01 10:20:30.1234567')", "2018-01-01T10:20:30.123+08:00"},
	{"date-time('2018-01-01T10:20:30.')", ""}, {"date-time('2018-01-01T10:20:30.Z')", ""}, {"date-time('2018-01-01T10:20:30.000000000+08:00')", "2018-01-01T10:20:30.000+08:00"},
	{"date('2018-01-01T20:00Z')", "2018-01-02"}, {"date('2018-01-01T20:00+0800')", "2018-01-01"}, {"date('2018-01-01 20:00')", "2018-01-01"},
	{"date('2018-01-01T25:00')", ""}, {"date('2018-01-01T/1:00')", ""}, {"date('2018-01-01T1::00')", ""}, {"date('2018-01-01T20:00!')", ""}, {"date('2018-01-01T20:00+8')", ""}, {"date(-1)", "1969-12-31"},
	{"date(1.9)", "1970-01-02"}, {"date(1 div 0)", ""}, {"date('')", ""}, {"date(4000000)", ""}, {"date(true())", ""},
	{"decimal-date-time('1970-01-02')", "1"}, {"decimal-date-time('')", ""}, {"decimal-date-time('x')", ""}, {"decimal-date-time(2.5)", "2.5"},
	{"decimal-date-time(date(3))", "3"}, {"decimal-time('12:00')", "0.5"}, {"decimal-time('18:00:00.000+08:00')", "0.75"},
	{"decimal-time('2024-01-02T06:00')", "0.25"}, {"decimal-time('')", ""}, {"decimal-time('24:00')", ""}, {"decimal-time('7:00')", ""},
	{"decimal-time(2.25)", "0.25"}, {"decimal-time('2024-01-02')", "0"}, {"today() - date('2024-10-03')", "1"}, {"today() + 1", "20001"},
	{"date(today() + 1)", "2024-10-05"}, {"now() > '2023-11-15T06:13'", "true"}, {"format-date(today(), '%e/%n')", "4/10"},
	{"format-date('x', '%Y')", ""}, {"format-date('2024-12-30', '%W')", "1"}, {"format-date('2021-01-03', '%W')", "53"},
	{"format-date(20000.75, '%H:%M')", "18:00"}, {"format-date-time('2024-01-02T03:04:05.678', '%Y-%m-%d %H:%M:%S.%3')", "2024-01-02 03:04:05.678"},
	{"format-date-time('2024-01-02', '%h')", "0"}, {"format-date('0001-01-01', '%Y')", "0001"}, {"format-date('9999-12-31', '%W')", "52"},
	{"'2024-02-29' + 1", "19783"}, {"'2023-02-29' + 1", ""}, {"'2024-01-01' < '2024-01-01T01:00'", "true"},
};

static const struct row paths[] = {
	{"/data/household/heads", "3"}, {"/test/household/about/heads + 1", "4"}, {"/data/household/member/age", "40"},
	{"count(/data/household/member)", "3"}, {"count(/data/household/member/illness/..)", "1"}, {"/data/household/member/../heads", "3"},
	{"/data/household/./heads", "3"}, {"/data/household/about/../heads", "?"}, {"/data/..", "?"}, {"/data/household/..", "?"}, {"/data/household/member[2]/who/age", "38"}, {"sum(/data/household/member/illness/bill)", "120.5"},
	{"count(/data/household/member/illness)", "2"}, {"sum(/data/household/member[age > 0]/illness/bill)", "127.5"}, {"../who/age", "40"},
	{"count(../member)", "?"}, {"count(${member}/../economy)", "3"}, {"./../age", "40"}, {"${member}[who/age = 38]/member_name", "Li"},
	{"count(${age} | ${bill})", "3"}, {"count(${age} | ${age})", "1"}, {"sum(${age}[. > 0] | ${bill})", "160.5"},
	{"join(',', ${member}[2]/member_name | ${member}[1]/member_name)", "Wang,Li"}, {"count(${member} | ${economy})", "6"}, {"join(',', (${member}[1] | ${member})/member_name)", "Wang,Li,Zhao"},
	{"join(',', (${member}/age | ${member}/member_name)[position() < 4])", "?"}, {"-(${nothing} | ${heads})", "-3"}, {"count(${heads} | ..)", "?"},
	{"max(${bill} | ${pay})", "100.5"},
	/* A position counts for each parent; in brackets over the whole. */
	{"count(${household}/member/illness[1])", "2"}, {"count((${household}/member/illness)[1])", "1"}, {"join(',', ${household}/member/illness[last()]/bill)", "20,7"},
	{"count(${household}/member/illness[2])", "1"}, {"count(${household}/member/illness[position() = 2 and bill = 20])", "1"},
	{"count(${household}/member/illness/bill[2])", "0"}, {"(${household}/member/illness/bill)[3]", "7"}, {"(${bill})[2]", "20"},
	{"instance('kind')/root/item[name = 'b']/label", "Second"}, {"instance('kind')/root/item[name = ${kind}]/region", "south"},
	{"count(instance('kind')/root/item)", "3"}, {"join(' ', instance('kind')/root/item[region = 'north']/name)", "a c"},
	{"instance('kind')/root/item[2]/name", "b"}, {"instance('kind')/root/item[last()]/label", "Third"}, {"instance('kind')/root/item[name = 'x']/label", ""},
	{"instance('kind')/root/item[selected(current()/../kinds, name)]/label", "Second"}, {"count(instance('kind')/root/item[name = ${member}/kinds])", "1"},
	{"instance('kind')/root/item[./region = 'south']/name", "b"},
	{"pulldata('kind', 'label', 'name', ${kind})", "Second"}, {"pulldata('kind', 'name', 'region', 'north')", "a"}, {"pulldata('kind', 'name', 'name', '')", ""},
	{"pulldata('kind', 'region', 'label', 'Third')", "north"}, {"indexed-repeat(${age}, ${member}, 1) + indexed-repeat(${age}, ${member}, 2)", "78"},
	{"indexed-repeat(${bill}, ${household}, 1, ${illness}, 1)", "100.5"}, {"indexed-repeat(${bill}, ${household}, 1, ${illness}, 3)", ""},
	{"indexed-repeat(${bill}, ${household}, 1, ${member}, 2, ${illness}, 1)", "7"}, {"indexed-repeat(${bill}, ${household}, 2, ${member}, 2)", ""},
	{"indexed-repeat(${age}, ${member}, 1.5)", ""},
	{"indexed-repeat(${age}, ${member}, 0)", ""}, {"indexed-repeat(${age}, ${member}, 'x')", ""},
	{"string-length()", "2"}, {"number() + 1", "41"}, {"string()", "40"}, {"normalize-space()", "40"}, {"count(${member_name}[string-length() = 4])", "1"},
	{"position(..)", "1"}, {"${member}[2]/age[position(..) = 2]", "38"}, {"position(${member}[2])", "2"}, {"position(${member}[2]/age)", "1"},
	{"join('', ${member}/age[position(.) = 1])", "4038"}, {"position(${member}[4])", ""}, {"position(instance('kind')/root/item[name = 'c'])", "3"},
	{"position(instance('kind')/root/item[name = 'c']/name)", "1"}, {"once(5)", "40"}, {"current() - .", "0"}, {"count-non-empty(${age} | ${bill})", "3"},
};

static void
check(const struct fixture *x, const struct row *rows, size_t n)
{
	const struct record *here = x->member[0];
	struct expr_scope scope = {x->form, here->table->index, form_question(x->form, "age", 3), NULL};

	for (size_t i = 0; i < 2 * n; i++) {
		const struct row *r = &rows[i / 2];
		struct arena a = {0};
		struct expr_env env = {.form = x->form, .today = 20000, .now_ms = 1700000000123, .lang = LANG_EN, .scratch = &a};
		struct expr_error err;
		struct value v;
		const char *text;
		size_t len = 0;
		struct expr *e = expr_compile_with(&a, r->src, &scope, i % 2 == 0, &err);
		if ((e == NULL) != (strcmp(r->want, "?") == 0))
			fail_msg("%s: at %zu: %s", r->src, e == NULL ? err.at : 0, e == NULL ? err.text : "is not refused");
		if (e != NULL && (expr_eval(e, &env, here, &v) < 0 || value_text(&v, &a, &text, &len) < 0))
			fail_msg("%s: not evaluated", r->src);
		if (e != NULL && (len != strlen(r->want) || memcmp(text, r->want, len) != 0))
			fail_msg("%s: %.*s instead of %s", r->src, (int)len, text, r->want);
		arena_free(&a);
	}
}

static void
test_numbers(void **state)
{
	check(*state, numbers, sizeof numbers / sizeof numbers[0]);
}

static void
test_texts(void **state)
{
	check(*state, texts, sizeof texts / sizeof texts[0]);
}

static void
test_times(void **state)
{
	check(*state, times, sizeof times / sizeof times[0]);
}

static void
test_paths(void **state)
{
	check(*state, paths, sizeof paths / sizeof paths[0]);
}

static void
test_language(void **state)
{
	const struct fixture *x = *state;
	struct expr_scope scope = {x->form, x->member[0]->table->index, -1, NULL};
	struct arena a = {0};
	struct expr_env env = {.form = x->form, .lang = LANG_ZH, .scratch = &a};
	struct expr_error err;
	struct value v;

	struct expr *e = expr_compile(&a, "concat(instance('kind')/root/item[name = 'a']/label, format-date('2024-03-05', '%b%a'))", &scope, &err);
	assert_non_null(e);
	assert_int_equal(expr_eval(e, &env, x->member[0], &v), 0);
	assert_int_equal(v.len, strlen("甲3月周二"));
	assert_memory_equal(v.text, "甲3月周二", v.len);
	arena_free(&a);
}

/* Chance comes from the world in the environment, and only where its result stays. */
static void
test_chance(void **state)
{
	const struct fixture *x = *state;
	struct expr_scope scope = {x->form, x->member[0]->table->index, -1, NULL};
	struct arena a = {0};
	struct world_seed seed;
	struct world w = world_seeded(&seed, 7, 0);
	struct expr_env env = {.form = x->form, .scratch = &a};
	struct expr_error err;
	struct value v;

	assert_null(expr_compile(&a, "1 + random()", &scope, &err));
	assert_int_equal(err.at, 4);
	assert_non_null(strstr(err.text, "random()"));
	struct expr *number = expr_compile_lasting(&a, "random()", &scope, &err), *id = expr_compile_lasting(&a, "uuid()", &scope, &err);
	struct expr *word = expr_compile_lasting(&a, "uuid(5)", &scope, &err), *none = expr_compile_lasting(&a, "uuid(0)", &scope, &err);
	assert_true(expr_asks(number) == EXPR_CHANCE && expr_asks(id) == EXPR_CHANCE);
	assert_true(isnan(expr_number(number, &env, x->member[0])));
	env.world = &w;
	double before = -1;
	for (int i = 0; i < 1000; i++) {
		double now = expr_number(number, &env, x->member[0]);
		assert_true(now >= 0 && now < 1 && now != before);
		before = now;
	}
	assert_int_equal(expr_eval(id, &env, x->member[0], &v), 0);
	assert_int_equal(v.len, 36);
	assert_true(v.text[8] == '-' && v.text[14] == '4' && strchr("89ab", v.text[19]) != NULL);
	assert_int_equal(expr_eval(word, &env, x->member[0], &v), 0);
	assert_int_equal(v.len, 5);
	assert_int_equal(expr_eval(none, &env, x->member[0], &v), 0);
	assert_int_equal(v.len, 0);
	arena_free(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_paths),
		cmocka_unit_test(test_language),
		cmocka_unit_test(test_chance),
	};

	return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
