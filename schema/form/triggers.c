#include <string.h>

#include "form/loading.h"
#include "text.h"
#include "words.h"

enum { TRIGGERS = 16 }; /* of one question */

static bool
is_asked(const struct question *q)
{
	return q->type != QUESTION_CALCULATE && q->type != QUESTION_NOTE;
}

/* The question that ${name} of ${n} bytes means as a trigger of ${q}, or NULL after a mistake. What changes with it goes
 * into one version with it, so both are of one group. */
static const struct question *
trigger_named(struct loading *l, const struct question *q, const char *name, size_t n)
{
	const struct form *f = l->form;
	const struct place at = survey_place(l, l->question_rows[q->index], CELL_TRIGGER);
	const int i = form_question(f, name, n), shown_n = n < FORM_NAME ? (int)n : FORM_NAME;

	if (i < 0)
		mistake(&l->mistakes, at, _("there is no question \"%.*s\". Mend: name one, as in ${name}."), shown_n, name);
	else if (!is_asked(&f->questions[i]) || i == q->index)
		mistake(&l->mistakes, at, _("\"%.*s\" cannot trigger this. Mend: name another question that is asked."), shown_n, name);
	else if (f->questions[i].section != q->section)
		mistake(&l->mistakes, at,
			_("\"%.*s\" stands in another group, whose versions are saved apart. Mend: move both into one group."), shown_n, name);
	else
		return &f->questions[i];
	return NULL;
}

/* The next ${name} of a cell such as "${a}, ${b}"; false at its end and, with *${at} NULL, where no such stands. */
static bool
next_name(const char **at, const char **name, size_t *n)
{
	const char *s = *at + strspn(*at, " ,\t\r\n"), *end = strchr(s, '}');

	*at = end != NULL ? end + 1 : s;
	if (*s == '\0')
		return false;
	if (strncmp(s, "${", 2) != 0 || end == NULL) {
		*at = NULL;
		return false;
	}
	*n = (size_t)(end - s) - 2;
	*name = text_trim(s + 2, n);
	return true;
}

static int
take_triggers(struct loading *l, struct question *q)
{
	const struct row *row = l->question_rows[q->index];
	const struct place place = survey_place(l, row, CELL_TRIGGER);
	const char *at = row->cell[CELL_TRIGGER], *name;
	size_t n;

	if ((q->triggers = loading_new(l, TRIGGERS, sizeof *q->triggers)) == NULL)
		return -1;
	while (next_name(&at, &name, &n)) {
		const struct question *t = trigger_named(l, q, name, n);
		if (t != NULL && q->n_triggers == TRIGGERS) {
			mistake(&l->mistakes, place, _("more than %d triggers. Mend: leave out some."), TRIGGERS);
			break;
		}
		if (t != NULL)
			q->triggers[q->n_triggers++] = t->index;
	}
	if (at == NULL)
		mistake(&l->mistakes, place, _("this is no ${name}. Mend: write ${name}, or several with commas between them."));
	if (row->cell[CELL_CALCULATION][0] == '\0')
		mistake(&l->mistakes, place, _("nothing is calculated when that changes. Mend: give the calculation, or empty the cell."));
	if (q->key)
		mistake(&l->mistakes, place, _("what a record is known by stays as it was given. Mend: empty the cell, or leave this out of the key."));
	if (row->cell[CELL_FROZEN][0] != '\0')
		mistake(&l->mistakes, place, _("what a trigger sets stays anyway. Mend: empty one of trigger and frozen."));
	return 0;
}

int
loading_triggers(struct loading *l)
{
	const struct form *f = l->form;

	for (int i = 0; i < f->n_questions; i++) {
		struct question *q = &f->questions[l->by_sheet[i]];
		const struct row *row = l->question_rows[q->index];
		if (row->cell[CELL_TRIGGER][0] != '\0' && take_triggers(l, q) < 0)
			return -1;
		if (row->cell[CELL_TRIGGER][0] == '\0' && row->cell[CELL_CALCULATION][0] != '\0' && is_asked(q))
			mistake(&l->mistakes, survey_place(l, row, CELL_CALCULATION),
				_("an answer that is asked for would be overwritten each time. Mend: make it a calculate, move this to default, "
				"or name a trigger."));
	}
	return 0;
}
