#include "record/record.h"

#include <string.h>

#include "buf.h"
#include "journal/hash.h"
#include "world.h"

static struct record *
make(struct tree *t, int table, const unsigned char id[RECORD_ID])
{
	const struct table *tb = &t->form->tables[table];
	struct record *r = arena_new(&t->arena, 1, sizeof *r);

	if (r == NULL)
		return NULL;
	memcpy(r->id, id, RECORD_ID);
	r->table = tb;
	r->answers = arena_new(&t->arena, (size_t)tb->n + 1, sizeof *r->answers);
	r->kids = arena_new(&t->arena, (size_t)tb->n_kids + 1, sizeof *r->kids);
	r->shows = arena_new(&t->arena, (size_t)tb->n_sections + 1, sizeof *r->shows);
	return r->answers != NULL && r->kids != NULL && r->shows != NULL ? r : NULL;
}

int
tree_start(struct tree *t, const struct form *form, int table, const unsigned char id[RECORD_ID])
{
	*t = (struct tree){.form = form};
	if ((t->root = make(t, table, id)) != NULL)
		return 0;
	tree_free(t);
	return -1;
}

void
tree_free(struct tree *t)
{
	arena_wipe(&t->arena);
	t->root = NULL;
}

struct record *
tree_put(struct tree *t, struct record *parent, int table, const unsigned char id[RECORD_ID])
{
	struct record *r = make(t, table, id);

	if (r == NULL)
		return NULL;
	r->parent = parent;
	r->next = parent->kids[r->table->place];
	parent->kids[r->table->place] = r;
	return r;
}

struct record *
tree_add(struct tree *t, struct record *parent, int table, const unsigned char id[RECORD_ID])
{
	struct record *r = tree_put(t, parent, table, id);

	if (r == NULL || r->next == NULL)
		return r;
	struct record **end = &parent->kids[r->table->place];
	*end = r->next;
	r->next = NULL;
	while (*end != NULL)
		end = &(*end)->next;
	*end = r;
	return r;
}

void
tree_remove(struct tree *t, struct record *r)
{
	struct record **at = &r->parent->kids[r->table->place];

	while (*at != NULL && *at != r)
		at = &(*at)->next;
	if (*at != NULL)
		*at = r->next;
	t->thinned |= (uint64_t)1 << r->table->index;
}

struct record *
tree_next(const struct record *r)
{
	for (int i = 0; i < r->table->n_kids; i++)
		if (r->kids[i] != NULL)
			return r->kids[i];
	for (; r->parent != NULL; r = r->parent) {
		if (r->next != NULL)
			return r->next;
		for (int i = r->table->place + 1; i < r->parent->table->n_kids; i++)
			if (r->parent->kids[i] != NULL)
				return r->parent->kids[i];
	}
	return NULL;
}

struct record *
tree_find(const struct tree *t, const unsigned char id[RECORD_ID])
{
	for (struct record *r = t->root; r != NULL; r = tree_next(r))
		if (memcmp(r->id, id, RECORD_ID) == 0)
			return r;
	return NULL;
}

struct record *
record_kids(const struct record *r, int table)
{
	for (int i = 0; i < r->table->n_kids; i++)
		if (r->table->kids[i] == table)
			return r->kids[i];
	return NULL;
}

struct answer *
record_answer(const struct record *r, const struct question *q)
{
	return &r->answers[q->column];
}

int
record_set(struct tree *t, struct record *r, const struct question *q, struct answer a)
{
	struct answer *old = &r->answers[q->column];

	/* What did not change keeps its copy, so that typing does not grow the tree. */
	if (answer_same(old, &a))
		return 0;
	if (a.kind == ANSWER_TEXT && (a.text = arena_text(&t->arena, a.text, a.len)) == NULL)
		return -1;
	a.flags = old->flags | ANSWER_TAKEN;
	*old = a;
	r->touched = true;
	return 0;
}

void
record_id_random(const struct world *w, unsigned char id[RECORD_ID])
{
	w->random(w->self, id, RECORD_ID);
}

void
record_id_keyed(
	const struct table *t, const unsigned char *parent, const struct answer *keys, unsigned char id[RECORD_ID])
{
	static const unsigned char top[RECORD_ID];
	struct buf b = {0};

	buf_text(&b, "fangpin key 1");
	buf_byte(&b, 0);
	buf_add(&b, parent != NULL ? parent : top, RECORD_ID);
	buf_block(&b, t->name, strlen(t->name));
	for (int i = 0; i < t->n_keys; i++) {
		struct buf text = {0};
		answer_write(&keys[i], &text);
		b.failed |= text.failed;
		buf_block(&b, buf_str(&text), text.len);
		buf_wipe(&text);
	}
	/* Out of memory must never make two records one: an id of zeros is refused by whoever stores it. */
	memset(id, 0, RECORD_ID);
	if (!b.failed)
		hash_bytes(id, RECORD_ID, b.data, b.len);
	buf_wipe(&b);
}
