#ifndef SHEET_XLSX_H
#define SHEET_XLSX_H

#include <stdbool.h>

#include "arena.h"
#include "buf.h"
#include "sheet/zip.h"

/* A workbook in memory: its sheets, texts and styles, as far as reading cells needs them. Private to this room. */
enum {
	XLSX_SHEETS = 255,
	XLSX_ROWS = 1 << 20,       /* of one sheet; the format's own ceiling */
	XLSX_CELLS = 1 << 25,      /* of one sheet, blank ones too */
	XLSX_COLUMNS = 16384,
	XLSX_STYLES = 65536,
	XLSX_STRINGS = 1 << 24,    /* shared texts, and */
	XLSX_TEXTS = 256 << 20,    /* their bytes */
	XLSX_PATH = 256
};

struct xlsx_sheet {
	const char *name, *part;
	bool hidden;
};

struct xlsx {
	struct zip zip;
	struct arena arena;
	struct xlsx_sheet *sheets; /* worksheets in the order of their tabs */
	size_t n_sheets;
	bool from_1904;            /* day 0 of dates */
	bool read;                 /* texts and styles are in */
	char strings_part[XLSX_PATH], styles_part[XLSX_PATH]; /* "" when there is none */
	struct buf texts;          /* shared texts one behind another, each NUL-terminated */
	uint32_t *strings;         /* where each begins */
	size_t n_strings, cap_strings;
	bool *dates;               /* by style: whether its number format shows a date or a time */
	size_t n_dates, cap_dates;
};

/* Open ${n} bytes, which stay the caller's and outlive ${x}. 0, or -1 with EX_DATAERR and ${x} empty. */
int xlsx_open(struct xlsx *x, const char *file, const void *bytes, size_t n, struct fault *f);
void xlsx_close(struct xlsx *x); /* {0} is fine; wipes texts */

/* Read shared texts and styles, once. 0 or -1. */
int xlsx_read_strings(struct xlsx *x, struct fault *f);
int xlsx_read_styles(struct xlsx *x, struct fault *f);

/*
 * Append the sheet as CSV, row by row as numbered in the workbook (a blank line for each missing row), to ${out}. A line
 * break inside a cell becomes a blank, so that lines and rows agree. More than ${max} bytes is EX_DATAERR. 0 or -1.
 */
int xlsx_csv(struct xlsx *x, const struct xlsx_sheet *s, size_t max, struct buf *out, struct fault *f);

/*
 * The text of a number as a spreadsheet shows it: 15 digits; a number of 10^15 or more, whose last digits are lost, as
 * 1.30899196503120E+17. With ${date} a day, a day with time, or a time: 2026-11-20, 2026-11-20T08:30:00, 08:30:00.
 */
#define XLSX_NUMBER 40
void xlsx_number(double v, bool date, bool from_1904, char out[XLSX_NUMBER]);

/* Append ${s}, where _x0041_ stands for a character that XML cannot hold (ISO 29500, ST_Xstring), and blanks stand for
 * line breaks and tabs. */
void xlsx_text(const char *s, size_t n, struct buf *out);

#endif
