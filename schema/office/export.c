/* From records to rows: one walk over all households, for whichever writer. */
#include <string.h>

#include "ask.h"
#include "journal/hash.h"
#include "office/export_inside.h"
#include "store/summary.h"

const char *const export_format_names[EXPORT_FORMATS] = {
	[EXPORT_CSV] = "csv",
	[EXPORT_XLSX] = "xlsx",
	[EXPORT_STATA] = "stata",
	[EXPORT_SPSS] = "spss",
};

static const struct export_writer *const writers[EXPORT_FORMATS] = {
	[EXPORT_CSV] = &export_csv,
	[EXPORT_XLSX] = &export_xlsx,
	[EXPORT_STATA] = &export_stata,
	[EXPORT_SPSS] = &export_spss,
};

enum { MOST_COLUMNS = 4 }; /* beside questions: ids */

/* One pass: with no writer it measures. */
struct pass {
	struct export *e;
	const struct export_writer *w;
	struct answer *cells;
};

static bool
seen(const struct record *r)
{
	for (; r != NULL; r = r->parent)
		if (r->voided || r->hidden)
			return false;
	return true;
}

/* A record's id as text. Ids are made from identity numbers, which a few million trials would find again: unless all is
 * exported in full, they are hashed with a salt of this one export, under which they still join the tables. */
static const char *
id_text(struct export *e, const unsigned char record[RECORD_ID])
{
	char text[2 * RECORD_ID];
	unsigned char id[RECORD_ID];
	struct hash h;

	memcpy(id, record, RECORD_ID);
	if (!e->order->full) {
		hash_start(&h, RECORD_ID);
		hash_add(&h, e->salt, sizeof e->salt);
		hash_add(&h, record, RECORD_ID);
		hash_end(&h, id);
	}
	for (size_t i = 0; i < RECORD_ID; i++) {
		text[2 * i] = "0123456789abcdef"[id[i] >> 4];
		text[2 * i + 1] = "0123456789abcdef"[id[i] & 15];
	}
	return arena_text(&e->row, text, sizeof text);
}

/* The id columns, which have no question: own, then parent, then household, as far as they differ. 0 or -1. */
static int
id_cells(struct export *e, const struct export_table *t, const struct record *r, struct answer *cells)
{
	const struct record *up[3] = {r, r->parent, r->parent};

	while (up[2] != NULL && up[2]->parent != NULL)
		up[2] = up[2]->parent;
	for (size_t i = 0; i < t->n && t->columns[i].question == NULL; i++) {
		const char *text = id_text(e, up[i]->id);
		if (text == NULL)
			return -1;
		cells[i] = answer_text(text, 2 * RECORD_ID);
	}
	return 0;
}

static void
measure(struct export_table *t, const struct answer *cells)
{
	t->rows++;
	for (size_t i = 0; i < t->n; i++) {
		if (cells[i].kind != ANSWER_TEXT)
			continue;
		t->columns[i].text = true;
		if (cells[i].len > t->columns[i].width)
			t->columns[i].width = cells[i].len;
	}
}

static int
one_record(struct pass *p, struct export_table *t, const struct record *r, struct fault *f)
{
	struct export *e = p->e;
	int rc = id_cells(e, t, r, p->cells);

	for (size_t i = 0; rc == 0 && i < t->n; i++) {
		const struct export_column *c = &t->columns[i];
		if (c->question != NULL)
			rc = export_answer(e, c, record_answer(r, c->question), &p->cells[i]);
	}
	if (rc < 0) {
		fault_memory(f);
	} else if (p->w == NULL) {
		measure(t, p->cells);
	} else {
		e->report->rows++;
		rc = p->w->row(e, t, p->cells, f);
	}
	arena_reset(&e->row);
	return rc;
}

static struct export_table *
wanted(struct export *e, const struct table *table)
{
	for (size_t i = 0; i < e->n_tables; i++)
		if (e->tables[i].table == table)
			return &e->tables[i];
	return NULL;
}

static int
one_file(struct pass *p, const unsigned char root[RECORD_ID], struct fault *f)
{
	struct casefile c;
	struct export_table *t;
	int rc = store_file(p->e->store, root, &c, f);

	if (rc != 1)
		return rc;
	rc = 0;
	for (const struct record *r = c.tree.root; rc == 0 && r != NULL; r = tree_next(r))
		if (seen(r) && (t = wanted(p->e, r->table)) != NULL)
			rc = one_record(p, t, r, f);
	if (p->w != NULL && rc == 0 && seen(c.tree.root))
		p->e->report->households++;
	casefile_close(&c);
	return rc;
}

static int
in_area(void *self, const struct summary *line)
{
	return strncmp(line->area, self, strlen(self)) == 0 ? 2 : 0;
}

static bool
needed(const struct export *e, const struct table *top)
{
	for (size_t i = 0; i < e->n_tables; i++)
		if (e->tables[i].table != NULL && form_is_above(e->store->form, top->index, e->tables[i].table->index))
			return true;
	return false;
}

/* Every top record, in order of id. */
static int
walk(struct pass *p, struct fault *f)
{
	struct store *s = p->e->store;
	int rc = 0;

	for (int t = 0; rc >= 0 && t < s->form->n_tables; t++) {
		unsigned char id[RECORD_ID] = {0};
		if (s->form->tables[t].parent >= 0 || !needed(p->e, &s->form->tables[t]))
			continue;
		while ((rc = journal_next_root(s->journal, t, id, f)) == 1) {
			int in = p->e->order->area[0] == '\0' ? 2 : store_summary(s, id, in_area, (void *)(uintptr_t)p->e->order->area, f);
			if (in < 0 || (in == 2 && one_file(p, id, f) < 0))
				return -1;
		}
	}
	return rc < 0 ? -1 : 0;
}

/* Each table its page; the rows; the pages closed. Codebooks of statistics are CSV. */
static int
write_all(struct pass *p, const struct export_writer *books, struct fault *f)
{
	struct export *e = p->e;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < e->n_tables; i++)
		rc = (e->tables[i].table != NULL ? p->w : books)->open(e, &e->tables[i], f);
	if (rc == 0)
		rc = walk(p, f);
	if (rc == 0)
		rc = export_books(e, books, f);
	for (size_t i = 0; rc == 0 && i < e->n_tables; i++)
		rc = (e->tables[i].table != NULL ? p->w : books)->close(e, &e->tables[i], f);
	if (rc == 0 && p->w->end != NULL)
		rc = p->w->end(e, f);
	for (size_t i = 0; i < e->n_tables; i++)
		(e->tables[i].table != NULL ? p->w : books)->drop(e, &e->tables[i]);
	return rc;
}

/* Both passes see the database at one moment, whatever is merged meanwhile. */
static int
passes(struct export *e, struct fault *f)
{
	const struct export_writer *w = writers[e->order->format];
	struct pass p = {.e = e};
	size_t most = 0;
	int rc = db_exec(e->store->db, f, "BEGIN");

	if (rc < 0)
		return -1;
	for (size_t i = 0; i < e->n_tables; i++)
		most = e->tables[i].n > most ? e->tables[i].n : most;
	if ((p.cells = arena_new(&e->arena, most + MOST_COLUMNS, sizeof *p.cells)) == NULL)
		rc = fault_memory(f);
	if (rc == 0 && w->measured)
		rc = walk(&p, f);
	p.w = w;
	if (rc == 0)
		rc = write_all(&p, w->measured ? &export_csv : w, f);
	if (db_exec(e->store->db, rc == 0 ? f : NULL, "COMMIT") < 0)
		rc = -1;
	return rc;
}

int
export_write(struct store *s, const struct export_order *o, int (*agree)(void *self, const struct export_report *r, struct fault *f),
	void *self, struct export_report *report, struct fault *f)
{
	struct export e = {.store = s, .order = o, .report = report};
	int rc = export_plan(&e, f);

	s->world.random(s->world.self, e.salt, sizeof e.salt);
	*report = (struct export_report){0};
	if (rc == 0)
		rc = passes(&e, f);
	if (rc == 0)
		rc = export_files_complete(&e, f);
	if (rc == 0)
		rc = agree(self, report, f);
	if (rc == 0)
		rc = export_files_publish(&e, f);
	export_files_free(&e);
	ask_wipe(e.salt, sizeof e.salt);
	arena_wipe(&e.row);
	arena_free(&e.arena);
	return rc;
}
