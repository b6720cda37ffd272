/* What an answer is in an export. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "num.h"
#include "office/export_inside.h"
#include "office/ledger_inside.h"
#include "text.h"

/* A number of a calculate: whole, or to the hundredth. */
static struct answer
rounded(double v)
{
	int64_t hundredths;

	if (num_real_fixed(v, &hundredths) < 0)
		return answer_blank();
	return hundredths % 100 == 0 ? answer_int(hundredths / 100) : answer_fixed(hundredths);
}

/* A text as others may see it. 0, or -1 when out of memory. */
static int
masked(struct export *e, const char *mask, const struct answer *a, struct answer *out)
{
	struct buf text = {0};
	const char *copy = arena_text(&e->row, a->text, a->len), *kept = NULL;

	*out = answer_blank();
	if (copy == NULL)
		return -1;
	ledger_mask(copy, strcmp(mask, EXPORT_NAME) == 0 ? "1+0" : ledger_param(e->store, mask, &e->row), &text);
	if (!text.failed)
		kept = arena_text(&e->row, buf_str(&text), text.len);
	if (kept != NULL)
		*out = answer_text(kept, text.len);
	buf_wipe(&text);
	return kept != NULL ? 0 : -1;
}

/* A number of so many digits may be a document's or a telephone's, whatever a form calls it. */
enum { NUMBER_DIGITS = 10 };
#define NUMBER_OPEN INT64_C(1000000000)

/* Words of the list alone: what is no code of it may be anything that somebody wrote. 0, or -1 when out of memory. */
static int
known_codes(struct export *e, const struct choice_list *l, struct answer *a)
{
	struct buf text = {0};
	const char *kept = NULL;

	for (const char *at = a->text, *end = at + a->len; at < end;) {
		const char *space = memchr(at, ' ', (size_t)(end - at));
		size_t n = space != NULL ? (size_t)(space - at) : (size_t)(end - at);
		if (form_choice(l, at, n) != NULL) {
			if (text.len > 0)
				buf_byte(&text, ' ');
			buf_add(&text, at, n);
		}
		at += n + (space != NULL);
	}
	*a = answer_blank();
	if (!text.failed && text.len > 0 && (kept = arena_text(&e->row, buf_str(&text), text.len)) != NULL)
		*a = answer_text(kept, text.len);
	int rc = text.failed || (text.len > 0 && kept == NULL) ? -1 : 0;
	buf_wipe(&text);
	return rc;
}

static bool
long_number(const struct answer *a)
{
	return (a->kind == ANSWER_INT && (a->i >= NUMBER_OPEN || a->i <= -NUMBER_OPEN)) ||
	       (a->kind == ANSWER_FIXED && (a->i >= 100 * NUMBER_OPEN || a->i <= -100 * NUMBER_OPEN));
}

/* Whether a text that was worked out is codes, months or days: it may repeat whatever somebody wrote where a code belonged. */
static bool
is_codes(const char *s, size_t n)
{
	size_t digits = 0;

	for (size_t i = 0; i < n; i++) {
		const char c = s[i];
		const bool digit = c >= '0' && c <= '9';
		if (!digit && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && strchr(" _-.", c) == NULL)
			return false;
		digits += digit;
		if (c == ' ')
			digits = 0;
		if (digits >= NUMBER_DIGITS)
			return false;
	}
	return true;
}

/* An open answer: what is not of its kind is blank. 0, or -1 when out of memory. */
static int
open_answer(struct export *e, const struct question *q, struct answer *a)
{
	if (a->kind == ANSWER_TEXT && q->list != NULL)
		return known_codes(e, q->list, a);
	if (long_number(a) || (a->kind == ANSWER_TEXT && q->calculation != NULL && !is_codes(a->text, a->len)))
		*a = answer_blank();
	return 0;
}

int
export_answer(struct export *e, const struct export_column *c, const struct answer *a, struct answer *out)
{
	*out = (a->flags & ANSWER_HIDDEN) != 0 ? answer_blank() : *a;
	if (out->kind == ANSWER_REAL)
		*out = rounded(a->real);
	if (e->order->full || out->kind == ANSWER_BLANK)
		return 0;
	const bool text = out->kind == ANSWER_TEXT, number = !text && out->kind != ANSWER_DATE;
	if (strcmp(c->mask, EXPORT_OPEN) == 0 || (strcmp(c->mask, EXPORT_NUMBERS) == 0 && number))
		return open_answer(e, c->question, out);
	if (text && strcmp(c->mask, EXPORT_BLANK) != 0 && strcmp(c->mask, EXPORT_NUMBERS) != 0)
		return masked(e, c->mask, a, out);
	*out = answer_blank();
	return 0;
}

void
export_words(const struct choice_list *l, const struct answer *a, struct buf *out)
{
	const char *at = a->text, *end = a->text + a->len;

	while (at < end) {
		const char *space = memchr(at, ' ', (size_t)(end - at));
		size_t n = space != NULL ? (size_t)(space - at) : (size_t)(end - at);
		const struct choice *choice = form_choice(l, at, n);
		const char *label = choice == NULL ? "" : choice->label[LANG_ZH][0] != '\0' ? choice->label[LANG_ZH] : choice->label[LANG_EN];
		if (at > a->text)
			buf_text(out, "；");
		/* A code that this form does not know is better than nothing. */
		if (label[0] != '\0')
			buf_text(out, label);
		else
			buf_add(out, at, n);
		at += n + (space != NULL);
	}
}

static int
compare(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* Whether every code is a number of its own. */
static bool
numeric(const struct choice_list *l)
{
	enum { CODE_DIGITS = 9 };
	int64_t *v = calloc((size_t)l->n + 1, sizeof *v);
	bool fine = v != NULL;

	for (int i = 0; fine && i < l->n; i++) {
		size_t n = strlen(l->choices[i].code);
		fine = n <= CODE_DIGITS && strspn(l->choices[i].code, "0123456789") == n && num_int(l->choices[i].code, n, &v[i]) == 0;
	}
	if (fine && l->n > 1)
		qsort(v, (size_t)l->n, sizeof *v, compare);
	for (int i = 1; fine && i < l->n; i++)
		fine = v[i] != v[i - 1];
	free(v);
	return fine;
}

int64_t
export_number(const struct choice_list *l, int choice)
{
	const char *code = l->choices[choice].code;
	int64_t v = choice + 1;

	if (numeric(l))
		num_int(code, strlen(code), &v);
	return v;
}

size_t
export_cut(const char *s, size_t n, size_t most)
{
	const char *at = s, *end = s + n;
	size_t fit = 0;

	while (at < end && (size_t)(at - s) <= most) {
		fit = (size_t)(at - s);
		utf8_next(&at, end);
	}
	return at == end && n <= most ? n : fit;
}
