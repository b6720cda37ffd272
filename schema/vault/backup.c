#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include "file.h"
#include "vault/inner.h"
#include "vault/shim.h"
#include "words.h"

/* Bring everything into the database file. This vault being the only writer, nothing changes there until its next
 * checkpoint, which cannot come while the copy runs. */
static int
empty_log(struct vault *v, struct fault *f)
{
	sqlite3_stmt *st = NULL;
	int rc = sqlite3_prepare_v2(v->db, "PRAGMA wal_checkpoint(TRUNCATE)", -1, &st, NULL), busy = 1;

	if (rc == SQLITE_OK && (rc = sqlite3_step(st)) == SQLITE_ROW)
		busy = sqlite3_column_int(st, 0);
	sqlite3_finalize(st);
	if (rc != SQLITE_ROW || busy)
		return vault_sqlite_fault(v->folder, rc != SQLITE_ROW ? rc : SQLITE_BUSY, f);
	return 0;
}

static int
put_all(int fd, const unsigned char *p, size_t n)
{
	while (n > 0) {
		ssize_t put = write(fd, p, n);
		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return -1;
		p += put;
		n -= (size_t)put;
	}
	return 0;
}

/* Read through SQLite's own descriptor: opening and closing another would drop the lock on the database. A page of
 * zeros was never written and nothing refers to it. */
static int
copy_pages(struct vault *v, int fd, const char *path, struct fault *f)
{
	unsigned char sealed[PAGE_BYTES], plain[PAGE_BYTES];
	sqlite3_file *file = NULL;
	sqlite3_int64 size = 0;
	int rc = sqlite3_file_control(v->db, "main", SQLITE_FCNTL_FILE_POINTER, &file);

	if (rc == SQLITE_OK)
		rc = file->pMethods->xFileSize(file, &size);
	if (rc == SQLITE_OK && (size == 0 || size % PAGE_BYTES != 0))
		rc = SQLITE_CORRUPT;
	for (sqlite3_int64 at = 0; rc == SQLITE_OK && at < size; at += PAGE_BYTES) {
		sqlite3_file *real = ((struct shim_file *)file)->real;
		rc = real->pMethods->xRead(real, sealed, PAGE_BYTES, at);
		if (rc == SQLITE_OK && !sodium_is_zero(sealed, PAGE_BYTES) &&
			page_unseal(v->keys, (uint32_t)(at / PAGE_BYTES) + 1, sealed, plain) < 0)
			rc = SQLITE_IOERR_DATA;
		sodium_memzero(plain, sizeof plain);
		if (rc == SQLITE_OK && put_all(fd, sealed, PAGE_BYTES) < 0)
			return fault_errno(f, EX_IOERR, _("Cannot write %s"), path);
	}
	return rc == SQLITE_OK ? 0 : vault_sqlite_fault(v->folder, rc, f);
}

static int
copy_parts(struct vault *v, const struct vault_places *p, const char *folder, struct fault *f)
{
	char key_path[VAULT_PATH];
	struct key_file k;

	if (file_join(key_path, sizeof key_path, v->folder, VAULT_KEY, f) < 0 || key_file_read(key_path, &k, f) < 0)
		return -1;
	int fd = open(p->fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return fault_errno(f, EX_CANTCREAT, _("Cannot create %s"), p->fresh);
	int rc = copy_pages(v, fd, p->fresh, f);
	if (close(fd) < 0 && rc == 0)
		rc = fault_errno(f, EX_IOERR, _("Cannot write %s"), p->fresh);
	if (rc == 0 && key_file_write(p->key, &k, true, f) < 0)
		rc = -1;
	return rc < 0 ? -1 : vault_places_finish(p, folder, f);
}

int
vault_backup(struct vault *v, const char *folder, struct fault *f)
{
	struct vault_places p;

	if (v->use == VAULT_COUNTY_READ || !sqlite3_get_autocommit(v->db))
		return fault_set(f, EX_USAGE, _("A backup needs the vault open for writing and no change under way."));
	if (vault_places(&p, folder, f) < 0 || vault_places_clear(&p, folder, f) < 0 || empty_log(v, f) < 0)
		return -1;
	if (copy_parts(v, &p, folder, f) == 0)
		return 0;
	/* Where both names stand the database is not in place yet, and the key is only this backup's copy. */
	if (file_exists(p.fresh) && !file_exists(p.db))
		unlink(p.key);
	unlink(p.fresh);
	return -1;
}
