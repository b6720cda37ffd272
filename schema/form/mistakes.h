#ifndef FORM_MISTAKES_H
#define FORM_MISTAKES_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "fault.h"

/* What is wrong in sheets, gathered so that a person sees everything at once. For rooms that read sheets. */
struct mistakes {
	struct buf *report; /* the caller's, may be NULL */
	struct buf first;   /* the first few lines, for the fault */
	int n;              /* found so far, also those beyond the report's ceiling */
	bool memory;        /* something could not be allocated */
};

/* Where in the sheets; line 0, NULL or "" leaves a part out. */
struct place {
	const char *sheet;
	size_t line;
	const char *column, *name;
};

/* A place that is no row with a name of its own. */
struct place sheet_place(const char *sheet, size_t line, const char *column);

/* Note one mistake: a sentence that says what is wrong and, after "Mend:", what to do. Control characters of sheets
 * never reach the report. */
void mistake(struct mistakes *m, struct place at, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* 0 when there was none and memory sufficed; otherwise -1 with the fault: the sentence ${before}, how many, and the
 * first lines. Closes ${m}. */
int mistakes_close(struct mistakes *m, const char *before, struct fault *f);

/* A head of ${s} short enough for a message, in ${room}; returns ${room}. */
#define SHOWN 64
const char *shown(char room[SHOWN], const char *s);

/* Index of the name with the fewest edits to ${s}, and how many in *${edits}; -1 when ${n} is 0. Looks at the first 512
 * names and 48 bytes of each. */
int nearest(const char *s, const char *const *names, size_t n, unsigned *edits);

#endif
