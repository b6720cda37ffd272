#ifndef PLACES_H
#define PLACES_H

#include <stddef.h>
#include <stdint.h>

/* Numbers 0, 1, 2 ... for 16-byte keys in the order they are first met: ids, devices, hashes. Start from {0}. */
struct places {
	unsigned char (*key)[16];
	uint32_t *slot; /* 1 + place; 0 = empty */
	size_t n, cap, size;
};

#define PLACES_NONE UINT32_MAX

/* The place of ${key}, or PLACES_NONE when it was not met. */
uint32_t places_find(const struct places *p, const unsigned char key[16]);

/* The place of ${key}, met now or before; PLACES_NONE when out of memory. */
uint32_t places_add(struct places *p, const unsigned char key[16]);

void places_free(struct places *p);

#endif
