#include <string.h>

#include "journal/exchange.h"
#include "journal/inside.h"

int
ids_write(const struct version_id *ids, size_t n, struct buf *out)
{
	for (size_t i = 0; i < n; i++) {
		buf_add(out, ids[i].device, DEVICE_ID);
		buf_varint(out, ids[i].seq);
		buf_add(out, ids[i].hash, VERSION_HASH);
	}
	return out->failed ? -1 : 0;
}

int
ids_read(struct arena *a, const void *bytes, size_t n, struct version_id **ids, size_t *count)
{
	struct reader r = reader_of(bytes, n);

	*count = 0;
	if ((*ids = arena_new(a, n / (DEVICE_ID + VERSION_HASH + 1) + 1, sizeof **ids)) == NULL)
		return -1;
	while (reader_left(&r) > 0) {
		struct version_id *id = &(*ids)[*count];
		const unsigned char *device = reader_bytes(&r, DEVICE_ID);
		id->seq = reader_varint(&r);
		const unsigned char *hash = reader_bytes(&r, VERSION_HASH);
		if (device == NULL || hash == NULL)
			return -1;
		memcpy(id->device, device, DEVICE_ID);
		memcpy(id->hash, hash, VERSION_HASH);
		++*count;
	}
	return reader_done(&r) ? 0 : -1;
}

static int
column_exact(sqlite3_stmt *s, int column, unsigned char *out, size_t want)
{
	size_t n;
	const void *p = db_blob(s, column, &n);

	if (n != want)
		return -1;
	memcpy(out, p, want);
	return 0;
}

int
id_read(sqlite3_stmt *s, int column, struct version_id *id, struct fault *f)
{
	id->seq = (uint64_t)sqlite3_column_int64(s, column + 1);
	return column_exact(s, column, id->device, DEVICE_ID) < 0 || column_exact(s, column + 2, id->hash, VERSION_HASH) < 0
		       ? db_damaged(f)
		       : 0;
}

static const char *
column_text(struct arena *a, sqlite3_stmt *s, int column)
{
	const char *text = (const char *)sqlite3_column_text(s, column);

	return text != NULL ? arena_text(a, text, strlen(text)) : NULL;
}

int
visit_read(struct arena *a, sqlite3_stmt *s, struct version *v, int *state, int64_t *no, struct fault *f)
{
	size_t n;
	const void *p;

	*v = (struct version){0};
	v->gen = (uint64_t)sqlite3_column_int64(s, 7);
	v->wall_ms = sqlite3_column_int64(s, 8);
	v->form_version = (uint32_t)sqlite3_column_int64(s, 10);
	*state = sqlite3_column_int(s, 13);
	*no = sqlite3_column_int64(s, 14);
	v->table = column_text(a, s, 5);
	v->section = column_text(a, s, 6);
	v->cadre = column_text(a, s, 9);
	if (v->table == NULL || v->section == NULL || v->cadre == NULL)
		return fault_memory(f);
	if (id_read(s, 0, &v->id, f) < 0)
		return -1;
	if (column_exact(s, 3, v->record, RECORD_ID) < 0 || column_exact(s, 4, v->parent, RECORD_ID) < 0)
		return db_damaged(f);
	p = db_blob(s, 11, &n);
	if (ids_read(a, p, n, &v->replaces, &v->n_replaces) < 0)
		return db_damaged(f);
	p = db_blob(s, 12, &n);
	if (version_values_read(a, p, n, &v->values, &v->n_values) < 0)
		return db_damaged(f);
	return 0;
}

/* Step through rows of VERSION_COLUMNS; each version lives in an arena that is emptied after its visit. */
static int
visit_rows(struct journal *j, sqlite3_stmt *s, journal_visit *visit, void *self, struct fault *f)
{
	struct arena a = {0};
	int rc, state;
	int64_t no;

	if (s == NULL)
		return -1;
	while ((rc = db_step(j->db, s, f)) == 1) {
		struct version v;
		rc = visit_read(&a, s, &v, &state, &no, f);
		if (rc == 0)
			rc = visit(self, &v, state);
		arena_reset(&a);
		if (rc != 0)
			break;
	}
	sqlite3_reset(s);
	arena_wipe(&a);
	return rc;
}

int
journal_versions_of_device(struct journal *j, const unsigned char device[DEVICE_ID], uint64_t from, uint64_t to,
	journal_visit *visit, void *self, struct fault *f)
{
	const struct device *d = journal_device(j, device);

	if (d == NULL)
		return 0;
	return visit_rows(j,
		db_bind(j->db, f, VERSIONS_OF_DEVICE, "iii", d->no, (int64_t)from,
			to > INT64_MAX ? INT64_MAX : (int64_t)to),
		visit, self, f);
}

int
journal_versions_of_root(
	struct journal *j, const unsigned char root[RECORD_ID], journal_visit *visit, void *self, struct fault *f)
{
	return visit_rows(j, db_bind(j->db, f, VERSIONS_OF_ROOT, "b", root, (size_t)RECORD_ID), visit, self, f);
}

int
journal_history(struct journal *j, const unsigned char root[RECORD_ID], int (*visit)(void *self, const struct journal_past *p),
	void *self, struct fault *f)
{
	sqlite3_stmt *s = db_bind(j->db, f, HISTORY_OF_ROOT, "b", root, (size_t)RECORD_ID);
	struct arena a = {0};
	int rc, state;
	int64_t no;

	if (s == NULL)
		return -1;
	while ((rc = db_step(j->db, s, f)) == 1) {
		struct version v;
		rc = visit_read(&a, s, &v, &state, &no, f);
		struct journal_past p = {.version = &v, .state = (enum force)state, .head = sqlite3_column_type(s, 15) != SQLITE_NULL,
			.shown = sqlite3_column_int(s, 15) != 0};
		if (rc == 0)
			rc = visit(self, &p);
		arena_reset(&a);
		if (rc != 0)
			break;
	}
	sqlite3_reset(s);
	arena_wipe(&a);
	return rc;
}

int
journal_records_from(struct journal *j, const unsigned char id[RECORD_ID], unsigned char found[2][2][RECORD_ID], struct fault *f)
{
	sqlite3_stmt *s = db_bind(j->db, f, RECORDS_FROM, "b", id, (size_t)RECORD_ID);
	int n = 0, rc;

	if (s == NULL)
		return -1;
	while ((rc = db_step(j->db, s, f)) == 1) {
		if (n == 2 || column_exact(s, 0, found[n][0], RECORD_ID) < 0 || column_exact(s, 1, found[n][1], RECORD_ID) < 0) {
			sqlite3_reset(s);
			return db_damaged(f);
		}
		n++;
	}
	return rc < 0 ? -1 : n;
}

int
journal_versions_of_section(struct journal *j, const unsigned char record[RECORD_ID], const char *section,
	journal_visit *visit, void *self, struct fault *f)
{
	int no = names_find(&j->word_numbers, section, strlen(section));

	if (no <= 0)
		return 0;
	return visit_rows(j, db_bind(j->db, f, VERSIONS_OF_SECTION, "bi", record, (size_t)RECORD_ID, (int64_t)no),
		visit, self, f);
}

int
journal_versions_for_area(struct journal *j, int64_t after, const unsigned char except[DEVICE_ID], const char *area,
	journal_visit *visit, void *self, struct fault *f)
{
	return visit_rows(
		j, db_bind(j->db, f, VERSIONS_FOR_AREA, "ibt", after, except, (size_t)DEVICE_ID, area), visit, self, f);
}
