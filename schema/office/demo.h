#ifndef OFFICE_DEMO_H
#define OFFICE_DEMO_H

#include "office/roster.h"

/*
 * The demonstration county: invented people in the non-existent county 130899, the same for the same plan, with the
 * mess of real life in it (nobody's telephone, a person without papers, twelve at one table, a household number typed
 * twice). Made for the shipped form. Never to be mixed with real data.
 */
struct demo {
	uint64_t seed;
	unsigned villages;        /* 1 to 500 */
	unsigned long households; /* spread evenly over the villages */
	int32_t today;            /* ages and last year's economy count from it */
};

/* County, townships and villages of the plan; everything in ${a}. 0, or -1 when out of memory. */
int demo_areas(const struct demo *d, struct arena *a, struct roster_areas *out);

/* The roster of all households as the national export has it (47 columns, then group, address and household type),
 * UTF-8 with a byte-order mark, CRLF, appended to ${out}. Three rows are bad on purpose, and where a household number
 * was typed twice the importer sets two households aside. 0 or -1. */
int demo_roster_csv(const struct demo *d, struct buf *out, struct fault *f);

/*
 * Household ${i} of the plan as a cadre leaves it after a visit: members completed, economy of two years, illness,
 * work, schooling. Every section becomes a version in the name of journal_author(). Where the roster was imported
 * before, its household and people are met and completed. 0 or -1.
 */
int demo_household(const struct demo *d, unsigned long i, struct store *s, struct fault *f);

/* ${n} complete households into ${s}, some hundred to a transaction; villages of 300, seed drawn from ${w}. 0 or -1. */
int demo_fill(struct store *s, const struct world *w, unsigned long n, struct fault *f);

#endif
