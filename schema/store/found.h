#ifndef STORE_FOUND_H
#define STORE_FOUND_H

#include "store/store.h"

/*
 * What the checks found at the households, kept in the database beside the list lines: store_keep() brings it up to date
 * for a household, so that reading it opens no file. And what the county told of them.
 */
enum found_state { FOUND_OPEN, FOUND_KEPT, FOUND_BLANK }; /* waits; kept with a reason; belongs to "still missing" */

/* Findings of one file that wait for somebody: errors, and warnings not kept with a reason. What rests on a blank answer
 * counts as missing, not here. */
struct found_count {
	int errors, warnings;
};
struct found_count found_count(const struct check_findings *l);

enum found_state found_state_of(const struct check_finding *x);

/* Make the stored findings of an opened file those of its list; nothing is written when they are. Inside a transaction.
 * 0 or -1. */
int found_keep(struct store *s, struct casefile *c, struct fault *f);

/* One stored finding. Texts are good during the visit. */
struct found_line {
	unsigned char root[RECORD_ID], record[RECORD_ID];
	const struct check *check;
	enum found_state state;
	int others; /* so many records of other files share the key; 0: found within the file */
	const char *area, *place, *title; /* of the household's list line */
};

/* Findings of the area (codes that begin with ${area}; "": all), in order of area, place, title and household, those of
 * one in the order of its list; ${shared}: only those with x->others. ${visit} returns 0 to go on; another value ends the visit
 * and is returned. */
int store_found(struct store *s, const char *area, bool shared, int (*visit)(void *self, const struct found_line *x), void *self,
	struct fault *f);

/* Those of the households whose ids lie between two, both counted: a household, or all whose ids begin alike. */
int store_found_between(struct store *s, const char *area, const unsigned char first[RECORD_ID], const unsigned char last[RECORD_ID],
	int (*visit)(void *self, const struct found_line *x), void *self, struct fault *f);

/* The key of a finding with x->others, as it stands, and the records elsewhere that share it. Their number, 0 also when the
 * record has no such key any more, or -1. */
int store_others(struct store *s, const struct found_line *x, unsigned char key[CHECK_KEY], struct check_other others[CHECK_OTHERS],
	struct fault *f);

/* One record whose key several files share. */
struct shared {
	const struct check *check;
	unsigned char key[CHECK_KEY], root[RECORD_ID], record[RECORD_ID];
};
/* Every key of a unique check that files held here share: records with one key follow each other. ${visit} returns 0 to
 * go on; another value ends the visit and is returned. */
int store_shared(struct store *s, int (*visit)(void *self, const struct shared *x), void *self, struct fault *f);

/* One record of another file that the county knows to share a key. */
struct told {
	unsigned char record[RECORD_ID], other[RECORD_ID], key[CHECK_KEY];
	const char *check, *detail; /* name; where the other one is, "" when it need not be said */
};

/* Put what the county told in the place of all it told before; the households of both wait for store_refresh(). Inside or
 * outside a transaction. 0 or -1. */
int store_tell(struct store *s, const struct told *told, size_t n, struct fault *f);

/* What the county told of one record by one check. Texts are good during the visit. */
struct told_line {
	unsigned char root[RECORD_ID], record[RECORD_ID];
	const char *name, *detail;
	const struct check *check; /* NULL: the program's checks have none of this name */
	bool answered;             /* the record has another answer by now: the county will see */
	bool kept;                 /* the warning was kept with a reason, which is still good */
};
int store_told(struct store *s, int (*visit)(void *self, const struct told_line *x), void *self, struct fault *f);

#endif
