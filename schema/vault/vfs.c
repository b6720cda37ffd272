#include "vault/vfs.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vault/shim.h"

struct vault_vfs {
	sqlite3_vfs base;
	sqlite3_vfs *root;
	const struct page_keys *keys;
	char name[40];
};

static struct shim_file *
shim(sqlite3_file *base)
{
	return (struct shim_file *)base;
}

static sqlite3_vfs *
root_of(sqlite3_vfs *v)
{
	return ((struct vault_vfs *)v)->root;
}

/* The part of a database that SQLite reads in pieces is the header in page 1. Before a log is recovered that page may
 * be torn; the constants must come back then and no error, or recovery would never start. */
static int
header_read(struct shim_file *f, void *out, int n, sqlite3_int64 at)
{
	unsigned char plain[PAGE_BYTES];

	if (page_unseal(f->keys, 1, f->sealed, plain) < 0)
		page_header_make(plain);
	memcpy(out, plain + at, (size_t)n);
	sodium_memzero(plain, sizeof plain);
	return SQLITE_OK;
}

static int
db_read(sqlite3_file *base, void *out, int n, sqlite3_int64 at)
{
	struct shim_file *f = shim(base);
	sqlite3_int64 size;
	int whole = n == PAGE_BYTES && at % PAGE_BYTES == 0;

	memset(out, 0, (size_t)n);
	if (at < 0 || (!whole && at + n > PAGE_BYTES))
		return SQLITE_IOERR_DATA;
	int rc = f->real->pMethods->xRead(f->real, f->sealed, PAGE_BYTES, whole ? at : 0);
	if (rc == SQLITE_IOERR_SHORT_READ) {
		/* An empty file is a new database. A file cut short must not be taken for one with empty pages. */
		rc = f->real->pMethods->xFileSize(f->real, &size);
		if (rc == SQLITE_OK && size == 0 && at < PAGE_BYTES)
			return SQLITE_IOERR_SHORT_READ;
		if (rc == SQLITE_OK && whole)
			return SQLITE_IOERR_DATA;
	}
	if (rc != SQLITE_OK)
		return rc;
	if (!whole)
		return header_read(f, out, n, at);
	return page_unseal(f->keys, (uint32_t)(at / PAGE_BYTES) + 1, f->sealed, out) < 0 ? SQLITE_IOERR_DATA
											 : SQLITE_OK;
}

int
shim_full(struct shim_file *f, int rc)
{
	int why = 0;

	if ((rc & 0xFF) != SQLITE_IOERR)
		return rc;
	f->real->pMethods->xFileControl(f->real, SQLITE_FCNTL_LAST_ERRNO, &why);
	return why == ENOSPC || why == EDQUOT || why == EFBIG ? SQLITE_FULL : rc;
}

static int
db_write(sqlite3_file *base, const void *data, int n, sqlite3_int64 at)
{
	struct shim_file *f = shim(base);

	if (n != PAGE_BYTES || at < 0 || at % PAGE_BYTES != 0 || at / PAGE_BYTES >= UINT32_MAX)
		return SQLITE_IOERR_WRITE;
	if (at == 0 && !page_header_ok(data))
		return SQLITE_IOERR_WRITE;
	page_seal(f->keys, (uint32_t)(at / PAGE_BYTES) + 1, data, f->sealed);
	return shim_full(f, f->real->pMethods->xWrite(f->real, f->sealed, PAGE_BYTES, at));
}

static int
shim_close(sqlite3_file *base)
{
	struct shim_file *f = shim(base);
	int rc = f->real->pMethods->xClose(f->real);

	sodium_memzero(f->held, sizeof f->held);
	f->base.pMethods = NULL;
	return rc;
}

static int
shim_truncate(sqlite3_file *base, sqlite3_int64 size)
{
	shim_log_drop(shim(base));
	return shim(base)->real->pMethods->xTruncate(shim(base)->real, size);
}

/* An unfinished frame stays held: SQLite syncs between its two pieces on disks where a write may harm its neighbours,
 * and then needs durable only what came before that frame. */
static int
shim_sync(sqlite3_file *base, int flags)
{
	return shim_full(shim(base), shim(base)->real->pMethods->xSync(shim(base)->real, flags));
}

static int
shim_size(sqlite3_file *base, sqlite3_int64 *size)
{
	return shim(base)->real->pMethods->xFileSize(shim(base)->real, size);
}

static int
shim_lock(sqlite3_file *base, int level)
{
	return shim(base)->real->pMethods->xLock(shim(base)->real, level);
}

static int
shim_unlock(sqlite3_file *base, int level)
{
	return shim(base)->real->pMethods->xUnlock(shim(base)->real, level);
}

static int
shim_reserved(sqlite3_file *base, int *held)
{
	return shim(base)->real->pMethods->xCheckReservedLock(shim(base)->real, held);
}

static int
shim_control(sqlite3_file *base, int op, void *arg)
{
	switch (op) {
	case SQLITE_FCNTL_MMAP_SIZE:
		*(sqlite3_int64 *)arg = 0;
		return SQLITE_OK;
	case SQLITE_FCNTL_SIZE_HINT: /* these two grow the file with zeros, which are no sealed pages */
	case SQLITE_FCNTL_CHUNK_SIZE:
		return SQLITE_OK;
	default:
		return shim(base)->real->pMethods->xFileControl(shim(base)->real, op, arg);
	}
}

static int
shim_sector(sqlite3_file *base)
{
	return shim(base)->real->pMethods->xSectorSize(shim(base)->real);
}

/* Only the promises that hold for sealed pages too. No atomic writes: they would be of plaintext pages. */
static int
shim_traits(sqlite3_file *base)
{
	return shim(base)->real->pMethods->xDeviceCharacteristics(shim(base)->real) &
	       (SQLITE_IOCAP_POWERSAFE_OVERWRITE | SQLITE_IOCAP_UNDELETABLE_WHEN_OPEN);
}

static int
shim_shm_map(sqlite3_file *base, int region, int size, int extend, void volatile **at)
{
	return shim(base)->real->pMethods->xShmMap(shim(base)->real, region, size, extend, at);
}

static int
shim_shm_lock(sqlite3_file *base, int offset, int n, int flags)
{
	return shim(base)->real->pMethods->xShmLock(shim(base)->real, offset, n, flags);
}

static void
shim_shm_barrier(sqlite3_file *base)
{
	shim(base)->real->pMethods->xShmBarrier(shim(base)->real);
}

static int
shim_shm_unmap(sqlite3_file *base, int del)
{
	return shim(base)->real->pMethods->xShmUnmap(shim(base)->real, del);
}

/* Version 2: shared memory for the log's index, but no xFetch, so that nothing is ever mapped. */
#define METHODS(read, write)                                                                                           \
	{                                                                                                              \
		2, shim_close, read, write, shim_truncate, shim_sync, shim_size, shim_lock, shim_unlock,               \
			shim_reserved, shim_control, shim_sector, shim_traits, shim_shm_map, shim_shm_lock,            \
			shim_shm_barrier, shim_shm_unmap, NULL, NULL                                                   \
	}
static const sqlite3_io_methods db_methods = METHODS(db_read, db_write);
static const sqlite3_io_methods log_methods = METHODS(shim_log_read, shim_log_write);

static int
vfs_open(sqlite3_vfs *v, sqlite3_filename name, sqlite3_file *base, int flags, int *out)
{
	struct vault_vfs *own = (struct vault_vfs *)v;
	struct shim_file *f = shim(base);

	memset(f, 0, sizeof *f);
	if (name == NULL || (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)) == 0)
		return SQLITE_CANTOPEN;
	f->real = (sqlite3_file *)(f + 1);
	f->keys = own->keys;
	f->whole_read = -1;
	int rc = own->root->xOpen(own->root, name, f->real, flags, out);
	if (rc == SQLITE_OK && f->real->pMethods->iVersion >= 2) {
		f->base.pMethods = flags & SQLITE_OPEN_WAL ? &log_methods : &db_methods;
		return SQLITE_OK;
	}
	if (f->real->pMethods != NULL)
		f->real->pMethods->xClose(f->real);
	return rc == SQLITE_OK ? SQLITE_CANTOPEN : rc;
}

static int
vfs_delete(sqlite3_vfs *v, const char *name, int sync_folder)
{
	return root_of(v)->xDelete(root_of(v), name, sync_folder);
}

/* A rollback journal beside the vault is never ours: SQLite must not try to play it back. */
static int
vfs_access(sqlite3_vfs *v, const char *name, int flags, int *yes)
{
	static const char journal[] = "-journal";
	size_t n = strlen(name), k = sizeof journal - 1;

	if (n > k && strcmp(name + n - k, journal) == 0) {
		*yes = 0;
		return SQLITE_OK;
	}
	return root_of(v)->xAccess(root_of(v), name, flags, yes);
}

static int
vfs_full_path(sqlite3_vfs *v, const char *name, int n, char *out)
{
	return root_of(v)->xFullPathname(root_of(v), name, n, out);
}

static void *
vfs_dl_open(sqlite3_vfs *v, const char *name)
{
	(void)v, (void)name;
	return NULL;
}

static void
vfs_dl_error(sqlite3_vfs *v, int n, char *out)
{
	(void)v;
	if (n > 0)
		out[0] = '\0';
}

static int
vfs_random(sqlite3_vfs *v, int n, char *out)
{
	(void)v;
	randombytes_buf(out, (size_t)n);
	return n;
}

static int
vfs_sleep(sqlite3_vfs *v, int microseconds)
{
	return root_of(v)->xSleep(root_of(v), microseconds);
}

static int
vfs_julian(sqlite3_vfs *v, double *day)
{
	return root_of(v)->xCurrentTime(root_of(v), day);
}

static int
vfs_last_error(sqlite3_vfs *v, int n, char *out)
{
	return root_of(v)->xGetLastError(root_of(v), n, out);
}

static int
vfs_julian_ms(sqlite3_vfs *v, sqlite3_int64 *now)
{
	return root_of(v)->xCurrentTimeInt64(root_of(v), now);
}

struct vault_vfs *
vault_vfs_new(const struct page_keys *keys)
{
	sqlite3_vfs *root = sqlite3_vfs_find(NULL);
	struct vault_vfs *v = root != NULL && root->iVersion >= 2 ? calloc(1, sizeof *v) : NULL;

	if (v == NULL)
		return NULL;
	v->root = root;
	v->keys = keys;
	/* SQLite finds a VFS by name; the address makes it one vault's own. */
	snprintf(v->name, sizeof v->name, "fangpin-%p", (void *)v);
	v->base = (sqlite3_vfs){.iVersion = 2,
		.szOsFile = (int)sizeof(struct shim_file) + root->szOsFile,
		.mxPathname = root->mxPathname,
		.zName = v->name,
		.xOpen = vfs_open,
		.xDelete = vfs_delete,
		.xAccess = vfs_access,
		.xFullPathname = vfs_full_path,
		.xDlOpen = vfs_dl_open,
		.xDlError = vfs_dl_error,
		.xRandomness = vfs_random,
		.xSleep = vfs_sleep,
		.xCurrentTime = vfs_julian,
		.xGetLastError = vfs_last_error,
		.xCurrentTimeInt64 = vfs_julian_ms};
	if (sqlite3_vfs_register(&v->base, 0) == SQLITE_OK)
		return v;
	free(v);
	return NULL;
}

const char *
vault_vfs_name(const struct vault_vfs *v)
{
	return v->name;
}

void
vault_vfs_free(struct vault_vfs *v)
{
	if (v == NULL)
		return;
	sqlite3_vfs_unregister(&v->base);
	free(v);
}
