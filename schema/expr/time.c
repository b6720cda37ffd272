#include "function.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "date.h"
#include "text.h"

/* Functions of days and times. The villages lie in one zone, UTC+8. */

#define SIGNATURE struct machine *m, struct value *v, int n, const void *data
#define UNUSED ((void)m, (void)v, (void)n, (void)data)

/* Days that date_civil() can take. */
static bool
is_day(double days)
{
	return days >= -719162 && days < 2932897;
}

static int
time_today(SIGNATURE)
{
	UNUSED;
	v[0] = (struct value){.kind = (enum value_kind)VALUE_DATE, .number = m->env->today};
	return 0;
}

static int
time_now(SIGNATURE)
{
	const int64_t day = 86400000;
	int64_t ms = m->env->now_ms > INT64_MAX / 2 || m->env->now_ms < INT64_MIN / 2 ? 0 : m->env->now_ms + 8 * 3600000;
	int64_t days = ms / day - (ms % day < 0), rest = ms - days * day;
	char date[DATE_TEXT], *text;

	UNUSED;
	if (!is_day((double)days) || (text = machine_room(m, 48)) == NULL)
		return -1;
	date_format((int32_t)days, date);
	int len = snprintf(text, 48, "%sT%02u:%02u:%02u.%03u+08:00", date, (unsigned)(rest / 3600000) % 24,
		(unsigned)(rest / 60000 % 60), (unsigned)(rest / 1000 % 60), (unsigned)(rest % 1000));
	v[0] = value_of_text(text, (size_t)len);
	return 0;
}

/* Days and their fraction of a date, a time, or a number of days; NaN for anything else. */
static double
moment(struct machine *m, struct value *v)
{
	double days = NAN;

	machine_single(m, v);
	if (v->kind == VALUE_TEXT)
		return value_moment(v->text, v->len, &days) ? days : NAN;
	return v->kind == VALUE_BOOLEAN ? NAN : v->number;
}

/* A moment taken apart for format-date(). */
struct clock {
	int year, month, day, weekday, hour, minute, second, ms;
	int32_t days;
};

/* ISO 8601: the week of the year, from 1, that holds the day's Thursday. */
static int
iso_week(int32_t days)
{
	const int32_t thursday = days - (days % 7 + 10) % 7 + 3; /* of the week that starts on Monday */
	int y, m, d;

	date_civil(thursday, &y, &m, &d);
	return (thursday - date_days(y, 1, 1)) / 7 + 1;
}

static struct clock
clock_of(double at)
{
	struct clock c;
	int32_t days = (int32_t)floor(at);
	int32_t ms = (int32_t)fmin(floor((at - days) * 86400000 + 0.5), 86399999);

	c.days = days;
	date_civil(days, &c.year, &c.month, &c.day);
	c.weekday = (days % 7 + 11) % 7; /* 1970-01-01 was a Thursday; 0 is Sunday */
	c.hour = ms / 3600000;
	c.minute = ms / 60000 % 60;
	c.second = ms / 1000 % 60;
	c.ms = ms % 1000;
	return c;
}

static int
time_date(SIGNATURE)
{
	double days = floor(moment(m, &v[0]));

	UNUSED;
	v[0] = is_day(days) ? (struct value){.kind = (enum value_kind)VALUE_DATE, .number = days} : value_of_text("", 0);
	return 0;
}

/* "YYYY-MM-DDThh:mm:ss.sss+08:00"; 0 or -1. */
static int
put_moment(struct machine *m, double at, struct value *out)
{
	const struct clock c = clock_of(at);
	char *text = machine_room(m, 48);

	if (text == NULL)
		return -1;
	int len = snprintf(text, 48, "%04u-%02u-%02uT%02u:%02u:%02u.%03u+08:00", (unsigned)c.year % 10000, (unsigned)c.month % 100,
		(unsigned)c.day % 100, (unsigned)c.hour % 100, (unsigned)c.minute % 100, (unsigned)c.second % 100, (unsigned)c.ms % 1000);
	*out = value_of_text(text, (size_t)len);
	return 0;
}

static int
time_date_time(SIGNATURE)
{
	const double at = moment(m, &v[0]);

	UNUSED;
	if (!is_day(at)) {
		v[0] = value_of_text("", 0);
		return 0;
	}
	return put_moment(m, at, &v[0]);
}

/* The part of a day: of a time alone, of a moment, or of a number of days. */
static int
time_decimal_time(SIGNATURE)
{
	double at;

	UNUSED;
	machine_single(m, &v[0]);
	at = v[0].kind == VALUE_TEXT && value_clock(v[0].text, v[0].len, &at) ? at : moment(m, &v[0]);
	v[0] = value_of_number(at - floor(at));
	return 0;
}

static int
time_decimal(SIGNATURE)
{
	UNUSED;
	v[0] = value_of_number(moment(m, &v[0]));
	return 0;
}

static const char *const weekdays[LANGS][7] = {
	{"周日", "周一", "周二", "周三", "周四", "周五", "周六"},
	{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
};
static const char *const months[LANGS][12] = {
	{"1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"},
	{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
};

/* ${v} with at least ${digits} digits. */
static size_t
put_digits(char *out, int v, int digits)
{
	char back[12];
	int n = 0;

	do {
		back[n++] = (char)('0' + v % 10);
		v /= 10;
	} while (n < digits || v > 0);
	for (int i = 0; i < n; i++)
		out[i] = back[n - 1 - i];
	return (size_t)n;
}

/* A letter behind %: a number of the clock at ${offset}, with so many digits at least, after ${modulo}. */
struct letter {
	unsigned char offset;
	int digits, modulo;
};
static const struct letter letters[128] = {
	['Y'] = {offsetof(struct clock, year), 4, 10000},
	['y'] = {offsetof(struct clock, year), 2, 100},
	['m'] = {offsetof(struct clock, month), 2, 100},
	['n'] = {offsetof(struct clock, month), 1, 100},
	['d'] = {offsetof(struct clock, day), 2, 100},
	['e'] = {offsetof(struct clock, day), 1, 100},
	['H'] = {offsetof(struct clock, hour), 2, 100},
	['h'] = {offsetof(struct clock, hour), 1, 100},
	['M'] = {offsetof(struct clock, minute), 2, 100},
	['S'] = {offsetof(struct clock, second), 2, 100},
	['3'] = {offsetof(struct clock, ms), 3, 1000},
};

bool
time_knows(char letter)
{
	return (unsigned char)letter < 128 && (letters[(unsigned char)letter].digits > 0 || strchr("abW%", letter) != NULL) && letter != '\0';
}

/* Write what stands for % and ${letter}, at most 8 bytes; an unknown letter gives nothing. Returns the bytes. */
static size_t
piece(const struct clock *c, char letter, int lang, char *out)
{
	const struct letter *l = &letters[(unsigned char)letter & 127];
	int v;

	if (l->digits > 0 && (unsigned char)letter < 128) {
		memcpy(&v, (const char *)c + l->offset, sizeof v);
		return put_digits(out, v % l->modulo, l->digits);
	}
	if (letter == 'W')
		return put_digits(out, iso_week(c->days), 1);
	const char *word = letter == 'a' ? weekdays[lang][c->weekday] : letter == 'b' ? months[lang][c->month - 1] :
		letter == '%' ? "%" : "";
	size_t n = strlen(word);
	memcpy(out, word, n);
	return n;
}

static int
time_format(SIGNATURE)
{
	double at = moment(m, &v[0]);
	char *text;
	size_t len = 0;

	UNUSED;
	if (machine_text(m, &v[1]) < 0)
		return -1;
	if (!is_day(at)) {
		v[0] = value_of_text("", 0);
		return 0;
	}
	if (v[1].len > 256 || (text = machine_room(m, v[1].len * 8 + 1)) == NULL)
		return -1;
	const struct clock c = clock_of(at);
	for (size_t i = 0; i < v[1].len; i++) {
		if (v[1].text[i] != '%' || i + 1 == v[1].len) {
			text[len++] = v[1].text[i];
			continue;
		}
		const char *letter = v[1].text + i + 1, *next = letter;
		utf8_next(&next, v[1].text + v[1].len);
		len += piece(&c, *letter, m->env->lang, text + len);
		i = (size_t)(next - v[1].text) - 1;
	}
	v[0] = value_of_text(text, len);
	return 0;
}

const struct function time_functions[] = {
	{"today", 0, 0, "", IS_STEADY, time_today},
	{"now", 0, 0, "", IS_TIME, time_now},
	{"date", 1, 1, "v", IS_PURE, time_date},
	{"date-time", 1, 1, "v", IS_PURE, time_date_time},
	{"decimal-time", 1, 1, "v", IS_PURE, time_decimal_time},
	{"decimal-date-time", 1, 1, "v", IS_PURE, time_decimal},
	{"format-date", 2, 2, "v", IS_STEADY, time_format},
	{"format-date-time", 2, 2, "v", IS_STEADY, time_format},
	{.name = NULL},
};
