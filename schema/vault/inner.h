#ifndef VAULT_INNER_H
#define VAULT_INNER_H

#include <sqlite3.h>

#include "vault/key.h"
#include "vault/vault.h"
#include "vault/vfs.h"

/* What vault.c, create.c and slots.c share; nobody else includes it. */

#define VAULT_PATH 4096
#define VAULT_DB "vault.db"
#define VAULT_NEW "vault.new" /* the database until it is complete */
#define VAULT_LOG "vault.db-wal"
#define VAULT_KEY "vault.key"
#define VAULT_WRITER "writer.lock"
#define VAULT_APPLICATION 0x46505631 /* application_id: a file that lost its pages does not pass for an empty vault */

struct vault {
	unsigned char *data_key; /* sodium memory */
	struct page_keys *keys;
	struct vault_vfs *vfs;
	sqlite3 *db;
	enum vault_use use;
	int lock_fd; /* writer.lock, held; -1 for readers */
	char folder[VAULT_PATH];
};

/* Have SQLite wipe memory before it gives it back: pages in its cache are plaintext. Does nothing when SQLite is in use
 * already. */
void vault_memory_begin(void);

/* A vault of ${folder} with nothing open yet, for vault_close(). NULL with a fault. */
struct vault *vault_new(const char *folder, enum vault_use use, struct fault *f);

/* Become the folder's only writer, unless the vault is for reading; EX_TEMPFAIL when another is. 0 or -1. */
int vault_lock(struct vault *v, struct fault *f);

/* With the lock taken and the data key there: check the log, open the database, take the first look. 0 or -1. */
int vault_start(struct vault *v, struct fault *f);

/* Open ${path} with the shim, create or not. The handle may be set even after -1. */
int vault_handle(struct vault *v, const char *path, int flags, struct fault *f);

/* A vault in the making: the database is renamed into place last, so that while its first name exists nothing is there
 * that anybody has used. */
struct vault_places {
	char db[VAULT_PATH], fresh[VAULT_PATH], fresh_log[VAULT_PATH], key[VAULT_PATH];
};

/* The paths in ${folder}; 0 or -1. */
int vault_places(struct vault_places *p, const char *folder, struct fault *f);

/* Remove what a crash left half made; a vault that is there is refused (EX_CANTCREAT). 0 or -1. */
int vault_places_clear(const struct vault_places *p, const char *folder, struct fault *f);

/* Make the complete database, under its first name, durable and give it its own. 0 or -1. */
int vault_places_finish(const struct vault_places *p, const char *folder, struct fault *f);

#endif
