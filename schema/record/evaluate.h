#ifndef RECORD_EVALUATE_H
#define RECORD_EVALUATE_H

#include "expr/expr.h"
#include "record/record.h"

/*
 * Bring everything derived in the tree up to date: relevance of records, sections and questions, what is required, and
 * every calculate, in the form's order of dependence. A calculate whose `frozen` condition holds keeps the value it was
 * saved with unless ${thaw} names its record (the section is being edited). A calculate whose evaluation fails, over
 * its bounds, is blank and ANSWER_UNSURE; a `frozen` condition that does counts as holding. 0, or -1 when out of memory.
 */
int tree_evaluate(struct tree *t, struct expr_env *env, const struct record *thaw);

/*
 * The same after answers were taken by record_set(), records added by tree_add(), removed by tree_remove() or (un)voided:
 * only what depends on these is judged again, and comes out as tree_evaluate() would make it. The first time, and when
 * the day, the language or the parameters are others, that is everything. By both, a calculation with a trigger runs
 * when the answer to that changed since the last time, and not the first time; its result stays like an answer given.
 */
int tree_update(struct tree *t, struct expr_env *env, const struct record *thaw);

/* Whether the constraint of the answer in ${column} holds; blank always holds. */
bool record_holds(const struct record *r, int column, struct expr_env *env);

/* Whether the choice may be chosen now (choice_filter). */
bool record_offers(const struct record *r, int column, const struct choice *c, struct expr_env *env);

enum { RECORDS_EXPECTED = 1000 };

/* How many records of ${table}, which hangs under ${r}'s, are expected there by its repeat_count; -1 when that does not say
 * or is no number. At most RECORDS_EXPECTED. Screens offer blank ones up to it; what is there stays, whatever it says. */
int record_expects(const struct record *r, const struct table *table, struct expr_env *env);

/* Required answers still blank in the record's section (-1: the whole record). */
int record_missing(const struct form *f, const struct record *r, int section);

/* Answers in the section (-1: whole record) that break a constraint. */
int record_broken(const struct record *r, int section, struct expr_env *env);

#endif
