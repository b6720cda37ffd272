/*
 * The form's own tables: one row a record, one column a question, so that anyone can open an exported copy with SQL.
 * All of it is derived. Names come from a checked form: lower-case letters, digits and '_', quoted all the same.
 */
#include <stdlib.h>
#include <string.h>

#include "date.h"
#include "journal/inside.h"

static const char *
column_type(const struct question *q)
{
	switch (q->type) {
	case QUESTION_INTEGER:
		return "INTEGER";
	case QUESTION_DECIMAL:
		return "INTEGER /* hundredths */";
	case QUESTION_CALCULATE:
		return "ANY /* calculated */";
	default:
		return "TEXT";
	}
}

/* Columns a table has already, as names -> 1. ${texts} keeps the names. */
static int
read_columns(struct journal *j, const struct table *t, struct arena *texts, struct names *have, struct fault *f)
{
	struct buf sql = {0};
	int rc;

	buf_printf(&sql, "SELECT name FROM pragma_table_info('%s')", t->name);
	sqlite3_stmt *s = db_prepare(j->db, f, buf_str(&sql));
	buf_free(&sql);
	if (s == NULL)
		return -1;
	while ((rc = db_step(j->db, s, f)) == 1) {
		const char *name = (const char *)sqlite3_column_text(s, 0);
		char *copy = name != NULL ? arena_text(texts, name, strlen(name)) : NULL;
		if (copy == NULL || names_add(have, copy, 1) < 0) {
			rc = fault_memory(f);
			break;
		}
	}
	sqlite3_finalize(s);
	return rc;
}

/* What is missing of the form's tables, as DDL: nothing for who opens a finished database, perhaps only to read. */
static int
widen_table(struct journal *j, const struct table *t, struct buf *ddl, struct fault *f)
{
	struct arena texts = {0};
	struct names have = {0};
	int rc = read_columns(j, t, &texts, &have, f);

	if (rc == 0 && have.n == 0)
		buf_printf(ddl,
			"CREATE TABLE \"%s\" (root BLOB NOT NULL, id BLOB NOT NULL, parent BLOB NOT NULL, "
			"voided INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (root, id)) STRICT, WITHOUT ROWID;\n",
			t->name);
	for (int i = 0; rc == 0 && i < t->n; i++) {
		const struct question *q = &j->form->questions[t->first + i];
		if (q->type != QUESTION_NOTE && names_find(&have, q->name, strlen(q->name)) < 0)
			buf_printf(ddl, "ALTER TABLE \"%s\" ADD COLUMN \"%s\" %s;\n", t->name, q->name, column_type(q));
	}
	names_free(&have);
	arena_free(&texts);
	return rc;
}

static int
widen(struct journal *j, struct fault *f)
{
	struct buf ddl = {0};
	int rc = 0;

	for (int i = 0; rc == 0 && i < j->form->n_tables; i++)
		rc = widen_table(j, &j->form->tables[i], &ddl, f);
	if (rc == 0 && ddl.failed)
		rc = fault_memory(f);
	if (rc == 0 && ddl.len > 0 && (rc = db_begin(j->db, f)) == 0)
		rc = db_end(j->db, db_exec(j->db, f, buf_str(&ddl)) == 0, f);
	buf_free(&ddl);
	return rc;
}

static bool
stored(const struct question *q, bool calculates)
{
	return q->type != QUESTION_NOTE && (q->type == QUESTION_CALCULATE) == calculates;
}

/* An upsert of the asked columns first .. first+n-1. NULL without a fault when there are none. */
static int
prepare_put(struct journal *j, const struct table *t, int first, int n, sqlite3_stmt **out, struct fault *f)
{
	struct buf names = {0}, marks = {0}, sets = {0}, sql = {0};
	int count = 0, rc = 0;

	for (int i = first; i < first + n; i++) {
		const struct question *q = &j->form->questions[t->first + i];
		if (!stored(q, false))
			continue;
		buf_printf(&names, ", \"%s\"", q->name);
		buf_text(&marks, ", ?");
		buf_printf(&sets, "%s\"%s\" = excluded.\"%s\"", count++ > 0 ? ", " : "", q->name, q->name);
	}
	if (count > 0) {
		buf_printf(&sql,
			"INSERT INTO \"%s\" (root, id, parent%s) VALUES (?, ?, ?%s) ON CONFLICT (root, id) DO UPDATE "
			"SET %s",
			t->name, buf_str(&names), buf_str(&marks), buf_str(&sets));
		if (names.failed || marks.failed || sets.failed || sql.failed)
			rc = fault_memory(f);
		else if ((*out = db_prepare(j->db, f, buf_str(&sql))) == NULL)
			rc = -1;
	}
	buf_free(&names);
	buf_free(&marks);
	buf_free(&sets);
	buf_free(&sql);
	return rc;
}

/* Calculates go where a row is already: a record that is only drafted has none. NULL without a fault when none. */
static int
prepare_calculates(struct journal *j, const struct table *t, sqlite3_stmt **out, struct fault *f)
{
	struct buf sql = {0};
	int count = 0, rc = 0;

	buf_printf(&sql, "UPDATE \"%s\" SET ", t->name);
	for (int i = 0; i < t->n; i++) {
		const struct question *q = &j->form->questions[t->first + i];
		if (stored(q, true)) {
			buf_printf(&sql, "%s\"%s\" = ?%d", count > 0 ? ", " : "", q->name, count + 3);
			count++;
		}
	}
	buf_text(&sql, " WHERE root = ?1 AND id = ?2");
	if (sql.failed)
		rc = fault_memory(f);
	else if (count > 0 && (*out = db_prepare(j->db, f, buf_str(&sql))) == NULL)
		rc = -1;
	buf_free(&sql);
	return rc;
}

static int
prepare_named(struct journal *j, const char *format, const char *table, sqlite3_stmt **out, struct fault *f)
{
	char *sql = sqlite3_mprintf(format, table);

	if (sql == NULL)
		return fault_memory(f);
	*out = db_prepare(j->db, f, sql);
	sqlite3_free(sql);
	return *out != NULL ? 0 : -1;
}

static int
open_table(struct journal *j, const struct table *t, struct fault *f)
{
	if (prepare_calculates(j, t, &j->table_calculates[t->index], f) < 0)
		return -1;
	if (prepare_named(j, "UPDATE \"%w\" SET root = ?1 WHERE root = ?2 AND id = ?3", t->name,
		    &j->table_move[t->index], f) < 0 ||
		prepare_named(j, "DELETE FROM \"%w\" WHERE root = ?1 AND id = ?2", t->name, &j->table_drop[t->index],
			f) < 0 ||
		prepare_named(j, "UPDATE \"%w\" SET voided = ?3 WHERE root = ?1 AND id = ?2", t->name,
			&j->table_void[t->index], f) < 0)
		return -1;
	for (int i = 0; i < t->n_sections; i++) {
		const struct section *s = &j->form->sections[t->first_section + i];
		if (prepare_put(j, t, s->first, s->n, &j->section_put[s->index], f) < 0)
			return -1;
	}
	return 0;
}

int
answers_open(struct journal *j, struct fault *f)
{
	size_t tables = (size_t)j->form->n_tables + 1;
	int rc = 0;

	j->section_put = calloc((size_t)j->form->n_sections + 1, sizeof *j->section_put);
	j->table_move = calloc(tables, sizeof *j->table_move);
	j->table_drop = calloc(tables, sizeof *j->table_drop);
	j->table_void = calloc(tables, sizeof *j->table_void);
	j->table_calculates = calloc(tables, sizeof *j->table_calculates);
	if (j->section_put == NULL || j->table_move == NULL || j->table_drop == NULL || j->table_void == NULL ||
		j->table_calculates == NULL)
		return fault_memory(f);
	rc = widen(j, f);
	for (int i = 0; rc == 0 && i < j->form->n_tables; i++)
		rc = open_table(j, &j->form->tables[i], f);
	return rc;
}

void
answers_close(struct journal *j)
{
	for (int i = 0; j->section_put != NULL && i < j->form->n_sections; i++)
		sqlite3_finalize(j->section_put[i]);
	sqlite3_stmt **const lists[] = {j->table_move, j->table_drop, j->table_void, j->table_calculates};
	for (size_t k = 0; k < sizeof lists / sizeof lists[0]; k++) {
		for (int i = 0; lists[k] != NULL && i < j->form->n_tables; i++)
			sqlite3_finalize(lists[k][i]);
		free(lists[k]);
	}
	free(j->section_put);
}

int
answers_empty(struct journal *j, struct fault *f)
{
	int rc = 0;

	for (int i = 0; rc == 0 && i < j->form->n_tables; i++) {
		char *sql = sqlite3_mprintf("DELETE FROM \"%w\"", j->form->tables[i].name);
		rc = sql != NULL ? db_exec(j->db, f, sql) : fault_memory(f);
		sqlite3_free(sql);
	}
	return rc;
}

static const struct answer blank = {.kind = ANSWER_BLANK};

static void
bind_answer(sqlite3_stmt *s, int at, const struct answer *a)
{
	char date[DATE_TEXT];

	switch ((enum answer_kind)a->kind) {
	case ANSWER_BLANK:
		sqlite3_bind_null(s, at);
		break;
	case ANSWER_INT:
	case ANSWER_FIXED:
		sqlite3_bind_int64(s, at, a->i);
		break;
	case ANSWER_DATE:
		date_format((int32_t)a->i, date);
		sqlite3_bind_text(s, at, date, -1, SQLITE_TRANSIENT);
		break;
	case ANSWER_TEXT:
		sqlite3_bind_text(s, at, a->text, (int)a->len, SQLITE_STATIC);
		break;
	case ANSWER_REAL:
		sqlite3_bind_double(s, at, a->real);
		break;
	}
}

static int
run(struct journal *j, sqlite3_stmt *s, struct fault *f)
{
	int rc;

	while ((rc = db_step(j->db, s, f)) == 1)
		continue;
	sqlite3_clear_bindings(s);
	return rc;
}

static const struct version_value *
value_named(const struct version_value *values, size_t n, const char *name)
{
	size_t lo = 0, hi = n;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		int c = strcmp(values[mid].name, name);
		if (c == 0)
			return &values[mid];
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

int
answers_put(struct journal *j, const unsigned char *root, const unsigned char *id, const unsigned char *parent,
	int section, const struct version_value *values, size_t n, struct fault *f)
{
	const struct section *sec = &j->form->sections[section];
	const struct table *t = &j->form->tables[sec->table];
	sqlite3_stmt *s = j->section_put[section];
	int at = 4;

	if (s == NULL)
		return 0;
	sqlite3_bind_blob(s, 1, root, RECORD_ID, SQLITE_STATIC);
	sqlite3_bind_blob(s, 2, id, RECORD_ID, SQLITE_STATIC);
	sqlite3_bind_blob(s, 3, parent, RECORD_ID, SQLITE_STATIC);
	for (int i = sec->first; i < sec->first + sec->n; i++) {
		const struct question *q = &j->form->questions[t->first + i];
		if (!stored(q, false))
			continue;
		const struct version_value *v = value_named(values, n, q->name);
		bind_answer(s, at++, v != NULL ? &v->answer : &blank);
	}
	return run(j, s, f);
}

static int
store_calculates(struct journal *j, const struct tree *t, const struct record *r, struct fault *f)
{
	sqlite3_stmt *s = j->table_calculates[r->table->index];
	int at = 3;

	if (s == NULL)
		return 0;
	sqlite3_bind_blob(s, 1, t->root->id, RECORD_ID, SQLITE_STATIC);
	sqlite3_bind_blob(s, 2, r->id, RECORD_ID, SQLITE_STATIC);
	for (int i = 0; i < r->table->n; i++) {
		const struct answer *a = &r->answers[i];
		if (stored(&j->form->questions[r->table->first + i], true))
			bind_answer(s, at++, (a->flags & ANSWER_HIDDEN) != 0 ? &blank : a);
	}
	return run(j, s, f);
}

int
journal_store_calculates(struct journal *j, const struct tree *t, struct fault *f)
{
	int rc = journal_begin(j, f);

	if (rc < 0)
		return -1;
	for (const struct record *r = t->root; rc == 0 && r != NULL; r = tree_next(r))
		rc = store_calculates(j, t, r, f);
	return journal_end(j, rc == 0, f);
}

int
answers_move(struct journal *j, int table, const unsigned char *id, const unsigned char *from, const unsigned char *to,
	struct fault *f)
{
	sqlite3_stmt *s = j->table_move[table];

	sqlite3_bind_blob(s, 1, to, RECORD_ID, SQLITE_STATIC);
	sqlite3_bind_blob(s, 2, from, RECORD_ID, SQLITE_STATIC);
	sqlite3_bind_blob(s, 3, id, RECORD_ID, SQLITE_STATIC);
	return run(j, s, f);
}

int
answers_drop(struct journal *j, int table, const unsigned char *root, const unsigned char *id, struct fault *f)
{
	sqlite3_stmt *s = j->table_drop[table];

	sqlite3_bind_blob(s, 1, root, RECORD_ID, SQLITE_STATIC);
	sqlite3_bind_blob(s, 2, id, RECORD_ID, SQLITE_STATIC);
	return run(j, s, f);
}

int
answers_void(
	struct journal *j, int table, const unsigned char *root, const unsigned char *id, bool voided, struct fault *f)
{
	sqlite3_stmt *s = j->table_void[table];

	sqlite3_bind_blob(s, 1, root, RECORD_ID, SQLITE_STATIC);
	sqlite3_bind_blob(s, 2, id, RECORD_ID, SQLITE_STATIC);
	sqlite3_bind_int(s, 3, voided);
	return run(j, s, f);
}
