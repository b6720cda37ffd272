#ifndef CHECK_INSIDE_H
#define CHECK_INSIDE_H

#include "assess/sentence.h"
#include "check/check.h"

/* Compiled checks. Private to this room. */

/* A filter that several rows of one table share is asked once a record. */
struct filter {
	int table;
	const char *source;
	const struct expr *expr;
};

struct line {
	struct check check;
	const struct expr *condition, *key, *distinct;
	int filter;                            /* number of its filter, or -1 */
	int distinct_table;                    /* instead of ${distinct}: the record of this table over it; -1: none */
	const struct sentence *message[LANGS];
	uint64_t *reach;                       /* bit set of questions: what may change how it comes out */
	const int *print;                      /* questions that its fingerprint covers, ended by -1 */
};

/* Where warnings below one top table are kept; question indices. */
struct keeping {
	int root, table;
	int check, record, values, reason, note; /* note may be -1 */
};

struct checks {
	struct arena arena;
	const struct form *form;
	unsigned char hash[32];
	struct line *lines;
	size_t n;
	struct filter *filters;
	int n_filters;
	struct line **of_table; /* those of table i: of_table[first[i]] .. of_table[first[i + 1] - 1] */
	int *first;
	size_t words;           /* of a reach */
	struct keeping *keepings;
	size_t n_keepings;
};

/* One pass over a file. */
struct passing {
	const struct checks *c;
	const struct tree *t;
	struct expr_env *env;
	const bool *again;   /* of each line: whether it is asked; NULL: all */
	char *filtered;      /* of each filter, at the record at hand: FILTER_ASK, FILTER_NO, FILTER_YES */
	struct check_findings *out;
};
enum { FILTER_ASK, FILTER_NO, FILTER_YES };

/* Whether the record takes part in the line: its filter holds. */
bool passing_takes(struct passing *p, const struct line *l, const struct record *r);

/* Neither it nor a record over it is voided or hidden. */
bool record_counts(const struct record *r);

/* Add what ${l} found at ${r}. The finding, or NULL when out of memory. */
struct check_finding *passing_found(struct passing *p, const struct line *l, const struct record *r, int turn);

/* Into the order of the file, and of the sheet for one record. */
void check_findings_sort(struct check_findings *l);

/* reach.c: fill reach, print and the default question from what the line reads; ${sources} are the texts of its
 * expressions, for tables named in them. 0 or -1. */
int line_reach(struct checks *c, struct line *l, const char *const *sources, size_t n);

/* print.c: the fingerprint of what the line reads, seen from ${r}. */
void line_print(const struct checks *c, const struct line *l, const struct record *r, char out[CHECK_PRINT + 1]);

/* unique.c: the number of a row of this name; the entries of one file for the lines asked for and scopes from ${least} on; and what meets within the file. */
int64_t line_number(const char *name);
int unique_entries(struct passing *p, enum check_scope least, struct check_entries *out);
int unique_run(struct passing *p);

/* keep.c: find the tables of kept warnings; mark what is kept. */
int keepings_find(struct checks *c, const char *sheet, struct mistakes *m);
int keepings_mark(const struct checks *c, const struct tree *t, struct check_findings *l);

#endif
