#ifndef OFFICE_ROSTER_INSIDE_H
#define OFFICE_ROSTER_INSIDE_H

#include "csv.h"
#include "office/roster.h"

/* What the files of the roster import share and nobody else sees. */

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

/* Why a row is set aside, or (from ROSTER_KEPT on) what was not taken of a row that went in. */
enum roster_reason {
	ROSTER_FINE,
	ROSTER_LINES,
	ROSTER_CELLS,
	ROSTER_DIGITS,
	ROSTER_FORMULA,
	ROSTER_NO_NAME,
	ROSTER_BAD_ID,
	ROSTER_BAD_WORD,
	ROSTER_BLANK,
	ROSTER_BAD_VALUE,
	ROSTER_NO_VILLAGE,
	ROSTER_NO_HOUSEHOLD,
	ROSTER_NO_HEAD,
	ROSTER_TWO_HEADS,
	ROSTER_MANY,
	ROSTER_TWICE,
	ROSTER_VOIDED,
	ROSTER_KEPT,
	ROSTER_WORD_LEFT = ROSTER_KEPT,
	ROSTER_NO_ID,
	ROSTER_OLDER,
	ROSTER_REASONS
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

/* The cell of ${column} as an answer (a blank one for an empty cell); several codes go to ${a}. */
enum roster_reason roster_answer(const struct roster_map *m, const struct roster_column *column, const char *cell,
	struct arena *a, int32_t today, struct answer *out);

/* The cell of the column with this ${how} in the current row, "" when there is none. */
const char *roster_cell(const struct roster_map *m, const struct csv *c, enum roster_how how);

/* Whether ${s} is a number of 18 characters with an existing day and the right check character (GB 11643). */
bool roster_id_valid(const char *s, size_t n);

/* One row between the two passes. */
struct roster_row {
	size_t line, other;
	const char *at; /* where the row begins in the text */
	unsigned char household[RECORD_ID];
	unsigned char person[RECORD_ID]; /* same in the whole file for the same person */
	unsigned char member[RECORD_ID]; /* id of the person's record, should it be new */
	const struct roster_area *area;
	uint16_t reason; /* enum roster_reason */
	int16_t column;  /* of the map, -1 */
	bool head;
};

struct roster_job {
	struct store *store;
	bool dry;
	struct roster_map map;
	struct csv csv;
	const char *header_at;
	size_t width; /* cells of the header */
	const struct roster_areas *areas;
	const struct roster_area *learnt; /* the village whose code the last row gave, while no list says the villages */
	struct roster_report *report;
	struct roster_row *rows;
	size_t n, cap;
	int32_t today;
};

/* Put the reading place on ${row} and read it. 1, 0, -1 as csv_next(). */
int roster_reread(struct roster_job *job, const struct roster_row *row, struct fault *f);

/* Look at the current row alone: what is wrong with it, whom and which household it is about. */
void roster_judge(struct roster_job *job, struct roster_row *row);

/* Note ${reason} about a line. 0 or -1. */
int roster_remark(
	struct roster_job *job, size_t line, int column, enum roster_reason reason, size_t other, struct fault *f);

/* Take in the good rows of one household (${n} rows in order of line, some set aside). 0 or -1. */
int roster_household(struct roster_job *job, struct roster_row *rows, size_t n, struct fault *f);

/* Id of a household: by village and number, else by village and its head's identity number. */
void roster_household_id(const char *area, const char *number, const char *head, unsigned char out[RECORD_ID]);

/* Id of a person in a household: by number, else by name and day of birth. */
void roster_person_id(const unsigned char household[RECORD_ID], const char *id, const char *name, const char *birth,
	unsigned char out[RECORD_ID]);

#endif
