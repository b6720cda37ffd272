#ifndef WRAP_H
#define WRAP_H

#include <stddef.h>

#include "term.h"

/*
 * The first line of ${n} bytes when shown ${width} cells wide: returns its bytes (without the line break or the
 * blanks at its end) and in *${next} where the following line starts (${n} when this was the last). Breaks at '\n',
 * at blanks, and between Chinese characters; never before closing punctuation (，。！) nor after opening (（《“), never
 * inside a run of Latin letters or digits (5,400.00) unless it alone is longer than a line.
 */
size_t wrap_line(const char *s, size_t n, int width, size_t *next);

/* Lines that ${n} bytes take; at least 1. */
size_t wrap_count(const char *s, size_t n, int width);

/* Draw a text in an area, line by line, cut at its last row. Returns the rows used. */
int wrap_draw(struct term *t, struct area a, unsigned attr, const char *s);

#endif
