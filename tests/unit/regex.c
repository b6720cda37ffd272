#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "expr/regex.h"

struct row {
	const char *pattern, *text;
	bool matches;
};

static const struct row rows[] = {
	{"abc", "abc", true}, {"abc", "abcd", false}, {"abc", "xabc", false}, {"", "", true}, {"", "a", false}, {"a|bc|d", "bc", true},
	{"a|bc|d", "ab", false}, {"|a", "", true}, {"(a|b)c", "bc", true}, {"(?:ab)+", "abab", true}, {"(?:ab)+", "", false},
	{"a*", "", true}, {"a*", "aaaa", true}, {"a?b", "b", true}, {"a+b", "b", false}, {"a{2}", "aa", true}, {"a{2}", "aaa", false},
	{"a{2,}", "aaaa", true}, {"a{2,}", "a", false}, {"a{1,3}", "aaa", true}, {"a{1,3}", "aaaa", false}, {"a{0}b", "b", true},
	{"a{0,2}b", "aab", true}, {"a{0}", "a", false}, {"[1-7][1-4]", "74", true}, {"[1-7][1-4]", "75", false}, {"[^a-c]", "d", true},
	{"[^a-c]", "b", false}, {"[]a]", "]", true}, {"[a-]", "-", true}, {"[\\d-]+", "1-2", true}, {"\\d{6}", "130899", true},
	{"\\d", "x", false}, {"\\D\\W\\S", "x-y", true}, {"\\w+", "a_9Z", true}, {"\\w", "甲", false}, {"\\s", " ", true}, {".", "甲", true},
	{"..", "甲", false}, {".", "\n", false}, {"[\\u4e00-\\u9fa5]{2,}", "王二", true}, {"[\\u4e00-\\u9fa5]{2,}", "王2", false},
	{"[甲-龟]", "乙", false}, {"^1[3-9][0-9]{9}$", "13912345678", true}, {"^1[3-9][0-9]{9}$", "12912345678", false},
	{"^[0-9]{17}[0-9X]$", "13089919650312001X", true}, {"(^a|b)$", "a", true}, {"a^b", "ab", false}, {"a$b", "ab", false},
	{"\\.\\*\\\\", ".*\\", true}, {"(a*)*", "aaa", true}, {"(a*)*b", "aaac", false}, {"(|a)+", "aa", true}, {"(a|ab)(c|bcd)", "abcd", true},
	{"x(a|b){2}y", "xaby", true}, {"(a{1,2}){2}", "aaa", true}, {"((ab|c)*d)+", "abcdd", true},
	{"\\D", "0", false}, {"\\D", "9", false}, {"\\D", "/", true}, {"\\D", ":", true}, {"\\W", "0", false}, {"\\W", "A", false}, {"\\W", "Z", false},
	{"\\W", "_", false}, {"\\W", "a", false}, {"\\W", "z", false}, {"\\W", "@", true}, {"\\W", "[", true}, {"\\W", "^", true}, {"\\W", "`", true},
	{"\\W", "{", true}, {"\\S", "\t", false}, {"\\S", "\r", false}, {"\\S", " ", false}, {"\\S", "\b", true}, {"[a-c]\\d[x-z]", "a1x", true},
	{"[a-c]\\d[x-z]", "axx", false},
};

static void
matches_whole_texts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct arena a = {0};
		const char *why;
		const struct regex *r = regex_compile(&a, rows[i].pattern, strlen(rows[i].pattern), &why);
		if (r == NULL)
			fail_msg("%s: %s", rows[i].pattern, why);
		if (regex_match(r, rows[i].text, strlen(rows[i].text)) != rows[i].matches)
			fail_msg("%s on %s", rows[i].pattern, rows[i].text);
		arena_free(&a);
	}
}

static void
stays_linear(void **state)
{
	static const char pattern[] = "(x+x+)+y|(a|aa)+$|(a*)*b|((a{0,9}){0,9})*c";
	char text[20000];
	struct arena a = {0};
	const char *why;

	(void)state;
	const struct regex *r = regex_compile(&a, pattern, strlen(pattern), &why);
	assert_non_null(r);
	memset(text, 'x', sizeof text);
	assert_false(regex_match(r, text, sizeof text));
	memset(text, 'a', sizeof text);
	assert_true(regex_match(r, text, sizeof text));
	text[sizeof text - 1] = 'd';
	assert_false(regex_match(r, text, sizeof text));
	arena_free(&a);
}

static void
refuses_what_is_no_pattern(void **state)
{
	static const char *const wrong[] = {"(", ")", "a)", "[", "[a", "[b-a]", "[a-\\d]", "*", "a|*", "a{", "a{2", "a{,2}", "a{3,2}",
		"a{1001}", "\\", "\\b", "\\1", "\\u12", "(?=a)", "((((a{99}){99}){99}){99})", "(((){999}){999}){999}"};

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		struct arena a = {0};
		const char *why = NULL;
		if (regex_compile(&a, wrong[i], strlen(wrong[i]), &why) != NULL)
			fail_msg("%s", wrong[i]);
		assert_non_null(why);
		arena_free(&a);
	}
}

static void
survives_random_patterns(void **state)
{
	static const char letters[] = "ab()[]|*+?{}0123,^$.\\dwus-:\x80\xe7";
	uint64_t seed = 20260101;
	char pattern[24];

	(void)state;
	for (int i = 0; i < 50000; i++) {
		struct arena a = {0};
		const char *why;
		size_t n = 0;
		for (seed = seed * 6364136223846793005U + 1442695040888963407U; n < (seed >> 40) % 24; n++) {
			pattern[n] = letters[(seed >> 33) % (sizeof letters - 1)];
			seed = seed * 6364136223846793005U + 1442695040888963407U;
		}
		const struct regex *r = regex_compile(&a, pattern, n, &why);
		if (r != NULL)
			regex_match(r, "ab0a\xe7\x94\xb2", 7);
		arena_free(&a);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(matches_whole_texts),
		cmocka_unit_test(stays_linear),
		cmocka_unit_test(refuses_what_is_no_pattern),
		cmocka_unit_test(survives_random_patterns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
