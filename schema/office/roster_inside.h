#ifndef OFFICE_ROSTER_INSIDE_H
#define OFFICE_ROSTER_INSIDE_H

#include "office/roster.h"
#include "office/roster_map.h"

/* What the files of the roster import share and nobody else sees. */

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

/* The cell of ${column} as an answer (a blank one for an empty cell); several codes go to ${a}. */
enum roster_reason roster_answer(const struct roster_map *m, const struct roster_column *column, const char *cell,
	struct arena *a, int32_t today, struct answer *out);

/* Undo what csv_put_text() and spreadsheets put around a cell so that it stays text: ="...", or a quote mark before. */
void roster_unwrap(struct csv *c);

/* Whether the row is what the file's author meant as one under a header of ${width} cells: else its cells may belong to several people. */
enum roster_reason roster_shape(const struct csv *c, size_t width);

/* The text with full-width brackets made plain and blanks left out, for comparing headers; cut at ${room} bytes. */
void roster_plain(const char *s, char *out, size_t room);

/* What people are told of a reason. */
const char *roster_sentence(enum roster_reason reason);

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

/* Put the reading place on ${row} and read it again. 0 or -1. */
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
