/* Exports as workbooks: what one sheet and one archive hold. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "export_fixture.h"
#include "sheet/book.h"

/* More rows than a sheet holds go on in a further sheet. */
static void
test_sheets_fill(void **state)
{
	struct office *o = *state;
	struct export_report r;
	struct buf text = {0}, sheet = {0};
	struct fault f = {0};

	import(o, people);
	const char *dir = export(o, (struct export_order){.format = EXPORT_XLSX, .full = true, .table = "member", .sheet_rows = 2}, &r);
	content(dir, "export.xlsx", &text);
	struct book *b = book_open("export.xlsx", text.data, text.len, &f);
	assert_non_null(b);
	assert_string_equal(book_name(b, 0), "member");
	assert_int_equal(r.split, book_sheets(b) - 3); /* members and both books fill more than one */
	int more = book_find(b, "member_2");
	assert_true(more > 0);
	assert_int_equal(book_csv(b, 0, FILE_BYTES, &sheet, &f), 0);
	assert_string_equal(cell(&sheet, 0, "relation"), "户主");
	assert_int_equal(strlen(cell(&sheet, 1, "id_number")), 18);
	buf_reset(&sheet);
	assert_int_equal(book_csv(b, (size_t)more, FILE_BYTES, &sheet, &f), 0);
	assert_int_equal(strlen(cell(&sheet, 0, "id_number")), 18);
	book_close(b);
	buf_free(&text);
	buf_free(&sheet);
}

/* An ordinary archive ends at 4 GiB; only a workbook that may pass that is written as the other kind, which old spreadsheets do not open. */
static void
test_large_archive(void **state)
{
	enum { ORDINARY = 20, ZIP64 = 45, NEEDED = 4 }; /* version needed, and where a local header says it (APPNOTE 4.4.3) */
	static const struct {
		uint64_t most;
		int needed;
	} rows[] = {{0, ORDINARY}, {1 << 20, ORDINARY}, {1000, ZIP64}};
	struct office *o = *state;
	struct export_report r;
	struct buf file = {0}, sheet = {0};
	struct fault f = {0};

	import(o, people);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct export_order order = {.format = EXPORT_XLSX, .full = true, .table = "member", .archive_bytes = rows[i].most};
		content(export(o, order, &r), "export.xlsx", &file);
		assert_int_equal(r.split, 0);
		assert_int_equal(file.data[NEEDED], rows[i].needed);
		struct book *b = book_open("export.xlsx", file.data, file.len, &f);
		assert_non_null(b);
		buf_reset(&sheet);
		assert_int_equal(book_csv(b, 0, FILE_BYTES, &sheet, &f), 0);
		assert_int_equal(strlen(cell(&sheet, 2, "id_number")), 18);
		book_close(b);
	}
	buf_free(&file);
	buf_free(&sheet);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_sheets_fill, office_setup, office_teardown),
		cmocka_unit_test_setup_teardown(test_large_archive, office_setup, office_teardown),
	};

	setenv("LANGUAGE", "en", 1);
	words_open(NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
