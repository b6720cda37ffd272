#ifndef ARENA_H
#define ARENA_H

#include <stddef.h>

/* Memory that lives and dies together: a form, a compiled policy, one household file. */
struct arena {
	struct arena_block *blocks;
	size_t used; /* bytes handed out, for ceilings on hostile input */
};

/* ${n} * ${size} zeroed bytes, aligned for anything; NULL when out of memory or when the product overflows. */
void *arena_new(struct arena *a, size_t n, size_t size);

/* A NUL-terminated copy of ${n} bytes of ${s}; NULL when out of memory. */
char *arena_text(struct arena *a, const char *s, size_t n);

/* Give everything back and make ${a} empty again. */
void arena_free(struct arena *a);

/* How far an arena is filled, to come back to. */
struct arena_mark {
	struct arena_block *block;
	size_t filled, used;
};

struct arena_mark arena_mark(const struct arena *a);

/*
 * Take back, and overwrite, everything handed out since ${m}. One block is kept for what comes next, so that work done
 * again and again in one arena asks for memory once. arena_reset() does so from the beginning.
 */
void arena_back(struct arena *a, struct arena_mark m);
void arena_reset(struct arena *a);

/* As arena_free(), but overwrite the memory first: for arenas that held people's answers. */
void arena_wipe(struct arena *a);

/*
 * Grow the malloc'd array *${items} of elements of ${size} bytes so that it holds at least ${need}; *${cap} is its
 * capacity. 0, or -1 when out of memory (the array is then unchanged).
 */
int array_grow(void *items, size_t *cap, size_t need, size_t size);

#endif
