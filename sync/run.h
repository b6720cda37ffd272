#ifndef RUN_H
#define RUN_H

#include "codec.h"
#include "journal/journal.h"

/*
 * Versions gathered from a journal to travel together, copied so that they outlive the visit. Start from {.f = fault}.
 */
struct run {
	struct arena arena;
	struct version *v;
	size_t n, cap;
	size_t bytes; /* canonical */
	bool whole;   /* nothing can follow in a next file: up to the ceilings of the codec */
	struct fault *f;
};

/* A journal_visit for ${self} = struct run: 0 kept, 1 the run is full (this version is not in it), -1. */
int run_gather(void *self, const struct version *v, int state);
void run_free(struct run *r); /* wipes */

/* Take a run as columns into a journal, inside a transaction; *${taken} grows by the versions that were new. 0 or -1. */
int run_receive(struct journal *j, const void *bytes, size_t n, uint64_t *taken, struct fault *f);

#endif
