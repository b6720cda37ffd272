#ifndef OFFICE_EXPORT_H
#define OFFICE_EXPORT_H

#include "store/store.h"

/*
 * Every table of the form as files: for spreadsheets (CSV, .xlsx) with words instead of codes, for statistics (Stata,
 * SPSS) with numbers that bear labels. What is hidden, void or derived from nothing is left out, as everywhere. Household
 * by household: memory does not grow with their number. A codebook and the code lists come with every export.
 */
enum export_format { EXPORT_CSV, EXPORT_XLSX, EXPORT_STATA, EXPORT_SPSS, EXPORT_FORMATS };

extern const char *const export_format_names[EXPORT_FORMATS];

struct export_order {
	const char *dir;          /* a folder that is there */
	enum export_format format;
	const char *table;        /* NULL: all */
	const char *area;         /* households whose code begins so; "": all */
	bool full;                /* else names, numbers and free text as export.csv says */
	uint64_t sheet_rows;      /* rows of one sheet of a workbook, 0: as many as it can hold; more go to a further sheet */
	uint64_t archive_bytes;   /* of a workbook's rows before packing, above which it becomes a zip64 archive; 0: nearly 4 GiB */
};

struct export_report {
	uint64_t households, rows, bytes;
	uint64_t cut;   /* texts longer than the format holds, cut at a whole character */
	uint64_t split; /* further sheets of tables with more rows than one sheet holds */
	size_t files;
};

/*
 * Write the files. All of them are complete under no name or a temporary one before ${agree} is asked (it logs); then they
 * get their names, or, when anything failed, none does. What is there already is never overwritten: EX_CANTCREAT.
 * 0 or -1.
 */
int export_write(struct store *s, const struct export_order *o, int (*agree)(void *self, const struct export_report *r, struct fault *f),
	void *self, struct export_report *report, struct fault *f);

#endif
