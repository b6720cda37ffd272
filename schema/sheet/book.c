/* What a file is, and a workbook's sheets by name. */
#include "sheet/book.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "sheet/plain.h"
#include "sheet/xlsx.h"
#include "words.h"

struct book {
	struct xlsx xlsx;
};

bool
book_is(const void *bytes, size_t n)
{
	return n >= 4 && memcmp(bytes, "PK\3\4", 4) == 0;
}

/* Files that spreadsheets open and this program does not. 0, or -1 with what to do. */
static int
refuse_others(const char *file, const char *s, size_t n, struct fault *f)
{
	static const char ole[] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", mark[] = "\xEF\xBB\xBF";
	static const char locked[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";

	if (n >= sizeof ole - 1 && memcmp(s, ole, sizeof ole - 1) == 0) {
		if (memmem(s, n, locked, sizeof locked - 1) != NULL)
			return fault_set(f, EX_DATAERR, _("%s is a workbook with a password. Open it in the spreadsheet, take the password away, "
				"save it as .xlsx and try again."), file);
		return fault_set(f, EX_DATAERR, _("%s is an old workbook (.xls), whatever its name says. Open it in the spreadsheet, save it as "
			".xlsx or as CSV, and try again."), file);
	}
	size_t at = n >= 3 && memcmp(s, mark, 3) == 0 ? 3 : 0;
	while (at < n && strchr(" \t\r\n", s[at]) != NULL && s[at] != '\0')
		at++;
	if (at < n && s[at] == '<')
		return fault_set(f, EX_DATAERR, _("%s is a web page or XML that only calls itself a table. Open it in the spreadsheet, save it as "
			".xlsx or as CSV, and try again."), file);
	return 0;
}

struct book *
book_open(const char *file, const void *bytes, size_t n, struct fault *f)
{
	struct book *b;

	if (refuse_others(file, bytes, n, f) < 0)
		return NULL;
	if ((b = calloc(1, sizeof *b)) == NULL) {
		fault_memory(f);
		return NULL;
	}
	if (xlsx_open(&b->xlsx, file, bytes, n, f) == 0)
		return b;
	free(b);
	return NULL;
}

void
book_close(struct book *b)
{
	if (b != NULL)
		xlsx_close(&b->xlsx);
	free(b);
}

size_t
book_sheets(const struct book *b)
{
	return b->xlsx.n_sheets;
}

const char *
book_name(const struct book *b, size_t i)
{
	return b->xlsx.sheets[i].name;
}

int
book_find(const struct book *b, const char *name)
{
	for (size_t i = 0; i < b->xlsx.n_sheets; i++)
		if (name != NULL ? strcasecmp(b->xlsx.sheets[i].name, name) == 0 : !b->xlsx.sheets[i].hidden)
			return (int)i;
	return -1;
}

int
book_csv(struct book *b, size_t i, size_t max, struct buf *out, struct fault *f)
{
	return xlsx_csv(&b->xlsx, &b->xlsx.sheets[i], max, out, f);
}

/* 1 or -1. */
static int
sheet_text(const char *file, const void *bytes, size_t n, const char *sheet, size_t max, struct buf *out, struct fault *f)
{
	struct book *b = book_open(file, bytes, n, f);
	int i, rc = -1;

	if (b == NULL)
		return -1;
	if ((i = book_find(b, sheet)) >= 0)
		rc = book_csv(b, (size_t)i, max, out, f) < 0 ? -1 : 1;
	else if (sheet != NULL)
		fault_set(f, EX_DATAERR, _("%s has no sheet \"%s\"."), file, sheet);
	else
		fault_set(f, EX_DATAERR, _("%s has only hidden sheets."), file);
	book_close(b);
	return rc;
}

int
book_text(const char *file, const void *bytes, size_t n, const char *sheet, size_t max, struct buf *out, const char **text,
	size_t *len, struct fault *f)
{
	int rc;

	*text = bytes;
	*len = n;
	if (n > max)
		return fault_set(f, EX_DATAERR, _("%s is larger than %zu MiB. Split it; nothing was taken in."), file, max >> 20);
	if (book_is(bytes, n)) {
		rc = sheet_text(file, bytes, n, sheet, max, out, f);
	} else {
		if (sheet != NULL)
			return fault_set(f, EX_USAGE, _("%s is no workbook and has no sheets: leave --sheet out."), file);
		if (refuse_others(file, bytes, n, f) < 0)
			return -1;
		rc = plain_text(file, bytes, n, out, f);
	}
	if (rc == 1) {
		*text = (const char *)out->data;
		*len = out->len;
	}
	return rc < 0 ? -1 : 0;
}

static size_t
digits(const char *s)
{
	return strspn(s, "0123456789");
}

bool
book_lost_digits(const char *cell)
{
	size_t n = digits(cell);

	if (n != 1)
		return false;
	cell += n;
	if (*cell == '.')
		cell += 1 + digits(cell + 1);
	return (*cell == 'E' || *cell == 'e') && cell[1] == '+' && digits(cell + 2) > 0 && cell[2 + digits(cell + 2)] == '\0';
}

bool
book_failed_formula(const char *cell)
{
	static const char *const marks[] = {"#N/A", "#VALUE!", "#REF!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"};

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (strcmp(cell, marks[i]) == 0)
			return true;
	return false;
}
