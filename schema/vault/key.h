#ifndef VAULT_KEY_H
#define VAULT_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fault.h"
#include "vault/page.h"

/*
 * The key file beside the database: the data key, wrapped once for each cadre under a passphrase and once for each
 * recovery key. Two equal copies, each with its hash: a copy that went bad is passed over, and a file that is whole but
 * does not open tells a wrong passphrase from damage.
 */
#define KEY_SLOTS 16
#define KEY_WHO 64 /* bytes of a cadre's name, UTF-8 */
#define KEY_ID 16
#define KEY_PUBLIC 32
#define KEY_SEALED 80 /* an anonymous box to a recovery key: 32 of ephemeral key, 16 of tag, the data key */

enum key_kind { KEY_PASSPHRASE = 1, KEY_RECOVERY = 2 };

struct key_slot {
	enum key_kind kind;
	char who[KEY_WHO + 1];
	uint32_t passes, mebibytes;                                /* Argon2id's cost */
	unsigned char salt[16], nonce[24], wrapped[DATA_KEY + 16]; /* KEY_PASSPHRASE */
	unsigned char pk[KEY_PUBLIC], sealed[KEY_SEALED];          /* KEY_RECOVERY */
};

struct key_file {
	uint32_t generation;           /* counts rewrites, the greater of two whole copies is the newer */
	unsigned char id[KEY_ID];      /* the vault's own, random */
	unsigned char check[DATA_KEY]; /* derived from the data key, to test a recovered one */
	size_t n;
	struct key_slot slot[KEY_SLOTS];
};

/* Start a key file for ${data_key} and the random ${id}, without slots. */
void key_file_start(struct key_file *k, const unsigned char id[KEY_ID], const unsigned char data_key[DATA_KEY]);

/* Read ${path}. EX_NOINPUT when it is not there, EX_DATAERR when both copies are damaged. 0 or -1. */
int key_file_read(const char *path, struct key_file *k, struct fault *f);

/* Write ${path} as a whole, old or new content after a crash; raises the generation. 0 or -1. */
int key_file_write(const char *path, struct key_file *k, bool fresh, struct fault *f);

/* Wrap ${data_key} under a passphrase of ${n} bytes into the slot named ${who}, new or replaced. EX_USAGE for an empty
 * passphrase, a name that does not fit, no slot left. 0 or -1. */
int key_wrap(struct key_file *k, const char *who, const char *passphrase, size_t n,
	const unsigned char data_key[DATA_KEY], struct fault *f);

/* Seal ${data_key} to the recovery key ${pk}, new or replaced. 0 or -1. */
int key_wrap_public(struct key_file *k, const unsigned char pk[KEY_PUBLIC], const unsigned char data_key[DATA_KEY],
	struct fault *f);

/* Try the passphrase on every slot: the slot's number and the data key, or -1 with EX_NOPERM when it opens none,
 * EX_OSERR when there is not the memory to try. ${path} is for the message. */
int key_unwrap(const struct key_file *k, const char *path, const char *passphrase, size_t n,
	unsigned char data_key[DATA_KEY], struct fault *f);

/* Whether ${data_key} is the one this file wraps. */
bool key_fits(const struct key_file *k, const unsigned char data_key[DATA_KEY]);

#endif
