#include "picker.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "list.h"

#define WIDEST_CODE 12

struct picker {
	const struct picker_choice *choices;
	size_t n, n_shown;
	size_t *shown; /* choices that match, in order */
	bool *chosen;
	bool several, coded;
	bool (*match)(void *self, size_t i, const char *text, size_t len);
	void *self;
	struct column columns[3]; /* mark, code, label */
	struct list_source source;
	struct list *list;
};

static size_t
count(void *self)
{
	const struct picker *p = self;

	return p->n_shown;
}

static void
fill(void *self, size_t i, const struct term *t, struct row *r)
{
	const struct picker *p = self;
	size_t choice = p->shown[i];

	row_say(r, TERM_MARK_OK, p->chosen[choice] ? term_glyph(t, TERM_TICK) : "");
	if (p->coded)
		row_say(r, TERM_KEY, p->choices[choice].code);
	else
		row_printf(r, TERM_KEY, "%zu", i + 1);
	row_say(r, TERM_PLAIN, p->choices[choice].label);
}

static bool
holds(const char *text, const char *part, size_t len)
{
	if (text == NULL)
		return false;
	for (size_t n = strlen(text), i = 0; i + len <= n; i++)
		if (strncasecmp(text + i, part, len) == 0)
			return true;
	return false;
}

static bool
matches(const struct picker *p, size_t i, const char *text, size_t len)
{
	const struct picker_choice *c = &p->choices[i];

	if (p->match != NULL)
		return p->match(p->self, i, text, len);
	return holds(c->code, text, len) || holds(c->label, text, len) || holds(c->search, text, len);
}

static void
filter(void *self, const char *text, size_t len)
{
	struct picker *p = self;

	p->n_shown = 0;
	for (size_t i = 0; i < p->n; i++) {
		if (len == 0 || matches(p, i, text, len))
			p->shown[p->n_shown++] = i;
	}
}

static long
code(void *self, const char *digits, size_t n, bool *longer)
{
	const struct picker *p = self;
	long row = -1;

	*longer = false;
	for (size_t i = 0; i < p->n_shown; i++) {
		const char *c = p->choices[p->shown[i]].code;
		if (strncmp(c, digits, n) != 0)
			continue;
		if (c[n] != '\0')
			*longer = true;
		else if (row < 0)
			row = (long)i;
	}
	return row;
}

static bool
all_digits(const struct picker_choice *c, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (c[i].code[0] == '\0' || c[i].code[strspn(c[i].code, "0123456789")] != '\0')
			return false;
	return true;
}

/* The columns as wide as the printed codes, and what the list asks. */
static void
lay_out(struct picker *p)
{
	char ordinal[24];
	int width = snprintf(ordinal, sizeof ordinal, "%zu", p->n);

	for (size_t i = 0; p->coded && i < p->n; i++) {
		int w = (int)strnlen(p->choices[i].code, WIDEST_CODE);
		width = w > width ? w : width;
	}
	p->columns[0] = (struct column){.least = 2, .most = 2, .keep = 2};
	p->columns[1] = (struct column){.least = width, .most = width, .right = true, .keep = 1};
	p->columns[2] = (struct column){.least = 10, .most = INT_MAX, .keep = 3};
	p->source = (struct list_source){.columns = p->columns,
		.n_columns = 3,
		.count = count,
		.row = fill,
		.filter = filter,
		.code = p->coded ? code : NULL};
}

struct picker *
picker_new(const struct picker_choice *choices, size_t n, bool several,
	bool (*match)(void *self, size_t i, const char *text, size_t len), void *self)
{
	struct picker *p = calloc(1, sizeof *p);

	if (p == NULL)
		return NULL;
	p->choices = choices;
	p->n = n;
	p->several = several;
	p->coded = all_digits(choices, n);
	p->match = match;
	p->self = self;
	p->shown = calloc(n + 1, sizeof *p->shown);
	p->chosen = calloc(n + 1, sizeof *p->chosen);
	lay_out(p);
	p->list = list_new(&p->source, p);
	if (p->shown == NULL || p->chosen == NULL || p->list == NULL) {
		picker_free(p);
		return NULL;
	}
	filter(p, "", 0);
	return p;
}

void
picker_free(struct picker *p)
{
	if (p == NULL)
		return;
	list_free(p->list);
	free(p->shown);
	free(p->chosen);
	free(p);
}

void
picker_choose(struct picker *p, size_t i, bool on)
{
	if (i >= p->n)
		return;
	if (on && !p->several)
		memset(p->chosen, 0, p->n * sizeof *p->chosen);
	p->chosen[i] = on;
	for (size_t row = 0; row < p->n_shown; row++)
		if (p->shown[row] == i)
			list_go(p->list, row);
}

void
picker_draw(struct picker *p, struct term *t, struct area a, bool focus)
{
	list_draw(p->list, t, a, focus);
}

static enum picker_reaction
chosen_now(struct picker *p, bool toggle)
{
	size_t i = picker_at(p);

	if (i == p->n)
		return PICKER_STAY;
	picker_choose(p, i, toggle ? !p->chosen[i] : true);
	return p->several ? PICKER_STAY : PICKER_DONE;
}

enum picker_reaction
picker_key(struct picker *p, struct key k)
{
	bool typing = list_typing(p->list);
	size_t i;

	if (p->several && !typing && key_value(k) == ' ')
		return chosen_now(p, true);
	switch (list_key(p->list, k)) {
	case LIST_CODE:
		return chosen_now(p, true);
	case LIST_CHOSEN:
		if (!p->several)
			return chosen_now(p, false);
		if (!typing)
			return PICKER_DONE;
		/* Enter on a search marks what was found and goes back to the whole list. */
		i = picker_at(p);
		list_search(p->list, "", 0);
		picker_choose(p, i, true);
		return PICKER_STAY;
	case LIST_IGNORED:
		return key_value(k) == K_ESC ? PICKER_CANCEL : PICKER_IGNORED;
	case LIST_MOVED:
	case LIST_FILTERED:
	default:
		return PICKER_STAY;
	}
}

size_t
picker_at(const struct picker *p)
{
	return p->n_shown == 0 ? p->n : p->shown[list_at(p->list)];
}

bool
picker_chosen(const struct picker *p, size_t i)
{
	return i < p->n && p->chosen[i];
}

bool
picker_typing(const struct picker *p)
{
	return list_typing(p->list);
}
