#include "stages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "date.h"
#include "field.h"
#include "num.h"
#include "words.h"

#define CHAIN 64 /* steps that follow each other before they go in a circle */

/* What a step taken has to say of how it stands; another word counts as open. */
static const char *const states[] = {[STAGE_DONE] = "done", [STAGE_OPEN] = "open", [STAGE_STOPPED] = "stopped"};

static const char *const role_words[ROLES] = {N_("visitor"), N_("village"), N_("township"), N_("county")};

/* The question of the table whose appearance says ${word}, or NULL. */
static const struct question *
saying(const struct form *form, const struct table *t, const char *word)
{
	for (int i = 0; i < t->n; i++)
		if (form_says(form->questions[t->first + i].appearance, word))
			return &form->questions[t->first + i];
	return NULL;
}

static const struct question *
step_question(const struct form *form)
{
	const struct question *q = form_saying(form, "steps");

	return q != NULL && q->list != NULL && form->tables[q->table].parent >= 0 ? q : NULL;
}

bool
stages_known(const struct form *form)
{
	return step_question(form) != NULL;
}

const struct question *
stages_day(const struct form *form)
{
	const struct question *q = step_question(form);

	return q != NULL ? saying(form, &form->tables[q->table], "steps_day") : NULL;
}

void
stages_office(const struct choice *c, struct buf *out)
{
	const size_t before = out->len;

	for (int r = 0; r < ROLES; r++)
		if (c->roles & (1U << r))
			buf_printf(out, "%s%s", out->len > before ? _(", ") : "", _(role_words[r]));
	if (out->len == before)
		buf_text(out, _("everybody"));
}

const char *
stages_cell(const struct form *form, const struct choice *c, const char *column)
{
	for (int i = 0; c->filters != NULL && i < form->n_filter_columns; i++)
		if (strcmp(form->filter_columns[i], column) == 0)
			return c->filters[i];
	return "";
}

const char *
stages_evidence(const struct form *form, const struct choice *c)
{
	const struct question *q = step_question(form);
	char name[128];
	int n = q == NULL ? -1 : snprintf(name, sizeof name, "%s_evidence", q->list->name);
	int list = n > 0 && (size_t)n < sizeof name ? names_find(&form->list_names, name, (size_t)n) : -1;
	const struct choice *e = list >= 0 ? form_choice(&form->lists[list], c->code, strlen(c->code)) : NULL;

	return e != NULL ? form_label(e->label) : "";
}

static const struct choice *
choice_of(const struct question *q, const struct answer *a)
{
	return a->kind == ANSWER_TEXT ? form_choice(q->list, a->text, a->len) : NULL;
}

static double
number_of(const struct record *r, const struct question *q)
{
	const struct answer *a = q != NULL ? record_answer(r, q) : NULL;

	return a == NULL ? 0 : a->kind == ANSWER_REAL ? a->real : a->kind == ANSWER_INT ? (double)a->i : 0;
}

static const struct choice *
follower(const struct stages *s, const struct form *form, const struct choice *c)
{
	const char *next = stages_cell(form, c, "next");

	return next[0] != '\0' ? form_choice(s->step->list, next, strlen(next)) : NULL;
}

static struct stage *
add(struct stages *s, enum stage_kind kind, const struct choice *c)
{
	if (array_grow(&s->all, &s->cap, s->n + 1, sizeof *s->all) < 0) {
		s->failed = true;
		return &s->none;
	}
	s->all[s->n] = (struct stage){.kind = kind, .choice = c};
	return &s->all[s->n++];
}

/* Steps that usually come between the last box and ${c}, if it is reached that way. */
static void
add_skipped(struct stages *s, const struct form *form, const struct choice *c)
{
	const struct choice *between[CHAIN], *at = s->n > 0 ? s->all[s->n - 1].choice : NULL;
	size_t n = 0;

	while (at != NULL && n < CHAIN && (at = follower(s, form, at)) != NULL && at != c)
		between[n++] = at;
	for (size_t i = 0; at == c && n < CHAIN && i < n; i++)
		add(s, STAGE_SKIPPED, between[i]);
}

struct taken {
	struct record *record;
	double order;
	size_t place;
};

static int
by_order(const void *a, const void *b)
{
	const struct taken *x = a, *y = b;

	return x->order < y->order ? -1 : x->order > y->order ? 1 : (x->place > y->place) - (x->place < y->place);
}

static void
add_taken(struct stages *s, const struct opened *o, struct record *r)
{
	const struct form *form = o->file.tree.form;
	const struct choice *c = choice_of(s->step, record_answer(r, s->step));
	const struct answer *state = s->state != NULL ? record_answer(r, s->state) : NULL, *day = s->day != NULL ? record_answer(r, s->day) : NULL;
	enum stage_kind kind = STAGE_OPEN;

	if (c == NULL)
		return;
	for (size_t i = 0; state != NULL && state->kind == ANSWER_TEXT && i < sizeof states / sizeof states[0]; i++)
		if (strlen(states[i]) == state->len && memcmp(states[i], state->text, state->len) == 0)
			kind = (enum stage_kind)i;
	add_skipped(s, form, c);
	struct stage *x = add(s, kind, c);
	x->record = r;
	x->day = day != NULL && day->kind == ANSWER_DATE ? (int32_t)day->i : 0;
	x->late = (int32_t)number_of(r, s->late);
	x->mine = choice_is_for(c, o->app->role);
}

/* Records of the procedure in the file, in order of the steps. 0 or -1. */
static int
read_taken(struct stages *s, struct opened *o, struct fault *f)
{
	size_t n = 0;

	for (struct record *r = o->file.tree.root; r != NULL; r = tree_next(r))
		n += r->table == s->table;
	struct taken *all = arena_new(&s->arena, n + 1, sizeof *all);
	if (all == NULL)
		return fault_memory(f);
	n = 0;
	for (struct record *r = o->file.tree.root; r != NULL; r = tree_next(r))
		if (r->table == s->table && !r->voided && !r->hidden) {
			all[n] = (struct taken){r, number_of(r, s->order), n};
			n++;
		}
	if (n > 1)
		qsort(all, n, sizeof *all, by_order);
	for (size_t i = 0; i < n; i++)
		add_taken(s, o, all[i].record);
	return 0;
}

struct asking {
	struct stages *s;
	struct opened *o;
	const struct choice *next; /* what usually comes */
};

/* Choose the step for the record, and look what it would ask, and whether it can be dated today. 0 or -1. */
static int
look_ahead(struct asking *x, struct stage *step, struct record *r, struct fault *f)
{
	struct store *store = &x->o->app->store;
	struct casefile *c = &x->o->file;
	const struct question *day = x->s->day;

	if ((step->asks = arena_new(&x->s->arena, (size_t)r->table->n + 1, sizeof *step->asks)) == NULL ||
		record_set(&c->tree, r, x->s->step, answer_text(step->choice->code, strlen(step->choice->code))) < 0 ||
		(day != NULL && record_set(&c->tree, r, day, answer_date(c->env.today)) < 0))
		return fault_memory(f);
	if (casefile_update(store, c, r, f) < 0)
		return -1;
	if (day != NULL && !record_holds(r, day->column, &c->env))
		step->held = day;
	for (int i = 0; i < r->table->n; i++) {
		const struct question *q = &c->tree.form->questions[r->table->first + i];
		step->asks[i] = !q->key && field_asked(q) && !(r->answers[i].flags & ANSWER_HIDDEN);
	}
	if (record_set(&c->tree, r, x->s->step, answer_blank()) < 0 || (day != NULL && record_set(&c->tree, r, day, answer_blank()) < 0))
		return fault_memory(f);
	return casefile_update(store, c, r, f);
}

/* What the form offers to a record that is begun now: what usually comes first, then the others as the list has them. */
static int
ask_offers(void *self, struct record *r, struct fault *f)
{
	struct asking *x = self;
	struct stages *s = x->s;
	const size_t first = s->n;

	for (int other = 0; other < 2; other++)
		for (int i = 0; i < s->step->list->n; i++) {
			const struct choice *c = &s->step->list->choices[i];
			if ((c == x->next) == (other == 0) && record_offers(r, s->step->column, c, &x->o->file.env))
				add(s, other == 0 ? STAGE_NEXT : STAGE_ALSO, c)->mine = choice_is_for(c, x->o->app->role);
		}
	for (size_t i = first; i < s->n; i++)
		if (look_ahead(x, &s->all[i], r, f) < 0)
			return -1;
	return 0;
}

static bool
stands_from(const struct stages *s, size_t first, const struct choice *c)
{
	for (size_t i = first; i < s->n; i++)
		if (s->all[i].choice == c)
			return true;
	return false;
}

/* Behind what may be taken: what follows from the usual way. */
static void
add_later(struct stages *s, const struct opened *o, size_t first, const struct choice *from)
{
	const struct form *form = o->file.tree.form;

	for (int n = 0; from != NULL && n < CHAIN; n++, from = follower(s, form, from))
		if (!stands_from(s, first, from))
			add(s, STAGE_LATER, from)->mine = choice_is_for(from, o->app->role);
}

/* The first answer of the file to the question that says ${word}, or NULL. */
static const struct answer *
answer_saying(const struct casefile *c, const char *word)
{
	const struct question *q = form_saying(c->tree.form, word);

	for (const struct record *r = c->tree.root; q != NULL && r != NULL; r = tree_next(r))
		if (r->table->index == q->table && !r->voided && !r->hidden && record_answer(r, q)->kind == ANSWER_TEXT)
			return record_answer(r, q);
	return NULL;
}

void
stages_ahead(const struct casefile *c, struct stages_ahead *out)
{
	const struct question *steps = step_question(c->tree.form);
	const struct answer *next = answer_saying(c, "steps_next"), *on = answer_saying(c, "due_on"), *due = answer_saying(c, "due_step");
	int32_t day;

	*out = (struct stages_ahead){0};
	if (steps == NULL)
		return;
	out->next = next != NULL ? choice_of(steps, next) : NULL;
	out->due = due != NULL && on != NULL && on->len < sizeof out->on && date_parse(on->text, on->len, &day) == 0 ? choice_of(steps, due) : NULL;
	if (out->due == NULL)
		return;
	memcpy(out->on, on->text, on->len);
	out->days = day - c->env.today;
}

static void
mark_due(struct stages *s, size_t first)
{
	for (size_t i = first; s->ahead.due != NULL && i < s->n; i++)
		if (s->all[i].choice == s->ahead.due) {
			s->all[i].due = true;
			return;
		}
}

int
stages_read(struct stages *s, struct opened *o, struct fault *f)
{
	const struct form *form = o->file.tree.form;

	stages_free(s);
	if ((s->step = step_question(form)) == NULL)
		return fault_set(f, EX_CONFIG, "%s", _("The county's form has no procedure."));
	s->table = &form->tables[s->step->table];
	s->day = saying(form, s->table, "steps_day");
	s->by = saying(form, s->table, "steps_by");
	s->result = saying(form, s->table, "steps_result");
	s->late = saying(form, s->table, "steps_late");
	s->state = saying(form, s->table, "steps_state");
	s->order = saying(form, s->table, "steps_order");
	if (opened_leave(o, false, f) < 0 || read_taken(s, o, f) < 0)
		return -1;
	const size_t first = s->n;
	stages_ahead(&o->file, &s->ahead);
	struct asking x = {s, o, s->ahead.next};
	if (opened_probe(o, s->table, ask_offers, &x, f) < 0)
		return -1;
	/* Nothing was taken yet: the first that opens a case leads on. */
	if (first == 0 && s->n > 0)
		s->all[0].kind = STAGE_NEXT;
	add_later(s, o, first, first == 0 && s->n > 0 ? s->all[0].choice : x.next);
	mark_due(s, first);
	return s->failed ? fault_memory(f) : 0;
}

void
stages_free(struct stages *s)
{
	arena_wipe(&s->arena);
	free(s->all);
	*s = (struct stages){0};
}

struct record *
stages_begin(struct opened *o, const struct choice *choice, struct fault *f)
{
	const struct form *form = o->file.tree.form;
	const struct question *q = step_question(form), *day = stages_day(form);

	if (q == NULL)
		return NULL;
	struct record *r = opened_add_below(o, &form->tables[q->table], f);
	if (r == NULL || opened_set(o, q, answer_text(choice->code, strlen(choice->code)), f) < 0 ||
		(day != NULL && opened_set(o, day, answer_date(world_today(&o->app->world)), f) < 0))
		return NULL;
	return r;
}

/* Whether the form offers a step to a record begun now. */
struct offer {
	struct opened *o;
	const struct choice *choice;
	bool may;
};

static int
ask_offer(void *self, struct record *r, struct fault *f)
{
	struct offer *x = self;

	(void)f;
	x->may = record_offers(r, step_question(x->o->file.tree.form)->column, x->choice, &x->o->file.env);
	return 0;
}

/* Whether nothing is asked in the section that is open that has no answer. */
static bool
complete(const struct opened *o)
{
	const struct section *s = &o->file.tree.form->sections[o->section];

	for (int i = s->first; i < s->first + s->n; i++)
		if ((o->record->answers[i].flags & (ANSWER_REQUIRED | ANSWER_HIDDEN)) == ANSWER_REQUIRED && o->record->answers[i].kind == ANSWER_BLANK)
			return false;
	return true;
}

int
stages_take(struct opened *o, const struct choice *choice, const char *outcome, struct fault *f)
{
	const struct form *form = o->file.tree.form;
	const struct question *q = step_question(form);
	struct offer offer = {.o = o, .choice = choice};
	struct record *r;
	int rc;

	if (q == NULL || !choice_is_for(choice, o->app->role))
		return 0;
	if (opened_probe(o, &form->tables[q->table], ask_offer, &offer, f) < 0)
		return -1;
	if (!offer.may)
		return 0;
	if ((r = stages_begin(o, choice, f)) == NULL) {
		/* The file as it stands has no procedure. */
		rc = f->code == EX_NOPERM ? 0 : -1;
		*f = rc == 0 ? (struct fault){0} : *f;
		return rc;
	}
	const struct question *by = saying(form, r->table, "steps_by"), *result = saying(form, r->table, "steps_result");
	if ((by != NULL && opened_set(o, by, answer_text(o->app->cadre, strlen(o->app->cadre)), f) < 0) ||
		(result != NULL && form_choice(result->list, outcome, strlen(outcome)) != NULL && opened_set(o, result, answer_text(outcome, strlen(outcome)), f) < 0))
		return -1;
	/* Until it has its id nothing of it is on disk, and leaving it leaves no trace. */
	rc = complete(o) ? opened_settle(o, &r, f) : 0;
	if (rc < 0 || opened_leave(o, false, f) < 0)
		return -1;
	return rc == 1;
}
