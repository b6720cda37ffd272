#include "prefill.h"

#include "field.h"

#define ROUNDS 3 /* a default may need what another default gave: ID number, birth date, labour */

static bool
wants(const struct opened *o, const struct question *q)
{
	const struct answer *a = record_answer(o->record, q);

	if (q->initial == NULL || a->kind != ANSWER_BLANK || (o->marks[q->column] & MARK_EMPTIED))
		return false;
	return field_has(q->appearance, "hidden") || !(a->flags & ANSWER_HIDDEN);
}

/* 1 when a default was put in, 0, -1. */
static int
fill(struct opened *o, const struct question *q, struct fault *f)
{
	struct answer a;
	struct value v;
	const char *text;
	size_t n;

	o->file.env.touched = 0;
	if (expr_eval(q->initial, &o->file.env, o->record, &v) < 0 || value_text(&v, &o->file.scratch, &text, &n) < 0)
		return fault_memory(f);
	if (answer_read(&o->file.scratch, q, text, n, &a) < 0 || a.kind == ANSWER_BLANK)
		return 0;
	struct answer before = *record_answer(o->record, q);
	if (record_set(&o->file.tree, o->record, q, a) < 0)
		return fault_memory(f);
	if (!record_holds(o->record, q->column, &o->file.env))
		return record_set(&o->file.tree, o->record, q, before) < 0 ? fault_memory(f) : 0;
	o->marks[q->column] |= MARK_FILLED;
	opened_touch(o, q);
	return 1;
}

int
prefill(struct opened *o, int (*each)(struct opened *o, const struct question *q, struct answer before, struct fault *f), struct fault *f)
{
	const struct section *s = &o->file.tree.form->sections[o->section];

	for (int round = 0; round < ROUNDS; round++) {
		bool any = false;
		for (int i = 0; i < s->n; i++) {
			const struct question *q = &o->file.tree.form->questions[o->record->table->first + s->first + i];
			if (!wants(o, q))
				continue;
			struct answer before = *record_answer(o->record, q);
			int rc = fill(o, q, f);
			if (rc < 0 || (rc == 1 && each != NULL && each(o, q, before, f) < 0))
				return -1;
			any |= rc == 1;
		}
		if (!any)
			return 0;
		o->turns++;
		if (casefile_update(&o->app->store, &o->file, o->record, f) < 0)
			return -1;
	}
	return 0;
}

int
prefill_undo(struct opened *o, struct fault *f)
{
	for (int i = 0; i < o->record->table->n; i++) {
		const struct question *q = &o->file.tree.form->questions[o->record->table->first + i];
		if (!(o->marks[i] & MARK_FILLED))
			continue;
		if (record_set(&o->file.tree, o->record, q, answer_blank()) < 0)
			return fault_memory(f);
		opened_touch(o, q);
	}
	prefill_done(o);
	return 0;
}

void
prefill_done(struct opened *o)
{
	for (int i = 0; i < o->record->table->n; i++)
		o->marks[i] &= (unsigned char)~MARK_FILLED;
}
