#ifndef GRID_H
#define GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "term.h"

/* What the two terminals share: the cells, and the three things each does its own way. Only for this folder. */

#define CELL_MARKS 4 /* marks kept with a character; more are dropped */
#define CELL_BYTES (4 * (1 + CELL_MARKS))

struct cell {
	char text[CELL_BYTES];
	uint8_t n;     /* bytes of text; 0 in the right half of a wide character */
	uint8_t width; /* 1, 2, or 0 in the right half of a wide character */
	uint8_t attr;
};

struct term_kind {
	void (*flush)(struct term *t);
	struct key (*key)(struct term *t, int timeout_ms);
	void (*close)(struct term *t); /* frees what it added to struct term, not struct term itself */
};

struct term {
	const struct term_kind *kind;
	int rows, cols;
	struct cell *cells;
	int cursor_row, cursor_col;
	bool ascii, spoiled;
	void *own; /* the kind's */
};

/* Make ${t} a blank grid of that size, each side held between 1 and GRID_MOST. Out of memory keeps the old size. 0 or
 * -1. */
#define GRID_MOST 1000
int grid_resize(struct term *t, int rows, int cols);

/* The cell at a place that exists. */
struct cell *grid_cell(const struct term *t, int row, int col);

/* A terminal of ${kind} with a blank grid; NULL when out of memory. */
struct term *grid_new(const struct term_kind *kind, int rows, int cols);

#endif
