#include "vault_fixture.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

static int
try_open(const char *folder, const char *passphrase, struct fault *f)
{
	struct vault *v;
	int rc = vault_open(&v, folder, passphrase, strlen(passphrase), VAULT_CADRE, f);

	assert_int_equal(rc == 0, v != NULL);
	vault_close(v);
	return rc;
}

static void
opens_again_and_keeps_rows(void **state)
{
	struct fixture *x = *state;
	struct fault f = {0};
	struct vault *v;
	struct stat st;

	assert_int_equal(vault_open(&v, x->folder, PASSPHRASE, strlen(PASSPHRASE), VAULT_CADRE, &f), 0);
	assert_int_equal(run(v, "CREATE TABLE t(a); INSERT INTO t VALUES ('" MARKER "')"), SQLITE_OK);
	vault_close(v);
	assert_int_equal(vault_open(&v, x->folder, PASSPHRASE, strlen(PASSPHRASE), VAULT_CADRE, &f), 0);
	assert_int_equal(number(v, "SELECT count(*) FROM t WHERE a = '" MARKER "'"), 1);
	vault_close(v);
	assert_int_equal(stat(x->db, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(stat(x->key, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

static void
tells_wrong_passphrase_from_damage_and_absence(void **state)
{
	struct fixture *x = *state;
	struct fault f[4] = {{0}};
	struct buf key = {0};

	assert_int_equal(try_open(x->folder, "three quiet boat", &f[0]), -1);
	assert_int_equal(f[0].code, EX_NOPERM);
	slurp(x->key, &key);
	struct buf bad = {0};
	buf_add(&bad, key.data, key.len);
	bad.data[40] ^= 1;
	spill(x->key, bad.data, bad.len);
	assert_int_equal(try_open(x->folder, PASSPHRASE, &f[1]), 0); /* the second copy */
	bad.data[8192 + 40] ^= 1;
	spill(x->key, bad.data, bad.len);
	assert_int_equal(try_open(x->folder, PASSPHRASE, &f[1]), -1);
	assert_int_equal(f[1].code, EX_DATAERR);
	assert_int_equal(unlink(x->key), 0);
	assert_int_equal(try_open(x->folder, PASSPHRASE, &f[2]), -1);
	assert_int_equal(f[2].code, EX_NOINPUT);
	assert_int_equal(try_open("/tmp/fangpin-no-such-folder", PASSPHRASE, &f[3]), -1);
	assert_int_equal(f[3].code, EX_NOINPUT);
	assert_string_not_equal(f[0].text, f[1].text);
	buf_free(&key);
	buf_free(&bad);
}

/* Every byte of the key file, in both copies at once, and every length it may be cut to. */
static void
key_file_damage_is_always_seen(void **state)
{
	struct fixture *x = *state;
	struct buf key = {0};
	struct key_file k;

	slurp(x->key, &key);
	assert_int_equal(key.len, 16384);
	for (size_t i = 0; i < 8192; i += i < 400 ? 1 : 97) {
		struct fault f = {0};
		key.data[i] ^= 0x20;
		key.data[i + 8192] ^= 0x20;
		spill(x->key, key.data, key.len);
		assert_int_equal(key_file_read(x->key, &k, &f), -1);
		assert_int_equal(f.code, EX_DATAERR);
		key.data[i] ^= 0x20;
		key.data[i + 8192] ^= 0x20;
	}
	for (size_t n = 0; n <= key.len; n += 512) {
		struct fault f = {0};
		spill(x->key, key.data, n);
		assert_int_equal(key_file_read(x->key, &k, &f), n >= 8192 ? 0 : -1);
	}
	buf_free(&key);
}

static void
a_second_program_is_told_at_once(void **state)
{
	struct fixture *x = *state;
	struct fault f = {0};
	struct vault *v = fixture_vault(x, VAULT_CADRE, &f);

	assert_non_null(v);
	pid_t child = fork();
	if (child == 0) {
		struct fault g = {0};
		try_open(x->folder, PASSPHRASE, &g);
		_exit(g.code);
	}
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), EX_TEMPFAIL);
	/* Without the lock file too: SQLite's own lock is held from the opening on. */
	char lock[96];
	snprintf(lock, sizeof lock, "%s/writer.lock", x->folder);
	assert_int_equal(unlink(lock), 0);
	child = fork();
	if (child == 0) {
		struct fault g = {0};
		try_open(x->folder, PASSPHRASE, &g);
		_exit(g.code);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(WEXITSTATUS(status), EX_TEMPFAIL);
	vault_close(v);
}

static void
never_makes_a_vault_over_another(void **state)
{
	struct fixture *x = *state;
	struct world w = world_real();
	struct fault f = {0};
	char other[96];

	assert_int_equal(vault_create(x->folder, "b", "other", 5, &w, &f), -1);
	assert_int_equal(f.code, EX_CANTCREAT);
	assert_int_equal(try_open(x->folder, PASSPHRASE, &f), 0);
	/* A crash before the last rename leaves the first name: made anew. */
	snprintf(other, sizeof other, "%s/" VAULT_NEW, x->folder);
	assert_int_equal(rename(x->db, other), 0);
	assert_int_equal(vault_create(x->folder, "b", "other", 5, &w, &f), 0);
	assert_int_equal(try_open(x->folder, "other", &f), 0);
	/* A key alone may belong to a database in a backup. */
	assert_int_equal(unlink(x->db), 0);
	assert_int_equal(vault_create(x->folder, "b", "other", 5, &w, &f), -1);
	assert_true(file_exists(x->key));
	f = (struct fault){0};
	assert_int_equal(vault_create(x->folder, "b", "", 0, &w, &f), -1);
	assert_int_equal(f.code, EX_USAGE);
}

static void
passphrases_change_and_add(void **state)
{
	struct fixture *x = *state;
	struct fault f = {0};
	struct vault *v = fixture_vault(x, VAULT_CADRE, &f);

	assert_non_null(v);
	assert_int_equal(vault_change_passphrase(v, "wrong", 5, "new", 3, &f), -1);
	assert_int_equal(f.code, EX_NOPERM);
	assert_int_equal(vault_change_passphrase(v, PASSPHRASE, strlen(PASSPHRASE), "new", 3, &f), 0);
	assert_int_equal(vault_add_slot(v, "第二位", "second", 6, &f), 0);
	vault_close(v);
	assert_int_equal(try_open(x->folder, PASSPHRASE, &f), -1);
	assert_int_equal(f.code, EX_NOPERM);
	assert_int_equal(try_open(x->folder, "new", &f), 0);
	assert_int_equal(try_open(x->folder, "second", &f), 0);
}

static void
a_lost_passphrase_is_recovered(void **state)
{
	struct fixture *x = *state;
	unsigned char pk[32], sk[32], sealed[80], key[32];
	struct fault f = {0};
	struct vault *v = fixture_vault(x, VAULT_CADRE, &f);

	assert_non_null(v);
	crypto_box_keypair(pk, sk);
	assert_int_equal(vault_sealed_key(x->folder, pk, sealed, &f), -1);
	assert_int_equal(f.code, EX_NOINPUT);
	assert_int_equal(vault_wrap_public(v, pk, &f), 0);
	vault_close(v);
	assert_int_equal(vault_sealed_key(x->folder, pk, sealed, &f), 0);
	assert_int_equal(crypto_box_seal_open(key, sealed, sizeof sealed, pk, sk), 0);
	assert_int_equal(vault_recover(x->folder, key, "cadre", "found", 5, &f), 0);
	assert_int_equal(try_open(x->folder, "found", &f), 0);
	key[3] ^= 1;
	assert_int_equal(vault_recover(x->folder, key, "cadre", "found", 5, &f), -1);
	assert_int_equal(f.code, EX_DATAERR);
}

/* The first transaction is larger than the page cache, so that pages reach the log before page 1 and before the commit;
 * then pages change again within a transaction, which makes SQLite overwrite frames and renew their checksums. */
static void
no_plaintext_reaches_the_disk(void **state)
{
	struct fixture *x = *state;
	struct fault f = {0};
	struct buf b = {0};
	struct vault *v = fixture_vault(x, VAULT_CADRE, &f);

	assert_non_null(v);
	assert_int_equal(run(v, "PRAGMA cache_size=20; BEGIN; CREATE TABLE t(a INTEGER PRIMARY KEY, b, c); "
				"CREATE INDEX i ON t(b);"
				"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000) "
				"INSERT INTO t SELECT i, '" MARKER "' || (i * 7919 % 4001), zeroblob(i % 300) FROM n;"
				"UPDATE t SET c = b || c WHERE a % 3 = 0; SAVEPOINT s; DELETE FROM t WHERE a % 2 = 0; "
				"ROLLBACK TO s;"
				"UPDATE t SET b = b || a;"),
		SQLITE_OK);
	slurp(x->log, &b);
	assert_true(b.len > 100 * 4096);
	assert_false(holds(&b, MARKER));
	assert_int_equal(run(v, "COMMIT"), SQLITE_OK);
	assert_int_equal(run(v, "CREATE TEMP TABLE u AS SELECT * FROM t; CREATE INDEX j ON t(c, b); "
				"SELECT count(*) FROM (SELECT DISTINCT c, b FROM t ORDER BY b, c)"),
		SQLITE_OK);
	slurp(x->log, &b);
	assert_false(holds(&b, MARKER));
	assert_int_equal(run(v, "PRAGMA wal_checkpoint(FULL)"), SQLITE_OK);
	assert_int_equal(run(v, "DELETE FROM t WHERE a % 5 = 0; VACUUM"), SQLITE_OK);
	assert_int_equal(number(v, "SELECT count(*) FROM t"), 3200);
	vault_close(v);
	slurp(x->db, &b);
	assert_true(b.len > 500000);
	assert_false(holds(&b, MARKER));
	assert_false(holds(&b, "CREATE TABLE"));
	v = fixture_vault(x, VAULT_CADRE, &f);
	assert_non_null(v);
	assert_int_equal(number(v, "SELECT count(*) FROM t"), 3200);
	assert_int_equal(number(v, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"), 1);
	vault_close(v);
	buf_free(&b);
}

/* What the vault does not promise to keep sealed must fail, not leak. */
static void
other_files_are_refused(void **state)
{
	struct fixture *x = *state;
	struct fault f = {0};
	struct buf b = {0};
	char sql[256];
	struct vault *v = fixture_vault(x, VAULT_CADRE, &f);

	assert_non_null(v);
	assert_int_equal(run(v, "CREATE TABLE t(a); INSERT INTO t VALUES ('" MARKER "')"), SQLITE_OK);
	snprintf(sql, sizeof sql, "ATTACH 'file:%s/plain?vfs=unix' AS p", x->folder);
	assert_int_not_equal(run(v, sql), SQLITE_OK);
	snprintf(sql, sizeof sql, "VACUUM INTO '%s/plain'", x->folder);
	assert_int_not_equal(run(v, sql), SQLITE_OK);
	assert_int_not_equal(
		run(v, "PRAGMA temp_store=FILE; PRAGMA temp.cache_size=10; CREATE TEMP TABLE u AS "
		       "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000) SELECT '" MARKER
		       "' || i FROM n"),
		SQLITE_OK);
	run(v, "PRAGMA journal_mode=DELETE");
	run(v, "PRAGMA mmap_size=1000000");
	run(v, "INSERT INTO t VALUES ('" MARKER "')");
	vault_close(v);
	slurp(x->db, &b);
	assert_false(holds(&b, MARKER));
	snprintf(sql, sizeof sql, "%s/plain", x->folder);
	assert_true(!file_exists(sql));
	snprintf(sql, sizeof sql, "%s-journal", x->db);
	assert_true(!file_exists(sql));
	v = fixture_vault(x, VAULT_CADRE, &f);
	assert_non_null(v);
	assert_int_equal(number(v, "SELECT count(*) > 0 FROM t"), 1);
	vault_close(v);
	buf_free(&b);
}

/* County: a reader sees committed rows while the writer works, cannot write, and leaves the log alone. */
static void
county_reads_while_one_writes(void **state)
{
	struct fixture *x = *state;
	struct fault f = {0};
	struct stat before, after;
	struct vault *w = fixture_vault(x, VAULT_COUNTY_WRITE, &f);

	assert_non_null(w);
	assert_int_equal(run(w, "CREATE TABLE t(a); INSERT INTO t VALUES (1)"), SQLITE_OK);
	assert_null(fixture_vault(x, VAULT_COUNTY_WRITE, &f));
	assert_int_equal(f.code, EX_TEMPFAIL);
	struct vault *r = fixture_vault(x, VAULT_COUNTY_READ, &f);
	assert_non_null(r);
	assert_int_equal(number(r, "SELECT count(*) FROM t"), 1);
	assert_int_equal(run(w, "BEGIN; INSERT INTO t VALUES (2)"), SQLITE_OK);
	assert_int_equal(number(r, "SELECT count(*) FROM t"), 1);
	assert_int_equal(run(w, "COMMIT"), SQLITE_OK);
	assert_int_equal(number(r, "SELECT count(*) FROM t"), 2);
	assert_int_not_equal(run(r, "INSERT INTO t VALUES (3)"), SQLITE_OK);
	vault_close(w);
	assert_int_equal(stat(x->log, &before), 0);
	vault_close(r);
	assert_int_equal(stat(x->log, &after), 0);
	assert_int_equal(before.st_size, after.st_size);
	w = fixture_vault(x, VAULT_COUNTY_WRITE, &f);
	assert_non_null(w);
	assert_int_equal(number(w, "SELECT count(*) FROM t"), 2);
	vault_close(w);
}

static void
a_backup_opens_and_finds_damage(void **state)
{
	struct fixture *x = *state, copy = *x;
	struct fault f = {0};
	struct buf b = {0};
	char path[96];
	struct vault *v = fixture_vault(x, VAULT_CADRE, &f);

	assert_non_null(v);
	strcat(copy.folder, "/copy");
	assert_int_equal(mkdir(copy.folder, 0700), 0);
	assert_int_equal(run(v, "CREATE TABLE t(a); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
				"WHERE i < 900) INSERT INTO t SELECT '" MARKER "' || i FROM n"),
		SQLITE_OK);
	assert_int_equal(run(v, "BEGIN"), SQLITE_OK);
	assert_int_equal(vault_backup(v, copy.folder, &f), -1);
	assert_int_equal(f.code, EX_USAGE);
	assert_int_equal(run(v, "COMMIT"), SQLITE_OK);
	assert_int_equal(vault_backup(v, copy.folder, &f), 0);
	assert_int_equal(vault_backup(v, copy.folder, &f), -1); /* never over another */
	assert_int_equal(f.code, EX_CANTCREAT);
	assert_int_equal(run(v, "DELETE FROM t"), SQLITE_OK);
	vault_close(v);
	assert_int_equal(try_open(copy.folder, PASSPHRASE, &f), 0);
	v = fixture_vault(&copy, VAULT_CADRE, &f);
	assert_non_null(v);
	assert_int_equal(number(v, "SELECT count(*) FROM t"), 900);
	vault_close(v);
	/* A bad page in the original is reported, and nothing that opens is left. */
	slurp(x->db, &b);
	assert_true(b.len > 4 * PAGE_BYTES);
	b.data[b.len - 100] ^= 1;
	spill(x->db, b.data, b.len);
	strcat(strcpy(copy.folder, x->folder), "/other");
	assert_int_equal(mkdir(copy.folder, 0700), 0);
	v = fixture_vault(x, VAULT_CADRE, &f);
	assert_non_null(v);
	assert_int_equal(vault_backup(v, copy.folder, &f), -1);
	assert_int_equal(f.code, EX_DATAERR);
	vault_close(v);
	snprintf(path, sizeof path, "%s/" VAULT_DB, copy.folder);
	assert_false(file_exists(path));
	snprintf(path, sizeof path, "%s/" VAULT_KEY, copy.folder);
	assert_false(file_exists(path));
	buf_free(&b);
}

static void
faults_have_their_codes(void **state)
{
	static const struct {
		int rc, code;
	} rows[] = {{SQLITE_FULL, EX_CANTCREAT}, {SQLITE_BUSY, EX_TEMPFAIL}, {SQLITE_CORRUPT, EX_DATAERR},
		{SQLITE_NOTADB, EX_DATAERR}, {SQLITE_IOERR_DATA, EX_DATAERR}, {SQLITE_IOERR_READ, EX_IOERR},
		{SQLITE_CORRUPT_INDEX, EX_DATAERR}, {SQLITE_NOMEM, EX_OSERR}, {SQLITE_CONSTRAINT_UNIQUE, EX_SOFTWARE}};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct fault f = {0};
		assert_int_equal(vault_sqlite_fault("v", rows[i].rc, &f), -1);
		assert_int_equal(f.code, rows[i].code);
	}
}

#define WITH_VAULT(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_VAULT(opens_again_and_keeps_rows),
		WITH_VAULT(tells_wrong_passphrase_from_damage_and_absence),
		WITH_VAULT(key_file_damage_is_always_seen),
		WITH_VAULT(a_second_program_is_told_at_once),
		WITH_VAULT(never_makes_a_vault_over_another),
		WITH_VAULT(passphrases_change_and_add),
		WITH_VAULT(a_lost_passphrase_is_recovered),
		WITH_VAULT(no_plaintext_reaches_the_disk),
		WITH_VAULT(other_files_are_refused),
		WITH_VAULT(county_reads_while_one_writes),
		WITH_VAULT(a_backup_opens_and_finds_damage),
		cmocka_unit_test(faults_have_their_codes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
