#include <stdlib.h>
#include <string.h>

#include "form/load.h"
#include "journal/inside.h"
#include "words.h"

/* A record that rows speak of, and where it stands once it does. */
struct spot {
	const unsigned char *id;
	struct record *record;
};

/* One row of the journal or of the drafts, kept until its record's parent stands in the tree. */
struct row {
	unsigned char id[RECORD_ID], parent[RECORD_ID];
	int table, section; /* section -1: none */
	bool voided;
	const void *body;
	size_t body_len;
	struct spot *spot;
};

struct rows {
	struct arena arena;
	struct row *all;
	size_t n, cap, records;
	struct spot *spots; /* each record once, by id: what is looked up again and again must not be walked to */
	size_t n_spots;
};

static int
add_row(struct journal *j, struct rows *rows, sqlite3_stmt *s, int body_column, int64_t section, struct fault *f)
{
	const char *table = journal_word_text(j, sqlite3_column_int64(s, body_column == 5 ? 1 : 2));
	const char *name = journal_word_text(j, section);
	size_t n, m;
	const void *id = db_blob(s, 0, &n), *parent = db_blob(s, body_column == 5 ? 2 : 3, &m);

	if (n != RECORD_ID || m != RECORD_ID)
		return db_damaged(f);
	/* Rows of one record follow each other, but for drafts, of which a person types few. */
	if (rows->n == 0 || memcmp(rows->all[rows->n - 1].id, id, RECORD_ID) != 0)
		rows->records++;
	if (rows->records > JOURNAL_RECORDS)
		return fault_set(f, EX_DATAERR, _("This household file holds more than %d records, which no household has: a program wrote "
			"them by mistake. All of them are kept in the journal, but the file cannot be opened; tell the county office."), JOURNAL_RECORDS);
	if (array_grow(&rows->all, &rows->cap, rows->n + 1, sizeof *rows->all) < 0)
		return fault_memory(f);
	struct row *r = &rows->all[rows->n++];
	*r = (struct row){.table = form_table(j->form, table, strlen(table)), .section = -1};
	memcpy(r->id, id, RECORD_ID);
	memcpy(r->parent, parent, RECORD_ID);
	if (r->table >= 0 && section > 0)
		r->section = form_section(j->form, r->table, name, strlen(name));
	const void *body = db_blob(s, body_column, &r->body_len);
	if ((r->body = arena_text(&rows->arena, body, r->body_len)) == NULL)
		return fault_memory(f);
	return 0;
}

static int
read_rows(struct journal *j, const unsigned char *root, struct rows *rows, struct fault *f)
{
	sqlite3_stmt *s = db_bind(j->db, f, TREE, "b", root, (size_t)RECORD_ID);
	int rc;

	if (s == NULL)
		return -1;
	while ((rc = db_step(j->db, s, f)) == 1) {
		if (add_row(j, rows, s, 5, sqlite3_column_int64(s, 4), f) < 0) {
			sqlite3_reset(s);
			return -1;
		}
		rows->all[rows->n - 1].voided = sqlite3_column_int(s, 3) != 0;
	}
	if (rc < 0 || (s = db_bind(j->db, f, DRAFTS_OF_ROOT, "b", root, (size_t)RECORD_ID)) == NULL)
		return -1;
	while ((rc = db_step(j->db, s, f)) == 1) {
		if (add_row(j, rows, s, 4, sqlite3_column_int64(s, 1), f) < 0) {
			sqlite3_reset(s);
			return -1;
		}
	}
	return rc;
}

/* The section's answers become those of the body; a draft laid over a version clears what it took away. */
static int
fill(struct journal *j, struct rows *rows, struct tree *t, struct record *r, const struct row *row, struct fault *f)
{
	const struct section *sec;
	struct version_value *values;
	size_t n;

	r->voided |= row->voided;
	if (row->section < 0 || row->body_len == 0)
		return 0;
	sec = &j->form->sections[row->section];
	if (version_values_read(&rows->arena, row->body, row->body_len, &values, &n) < 0)
		return db_damaged(f);
	for (int i = sec->first; i < sec->first + sec->n; i++)
		r->answers[i] = answer_blank();
	for (size_t i = 0; i < n; i++) {
		int at = form_question(j->form, values[i].name, strlen(values[i].name));
		const struct question *q = at >= 0 ? &j->form->questions[at] : NULL;
		if (q == NULL || q->section != row->section)
			continue;
		if (record_set(t, r, q, values[i].answer) < 0)
			return fault_memory(f);
		if (q->type == QUESTION_CALCULATE)
			record_answer(r, q)->flags |= ANSWER_KEPT;
	}
	return 0;
}

static int
by_id(const void *a, const void *b)
{
	return memcmp((*(struct row *const *)a)->id, (*(struct row *const *)b)->id, RECORD_ID);
}

static int
by_spot(const void *id, const void *spot)
{
	return memcmp(id, ((const struct spot *)spot)->id, RECORD_ID);
}

/* Give every row the spot of its record. */
static int
find_spots(struct rows *rows, struct fault *f)
{
	struct row **sorted = arena_new(&rows->arena, rows->n + 1, sizeof *sorted);

	rows->spots = arena_new(&rows->arena, rows->n + 1, sizeof *rows->spots);
	if (sorted == NULL || rows->spots == NULL)
		return fault_memory(f);
	for (size_t i = 0; i < rows->n; i++)
		sorted[i] = &rows->all[i];
	if (rows->n > 1)
		qsort(sorted, rows->n, sizeof *sorted, by_id);
	for (size_t i = 0; i < rows->n; i++) {
		if (i == 0 || memcmp(sorted[i]->id, sorted[i - 1]->id, RECORD_ID) != 0)
			rows->spots[rows->n_spots++].id = sorted[i]->id;
		sorted[i]->spot = &rows->spots[rows->n_spots - 1];
	}
	return 0;
}

/* The record with this id, if it stands already. */
static struct record *
standing(const struct rows *rows, const unsigned char id[RECORD_ID])
{
	const struct spot *s = bsearch(id, rows->spots, rows->n_spots, sizeof *rows->spots, by_spot);

	return s != NULL ? s->record : NULL;
}

static int
attach(struct journal *j, struct rows *rows, struct tree *t, int depth, struct fault *f)
{
	struct record *parent;

	for (size_t i = 0; i < rows->n; i++) {
		struct row *row = &rows->all[i];
		if (row->table < 0 || j->form->tables[row->table].depth != depth)
			continue;
		struct record *r = row->spot->record;
		if (r == NULL && depth > 0 && (parent = standing(rows, row->parent)) != NULL &&
			parent->table->index == j->form->tables[row->table].parent &&
			(r = row->spot->record = tree_put(t, parent, row->table, row->id)) == NULL)
			return fault_memory(f);
		if (r != NULL && r->table->index == row->table && fill(j, rows, t, r, row, f) < 0)
			return -1;
	}
	return 0;
}

static int
compare_keys(const struct record *a, const struct record *b)
{
	for (int i = 0; i < a->table->n_keys; i++) {
		const struct answer *x = &a->answers[a->table->keys[i]], *y = &b->answers[b->table->keys[i]];
		if (x->kind == ANSWER_TEXT && y->kind == ANSWER_TEXT) {
			size_t n = x->len < y->len ? x->len : y->len;
			int c = memcmp(x->text, y->text, n);
			if (c != 0 || x->len != y->len)
				return c != 0 ? c : x->len < y->len ? -1 : 1;
		} else if (x->kind != y->kind) {
			return x->kind < y->kind ? -1 : 1;
		} else if (x->kind != ANSWER_BLANK && x->kind != ANSWER_TEXT && x->i != y->i) {
			return x->i < y->i ? -1 : 1;
		}
	}
	return 0;
}

/* One list of two that are each in key order; of equals, the one of ${a} first. */
static struct record *
merge_keyed(struct record *a, struct record *b)
{
	struct record *list = NULL, **end = &list;

	while (a != NULL && b != NULL) {
		struct record **from = compare_keys(a, b) <= 0 ? &a : &b;
		*end = *from;
		end = &(*end)->next;
		*from = *end;
	}
	*end = a != NULL ? a : b;
	return list;
}

/* Keyed records stand in key order ("newest" is the greatest key, never time). */
static struct record *
sort_keyed(struct record *list)
{
	struct record *middle = list, *last = list;

	if (list == NULL || list->next == NULL)
		return list;
	while (last->next != NULL && last->next->next != NULL) {
		middle = middle->next;
		last = last->next->next;
	}
	last = middle->next;
	middle->next = NULL;
	return merge_keyed(sort_keyed(list), sort_keyed(last));
}

/* Records were put before each other; now each stands behind its elders. */
static struct record *
turn(struct record *list)
{
	struct record *turned = NULL;

	while (list != NULL) {
		struct record *next = list->next;
		list->next = turned;
		turned = list;
		list = next;
	}
	return turned;
}

static void
arrange(struct tree *t)
{
	for (struct record *r = t->root; r != NULL; r = tree_next(r))
		for (int i = 0; i < r->table->n_kids; i++) {
			r->kids[i] = turn(r->kids[i]);
			if (t->form->tables[r->table->kids[i]].keyed)
				r->kids[i] = sort_keyed(r->kids[i]);
		}
}

/* Build the tree of rows that were read. 1, 0 when its top record is not among them, -1. */
static int
build(struct journal *j, struct rows *rows, const unsigned char *root, struct tree *t, struct fault *f)
{
	int table = -1, rc = find_spots(rows, f);

	for (size_t i = 0; rc == 0 && i < rows->n; i++)
		if (memcmp(rows->all[i].id, root, RECORD_ID) == 0)
			table = rows->all[i].table;
	if (rc < 0 || table < 0 || j->form->tables[table].depth != 0)
		return rc;
	if (tree_start(t, j->form, table, root) < 0)
		return fault_memory(f);
	((struct spot *)bsearch(root, rows->spots, rows->n_spots, sizeof *rows->spots, by_spot))->record = t->root;
	for (int depth = 0; rc == 0 && depth < FORM_DEPTH; depth++)
		rc = attach(j, rows, t, depth, f);
	if (rc < 0) {
		tree_free(t);
		return -1;
	}
	arrange(t);
	return 1;
}

int
journal_tree(struct journal *j, const unsigned char root[RECORD_ID], struct tree *t, struct fault *f)
{
	struct rows rows = {0};
	int rc = read_rows(j, root, &rows, f);

	if (rc == 0)
		rc = build(j, &rows, root, t, f);
	free(rows.all);
	arena_wipe(&rows.arena);
	return rc;
}

int
journal_next_root(struct journal *j, int table, unsigned char id[RECORD_ID], struct fault *f)
{
	const char *name = j->form->tables[table].name;
	int word = names_find(&j->word_numbers, name, strlen(name));
	size_t n;

	if (word <= 0)
		return 0;
	sqlite3_stmt *s = db_bind(j->db, f, ROOTS_OF_TABLE, "bi", id, (size_t)RECORD_ID, (int64_t)word);
	int rc = s == NULL ? -1 : db_step(j->db, s, f);
	if (rc != 1)
		return rc;
	const void *p = db_blob(s, 0, &n);
	if (n == RECORD_ID)
		memcpy(id, p, RECORD_ID);
	else
		rc = db_damaged(f);
	sqlite3_reset(s);
	return rc;
}

int
journal_drafts(struct journal *j, int (*visit)(void *self, const struct draft_row *d), void *self, struct fault *f)
{
	sqlite3_stmt *s = db_bind(j->db, f, DRAFTS, "");
	int rc;

	if (s == NULL)
		return -1;
	while ((rc = db_step(j->db, s, f)) == 1) {
		struct draft_row d = {.section = journal_word_text(j, sqlite3_column_int64(s, 1)),
			.table = journal_word_text(j, sqlite3_column_int64(s, 2)),
			.wall_ms = sqlite3_column_int64(s, 4)};
		size_t n, m;
		const void *record = db_blob(s, 0, &n), *root = db_blob(s, 3, &m);
		if (n != RECORD_ID || m != RECORD_ID) {
			rc = db_damaged(f);
			break;
		}
		memcpy(d.record, record, RECORD_ID);
		memcpy(d.root, root, RECORD_ID);
		if ((rc = visit(self, &d)) != 0)
			break;
	}
	sqlite3_reset(s);
	return rc;
}
