#include "wrap.h"

#include <string.h>

#include "text.h"

size_t
wrap_count(const char *s, size_t n, int width)
{
	size_t lines = 0, next;

	do {
		text_wrap(s, n, width, &next);
		s += next;
		n -= next;
		lines++;
	} while (n > 0);
	return lines;
}

int
wrap_draw(struct term *t, struct area a, unsigned attr, const char *s)
{
	size_t n = strlen(s), next;
	int used = 0;

	for (; n > 0 && used < a.rows; used++) {
		size_t len = text_wrap(s, n, a.cols, &next);
		term_put(t, a.row + used, a.col, a.cols, attr, s, len);
		s += next;
		n -= next;
	}
	return used;
}
