#ifndef OFFICE_INSURED_H
#define OFFICE_INSURED_H

#include "store/store.h"

/*
 * The people whom an insurance covers, for the insurer: the rows `cover` of schema/survey/statistics.csv say which
 * insurances there are, whom they cover and what a person costs; `each` and `cell` which people are listed, and by what.
 */

struct insured_list;

/* The list of the insurance ${cover}. NULL with a fault, which names those there are when there is none of this name. */
struct insured_list *insured_open(struct store *s, const char *cover, struct fault *f);
void insured_close(struct insured_list *l); /* NULL-safe */

/* The head of the ${i}th cell in the user's language, NULL behind the last. */
const char *insured_head(const struct insured_list *l, size_t i);

/* One person. */
struct insured {
	const char *area, *place;
	const char *const *cells; /* as many as there are heads, NULL behind them; telephones and numbers masked unless in full */
	int64_t premium;          /* hundredths of a yuan; -1: its parameter is not set */
};

/* How many there are, and what they cost together. */
struct insured_sum {
	uint64_t people, unset; /* ->unset: of them, those whose premium is not set */
	uint64_t undecided;     /* households that a parameter not set keeps from being decided; nobody of them is listed */
	int64_t premium;        /* hundredths of a yuan */
};

/* Everybody in the area (codes that begin with ${area}): ${visit} returns 0 to go on. 0 or -1. */
int insured_visit(struct insured_list *l, const char *area, bool full, int (*visit)(void *self, const struct insured *who), void *self,
	struct insured_sum *sum, struct fault *f);

#endif
