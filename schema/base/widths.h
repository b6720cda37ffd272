#ifndef WIDTHS_H
#define WIDTHS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Code points of no width (marks, joiners, format characters) and of two cells (East Asian Width W and F), as sorted
 * ranges; facts of the Unicode Character Database 14.0.0. */

bool width_is_zero(uint32_t cp);
bool width_is_double(uint32_t cp);

#endif
