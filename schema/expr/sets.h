#ifndef SETS_H
#define SETS_H

#include "machine.h"

/*
 * Sets of nodes in tree order. Hidden and voided records and hidden answers never enter one. Each function replaces or
 * makes a value of kind VALUE_SET; 0, or -1 when out of memory, steps or EXPR_NODES.
 */

/* The records under ${from} along ${path} (a count, then places among the kids), or their answers in ${column}. */
int set_down(struct machine *m, const struct record *from, const int *path, int column, struct value *out);

int set_one(struct machine *m, const struct record *r, int column, struct value *out);
int set_kids(struct machine *m, struct value *v, int place);
int set_column(struct machine *m, struct value *v, int column);
int set_up(struct machine *m, struct value *v);

int set_items(struct machine *m, const struct choice_list *l, struct value *out);
int set_union(struct machine *m, struct value *v, const struct value *with);

/* Keep the nodes for which ops ${from}..${to}-1 hold; their positions are those among the records of one parent (an
 * answer is the only one of its question in its record), with ${whole} those in the set. */
int set_filter(struct machine *m, struct value *v, size_t from, size_t to, bool whole);

/* Of the records of each parent keep the one at position ${at}, from 1. */
int set_nth(struct machine *m, struct value *v, double at);

#endif
