#ifndef ASSESS_VARIANT_H
#define ASSESS_VARIANT_H

#include "buf.h"
#include "fault.h"
#include "form/load.h"

/*
 * The parameter sheet ${policy} with the values of ${changes} (columns name and value; further ones are for people) in the
 * place of its own, as CSV appended to ${out}. A name that ${policy} does not have, or one that stands twice, is EX_DATAERR
 * with sheet and row. 0 or -1.
 */
int policy_variant(const struct sheet *policy, const struct sheet *changes, struct buf *out, struct fault *f);

#endif
