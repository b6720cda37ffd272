#ifndef MACHINE_H
#define MACHINE_H

#include "code.h"

/* The machine that runs bytecode, and what functions may ask of it. */

/* Where a predicate is. */
struct place {
	const struct record *record;
	int column;
	size_t position, last;
};

struct machine {
	const struct expr *expr;
	struct expr_env *env;
	const struct record *here;
	struct place at;
	long left; /* steps */
	size_t pc;
	struct value *top; /* the value pushed last */
	size_t pooled;
	unsigned has; /* bit b: kept[b] holds what a part of a predicate gives for every node alike */
	struct value kept[EXPR_KEPT];
	struct node pool[EXPR_POOL]; /* small sets of this evaluation, so that most need no memory */
};

/* Run ops ${from}..${to}-1. 0, or -1 when out of memory, steps or bounds. */
int machine_run(struct machine *m, size_t from, size_t to);

/* The value of ops ${from} to the end, which read no record and no environment; texts go into ${a}. 0 or -1. */
int machine_constant(const struct expr *e, struct arena *a, size_t from, struct value *out);

/* steady.c: OP_STEADY and OP_HOLD. */
int steady_recall(struct machine *m, const struct op *o);
int steady_hold(struct machine *m, const struct op *o);

/* Take ${n} from the steps left; -1 when they are used up. */
int machine_spend(struct machine *m, size_t n);

/* A node's answer as a value, noting what was blank or unset; a record as a value is blank. */
void machine_read(struct machine *m, const struct record *r, int column, struct value *out);

/* Conversions that note what they read: a set stands for its first node. The last two work in place. (Truth reads
 * nothing: value_truth().) */
double machine_number(struct machine *m, const struct value *v);
int machine_text(struct machine *m, struct value *v);
void machine_single(struct machine *m, struct value *v); /* a set becomes its first node's value */

/* Room for a text of ${n} bytes that is being made; NULL when over EXPR_TEXT, out of steps or memory. */
char *machine_room(struct machine *m, size_t n);

/* a ${rel} b for XPath 1.0; sets are compared node by node. 1, 0, or -1 when out of steps. */
int machine_compare(struct machine *m, enum relation rel, const struct value *a, const struct value *b);

#endif
