#ifndef NAMES_H
#define NAMES_H

#include <stddef.h>

/* A set of names, each with a small number: the tables, questions and choices of a form by name. Start from {0}. */
struct names {
	struct names_slot *slots;
	size_t size, n;
};

/* Remember ${name} (kept by pointer: the caller's, must outlive the set) as ${value} >= 0. Returns 0; 1 when the name
 * is there already (its number stays); -1 when out of memory. */
int names_add(struct names *s, const char *name, int value);

/* The number of the name of ${n} bytes, or -1. */
int names_find(const struct names *s, const char *name, size_t n);

void names_free(struct names *s);

#endif
