/* The procedure of a household: the steps taken and to come as a line of boxes, and what the chosen one is about. */
#include <stdlib.h>
#include <string.h>

#include "boxes.h"
#include "columns.h"
#include "date.h"
#include "field.h"
#include "finding.h"
#include "result.h"
#include "stages.h"
#include "todo.h"
#include "view.h"
#include "words.h"

struct procedure {
	struct screen screen;
	struct opened *o;
	struct finding_goal *goal;
	struct buf name, text; /* the household's; of the box being drawn */
	struct stages stages;
	struct boxes boxes;
	struct view *view;
	size_t told; /* the box that the view is about; (size_t)-1: none */
};

enum { HAVE_STEP = 1 };
enum { OPEN = 1, MOVE, PRINT, BACK };

static const struct action actions[] = {
	{OPEN, K_ENTER, 0, N_("Open"), N_("Opens a step that was taken, or begins one that may come next, dated today, for you to confirm."), HAVE_STEP},
	{MOVE, 0, 0, NULL, N_("Arrows go from step to step; PgUp and PgDn read on about it."), 0},
	{PRINT, K_F(9), 0, N_("Print"), N_("Papers of this household, written as files to a folder or a stick."), 0},
	{BACK, K_ESC, 0, N_("Back"), NULL, 0},
};

/* How a step stands, as a sign, a colour and in words. */
static const struct {
	const char *sign; /* NULL: a glyph */
	enum term_glyph glyph;
	unsigned attr;
	const char *words;
} looks[STAGE_KINDS] = {
	[STAGE_DONE] = {NULL, TERM_TICK, TERM_MARK_OK, N_("done")},
	[STAGE_OPEN] = {"?", TERM_TICK, TERM_MARK_WARN, N_("begun, its outcome is open")},
	[STAGE_STOPPED] = {"x", TERM_TICK, TERM_MARK_ERROR, N_("not passed")},
	[STAGE_SKIPPED] = {"-", TERM_TICK, TERM_DIM, N_("passed over")},
	[STAGE_NEXT] = {NULL, TERM_POINT, TERM_HEAD, N_("comes next")},
	[STAGE_ALSO] = {"+", TERM_TICK, TERM_PLAIN, N_("may be taken now too")},
	[STAGE_LATER] = {NULL, TERM_CIRCLE, TERM_DIM, N_("comes later")},
};

static bool
may_come(const struct stage *x)
{
	return x->kind == STAGE_NEXT || x->kind == STAGE_ALSO;
}

static bool
overdue(const struct procedure *p, const struct stage *x)
{
	return x->late > 0 || (x->due && p->stages.ahead.days < 0);
}

static void
put_answer(const struct procedure *p, const struct record *r, const struct question *q, struct buf *out)
{
	if (q != NULL && record_answer(r, q)->kind != ANSWER_BLANK)
		answer_show(p->o->file.tree.form, q, record_answer(r, q), out);
}

static void
fill_box(void *self, size_t i, const struct term *t, struct box *out)
{
	struct procedure *p = self;
	const struct stage *x = &p->stages.all[i];
	const bool late = overdue(p, x);

	buf_reset(&p->text);
	buf_printf(&p->text, "%s %s", late ? "!" : looks[x->kind].sign != NULL ? looks[x->kind].sign : term_glyph(t, looks[x->kind].glyph),
		form_label(x->choice->label));
	buf_byte(&p->text, 0);
	const size_t second = p->text.len;
	if (x->record != NULL) {
		put_answer(p, x->record, p->stages.day, &p->text);
		buf_byte(&p->text, ' ');
		put_answer(p, x->record, p->stages.by, &p->text);
	} else if (x->kind != STAGE_SKIPPED) {
		if (x->due)
			buf_printf(&p->text, "%s ", p->stages.ahead.on);
		if (!x->due || !x->mine)
			stages_office(x->choice, &p->text);
	}
	const char *text = buf_str(&p->text);
	if (p->text.failed)
		return;
	*out = (struct box){{text, text + second}, {late ? TERM_MARK_ERROR : looks[x->kind].attr, late ? TERM_MARK_ERROR : x->record != NULL || x->due ? TERM_PLAIN : TERM_DIM}};
}

static void
say(struct view *v, unsigned attr, struct buf *b)
{
	view_add(v, attr, 2, buf_str(b), b->len);
	buf_reset(b);
}

/* A parameter of the policy in people's words, with what it is set to. */
static void
say_param(const struct procedure *p, const char *name, size_t n, struct buf *b)
{
	const struct param *x;

	for (size_t i = 0; (x = policy_param(p->o->app->store.policy, i)) != NULL; i++)
		if (strlen(x->name) == n && memcmp(x->name, name, n) == 0) {
			buf_printf(b, "%s%s: %s", b->len > 0 ? "; " : "", form_label(x->label), x->value[0] != '\0' ? x->value : _("not set by the county"));
			return;
		}
}

/* What the policy asks of a step: the parameters that its row of the list names. */
static void
say_terms(struct procedure *p, const struct stage *x, struct buf *b)
{
	static const char *const columns[] = {"limit", "wait", "needs"};

	for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
		const char *at = stages_cell(p->o->file.tree.form, x->choice, columns[i]);
		for (size_t n; *(at += strspn(at, " ")) != '\0'; at += n)
			say_param(p, at, n = strcspn(at, " "), b);
	}
	if (b->len > 0)
		say(p->view, TERM_PLAIN, b);
}

static void
say_asked(struct procedure *p, const struct stage *x, struct buf *b)
{
	const struct form *form = p->o->file.tree.form;
	const struct table *t = p->stages.table;

	for (int i = 0; i < t->n; i++) {
		const struct question *q = &form->questions[t->first + i];
		if (!x->asks[i])
			continue;
		buf_printf(b, "%s%s", b->len > 0 ? "; " : _("Asked: "), form_label(q->label));
		if (form_label(q->hint)[0] != '\0')
			buf_printf(b, _(" (%s)"), form_label(q->hint));
	}
	if (b->len > 0)
		say(p->view, TERM_DIM, b);
}

static void
say_answers(struct procedure *p, const struct stage *x, struct buf *b)
{
	const struct form *form = p->o->file.tree.form;
	const struct table *t = p->stages.table;

	for (int i = 0; i < t->n; i++) {
		const struct question *q = &form->questions[t->first + i];
		const struct answer *a = &x->record->answers[i];
		if (q == p->stages.step || q->type == QUESTION_CALCULATE || a->kind == ANSWER_BLANK || (a->flags & ANSWER_HIDDEN) || field_has(q->appearance, "hidden"))
			continue;
		buf_printf(b, "%s%s: ", b->len > 0 ? "; " : "", form_label(q->label));
		answer_show(form, q, a, b);
	}
	if (b->len > 0)
		say(p->view, TERM_PLAIN, b);
}

static void
say_next(struct procedure *p, const struct stage *x, struct buf *b)
{
	if (!x->mine) {
		buf_text(b, _("Taken by: "));
		stages_office(x->choice, b);
		buf_text(b, _(". It cannot be taken here."));
		say(p->view, TERM_MARK_WARN, b);
	}
	if (x->held != NULL) {
		buf_printf(b, _("It cannot be dated today: %s"), form_label(x->held->message));
		say(p->view, TERM_MARK_WARN, b);
	}
	const char *proof = stages_evidence(p->o->file.tree.form, x->choice);
	if (proof[0] != '\0') {
		buf_printf(b, _("Evidence: %s"), proof);
		say(p->view, TERM_PLAIN, b);
	}
	say_terms(p, x, b);
	if (x->asks != NULL)
		say_asked(p, x, b);
}

/* What the view says of the chosen box. */
static void
tell(struct procedure *p)
{
	struct buf b = {0};

	if (p->told == p->boxes.at)
		return;
	view_clear(p->view);
	p->told = p->boxes.at;
	if (p->boxes.at >= p->stages.n)
		return;
	const struct stage *x = &p->stages.all[p->boxes.at];
	buf_printf(&b, "%s: %s", form_label(x->choice->label), _(looks[x->kind].words));
	say(p->view, TERM_HEAD, &b);
	if (x->late > 0) {
		buf_printf(&b, ngettext("! %d day beyond its limit", "! %d days beyond its limit", (unsigned long)x->late), x->late);
		say(p->view, TERM_MARK_ERROR, &b);
	}
	if (x->record != NULL)
		say_answers(p, x, &b);
	else if (x->kind != STAGE_SKIPPED)
		say_next(p, x, &b);
	buf_wipe(&b);
}

static unsigned
have(struct screen *s)
{
	return ((struct procedure *)s)->stages.n > 0 ? HAVE_STEP : 0;
}

static void
title(struct screen *s, struct buf *left, struct buf *right)
{
	(void)right;
	buf_printf(left, "%s   %s", _("Procedure"), buf_str(&((struct procedure *)s)->name));
}

/* The next deadline, and what the program proposes. */
static void
draw_head(const struct procedure *p, struct term *t, struct area a)
{
	const struct stages *s = &p->stages;
	const struct assessment *x = &p->o->file.assessment;
	struct buf b = {0};
	int col = a.col + 1;

	if (s->ahead.due != NULL) {
		buf_printf(&b, "%s%s %s %s", s->ahead.days < 0 ? "! " : "", _("Next deadline:"), s->ahead.on, form_label(s->ahead.due->label));
		todo_days(s->ahead.days, &b);
	} else {
		buf_text(&b, _("No deadline runs."));
	}
	columns_cut(t, a.row, col, a.cols - 2, s->ahead.due != NULL && s->ahead.days < 0 ? TERM_MARK_ERROR : TERM_PLAIN, buf_str(&b), b.len);
	col += term_width(buf_str(&b), b.len) + 3;
	buf_reset(&b);
	buf_printf(&b, _("Proposed: %s"), x->label != NULL ? form_label(x->label) : _("no class"));
	if (col < a.col + a.cols - 1)
		columns_cut(t, a.row, col, a.col + a.cols - 1 - col, TERM_DIM, buf_str(&b), b.len);
	buf_free(&b);
}

static void
draw(struct screen *s, struct term *t, struct area a)
{
	struct procedure *p = (struct procedure *)s;
	const int across = (a.cols + 1) / (BOX_COLS + 1), lines = ((int)p->stages.n + across - 1) / across, most = (a.rows - 9) / BOX_ROWS;
	const int rows = BOX_ROWS * (lines < most ? lines : most > 0 ? most : 1);

	draw_head(p, t, a);
	boxes_draw(&p->boxes, t, (struct area){a.row + 1, a.col, rows, a.cols});
	tell(p);
	term_hline(t, a.row + 1 + rows, a.col, a.cols, TERM_DIM);
	view_draw(p->view, t, (struct area){a.row + 2 + rows, a.col + 1, a.rows - rows - 2, a.cols - 1});
}

static enum reaction
key(struct screen *s, struct loop *l, struct key k)
{
	struct procedure *p = (struct procedure *)s;

	(void)l;
	return boxes_key(&p->boxes, k) || ((key_value(k) == K_PGUP || key_value(k) == K_PGDN) && view_key(p->view, k)) ? SCREEN_REDRAW : SCREEN_IGNORED;
}

/* Why nothing opens. */
static void
say_why(const struct stage *x, struct loop *l)
{
	struct buf b = {0};

	stages_office(x->choice, &b);
	if (may_come(x))
		loop_say(l, TERM_MARK_WARN, _("This step is taken by: %s. Nothing was begun here."), buf_str(&b));
	else if (x->kind == STAGE_SKIPPED)
		loop_say(l, TERM_MARK_WARN, "%s", _("This step was passed over; a later one was taken."));
	else
		loop_say(l, TERM_MARK_WARN, "%s", _("Other steps come first: those marked with a sign can be taken now."));
	buf_free(&b);
}

static enum reaction
act(struct screen *s, struct loop *l, int id)
{
	struct procedure *p = (struct procedure *)s;

	if (id == PRINT) {
		struct fault f = {0};
		struct screen *next = papers_screen(p->o, &p->name, &f);
		return app_push(l, next, &f);
	}
	if (id != OPEN)
		return SCREEN_POP;
	if (p->boxes.at >= p->stages.n)
		return SCREEN_STAY;
	const struct stage *x = &p->stages.all[p->boxes.at];
	if (x->record != NULL) {
		*p->goal = (struct finding_goal){.set = true, .record = x->record, .section = opened_first_section(p->o, x->record->table)};
		return SCREEN_POP;
	}
	if (may_come(x) && x->mine) {
		*p->goal = (struct finding_goal){.set = true, .section = -1, .begin = x->choice};
		return SCREEN_POP;
	}
	say_why(x, l);
	return SCREEN_REDRAW;
}

static void
shut(struct screen *s)
{
	struct procedure *p = (struct procedure *)s;

	view_free(p->view);
	stages_free(&p->stages);
	buf_wipe(&p->name);
	buf_wipe(&p->text);
	free(p);
}

static const struct screen_kind kind = {.name = N_("Procedure"), .actions = actions, .n_actions = sizeof actions / sizeof actions[0],
	.have = have, .title = title, .draw = draw, .key = key, .act = act, .close = shut};

struct screen *
procedure_screen(struct opened *o, const struct buf *name, struct finding_goal *goal, struct fault *f)
{
	struct procedure *p = calloc(1, sizeof *p);

	if (p == NULL)
		return NULL;
	p->screen.kind = &kind;
	p->o = o;
	p->goal = goal;
	p->told = (size_t)-1;
	if ((p->view = view_new()) == NULL || buf_add(&p->name, name->data, name->len) < 0)
		fault_memory(f);
	else if (stages_read(&p->stages, o, f) == 0)
		p->boxes = (struct boxes){.n = p->stages.n, .fill = fill_box, .self = p};
	if (f->code != 0) {
		shut(&p->screen);
		return NULL;
	}
	/* What is to be done now. */
	for (size_t i = p->stages.n; i-- > 0;)
		if (may_come(&p->stages.all[i]) || p->stages.all[i].kind == STAGE_OPEN)
			p->boxes.at = i;
	return &p->screen;
}
