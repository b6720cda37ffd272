#include <string.h>

#include "form/loading.h"
#include "words.h"

static void
name_taken(struct loading *l, const struct row *row, const struct row *other, const char *what)
{
	mistake(&l->mistakes, survey_place(l, row, CELL_NAME),
		_("%s of row %zu has this name already. Mend: choose another name."),
		what, other->line);
}

static int
name_tables(struct loading *l)
{
	struct form *f = l->form;

	for (int i = 0; i < f->n_tables; i++) {
		int rc = names_add(&f->table_names, f->tables[i].name, i);
		if (rc < 0)
			return loading_no_memory(l);
		if (rc > 0)
			name_taken(l, l->table_rows[i],
				l->table_rows[form_table(f, f->tables[i].name, strlen(f->tables[i].name))], _("the table"));
	}
	return 0;
}

/* Which kids each table has. */
static int
link_tables(struct loading *l)
{
	struct form *f = l->form;

	for (int i = 0; i < f->n_tables; i++)
		if (f->tables[i].parent >= 0)
			f->tables[f->tables[i].parent].n_kids++;
	for (int i = 0; i < f->n_tables; i++) {
		struct table *t = &f->tables[i];
		if ((t->kids = loading_new(l, (size_t)t->n_kids, sizeof *t->kids)) == NULL)
			return -1;
		t->n_kids = 0;
		if (t->parent >= 0) {
			struct table *p = &f->tables[t->parent];
			t->place = p->n_kids;
			p->kids[p->n_kids++] = i;
		}
	}
	return 0;
}

static void
take_role(struct loading *l, const struct row *row, struct section *s)
{
	const char *role = row->cell[CELL_ROLE];
	unsigned edits;

	s->owner = ROLE_VISITOR;
	if (role[0] == '\0')
		return;
	int near = nearest(role, role_names, ROLES, &edits);
	if (edits == 0)
		s->owner = (enum role)near;
	else
		mistake(&l->mistakes, survey_place(l, row, CELL_ROLE),
			_("there is no such role. Mend: write visitor, village, township or county; the nearest is %s."),
			role_names[near]);
}

/* Sections by table; ${place_of} gets where each met section went, -1 for one outside every table. */
static int
place_sections(struct loading *l, const struct all_met *met, int *place_of)
{
	struct form *f = l->form;

	f->sections = loading_new(l, (size_t)met->n_sections, sizeof *f->sections);
	l->section_rows = arena_new(&l->work, (size_t)met->n_sections, sizeof *l->section_rows);
	if (f->sections == NULL || l->section_rows == NULL)
		return loading_no_memory(l);
	for (int t = -1; t < f->n_tables; t++) {
		if (t >= 0)
			f->tables[t].first_section = f->n_sections;
		for (int i = 0; i < met->n_sections; i++) {
			const struct row *row = met->sections[i].row;
			if (met->sections[i].table != t)
				continue;
			place_of[i] = -1;
			if (t < 0)
				continue;
			const char *name = row->cell[CELL_NAME];
			int other = form_section(f, t, name, strlen(name));
			if (other >= 0)
				name_taken(l, row, l->section_rows[other], _("the group"));
			l->section_rows[f->n_sections] = row;
			struct section *s = &f->sections[f->n_sections];
			*s = (struct section){.line = row->line, .name = name, .label = {row->cell[CELL_LABEL_ZH], row->cell[CELL_LABEL_EN]},
				.index = f->n_sections, .table = t};
			loading_appearance(l, row, &s->appearance);
			take_role(l, row, s);
			place_of[i] = f->n_sections++;
			f->tables[t].n_sections++;
		}
	}
	return 0;
}

static void
place_question(struct loading *l, const struct met *m, int section)
{
	struct form *f = l->form;
	struct question *q = &f->questions[f->n_questions];
	struct table *t = &f->tables[m->table];

	*q = (struct question){.line = m->row->line, .index = f->n_questions, .table = m->table, .section = section,
		.column = t->n, .list = m->list};
	loading_question(l, m->row, m->type, q);
	l->question_rows[f->n_questions++] = m->row;
	if (t->n++ == FORM_COLUMNS)
		mistake(&l->mistakes, survey_place(l, m->row, CELL_TYPE),
			_("more than %d questions in one table. Mend: move some to a table below it."), FORM_COLUMNS);
	if (section < 0)
		return;
	struct section *s = &f->sections[section];
	if (s->n == 0)
		s->first = q->column;
	if (s->n++ == FORM_GROUP)
		mistake(&l->mistakes, survey_place(l, m->row, CELL_TYPE),
			_("more than %d questions in one group. Mend: move some to another group."), FORM_GROUP);
	s->asked |= q->type != QUESTION_CALCULATE && q->type != QUESTION_NOTE;
}

static int
place_questions(struct loading *l, const struct all_met *met, const int *place_of)
{
	struct form *f = l->form;

	f->questions = loading_new(l, (size_t)met->n_questions, sizeof *f->questions);
	l->question_rows = arena_new(&l->work, (size_t)met->n_questions, sizeof *l->question_rows);
	l->by_sheet = arena_new(&l->work, (size_t)met->n_questions, sizeof *l->by_sheet);
	if (f->questions == NULL || l->question_rows == NULL || l->by_sheet == NULL)
		return loading_no_memory(l);
	for (int t = 0; t < f->n_tables; t++) {
		f->tables[t].first = f->n_questions;
		for (int i = 0; i < met->n_questions; i++) {
			const struct met *m = &met->questions[i];
			if (m->table != t)
				continue;
			l->by_sheet[i] = f->n_questions;
			place_question(l, m, m->section >= 0 ? place_of[m->section] : -1);
		}
	}
	return 0;
}

/* Names in the order of the sheet, so that the later row is the one complained of. */
static int
name_questions(struct loading *l)
{
	struct form *f = l->form;

	for (int i = 0; i < f->n_questions; i++) {
		int index = l->by_sheet[i];
		const char *name = f->questions[index].name;
		size_t n = strlen(name);
		int rc = names_add(&f->question_names, name, index), table = form_table(f, name, n);
		if (rc < 0)
			return loading_no_memory(l);
		if (rc > 0)
			name_taken(l, l->question_rows[index], l->question_rows[form_question(f, name, n)], _("the question"));
		if (table >= 0)
			name_taken(l, l->question_rows[index], l->table_rows[table], _("the table"));
	}
	return 0;
}

/* A frozen calculate travels in its section's versions, and only sections with something asked have any. */
static void
check_frozen(struct loading *l)
{
	const struct form *f = l->form;

	for (int i = 0; i < f->n_questions; i++) {
		const struct question *q = &f->questions[i];
		const struct row *row = l->question_rows[i];
		if (row->cell[CELL_FROZEN][0] != '\0' && q->section >= 0 && !f->sections[q->section].asked)
			mistake(&l->mistakes, survey_place(l, row, CELL_FROZEN),
				_("nothing is asked in this group, so nothing would keep the frozen value. "
				"Mend: move it to a group with a question."));
	}
}

int
loading_assemble(struct loading *l, const struct all_met *met)
{
	int *place_of = arena_new(&l->work, (size_t)met->n_sections, sizeof *place_of);

	if (place_of == NULL)
		return loading_no_memory(l);
	if (name_tables(l) < 0 || link_tables(l) < 0 || place_sections(l, met, place_of) < 0 ||
		place_questions(l, met, place_of) < 0 || name_questions(l) < 0)
		return -1;
	check_frozen(l);
	return 0;
}
