#ifndef BAR_H
#define BAR_H

#include <stdint.h>

#include "action.h"
#include "term.h"

/* The lines at the edges of a screen, and small pictures made of blocks. Each stays within the width given. */

/* Row ${row}: ${left} as the title, ${right} (status: saved at, battery) at the right end; the title gives way. */
void bar_top(struct term *t, int row, const char *left, const char *right);

/*
 * Row ${row}: the keys that work now with their labels, as many as fit; with ${help} the one for help at the end. While
 * a text is ${typing} a character is no key: its twin stands in its place.
 */
void bar_keys(struct term *t, int row, const struct action *a, size_t n, unsigned have, bool help, bool typing);

/* ${done} of ${total} as full and empty blocks. A total of 0 is empty. */
void bar_progress(struct term *t, int row, int col, int width, unsigned attr, uint64_t done, uint64_t total);

/* One cell per value, eight heights, the greatest value highest; the last ${width} values when there are more. */
void bar_spark(struct term *t, int row, int col, int width, unsigned attr, const uint64_t *values, size_t n);

/* The same as text, appended to ${out}: for the cell of a list. */
void bar_progress_text(const struct term *t, int width, uint64_t done, uint64_t total, struct buf *out);
void bar_spark_text(const struct term *t, int width, const uint64_t *values, size_t n, struct buf *out);

#endif
