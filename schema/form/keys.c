#include <string.h>

#include "form/loading.h"
#include "words.h"

/* The question of table ${t} with this name, or NULL after a mistake. */
static struct question *
own_question(struct loading *l, const struct table *t, int cell, const char *name, size_t n)
{
	struct form *f = l->form;
	int i = form_question(f, name, n);

	if (i >= 0 && f->questions[i].table == t->index)
		return &f->questions[i];
	mistake(&l->mistakes, survey_place(l, l->table_rows[t->index], cell),
		_("no question of this table is called \"%.*s\". Mend: name one that is, or empty the cell."),
		n < FORM_NAME ? (int)n : FORM_NAME, name);
	return NULL;
}

static void
add_key(struct loading *l, struct table *t, struct question *q)
{
	static const bool fits[] = {[QUESTION_TEXT] = true, [QUESTION_INTEGER] = true, [QUESTION_DATE] = true,
		[QUESTION_ONE] = true, [QUESTION_NOTE] = false};
	struct place at = survey_place(l, l->table_rows[t->index], CELL_KEY);

	if (!fits[q->type] || q->read_only)
		mistake(&l->mistakes, at,
			_("\"%s\" cannot be part of a key. Mend: use a text, integer, date or select_one."), q->name);
	else if (q->key)
		mistake(&l->mistakes, at, _("\"%s\" is named twice. Mend: name it once."), q->name);
	else if (t->n_keys > 0 && q->section != l->form->questions[t->first + t->keys[0]].section)
		mistake(&l->mistakes, at, _("\"%s\" stands in another group than \"%s\", and groups are saved apart. Mend: move both into one group."),
			q->name, l->form->questions[t->first + t->keys[0]].name);
	else if (t->n_keys == FORM_KEYS)
		mistake(&l->mistakes, at, _("more than %d questions in the key. Mend: leave out some."), FORM_KEYS);
	else {
		q->key = true;
		t->keys[t->n_keys++] = q->column;
	}
}

static int
take_key(struct loading *l, struct table *t)
{
	const char *at = l->table_rows[t->index]->cell[CELL_KEY];
	size_t n;

	t->keyed = at[0] != '\0';
	if ((t->keys = loading_new(l, FORM_KEYS, sizeof *t->keys)) == NULL)
		return -1;
	if (strcmp(at, ".") == 0)
		return 0;
	for (at += strspn(at, " "); *at != '\0'; at += n, at += strspn(at, " ")) {
		n = strcspn(at, " ");
		struct question *q = own_question(l, t, CELL_KEY, at, n);
		if (q != NULL)
			add_key(l, t, q);
	}
	return 0;
}

int
loading_keys(struct loading *l)
{
	struct form *f = l->form;

	for (int i = 0; i < f->n_tables; i++) {
		struct table *t = &f->tables[i];
		if (take_key(l, t) < 0)
			return -1;
		if (t->title[0] == '\0')
			continue;
		const struct question *q = own_question(l, t, CELL_TITLE, t->title, strlen(t->title));
		if (q != NULL && q->type == QUESTION_NOTE)
			mistake(&l->mistakes, survey_place(l, l->table_rows[i], CELL_TITLE),
				_("a note has no answer. Mend: name a question."));
	}
	return 0;
}
