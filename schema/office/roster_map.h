#ifndef OFFICE_ROSTER_MAP_H
#define OFFICE_ROSTER_MAP_H

#include "csv.h"
#include "form/load.h"

/* Which column of a roster answers which question, and which words mean which code. Private to this room. */

/* What a column is to the importer beyond the question it answers (column `how` of roster.csv). */
enum roster_how {
	HOW_ANSWER,
	HOW_SKIP,
	HOW_HOUSEHOLD,
	HOW_AREA,
	HOW_VILLAGE,
	HOW_TOWN,
	HOW_COUNTY,
	HOW_HEAD_ID,
	HOW_NAME,
	HOW_ID,
	HOW_BIRTH,
	HOWS
};

struct roster_column {
	const char *names;               /* as in roster.csv, '|' between */
	const char *header;              /* the first of them */
	const struct question *question; /* NULL: none, or one this form does not have */
	enum roster_how how;
	bool required;
	int at; /* column in the file, -1 when the file has none */
};

struct roster_alias {
	const struct question *question;
	const char *words, *code;
};

/* roster.csv under a form. */
struct roster_map {
	struct arena arena;
	struct roster_column *columns;
	struct roster_alias *aliases, *suffixes;
	size_t n, n_aliases, n_suffixes;
	int of[HOWS];                          /* column with this how, -1 */
	int root, person;                      /* tables */
	bool keyed;                            /* columns answer keyed tables too: a person may have a row for each key */
	const struct question *head, *checked; /* relation; kind of document whose check character is tested */
	const char *head_code, *checked_code;
};

/* Read ${sheet} (NULL: roster.csv in the program) under ${form}. Of the program's, questions that this form does not have
 * are left out; of another, every mistake is appended to ${report} and the map is refused (EX_DATAERR). The map's
 * memory goes with roster_map_free(). 0 or -1. */
int roster_map_load(struct roster_map *m, const struct form *form, const struct sheet *sheet, struct buf *report, struct fault *f);
void roster_map_free(struct roster_map *m);

/* Whether the table is one whose records the file tells apart: keyed, under a household or a person, with a column for
 * every question of its key. */
bool roster_map_keyed(const struct roster_map *m, const struct form *form, int table);

/* Whether the word of ${n} bytes is one of those with '|' between. */
bool roster_among(const char *word, size_t n, const char *names);

/* Find the columns in the header row of ${c}; *${ignored} counts unknown ones. 0, or -1 naming what is missing. */
int roster_map_header(struct roster_map *m, const struct csv *c, size_t *ignored, struct fault *f);

/* The cell of the column with this ${how} in the current row, "" when there is none. */
const char *roster_cell(const struct roster_map *m, const struct csv *c, enum roster_how how);

#endif
