#include "vault_fixture.h"

/*
 * A file system below the shim that fails: at a chosen write or sync it stops (the write then reached the disk in
 * part), and everything after it fails too, as in a power cut. It can also deny that a write leaves its neighbours
 * alone, which makes SQLite write frames in pieces around a sync.
 */
static struct {
	sqlite3_vfs vfs, *root;
	long long left; /* operations until the cut; -1 for none */
	bool cut, fragile, one_only;
	bool cached; /* writes reach the disk at the sync, before it in any order or not at all */
	struct unsynced *unsynced;
} disk;

struct disk_file {
	sqlite3_file base;
	sqlite3_file *real;
	char path[128];
};

/* A write that no sync has followed, with what it replaced; the newest comes first. */
struct unsynced {
	struct unsynced *next;
	char path[128];
	sqlite3_int64 at;
	int n;
	unsigned char old[FRAME_BYTES];
};

static sqlite3_file *
real(sqlite3_file *f)
{
	return ((struct disk_file *)f)->real;
}

/* True when this operation fails. */
static bool
strikes(void)
{
	if (disk.cut)
		return !disk.one_only;
	if (disk.left < 0 || disk.left-- > 0)
		return false;
	disk.cut = true;
	return true;
}

static int
disk_close(sqlite3_file *f)
{
	return real(f)->pMethods->xClose(real(f));
}

static int
disk_read(sqlite3_file *f, void *out, int n, sqlite3_int64 at)
{
	return real(f)->pMethods->xRead(real(f), out, n, at);
}

static void
remember(sqlite3_file *f, int n, sqlite3_int64 at)
{
	struct unsynced *u = calloc(1, sizeof *u);

	assert_non_null(u);
	assert_true(n <= FRAME_BYTES);
	strcpy(u->path, ((struct disk_file *)f)->path);
	u->at = at;
	u->n = n;
	real(f)->pMethods->xRead(real(f), u->old, n, at); /* zeros beyond the end */
	u->next = disk.unsynced;
	disk.unsynced = u;
}

/* Forget the writes to ${path}, all when it is NULL. */
static void
settle(const char *path)
{
	for (struct unsynced **at = &disk.unsynced, *u; (u = *at) != NULL;) {
		if (path != NULL && strcmp(u->path, path) != 0) {
			at = &u->next;
			continue;
		}
		*at = u->next;
		free(u);
	}
}

/* The power is gone: about half of what was not synced never was written. */
static void
lose_unsynced(unsigned seed)
{
	for (struct unsynced *u = disk.unsynced; u != NULL; u = u->next) {
		seed = seed * 1664525u + 1013904223u;
		FILE *file = seed >> 30 & 1 ? fopen(u->path, "r+b") : NULL;
		if (file == NULL)
			continue;
		assert_int_equal(fseek(file, (long)u->at, SEEK_SET), 0);
		assert_int_equal(fwrite(u->old, 1, (size_t)u->n, file), u->n);
		assert_int_equal(fclose(file), 0);
	}
	settle(NULL);
}

static int
disk_write(sqlite3_file *f, const void *data, int n, sqlite3_int64 at)
{
	bool before = disk.cut;

	if (disk.cached && !before)
		remember(f, n, at);
	if (!strikes())
		return real(f)->pMethods->xWrite(real(f), data, n, at);
	if (!before)
		real(f)->pMethods->xWrite(real(f), data, n * 2 / 3, at);
	return SQLITE_IOERR_WRITE;
}

static int
disk_truncate(sqlite3_file *f, sqlite3_int64 size)
{
	return strikes() ? SQLITE_IOERR_TRUNCATE : real(f)->pMethods->xTruncate(real(f), size);
}

static int
disk_sync(sqlite3_file *f, int flags)
{
	(void)flags;
	if (strikes())
		return SQLITE_IOERR_FSYNC;
	settle(((struct disk_file *)f)->path);
	return SQLITE_OK;
}

static int
disk_size(sqlite3_file *f, sqlite3_int64 *size)
{
	return real(f)->pMethods->xFileSize(real(f), size);
}

static int
disk_lock(sqlite3_file *f, int level)
{
	return real(f)->pMethods->xLock(real(f), level);
}

static int
disk_unlock(sqlite3_file *f, int level)
{
	return real(f)->pMethods->xUnlock(real(f), level);
}

static int
disk_reserved(sqlite3_file *f, int *held)
{
	return real(f)->pMethods->xCheckReservedLock(real(f), held);
}

static int
disk_control(sqlite3_file *f, int op, void *arg)
{
	return real(f)->pMethods->xFileControl(real(f), op, arg);
}

static int
disk_sector(sqlite3_file *f)
{
	return disk.fragile ? 1024 : real(f)->pMethods->xSectorSize(real(f));
}

static int
disk_traits(sqlite3_file *f)
{
	return disk.fragile ? 0 : real(f)->pMethods->xDeviceCharacteristics(real(f));
}

static int
disk_shm_map(sqlite3_file *f, int region, int size, int extend, void volatile **at)
{
	return real(f)->pMethods->xShmMap(real(f), region, size, extend, at);
}

static int
disk_shm_lock(sqlite3_file *f, int offset, int n, int flags)
{
	return real(f)->pMethods->xShmLock(real(f), offset, n, flags);
}

static void
disk_shm_barrier(sqlite3_file *f)
{
	real(f)->pMethods->xShmBarrier(real(f));
}

static int
disk_shm_unmap(sqlite3_file *f, int del)
{
	return real(f)->pMethods->xShmUnmap(real(f), del);
}

static const sqlite3_io_methods disk_methods = {2, disk_close, disk_read, disk_write, disk_truncate, disk_sync,
	disk_size, disk_lock, disk_unlock, disk_reserved, disk_control, disk_sector, disk_traits, disk_shm_map,
	disk_shm_lock, disk_shm_barrier, disk_shm_unmap, NULL, NULL};

static int
disk_open(sqlite3_vfs *v, sqlite3_filename name, sqlite3_file *f, int flags, int *out)
{
	struct disk_file *d = (struct disk_file *)f;

	(void)v;
	memset(d, 0, sizeof *d);
	d->real = (sqlite3_file *)(d + 1);
	snprintf(d->path, sizeof d->path, "%s", name);
	int rc = disk.root->xOpen(disk.root, name, d->real, flags, out);
	if (rc == SQLITE_OK)
		f->pMethods = &disk_methods;
	return rc;
}

static int
disk_delete(sqlite3_vfs *v, const char *name, int sync_folder)
{
	(void)v;
	if (strikes())
		return SQLITE_IOERR_DELETE;
	settle(name);
	return disk.root->xDelete(disk.root, name, sync_folder);
}

static int
disk_install(void **state)
{
	(void)state;
	disk.root = sqlite3_vfs_find(NULL);
	disk.vfs = *disk.root;
	disk.vfs.pNext = NULL;
	disk.vfs.zName = "disk";
	disk.vfs.szOsFile = (int)sizeof(struct disk_file) + disk.root->szOsFile;
	disk.vfs.xOpen = disk_open;
	disk.vfs.xDelete = disk_delete;
	disk.left = -1;
	return sqlite3_vfs_register(&disk.vfs, 1);
}

static void
heal(void)
{
	disk.left = -1;
	disk.cut = false;
}

/* Transactions that spill, that overwrite their own frames, that roll back and that checkpoint. Returns the last step
 * that committed; each leaves its number in k. */
static int
work(struct vault *v)
{
	char sql[512];
	int step;

	for (step = 1; step <= 9; step++) {
		snprintf(sql, sizeof sql,
			"BEGIN; INSERT INTO t SELECT NULL, zeroblob(900 + value) FROM t, (SELECT %d AS value) LIMIT 30;"
			"UPDATE t SET b = randomblob(length(b)) WHERE a %% 3 = %d; SAVEPOINT s; DELETE FROM t; "
			"ROLLBACK TO s; "
			"UPDATE t SET b = zeroblob(length(b) + 1); UPDATE k SET n = %d; COMMIT",
			step, step % 3, step);
		if (run(v, sql) != SQLITE_OK) {
			run(v, "ROLLBACK");
			break;
		}
		if (step % 4 == 0 && run(v, "PRAGMA wal_checkpoint(RESTART)") != SQLITE_OK)
			return step;
	}
	return step - 1;
}

static void
make_tables(struct fixture *x)
{
	struct fault f = {0};
	struct vault *v = fixture_vault(x, VAULT_CADRE, &f);

	assert_non_null(v);
	assert_int_equal(run(v, "CREATE TABLE t(a INTEGER PRIMARY KEY, b); CREATE TABLE k(n); INSERT INTO k VALUES (0);"
				"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40) "
				"INSERT INTO t SELECT i, zeroblob(1000) FROM n"),
		SQLITE_OK);
	vault_close(v);
}

/* Cut at the ${n}th operation; false when the work ended before. */
static bool
cut_and_recover(struct fixture *x, const struct buf *db, long long n)
{
	struct fault f = {0};

	spill(x->db, db->data, db->len);
	unlink(x->log);
	struct vault *v = fixture_vault(x, VAULT_CADRE, &f);
	assert_non_null(v);
	assert_int_equal(run(v, "PRAGMA cache_size=10"), SQLITE_OK);
	disk.left = n;
	int done = work(v);
	bool struck = disk.cut;
	vault_close(v);
	struck = struck || disk.cut;
	heal();
	lose_unsynced((unsigned)n);
	f = (struct fault){0};
	v = fixture_vault(x, VAULT_CADRE, &f);
	if (v == NULL)
		fail_msg("cut at %lld: %s", n, f.text);
	long long now = number(v, "SELECT n FROM k");
	/* A commit whose sync failed may be there or not. */
	if (now != done && now != done + 1)
		fail_msg("cut at %lld: %d committed, %lld found", n, done, now);
	assert_int_equal(number(v, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"), 1);
	assert_true(number(v, "SELECT count(*) FROM t") >= 40);
	if (n % 5 == 0)
		assert_int_equal(work(v), 9);
	vault_close(v);
	return struck;
}

static void
cut_everywhere(struct fixture *x)
{
	struct buf db = {0};
	long long n = 0;

	make_tables(x);
	slurp(x->db, &db);
	while (cut_and_recover(x, &db, n))
		n += n < 24 ? 1 : 57;
	assert_true(n > 300);
	buf_free(&db);
}

static void
a_power_cut_anywhere_keeps_commits(void **state)
{
	disk.fragile = disk.one_only = false;
	cut_everywhere(*state);
}

static void
one_failed_write_anywhere_keeps_commits(void **state)
{
	disk.fragile = false;
	disk.one_only = true;
	cut_everywhere(*state);
}

static void
frames_in_pieces_keep_commits(void **state)
{
	disk.fragile = true;
	disk.one_only = false;
	cut_everywhere(*state);
}

static void
writes_lost_out_of_order_keep_commits(void **state)
{
	disk.fragile = disk.one_only = false;
	disk.cached = true;
	cut_everywhere(*state);
	disk.cached = false;
}

#define WITH_VAULT(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_VAULT(a_power_cut_anywhere_keeps_commits),
		WITH_VAULT(one_failed_write_anywhere_keeps_commits),
		WITH_VAULT(frames_in_pieces_keep_commits),
		WITH_VAULT(writes_lost_out_of_order_keep_commits),
	};

	return cmocka_run_group_tests(tests, disk_install, NULL);
}
