#ifndef OFFICE_LEDGER_INSIDE_H
#define OFFICE_LEDGER_INSIDE_H

#include "office/grid_book.h"
#include "office/ledger.h"

/* What a column of ledger.csv shows (its column `what`). */
enum ledger_what {
	LEDGER_NUMBER,
	LEDGER_HOUSEHOLD,
	LEDGER_ASSESSED,
	LEDGER_CLASS,
	LEDGER_CLASS_LABEL,
	LEDGER_FACTORS,
	LEDGER_ATTRIBUTES,
	LEDGER_GAPS,
	LEDGER_MEASURES,
	LEDGER_UNGRANTED,
	LEDGER_LACKING,
	LEDGER_WARNINGS,
	LEDGER_ARTICLE,
	LEDGER_POLICY,
	LEDGER_UNANSWERED,
	LEDGER_MISSING,
	LEDGER_RULE,    /* an expression that sees the values of the policy's rows */
	LEDGER_REASONS, /* sentences of factors and attributes */
	LEDGER_LIST,    /* of the range: which of its lists, its place by income, what follows */
	LEDGER_RANK,
	LEDGER_WAY,
	LEDGER_WORD,    /* no columns: what a list of the range is called, and what follows ${expression} */
	LEDGER_WHEN,
	LEDGER_WHATS
};

struct ledger_column {
	const char *name;
	const char *label[LANGS];
	const char *format; /* "" text, "int", "money", or the name of a mask parameter */
	enum ledger_what what;
	const struct expr *expr; /* NULL: none, or one that this form does not understand: the column stays blank */
};

struct ledger_sheet {
	struct arena arena;
	struct ledger_column *columns;
	size_t n;
	struct ledger_column *words; /* LEDGER_WORD and LEDGER_WHEN */
	size_t n_words;
};

/* The sheet ${name} of the program (ledger.csv, range.csv) under the store's form and policy. Free with arena_free(&l->arena).
 * 0 or -1. */
int ledger_sheet_load(struct ledger_sheet *l, struct store *s, const char *name, struct fault *f);

/* The environment in which an expression sees the values of the policy's rows. */
struct expr_env ledger_rule_env(const struct casefile *c);

/* Items of a list stand behind each other with this between them. */
#define LEDGER_BETWEEN '\x1f'
bool ledger_is_list(enum ledger_what what);

/* A parameter of the policy, "" when it is not set; good as long as the policy. */
const char *ledger_param(const struct store *s, const char *name, struct arena *a);

/* The word of a sheet's column `what`. */
bool ledger_what(const char *name, enum ledger_what *what);

/* Append the value of the column's expression at ${here}, in its format: 0, or -1 when out of memory. */
int ledger_value(struct store *s, struct casefile *c, const struct ledger_column *column, const struct record *here, bool full, struct buf *out);

/* Append the cell of household number ${number} to ${out}. 0, or -1 when out of memory. */
int ledger_cell(struct store *s, struct casefile *c, const struct ledger_column *column, int number, bool full,
	struct buf *out);

/* A list of households being written. */
struct ledger_writing {
	struct store *store;
	const char *name, *title; /* of the workbook's sheet, of the page */
	bool full;
	int (*households)(struct ledger_writing *w, struct fault *f); /* gives each to ledger_row(); 0 or -1 */
	int (*cell)(struct ledger_writing *w, struct casefile *c, const struct ledger_column *column, struct buf *out); /* as ledger_cell() */
	void *self; /* theirs */
	const struct ledger_writer *writer;
	struct ledger_sheet sheet;
	struct buf *out;
	struct buf foot; /* lines below the list, a newline behind each; none: the number of households */
	struct grid_book *book;
	int number; /* households written */
};

/* One way of writing it. */
struct ledger_writer {
	void (*head)(struct ledger_writing *w); /* may be NULL */
	void (*row)(struct ledger_writing *w);  /* a household begins */
	void (*cell)(struct ledger_writing *w, size_t column, const char *text);
	void (*end)(struct ledger_writing *w);
};

/* Write the household's cells as the next row. 0 or -1. */
int ledger_row(struct ledger_writing *w, struct casefile *c, struct fault *f);

/* Write the list whose columns are those of ${sheet}: name, title, full, households, cell, self, store and out are given. Number of
 * households or -1. */
int ledger_writing(struct ledger_writing *w, const char *sheet, enum ledger_format format, const char *path, struct fault *f);

#endif
