#ifndef WRAP_H
#define WRAP_H

#include <stddef.h>

#include "term.h"

/* Lines that ${n} bytes take; at least 1. */
size_t wrap_count(const char *s, size_t n, int width);

/* Draw a text in an area, line by line, cut at its last row. Returns the rows used. */
int wrap_draw(struct term *t, struct area a, unsigned attr, const char *s);

#endif
