/* What came of a household, in the words of the columns that expect it. */
#include <string.h>

#include "num.h"
#include "office/cases_inside.h"

/* Codes found of one kind, blanks between; ${entered}: only those the cadre entered. */
static void
put_codes(const struct assessment *a, enum found_kind kind, bool entered, struct buf *out)
{
	for (size_t i = 0; i < a->n_found; i++)
		if (a->found[i].kind == kind && (!entered || a->found[i].entered))
			buf_printf(out, "%s%s", out->len > 0 ? " " : "", a->found[i].code);
}

/* Questions whose answers are missing, each once. */
static void
put_missing(const struct assessment *a, struct buf *out)
{
	for (size_t i = 0; i < a->n_missing; i++) {
		const char *name = a->missing[i].question != NULL ? a->missing[i].question->name : a->missing[i].table->name;
		bool before = false;
		for (size_t k = 0; k < i; k++)
			before |= a->missing[k].question == a->missing[i].question && a->missing[k].table == a->missing[i].table;
		if (!before)
			buf_printf(out, "%s%s", out->len > 0 ? " " : "", name);
	}
}

static void
put_yuan(int64_t hundredths, struct buf *out)
{
	char text[NUM_TEXT];

	num_fixed_text(hundredths, text);
	buf_text(out, text);
}

/* The row that gave the class: the first of those found. */
static void
put_decider(const struct assessment *a, struct buf *out)
{
	for (size_t i = 0; i < a->n_found; i++)
		if (a->found[i].kind == FOUND_CLASS) {
			buf_text(out, a->found[i].code);
			return;
		}
}

static void
put_amount(const struct found *measure, struct buf *out)
{
	if (measure != NULL && measure->has_amount)
		put_yuan(measure->amount, out);
}

/* A figure of the assessed record. */
static void
put_figure(const struct assessment *a, const struct form *form, const char *name, struct buf *out)
{
	const int q = form_question(form, name, strlen(name));
	int64_t v;

	if (q < 0 || a->context == NULL || form->questions[q].table != a->context->table->index)
		return;
	const struct answer *x = record_answer(a->context, &form->questions[q]);
	if (x->kind == ANSWER_REAL && num_real_fixed(x->real, &v) == 0)
		put_yuan(v, out);
	else
		answer_write(x, out);
}

static const struct {
	const char *name;
	enum found_kind kind;
	bool entered;
} lists[] = {{"factors", FOUND_FACTOR, false}, {"entered", FOUND_FACTOR, true}, {"attributes", FOUND_ATTRIBUTE, false},
		{"gaps", FOUND_GAP, false}, {"measures", FOUND_MEASURE, false}, {"flags", FOUND_FLAG, false}, {"warnings", FOUND_WARNING, false},
		{"lacking", FOUND_LACKING, false}, {"ungranted", FOUND_UNGRANTED, false}, {"notes", FOUND_NOTE, false},
	{"untested", FOUND_UNTESTED, false}};

bool
cases_expects(const struct form *form, const char *name)
{
	static const char *const others[] = {"class", "by", "missing", "unset"};
	const char *what = name + strlen("expect_");
	bool known = strncmp(what, "amount_", strlen("amount_")) == 0 || form_question(form, what, strlen(what)) >= 0;

	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		known |= strcmp(what, lists[i].name) == 0;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		known |= strcmp(what, others[i]) == 0;
	return known;
}

void
cases_outcome(const struct assessment *a, const struct form *form, const char *name, struct buf *out)
{
	const char *what = name + strlen("expect_");

	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		if (strcmp(what, lists[i].name) == 0)
			put_codes(a, lists[i].kind, lists[i].entered, out);
	if (strcmp(what, "class") == 0)
		buf_text(out, a->code);
	else if (strcmp(what, "by") == 0)
		put_decider(a, out);
	else if (strcmp(what, "missing") == 0)
		put_missing(a, out);
	else if (strcmp(what, "unset") == 0)
		for (size_t i = 0; i < a->n_unset; i++)
			buf_printf(out, "%s%s", i > 0 ? " " : "", a->unset[i]);
	else if (strncmp(what, "amount_", strlen("amount_")) == 0)
		put_amount(assess_found(a, FOUND_MEASURE, what + strlen("amount_")), out);
	else
		put_figure(a, form, what, out);
}
