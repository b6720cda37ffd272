#include "sets.h"

#include <limits.h>
#include <math.h>
#include <string.h>

/* A set that is being made: in the machine's pool while that has room, then in the scratch arena. */
struct maker {
	struct machine *m;
	struct node *nodes;
	size_t count, room;
	bool pooled;
};

static struct maker
maker_start(struct machine *m)
{
	return (struct maker){m, m->pool + m->pooled, 0, EXPR_POOL - m->pooled, true};
}

static int
maker_add(struct maker *k, const struct record *r, int column)
{
	if (column >= 0 && r->answers[column].flags & ANSWER_HIDDEN)
		return 0;
	if (k->count == k->room) {
		size_t room = k->count < 32 ? 64 : k->count * 2;
		struct node *bigger = k->count < EXPR_NODES ? arena_new(k->m->env->scratch, room, sizeof *bigger) : NULL;
		if (bigger == NULL)
			return -1;
		if (k->count > 0)
			memcpy(bigger, k->nodes, k->count * sizeof *bigger);
		k->nodes = bigger;
		k->room = room;
		k->pooled = false;
	}
	k->nodes[k->count++] = (struct node){r, column};
	return 0;
}

static int
maker_end(struct maker *k, struct value *out)
{
	if (k->pooled)
		k->m->pooled += k->count;
	*out = (struct value){.kind = VALUE_SET, .nodes = k->nodes, .count = k->count};
	return 0;
}

static bool
seen(const struct record *r)
{
	return !r->hidden && !r->voided;
}

int
set_down(struct machine *m, const struct record *from, const int *path, int column, struct value *out)
{
	const int levels = path[0], *places = path + 1;
	const struct record *up = from, *r = from->kids[places[0]];
	struct maker k = maker_start(m);

	for (int level = 0;;) {
		if (r == NULL) {
			if (level == 0)
				return maker_end(&k, out);
			r = up->next;
			up = up->parent;
			level--;
			continue;
		}
		if (machine_spend(m, 1) < 0)
			return -1;
		if (seen(r) && level + 1 < levels) {
			up = r;
			r = r->kids[places[++level]];
			continue;
		}
		if (seen(r) && maker_add(&k, r, column) < 0)
			return -1;
		r = r->next;
	}
}

int
set_one(struct machine *m, const struct record *r, int column, struct value *out)
{
	struct maker k = maker_start(m);

	return maker_add(&k, r, column) < 0 ? -1 : maker_end(&k, out);
}

int
set_kids(struct machine *m, struct value *v, int place)
{
	struct maker k = maker_start(m);

	for (size_t i = 0; i < v->count; i++) {
		if (machine_spend(m, 1) < 0)
			return -1;
		for (const struct record *r = v->nodes[i].record->kids[place]; r != NULL; r = r->next)
			if (machine_spend(m, 1) < 0 || (seen(r) && maker_add(&k, r, -1) < 0))
				return -1;
	}
	return maker_end(&k, v);
}

int
set_column(struct machine *m, struct value *v, int column)
{
	struct maker k = maker_start(m);

	if (machine_spend(m, v->count) < 0)
		return -1;
	for (size_t i = 0; i < v->count; i++)
		if (maker_add(&k, v->nodes[i].record, column) < 0)
			return -1;
	return maker_end(&k, v);
}

int
set_up(struct machine *m, struct value *v)
{
	struct maker k = maker_start(m);
	const struct record *before = NULL;

	if (machine_spend(m, v->count) < 0)
		return -1;
	/* In tree order the records of one parent lie together, so looking back by one finds every repetition. */
	for (size_t i = 0; i < v->count; i++) {
		const struct record *r = v->nodes[i].column >= 0 ? v->nodes[i].record : v->nodes[i].record->parent;
		if (r != NULL && r != before && maker_add(&k, r, -1) < 0)
			return -1;
		before = r;
	}
	return maker_end(&k, v);
}

int
set_items(struct machine *m, const struct choice_list *l, struct value *out)
{
	struct maker k = maker_start(m);

	if (machine_spend(m, (size_t)l->n) < 0)
		return -1;
	for (int i = 0; i < l->n; i++)
		if (maker_add(&k, &l->items[m->env->lang][i], -1) < 0)
			return -1;
	return maker_end(&k, out);
}

/* Take the nodes of ${r} off the head of ${v}. */
static int
take_nodes(struct maker *k, const struct record *r, struct value *v, struct value *with)
{
	while ((v->count > 0 && v->nodes->record == r) || (with->count > 0 && with->nodes->record == r)) {
		const bool left = v->count > 0 && v->nodes->record == r, right = with->count > 0 && with->nodes->record == r;
		const int a = left ? v->nodes->column : INT_MAX, b = right ? with->nodes->column : INT_MAX;
		if (maker_add(k, r, a < b ? a : b) < 0)
			return -1;
		v->nodes += a <= b;
		v->count -= a <= b;
		with->nodes += b <= a;
		with->count -= b <= a;
	}
	return 0;
}

int
set_union(struct machine *m, struct value *v, const struct value *with)
{
	struct maker k = maker_start(m);
	struct value a = *v, b = *with;
	const struct record *r = a.count > 0 ? a.nodes->record : b.count > 0 ? b.nodes->record : NULL;

	/* Both are in tree order. */
	while (r != NULL && r->parent != NULL)
		r = r->parent;
	for (; r != NULL && (a.count > 0 || b.count > 0); r = tree_next(r))
		if (machine_spend(m, 1) < 0 || take_nodes(&k, r, &a, &b) < 0)
			return -1;
	return maker_end(&k, v);
}

/* How many nodes from ${n} on are counted together. */
static size_t
together(const struct value *v, size_t n, bool whole)
{
	size_t end = n + 1;

	if (whole)
		return v->count - n;
	while (end < v->count && v->nodes[n].column < 0 && v->nodes[end].record->parent == v->nodes[n].record->parent)
		end++;
	return end - n;
}

int
set_filter(struct machine *m, struct value *v, size_t from, size_t to, bool whole)
{
	const struct place outer = m->at;
	const size_t mark = m->pooled;
	struct node *kept = NULL;
	size_t n = 0, start = 0, last = 0;

	/* The nodes kept lie before everything the predicate makes; what it makes is given back after each node. */
	if (v->count <= EXPR_POOL - mark) {
		kept = m->pool + mark;
		m->pooled += v->count;
	} else if ((kept = arena_new(m->env->scratch, v->count, sizeof *kept)) == NULL) {
		return -1;
	}
	const size_t inside = m->pooled;
	for (size_t i = 0; i < v->count; i++) {
		if (i == start + last) {
			start = i;
			last = together(v, i, whole);
		}
		m->at = (struct place){v->nodes[i].record, v->nodes[i].column, i - start + 1, last};
		m->pooled = inside;
		if (machine_spend(m, 1) < 0 || machine_run(m, from, to) < 0)
			return -1;
		const struct value *holds = m->top--;
		if (holds->kind == VALUE_NUMBER ? holds->number == (double)(i - start + 1) : value_truth(holds))
			kept[n++] = v->nodes[i];
	}
	m->at = outer;
	m->pooled = kept == m->pool + mark ? mark + n : mark;
	*v = (struct value){.kind = VALUE_SET, .nodes = kept, .count = n};
	return 0;
}

int
set_nth(struct machine *m, struct value *v, double at)
{
	struct maker k = maker_start(m);

	for (size_t i = 0, n; i < v->count; i += n) {
		n = together(v, i, false);
		if (machine_spend(m, n) < 0)
			return -1;
		if (at >= 1 && at <= (double)n && at == floor(at) && maker_add(&k, v->nodes[i + (size_t)at - 1].record, -1) < 0)
			return -1;
	}
	return maker_end(&k, v);
}
