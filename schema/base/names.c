#include "names.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct names_slot {
	const char *name;
	size_t len;
	int value;
};

static size_t
place(const struct names *s, const char *name, size_t n)
{
	uint64_t h = n, eight;

	for (size_t i = 0; i < n; i += sizeof eight) {
		eight = 0;
		memcpy(&eight, name + i, n - i < sizeof eight ? n - i : sizeof eight);
		h = (h ^ eight) * UINT64_C(0x9E3779B97F4A7C15);
		h ^= h >> 32;
	}
	size_t at = (size_t)h & (s->size - 1);
	while (s->slots[at].name != NULL && (s->slots[at].len != n || memcmp(s->slots[at].name, name, n) != 0))
		at = (at + 1) & (s->size - 1);
	return at;
}

static int
widen(struct names *s)
{
	struct names bigger = {.size = s->size > 0 ? s->size * 2 : 64, .n = s->n};

	if ((bigger.slots = calloc(bigger.size, sizeof *bigger.slots)) == NULL)
		return -1;
	for (size_t i = 0; i < s->size; i++)
		if (s->slots[i].name != NULL)
			bigger.slots[place(&bigger, s->slots[i].name, s->slots[i].len)] = s->slots[i];
	free(s->slots);
	*s = bigger;
	return 0;
}

int
names_add(struct names *s, const char *name, int value)
{
	if (s->n * 2 >= s->size && widen(s) < 0)
		return -1;
	size_t n = strlen(name), at = place(s, name, n);
	if (s->slots[at].name != NULL)
		return 1;
	s->slots[at] = (struct names_slot){name, n, value};
	s->n++;
	return 0;
}

int
names_find(const struct names *s, const char *name, size_t n)
{
	if (s->size == 0)
		return -1;
	size_t at = place(s, name, n);
	return s->slots[at].name != NULL ? s->slots[at].value : -1;
}

void
names_free(struct names *s)
{
	free(s->slots);
	*s = (struct names){0};
}
