#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "vault/inner.h"
#include "words.h"

int
vault_places(struct vault_places *p, const char *folder, struct fault *f)
{
	return file_join(p->db, sizeof p->db, folder, VAULT_DB, f) < 0 ||
			       file_join(p->fresh, sizeof p->fresh, folder, VAULT_NEW, f) < 0 ||
			       file_join(p->fresh_log, sizeof p->fresh_log, folder, VAULT_NEW "-wal", f) < 0 ||
			       file_join(p->key, sizeof p->key, folder, VAULT_KEY, f) < 0
		       ? -1
		       : 0;
}

int
vault_places_clear(const struct vault_places *p, const char *folder, struct fault *f)
{
	if (file_exists(p->db) || (file_exists(p->key) && !file_exists(p->fresh)))
		return fault_set(f, EX_CANTCREAT, _("There is a vault in %s already; it is left as it is."), folder);
	if ((unlink(p->key) < 0 && errno != ENOENT) || (unlink(p->fresh_log) < 0 && errno != ENOENT) ||
		(unlink(p->fresh) < 0 && errno != ENOENT))
		return fault_errno(f, EX_CANTCREAT, _("Cannot clear an unfinished vault in %s"), folder);
	return 0;
}

/* One empty database in its final form: page size, reserve, log mode, application id. The journal of this first write
 * is in memory, since the shim refuses one on disk; a crash leaves an unfinished file that the next try removes. */
static int
fill(struct vault *v, const char *path, struct fault *f)
{
	static const char *const steps[] = {"PRAGMA journal_mode=MEMORY", "PRAGMA auto_vacuum=NONE",
		"PRAGMA encoding='UTF-8'", "PRAGMA application_id=1179670065", "PRAGMA journal_mode=WAL",
		"PRAGMA wal_checkpoint(TRUNCATE)"};
	_Static_assert(VAULT_APPLICATION == 1179670065, "the two spellings agree");

	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return fault_errno(f, EX_CANTCREAT, _("Cannot create %s"), path);
	close(fd);
	if (vault_handle(v, path, 0, f) < 0)
		return -1;
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		int rc = sqlite3_exec(v->db, steps[i], NULL, NULL, NULL);
		if (rc != SQLITE_OK)
			return vault_sqlite_fault(v->folder, rc, f);
	}
	return 0;
}

int
vault_places_finish(const struct vault_places *p, const char *folder, struct fault *f)
{
	int fd = open(p->fresh, O_RDWR | O_CLOEXEC), dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc = 0;

	/* The second fsync of the file is for vfat, which writes the new name only then. */
	if (fd < 0 || dir < 0 || fsync(fd) < 0 || rename(p->fresh, p->db) < 0 || fsync(fd) < 0 ||
		(fsync(dir) < 0 && errno != EINVAL))
		rc = fault_errno(f, EX_IOERR, _("Cannot write %s"), p->db);
	if (fd >= 0)
		close(fd);
	if (dir >= 0)
		close(dir);
	return rc;
}

static int
make_parts(struct vault *v, const struct vault_places *p, const char *who, const char *passphrase, size_t n,
	const struct world *w, struct fault *f)
{
	struct key_file k;
	unsigned char id[KEY_ID];

	v->data_key = sodium_malloc(DATA_KEY);
	if (v->data_key == NULL)
		return fault_memory(f);
	w->random(w->self, v->data_key, DATA_KEY);
	w->random(w->self, id, sizeof id);
	v->keys = page_keys_new(v->data_key);
	if (v->keys == NULL)
		return fault_memory(f);
	key_file_start(&k, id, v->data_key);
	if (key_wrap(&k, who, passphrase, n, v->data_key, f) < 0 || vault_places_clear(p, v->folder, f) < 0 ||
		fill(v, p->fresh, f) < 0)
		return -1;
	if (sqlite3_close(v->db) != SQLITE_OK)
		return vault_sqlite_fault(v->folder, SQLITE_IOERR, f);
	v->db = NULL;
	return key_file_write(p->key, &k, true, f) < 0 || vault_places_finish(p, v->folder, f) < 0 ? -1 : 0;
}

int
vault_create(
	const char *folder, const char *who, const char *passphrase, size_t n, const struct world *w, struct fault *f)
{
	struct vault *v = vault_new(folder, VAULT_CADRE, f);
	struct vault_places p;
	int rc = -1;

	if (v != NULL && vault_places(&p, folder, f) == 0 && vault_lock(v, f) == 0)
		rc = make_parts(v, &p, who, passphrase, n, w, f);
	vault_close(v);
	return rc;
}
