#include <string.h>

#include "columns.h"
#include "field.h"
#include "household_screen.h"
#include "words.h"

#define FIGURES 8
#define NAMED 4 /* missing answers named in the line */

void
household_name(const struct household *h, struct buf *left)
{
	const struct record *root = h->opened.file.tree.root;
	const struct form *form = h->opened.file.tree.form;

	outline_title(&h->opened, root, left);
	if (root->voided)
		buf_printf(left, _(" (%s)"), _("voided"));
	for (int i = 0; i < root->table->n; i++)
		if (field_has(form->questions[root->table->first + i].appearance, "list_place") && root->answers[i].kind == ANSWER_TEXT) {
			buf_text(left, "  ");
			answer_write(&root->answers[i], left);
		}
}

void
household_title(struct screen *s, struct buf *left, struct buf *right)
{
	struct household *h = (struct household *)s;
	const struct record *r = h->opened.record;

	(void)right;
	household_name(h, left);
	if (r == NULL)
		return;
	if (r != h->opened.file.tree.root) {
		buf_text(left, " / ");
		outline_title(&h->opened, r, left);
	}
	buf_printf(left, " / %s", form_label(h->opened.file.tree.form->sections[h->opened.section].label));
}

static void
make_line(struct household *h)
{
	struct casefile *c = &h->opened.file;
	struct assess_figure figures[FIGURES];
	int n = assess_line(&c->assessment, &c->env, figures, FIGURES);

	buf_reset(&h->line);
	buf_reset(&h->missing);
	h->line_turns = h->opened.turns;
	h->line_made = true;
	for (int i = 0; i < n; i++)
		buf_printf(&h->line, "%s%s %s", i > 0 ? "  " : "", form_label(figures[i].label), figures[i].text);
	const struct found_count found = found_count(&c->findings);
	if (found.errors > 0)
		buf_printf(&h->missing, _("! errors %d  "), found.errors);
	if (found.warnings > 0)
		buf_printf(&h->missing, _("? warnings %d  "), found.warnings);
	/* A class is only named once nothing is missing: half an answer would stick. */
	if (c->assessment.state == ASSESS_CLASSED && c->assessment.n_missing == 0 && c->assessment.label != NULL)
		buf_printf(&h->missing, _("Class: %s"), form_label(c->assessment.label));
	else if (c->assessment.n_missing > 0)
		buf_printf(&h->missing, ngettext("missing %zu: ", "missing %zu: ", c->assessment.n_missing), c->assessment.n_missing);
	for (size_t i = 0; i < c->assessment.n_missing && i < NAMED; i++) {
		const struct missing *m = &c->assessment.missing[i];
		buf_printf(&h->missing, "%s%s", i > 0 ? _(", ") : "", form_label(m->question != NULL ? m->question->label : m->table->label));
	}
	if (c->assessment.n_missing > NAMED)
		buf_text(&h->missing, " ...");
}

void
household_forget_line(struct household *h)
{
	buf_wipe(&h->line);
	buf_wipe(&h->missing);
}

/* What stands on the right while the cursor is on the left: the answers of the section under it. */
static void
draw_preview(struct household *h, struct term *t, struct area a)
{
	const struct item *n = outline_at(&h->outline);
	const struct form *form = h->opened.file.tree.form;
	int row = a.row, label = panel_label(a.cols);

	if (n == NULL)
		return;
	if (n->kind == ITEM_ADD) {
		struct buf b = {0};
		if (n->expected >= 0 && n->count >= n->expected)
			buf_printf(&b, _("All that are expected here are recorded: %d."), n->count);
		else
			buf_printf(&b, _("Enter adds a record: %s"), form_label(n->table->label));
		columns_cut(t, row++, a.col + 1, a.cols - 1, TERM_DIM, buf_str(&b), b.len);
		buf_reset(&b);
		if (n->expected > n->count)
			buf_printf(&b, _("%d are expected here; %d are still to be recorded."), n->expected, n->expected - n->count);
		columns_cut(t, row, a.col + 1, a.cols - 1, TERM_MARK_WARN, buf_str(&b), b.len);
		buf_free(&b);
		return;
	}
	int only = n->kind == ITEM_SECTION ? n->section : outline_only_section(&h->opened, n->record);
	for (int i = 0; i < n->table->n && row < a.row + a.rows; i++) {
		const struct question *q = &form->questions[n->table->first + i];
		const struct answer *x = &n->record->answers[i];
		struct buf b = {0};
		if ((only >= 0 && q->section != only) || (x->flags & ANSWER_HIDDEN) || x->kind == ANSWER_BLANK || q->type == QUESTION_CALCULATE ||
			field_has(q->appearance, "hidden"))
			continue;
		columns_cut(t, row, a.col + 1, label - 2, TERM_DIM, form_label(q->label), strlen(form_label(q->label)));
		field_show(form, q, x, h->opened.file.env.today, &b);
		columns_cut(t, row++, a.col + label, a.cols - label, TERM_PLAIN, buf_str(&b), b.len);
		buf_wipe(&b);
	}
}

void
household_draw(struct screen *s, struct term *t, struct area a)
{
	struct household *h = (struct household *)s;
	int left = a.cols / 3 < 36 ? a.cols / 3 : 36, foot = h->line_hidden ? 0 : 3;
	struct area body = {a.row, a.col + left + 1, a.rows - foot, a.cols - left - 1};

	list_draw(h->outline.list, t, (struct area){a.row, a.col, a.rows - foot, left}, h->opened.record == NULL);
	term_vline(t, a.row, a.col + left, a.rows - foot, TERM_DIM);
	if (h->opened.record != NULL)
		panel_draw(&h->panel, t, body, true);
	else
		draw_preview(h, t, body);
	if (h->line_hidden)
		return;
	if (!h->line_made || h->line_turns != h->opened.turns)
		make_line(h);
	term_hline(t, a.row + a.rows - foot, a.col, a.cols, TERM_DIM);
	columns_cut(t, a.row + a.rows - 2, a.col + 1, a.cols - 2, TERM_PLAIN, buf_str(&h->line), h->line.len);
	columns_cut(t, a.row + a.rows - 1, a.col + 1, a.cols - 2, TERM_PLAIN, buf_str(&h->missing), h->missing.len);
}
