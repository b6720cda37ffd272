#include "journal/hash.h"

#include <sodium.h>
#include <stdlib.h>

_Static_assert(
	sizeof(crypto_generichash_state) <= sizeof((struct hash *)0)->state, "struct hash holds the library's state");
_Static_assert(alignof(crypto_generichash_state) <= alignof(struct hash), "and is aligned for it");
_Static_assert(HASH_MIN == crypto_generichash_BYTES_MIN && HASH_MAX == crypto_generichash_BYTES_MAX, "sizes");

static crypto_generichash_state *
state(struct hash *h)
{
	return (crypto_generichash_state *)(void *)h->state;
}

/* The library refuses nothing but a size out of range, so a refusal is a mistake in the program. */
static void
must(int rc)
{
	if (rc != 0)
		abort();
}

void
hash_start(struct hash *h, size_t outlen)
{
	h->outlen = outlen;
	must(crypto_generichash_init(state(h), NULL, 0, outlen));
}

void
hash_add(struct hash *h, const void *data, size_t n)
{
	if (n > 0)
		must(crypto_generichash_update(state(h), data, n));
}

void
hash_end(struct hash *h, unsigned char *out)
{
	must(crypto_generichash_final(state(h), out, h->outlen));
}

void
hash_bytes(unsigned char *out, size_t outlen, const void *data, size_t n)
{
	struct hash h;

	hash_start(&h, outlen);
	hash_add(&h, data, n);
	hash_end(&h, out);
}
