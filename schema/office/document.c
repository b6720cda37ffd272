/* A paper from its parts. */
#include "office/document_inside.h"

#include <stdlib.h>
#include <string.h>

#include "num.h"
#include "store/summary.h"
#include "words.h"

struct printing {
	struct documents *d;
	const struct document_order *o;
	const struct document_writer *w;
	bool full;
	struct buf *out;
	struct fault *f;
};

/* Money and days as people read them. */
static void
dress(const struct part *p, struct buf *cell)
{
	char money[NUM_TEXT];
	int64_t v;

	if (strcmp(p->cell.format, "money") == 0 && num_fixed(buf_str(cell), cell->len, &v) == 0) {
		num_money_text(v, money);
		buf_reset(cell);
		buf_text(cell, money);
	}
	for (size_t i = 0; i < cell->len; i++)
		if (cell->data[i] == (unsigned char)LEDGER_BETWEEN)
			cell->data[i] = ';';
}

static bool
holds(const struct part *p, struct casefile *c, const struct record *here)
{
	return p->when == NULL || expr_true(p->when, &c->env, here);
}

static int
add_cell(struct grid *g, struct buf *cell, struct fault *f)
{
	if (array_grow(&g->at, &g->cap, g->n + 1, sizeof *g->at) < 0)
		return fault_memory(f);
	g->at[g->n++] = g->text.len;
	return buf_add(&g->text, buf_str(cell), cell->len + 1) < 0 || cell->failed ? fault_memory(f) : 0;
}

static void
free_grid(struct grid *g)
{
	buf_wipe(&g->text);
	free(g->at);
}

/* The columns behind rows that begin at ${p}. */
static size_t
columns_of(const struct documents *d, const struct part *p)
{
	size_t n = 0;

	while (p + 1 + n < d->parts + d->n && p[1 + n].kind == PART_COLUMN)
		n++;
	return n;
}

static bool
seen(const struct record *r)
{
	for (; r != NULL; r = r->parent)
		if (r->voided || r->hidden)
			return false;
	return true;
}

/* The records of a table in an opened file. */
static int
put_records(struct printing *g, const struct part *p, struct casefile *c)
{
	struct grid grid = {.columns = columns_of(g->d, p), .head = p + 1};
	struct buf cell = {0};
	int rc = 0;

	for (const struct record *r = c->tree.root; rc == 0 && r != NULL; r = tree_next(r)) {
		if (r->table->index != p->table || !seen(r) || !holds(p, c, r))
			continue;
		for (size_t i = 0; rc == 0 && i < grid.columns; i++) {
			buf_reset(&cell);
			if (ledger_value(g->d->store, c, &grid.head[i].cell, r, g->full, &cell) < 0)
				rc = fault_memory(g->f);
			dress(&grid.head[i], &cell);
			if (rc == 0)
				rc = add_cell(&grid, &cell, g->f);
		}
	}
	if (rc == 0 && grid.columns > 0)
		g->w->grid(g->out, &grid);
	free_grid(&grid);
	buf_wipe(&cell);
	return rc;
}

static void
put_found(struct printing *g, const struct part *p, const struct casefile *c)
{
	const struct assessment *a = &c->assessment;
	struct buf line = {0};
	bool headed = false;
	char money[NUM_TEXT];

	for (size_t i = 0; i < a->n_found; i++) {
		const struct found *x = &a->found[i];
		if (x->kind != p->found)
			continue;
		if (!headed)
			g->w->heading(g->out, form_label(p->cell.label));
		headed = true;
		buf_reset(&line);
		buf_text(&line, form_label(x->label));
		if (x->has_amount) {
			num_money_text(x->amount, money);
			buf_printf(&line, _("  %s yuan"), money);
		}
		if (x->reason != NULL && x->reason[0] != '\0')
			buf_printf(&line, _(": %s"), x->reason);
		if (x->working != NULL)
			buf_printf(&line, _(" [%s]"), x->working);
		if (x->article[0] != '\0')
			buf_printf(&line, _(" (%s)"), x->article);
		g->w->text(g->out, buf_str(&line));
	}
	buf_wipe(&line);
}

static int
put_text(struct printing *g, const struct part *p, struct casefile *c)
{
	const struct sentence *s = p->sentence[words_chinese() ? LANG_ZH : LANG_EN];
	struct buf text = {0};
	int rc = s != NULL && sentence_write(s, &c->env, c->tree.root, &text) < 0 ? fault_memory(g->f) : 0;

	if (rc == 0)
		g->w->text(g->out, buf_str(&text));
	buf_wipe(&text);
	return rc;
}

static int
put_field(struct printing *g, const struct part *p, struct casefile *c)
{
	struct buf cell = {0};
	int rc = ledger_cell(g->d->store, c, &p->cell, 1, g->full, &cell) < 0 ? fault_memory(g->f) : 0;

	dress(p, &cell);
	if (rc == 0 && !cell.failed)
		g->w->field(g->out, form_label(p->cell.label), buf_str(&cell));
	buf_wipe(&cell);
	return rc;
}

static struct printing
begin(struct documents *d, const struct document_order *o, struct buf *out, struct fault *f)
{
	const size_t first = d->first[o->kind - d->kinds];
	struct printing g = {d, o, &document_writers[o->format], o->full && !d->parts[first - 1].wall, out, f};

	g.w->begin(out, form_label(o->kind->label));
	return g;
}

int
document_household(struct documents *d, const struct document_order *o, struct casefile *c, struct buf *out, struct fault *f)
{
	struct printing g = begin(d, o, out, f);
	int rc = assess_explain(&c->assessment, &c->env) < 0 ? fault_memory(f) : 0;

	for (size_t i = d->first[o->kind - d->kinds]; rc == 0 && i < d->n && d->parts[i].kind != PART_DOCUMENT; i++) {
		const struct part *p = &d->parts[i];
		if (p->kind != PART_ROWS && !holds(p, c, c->tree.root))
			continue;
		switch (p->kind) {
		case PART_HEADING:
			g.w->heading(out, form_label(p->cell.label));
			break;
		case PART_TEXT:
			rc = put_text(&g, p, c);
			break;
		case PART_FIELD:
			rc = put_field(&g, p, c);
			break;
		case PART_ROWS:
			rc = put_records(&g, p, c);
			break;
		case PART_FOUND:
			put_found(&g, p, c);
			break;
		case PART_SIGN:
			g.w->sign(out, form_label(p->cell.label));
			break;
		default:
			break;
		}
	}
	g.w->end(out);
	return rc < 0 ? -1 : out->failed ? fault_memory(f) : 0;
}

struct gathering {
	struct buf roots;
};

static int
gather(void *self, const struct summary *line)
{
	return buf_add(&((struct gathering *)self)->roots, line->root, RECORD_ID);
}

/* One row for each household of the area that the rows are about. Its number, or -1. */
static int
put_households(struct printing *g, const struct part *p)
{
	struct grid grid = {.columns = columns_of(g->d, p), .head = p + 1};
	struct gathering list = {{0}};
	struct buf cell = {0};
	int rc = store_summaries(g->d->store, g->o->area, gather, &list, g->f) < 0 ? -1 : list.roots.failed ? fault_memory(g->f) : 0, n = 0;

	for (size_t at = 0; rc == 0 && at + RECORD_ID <= list.roots.len; at += RECORD_ID) {
		struct casefile c;
		unsigned char root[RECORD_ID];
		memcpy(root, list.roots.data + at, RECORD_ID);
		int found = store_file(g->d->store, root, &c, g->f);
		if (found != 1) {
			rc = found;
			continue;
		}
		const bool wanted = holds(p, &c, c.tree.root);
		n += wanted;
		for (size_t i = 0; wanted && rc == 0 && i < grid.columns; i++) {
			buf_reset(&cell);
			if (ledger_cell(g->d->store, &c, &grid.head[i].cell, n, g->full, &cell) < 0)
				rc = fault_memory(g->f);
			dress(&grid.head[i], &cell);
			if (rc == 0)
				rc = add_cell(&grid, &cell, g->f);
		}
		casefile_close(&c);
	}
	if (rc == 0 && grid.columns > 0)
		g->w->grid(g->out, &grid);
	if (rc == 0 && n == 0)
		g->w->text(g->out, _("None."));
	free_grid(&grid);
	buf_free(&list.roots);
	buf_wipe(&cell);
	return rc < 0 ? -1 : n;
}

/* A sentence of a village's paper stands over no household: only the policy's figures can be in it. */
static int
put_village_text(struct printing *g, const struct part *p)
{
	struct arena scratch = {0};
	struct expr_env env = store_env(g->d->store, &scratch);
	const struct form *form = g->d->store->form;
	const char *table = ledger_param(g->d->store, "context_table", &scratch);
	const unsigned char id[RECORD_ID] = {1};
	struct tree t = {0};
	struct buf text = {0};
	int top = form_table(form, table, strlen(table)), rc = 0;

	while (top >= 0 && form->tables[top].parent >= 0)
		top = form->tables[top].parent;
	const struct sentence *s = p->sentence[env.lang];
	if (s != NULL && (top < 0 || tree_start(&t, form, top, id) < 0 || sentence_write(s, &env, t.root, &text) < 0))
		rc = fault_memory(g->f);
	if (rc == 0)
		g->w->text(g->out, buf_str(&text));
	buf_free(&text);
	tree_free(&t);
	arena_free(&scratch);
	return rc;
}

int
document_village(struct documents *d, const struct document_order *o, struct buf *out, struct fault *f)
{
	struct printing g = begin(d, o, out, f);
	int rc = 0, n = 0;

	if (o->place[0] != '\0')
		g.w->field(out, _("Village"), o->place);
	for (size_t i = d->first[o->kind - d->kinds]; rc == 0 && i < d->n && d->parts[i].kind != PART_DOCUMENT; i++) {
		const struct part *p = &d->parts[i];
		if (p->kind == PART_HEADING)
			g.w->heading(out, form_label(p->cell.label));
		else if (p->kind == PART_TEXT)
			rc = put_village_text(&g, p);
		else if (p->kind == PART_SIGN)
			g.w->sign(out, form_label(p->cell.label));
		else if (p->kind == PART_ROWS && (n = put_households(&g, p)) < 0)
			rc = -1;
	}
	g.w->end(out);
	return rc < 0 ? -1 : out->failed ? fault_memory(f) : n;
}
