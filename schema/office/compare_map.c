/* compare.csv, or a county's own in its place, under the form in force. */
#include "office/compare_map.h"

#include <string.h>

#include "form/rows.h"
#include "form/shipped.h"
#include "office/roster_inside.h"
#include "words.h"

enum kind { KIND_COLUMN, KIND_FILL, KIND_WHERE, KINDS };
static const char *const kind_names[KINDS] = {"column", "fill", "where"};
static const char *const how_names[COMPARE_HOWS] = {"skip", "id", "name", "detail", "fact"};
static const char *const fill_names[FILLS] = {"kind", "source", "date", "detail"};
static const enum question_type fill_types[FILLS] = {QUESTION_ONE, QUESTION_TEXT, QUESTION_DATE, QUESTION_TEXT};

enum { CELL_KIND, CELL_NAME, CELL_QUESTION, CELL_HOW, CELL_REQUIRED, CELL_VALUE, CELLS };
static const struct column columns[] = {
	{"kind", CELL_KIND, -1, 1},
	{"name", CELL_NAME, -1, 1},
	{"question", CELL_QUESTION, -1, 1},
	{"how", CELL_HOW, -1, 1},
	{"required", CELL_REQUIRED, -1, 0},
	{"value", CELL_VALUE, -1, 0},
};
enum { MAP_ROWS = 1024 };
static const struct sheet_kind sheet_kind = {columns, sizeof columns / sizeof *columns, CELLS, 0, MAP_ROWS};

struct mapping {
	struct compare_map *map;
	const struct form *form;
	struct mistakes mistakes;
	const char *sheet;
	const char *where;
	size_t where_line;
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

static const struct question *
asked(struct mapping *m, const struct row *row)
{
	const char *name = row->cell[CELL_QUESTION];
	const int q = form_question(m->form, name, strlen(name));

	if (q < 0 && name[0] != '\0')
		mistake(&m->mistakes, at(m, row, CELL_QUESTION), _("the form has no question \"%s\". Mend: take the name from survey.csv."), name);
	return q < 0 ? NULL : &m->form->questions[q];
}

static void
read_column(struct mapping *m, const struct row *row)
{
	struct compare_map *map = m->map;
	const int how = word(m, row, CELL_HOW, how_names, COMPARE_HOWS);
	const struct question *q = asked(m, row);
	const char *names = row->cell[CELL_NAME], *header = arena_text(&map->arena, names, strcspn(names, "|"));

	m->mistakes.memory |= header == NULL;
	if (how < 0 || header == NULL)
		return;
	if (how == COMPARE_ID) {
		map->id = (int)map->n;
		map->number = q;
	} else if (how == COMPARE_NAME) {
		map->name = q;
	}
	map->columns[map->n++] = (struct compare_column){names, header, (enum compare_how)how, strcmp(row->cell[CELL_REQUIRED], "yes") == 0, -1};
}

static void
read_fill(struct mapping *m, const struct row *row)
{
	const int fill = word(m, row, CELL_NAME, fill_names, FILLS);
	const struct question *q = asked(m, row);

	if (fill < 0 || q == NULL)
		return;
	if (q->type != fill_types[fill])
		mistake(&m->mistakes, at(m, row, CELL_QUESTION), _("\"%s\" has another type than is filled in here. Mend: name a question of one choice for "
			"kind, of text for source and detail, a date for date."), q->name);
	m->map->fill[fill] = q;
}

static void
read_row(struct mapping *m, const struct row *row)
{
	switch (word(m, row, CELL_KIND, kind_names, KINDS)) {
	case KIND_COLUMN:
		read_column(m, row);
		break;
	case KIND_FILL:
		read_fill(m, row);
		break;
	case KIND_WHERE:
		m->where = row->cell[CELL_VALUE];
		m->where_line = row->line;
		break;
	default:
		break;
	}
}

/* People directly under a household, and records of one table there, in which the four answers stand. */
static void
place_questions(struct mapping *m)
{
	const struct compare_map *map = m->map;
	struct place sheet = {.sheet = m->sheet};
	const int root = map->number != NULL ? m->form->tables[map->number->table].parent : -1;
	bool fits = root >= 0 && m->form->tables[root].parent < 0 && map->number->type == QUESTION_TEXT;

	for (int i = 0; fits && i < FILLS; i++)
		fits = map->fill[i] != NULL && map->fill[i]->section == map->fill[0]->section && m->form->tables[map->fill[i]->table].parent == root;
	if (!fits)
		mistake(&m->mistakes, sheet, _("what is compared has no place in the form in force. Mend: give a column with how \"id\" that names the identity "
			"number of a member, and rows \"fill\" for kind, source, date and detail that name questions of one section of a table under the household."));
	else if (m->form->tables[map->fill[0]->table].keyed)
		mistake(&m->mistakes, sheet, _("the table \"%s\" has a key, so that one household could have no two findings. Mend: name one without a key."),
			m->form->tables[map->fill[0]->table].name);
}

static void
compile_where(struct mapping *m)
{
	struct expr_scope scope = {.form = m->form, .question = -1, .table = m->map->number->table};
	struct expr_error why = {0};
	struct place place = {m->sheet, m->where_line, "value", "where"};

	if (m->where == NULL || m->where[0] == '\0')
		return;
	m->map->where = expr_compile(&m->map->arena, m->where, &scope, &why);
	if (m->map->where == NULL)
		mistake(&m->mistakes, place, "%s", why.text);
}

int
compare_map_load(struct compare_map *map, const struct form *form, const struct sheet *sheet, struct buf *report, struct fault *f)
{
	struct sheet shipped;
	struct mapping m = {.map = map, .form = form, .mistakes = {.report = report}};
	struct rows rows = {0};
	struct arena work = {0};

	*map = (struct compare_map){.id = -1};
	if (sheet == NULL && shipped_sheet("compare.csv", &shipped) < 0)
		return fault_set(f, EX_SOFTWARE, "no sheet compare.csv");
	if (sheet == NULL)
		sheet = &shipped;
	m.sheet = sheet->name;
	if ((map->columns = arena_new(&map->arena, MAP_ROWS, sizeof *map->columns)) == NULL)
		return fault_memory(f);
	rows_read(sheet, &sheet_kind, &work, &map->arena, &m.mistakes, &rows);
	for (size_t i = 0; i < rows.n; i++)
		read_row(&m, &rows.rows[i]);
	if (rows.n > 0 && m.mistakes.n == 0)
		place_questions(&m);
	if (rows.n > 0 && m.mistakes.n == 0)
		compile_where(&m);
	arena_free(&work);
	return mistakes_close(&m.mistakes, _("The map of columns cannot be used; nothing was taken in."), f);
}

void
compare_map_free(struct compare_map *m)
{
	arena_free(&m->arena);
}

int
compare_map_header(struct compare_map *m, const struct csv *c, size_t *ignored, struct fault *f)
{
	char header[256];

	*ignored = 0;
	for (size_t i = 0; i < c->n; i++) {
		size_t k = 0;
		roster_plain(c->field[i], header, sizeof header);
		while (k < m->n && !roster_among(header, strlen(header), m->columns[k].names))
			k++;
		if (k == m->n)
			*ignored += header[0] != '\0';
		else if (m->columns[k].at < 0)
			m->columns[k].at = (int)i;
	}
	for (size_t k = 0; k < m->n; k++)
		if (m->columns[k].required && m->columns[k].at < 0)
			return fault_set(f, EX_DATAERR, _("%s has no column \"%s\" in its first row, so that nobody in it can be found. Nothing was taken in."), c->name,
				m->columns[k].header);
	return 0;
}
