/* Workbooks as spreadsheets write them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>
#include <xlsxwriter.h>

#include "csv.h"
#include "file.h"
#include "sheet/book.h"
#include "sheet/whole.h"
#include "words.h"
#include "zip_build.h"

enum { MOST = 1 << 20 };

/* The sheet as CSV, good until the next call. */
static const char *
read_bytes(const void *bytes, size_t n, const char *sheet)
{
	static struct buf out;
	struct fault f = {0};
	const char *text;
	size_t len;

	buf_free(&out);
	if (book_text("t.xlsx", bytes, n, sheet, MOST, &out, &text, &len, &f) < 0)
		fail_msg("%s", f.text);
	assert_ptr_equal(text, out.data);
	return buf_str(&out);
}

static const char *
read_sheet(const char *sheet, const char *strings, const char *styles)
{
	struct zip_build z = {0};

	zip_build_book(&z, sheet, strings, styles);
	zip_build_end(&z, z.n, false);
	const char *text = read_bytes(z.file.data, z.file.len, NULL);
	zip_build_free(&z);
	return text;
}

static void
test_kinds_of_cells(void **state)
{
	(void)state;
	static const char strings[] = "<sst><si><t>姓名</t></si>"
				      "<si><r><rPr/><t>张</t></r><r><t xml:space='preserve'> 三</t></r>"
				      "<rPh sb='0' eb='1'><t>zhang</t></rPh><phoneticPr/></si>"
				      "<si><t>a_x000D_b\nc_x5F20_</t></si></sst>";
	static const char sheet[] =
		"<worksheet><cols><col/></cols><sheetData>"
		"<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c><c r='C1' t='s'><v>2</v></c></row>"
		"<row r='2'><c t='inlineStr'><is><r><t>李</t></r><r><t>四</t></r><rPh><t>li</t></rPh></is></c>"
		"<c t='b'><v>1</v></c><c t='b'><v>0</v></c><c t='e'><v>#N/A</v></c><c t='str'><f>A1</f><v>x,\"y\"</v></c>"
		"<c><f>1+1</f><v>2</v></c><c><f>1+1</f></c><c t='d'><v>2026-11-20T00:00:00</v></c></row>"
		"<row r='5'><c r='C5'><v>-12.50</v></c><c r='E5'><v>0.30000000000000004</v></c></row>"
		"</sheetData><autoFilter ref='A1'/></worksheet>";

	assert_string_equal(read_sheet(sheet, strings, NULL),
		"姓名,张 三,a b c张\n"
		"李四,TRUE,FALSE,#N/A,\"x,\"\"y\"\"\",2,#VALUE!,2026-11-20\n"
		"\n\n,,-12.5,,0.3\n");
}

static void
test_numbers(void **state)
{
	(void)state;
	static const char sheet[] = "<worksheet><sheetData><row><c><v>130899196503120015</v></c><c><v>1.3089919650312E+17</v></c>"
				    "<c><v>999999999999999</v></c><c><v>13800001234</v></c><c><v>0</v></c><c><v>1E3</v></c></row>"
				    "</sheetData></worksheet>";

	assert_string_equal(read_sheet(sheet, NULL, NULL),
		"1.30899196503120E+17,1.30899196503120E+17,999999999999999,13800001234,0,1000\n");
	assert_true(book_lost_digits("1.30899196503120E+17"));
	assert_true(book_lost_digits("1.3E+17"));
	assert_true(book_lost_digits("1E+17"));
	assert_false(book_lost_digits("130899196503120015"));
	assert_false(book_lost_digits("13.5E+17"));
	assert_false(book_lost_digits("1.3E+17x"));
	assert_false(book_lost_digits("E+17"));
	assert_false(book_lost_digits(""));
	assert_true(book_failed_formula("#DIV/0!"));
	assert_false(book_failed_formula("#3"));
}

static void
test_dates(void **state)
{
	(void)state;
	static const char styles[] =
		"<styleSheet><numFmts><numFmt numFmtId='164' formatCode='yyyy\"年\"m\"月\"d\"日\"'/>"
		"<numFmt numFmtId='165' formatCode='0.00\"days\"'/><numFmt numFmtId='166' formatCode='[Red]0;[Blue]d'/></numFmts>"
		"<cellStyleXfs><xf numFmtId='14'/></cellStyleXfs>"
		"<cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='164'/><xf numFmtId='165'/><xf numFmtId='31'/>"
		"<xf numFmtId='20'/><xf numFmtId='166'/></cellXfs></styleSheet>";
	static const char sheet[] =
		"<worksheet><sheetData><row><c s='1'><v>23813</v></c><c s='2'><v>46346.354166666664</v></c><c s='3'><v>46346</v></c>"
		"<c s='4'><v>1</v></c><c s='1'><v>59</v></c><c s='1'><v>61</v></c><c s='5'><v>0.5</v></c><c s='6'><v>7</v></c>"
		"<c s='1'><v>2958465</v></c><c s='1'><v>2958466</v></c><c s='1'><v>2958465.9999999</v></c><c s='1'><v>-1</v></c><c s='0'><v>23813</v></c><c s='99'><v>5</v></c>"
		"</row></sheetData></worksheet>";

	assert_string_equal(read_sheet(sheet, NULL, styles),
		"1965-03-12,2026-11-20T08:30:00,46346,1900-01-01,1900-02-28,1900-03-01,12:00:00,7,9999-12-31,2958466,2958465.9999999,-1,23813,5\n");
}

static void
test_1904_and_sheets(void **state)
{
	struct zip_build z = {0};
	(void)state;

	zip_build_part(&z, "_rels/.rels", BOOK_RELS);
	zip_build_part(&z, "xl/workbook.xml",
		"<x:workbook xmlns:x='http://m' xmlns:r='http://r'><x:workbookPr date1904='1'/><x:sheets>"
		"<x:sheet name='旧' sheetId='1' r:id='r1' state='hidden'/><x:sheet name='图' sheetId='2' r:id='r9'/>"
		"<x:sheet name='survey' sheetId='3' r:id='r2'/></x:sheets></x:workbook>");
	zip_build_part(&z, "xl/_rels/workbook.xml.rels",
		"<Relationships><Relationship Id='r1' Type='http://x/worksheet' Target='worksheets/a.xml'/>"
		"<Relationship Id='r9' Type='http://x/chartsheet' Target='worksheets/c.xml'/>"
		"<Relationship Id='r3' Type='http://x/styles' Target='styles.xml'/>"
		"<Relationship Id='r2' Type='http://x/worksheet' Target='/xl/worksheets/b.xml'/></Relationships>");
	zip_build_part(&z, "xl/styles.xml", "<styleSheet><cellXfs><xf numFmtId='14'/></cellXfs></styleSheet>");
	zip_build_part(&z, "xl/worksheets/a.xml", "<worksheet><sheetData><row><c><v>0</v></c></row></sheetData></worksheet>");
	zip_build_part(&z, "xl/worksheets/b.xml",
		"<x:worksheet xmlns:x='http://m'><x:sheetData><x:row><x:c s='0'><x:v>22351</x:v></x:c><x:c s='0'><x:v>2957003</x:v></x:c>"
		"<x:c s='0'><x:v>2957004</x:v></x:c></x:row></x:sheetData></x:worksheet>");
	zip_build_end(&z, z.n, true);
	assert_string_equal(read_bytes(z.file.data, z.file.len, NULL), "1965-03-12,9999-12-31,2957004\n");
	assert_string_equal(read_bytes(z.file.data, z.file.len, "旧"), "1904-01-01\n");
	assert_string_equal(read_bytes(z.file.data, z.file.len, "SURVEY"), "1965-03-12,9999-12-31,2957004\n");
	struct fault f = {0};
	struct book *b = book_open("t.xlsx", z.file.data, z.file.len, &f);
	assert_non_null(b);
	assert_int_equal(book_sheets(b), 2);
	assert_string_equal(book_name(b, 0), "旧");
	assert_int_equal(book_find(b, NULL), 1);
	assert_int_equal(book_find(b, "图"), -1);
	book_close(b);
	zip_build_free(&z);
}

/* Programs that stream give sizes and places in 64 bits. */
static void
test_wide_entries(void **state)
{
	struct zip_build z = {0};
	static const char sheet[] = "<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>";
	(void)state;

	zip_build_book(&z, NULL, NULL, NULL);
	zip_build_lying(&z, "xl/worksheets/sheet1.xml", sheet, strlen(sheet), (struct zip_lie){.wide = true});
	zip_build_end(&z, z.n, true);
	assert_string_equal(read_bytes(z.file.data, z.file.len, NULL), "1\n");
	zip_build_free(&z);
}

/* What libxlsxwriter writes, with shared texts and, row by row, with texts in the cells. */
static void
test_written_by_libxlsxwriter(void **state)
{
	(void)state;
	for (int streamed = 0; streamed < 2; streamed++) {
		char path[] = "/tmp/fangpin-book-XXXXXX";
		struct buf bytes = {0};
		struct fault f = {0};
		int fd = mkstemp(path);

		assert_true(fd >= 0);
		close(fd);
		lxw_workbook_options options = {.constant_memory = streamed == 1};
		lxw_workbook *wb = workbook_new_opt(path, &options);
		lxw_worksheet *ws = workbook_add_worksheet(wb, "成员");
		lxw_format *day = workbook_add_format(wb);
		lxw_datetime born = {.year = 1965, .month = 3, .day = 12};
		format_set_num_format(day, "yyyy-mm-dd");
		worksheet_write_string(ws, 0, 0, "姓名", NULL);
		worksheet_write_string(ws, 0, 2, "=1+1 <&> \"q\"", NULL);
		worksheet_write_string(ws, 2, 0, "130899196503120015", NULL);
		worksheet_write_datetime(ws, 2, 1, &born, day);
		worksheet_write_number(ws, 2, 2, -1234.56, NULL);
		worksheet_write_boolean(ws, 2, 3, 1, NULL);
		worksheet_write_string(ws, 2, 4, "one\ntwo\x01", NULL);
		assert_int_equal(workbook_close(wb), LXW_NO_ERROR);
		if (file_read(path, MOST, &bytes, &f) < 0)
			fail_msg("%s", f.text);
		assert_true(book_is(bytes.data, bytes.len));
		assert_string_equal(read_bytes(bytes.data, bytes.len, "成员"),
			"姓名,,\"=1+1 <&> \"\"q\"\"\"\n\n130899196503120015,1965-03-12,-1234.56,TRUE,one two\x01\n");
		buf_free(&bytes);
		unlink(path);
	}
}

/* A cell that names its row is found again on the line of that number. */
static void
test_lines_are_rows(void **state)
{
	(void)state;
	const char *text = read_sheet("<worksheet><sheetData><row r='3'><c r='B3' t='str'><v>a&#10;b</v></c></row>"
				      "<row r='90'><c r='A90'><v>1</v></c></row></sheetData></worksheet>", NULL, NULL);
	struct csv c;
	struct fault f = {0};

	assert_int_equal(csv_open(&c, "t", text, strlen(text), &f), 0);
	assert_int_equal(csv_next(&c, &f), 1);
	assert_int_equal(c.line, 3);
	assert_string_equal(csv_field(&c, 1), "a b");
	assert_int_equal(csv_next(&c, &f), 1);
	assert_int_equal(c.line, 90);
	assert_int_equal(csv_next(&c, &f), 0);
	csv_close(&c);
}

/* Parts cut anywhere, as a full disk leaves them, make no whole workbook, though their check sums fit what is there. */
static void
test_whole(void **state)
{
	static const char sheet[] = "<worksheet><sheetData><row><c t='str'><v>a</v></c></row></sheetData></worksheet>";
	char cut[sizeof sheet], path[] = "/tmp/fangpin-book-XXXXXX";
	int fd = mkstemp(path);
	struct fault f = {0};
	(void)state;

	assert_true(fd >= 0);
	close(fd);
	assert_false(book_whole("/nonexistent"));
	assert_false(book_whole(path));
	for (size_t n = 0; n < sizeof sheet; n++) {
		struct zip_build z = {0};
		snprintf(cut, n + 1, "%s", sheet);
		zip_build_part(&z, "[Content_Types].xml", "<Types/>");
		zip_build_part(&z, "xl/worksheets/sheet1.xml", cut);
		zip_build_part(&z, "xl/workbook.xml", "<workbook/>");
		zip_build_end(&z, z.n, false);
		assert_int_equal(file_write(path, z.file.data, z.file.len, false, &f), 0);
		assert_int_equal(book_whole(path), n == sizeof sheet - 1);
		assert_int_equal(file_write(path, z.file.data, z.file.len - z.directory.len - 30, false, &f), 0);
		assert_false(book_whole(path));
		zip_build_free(&z);
	}
	unlink(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kinds_of_cells),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_dates),
		cmocka_unit_test(test_1904_and_sheets),
		cmocka_unit_test(test_wide_entries),
		cmocka_unit_test(test_written_by_libxlsxwriter),
		cmocka_unit_test(test_lines_are_rows),
		cmocka_unit_test(test_whole),
	};

	setenv("LANGUAGE", "en", 1);
	words_open(NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
