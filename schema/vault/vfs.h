#ifndef VAULT_VFS_H
#define VAULT_VFS_H

#include "vault/page.h"

/*
 * The shim between SQLite and the files: databases and write-ahead logs opened through it are sealed page by page.
 * Every other kind of file (rollback journals, temporary and statement files) is refused, so that a wrong setting ends
 * in an error and never in plaintext on the disk. There is no memory mapping.
 */
struct vault_vfs;

/* Register a VFS of its own, over the system's default one, that seals with ${keys}; it lives until vault_vfs_free()
 * and must outlive every handle opened with it. ${keys} stay the caller's. NULL when out of memory. */
struct vault_vfs *vault_vfs_new(const struct page_keys *keys);

/* The name to give to sqlite3_open_v2(). */
const char *vault_vfs_name(const struct vault_vfs *v);

/* Unregister and free; NULL-safe. */
void vault_vfs_free(struct vault_vfs *v);

#endif
