#include "vault/page.h"

#include <sodium.h>
#include <string.h>

#define NONCE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG crypto_aead_xchacha20poly1305_ietf_ABYTES
#define KDF_CONTEXT "fpvault1"

_Static_assert(NONCE + TAG == PAGE_RESERVE, "the reserve holds a nonce and a tag");
_Static_assert(FRAME_HEAD - FRAME_SUMS == crypto_shorthash_BYTES, "one pad masks both checksums");

struct page_keys {
	unsigned char db[crypto_aead_xchacha20poly1305_ietf_KEYBYTES];
	unsigned char log[crypto_aead_xchacha20poly1305_ietf_KEYBYTES];
	unsigned char mask[crypto_shorthash_KEYBYTES];
};

struct page_keys *
page_keys_new(const unsigned char data_key[DATA_KEY])
{
	struct page_keys *k = sodium_malloc(sizeof *k);

	if (k == NULL)
		return NULL;
	crypto_kdf_derive_from_key(k->db, sizeof k->db, 1, KDF_CONTEXT, data_key);
	crypto_kdf_derive_from_key(k->log, sizeof k->log, 2, KDF_CONTEXT, data_key);
	crypto_kdf_derive_from_key(k->mask, sizeof k->mask, 3, KDF_CONTEXT, data_key);
	sodium_mprotect_readonly(k);
	return k;
}

void
page_keys_free(struct page_keys *k)
{
	sodium_free(k);
}

/* Magic; page size 4096; read and write version 2 (write-ahead log); reserve; the three fractions of the format. */
void
page_header_make(unsigned char out[PAGE_CLEAR])
{
	static const unsigned char head[PAGE_CLEAR] = {'S', 'Q', 'L', 'i', 't', 'e', ' ', 'f', 'o', 'r', 'm', 'a', 't',
		' ', '3', 0, PAGE_BYTES >> 8, PAGE_BYTES & 0xFF, 2, 2, PAGE_RESERVE, 64, 32, 32};

	memcpy(out, head, PAGE_CLEAR);
}

int
page_header_ok(const unsigned char *page)
{
	unsigned char want[PAGE_CLEAR];

	page_header_make(want);
	/* A file whose journal mode is not set yet says version 1. */
	if (page[18] == 1 && page[19] == 1)
		want[18] = want[19] = 1;
	return memcmp(page, want, PAGE_CLEAR) == 0;
}

static void
store_le(unsigned char *out, uint64_t v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] = (unsigned char)(v >> (8 * i));
}

/* What a page of the database is bound to: its number and, for page 1, the bytes left clear. Returns their count. */
static size_t
bind_page(uint32_t number, const unsigned char *page, unsigned char ad[4 + PAGE_CLEAR])
{
	store_le(ad, number, 4);
	if (number != 1)
		return 4;
	memcpy(ad + 4, page, PAGE_CLEAR);
	return 4 + PAGE_CLEAR;
}

void
page_seal(const struct page_keys *k, uint32_t number, const unsigned char plain[PAGE_BYTES],
	unsigned char sealed[PAGE_BYTES])
{
	unsigned char ad[4 + PAGE_CLEAR], *nonce = sealed + PAGE_BODY;
	size_t clear = number == 1 ? PAGE_CLEAR : 0;
	size_t n = bind_page(number, plain, ad);

	memcpy(sealed, plain, clear);
	randombytes_buf(nonce, NONCE);
	crypto_aead_xchacha20poly1305_ietf_encrypt_detached(
		sealed + clear, nonce + NONCE, NULL, plain + clear, PAGE_BODY - clear, ad, n, NULL, nonce, k->db);
}

int
page_unseal(const struct page_keys *k, uint32_t number, const unsigned char sealed[PAGE_BYTES],
	unsigned char plain[PAGE_BYTES])
{
	unsigned char ad[4 + PAGE_CLEAR];
	const unsigned char *nonce = sealed + PAGE_BODY;
	size_t clear = number == 1 ? PAGE_CLEAR : 0;
	size_t n = bind_page(number, sealed, ad);

	memset(plain + PAGE_BODY, 0, PAGE_RESERVE);
	if (crypto_aead_xchacha20poly1305_ietf_decrypt_detached(
		    plain + clear, NULL, sealed + clear, PAGE_BODY - clear, nonce + NONCE, ad, n, nonce, k->db) == 0) {
		memcpy(plain, sealed, clear);
		return 0;
	}
	memset(plain, 0, PAGE_BYTES);
	return -1;
}

/* The place is part of the pad too: a nonce copied to another frame gives another pad. */
static void
mask_sums(const struct page_keys *k, uint64_t at, const unsigned char *nonce, unsigned char *sums)
{
	unsigned char in[NONCE + 8], pad[crypto_shorthash_BYTES];

	memcpy(in, nonce, NONCE);
	store_le(in + NONCE, at, 8);
	crypto_shorthash(pad, in, sizeof in, k->mask);
	for (size_t i = 0; i < sizeof pad; i++)
		sums[i] ^= pad[i];
}

static void
bind_frame(uint64_t at, const unsigned char *masked_head, unsigned char ad[8 + FRAME_HEAD])
{
	store_le(ad, at, 8);
	memcpy(ad + 8, masked_head, FRAME_HEAD);
}

/* Header and nonce stand in ${sealed} already. */
static void
seal_under_header(const struct page_keys *k, uint64_t at, const unsigned char *page, unsigned char *sealed)
{
	unsigned char ad[8 + FRAME_HEAD], *body = sealed + FRAME_HEAD, *nonce = body + PAGE_BODY;

	bind_frame(at, sealed, ad);
	crypto_aead_xchacha20poly1305_ietf_encrypt_detached(
		body, nonce + NONCE, NULL, page, PAGE_BODY, ad, sizeof ad, NULL, nonce, k->log);
}

void
frame_seal(const struct page_keys *k, uint64_t at, const unsigned char head[FRAME_HEAD],
	const unsigned char page[PAGE_BYTES], unsigned char sealed[FRAME_BYTES])
{
	unsigned char *nonce = sealed + FRAME_HEAD + PAGE_BODY;

	randombytes_buf(nonce, NONCE);
	memcpy(sealed, head, FRAME_HEAD);
	mask_sums(k, at, nonce, sealed + FRAME_SUMS);
	seal_under_header(k, at, page, sealed);
}

void
frame_seal_page(
	const struct page_keys *k, uint64_t at, const unsigned char page[PAGE_BYTES], unsigned char sealed[FRAME_BYTES])
{
	randombytes_buf(sealed + FRAME_HEAD + PAGE_BODY, NONCE);
	seal_under_header(k, at, page, sealed);
}

int
frame_unseal(const struct page_keys *k, uint64_t at, const unsigned char sealed[FRAME_BYTES],
	unsigned char head[FRAME_HEAD], unsigned char page[PAGE_BYTES])
{
	unsigned char ad[8 + FRAME_HEAD];
	const unsigned char *body = sealed + FRAME_HEAD, *nonce = body + PAGE_BODY;

	bind_frame(at, sealed, ad);
	int rc = crypto_aead_xchacha20poly1305_ietf_decrypt_detached(
		page, NULL, body, PAGE_BODY, nonce + NONCE, ad, sizeof ad, nonce, k->log);
	if (page != NULL)
		memset(page + (rc == 0 ? PAGE_BODY : 0), 0, (size_t)(rc == 0 ? PAGE_RESERVE : PAGE_BYTES));
	if (head == NULL)
		return rc;
	if (rc == 0) {
		memcpy(head, sealed, FRAME_HEAD);
		mask_sums(k, at, nonce, head + FRAME_SUMS);
	} else {
		memset(head, 0, FRAME_HEAD);
	}
	return rc;
}
