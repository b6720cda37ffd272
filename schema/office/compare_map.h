#ifndef OFFICE_COMPARE_MAP_H
#define OFFICE_COMPARE_MAP_H

#include "csv.h"
#include "expr/expr.h"
#include "form/load.h"

/* Which column of a department's file says what, and where it goes. Private to this room. */

enum compare_how { COMPARE_SKIP, COMPARE_ID, COMPARE_NAME, COMPARE_DETAIL, COMPARE_FACT, COMPARE_HOWS };
enum compare_fill { FILL_KIND, FILL_SOURCE, FILL_DATE, FILL_DETAIL, FILLS };

struct compare_column {
	const char *names, *header; /* '|' between; the first of them */
	enum compare_how how;       /* detail: as it stands; fact: with its heading before it */
	bool required;
	int at;                     /* column in the file, -1 when the file has none */
};

struct compare_map {
	struct arena arena;
	struct compare_column *columns;
	size_t n;
	int id;                             /* column with this how, -1 */
	const struct question *number, *name; /* of a member; name may be NULL */
	const struct question *fill[FILLS]; /* of the records that are opened */
	const struct expr *where;           /* members it is about; NULL: all */
};

/* Read ${sheet} (NULL: compare.csv in the program) under ${form}. Every mistake is appended to ${report} and the sheet is refused
 * (EX_DATAERR). The map's memory goes with compare_map_free(). 0 or -1. */
int compare_map_load(struct compare_map *m, const struct form *form, const struct sheet *sheet, struct buf *report, struct fault *f);
void compare_map_free(struct compare_map *m);

/* Find the columns in the header row of ${c}; *${ignored} counts unknown ones. 0, or -1 naming what is missing. */
int compare_map_header(struct compare_map *m, const struct csv *c, size_t *ignored, struct fault *f);

#endif
