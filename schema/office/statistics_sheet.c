/* statistics.csv: figures that are no row of the policy. */
#include <string.h>

#include "csv.h"
#include "form/shipped.h"
#include "office/statistics_inside.h"

enum { CELL_KIND, CELL_NAME, CELL_WHEN, CELL_VALUE, CELL_WEIGHT, CELL_ZH, CELL_EN, CELL_FORMAT, CELL_CHART, CELLS };

static const char *const kinds[] = {[FIGURE_COUNT] = "count", [FIGURE_SUM] = "sum", [FIGURE_MEAN] = "mean"};

/* An expression of the sheet, NULL when the cell is empty or this form does not understand it: then *${fits} is false. */
static const struct expr *
compile(struct statistic_sheet *l, struct store *s, const char *src, bool *fits)
{
	const struct expr *e = src[0] != '\0' ? policy_compile(s->policy, &l->arena, src, NULL) : NULL;

	*fits = *fits && (src[0] == '\0' || e != NULL);
	return e;
}

static int
read_row(struct statistic_sheet *l, struct store *s, const struct csv *c, struct fault *f)
{
	const char *cell[CELLS];
	bool fits = true;
	int kind = 0;

	for (int i = 0; i < CELLS; i++)
		if ((cell[i] = arena_text(&l->arena, csv_field(c, (size_t)i), strlen(csv_field(c, (size_t)i)))) == NULL)
			return fault_memory(f);
	const bool insured = strcmp(cell[CELL_KIND], "insured") == 0;
	while (!insured && kind < 3 && strcmp(cell[CELL_KIND], kinds[kind]) != 0)
		kind++;
	if (kind == 3 || l->n == sizeof l->rows / sizeof l->rows[0])
		return fault_set(f, EX_SOFTWARE, "statistics.csv:%zu", c->line);
	struct statistic *x = &l->rows[l->n];
	*x = (struct statistic){.figure = {"row", cell[CELL_NAME], {cell[CELL_ZH], cell[CELL_EN]}, cell[CELL_FORMAT], (enum figure_kind)kind,
		strcmp(cell[CELL_CHART], "yes") == 0}, .insured = insured};
	x->when = compile(l, s, cell[CELL_WHEN], &fits);
	x->value = compile(l, s, cell[CELL_VALUE], &fits);
	x->weight = compile(l, s, cell[CELL_WEIGHT], &fits);
	l->n += fits;
	return 0;
}

int
statistic_sheet_load(struct statistic_sheet *l, struct store *s, struct fault *f)
{
	struct sheet sheet;
	struct csv c = {0};

	if (shipped_sheet("statistics.csv", &sheet) < 0)
		return fault_set(f, EX_SOFTWARE, "no sheet statistics.csv");
	int rc = csv_open(&c, sheet.name, sheet.data, sheet.n, f);
	if (rc == 0 && (rc = csv_next(&c, f)) == 1)
		rc = 0;
	while (rc == 0 && (rc = csv_next(&c, f)) == 1)
		rc = read_row(l, s, &c, f);
	csv_close(&c);
	return rc;
}
