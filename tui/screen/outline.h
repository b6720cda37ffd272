#ifndef OUTLINE_H
#define OUTLINE_H

#include "list.h"
#include "opened.h"

/* The left side of a household file: sections, tables and their records, as far as records are unfolded. */

enum item_kind { ITEM_SECTION, ITEM_RECORD, ITEM_ADD };

/* The state shown beside a node; the greater one wins for what contains it. */
enum item_state { STATE_DONE, STATE_UNASKED, STATE_MISSING, STATE_DOUBTFUL, STATE_WRONG, STATE_CONFLICT };

struct item {
	enum item_kind kind;
	struct record *record;     /* ITEM_ADD: the parent */
	const struct table *table; /* of the record, or to be added to */
	int section;               /* ITEM_SECTION */
	int depth, count;          /* ITEM_ADD: records there are, */
	int expected;              /* and how many the form expects (repeat_count), -1 when it does not say */
	enum item_state state;
	bool drafted;
};

struct conflict;

struct outline {
	struct opened *o;
	const struct record *unfolded; /* it and those over it show what they hold; NULL: only the top does */
	struct item *items;
	size_t n, cap;
	struct list *list;
	unsigned turns;
	bool made;
	struct conflict *conflicts;    /* sections that have two heads, as read at opening */
	size_t n_conflicts;
};

/* 0, or -1 when out of memory; outline_close() in any case. */
int outline_open(struct outline *l, struct opened *o, struct fault *f);
void outline_close(struct outline *l);

/* Check the file and make the items anew when answers have changed. 0 or -1. */
int outline_update(struct outline *l, struct fault *f);

/* The node under the cursor, or NULL. */
const struct item *outline_at(const struct outline *l);

/* Unfold a record (NULL: fold all) and put the cursor on it, or on its section when ${section} >= 0. */
void outline_go(struct outline *l, const struct record *r, int section);

/* Put the cursor on a record (or its section) that shows, without unfolding anything. */
void outline_stand(struct outline *l, const struct record *r, int section);

/* Append what people call a record: its title, else the table's label. */
void outline_title(const struct opened *o, const struct record *r, struct buf *out);

/* Whether opening the record means opening its only section. */
int outline_only_section(const struct opened *o, const struct record *r);

#endif
