#ifndef SHEET_FILES_H
#define SHEET_FILES_H

#include <stdbool.h>

#include "form/load.h"

/* Sheets of a form or policy as people hand them in: a folder, single files, or one workbook with a sheet for each. */
struct sheet_file {
	const char *name; /* "survey.csv" */
	bool given;
	struct buf text;  /* CSV, UTF-8 */
	char label[256];  /* for messages: the file, and the sheet in it */
};

/*
 * Take what ${path} holds into ${files} (${n} of them, names set): of a folder every NAME.csv or NAME.xlsx; a file of such a
 * name; of any other workbook the sheets with these names. A sheet given twice is EX_USAGE; nothing found, EX_NOINPUT or
 * EX_DATAERR. 0 or -1.
 */
int sheet_files_take(struct sheet_file *files, int n, const char *path, struct fault *f);

/* Take the file, whatever its name, as this one sheet (of a workbook, the first). 0 or -1. */
int sheet_files_take_as(struct sheet_file *file, const char *path, struct fault *f);

/* The taken sheet for form_load() and policy_load(). */
struct sheet sheet_files_sheet(const struct sheet_file *file);

/* Forget what was taken. */
void sheet_files_free(struct sheet_file *files, int n);

#endif
