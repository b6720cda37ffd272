#ifndef VAULT_SHIM_H
#define VAULT_SHIM_H

#include <sqlite3.h>

#include "vault/page.h"

/* One open file of the shim; private to vfs.c and vfs_log.c. The system's own file object follows it in memory. */
struct shim_file {
	sqlite3_file base;
	sqlite3_file *real;
	const struct page_keys *keys;
	sqlite3_int64 held_at;             /* log: where the unfinished frame in ${held} starts */
	int held_n;                        /* bytes of it so far */
	sqlite3_int64 whole_read;          /* log: place of the frame just read as a whole, or -1 */
	unsigned char held[FRAME_BYTES];   /* plaintext; wiped when the frame is complete */
	unsigned char sealed[FRAME_BYTES]; /* only ever holds what may be on the disk */
};

/* Read and write of a write-ahead log, as sqlite3_io_methods wants them. */
int shim_log_read(sqlite3_file *base, void *out, int n, sqlite3_int64 at);
int shim_log_write(sqlite3_file *base, const void *data, int n, sqlite3_int64 at);

/* The result ${rc} of a write or sync on the real file; SQLite itself tells a full disk only for one of its reasons, a
 * quota or a size limit are the same to people. */
int shim_full(struct shim_file *f, int rc);

/* Forget an unfinished frame. */
void shim_log_drop(struct shim_file *f);

#endif
