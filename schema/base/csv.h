#ifndef CSV_H
#define CSV_H

#include <stddef.h>

#include "buf.h"
#include "fault.h"

/*
 * Comma-separated text as RFC 4180 and spreadsheets write it: UTF-8 with or without a byte-order mark, CRLF or LF,
 * quoted fields with doubled quotes and line breaks. Also the ="..." that keeps an 18-digit number from a spreadsheet's
 * hands. Hostile input is bounded: at most CSV_FIELDS fields a row, CSV_FIELD bytes a field.
 */
#define CSV_FIELDS 512
#define CSV_FIELD 65536

struct csv {
	const char *name; /* file name for messages; the caller's */
	const char *at, *end;
	size_t line;      /* line the current row starts on, from 1 */
	size_t next_line;
	size_t n;         /* fields of the current row */
	size_t stray;     /* the last of them (from 1) that goes on behind its closing quotation mark; 0 for none */
	const char *field[CSV_FIELDS]; /* NUL-terminated, valid until the next row */
	struct buf text;  /* their bytes */
};

/*
 * Start reading ${n} bytes, which stay the caller's. Bytes that are no UTF-8 text (a picture, a UTF-16 file) are
 * refused with EX_DATAERR, line and reason. 0 or -1.
 */
int csv_open(struct csv *c, const char *name, const void *data, size_t n, struct fault *f);

/* The next row that is not wholly empty: 1, 0 at the end, -1 with a fault (a quote never closed, too wide a row). */
int csv_next(struct csv *c, struct fault *f);

/* The row's field ${i}, "" when the row is shorter. */
const char *csv_field(const struct csv *c, size_t i);

/* The column whose first-row name is ${name}, or -1; to be called while the header row is current. */
int csv_column(const struct csv *c, const char *name);

void csv_close(struct csv *c); /* frees; NULL-safe on fields */

/* Append one field (quoted when it must be) to ${out}; ${first} leaves out the comma before it. */
void csv_put(struct buf *out, const char *field, int first);

/* As csv_put(), but so that a spreadsheet shows it as text: ="..." for what it would make a number or a day of, a quote mark
 * before a field that starts like a formula. */
void csv_put_text(struct buf *out, const char *field, int first);

#endif
