#include "expr_fixture.h"

#include <stdlib.h>

/* Texts that are no expressions: where, why, and that nothing from outside breaks the compiler or the machine. */

struct row {
	const char *src;
	size_t at;
	const char *says; /* part of the sentence */
};

static const struct row mistakes[] = {
	{"", 0, "ends where a value"},
	{"1 +", 3, "ends where a value"},
	{"1 2", 2, "operator"},
	{"(1", 2, ") is missing"},
	{"1)", 1, "operator"},
	{"'abc", 0, "never closed"},
	{"${heads", 0, "never closed"},
	{"${}", 0, "name of one question"},
	{"${he ads}", 0, "name of one question"},
	{"${haeds} > 1", 0, "did you mean heads"},
	{"1 + ${xyzzyx}", 4, "check how it is spelt"},
	{"cuont(${age})", 0, "did you mean count"},
	{"nothing_like_it(1)", 0, "list of functions"},
	{"heads > 1", 0, "write ${heads}"},
	{"${member}[aeg > 1]", 10, "did you mean age"},
	{"${member}[heads > 1]", 10, "does not belong to a record of member"},
	{"${member}/heads", 10, "does not belong"},
	{"${age}/heads", 7, "nothing below it"},
	{"${place}/heads", 9, "nothing below it"},
	{"${member} = 1", 0, "This is a record"},
	{"concat(${member}, 'a')", 7, "This is a record"},
	{"count(1)", 6, "wanted here"},
	{"count()", 0, "takes 1 arguments"},
	{"round(1, 2, 3)", 0, "takes 1 to 2"},
	{"if(1, 2)", 7, ", is missing"},
	{"substr('a')", 0, "takes 2 to 3"},
	{"1 = = 2", 4, "expected before ="},
	{"1 | 2", 0, "wanted here"},
	{"a - b", 0, "A name alone"},
	{"1 && b", 2, "means nothing here"},
	{"/data/x", 6, "check how it is spelt"},
	{"1 + （2）", 4, "half-width"},
	{"${road_km}", 0, "not under the same top table"},
	{"../../heads", 3, "nothing over a record of household"},
	{"'a'[1]", 3, "operator"},
	{"concat('a')[1]", 11, "[ ] chooses among"},
	{"${member}[1", 11, "] is missing"},
	{"${member}/1", 10, "Behind / belongs"},
	{"regex('a', '[a')", 11, "never closed"},
	{"regex('a', '(a')", 11, "never closed"},
	{"regex('a', 'a)')", 11, "no ( before it"},
	{"regex('a', '*a')", 11, "stand behind"},
	{"regex('a', 'a{3,2}')", 11, "{n,m}"},
	{"regex('a', '((a{99}){99}){99}')", 11, "too large"},
	{"regex('a', '\\p{L}')", 11, "backslash"},
	{"jr:choice-name('a', 'heads')", 20, "answered from a list"},
	{"jr:choice-name('a', '${hades}')", 20, "did you mean heads"},
	{"distinct(${age})", 9, "answered from a list"},
	{"pulldata('policy', 'x', 'name', 'y')", 19, "'value' belongs here"},
	{"indexed-repeat(${age}, ${illness}, 1)", 23, "${table}"},
	{"weighted-checklist(1, 9, 'yes', 1, 'yes')", 0, "behind each answer stands its weight"},
	{"once(1)", 0, "belongs to none"},
	{"@", 0, "Attributes"}, {"#", 0, "means nothing"},
	{"jr:choice-name(${kind}, '家庭年人均纯收入低于监测线的原因说明文字很长')", 24, "is no question"},
	{"1 '家庭年人均纯收入低于监测线的原因说明文字很长'", 2, "expected before 家庭"},
};

static void
says_where_and_why(void **state)
{
	const struct fixture *x = *state;
	struct expr_scope scope = {x->form, x->tree.root->table->index, -1, NULL};

	for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
		struct arena a = {0};
		struct expr_error err = {0};
		if (expr_compile(&a, mistakes[i].src, &scope, &err) != NULL)
			fail_msg("%s: taken for an expression", mistakes[i].src);
		if (err.at != mistakes[i].at || strstr(err.text, mistakes[i].says) == NULL)
			fail_msg("%s: at %zu: %s", mistakes[i].src, err.at, err.text);
		arena_free(&a);
	}
}

static void
sees_no_record_from_nowhere(void **state)
{
	const struct fixture *x = *state;
	struct expr_scope scope = {x->form, -1, -1, NULL};
	struct arena a = {0};
	struct expr_error err;

	assert_null(expr_compile(&a, "${heads}", &scope, &err));
	assert_null(expr_compile(&a, ".", &scope, &err));
	assert_null(expr_compile(&a, "current()", &scope, &err));
	assert_non_null(strstr(err.text, "No record"));
	arena_free(&a);
}

/* ${open} many times, then a 1, then ${shut} as often. */
static struct expr *
nested(struct arena *a, const struct expr_scope *scope, const char *open, const char *shut, int n, struct expr_error *err)
{
	struct buf b = {0};

	for (int i = 0; i < n; i++)
		buf_text(&b, open);
	buf_text(&b, "1");
	for (int i = 0; i < n; i++)
		buf_text(&b, shut);
	struct expr *e = expr_compile(a, buf_str(&b), scope, err);
	buf_free(&b);
	return e;
}

static void
bounds_depth_and_length(void **state)
{
	const struct fixture *x = *state;
	struct expr_scope scope = {x->form, x->tree.root->table->index, -1, NULL};
	struct arena a = {0};
	struct expr_error err = {0};

	assert_non_null(nested(&a, &scope, "(", ")", 64, &err));
	assert_null(nested(&a, &scope, "(", ")", 65, &err));
	assert_int_equal(err.at, 64);
	assert_non_null(nested(&a, &scope, "abs(", ")", 64, &err));
	assert_null(nested(&a, &scope, "abs(", ")", 2000, &err));
	assert_null(nested(&a, &scope, "${member}[", "]", 65, &err));
	assert_non_null(nested(&a, &scope, "1+", "", 4000, &err));
	assert_non_null(nested(&a, &scope, "-", "", 8000, &err));
	assert_null(nested(&a, &scope, "-", "", 8192, &err));
	assert_non_null(strstr(err.text, "Longer than 8192"));
	assert_null(nested(&a, &scope, "if(1,concat(1,2,3,4,5,6,7,8,9,", "),0)", 64, &err));
	assert_null(nested(&a, &scope, "max(1,2,3,4,5,6,7,8,9,10,", ")", 63, &err));
	assert_non_null(strstr(err.text, "too large"));
	arena_free(&a);
}

/* The length of ten digits after so many joins, each of which makes the text ten times as long; -1 when that fails. */
static long
joined(const struct fixture *x, int times, bool fold)
{
	struct expr_scope scope = {x->form, x->tree.root->table->index, -1, NULL};
	struct arena a = {0};
	struct expr_error err = {0};
	struct expr_env env = {.form = x->form, .scratch = &a};
	struct buf b = {0};
	struct value v;
	long len = -1;

	for (int i = 0; i < times; i++)
		buf_text(&b, "join(");
	buf_text(&b, "'0123456789'");
	for (int i = 0; i < times; i++)
		buf_text(&b, ",'','','','','','','','','','','')");
	struct expr *e = expr_compile_with(&a, buf_str(&b), &scope, fold, &err);
	assert_non_null(e);
	if (expr_eval(e, &env, x->tree.root, &v) == 0)
		len = (long)v.len;
	else
		assert_true(isnan(expr_number(e, &env, x->tree.root)) && env.touched == EXPR_BLANK);
	buf_free(&b);
	arena_free(&a);
	return len;
}

static void
bounds_texts(void **state)
{
	for (int fold = 0; fold < 2; fold++) {
		assert_int_equal(joined(*state, 1, fold), 100);
		assert_int_equal(joined(*state, 3, fold), 10000);
		assert_int_equal(joined(*state, 4, fold), -1);
		assert_int_equal(joined(*state, 60, fold), -1);
	}
}

static uint64_t
next_random(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	return *seed ^= *seed << 17;
}

static const char *const pieces[] = {"${heads}", "${age}", "${member}", "${illness}", "${bill}", "${kinds}", "${year}", "${must}",
	"age", "bill", "kinds", "illness", "heads", "(", ")", "[", "]", ",", "/", "..", ".", "/..", "=", "!=", "<", "<=", ">", "+", "-",
	"*", " div ", " mod ", " and ", " or ", "1", "2.5", "''", "'a'", "'2024-01-01'", "count(", "sum(", "max(", "if(", "coalesce(",
	"concat(", "join(", "position(", "last()", "current()", "substr(", "round(", "format-date(", "regex(", "distinct(", "today()",
	"indexed-repeat(", "jr:choice-name(", "selected(", "translate(", "'[a-c]*'", "'${kind}'", "once(", "not(", "number(", "'%Y'"};

static void
run(const struct fixture *x, const char *src)
{
	struct expr_scope scope = {x->form, x->member[0]->table->index, x->member[0]->table->first + 1, NULL};
	struct arena a = {0};
	struct expr_env env = {.form = x->form, .today = 20000, .scratch = &a};
	struct expr_error err = {0};
	struct value v[2];
	const char *text[2];
	size_t len[2];
	struct expr *e[2] = {expr_compile_with(&a, src, &scope, true, &err), expr_compile_with(&a, src, &scope, false, &err)};

	assert_int_equal(e[0] == NULL, e[1] == NULL);
	if (e[0] == NULL)
		assert_true(err.text[0] != '\0' && err.at <= strlen(src));
	if (e[0] != NULL && expr_eval(e[0], &env, x->member[0], &v[0]) == 0) {
		assert_int_equal(expr_eval(e[1], &env, x->member[0], &v[1]), 0);
		for (int i = 0; i < 2; i++)
			assert_int_equal(value_text(&v[i], &a, &text[i], &len[i]), 0);
		if (v[0].kind != v[1].kind || len[0] != len[1] || memcmp(text[0], text[1], len[0]) != 0)
			fail_msg("%s: folded and unfolded differ", src);
	}
	arena_free(&a);
}

/* Shapes of expressions, where N, T and S stand for a further one that is a number, a text or a set of answers. */
static const char *const shapes[][13] = {
	{"1", "2.5", "${heads}", "${age}", "(N + N)", "(N - N) * N", "N div N", "sum(S)", "count(S)", "round(N, 1)", "if(N > N, N, N)",
		"max(S, N)", "number(${age}[T] > N)"},
	{"''", "'a'", "${kinds}", "${place}", "concat(T, T)", "join(' ', S)", "substr(T, N)", "if(T = T, T, T)", "coalesce(T, T)",
		"translate(T, 'ab', T)", "string(N)", "normalize-space(T)",
		"string(${kinds}[T])"},
	{"${age}", "${bill}", "${member}/age", "${member}[age > N]/age", "${member}[N]/pay", "${illness}[bill < N and T = '']/bill",
		"${bill}[. > N]", "${member}[count(${member}[age < N]) = position()]/age", "${bill}[../bill_kind = T]/../../pay",
		"${member}[position() = last()]/illness/bill", "${economy}[year = max(S)]/net", "${member}[illness[bill > sum(S)]]/age",
		"${member}[${bill}[../bill_kind] > N]/age"},
};

static void
grow(struct buf *b, char kind, int depth, uint64_t *seed)
{
	const char *s = shapes[kind == 'N' ? 0 : kind == 'T' ? 1 : 2][next_random(seed) % (depth > 0 ? 13 : 3)];

	for (; *s != '\0'; s++)
		if (*s == 'N' || *s == 'T' || *s == 'S')
			grow(b, *s, depth - 1, seed);
		else
			buf_byte(b, (unsigned char)*s);
}

static void
means_the_same_folded(void **state)
{
	uint64_t seed = 0x677261776EU;
	struct buf b = {0};

	for (int i = 0; i < 20000; i++) {
		buf_reset(&b);
		grow(&b, "NTS"[i % 3], 4, &seed);
		run(*state, buf_str(&b));
	}
	buf_free(&b);
}

static void
survives_random_bytes(void **state)
{
	uint64_t seed = 0x46616E6770696EU;
	char src[41];

	for (int i = 0; i < 100000; i++) {
		size_t n = next_random(&seed) % 40;
		for (size_t k = 0; k < n; k++)
			src[k] = (char)(i % 2 ? next_random(&seed) % 255 + 1 : next_random(&seed) % 96 + 32);
		src[n] = '\0';
		run(*state, src);
	}
}

static void
survives_random_pieces(void **state)
{
	uint64_t seed = 0x686F757365U;
	char src[400];

	for (int i = 0; i < 100000; i++) {
		src[0] = '\0';
		for (size_t n = next_random(&seed) % 14; n > 0; n--)
			strcat(src, pieces[next_random(&seed) % (sizeof pieces / sizeof pieces[0])]);
		run(*state, src);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_where_and_why),
		cmocka_unit_test(sees_no_record_from_nowhere),
		cmocka_unit_test(bounds_depth_and_length),
		cmocka_unit_test(bounds_texts),
		cmocka_unit_test(means_the_same_folded),
		cmocka_unit_test(survives_random_bytes),
		cmocka_unit_test(survives_random_pieces),
	};

	return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
