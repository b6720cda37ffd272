#include <string.h>

#include "check/inside.h"

/* What one line reads, followed back to the answers it comes from. */
struct reaching {
	const struct checks *c;
	struct line *l;
};

static bool
mark(uint64_t *bits, int q)
{
	const uint64_t bit = UINT64_C(1) << (q % 64);
	const bool was = bits[q / 64] & bit;

	bits[q / 64] |= bit;
	return was;
}

/* Everything the question waits for (relevance, calculation, which records count) may change what it says. */
static void
reach_question(struct reaching *g, int q)
{
	const struct form *f = g->c->form;

	if (mark(g->l->reach, q))
		return;
	for (int i = f->waits_first[q]; i < f->waits_first[q + 1]; i++)
		reach_question(g, f->waits[i]);
}

/* Which records of the table there are. Its questions wait for all that its relevance does. */
static void
reach_table(struct reaching *g, int t)
{
	const struct form *f = g->c->form;

	for (; t >= 0; t = f->tables[t].parent) {
		if (f->tables[t].relevant == NULL)
			continue;
		for (const int *q = expr_reads(f->tables[t].relevant); *q >= 0; q++)
			reach_question(g, *q);
		if (f->tables[t].n > 0)
			reach_question(g, f->tables[t].first);
	}
}

static void
reach_expr(void *self, const struct expr *e)
{
	struct reaching *g = self;

	for (const int *q = expr_reads(e); *q >= 0; q++)
		reach_question(g, *q);
}

/* Every name in the text that is a table's; one too many does no harm. */
static void
reach_named(struct reaching *g, const char *s)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_";

	while (*s != '\0') {
		size_t n = strspn(s, letters);
		int t = n > 0 ? form_table(g->c->form, s, n) : -1;
		if (t >= 0)
			reach_table(g, t);
		s += n > 0 ? n : 1;
	}
}

/* The first asked question of ${table} that ${e} reads; ${deep}: or that a calculate of it comes down to. -1: none. */
static int
asked_in(const struct form *f, const struct expr *e, int table, bool deep, uint64_t *looked)
{
	for (const int *q = expr_reads(e); *q >= 0; q++) {
		const struct question *x = &f->questions[*q];
		if (x->type != QUESTION_CALCULATE && x->table == table)
			return *q;
		if (!deep || x->calculation == NULL || mark(looked, *q))
			continue;
		int below = asked_in(f, x->calculation, table, true, looked);
		if (below >= 0)
			return below;
	}
	return -1;
}

/* Unless the sheet says where to go. */
static int
choose_question(struct checks *c, struct line *l, struct arena *work)
{
	const struct expr *e = l->condition != NULL ? l->condition : l->key;
	uint64_t *looked = arena_new(work, c->words, sizeof *looked);

	if (looked == NULL)
		return -1;
	if (l->check.question < 0)
		l->check.question = asked_in(c->form, e, l->check.table, false, looked);
	if (l->check.question < 0)
		l->check.question = asked_in(c->form, e, l->check.table, true, looked);
	return 0;
}

/* The questions read by condition, or by key and distinct, each once. */
static int
list_print(struct checks *c, struct line *l, struct arena *work)
{
	const struct expr *const parts[] = {l->condition, l->key, l->distinct};
	uint64_t *seen = arena_new(work, c->words, sizeof *seen);
	size_t room = 1, n = 0;
	int *out;

	for (size_t i = 0; i < 3; i++)
		for (const int *q = parts[i] != NULL ? expr_reads(parts[i]) : NULL; q != NULL && *q >= 0; q++)
			room++;
	if (seen == NULL || (out = arena_new(&c->arena, room, sizeof *out)) == NULL)
		return -1;
	for (size_t i = 0; i < 3; i++)
		for (const int *q = parts[i] != NULL ? expr_reads(parts[i]) : NULL; q != NULL && *q >= 0; q++)
			if (!mark(seen, *q))
				out[n++] = *q;
	out[n] = -1;
	l->print = out;
	return 0;
}

int
line_reach(struct checks *c, struct line *l, const char *const *sources, size_t n)
{
	const struct expr *const parts[] = {l->filter >= 0 ? c->filters[l->filter].expr : NULL, l->condition, l->key, l->distinct};
	struct reaching g = {c, l};
	struct arena work = {0};
	int rc = -1;

	if ((l->reach = arena_new(&c->arena, c->words, sizeof *l->reach)) != NULL) {
		for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
			if (parts[i] != NULL)
				reach_expr(&g, parts[i]);
		for (int lang = 0; lang < LANGS; lang++)
			sentence_each(l->message[lang], reach_expr, &g);
		for (size_t i = 0; i < n; i++)
			reach_named(&g, sources[i]);
		reach_table(&g, l->check.table);
		rc = list_print(c, l, &work) < 0 || choose_question(c, l, &work) < 0 ? -1 : 0;
		if (rc == 0 && l->check.question >= 0) /* which record it stands in */
			reach_table(&g, c->form->questions[l->check.question].table);
	}
	arena_free(&work);
	return rc;
}
