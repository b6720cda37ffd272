/* policy diff: what the sheets of a policy would change in the one in force, row by row. */
#include <stdlib.h>
#include <string.h>

#include "csv.h"
#include "draft.h"
#include "names.h"
#include "words.h"

enum { ROWS = 4096, CELLS = 64 };

/* One sheet in memory: rows by what tells them apart. */
struct grid {
	struct arena arena;
	const char *cell[ROWS][CELLS];
	const char *key[ROWS];
	const char *column[CELLS];
	size_t n, n_columns;
	struct names keys;
};

struct comparing {
	struct call *c;
	struct json j;
	bool json;
	size_t n;
};

static int
read_row(struct grid *t, const struct csv *csv, int kind, int name, struct fault *f)
{
	struct buf key = {0};

	if (t->n == ROWS)
		return fault_set(f, EX_DATAERR, _("%s has too many rows."), csv->name);
	if (kind >= 0)
		buf_printf(&key, "%s ", csv_field(csv, (size_t)kind));
	buf_text(&key, csv_field(csv, (size_t)name));
	t->key[t->n] = key.failed ? NULL : arena_text(&t->arena, buf_str(&key), key.len);
	buf_free(&key);
	bool whole = t->key[t->n] != NULL;
	for (size_t i = 0; whole && i < t->n_columns; i++) {
		const char *s = csv_field(csv, i);
		whole = (t->cell[t->n][i] = arena_text(&t->arena, s, strlen(s))) != NULL;
	}
	if (!whole || names_add(&t->keys, t->key[t->n], (int)t->n) < 0)
		return fault_memory(f);
	t->n++;
	return 0;
}

/* ${kind}: the column beside `name` that tells rows apart, NULL for none. */
static int
read_table(struct grid *t, const struct sheet *s, const char *kind, struct fault *f)
{
	struct csv csv = {0};
	int rc = csv_open(&csv, s->name, s->data, s->n, f), beside = -1, name = -1;

	if (rc == 0 && (rc = csv_next(&csv, f)) == 1) {
		rc = 0;
		t->n_columns = csv.n < CELLS ? csv.n : CELLS;
		for (size_t i = 0; rc == 0 && i < t->n_columns; i++)
			if ((t->column[i] = arena_text(&t->arena, csv.field[i], strlen(csv.field[i]))) == NULL)
				rc = fault_memory(f);
		beside = kind != NULL ? csv_column(&csv, kind) : -1;
		name = csv_column(&csv, "name");
	}
	while (rc == 0 && name >= 0 && (rc = csv_next(&csv, f)) == 1)
		rc = read_row(t, &csv, beside, name, f);
	csv_close(&csv);
	return rc < 0 ? -1 : 0;
}

static void
tell(struct comparing *g, const char *sheet, const char *key, const char *column, const char *old, const char *new)
{
	const char *const cells[][2] = {{"sheet", sheet}, {"row", key}, {"column", column}, {"now", old}, {"then", new}};

	g->n++;
	if (!g->json) {
		const char *const line[] = {sheet, key, column, old};
		call_cells(&g->c->out, line, sizeof line / sizeof *line);
		call_cell(&g->c->out, new);
		buf_byte(&g->c->out, '\n');
		return;
	}
	json_begin(&g->j, '{');
	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
		json_key(&g->j, cells[i][0]);
		json_text(&g->j, cells[i][1]);
	}
	json_end(&g->j, '}');
}

static size_t
column_of(const struct grid *t, const char *name)
{
	size_t i = 0;

	while (i < t->n_columns && strcmp(t->column[i], name) != 0)
		i++;
	return i;
}

static void
compare(struct comparing *g, const char *sheet, const struct grid *a, const struct grid *b)
{
	for (size_t i = 0; i < b->n; i++) {
		const int at = names_find(&a->keys, b->key[i], strlen(b->key[i]));
		if (at < 0) {
			tell(g, sheet, b->key[i], _("row added"), "", "");
			continue;
		}
		for (size_t k = 0; k < b->n_columns; k++) {
			const size_t old = column_of(a, b->column[k]);
			const char *before = old < a->n_columns ? a->cell[at][old] : "";
			if (b->column[k][0] != '#' && strcmp(before, b->cell[i][k]) != 0)
				tell(g, sheet, b->key[i], b->column[k], before, b->cell[i][k]);
		}
	}
	for (size_t i = 0; i < a->n; i++)
		if (names_find(&b->keys, a->key[i], strlen(a->key[i])) < 0)
			tell(g, sheet, a->key[i], _("row taken out"), "", "");
}

static int
compare_sheet(struct comparing *g, const struct sheet *now, const struct sheet *then, const char *name, const char *kind)
{
	struct grid *t = calloc(2, sizeof *t);
	int rc = t == NULL ? fault_memory(g->c->f) : 0;

	if (rc == 0 && (read_table(&t[0], now, kind, g->c->f) < 0 || read_table(&t[1], then, kind, g->c->f) < 0))
		rc = -1;
	if (rc == 0)
		compare(g, name, &t[0], &t[1]);
	for (int i = 0; t != NULL && i < 2; i++) {
		names_free(&t[i].keys);
		arena_free(&t[i].arena);
	}
	free(t);
	return rc;
}

static int
compare_all(struct comparing *g, struct store *s, const struct draft *d)
{
	static const struct {
		int sheet;
		const char *name, *kind;
	} sheets[] = {{DRAFT_POLICY, "policy.csv", NULL}, {DRAFT_RULES, "rules.csv", "kind"}, {DRAFT_MEASURES, "measures.csv", NULL}};
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < sizeof sheets / sizeof *sheets; i++) {
		struct buf now = {0};
		rc = store_sheet(s, sheets[i].name, &now, g->c->f);
		if (rc == 0)
			rc = compare_sheet(g, &(struct sheet){sheets[i].name, now.data, now.len}, &d->sheets[sheets[i].sheet], sheets[i].name, sheets[i].kind);
		buf_free(&now);
	}
	return rc;
}

int
run_policy_diff(struct call *c)
{
	struct office o;
	struct draft d = {0};
	struct comparing g = {c, {.out = &c->out}, c->value[OPT_JSON] != NULL, 0};

	if (call_open(c, &o, VAULT_COUNTY_READ) < 0)
		return -1;
	int rc = draft_take(&d, c, 0, &o.store) < 0 || draft_load(&d, c, &o.store) < 0 ? -1 : 0;
	if (rc == 0 && g.json)
		json_begin(&g.j, '[');
	if (rc == 0)
		rc = compare_all(&g, &o.store, &d);
	if (rc == 0 && g.json) {
		json_end(&g.j, ']');
		buf_byte(&c->out, '\n');
	}
	if (rc == 0)
		call_say(_("Differences: %zu."), g.n);
	draft_free(&d);
	office_close(&o);
	return rc == 0 ? 0 : call_fail(c);
}
