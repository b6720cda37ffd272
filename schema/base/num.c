#include "num.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int
num_int(const char *s, size_t n, int64_t *v)
{
	bool minus = n > 0 && s[0] == '-';
	int64_t sum = 0;

	if (n == (size_t)minus || n > 20)
		return -1;
	for (size_t i = minus; i < n; i++) {
		if (s[i] < '0' || s[i] > '9' || __builtin_mul_overflow(sum, 10, &sum) ||
			__builtin_sub_overflow(sum, s[i] - '0', &sum))
			return -1;
	}
	if (!minus && sum == INT64_MIN)
		return -1;
	*v = minus ? sum : -sum;
	return 0;
}

int
num_fixed(const char *s, size_t n, int64_t *hundredths)
{
	const char *point = memchr(s, '.', n);
	size_t whole = point != NULL ? (size_t)(point - s) : n, decimals = point != NULL ? n - whole - 1 : 0;
	char digits[24];
	size_t len = 0;

	if (n > 21 || decimals > 2 || (point != NULL && decimals == 0) || whole == 0 || s[whole - 1] == '-')
		return -1;
	memcpy(digits, s, whole);
	len = whole;
	for (size_t i = 0; i < 2; i++)
		digits[len++] = i < decimals ? s[whole + 1 + i] : '0';
	return num_int(digits, len, hundredths);
}

struct magnitude {
	const char *word;
	int64_t times;
};
static const struct magnitude magnitudes[] = {{"亿", 100000000}, {"万", 10000}, {"w", 10000}, {"W", 10000},
	{"千", 1000}, {"k", 1000}, {"K", 1000}, {"百", 100}};

/* Plain text of a typed number: full-width digits folded, separators and 元 dropped. 0 or -1 when too long. */
static int
fold(const char *s, size_t n, char *out, size_t room)
{
	size_t len = 0;

	for (size_t i = 0; i < n;) {
		const unsigned char *p = (const unsigned char *)s + i;
		char c = s[i];
		size_t step = 1;
		if (n - i >= 3 && p[0] == 0xEF && p[1] == 0xBC && p[2] >= 0x8D && p[2] <= 0x99) {
			c = (char)('-' + (p[2] - 0x8D)); /* U+FF0D..U+FF19 are - . / and the digits */
			step = 3;
		} else if ((n - i >= 3 && (memcmp(p, "，", 3) == 0 || memcmp(p, "元", 3) == 0 || memcmp(p, "块", 3) == 0))) {
			i += 3;
			continue;
		} else if (c == ',' || c == ' ') {
			i++;
			continue;
		}
		if (len + 1 >= room)
			return -1;
		out[len++] = c;
		i += step;
	}
	out[len] = '\0';
	return 0;
}

int
num_spoken(const char *s, size_t n, int64_t *hundredths)
{
	char text[64];
	int64_t sum = 0, last = 1, part;

	if (fold(s, n, text, sizeof text) < 0 || text[0] == '\0')
		return -1;
	bool minus = text[0] == '-';
	const char *at = text + minus;
	if (*at == '\0')
		return -1;
	while (*at != '\0') {
		size_t digits = strspn(at, "0123456789.");
		const struct magnitude *m = NULL;
		for (size_t k = 0; m == NULL && k < sizeof magnitudes / sizeof magnitudes[0]; k++)
			if (strncmp(at + digits, magnitudes[k].word, strlen(magnitudes[k].word)) == 0)
				m = &magnitudes[k];
		if (num_fixed(at, digits, &part) < 0 || (m == NULL && at[digits] != '\0') || (m != NULL && last > 1 && m->times >= last))
			return -1;
		/* "3万2" is 32000: a single trailing digit counts in the next lower magnitude. */
		int64_t times = m != NULL ? m->times : last > 1 && digits == 1 ? last / 10 : 1;
		if (__builtin_mul_overflow(part, times, &part) || __builtin_add_overflow(sum, part, &sum))
			return -1;
		last = times;
		at += digits + (m != NULL ? strlen(m->word) : 0);
	}
	*hundredths = minus ? -sum : sum;
	return 0;
}

void
num_fixed_text(int64_t hundredths, char out[NUM_TEXT])
{
	uint64_t v = hundredths < 0 ? 0 - (uint64_t)hundredths : (uint64_t)hundredths;
	unsigned cents = (unsigned)(v % 100);
	const char *sign = hundredths < 0 ? "-" : "";

	if (cents == 0)
		snprintf(out, NUM_TEXT, "%s%llu", sign, (unsigned long long)(v / 100));
	else if (cents % 10 == 0)
		snprintf(out, NUM_TEXT, "%s%llu.%u", sign, (unsigned long long)(v / 100), cents / 10);
	else
		snprintf(out, NUM_TEXT, "%s%llu.%02u", sign, (unsigned long long)(v / 100), cents);
}

void
num_money_text(int64_t hundredths, char out[NUM_TEXT])
{
	uint64_t v = hundredths < 0 ? 0 - (uint64_t)hundredths : (uint64_t)hundredths;
	char whole[NUM_TEXT];
	size_t at = 0;

	int n = snprintf(whole, sizeof whole, "%llu", (unsigned long long)(v / 100));
	if (hundredths < 0)
		out[at++] = '-';
	for (int i = 0; i < n; i++) {
		if (i > 0 && (n - i) % 3 == 0)
			out[at++] = ',';
		out[at++] = whole[i];
	}
	snprintf(out + at, NUM_TEXT - at, ".%02u", (unsigned)(v % 100));
}

void
num_real_text(double v, char out[NUM_TEXT])
{
	char exact[400];

	if (isnan(v)) {
		strcpy(out, "NaN");
		return;
	}
	if (isinf(v)) {
		strcpy(out, v > 0 ? "Infinity" : "-Infinity");
		return;
	}
	/* Most are whole: no search for the shortest decimal. */
	if (fabs(v) < 1e15 && v == (double)(int64_t)v) {
		num_fixed_text((int64_t)v * 100, out);
		return;
	}
	if (fabs(v) >= 1e17 || (v != 0 && fabs(v) < 1e-9)) {
		snprintf(out, NUM_TEXT, "%.17g", v);
		return;
	}
	for (int places = 0; places <= 17; places++) {
		snprintf(exact, sizeof exact, "%.*f", places, v);
		if (strtod(exact, NULL) == v && strlen(exact) < NUM_TEXT)
			break;
	}
	exact[NUM_TEXT - 1] = '\0';
	strcpy(out, strcmp(exact, "-0") == 0 ? "0" : exact);
}

int
num_real_fixed(double v, int64_t *hundredths)
{
	double scaled = v * 100;

	if (!(fabs(scaled) < 9e15))
		return -1;
	*hundredths = (int64_t)(scaled < 0 ? ceil(scaled - 0.5 - 1e-7) : floor(scaled + 0.5 + 1e-7));
	return 0;
}
