#include "column.h"

#include <string.h>

static uint64_t
field(const unsigned char *p, size_t i, unsigned w)
{
	size_t at = i * w;
	unsigned shift = at % 8, got = 8 - shift;
	uint64_t v = (uint64_t)p[at / 8] >> shift;

	for (size_t k = at / 8 + 1; got < w; k++, got += 8)
		v |= (uint64_t)p[k] << got;
	return w < 64 ? v & ((UINT64_C(1) << w) - 1) : v;
}

static unsigned
bits_of(uint64_t v)
{
	return v == 0 ? 1 : 64 - (unsigned)__builtin_clzll(v);
}

/* ${m} fields of ${w} bits; the bits left over in the last byte must be zero. */
static int
take_bits(struct numbers *c, struct reader *r, size_t m, unsigned w)
{
	size_t bytes = (m * w + 7) / 8;

	c->width = w;
	c->at = reader_bytes(r, bytes);
	if (w < 1 || w > 64 || c->at == NULL)
		return -1;
	return (m * w) % 8 != 0 && c->at[bytes - 1] >> ((m * w) % 8) != 0 ? -1 : 0;
}

static int
take_planes(struct numbers *c, struct reader *r, size_t m)
{
	c->width = reader_byte(r);
	if (c->width < 1 || c->width > 8 || (c->at = reader_bytes(r, m * c->width)) == NULL)
		return -1;
	return 0;
}

static int
take_dictionary(struct numbers *c, struct reader *r, size_t n, struct arena *a)
{
	uint64_t d = reader_varint(r);

	if (r->failed || d < 2 || d > n || d > reader_left(r) || (c->method == 4 && d > 256))
		return -1;
	uint64_t *words = arena_new(a, (size_t)d, sizeof *words);
	if (words == NULL)
		return -1;
	words[0] = (uint64_t)reader_signed(r);
	for (size_t i = 1; i < d; i++) {
		uint64_t gap = reader_varint(r);
		words[i] = words[i - 1] + gap;
		if (gap == 0 || (int64_t)words[i] <= (int64_t)words[i - 1])
			return -1;
	}
	c->words = words;
	if (c->method == 4) {
		c->at = reader_bytes(r, n);
		c->width = 8;
	} else if (take_bits(c, r, n, bits_of(d - 1)) < 0) {
		return -1;
	}
	if (c->at == NULL || r->failed)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (field(c->at, i, c->width) >= d)
			return -1;
	return 0;
}

int
numbers_open(struct numbers *c, struct reader *r, size_t n, struct arena *a)
{
	*c = (struct numbers){.n = n, .factor = 1};
	if (n == 0)
		return 0;
	c->method = reader_byte(r);
	if (c->method == 9) {
		c->offset = (uint64_t)reader_signed(r);
		c->factor = reader_varint(r);
		c->method = reader_byte(r);
		if (c->factor < 2)
			return -1;
	}
	if (c->method > 8 || r->failed)
		return -1;
	if (c->method == 3 || c->method == 4)
		return take_dictionary(c, r, n, a);
	if (c->method == 5 || c->method == 6) {
		c->at = r->at;
		for (size_t i = 0; i < n && !r->failed; i++)
			reader_varint(r);
		return r->failed ? -1 : 0;
	}
	c->base = (uint64_t)reader_signed(r);
	if (c->method == 0 || r->failed)
		return r->failed ? -1 : 0;
	if (c->method == 2 || c->method == 8) {
		c->last = c->base;
		c->base = (uint64_t)reader_signed(r);
		n--;
	}
	return c->method > 2 ? take_planes(c, r, n) : take_bits(c, r, n, reader_byte(r));
}

static uint64_t
plane(const struct numbers *c, size_t i, size_t m)
{
	uint64_t v = 0;

	for (unsigned b = 0; b < c->width; b++)
		v |= (uint64_t)c->at[b * m + i] << (8 * b);
	return v;
}

/* A varint already checked by numbers_open(). */
static uint64_t
varint(struct numbers *c)
{
	uint64_t v = 0;
	unsigned shift = 0;

	for (;; shift += 7) {
		unsigned byte = *c->at++;
		v |= (uint64_t)(byte & 0x7F) << shift;
		if (byte < 0x80)
			break;
	}
	return (v >> 1) ^ ((v & 1) != 0 ? UINT64_MAX : 0);
}

static uint64_t
entry(struct numbers *c, size_t i)
{
	switch (c->method) {
	case 0:
		return c->base;
	case 1:
		return c->base + field(c->at, i, c->width);
	case 2:
	case 8:
		if (i > 0)
			c->last +=
				c->base + (c->method == 2 ? field(c->at, i - 1, c->width) : plane(c, i - 1, c->n - 1));
		return c->last;
	case 3:
	case 4:
		return c->words[field(c->at, i, c->width)];
	case 5:
		return varint(c);
	case 6:
		return c->last += varint(c);
	default:
		return c->base + plane(c, i, c->n);
	}
}

int64_t
numbers_next(struct numbers *c)
{
	size_t i = c->i++;

	return i < c->n ? (int64_t)(c->offset + c->factor * entry(c, i)) : 0;
}

/* Sum of ${n} lengths, each 1 to ${max}; 0 when one is not, or when they pass ${left}. */
static size_t
sum_lengths(struct numbers c, size_t max, size_t left)
{
	size_t sum = 0;

	for (size_t i = 0; i < c.n; i++) {
		int64_t len = numbers_next(&c);
		if (len < 1 || (uint64_t)len > max || (sum += (size_t)len) > left)
			return 0;
	}
	return sum;
}

static int
take_words(struct texts *c, struct reader *r, size_t max, struct arena *a)
{
	uint64_t d = reader_varint(r);
	struct numbers lengths;

	if (r->failed || d < 1 || d > c->n || d > reader_left(r) || numbers_open(&lengths, r, (size_t)d, a) < 0)
		return -1;
	size_t sum = sum_lengths(lengths, max, reader_left(r));
	uint32_t *starts = sum > 0 && sum < UINT32_MAX ? arena_new(a, (size_t)d + 1, sizeof *starts) : NULL;
	if (starts == NULL)
		return -1;
	for (size_t i = 0; i < d; i++)
		starts[i + 1] = starts[i] + (uint32_t)numbers_next(&lengths);
	c->starts = starts;
	if ((c->at = reader_bytes(r, sum)) == NULL || numbers_open(&c->numbers, r, c->n, a) < 0)
		return -1;
	struct numbers look = c->numbers;
	for (size_t i = 0; i < c->n; i++)
		if ((uint64_t)numbers_next(&look) >= d)
			return -1;
	return 0;
}

int
texts_open(struct texts *c, struct reader *r, size_t n, size_t max, struct arena *a)
{
	*c = (struct texts){.n = n};
	if (n == 0)
		return 0;
	c->method = reader_byte(r);
	if (r->failed || c->method > 2)
		return -1;
	if (c->method == 1)
		return take_words(c, r, max, a);
	if (c->method == 2) {
		uint64_t len = reader_varint(r);
		if (r->failed || len < 1 || len > max || len > reader_left(r) / n)
			return -1;
		c->len = (uint32_t)len;
		c->at = reader_bytes(r, (size_t)len * n);
		return c->at != NULL ? 0 : -1;
	}
	if (numbers_open(&c->numbers, r, n, a) < 0)
		return -1;
	size_t sum = sum_lengths(c->numbers, max, reader_left(r));
	return sum > 0 && (c->at = reader_bytes(r, sum)) != NULL ? 0 : -1;
}

int
texts_next(struct texts *c, struct arena *a, struct column_text *out)
{
	size_t i = c->i++;

	if (i >= c->n)
		return -1;
	if (c->method == 0) {
		*out = (struct column_text){(const char *)c->at, (uint32_t)numbers_next(&c->numbers)};
		c->at += out->n;
		return 0;
	}
	if (c->method == 1) {
		size_t k = (size_t)numbers_next(&c->numbers);
		*out = (struct column_text){(const char *)c->at + c->starts[k], c->starts[k + 1] - c->starts[k]};
		return 0;
	}
	char *s = arena_new(a, c->len, 1);
	if (s == NULL)
		return -1;
	for (size_t k = 0; k < c->len; k++)
		s[k] = (char)c->at[k * c->n + i];
	*out = (struct column_text){s, c->len};
	return 0;
}
