#ifndef STICK_H
#define STICK_H

#include "link.h"

/* A laptop and a stick: take in what the county left, leave what waits. The county's side is sync/county. */

struct stick_news {
	struct link_news taken;  /* of all packs together */
	uint64_t packs, refused; /* taken in; refused (damaged, or not for this laptop) */
	uint64_t copied, bytes;  /* batches written to the stick now */
	uint64_t waiting;        /* batches without a receipt yet */
	struct fault why;        /* to be told, with the names of the files: why packs, or their form and policy, were refused,
	                          * or what one says of a copied disk. The code is that of the first; 0: nothing */
};

/*
 * Exchange with the stick mounted at ${dir}: packs first, then drafts become versions and batches, then every batch without
 * a receipt is on the stick. "Copied" is not "delivered": that says a receipt. A pulled stick leaves nothing half done.
 * A batch whose name is taken, a draft that cannot be saved: everything else goes, then -1. The exchange is logged. 0;
 * -1 with what was done so far in ${news}.
 */
int stick_exchange(struct link *l, const char *dir, struct stick_news *news, struct fault *f);

#endif
