/* Workbooks built to harm: each is refused in words, and costs little. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "sheet/book.h"
#include "words.h"
#include "world.h"
#include "zip_build.h"

enum { MOST = 64 << 20 };

#define SHEET(rows) "<worksheet><sheetData>" rows "</sheetData></worksheet>"

/* The bytes are refused with a sentence that holds ${hint}, or read when ${hint} is NULL. */
static void
bytes_refused(const void *bytes, size_t n, const char *hint)
{
	struct buf out = {0};
	struct fault f = {0};
	const char *text;
	size_t len;
	int rc = book_text("t.xlsx", bytes, n, NULL, MOST, &out, &text, &len, &f);

	if (hint == NULL && rc < 0)
		fail_msg("%s", f.text);
	if (hint != NULL && (rc == 0 || f.code != EX_DATAERR || strstr(f.text, hint) == NULL))
		fail_msg("%s: rc %d, code %d, %s", hint, rc, f.code, f.text);
	assert_true(hint == NULL || strstr(f.text, "t.xlsx") != NULL);
	buf_free(&out);
}

static void
refused(struct zip_build *z, unsigned count, const char *hint)
{
	zip_build_end(z, count, false);
	bytes_refused(z->file.data, z->file.len, hint);
	zip_build_free(z);
}

static void
sheet_refused(const char *sheet, const char *strings, const char *hint)
{
	struct zip_build z = {0};

	zip_build_book(&z, sheet, strings, NULL);
	refused(&z, z.n, hint);
}

/* A workbook whose one sheet is an entry that lies. */
static void
lie_refused(struct zip_lie lie, const char *hint)
{
	static const char sheet[] = SHEET("<row><c><v>1</v></c></row>");
	struct zip_build z = {0};

	zip_build_book(&z, NULL, NULL, NULL);
	zip_build_lying(&z, "xl/worksheets/sheet1.xml", sheet, strlen(sheet), lie);
	refused(&z, z.n, hint);
}

static void
test_lying_entries(void **state)
{
	(void)state;
	lie_refused((struct zip_lie){0}, NULL);
	lie_refused((struct zip_lie){.flags = 1}, "encrypted");
	lie_refused((struct zip_lie){.flags = 1 << 13}, "encrypted");
	lie_refused((struct zip_lie){.method_too = 4}, "packed in a way");
	lie_refused((struct zip_lie){.size = 10}, "does not unpack");
	lie_refused((struct zip_lie){.size = 4000}, "does not unpack");
	lie_refused((struct zip_lie){.size = (uint64_t)3 << 30, .wide = true}, "far more");
	lie_refused((struct zip_lie){.size = UINT64_MAX, .wide = true}, "far more");
	lie_refused((struct zip_lie){.packed = 5}, "does not unpack");
	lie_refused((struct zip_lie){.packed = (uint64_t)1 << 40, .wide = true}, "not where");
	lie_refused((struct zip_lie){.at = UINT64_MAX, .wide = true}, "not where");
	lie_refused((struct zip_lie){.at = 1}, "not where");
	lie_refused((struct zip_lie){.local_name = "xl/worksheets/sheet2.xml"}, "not where");
}

static void
test_names(void **state)
{
	static const char *const names[] = {"../../etc/passwd", "/etc/passwd", "xl\\sheet.xml", "xl/..", "c:evil", "a\nb"};
	(void)state;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct zip_build z = {0};
		zip_build_book(&z, SHEET(""), NULL, NULL);
		zip_build_part(&z, names[i], "x");
		refused(&z, z.n, "a name that no workbook uses");
	}
	struct zip_build z = {0};
	zip_build_book(&z, SHEET(""), NULL, NULL);
	zip_build_part(&z, "XL/Worksheets/Sheet1.xml", SHEET("<row><c><v>9</v></c></row>"));
	refused(&z, z.n, "there twice");
}

/* Many entries over the same bytes: a small file that unpacks without end. */
static void
test_overlap(void **state)
{
	struct zip_build z = {0};
	(void)state;

	zip_build_book(&z, SHEET("<row><c><v>1</v></c></row>"), NULL, NULL);
	uint64_t at = z.file.len;
	zip_build_part(&z, "xl/media/a.png", "some bytes");
	struct buf packed = {0};
	zip_build_deflate("some bytes", 10, &packed);
	zip_build_raw(&z, "xl/media/a.png", &packed, 0, 10, &(struct zip_lie){.at = at});
	buf_free(&packed);
	refused(&z, z.n, "overlaps");
	zip_build_book(&z, SHEET(""), NULL, NULL);
	zip_build_end(&z, 3, false);
	bytes_refused(z.file.data, z.file.len, "list of its parts");
	zip_build_free(&z);
	zip_build_book(&z, SHEET(""), NULL, NULL);
	zip_build_end(&z, 60000, true);
	bytes_refused(z.file.data, z.file.len, "60000 parts");
	zip_build_free(&z);
}

/* Bombs: zeros that deflate a thousandfold, one by one under every ceiling, and a tag without end. */
static void
test_bombs(void **state)
{
	size_t n = 32 << 20;
	char *zeros = malloc(n);
	struct zip_build z = {0};
	struct rusage before, after;
	(void)state;

	assert_non_null(zeros);
	memset(zeros, 'a', n); /* the memory is there before it is measured */
	memset(zeros, 0, n);
	zip_build_book(&z, NULL, NULL, NULL);
	zip_build_lying(&z, "xl/worksheets/sheet1.xml", zeros, n, (struct zip_lie){0});
	getrusage(RUSAGE_SELF, &before);
	refused(&z, z.n, "far more");
	/* It says to be small. */
	zip_build_book(&z, NULL, NULL, NULL);
	zip_build_lying(&z, "xl/worksheets/sheet1.xml", zeros, n, (struct zip_lie){.size = 4 << 20});
	refused(&z, z.n, "not well-formed");
	memset(zeros, 'a', n);
	zeros[0] = '<';
	zip_build_book(&z, NULL, NULL, NULL);
	zip_build_lying(&z, "xl/worksheets/sheet1.xml", zeros, 3 << 20, (struct zip_lie){0});
	refused(&z, z.n, "single tag");
	memset(zeros, ' ', n);
	zip_build_book(&z, NULL, NULL, NULL);
	zip_build_lying(&z, "xl/worksheets/sheet1.xml", zeros, 4 << 20, (struct zip_lie){0});
	refused(&z, z.n, "no element found");
	getrusage(RUSAGE_SELF, &after);
	assert_true(after.ru_maxrss - before.ru_maxrss < 32 << 10);
	free(zeros);
}

static void
test_xml(void **state)
{
	struct buf deep = {0};
	(void)state;

	sheet_refused("<!DOCTYPE a [<!ENTITY b 'bbbb'><!ENTITY c '&b;&b;'>]>" SHEET("<row><c t='str'><v>&c;</v></c></row>"), NULL,
		"document type");
	sheet_refused("<!DOCTYPE worksheet SYSTEM 'http://example.com/x.dtd'>" SHEET(""), NULL, "document type");
	sheet_refused("<worksheet><sheetData><row><c><v>1</v></row></sheetData></worksheet>", NULL, "mismatched tag");
	sheet_refused("<worksheet><sheetData>", NULL, "no element found");
	sheet_refused(SHEET("<row><c t='str'><v>\xFF\xFE</v></c></row>"), NULL, "not well-formed");
	sheet_refused(SHEET("<row><c t='str'><v>\xED\xA0\x80</v></c></row>"), NULL, "not well-formed");
	sheet_refused(SHEET("<row><c t='str'><v>&#0;</v></c></row>"), NULL, "reference to invalid character");
	buf_text(&deep, "<worksheet>");
	for (int i = 0; i < 10000; i++)
		buf_text(&deep, "<a>");
	sheet_refused(buf_str(&deep), NULL, "nested deeper");
	buf_free(&deep);
}

static void
test_cells_out_of_place(void **state)
{
	(void)state;
	sheet_refused(SHEET("<row r='2'/><row r='2'/>"), NULL, "out of order");
	sheet_refused(SHEET("<row r='0'/>"), NULL, "out of order");
	sheet_refused(SHEET("<row r='-1'/>"), NULL, "out of order");
	sheet_refused(SHEET("<row r='1048577'/>"), NULL, "out of order");
	sheet_refused(SHEET("<row r='1048576'/><row/>"), NULL, "more rows");
	sheet_refused(SHEET("<row r='1'><c r='B1'><v>1</v></c><c r='A1'><v>1</v></c></row>"), NULL, "cell B1");
	sheet_refused(SHEET("<row r='1'><c r='A2'><v>1</v></c></row>"), NULL, "not where it says");
	sheet_refused(SHEET("<row r='1'><c r='ZZZZ1'><v>1</v></c></row>"), NULL, "not where it says");
	sheet_refused(SHEET("<c r='A1'><v>1</v></c>"), NULL, "not where it says");
	sheet_refused(SHEET("<row r='7'><c r='XFD7'><v>1</v></c></row>"), NULL, "cell XFD7");
	sheet_refused(SHEET("<row><c t='s'><v>0</v></c></row>"), NULL, "text is missing");
	sheet_refused(SHEET("<row><c t='s'><v>1</v></c></row>"), "<sst><si><t>a</t></si></sst>", "text is missing");
	sheet_refused(SHEET("<row><c t='s'><v>-1</v></c></row>"), "<sst><si><t>a</t></si></sst>", "text is missing");
	sheet_refused(SHEET("<row><c t='q'><v>1</v></c></row>"), NULL, "kind of cell");
	sheet_refused(SHEET("<row r='9'><c r='C9'><v>12x</v></c></row>"), NULL, "cell C9");
	sheet_refused(SHEET("<row><c><v>inf</v></c></row>"), NULL, "is none");
	sheet_refused(SHEET("<row><c><v>nan</v></c></row>"), NULL, "is none");
}

/* Much of a thing that is allowed once. */
static void
test_ceilings(void **state)
{
	struct buf many = {0};
	struct zip_build z = {0};
	(void)state;

	buf_text(&many, "<worksheet><sheetData><row><c t='str'><v>");
	for (int i = 0; i < 70000; i++)
		buf_byte(&many, 'a' + (unsigned)i % 23);
	buf_text(&many, "</v></c></row></sheetData></worksheet>");
	sheet_refused(buf_str(&many), NULL, "more text than a cell");

	/* One long shared text shown a thousand times: 64 MiB out of little. */
	struct buf text = {0};
	buf_text(&text, "<sst><si><t>");
	for (int i = 0; i < 65000; i++)
		buf_byte(&text, 'a' + (unsigned)i * (unsigned)i % 23);
	buf_text(&text, "</t></si></sst>");
	buf_reset(&many);
	buf_text(&many, "<worksheet><sheetData>");
	for (int i = 0; i < 1100; i++)
		buf_text(&many, "<row><c t='s'><v>0</v></c></row>");
	buf_text(&many, "</sheetData></worksheet>");
	sheet_refused(buf_str(&many), buf_str(&text), "more than can be read");
	buf_free(&text);

	zip_build_part(&z, "_rels/.rels", BOOK_RELS);
	zip_build_part(&z, "xl/_rels/workbook.xml.rels", BOOK_PARTS_RELS);
	buf_reset(&many);
	buf_text(&many, "<workbook xmlns:r='http://r'><sheets>");
	for (int i = 0; i < 1000; i++)
		buf_printf(&many, "<sheet name='s%d' r:id='r1'/>", i);
	buf_text(&many, "</sheets></workbook>");
	zip_build_part(&z, "xl/workbook.xml", buf_str(&many));
	refused(&z, z.n, "more than 255 sheets");
	buf_free(&many);
}

/* By how many KiB reading the bytes raises the memory of a process of its own, whose peak is not that of building them. */
static long
costs(const void *bytes, size_t n)
{
	int pipes[2];
	long grown = -1;

	assert_int_equal(pipe(pipes), 0);
	pid_t child = fork();
	if (child == 0) {
		struct rusage before, after;
		struct buf out = {0};
		struct fault f = {0};
		const char *text;
		size_t len;
		getrusage(RUSAGE_SELF, &before);
		book_text("t.xlsx", bytes, n, NULL, MOST, &out, &text, &len, &f);
		getrusage(RUSAGE_SELF, &after);
		grown = after.ru_maxrss - before.ru_maxrss;
		_exit(write(pipes[1], &grown, sizeof grown) == sizeof grown ? 0 : 1);
	}
	assert_true(child > 0);
	assert_int_equal(read(pipes[0], &grown, sizeof grown), sizeof grown);
	assert_int_equal(waitpid(child, NULL, 0), child);
	close(pipes[0]);
	close(pipes[1]);
	return grown;
}

/* A workbook part of ${sheets} over relationships of the workbook part ${relations}; reading it takes less than 16 MiB. */
static void
book_refused(const char *relations, const char *sheets, const char *hint)
{
	struct zip_build z = {0};

	zip_build_part(&z, "_rels/.rels", BOOK_RELS);
	zip_build_part(&z, "xl/_rels/workbook.xml.rels", relations);
	zip_build_part(&z, "xl/workbook.xml", sheets);
	zip_build_end(&z, z.n, false);
	assert_true(costs(z.file.data, z.file.len) < 16 << 10);
	bytes_refused(z.file.data, z.file.len, hint);
	zip_build_free(&z);
}

/* Sheets that lead nowhere cost a search each, long ids and names their bytes: all are counted and held to a length. */
static void
test_sheets_that_lead_nowhere(void **state)
{
	struct buf relations = {0}, sheets = {0}, name = {0};
	(void)state;

	buf_text(&relations, "<Relationships>");
	for (int i = 0; i < 4000; i++)
		buf_printf(&relations, "<Relationship Id='a%d' Type='http://x/worksheet' Target='a.xml'/>", i);
	buf_text(&relations, "</Relationships>");
	buf_text(&sheets, "<workbook xmlns:r='http://r'><sheets>");
	for (int i = 0; i < 1000; i++)
		buf_text(&sheets, "<sheet name='s' r:id='none'/>");
	buf_text(&sheets, "</sheets></workbook>");
	book_refused(buf_str(&relations), buf_str(&sheets), "more than 255 sheets");

	for (int i = 0; i < 300; i++)
		buf_byte(&name, 'n');
	buf_reset(&sheets);
	buf_printf(&sheets, "<workbook xmlns:r='http://r'><sheets><sheet name='%s' r:id='a1'/></sheets></workbook>", buf_str(&name));
	book_refused(buf_str(&relations), buf_str(&sheets), "a name that is too long");

	buf_reset(&relations);
	buf_text(&relations, "<Relationships>");
	buf_reset(&name);
	uint32_t x = 1; /* letters that do not deflate below what a workbook may */
	for (int i = 0; i < 60000; i++, x = x * 1664525 + 1013904223)
		buf_byte(&name, 'a' + (x >> 16) % 23);
	for (int i = 0; i < 500; i++)
		buf_printf(&relations, "<Relationship Id='%s' Type='%s' Target='a.xml'/>", buf_str(&name), buf_str(&name));
	buf_text(&relations, "</Relationships>");
	book_refused(buf_str(&relations), "<workbook xmlns:r='http://r'><sheets><sheet name='s' r:id='a1'/></sheets></workbook>", "no sheet with cells");
	buf_free(&relations);
	buf_free(&sheets);
	buf_free(&name);
}

static void
test_other_files(void **state)
{
	struct zip_build z = {0};
	static const char ole[] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 old";
	static const char locked[] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
	(void)state;

	bytes_refused(ole, sizeof ole, "old workbook (.xls)");
	bytes_refused(locked, sizeof locked, "with a password");
	bytes_refused("<html><table>", 13, "web page");
	bytes_refused("\xEF\xBB\xBF\r\n <?xml?>", 13, "web page");
	bytes_refused("PK\3\4", 4, "damaged");
	bytes_refused("PK\3\4PK\5\6", 8, "damaged");
	zip_build_part(&z, "mimetype", "application/vnd.oasis.opendocument.spreadsheet");
	refused(&z, z.n, "no .xlsx workbook");
	zip_build_book(&z, NULL, NULL, NULL);
	refused(&z, z.n, "a sheet is missing");
	zip_build_part(&z, "_rels/.rels", BOOK_RELS);
	zip_build_part(&z, "xl/workbook.xml", "<workbook/>");
	refused(&z, z.n, "no sheet with cells");
}

/* Whatever befalls the bytes, reading ends in text or in words. */
static void
test_damage(void **state)
{
	struct zip_build z = {0};
	struct world_seed seed;
	struct world w = world_seeded(&seed, 11, 0);
	(void)state;

	zip_build_book(&z, SHEET("<row><c t='s'><v>0</v></c><c s='1'><v>23813</v></c></row><row><c t='inlineStr'><is><t>a</t></is></c></row>"),
		"<sst><si><t>a</t></si></sst>", "<styleSheet><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/></cellXfs></styleSheet>");
	zip_build_end(&z, z.n, true);
	for (int round = 0; round < 20000; round++) {
		unsigned char *copy = malloc(z.file.len);
		size_t n = z.file.len, len;
		struct buf out = {0};
		struct fault f = {0};
		const char *text;

		assert_non_null(copy);
		memcpy(copy, z.file.data, n);
		for (uint64_t k = 1 + world_below(&w, 3); k > 0; k--)
			copy[world_below(&w, n)] = (unsigned char)world_below(&w, 256);
		if (round % 5 == 0)
			n = (size_t)world_below(&w, n);
		if (book_text("t.xlsx", copy, n, NULL, MOST, &out, &text, &len, &f) < 0)
			assert_true(f.code != 0 && f.text[0] != '\0');
		buf_free(&out);
		free(copy);
	}
	zip_build_free(&z);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lying_entries),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_overlap),
		cmocka_unit_test(test_bombs),
		cmocka_unit_test(test_xml),
		cmocka_unit_test(test_cells_out_of_place),
		cmocka_unit_test(test_ceilings), cmocka_unit_test(test_sheets_that_lead_nowhere),
		cmocka_unit_test(test_other_files),
		cmocka_unit_test(test_damage),
	};

	setenv("LANGUAGE", "en", 1);
	words_open(NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
