#ifndef COLUMNS_H
#define COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "term.h"

/* Rows of columns: how wide each column is on this terminal, and the texts of one row. */

#define COLUMNS 16

struct column {
	const char *title; /* N_("Name") or NULL */
	int least, most;   /* cells; grows from one to the other when there is room */
	bool right;        /* aligned right: amounts */
	int keep;          /* when the terminal is too narrow for all, the columns with the lowest go first */
};

/* Where each column stands: ${cells[i]} is 0 for one left out. One blank cell stands between columns. */
struct columns {
	const struct column *column;
	size_t n;
	int at[COLUMNS], cells[COLUMNS];
};

/* Share out ${width} cells among ${n} columns (at most COLUMNS), the same way on every machine. */
void columns_fit(struct columns *c, const struct column *column, size_t n, int width);

/* The texts of one row, filled from left to right. Start from {0}; reuse with row_start(); free with row_free(). */
struct row {
	struct buf text;
	struct {
		size_t at, n;
		unsigned attr;
	} cell[COLUMNS];
	size_t n;
};

void row_start(struct row *r);

/* Each adds the next column; more than COLUMNS are dropped. Out of memory shows empty columns. */
void row_put(struct row *r, unsigned attr, const char *text, size_t n);
void row_say(struct row *r, unsigned attr, const char *text);
void row_printf(struct row *r, unsigned attr, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

void row_free(struct row *r);

/*
 * Draw a row, or the titles, at a place. Text that has no room ends in an ellipsis sign; amounts become that sign
 * alone, because half a number is another number.
 */
void columns_draw(const struct columns *c, const struct row *r, struct term *t, int row, int col);
void columns_titles(const struct columns *c, struct term *t, int row, int col);

/* Text in ${width} cells, with the ellipsis sign when it is cut. */
void columns_cut(struct term *t, int row, int col, int width, unsigned attr, const char *s, size_t n);

/*
 * Append ${s} with stars in place of all but the first ${head} and the last ${tail} characters: ID numbers and
 * telephone numbers on lists. A text not longer than both together becomes stars throughout.
 */
void columns_mask(struct buf *out, const char *s, size_t n, size_t head, size_t tail);

#endif
