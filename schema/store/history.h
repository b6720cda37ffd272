#ifndef STORE_HISTORY_H
#define STORE_HISTORY_H

#include "store/store.h"

/* What was ever written of a household, each version read with the form it was captured under. */

struct past {
	const struct version *version;
	enum force state;        /* whether it is in force, else why not */
	bool head, shown;        /* no version replaces it; it is the head that is shown */
	const struct form *form; /* the one it was captured under; the one in force when that was never in force here, or two
	                          * forms were that have its number, so that nobody can tell which it was */
	bool own;                /* ${form} is the version's own */
	const struct table *table;     /* by ${form}; NULL when it knows none of this name */
	const struct section *section; /* NULL also for existence (a record voided or restored) */
};

/* The question of an answer that the version holds, by its form; NULL when the form has none there. */
const struct question *past_question(const struct past *p, const char *name);

/*
 * All versions of a top-level record and what is below it, in the order of journal_history(). What ${visit} is given
 * is good during the call; it returns 0 to go on, another value ends the visit and is returned. 0 or -1.
 */
int store_history(struct store *s, const unsigned char root[RECORD_ID], int (*visit)(void *self, const struct past *p), void *self,
	struct fault *f);

/* The top-level record of the record whose id begins with these hexadecimal digits (four or more), into ${root}. 1; 0 when
 * there is none; -1, with EX_USAGE when several begin so or ${digits} are no such digits. */
int store_named(struct store *s, const char *digits, unsigned char root[RECORD_ID], struct fault *f);

#endif
