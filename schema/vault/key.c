#include "vault/key.h"

#include <sodium.h>
#include <string.h>

#include "buf.h"
#include "file.h"
#include "text.h"
#include "words.h"

#define KEY_COPY 8192 /* bytes of one copy, the rest zeros */
#define KEY_HASH 32
static const char magic[8] = "FPKEY01";

/* Argon2id costs that are believed when read, and what is written. RFC 9106 section 4 recommends 3 passes with 64 MiB
 * where memory is short: the laptops have 2 GiB. */
#define PASSES_LOW 2
#define PASSES_HIGH 10
#define PASSES 3
#define MIB_LOW 64
#define MIB_HIGH 1024
#define MIB 64

_Static_assert(KEY_SEALED == DATA_KEY + crypto_box_SEALBYTES, "size of a sealed data key");
_Static_assert(sizeof((struct key_slot *)0)->salt == crypto_pwhash_SALTBYTES, "size of a salt");

static void
check_of(const unsigned char data_key[DATA_KEY], unsigned char out[DATA_KEY])
{
	crypto_kdf_derive_from_key(out, DATA_KEY, 9, "fpvault1", data_key);
}

void
key_file_start(struct key_file *k, const unsigned char id[KEY_ID], const unsigned char data_key[DATA_KEY])
{
	memset(k, 0, sizeof *k);
	memcpy(k->id, id, KEY_ID);
	check_of(data_key, k->check);
}

bool
key_fits(const struct key_file *k, const unsigned char data_key[DATA_KEY])
{
	unsigned char check[DATA_KEY];

	check_of(data_key, check);
	return sodium_memcmp(check, k->check, sizeof check) == 0;
}

/* What both the file and the wrapping's authentication see of a passphrase slot. */
static void
put_terms(struct buf *b, const struct key_slot *s)
{
	buf_byte(b, s->kind);
	buf_block(b, s->who, strlen(s->who));
	buf_u32(b, s->passes);
	buf_u32(b, s->mebibytes);
	buf_add(b, s->salt, sizeof s->salt);
}

static void
put_slot(struct buf *b, const struct key_slot *s)
{
	put_terms(b, s);
	if (s->kind == KEY_PASSPHRASE) {
		buf_add(b, s->nonce, sizeof s->nonce);
		buf_add(b, s->wrapped, sizeof s->wrapped);
	} else {
		buf_add(b, s->pk, sizeof s->pk);
		buf_add(b, s->sealed, sizeof s->sealed);
	}
}

static void
take(struct reader *r, unsigned char *out, size_t n)
{
	const unsigned char *p = reader_bytes(r, n);

	if (p != NULL)
		memcpy(out, p, n);
}

static int
take_slot(struct reader *r, struct key_slot *s)
{
	size_t n = 0;

	s->kind = (enum key_kind)reader_byte(r);
	const unsigned char *who = reader_block(r, KEY_WHO, &n);
	if (who == NULL || memchr(who, 0, n) != NULL || !utf8_valid((const char *)who, n))
		return -1;
	memcpy(s->who, who, n);
	s->passes = reader_u32(r);
	s->mebibytes = reader_u32(r);
	take(r, s->salt, sizeof s->salt);
	if (s->kind == KEY_PASSPHRASE) {
		take(r, s->nonce, sizeof s->nonce);
		take(r, s->wrapped, sizeof s->wrapped);
		return s->passes < PASSES_LOW || s->passes > PASSES_HIGH || s->mebibytes < MIB_LOW ||
				       s->mebibytes > MIB_HIGH || r->failed
			       ? -1
			       : 0;
	}
	take(r, s->pk, sizeof s->pk);
	take(r, s->sealed, sizeof s->sealed);
	return s->kind != KEY_RECOVERY || r->failed ? -1 : 0;
}

/* One copy: magic, length of the body, body, hash of all that; then zeros. */
static int
take_copy(const unsigned char *at, struct key_file *k)
{
	unsigned char hash[KEY_HASH];
	struct reader r = reader_of(at, KEY_COPY);

	memset(k, 0, sizeof *k);
	const unsigned char *head = reader_bytes(&r, sizeof magic);
	size_t body = reader_u32(&r), covered = sizeof magic + 4 + body;
	if (head == NULL || memcmp(head, magic, sizeof magic) != 0 || body > KEY_COPY - KEY_HASH - sizeof magic - 4)
		return -1;
	crypto_generichash(hash, sizeof hash, at, covered, NULL, 0);
	if (memcmp(hash, at + covered, KEY_HASH) != 0 ||
		!sodium_is_zero(at + covered + KEY_HASH, KEY_COPY - covered - KEY_HASH))
		return -1;
	r = reader_of(at + sizeof magic + 4, body);
	k->generation = reader_u32(&r);
	take(&r, k->id, sizeof k->id);
	take(&r, k->check, sizeof k->check);
	k->n = reader_byte(&r);
	if (r.failed || k->n > KEY_SLOTS)
		return -1;
	for (size_t i = 0; i < k->n; i++)
		if (take_slot(&r, &k->slot[i]) < 0)
			return -1;
	return reader_done(&r) ? 0 : -1;
}

int
key_file_read(const char *path, struct key_file *k, struct fault *f)
{
	struct key_file copy[2];
	struct buf b = {0};
	int good[2] = {0, 0}, rc = 0;

	if (file_read(path, 2 * KEY_COPY, &b, f) < 0) {
		buf_free(&b);
		return -1;
	}
	for (size_t i = 0; i < 2; i++)
		good[i] = b.len >= (i + 1) * KEY_COPY && take_copy(b.data + i * KEY_COPY, &copy[i]) == 0;
	if (good[0] || good[1])
		*k = copy[good[0] && (!good[1] || copy[0].generation >= copy[1].generation) ? 0 : 1];
	else
		rc = fault_set(f, EX_DATAERR,
			_("The key file %s is damaged or was altered. Nothing was changed. Put back a copy of it "
			  "from a backup, or ask the county to restore this laptop's key."),
			path);
	buf_free(&b);
	return rc;
}

int
key_file_write(const char *path, struct key_file *k, bool fresh, struct fault *f)
{
	unsigned char hash[KEY_HASH];
	struct buf body = {0}, out = {0};
	int rc;

	k->generation++;
	buf_u32(&body, k->generation);
	buf_add(&body, k->id, sizeof k->id);
	buf_add(&body, k->check, sizeof k->check);
	buf_byte(&body, (unsigned)k->n);
	for (size_t i = 0; i < k->n; i++)
		put_slot(&body, &k->slot[i]);
	for (size_t i = 0; i < 2; i++) {
		size_t start = out.len;
		buf_add(&out, magic, sizeof magic);
		buf_u32(&out, (uint32_t)body.len);
		buf_add(&out, body.data, body.len);
		if (!out.failed)
			crypto_generichash(hash, sizeof hash, out.data + start, out.len - start, NULL, 0);
		buf_add(&out, hash, sizeof hash);
		size_t rest = start + KEY_COPY - out.len;
		unsigned char *zeros = buf_room(&out, rest);
		if (zeros != NULL) {
			memset(zeros, 0, rest);
			out.len += rest;
		}
	}
	rc = body.failed || out.failed ? fault_memory(f) : file_write(path, out.data, out.len, fresh, f);
	buf_free(&body);
	buf_free(&out);
	return rc;
}

/* Wrap (or with ${open} unwrap) a slot's data key. 0; -1 when the tag does not fit, -2 without the memory for it. */
static int
turn_slot(const struct key_file *k, struct key_slot *s, const char *passphrase, size_t n, unsigned char *data_key,
	bool open)
{
	unsigned char key[crypto_aead_xchacha20poly1305_ietf_KEYBYTES];
	struct buf ad = {0};
	int rc = -2;

	buf_add(&ad, magic, sizeof magic);
	buf_add(&ad, k->id, sizeof k->id);
	put_terms(&ad, s);
	if (!ad.failed && crypto_pwhash(key, sizeof key, passphrase, n, s->salt, s->passes, (size_t)s->mebibytes << 20,
				  crypto_pwhash_ALG_ARGON2ID13) == 0) {
		rc = open ? crypto_aead_xchacha20poly1305_ietf_decrypt(
				    data_key, NULL, NULL, s->wrapped, sizeof s->wrapped, ad.data, ad.len, s->nonce, key)
			  : crypto_aead_xchacha20poly1305_ietf_encrypt(
				    s->wrapped, NULL, data_key, DATA_KEY, ad.data, ad.len, NULL, s->nonce, key);
		sodium_memzero(key, sizeof key);
	}
	buf_free(&ad);
	return rc;
}

/* The slot to replace or a new one; NULL with a fault when there is none left. */
static struct key_slot *
slot_for(struct key_file *k, enum key_kind kind, const char *who, const unsigned char *pk, struct fault *f)
{
	for (size_t i = 0; i < k->n; i++)
		if (k->slot[i].kind == kind && (kind == KEY_RECOVERY ? memcmp(k->slot[i].pk, pk, KEY_PUBLIC) == 0
								     : strcmp(k->slot[i].who, who) == 0))
			return &k->slot[i];
	if (k->n < KEY_SLOTS)
		return &k->slot[k->n];
	fault_set(f, EX_USAGE, _("This vault has %d passphrases and recovery keys already, and can have no more."),
		KEY_SLOTS);
	return NULL;
}

static void
keep_slot(struct key_file *k, struct key_slot *at, const struct key_slot *s)
{
	if (at == &k->slot[k->n])
		k->n++;
	*at = *s;
}

int
key_wrap(struct key_file *k, const char *who, const char *passphrase, size_t n, const unsigned char data_key[DATA_KEY],
	struct fault *f)
{
	struct key_slot s = {.kind = KEY_PASSPHRASE, .passes = PASSES, .mebibytes = MIB};
	unsigned char copy[DATA_KEY];
	size_t len = strlen(who);

	if (n == 0)
		return fault_set(f, EX_USAGE, _("The passphrase is empty. Type one that only you know."));
	if (len > KEY_WHO || !utf8_valid(who, len))
		return fault_set(
			f, EX_USAGE, _("The name for the passphrase is longer than %d bytes or no text."), KEY_WHO);
	struct key_slot *at = slot_for(k, KEY_PASSPHRASE, who, NULL, f);
	if (at == NULL)
		return -1;
	memcpy(s.who, who, len);
	randombytes_buf(s.salt, sizeof s.salt);
	randombytes_buf(s.nonce, sizeof s.nonce);
	memcpy(copy, data_key, DATA_KEY);
	int rc = turn_slot(k, &s, passphrase, n, copy, false);
	sodium_memzero(copy, sizeof copy);
	if (rc != 0)
		return fault_memory(f);
	keep_slot(k, at, &s);
	return 0;
}

int
key_wrap_public(
	struct key_file *k, const unsigned char pk[KEY_PUBLIC], const unsigned char data_key[DATA_KEY], struct fault *f)
{
	struct key_slot s = {.kind = KEY_RECOVERY}, *at = slot_for(k, KEY_RECOVERY, NULL, pk, f);

	if (at == NULL)
		return -1;
	memcpy(s.pk, pk, KEY_PUBLIC);
	if (crypto_box_seal(s.sealed, data_key, DATA_KEY, pk) != 0)
		return fault_set(f, EX_DATAERR,
			_("The recovery key is no usable key. Nothing was changed; get the county's keys anew."));
	keep_slot(k, at, &s);
	return 0;
}

int
key_unwrap(const struct key_file *k, const char *path, const char *passphrase, size_t n,
	unsigned char data_key[DATA_KEY], struct fault *f)
{
	for (size_t i = 0; i < k->n; i++) {
		struct key_slot s = k->slot[i];
		if (s.kind != KEY_PASSPHRASE)
			continue;
		int rc = turn_slot(k, &s, passphrase, n, data_key, true);
		if (rc == -2)
			return fault_memory(f);
		if (rc == 0)
			return (int)i;
	}
	return fault_set(f, EX_NOPERM,
		_("The passphrase is wrong: it does not open %s. The data is safe. Mind the keyboard's "
		  "capitals and input method, and try again."),
		path);
}
