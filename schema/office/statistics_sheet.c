/* statistics.csv: figures that are no row of the policy, and whom the insurer insures. */
#include <string.h>

#include "csv.h"
#include "form/shipped.h"
#include "office/statistics_inside.h"

enum { CELL_KIND, CELL_NAME, CELL_WHAT, CELL_WHEN, CELL_VALUE, CELL_WEIGHT, CELL_ZH, CELL_EN, CELL_FORMAT, CELL_CHART, CELLS };

static const char *const figure_kinds[] = {[FIGURE_COUNT] = "count", [FIGURE_SUM] = "sum", [FIGURE_MEAN] = "mean"};
enum { FIGURE_KINDS = sizeof figure_kinds / sizeof *figure_kinds };

struct reading {
	struct statistic_sheet *l;
	struct store *s;
	const char *cell[CELLS];
	size_t line;
	bool fits; /* this form understands the row */
	struct fault *f;
};

static int
wrong(const struct reading *g, const char *what)
{
	return fault_set(g->f, EX_SOFTWARE, "statistics.csv:%zu: %s", g->line, what);
}

/* An expression of the sheet at ${table} (-1: at the assessed record), NULL when the cell is empty or the form does not
 * understand it. */
static const struct expr *
compile(struct reading *g, int cell, int table)
{
	const char *src = g->cell[cell];
	const struct expr_scope scope = {.form = g->s->form, .question = -1, .table = table};
	struct expr_error why;
	const struct expr *e;

	if (src[0] == '\0')
		return NULL;
	e = table < 0 ? policy_compile(g->s->policy, &g->l->arena, src, &why) : expr_compile(&g->l->arena, src, &scope, &why);
	g->fits = g->fits && e != NULL;
	return e;
}

static int
add_row(struct reading *g, const struct statistic *x)
{
	struct statistic_sheet *l = g->l;

	if (l->n == sizeof l->rows / sizeof l->rows[0])
		return wrong(g, "too many");
	l->rows[l->n++] = *x;
	return 0;
}

/* A figure for each choice of the list that the format names. */
static int
read_choices(struct reading *g, struct statistic x)
{
	const struct form *form = g->s->form;
	int rc = 0;

	for (int l = 0; l < form->n_lists; l++)
		for (int i = 0; rc == 0 && strcmp(form->lists[l].name, g->cell[CELL_FORMAT]) == 0 && i < form->lists[l].n; i++) {
			const struct choice *c = &form->lists[l].choices[i];
			x.figure.name = x.code = c->code;
			memcpy(x.figure.label, c->label, sizeof x.figure.label);
			rc = add_row(g, &x);
		}
	return rc;
}

static int
read_figure(struct reading *g)
{
	const bool choices = strcmp(g->cell[CELL_KIND], "choice") == 0;
	const int table = strcmp(g->cell[CELL_WHAT], "household") == 0 ? g->l->household : -1;
	int kind = 0;

	while (!choices && kind < FIGURE_KINDS && strcmp(g->cell[CELL_KIND], figure_kinds[kind]) != 0)
		kind++;
	if (kind == FIGURE_KINDS)
		return wrong(g, "kind");
	struct statistic x = {.figure = {choices ? g->cell[CELL_NAME] : "row", g->cell[CELL_NAME], {g->cell[CELL_ZH], g->cell[CELL_EN]},
		choices ? "" : g->cell[CELL_FORMAT], (enum figure_kind)kind, strcmp(g->cell[CELL_CHART], "yes") == 0}, .household = table >= 0};
	x.when = compile(g, CELL_WHEN, table);
	x.value = compile(g, CELL_VALUE, table);
	x.weight = compile(g, CELL_WEIGHT, table);
	if (!g->fits)
		return 0;
	return choices ? read_choices(g, x) : add_row(g, &x);
}

static int
read_row(struct reading *g)
{
	struct statistic_sheet *l = g->l;
	const char *kind = g->cell[CELL_KIND];
	const struct ledger_column cell = {.name = g->cell[CELL_NAME], .label = {g->cell[CELL_ZH], g->cell[CELL_EN]}, .format = g->cell[CELL_FORMAT],
		.what = LEDGER_HOUSEHOLD};

	if (strcmp(kind, "cover") == 0) {
		struct cover x = {g->cell[CELL_NAME], {g->cell[CELL_ZH], g->cell[CELL_EN]}, compile(g, CELL_WHEN, -1), compile(g, CELL_VALUE, -1)};
		if (l->n_covers == sizeof l->covers / sizeof *l->covers)
			return wrong(g, "too many");
		if (g->fits)
			l->covers[l->n_covers++] = x;
		return 0;
	}
	if (strcmp(kind, "each") == 0) {
		l->person = form_table(g->s->form, g->cell[CELL_NAME], strlen(g->cell[CELL_NAME]));
		l->each = l->person >= 0 ? compile(g, CELL_WHEN, l->person) : NULL;
		return 0;
	}
	if (strcmp(kind, "cell") != 0)
		return read_figure(g);
	if (l->n_cells == sizeof l->cells / sizeof *l->cells)
		return wrong(g, "too many");
	l->cells[l->n_cells] = cell;
	l->cells[l->n_cells].expr = l->person >= 0 ? compile(g, CELL_VALUE, l->person) : NULL;
	l->n_cells++;
	return 0;
}

int
statistic_sheet_load(struct statistic_sheet *l, struct store *s, struct fault *f)
{
	struct reading g = {.l = l, .s = s, .f = f};
	struct sheet sheet;
	struct csv c = {0};

	*l = (struct statistic_sheet){.person = -1};
	const char *table = ledger_param(s, "context_table", &l->arena);
	l->household = form_table(s->form, table, strlen(table));
	while (l->household >= 0 && s->form->tables[l->household].parent >= 0)
		l->household = s->form->tables[l->household].parent;
	if (shipped_sheet("statistics.csv", &sheet) < 0)
		return fault_set(f, EX_SOFTWARE, "no sheet statistics.csv");
	int rc = csv_open(&c, sheet.name, sheet.data, sheet.n, f);
	if (rc == 0 && (rc = csv_next(&c, f)) == 1)
		rc = 0;
	while (rc == 0 && (rc = csv_next(&c, f)) == 1) {
		g.line = c.line;
		g.fits = true;
		for (int i = 0; i < CELLS; i++)
			if ((g.cell[i] = arena_text(&l->arena, csv_field(&c, (size_t)i), strlen(csv_field(&c, (size_t)i)))) == NULL) {
				csv_close(&c);
				return fault_memory(f);
			}
		rc = read_row(&g);
	}
	csv_close(&c);
	return rc;
}
