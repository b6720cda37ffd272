/* Codebook and code lists: what every column and every code means. */
#include <string.h>

#include "csv.h"
#include "office/export_inside.h"
#include "words.h"

static struct answer
text(const char *s)
{
	return answer_text(s, strlen(s));
}

static const char *const type_names[] = {
	[QUESTION_TEXT] = "text",
	[QUESTION_INTEGER] = "integer",
	[QUESTION_DECIMAL] = "decimal",
	[QUESTION_DATE] = "date",
	[QUESTION_ONE] = "select_one",
	[QUESTION_MANY] = "select_multiple",
	[QUESTION_CALCULATE] = "calculate",
	[QUESTION_NOTE] = "note",
};

/* Expressions as the sheet in force writes them. */
static const char *const sheet_columns[] = {"name", "relevant", "required", "calculation"};
enum { SHEET_NAME, SHEET_RELEVANT, SHEET_REQUIRED, SHEET_CALCULATION, SHEET_COLUMNS };

static int
question_row(struct export *e, const struct export_writer *w, const struct question *q, const struct csv *c, const int at[SHEET_COLUMNS],
	struct fault *f)
{
	const struct form *form = e->store->form;
	const struct table *t = &form->tables[q->table];
	const struct section *s = &form->sections[q->section];
	const char *cell[SHEET_COLUMNS];

	for (int i = 0; i < SHEET_COLUMNS; i++)
		cell[i] = at[i] >= 0 ? csv_field(c, (size_t)at[i]) : "";
	struct answer cells[] = {text(t->name), text(t->label[LANG_ZH]), text(s->name), text(s->label[LANG_ZH]), text(q->name),
		text(q->label[LANG_ZH]), text(q->label[LANG_EN]), text(type_names[q->type]), text(q->unit[LANG_ZH]),
		text(q->list != NULL ? q->list->name : ""), text(cell[SHEET_RELEVANT]), text(cell[SHEET_REQUIRED]),
		text(cell[SHEET_CALCULATION]), text(q->sensitive ? "yes" : "no")};
	return w->row(e, &e->tables[e->n_tables - 2], cells, f);
}

static bool
exported(const struct export *e, int table)
{
	for (size_t i = 0; i < e->n_tables; i++)
		if (e->tables[i].table == &e->store->form->tables[table])
			return true;
	return false;
}

/* One row of survey.csv after another; those of questions in exported tables go into the codebook. */
static int
codebook(struct export *e, const struct export_writer *w, struct fault *f)
{
	const struct form *form = e->store->form;
	struct buf sheet = {0};
	struct csv c = {0};
	int at[SHEET_COLUMNS], rc = store_sheet(e->store, "survey.csv", &sheet, f);

	if (rc == 0 && (rc = csv_open(&c, "survey.csv", sheet.data, sheet.len, f)) == 0)
		rc = csv_next(&c, f);
	for (int i = 0; rc == 1 && i < SHEET_COLUMNS; i++)
		at[i] = csv_column(&c, sheet_columns[i]);
	while (rc == 1 && at[SHEET_NAME] >= 0 && (rc = csv_next(&c, f)) == 1) {
		const char *name = csv_field(&c, (size_t)at[SHEET_NAME]);
		int q = form_question(form, name, strlen(name));
		if (q >= 0 && form->questions[q].type != QUESTION_NOTE && exported(e, form->questions[q].table) &&
			question_row(e, w, &form->questions[q], &c, at, f) < 0)
			rc = -1;
	}
	csv_close(&c);
	buf_free(&sheet);
	return rc < 0 ? -1 : 0;
}

static bool
list_used(const struct export *e, const struct choice_list *l)
{
	for (int i = 0; i < e->store->form->n_questions; i++)
		if (e->store->form->questions[i].list == l && exported(e, e->store->form->questions[i].table))
			return true;
	return false;
}

int
export_books(struct export *e, const struct export_writer *w, struct fault *f)
{
	const struct form *form = e->store->form;
	int rc = codebook(e, w, f);

	for (int i = 0; rc == 0 && i < form->n_lists; i++) {
		const struct choice_list *l = &form->lists[i];
		for (int k = 0; rc == 0 && list_used(e, l) && k < l->n; k++) {
			const struct choice *choice = &l->choices[k];
			struct answer cells[] = {text(l->name), text(choice->code), answer_int(export_number(l, k)), text(choice->label[LANG_ZH]),
				text(choice->label[LANG_EN])};
			rc = w->row(e, &e->tables[e->n_tables - 1], cells, f);
		}
	}
	return rc;
}
