#include "column.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS 16384 /* of the set of distinct numbers; four times COLUMN_DICTIONARY */

/* Distinct numbers of a column: open addressing, then sorted. */
struct distinct {
	uint64_t slot[SLOTS];
	uint16_t rank[SLOTS]; /* 1 + place in sorted; 0 = empty */
	uint64_t sorted[COLUMN_DICTIONARY];
	size_t n;
};

static uint64_t
zigzag(uint64_t v)
{
	return (v << 1) ^ ((v >> 63) != 0 ? UINT64_MAX : 0);
}

/* Bits that deflate's Huffman stage would need, roughly; its matches help all methods about alike. */
static double
cost(const struct buf *b)
{
	size_t seen[256] = {0};
	double bits = 0;

	for (size_t i = 0; i < b->len; i++)
		seen[b->data[i]]++;
	for (size_t i = 0; i < 256; i++)
		if (seen[i] > 0) {
			double each = log2((double)b->len / (double)seen[i]);
			bits += (double)seen[i] * (each < 0.1 ? 0.1 : each) + 5;
		}
	return bits < 8.0 * (double)b->len ? bits : 8.0 * (double)b->len;
}

static unsigned
bits_of(uint64_t v)
{
	return v == 0 ? 1 : 64 - (unsigned)__builtin_clzll(v);
}

static void
put_bits(struct buf *out, const uint64_t *f, size_t n, unsigned w)
{
	size_t bytes = (n * w + 7) / 8;
	unsigned char *p = buf_room(out, bytes);

	if (p == NULL)
		return;
	memset(p, 0, bytes);
	for (size_t i = 0; i < n; i++) {
		size_t at = i * w;
		unsigned shift = at % 8, done = 0;
		for (unsigned char *q = p + at / 8; done < w; q++) {
			*q = (unsigned char)(*q | (unsigned char)((f[i] >> done) << shift));
			done += 8 - shift;
			shift = 0;
		}
	}
	out->len += bytes;
}

static void
put_planes(struct buf *out, const uint64_t *f, size_t n, unsigned bytes)
{
	buf_byte(out, bytes);
	unsigned char *p = buf_room(out, n * bytes);
	if (p == NULL)
		return;
	for (unsigned b = 0; b < bytes; b++)
		for (size_t i = 0; i < n; i++)
			*p++ = (unsigned char)(f[i] >> (8 * b));
	out->len += n * bytes;
}

/* Methods 1 and 7, or 2 and 8: fields above the lowest entry (or the lowest step), as bits or as planes. */
static void
put_fields(struct buf *out, unsigned method, const int64_t *v, size_t n, uint64_t *f)
{
	bool delta = method == 2 || method == 8;
	size_t m = delta ? n - 1 : n;
	int64_t low = INT64_MAX;
	uint64_t high = 0;

	for (size_t i = 0; i < m; i++) {
		f[i] = delta ? (uint64_t)v[i + 1] - (uint64_t)v[i] : (uint64_t)v[i];
		low = (int64_t)f[i] < low ? (int64_t)f[i] : low;
	}
	for (size_t i = 0; i < m; i++) {
		f[i] -= (uint64_t)low;
		high = f[i] > high ? f[i] : high;
	}
	buf_byte(out, method);
	if (delta)
		buf_signed(out, v[0]);
	buf_signed(out, low);
	if (method > 2) {
		put_planes(out, f, m, (bits_of(high) + 7) / 8);
	} else {
		buf_byte(out, bits_of(high));
		put_bits(out, f, m, bits_of(high));
	}
}

static void
put_varints(struct buf *out, unsigned method, const int64_t *v, size_t n)
{
	uint64_t last = 0;

	buf_byte(out, method);
	for (size_t i = 0; i < n; i++) {
		buf_varint(out, zigzag((uint64_t)v[i] - last));
		if (method == 6)
			last = (uint64_t)v[i];
	}
}

static size_t
slot_of(const struct distinct *d, uint64_t v)
{
	size_t at = (size_t)((v * UINT64_C(0x9E3779B97F4A7C15)) >> 50) % SLOTS;

	while (d->rank[at] != 0 && d->slot[at] != v)
		at = (at + 1) % SLOTS;
	return at;
}

static int
by_value(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* Whether the column has few enough distinct numbers; ${d} then ranks them. */
static bool
count_distinct(struct distinct *d, const int64_t *v, size_t n)
{
	memset(d->rank, 0, sizeof d->rank);
	d->n = 0;
	for (size_t i = 0; i < n; i++) {
		size_t at = slot_of(d, (uint64_t)v[i]);
		if (d->rank[at] != 0)
			continue;
		if (d->n == COLUMN_DICTIONARY || d->n > n / 2 + 1)
			return false;
		d->slot[at] = (uint64_t)v[i];
		d->rank[at] = 1;
		d->sorted[d->n++] = (uint64_t)v[i];
	}
	qsort(d->sorted, d->n, sizeof d->sorted[0], by_value);
	for (size_t i = 0; i < d->n; i++)
		d->rank[slot_of(d, d->sorted[i])] = (uint16_t)(i + 1);
	return d->n > 1;
}

static void
put_dictionary(struct buf *out, unsigned method, const struct distinct *d, const uint64_t *f, size_t n)
{
	buf_byte(out, method);
	buf_varint(out, d->n);
	buf_signed(out, (int64_t)d->sorted[0]);
	for (size_t i = 1; i < d->n; i++)
		buf_varint(out, d->sorted[i] - d->sorted[i - 1]);
	if (method == 3) {
		put_bits(out, f, n, bits_of(d->n - 1));
		return;
	}
	for (size_t i = 0; i < n; i++)
		buf_byte(out, (unsigned)f[i]);
}

/* Keep the cheaper of two candidates in ${best}; ${try} is emptied for the next. */
static void
keep_cheaper(struct buf *best, double *price, struct buf *try)
{
	double c = cost(try);
	struct buf swap = *best;

	best->failed |= try->failed;
	if (best->len == 0 || c < *price) {
		try->failed |= best->failed;
		*best = *try;
		*try = swap;
		*price = c;
	}
	try->len = 0;
}

/* Whole yuan are multiples of a hundred, so take out what all entries have in common: method 9. */
static bool
scale(struct buf *out, const int64_t *v, size_t n, int64_t *scaled)
{
	int64_t low = v[0];
	uint64_t factor = 0;

	for (size_t i = 0; i < n; i++)
		low = v[i] < low ? v[i] : low;
	for (size_t i = 0; i < n && factor != 1; i++)
		for (uint64_t b = (uint64_t)v[i] - (uint64_t)low; b != 0;) {
			uint64_t rest = factor % b;
			factor = b;
			b = rest;
		}
	if (factor < 2)
		return false;
	for (size_t i = 0; i < n; i++)
		scaled[i] = (int64_t)(((uint64_t)v[i] - (uint64_t)low) / factor);
	buf_byte(out, 9);
	buf_signed(out, low);
	buf_varint(out, factor);
	return true;
}

static void
put_best(struct buf *out, const int64_t *v, size_t n, uint64_t *f, struct distinct *d)
{
	struct buf best = {0}, try = {0};
	double price = 0;
	static const unsigned fields[] = {1, 2, 7, 8};

	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
		put_fields(&try, fields[i], v, n, f);
		keep_cheaper(&best, &price, &try);
	}
	for (unsigned method = 5; method <= 6; method++) {
		put_varints(&try, method, v, n);
		keep_cheaper(&best, &price, &try);
	}
	if (count_distinct(d, v, n)) {
		for (size_t i = 0; i < n; i++)
			f[i] = d->rank[slot_of(d, (uint64_t)v[i])] - 1U;
		for (unsigned method = d->n <= 256 ? 4 : 3; method >= 3; method--) {
			put_dictionary(&try, method, d, f, n);
			keep_cheaper(&best, &price, &try);
		}
	}
	out->failed |= best.failed;
	buf_add(out, best.data, best.len);
	buf_wipe(&best);
	buf_wipe(&try);
}

void
column_put_numbers(struct buf *out, const int64_t *v, size_t n)
{
	size_t same = 1;

	if (n == 0)
		return;
	while (same < n && v[same] == v[0])
		same++;
	if (same == n) {
		buf_byte(out, 0);
		buf_signed(out, v[0]);
		return;
	}
	uint64_t *f = calloc(n, sizeof *f);
	int64_t *scaled = calloc(n, sizeof *scaled);
	struct distinct *d = malloc(sizeof *d);
	if (f == NULL || scaled == NULL || d == NULL)
		out->failed = true;
	else
		put_best(out, scale(out, v, n, scaled) ? scaled : v, n, f, d);
	free(f);
	free(scaled);
	free(d);
}

static int
by_text(const void *a, const void *b)
{
	const struct column_text *x = *(const struct column_text *const *)a, *y = *(const struct column_text *const *)b;
	int c = memcmp(x->s, y->s, x->n < y->n ? x->n : y->n);

	return c != 0 ? c : (x->n > y->n) - (x->n < y->n);
}

static void
put_plain(struct buf *out, const struct column_text *t, size_t n, int64_t *scratch)
{
	buf_byte(out, 0);
	for (size_t i = 0; i < n; i++)
		scratch[i] = t[i].n;
	column_put_numbers(out, scratch, n);
	for (size_t i = 0; i < n; i++)
		buf_add(out, t[i].s, t[i].n);
}

static void
put_transposed(struct buf *out, const struct column_text *t, size_t n)
{
	buf_byte(out, 2);
	buf_varint(out, t[0].n);
	for (uint32_t k = 0; k < t[0].n; k++)
		for (size_t i = 0; i < n; i++)
			buf_byte(out, (unsigned char)t[i].s[k]);
}

/* ${order} points at the texts in sorted order; equal neighbours share one word. */
static void
put_words(struct buf *out, const struct column_text *t, const struct column_text **order, size_t n, size_t d,
	int64_t *scratch)
{
	struct buf bytes = {0};
	size_t at = 0;

	buf_byte(out, 1);
	buf_varint(out, d);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || by_text(&order[i - 1], &order[i]) != 0) {
			scratch[at++] = order[i]->n;
			buf_add(&bytes, order[i]->s, order[i]->n);
		}
	column_put_numbers(out, scratch, d);
	buf_add(out, bytes.data, bytes.len);
	out->failed |= bytes.failed;
	buf_wipe(&bytes);
	at = 0;
	for (size_t i = 0; i < n; i++) {
		at += i > 0 && by_text(&order[i - 1], &order[i]) != 0;
		scratch[order[i] - t] = (int64_t)at;
	}
	column_put_numbers(out, scratch, n);
}

void
column_put_texts(struct buf *out, const struct column_text *t, size_t n)
{
	size_t distinct = n > 0, same_length = n > 0;

	if (n == 0)
		return;
	const struct column_text **order = calloc(n, sizeof *order);
	int64_t *scratch = calloc(n, sizeof *scratch);
	if (order == NULL || scratch == NULL) {
		out->failed = true;
		goto out;
	}
	for (size_t i = 0; i < n; i++)
		order[i] = &t[i];
	qsort(order, n, sizeof *order, by_text);
	for (size_t i = 1; i < n; i++) {
		distinct += by_text(&order[i - 1], &order[i]) != 0;
		same_length += t[i].n == t[0].n;
	}
	if (distinct <= n / 2 || distinct == 1)
		put_words(out, t, order, n, distinct, scratch);
	else if (same_length == n && n > 1 && t[0].n <= 64)
		put_transposed(out, t, n);
	else
		put_plain(out, t, n, scratch);
out:
	free(order);
	free(scratch);
}
