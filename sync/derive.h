#ifndef DERIVE_H
#define DERIVE_H

#include "journal/version.h"

/* Ids of keyed records follow from parent, table and key answers (sync/PROTOCOL.md section 2), so a run need not hold
 * them. */

enum { DERIVE_KEYS = 4 };

/* The questions that make the ids of one group's records; n is -1 when they do not follow from answers. */
struct derivation {
	const char *key[DERIVE_KEYS];
	int n;
};

/* The id that ${d} gives the record of ${v} from its table, parent and values. 0, or -1 when a key answer is blank. */
int derive_id(const struct derivation *d, const struct version *v, unsigned char id[RECORD_ID]);

/* Find the derivation that gives v->record: no key, one, or two of its questions; else n = -1. */
void derive_find(struct derivation *d, const struct version *v);

#endif
