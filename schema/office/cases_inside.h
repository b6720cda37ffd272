#ifndef OFFICE_CASES_INSIDE_H
#define OFFICE_CASES_INSIDE_H

#include "csv.h"
#include "office/cases.h"

/* What the files of the cases share and nobody else sees. */

enum { CASES_TABLES = 64, CASES_COLUMNS = 256 };

/* One column of a table's file. */
struct case_column {
	const char *name;               /* of the first row */
	const struct question *question; /* NULL: the household, the parent's place, or what is expected */
	bool expected;
};

/* One file: its bytes and its columns. */
struct case_table {
	const struct table *table;
	char name[80];   /* "member.csv", for messages */
	struct buf bytes;
	struct csv csv;
	struct case_column columns[CASES_COLUMNS];
	size_t n;
	bool under;      /* column 1 is the place of the parent among its table, from 1 */
};

struct cases {
	const struct form *form;
	struct case_table *tables[CASES_TABLES]; /* those that have a file; [0] is the households' */
	size_t n;
	struct mistakes m;
	struct arena arena;
};

/* Read the folder. 0, or -1; mistakes go to c->m. */
int cases_read(struct cases *c, const char *dir, struct fault *f);
void cases_free(struct cases *c);

/* Build the file of the household that is the current row of tables[0], into ${t}. 0; 1 when a mistake was noted; -1. */
int cases_build(struct cases *c, struct tree *t, struct fault *f);

/* Whether a column of this name, which begins with "expect_", expects something there is. And what came of a household for it, as
 * text appended to ${out}. */
bool cases_expects(const struct form *form, const char *name);
void cases_outcome(const struct assessment *a, const struct form *form, const char *name, struct buf *out);

#endif
