#ifndef OFFICE_DOCUMENT_INSIDE_H
#define OFFICE_DOCUMENT_INSIDE_H

#include "assess/sentence.h"
#include "office/document.h"
#include "office/ledger_inside.h"

/* What the files of the papers share and nobody else sees. */

enum part_kind { PART_DOCUMENT, PART_HEADING, PART_TEXT, PART_FIELD, PART_ROWS, PART_COLUMN, PART_FOUND, PART_SIGN, PART_KINDS };

struct part {
	enum part_kind kind;
	struct ledger_column cell;             /* label, format, what and expression */
	const struct sentence *sentence[LANGS]; /* PART_TEXT */
	const struct expr *when;               /* NULL: always; of rows asked of each record or household */
	int table;                             /* PART_ROWS and its columns: records of this table; -1: households */
	enum found_kind found;                 /* PART_FOUND */
	bool wall;                             /* PART_DOCUMENT: hung on a wall, masked whoever asks */
};

struct documents {
	struct store *store;
	struct arena arena;
	struct part *parts;
	size_t n;
	struct document_kind *kinds;
	size_t *first; /* of each kind: its first part behind the row that names it */
	size_t n_kinds;
};

/* Rows gathered before they are written: their widths must be known. */
struct grid {
	struct buf text;     /* the cells' texts, each NUL-terminated */
	size_t *at;          /* where each begins */
	size_t n, cap, columns;
	const struct part *head; /* the first of its columns */
};

/* A way of writing a paper. Texts are the caller's. */
struct document_writer {
	void (*begin)(struct buf *out, const char *title);
	void (*heading)(struct buf *out, const char *text);
	void (*text)(struct buf *out, const char *text);
	void (*field)(struct buf *out, const char *label, const char *value);
	void (*grid)(struct buf *out, const struct grid *g);
	void (*sign)(struct buf *out, const char *label);
	void (*end)(struct buf *out);
};
extern const struct document_writer document_writers[];

#endif
