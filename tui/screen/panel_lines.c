/* Which lines a section has, and which choices a question offers now. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "field.h"
#include "panel.h"

int
panel_choices(struct panel *p, const struct question *q)
{
	const struct record *r = p->o->record;

	free(p->choices);
	p->n_choices = 0;
	p->choices = calloc((size_t)q->list->n + 1, sizeof *p->choices);
	if (p->choices == NULL)
		return -1;
	for (int i = 0; i < q->list->n; i++) {
		const struct choice *c = &q->list->choices[i];
		if (choice_is_for(c, p->o->app->role) && record_offers(r, q->column, c, &p->o->file.env))
			p->choices[p->n_choices++] = (struct picker_choice){c->code, form_label(c->label), NULL};
	}
	return 0;
}

static bool
digits_only(const struct picker_choice *c, size_t n, size_t longest)
{
	for (size_t i = 0; i < n; i++)
		if (strlen(c[i].code) > longest || c[i].code[0] == '\0' || c[i].code[strspn(c[i].code, "0123456789")] != '\0')
			return false;
	return true;
}

bool
panel_inline(const struct panel *p, const struct question *q)
{
	if (q->list == NULL || p->n_choices > PANEL_INLINE)
		return false;
	/* Printed codes of two digits need the picker, which waits for the second. */
	return digits_only(p->choices, p->n_choices, 1) || !digits_only(p->choices, p->n_choices, SIZE_MAX);
}

void
panel_digit(const struct panel *p, size_t i, char out[8])
{
	if (digits_only(p->choices, p->n_choices, 1))
		snprintf(out, 8, "%s", p->choices[i].code);
	else
		snprintf(out, 8, "%zu", i + 1);
}

static int
add_line(struct panel *p, struct panel_line line, struct fault *f)
{
	if (array_grow(&p->lines, &p->cap, p->n + 1, sizeof *p->lines) < 0)
		return fault_memory(f);
	p->lines[p->n++] = line;
	return 0;
}

static bool
is_amount(const struct panel_line *l)
{
	return l->kind == LINE_ASK && l->question->type == QUESTION_DECIMAL;
}

/* Behind each run of amounts of a block that has no totals of its own: a line with their sum. */
static int
add_sum(struct panel *p, int *run, struct fault *f)
{
	int first = (int)p->n - *run, n = *run;

	*run = 0;
	return n < 2 ? 0 : add_line(p, (struct panel_line){LINE_SUM, p->lines[first].question, first, first + n - 1}, f);
}

static bool
sums_itself(const struct form *form, const struct table *t, const struct section *s)
{
	for (int i = 0; i < s->n; i++)
		if (form->questions[t->first + s->first + i].type == QUESTION_CALCULATE)
			return true;
	return false;
}

int
panel_lines(struct panel *p, struct fault *f)
{
	const struct opened *o = p->o;
	const struct form *form = o->file.tree.form;
	const struct section *s = &form->sections[o->section];
	const struct table *t = o->record->table;
	bool sums = field_has(s->appearance, "grid") && !sums_itself(form, t, s);
	int run = 0;

	p->n = 0;
	for (int i = 0; i < s->n; i++) {
		const struct question *q = &form->questions[t->first + s->first + i];
		const struct answer *a = record_answer(o->record, q);
		if ((a->flags & ANSWER_HIDDEN) || field_has(q->appearance, "hidden") || field_has(q->appearance, "assessment") ||
			(o->pending && !q->key))
			continue;
		struct panel_line line = {.kind = q->type == QUESTION_CALCULATE || q->read_only ? LINE_SHOW : q->type == QUESTION_NOTE ? LINE_NOTE : LINE_ASK, .question = q};
		if (sums && !is_amount(&line) && add_sum(p, &run, f) < 0)
			return -1;
		if (add_line(p, line, f) < 0)
			return -1;
		run += is_amount(&line);
	}
	return sums ? add_sum(p, &run, f) : 0;
}
