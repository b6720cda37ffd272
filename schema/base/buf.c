#include "buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"

unsigned char *
buf_room(struct buf *b, size_t n)
{
	size_t need;

	/* One byte more than asked for, so that buf_str() can always end the text. */
	if (b->failed || __builtin_add_overflow(b->len, n, &need) || __builtin_add_overflow(need, 1, &need) ||
		array_grow(&b->data, &b->cap, need, 1) < 0) {
		b->failed = true;
		return NULL;
	}
	return b->data + b->len;
}

int
buf_add(struct buf *b, const void *bytes, size_t n)
{
	unsigned char *at = buf_room(b, n);

	if (at == NULL)
		return -1;
	if (n > 0)
		memcpy(at, bytes, n);
	b->len += n;
	return 0;
}

int
buf_byte(struct buf *b, unsigned v)
{
	/* Most bytes come one by one and find room. */
	unsigned char *at = !b->failed && b->cap - b->len > 1 ? b->data + b->len : buf_room(b, 1);

	if (at == NULL)
		return -1;
	*at = (unsigned char)v;
	b->len++;
	return 0;
}

static int
add_le(struct buf *b, uint64_t v, size_t n)
{
	unsigned char raw[8];

	for (size_t i = 0; i < n; i++)
		raw[i] = (unsigned char)(v >> (8 * i));
	return buf_add(b, raw, n);
}

int
buf_u32(struct buf *b, uint32_t v)
{
	return add_le(b, v, 4);
}

int
buf_u64(struct buf *b, uint64_t v)
{
	return add_le(b, v, 8);
}

int
buf_varint(struct buf *b, uint64_t v)
{
	unsigned char raw[10];
	size_t n = 0;

	if (v < 0x80)
		return buf_byte(b, (unsigned)v);
	do {
		raw[n++] = (unsigned char)((v & 0x7F) | (v > 0x7F ? 0x80 : 0));
		v >>= 7;
	} while (v != 0);
	return buf_add(b, raw, n);
}

int
buf_signed(struct buf *b, int64_t v)
{
	return buf_varint(b, ((uint64_t)v << 1) ^ (v < 0 ? UINT64_MAX : 0));
}

int
buf_block(struct buf *b, const void *p, size_t n)
{
	buf_varint(b, n);
	return buf_add(b, p, n);
}

int
buf_text(struct buf *b, const char *s)
{
	return buf_add(b, s, strlen(s));
}

int
buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap, again;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		b->failed = true;
	else if (buf_room(b, (size_t)n) != NULL) {
		vsnprintf((char *)b->data + b->len, (size_t)n + 1, fmt, again);
		b->len += (size_t)n;
	}
	va_end(again);
	return b->failed ? -1 : 0;
}

const char *
buf_str(struct buf *b)
{
	if (b->failed || buf_room(b, 0) == NULL)
		return "";
	b->data[b->len] = '\0';
	return (const char *)b->data;
}

void
buf_reset(struct buf *b)
{
	b->len = 0;
	b->failed = false;
}

void
buf_free(struct buf *b)
{
	free(b->data);
	*b = (struct buf){0};
}

void
buf_wipe(struct buf *b)
{
	if (b->data != NULL)
		explicit_bzero(b->data, b->cap);
	buf_free(b);
}

struct reader
reader_of(const void *p, size_t n)
{
	const unsigned char *at = p;

	return (struct reader){.at = at, .end = n > 0 ? at + n : at};
}

size_t
reader_left(const struct reader *r)
{
	return r->failed ? 0 : (size_t)(r->end - r->at);
}

bool
reader_done(const struct reader *r)
{
	return !r->failed && r->at == r->end;
}

const unsigned char *
reader_bytes(struct reader *r, size_t n)
{
	static const unsigned char none;
	const unsigned char *at = r->at;

	if (r->failed || n > reader_left(r)) {
		r->failed = true;
		return NULL;
	}
	if (n == 0)
		return &none;
	r->at += n;
	return at;
}

unsigned
reader_byte(struct reader *r)
{
	const unsigned char *p = reader_bytes(r, 1);

	return p != NULL ? *p : 0;
}

static uint64_t
take_le(struct reader *r, size_t n)
{
	const unsigned char *p = reader_bytes(r, n);
	uint64_t v = 0;

	for (size_t i = 0; p != NULL && i < n; i++)
		v |= (uint64_t)p[i] << (8 * i);
	return v;
}

uint32_t
reader_u32(struct reader *r)
{
	return (uint32_t)take_le(r, 4);
}

uint64_t
reader_u64(struct reader *r)
{
	return take_le(r, 8);
}

uint64_t
reader_varint(struct reader *r)
{
	uint64_t v = 0;

	for (unsigned shift = 0; shift < 64; shift += 7) {
		unsigned c = reader_byte(r);
		if (r->failed)
			return 0;
		/* One number has one spelling: no bits beyond 64, no padding zero byte at the end. */
		if ((shift == 63 && c > 1) || (shift > 0 && c == 0))
			break;
		v |= (uint64_t)(c & 0x7F) << shift;
		if (c < 0x80)
			return v;
	}
	r->failed = true;
	return 0;
}

int64_t
reader_signed(struct reader *r)
{
	uint64_t v = reader_varint(r);

	return (int64_t)((v >> 1) ^ ((v & 1) != 0 ? UINT64_MAX : 0));
}

const unsigned char *
reader_block(struct reader *r, size_t max, size_t *n)
{
	uint64_t len = reader_varint(r);

	*n = 0;
	if (r->failed || len > max) {
		r->failed = true;
		return NULL;
	}
	const unsigned char *p = reader_bytes(r, (size_t)len);
	if (p != NULL)
		*n = (size_t)len;
	return p;
}
