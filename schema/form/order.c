#include <stdlib.h>
#include <string.h>

#include "expr/expr.h"
#include "form/loading.h"
#include "words.h"

/* What one question waits for, and through which cell. */
struct edge {
	int to;
	int cell;
};

struct graph {
	struct loading *l;
	struct edge *edges; /* all questions' edges one behind the other */
	size_t n, cap;
	size_t *first;      /* edges of question i: first[i] .. first[i + 1] - 1 */
	size_t *next;       /* of these, the first that may still lead to a question not done */
	int *seen;          /* last question that got an edge to this one, plus one */
	bool *done;
	int *named;         /* of each table: for which question, and whether for its frozen cell, it was looked at last */
	int at;             /* the question whose edges are being gathered */
};

static int
add_edge(struct graph *g, int to, int cell)
{
	if (g->seen[to] == g->at + 1)
		return 0;
	if (array_grow(&g->edges, &g->cap, g->n + 1, sizeof *g->edges) < 0)
		return loading_no_memory(g->l);
	g->seen[to] = g->at + 1;
	g->edges[g->n++] = (struct edge){to, cell};
	return 0;
}

static int add_table(struct graph *g, int table, int cell);

/* What ${e} reads. A table stands for its records that are not hidden, so what hides them must be known first. */
static int
add_reads(struct graph *g, const struct expr *e, int cell)
{
	int rc = 0;

	if (e == NULL)
		return 0;
	for (const int *r = expr_reads(e); *r >= 0 && rc == 0; r++)
		/* A value may be frozen for good once it is there: reading itself is no circle in this one cell. */
		if (cell != CELL_FROZEN || *r != g->at)
			rc = add_edge(g, *r, cell);
	for (const int *t = expr_reads_tables(e); *t >= 0 && rc == 0; t++)
		rc = add_table(g, *t, cell);
	return rc;
}

/* Relevance of the table and of those above it. Each table is looked at once a question and cell, so tables that name
 * each other end. */
static int
add_table(struct graph *g, int table, int cell)
{
	const struct form *f = g->l->form;
	const int now = 2 * (g->at + 1) + (cell == CELL_FROZEN);
	int rc = 0;

	for (; table >= 0 && rc == 0 && g->named[table] != now; table = f->tables[table].parent) {
		g->named[table] = now;
		rc = add_reads(g, f->tables[table].relevant, cell);
	}
	return rc;
}

static int
gather(struct graph *g, const struct question *q)
{
	const struct form *f = g->l->form;

	g->at = q->index;
	if (add_reads(g, q->relevant, CELL_RELEVANT) < 0 || add_reads(g, q->required, CELL_REQUIRED) < 0 ||
		add_reads(g, q->calculation, CELL_CALCULATION) < 0 || add_reads(g, q->frozen, CELL_FROZEN) < 0)
		return -1;
	if (q->section >= 0 && add_reads(g, f->sections[q->section].relevant, CELL_RELEVANT) < 0)
		return -1;
	return add_table(g, q->table, CELL_RELEVANT);
}

/* The first question that ${i} still waits for: its edge, or NULL. */
static const struct edge *
waits(struct graph *g, int i)
{
	while (g->next[i] < g->first[i + 1] && g->done[g->edges[g->next[i]].to])
		g->next[i]++;
	return g->next[i] < g->first[i + 1] ? &g->edges[g->next[i]] : NULL;
}

/* Nothing is free any more: from ${i} on, following what is waited for comes round. Names that round and lets go of it,
 * so that other circles are found too. */
static void
report_circle(struct graph *g, int i)
{
	struct loading *l = g->l;
	const struct form *f = l->form;
	struct buf chain = {0};
	int n = 0, start;

	memset(g->seen, 0, (size_t)f->n_questions * sizeof *g->seen);
	for (; g->seen[i] == 0; i = waits(g, i)->to)
		g->seen[i] = 1;
	start = i;
	const int cell = waits(g, start)->cell;
	do {
		if (n++ < 12)
			buf_printf(&chain, "%s (%zu) -> ", f->questions[i].name, l->question_rows[i]->line);
		else if (n == 13)
			buf_text(&chain, "... -> ");
		int next = waits(g, i)->to;
		g->seen[i] = 2;
		i = next;
	} while (i != start);
	buf_text(&chain, f->questions[start].name);
	l->mistakes.memory |= chain.failed;
	mistake(&l->mistakes, survey_place(l, l->question_rows[start], cell),
		_("each waits for the next in a circle: %s. Mend: take one reference out."), buf_str(&chain));
	for (int k = 0; k < f->n_questions; k++)
		g->done[k] |= g->seen[k] == 2;
	buf_free(&chain);
}

/* Kahn's algorithm, always taking the free question that stands first in the sheet. */
static void
sort(struct graph *g)
{
	struct form *f = g->l->form;
	int n = 0, circles = 0;

	while (n + circles < f->n_questions) {
		int i = 0, stuck = -1, before = circles;
		for (; i < f->n_questions; i++) {
			int q = g->l->by_sheet[i];
			if (g->done[q])
				continue;
			if (waits(g, q) == NULL)
				break;
			if (stuck < 0)
				stuck = q;
		}
		if (i < f->n_questions) {
			g->done[g->l->by_sheet[i]] = true;
			f->order[n++] = g->l->by_sheet[i];
			continue;
		}
		report_circle(g, stuck);
		circles = 0;
		for (int k = 0; k < f->n_questions; k++)
			circles += g->done[k];
		circles -= n;
		if (circles == before)
			return;
	}
}

/* When it is known which records of a table are hidden. */
struct judging {
	struct loading *l;
	const int *turn; /* place of each question in the order */
	int *state;      /* of each table: 0 not looked at, 1 being looked at, 2 placed */
	int n;           /* tables placed */
};

static void judge(struct judging *j, int table);

/* ${table} waits for ${other}. */
static void
judge_after(struct judging *j, struct table *t, int other)
{
	if (j->state[other] == 1) {
		mistake(&j->l->mistakes, survey_place(j->l, j->l->table_rows[t->index], CELL_RELEVANT),
			_("which of its records count depends on itself. Mend: take the reference to the table out."));
		return;
	}
	judge(j, other);
	if (t->after < j->l->form->tables[other].after)
		t->after = j->l->form->tables[other].after;
}

static void
judge(struct judging *j, int table)
{
	struct form *f = j->l->form;
	struct table *t = &f->tables[table];

	if (j->state[table] != 0)
		return;
	j->state[table] = 1;
	if (t->parent >= 0)
		judge_after(j, t, t->parent);
	for (const int *r = t->relevant != NULL ? expr_reads(t->relevant) : NULL; r != NULL && *r >= 0; r++)
		if (t->after <= j->turn[*r])
			t->after = j->turn[*r] + 1;
	for (const int *r = t->relevant != NULL ? expr_reads_tables(t->relevant) : NULL; r != NULL && *r >= 0; r++)
		judge_after(j, t, *r);
	j->state[table] = 2;
	/* Kept sorted; what this table waits for is there already and is not later. */
	int at = j->n++;
	for (; at > 0 && f->tables[f->table_order[at - 1]].after > t->after; at--)
		f->table_order[at] = f->table_order[at - 1];
	f->table_order[at] = table;
}

static int
order_tables(struct loading *l)
{
	struct form *f = l->form;
	int *turn = arena_new(&l->work, (size_t)f->n_questions, sizeof *turn);
	struct judging j = {l, turn, arena_new(&l->work, (size_t)f->n_tables, sizeof *j.state), 0};

	f->table_order = loading_new(l, (size_t)f->n_tables, sizeof *f->table_order);
	if (f->table_order == NULL || turn == NULL || j.state == NULL)
		return loading_no_memory(l);
	for (int i = 0; i < f->n_questions; i++)
		turn[f->order[i]] = i;
	for (int i = 0; i < f->n_tables; i++)
		judge(&j, i);
	return 0;
}

/* Whoever wants to know what a changed answer may change asks later. */
static int
keep_edges(struct graph *g)
{
	struct form *f = g->l->form;

	f->waits = loading_new(g->l, g->n + 1, sizeof *f->waits);
	f->waits_first = loading_new(g->l, (size_t)f->n_questions + 1, sizeof *f->waits_first);
	if (f->waits == NULL || f->waits_first == NULL)
		return -1;
	for (size_t i = 0; i < g->n; i++)
		f->waits[i] = g->edges[i].to;
	for (int i = 0; i <= f->n_questions; i++)
		f->waits_first[i] = (int)g->first[i];
	return 0;
}

int
loading_order(struct loading *l)
{
	struct form *f = l->form;
	size_t n = (size_t)f->n_questions;
	struct graph g = {.l = l};
	int rc = 0;

	f->order = loading_new(l, n, sizeof *f->order);
	g.first = arena_new(&l->work, n + 1, sizeof *g.first);
	g.next = arena_new(&l->work, n + 1, sizeof *g.next);
	g.seen = arena_new(&l->work, n, sizeof *g.seen);
	g.done = arena_new(&l->work, n, sizeof *g.done);
	g.named = arena_new(&l->work, (size_t)f->n_tables, sizeof *g.named);
	if (f->order == NULL || g.first == NULL || g.next == NULL || g.seen == NULL || g.done == NULL ||
		g.named == NULL)
		return loading_no_memory(l);
	for (int i = 0; i < f->n_questions && rc == 0; i++) {
		g.first[i] = g.next[i] = g.n;
		rc = gather(&g, &f->questions[i]);
		g.first[i + 1] = g.n;
	}
	if (rc == 0)
		rc = keep_edges(&g);
	if (rc == 0)
		sort(&g);
	free(g.edges);
	return rc < 0 ? -1 : order_tables(l);
}
