#ifndef TELL_H
#define TELL_H

#include "link.h"
#include "parcel.h"

/* What the county found, on its way into a laptop: PROTOCOL.md section 5, parcel 7. */

/*
 * Take the findings of a pack in the place of all told before, unless a pack that is newer by (epoch, number) was taken:
 * *${told} says whether. Inside a transaction. 0, or -1: EX_DATAERR when they are not well formed.
 */
int tell_take(struct link *l, const struct parcel *p, const struct seal_header *h, bool *told, struct fault *f);

/* *${n} findings that the pack whose findings stand had no room for. 0 or -1. */
int tell_left_out(struct store *s, uint64_t *n, struct fault *f);

#endif
