#ifndef RESULT_H
#define RESULT_H

#include "opened.h"

/* What the policy says about a household file, and what is done with it. ${name} is the household's, for the title. */

/* The assessment of an opened file, which outlives the screen. NULL when out of memory. */
struct screen *result_screen(struct opened *o, const struct buf *name);

#endif
