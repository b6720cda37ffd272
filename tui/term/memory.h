#ifndef MEMORY_H
#define MEMORY_H

#include "buf.h"
#include "term.h"

/* The terminal that is only a grid: keys come from a script, the picture is read as text. For golden tests. */

/* A blank terminal of that size, boxes drawn in Unicode; NULL when out of memory. Closed by term_close(). */
struct term *term_open_memory(int rows, int cols);

/* Draw with ASCII only, from now on. */
void term_memory_ascii(struct term *t, bool ascii);

/* Add the keys of a script (see key_script()) to those still waiting; once none is left term_key() gives K_EOF. A
 * <Resize 80x24> changes the size when its turn comes. 0, or -1 when the script is malformed or memory is out. */
int term_memory_keys(struct term *t, const char *script);

/*
 * Append the picture: one line per row, blanks at row ends left out, empty rows at the end too, a wide character
 * once.
 */
void term_memory_dump(const struct term *t, struct buf *out);

/*
 * Append one letter per cell, laid out as by term_memory_dump(): ' ' plain, t title, h head, d dim, e error, w
 * warning, o OK, f field, i field with the input, k key; upper case (plain: S) when selected.
 */
void term_memory_attrs(const struct term *t, struct buf *out);

/* Where the cursor is; -1, -1 when hidden. */
void term_memory_cursor(const struct term *t, int *row, int *col);

/* How often term_flush() was called: a screen may draw once for each reaction, not more. */
int term_memory_flushes(const struct term *t);

#endif
