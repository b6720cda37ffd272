#include <string.h>

#include "form/loading.h"
#include "text.h"
#include "words.h"

static const struct column columns[] = {
	{"type", CELL_TYPE, -1, 1},
	{"name", CELL_NAME, -1, 1},
	{"label::中文 (zh)", CELL_LABEL_ZH, -1, 0},
	{"label::English (en)", CELL_LABEL_EN, -1, 0},
	{"label", CELL_LABEL_ZH, CELL_LABEL_EN, 0},
	{"hint::中文 (zh)", CELL_HINT_ZH, -1, 0},
	{"hint::English (en)", CELL_HINT_EN, -1, 0},
	{"hint", CELL_HINT_ZH, CELL_HINT_EN, 0},
	{"unit::中文 (zh)", CELL_UNIT_ZH, -1, 0},
	{"unit::English (en)", CELL_UNIT_EN, -1, 0},
	{"unit", CELL_UNIT_ZH, CELL_UNIT_EN, 0},
	{"required", CELL_REQUIRED, -1, 0},
	{"relevant", CELL_RELEVANT, -1, 0},
	{"constraint", CELL_CONSTRAINT, -1, 0},
	{"constraint_message::中文 (zh)", CELL_MESSAGE_ZH, -1, 0},
	{"constraint_message::English (en)", CELL_MESSAGE_EN, -1, 0},
	{"constraint_message", CELL_MESSAGE_ZH, CELL_MESSAGE_EN, 0},
	{"calculation", CELL_CALCULATION, -1, 0},
	{"choice_filter", CELL_CHOICE_FILTER, -1, 0},
	{"appearance", CELL_APPEARANCE, -1, 0},
	{"default", CELL_DEFAULT, -1, 0},
	{"key", CELL_KEY, -1, 0},
	{"title", CELL_TITLE, -1, 0},
	{"sensitive", CELL_SENSITIVE, -1, 0},
	{"role", CELL_ROLE, -1, 0},
	{"frozen", CELL_FROZEN, -1, 0},
	{"repeat_count", CELL_REPEAT_COUNT, -1, 0},
	{"trigger", CELL_TRIGGER, -1, 0},
	{"read_only", CELL_READ_ONLY, -1, 0},
};

#define MEDIA N_("pictures and sound are not shown. Mend: empty the cell.")
#define SENDING N_("the program sends by itself. Mend: empty the cell.")

static const struct spelling spellings[] = {
	{"relevance", "relevant", NULL}, {"calculate", "calculation", NULL}, {"caption", "label", NULL}, {"tag", "name", NULL},
	{"value", "name", NULL}, {"command", "type", NULL}, {"constraining_message", "constraint_message", NULL},
	{"jr:constraintmsg", "constraint_message", NULL}, {"count", "repeat_count", NULL}, {"jr:count", "repeat_count", NULL},
	{"readonly", "read_only", NULL},
	{"required_message", NULL, N_("the program itself says what is missing. Mend: empty the cell, or move the text to the hint.")},
	{"jr:requiredmsg", NULL, N_("the program itself says what is missing. Mend: empty the cell, or move the text to the hint.")},
	{"requiredmsg", NULL, N_("the program itself says what is missing. Mend: empty the cell, or move the text to the hint.")},
	{"guidance_hint", NULL, N_("there is one hint. Mend: move the text to the hint.")},
	{"media", NULL, MEDIA}, {"image", NULL, MEDIA}, {"big-image", NULL, MEDIA}, {"audio", NULL, MEDIA}, {"video", NULL, MEDIA},
	{"autoplay", NULL, MEDIA}, {"rows", NULL, N_("lines wrap by themselves. Mend: empty the cell; appearance multiline gives room.")},
	{"parameters", NULL, N_("no type takes parameters. Mend: empty the cell; a constraint bounds what may be answered.")},
	{"choice_columns", NULL, N_("choices are shown by their labels. Mend: empty the cell.")},
	{"save_to", NULL, N_("records are kept by their tables. Mend: empty the cell.")},
	{"entities:saveto", NULL, N_("records are kept by their tables. Mend: empty the cell.")},
	{"instance", NULL, N_("answers have no attributes. Mend: empty the cell.")},
	{"intent", NULL, N_("no other program is opened. Mend: empty the cell.")}, {"query", NULL, N_("lists come from the choices sheet alone. Mend: empty the cell.")},
	{"noapperrorstring", NULL, N_("no other program is opened. Mend: empty the cell.")},
	{"no_app_error_string", NULL, N_("no other program is opened. Mend: empty the cell.")},
	{"compact_tag", NULL, SENDING}, {"sms_field", NULL, SENDING}, {"sms_option", NULL, SENDING},
	{NULL, NULL, NULL},
};

static const struct sheet_kind kind = {
	.columns = columns,
	.n_columns = sizeof columns / sizeof columns[0],
	.n_cells = CELLS,
	.max_rows = FORM_QUESTIONS + 2 * FORM_SECTIONS + 2 * FORM_TABLES,
};

/* What is open while going down the sheet. */
struct open {
	enum row_kind kind; /* ROW_BEGIN_REPEAT or ROW_BEGIN_GROUP */
	int table, section; /* section is -1 in a repeat */
	const struct row *row;
};

enum { OPEN_DEPTH = 32 };

struct walk {
	struct loading *l;
	struct open open[OPEN_DEPTH];
	int depth;
	struct met *sections, *questions;
	int n_sections, n_questions;
};

struct place
survey_place(const struct loading *l, const struct row *row, int cell)
{
	return (struct place){l->survey.sheet, row->line, cell == CELL_NAME ? "name" : rows_column(&kind, cell),
		row->cell[CELL_NAME]};
}

bool
loading_is_name(const char *s)
{
	size_t n = strlen(s);

	return n <= FORM_NAME && text_is_name(s, n) && s[0] >= 'a' && s[0] <= 'z' &&
		strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_") == n;
}

/* One more of a kind that has a ceiling: 0, or -1 with a mistake. */
static int
one_more(struct loading *l, const struct row *row, int have, int most)
{
	if (have < most)
		return 0;
	mistake(&l->mistakes, survey_place(l, row, CELL_TYPE), _("more than %d of this kind. Mend: remove some."), most);
	return -1;
}

static int
push(struct walk *w, struct open o)
{
	if (w->depth == OPEN_DEPTH) {
		mistake(&w->l->mistakes, survey_place(w->l, o.row, CELL_TYPE),
			_("too many groups and repeats are open. Mend: end them."));
		return -1;
	}
	w->open[w->depth++] = o;
	return 0;
}

static int
begin_repeat(struct walk *w, const struct row *row)
{
	struct loading *l = w->l;
	struct form *f = l->form;
	const struct open *top = w->depth > 0 ? &w->open[w->depth - 1] : NULL;
	int parent = top != NULL ? top->table : -1;

	if (one_more(l, row, f->n_tables, FORM_TABLES) < 0)
		return -1;
	if (top != NULL && top->kind == ROW_BEGIN_GROUP)
		mistake(&l->mistakes, survey_place(l, row, CELL_TYPE),
			_("a repeat stands inside a group. Mend: end the group before it; a repeat belongs to its table."));
	struct table *t = &f->tables[f->n_tables];
	*t = (struct table){.line = row->line, .name = row->cell[CELL_NAME], .index = f->n_tables, .parent = parent,
		.title = row->cell[CELL_TITLE], .label = {row->cell[CELL_LABEL_ZH], row->cell[CELL_LABEL_EN]},
		.depth = parent >= 0 ? f->tables[parent].depth + 1 : 0};
	if (t->depth >= FORM_DEPTH)
		mistake(&l->mistakes, survey_place(l, row, CELL_TYPE),
			_("tables are nested deeper than %d. Mend: move this one up."),
			FORM_DEPTH);
	for (int cell = CELL_RELEVANT; parent < 0 && cell != 0; cell = cell == CELL_RELEVANT ? CELL_REPEAT_COUNT : 0)
		if (row->cell[cell][0] != '\0')
			mistake(&l->mistakes, survey_place(l, row, cell),
				_("a table of the top level has no record above it that could say so. Mend: empty the cell."));
	l->table_rows[f->n_tables] = row;
	return push(w, (struct open){ROW_BEGIN_REPEAT, f->n_tables++, -1, row});
}

static int
begin_group(struct walk *w, const struct row *row, const struct row_type *type)
{
	struct loading *l = w->l;
	const struct open *top = w->depth > 0 ? &w->open[w->depth - 1] : NULL;

	if (one_more(l, row, w->n_sections, FORM_SECTIONS) < 0)
		return -1;
	if (top == NULL)
		mistake(&l->mistakes, survey_place(l, row, CELL_TYPE),
			_("a group stands outside every table. Mend: put it into a repeat."));
	else if (top->kind == ROW_BEGIN_GROUP)
		mistake(&l->mistakes, survey_place(l, row, CELL_TYPE),
			_("a group stands inside a group. Mend: end the first one before it."));
	int table = top != NULL ? top->table : -1;
	w->sections[w->n_sections] = (struct met){row, type, NULL, table, -1};
	return push(w, (struct open){ROW_BEGIN_GROUP, table, w->n_sections++, row});
}

static int
end(struct walk *w, const struct row *row, enum row_kind begins)
{
	struct loading *l = w->l;
	const char *name = row->cell[CELL_NAME];
	char room[SHOWN];

	if (w->depth == 0) {
		mistake(&l->mistakes, survey_place(l, row, CELL_TYPE),
			_("nothing is open that could end here. Mend: remove the row."));
		return 0;
	}
	const struct open *top = &w->open[w->depth - 1];
	if (top->kind != begins) {
		mistake(&l->mistakes, survey_place(l, row, CELL_TYPE),
			_("\"%s\" of row %zu is still open, and this does not end it. Mend: end it first."),
			shown(room, top->row->cell[CELL_NAME]), top->row->line);
		/* The end of a repeat ends its group too; the end of a group that is not open ends nothing. */
		if (begins == ROW_BEGIN_GROUP || w->depth < 2 || w->open[w->depth - 2].kind != begins)
			return 0;
		top = &w->open[--w->depth - 1];
	}
	if (name[0] != '\0' && strcmp(name, top->row->cell[CELL_NAME]) != 0)
		mistake(&l->mistakes, survey_place(l, row, CELL_NAME),
			_("this ends \"%s\" of row %zu. Mend: give that name, or none."),
			shown(room, top->row->cell[CELL_NAME]), top->row->line);
	w->depth--;
	return 0;
}

static int
question(struct walk *w, const struct row *row, const struct row_type *type, const struct choice_list *list)
{
	struct loading *l = w->l;
	const struct open *top = w->depth > 0 ? &w->open[w->depth - 1] : NULL;

	if (one_more(l, row, w->n_questions, FORM_QUESTIONS) < 0)
		return -1;
	if (top == NULL || top->table < 0)
		mistake(&l->mistakes, survey_place(l, row, CELL_TYPE),
			_("a question stands outside every table. Mend: put it into a repeat."));
	else if (top->kind != ROW_BEGIN_GROUP)
		mistake(&l->mistakes, survey_place(l, row, CELL_TYPE),
			_("a question stands outside every group. Mend: put it into a group."));
	if (top != NULL && top->table >= 0)
		w->questions[w->n_questions++] = (struct met){row, type, list, top->table, top->section};
	return 0;
}

static int
walk_row(struct walk *w, const struct row *row)
{
	const struct choice_list *list;

	const struct row_type *type = loading_type(w->l, row, &list);
	if (type == NULL)
		return 0;
	switch (type->kind) {
	case ROW_BEGIN_REPEAT:
		return begin_repeat(w, row);
	case ROW_BEGIN_GROUP:
		return begin_group(w, row, type);
	case ROW_END_REPEAT:
		return end(w, row, ROW_BEGIN_REPEAT);
	case ROW_END_GROUP:
		return end(w, row, ROW_BEGIN_GROUP);
	case ROW_QUESTION:
		return question(w, row, type, list);
	}
	return 0;
}

int
loading_survey(struct loading *l, const struct sheet *s)
{
	struct form *f = l->form;
	struct walk *w = arena_new(&l->work, 1, sizeof *w);
	int rc = 0;

	rows_read_spelt(s, &kind, spellings, &l->work, &f->arena, &l->mistakes, &l->survey);
	f->tables = loading_new(l, FORM_TABLES, sizeof *f->tables);
	l->table_rows = arena_new(&l->work, FORM_TABLES, sizeof *l->table_rows);
	if (w == NULL || f->tables == NULL || l->table_rows == NULL)
		return loading_no_memory(l);
	w->l = l;
	w->sections = arena_new(&l->work, FORM_SECTIONS, sizeof *w->sections);
	w->questions = arena_new(&l->work, FORM_QUESTIONS, sizeof *w->questions);
	if (w->sections == NULL || w->questions == NULL)
		return loading_no_memory(l);
	for (size_t i = 0; i < l->survey.n && rc == 0; i++)
		rc = walk_row(w, &l->survey.rows[i]);
	l->survey.cut |= rc < 0;
	for (int i = 0; i < w->depth && !l->survey.cut; i++)
		mistake(&l->mistakes, survey_place(l, w->open[i].row, CELL_TYPE),
			_("this is opened and never ended. Mend: add the row that ends it."));
	if (f->n_tables == 0 && !l->survey.cut)
		mistake(&l->mistakes, sheet_place(s->name, 0, NULL), _("there is no table. Mend: begin with begin_repeat."));
	return loading_assemble(l, &(struct all_met){w->sections, w->questions, w->n_sections, w->n_questions});
}
