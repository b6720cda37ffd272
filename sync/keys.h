#ifndef KEYS_H
#define KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "fault.h"
#include "world.h"

/*
 * Keys and what is done with them. Secrets live in guarded memory behind struct keypair and are wiped by keys_free().
 * Signatures and hashes carry a label, so that bytes signed for one purpose mean nothing for another.
 */

enum {
	KEY_ID = 8,
	KEY_PUBLIC = 32,
	KEY_SECRET = 33,    /* of keys_write_secret() */
	KEY_SIGNATURE = 64,
	KEY_HASH = 32,
	KEY_SALT = 16,
	KEY_BOX = 48,       /* what keys_box() adds */
	KEY_FILE = 136      /* bytes of a passphrase file */
};

enum key_use { KEY_SIGNING = 1, KEY_SEALING = 2 }; /* Ed25519, X25519 */

struct keypair;

/* A new pair from the world's randomness, or the pair of a seed. NULL when out of (guarded) memory. */
struct keypair *keys_new(enum key_use use, const struct world *w);
struct keypair *keys_from_seed(enum key_use use, const unsigned char seed[KEY_PUBLIC]);
void keys_free(struct keypair *k); /* wipes; NULL-safe */

enum key_use keys_use(const struct keypair *k);
const unsigned char *keys_public(const struct keypair *k); /* KEY_PUBLIC bytes, living as long as ${k} */

/* The id of a public key: for a signing key this is the device id. */
void keys_id(const unsigned char public_key[KEY_PUBLIC], unsigned char id[KEY_ID]);

/* The secret as KEY_SECRET opaque bytes, to be kept only inside the vault; wipe them after use. 0 or -1 (memory). */
int keys_write_secret(const struct keypair *k, struct buf *out);

/* The pair of keys_write_secret() bytes; NULL when they are none or memory ran out. */
struct keypair *keys_read_secret(const void *bytes, size_t n);

/*
 * An offline key (root, recovery) in a file of its own under a passphrase, by Argon2id with 256 MiB. ${kind} is the
 * certificate kind, told to the reader. 0 or -1.
 */
int keys_protect(const struct keypair *k, unsigned kind, const char *passphrase, const struct world *w, struct buf *out,
	struct fault *f);

/* The pair in such a file. NULL: EX_NOPERM for a wrong passphrase, EX_DATAERR for anything that is no such file. */
struct keypair *keys_unprotect(const void *bytes, size_t n, unsigned kind, const char *passphrase, struct fault *f);

/* 32 bytes of key from a secret of few bits: Argon2id, 256 MiB, three passes. 0, or -1 when memory is short. */
int keys_derive(const void *secret, size_t n, const unsigned char salt[KEY_SALT], unsigned char key[KEY_HASH],
	struct fault *f);

/* H32 of PROTOCOL.md over label, zero byte and two pieces (either may be NULL with 0 bytes). */
void keys_hash(unsigned char out[KEY_HASH], const char *label, const void *a, size_t n_a, const void *b, size_t n_b);

/* Ed25519 over label, zero byte and message (at most 64 KiB). 0 or -1 (memory, or no signing key). */
int keys_sign(const struct keypair *k, const char *label, const void *msg, size_t n, unsigned char sig[KEY_SIGNATURE]);
bool keys_verify(const unsigned char public_key[KEY_PUBLIC], const char *label, const void *msg, size_t n,
	const unsigned char sig[KEY_SIGNATURE]);

/* Append ${msg} sealed so that only the holder of ${public_key} reads it (crypto_box_seal). 0 or -1. */
int keys_box(
	const unsigned char public_key[KEY_PUBLIC], const void *msg, size_t n, const struct world *w, struct buf *out);

/* The ${n} - KEY_BOX bytes inside, written to ${msg}. 0, or -1 when it was not sealed to ${k} or was changed. */
int keys_unbox(const struct keypair *k, const void *box, size_t n, unsigned char *msg);

/* Overwrite secret bytes. */
void keys_wipe(void *p, size_t n);

#endif
