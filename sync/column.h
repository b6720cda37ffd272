#ifndef COLUMN_H
#define COLUMN_H

#include <stdint.h>

#include "arena.h"
#include "buf.h"

/*
 * Columns of numbers and of texts, as sync/PROTOCOL.md section 4 states them. The number of entries is never in a
 * column: the reader knows it from what came before. Reading is by cursor, so that a column of a million entries takes
 * no memory beyond its bytes (dictionaries apart).
 */

#define COLUMN_DICTIONARY 4096 /* distinct entries up to which the writer tries a dictionary of numbers */

struct column_text {
	const char *s;
	uint32_t n;
};

/* Append the column of ${n} entries with the method that should deflate best; failure is remembered in ${out}. */
void column_put_numbers(struct buf *out, const int64_t *v, size_t n);
void column_put_texts(struct buf *out, const struct column_text *t, size_t n);

/* A cursor over a column of numbers; the bytes stay the caller's. */
struct numbers {
	unsigned method, width;
	size_t n, i;
	uint64_t base, last;
	uint64_t offset, factor; /* entry = offset + factor * what the method gives */
	const unsigned char *at;
	const uint64_t *words; /* dictionary */
};

/* Take a column of ${n} numbers off ${r}, every entry checked; a dictionary goes into ${a}. 0, or -1 when the bytes are
 * no such column or memory ran out. */
int numbers_open(struct numbers *c, struct reader *r, size_t n, struct arena *a);

/* The next entry; must be called at most n times. */
int64_t numbers_next(struct numbers *c);

/* A cursor over a column of texts of 1 to ${max} bytes. */
struct texts {
	unsigned method;
	size_t n, i;
	struct numbers numbers;  /* lengths, or indices */
	const unsigned char *at;
	const uint32_t *starts;  /* dictionary: d + 1 offsets from at */
	uint32_t len;            /* of each, when all are equal */
};

/* As numbers_open(). */
int texts_open(struct texts *c, struct reader *r, size_t n, size_t max, struct arena *a);

/* The next entry, pointing into the column's bytes or, when they lie apart there, into ${a}; not NUL-terminated and
 * not yet known to be UTF-8. 0, or -1 when out of memory. */
int texts_next(struct texts *c, struct arena *a, struct column_text *out);

#endif
