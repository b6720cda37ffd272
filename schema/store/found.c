#include "store/found.h"

#include <sqlite3.h>
#include <string.h>

enum found_state
found_state_of(const struct check_finding *x)
{
	return x->blank ? FOUND_BLANK : x->kept ? FOUND_KEPT : FOUND_OPEN;
}

struct found_count
found_count(const struct check_findings *l)
{
	struct found_count n = {0, 0};

	for (size_t i = 0; i < l->n; i++) {
		if (found_state_of(&l->all[i]) != FOUND_OPEN)
			continue;
		n.errors += l->all[i].check->severity == CHECK_ERROR;
		n.warnings += l->all[i].check->severity == CHECK_WARNING;
	}
	return n;
}

static int64_t
others_of(const struct check_finding *x)
{
	return (int64_t)x->others;
}

static bool
is_stored(sqlite3_stmt *st, const struct check_finding *x)
{
	size_t n;
	const void *record = db_blob(st, 0, &n);

	return n == RECORD_ID && memcmp(record, x->record->id, RECORD_ID) == 0 && sqlite3_column_int64(st, 1) == x->check->number &&
		sqlite3_column_int64(st, 2) == (int64_t)found_state_of(x) && sqlite3_column_int64(st, 3) == others_of(x);
}

/* Whether the stored findings are those of the list: 1, 0, -1. */
static int
is_current(struct store *s, const struct casefile *c, struct fault *f)
{
	sqlite3_stmt *st = db_bind(s->db, f, FOUND_OF, "b", c->tree.root->id, (size_t)RECORD_ID);
	size_t i = 0;
	int rc;

	if (st == NULL)
		return -1;
	while ((rc = db_step(s->db, st, f)) == 1) {
		if (i == c->findings.n || !is_stored(st, &c->findings.all[i])) {
			sqlite3_reset(st);
			return 0;
		}
		i++;
	}
	return rc < 0 ? -1 : i == c->findings.n;
}

int
found_keep(struct store *s, struct casefile *c, struct fault *f)
{
	const unsigned char *root = c->tree.root->id;
	int rc = is_current(s, c, f);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	rc = db_do(s->db, f, FOUND_DROP, "b", root, (size_t)RECORD_ID);
	for (size_t i = 0; rc == 0 && i < c->findings.n; i++) {
		const struct check_finding *x = &c->findings.all[i];
		rc = db_do(s->db, f, FOUND_ADD, "bibiii", root, (size_t)RECORD_ID, (int64_t)i, x->record->id, (size_t)RECORD_ID,
			x->check->number, (int64_t)found_state_of(x), others_of(x));
	}
	return rc;
}

static const char *
text_at(sqlite3_stmt *st, int column)
{
	const char *t = (const char *)sqlite3_column_text(st, column);

	return t != NULL ? t : "";
}

static int
visit_found(struct store *s, sqlite3_stmt *st, int (*visit)(void *self, const struct found_line *x), void *self, struct fault *f)
{
	int rc;

	if (st == NULL)
		return -1;
	while ((rc = db_step(s->db, st, f)) == 1) {
		const int state = sqlite3_column_int(st, 3);
		struct found_line x = {.check = checks_numbered(s->checks, sqlite3_column_int64(st, 2)),
			.state = state == FOUND_KEPT ? FOUND_KEPT : state == FOUND_BLANK ? FOUND_BLANK : FOUND_OPEN,
			.others = sqlite3_column_int(st, 4), .area = text_at(st, 5), .place = text_at(st, 6), .title = text_at(st, 7)};
		size_t n, m;
		const void *root = db_blob(st, 0, &n), *record = db_blob(st, 1, &m);
		/* What checks that were in force before found waits to be derived again. */
		if (x.check == NULL)
			continue;
		rc = n == RECORD_ID && m == RECORD_ID ? 0 : db_damaged(f);
		if (rc == 0) {
			memcpy(x.root, root, n);
			memcpy(x.record, record, m);
			rc = visit(self, &x);
		}
		if (rc != 0) {
			sqlite3_reset(st);
			break;
		}
	}
	return rc;
}

int
store_found(struct store *s, const char *area, bool shared, int (*visit)(void *self, const struct found_line *x), void *self,
	struct fault *f)
{
	return visit_found(s, db_bind(s->db, f, shared ? FOUND_SHARED : FOUND_ALL, "t", area), visit, self, f);
}

int
store_found_between(struct store *s, const char *area, const unsigned char first[RECORD_ID], const unsigned char last[RECORD_ID],
	int (*visit)(void *self, const struct found_line *x), void *self, struct fault *f)
{
	return visit_found(s, db_bind(s->db, f, FOUND_BETWEEN, "tbb", area, first, (size_t)RECORD_ID, last, (size_t)RECORD_ID), visit, self, f);
}

int
store_tell(struct store *s, const struct told *told, size_t n, struct fault *f)
{
	int rc = journal_begin(s->journal, f);

	if (rc < 0)
		return -1;
	rc = db_do(s->db, f, TOLD_STALE, "");
	if (rc == 0)
		rc = db_do(s->db, f, TOLD_CLEAR, "");
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = db_do(s->db, f, TOLD_ADD, "btbbt", told[i].record, (size_t)RECORD_ID, told[i].check, told[i].other, (size_t)RECORD_ID,
			told[i].key, (size_t)CHECK_KEY, told[i].detail);
	if (rc == 0)
		rc = db_do(s->db, f, TOLD_STALE, "");
	return journal_end(s->journal, rc == 0, f);
}

/* Whether the check's finding at the record, shared with other files, was kept with a reason: 1, 0, -1. */
static int
is_kept(struct store *s, const struct told_line *x, struct fault *f)
{
	sqlite3_stmt *st = db_bind(s->db, f, FOUND_OF, "b", x->root, (size_t)RECORD_ID);
	bool kept = false;
	size_t n;
	int rc;

	if (st == NULL)
		return -1;
	while ((rc = db_step(s->db, st, f)) == 1) {
		const void *record = db_blob(st, 0, &n);
		if (n == RECORD_ID && memcmp(record, x->record, n) == 0 && sqlite3_column_int64(st, 1) == x->check->number &&
			sqlite3_column_int(st, 3) > 0)
			kept |= sqlite3_column_int(st, 2) == FOUND_KEPT;
	}
	return rc < 0 ? -1 : kept;
}

int
store_told(struct store *s, int (*visit)(void *self, const struct told_line *x), void *self, struct fault *f)
{
	sqlite3_stmt *st = db_bind(s->db, f, TOLD, "");
	int rc;

	if (st == NULL)
		return -1;
	while ((rc = db_step(s->db, st, f)) == 1) {
		struct told_line x = {.name = text_at(st, 2), .detail = text_at(st, 3)};
		size_t n, m;
		const void *root = db_blob(st, 0, &n), *record = db_blob(st, 1, &m);
		if (n != RECORD_ID || m != RECORD_ID)
			continue;
		memcpy(x.root, root, n);
		memcpy(x.record, record, m);
		x.check = checks_named(s->checks, x.name);
		x.answered = x.check != NULL && sqlite3_column_int(st, 4) == 0;
		rc = x.check != NULL && !x.answered ? is_kept(s, &x, f) : 0;
		x.kept = rc == 1;
		rc = rc < 0 ? -1 : visit(self, &x);
		if (rc != 0) {
			sqlite3_reset(st);
			break;
		}
	}
	return rc;
}
