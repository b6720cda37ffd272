#ifndef ASSESS_RUN_H
#define ASSESS_RUN_H

#include "assess/assess.h"
#include "assess/rules.h"

/*
 * One assessment under way. A row whose answer hangs on something unknown is undecided. Its local then holds both ends
 * of what it may be: false and true for a factor, fewest and most for a counter. A test is decided when it comes out the
 * same at both ends, so that a household with one sure factor is classed although another is not known yet. A number
 * that is not known is a blank answer marked so: only a test that really reads it becomes undecided.
 */

enum verdict { VERDICT_NO, VERDICT_YES, VERDICT_OPEN };

/* Why a row is undecided. */
struct doubt {
	unsigned touched; /* EXPR_BLANK, EXPR_UNSET */
	const char *unset;
};

struct unknowns {
	struct answer answers[4]; /* by touched */
	struct node nodes[4];
	struct record record;
};

struct run {
	const struct policy *p;
	struct tree *t;
	struct assessment *out;
	const struct record *here;
	struct expr_env env;
	struct value *low, *high;
	struct doubt *doubts; /* for each local */
	bool spread;          /* some local's ends differ */
	struct unknowns *unknowns;
	uint64_t *wanted;     /* questions that undecided rows read */
	const char *entered;  /* factor codes the cadre entered, blanks between */
	size_t entered_len;
};

/* Whether ${e} holds; VERDICT_OPEN with the reason in ${d}. */
enum verdict run_judge(struct run *g, const struct expr *e, struct doubt *d);

/* The number of ${e}. 0; -1 with the reason in ${d} when it is not known. */
int run_number(struct run *g, const struct expr *e, double *v, struct doubt *d);

/* Evaluate a value row into its local. 0, or -1 when out of memory. */
int run_value(struct run *g, const struct rule *r);

/* Set a local that is a boolean, or undecided. */
void run_set(struct run *g, int local, enum verdict v, const struct doubt *d);

/* Count one more into a counter, for sure or perhaps. */
void run_count(struct run *g, int local, enum verdict v, const struct doubt *d);

/* Remember what an undecided row lacks: its questions, the parameter's name. Returns that name or NULL. */
const char *run_doubt(struct run *g, const struct rule *r, const struct doubt *d);

#endif
