#ifndef RESULT_H
#define RESULT_H

#include "opened.h"

/* What the policy says about a household file, and what is done with it. ${name} is the household's, for the title. */

/* The assessment of an opened file, which outlives the screen. NULL with a fault. */
struct screen *result_screen(struct opened *o, const struct buf *name, struct fault *f);

/* "What if": figures set to other values in a copy. Only where policy_tried() names some that the household has. NULL with a
 * fault. */
struct screen *tryout_screen(struct opened *o, const struct buf *name, struct fault *f);

/* Papers written to a folder, for the household and its village. ${o} outlives the screen. NULL with a fault. */
struct screen *papers_screen(struct opened *o, const struct buf *name, struct fault *f);

#endif
