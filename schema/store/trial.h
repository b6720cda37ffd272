#ifndef STORE_TRIAL_H
#define STORE_TRIAL_H

#include "store/store.h"

/*
 * "What if": a household file opened once more, in memory alone, where figures of the assessed record are set to other values
 * and class, factors and measures follow. Which figures, the policy says. Only this file's functions see the copy, and none of
 * them writes: the household stays as it is.
 */
struct trial_figure {
	const struct question *question, *by; /* by: told divided by its answer too; NULL: not */
	struct answer before;                 /* as it is */
	bool tried;
};

struct trial {
	struct store *store;
	struct casefile file; /* what would follow: its tree and assessment are for reading */
	struct record *record;
	struct trial_figure *figures; /* those that this household has; 0 when nothing is assessed */
	size_t n;
};

/* Open a copy of the household: 1; 0 when there is no such record; -1. trial_close() after 1. ${s} outlives it. */
int trial_open(struct trial *t, struct store *s, const unsigned char root[RECORD_ID], struct fault *f);
void trial_close(struct trial *t); /* wipes */

/* Set figure ${i} to ${hundredths}, NULL: to what it is; t->file is up to date then. 0 or -1. */
int trial_set(struct trial *t, size_t i, const int64_t *hundredths, struct fault *f);

/* A figure as it now stands in the copy, in hundredths; false while it is blank. */
bool trial_value(const struct trial *t, size_t i, int64_t *hundredths);

/* An amount of figure ${i} divided by what the policy tells it by; false when it is told undivided. */
bool trial_share(const struct trial *t, size_t i, int64_t amount, int64_t *share);

/* Where the class becomes another. */
struct trial_change {
	int64_t value;            /* of the figure, hundredths: the first with the other class */
	int64_t by;               /* hundredths from what it is now, above 0 */
	const char *code;         /* the other class; that of incomplete files, or "", where it could not be decided */
	const char *const *label; /* [LANGS]; NULL when there is no class */
};

/*
 * The nearest value of figure ${i} above (${up}) or below what it is with which the policy gives another class, all else
 * alike; what is not below zero does not go there. Exact to the hundredth while the rules compare sums of the figure with lines.
 * 1; 0 when there is none, or no class stands now; -1. t->file is as before.
 */
int trial_nearest(struct trial *t, size_t i, bool up, struct trial_change *out, struct fault *f);

#endif
