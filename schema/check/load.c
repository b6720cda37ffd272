#include <stdlib.h>
#include <string.h>

#include "check/inside.h"
#include "form/rows.h"
#include "form/shipped.h"
#include "journal/hash.h"
#include "text.h"
#include "words.h"

enum {
	CELL_NAME, CELL_KIND, CELL_TABLE, CELL_SCOPE, CELL_SEVERITY, CELL_FILTER, CELL_CONDITION, CELL_KEY, CELL_DISTINCT,
	CELL_QUESTION, CELL_MESSAGE_ZH, CELL_MESSAGE_EN, CELL_RULES, CELLS
};

static const struct column columns[] = {
	{"name", CELL_NAME, -1, 1},
	{"kind", CELL_KIND, -1, 1},
	{"table", CELL_TABLE, -1, 1},
	{"scope", CELL_SCOPE, -1, 0},
	{"severity", CELL_SEVERITY, -1, 1},
	{"filter", CELL_FILTER, -1, 0},
	{"condition", CELL_CONDITION, -1, 1},
	{"key", CELL_KEY, -1, 0},
	{"distinct", CELL_DISTINCT, -1, 0},
	{"question", CELL_QUESTION, -1, 0},
	{"message::中文 (zh)", CELL_MESSAGE_ZH, -1, 0},
	{"message::English (en)", CELL_MESSAGE_EN, -1, 0},
	{"message", CELL_MESSAGE_ZH, CELL_MESSAGE_EN, 0},
	{"rules", CELL_RULES, -1, 0},
};

static const struct sheet_kind kind = {
	.columns = columns,
	.n_columns = sizeof columns / sizeof columns[0],
	.n_cells = CELLS,
	.max_rows = CHECKS,
};

static const char *const kind_words[] = {"check", "unique"};
static const char *const scope_words[] = {"household", "village", "county"};
static const char *const severity_words[] = {"error", "warning", "note"};

/* Reading one sheet. */
struct reading {
	struct checks *c;
	struct mistakes *m;
	struct arena work;
	struct rows rows;
	struct names names;
	const struct row *row;
	size_t n_notes; /* rows without any cell of ours */
};

static struct place
at_cell(const struct reading *g, int cell)
{
	return (struct place){g->rows.sheet, g->row->line, rows_column(&kind, cell), g->row->cell[CELL_NAME]};
}

/* Which of ${words} stands in the cell; ${otherwise} when it is blank; -1 with the mistake noted. */
static int
word_of(struct reading *g, int cell, const char *const *words, int n, int otherwise)
{
	const char *s = g->row->cell[cell];
	struct buf all = {0};

	if (s[0] == '\0' && otherwise >= 0)
		return otherwise;
	for (int i = 0; i < n; i++)
		if (strcmp(s, words[i]) == 0)
			return i;
	for (int i = 0; i < n; i++)
		buf_printf(&all, "%s%s", i > 0 ? " " : "", words[i]);
	mistake(g->m, at_cell(g, cell), "%s%s", _("this word is not known here. Mend: write one of these: "), buf_str(&all));
	buf_free(&all);
	return -1;
}

/* Compile ${src} for the records of ${table}; NULL with the mistake noted. */
static const struct expr *
compile(struct reading *g, int table, const char *src, struct place at)
{
	struct expr_scope scope = {.form = g->c->form, .table = table, .question = -1};
	struct expr_error err = {0};
	const struct expr *e = expr_compile(&g->c->arena, src, &scope, &err);

	if (e == NULL) {
		size_t n = strlen(src), to = err.at < n ? err.at : n;
		mistake(g->m, at, _("%s Mend: correct the expression at character %zu."), err.text, utf8_count(src, to) + 1);
	}
	return e;
}

static const struct expr *
cell_expr(struct reading *g, int table, int cell)
{
	const char *s = g->row->cell[cell];

	return s[0] == '\0' ? NULL : compile(g, table, s, at_cell(g, cell));
}

/* For the figures of a message. */
struct figures {
	struct reading *g;
	int table;
};

static const struct expr *
figure(void *self, const char *src, size_t n, struct place at, struct mistakes *m)
{
	const struct figures *f = self;
	const char *own = arena_text(&f->g->work, src, n);

	if (own == NULL) {
		m->memory = true;
		return NULL;
	}
	return compile(f->g, f->table, own, at);
}

static void
read_name(struct reading *g, const char *name)
{
	size_t n = strlen(name);
	int rc;

	if (n > FORM_NAME || !text_is_name(name, n)) {
		mistake(g->m, at_cell(g, CELL_NAME), _("this is not a name. Mend: use letters, digits and '_', a letter first."));
		return;
	}
	if ((rc = names_add(&g->names, name, (int)g->row->line)) < 0)
		g->m->memory = true;
	else if (rc > 0)
		mistake(g->m, at_cell(g, CELL_NAME), _("the name %s is taken by an earlier row. Mend: choose another name."), name);
}

static int
read_table(struct reading *g)
{
	const struct form *f = g->c->form;
	const char *s = g->row->cell[CELL_TABLE];
	int t = form_table(f, s, strlen(s));

	if (t < 0)
		mistake(g->m, at_cell(g, CELL_TABLE), _("the form has no such table. Mend: name one of its tables."));
	return t;
}

/* The number of the filter in the row, -1 when there is none. */
static int
read_filter(struct reading *g, int table)
{
	struct checks *c = g->c;
	const char *s = g->row->cell[CELL_FILTER];

	if (s[0] == '\0')
		return -1;
	for (int i = 0; i < c->n_filters; i++)
		if (c->filters[i].table == table && strcmp(c->filters[i].source, s) == 0)
			return i;
	const struct expr *e = compile(g, table, s, at_cell(g, CELL_FILTER));
	if (e == NULL)
		return -1;
	c->filters[c->n_filters] = (struct filter){table, s, e};
	return c->n_filters++;
}

/* What a row of its kind must say, and what it may not. */
static void
check_cells(struct reading *g, enum check_kind k)
{
	static const struct {
		int cell;
		bool must[2], may[2]; /* by kind */
	} cells[] = {
		{CELL_CONDITION, {true, false}, {true, false}},
		{CELL_KEY, {false, true}, {false, true}},
		{CELL_DISTINCT, {false, false}, {false, true}},
	};

	for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
		bool blank = g->row->cell[cells[i].cell][0] == '\0';
		if (blank && cells[i].must[k])
			mistake(g->m, at_cell(g, cells[i].cell),
				_("this cell is empty, and a row of this kind needs it. Mend: fill it in, or take the row out."));
		else if (!blank && !cells[i].may[k])
			mistake(g->m, at_cell(g, cells[i].cell), _("a row of this kind has no such cell. Mend: empty it."));
	}
	if (k == CHECK_CONDITION && strcmp(g->row->cell[CELL_SCOPE], "county") == 0)
		mistake(g->m, at_cell(g, CELL_SCOPE), _("only a unique row looks over the county. Mend: write household, or village."));
	if (g->row->cell[CELL_MESSAGE_ZH][0] == '\0' && g->row->cell[CELL_MESSAGE_EN][0] == '\0')
		mistake(g->m, at_cell(g, CELL_MESSAGE_ZH), _("the row has no message. Mend: say what is wrong and what to do."));
}

static void
read_distinct(struct reading *g, struct line *l)
{
	const struct form *f = g->c->form;
	const char *s = g->row->cell[CELL_DISTINCT];
	int t = form_table(f, s, strlen(s));

	l->distinct_table = t >= 0 && form_is_above(f, t, l->check.table) ? t : -1;
	if (l->distinct_table < 0)
		l->distinct = cell_expr(g, l->check.table, CELL_DISTINCT);
}

static void
read_question(struct reading *g, struct line *l)
{
	const struct form *f = g->c->form;
	const char *s = g->row->cell[CELL_QUESTION];

	l->check.question = -1;
	if (s[0] == '\0')
		return;
	l->check.question = form_question(f, s, strlen(s));
	int q = l->check.question, top = l->check.table, other = q >= 0 ? f->questions[q].table : -1;
	while (top >= 0 && f->tables[top].parent >= 0)
		top = f->tables[top].parent;
	if (q < 0 || !form_is_above(f, top, other))
		mistake(g->m, at_cell(g, CELL_QUESTION), _("the form has no such question in these files. Mend: name one, or empty the cell."));
}

static void
read_messages(struct reading *g, struct line *l)
{
	for (int lang = 0; lang < LANGS; lang++) {
		int cell = CELL_MESSAGE_ZH + lang;
		if (g->row->cell[cell][0] == '\0')
			cell = cell == CELL_MESSAGE_ZH ? CELL_MESSAGE_EN : CELL_MESSAGE_ZH;
		l->message[lang] = sentence_read(&g->c->arena, g->row->cell[cell], figure, &(struct figures){g, l->check.table}, at_cell(g, cell),
			g->m);
	}
}

/* One row; it counts only when nothing is wrong with it. */
static void
read_row(struct reading *g)
{
	struct checks *c = g->c;
	const char *const *cell = g->row->cell;
	const int before = g->m->n;
	int k = word_of(g, CELL_KIND, kind_words, 2, -1), scope = word_of(g, CELL_SCOPE, scope_words, 3, CHECK_HOUSEHOLD);
	int severity = word_of(g, CELL_SEVERITY, severity_words, 3, -1), table = read_table(g);

	read_name(g, cell[CELL_NAME]);
	if (k >= 0)
		check_cells(g, (enum check_kind)k);
	if (k < 0 || scope < 0 || severity < 0 || table < 0)
		return;
	struct line *l = &c->lines[c->n];
	*l = (struct line){.check = {.name = cell[CELL_NAME], .kind = (enum check_kind)k, .scope = (enum check_scope)scope,
		.severity = (enum check_severity)severity, .index = (int)c->n, .number = line_number(cell[CELL_NAME]), .table = table, .rules = cell[CELL_RULES]}};
	l->filter = read_filter(g, table);
	l->condition = cell_expr(g, table, CELL_CONDITION);
	l->key = cell_expr(g, table, CELL_KEY);
	read_distinct(g, l);
	read_question(g, l);
	read_messages(g, l);
	if (g->m->n > before || g->m->memory)
		return;
	const char *const sources[] = {cell[CELL_FILTER], cell[CELL_CONDITION], cell[CELL_KEY], cell[CELL_DISTINCT], cell[CELL_MESSAGE_ZH],
		cell[CELL_MESSAGE_EN]};
	if (line_reach(c, l, sources, sizeof sources / sizeof sources[0]) < 0)
		g->m->memory = true;
	else
		c->n++;
}

/* The lines of each table behind each other. */
static int
sort_by_table(struct checks *c)
{
	const struct form *f = c->form;
	int n = 0;

	c->of_table = arena_new(&c->arena, c->n + 1, sizeof *c->of_table);
	c->first = arena_new(&c->arena, (size_t)f->n_tables + 1, sizeof *c->first);
	if (c->of_table == NULL || c->first == NULL)
		return -1;
	for (int t = 0; t < f->n_tables; t++) {
		c->first[t] = n;
		for (size_t i = 0; i < c->n; i++)
			if (c->lines[i].check.table == t)
				c->of_table[n++] = &c->lines[i];
	}
	c->first[f->n_tables] = n;
	return 0;
}

static void
read_all(struct reading *g, const struct sheet *s)
{
	struct checks *c = g->c;

	rows_read(s, &kind, &g->work, &c->arena, g->m, &g->rows);
	c->words = ((size_t)c->form->n_questions + 63) / 64;
	c->lines = arena_new(&c->arena, g->rows.n + 1, sizeof *c->lines);
	c->filters = arena_new(&c->arena, g->rows.n + 1, sizeof *c->filters);
	if (c->lines == NULL || c->filters == NULL) {
		g->m->memory = true;
		return;
	}
	for (size_t i = 0; i < g->rows.n && !g->m->memory; i++) {
		bool blank = true;
		for (int k = 0; k < CELLS && blank; k++)
			blank = g->rows.rows[i].cell[k][0] == '\0';
		g->row = &g->rows.rows[i];
		if (blank)
			g->n_notes++;
		else
			read_row(g);
	}
	if (keepings_find(c, s->name, g->m) < 0 || sort_by_table(c) < 0)
		g->m->memory = true;
	hash_bytes(c->hash, sizeof c->hash, s->data, s->n);
}

static struct checks *
load(const struct sheet *s, const struct form *form, bool fitting, size_t *left_out, struct buf *report, struct fault *f)
{
	struct mistakes m = {.report = report};
	struct checks *c = calloc(1, sizeof *c);
	struct reading g = {.c = c, .m = &m};

	if (c == NULL) {
		fault_memory(f);
		return NULL;
	}
	c->form = form;
	read_all(&g, s);
	if (left_out != NULL)
		*left_out = g.rows.n - g.n_notes - c->n;
	arena_free(&g.work);
	names_free(&g.names);
	const bool memory = m.memory;
	if (mistakes_close(&m, _("The checks cannot be used; those in force until now stay."), f) < 0 && (!fitting || memory)) {
		checks_free(c);
		return NULL;
	}
	return c;
}

struct checks *
checks_load(const struct sheet *s, const struct form *form, struct buf *report, struct fault *f)
{
	return load(s, form, false, NULL, report, f);
}

struct checks *
checks_load_fitting(const struct sheet *s, const struct form *form, size_t *left_out, struct fault *f)
{
	struct fault why = {0};
	struct checks *c = load(s, form, true, left_out, NULL, &why);

	if (c == NULL)
		*f = why;
	return c;
}

struct checks *
checks_load_embedded(const struct form *form, struct fault *f)
{
	struct sheet s;

	if (shipped_sheet("checks.csv", &s) == 0)
		return checks_load(&s, form, NULL, f);
	fault_set(f, EX_SOFTWARE, _("This program was built without its checks. Install it again from the package."));
	return NULL;
}

void
checks_free(struct checks *c)
{
	if (c == NULL)
		return;
	arena_free(&c->arena);
	free(c);
}

const unsigned char *
checks_hash(const struct checks *c)
{
	return c->hash;
}

const struct check *
checks_at(const struct checks *c, size_t i)
{
	return i < c->n ? &c->lines[i].check : NULL;
}
