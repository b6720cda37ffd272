#include "vault_fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/wait.h>

#define ROW "printf('row %d %s', id, hex(zeroblob(id * 37 % 400)))"
#define ADD "INSERT INTO t(a) VALUES (''); UPDATE t SET a = " ROW " WHERE id = last_insert_rowid();"
#define DAMAGED (-2)

/* The rows of t when they are 1..n and each as it was written; DAMAGED when SQLite or the vault says so. Anything else
 * is wrong data shown as right, and fails. */
static long long
rows(struct fixture *x, struct fault *f)
{
	struct vault *v = fixture_vault(x, VAULT_CADRE, f);

	if (v == NULL) {
		assert_int_equal(f->code, EX_DATAERR);
		return DAMAGED;
	}
	long long n = number(v, "SELECT count(*) FROM t"), sound = number(v, "SELECT count(*) FROM t WHERE a = " ROW);
	long long last = number(v, "SELECT coalesce(max(id), 0) FROM t");
	long long whole = number(v, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'");
	if (n < 0 || sound < 0 || last < 0 || whole < 0) {
		assert_int_equal(vault_fault(v, f), -1);
		assert_int_equal(f->code, EX_DATAERR);
		n = DAMAGED;
	} else {
		assert_int_equal(whole, 1);
		assert_int_equal(sound, n);
		assert_int_equal(last, n);
	}
	vault_close(v);
	return n;
}

static struct vault *
begin_table(struct fixture *x)
{
	struct fault f = {0};
	struct vault *v = fixture_vault(x, VAULT_CADRE, &f);

	assert_non_null(v);
	assert_int_equal(run(v, "CREATE TABLE t(id INTEGER PRIMARY KEY, a); CREATE INDEX i ON t(a)"), SQLITE_OK);
	return v;
}

/* Files as a crash leaves them after ${n} commits, the first ${checkpointed} of them in the database. */
static void
crashed_state(struct fixture *x, int n, int checkpointed, struct buf *db, struct buf *log)
{
	struct vault *v = begin_table(x);

	for (int i = 0; i < n; i++) {
		assert_int_equal(run(v, "BEGIN; " ADD "COMMIT"), SQLITE_OK);
		if (i + 1 == checkpointed)
			assert_int_equal(run(v, "PRAGMA wal_checkpoint(RESTART)"), SQLITE_OK);
	}
	slurp(x->db, db);
	slurp(x->log, log);
	vault_close(v);
}

static void
put_back(struct fixture *x, const struct buf *db, const struct buf *log)
{
	spill(x->db, db->data, db->len);
	spill(x->log, log->data, log->len);
}

static void
every_flip_in_the_database_is_seen(void **state)
{
	static const size_t places[] = {
		0, 15, 16, 17, 18, 19, 20, 21, 23, 24, 27, 40, 99, 100, 2048, 4055, 4056, 4079, 4080, 4095};
	struct fixture *x = *state;
	struct fault f = {0};
	struct buf db = {0};
	struct vault *v = begin_table(x);

	assert_int_equal(run(v, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) "
				"INSERT INTO t SELECT i, '' FROM n; UPDATE t SET a = " ROW "; VACUUM"),
		SQLITE_OK);
	vault_close(v);
	assert_int_equal(rows(x, &f), 300);
	slurp(x->db, &db);
	assert_true(db.len / PAGE_BYTES > 20);
	for (size_t page = 0; page < db.len; page += PAGE_BYTES)
		for (size_t i = page == 0 ? 0 : page / PAGE_BYTES % 5; i < sizeof places / sizeof *places;
			i += page == 0 ? 1 : 5) {
			unsigned char bit = (unsigned char)(1u << ((page / PAGE_BYTES + i) % 8));
			db.data[page + places[i]] ^= bit;
			spill(x->db, db.data, db.len);
			assert_int_equal(rows(x, &f), DAMAGED);
			db.data[page + places[i]] ^= bit;
		}
	buf_free(&db);
}

static void
missing_moved_and_blank_pages_are_seen(void **state)
{
	struct fixture *x = *state;
	struct fault f = {0};
	struct buf db = {0}, bad = {0};
	struct vault *v = begin_table(x);

	assert_int_equal(run(v, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) "
				"INSERT INTO t SELECT i, '' FROM n; UPDATE t SET a = " ROW "; VACUUM"),
		SQLITE_OK);
	vault_close(v);
	slurp(x->db, &db);
	for (size_t n = 0; n < db.len; n += PAGE_BYTES / 2) {
		spill(x->db, db.data, n);
		assert_int_equal(rows(x, &f), DAMAGED);
	}
	for (size_t page = 0; page + 2 * PAGE_BYTES <= db.len; page += PAGE_BYTES) {
		buf_reset(&bad);
		buf_add(&bad, db.data, db.len);
		memset(bad.data + page, 0, PAGE_BYTES);
		spill(x->db, bad.data, bad.len);
		assert_int_equal(rows(x, &f), DAMAGED);
		memcpy(bad.data + page, db.data + page + PAGE_BYTES, PAGE_BYTES);
		memcpy(bad.data + page + PAGE_BYTES, db.data + page, PAGE_BYTES);
		spill(x->db, bad.data, bad.len);
		assert_int_equal(rows(x, &f), DAMAGED);
	}
	buf_free(&db);
	buf_free(&bad);
}

/* A flip in the log is damage that is reported, or hits the last commits only and looks like a power cut. */
static void
a_flip_in_the_log_takes_at_most_the_last_commits(void **state)
{
	static const size_t places[] = {0, 3, 4, 7, 8, 12, 15, 16, 20, 23, 24, 48, 2000, 4079, 4080, 4103, 4104, 4119};
	struct fixture *x = *state;
	struct buf db = {0}, log = {0};
	struct fault f = {0};
	int seen = 0, kept = 0;

	crashed_state(x, 24, 8, &db, &log);
	put_back(x, &db, &log);
	assert_int_equal(rows(x, &f), 24);
	for (size_t at = 0; at + FRAME_BYTES <= log.len; at += at == 0 ? WAL_HEAD : FRAME_BYTES)
		for (size_t i = at == 0 ? 0 : at / FRAME_BYTES % 3; i < sizeof places / sizeof *places;
			i += at == 0 ? 1 : 3) {
			size_t place = at == 0 ? i * 31 / 17 : places[i];
			log.data[at + place] ^= 0x10;
			put_back(x, &db, &log);
			long long n = rows(x, &f);
			log.data[at + place] ^= 0x10;
			assert_true(n == DAMAGED || (n >= 22 && n <= 24));
			seen += n == DAMAGED;
			kept += n > 0;
		}
	assert_true(seen > 100);
	assert_true(kept > 0);
	buf_free(&db);
	buf_free(&log);
}

/* Who only reads would show old figures as if they were all: it is told too, and leaves the files as they are. */
static void
a_reader_is_told_of_a_bad_log(void **state)
{
	struct fixture *x = *state;
	struct buf db = {0}, log = {0}, after = {0};
	struct fault f = {0};

	crashed_state(x, 24, 8, &db, &log);
	log.data[WAL_HEAD + 5 * FRAME_BYTES + 1000] ^= 1;
	put_back(x, &db, &log);
	assert_null(fixture_vault(x, VAULT_COUNTY_READ, &f));
	assert_int_equal(f.code, EX_DATAERR);
	slurp(x->log, &after);
	assert_int_equal(after.len, log.len);
	assert_memory_equal(after.data, log.data, log.len);
	log.data[WAL_HEAD + 5 * FRAME_BYTES + 1000] ^= 1;
	put_back(x, &db, &log);
	struct vault *v = fixture_vault(x, VAULT_COUNTY_READ, &f);
	assert_non_null(v);
	assert_int_equal(number(v, "SELECT count(*) FROM t"), 24);
	vault_close(v);
	buf_free(&db);
	buf_free(&log);
	buf_free(&after);
}

/* A reader that looks through the log just now does not turn a writer away. */
static void
a_writer_waits_for_a_reader_s_look(void **state)
{
	struct fixture *x = *state;
	struct fault f = {0};
	int pipes[2], status;
	char path[96], c;

	snprintf(path, sizeof path, "%s/" VAULT_WRITER, x->folder);
	assert_int_equal(pipe(pipes), 0);
	pid_t child = fork();
	if (child == 0) {
		int lock = open(path, O_RDONLY);
		_exit(lock < 0 || flock(lock, LOCK_SH) < 0 || write(pipes[1], "c", 1) != 1 || usleep(100000) < 0);
	}
	assert_int_equal(read(pipes[0], &c, 1), 1);
	struct vault *v = fixture_vault(x, VAULT_COUNTY_WRITE, &f);
	assert_non_null(v);
	vault_close(v);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	close(pipes[0]);
	close(pipes[1]);
}

static void
a_cut_log_recovers_a_prefix(void **state)
{
	struct fixture *x = *state;
	struct buf db = {0}, log = {0};
	struct fault f = {0};
	long long before = 0;

	crashed_state(x, 16, 0, &db, &log);
	for (size_t n = WAL_HEAD; n <= log.len; n += n % FRAME_BYTES < 1400 ? 1371 : 689) {
		spill(x->db, db.data, db.len);
		spill(x->log, log.data, n);
		struct vault *v = fixture_vault(x, VAULT_CADRE, &f);
		assert_non_null(v);
		bool there = number(v, "SELECT count(*) FROM sqlite_schema WHERE name = 't'") == 1;
		vault_close(v);
		if (!there) {
			assert_int_equal(before, 0);
			continue;
		}
		spill(x->db, db.data, db.len);
		spill(x->log, log.data, n);
		long long now = rows(x, &f);
		assert_true(now >= before);
		before = now;
	}
	put_back(x, &db, &log);
	assert_int_equal(rows(x, &f), 16);
	buf_free(&db);
	buf_free(&log);
}

/* A power cut during a checkpoint: page 1 of the database is half new or gone, the log still has it. */
static void
a_torn_first_page_is_mended_from_the_log(void **state)
{
	struct fixture *x = *state;
	struct buf db = {0}, log = {0};
	struct fault f = {0};

	crashed_state(x, 12, 0, &db, &log);
	memset(db.data + 2048, 0xA5, 2048);
	put_back(x, &db, &log);
	assert_int_equal(rows(x, &f), 12);
	memset(db.data, 0, PAGE_BYTES);
	put_back(x, &db, &log);
	assert_int_equal(rows(x, &f), 12);
	buf_free(&db);
	buf_free(&log);
}

/* A cut while the log is begun anew tears its header when the database has everything; else the header went bad. */
static void
a_torn_log_header_is_told_from_a_bad_one(void **state)
{
	struct fixture *x = *state;
	struct buf db = {0}, log = {0}, old = {0};
	struct fault f = {0};
	struct vault *v = begin_table(x);

	for (int i = 0; i < 12; i++)
		assert_int_equal(run(v, "BEGIN; " ADD "COMMIT"), SQLITE_OK);
	slurp(x->db, &old);
	assert_int_equal(run(v, "PRAGMA wal_checkpoint(RESTART)"), SQLITE_OK);
	slurp(x->db, &db);
	slurp(x->log, &log);
	vault_close(v);
	log.data[21] ^= 0x40;
	put_back(x, &old, &log);
	assert_int_equal(rows(x, &f), DAMAGED);
	put_back(x, &db, &log);
	assert_int_equal(rows(x, &f), 12);
	buf_free(&db);
	buf_free(&log);
	buf_free(&old);
}

/* The child says each commit on a pipe; whatever was said must be there after kill -9 at any moment. */
static void
committing_child(struct fixture *x, int out)
{
	struct fault f = {0};
	struct vault *v = fixture_vault(x, VAULT_CADRE, &f);

	if (v == NULL || run(v, "PRAGMA wal_autocheckpoint=20; PRAGMA cache_size=10") != SQLITE_OK)
		_exit(1);
	for (;;) {
		if (run(v, "BEGIN; " ADD ADD ADD "UPDATE t SET a = a || '' WHERE id % 3 = 0; COMMIT") != SQLITE_OK ||
			write(out, "c", 1) != 1)
			_exit(2);
	}
}

static void
commits_survive_a_kill(void **state)
{
	struct fixture *x = *state;
	struct fault f = {0};
	long long said = 0;
	char c;

	vault_close(begin_table(x));
	for (int round = 0; round < 12; round++) {
		int pipes[2], status;
		assert_int_equal(pipe(pipes), 0);
		pid_t child = fork();
		if (child == 0)
			committing_child(x, pipes[1]);
		close(pipes[1]);
		for (int i = 0; i < 1 + round * 5 && read(pipes[0], &c, 1) == 1; i++)
			said++;
		usleep((useconds_t)(round * 371));
		assert_int_equal(kill(child, SIGKILL), 0);
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFSIGNALED(status));
		while (read(pipes[0], &c, 1) == 1)
			said++;
		close(pipes[0]);
		long long n = rows(x, &f);
		assert_true(n == said * 3 || n == said * 3 + 3);
		said = n / 3;
	}
}

/* A file that may not grow further, as on a full disk or over quota. */
static void
a_full_disk_keeps_what_was_saved(void **state)
{
	struct fixture *x = *state;
	struct fault f = {0};
	int status, pipes[2];
	char c;

	vault_close(begin_table(x));
	assert_int_equal(pipe(pipes), 0);
	pid_t child = fork();
	if (child == 0) {
		struct rlimit limit = {300000, 300000};
		signal(SIGXFSZ, SIG_IGN);
		struct vault *v = fixture_vault(x, VAULT_CADRE, &f);
		if (v == NULL || setrlimit(RLIMIT_FSIZE, &limit) < 0)
			_exit(1);
		int rc;
		while ((rc = run(v, "BEGIN; " ADD "COMMIT")) == SQLITE_OK)
			if (write(pipes[1], "c", 1) != 1)
				_exit(2);
		vault_fault(v, &f);
		_exit(f.code == EX_CANTCREAT && number(v, "SELECT count(*) > 0 FROM t") == 1 ? 0 : 3);
	}
	close(pipes[1]);
	long long said = 0;
	while (read(pipes[0], &c, 1) == 1)
		said++;
	close(pipes[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_true(said > 3);
	f = (struct fault){0};
	assert_int_equal(rows(x, &f), said);
}

#define WITH_VAULT(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_VAULT(every_flip_in_the_database_is_seen),
		WITH_VAULT(missing_moved_and_blank_pages_are_seen),
		WITH_VAULT(a_flip_in_the_log_takes_at_most_the_last_commits),
		WITH_VAULT(a_reader_is_told_of_a_bad_log),
		WITH_VAULT(a_writer_waits_for_a_reader_s_look),
		WITH_VAULT(a_cut_log_recovers_a_prefix),
		WITH_VAULT(a_torn_first_page_is_mended_from_the_log),
		WITH_VAULT(a_torn_log_header_is_told_from_a_bad_one),
		WITH_VAULT(commits_survive_a_kill),
		WITH_VAULT(a_full_disk_keeps_what_was_saved),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
