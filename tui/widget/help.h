#ifndef HELP_H
#define HELP_H

#include "screen.h"

/* The help page of ${s} as a screen: its actions that work now, those of the whole program, the general keys, and what
 * its kind adds. NULL when out of memory. */
struct screen *help_screen(struct screen *s, const struct action *program, size_t n_program, unsigned program_have);

#endif
