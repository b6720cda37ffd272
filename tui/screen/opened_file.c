/* The file as a whole: what may be added, what stood there before, and closing it. */
#include <stdlib.h>
#include <string.h>

#include "opened.h"

bool
opened_may_write(const struct opened *o, const struct record *r, int section)
{
	const struct form *form = o->file.tree.form;
	const struct section *s = &form->sections[section];

	if (s->owner != ROLE_VISITOR && s->owner != o->app->role && o->app->role != ROLE_COUNTY)
		return false;
	for (int i = s->first; r != NULL && !o->pending && i < s->first + s->n; i++) {
		const struct question *q = &form->questions[r->table->first + i];
		const struct answer *a = &r->answers[i];
		const struct choice *c = q->type == QUESTION_ONE && a->kind == ANSWER_TEXT ? form_choice(q->list, a->text, a->len) : NULL;
		if (c != NULL && !choice_is_for(c, o->app->role))
			return false;
	}
	return true;
}

bool
opened_writable(const struct opened *o)
{
	return opened_may_write(o, o->record, o->section) && !o->record->voided;
}

/* Whether ${r} is ${top} or lies under it. */
static bool
is_under(const struct record *r, const struct record *top)
{
	while (r != NULL && r != top)
		r = r->parent;
	return r != NULL;
}

bool
opened_may_void(const struct opened *o, const struct record *r)
{
	const struct form *form = o->file.tree.form;

	for (const struct record *x = o->file.tree.root; x != NULL; x = tree_next(x))
		for (int i = 0; is_under(x, r) && i < x->table->n_sections; i++) {
			const struct section *s = &form->sections[x->table->first_section + i];
			bool answered = false;
			for (int k = s->first; s->asked && k < s->first + s->n; k++)
				answered |= form->questions[x->table->first + k].type != QUESTION_CALCULATE && x->answers[k].kind != ANSWER_BLANK;
			if (answered && !opened_may_write(o, x, s->index))
				return false;
		}
	return true;
}

int
opened_first_section(const struct opened *o, const struct table *table)
{
	const struct form *form = o->file.tree.form;

	if (table->n_keys > 0)
		return form->questions[table->first + table->keys[0]].section;
	for (int i = 0; i < table->n_sections; i++)
		if (form->sections[table->first_section + i].asked)
			return table->first_section + i;
	return -1;
}

bool
opened_offers(struct opened *o, struct record *parent, const struct table *table)
{
	int first = opened_first_section(o, table);

	if (first < 0 || !opened_may_write(o, NULL, first))
		return false;
	for (const struct record *r = parent; r != NULL; r = r->parent)
		if (r->voided || r->hidden)
			return false;
	return table->relevant == NULL || expr_true(table->relevant, &o->file.env, parent);
}

/* Whether ${a} has a key below ${b}'s: numbers by size, and everything but the first key alike. */
static bool
is_before(const struct record *a, const struct record *b)
{
	const struct table *t = a->table;
	const struct answer *x = &a->answers[t->keys[0]], *y = &b->answers[t->keys[0]];

	for (int i = 1; i < t->n_keys; i++)
		if (!answer_same(&a->answers[t->keys[i]], &b->answers[t->keys[i]]))
			return false;
	return x->kind == ANSWER_INT && y->kind == ANSWER_INT && x->i < y->i;
}

const struct record *
opened_before(const struct opened *o, const struct record *r)
{
	const struct record *best = NULL;

	(void)o;
	if (r->parent == NULL || r->table->n_keys == 0)
		return NULL;
	for (const struct record *s = record_kids(r->parent, r->table->index); s != NULL; s = s->next)
		if (s != r && !s->voided && is_before(s, r) && (best == NULL || is_before(best, s)))
			best = s;
	return best;
}

void
opened_touch(struct opened *o, const struct question *q)
{
	for (size_t i = 0; i < o->n_touched; i++)
		if (o->touched[i] == q->index)
			return;
	if (array_grow(&o->touched, &o->cap_touched, o->n_touched + 1, sizeof *o->touched) < 0)
		o->whole = true;
	else
		o->touched[o->n_touched++] = q->index;
}

int
opened_check(struct opened *o, struct fault *f)
{
	struct store *s = &o->app->store;
	int rc = 0;

	if (o->file.env.today != world_today(&o->app->world)) {
		rc = casefile_update(s, &o->file, o->record, f);
		o->whole = true;
	}
	if (rc == 0 && o->whole)
		rc = casefile_check(s, &o->file, f);
	else if (rc == 0 && o->n_touched > 0)
		rc = casefile_recheck(s, &o->file, o->touched, o->n_touched, f);
	if (rc < 0)
		return -1;
	o->whole = false;
	o->n_touched = 0;
	return 0;
}

/* The kept record and what it says, all or nothing. Whoever gives the reason that stands decides between two, too. */
static int
write_kept(struct opened *o, struct record *kept, struct fault *f)
{
	struct store *s = &o->app->store;
	const int section = opened_first_section(o, kept->table);

	if (journal_begin(s->journal, f) < 0)
		return -1;
	bool ok = (!kept->voided || store_void(s, &o->file, kept, false, f) == 0) && casefile_update(s, &o->file, kept, f) == 0 &&
		journal_draft(s->journal, &o->file.tree, kept, section, f) == 0 && store_save(s, &o->file, kept, section, true, f) >= 0;
	return journal_end(s->journal, ok, f);
}

/* What was not written is not kept: the record is as it was, or gone when it was not there. */
static void
unkeep(struct opened *o, struct record *kept, const struct answer *before, bool voided)
{
	struct tree *t = &o->file.tree;

	if (kept == NULL)
		return;
	if (before == NULL) {
		opened_forget(o, kept);
		return;
	}
	for (int i = 0; i < kept->table->n; i++)
		record_set(t, kept, &t->form->questions[kept->table->first + i], before[i]);
	kept->voided = voided;
}

int
opened_keep(struct opened *o, struct check_finding *x, const char *reason, const char *note, struct fault *f)
{
	struct store *s = &o->app->store;
	struct record *kept = checks_keeping(s->checks, &o->file.tree, x);
	const bool voided = kept != NULL && kept->voided;
	struct answer *before = NULL;

	if (kept != NULL) {
		if ((before = calloc((size_t)kept->table->n + 1, sizeof *before)) == NULL)
			return fault_memory(f);
		memcpy(before, kept->answers, (size_t)kept->table->n * sizeof *before);
	}
	int rc = checks_keep(s->checks, &o->file.tree, x, reason, note, &kept);
	if (rc < 0)
		fault_memory(f);
	o->whole = true;
	o->turns++;
	if (rc == 0 && (rc = write_kept(o, kept, f)) == 0) {
		o->wrote = true;
		app_saved(o->app);
		rc = casefile_update(s, &o->file, NULL, f);
	} else if (rc < 0) {
		unkeep(o, kept, before, voided);
		check_findings_free(&o->file.findings);
		casefile_update(s, &o->file, NULL, NULL);
	}
	free(before);
	return rc;
}

struct captured {
	int32_t today;
	bool found;
};

static int
look(void *self, const struct version *v, int state)
{
	struct captured *c = self;

	(void)state;
	c->found |= app_day(v->wall_ms) == c->today;
	return 0;
}

/* The section's frozen answers follow what was added to the file after it, on the day it was captured. 0 or -1. */
static int
follow(struct opened *o, struct record *r, const struct section *s, struct fault *f)
{
	struct store *store = &o->app->store;
	struct captured c = {world_today(&o->app->world), false};
	const struct form *form = o->file.tree.form;
	bool changed = false;

	if (journal_versions_of_section(store->journal, r->id, s->name, look, &c, f) < 0)
		return -1;
	if (!c.found)
		return 0;
	struct answer *before = calloc((size_t)s->n + 1, sizeof *before);
	if (before == NULL)
		return fault_memory(f);
	memcpy(before, r->answers + s->first, (size_t)s->n * sizeof *before);
	int rc = casefile_update(store, &o->file, r, f);
	for (int i = 0; i < s->n; i++)
		changed |= form->questions[r->table->first + s->first + i].frozen != NULL && !answer_same(&before[i], &r->answers[s->first + i]);
	free(before);
	if (rc < 0 || !changed)
		return rc;
	if (journal_draft(store->journal, &o->file.tree, r, s->index, f) < 0)
		return -1;
	return store_save(store, &o->file, r, s->index, false, f) < 0 ? -1 : 0;
}

static bool
freezes(const struct form *form, const struct table *t, const struct section *s)
{
	for (int i = 0; s->asked && i < s->n; i++)
		if (form->questions[t->first + s->first + i].frozen != NULL)
			return true;
	return false;
}

static int
follow_all(struct opened *o, struct fault *f)
{
	const struct form *form = o->file.tree.form;

	for (struct record *r = o->file.tree.root; r != NULL; r = tree_next(r))
		for (int i = 0; !r->voided && !r->hidden && i < r->table->n_sections; i++) {
			const struct section *s = &form->sections[r->table->first_section + i];
			if (freezes(form, r->table, s) && follow(o, r, s, f) < 0)
				return -1;
		}
	return 0;
}

void
opened_close(struct opened *o)
{
	struct fault f = {0};

	/* Nobody is left to read a message. What could not be written stays a draft and is announced at the next start. */
	if (o->app->open && opened_leave(o, false, &f) == 0 && o->wrote)
		follow_all(o, &f);
	free(o->marks);
	free(o->changes);
	free(o->touched);
	casefile_close(&o->file);
	*o = (struct opened){0};
}
