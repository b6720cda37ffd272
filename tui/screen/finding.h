#ifndef FINDING_H
#define FINDING_H

#include "app.h"
#include "store/found.h"

/* How the screens show what the checks found. */

/* Where a finding belongs on the left side of a file: a section of a record; section -1: the record itself, or with
 * ${absent} the lack of a record of that table below it. */
struct finding_place {
	struct record *record;
	int section;
	const struct table *absent;
};
struct finding_place finding_place(const struct check_finding *x);

/* Its sign, and the colour that says the same. */
const char *finding_sign(const struct check_finding *x, const struct term *t);
unsigned finding_attr(const struct check_finding *x);

/* Append the label of the reason it was kept for. */
void finding_reason(const struct casefile *c, const struct checks *checks, const struct check_finding *x, struct buf *out);

/* The list of findings of an opened file, which outlives it. ${goal} is set to where a person wants to go. */
struct opened;
struct finding_goal {
	bool set;
	struct record *record;
	int section;                     /* -1: the record */
	const struct question *question; /* or NULL */
	const struct choice *begin;      /* not NULL: a step of the procedure that is to be begun instead */
};
struct screen *findings_screen(struct opened *o, const struct buf *name, struct finding_goal *goal, struct fault *f);

/* The procedure of an opened file, in the same way; the goal may be a step to begin. */
struct screen *procedure_screen(struct opened *o, const struct buf *name, struct finding_goal *goal, struct fault *f);

#endif
