/* CSV as spreadsheets read it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "csv.h"

/* What a spreadsheet would turn into something else stays what it is; what it shows as it is stays plain. */
static void
test_texts_stay_texts(void **state)
{
	static const char *const rows[][2] = {{"130899196503120015", "\"=\"\"130899196503120015\"\"\""}, {"13089919650312001X", "\"=\"\"13089919650312001X\"\"\""},
		{"13800001234", "\"=\"\"13800001234\"\"\""}, {"12e345", "\"=\"\"12e345\"\"\""}, {"12E345", "\"=\"\"12E345\"\"\""},
		{"007", "\"=\"\"007\"\"\""}, {"3-12", "\"=\"\"3-12\"\"\""}, {"3/12", "\"=\"\"3/12\"\"\""}, {"=1+1", "'=1+1"}, {"-1", "'-1"}, {"0", "0"}, {"12", "12"},
		{"2026-11-20", "2026-11-20"}, {"12-", "12-"}, {"e12", "e12"}, {"12e3a", "12e3a"}, {"3组", "3组"}, {"X", "X"}, {"", ""}};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct buf out = {0};
		csv_put_text(&out, rows[i][0], 1);
		assert_string_equal(buf_str(&out), rows[i][1]);
		buf_free(&out);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_texts_stay_texts)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
