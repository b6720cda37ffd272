#include "places.h"

#include <stdlib.h>
#include <string.h>

#include "arena.h"

static size_t
slot_of(const struct places *p, const unsigned char key[16])
{
	uint64_t a, b;

	memcpy(&a, key, 8);
	memcpy(&b, key + 8, 8);
	a = (a ^ (b * UINT64_C(0x9E3779B97F4A7C15))) * UINT64_C(0xD6E8FEB86659FD93);
	size_t at = (size_t)(a >> 20) & (p->size - 1);
	while (p->slot[at] != 0 && memcmp(p->key[p->slot[at] - 1], key, 16) != 0)
		at = (at + 1) & (p->size - 1);
	return at;
}

static int
grow(struct places *p)
{
	size_t size = p->size == 0 ? 64 : p->size * 2;
	uint32_t *slot = calloc(size, sizeof *slot);

	if (slot == NULL)
		return -1;
	free(p->slot);
	p->slot = slot;
	p->size = size;
	for (size_t i = 0; i < p->n; i++)
		p->slot[slot_of(p, p->key[i])] = (uint32_t)i + 1;
	return 0;
}

uint32_t
places_find(const struct places *p, const unsigned char key[16])
{
	return p->size > 0 ? p->slot[slot_of(p, key)] - 1 : PLACES_NONE;
}

uint32_t
places_add(struct places *p, const unsigned char key[16])
{
	if (p->n * 2 >= p->size && grow(p) < 0)
		return PLACES_NONE;
	size_t at = slot_of(p, key);
	if (p->slot[at] == 0) {
		if (array_grow(&p->key, &p->cap, p->n + 1, sizeof *p->key) < 0)
			return PLACES_NONE;
		memcpy(p->key[p->n++], key, 16);
		p->slot[at] = (uint32_t)p->n;
	}
	return p->slot[at] - 1;
}

void
places_free(struct places *p)
{
	free(p->key);
	free(p->slot);
}
