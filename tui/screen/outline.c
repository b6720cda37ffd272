#include "outline.h"

#include <stdlib.h>
#include <string.h>

#include "field.h"
#include "finding.h"
#include "words.h"

struct conflict {
	unsigned char record[RECORD_ID];
	char section[68];
};

static size_t
count(void *self)
{
	return ((struct outline *)self)->n;
}

void
outline_title(const struct opened *o, const struct record *r, struct buf *out)
{
	const struct form *form = o->file.tree.form;
	int q = r->table->title[0] != '\0' ? form_question(form, r->table->title, strlen(r->table->title)) : -1;
	size_t before = out->len;

	if (q >= 0 && form->questions[q].table == r->table->index)
		answer_show(form, &form->questions[q], record_answer(r, &form->questions[q]), out);
	/* Further keys tell records of one title apart: the year's figures from the day it was identified. */
	for (int i = 1; i < r->table->n_keys; i++) {
		const struct question *key = &form->questions[r->table->first + r->table->keys[i]];
		if (record_answer(r, key)->kind == ANSWER_BLANK)
			continue;
		buf_byte(out, ' ');
		answer_show(form, key, record_answer(r, key), out);
	}
	if (out->len == before)
		buf_text(out, form_label(r->table->label));
}

static void
row(void *self, size_t i, const struct term *t, struct row *r)
{
	static const struct {
		unsigned attr;
		const char *sign;
	} signs[] = {{TERM_MARK_OK, NULL}, {TERM_DIM, NULL}, {TERM_MARK_WARN, "?"}, {TERM_MARK_WARN, "?"}, {TERM_MARK_ERROR, "!"},
		{TERM_MARK_ERROR, "!"}};
	const struct outline *l = self;
	const struct item *n = &l->items[i];
	const char *sign = signs[n->state].sign;
	struct buf b = {0};

	if (n->state == STATE_DONE)
		sign = term_glyph(t, TERM_TICK);
	else if (n->state == STATE_UNASKED)
		sign = term_glyph(t, TERM_CIRCLE);
	bool plus = n->kind == ITEM_ADD && n->state < STATE_DOUBTFUL;
	row_say(r, plus && n->state != STATE_MISSING ? TERM_DIM : signs[n->state].attr, plus ? "+" : sign);
	buf_printf(&b, "%*s", 2 * n->depth, "");
	if (n->kind == ITEM_SECTION)
		buf_text(&b, form_label(l->o->file.tree.form->sections[n->section].label));
	else if (n->kind == ITEM_RECORD)
		outline_title(l->o, n->record, &b);
	else
		buf_text(&b, form_label(n->table->label));
	if (n->kind == ITEM_ADD && n->expected > n->count)
		buf_printf(&b, " %d/%d", n->count, n->expected);
	else if (n->kind == ITEM_ADD && n->count > 0)
		buf_printf(&b, " %d", n->count);
	if (n->kind == ITEM_RECORD && n->record->voided)
		buf_printf(&b, _(" (%s)"), _("voided"));
	else if (n->state == STATE_CONFLICT)
		buf_printf(&b, _(" (%s)"), _("conflict"));
	else if (n->drafted)
		buf_text(&b, " *");
	bool faint = n->kind == ITEM_ADD || (n->record->voided || n->record->hidden);
	row_put(r, faint ? TERM_DIM : TERM_PLAIN, buf_str(&b), b.len);
	buf_wipe(&b);
}

static const struct column columns[] = {
	{.least = 1, .most = 1, .keep = 2},
	{.least = 10, .most = 60, .keep = 3},
};

static const struct list_source source = {.columns = columns, .n_columns = 2, .count = count, .row = row};

/* Conflicts of this file, read once: they come and go only by an exchange. */
static int
read_conflicts(struct outline *l, struct fault *f)
{
	struct db *db = l->o->app->store.db;
	struct sqlite3_stmt *s = db_bind(db, f, CONFLICTS, "");
	size_t cap = 0, n;
	int rc;

	if (s == NULL)
		return -1;
	while ((rc = db_step(db, s, f)) == 1) {
		struct conflict c = {{0}, ""};
		const void *id = db_blob(s, 3, &n);
		if (n != RECORD_ID || memcmp(id, l->o->file.tree.root->id, RECORD_ID) != 0)
			continue;
		memcpy(c.record, db_blob(s, 0, &n), RECORD_ID);
		const void *name = db_blob(s, 1, &n);
		memcpy(c.section, name, n < sizeof c.section ? n : sizeof c.section - 1);
		if (array_grow(&l->conflicts, &cap, l->n_conflicts + 1, sizeof c) < 0) {
			rc = fault_memory(f);
			break;
		}
		l->conflicts[l->n_conflicts++] = c;
	}
	return rc < 0 ? -1 : 0;
}

static bool
in_conflict(const struct outline *l, const struct record *r, const char *section)
{
	for (size_t i = 0; i < l->n_conflicts; i++)
		if (memcmp(l->conflicts[i].record, r->id, RECORD_ID) == 0 && strcmp(l->conflicts[i].section, section) == 0)
			return true;
	return false;
}

int
outline_open(struct outline *l, struct opened *o, struct fault *f)
{
	*l = (struct outline){.o = o};
	if ((l->list = list_new(&source, l)) == NULL)
		return fault_memory(f);
	if (!o->root_fresh && read_conflicts(l, f) < 0)
		return -1;
	return outline_update(l, f);
}

void
outline_close(struct outline *l)
{
	list_free(l->list);
	free(l->items);
	free(l->conflicts);
	*l = (struct outline){0};
}

static bool
shown(const struct outline *l, const struct record *r, const struct section *s)
{
	for (int i = 0; s->asked && i < s->n; i++)
		if (field_asked(&l->o->file.tree.form->questions[r->table->first + s->first + i]) &&
			!(r->answers[s->first + i].flags & ANSWER_HIDDEN))
			return true;
	return false;
}

/* The worst of what the checks found and nobody has kept at the section; NULL: at the record, outside its sections, or at
 * the lack of a record of ${absent} below it. */
static enum item_state
found_at(const struct outline *l, const struct record *r, const struct section *s, const struct table *absent)
{
	const struct check_findings *all = &l->o->file.findings;
	enum item_state worst = STATE_DONE;

	for (size_t i = 0; i < all->n; i++) {
		const struct check_finding *x = &all->all[i];
		const struct finding_place p = finding_place(x);
		if (found_state_of(x) != FOUND_OPEN || x->check->severity == CHECK_NOTE || p.record != r || p.absent != absent ||
			p.section != (s != NULL ? s->index : -1))
			continue;
		enum item_state y = x->check->severity == CHECK_ERROR ? STATE_WRONG : STATE_DOUBTFUL;
		worst = y > worst ? y : worst;
	}
	return worst;
}

static enum item_state
state_of(const struct outline *l, const struct record *r, const struct section *s)
{
	const struct form *form = l->o->file.tree.form;
	const enum item_state found = found_at(l, r, s, NULL);
	bool any = false;

	if (in_conflict(l, r, s->name))
		return STATE_CONFLICT;
	if (record_broken(r, s->index, &l->o->file.env) > 0)
		return STATE_WRONG;
	if (found != STATE_DONE)
		return found;
	for (int i = 0; i < s->n; i++)
		any |= field_asked(&form->questions[r->table->first + s->first + i]) && r->answers[s->first + i].kind != ANSWER_BLANK;
	if (!any)
		return STATE_UNASKED;
	return record_missing(form, r, s->index) > 0 ? STATE_MISSING : STATE_DONE;
}

/* The worst state of the record's sections and of all below it. */
static enum item_state
state_below(const struct outline *l, const struct record *r)
{
	const struct form *form = l->o->file.tree.form;
	enum item_state worst = found_at(l, r, NULL, NULL), s;
	bool begun = false;

	if (r->voided || r->hidden)
		return STATE_DONE;
	for (int i = 0; i < r->table->n_sections; i++) {
		const struct section *sec = &form->sections[r->table->first_section + i];
		if (!shown(l, r, sec))
			continue;
		s = state_of(l, r, sec);
		begun |= s != STATE_UNASKED;
		worst = s > worst ? s : worst;
	}
	if (begun && worst == STATE_UNASKED)
		worst = STATE_MISSING;
	for (int k = 0; k < r->table->n_kids; k++)
		for (const struct record *kid = r->kids[k]; kid != NULL; kid = kid->next)
			worst = (s = state_below(l, kid)) > worst ? s : worst;
	return worst;
}

int
outline_only_section(const struct opened *o, const struct record *r)
{
	int only = -1;

	if (r->table->n_kids > 0)
		return -1;
	for (int i = 0; i < r->table->n_sections; i++) {
		const struct section *s = &o->file.tree.form->sections[r->table->first_section + i];
		if (s->asked && only >= 0)
			return -1;
		if (s->asked)
			only = s->index;
	}
	return only;
}

static int
add(struct outline *l, struct item n, struct fault *f)
{
	if (array_grow(&l->items, &l->cap, l->n + 1, sizeof *l->items) < 0)
		return fault_memory(f);
	l->items[l->n++] = n;
	return 0;
}

static bool
is_unfolded(const struct outline *l, const struct record *r)
{
	for (const struct record *u = l->unfolded; u != NULL; u = u->parent)
		if (u == r)
			return true;
	return false;
}

static int add_contents(struct outline *l, struct record *r, int depth, struct fault *f);

static int
add_record(struct outline *l, struct record *r, int depth, struct fault *f)
{
	bool drafted = l->o->record == r && l->o->drafted;

	if (add(l, (struct item){.kind = ITEM_RECORD, .record = r, .table = r->table, .section = -1, .depth = depth,
			.state = state_below(l, r), .drafted = drafted}, f) < 0)
		return -1;
	return is_unfolded(l, r) && outline_only_section(l->o, r) < 0 ? add_contents(l, r, depth + 1, f) : 0;
}

/* A table that nobody is asked about is the program's own book-keeping. */
static bool
is_asked(const struct form *form, const struct table *t)
{
	bool asked = t->n_kids > 0;

	for (int i = 0; i < t->n && !asked; i++)
		asked = field_asked(&form->questions[t->first + i]);
	return asked;
}

static int
add_table(struct outline *l, struct record *parent, int place, int depth, struct fault *f)
{
	const struct table *t = &l->o->file.tree.form->tables[parent->table->kids[place]];
	bool offered = opened_offers(l->o, parent, t), single = t->keyed && t->n_keys == 0;
	int n = 0;

	if (!is_asked(l->o->file.tree.form, t))
		return 0;
	for (struct record *r = parent->kids[place]; r != NULL; r = r->next)
		n += !r->voided;
	if ((offered && !(single && parent->kids[place] != NULL)) || (n > 0 && !single)) {
		struct item node = {.kind = ITEM_ADD, .record = parent, .table = t, .section = -1, .depth = depth, .count = n,
			.expected = record_expects(parent, t, &l->o->file.env), .state = found_at(l, parent, NULL, t)};
		if (node.expected > n && node.state < STATE_MISSING)
			node.state = STATE_MISSING;
		if (add(l, node, f) < 0)
			return -1;
	}
	for (struct record *r = parent->kids[place]; r != NULL; r = r->next)
		if (add_record(l, r, single ? depth : depth + 1, f) < 0)
			return -1;
	return 0;
}

static int
add_contents(struct outline *l, struct record *r, int depth, struct fault *f)
{
	for (int i = 0; i < r->table->n_sections; i++) {
		const struct section *s = &l->o->file.tree.form->sections[r->table->first_section + i];
		if (!shown(l, r, s))
			continue;
		struct item n = {.kind = ITEM_SECTION, .record = r, .table = r->table, .section = s->index, .depth = depth,
			.state = state_of(l, r, s), .drafted = l->o->record == r && l->o->section == s->index && l->o->drafted};
		if (add(l, n, f) < 0)
			return -1;
	}
	for (int k = 0; k < r->table->n_kids; k++)
		if (add_table(l, r, k, depth, f) < 0)
			return -1;
	return 0;
}

int
outline_update(struct outline *l, struct fault *f)
{
	if (l->made && l->turns == l->o->turns)
		return 0;
	if (opened_check(l->o, f) < 0)
		return -1;
	l->n = 0;
	l->turns = l->o->turns;
	l->made = true;
	return add_contents(l, l->o->file.tree.root, 0, f);
}

const struct item *
outline_at(const struct outline *l)
{
	size_t at = list_at(l->list);

	return at < l->n ? &l->items[at] : NULL;
}

void
outline_stand(struct outline *l, const struct record *r, int section)
{
	size_t at = SIZE_MAX;

	for (size_t i = 0; i < l->n; i++) {
		if (l->items[i].record != r || l->items[i].kind == ITEM_ADD)
			continue;
		if (at == SIZE_MAX || (l->items[i].kind == ITEM_SECTION && l->items[i].section == section))
			at = i;
	}
	if (at != SIZE_MAX)
		list_go(l->list, at);
}

void
outline_go(struct outline *l, const struct record *r, int section)
{
	struct fault f = {0};

	l->unfolded = r;
	l->made = false;
	if (outline_update(l, &f) == 0)
		outline_stand(l, r, section);
}
