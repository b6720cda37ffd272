#include "date.h"

#include <stdio.h>
#include <string.h>

/* Days before each month of a year that starts in March, so that the leap day comes last. */
int32_t
date_days(int year, int month, int day)
{
	int y = month <= 2 ? year - 1 : year;
	int era = (y >= 0 ? y : y - 399) / 400;
	int yoe = y - era * 400;
	int doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;

	return era * 146097 + doe - 719468;
}

void
date_civil(int32_t days, int *year, int *month, int *day)
{
	int32_t z = days + 719468;
	int32_t era = (z >= 0 ? z : z - 146096) / 146097;
	int32_t doe = z - era * 146097;
	int32_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int32_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int32_t mp = (5 * doy + 2) / 153;

	*day = (int)(doy - (153 * mp + 2) / 5 + 1);
	*month = (int)(mp < 10 ? mp + 3 : mp - 9);
	*year = (int)(yoe + era * 400 + (*month <= 2));
}

int
date_valid(int year, int month, int day)
{
	static const int len[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1)
		return 0;
	return day <= len[month - 1] + (month == 2 && leap);
}

static int
digits(const char *s, size_t n, int *v)
{
	*v = 0;
	if (n == 0 || n > 8)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9')
			return -1;
		*v = *v * 10 + (s[i] - '0');
	}
	return 0;
}

int
date_parse(const char *s, size_t n, int32_t *days)
{
	int y, m, d;

	if (n != 10 || s[4] != '-' || s[7] != '-' || digits(s, 4, &y) < 0 || digits(s + 5, 2, &m) < 0 ||
		digits(s + 8, 2, &d) < 0 || !date_valid(y, m, d))
		return -1;
	*days = date_days(y, m, d);
	return 0;
}

/* Split at '.', '-', '/', or the Chinese words for year, month and day, into at most three runs of digits. */
static int
parts(const char *s, size_t n, int out[3], size_t widths[3])
{
	static const char *const marks[] = {".", "-", "/", "年", "月", "日", "。", "·"};
	size_t start = 0, i = 0;
	int count = 0;

	while (i <= n) {
		size_t skip = i == n ? 1 : 0;
		for (size_t k = 0; skip == 0 && k < sizeof marks / sizeof marks[0]; k++) {
			size_t len = strlen(marks[k]);
			if (len <= n - i && memcmp(s + i, marks[k], len) == 0)
				skip = len;
		}
		if (skip == 0) {
			i++;
			continue;
		}
		if (i > start) {
			if (count == 3 || digits(s + start, i - start, &out[count]) < 0)
				return -1;
			widths[count++] = i - start;
		}
		i += skip;
		start = i;
	}
	return count;
}

int
date_spoken(const char *s, size_t n, int32_t today, int32_t *days)
{
	int p[3] = {0, 0, 0}, y, m, d, ty, tm, td;
	size_t w[3] = {0, 0, 0};

	if ((n == 5 && memcmp(s, "today", 5) == 0) || (n == strlen("今天") && memcmp(s, "今天", n) == 0)) {
		*days = today;
		return 0;
	}
	int count = parts(s, n, p, w);
	if (count == 1 && w[0] == 8) {
		y = p[0] / 10000, m = p[0] / 100 % 100, d = p[0] % 100;
		w[0] = 4;
	} else if (count == 3) {
		y = p[0], m = p[1], d = p[2];
	} else {
		return -1;
	}
	if (w[0] == 2) {
		date_civil(today, &ty, &tm, &td);
		y += ty / 100 * 100;
		if (!date_valid(y, m, d))
			return -1;
		if (date_days(y, m, d) > today)
			y -= 100;
	}
	if (w[0] != 2 && w[0] != 4)
		return -1;
	if (!date_valid(y, m, d))
		return -1;
	*days = date_days(y, m, d);
	return 0;
}

void
date_format(int32_t days, char out[DATE_TEXT])
{
	int y, m, d;

	date_civil(days, &y, &m, &d);
	snprintf(out, DATE_TEXT, "%04u-%02u-%02u", (unsigned)y % 10000, (unsigned)m % 100, (unsigned)d % 100);
}

int
date_age(int32_t born, int32_t on)
{
	int by, bm, bd, oy, om, od;

	if (on <= born)
		return 0;
	date_civil(born, &by, &bm, &bd);
	date_civil(on, &oy, &om, &od);
	return oy - by - (om < bm || (om == bm && od < bd));
}
