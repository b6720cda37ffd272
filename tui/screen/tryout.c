/* "What if": figures of a household set to other values, and what the policy would say then. Nothing of it is kept. */
#include <stdlib.h>
#include <string.h>

#include "columns.h"
#include "edit.h"
#include "num.h"
#include "result.h"
#include "result_text.h"
#include "words.h"

enum { TYPED = 32 }; /* bytes of one value with its NUL */
enum { LABEL = 26, NOW = 15, VALUE = 13, NARROW = 80 };

struct tryout {
	struct screen screen;
	const struct assessment *real;
	struct trial trial;
	struct buf name;
	struct {
		char text[TYPED];
		struct edit edit;
		bool refused; /* what is typed is no number */
	} *rows;
	size_t at, top; /* chosen row, first one shown */
	struct view *view;
};

enum { DOWN = 1, UP, READ, BACK };

static const struct action actions[] = {
	{DOWN, K_DOWN, K_ENTER, N_("Next figure"), N_("Type another value for a figure: class, factors and help follow at once. Emptied, it is what it was."), 0},
	{UP, K_UP, K_BACKTAB, NULL, N_("Figure before"), 0},
	{READ, K_PGDN, K_PGUP, N_("Read on"), NULL, 0},
	{BACK, K_ESC, 0, N_("Back"), NULL, 0},
};

static const struct found *
same_row(const struct assessment *a, const struct found *x)
{
	return assess_found(a, x->kind, x->code);
}

static void
say_other(struct view *v, const char *sign, unsigned attr, const struct found *x, const struct found *before)
{
	struct buf b = {0};
	char money[NUM_TEXT];

	buf_printf(&b, "%s %s", sign, form_label(x->label));
	if (before != NULL && before->has_amount) {
		num_money_text(before->amount, money);
		buf_printf(&b, "  %s ->", money);
	}
	if (x->has_amount) {
		num_money_text(x->amount, money);
		buf_printf(&b, "  %s %s", money, _("yuan"));
	}
	view_add(v, attr, 4, buf_str(&b), b.len);
	buf_wipe(&b);
}

static bool
is_told(const struct found *x)
{
	return x->kind == FOUND_FACTOR || x->kind == FOUND_ATTRIBUTE || x->kind == FOUND_GAP || x->kind == FOUND_WARNING || x->kind == FOUND_MEASURE ||
		x->kind == FOUND_FLAG;
}

/* What comes, what goes, what is paid otherwise. */
static void
say_differences(struct view *v, const struct assessment *real, const struct assessment *then)
{
	for (size_t i = 0; i < then->n_found; i++) {
		const struct found *x = &then->found[i], *before = same_row(real, x);
		if (!is_told(x))
			continue;
		if (before == NULL)
			say_other(v, "+", TERM_MARK_OK, x, NULL);
		else if (before->has_amount != x->has_amount || (x->has_amount && before->amount != x->amount))
			say_other(v, "*", TERM_MARK_WARN, x, before);
	}
	for (size_t i = 0; i < real->n_found; i++)
		if (is_told(&real->found[i]) && same_row(then, &real->found[i]) == NULL)
			say_other(v, "-", TERM_MARK_ERROR, &real->found[i], NULL);
}

static void
fill(struct tryout *y)
{
	const struct assessment *then = &y->trial.file.assessment, *real = y->real;
	struct buf b = {0};
	bool tried = false;

	for (size_t i = 0; i < y->trial.n; i++)
		tried |= y->trial.figures[i].tried;
	view_clear(y->view);
	result_class(y->view, then);
	if (tried) {
		buf_printf(&b, strcmp(then->code, real->code) == 0 ? _("The class stays: [ %s ] %s") : _("In the place of: [ %s ] %s"),
			real->code[0] != '\0' ? real->code : "?", real->label != NULL ? form_label(real->label) : _("no class"));
		view_say(y->view, TERM_PLAIN, "");
		view_add(y->view, TERM_HEAD, 2, buf_str(&b), b.len);
		say_differences(y->view, real, then);
	}
	result_parts(y->view, then);
	result_missing(y->view, &y->trial.file);
	result_unset(y->view, then);
	buf_free(&b);
}

static void
title(struct screen *s, struct buf *left, struct buf *right)
{
	(void)right;
	buf_printf(left, "%s   %s", _("What if"), buf_str(&((struct tryout *)s)->name));
}

static bool
typing(struct screen *s)
{
	(void)s;
	return true;
}

static void
money_of(const struct answer *a, struct buf *out)
{
	char money[NUM_TEXT];
	int64_t v;

	if (a->kind == ANSWER_FIXED || (a->kind == ANSWER_REAL && num_real_fixed(a->real, &v) == 0)) {
		num_money_text(a->kind == ANSWER_FIXED ? a->i : v, money);
		buf_text(out, money);
	} else {
		buf_text(out, "...");
	}
}

/* Cells of what figures are called: the longest, within what a wide terminal leaves. */
static int
label_cells(const struct tryout *y, struct area a)
{
	const int most = LABEL + (a.cols > NARROW ? a.cols - NARROW : 0);
	int cells = LABEL;

	for (size_t i = 0; i < y->trial.n; i++) {
		const char *label = form_label(y->trial.figures[i].question->label);
		const int need = term_width(label, strlen(label));
		cells = need > cells ? need : cells;
	}
	return cells < most ? cells : most;
}

/* A figure: what it is called, what it is, what is tried, and that per head. */
static void
draw_row(const struct tryout *y, size_t i, struct term *t, int row, struct area a)
{
	const struct trial_figure *x = &y->trial.figures[i];
	struct buf b = {0};
	char money[NUM_TEXT];
	int64_t v, share;
	const int label = label_cells(y, a);
	int col = a.col + 1;

	columns_cut(t, row, col, label, i == y->at ? TERM_HEAD : TERM_PLAIN, form_label(x->question->label), strlen(form_label(x->question->label)));
	money_of(&x->before, &b);
	col += label + 1;
	term_say(t, row, col + NOW - term_width(buf_str(&b), b.len), NOW, TERM_PLAIN, buf_str(&b));
	col += NOW + 2;
	edit_draw(&y->rows[i].edit, t, row, col, VALUE, i == y->at ? TERM_FOCUS : TERM_FIELD, i == y->at);
	col += VALUE + 1;
	buf_reset(&b);
	if (y->rows[i].refused) {
		buf_text(&b, _("no number"));
	} else if (trial_value(&y->trial, i, &v) && trial_share(&y->trial, i, v, &share)) {
		num_money_text(share, money);
		buf_printf(&b, _("per head %s"), money);
	}
	if (col < a.col + a.cols - 1)
		columns_cut(t, row, col, a.col + a.cols - 1 - col, y->rows[i].refused ? TERM_MARK_WARN : TERM_DIM, buf_str(&b), b.len);
	buf_wipe(&b);
}

static void
draw(struct screen *s, struct term *t, struct area a)
{
	struct tryout *y = (struct tryout *)s;
	const size_t room = a.rows > 12 ? (size_t)(a.rows - 8) / 2 : 1, shown = y->trial.n < room ? y->trial.n : room;
	const int now = a.col + 1 + label_cells(y, a) + 1;
	int row = a.row;

	term_say(t, row++, a.col + 1, a.cols - 2, TERM_DIM, _("Only tried, nothing is kept. What these figures are made of stays as it is."));
	term_say(t, row, now + NOW - term_width(_("as it is"), strlen(_("as it is"))), NOW, TERM_DIM, _("as it is"));
	term_say(t, row++, now + NOW + 2, VALUE, TERM_DIM, _("if it were"));
	y->top = y->at < y->top ? y->at : y->at >= y->top + shown ? y->at - shown + 1 : y->top;
	for (size_t i = y->top; i < y->top + shown; i++)
		draw_row(y, i, t, row++, a);
	term_hline(t, row++, a.col, a.cols, TERM_DIM);
	view_draw(y->view, t, (struct area){row, a.col + 1, a.row + a.rows - row, a.cols - 1});
}

/* What is typed is tried; what is no number, and an empty line, is the figure as it is. */
static enum reaction
try_typed(struct tryout *y, struct loop *l)
{
	const struct edit *e = &y->rows[y->at].edit;
	struct fault f = {0};
	int64_t v;
	const bool number = e->n > 0 && num_spoken(e->text, e->n, &v) == 0;

	y->rows[y->at].refused = e->n > 0 && !number;
	if (trial_set(&y->trial, y->at, number ? &v : NULL, &f) < 0)
		return loop_fault(l, &f);
	fill(y);
	return SCREEN_REDRAW;
}

static enum reaction
key(struct screen *s, struct loop *l, struct key k)
{
	struct tryout *y = (struct tryout *)s;
	const int value = key_value(k);

	if (value == K_PGUP || value == K_PGDN)
		return view_key(y->view, k) ? SCREEN_REDRAW : SCREEN_IGNORED;
	switch (edit_key(&y->rows[y->at].edit, k)) {
	case EDIT_CHANGED:
		return try_typed(y, l);
	case EDIT_MOVED:
		return SCREEN_REDRAW;
	case EDIT_IGNORED:
	case EDIT_DONE:
	case EDIT_CANCEL:
	default:
		return SCREEN_IGNORED;
	}
}

static enum reaction
act(struct screen *s, struct loop *l, int id)
{
	struct tryout *y = (struct tryout *)s;

	(void)l;
	if (id == BACK)
		return SCREEN_POP;
	if (id == DOWN)
		y->at = (y->at + 1) % y->trial.n;
	else if (id == UP)
		y->at = (y->at + y->trial.n - 1) % y->trial.n;
	return SCREEN_REDRAW;
}

static void
shut(struct screen *s)
{
	struct tryout *y = (struct tryout *)s;

	for (size_t i = 0; y->rows != NULL && i < y->trial.n; i++)
		edit_wipe(&y->rows[i].edit);
	free(y->rows);
	view_free(y->view);
	trial_close(&y->trial);
	buf_wipe(&y->name);
	free(y);
}

static const struct screen_kind kind = {.name = N_("What if"), .actions = actions, .n_actions = sizeof actions / sizeof actions[0],
	.typing = typing, .title = title, .draw = draw, .key = key, .act = act, .close = shut};

struct screen *
tryout_screen(struct opened *o, const struct buf *name, struct fault *f)
{
	struct tryout *y = calloc(1, sizeof *y);

	if (y == NULL) {
		fault_memory(f);
		return NULL;
	}
	y->screen.kind = &kind;
	y->real = &o->file.assessment;
	if (trial_open(&y->trial, &o->app->store, o->file.tree.root->id, f) == 1 && y->trial.n > 0) {
		y->rows = calloc(y->trial.n, sizeof *y->rows);
		y->view = view_new();
	}
	if (y->rows == NULL || y->view == NULL || buf_add(&y->name, name->data, name->len) < 0) {
		if (f->code == 0)
			fault_memory(f);
		shut(&y->screen);
		return NULL;
	}
	for (size_t i = 0; i < y->trial.n; i++)
		edit_open(&y->rows[i].edit, y->rows[i].text, TYPED, 0);
	fill(y);
	return &y->screen;
}
