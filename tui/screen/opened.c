#include "opened.h"

#include <stdlib.h>
#include <string.h>

#include "field.h"
#include "prefill.h"
#include "words.h"

struct change {
	struct record *record;
	const struct question *question;
	struct answer before, after; /* texts live in the tree, which keeps every copy until it is closed */
	unsigned group;              /* one answer and the defaults that followed from it */
};

static int
update(struct opened *o, struct fault *f)
{
	o->turns++;
	return casefile_update(&o->app->store, &o->file, o->record, f);
}

int
opened_load(struct opened *o, struct app *a, const unsigned char root[RECORD_ID], struct fault *f)
{
	*o = (struct opened){.app = a, .section = -1, .whole = true};
	return store_file(&a->store, root, &o->file, f);
}

int
opened_create(struct opened *o, struct app *a, struct fault *f)
{
	unsigned char id[RECORD_ID];
	int table = 0;

	*o = (struct opened){.app = a, .section = -1, .root_fresh = true, .whole = true};
	while (a->store.form->tables[table].parent >= 0)
		table++;
	record_id_random(&a->world, id);
	if (tree_start(&o->file.tree, a->store.form, table, id) < 0)
		return fault_memory(f);
	return update(o, f);
}

void
opened_forget(struct opened *o, struct record *r)
{
	o->whole = true;
	if (r->parent == NULL)
		return;
	tree_remove(&o->file.tree, r);
	o->n_changes = o->done = 0;
}

static void
forget_section(struct opened *o)
{
	free(o->marks);
	o->marks = NULL;
	o->record = o->above = NULL;
	o->section = -1;
	o->drafted = o->unsaved = o->fresh = o->pending = false;
}

static int
keep_draft(struct opened *o, struct fault *f)
{
	if (o->pending)
		return 0;
	if (journal_draft(o->app->store.journal, &o->file.tree, o->record, o->section, f) < 0) {
		o->unsaved = true;
		o->app->saved_ms = 0;
		return -1;
	}
	o->drafted = true;
	o->unsaved = false;
	prefill_done(o);
	app_saved(o->app);
	return 0;
}

/* Make the version of the open section: 1, 0 when there was nothing to write, -1. */
static int
save_version(struct opened *o, bool confirm, struct fault *f)
{
	int made = update(o, f) < 0 ? -1 : store_save(&o->app->store, &o->file, o->record, o->section, confirm, f);

	if (made < 0)
		return -1;
	o->drafted = o->unsaved = false;
	prefill_done(o);
	if (made == 1) {
		o->wrote = true;
		o->fresh = false;
		if (o->record == o->file.tree.root)
			o->root_fresh = false;
	}
	app_saved(o->app);
	return made;
}

int
opened_leave(struct opened *o, bool confirm, struct fault *f)
{
	if (o->record == NULL)
		return 0;
	if (!o->pending && (o->drafted || o->unsaved || confirm)) {
		if (save_version(o, confirm, f) < 0)
			return -1;
	} else if (prefill_undo(o, f) < 0) {
		return -1;
	}
	if (o->fresh)
		opened_forget(o, o->record);
	if (o->above != NULL)
		opened_forget(o, o->above);
	forget_section(o);
	o->whole = true;
	return update(o, f);
}

int
opened_enter(struct opened *o, struct record *r, int section, struct fault *f)
{
	if (o->record == r && o->section == section)
		return 0;
	if (opened_leave(o, false, f) < 0)
		return -1;
	int drafted = journal_drafted(o->app->store.journal, r, section, f);
	if (drafted < 0)
		return -1;
	if ((o->marks = calloc((size_t)r->table->n + 1, 1)) == NULL)
		return fault_memory(f);
	o->record = r;
	o->section = section;
	o->whole = true;
	o->drafted = drafted == 1;
	o->fresh = r == o->file.tree.root && o->root_fresh;
	if (update(o, f) < 0)
		return -1;
	return opened_may_write(o, r, section) ? prefill(o, NULL, f) : 0;
}

int
opened_save(void *opened, struct fault *f)
{
	struct opened *o = opened;

	if (o->record == NULL || o->pending || !(o->drafted || o->unsaved))
		return 0;
	return save_version(o, false, f) < 0 ? -1 : 0;
}

static int
note(struct opened *o, const struct question *q, struct answer before, struct fault *f)
{
	if (array_grow(&o->changes, &o->cap, o->done + 1, sizeof *o->changes) < 0)
		return fault_memory(f);
	o->changes[o->done++] = (struct change){o->record, q, before, *record_answer(o->record, q), o->group};
	o->n_changes = o->done;
	return 0;
}

int
opened_set(struct opened *o, const struct question *q, struct answer a, struct fault *f)
{
	struct answer before = *record_answer(o->record, q);

	if (answer_same(&before, &a)) {
		bool confirmed = a.kind != ANSWER_BLANK && (o->marks[q->column] & MARK_FILLED);
		/* What a full disk refused a moment ago is tried again before the cadre goes on. */
		return (confirmed || o->unsaved) && keep_draft(o, f) < 0 ? -1 : 1;
	}
	if (record_set(&o->file.tree, o->record, q, a) < 0)
		return fault_memory(f);
	opened_touch(o, q);
	if (update(o, f) < 0)
		return -1;
	if (!record_holds(o->record, q->column, &o->file.env)) {
		if (record_set(&o->file.tree, o->record, q, before) < 0)
			return fault_memory(f);
		return update(o, f);
	}
	o->group++;
	o->marks[q->column] = a.kind == ANSWER_BLANK ? MARK_EMPTIED : 0;
	if (note(o, q, before, f) < 0 || prefill(o, note, f) < 0 || keep_draft(o, f) < 0)
		return -1;
	return 1;
}

int
opened_zeros(struct opened *o, struct fault *f)
{
	const struct section *s = &o->file.tree.form->sections[o->section];
	int n = 0;

	o->group++;
	for (int i = 0; i < s->n; i++) {
		const struct question *q = &o->file.tree.form->questions[o->record->table->first + s->first + i];
		struct answer *a = record_answer(o->record, q), before = *a;
		if (q->type != QUESTION_DECIMAL || a->kind != ANSWER_BLANK || (a->flags & (ANSWER_HIDDEN | ANSWER_REQUIRED)) != ANSWER_REQUIRED)
			continue;
		if (record_set(&o->file.tree, o->record, q, answer_fixed(0)) < 0)
			return fault_memory(f);
		opened_touch(o, q);
		if (!record_holds(o->record, q->column, &o->file.env)) {
			record_set(&o->file.tree, o->record, q, before);
			continue;
		}
		if (note(o, q, before, f) < 0)
			return -1;
		n++;
	}
	if (n == 0)
		return 0;
	return update(o, f) < 0 || prefill(o, note, f) < 0 || keep_draft(o, f) < 0 ? -1 : n;
}

/* Put one side of a change back, its section open. 0 or -1. */
static int
put_back(struct opened *o, const struct change *c, struct answer a, struct fault *f)
{
	if (opened_enter(o, c->record, c->question->section, f) < 0)
		return -1;
	opened_touch(o, c->question);
	return record_set(&o->file.tree, c->record, c->question, a) < 0 ? fault_memory(f) : 0;
}

int
opened_undo(struct opened *o, const struct question **q, struct fault *f)
{
	if (o->done == 0 || o->pending)
		return 0;
	unsigned group = o->changes[o->done - 1].group;
	while (o->done > 0 && o->changes[o->done - 1].group == group) {
		const struct change *c = &o->changes[--o->done];
		*q = c->question;
		if (put_back(o, c, c->before, f) < 0)
			return -1;
	}
	return update(o, f) < 0 || keep_draft(o, f) < 0 ? -1 : 1;
}

int
opened_redo(struct opened *o, const struct question **q, struct fault *f)
{
	if (o->done == o->n_changes || o->pending)
		return 0;
	unsigned group = o->changes[o->done].group;
	*q = o->changes[o->done].question;
	while (o->done < o->n_changes && o->changes[o->done].group == group) {
		const struct change *c = &o->changes[o->done++];
		if (put_back(o, c, c->after, f) < 0)
			return -1;
	}
	return update(o, f) < 0 || keep_draft(o, f) < 0 ? -1 : 1;
}

struct record *
opened_add(struct opened *o, struct record *parent, int table, struct fault *f)
{
	const struct table *t = &o->file.tree.form->tables[table];
	unsigned char id[RECORD_ID];
	int section = opened_first_section(o, t);
	struct record *r;

	if (section < 0 || opened_leave(o, false, f) < 0)
		return NULL;
	if (o->root_fresh) {
		fault_set(f, EX_USAGE, _("Answer a question of the household first; then its people can be added."));
		return NULL;
	}
	bool single = t->keyed && t->n_keys == 0;
	if (single)
		record_id_keyed(t, parent->id, NULL, id);
	else
		record_id_random(&o->app->world, id);
	r = single ? tree_find(&o->file.tree, id) : NULL;
	bool there = r != NULL;
	if (!there && (r = tree_add(&o->file.tree, parent, table, id)) == NULL) {
		fault_memory(f);
		return NULL;
	}
	o->pending = false;
	if (opened_enter(o, r, section, f) < 0)
		return NULL;
	o->fresh = !there;
	o->pending = t->n_keys > 0;
	return r;
}

/* The record of the table over ${table} that new ones go under, of those that there is one of at most; *${made}: it was not
 * there, and is in the tree alone. NULL when there is none. */
static struct record *
above(struct opened *o, const struct table *table, bool *made)
{
	const struct form *form = o->file.tree.form;
	struct record *root = o->file.tree.root, *r;
	unsigned char id[RECORD_ID];

	*made = false;
	if (table->parent == root->table->index)
		return root;
	const struct table *over = table->parent >= 0 ? &form->tables[table->parent] : NULL;
	if (over == NULL || over->parent != root->table->index || !over->keyed || over->n_keys > 0)
		return NULL;
	if ((r = record_kids(root, over->index)) != NULL)
		return r;
	record_id_keyed(over, root->id, NULL, id);
	*made = true;
	return tree_add(&o->file.tree, root, over->index, id);
}

struct record *
opened_add_below(struct opened *o, const struct table *table, struct fault *f)
{
	bool made;

	if (opened_leave(o, false, f) < 0)
		return NULL;
	struct record *parent = above(o, table, &made), *r = NULL;
	if (parent == NULL)
		fault_memory(f);
	else if (opened_offers(o, parent, table))
		r = opened_add(o, parent, table->index, f);
	else
		fault_set(f, EX_NOPERM, "%s", _("No record can be added: with the answers so far the table does not apply, or somebody else fills it in."));
	if (made && r == NULL && parent != NULL)
		opened_forget(o, parent);
	else if (made)
		o->above = parent;
	return r;
}

int
opened_probe(struct opened *o, const struct table *table, int (*ask)(void *self, struct record *r, struct fault *f), void *self, struct fault *f)
{
	static const unsigned char nobody[RECORD_ID];
	bool made;

	if (opened_leave(o, false, f) < 0)
		return -1;
	struct record *parent = above(o, table, &made), *r = NULL;
	if (parent == NULL || (r = tree_add(&o->file.tree, parent, table->index, nobody)) == NULL)
		fault_memory(f);
	int rc = r == NULL || casefile_update(&o->app->store, &o->file, r, f) < 0 ? -1 : ask(self, r, f);
	if (r != NULL)
		tree_remove(&o->file.tree, r);
	if (made && parent != NULL)
		tree_remove(&o->file.tree, parent);
	o->whole = true;
	return update(o, f) < 0 ? -1 : rc;
}

/* The record over one that gets its id now stands in the journal first: that it exists, and nothing else. 0 or -1. */
static int
write_above(struct opened *o, struct fault *f)
{
	if (store_void(&o->app->store, &o->file, o->above, false, f) < 0)
		return -1;
	o->above = NULL;
	o->wrote = true;
	return 0;
}

int
opened_settle(struct opened *o, struct record **r, struct fault *f)
{
	struct record *mine = o->record;
	const struct table *t = mine->table;
	struct answer *keys = arena_new(&o->file.scratch, (size_t)t->n_keys + 1, sizeof *keys);
	unsigned char id[RECORD_ID];

	*r = mine;
	if (keys == NULL)
		return fault_memory(f);
	for (int i = 0; i < t->n_keys; i++)
		if ((keys[i] = mine->answers[t->keys[i]]).kind == ANSWER_BLANK)
			return 0;
	record_id_keyed(t, mine->parent != NULL ? mine->parent->id : NULL, keys, id);
	struct record *there = tree_find(&o->file.tree, id);
	if (there != NULL && there != mine) {
		int section = o->section;
		opened_forget(o, mine);
		forget_section(o);
		*r = there;
		return opened_enter(o, there, section, f) < 0 ? -1 : 2;
	}
	memcpy(mine->id, id, RECORD_ID);
	if (o->above != NULL && write_above(o, f) < 0)
		return -1;
	o->pending = false;
	o->whole = true;
	return keep_draft(o, f) < 0 ? -1 : 1;
}

int
opened_void(struct opened *o, struct record *r, bool voided, struct fault *f)
{
	if (opened_leave(o, false, f) < 0)
		return -1;
	if (!opened_may_void(o, r))
		return fault_set(f, EX_NOPERM, "%s", _("It holds what another office wrote: only that office or the county may take it away. Nothing was changed."));
	if (store_void(&o->app->store, &o->file, r, voided, f) < 0) {
		update(o, NULL);
		return -1;
	}
	o->wrote = o->whole = true;
	o->n_changes = o->done = 0;
	app_saved(o->app);
	return update(o, f);
}
