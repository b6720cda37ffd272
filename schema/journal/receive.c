#include <stdlib.h>
#include <string.h>

#include "journal/inside.h"

/* The greatest seq held of a device: what is beyond it need not be looked for. -1 on failure. */
static int64_t
last_held(struct journal *j, int64_t device, struct fault *f)
{
	int64_t seq = 0;

	if (j->last.epoch == j->epoch && j->last.device == device)
		return j->last.seq;
	if (db_number(j->db, f, DEVICE_LAST, &seq, "i", device) < 0)
		return -1;
	j->last.epoch = j->epoch;
	j->last.device = device;
	return j->last.seq = seq;
}

static int
known(struct journal *j, const struct version *v, int64_t device, bool *fork, struct fault *f)
{
	sqlite3_stmt *s = db_bind(j->db, f, VERSION_KNOWN, "ii", device, (int64_t)v->id.seq);
	size_t n;
	int rc;

	*fork = false;
	if (s == NULL)
		return -1;
	while ((rc = db_step(j->db, s, f)) == 1) {
		const void *hash = db_blob(s, 0, &n);
		if (n == VERSION_HASH && memcmp(hash, v->id.hash, VERSION_HASH) == 0) {
			sqlite3_reset(s);
			return 1;
		}
		*fork = true;
	}
	return rc;
}

static int
insert(struct journal *j, const struct version *v, int64_t device, int64_t section, enum force state, struct fault *f)
{
	struct buf replaces = {0}, body = {0};
	int64_t table = journal_word(j, v->table, f), cadre = journal_word(j, v->cadre, f);
	int rc = table < 0 || cadre < 0 ? -1 : 0;

	ids_write(v->replaces, v->n_replaces, &replaces);
	version_values_write(v->values, v->n_values, &body);
	if (rc == 0 && (replaces.failed || body.failed))
		rc = fault_memory(f);
	if (rc == 0)
		rc = db_do(j->db, f, VERSION_ADD, "iibbbiiiiiibbi", device, (int64_t)v->id.seq, v->id.hash,
			(size_t)VERSION_HASH, v->record, (size_t)RECORD_ID, v->parent, (size_t)RECORD_ID, table,
			section, (int64_t)v->gen, v->wall_ms, cadre, (int64_t)v->form_version, replaces.data,
			replaces.len, body.data, body.len, (int64_t)state);
	buf_wipe(&body);
	buf_free(&replaces);
	return rc;
}

/* What a version in force changes: place, heads, answers, what must be assessed again. */
static int
derive(struct journal *j, const struct version *v, int64_t no, int64_t section, struct fault *f)
{
	unsigned char root[RECORD_ID];
	int rc = place_record(j, v, root, f);

	if (rc < 0)
		return -1;
	if (rc == 1)
		return db_do(j->db, f, VERSION_STATE, "ii", no, (int64_t)FORCE_CONTRADICTS);
	if ((rc = settle_first(j, v, no, section, root, rc == 2, f)) == 0)
		rc = settle_section(j, v->record, section, f);
	if (rc < 0 || settle_voids(j, root, f) < 0)
		return -1;
	return db_do(j->db, f, STALE_ADD, "b", root, (size_t)RECORD_ID);
}

int
journal_receive(struct journal *j, const struct version *v, struct fault *f)
{
	bool fork = false;
	int64_t device = journal_device_no(j, v->id.device, f), section = journal_word(j, v->section, f);
	int64_t last = device < 0 || section < 0 ? -1 : last_held(j, device, f);
	int rc = last < 0 ? -1 : v->id.seq > (uint64_t)last ? 0 : known(j, v, device, &fork, f);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	enum force state = judge_version(j, v);
	if (insert(j, v, device, section, state, f) < 0)
		return -1;
	int64_t no = sqlite3_last_insert_rowid(db_handle(j->db));
	if (v->id.seq > (uint64_t)last)
		j->last.seq = (int64_t)v->id.seq;
	if (fork && db_do(j->db, f, FORK_SET, "ii", device, (int64_t)v->id.seq) < 0)
		return -1;
	if (state == FORCE_IN && derive(j, v, no, section, f) < 0)
		return -1;
	return 1;
}

/* Derived tables are emptied and every version is judged and placed again, in order of arrival. */
static int
derive_again(struct journal *j, struct fault *f)
{
	int64_t after = 0;
	bool more = true;

	while (more) {
		struct arena a = {0};
		struct {
			struct version v;
			int64_t no;
			int state;
		} *rows = NULL;
		size_t n = 0, cap = 0;
		sqlite3_stmt *s = db_bind(j->db, f, VERSIONS_ALL, "i", after);
		int rc = s == NULL ? -1 : 0;
		while (rc == 0 && (rc = db_step(j->db, s, f)) == 1) {
			rc = array_grow(&rows, &cap, n + 1, sizeof *rows) < 0
				     ? fault_memory(f)
				     : visit_read(&a, s, &rows[n].v, &rows[n].state, &rows[n].no, f);
			n += rc == 0;
		}
		if (s != NULL)
			sqlite3_reset(s);
		for (size_t i = 0; rc == 0 && i < n; i++) {
			enum force state = judge_version(j, &rows[i].v);
			int64_t section = journal_word(j, rows[i].v.section, f);
			after = rows[i].no;
			rc = section < 0 ? -1 : db_do(j->db, f, VERSION_STATE, "ii", rows[i].no, (int64_t)state);
			if (rc == 0 && state == FORCE_IN)
				rc = derive(j, &rows[i].v, rows[i].no, section, f);
		}
		more = n > 0;
		free(rows);
		arena_wipe(&a);
		if (rc < 0)
			return -1;
	}
	return 0;
}

int
journal_rebuild(struct journal *j, struct fault *f)
{
	static const enum statement empty[] = {
		EMPTY_RECORD, EMPTY_HEAD, EMPTY_CONFLICT, EMPTY_STALE, EMPTY_SUMMARY, EMPTY_UNIQUE, EMPTY_FOUND, VERSIONS_UNFORCE};
	int rc = journal_begin(j, f);

	if (rc < 0)
		return -1;
	for (size_t i = 0; rc == 0 && i < sizeof empty / sizeof empty[0]; i++)
		rc = db_do(j->db, f, empty[i], "");
	j->epoch++;
	if (rc == 0)
		rc = answers_empty(j, f);
	if (rc == 0)
		rc = derive_again(j, f);
	if (rc == 0)
		rc = db_do(j->db, f, STALE_ALL, "");
	return journal_end(j, rc == 0, f);
}
