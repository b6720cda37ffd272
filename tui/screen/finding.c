#include "finding.h"

#include <string.h>

struct finding_place
finding_place(const struct check_finding *x)
{
	struct finding_place p = {(struct record *)x->record, -1, NULL};

	if (x->question == NULL)
		return p;
	if (x->at != NULL)
		return (struct finding_place){(struct record *)x->at, x->question->section, NULL};
	/* Nobody has begun the record that the question is asked in. */
	for (int k = 0; k < p.record->table->n_kids; k++)
		if (p.record->table->kids[k] == x->question->table)
			p.absent = p.record->table - p.record->table->index + x->question->table;
	return p;
}

const char *
finding_sign(const struct check_finding *x, const struct term *t)
{
	switch (x->check->severity) {
	case CHECK_ERROR:
		return "!";
	case CHECK_WARNING:
		return x->kept ? term_glyph(t, TERM_TICK) : "?";
	case CHECK_NOTE:
	default:
		return term_glyph(t, TERM_DOT);
	}
}

unsigned
finding_attr(const struct check_finding *x)
{
	switch (x->check->severity) {
	case CHECK_ERROR:
		return TERM_MARK_ERROR;
	case CHECK_WARNING:
		return x->kept ? TERM_MARK_OK : TERM_MARK_WARN;
	case CHECK_NOTE:
	default:
		return TERM_DIM;
	}
}

void
finding_reason(const struct casefile *c, const struct checks *checks, const struct check_finding *x, struct buf *out)
{
	const struct choice_list *reasons = checks_reasons(checks, &c->tree);
	const struct form *form = c->tree.form;

	for (int i = 0; x->keeping != NULL && i < x->keeping->table->n; i++) {
		const struct question *q = &form->questions[x->keeping->table->first + i];
		const struct answer *a = record_answer(x->keeping, q);
		bool note = form_says(q->appearance, "kept_note") && a->kind == ANSWER_TEXT && a->len > 0;
		if (note)
			buf_text(out, ": ");
		if (note || q->list == reasons)
			answer_show(form, q, a, out);
	}
}
