#include <sqlite3.h>
#include <string.h>

#include "store/summary.h"

static const char *
text_at(sqlite3_stmt *st, int column)
{
	const char *t = (const char *)sqlite3_column_text(st, column);

	return t != NULL ? t : "";
}

static int
visit_lines(struct store *s, sqlite3_stmt *st, int (*visit)(void *self, const struct summary *line), void *self, struct fault *f)
{
	int rc;
	size_t n;

	if (st == NULL)
		return -1;
	while ((rc = db_step(s->db, st, f)) == 1) {
		struct summary line = {
			.title = text_at(st, 1),
			.place = text_at(st, 2),
			.search = text_at(st, 3),
			.class = text_at(st, 4),
			.amount = sqlite3_column_int64(st, 5),
			.has_amount = sqlite3_column_type(st, 5) != SQLITE_NULL,
			.members = sqlite3_column_int(st, 6),
			.missing = sqlite3_column_int(st, 7),
			.visited = text_at(st, 8),
			.done = sqlite3_column_int(st, 9) != 0,
			.area = text_at(st, 10),
			.errors = sqlite3_column_int(st, 11),
			.warnings = sqlite3_column_int(st, 12),
			.due_on = text_at(st, 13),
			.due_step = text_at(st, 14),
			.state = text_at(st, 15),
			.decided = text_at(st, 16),
			.factors = text_at(st, 17),
			.granted = sqlite3_column_int(st, 18),
			.offered = sqlite3_column_int(st, 19),
			.warned = text_at(st, 20),
			.lacking = text_at(st, 21),
		};
		const void *root = db_blob(st, 0, &n);
		rc = n == RECORD_ID ? 0 : db_damaged(f);
		if (rc == 0) {
			memcpy(line.root, root, RECORD_ID);
			rc = visit(self, &line);
		}
		if (rc != 0)
			break;
	}
	sqlite3_reset(st);
	return rc;
}

int
store_summaries(struct store *s, const char *area, int (*visit)(void *self, const struct summary *line), void *self,
	struct fault *f)
{
	return visit_lines(s, db_bind(s->db, f, SUMMARIES, "t", area), visit, self, f);
}

int
store_due(struct store *s, const char *area, const char *until, int (*visit)(void *self, const struct summary *line), void *self, struct fault *f)
{
	return visit_lines(s, db_bind(s->db, f, SUMMARIES_DUE, "tt", area, until), visit, self, f);
}

int
store_summary(struct store *s, const unsigned char root[RECORD_ID], int (*visit)(void *self, const struct summary *line), void *self,
	struct fault *f)
{
	return visit_lines(s, db_bind(s->db, f, SUMMARY_GET, "b", root, (size_t)RECORD_ID), visit, self, f);
}

int
store_holding(struct store *s, const char *question, struct buf *roots, struct fault *f)
{
	int q = form_question(s->form, question, strlen(question)), rc;
	size_t n;

	if (q < 0)
		return 0;
	char *sql = sqlite3_mprintf("SELECT DISTINCT root FROM \"%w\" WHERE voided = 0 AND \"%w\" = 1 ORDER BY root",
		s->form->tables[s->form->questions[q].table].name, question);
	if (sql == NULL)
		return fault_memory(f);
	sqlite3_stmt *st = db_prepare(s->db, f, sql);
	sqlite3_free(sql);
	if (st == NULL)
		return -1;
	while ((rc = db_step(s->db, st, f)) == 1) {
		const void *root = db_blob(st, 0, &n);
		if (n == RECORD_ID)
			buf_add(roots, root, n);
	}
	sqlite3_finalize(st);
	return rc == 0 && roots->failed ? fault_memory(f) : rc;
}

int
store_answers(struct store *s, const struct question *q, store_answer_visit *visit, void *self, struct fault *f)
{
	char *sql = sqlite3_mprintf("SELECT a.root, a.id, a.\"%w\" FROM \"%w\" a JOIN j_summary y ON y.root = a.root WHERE a.voided = 0 AND y.voided = 0 "
		"ORDER BY a.root, a.id", q->name, s->form->tables[q->table].name);
	int rc;

	if (sql == NULL)
		return fault_memory(f);
	sqlite3_stmt *st = db_prepare(s->db, f, sql);
	sqlite3_free(sql);
	if (st == NULL)
		return -1;
	while ((rc = db_step(s->db, st, f)) == 1) {
		unsigned char root[RECORD_ID], record[RECORD_ID];
		size_t n, m;
		const void *a = db_blob(st, 0, &n), *b = db_blob(st, 1, &m);
		if (sqlite3_column_type(st, 2) != SQLITE_TEXT || n != RECORD_ID || m != RECORD_ID)
			continue;
		memcpy(root, a, n);
		memcpy(record, b, m);
		const char *text = (const char *)sqlite3_column_text(st, 2);
		rc = text == NULL ? fault_memory(f) : visit(self, root, record, text, (size_t)sqlite3_column_bytes(st, 2));
		if (rc != 0)
			break;
	}
	sqlite3_finalize(st);
	return rc;
}
