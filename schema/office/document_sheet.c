/* documents.csv: which papers there are and what stands on them. */
#include <stdlib.h>
#include <string.h>

#include "csv.h"
#include "form/shipped.h"
#include "office/document_inside.h"
#include "words.h"

enum { CELL_DOCUMENT, CELL_PART, CELL_WHEN, CELL_ZH, CELL_EN, CELL_WHAT, CELL_EXPRESSION, CELL_FORMAT, CELLS };
enum { PARTS = 1024, KINDS = 64 };

static const char *const part_names[PART_KINDS] = {"document", "heading", "text", "field", "rows", "column", "found", "sign"};

/* Which findings of the assessment a part lists. */
static const struct {
	const char *name;
	enum found_kind kind;
} founds[] = {{"class", FOUND_CLASS}, {"factor", FOUND_FACTOR}, {"attribute", FOUND_ATTRIBUTE}, {"gap", FOUND_GAP}, {"flag", FOUND_FLAG},
	{"warning", FOUND_WARNING}, {"lacking", FOUND_LACKING}, {"ungranted", FOUND_UNGRANTED},
	{"note", FOUND_NOTE}, {"measure", FOUND_MEASURE}, {"untested", FOUND_UNTESTED}};

struct reading {
	struct documents *d;
	const char *cell[CELLS];
	size_t line;
	int household, assessed, rows; /* tables; the last one: of the rows that columns belong to */
	struct fault *f;
};

static int
wrong(const struct reading *g, const char *what)
{
	return fault_set(g->f, EX_SOFTWARE, "documents.csv:%zu: %s", g->line, what);
}

/* An expression at a table; one that a county's form does not understand leaves its place blank. */
static const struct expr *
compile(struct reading *g, const char *src, size_t n, int table)
{
	const struct expr_scope scope = {.form = g->d->store->form, .question = -1, .table = table};
	struct expr_error error;
	const char *copy = arena_text(&g->d->arena, src, n);

	return copy == NULL || table < 0 || n == 0 ? NULL : expr_compile(&g->d->arena, copy, &scope, &error);
}

static const struct expr *
figure(void *self, const char *src, size_t n, struct place at, struct mistakes *m)
{
	struct reading *g = self;
	const struct expr *e = compile(g, src, n, g->household);

	if (e == NULL)
		mistake(m, at, "?");
	return e;
}

static void
read_sentences(struct reading *g, struct part *p)
{
	for (int lang = 0; lang < LANGS; lang++) {
		struct mistakes m = {0};
		const char *s = g->cell[lang == LANG_ZH ? CELL_ZH : CELL_EN];
		p->sentence[lang] = sentence_read(&g->d->arena, s, figure, g, (struct place){"documents.csv", g->line, "label", ""}, &m);
		if (m.n > 0)
			p->sentence[lang] = NULL;
		buf_free(&m.first);
	}
}

static int
read_document(struct reading *g, struct part *p)
{
	struct documents *d = g->d;

	if (d->n_kinds == KINDS)
		return wrong(g, "too many");
	p->wall = strcmp(g->cell[CELL_FORMAT], "wall") == 0;
	d->first[d->n_kinds] = d->n;
	d->kinds[d->n_kinds++] = (struct document_kind){g->cell[CELL_DOCUMENT], {g->cell[CELL_ZH], g->cell[CELL_EN]}, strcmp(g->cell[CELL_WHAT], "village") == 0};
	return 0;
}

static int
read_part(struct reading *g)
{
	struct documents *d = g->d;
	struct part *p = &d->parts[d->n++];
	const struct form *form = d->store->form;
	int kind = 0;

	while (kind < PART_KINDS && strcmp(g->cell[CELL_PART], part_names[kind]) != 0)
		kind++;
	if (kind == PART_KINDS || (kind != PART_DOCUMENT && d->n_kinds == 0))
		return wrong(g, "part");
	*p = (struct part){.kind = (enum part_kind)kind, .table = -1};
	p->cell = (struct ledger_column){.name = "", .label = {g->cell[CELL_ZH], g->cell[CELL_EN]}, .format = g->cell[CELL_FORMAT]};
	const char *src = g->cell[CELL_EXPRESSION];
	switch (p->kind) {
	case PART_DOCUMENT:
		return read_document(g, p);
	case PART_TEXT:
		read_sentences(g, p);
		break;
	case PART_ROWS:
		g->rows = strcmp(g->cell[CELL_WHAT], "households") == 0 ? -1 : form_table(form, src, strlen(src));
		p->table = g->rows;
		break;
	case PART_FOUND: {
		size_t i = 0;
		while (i < sizeof founds / sizeof *founds && strcmp(founds[i].name, g->cell[CELL_WHAT]) != 0)
			i++;
		if (i == sizeof founds / sizeof *founds)
			return wrong(g, "what");
		p->found = founds[i].kind;
		break;
	}
	case PART_COLUMN:
		p->table = g->rows;
		if (g->rows >= 0) {
			p->cell.what = LEDGER_HOUSEHOLD;
			p->cell.expr = compile(g, src, strlen(src), g->rows);
			break;
		}
		/* fall through */
	case PART_FIELD:
		if (!ledger_what(g->cell[CELL_WHAT], &p->cell.what))
			return wrong(g, "what");
		p->cell.expr = compile(g, src, strlen(src), p->cell.what == LEDGER_ASSESSED ? g->assessed : g->household);
		break;
	default:
		break;
	}
	p->when = compile(g, g->cell[CELL_WHEN], strlen(g->cell[CELL_WHEN]), p->kind == PART_ROWS && p->table >= 0 ? p->table : g->household);
	return 0;
}

static int
read_sheet(struct reading *g, const struct sheet *sheet)
{
	struct csv c = {0};
	int rc = csv_open(&c, sheet->name, sheet->data, sheet->n, g->f);

	if (rc == 0 && (rc = csv_next(&c, g->f)) == 1)
		rc = 0;
	while (rc == 0 && (rc = csv_next(&c, g->f)) == 1) {
		g->line = c.line;
		for (int i = 0; i < CELLS; i++)
			if ((g->cell[i] = arena_text(&g->d->arena, csv_field(&c, (size_t)i), strlen(csv_field(&c, (size_t)i)))) == NULL) {
				csv_close(&c);
				return fault_memory(g->f);
			}
		rc = g->d->n == PARTS ? wrong(g, "too many") : read_part(g);
	}
	csv_close(&c);
	return rc;
}

struct documents *
documents_load(struct store *s, struct fault *f)
{
	struct documents *d = calloc(1, sizeof *d);
	struct sheet sheet;

	if (d == NULL) {
		fault_memory(f);
		return NULL;
	}
	d->store = s;
	d->parts = arena_new(&d->arena, PARTS, sizeof *d->parts);
	d->kinds = arena_new(&d->arena, KINDS, sizeof *d->kinds);
	d->first = arena_new(&d->arena, KINDS, sizeof *d->first);
	const char *table = ledger_param(s, "context_table", &d->arena);
	struct reading g = {.d = d, .assessed = form_table(s->form, table, strlen(table)), .f = f};
	for (g.household = g.assessed; g.household >= 0 && s->form->tables[g.household].parent >= 0;)
		g.household = s->form->tables[g.household].parent;
	int rc = d->parts == NULL || d->kinds == NULL || d->first == NULL ? fault_memory(f) : 0;
	if (rc == 0 && shipped_sheet("documents.csv", &sheet) < 0)
		rc = fault_set(f, EX_SOFTWARE, "no sheet documents.csv");
	if (rc == 0)
		rc = read_sheet(&g, &sheet);
	if (rc == 0)
		return d;
	documents_free(d);
	return NULL;
}

void
documents_free(struct documents *d)
{
	if (d == NULL)
		return;
	arena_free(&d->arena);
	free(d);
}

const struct document_kind *
documents_kind(const struct documents *d, size_t i)
{
	return i < d->n_kinds ? &d->kinds[i] : NULL;
}

const struct document_kind *
documents_find(const struct documents *d, const char *name)
{
	for (size_t i = 0; i < d->n_kinds; i++)
		if (strcmp(d->kinds[i].name, name) == 0)
			return &d->kinds[i];
	return NULL;
}
