#include "machine.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "date.h"
#include "num.h"
#include "read.h"
#include "watch.h"

bool
value_blank(const struct value *v)
{
	return (v->kind == VALUE_TEXT && v->len == 0) || (v->kind == VALUE_SET && v->count == 0);
}

static bool
two(const char *s, int limit, double *v)
{
	if (s[0] < '0' || s[0] > '9' || s[1] < '0' || s[1] > '9')
		return false;
	int d = (s[0] - '0') * 10 + s[1] - '0';
	*v = d;
	return d <= limit;
}

/* Behind a time: nothing, Z, or the hours (and minutes) its zone is off UTC; into days off UTC+8. */
static bool
zone_of(const char *s, size_t n, double *days)
{
	const int sign = n > 0 && *s == '-' ? -1 : 1;
	double h, m = 0;

	*days = 0;
	if (n == 0)
		return true;
	if (n == 1 && *s == 'Z') {
		*days = 8.0 / 24;
		return true;
	}
	if ((*s != '+' && *s != '-') || n < 3 || !two(s + 1, 14, &h))
		return false;
	s += 3;
	n -= 3;
	if (n > 0 && *s == ':') {
		s++;
		n--;
	}
	if (n != 0 && (n != 2 || !two(s, 59, &m)))
		return false;
	*days = (8 - sign * (h + m / 60)) / 24;
	return true;
}

bool
value_clock(const char *s, size_t n, double *days)
{
	double h, m, sec = 0, part = 0, scale = 1, zone;
	size_t at = 5;

	if (n < 5 || n > 30 || !two(s, 23, &h) || s[2] != ':' || !two(s + 3, 59, &m))
		return false;
	if (n >= at + 3 && s[at] == ':') {
		if (!two(s + at + 1, 59, &sec))
			return false;
		at += 3;
		if (n > at && s[at] == '.') {
			for (at++; at < n && s[at] >= '0' && s[at] <= '9'; at++, scale *= 10)
				part = part * 10 + (s[at] - '0');
			if (scale == 1)
				return false;
		}
	}
	if (!zone_of(s + at, n - at, &zone))
		return false;
	*days = (h * 3600 + m * 60 + sec + part / scale) / 86400 + zone;
	return true;
}

bool
value_moment(const char *s, size_t n, double *days)
{
	double clock = 0;
	int32_t d;

	if (n < 10 || n > 40 || date_parse(s, 10, &d) < 0)
		return false;
	if (n > 10 && ((s[10] != 'T' && s[10] != ' ') || !value_clock(s + 11, n - 11, &clock)))
		return false;
	*days = d + clock;
	return true;
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

double
text_number(const char *s, size_t n)
{
	static const double tens[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
	uint64_t whole = 0;
	size_t digits = 0, decimals = 0, i = 0;
	bool point = false;
	double days;
	char copy[512];

	while (n > 0 && is_space(s[0]))
		s++, n--;
	while (n > 0 && is_space(s[n - 1]))
		n--;
	if (n >= sizeof copy)
		return NAN;
	bool minus = n > 0 && s[0] == '-';
	for (i = minus; i < n; i++) {
		if (s[i] == '.' && !point) {
			point = true;
		} else if (s[i] >= '0' && s[i] <= '9') {
			if (++digits <= 15)
				whole = whole * 10 + (unsigned)(s[i] - '0');
			decimals += point;
		} else {
			return n >= 10 && s[4] == '-' && value_moment(s, n, &days) ? days : NAN;
		}
	}
	if (digits == 0)
		return NAN;
	if (digits <= 15) {
		double v = (double)whole / tens[decimals];
		return minus ? -v : v;
	}
	memcpy(copy, s, n);
	copy[n] = '\0';
	return strtod(copy, NULL);
}

void
machine_read(struct machine *m, const struct record *r, int column, struct value *out)
{
	if (column < 0) {
		*out = value_of_text("", 0);
		return;
	}
	const struct answer *a = &r->answers[column];
	*out = answer_value(a);
	answer_touch(m->env, a);
}

/* The value a set stands for where one value is wanted, read without noting. */
static struct value
first_of(const struct value *v)
{
	if (v->kind != VALUE_SET)
		return *v;
	if (v->count == 0 || v->nodes[0].column < 0)
		return value_of_text("", 0);
	return answer_value(&v->nodes[0].record->answers[v->nodes[0].column]);
}

static double
plain_number(const struct value *v)
{
	if (v->kind == VALUE_TEXT)
		return text_number(v->text, v->len);
	return v->kind == VALUE_BOOLEAN ? v->truth : v->number;
}

static bool
plain_truth(const struct value *v)
{
	if (v->kind == VALUE_BOOLEAN)
		return v->truth;
	if (v->kind == VALUE_TEXT)
		return v->len > 0;
	return v->kind == (enum value_kind)VALUE_DATE || (!isnan(v->number) && v->number != 0);
}

static const char *
written(const struct value *v, char out[NUM_TEXT])
{
	if (v->kind == VALUE_BOOLEAN)
		return v->truth ? "true" : "false";
	if (isnan(v->number))
		return "";
	if (isinf(v->number))
		return v->number > 0 ? "Infinity" : "-Infinity";
	if (v->kind == (enum value_kind)VALUE_DATE)
		date_format((int32_t)v->number, out);
	else
		num_real_text(v->number, out);
	return out;
}

double
value_number(const struct value *v)
{
	struct value one = first_of(v);

	return plain_number(&one);
}

bool
value_truth(const struct value *v)
{
	return v->kind == VALUE_SET ? v->count > 0 : plain_truth(v);
}

int
value_text(const struct value *v, struct arena *scratch, const char **text, size_t *len)
{
	struct value one = first_of(v);
	char buf[NUM_TEXT];

	if (one.kind != VALUE_TEXT) {
		const char *s = written(&one, buf);
		one.len = strlen(s);
		one.text = s == buf ? arena_text(scratch, s, one.len) : s;
		if (one.text == NULL)
			return -1;
	}
	*text = one.text;
	*len = one.len;
	return 0;
}

void
machine_single(struct machine *m, struct value *v)
{
	if (v->kind != VALUE_SET)
		return;
	if (v->count == 0)
		*v = value_of_text("", 0);
	else
		machine_read(m, v->nodes[0].record, v->nodes[0].column, v);
}

double
machine_number(struct machine *m, const struct value *v)
{
	struct value one;

	if (v->kind != VALUE_SET)
		return plain_number(v);
	one = *v;
	machine_single(m, &one);
	return plain_number(&one);
}

int
machine_text(struct machine *m, struct value *v)
{
	char buf[NUM_TEXT];

	machine_single(m, v);
	if (v->kind == VALUE_TEXT)
		return 0;
	const char *s = written(v, buf);
	size_t n = strlen(s);
	if (s == buf) {
		char *t = machine_room(m, n);
		if (t == NULL)
			return -1;
		memcpy(t, s, n);
		s = t;
	}
	*v = value_of_text(s, n);
	return 0;
}

static bool
near(double a, double b)
{
	return a == b || fabs(a - b) <= 1e-7;
}

static bool
numbers_hold(enum relation rel, double a, double b)
{
	switch (rel) {
	case REL_EQUAL:
		return near(a, b);
	case REL_DIFFER:
		return !near(a, b);
	case REL_LESS:
		return a < b && !near(a, b);
	case REL_AT_MOST:
		return a < b || near(a, b);
	case REL_MORE:
		return a > b && !near(a, b);
	case REL_AT_LEAST:
		return a > b || near(a, b);
	}
	return false;
}

static bool
texts_same(const struct value *a, const struct value *b)
{
	char abuf[NUM_TEXT], bbuf[NUM_TEXT];
	const char *as = a->kind == VALUE_TEXT ? a->text : written(a, abuf);
	const char *bs = b->kind == VALUE_TEXT ? b->text : written(b, bbuf);
	size_t an = a->kind == VALUE_TEXT ? a->len : strlen(as), bn = b->kind == VALUE_TEXT ? b->len : strlen(bs);

	return an == bn && (an == 0 || memcmp(as, bs, an) == 0);
}

static bool
plain_holds(enum relation rel, const struct value *a, const struct value *b)
{
	if (rel == REL_EQUAL || rel == REL_DIFFER) {
		if (a->kind == VALUE_BOOLEAN || b->kind == VALUE_BOOLEAN)
			return (plain_truth(a) == plain_truth(b)) == (rel == REL_EQUAL);
		if (a->kind != VALUE_NUMBER && b->kind != VALUE_NUMBER)
			return texts_same(a, b) == (rel == REL_EQUAL);
	}
	return numbers_hold(rel, plain_number(a), plain_number(b));
}

/* The ${i}th thing to compare in ${v}: one of a set's nodes, or the value itself. */
static struct value
member(struct machine *m, const struct value *v, size_t i)
{
	struct value one = *v;

	if (v->kind == VALUE_SET)
		machine_read(m, v->nodes[i].record, v->nodes[i].column, &one);
	return one;
}

void
expr_compared(const struct expr_env *env, const struct value *a, const struct value *b)
{
	if (env->watch != NULL && a->kind != VALUE_BOOLEAN && b->kind != VALUE_BOOLEAN && (a->kind == VALUE_NUMBER || b->kind == VALUE_NUMBER))
		env->watch->compared(env->watch->self, plain_number(a) - plain_number(b));
}

int
machine_compare(struct machine *m, enum relation rel, const struct value *a, const struct value *b)
{
	if (a->kind != VALUE_SET && b->kind != VALUE_SET) {
		expr_compared(m->env, a, b);
		return plain_holds(rel, a, b);
	}
	if (a->kind == VALUE_BOOLEAN || b->kind == VALUE_BOOLEAN) {
		struct value x = value_of_truth(value_truth(a)), y = value_of_truth(value_truth(b));
		return plain_holds(rel, &x, &y);
	}
	size_t na = a->kind == VALUE_SET ? a->count : 1, nb = b->kind == VALUE_SET ? b->count : 1;
	for (size_t i = 0; i < na; i++) {
		if (machine_spend(m, nb) < 0)
			return -1;
		struct value x = member(m, a, i);
		for (size_t k = 0; k < nb; k++) {
			struct value y = member(m, b, k);
			expr_compared(m->env, &x, &y);
			if (plain_holds(rel, &x, &y))
				return 1;
		}
	}
	return 0;
}
