/* roster.csv, or a county's own in its place, under the form in force. */
#include <stdio.h>
#include <string.h>

#include "form/rows.h"
#include "form/shipped.h"
#include "office/roster_inside.h"
#include "words.h"

static const char *const how_names[HOWS] = {
	[HOW_ANSWER] = "",
	[HOW_SKIP] = "skip",
	[HOW_HOUSEHOLD] = "household",
	[HOW_AREA] = "area",
	[HOW_VILLAGE] = "village",
	[HOW_TOWN] = "town",
	[HOW_COUNTY] = "county",
	[HOW_HEAD_ID] = "head_id",
	[HOW_NAME] = "name",
	[HOW_ID] = "id",
	[HOW_BIRTH] = "birth",
};

/* Rows of the sheet, by kind. */
enum kind { KIND_COLUMN, KIND_ALIAS, KIND_SUFFIX, KIND_HEAD, KIND_CHECKED, KINDS };
static const char *const kind_names[KINDS] = {"column", "alias", "suffix", "head", "checked"};

enum { CELL_KIND, CELL_NAME, CELL_QUESTION, CELL_HOW, CELL_REQUIRED, CELL_VALUE, CELLS };
static const struct column columns[] = {
	{"kind", CELL_KIND, -1, 1},
	{"name", CELL_NAME, -1, 1},
	{"question", CELL_QUESTION, -1, 1},
	{"how", CELL_HOW, -1, 1},
	{"required", CELL_REQUIRED, -1, 0},
	{"value", CELL_VALUE, -1, 0},
};
enum { MAP_ROWS = 4096 };
static const struct sheet_kind sheet_kind = {columns, sizeof columns / sizeof *columns, CELLS, 0, MAP_ROWS};

struct mapping {
	struct roster_map *map;
	const struct form *form;
	struct mistakes mistakes;
	const char *sheet;
	bool own; /* the county's: it must say nothing that cannot be done */
};

static struct place
at(const struct mapping *m, const struct row *row, int cell)
{
	return (struct place){m->sheet, row->line, rows_column(&sheet_kind, cell), row->cell[CELL_NAME]};
}

/* Which of the words the cell holds; another one is a mistake, and -1. */
static int
word(struct mapping *m, const struct row *row, int cell, const char *const *words, int n)
{
	unsigned edits;

	for (int i = 0; i < n; i++)
		if (strcmp(row->cell[cell], words[i]) == 0)
			return i;
	mistake(&m->mistakes, at(m, row, cell), _("\"%s\" is not known here. Mend: the nearest is \"%s\"."), row->cell[cell],
		words[nearest(row->cell[cell], words, (size_t)n, &edits)]);
	return -1;
}

/* The question of the row, NULL when it names none, or one that a roster cannot answer. */
static const struct question *
asked(struct mapping *m, const struct row *row)
{
	const char *name = row->cell[CELL_QUESTION];
	int q = form_question(m->form, name, strlen(name));
	const struct question *found = q < 0 ? NULL : &m->form->questions[q];

	if (name[0] == '\0' || (found == NULL && !m->own))
		return NULL;
	if (found == NULL)
		mistake(&m->mistakes, at(m, row, CELL_QUESTION), _("the form has no question \"%s\". Mend: take the name from survey.csv."), name);
	else if (found->type == QUESTION_CALCULATE || found->type == QUESTION_NOTE)
		mistake(&m->mistakes, at(m, row, CELL_QUESTION), _("\"%s\" is worked out and not answered. Mend: leave it out."), name);
	else
		return found;
	return NULL;
}

/* One name of two columns, or two columns of one use, would leave it to chance which is read. */
static void
find_double(struct mapping *m, const struct row *row, const struct roster_column *new)
{
	const struct roster_map *map = m->map;

	for (size_t i = 0; i < map->n; i++) {
		const struct roster_column *c = &map->columns[i];
		if (c->how == new->how && c->how != HOW_ANSWER && c->how != HOW_SKIP)
			mistake(&m->mistakes, at(m, row, CELL_HOW), _("two columns are used as \"%s\". Mend: keep one, and give both names in it, "
				"with | between."), how_names[c->how]);
		if (c->question != NULL && c->question == new->question)
			mistake(&m->mistakes, at(m, row, CELL_QUESTION), _("two columns answer \"%s\". Mend: keep one, and give both names in it, "
				"with | between."), c->question->name);
		for (const char *s = new->names; m->own; s++) {
			size_t n = strcspn(s, "|");
			if (n > 0 && roster_among(s, n, c->names))
				mistake(&m->mistakes, at(m, row, CELL_NAME), _("\"%.*s\" is the name of an earlier column too. Mend: leave it out "
					"of one."), (int)n, s);
			s += n;
			if (*s == '\0')
				break;
		}
	}
}

static void
read_column(struct mapping *m, const struct row *row)
{
	static const char *const yes_no[] = {"", "no", "yes"};
	struct roster_map *map = m->map;
	int how = word(m, row, CELL_HOW, how_names, HOWS), required = word(m, row, CELL_REQUIRED, yes_no, 3);
	const char *names = row->cell[CELL_NAME];
	const char *header = arena_text(&map->arena, names, strcspn(names, "|"));

	if (header == NULL)
		m->mistakes.memory = true;
	if (how < 0 || required < 0 || header == NULL)
		return;
	if (header[0] == '\0')
		mistake(&m->mistakes, at(m, row, CELL_NAME), _("the column has no name. Mend: write what the first row of the file says."));
	struct roster_column c = {names, header, asked(m, row), (enum roster_how)how, required == 2, -1};
	if (m->own && how == HOW_ANSWER && row->cell[CELL_QUESTION][0] == '\0')
		mistake(&m->mistakes, at(m, row, CELL_QUESTION), _("the column answers nothing. Mend: name a question, or write skip under how."));
	find_double(m, row, &c);
	if (how != HOW_ANSWER && how != HOW_SKIP)
		map->of[how] = (int)map->n;
	map->columns[map->n++] = c;
}

/* The row's value is a code of the question's list; a blank one means no answer. */
static bool
is_code(struct mapping *m, const struct row *row, const struct question *q)
{
	const char *value = row->cell[CELL_VALUE];

	if (q->list != NULL && (value[0] == '\0' || form_choice(q->list, value, strlen(value)) != NULL))
		return true;
	if (q->list == NULL)
		mistake(&m->mistakes, at(m, row, CELL_QUESTION), _("\"%s\" is no question with choices. Mend: leave the row out."), q->name);
	else if (m->own)
		mistake(&m->mistakes, at(m, row, CELL_VALUE), _("\"%s\" is no code of %s. Mend: take the code from choices.csv."), value, q->list->name);
	return false;
}

static void
read_row(struct mapping *m, const struct row *row)
{
	struct roster_map *map = m->map;
	int kind = word(m, row, CELL_KIND, kind_names, KINDS);
	const char *names = row->cell[CELL_NAME], *value = row->cell[CELL_VALUE];

	if (kind == KIND_COLUMN)
		read_column(m, row);
	if (kind < 0 || kind == KIND_COLUMN)
		return;
	const struct question *q = asked(m, row);
	if (q == NULL) { /* a form without this question needs no words for it */
		if (m->own && row->cell[CELL_QUESTION][0] == '\0')
			mistake(&m->mistakes, at(m, row, CELL_QUESTION), _("no question is named. Mend: say whose words these are."));
	} else if (kind == KIND_SUFFIX) {
		map->suffixes[map->n_suffixes++] = (struct roster_alias){q, names, value};
	} else if (!is_code(m, row, q)) {
		return;
	} else if (kind == KIND_ALIAS) {
		map->aliases[map->n_aliases++] = (struct roster_alias){q, names, value};
	} else if (kind == KIND_HEAD) {
		map->head = q;
		map->head_code = value;
	} else {
		map->checked = q;
		map->checked_code = value;
	}
}

/* Where the questions stand: people directly under a household, and what the file answers in these two. */
static void
place_questions(struct mapping *m)
{
	struct roster_map *map = m->map;
	const struct question *name = map->of[HOW_NAME] < 0 ? NULL : map->columns[map->of[HOW_NAME]].question,
			      *id = map->of[HOW_ID] < 0 ? NULL : map->columns[map->of[HOW_ID]].question;
	struct place sheet = {.sheet = m->sheet};

	if (name == NULL || id == NULL || map->head == NULL) {
		mistake(&m->mistakes, sheet, _("a person's name, number or relation to the head has no question: a roster cannot be taken in. Mend: "
			"give a column with how \"name\", one with how \"id\" and a row \"head\", each with its question."));
		return;
	}
	map->person = name->table;
	map->root = m->form->tables[map->person].parent;
	if (map->root < 0 || m->form->tables[map->root].parent >= 0) {
		mistake(&m->mistakes, sheet, _("in the form in force people do not stand directly under a household: a roster cannot be taken in."));
		return;
	}
	for (size_t i = 0; i < map->n; i++) {
		const struct question *q = map->columns[i].question;
		if (q == NULL || q->table == map->person || q->table == map->root)
			continue;
		map->keyed |= roster_map_keyed(map, m->form, q->table);
		if (roster_map_keyed(map, m->form, q->table))
			continue;
		if (m->own)
			mistake(&m->mistakes, (struct place){.sheet = m->sheet, .column = "question", .name = map->columns[i].header},
				_("\"%s\" stands in table \"%s\", whose records a file of people cannot tell apart. Mend: give a column for each "
				  "question of its key, or leave it out."), q->name, m->form->tables[q->table].name);
		map->columns[i].question = NULL;
	}
}

bool
roster_map_keyed(const struct roster_map *m, const struct form *form, int table)
{
	const struct table *t = &form->tables[table];

	if (!t->keyed || (t->parent != m->root && t->parent != m->person))
		return false;
	for (int k = 0; k < t->n_keys; k++) {
		size_t i = 0;
		while (i < m->n && m->columns[i].question != &form->questions[t->first + t->keys[k]])
			i++;
		if (i == m->n)
			return false;
	}
	return true;
}

int
roster_map_load(struct roster_map *map, const struct form *form, const struct sheet *sheet, struct buf *report, struct fault *f)
{
	struct sheet shipped;
	struct mapping m = {.map = map, .form = form, .mistakes = {.report = report}, .own = sheet != NULL};
	struct rows rows = {0};
	struct arena work = {0};

	*map = (struct roster_map){.person = -1, .root = -1};
	for (int i = 0; i < HOWS; i++)
		map->of[i] = -1;
	if (sheet == NULL && shipped_sheet("roster.csv", &shipped) < 0)
		return fault_set(f, EX_SOFTWARE, "no sheet roster.csv");
	if (sheet == NULL)
		sheet = &shipped;
	m.sheet = sheet->name;
	map->columns = arena_new(&map->arena, MAP_ROWS, sizeof *map->columns);
	map->aliases = arena_new(&map->arena, MAP_ROWS, sizeof *map->aliases);
	map->suffixes = arena_new(&map->arena, MAP_ROWS, sizeof *map->suffixes);
	if (map->columns == NULL || map->aliases == NULL || map->suffixes == NULL)
		return fault_memory(f);
	rows_read(sheet, &sheet_kind, &work, &map->arena, &m.mistakes, &rows);
	for (size_t i = 0; i < rows.n; i++)
		read_row(&m, &rows.rows[i]);
	if (rows.n > 0)
		place_questions(&m);
	arena_free(&work);
	return mistakes_close(&m.mistakes, _("The map of columns cannot be used; nothing was taken in."), f);
}

void
roster_map_free(struct roster_map *m)
{
	arena_free(&m->arena);
}
