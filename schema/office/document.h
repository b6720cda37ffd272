#ifndef OFFICE_DOCUMENT_H
#define OFFICE_DOCUMENT_H

#include "store/store.h"

/*
 * Papers for a household and for a village, as rows of schema/survey/documents.csv say: collection sheet, application, public
 * notice, verification and removal sheets, the result to read aloud. As plain text, or as one HTML page for A4 that asks
 * nothing of the network. No paper is known here by name.
 */

enum document_format { DOCUMENT_TEXT, DOCUMENT_HTML };

/* One paper there is. */
struct document_kind {
	const char *name;
	const char *label[LANGS];
	bool village; /* over the households of a village, not of one */
};

struct documents;

/* The sheet under the store's form and policy, which outlive it. Columns that this form does not understand stay blank. NULL
 * with a fault. */
struct documents *documents_load(struct store *s, struct fault *f);
void documents_free(struct documents *d); /* NULL-safe */

/* The ${i}th paper in sheet order, NULL behind the last; and the one of this name, or NULL. */
const struct document_kind *documents_kind(const struct documents *d, size_t i);
const struct document_kind *documents_find(const struct documents *d, const char *name);

/* What is printed of what. */
struct document_order {
	const struct document_kind *kind;
	enum document_format format;
	bool full;          /* numbers and telephones as they are; else as the policy's masks say. What goes on a wall is masked anyway */
	const char *area;   /* of a village's paper */
	const char *place;  /* its name, for people; "" when not known */
};

/* Append the paper for an opened household. 0 or -1. */
int document_household(struct documents *d, const struct document_order *o, struct casefile *c, struct buf *out, struct fault *f);

/* Append the paper for the households of an area. Their number, or -1. */
int document_village(struct documents *d, const struct document_order *o, struct buf *out, struct fault *f);

#define DOCUMENT_PATH 4096
#define DOCUMENT_CARRIER "paper" /* of its lines in the log (exchange_visit()), whose note is "PAPER: WHO" */

/*
 * The paper (${c}: of this household; NULL for a village's) as a new file in the folder ${dir}, whose name says paper and day
 * and nothing of whom it is about; its path in ${path}. The log has when, which and ${who} before the file has its name. 0, or
 * -1 with no file left. For a store opened for writing.
 */
int document_file(struct documents *d, const struct document_order *o, struct casefile *c, const char *dir, const char *who, char path[DOCUMENT_PATH],
	struct fault *f);

#endif
