#include <string.h>

#include "buf.h"
#include "date.h"
#include "num.h"
#include "record/record.h"
#include "text.h"

struct answer
answer_blank(void)
{
	return (struct answer){.kind = ANSWER_BLANK};
}

struct answer
answer_int(int64_t v)
{
	return (struct answer){.kind = ANSWER_INT, .i = v};
}

struct answer
answer_fixed(int64_t hundredths)
{
	return (struct answer){.kind = ANSWER_FIXED, .i = hundredths};
}

struct answer
answer_date(int32_t days)
{
	return (struct answer){.kind = ANSWER_DATE, .i = days};
}

struct answer
answer_text(const char *s, size_t n)
{
	if (n == 0 || n > UINT32_MAX)
		return answer_blank();
	return (struct answer){.kind = ANSWER_TEXT, .len = (uint32_t)n, .text = s};
}

bool
answer_same(const struct answer *a, const struct answer *b)
{
	if (a->kind != b->kind)
		return false;
	switch ((enum answer_kind)a->kind) {
	case ANSWER_BLANK:
		return true;
	case ANSWER_TEXT:
		return a->len == b->len && memcmp(a->text, b->text, a->len) == 0;
	case ANSWER_REAL:
		return memcmp(&a->real, &b->real, sizeof a->real) == 0;
	case ANSWER_INT:
	case ANSWER_FIXED:
	case ANSWER_DATE:
		break;
	}
	return a->i == b->i;
}

/* The next code of a blank-separated list, advancing *${at}; its length, 0 at the end. */
static size_t
next_code(const char **at, const char *end)
{
	const char *start;

	while (*at < end && **at == ' ')
		++*at;
	start = *at;
	while (*at < end && **at != ' ')
		++*at;
	return (size_t)(*at - start);
}

/* Several codes, put into list order, each once. */
static int
read_many(struct arena *a, const struct choice_list *l, const char *s, size_t n, struct answer *out)
{
	const char *at = s, *end = s + n;
	size_t len, room = 0;
	bool *chosen = arena_new(a, (size_t)l->n + 1, sizeof *chosen);

	if (chosen == NULL)
		return -1;
	while ((len = next_code(&at, end)) > 0) {
		int i = names_find(&l->codes, at - len, len);
		if (i < 0)
			return -1;
		chosen[i] = true;
	}
	for (int i = 0; i < l->n; i++)
		room += chosen[i] ? strlen(l->choices[i].code) + 1 : 0;
	char *text = arena_new(a, room + 1, 1), *p = text;
	if (text == NULL)
		return -1;
	for (int i = 0; i < l->n; i++) {
		if (!chosen[i])
			continue;
		if (p > text)
			*p++ = ' ';
		p = stpcpy(p, l->choices[i].code);
	}
	*out = answer_text(text, (size_t)(p - text));
	return 0;
}

int
answer_read(struct arena *a, const struct question *q, const char *s, size_t n, struct answer *out)
{
	int64_t v;
	int32_t days;

	s = text_trim(s, &n);
	*out = answer_blank();
	if (n == 0)
		return 0;
	if (n > RECORD_TEXT)
		return -1;
	switch (q->type) {
	case QUESTION_INTEGER:
		if (num_int(s, n, &v) < 0)
			return -1;
		*out = answer_int(v);
		return 0;
	case QUESTION_DECIMAL:
		if (num_fixed(s, n, &v) < 0)
			return -1;
		*out = answer_fixed(v);
		return 0;
	case QUESTION_DATE:
		if (date_parse(s, n, &days) < 0)
			return -1;
		*out = answer_date(days);
		return 0;
	case QUESTION_ONE:
		if (names_find(&q->list->codes, s, n) < 0)
			return -1;
		break;
	case QUESTION_MANY:
		return read_many(a, q->list, s, n, out);
	case QUESTION_TEXT:
		if (!utf8_valid(s, n) || memchr(s, 0, n) != NULL)
			return -1;
		break;
	case QUESTION_CALCULATE:
	case QUESTION_NOTE:
		return -1;
	}
	*out = answer_text(s, n);
	return 0;
}

void
answer_write(const struct answer *a, struct buf *out)
{
	char text[NUM_TEXT];

	switch ((enum answer_kind)a->kind) {
	case ANSWER_BLANK:
		return;
	case ANSWER_TEXT:
		buf_add(out, a->text, a->len);
		return;
	case ANSWER_INT:
		buf_printf(out, "%lld", (long long)a->i);
		return;
	case ANSWER_FIXED:
		num_fixed_text(a->i, text);
		break;
	case ANSWER_DATE:
		date_format((int32_t)a->i, text);
		break;
	case ANSWER_REAL:
		num_real_text(a->real, text);
		break;
	}
	buf_text(out, text);
}

static void
show_codes(const struct question *q, const struct answer *a, struct buf *out)
{
	const char *at = a->text, *end = a->text + a->len;
	size_t len;

	for (bool first = true; (len = next_code(&at, end)) > 0; first = false) {
		const struct choice *c = form_choice(q->list, at - len, len);
		if (!first)
			buf_text(out, "、");
		/* A code that the list does not hold (an older list, a newer form) is shown as it stands. */
		if (c != NULL)
			buf_text(out, form_label(c->label));
		else
			buf_add(out, at - len, len);
	}
}

void
answer_show(const struct form *f, const struct question *q, const struct answer *a, struct buf *out)
{
	char text[NUM_TEXT];
	int64_t cents;

	(void)f;
	if (a->kind == ANSWER_TEXT && q->list != NULL) {
		show_codes(q, a, out);
	} else if (a->kind == ANSWER_FIXED) {
		num_money_text(a->i, text);
		buf_text(out, text);
	} else if (a->kind == ANSWER_REAL && num_real_fixed(a->real, &cents) == 0) {
		if (cents % 100 == 0)
			num_fixed_text(cents, text);
		else
			num_money_text(cents, text);
		buf_text(out, text);
	} else {
		answer_write(a, out);
	}
}

static bool
codes_fit(const struct question *q, const struct answer *a)
{
	const char *at = a->text, *end = a->text + a->len;
	size_t len, spelt = 0;
	int last = -1;

	if (q->type == QUESTION_ONE)
		return names_find(&q->list->codes, a->text, a->len) >= 0;
	while ((len = next_code(&at, end)) > 0) {
		int i = names_find(&q->list->codes, at - len, len);
		if (i <= last)
			return false;
		last = i;
		spelt += len + 1;
	}
	/* One blank between codes and none around them, so that equal choices are equal bytes. */
	return spelt == (size_t)a->len + 1;
}

bool
answer_fits(const struct question *q, const struct answer *a)
{
	static const enum answer_kind kinds[] = {
		[QUESTION_TEXT] = ANSWER_TEXT,
		[QUESTION_INTEGER] = ANSWER_INT,
		[QUESTION_DECIMAL] = ANSWER_FIXED,
		[QUESTION_DATE] = ANSWER_DATE,
		[QUESTION_ONE] = ANSWER_TEXT,
		[QUESTION_MANY] = ANSWER_TEXT,
		[QUESTION_NOTE] = ANSWER_BLANK,
	};

	if (a->kind == ANSWER_BLANK)
		return true;
	if (q->type == QUESTION_CALCULATE)
		return (q->frozen != NULL || q->n_triggers > 0) && (a->kind == ANSWER_REAL || a->kind == ANSWER_TEXT);
	if (a->kind != kinds[q->type])
		return false;
	return q->list == NULL || codes_fit(q, a);
}
