#ifndef JOURNAL_HASH_H
#define JOURNAL_HASH_H

#include <stdalign.h>
#include <stddef.h>

/*
 * BLAKE2b without a key (RFC 7693): ids of keyed records, content hashes of versions, the hash of a form or a policy.
 * Sizes are bytes, HASH_MIN to HASH_MAX; another size is a mistake in the program and ends it.
 */
enum { HASH_MIN = 16, HASH_MAX = 64 };

/* A hash being computed; room for the library's state, which only hash.c knows. Holds no secret. */
struct hash {
	alignas(64) unsigned char state[384];
	size_t outlen;
};

/* Write the hash of ${outlen} bytes of ${n} bytes at ${data} (may be NULL when ${n} is 0) to ${out}. Does not fail. */
void hash_bytes(unsigned char *out, size_t outlen, const void *data, size_t n);

/* Begin a hash of ${outlen} bytes. Does not fail. */
void hash_start(struct hash *h, size_t outlen);

/* Take in ${n} more bytes; any split of the same bytes gives the same hash. */
void hash_add(struct hash *h, const void *data, size_t n);

/* Write the outlen bytes named at the start to ${out}; ${h} is spent. */
void hash_end(struct hash *h, unsigned char *out);

#endif
