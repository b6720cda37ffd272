#include <stdlib.h>
#include <string.h>

#include "expr/expr.h"
#include "form/loading.h"
#include "words.h"

/*
 * The order of an evaluation. Tables, sections and questions are nodes, in this order and by their index; an edge says
 * what a node waits for, through which cell, and whether it follows when that changes.
 */
struct edge {
	int to;
	int cell;
	unsigned how; /* FOLLOW_...; 0: only in order */
};

struct graph {
	struct loading *l;
	int n_nodes;
	const struct row **rows; /* of each node */
	int *sheet;              /* nodes in the order of the sheet */
	struct edge *edges;      /* all nodes' edges one behind the other */
	size_t n, cap;
	size_t *first;           /* edges of node i: first[i] .. first[i + 1] - 1 */
	size_t *next;            /* of these, the first that may still lead to a node not done */
	size_t *seen;            /* of each node: its edge from the node at hand, plus one, when not before first[at] */
	bool *done;
	int *order;              /* nodes that are done, in order */
	int *waits;              /* growing, for form->waits */
	int at;                  /* the node whose edges are being gathered */
};

static int
section_node(const struct graph *g, int section)
{
	return g->l->form->n_tables + section;
}

static int
question_node(const struct graph *g, int question)
{
	return g->l->form->n_tables + g->l->form->n_sections + question;
}

static int
add_edge(struct graph *g, int to, int cell, unsigned how)
{
	if (g->seen[to] > g->first[g->at]) {
		g->edges[g->seen[to] - 1].how |= how;
		return 0;
	}
	if (array_grow(&g->edges, &g->cap, g->n + 1, sizeof *g->edges) < 0)
		return loading_no_memory(g->l);
	g->edges[g->n++] = (struct edge){to, cell, how};
	g->seen[to] = g->n;
	return 0;
}

/* Sets hold the records that are there and not hidden, and those of them whose tables above are seen. */
static int
add_records(struct graph *g, int table, int cell, unsigned how)
{
	int rc = 0;

	for (; table >= 0 && rc == 0; table = g->l->form->tables[table].parent)
		rc = add_edge(g, table, cell, how);
	return rc;
}

static bool
has(const int *list, int number)
{
	while (*list >= 0 && *list != number)
		list++;
	return *list >= 0;
}

/* What ${e} reads; with ${follows} it is judged again when that changes. */
static int
add_reads(struct graph *g, const struct expr *e, int cell, bool follows)
{
	const struct form *f = g->l->form;
	int rc = 0;

	if (e == NULL)
		return 0;
	for (const int *r = expr_reads(e); *r >= 0 && rc == 0; r++) {
		const bool far = has(expr_reads_far(e), *r);
		const int to = question_node(g, *r);
		/* A value that stays once it is there may be made of the one before. */
		if (to == g->at && (cell == CELL_FROZEN || !follows))
			continue;
		rc = add_edge(g, to, cell, !follows ? 0 : far ? FOLLOW_ALL : FOLLOW_BELOW);
		if (rc == 0 && far)
			rc = add_records(g, f->questions[*r].table, cell, follows ? FOLLOW_ALL : 0);
	}
	for (const int *t = expr_reads_tables(e); *t >= 0 && rc == 0; t++)
		rc = add_records(g, *t, cell, follows ? FOLLOW_ALL : 0);
	return rc;
}

static int
gather_table(struct graph *g, const struct table *t)
{
	if (t->parent >= 0 && add_edge(g, t->parent, CELL_RELEVANT, FOLLOW_BELOW) < 0)
		return -1;
	/* How many records are expected is asked when it is shown; it must not come from the records themselves. */
	return add_reads(g, t->relevant, CELL_RELEVANT, true) < 0 ? -1 : add_reads(g, t->count, CELL_REPEAT_COUNT, false);
}

static int
gather_section(struct graph *g, const struct section *s)
{
	if (add_edge(g, s->table, CELL_RELEVANT, FOLLOW_BELOW) < 0)
		return -1;
	return add_reads(g, s->relevant, CELL_RELEVANT, true);
}

static int
gather_question(struct graph *g, const struct question *q)
{
	if (add_edge(g, q->table, CELL_RELEVANT, FOLLOW_BELOW) < 0 ||
		(q->section >= 0 && add_edge(g, section_node(g, q->section), CELL_RELEVANT, FOLLOW_BELOW) < 0))
		return -1;
	for (int i = 0; i < q->n_triggers; i++)
		if (add_edge(g, question_node(g, q->triggers[i]), CELL_TRIGGER, FOLLOW_BELOW | FOLLOW_RUN) < 0)
			return -1;
	if (add_reads(g, q->relevant, CELL_RELEVANT, true) < 0 || add_reads(g, q->required, CELL_REQUIRED, true) < 0 ||
		add_reads(g, q->calculation, CELL_CALCULATION, q->n_triggers == 0) < 0)
		return -1;
	return add_reads(g, q->frozen, CELL_FROZEN, true);
}

static int
gather(struct graph *g)
{
	const struct form *f = g->l->form;
	int rc = 0;

	for (int i = 0; i < g->n_nodes && rc == 0; i++) {
		g->at = i;
		g->first[i] = g->next[i] = g->n;
		if (i < f->n_tables)
			rc = gather_table(g, &f->tables[i]);
		else if (i < question_node(g, 0))
			rc = gather_section(g, &f->sections[i - section_node(g, 0)]);
		else
			rc = gather_question(g, &f->questions[i - question_node(g, 0)]);
		g->first[i + 1] = g->n;
	}
	return rc;
}

/* Defaults count only among themselves: one that waits for its own question, round other defaults, would never be made. */
static int
gather_defaults(struct graph *g)
{
	const struct form *f = g->l->form;
	int rc = 0;

	memset(g->seen, 0, (size_t)g->n_nodes * sizeof *g->seen);
	memset(g->done, 0, (size_t)g->n_nodes * sizeof *g->done);
	g->n = 0;
	for (int i = 0; i < g->n_nodes && rc == 0; i++) {
		const struct question *q = i < question_node(g, 0) ? NULL : &f->questions[i - question_node(g, 0)];
		g->at = i;
		g->first[i] = g->next[i] = g->n;
		for (const int *r = q != NULL && q->initial != NULL ? expr_reads(q->initial) : NULL; r != NULL && *r >= 0 && rc == 0; r++)
			if (f->questions[*r].initial != NULL)
				rc = add_edge(g, question_node(g, *r), CELL_DEFAULT, 0);
		g->first[i + 1] = g->n;
	}
	return rc;
}

/* The first node that ${i} still waits for: its edge, or NULL. */
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
	struct buf chain = {0};
	int n = 0, start;

	memset(g->seen, 0, (size_t)g->n_nodes * sizeof *g->seen);
	for (; g->seen[i] == 0; i = waits(g, i)->to)
		g->seen[i] = 1;
	/* It is told from the row that stands first in the sheet. */
	start = i;
	for (int k = waits(g, i)->to; k != i; k = waits(g, k)->to)
		if (g->rows[k]->line < g->rows[start]->line)
			start = k;
	const int cell = waits(g, start)->cell;
	i = start;
	do {
		if (n++ < 12)
			buf_printf(&chain, "%s (%zu) -> ", g->rows[i]->cell[CELL_NAME], g->rows[i]->line);
		else if (n == 13)
			buf_text(&chain, "... -> ");
		int next = waits(g, i)->to;
		g->seen[i] = 2;
		i = next;
	} while (i != start);
	buf_text(&chain, g->rows[start]->cell[CELL_NAME]);
	l->mistakes.memory |= chain.failed;
	mistake(&l->mistakes, survey_place(l, g->rows[start], cell),
		_("each waits for the next in a circle: %s. Mend: take one reference out."), buf_str(&chain));
	for (int k = 0; k < g->n_nodes; k++)
		g->done[k] |= g->seen[k] == 2;
	buf_free(&chain);
}

/* Kahn's algorithm, always taking the free node that stands first in the sheet. */
static void
sort(struct graph *g)
{
	int n = 0, circles = 0;

	while (n + circles < g->n_nodes) {
		int i = 0, stuck = -1;
		for (; i < g->n_nodes; i++) {
			int node = g->sheet[i];
			if (g->done[node])
				continue;
			if (waits(g, node) == NULL)
				break;
			if (stuck < 0)
				stuck = node;
		}
		if (i < g->n_nodes) {
			g->done[g->sheet[i]] = true;
			g->order[n++] = g->sheet[i];
			continue;
		}
		report_circle(g, stuck);
		circles = -n;
		for (int k = 0; k < g->n_nodes; k++)
			circles += g->done[k];
	}
}

static bool
restless(const struct form *f, const struct step *s)
{
	const struct expr *all[4] = {NULL};

	if (s->kind == STEP_TABLE) {
		all[0] = f->tables[s->index].relevant;
	} else if (s->kind == STEP_SECTION) {
		all[0] = f->sections[s->index].relevant;
	} else {
		const struct question *q = &f->questions[s->index];
		all[0] = q->relevant;
		all[1] = q->required;
		all[2] = q->n_triggers == 0 ? q->calculation : NULL;
		all[3] = q->frozen;
	}
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		if (all[i] != NULL && expr_asks(all[i]) & (EXPR_TIME | EXPR_CHANCE))
			return true;
	return false;
}

/* The steps in order, each with what follows from it. ${turn} is made to hold each node's step. */
static int
take_steps(struct graph *g, int *turn)
{
	struct form *f = g->l->form;
	int total = 0;

	f->steps = loading_new(g->l, (size_t)g->n_nodes, sizeof *f->steps);
	f->followers = loading_new(g->l, g->n, sizeof *f->followers);
	if (f->steps == NULL || f->followers == NULL)
		return -1;
	f->n_steps = g->n_nodes;
	for (int i = 0; i < g->n_nodes; i++) {
		const int node = g->order[i];
		struct step *s = &f->steps[i];
		turn[node] = i;
		if (node < f->n_tables)
			f->tables[s->index = node].step = i;
		else if (node < question_node(g, 0))
			f->sections[s->index = node - section_node(g, 0)].step = i;
		else
			f->questions[s->index = node - question_node(g, 0)].step = i;
		s->kind = node < f->n_tables ? STEP_TABLE : node < question_node(g, 0) ? STEP_SECTION : STEP_QUESTION;
		s->restless = restless(f, s);
	}
	for (size_t k = 0; k < g->n; k++)
		f->steps[turn[g->edges[k].to]].n += g->edges[k].how != 0;
	for (int i = 0; i < f->n_steps; i++) {
		f->steps[i].first = total;
		total += f->steps[i].n;
		f->steps[i].n = 0;
	}
	for (int i = 0; i < g->n_nodes; i++)
		for (size_t k = g->first[g->order[i]]; k < g->first[g->order[i] + 1]; k++) {
			struct step *s = &f->steps[turn[g->edges[k].to]];
			if (g->edges[k].how != 0)
				f->followers[s->first + s->n++] = (struct follower){i, g->edges[k].how};
		}
	return 0;
}

/* Where each node stands, and all of them in the order of the sheet: what is inside a row stands behind it. */
static int
place_nodes(struct graph *g)
{
	struct loading *l = g->l;
	const struct form *f = l->form;
	int *at = arena_new(&l->work, l->survey.n + 1, sizeof *at), n = 0;

	if (at == NULL)
		return loading_no_memory(l);
	for (int i = 0; i < g->n_nodes; i++) {
		g->rows[i] = i < f->n_tables ? l->table_rows[i] : i < question_node(g, 0) ? l->section_rows[i - section_node(g, 0)] :
			l->question_rows[i - question_node(g, 0)];
		at[g->rows[i] - l->survey.rows] = i + 1;
	}
	for (size_t i = 0; i < l->survey.n; i++)
		if (at[i] > 0)
			g->sheet[n++] = at[i] - 1;
	return 0;
}

/* The questions that node ${i} waits for, itself or through tables and sections, each once for question ${at}. */
static int
add_waits(struct graph *g, int i, int at, size_t *n, size_t *cap)
{
	struct form *f = g->l->form;

	for (size_t k = g->first[i]; k < g->first[i + 1]; k++) {
		const int to = g->edges[k].to;
		if (g->seen[to] == (size_t)at + 1)
			continue;
		g->seen[to] = (size_t)at + 1;
		if (to < question_node(g, 0)) {
			if (add_waits(g, to, at, n, cap) < 0)
				return -1;
			continue;
		}
		if (array_grow(&g->waits, cap, *n + 1, sizeof *g->waits) < 0)
			return loading_no_memory(g->l);
		g->waits[(*n)++] = f->questions[to - question_node(g, 0)].index;
	}
	return 0;
}

static int
keep_waits(struct graph *g)
{
	struct form *f = g->l->form;
	size_t n = 0, cap = 0;

	memset(g->seen, 0, (size_t)g->n_nodes * sizeof *g->seen);
	if ((f->waits_first = loading_new(g->l, (size_t)f->n_questions + 1, sizeof *f->waits_first)) == NULL)
		return -1;
	for (int i = 0; i < f->n_questions; i++) {
		f->waits_first[i] = (int)n;
		if (add_waits(g, question_node(g, i), i, &n, &cap) < 0)
			return -1;
		f->waits_first[i + 1] = (int)n;
	}
	if ((f->waits = loading_new(g->l, n + 1, sizeof *f->waits)) == NULL)
		return -1;
	if (n > 0)
		memcpy(f->waits, g->waits, n * sizeof *f->waits);
	return 0;
}

int
loading_order(struct loading *l)
{
	const struct form *f = l->form;
	struct graph g = {.l = l, .n_nodes = f->n_tables + f->n_sections + f->n_questions};
	size_t n = (size_t)g.n_nodes;
	int *turn = arena_new(&l->work, n, sizeof *turn), rc = -1;

	g.rows = arena_new(&l->work, n, sizeof *g.rows);
	g.sheet = arena_new(&l->work, n, sizeof *g.sheet);
	g.first = arena_new(&l->work, n + 1, sizeof *g.first);
	g.next = arena_new(&l->work, n + 1, sizeof *g.next);
	g.seen = arena_new(&l->work, n, sizeof *g.seen);
	g.done = arena_new(&l->work, n, sizeof *g.done);
	g.order = arena_new(&l->work, n, sizeof *g.order);
	if (turn == NULL || g.rows == NULL || g.sheet == NULL || g.first == NULL || g.next == NULL || g.seen == NULL ||
		g.done == NULL || g.order == NULL)
		return loading_no_memory(l);
	if (place_nodes(&g) == 0 && gather(&g) == 0) {
		sort(&g);
		rc = l->mistakes.n > 0 ? 0 : take_steps(&g, turn) < 0 ? -1 : keep_waits(&g);
		if (rc == 0 && (rc = gather_defaults(&g)) == 0)
			sort(&g);
	}
	free(g.edges);
	free(g.waits);
	return rc;
}
