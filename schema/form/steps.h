#ifndef FORM_STEPS_H
#define FORM_STEPS_H

#include <stdbool.h>

/*
 * What is judged in one go when a file is derived: which records of a table are hidden, where a section shows, or a
 * question's relevance, required and calculation. What follows from it is judged again when it comes out otherwise.
 */
enum step_kind { STEP_TABLE, STEP_SECTION, STEP_QUESTION };

struct step {
	enum step_kind kind;
	int index;                   /* into tables, sections or questions */
	bool restless;               /* comes out otherwise by itself: it asks for the time or for chance */
	int first, n;                /* form->followers[first .. first+n-1] */
};

enum {
	FOLLOW_BELOW = 1, /* in the record that changed and those under it: it reads an answer of its own or from above */
	FOLLOW_ALL = 2,   /* in all records: it looks through sets */
	FOLLOW_RUN = 4    /* the calculation it triggers is to be run */
};

struct follower {
	int step;         /* a later one */
	unsigned how;     /* FOLLOW_... */
};

#endif
