#ifndef LIST_H
#define LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "columns.h"
#include "edit.h"
#include "term.h"

/*
 * The one list under all lists. It knows no data: it asks its owner for the rows that show and for nothing else, so
 * that a hundred thousand rows cost no more than twenty.
 */
struct list;

#define LIST_FILTER 128 /* bytes of the search text with its NUL */

struct list_source {
	const struct column *columns;
	size_t n_columns;
	bool titles; /* show a line of column titles */

	/* Rows there are now, under the filter. */
	size_t (*count)(void *self);

	/* Fill the columns of row ${i} (row_put()); ${t} for signs (term_glyph()). */
	void (*row)(void *self, size_t i, const struct term *t, struct row *r);

	/* The search text changed: count() and row() answer for it from now on. NULL: this list has no search. */
	void (*filter)(void *self, const char *text, size_t n);

	/*
	 * The row whose printed code is exactly the ${n} digits, or -1; *${longer} says whether another code starts
	 * with them. NULL: the printed codes are ordinals from 1.
	 */
	long (*code)(void *self, const char *digits, size_t n, bool *longer);

	/*
	 * The next row at or after ${from} (going round) that starts with a letter, or -1. NULL: letters do not jump.
	 */
	long (*letter)(void *self, uint32_t letter, size_t from);
};

enum list_reaction {
	LIST_IGNORED,  /* the owner's key */
	LIST_MOVED,    /* the selection or the search line changed */
	LIST_FILTERED, /* filter() was called */
	LIST_CODE,     /* digits named the row that is now selected, and no longer code starts so */
	LIST_CHOSEN    /* Enter on a row */
};

/* A list on ${source} (must outlive it), whose functions get ${self}. NULL when out of memory. */
struct list *list_new(const struct list_source *source, void *self);
void list_free(struct list *l); /* NULL is fine */

/* Draw in an area: search line (while there is one), titles, rows. With ${focus} the chosen row is marked and a search
 * being typed has the cursor. */
void list_draw(struct list *l, struct term *t, struct area a, bool focus);

/*
 * Take a key: Up, Down, PgUp, PgDn, Home, End, Enter, digits, '/' or F3 to search. While a search is typed letters and
 * digits belong to it, F3 does nothing more, arrows still move, Enter chooses, Esc gives the search up. Esc without search is the owner's.
 */
enum list_reaction list_key(struct list *l, struct key k);

/* The selected row, 0 also when there is none: look at list_count(), which is count(), first. */
size_t list_at(const struct list *l);
size_t list_count(const struct list *l);
void list_go(struct list *l, size_t row); /* beyond the end: the last */

/* Whether keys go to the search line now: letters are text then, not actions. */
bool list_typing(const struct list *l);

/* The search text ("" for none), and setting it from outside, which calls filter(). */
const char *list_filter(const struct list *l);
void list_search(struct list *l, const char *text, size_t n);

#endif
