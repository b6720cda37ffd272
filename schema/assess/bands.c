#include "assess/rules.h"

#include <string.h>

#include "num.h"

#define AMOUNT_MAX INT64_C(1000000000000000) /* hundredths; times 100 it still fits */

/* One "start:share" from *${at}, in hundredths both; *${at} moves behind it and the blanks that follow. 0 or -1. */
static int
take_band(const char **at, int64_t *start, int64_t *share)
{
	const char *colon = strchr(*at, ':');

	if (colon == NULL || num_fixed(*at, (size_t)(colon - *at), start) < 0)
		return -1;
	size_t n = strcspn(colon + 1, " ");
	if (num_fixed(colon + 1, n, share) < 0)
		return -1;
	*at = colon + 1 + n;
	*at += strspn(*at, " ");
	return *start < 0 || *start > AMOUNT_MAX || *share < 0 || *share > 100 ? -1 : 0;
}

int
bands_pay(const char *text, int64_t base, int64_t threshold, int64_t *paid)
{
	int64_t start, share, next, next_share, sum = 0;
	const char *at = text + strspn(text, " ");

	if (base > AMOUNT_MAX || base < -AMOUNT_MAX || take_band(&at, &start, &share) < 0)
		return -1;
	for (;;) {
		bool last = *at == '\0';
		if (!last && (take_band(&at, &next, &next_share) < 0 || next <= start))
			return -1;
		int64_t from = start > threshold ? start : threshold;
		int64_t to = last || base < next ? base : next;
		if (to > from)
			sum += (to - from) * share;
		if (last)
			break;
		start = next;
		share = next_share;
	}
	*paid = (sum + 50) / 100;
	return 0;
}
