#include "regex.h"

#include <stdint.h>
#include <string.h>

#include "text.h"
#include "words.h"

enum { STATES = 1024, RANGES = 1024, NESTING = 32, TIMES = 1000 };

enum state_kind { STATE_RANGE, STATE_CLASS, STATE_SPLIT, STATE_JUMP, STATE_START, STATE_END, STATE_MATCH };

/* Jumps are relative, so that a piece of the pattern can be moved and copied. */
struct state {
	uint8_t kind;
	bool negated;
	int32_t x, y; /* range: from, to; class: first range, how many; split and jump: how far */
};

struct range {
	uint32_t from, to;
};

struct regex {
	struct state *states;
	struct range *ranges;
	size_t n_states, work;
};

struct maker {
	const char *at, *end;
	const char *why;
	int depth;
	size_t n_states, n_ranges;
	struct state states[STATES];
	struct range ranges[RANGES];
};

static int
refuse(struct maker *k, const char *why)
{
	if (k->why == NULL)
		k->why = why;
	return -1;
}

static int
insert(struct maker *k, size_t at, struct state s)
{
	if (k->n_states == STATES)
		return refuse(k, _("The pattern is too large; repeat less, or test the length with string-length()."));
	memmove(k->states + at + 1, k->states + at, (k->n_states - at) * sizeof *k->states);
	k->states[at] = s;
	k->n_states++;
	return 0;
}

static int
add(struct maker *k, enum state_kind kind, int32_t x, int32_t y)
{
	return insert(k, k->n_states, (struct state){.kind = (uint8_t)kind, .x = x, .y = y});
}

static int
add_range(struct maker *k, uint32_t from, uint32_t to)
{
	if (k->n_ranges == RANGES)
		return refuse(k, _("The pattern has too many [ ] in it; make it shorter."));
	k->ranges[k->n_ranges++] = (struct range){from, to};
	return 0;
}

struct shorthand {
	char letter;
	int n;
	struct range ranges[5];
};
static const struct shorthand shorthands[] = {
	{'d', 1, {{'0', '9'}}},
	{'D', 2, {{0, '0' - 1}, {'9' + 1, 0x10FFFF}}},
	{'w', 4, {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}}},
	{'W', 5, {{0, '0' - 1}, {'9' + 1, 'A' - 1}, {'Z' + 1, '_' - 1}, {'_' + 1, 'a' - 1}, {'z' + 1, 0x10FFFF}}},
	{'s', 2, {{'\t', '\r'}, {' ', ' '}}},
	{'S', 3, {{0, '\t' - 1}, {'\r' + 1, ' ' - 1}, {' ' + 1, 0x10FFFF}}},
	{'t', 1, {{'\t', '\t'}}},
	{'n', 1, {{'\n', '\n'}}},
	{'r', 1, {{'\r', '\r'}}},
};

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* What follows a backslash: one code point into *${cp}, or ranges added; 1 for a code point, 0 for ranges, or -1. */
static int
escape(struct maker *k, uint32_t *cp)
{
	if (k->at == k->end)
		return refuse(k, _("The pattern ends with a backslash; write \\\\ for a backslash itself."));
	char c = *k->at;
	for (size_t i = 0; i < sizeof shorthands / sizeof shorthands[0]; i++) {
		if (shorthands[i].letter != c)
			continue;
		k->at++;
		for (int r = 0; r < shorthands[i].n; r++)
			if (add_range(k, shorthands[i].ranges[r].from, shorthands[i].ranges[r].to) < 0)
				return -1;
		return 0;
	}
	if (c == 'u' && k->end - k->at >= 5) {
		*cp = 0;
		for (int i = 1; i <= 4; i++) {
			int d = hex_digit(k->at[i]);
			if (d < 0)
				return refuse(k, _("\\u in a pattern is followed by four digits 0-9 a-f."));
			*cp = *cp * 16 + (uint32_t)d;
		}
		k->at += 5;
		if (*cp >= 0xD800 && *cp <= 0xDFFF)
			return refuse(k, _("\\uD800 to \\uDFFF in a pattern are no characters; write the character itself."));
		return 1;
	}
	if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
		return refuse(k, _("Of the letters behind a backslash, patterns know \\d \\w \\s \\D \\W \\S \\t \\n \\r and \\uXXXX."));
	*cp = utf8_next(&k->at, k->end);
	return 1;
}

/* One member of [ ]: 1 and its code point, 0 when ranges were added, or -1. */
static int
class_member(struct maker *k, uint32_t *cp)
{
	if (*k->at == '\\') {
		k->at++;
		return escape(k, cp);
	}
	*cp = utf8_next(&k->at, k->end);
	return 1;
}

static int
class(struct maker *k)
{
	size_t first = k->n_ranges;
	uint32_t from, to;
	bool negated = k->at < k->end && *k->at == '^';

	k->at += negated;
	for (bool start = true; k->at < k->end && (*k->at != ']' || start); start = false) {
		int one = class_member(k, &from);
		if (one < 0)
			return -1;
		if (one == 0)
			continue;
		to = from;
		if (k->end - k->at >= 2 && k->at[0] == '-' && k->at[1] != ']') {
			k->at++;
			if (class_member(k, &to) != 1 || to < from)
				return refuse(k, _("In a pattern's [ ] a range runs from a smaller character to a greater one, as in [a-z]."));
		}
		if (add_range(k, from, to) < 0)
			return -1;
	}
	if (k->at == k->end)
		return refuse(k, _("A [ in the pattern is never closed; add ], or write \\[ for the character itself."));
	k->at++;
	if (add(k, STATE_CLASS, (int32_t)first, (int32_t)(k->n_ranges - first)) < 0)
		return -1;
	k->states[k->n_states - 1].negated = negated;
	return 0;
}

static int alternatives(struct maker *k);

static int
group(struct maker *k)
{
	if (k->end - k->at >= 2 && k->at[0] == '?') {
		if (k->at[1] != ':')
			return refuse(k, _("Patterns know no (?...) but (?:...)."));
		k->at += 2;
	}
	if (++k->depth > NESTING)
		return refuse(k, _("The pattern has too many brackets inside each other."));
	/* A state of its own, so that no repetition of nothing is free. */
	if (add(k, STATE_JUMP, 1, 0) < 0 || alternatives(k) < 0)
		return -1;
	k->depth--;
	if (k->at == k->end)
		return refuse(k, _("A ( in the pattern is never closed; add ), or write \\( for the character itself."));
	k->at++;
	return 0;
}

static int
atom(struct maker *k)
{
	size_t first = k->n_ranges;
	uint32_t cp;

	switch (*k->at) {
	case '(':
		k->at++;
		return group(k);
	case '[':
		k->at++;
		return class(k);
	case '^':
		k->at++;
		return add(k, STATE_START, 0, 0);
	case '$':
		k->at++;
		return add(k, STATE_END, 0, 0);
	case '.':
		k->at++;
		if (add_range(k, '\n', '\n') < 0 || add(k, STATE_CLASS, (int32_t)first, 1) < 0)
			return -1;
		k->states[k->n_states - 1].negated = true;
		return 0;
	case '*':
	case '+':
	case '?':
		return refuse(k, _("In a pattern * + ? stand behind what they repeat; write \\* for the character itself."));
	default:
		break;
	}
	int one = class_member(k, &cp);
	if (one < 0)
		return -1;
	return one == 1 ? add(k, STATE_RANGE, (int32_t)cp, (int32_t)cp) :
		add(k, STATE_CLASS, (int32_t)first, (int32_t)(k->n_ranges - first));
}

/* A number before ${k->at}, at most TIMES; -1 when there is none. */
static int
count(struct maker *k)
{
	int v = -1;

	while (k->at < k->end && *k->at >= '0' && *k->at <= '9' && v <= TIMES)
		v = (v < 0 ? 0 : v * 10) + (*k->at++ - '0');
	return v;
}

static int
copy(struct maker *k, const struct state *piece, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (insert(k, k->n_states, piece[i]) < 0)
			return -1;
	return 0;
}

/* The piece from ${from} on becomes min to max (-1: any number) of itself. */
static int
repeat(struct maker *k, size_t from, int min, int max)
{
	size_t n = k->n_states - from;
	struct state piece[STATES];

	memcpy(piece, k->states + from, n * sizeof *piece);
	k->n_states = from;
	for (int i = 0; i < min; i++)
		if (copy(k, piece, n) < 0)
			return -1;
	int32_t len = (int32_t)n;
	if (max < 0)
		return add(k, STATE_SPLIT, 1, len + 2) < 0 || copy(k, piece, n) < 0 ? -1 : add(k, STATE_JUMP, -len - 1, 0);
	for (int i = min; i < max; i++)
		if (add(k, STATE_SPLIT, 1, len + 1) < 0 || copy(k, piece, n) < 0)
			return -1;
	return max == 0 ? add(k, STATE_JUMP, 1, 0) : 0;
}

static int
repetition(struct maker *k, size_t from)
{
	int min, max;

	switch (*k->at++) {
	case '*':
		return repeat(k, from, 0, -1);
	case '+':
		return repeat(k, from, 1, -1);
	case '?':
		return repeat(k, from, 0, 1);
	default:
		break;
	}
	min = max = count(k);
	if (k->at < k->end && *k->at == ',') {
		k->at++;
		max = count(k);
	}
	if (k->at == k->end || *k->at != '}' || min < 0 || min > TIMES || max > TIMES || (max >= 0 && max < min))
		return refuse(k, _("Behind a piece of the pattern stands {n}, {n,} or {n,m}, at most 1000; write \\{ for the character."));
	k->at++;
	return repeat(k, from, min, max);
}

static int
sequence(struct maker *k)
{
	while (k->at < k->end && *k->at != '|' && *k->at != ')') {
		size_t from = k->n_states;
		if (atom(k) < 0)
			return -1;
		if (k->at == k->end || *k->at == '\0' || strchr("*+?{", *k->at) == NULL)
			continue;
		if (repetition(k, from) < 0)
			return -1;
		/* As few as fit, or as many: the whole text matches or does not. */
		k->at += k->at < k->end && *k->at == '?';
		if (k->at < k->end && *k->at != '\0' && strchr("*+?{", *k->at) != NULL)
			return refuse(k, _("In a pattern one repetition stands behind another; put brackets around the first: (a*)+"));
	}
	return 0;
}

static int
alternatives(struct maker *k)
{
	size_t jump = SIZE_MAX; /* the last jump to the end; each holds the one before in y until the end is known */

	for (;;) {
		size_t from = k->n_states;
		if (sequence(k) < 0)
			return -1;
		if (k->at == k->end || *k->at != '|')
			break;
		k->at++;
		if (insert(k, from, (struct state){.kind = STATE_SPLIT, .x = 1, .y = (int32_t)(k->n_states - from) + 2}) < 0 ||
			add(k, STATE_JUMP, 0, jump == SIZE_MAX ? -1 : (int32_t)jump) < 0)
			return -1;
		jump = k->n_states - 1;
	}
	while (jump != SIZE_MAX) {
		int32_t before = k->states[jump].y;
		k->states[jump].x = (int32_t)(k->n_states - jump);
		k->states[jump].y = 0;
		jump = before < 0 ? SIZE_MAX : (size_t)before;
	}
	return 0;
}

const struct regex *
regex_compile(struct arena *a, const char *pattern, size_t n, const char **why)
{
	struct maker k = {.at = pattern, .end = pattern + n};

	*why = NULL;
	if (alternatives(&k) < 0 || (k.at < k.end && refuse(&k, _("A ) in the pattern has no ( before it; write \\) for the character."))) ||
		add(&k, STATE_MATCH, 0, 0) < 0) {
		*why = k.why;
		return NULL;
	}
	struct regex *r = arena_new(a, 1, sizeof *r);
	if (r == NULL || (r->states = arena_new(a, k.n_states, sizeof *r->states)) == NULL ||
		(r->ranges = arena_new(a, k.n_ranges + 1, sizeof *r->ranges)) == NULL)
		return NULL;
	memcpy(r->states, k.states, k.n_states * sizeof *r->states);
	memcpy(r->ranges, k.ranges, k.n_ranges * sizeof *r->ranges);
	r->n_states = r->work = k.n_states;
	for (size_t i = 0; i < k.n_states; i++)
		r->work += k.states[i].kind == STATE_CLASS ? (size_t)k.states[i].y : 0;
	return r;
}

size_t
regex_work(const struct regex *r)
{
	return r->work;
}

/* The states a match is in. Each is entered once for each character, which is what keeps matching linear. */
struct where {
	uint16_t list[STATES];
	size_t n;
};

struct run {
	const struct regex *regex;
	uint32_t seen[STATES]; /* the round a state was last entered in */
	uint32_t round;
	bool start, end;
};

/* Enter ${first} and all that is reached from it without a character. */
static void
enter(struct run *run, struct where *w, size_t first)
{
	uint16_t waiting[STATES];
	size_t n = 0;

	if (run->seen[first] == run->round)
		return;
	run->seen[first] = run->round;
	waiting[n++] = (uint16_t)first;
	while (n > 0) {
		size_t at = waiting[--n], to[2], ways = 0;
		const struct state *s = &run->regex->states[at];
		if (s->kind == STATE_SPLIT || s->kind == STATE_JUMP)
			to[ways++] = (size_t)((long)at + s->x);
		if (s->kind == STATE_SPLIT)
			to[ways++] = (size_t)((long)at + s->y);
		if ((s->kind == STATE_START && run->start) || (s->kind == STATE_END && run->end))
			to[ways++] = at + 1;
		if (s->kind == STATE_RANGE || s->kind == STATE_CLASS || s->kind == STATE_MATCH)
			w->list[w->n++] = (uint16_t)at;
		for (size_t i = 0; i < ways; i++) {
			if (run->seen[to[i]] == run->round)
				continue;
			run->seen[to[i]] = run->round;
			waiting[n++] = (uint16_t)to[i];
		}
	}
}

static bool
takes(const struct regex *r, const struct state *s, uint32_t cp)
{
	if (s->kind == STATE_RANGE)
		return cp == (uint32_t)s->x;
	if (s->kind != STATE_CLASS)
		return false;
	for (int32_t i = 0; i < s->y; i++)
		if (cp >= r->ranges[s->x + i].from && cp <= r->ranges[s->x + i].to)
			return !s->negated;
	return s->negated;
}

bool
regex_match(const struct regex *r, const char *s, size_t n)
{
	struct where places[2], *now = &places[0], *then = &places[1];
	const char *end = s + n;
	struct run run;

	run.regex = r;
	run.round = 1;
	run.start = true;
	run.end = n == 0;
	memset(run.seen, 0, r->n_states * sizeof *run.seen);
	now->n = 0;
	enter(&run, now, 0);
	while (s < end && now->n > 0) {
		uint32_t cp = utf8_next(&s, end);
		run.round++;
		run.start = false;
		run.end = s == end;
		then->n = 0;
		for (size_t i = 0; i < now->n; i++)
			if (takes(r, &r->states[now->list[i]], cp))
				enter(&run, then, (size_t)now->list[i] + 1);
		struct where *swap = now;
		now = then;
		then = swap;
	}
	for (size_t i = 0; s == end && i < now->n; i++)
		if (r->states[now->list[i]].kind == STATE_MATCH)
			return true;
	return false;
}
