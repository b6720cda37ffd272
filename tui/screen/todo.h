#ifndef TODO_H
#define TODO_H

#include "summaries.h"

/* What waits for the cadre: work broken off, conflicts, deadlines of the procedure, what came to be reviewed, what the
 * county found, visited households with errors, warnings or answers missing, and those the policy warns of that were not
 * visited for long. */
enum todo_kind {
	TODO_DRAFT, TODO_CONFLICT, TODO_DUE, TODO_REVIEW, TODO_COUNTY, TODO_WRONG, TODO_DOUBTFUL, TODO_WARNED, TODO_MISSING, TODO_KINDS
};

struct todo {
	enum todo_kind kind;
	unsigned char root[RECORD_ID], record[RECORD_ID];
	const char *title, *place, *section; /* section: a name, "" when none */
	const char *text;                    /* what the county says or the policy warns of, which step is due when, what is to be
	                                      * reviewed, how a conflict is told apart; "" else */
	bool error, answered;                /* TODO_COUNTY: an error; done here, the county will see. TODO_DUE: overdue */
	int missing, errors, warnings;
};

struct todos {
	struct arena arena;
	struct todo *rows;
	size_t n, cap, drafts;
	size_t more; /* wait too, but have no row */
};

#define TODO_MOST 500 /* of a kind; more would not be a list for today */

/* Read them anew; ${s} are the households' lines. 0 or -1. */
int todos_read(struct todos *t, struct app *a, const struct summaries *s, struct fault *f);
void todos_free(struct todos *t); /* wipes */

/* What people call the section of a to-do, "" when it has none. */
const char *todo_section(const struct app *a, const struct todo *t);

/* How many days ahead the county wants to be reminded of a deadline. */
int64_t todo_ahead(struct app *a);

/* Append how far off a deadline is: ": 3 days late", ": today", ": in 2 days". */
void todo_days(int32_t days, struct buf *out);

#endif
