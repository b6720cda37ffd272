#ifndef BATCH_H
#define BATCH_H

#include "seal.h"

/* A frozen run of one device's journal as a file, and the test that a batch holds what its header says. */

struct batch {
	const struct keypair *sender;
	const unsigned char *receiver;     /* the county's sealing key, KEY_PUBLIC bytes */
	unsigned char county[KEY_ID];      /* id of the root */
	uint64_t epoch, number;
	unsigned char before[KEY_HASH];    /* chain before the first version; zeros for seq 1 */
	const struct certificate *chain;   /* sent along until the county knows the device; may be NULL */
	size_t n_chain;
};

/*
 * Append a batch of ${n} own versions, dense and ascending by seq (none at all is a join request), to ${out}; ${after}
 * gets the chain behind the last. 0, or -1: EX_DATAERR when they are not dense or too much for one file (halve and try
 * again).
 */
int batch_make(const struct batch *b, const struct version *v, size_t n, const struct world *w,
	unsigned char after[KEY_HASH], struct buf *out, struct fault *f);

/* Compares versions with the header as they are read, so that none need be kept. */
struct batch_check {
	unsigned char sender[KEY_ID], chain[KEY_HASH], after[KEY_HASH];
	uint64_t next, last; /* next is 0 when no own version may come */
};

void batch_check_start(struct batch_check *c, const struct seal_header *h);

/* Take one version, in the order of the file; versions of other devices are relayed and count for nothing here. 0, or
 * -1 with EX_DATAERR. */
int batch_check_version(struct batch_check *c, const struct version *v, struct fault *f);

/* After the last: whether all came and their hashes give the chain. 0, or -1 with EX_DATAERR. */
int batch_check_end(const struct batch_check *c, struct fault *f);

#endif
