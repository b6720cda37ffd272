#include "vault/vault.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "file.h"
#include "vault/inner.h"
#include "vault/log_check.h"
#include "words.h"

int
vault_begin(struct fault *f)
{
	struct rlimit none = {0, 0};

	if (sodium_init() < 0)
		return fault_set(f, EX_OSERR,
			_("The cryptography of this computer does not work; nothing can be opened safely."));
	vault_memory_begin();
	setrlimit(RLIMIT_CORE, &none);
#ifndef __SANITIZE_ADDRESS__ /* its leak search attaches to the process, which this forbids */
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
	return 0;
}

/* How SQLite's results read to people. Extended codes come first, then the primary ones. */
static const struct {
	int rc, code;
	const char *text; /* the folder goes in */
} meanings[] = {
	{SQLITE_IOERR_DATA, EX_DATAERR,
		N_("The vault in %s is damaged or was altered. Nothing was changed. Copy the whole folder to "
		   "a safe place, then restore the newest backup or ask the county for help.")},
	{SQLITE_CORRUPT, EX_DATAERR,
		N_("The vault in %s is damaged or was altered. Nothing was changed. Copy the whole folder to "
		   "a safe place, then restore the newest backup or ask the county for help.")},
	{SQLITE_NOTADB, EX_DATAERR,
		N_("The vault in %s is damaged or was altered. Nothing was changed. Copy the whole folder to "
		   "a safe place, then restore the newest backup or ask the county for help.")},
	{SQLITE_BUSY, EX_TEMPFAIL,
		N_("The vault in %s is open elsewhere. Close the other program, or wait until it is done.")},
	{SQLITE_LOCKED, EX_TEMPFAIL,
		N_("The vault in %s is open elsewhere. Close the other program, or wait until it is done.")},
	{SQLITE_FULL, EX_CANTCREAT,
		N_("The disk with %s is full. What was saved before is safe; make room and save again.")},
	{SQLITE_READONLY, EX_NOPERM, N_("The vault in %s may not be written here. What was saved before is safe.")},
	{SQLITE_PERM, EX_NOPERM, N_("The vault in %s may not be opened by this user.")},
	{SQLITE_IOERR, EX_IOERR,
		N_("Reading or writing the vault in %s failed: the disk may be failing. What was saved before is "
		   "safe; close the program, and back the folder up.")},
	{SQLITE_CANTOPEN, EX_IOERR, N_("A file of the vault in %s cannot be opened. What was saved before is safe.")},
};

int
vault_sqlite_fault(const char *folder, int rc, struct fault *f)
{
	if (rc == SQLITE_IOERR_NOMEM || (rc & 0xFF) == SQLITE_NOMEM)
		return fault_memory(f);
	for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
		if (meanings[i].rc == rc || meanings[i].rc == (rc & 0xFF))
			return fault_set(f, meanings[i].code, _(meanings[i].text), folder);
	return fault_set(f, EX_SOFTWARE,
		_("The vault in %s refused a request of the program (%s). What was saved before is safe."), folder,
		sqlite3_errstr(rc));
}

int
vault_fault(struct vault *v, struct fault *f)
{
	return vault_sqlite_fault(v->folder, sqlite3_extended_errcode(v->db), f);
}

/* Another file could be another VFS's, in plaintext. VACUUM attaches a nameless one, which is in memory. */
static int
authorize(void *self, int action, const char *name, const char *b, const char *c, const char *d)
{
	(void)self, (void)b, (void)c, (void)d;
	return action == SQLITE_ATTACH && name != NULL && name[0] != '\0' ? SQLITE_DENY : SQLITE_OK;
}

#define FOR(use) (1 << (use))
#define FOR_ALL (FOR(VAULT_CADRE) | FOR(VAULT_COUNTY_WRITE) | FOR(VAULT_COUNTY_READ))
static const struct {
	int uses;
	const char *sql;
} settings[] = {
	/* Before the first read: the log's index is then kept in memory and the file locked for as long as it is open.
	 */
	{FOR(VAULT_CADRE), "PRAGMA locking_mode=EXCLUSIVE"},
	{FOR_ALL, "PRAGMA temp_store=MEMORY"},
	{FOR_ALL, "PRAGMA page_size=4096"},
	{FOR_ALL, "PRAGMA synchronous=FULL"},
	{FOR_ALL, "PRAGMA cache_size=-8192"},
	{FOR_ALL, "PRAGMA foreign_keys=OFF"},
	{FOR_ALL, "PRAGMA trusted_schema=OFF"},
	{FOR_ALL, "PRAGMA cell_size_check=ON"},
	{FOR_ALL, "PRAGMA secure_delete=OFF"},
	{FOR_ALL, "PRAGMA journal_size_limit=16777216"},
	{FOR(VAULT_COUNTY_READ), "PRAGMA wal_autocheckpoint=0"},
	{FOR(VAULT_COUNTY_READ), "PRAGMA query_only=ON"},
};

int
vault_handle(struct vault *v, const char *path, int flags, struct fault *f)
{
	int reserve = PAGE_RESERVE, rc;

	if ((v->vfs = vault_vfs_new(v->keys)) == NULL)
		return fault_memory(f);
	rc = sqlite3_open_v2(path, &v->db,
		flags | SQLITE_OPEN_READWRITE | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE,
		vault_vfs_name(v->vfs));
	if (rc != SQLITE_OK)
		return vault_sqlite_fault(v->folder, rc, f);
	sqlite3_busy_timeout(v->db, v->use == VAULT_CADRE ? 0 : 5000);
	sqlite3_set_authorizer(v->db, authorize, NULL);
	sqlite3_db_config(v->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	if (v->use == VAULT_COUNTY_READ)
		sqlite3_db_config(v->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	/* Asked for before anything is written, and a no-op for a file that has it. */
	sqlite3_file_control(v->db, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserve);
	for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
		if (settings[i].uses & FOR(v->use) &&
			(rc = sqlite3_exec(v->db, settings[i].sql, NULL, NULL, NULL)) != SQLITE_OK)
			return vault_sqlite_fault(v->folder, rc, f);
	return 0;
}

struct vault *
vault_new(const char *folder, enum vault_use use, struct fault *f)
{
	struct vault *v = calloc(1, sizeof *v);
	size_t n = strlen(folder);

	if (v == NULL) {
		fault_memory(f);
		return NULL;
	}
	v->use = use;
	v->lock_fd = -1;
	if (n >= sizeof v->folder) {
		fault_set(f, EX_USAGE, _("The path is too long: %s"), folder);
		free(v);
		return NULL;
	}
	memcpy(v->folder, folder, n + 1);
	return v;
}

/* A reader shares the writer's lock for the moment it takes to look through the log; a writer waits for that. */
enum { LOOKS = 500, LOOK_US = 20000 };

int
vault_lock(struct vault *v, struct fault *f)
{
	char path[VAULT_PATH];

	if (v->use == VAULT_COUNTY_READ)
		return 0;
	if (file_join(path, sizeof path, v->folder, VAULT_WRITER, f) < 0)
		return -1;
	v->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (v->lock_fd < 0)
		return fault_errno(f, EX_CANTCREAT, _("Cannot create %s"), path);
	for (int i = 0; i < LOOKS; i++) {
		if (flock(v->lock_fd, LOCK_EX | LOCK_NB) == 0)
			return 0;
		if (errno != EWOULDBLOCK)
			return fault_errno(f, EX_IOERR, _("Cannot lock %s"), path);
		if (flock(v->lock_fd, LOCK_SH | LOCK_NB) < 0)
			break; /* a writer */
		flock(v->lock_fd, LOCK_UN);
		usleep(LOOK_US);
	}
	return vault_sqlite_fault(v->folder, SQLITE_BUSY, f);
}

static int
unlock_key(struct vault *v, const char *passphrase, size_t n, struct fault *f)
{
	char path[VAULT_PATH];
	struct key_file k;

	if (file_join(path, sizeof path, v->folder, VAULT_KEY, f) < 0)
		return -1;
	if (!file_exists(path))
		return fault_set(f, EX_NOINPUT,
			_("The key file %s is missing; without it the vault cannot be opened. Put back a copy of it "
			  "from a "
			  "backup."),
			path);
	if (key_file_read(path, &k, f) < 0)
		return -1;
	if ((v->data_key = sodium_malloc(DATA_KEY)) == NULL)
		return fault_memory(f);
	if (key_unwrap(&k, path, passphrase, n, v->data_key, f) < 0)
		return -1;
	sodium_mprotect_readonly(v->data_key);
	return 0;
}

/* An integer or the first letters of a text from a PRAGMA; only called on what is read once at opening. */
static int
ask(struct vault *v, const char *sql, int *number, char word[8], struct fault *f)
{
	sqlite3_stmt *st = NULL;
	int rc = sqlite3_prepare_v2(v->db, sql, -1, &st, NULL);

	if (rc == SQLITE_OK && (rc = sqlite3_step(st)) == SQLITE_ROW) {
		const char *text = (const char *)sqlite3_column_text(st, 0);
		snprintf(word, 8, "%s", text != NULL ? text : "");
		*number = sqlite3_column_int(st, 0);
	}
	sqlite3_finalize(st);
	return rc == SQLITE_ROW ? 0 : vault_sqlite_fault(v->folder, rc == SQLITE_DONE ? SQLITE_CORRUPT : rc, f);
}

static int
first_look(struct vault *v, struct fault *f)
{
	char word[8];
	int number;

	/* The first read takes the lock, recovers the log and opens page 1. */
	if (ask(v, "SELECT count(*) FROM sqlite_schema", &number, word, f) < 0 ||
		ask(v, "PRAGMA application_id", &number, word, f) < 0)
		return -1;
	if (number != VAULT_APPLICATION)
		return vault_sqlite_fault(v->folder, SQLITE_CORRUPT, f);
	if (ask(v, "PRAGMA journal_mode=WAL", &number, word, f) < 0)
		return -1;
	return strcmp(word, "wal") == 0 ? 0 : vault_sqlite_fault(v->folder, SQLITE_CORRUPT, f);
}

/* A reader looks only while nobody writes: a log that grows under its eyes would seem damaged, and its writer has looked
 * before. */
static int
look_through_log(struct vault *v, const char *db, const char *log, struct fault *f)
{
	char path[VAULT_PATH];
	int lock = -1, rc = 0;

	if (v->use != VAULT_COUNTY_READ)
		return log_check(v->keys, db, log, f);
	if (file_join(path, sizeof path, v->folder, VAULT_WRITER, f) < 0)
		return -1;
	lock = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (lock < 0 && errno != ENOENT)
		return fault_errno(f, EX_IOERR, _("Cannot open %s"), path);
	if (lock < 0 || flock(lock, LOCK_SH | LOCK_NB) == 0)
		rc = log_check(v->keys, db, log, f);
	if (lock >= 0)
		close(lock);
	return rc;
}

int
vault_start(struct vault *v, struct fault *f)
{
	char db[VAULT_PATH], log[VAULT_PATH];

	if (file_join(db, sizeof db, v->folder, VAULT_DB, f) < 0 ||
		file_join(log, sizeof log, v->folder, VAULT_LOG, f) < 0)
		return -1;
	if ((v->keys = page_keys_new(v->data_key)) == NULL)
		return fault_memory(f);
	return look_through_log(v, db, log, f) < 0 || vault_handle(v, db, 0, f) < 0 || first_look(v, f) < 0 ? -1 : 0;
}

static int
open_parts(struct vault *v, const char *passphrase, size_t n, struct fault *f)
{
	char db[VAULT_PATH];

	if (file_join(db, sizeof db, v->folder, VAULT_DB, f) < 0)
		return -1;
	if (!file_exists(db))
		return fault_set(f, EX_NOINPUT, _("There is no vault in %s."), v->folder);
	return vault_lock(v, f) < 0 || unlock_key(v, passphrase, n, f) < 0 || vault_start(v, f) < 0 ? -1 : 0;
}

int
vault_open(
	struct vault **out, const char *folder, const char *passphrase, size_t n, enum vault_use use, struct fault *f)
{
	struct vault *v = vault_new(folder, use, f);

	*out = NULL;
	if (v == NULL)
		return -1;
	if (open_parts(v, passphrase, n, f) < 0) {
		vault_close(v);
		return -1;
	}
	*out = v;
	return 0;
}

struct sqlite3 *
vault_sqlite(struct vault *v)
{
	return v->db;
}

void
vault_close(struct vault *v)
{
	if (v == NULL)
		return;
	for (sqlite3_stmt *st; v->db != NULL && (st = sqlite3_next_stmt(v->db, NULL)) != NULL;)
		sqlite3_finalize(st);
	/* A handle that is still busy (a backup, a blob) needs its VFS and keys: they are then left to the process's
	 * end. */
	if (sqlite3_close(v->db) == SQLITE_OK) {
		vault_vfs_free(v->vfs);
		page_keys_free(v->keys);
	}
	sodium_free(v->data_key);
	if (v->lock_fd >= 0)
		close(v->lock_fd);
	free(v);
}
