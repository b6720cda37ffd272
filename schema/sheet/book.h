#ifndef SHEET_BOOK_H
#define SHEET_BOOK_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "fault.h"

/*
 * Tables from spreadsheets, whatever wrote them. What a file is, its first bytes say, never its name: a workbook (.xlsx)
 * is turned into the CSV text that the rest of the house reads, line by line as its rows are numbered; text in GB18030
 * is turned into UTF-8. Whatever a file cannot be read as is refused with what to do. All of it hostile until read.
 */

/* Whether the bytes begin as an .xlsx workbook does. */
bool book_is(const void *bytes, size_t n);

struct book;

/* Open a workbook; the bytes stay the caller's and outlive it. NULL with EX_DATAERR: no workbook, an old .xls, one with a
 * password, or one built to harm; with EX_OSERR when out of memory. */
struct book *book_open(const char *file, const void *bytes, size_t n, struct fault *f);
void book_close(struct book *b); /* NULL-safe; wipes */

/* Sheets in the order of their tabs. book_find() gives the sheet of this name, letters of either case, or -1; with NULL
 * the first that is not hidden. */
size_t book_sheets(const struct book *b);
const char *book_name(const struct book *b, size_t i);
int book_find(const struct book *b, const char *name);

/*
 * Append sheet ${i} to ${out} as CSV (UTF-8). Dates are YYYY-MM-DD, true and false TRUE and FALSE, a formula its last
 * result; numbers have the 15 digits that a spreadsheet keeps. More than ${max} bytes, or a cell that cannot be read:
 * EX_DATAERR naming the cell. 0 or -1.
 */
int book_csv(struct book *b, size_t i, size_t max, struct buf *out, struct fault *f);

/*
 * One table file as CSV text in UTF-8: ${bytes} themselves, or what they were turned into in ${out}. ${sheet} names the
 * sheet of a workbook, NULL for the first one. At most ${max} bytes. 0, or -1 with EX_DATAERR naming file and line or
 * cell.
 */
int book_text(const char *file, const void *bytes, size_t n, const char *sheet, size_t max, struct buf *out, const char **text,
	size_t *len, struct fault *f);

/* Whether a cell holds a number of which the spreadsheet kept only the first 15 digits (1.30899E+17): what was an
 * identity number is one no more. */
bool book_lost_digits(const char *cell);

/* Whether a cell holds the mark of a formula that failed (#N/A, #VALUE! and so on). */
bool book_failed_formula(const char *cell);

#endif
