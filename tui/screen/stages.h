#ifndef STAGES_H
#define STAGES_H

#include "opened.h"

/*
 * The procedure of a household file: the steps taken, those that may come next, and those that usually follow. Which
 * table it is, the form says: words of the appearance column (schema/survey/README.md) mark its questions, and the list of
 * the question `steps` is the state table. What may come next is what that question's choice filter offers.
 */

enum stage_kind {
	STAGE_DONE,    /* taken, and passed */
	STAGE_OPEN,    /* taken, its outcome is still open */
	STAGE_STOPPED, /* taken, and not passed */
	STAGE_SKIPPED, /* passed over: usually follows the one before, but a later one was taken */
	STAGE_NEXT,    /* what usually comes next, and may be taken now */
	STAGE_ALSO,    /* may be taken now too */
	STAGE_LATER,   /* usually follows, after others */
	STAGE_KINDS
};

struct stage {
	enum stage_kind kind;
	const struct choice *choice;
	struct record *record; /* of a step taken, else NULL */
	int32_t day, late;     /* of a step taken: its day, 0 when blank, and the days beyond its limit */
	bool mine;             /* this cadre's office may take it */
	bool due;              /* the next deadline is for it */
	const struct question *held; /* of one that may be taken: what keeps it from being dated today, NULL: nothing */
	bool *asks;            /* of one that may be taken: by column, what is asked in it besides the key */
};

/* The step that usually comes next, and the next deadline; NULL and "" where there is none. */
struct stages_ahead {
	const struct choice *next, *due; /* ${due}: the step of the deadline */
	int32_t days;                    /* to the deadline, below 0: late */
	char on[16];                     /* its day */
};

struct stages {
	struct arena arena;
	const struct table *table;
	const struct question *step, *day, *by, *result, *late, *state, *order;
	struct stage *all, none; /* ${none}: out of memory, into which what has no room goes */
	size_t n, cap;
	bool failed;
	struct stages_ahead ahead;
};

/* Whether the form has a procedure. */
bool stages_known(const struct form *form);

/* Read the procedure of ${o} anew into ${s} ({0} or an earlier one); the open section is left. 0 or -1. */
int stages_read(struct stages *s, struct opened *o, struct fault *f);
void stages_free(struct stages *s);

/* What the form works out of an opened file's procedure; changes nothing in it. */
void stages_ahead(const struct casefile *c, struct stages_ahead *out);

/* Begin a record of the step in ${o}, its section open: the step answered, and today as its day where the form allows that. NULL
 * with a fault. */
struct record *stages_begin(struct opened *o, const struct choice *choice, struct fault *f);

/* Take the step for the file of ${o} as a whole: dated today, by this cadre, with the code ${outcome}; its version is written. 1; 0
 * with nothing changed when it may not come here now, is another office's, or asks for more than that; -1. */
int stages_take(struct opened *o, const struct choice *choice, const char *outcome, struct fault *f);

/* The question of the procedure that a record of it is dated by, NULL when the form has none. */
const struct question *stages_day(const struct form *form);

/* Append whose office a step is: the roles that may take it. */
void stages_office(const struct choice *c, struct buf *out);

/* The cell of a choice in a filter column of its list, "" when there is no such column. */
const char *stages_cell(const struct form *form, const struct choice *c, const char *column);

/* What proves a step: the label of its code in the list that is named like the steps' own with _evidence behind; "" when
 * there is none. */
const char *stages_evidence(const struct form *form, const struct choice *c);

#endif
