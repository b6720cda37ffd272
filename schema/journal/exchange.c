#include "journal/exchange.h"

#include <string.h>

#include "journal/inside.h"

static int
copy_exact(sqlite3_stmt *s, int column, void *out, size_t want, struct fault *f)
{
	size_t n;
	const void *p = db_blob(s, column, &n);

	memset(out, 0, want);
	if (n != want)
		return n == 0 ? 0 : db_damaged(f);
	memcpy(out, p, want);
	return 0;
}

static const char *
text_at(sqlite3_stmt *s, int column)
{
	const char *t = (const char *)sqlite3_column_text(s, column);

	return t != NULL ? t : "";
}

int
batch_last(struct db *db, int64_t *no, uint64_t *last, unsigned char chain[32], struct fault *f)
{
	sqlite3_stmt *s = db_bind(db, f, BATCH_LAST, "");
	int rc = s == NULL ? -1 : db_step(db, s, f);

	*no = 0;
	*last = 0;
	memset(chain, 0, 32);
	if (rc != 1)
		return rc;
	*no = sqlite3_column_int64(s, 0);
	*last = (uint64_t)sqlite3_column_int64(s, 1);
	rc = copy_exact(s, 2, chain, 32, f) < 0 ? -1 : 1;
	sqlite3_reset(s);
	return rc;
}

int
batch_add(struct db *db, const struct batch_row *b, const unsigned char chain[32], int64_t made_ms, int64_t households,
	struct fault *f)
{
	return db_do(db, f, BATCH_ADD, "iiibibii", b->no, (int64_t)b->first, (int64_t)b->last, chain, (size_t)32,
		(int64_t)b->epoch, b->file, b->n, made_ms, households);
}

int
batch_visit(struct db *db, int (*visit)(void *self, const struct batch_row *b), void *self, struct fault *f)
{
	sqlite3_stmt *s = db_bind(db, f, BATCHES, "");
	int rc;

	if (s == NULL)
		return -1;
	while ((rc = db_step(db, s, f)) == 1) {
		struct batch_row b = {.no = sqlite3_column_int64(s, 0),
			.first = (uint64_t)sqlite3_column_int64(s, 1),
			.last = (uint64_t)sqlite3_column_int64(s, 2),
			.epoch = (uint64_t)sqlite3_column_int64(s, 4),
			.acked = sqlite3_column_type(s, 5) != SQLITE_NULL};
		b.file = db_blob(s, 3, &b.n);
		if ((rc = visit(self, &b)) != 0)
			break;
	}
	sqlite3_reset(s);
	return rc;
}

int
batch_ack(struct db *db, int64_t no, int64_t wall_ms, struct fault *f)
{
	return db_do(db, f, BATCH_ACK, "ii", no, wall_ms);
}

int
batch_unack(struct db *db, uint64_t dense, struct fault *f)
{
	return db_do(db, f, BATCH_UNACK, "i", (int64_t)dense);
}

int
batch_reseal(struct db *db, int64_t no, int64_t new_no, uint64_t epoch, const void *file, size_t n, struct fault *f)
{
	return db_do(db, f, BATCH_RESEAL, "iibi", no, new_no, file, n, (int64_t)epoch);
}

int
taken_find(struct db *db, const unsigned char hash[32], int64_t *versions, struct fault *f)
{
	return db_number(db, f, TAKEN_GET, versions, "b", hash, (size_t)32);
}

int
taken_add(struct db *db, const unsigned char hash[32], int64_t wall_ms, int64_t versions, struct fault *f)
{
	return db_do(db, f, TAKEN_ADD, "bnii", hash, (size_t)32, wall_ms, versions);
}

int
exchange_add(struct db *db, const struct exchange_row *e, struct fault *f)
{
	return db_do(db, f, EXCHANGE_ADD, "itiiit", e->wall_ms, e->carrier, e->sent, e->received, e->bytes, e->note);
}

int
exchange_visit(struct db *db, int64_t most, int (*visit)(void *self, const struct exchange_row *e), void *self,
	struct fault *f)
{
	sqlite3_stmt *s = db_bind(db, f, EXCHANGES, "i", most);
	int rc;

	if (s == NULL)
		return -1;
	while ((rc = db_step(db, s, f)) == 1) {
		struct exchange_row e = {.wall_ms = sqlite3_column_int64(s, 0),
			.carrier = text_at(s, 1),
			.sent = sqlite3_column_int64(s, 2),
			.received = sqlite3_column_int64(s, 3),
			.bytes = sqlite3_column_int64(s, 4),
			.note = text_at(s, 5)};
		if ((rc = visit(self, &e)) != 0)
			break;
	}
	sqlite3_reset(s);
	return rc;
}

int
conflict_visit(struct db *db, int (*visit)(void *self, const struct conflict_row *c), void *self, struct fault *f)
{
	sqlite3_stmt *s = db_bind(db, f, CONFLICTS, "");
	int rc;

	if (s == NULL)
		return -1;
	while ((rc = db_step(db, s, f)) == 1) {
		struct conflict_row c = {.section = text_at(s, 1), .table = text_at(s, 2)};
		rc = copy_exact(s, 0, c.record, RECORD_ID, f);
		if (rc == 0)
			rc = copy_exact(s, 3, c.root, RECORD_ID, f);
		if (rc == 0)
			rc = visit(self, &c);
		if (rc != 0)
			break;
	}
	sqlite3_reset(s);
	return rc;
}

int
fork_visit(struct db *db, int (*visit)(void *self, const unsigned char device[DEVICE_ID], int64_t first, int64_t n),
	void *self, struct fault *f)
{
	sqlite3_stmt *s = db_bind(db, f, FORKS, "");
	unsigned char device[DEVICE_ID];
	int rc;

	if (s == NULL)
		return -1;
	while ((rc = db_step(db, s, f)) == 1) {
		rc = copy_exact(s, 0, device, DEVICE_ID, f);
		if (rc == 0)
			rc = visit(self, device, sqlite3_column_int64(s, 1), sqlite3_column_int64(s, 2));
		if (rc != 0)
			break;
	}
	sqlite3_reset(s);
	return rc;
}

int
class_visit(struct db *db, int (*visit)(void *self, const char *class, int64_t n), void *self, struct fault *f)
{
	sqlite3_stmt *s = db_bind(db, f, SUMMARY_CLASSES, "");
	int rc;

	if (s == NULL)
		return -1;
	while ((rc = db_step(db, s, f)) == 1)
		if ((rc = visit(self, text_at(s, 0), sqlite3_column_int64(s, 1))) != 0)
			break;
	sqlite3_reset(s);
	return rc;
}

int64_t
invitation_next(struct db *db, struct fault *f)
{
	int64_t last = 0;

	return db_number(db, f, INVITATION_LAST, &last, "") < 0 ? -1 : last + 1;
}

int
invitation_add(struct db *db, const struct invitation_row *i, int64_t made_ms, struct fault *f)
{
	return db_do(db, f, INVITATION_ADD, "itttiii", i->serial, i->cadre, i->village, i->area, (int64_t)i->role,
		made_ms, i->joined);
}

static int
read_invitation(sqlite3_stmt *s, int from, struct invitation_row *i, struct fault *f)
{
	int64_t role = sqlite3_column_int64(s, from + 3);

	if (role < 0 || role >= ROLES)
		return db_damaged(f);
	i->cadre = text_at(s, from);
	i->village = text_at(s, from + 1);
	i->area = text_at(s, from + 2);
	i->role = (enum role)role;
	i->used = sqlite3_column_type(s, from + 4) != SQLITE_NULL;
	i->joined = sqlite3_column_int64(s, from + 5);
	return copy_exact(s, from + 4, i->device, DEVICE_ID, f);
}

int
invitation_get(struct db *db, struct arena *a, int64_t serial, struct invitation_row *i, struct fault *f)
{
	sqlite3_stmt *s = db_bind(db, f, INVITATION_GET, "i", serial);
	int rc = s == NULL ? -1 : db_step(db, s, f);

	*i = (struct invitation_row){.serial = serial};
	if (rc != 1)
		return rc;
	rc = read_invitation(s, 0, i, f) < 0 ? -1 : 1;
	if (rc == 1) {
		i->cadre = arena_text(a, i->cadre, strlen(i->cadre));
		i->village = arena_text(a, i->village, strlen(i->village));
		i->area = arena_text(a, i->area, strlen(i->area));
		if (i->cadre == NULL || i->village == NULL || i->area == NULL)
			rc = fault_memory(f);
	}
	sqlite3_reset(s);
	return rc;
}

int
invitation_use(struct db *db, int64_t serial, const unsigned char device[DEVICE_ID], struct fault *f)
{
	return db_do(db, f, INVITATION_USE, "ib", serial, device, (size_t)DEVICE_ID);
}

int
invitation_visit(struct db *db, int (*visit)(void *self, const struct invitation_row *i), void *self, struct fault *f)
{
	sqlite3_stmt *s = db_bind(db, f, INVITATIONS, "");
	int rc;

	if (s == NULL)
		return -1;
	while ((rc = db_step(db, s, f)) == 1) {
		struct invitation_row i = {.serial = sqlite3_column_int64(s, 0)};
		if ((rc = read_invitation(s, 1, &i, f)) < 0 || (rc = visit(self, &i)) != 0)
			break;
	}
	sqlite3_reset(s);
	return rc;
}

int
device_chain(struct db *db, const unsigned char device[DEVICE_ID], uint64_t *dense, unsigned char chain[32],
	int64_t *joined, struct fault *f)
{
	sqlite3_stmt *s = db_bind(db, f, DEVICE_CHAIN, "b", device, (size_t)DEVICE_ID);
	int rc = s == NULL ? -1 : db_step(db, s, f);

	*dense = 0;
	*joined = 0;
	memset(chain, 0, 32);
	if (rc != 1)
		return rc;
	*dense = (uint64_t)sqlite3_column_int64(s, 0);
	*joined = sqlite3_column_int64(s, 2);
	rc = copy_exact(s, 1, chain, 32, f) < 0 ? -1 : 1;
	sqlite3_reset(s);
	return rc;
}

int
device_chain_set(struct db *db, const unsigned char device[DEVICE_ID], uint64_t dense, const unsigned char chain[32],
	struct fault *f)
{
	return db_do(db, f, DEVICE_CHAIN_SET, "bib", device, (size_t)DEVICE_ID, (int64_t)dense, chain, (size_t)32);
}

int
device_joined(struct db *db, const unsigned char device[DEVICE_ID], int64_t no, struct fault *f)
{
	return db_do(db, f, DEVICE_JOINED, "bi", device, (size_t)DEVICE_ID, no);
}

int
device_versions(struct journal *j, const unsigned char device[DEVICE_ID], uint64_t from,
	int (*visit)(void *self, uint64_t seq, const unsigned char hash[VERSION_HASH], int state), void *self,
	struct fault *f)
{
	const struct device *d = journal_device(j, device);
	unsigned char hash[VERSION_HASH];
	int rc;

	if (d == NULL)
		return 0;
	sqlite3_stmt *s = db_bind(j->db, f, DEVICE_HASHES, "ii", d->no, (int64_t)from);
	if (s == NULL)
		return -1;
	while ((rc = db_step(j->db, s, f)) == 1) {
		if ((rc = copy_exact(s, 1, hash, VERSION_HASH, f)) < 0 ||
			(rc = visit(self, (uint64_t)sqlite3_column_int64(s, 0), hash, sqlite3_column_int(s, 2))) != 0)
			break;
	}
	sqlite3_reset(s);
	return rc;
}

int64_t
journal_count(struct journal *j, enum statement which, struct fault *f)
{
	int64_t n = 0;

	return db_number(j->db, f, which, &n, "") < 0 ? -1 : n;
}

int64_t
journal_last_no(struct journal *j, struct fault *f)
{
	return journal_count(j, VERSION_LAST_NO, f);
}
