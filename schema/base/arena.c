#include "arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK 16384

struct arena_block {
	struct arena_block *next;
	size_t used, size;
	alignas(max_align_t) unsigned char bytes[];
};

void *
arena_new(struct arena *a, size_t n, size_t size)
{
	const size_t align = alignof(max_align_t);
	size_t want;

	if (__builtin_mul_overflow(n, size, &want) || want > SIZE_MAX / 2)
		return NULL;
	want = (want + align - 1) / align * align;
	if (a->blocks == NULL || a->blocks->size - a->blocks->used < want) {
		size_t room = want > BLOCK ? want : BLOCK;
		struct arena_block *b = calloc(1, sizeof *b + room);
		if (b == NULL)
			return NULL;
		b->size = room;
		b->next = a->blocks;
		a->blocks = b;
	}
	void *p = a->blocks->bytes + a->blocks->used;
	a->blocks->used += want;
	a->used += want;
	return p;
}

char *
arena_text(struct arena *a, const char *s, size_t n)
{
	char *t = n < SIZE_MAX ? arena_new(a, n + 1, 1) : NULL;

	if (t != NULL && n > 0)
		memcpy(t, s, n);
	return t;
}

struct arena_mark
arena_mark(const struct arena *a)
{
	return (struct arena_mark){a->blocks, a->blocks != NULL ? a->blocks->used : 0, a->used};
}

void
arena_back(struct arena *a, struct arena_mark m)
{
	struct arena_block *b;

	/* What is kept is handed out again, and must then be zeros as if new. */
	while ((b = a->blocks) != m.block) {
		explicit_bzero(b->bytes, b->used);
		b->used = 0;
		if (b->next == NULL)
			break;
		a->blocks = b->next;
		free(b);
	}
	if (m.block != NULL) {
		memset(b->bytes + m.filled, 0, b->used - m.filled);
		b->used = m.filled;
	}
	a->used = m.used;
}

void
arena_reset(struct arena *a)
{
	arena_back(a, (struct arena_mark){0});
}

void
arena_free(struct arena *a)
{
	while (a->blocks != NULL) {
		struct arena_block *next = a->blocks->next;
		free(a->blocks);
		a->blocks = next;
	}
	a->used = 0;
}

void
arena_wipe(struct arena *a)
{
	for (struct arena_block *b = a->blocks; b != NULL; b = b->next)
		explicit_bzero(b->bytes, b->used);
	arena_free(a);
}

int
array_grow(void *items, size_t *cap, size_t need, size_t size)
{
	size_t room = *cap < 8 ? 8 : *cap, bytes;
	void *old, *p;

	if (need <= *cap)
		return 0;
	while (room < need)
		if (__builtin_mul_overflow(room, 2, &room))
			return -1;
	if (__builtin_mul_overflow(room, size, &bytes))
		return -1;
	memcpy(&old, items, sizeof old);
	if ((p = realloc(old, bytes)) == NULL)
		return -1;
	memcpy(items, &p, sizeof p);
	*cap = room;
	return 0;
}
