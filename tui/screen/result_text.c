/* A household's assessment as paragraphs, for the screens that show one. */
#include <string.h>

#include "num.h"
#include "result_text.h"
#include "words.h"

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

void
result_parts(struct view *v, const struct assessment *a)
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
void
result_missing(struct view *v, const struct casefile *c)
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

void
result_unset(struct view *v, const struct assessment *a)
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
void
result_class(struct view *v, const struct assessment *a)
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

enum { LINES = 64 };

struct line {
	size_t figure;
	bool up;
	struct trial_change change;
};

static void
add_line(struct view *v, const struct trial *t, const struct line *x)
{
	const struct trial_figure *figure = &t->figures[x->figure];
	char by[NUM_TEXT], value[NUM_TEXT], head[NUM_TEXT];
	struct buf b = {0};
	int64_t per;

	num_money_text(x->change.by, by);
	num_money_text(x->change.value, value);
	buf_printf(&b, x->up ? _("+ %s: %s yuan more (%s)") : _("- %s: %s yuan less (%s)"), form_label(figure->question->label), by, value);
	if (trial_share(t, x->figure, x->change.by, &per)) {
		num_money_text(per, head);
		buf_printf(&b, x->up ? _(", per head %s more") : _(", per head %s less"), head);
	}
	buf_printf(&b, " -> [%s] %s", x->change.code[0] != '\0' ? x->change.code : "?", x->change.label != NULL ? form_label(x->change.label) : _("no class"));
	view_add(v, TERM_PLAIN, 4, buf_str(&b), b.len);
	buf_wipe(&b);
}

int
result_lines(struct view *v, struct trial *t, struct fault *f)
{
	struct line lines[LINES];
	size_t n = 0;

	for (size_t i = 0; i < t->n; i++)
		for (int up = 0; up < 2 && n < LINES; up++) {
			struct line x = {i, up == 1, {0}};
			const int rc = trial_nearest(t, i, x.up, &x.change, f);
			if (rc < 0)
				return -1;
			size_t at = n;
			for (; rc == 1 && at > 0 && lines[at - 1].change.by > x.change.by; at--)
				lines[at] = lines[at - 1];
			if (rc == 1) {
				lines[at] = x;
				n++;
			}
		}
	if (n == 0)
		return 0;
	view_say(v, TERM_PLAIN, "");
	view_say(v, TERM_HEAD, _("What would change the class, the nearest first"));
	for (size_t i = 0; i < n; i++)
		add_line(v, t, &lines[i]);
	return 0;
}
