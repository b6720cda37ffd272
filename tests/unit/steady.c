/* What an expression keeps from one record to the next: the same as working everything out each time, to the step. */
#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <setjmp.h>
#include <cmocka.h>

#include "arena.h"
#include "expr/code.h"
#include "words.h"

enum { PARAMS = 3 };

struct settings {
	char text[PARAMS][16]; /* "" is not set */
};

static int
find(void *self, const char *name, size_t n, const char **text, size_t *len)
{
	const struct settings *s = self;
	const int i = n == 2 && name[0] == 'p' ? name[1] - '0' : PARAMS;

	if (i < 0 || i >= PARAMS || s->text[i][0] == '\0')
		return i >= 0 && i < PARAMS ? 0 : -1;
	*text = s->text[i];
	*len = strlen(*text);
	return 1;
}

#define P(n) "pulldata('policy', 'value', 'name', 'p" #n "')"

static const char *const sources[] = {
	"if(" P(0) " = 'no', 0, 1) + ${x}",
	"${x} * if(" P(0) " > 5, 2 * " P(1) ", " P(2) " - 1)",
	"number(format-date(today(), '%Y%m%d')) - ${x}",
	"format-date(today(), '%a %d')",
	"concat(" P(0) ", '-', " P(1) ")",
	P(0),
	"today() + 1 > ${x} and " P(1) " > 3",
	"${x} > 3 or " P(1) " > 3 or " P(2) " > 4",
	"if(${x} > 5, " P(0) " + 1, today() - 1)",
	"coalesce(" P(2) ", " P(1) ", 7) * 2",
	"max(" P(0) ", " P(1) " + 1, ${x})",
	"substr('abcdef', 0, " P(1) " mod 4)",
	"string-length(concat(" P(0) ", today()))",
	"not(" P(0) " = " P(1) ")",
	"date(today()) = today() and true()",
};
enum { SOURCES = sizeof sources / sizeof sources[0] };

static uint64_t
next_random(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

struct outcome {
	char text[128];
	unsigned touched;
	long left;
	int rc;
	const char *unset;
};

static struct outcome
outcome(const struct expr *e, struct expr_env *env, long budget)
{
	struct outcome o = {.left = budget};
	const char *text;
	struct value v;
	size_t n = 0;

	env->budget = &o.left;
	env->touched = 0;
	env->unset = NULL;
	o.rc = expr_eval(e, env, NULL, &v);
	if (o.rc == 0 && value_text(&v, env->scratch, &text, &n) == 0)
		snprintf(o.text, sizeof o.text, "%d:%.*s", (int)v.kind, (int)n, text);
	o.touched = env->touched;
	o.unset = env->unset;
	return o;
}

/* The settings, the day, the language and the answer change at random, each change of settings with a number of its own. */
static void
test_what_is_kept_is_what_is_worked_out(void **state)
{
	struct names names = {0};
	struct arena a = {0};
	struct expr_scope scope = {.table = -1, .question = -1, .locals = &names};
	struct expr_error err;
	struct expr *fast[SOURCES];
	struct settings settings[2] = {{{"no", "4", "9"}}, {{"6", "", "2"}}};
	struct expr_params params[2] = {{find, &settings[0], expr_issue()}, {find, &settings[1], expr_issue()}};
	struct value x = value_of_number(1);
	struct expr_env env = {.today = 20000, .scratch = &a, .params = &params[0], .locals = &x};
	uint64_t seed = 88172645463325252u;
	static const char *const values[] = {"", "no", "0", "3", "4", "5.5", "9"};
	long hits = 0;

	(void)state;
	assert_int_equal(names_add(&names, "x", 0), 0);
	for (int i = 0; i < SOURCES; i++)
		if ((fast[i] = expr_compile(&a, sources[i], &scope, &err)) == NULL)
			fail_msg("%s: %s", sources[i], err.text);
	for (int round = 0; round < 4000; round++) {
		const uint64_t r = next_random(&seed);
		struct arena scratch = {0};
		struct expr *fresh;
		struct outcome kept, made;

		if (r % 13 == 0)
			env.today = 20000 + (int32_t)((r >> 8) % 5);
		if (r % 11 == 0)
			env.lang = (int)((r >> 12) % LANGS);
		if (r % 3 == 0)
			env.params = &params[(r >> 16) % 2];
		if (r % 29 == 0) {
			const size_t which = (r >> 20) % 2;
			strcpy(settings[which].text[(r >> 24) % PARAMS], values[(r >> 28) % 7]);
			params[which].issue = expr_issue();
		}
		x = value_of_number((double)((r >> 32) % 10));
		env.scratch = &scratch;
		const int i = (int)(next_random(&seed) % SOURCES);
		const long budget = round % 3 == 0 ? (long)(r >> 40) % 12 : 1000;
		if ((fresh = expr_compile(&scratch, sources[i], &scope, &err)) == NULL)
			fail_msg("%s", err.text);
		for (size_t k = 0; k < EXPR_STEADY && fast[i]->steady[k].issue != 0; k++)
			hits += fast[i]->steady[k].issue == env.params->issue;
		kept = outcome(fast[i], &env, budget);
		made = outcome(fresh, &env, budget);
		if (kept.rc != made.rc || strcmp(kept.text, made.text) != 0 || kept.touched != made.touched || kept.left != made.left ||
			(kept.unset == NULL) != (made.unset == NULL))
			fail_msg("%s: %d %s %x %ld, worked out %d %s %x %ld", sources[i], kept.rc, kept.text, kept.touched, kept.left, made.rc, made.text,
				made.touched, made.left);
		arena_free(&scratch);
	}
	assert_true(hits > 300);
	arena_free(&a);
	names_free(&names);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_what_is_kept_is_what_is_worked_out)};

	words_open(NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
