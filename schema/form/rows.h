#ifndef FORM_ROWS_H
#define FORM_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "form/load.h"
#include "form/mistakes.h"

/* A sheet as rows of named cells, whatever the order of its columns. For rooms that read sheets. */

/* One known column: its name in the header row, the cell it fills, and for a column without a language a second cell
 * (else -1). A later row of the same cell gives way: it fills only what is still blank. */
struct column {
	const char *name;
	int cell, also;
	int needed; /* its absence is a mistake */
};

/* Another spelling of a column, or (${means} NULL) one that is not held: a filled cell under it is a mistake, with
 * ${why}. In lower case, blanks as _. */
struct spelling {
	const char *name, *means, *why;
};

struct sheet_kind {
	const struct column *columns;
	size_t n_columns;
	int n_cells;
	int max_extras; /* further columns under names of their own; 0: an unknown column is a mistake */
	size_t max_rows;
};

struct row {
	size_t line;
	const char **cell;  /* one for each cell of the kind, "" when blank */
	const char **extra; /* one for each further column */
};

struct rows {
	const char *sheet; /* its name */
	const struct sheet_kind *kind;
	struct row *rows;
	size_t n;
	const char **extras; /* names of the further columns */
	int n_extras;
	bool cut;            /* the sheet could not be read to its end: what seems missing may stand there */
};

/* Read ${s}; arrays come from ${work}, texts from ${keep}. Every mistake goes to ${m}; ${out} then holds the rows that
 * could be read, but for those in which only notes stand. */
void rows_read(const struct sheet *s, const struct sheet_kind *kind, struct arena *work, struct arena *keep,
	struct mistakes *m, struct rows *out);

/* The same for a sheet whose columns have further spellings, ended by a NULL name. */
void rows_read_spelt(const struct sheet *s, const struct sheet_kind *kind, const struct spelling *spellings, struct arena *work,
	struct arena *keep, struct mistakes *m, struct rows *out);

/* The header name of a cell, for messages. */
const char *rows_column(const struct sheet_kind *kind, int cell);

#endif
