#ifndef FORM_LOAD_H
#define FORM_LOAD_H

#include <stddef.h>

#include "buf.h"
#include "fault.h"
#include "form/form.h"

/* From sheets (CSV with XLSForm's columns, listed in README.md) to the form in memory. */

/* Ceilings on what a sheet may ask for, checked before anything is allocated for it. */
enum {
	FORM_FORMAT = 1,      /* what sheets may say; settings.csv names a greater one when they say more */
	FORM_SHEET = 4 << 20, /* bytes of one sheet */
	FORM_TABLES = 64,
	FORM_DEPTH = 4,       /* tables nested in one another */
	FORM_SECTIONS = 256,
	FORM_QUESTIONS = 2048,
	FORM_GROUP = 1024,    /* questions of one group: one version holds their answers */
	FORM_COLUMNS = 1900,  /* questions of one table: SQLite has 2,000 columns, some of them ours */
	FORM_CHOICES = 8192,
	FORM_NAME = 48,       /* bytes of a name */
	FORM_CODE = 64,       /* bytes of a choice's code */
	FORM_KEYS = 4,        /* questions in one key */
	FORM_MISTAKES = 200   /* lines in one report */
};

/* One sheet: file name for messages, and its bytes (the caller's). */
struct sheet {
	const char *name;
	const void *data;
	size_t n;
};

struct form_sheets {
	struct sheet survey, choices, settings;
};

/*
 * Read the three sheets. All mistakes of all sheets are gathered, the first FORM_MISTAKES of them appended to ${report}
 * (may be NULL), one a line: "survey.csv:12: constraint: income: what is wrong. Mend: what to do". Nothing is mended
 * silently. Returns the form, to be freed by form_free(); NULL with EX_DATAERR (how many mistakes, and the first of
 * them), EX_UNAVAILABLE when the sheets are of a format for a newer program, or EX_OSERR when memory ran out. The bytes
 * are not needed afterwards.
 */
struct form *form_load(const struct form_sheets *s, struct buf *report, struct fault *f);

/* The form that is part of the program. NULL as form_load(). */
struct form *form_load_embedded(struct fault *f);

/*
 * Whether ${newer} only adds to ${older} (DESIGN 3), so that every answer given stays where it is: no question renamed,
 * retyped, moved to another table or section, none frozen or no longer; no key, section owner or nesting changed; no
 * choice removed. 0, or -1 with EX_DATAERR and all refusals appended to ${report} (may be NULL) in the lines of
 * form_load(): with the row of the newer sheet, or of the older one for what is gone.
 */
int form_only_adds(const struct form *older, const struct form *newer, struct buf *report, struct fault *f);

#endif
