#include <string.h>

#include "columns.h"
#include "field.h"
#include "finding.h"
#include "num.h"
#include "panel.h"
#include "words.h"
#include "wrap.h"

#define LABEL_LEAST 19
#define VALUE 17 /* 9,999,999.00 and its unit */

struct layout {
	int label, value, beside; /* cells */
};

static struct layout
lay_out(int cols)
{
	struct layout l = {cols / 3, VALUE, 0};

	if (l.label < LABEL_LEAST)
		l.label = LABEL_LEAST;
	l.beside = cols - l.label - l.value - 2;
	if (l.beside < 0)
		l.beside = 0;
	return l;
}

int
panel_label(int cols)
{
	return lay_out(cols).label;
}

static void
draw_sum(const struct panel *p, const struct panel_line *line, struct term *t, int row, int col, const struct layout *l)
{
	char text[NUM_TEXT];
	int64_t sum = 0;
	struct buf b = {0};

	for (int i = line->first; i <= line->last; i++) {
		const struct answer *a = record_answer(p->o->record, p->lines[i].question);
		if (a->kind == ANSWER_FIXED && __builtin_add_overflow(sum, a->i, &sum))
			return;
	}
	num_money_text(sum, text);
	buf_printf(&b, "%s %s", text, form_label(line->question->unit));
	term_say(t, row, col + 1, l->label - 1, TERM_HEAD, _("Subtotal"));
	term_field_right(t, row, col + l->label, l->value, TERM_HEAD, buf_str(&b), b.len);
	buf_free(&b);
}

/* What stood there a year before, dim and never filled in. */
static void
draw_before(const struct panel *p, const struct question *q, struct term *t, int row, int col, int width)
{
	const struct record *r = opened_before(p->o, p->o->record);
	struct buf b = {0};

	if (r == NULL || q->key || width < 8 || record_answer(r, q)->kind == ANSWER_BLANK)
		return;
	buf_printf(&b, "%s ", _("was"));
	size_t word = b.len;
	answer_show(p->o->file.tree.form, q, record_answer(r, q), &b);
	/* Without room for both the figure stands alone; half a figure never does. */
	if (term_width(buf_str(&b), b.len) <= width)
		term_put(t, row, col, width, TERM_DIM, buf_str(&b), b.len);
	else if (term_width(buf_str(&b) + word, b.len - word) <= width)
		term_say(t, row, col, width, TERM_DIM, buf_str(&b) + word);
	buf_wipe(&b);
}

static void
draw_value(struct panel *p, const struct panel_line *line, struct term *t, int row, int col, const struct layout *l, bool here)
{
	const struct question *q = line->question;
	const struct answer *a = record_answer(p->o->record, q);
	bool amount = q->type == QUESTION_DECIMAL || a->kind == ANSWER_REAL, asked = line->kind == LINE_ASK;
	unsigned attr = !asked || !panel_open_to(p, q) ? TERM_DIM : TERM_FIELD;
	int width = amount ? l->value : l->value + l->beside + 1;
	struct buf b = {0};

	if (here && q->list == NULL && panel_open_to(p, q)) {
		edit_draw(&p->edit, t, row, col, amount ? l->value : width, TERM_FOCUS, true);
		if (amount)
			draw_before(p, q, t, row, col + l->value + 1, l->beside);
		return;
	}
	field_show(p->o->file.tree.form, q, a, p->o->file.env.today, &b);
	if (here && panel_open_to(p, q))
		attr = TERM_FOCUS;
	if (a->kind == ANSWER_BLANK && (a->flags & ANSWER_REQUIRED) && !here)
		term_field(t, row, col, amount ? l->value : l->value / 2, TERM_FIELD, "...", 3);
	else if (amount)
		term_field_right(t, row, col, l->value, attr, buf_str(&b), b.len);
	else if (b.len > 0 || here)
		columns_cut(t, row, col, width, attr, buf_str(&b), b.len);
	else
		term_field(t, row, col, l->value, attr, "", 0);
	buf_wipe(&b);
	if (amount && asked)
		draw_before(p, q, t, row, col + l->value + 1, l->beside);
	if (here)
		term_cursor(t, row, col);
}

/* A text under the question at hand, from ${row} on; the rows used. */
static int
draw_text(struct term *t, struct area a, int row, unsigned attr, const char *s)
{
	return wrap_draw(t, (struct area){row, a.col + 2, a.row + a.rows - row, a.cols - 3}, attr, s);
}

/* The choices of the question at hand, as many to a line as fit. */
static int
draw_choices(struct panel *p, const struct question *q, struct term *t, struct area a, int row)
{
	int col = a.col + 2, used = 0;
	char digit[8];

	for (size_t i = 0; i < p->n_choices && row + used < a.row + a.rows; i++) {
		const char *label = p->choices[i].label;
		struct buf b = {0};
		panel_digit(p, i, digit);
		buf_printf(&b, "%s ", digit);
		int need = term_width(buf_str(&b), b.len), all = need + term_width(label, strlen(label));
		if (col > a.col + 2 && col + all > a.col + a.cols - 1) {
			col = a.col + 2;
			if (row + ++used >= a.row + a.rows) {
				buf_free(&b);
				break;
			}
		}
		term_say(t, row + used, col, need, TERM_KEY, buf_str(&b));
		term_say(t, row + used, col + need, a.col + a.cols - col - need, TERM_PLAIN, label);
		col += all + 2;
		buf_free(&b);
	}
	(void)q;
	return p->n_choices > 0 ? used + 1 : 0;
}

/* The next finding at the question of the open section from the ${i}th on, what waits for its answer left out; NULL. */
static const struct check_finding *
next_found(const struct panel *p, const struct question *q, size_t *i)
{
	const struct check_findings *all = &p->o->file.findings;

	for (; *i < all->n; ++*i)
		if (all->all[*i].question == q && all->all[*i].at == p->o->record && !all->all[*i].blank)
			return &all->all[(*i)++];
	return NULL;
}

/* A finding as it stands under its question. */
static void
found_text(const struct panel *p, const struct check_finding *x, const struct term *t, struct buf *out)
{
	buf_printf(out, "%s %s", finding_sign(x, t), x->text);
	if (x->kept) {
		buf_printf(out, " (%s ", _("kept:"));
		finding_reason(&p->o->file, p->o->app->store.checks, x, out);
		buf_text(out, ")");
	}
}

static int
draw_found(struct panel *p, const struct question *q, struct term *t, struct area a, int row)
{
	const struct check_finding *x;
	int used = 0;

	for (size_t i = 0; (x = next_found(p, q, &i)) != NULL;) {
		struct buf b = {0};
		found_text(p, x, t, &b);
		used += draw_text(t, a, row + used, finding_attr(x), buf_str(&b));
		buf_wipe(&b);
	}
	return used;
}

static bool
label_is_cut(const struct question *q, struct area a)
{
	const char *label = form_label(q->label);

	return term_width(label, strlen(label)) > lay_out(a.cols).label - 2;
}

/* What stands under the question at hand: why it was refused, its hint, its choices. Rows used. */
static int
draw_under(struct panel *p, struct term *t, struct area a, int row)
{
	const struct question *q = p->lines[p->at].question;
	int used = 0;

	if (label_is_cut(q, a))
		used += draw_text(t, a, row, TERM_HEAD, form_label(q->label));
	if (p->why[0] != '\0')
		used += draw_text(t, a, row + used, TERM_MARK_ERROR, p->why);
	used += draw_found(p, q, t, a, row + used);
	if (form_label(q->hint)[0] != '\0')
		used += draw_text(t, a, row + used, TERM_DIM, form_label(q->hint));
	if (q->list == NULL || !panel_open_to(p, q))
		return used;
	if (panel_inline(p, q))
		return used + draw_choices(p, q, t, a, row + used);
	return used + draw_text(t, a, row + used, TERM_DIM, _("Space or the first digit of the code opens the list of choices."));
}

/* Before a question: the worst of what is found at it. */
static void
draw_sign(const struct panel *p, const struct question *q, struct term *t, int row, int col)
{
	const struct check_finding *x, *worst = NULL;

	for (size_t i = 0; (x = next_found(p, q, &i)) != NULL;)
		if (!x->kept && x->check->severity != CHECK_NOTE && (worst == NULL || x->check->severity < worst->check->severity))
			worst = x;
	if (!record_holds(p->o->record, q->column, &p->o->file.env))
		term_say(t, row, col, 1, TERM_MARK_ERROR, "!");
	else if (worst != NULL)
		term_say(t, row, col, 1, finding_attr(worst), finding_sign(worst, t));
}

static void
draw_line(struct panel *p, size_t i, struct term *t, struct area a, int row, bool here)
{
	const struct panel_line *line = &p->lines[i];
	struct layout l = lay_out(a.cols);
	const char *label = form_label(line->question->label);

	if (line->kind == LINE_SUM) {
		draw_sum(p, line, t, row, a.col, &l);
		return;
	}
	if (line->kind == LINE_NOTE) {
		columns_cut(t, row, a.col + 1, a.cols - 1, TERM_DIM, label, strlen(label));
		return;
	}
	draw_sign(p, line->question, t, row, a.col);
	columns_cut(t, row, a.col + 1, l.label - 2, here ? TERM_HEAD : line->kind == LINE_SHOW ? TERM_DIM : TERM_PLAIN, label, strlen(label));
	draw_value(p, line, t, row, a.col + l.label, &l, here);
}

/* Rows to keep free below the line at hand. */
static int
under_rows(const struct panel *p, const struct term *t, struct area a)
{
	const struct question *q = panel_question(p);
	const struct check_finding *x;
	int used = 0;
	size_t cells = 0;

	if (q == NULL)
		return 0;
	used += label_is_cut(q, a);
	for (size_t i = 0; (x = next_found(p, q, &i)) != NULL;) {
		struct buf b = {0};
		found_text(p, x, t, &b);
		used += (int)wrap_count(buf_str(&b), b.len, a.cols - 3);
		buf_wipe(&b);
	}
	if (p->why[0] != '\0')
		used += (int)wrap_count(p->why, strlen(p->why), a.cols - 3);
	if (form_label(q->hint)[0] != '\0')
		used += (int)wrap_count(form_label(q->hint), strlen(form_label(q->hint)), a.cols - 3);
	if (q->list == NULL || !panel_inline(p, q))
		return used + (q->list != NULL);
	for (size_t i = 0; i < p->n_choices; i++)
		cells += (size_t)term_width(p->choices[i].label, strlen(p->choices[i].label)) + 4;
	return used + 1 + (int)(cells / (size_t)(a.cols > 24 ? a.cols - 12 : 12));
}

void
panel_draw(struct panel *p, struct term *t, struct area a, bool focus)
{
	int under = focus ? under_rows(p, t, a) : 0, row = a.row;

	if (p->picker != NULL && focus) {
		const char *label = form_label(panel_question(p)->label);
		columns_cut(t, a.row, a.col + 1, a.cols - 1, TERM_HEAD, label, strlen(label));
		picker_draw(p->picker, t, (struct area){a.row + 1, a.col + 1, a.rows - 1, a.cols - 1}, true);
		return;
	}
	if (p->at < p->top)
		p->top = p->at;
	while (p->top < p->at && (int)(p->at - p->top) + 1 + under > a.rows)
		p->top++;
	for (size_t i = p->top; i < p->n && row < a.row + a.rows; i++) {
		bool here = focus && i == p->at && p->lines[i].kind == LINE_ASK;
		draw_line(p, i, t, a, row++, here);
		if (here)
			row += draw_under(p, t, a, row);
	}
}
