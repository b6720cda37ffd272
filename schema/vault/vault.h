#ifndef VAULT_H
#define VAULT_H

#include <stddef.h>

#include "fault.h"
#include "world.h"

/*
 * The encrypted database of a folder: vault.db (sealed pages), vault.db-wal (sealed log) and vault.key (the data key,
 * wrapped). Three kinds of failure have their own exit code everywhere below: a wrong passphrase is EX_NOPERM, a
 * damaged or altered file EX_DATAERR, a vault that is open elsewhere EX_TEMPFAIL. Also: not there EX_NOINPUT, full disk
 * EX_CANTCREAT. Passphrases are ${n} bytes, stay the caller's, and are the caller's to wipe.
 */
struct sqlite3;
struct vault;

enum vault_use {
	VAULT_CADRE,        /* the only connection there is; nothing else can open the vault meanwhile */
	VAULT_COUNTY_WRITE, /* the one writer, for a whole job; readers may come and go */
	VAULT_COUNTY_READ   /* never writes, never checkpoints */
};

/* First thing in main(): start the cryptography and forbid core dumps. May be called again. 0 or -1. */
int vault_begin(struct fault *f);

/*
 * Make vault.key and an empty vault.db in ${folder} (which exists), with a new data key from ${w} wrapped under the
 * passphrase in a slot named ${who}. A vault that is there already is refused (EX_CANTCREAT) and left as it is. A crash
 * on the way leaves no vault, and creating again then works. 0 or -1.
 */
int vault_create(
	const char *folder, const char *who, const char *passphrase, size_t n, const struct world *w, struct fault *f);

/* Open the vault of ${folder}; *${out} is the caller's to close, NULL after a failure. Takes about a second (Argon2id).
 * 0 or -1. */
int vault_open(
	struct vault **out, const char *folder, const char *passphrase, size_t n, enum vault_use use, struct fault *f);

/*
 * The database handle, for as long as the vault is open. ATTACH of named files is refused on it, temporary tables are
 * in memory. What sqlite3_serialize() or a backup to a handle of another VFS gives is plaintext. To change the journal
 * mode or write a temporary file fails with SQLITE_CANTOPEN.
 */
struct sqlite3 *vault_sqlite(struct vault *v);

/* Finalize what is left, close, let the lock go, wipe the keys. NULL-safe. */
void vault_close(struct vault *v);

/* Turn the handle's last error into a fault for people; never shows data. Always -1. */
int vault_fault(struct vault *v, struct fault *f);

/* The same for a result code of SQLite (extended codes are told apart) and the database in ${folder}. Always -1. */
int vault_sqlite_fault(const char *folder, int rc, struct fault *f);

/* Wrap the data key of the slot that ${was} opens under ${now} instead. The data is not written again. 0 or -1; after
 * -1 the old passphrase still opens. */
int vault_change_passphrase(
	struct vault *v, const char *was, size_t was_n, const char *now, size_t now_n, struct fault *f);

/* Whether the passphrase opens a slot of the open vault: unlocking a screen. EX_NOPERM when it does not. Takes about a
 * second. 0 or -1. */
int vault_verify(struct vault *v, const char *passphrase, size_t n, struct fault *f);

/* Wrap the data key under one more passphrase, for ${who}; a slot of that name is replaced. 0 or -1. */
int vault_add_slot(struct vault *v, const char *who, const char *passphrase, size_t n, struct fault *f);

/* Seal the data key to the offline recovery key (X25519), which is then found in the key file. 0 or -1. */
int vault_wrap_public(struct vault *v, const unsigned char recovery_pk[32], struct fault *f);

/*
 * Lost passphrase, first half: the data key of ${folder} as it is sealed to the recovery key ${recovery_pk}, to be
 * carried to who holds that key. Needs no passphrase. EX_NOINPUT when nothing is sealed to it. 0 or -1.
 */
int vault_sealed_key(
	const char *folder, const unsigned char recovery_pk[32], unsigned char sealed[80], struct fault *f);

/* Lost passphrase, second half: wrap the recovered ${data_key} under a new passphrase for ${who}. EX_DATAERR when it is
 * another vault's key. 0 or -1. */
int vault_recover(const char *folder, const unsigned char data_key[32], const char *who, const char *passphrase,
	size_t n, struct fault *f);

/*
 * Copy the open vault, as it is sealed, into ${folder} (which exists and holds no vault): same data key, same
 * passphrases. Every page is opened on the way, so that damage is found while the original is still there. Not within a
 * transaction, and not for VAULT_COUNTY_READ (EX_USAGE); EX_TEMPFAIL while a reader keeps old pages in use. 0 or -1;
 * after -1 what is in ${folder} is no backup.
 */
int vault_backup(struct vault *v, const char *folder, struct fault *f);

#endif
