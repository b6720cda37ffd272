#include "keys.h"

#include <sodium.h>
#include <string.h>

#include "journal/hash.h"
#include "words.h"

#define MAGIC "FPK1"
#define OPS 3
#define KIB 262144
#define MESSAGE 65536

struct keypair {
	enum key_use use;
	unsigned char seed[KEY_PUBLIC];
	unsigned char public_key[KEY_PUBLIC];
	unsigned char secret[crypto_sign_SECRETKEYBYTES];
};

_Static_assert(KEY_PUBLIC == crypto_sign_PUBLICKEYBYTES && KEY_PUBLIC == crypto_box_PUBLICKEYBYTES, "public keys");
_Static_assert(KEY_PUBLIC == crypto_sign_SEEDBYTES && KEY_PUBLIC == crypto_box_SEEDBYTES, "seeds");
_Static_assert(KEY_BOX == crypto_box_SEALBYTES && KEY_SALT == crypto_pwhash_SALTBYTES, "boxes and salts");
_Static_assert(KEY_HASH == crypto_secretbox_KEYBYTES && KEY_SIGNATURE == crypto_sign_BYTES, "keys and signatures");

struct keypair *
keys_from_seed(enum key_use use, const unsigned char seed[KEY_PUBLIC])
{
	if (sodium_init() < 0)
		return NULL;
	struct keypair *k = sodium_malloc(sizeof *k);
	if (k == NULL)
		return NULL;
	*k = (struct keypair){.use = use};
	memcpy(k->seed, seed, sizeof k->seed);
	if (use == KEY_SIGNING)
		crypto_sign_seed_keypair(k->public_key, k->secret, seed);
	else
		crypto_box_seed_keypair(k->public_key, k->secret, seed);
	return k;
}

struct keypair *
keys_new(enum key_use use, const struct world *w)
{
	unsigned char seed[KEY_PUBLIC];

	w->random(w->self, seed, sizeof seed);
	struct keypair *k = keys_from_seed(use, seed);
	sodium_memzero(seed, sizeof seed);
	return k;
}

void
keys_free(struct keypair *k)
{
	sodium_free(k);
}

enum key_use
keys_use(const struct keypair *k)
{
	return k->use;
}

const unsigned char *
keys_public(const struct keypair *k)
{
	return k->public_key;
}

void
keys_hash(unsigned char out[KEY_HASH], const char *label, const void *a, size_t n_a, const void *b, size_t n_b)
{
	struct hash h;

	hash_start(&h, KEY_HASH);
	hash_add(&h, label, strlen(label) + 1);
	hash_add(&h, a, n_a);
	hash_add(&h, b, n_b);
	hash_end(&h, out);
}

void
keys_id(const unsigned char public_key[KEY_PUBLIC], unsigned char id[KEY_ID])
{
	unsigned char full[KEY_HASH];

	keys_hash(full, "fangpin public key 1", public_key, KEY_PUBLIC, NULL, 0);
	memcpy(id, full, KEY_ID);
}

int
keys_write_secret(const struct keypair *k, struct buf *out)
{
	buf_byte(out, k->use);
	return buf_add(out, k->seed, sizeof k->seed);
}

struct keypair *
keys_read_secret(const void *bytes, size_t n)
{
	struct reader r = reader_of(bytes, n);
	unsigned use = reader_byte(&r);
	const unsigned char *seed = reader_bytes(&r, KEY_PUBLIC);

	if (!reader_done(&r) || (use != KEY_SIGNING && use != KEY_SEALING))
		return NULL;
	return keys_from_seed((enum key_use)use, seed);
}

int
keys_derive(const void *secret, size_t n, const unsigned char salt[KEY_SALT], unsigned char key[KEY_HASH],
	struct fault *f)
{
	if (sodium_init() < 0 || crypto_pwhash(key, KEY_HASH, secret, n, salt, OPS, (size_t)KIB * 1024,
					 crypto_pwhash_ALG_ARGON2ID13) < 0)
		return fault_set(f, EX_OSERR,
			_("Deriving the key needs 256 MiB of free memory. Close other programs and try again; "
			  "nothing was changed."));
	return 0;
}

int
keys_protect(const struct keypair *k, unsigned kind, const char *passphrase, const struct world *w, struct buf *out,
	struct fault *f)
{
	unsigned char salt[KEY_SALT], nonce[crypto_secretbox_NONCEBYTES], key[KEY_HASH];
	unsigned char box[KEY_PUBLIC + crypto_secretbox_MACBYTES];

	w->random(w->self, salt, sizeof salt);
	w->random(w->self, nonce, sizeof nonce);
	if (keys_derive(passphrase, strlen(passphrase), salt, key, f) < 0)
		return -1;
	crypto_secretbox_easy(box, k->seed, sizeof k->seed, nonce, key);
	sodium_memzero(key, sizeof key);
	buf_text(out, MAGIC);
	buf_u32(out, kind & 0xFF);
	buf_add(out, salt, sizeof salt);
	buf_u32(out, OPS);
	buf_u32(out, KIB);
	buf_add(out, nonce, sizeof nonce);
	buf_add(out, box, sizeof box);
	if (buf_add(out, k->public_key, sizeof k->public_key) < 0)
		return fault_memory(f);
	return 0;
}

struct keypair *
keys_unprotect(const void *bytes, size_t n, unsigned kind, const char *passphrase, struct fault *f)
{
	struct reader r = reader_of(bytes, n);
	const unsigned char *magic = reader_bytes(&r, 4);
	uint32_t found = reader_u32(&r);
	const unsigned char *salt = reader_bytes(&r, KEY_SALT);
	uint32_t ops = reader_u32(&r), kib = reader_u32(&r);
	const unsigned char *nonce = reader_bytes(&r, crypto_secretbox_NONCEBYTES);
	const unsigned char *box = reader_bytes(&r, KEY_PUBLIC + crypto_secretbox_MACBYTES);
	const unsigned char *public_key = reader_bytes(&r, KEY_PUBLIC);
	unsigned char key[KEY_HASH], seed[KEY_PUBLIC];
	struct keypair *k = NULL;

	if (!reader_done(&r) || memcmp(magic, MAGIC, 4) != 0 || found != kind || ops != OPS || kib != KIB) {
		fault_set(f, EX_DATAERR,
			_("This is not the key file asked for, or it is damaged. Use another copy of it."));
		return NULL;
	}
	if (keys_derive(passphrase, strlen(passphrase), salt, key, f) < 0)
		return NULL;
	if (crypto_secretbox_open_easy(seed, box, KEY_PUBLIC + crypto_secretbox_MACBYTES, nonce, key) < 0)
		fault_set(f, EX_NOPERM, _("The passphrase of the key file is wrong. Nothing was changed; try again."));
	else if ((k = keys_from_seed(kind == 1 ? KEY_SIGNING : KEY_SEALING, seed)) == NULL)
		fault_memory(f);
	else if (memcmp(k->public_key, public_key, KEY_PUBLIC) != 0) {
		keys_free(k);
		k = NULL;
		fault_set(f, EX_DATAERR,
			_("This is not the key file asked for, or it is damaged. Use another copy of it."));
	}
	sodium_memzero(key, sizeof key);
	sodium_memzero(seed, sizeof seed);
	return k;
}

static int
labelled(struct buf *b, const char *label, const void *msg, size_t n)
{
	buf_add(b, label, strlen(label) + 1);
	buf_add(b, msg, n);
	return b->failed || n > MESSAGE ? -1 : 0;
}

int
keys_sign(const struct keypair *k, const char *label, const void *msg, size_t n, unsigned char sig[KEY_SIGNATURE])
{
	struct buf b = {0};
	int rc = -1;

	if (k->use == KEY_SIGNING && labelled(&b, label, msg, n) == 0)
		rc = crypto_sign_detached(sig, NULL, b.data, b.len, k->secret);
	buf_free(&b);
	return rc;
}

bool
keys_verify(const unsigned char public_key[KEY_PUBLIC], const char *label, const void *msg, size_t n,
	const unsigned char sig[KEY_SIGNATURE])
{
	struct buf b = {0};
	bool good = sodium_init() >= 0 && labelled(&b, label, msg, n) == 0 &&
		crypto_sign_verify_detached(sig, b.data, b.len, public_key) == 0;

	buf_free(&b);
	return good;
}

/* The nonce crypto_box_seal uses, so that its opener opens what is boxed here with the world's randomness. */
static void
box_nonce(unsigned char nonce[crypto_box_NONCEBYTES], const unsigned char *fresh, const unsigned char *public_key)
{
	crypto_generichash_state h;

	crypto_generichash_init(&h, NULL, 0, crypto_box_NONCEBYTES);
	crypto_generichash_update(&h, fresh, KEY_PUBLIC);
	crypto_generichash_update(&h, public_key, KEY_PUBLIC);
	crypto_generichash_final(&h, nonce, crypto_box_NONCEBYTES);
}

int
keys_box(const unsigned char public_key[KEY_PUBLIC], const void *msg, size_t n, const struct world *w, struct buf *out)
{
	unsigned char nonce[crypto_box_NONCEBYTES];
	struct keypair *fresh = keys_new(KEY_SEALING, w);
	unsigned char *at = buf_room(out, n + KEY_BOX);
	int rc = -1;

	if (fresh != NULL && at != NULL) {
		box_nonce(nonce, fresh->public_key, public_key);
		memcpy(at, fresh->public_key, KEY_PUBLIC);
		/* Fails only for a public key that is no point worth sealing to. */
		rc = crypto_box_easy(at + KEY_PUBLIC, msg, n, nonce, public_key, fresh->secret);
		out->len += rc == 0 ? n + KEY_BOX : 0;
	}
	keys_free(fresh);
	return rc;
}

int
keys_unbox(const struct keypair *k, const void *box, size_t n, unsigned char *msg)
{
	if (k->use != KEY_SEALING || n < KEY_BOX)
		return -1;
	return crypto_box_seal_open(msg, box, n, k->public_key, k->secret);
}

void
keys_wipe(void *p, size_t n)
{
	sodium_memzero(p, n);
}
