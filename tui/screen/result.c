/* What the policy says about a household: class, reasons, what it offers, what is not known. */
#include <stdlib.h>
#include <string.h>

#include "num.h"
#include "result.h"
#include "stages.h"
#include "todo.h"
#include "view.h"
#include "words.h"

struct result {
	struct screen screen;
	struct opened *o;
	struct buf name; /* of the household */
	struct view *view;
};

enum { BACK = 1 };

static const struct action actions[] = {
	{BACK, K_ESC, K_ENTER, N_("Back"), NULL, 0},
};

/* Headings of the kinds of found rows, in the order in which they are read aloud. */
static const struct {
	enum found_kind kind;
	const char *heading;
} parts[] = {
	{FOUND_FACTOR, N_("Risk factors")},
	{FOUND_ATTRIBUTE, N_("Priority attributes")},
	{FOUND_GAP, N_("Must be solved")},
	{FOUND_WARNING, N_("Early warnings")},
	{FOUND_LACKING, N_("No measure for it yet")},
	{FOUND_MEASURE, N_("Help that the policy offers")},
	{FOUND_UNGRANTED, N_("Offered, not granted yet")},
	{FOUND_FLAG, N_("To be looked at")},
	{FOUND_NOTE, N_("Notes")},
	{FOUND_UNTESTED, N_("Could not be tested")},
};

static void
add_found(struct view *v, const struct found *x)
{
	struct buf b = {0};
	char money[NUM_TEXT];

	buf_printf(&b, "%s %s", x->kind == FOUND_GAP || x->kind == FOUND_FACTOR || x->kind == FOUND_WARNING ? "!" : "-", form_label(x->label));
	if (x->has_amount) {
		num_money_text(x->amount, money);
		buf_printf(&b, "  %s %s", money, _("yuan"));
	}
	if (x->reason != NULL && x->reason[0] != '\0')
		buf_printf(&b, _(": %s"), x->reason);
	if (x->article[0] != '\0')
		buf_printf(&b, _(" (%s)"), x->article);
	view_add(v, TERM_PLAIN, 4, buf_str(&b), b.len);
	if (x->working != NULL) {
		buf_reset(&b);
		buf_printf(&b, "  = %s", x->working);
		view_add(v, TERM_DIM, 4, buf_str(&b), b.len);
	}
	buf_wipe(&b);
}

static void
add_parts(struct view *v, const struct assessment *a)
{
	for (size_t p = 0; p < sizeof parts / sizeof parts[0]; p++) {
		bool headed = false;
		for (size_t i = 0; i < a->n_found; i++) {
			if (a->found[i].kind != parts[p].kind)
				continue;
			if (!headed) {
				view_say(v, TERM_PLAIN, "");
				view_say(v, TERM_HEAD, _(parts[p].heading));
			}
			headed = true;
			add_found(v, &a->found[i]);
		}
	}
}

/* People are named by the record's title, so that the cadre knows whom to ask. */
static void
add_missing(struct view *v, const struct casefile *c)
{
	const struct form *form = c->tree.form;
	const struct assessment *a = &c->assessment;

	if (a->n_missing == 0)
		return;
	view_say(v, TERM_PLAIN, "");
	view_say(v, TERM_HEAD, _("Still missing"));
	for (size_t i = 0; i < a->n_missing; i++) {
		const struct missing *m = &a->missing[i];
		struct buf b = {0};
		buf_printf(&b, "? %s", form_label(m->question != NULL ? m->question->label : m->table->label));
		int q = m->question != NULL ? form_question(form, m->table->title, strlen(m->table->title)) : -1;
		if (q >= 0 && form->questions[q].table == m->record->table->index && record_answer(m->record, &form->questions[q])->kind != ANSWER_BLANK) {
			buf_text(&b, "  ");
			answer_show(form, &form->questions[q], record_answer(m->record, &form->questions[q]), &b);
		}
		view_add(v, TERM_PLAIN, 2, buf_str(&b), b.len);
		buf_wipe(&b);
	}
}

static void
add_unset(struct view *v, const struct assessment *a)
{
	if (a->n_unset == 0)
		return;
	view_say(v, TERM_PLAIN, "");
	view_say(v, TERM_HEAD, _("Not set by the county yet"));
	for (size_t i = 0; i < a->n_unset; i++) {
		struct buf b = {0};
		buf_printf(&b, "- %s", a->unset[i]);
		for (size_t k = 0; policy_param(a->policy, k) != NULL; k++)
			if (strcmp(policy_param(a->policy, k)->name, a->unset[i]) == 0)
				buf_printf(&b, "  %s", form_label(policy_param(a->policy, k)->label));
		view_add(v, TERM_DIM, 2, buf_str(&b), b.len);
		buf_free(&b);
	}
}

/* Large: the class alone on its line, its letters apart. */
static void
add_class(struct view *v, const struct assessment *a)
{
	const char *label = a->label != NULL ? form_label(a->label) : _("no class");
	struct buf b = {0};

	buf_printf(&b, "  [ %s ]  %s", a->code[0] != '\0' ? a->code : "?", label);
	view_say(v, TERM_PLAIN, "");
	view_add(v, a->state == ASSESS_CLASSED ? TERM_TITLE : TERM_MARK_WARN, 2, buf_str(&b), b.len);
	view_say(v, TERM_PLAIN, "");
	if (a->reason != NULL)
		view_add(v, TERM_PLAIN, 2, a->reason, strlen(a->reason));
	for (size_t i = 0; i < a->n_found; i++)
		if (a->found[i].kind == FOUND_CLASS && a->found[i].article[0] != '\0')
			view_say(v, TERM_DIM, a->found[i].article);
	buf_free(&b);
}

/* What usually follows in the procedure, and by when. */
static void
add_ahead(struct view *v, const struct casefile *c)
{
	struct stages_ahead ahead;
	struct buf b = {0};

	if (!stages_known(c->tree.form))
		return;
	stages_ahead(c, &ahead);
	view_say(v, TERM_PLAIN, "");
	buf_printf(&b, _("Next step: %s"), ahead.next != NULL ? form_label(ahead.next->label) : _("none, no case is open"));
	view_add(v, ahead.next != NULL ? TERM_HEAD : TERM_DIM, 2, buf_str(&b), b.len);
	buf_reset(&b);
	if (ahead.due != NULL) {
		buf_printf(&b, "%s%s %s %s", ahead.days < 0 ? "! " : "", _("Next deadline:"), ahead.on, form_label(ahead.due->label));
		todo_days(ahead.days, &b);
		view_add(v, ahead.days < 0 ? TERM_MARK_ERROR : TERM_PLAIN, 2, buf_str(&b), b.len);
	}
	buf_free(&b);
}

static void
fill(struct result *r)
{
	const struct assessment *a = &r->o->file.assessment;
	struct buf b = {0};

	add_class(r->view, a);
	add_ahead(r->view, &r->o->file);
	add_parts(r->view, a);
	add_missing(r->view, &r->o->file);
	add_unset(r->view, a);
	view_say(r->view, TERM_PLAIN, "");
	buf_printf(&b, _("Policy version %u, %02x%02x%02x%02x. The program proposes; people decide."), a->policy_version, a->policy_hash[0],
		a->policy_hash[1], a->policy_hash[2], a->policy_hash[3]);
	view_add(r->view, TERM_DIM, 0, buf_str(&b), b.len);
	buf_free(&b);
}

static void
title(struct screen *s, struct buf *left, struct buf *right)
{
	(void)right;
	buf_printf(left, "%s   %s", _("Result"), buf_str(&((struct result *)s)->name));
}

static void
draw(struct screen *s, struct term *t, struct area a)
{
	view_draw(((struct result *)s)->view, t, (struct area){a.row, a.col + 1, a.rows, a.cols - 1});
}

static enum reaction
key(struct screen *s, struct loop *l, struct key k)
{
	(void)l;
	return view_key(((struct result *)s)->view, k) ? SCREEN_REDRAW : SCREEN_IGNORED;
}

static enum reaction
act(struct screen *s, struct loop *l, int id)
{
	(void)s;
	(void)l;
	(void)id;
	return SCREEN_POP;
}

static void
shut(struct screen *s)
{
	struct result *r = (struct result *)s;

	view_free(r->view);
	buf_wipe(&r->name);
	free(r);
}

static const struct screen_kind kind = {.name = N_("Result"), .actions = actions, .n_actions = 1, .title = title, .draw = draw,
	.key = key, .act = act, .close = shut};

struct screen *
result_screen(struct opened *o, const struct buf *name)
{
	struct result *r = calloc(1, sizeof *r);

	if (r == NULL)
		return NULL;
	r->screen.kind = &kind;
	r->o = o;
	if ((r->view = view_new()) == NULL || buf_add(&r->name, name->data, name->len) < 0 || assess_explain(&o->file.assessment, &o->file.env) < 0) {
		shut(&r->screen);
		return NULL;
	}
	fill(r);
	return &r->screen;
}
