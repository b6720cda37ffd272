/* JSON is JSON, whatever bytes go into it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "json.h"

static void
test_commas(void **state)
{
	struct buf b = {0};
	struct json j = {.out = &b};

	(void)state;
	json_begin(&j, '{');
	json_key(&j, "a");
	json_begin(&j, '[');
	json_end(&j, ']');
	json_key(&j, "b");
	json_begin(&j, '[');
	json_int(&j, -1);
	json_bool(&j, true);
	json_null(&j);
	json_begin(&j, '{');
	json_key(&j, "c");
	json_text(&j, "d");
	json_key(&j, "e");
	json_bool(&j, false);
	json_end(&j, '}');
	json_hex(&j, "\x00\xff", 2);
	json_end(&j, ']');
	json_key(&j, "f");
	json_int(&j, INT64_MIN);
	json_end(&j, '}');
	assert_string_equal(buf_str(&b), "{\"a\":[],\"b\":[-1,true,null,{\"c\":\"d\",\"e\":false},\"00ff\"],\"f\":-9223372036854775808}");
	buf_free(&b);
}

static void
written(const char *text, const char *wanted)
{
	struct buf b = {0};
	struct json j = {.out = &b};

	json_text(&j, text);
	assert_string_equal(buf_str(&b), wanted);
	buf_free(&b);
}

static void
test_texts(void **state)
{
	(void)state;
	written("", "\"\"");
	written("防贫 \xF0\xA0\x80\x80", "\"防贫 \xF0\xA0\x80\x80\"");
	written("a\"b\\c/", "\"a\\\"b\\\\c/\"");
	written("\t\n\x01\x1f\x7f", "\"\\u0009\\u000a\\u0001\\u001f\\u007f\"");
	/* Cut short, overlong, a surrogate. */
	written("x\xE9\x98", "\"x\xEF\xBF\xBD\xEF\xBF\xBD\"");
	written("\xC0\xAF", "\"\xEF\xBF\xBD\xEF\xBF\xBD\"");
	written("\xED\xA0\x80", "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

static void
fixed(int64_t hundredths, const char *wanted)
{
	struct buf b = {0};
	struct json j = {.out = &b};

	json_fixed(&j, hundredths);
	assert_string_equal(buf_str(&b), wanted);
	buf_free(&b);
}

static void
test_money(void **state)
{
	(void)state;
	fixed(0, "0");
	fixed(-5, "-0.05");
	fixed(1250, "12.5");
	fixed(600000, "6000");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_commas),
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_money),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
