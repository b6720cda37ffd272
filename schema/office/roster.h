#ifndef OFFICE_ROSTER_H
#define OFFICE_ROSTER_H

#include "store/store.h"

/*
 * The roster: people and households from a county's or the national system's export, one person a row. Which column
 * answers which question, and which words mean which code, is the sheet schema/survey/roster.csv.
 */

/* A file of people, and how it is read. The texts and bytes are the caller's. */
struct roster_file {
	const char *name;        /* for messages */
	const void *bytes;
	size_t n;
	const char *sheet;       /* of a workbook; NULL: its first */
	const struct sheet *map; /* the county's own roster.csv for this file; NULL: the one in the program */
	bool dry;                /* tell what would change and write nothing */
};

/* A place of the county: a village of 12 digits, a township or county of 12 or fewer. Both texts are the caller's. */
struct roster_area {
	const char *code, *name;
};

struct roster_areas {
	const struct roster_area *list;
	size_t n;
	const char *county; /* with an empty list, codes of villages that begin so are taken from the rows; NULL: none */
};

/* A row that stayed out (aside), or an answer of a row that did. Nothing here names a person. */
struct roster_remark {
	size_t line;        /* in the file, from 1 */
	size_t other;       /* another line that has to do with it, or 0 */
	const char *column; /* as roster.csv calls it, "" when it is about the whole row */
	const char *reason; /* sentence in the user's language */
	bool aside;
};

/* What the file says that was not so here: answers of households and people that are new, answers where none was, and
 * answers in place of others. */
struct roster_change {
	size_t fresh, filled, changed;
};

struct roster_report {
	size_t rows, aside;        /* rows read, rows that stayed out */
	size_t no_village;         /* of these, for want of a village that is known */
	size_t households, people; /* of the file, in the store now */
	size_t new_households, new_people;
	size_t changed_households;     /* known before, with an answer that was not so */
	struct roster_change *changes; /* one for each question of the form, NULL before the rows are read */
	size_t versions;               /* made by this import; 0 when the file says nothing new */
	size_t ignored;                /* columns that roster.csv does not know */
	struct roster_remark *remarks; /* in order of line */
	size_t n_remarks, cap_remarks;
	struct buf mistakes; /* lines about the county's map: it cannot be used, and nothing was read */
	struct buf rest; /* CSV of the rows set aside: line, reason, the row as it was. Holds people's data. */
	struct arena arena;
};

enum {
	ROSTER_BYTES = 512 << 20, /* of one file */
	ROSTER_ROWS = 2000000,    /* of one file: more people than a county has */
	ROSTER_REMARKS = 10000    /* kept in the report; all rows set aside are in ->rest */
};

/*
 * Take in a roster: CSV (UTF-8, or GB18030 when it is not) or a workbook; columns in any order. Villages are found by
 * code, or by name (township and county telling namesakes apart) in ${areas}. A bad row is set aside and the rest goes
 * in. Importing a file again makes nothing twice, and an answer that somebody has replaced since is not put back.
 * Households go in by transactions of some hundred: after a crash import again. Versions are made in the name of
 * journal_author(). A dry one needs a store open for reading only. ${report} is {0}; free it with roster_report_free()
 * in any case. 0; -1 when the file is no roster or the map has mistakes (nothing was changed), or the store failed (what
 * was committed stays).
 */
int roster_import(struct store *s, const struct roster_file *file, const struct roster_areas *areas, struct roster_report *report,
	struct fault *f);

void roster_report_free(struct roster_report *report); /* wipes; {0} is fine */

#endif
