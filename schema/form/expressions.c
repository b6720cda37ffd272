#include <string.h>

#include "expr/expr.h"
#include "form/loading.h"
#include "record/record.h"
#include "text.h"
#include "words.h"

static const char *
plain_quotes(struct arena *a, const char *src)
{
	const char *at = src, *end = src + strlen(src);
	char *plain = arena_new(a, strlen(src) + 1, 1), *to = plain;

	while (plain != NULL && at < end) {
		const char *was = at;
		const uint32_t cp = utf8_next(&at, end);
		if (cp >= 0x2018 && cp <= 0x201D && cp != 0x201A && cp != 0x201B)
			*to++ = cp <= 0x2019 ? '\'' : '"';
		else
			to = mempcpy(to, was, (size_t)(at - was));
	}
	return plain;
}

/* Whether a default is the answer itself, as XLSForm has it, and nothing to be worked out: a day, codes, or a text without a
 * mark of an expression. Numbers are the same either way. */
static bool
is_answer(struct loading *l, const struct question *q, const char *src)
{
	struct answer a;

	if (q->type == QUESTION_TEXT)
		return strpbrk(src, "'\"$()[]+*|") == NULL && strstr(src, " div ") == NULL && strstr(src, " mod ") == NULL;
	return (q->type == QUESTION_DATE || q->list != NULL) && answer_read(&l->work, q, src, strlen(src), &a) == 0;
}

/* ${src} as an expression that gives it. */
static const char *
as_text(struct arena *a, const char *src)
{
	char *text = arena_new(a, strlen(src) + 3, 1);

	if (text != NULL)
		stpcpy(stpcpy(stpcpy(text, "'"), src), "'");
	return text;
}

/* The expression in one cell, or NULL: blank, or a mistake. */
static const struct expr *
compile(struct loading *l, const struct row *row, int cell, const struct expr_scope *scope)
{
	const char *src = row->cell[cell];
	struct expr_error err = {0};

	if (cell == CELL_REQUIRED && loading_truth(src) >= 0)
		src = loading_truth(src) > 0 ? "true()" : "";
	if (src[0] == '\0')
		return NULL;
	/* Quotation marks as word processors set them are meant as plain ones. */
	src = plain_quotes(&l->work, src);
	if (src != NULL && cell == CELL_DEFAULT && is_answer(l, &l->form->questions[scope->question], src))
		src = as_text(&l->work, src);
	if (src == NULL) {
		loading_no_memory(l);
		return NULL;
	}
	const bool lasting = cell == CELL_DEFAULT || (cell == CELL_CALCULATION && (row->cell[CELL_TRIGGER][0] != '\0' ||
		row->cell[CELL_FROZEN][0] != '\0'));
	const struct expr *e = (lasting ? expr_compile_lasting : expr_compile)(&l->form->arena, src, scope, &err);
	if (e == NULL) {
		size_t n = strlen(src), at = err.at < n ? err.at : n;
		mistake(&l->mistakes, survey_place(l, row, cell),
			_("%s Mend: correct the expression at character %zu."), err.text,
			utf8_count(src, at) + 1);
	}
	return e;
}

static void
compile_question(struct loading *l, struct question *q)
{
	const struct row *row = l->question_rows[q->index];
	struct expr_scope scope = {.form = l->form, .table = q->table, .question = q->index};
	const struct {
		int cell;
		const struct expr **to;
	} cells[] = {
		{CELL_REQUIRED, &q->required},
		{CELL_RELEVANT, &q->relevant},
		{CELL_CONSTRAINT, &q->constraint},
		{CELL_CALCULATION, &q->calculation},
		{CELL_DEFAULT, &q->initial},
		{CELL_FROZEN, &q->frozen},
	};

	for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++)
		*cells[i].to = compile(l, row, cells[i].cell, &scope);
	scope.locals = &l->filters;
	if (!l->choices_cut)
		q->choice_filter = compile(l, row, CELL_CHOICE_FILTER, &scope);
}

int
loading_expressions(struct loading *l)
{
	struct form *f = l->form;

	for (int i = 0; i < f->n_tables; i++) {
		struct table *t = &f->tables[i];
		struct expr_scope scope = {.form = f, .table = t->parent, .question = -1};
		if (t->parent < 0)
			continue;
		t->relevant = compile(l, l->table_rows[i], CELL_RELEVANT, &scope);
		t->count = compile(l, l->table_rows[i], CELL_REPEAT_COUNT, &scope);
	}
	for (int i = 0; i < f->n_sections; i++) {
		struct expr_scope scope = {.form = f, .table = f->sections[i].table, .question = -1};
		f->sections[i].relevant = compile(l, l->section_rows[i], CELL_RELEVANT, &scope);
	}
	for (int i = 0; i < f->n_questions; i++)
		compile_question(l, &f->questions[l->by_sheet[i]]);
	return 0;
}
