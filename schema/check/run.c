#include <stdlib.h>
#include <string.h>

#include "check/inside.h"

bool
record_counts(const struct record *r)
{
	for (; r != NULL; r = r->parent)
		if (r->voided || r->hidden)
			return false;
	return true;
}

/* What may not be guessed: a calculate that lacks an answer, a parameter. */
static bool
open_question(const struct expr_env *env)
{
	return env->touched & (EXPR_UNSURE | EXPR_UNSET);
}

bool
passing_takes(struct passing *p, const struct line *l, const struct record *r)
{
	if (l->filter < 0)
		return true;
	char *known = &p->filtered[l->filter];
	/* As relevance does, a filter takes what is not known yet for what it is now. */
	if (*known == FILTER_ASK)
		*known = expr_true(p->c->filters[l->filter].expr, p->env, r) ? FILTER_YES : FILTER_NO;
	return *known == FILTER_YES;
}

/* The first record, at or below ${r}, of the question's table. */
static const struct record *
first_below(const struct form *f, const struct record *r, int table)
{
	const struct record *found = NULL;

	if (r->voided || r->hidden)
		return NULL;
	if (r->table->index == table)
		return r;
	for (int k = 0; k < r->table->n_kids && found == NULL; k++)
		for (const struct record *kid = form_is_above(f, r->table->kids[k], table) ? r->kids[k] : NULL; kid != NULL && found == NULL;
			kid = kid->next)
			found = first_below(f, kid, table);
	return found;
}

static const struct record *
record_of(const struct form *f, const struct record *r, int table)
{
	while (r->parent != NULL && !form_is_above(f, r->table->index, table))
		r = r->parent;
	return first_below(f, r, table);
}

struct check_finding *
passing_found(struct passing *p, const struct line *l, const struct record *r, int turn)
{
	const struct form *f = p->c->form;
	struct check_findings *out = p->out;
	struct buf text = {0};

	if (array_grow(&out->all, &out->cap, out->n + 1, sizeof *out->all) < 0)
		return NULL;
	struct check_finding *x = &out->all[out->n];
	*x = (struct check_finding){.check = &l->check, .record = r, .turn = turn};
	/* A message whose figures cannot be worked out is still a message. */
	if (sentence_write(l->message[p->env->lang], p->env, r, &text) == 0 || !text.failed)
		x->text = arena_text(&out->arena, buf_str(&text), text.len);
	buf_wipe(&text);
	if (x->text == NULL)
		return NULL;
	if (l->check.question >= 0) {
		x->question = &f->questions[l->check.question];
		x->at = record_of(f, r, x->question->table);
	}
	line_print(p->c, l, r, x->print);
	out->n++;
	return x;
}

static int
ask(struct passing *p, const struct line *l, const struct record *r, int turn)
{
	const struct arena_mark before = arena_mark(p->env->scratch);
	int rc = 0;

	if (passing_takes(p, l, r)) {
		p->env->touched = 0;
		if (expr_true(l->condition, p->env, r) && !open_question(p->env)) {
			const bool blank = p->env->touched & EXPR_BLANK;
			struct check_finding *x = passing_found(p, l, r, turn);
			if (x != NULL)
				x->blank = blank;
			rc = x != NULL ? 0 : -1;
		}
	}
	arena_back(p->env->scratch, before);
	return rc;
}

static int
run_conditions(struct passing *p)
{
	const struct checks *c = p->c;
	int turn = 0;

	for (const struct record *r = p->t->root; r != NULL; r = tree_next(r), turn++) {
		const int first = c->first[r->table->index], end = c->first[r->table->index + 1];
		if (first == end || !record_counts(r))
			continue;
		memset(p->filtered, FILTER_ASK, (size_t)c->n_filters);
		for (int i = first; i < end; i++) {
			const struct line *l = c->of_table[i];
			if (l->condition != NULL && (p->again == NULL || p->again[l->check.index]) && ask(p, l, r, turn) < 0)
				return -1;
		}
	}
	return 0;
}

static int
by_turn(const void *a, const void *b)
{
	const struct check_finding *x = a, *y = b;

	if (x->turn != y->turn)
		return x->turn < y->turn ? -1 : 1;
	if (x->check != y->check)
		return x->check->index - y->check->index;
	return x->others < y->others ? -1 : x->others > y->others;
}

void
check_findings_sort(struct check_findings *l)
{
	if (l->n > 1)
		qsort(l->all, l->n, sizeof *l->all, by_turn);
}

/* Ask the lines of ${again} (NULL: all) and put what is found behind what ${out} holds, in order. */
static int
pass(const struct checks *c, const struct tree *t, struct expr_env *env, const bool *again, struct check_findings *out)
{
	struct passing p = {c, t, env, again, malloc((size_t)c->n_filters + 1), out};
	const struct value *locals = env->locals;
	long left = EXPR_BUDGET, *const budget = env->budget;
	int rc = p.filtered == NULL ? -1 : 0;

	env->locals = NULL;
	if (budget == NULL)
		env->budget = &left;
	out->today = env->today;
	if (rc == 0)
		rc = run_conditions(&p);
	if (rc == 0)
		rc = unique_run(&p);
	if (rc == 0) {
		check_findings_sort(out);
		rc = keepings_mark(c, t, out);
	}
	env->locals = locals;
	env->budget = budget;
	env->touched = 0;
	env->unset = NULL;
	free(p.filtered);
	if (rc < 0)
		check_findings_free(out);
	return rc;
}

int
checks_run(const struct checks *c, const struct tree *t, struct expr_env *env, struct check_findings *out)
{
	check_findings_free(out);
	return pass(c, t, env, NULL, out);
}

/* What stays of the list before: findings of lines that are not asked again, their texts in new memory. */
static int
keep_rest(const struct tree *t, const bool *again, const struct check_findings *old, struct check_findings *out)
{
	size_t i = 0;
	int turn = 0;

	for (const struct record *r = t->root; r != NULL && i < old->n; r = tree_next(r), turn++)
		for (; i < old->n && old->all[i].record == r; i++) {
			const struct check_finding *x = &old->all[i];
			if (again[x->check->index] || x->others > 0)
				continue;
			if (array_grow(&out->all, &out->cap, out->n + 1, sizeof *out->all) < 0)
				return -1;
			struct check_finding *y = &out->all[out->n];
			*y = *x;
			y->turn = turn;
			if ((y->text = arena_text(&out->arena, x->text, strlen(x->text))) == NULL)
				return -1;
			out->n++;
		}
	return 0;
}

int
checks_after(const struct checks *c, const struct tree *t, struct expr_env *env, const int *changed, size_t n, struct check_findings *io)
{
	bool *again = calloc(c->n + 1, sizeof *again);
	struct check_findings out = {0};
	int rc = again == NULL ? -1 : 0;

	/* A key shared at home was folded into what drops out, and is found anew. */
	for (size_t i = 0; rc == 0 && i < io->n; i++)
		again[io->all[i].check->index] |= io->all[i].others > 0;
	for (size_t i = 0; rc == 0 && i < c->n; i++) {
		again[i] |= io->today != env->today; /* any check may ask for the day */
		for (size_t k = 0; k < n && !again[i]; k++)
			again[i] = c->lines[i].reach[changed[k] / 64] >> (changed[k] % 64) & 1;
	}
	if (rc == 0)
		rc = keep_rest(t, again, io, &out);
	if (rc == 0)
		rc = pass(c, t, env, again, &out);
	free(again);
	check_findings_free(rc == 0 ? io : &out);
	if (rc == 0)
		*io = out;
	return rc;
}

void
check_findings_free(struct check_findings *l)
{
	if (l->cap > 0)
		explicit_bzero(l->all, l->cap * sizeof *l->all);
	free(l->all);
	arena_wipe(&l->arena);
	*l = (struct check_findings){0};
}
