#ifndef SUMMARIES_H
#define SUMMARIES_H

#include "app.h"

/* The lines of the household list in memory: read once, then filtered and sorted without the disk. */
struct line {
	unsigned char root[RECORD_ID];
	const char *title, *place, *search, *class, *visited, *due_on, *due_step, *area, *state, *decided, *factors, *warned;
	int64_t amount;
	bool has_amount, done;
	int members, missing, errors, warnings, granted, offered, lacking; /* lacking: gaps and factors that no measure answers */
	size_t order; /* of the class among classes */
};

struct summaries {
	struct arena arena;
	struct line *lines;
	size_t n, cap;
};

/* Read all households of this laptop anew into ${s}. 0 or -1. */
int summaries_read(struct summaries *s, struct app *a, struct fault *f);
void summaries_free(struct summaries *s); /* wipes */

/* Whether a line holds what is typed: in its name, its place, or its search texts (ID numbers, house numbers). */
bool summaries_match(const struct line *l, const char *text, size_t n);

/* The line's class in words: "" when it has none. */
const char *summaries_class(const struct app *a, const struct line *l);

/* The early warnings of the line in words, "" when there are none; into ${out}. */
void summaries_warned(const struct app *a, const struct line *l, struct buf *out);

#endif
