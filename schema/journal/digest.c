#include <string.h>

#include "journal/hash.h"
#include "journal/inside.h"

/* Rows of ${s} into the hash: per column its type, length and bytes, so that no two different results read alike. */
static int
digest_rows(struct journal *j, sqlite3_stmt *s, int skip_last, struct hash *h, struct fault *f)
{
	int rc;

	if (s == NULL)
		return -1;
	int columns = sqlite3_column_count(s) - skip_last;
	while ((rc = db_step(j->db, s, f)) == 1) {
		for (int i = 0; i < columns; i++) {
			unsigned char head[5] = {(unsigned char)sqlite3_column_type(s, i)};
			const void *p = sqlite3_column_blob(s, i);
			uint32_t n = (uint32_t)sqlite3_column_bytes(s, i);
			for (int k = 0; k < 4; k++)
				head[1 + k] = (unsigned char)(n >> 8 * k);
			hash_add(h, head, sizeof head);
			hash_add(h, p, n);
		}
	}
	hash_add(h, "", 1); /* no column has this type: here the rows end */
	return rc;
}

/* The form's table without its calculates. */
static int
digest_table(struct journal *j, const struct table *t, struct hash *h, struct fault *f)
{
	struct buf sql = {0};

	buf_text(&sql, "SELECT root, id, parent, voided");
	for (int i = 0; i < t->n; i++) {
		const struct question *q = &j->form->questions[t->first + i];
		if (q->type != QUESTION_CALCULATE && q->type != QUESTION_NOTE)
			buf_printf(&sql, ", \"%s\"", q->name);
	}
	buf_printf(&sql, " FROM \"%s\" ORDER BY root, id", t->name);
	sqlite3_stmt *s = sql.failed ? NULL : db_prepare(j->db, f, buf_str(&sql));
	int rc = sql.failed ? fault_memory(f) : digest_rows(j, s, 0, h, f);
	sqlite3_finalize(s);
	buf_free(&sql);
	return rc;
}

int
journal_digest(struct journal *j, unsigned char out[32], struct fault *f)
{
	struct hash h;

	hash_start(&h, 32);
	/* The order of arrival is the last column of a version's row and the only thing that may differ. */
	if (digest_rows(j, db_bind(j->db, f, VERSIONS_DIGEST, ""), 1, &h, f) < 0 ||
		digest_rows(j, db_bind(j->db, f, HEADS_DIGEST, ""), 0, &h, f) < 0 ||
		digest_rows(j, db_bind(j->db, f, CONFLICTS_DIGEST, ""), 0, &h, f) < 0)
		return -1;
	for (int i = 0; i < j->form->n_tables; i++)
		if (digest_table(j, &j->form->tables[i], &h, f) < 0)
			return -1;
	hash_end(&h, out);
	return 0;
}
