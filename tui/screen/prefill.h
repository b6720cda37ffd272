#ifndef PREFILL_H
#define PREFILL_H

#include "opened.h"

/* Fill in the defaults of blank answers of the open section, also of questions that are never shown. Each is told to
 * ${each} (may be NULL). 0 or -1. */
int prefill(struct opened *o, int (*each)(struct opened *o, const struct question *q, struct answer before, struct fault *f), struct fault *f);

/* Take back what prefill() put in and nobody confirmed. 0 or -1. */
int prefill_undo(struct opened *o, struct fault *f);

/* Everything in the open section counts as answered now. */
void prefill_done(struct opened *o);

#endif
