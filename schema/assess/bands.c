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

/* Hundredths of hundredths to hundredths, halves up. */
static int64_t
whole(int64_t sum)
{
	return (sum + 50) / 100;
}

int
bands_parts(const char *text, int64_t base, int64_t threshold, void (*each)(void *self, const struct band_part *part), void *self,
	int64_t *paid)
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
		if (to > from) {
			const int64_t before = whole(sum);
			sum += (to - from) * share;
			each(self, &(struct band_part){from, to, share, whole(sum) - before});
		}
		if (last)
			break;
		start = next;
		share = next_share;
	}
	*paid = whole(sum);
	return 0;
}

static void
pass_over(void *self, const struct band_part *part)
{
	(void)self;
	(void)part;
}

int
bands_pay(const char *text, int64_t base, int64_t threshold, int64_t *paid)
{
	return bands_parts(text, base, threshold, pass_over, NULL, paid);
}
