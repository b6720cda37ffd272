#ifndef OFFICE_COMPARE_H
#define OFFICE_COMPARE_H

#include "store/store.h"

/*
 * Results of a comparison with a department's data: a file of people by identity number. Whoever of them is a member of a
 * household here opens a record there, to be reviewed by people; it has no outcome of its own and refuses nobody. Which columns a
 * file has and which table the records are of is the sheet schema/survey/compare.csv.
 */
struct compare_file {
	const char *name;        /* for messages */
	const void *bytes;
	size_t n;
	const char *sheet;       /* of a workbook; NULL: its first */
	const struct sheet *map; /* the county's own compare.csv; NULL: the one in the program */
	const char *kind;        /* code or label of the list of kinds */
	const char *source;      /* the department's name */
	int32_t date;            /* of the comparison, days since 1970-01-01 */
	bool dry;                /* tell what would change and write nothing */
};

/* A row that cannot be read. Nothing here names a person. */
struct compare_remark {
	size_t line;
	const char *column; /* heading, "" when it is about the whole row */
	const char *reason; /* sentence in the user's language */
};

struct compare_report {
	size_t rows, matched, unmatched, bad; /* rows read; of these, about members here, about nobody here, not to be read */
	size_t households;             /* with a member that a row is about */
	size_t opened, known;          /* records made; findings whose record was there already */
	size_t ignored;                /* columns that the sheet does not know */
	struct compare_remark *remarks; /* of the bad rows, in order of line */
	size_t n_remarks, cap_remarks;
	struct buf mistakes;           /* lines about the county's map: it cannot be used, and nothing was read */
	struct arena arena;
};

enum { COMPARE_BYTES = 256 << 20, COMPARE_ROWS = 1000000, COMPARE_REMARKS = 10000 };

/*
 * Take in a file: CSV (UTF-8, or GB18030 when it is not) or a workbook. A bad row is left out and told, the rest goes in, all of it
 * or nothing. A record's id is made of household, kind, source, number and what was found, so that importing again, on
 * whatever day, meets the same one; one voided stays so. Time grows with people held and rows, not with their product. Versions
 * are made in the name of journal_author(). A dry one needs a store open for reading only. ${report} is {0}; free it with
 * compare_report_free() in any case. 0; -1 with nothing changed: kind, source or date cannot be taken (EX_USAGE), the file or map
 * cannot be used (EX_DATAERR), or the store failed.
 */
int compare_import(struct store *s, const struct compare_file *file, struct compare_report *report, struct fault *f);

void compare_report_free(struct compare_report *report); /* wipes; {0} is fine */

#endif
