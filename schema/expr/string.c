#include "function.h"

#include <math.h>
#include <string.h>

#include "regex.h"
#include "text.h"

/* Functions of texts. Positions and lengths count code points, as people count characters. */

#define SIGNATURE struct machine *m, struct value *v, int n, const void *data
#define UNUSED ((void)m, (void)v, (void)n, (void)data)

/* The next word of *${s} (words are parted by blanks); false at the end. */
static bool
next_word(const char **s, const char *end, const char **word, size_t *len)
{
	while (*s < end && **s == ' ')
		(*s)++;
	*word = *s;
	while (*s < end && **s != ' ')
		(*s)++;
	*len = (size_t)(*s - *word);
	return *len > 0;
}

static int
text_selected(SIGNATURE)
{
	const char *s = v[0].text, *end = s + v[0].len, *word;
	size_t len;
	bool found = false;

	UNUSED;
	while (!found && next_word(&s, end, &word, &len))
		found = len == v[1].len && memcmp(word, v[1].text, len) == 0;
	v[0] = value_of_truth(found);
	return 0;
}

static int
text_selected_at(SIGNATURE)
{
	const char *s = v[0].text, *end = s + v[0].len, *word;
	double at = machine_number(m, &v[1]);
	size_t len;

	UNUSED;
	for (double i = 0; next_word(&s, end, &word, &len); i++)
		if (i == at) {
			v[0] = value_of_text(word, len);
			return 0;
		}
	v[0] = value_of_text("", 0);
	return 0;
}

/* The digits of a text, each times the weight at its place: of numbers with a check character. NaN when there is another
 * character, or not a weight for each. */
static int
text_weighted_digits(SIGNATURE)
{
	const char *s = v[1].text, *end = s + v[1].len, *word;
	double sum = 0;
	size_t len, at = 0;

	UNUSED;
	for (; next_word(&s, end, &word, &len); at++) {
		const char *digit = v[0].text + at;
		sum = at < v[0].len && *digit >= '0' && *digit <= '9' ? sum + (*digit - '0') * text_number(word, len) : NAN;
	}
	v[0] = value_of_number(at == v[0].len ? sum : NAN);
	return 0;
}

static int
text_count_selected(SIGNATURE)
{
	const char *s = v[0].text, *end = s + v[0].len, *word;
	size_t len, count = 0;

	UNUSED;
	while (next_word(&s, end, &word, &len))
		count++;
	v[0] = value_of_number((double)count);
	return 0;
}

static int
text_length(SIGNATURE)
{
	UNUSED;
	v[0] = value_of_number((double)utf8_count(v[0].text, v[0].len));
	return 0;
}

/* Whether every code point is one byte. */
static bool
is_ascii(const char *s, size_t n)
{
	unsigned char all = 0;

	for (size_t i = 0; i < n; i++)
		all |= (unsigned char)s[i];
	return all < 0x80;
}

/* The byte at which code point ${at} of the text starts. */
static const char *
code_point(const char *s, const char *end, size_t at)
{
	for (size_t i = 0; i < at && s < end; i++)
		utf8_next(&s, end);
	return s;
}

/* A place among ${count} code points, from 0; below 0 from the end. What is no number is ${count} + 1, behind all. */
static size_t
position_of(double at, size_t count)
{
	at = trunc(at);
	if (at < 0)
		at = fmax(0, (double)count + at);
	return at >= 0 && at <= (double)count ? (size_t)at : isnan(at) ? count + 1 : count;
}

static int
text_substr(SIGNATURE)
{
	const char *s = v[0].text, *end = s + v[0].len;
	const bool ascii = is_ascii(s, v[0].len);
	const size_t count = ascii ? v[0].len : utf8_count(s, v[0].len);
	const size_t from = position_of(machine_number(m, &v[1]), count);
	const size_t to = n > 2 ? position_of(machine_number(m, &v[2]), count) : count;

	UNUSED;
	if (from >= to || to > count) {
		v[0] = value_of_text("", 0);
		return 0;
	}
	const char *first = ascii ? s + from : code_point(s, end, from);
	const char *last = ascii ? s + to : code_point(first, end, to - from);
	v[0] = value_of_text(first, (size_t)(last - first));
	return 0;
}

static int
text_before(SIGNATURE)
{
	const char *at = memmem(v[0].text, v[0].len, v[1].text, v[1].len);

	UNUSED;
	v[0] = value_of_text(v[0].text, at != NULL ? (size_t)(at - v[0].text) : 0);
	return 0;
}

static int
text_after(SIGNATURE)
{
	const char *at = memmem(v[0].text, v[0].len, v[1].text, v[1].len);

	UNUSED;
	v[0] = at == NULL ? value_of_text("", 0) :
		value_of_text(at + v[1].len, v[0].len - v[1].len - (size_t)(at - v[0].text));
	return 0;
}

static int
text_contains(SIGNATURE)
{
	UNUSED;
	v[0] = value_of_truth(memmem(v[0].text, v[0].len, v[1].text, v[1].len) != NULL);
	return 0;
}

static int
text_starts(SIGNATURE)
{
	UNUSED;
	v[0] = value_of_truth(v[1].len <= v[0].len && memcmp(v[0].text, v[1].text, v[1].len) == 0);
	return 0;
}

static int
text_ends(SIGNATURE)
{
	UNUSED;
	v[0] = value_of_truth(v[1].len <= v[0].len && memcmp(v[0].text + v[0].len - v[1].len, v[1].text, v[1].len) == 0);
	return 0;
}

/* A text that is being put together; over EXPR_TEXT it fails. */
struct maker {
	struct machine *m;
	char *text;
	size_t len, room;
};

static int
put(struct maker *k, const char *s, size_t n)
{
	if (n > k->room - k->len) {
		size_t room = k->room < 64 ? 128 : k->room * 2;
		while (room < k->len + n)
			room *= 2;
		if (k->len + n > EXPR_TEXT)
			return -1;
		char *bigger = machine_room(k->m, room < EXPR_TEXT ? room : EXPR_TEXT);
		if (bigger == NULL)
			return -1;
		if (k->len > 0)
			memcpy(bigger, k->text, k->len);
		k->text = bigger;
		k->room = room < EXPR_TEXT ? room : EXPR_TEXT;
	}
	if (n > 0)
		memcpy(k->text + k->len, s, n);
	k->len += n;
	return 0;
}

static struct value
made(const struct maker *k)
{
	return k->len > 0 ? value_of_text(k->text, k->len) : value_of_text("", 0);
}

/* Append a value, or all answers of a set, with ${gap} between them. */
static int
put_value(struct maker *k, const struct value *v, const struct value *gap, bool *started)
{
	size_t n = v->kind == VALUE_SET ? v->count : 1;

	for (size_t i = 0; i < n; i++) {
		struct value one = *v;
		if (v->kind == VALUE_SET)
			machine_read(k->m, v->nodes[i].record, v->nodes[i].column, &one);
		if (machine_spend(k->m, 1) < 0 || machine_text(k->m, &one) < 0)
			return -1;
		if ((*started && put(k, gap->text, gap->len) < 0) || put(k, one.text, one.len) < 0)
			return -1;
		*started = true;
	}
	return 0;
}

static int
text_concat(SIGNATURE)
{
	struct maker k = {.m = m};
	struct value none = value_of_text("", 0);
	bool started = false;

	UNUSED;
	for (int i = 0; i < n; i++)
		if (put_value(&k, &v[i], &none, &started) < 0)
			return -1;
	v[0] = made(&k);
	return 0;
}

static int
text_join(SIGNATURE)
{
	struct maker k = {.m = m};
	bool started = false;

	UNUSED;
	if (machine_text(m, &v[0]) < 0)
		return -1;
	for (int i = 1; i < n; i++)
		if (put_value(&k, &v[i], &v[0], &started) < 0)
			return -1;
	v[0] = made(&k);
	return 0;
}

static int
text_normalize(SIGNATURE)
{
	struct maker k = {.m = m};
	const char *s = v[0].text, *end = s + v[0].len;

	UNUSED;
	while (s < end) {
		size_t blank = 0, solid = 0;
		while (s + blank < end && strchr(" \t\r\n", s[blank]) != NULL && s[blank] != '\0')
			blank++;
		s += blank;
		while (s + solid < end && (strchr(" \t\r\n", s[solid]) == NULL || s[solid] == '\0'))
			solid++;
		if (solid > 0 && ((k.len > 0 && put(&k, " ", 1) < 0) || put(&k, s, solid) < 0))
			return -1;
		s += solid;
	}
	v[0] = made(&k);
	return 0;
}

/* Each code point of the text that is in the second becomes the one at the same place of the third, or nothing. */
static int
text_translate(SIGNATURE)
{
	struct maker k = {.m = m};
	const char *s = v[0].text, *end = s + v[0].len;

	UNUSED;
	while (s < end) {
		const char *from = v[1].text, *from_end = from + v[1].len, *to = v[2].text, *to_end = to + v[2].len, *start = s;
		uint32_t cp = utf8_next(&s, end);
		bool found = false;
		if (machine_spend(m, 1 + v[1].len / 16) < 0)
			return -1;
		while (from < from_end && !found) {
			found = utf8_next(&from, from_end) == cp;
			if (!found && to < to_end)
				utf8_next(&to, to_end);
		}
		const char *next = to;
		if (found && to < to_end)
			utf8_next(&next, to_end);
		if (found ? put(&k, to, (size_t)(next - to)) < 0 : put(&k, start, (size_t)(s - start)) < 0)
			return -1;
	}
	v[0] = made(&k);
	return 0;
}

static int
text_regex(SIGNATURE)
{
	const struct regex *r = data;
	const char *why;

	(void)n;
	if (r == NULL && (machine_spend(m, v[1].len) < 0 ||
		(r = regex_compile(m->env->scratch, v[1].text, v[1].len, &why)) == NULL || machine_spend(m, regex_work(r)) < 0))
		return -1;
	if (machine_spend(m, v[0].len * regex_work(r) / 64) < 0)
		return -1;
	v[0] = value_of_truth(regex_match(r, v[0].text, v[0].len));
	return 0;
}

static int
text_string(SIGNATURE)
{
	UNUSED;
	return 0;
}

/* The labels of the codes in the text; a code that the list does not hold is shown as it is. */
static int
text_choice_name(SIGNATURE)
{
	const struct question *q = data;
	struct maker k = {.m = m};
	const char *s = v[0].text, *end = s + v[0].len, *word;
	size_t len;

	UNUSED;
	while (next_word(&s, end, &word, &len)) {
		int i = names_find(&q->list->codes, word, len);
		const char *label = i >= 0 ? q->list->choices[i].label[m->env->lang] : NULL;
		if (i >= 0 && (label == NULL || label[0] == '\0'))
			label = q->list->choices[i].label[m->env->lang == LANG_ZH ? LANG_EN : LANG_ZH];
		if (label != NULL && label[0] != '\0') {
			word = label;
			len = strlen(label);
		}
		if ((k.len > 0 && put(&k, ", ", 2) < 0) || put(&k, word, len) < 0)
			return -1;
	}
	v[0] = made(&k);
	return 0;
}

static int
base64_digit(char c)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c != '\0' ? strchr(digits, c) : NULL;

	return at != NULL ? (int)(at - digits) : -1;
}

/* What is not base64, or not of a text, gives "". */
static int
text_base64(SIGNATURE)
{
	const char *s = v[0].text;
	size_t len = v[0].len, out = 0;
	uint32_t bits = 0;
	char *text;

	UNUSED;
	while (len > 0 && s[len - 1] == '=')
		len--;
	if ((text = machine_room(m, len)) == NULL)
		return -1;
	for (size_t i = 0; i < len; i++) {
		const int digit = base64_digit(s[i]);
		if (digit < 0 || len % 4 == 1) {
			v[0] = value_of_text("", 0);
			return 0;
		}
		bits = bits << 6 | (uint32_t)digit;
		if (i % 4 > 0)
			text[out++] = (char)(bits >> (6 - 2 * (i % 4)) & 0xFF);
	}
	v[0] = value_of_text(text, memchr(text, '\0', out) == NULL && utf8_valid(text, out) ? out : 0);
	return 0;
}

const struct function text_functions[] = {
	{"selected", 2, 2, "t", IS_PURE, text_selected},
	{"selected-at", 2, 2, "tn", IS_PURE, text_selected_at},
	{"count-selected", 1, 1, "t", IS_PURE, text_count_selected},
	{"string-length", 0, 1, "t", IS_PURE | IS_ABOUT, text_length},
	{"substr", 2, 3, "tn", IS_PURE, text_substr},
	{"substring-before", 2, 2, "t", IS_PURE, text_before},
	{"substring-after", 2, 2, "t", IS_PURE, text_after},
	{"weighted-digits", 2, 2, "t", IS_PURE, text_weighted_digits},
	{"contains", 2, 2, "t", IS_PURE, text_contains},
	{"starts-with", 2, 2, "t", IS_PURE, text_starts},
	{"ends-with", 2, 2, "t", IS_PURE, text_ends},
	{"concat", 0, EXPR_ARGS, "v", IS_PURE, text_concat},
	{"join", 1, EXPR_ARGS, "v", IS_PURE, text_join},
	{"normalize-space", 0, 1, "t", IS_PURE | IS_ABOUT, text_normalize},
	{"translate", 3, 3, "t", IS_PURE, text_translate},
	{"regex", 2, 2, "t", IS_PURE, text_regex},
	{"string", 0, 1, "t", IS_PURE | IS_ABOUT, text_string},
	{"base64-decode", 1, 1, "t", IS_PURE, text_base64},
	{"jr:choice-name", 2, 2, "t", 0, text_choice_name},
	{.name = NULL},
};
