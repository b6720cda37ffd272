#include "assess/run.h"

#include <math.h>
#include <string.h>

static bool
reads_spread(const struct run *g, const struct expr *e, struct doubt *d)
{
	bool found = false;

	for (const int *l = expr_reads_locals(e); g->spread && *l >= 0; l++) {
		const struct doubt *x = &g->doubts[*l];
		if (x->touched == 0 || g->low[*l].kind == VALUE_SET)
			continue;
		d->touched |= x->touched;
		if (d->unset == NULL)
			d->unset = x->unset;
		found = true;
	}
	return found;
}

/* Evaluate at one end; what was unknown is added to ${d}. */
static int
evaluate(struct run *g, const struct expr *e, const struct value *locals, struct value *v, struct doubt *d)
{
	g->env.locals = locals;
	g->env.touched = 0;
	g->env.unset = NULL;
	int rc = expr_eval(e, &g->env, g->here, v);
	d->touched |= g->env.touched;
	if (d->unset == NULL)
		d->unset = g->env.unset;
	return rc;
}

/* A parameter's name for a doubt that came through an unknown number. */
static void
name_unset(const struct run *g, const struct expr *e, struct doubt *d)
{
	for (const int *l = expr_reads_locals(e); d->touched & EXPR_UNSET && d->unset == NULL && *l >= 0; l++)
		d->unset = g->doubts[*l].unset;
}

enum verdict
run_judge(struct run *g, const struct expr *e, struct doubt *d)
{
	struct doubt spread = {0};
	struct value v;

	*d = (struct doubt){0};
	if (evaluate(g, e, g->low, &v, d) < 0) {
		d->touched |= EXPR_BLANK;
		return VERDICT_OPEN;
	}
	bool holds = value_truth(&v);
	if (reads_spread(g, e, &spread)) {
		if (evaluate(g, e, g->high, &v, d) < 0 || value_truth(&v) != holds) {
			d->touched |= spread.touched;
			d->unset = d->unset != NULL ? d->unset : spread.unset;
		}
	}
	name_unset(g, e, d);
	return d->touched != 0 ? VERDICT_OPEN : holds ? VERDICT_YES : VERDICT_NO;
}

int
run_number(struct run *g, const struct expr *e, double *v, struct doubt *d)
{
	struct value x;

	*d = (struct doubt){0};
	if (evaluate(g, e, g->low, &x, d) < 0)
		d->touched |= EXPR_BLANK;
	else
		*v = value_number(&x);
	reads_spread(g, e, d);
	name_unset(g, e, d);
	return d->touched != 0 ? -1 : 0;
}

int
run_value(struct run *g, const struct rule *r)
{
	struct doubt d = {0}, spread = {0};
	struct value low, high;

	if (evaluate(g, r->value, g->low, &low, &d) < 0)
		return -1;
	high = low;
	if (reads_spread(g, r->value, &spread)) {
		if (evaluate(g, r->value, g->high, &high, &d) < 0)
			return -1;
		bool same = low.kind == high.kind && (low.kind == VALUE_BOOLEAN ? low.truth == high.truth :
			low.kind == VALUE_NUMBER && fabs(low.number - high.number) < 1e-7);
		if (!same && d.touched == 0 && low.kind == VALUE_BOOLEAN && high.kind == VALUE_BOOLEAN) {
			run_set(g, r->local, VERDICT_OPEN, &spread);
			return 0;
		}
		if (!same)
			d = (struct doubt){d.touched | spread.touched, d.unset != NULL ? d.unset : spread.unset};
	}
	if (d.touched != 0) {
		name_unset(g, r->value, &d);
		if (d.touched & EXPR_UNSET && d.unset == NULL)
			d.unset = run_doubt(g, r, &(struct doubt){EXPR_UNSET, NULL});
		if (low.kind == VALUE_BOOLEAN) {
			run_set(g, r->local, VERDICT_OPEN, &d);
			return 0;
		}
		low = high = (struct value){.kind = VALUE_SET, .nodes = &g->unknowns->nodes[d.touched & 3], .count = 1};
	}
	g->low[r->local] = low;
	g->high[r->local] = high;
	g->doubts[r->local] = d;
	return 0;
}

void
run_set(struct run *g, int local, enum verdict v, const struct doubt *d)
{
	g->low[local] = (struct value){.kind = VALUE_BOOLEAN, .truth = v == VERDICT_YES};
	g->high[local] = (struct value){.kind = VALUE_BOOLEAN, .truth = v != VERDICT_NO};
	if (v == VERDICT_OPEN) {
		g->doubts[local] = *d;
		g->spread = true;
	}
}

void
run_count(struct run *g, int local, enum verdict v, const struct doubt *d)
{
	g->low[local].number += v == VERDICT_YES;
	g->high[local].number += v != VERDICT_NO;
	if (v == VERDICT_OPEN) {
		struct doubt *x = &g->doubts[local];
		x->touched |= d->touched;
		x->unset = x->unset != NULL ? x->unset : d->unset;
		g->spread = true;
	}
}

/* A calculate that the rule reads lacks a parameter: ask it again which one. */
static const char *
unset_below(struct run *g, const struct rule *r)
{
	const struct form *form = g->p->form;

	g->env.locals = NULL;
	for (const struct record *at = g->t->root; at != NULL; at = tree_next(at))
		for (int i = 0; i < at->table->n; i++) {
			const struct question *q = &form->questions[at->table->first + i];
			bool read = r->closure[q->index / 64] >> (q->index % 64) & 1;
			struct value v;
			if (!read || q->calculation == NULL || !(at->answers[i].flags & ANSWER_UNSET))
				continue;
			g->env.unset = NULL;
			if (expr_eval(q->calculation, &g->env, at, &v) == 0 && g->env.unset != NULL)
				return g->env.unset;
		}
	return "?";
}

const char *
run_doubt(struct run *g, const struct rule *r, const struct doubt *d)
{
	struct assessment *out = g->out;

	for (size_t w = 0; d->touched & EXPR_BLANK && w < g->p->words; w++)
		g->wanted[w] |= r->closure[w];
	if (!(d->touched & EXPR_UNSET))
		return NULL;
	const char *name = d->unset != NULL ? d->unset : unset_below(g, r);
	for (size_t i = 0; i < out->n_unset; i++)
		if (strcmp(out->unset[i], name) == 0)
			return name;
	out->unset[out->n_unset++] = name;
	return name;
}
