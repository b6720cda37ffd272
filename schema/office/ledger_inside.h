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
	LEDGER_ARTICLE,
	LEDGER_POLICY,
	LEDGER_UNANSWERED,
	LEDGER_MISSING,
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
};

/* ledger.csv under the store's form and policy. Free with arena_free(&l->arena). 0 or -1. */
int ledger_sheet_load(struct ledger_sheet *l, struct store *s, struct fault *f);

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

/* The ledger being written. */
struct ledger_writing {
	struct store *store;
	const struct ledger_order *order;
	const struct ledger_writer *writer;
	struct ledger_sheet sheet;
	struct buf *out;
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

/* Give every household of the order to the writer. 0 or -1. */
int ledger_households(struct ledger_writing *w, struct fault *f);

#endif
