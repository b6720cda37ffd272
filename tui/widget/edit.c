#include "edit.h"

#include <string.h>

#include "text.h"

void
edit_open(struct edit *e, char *text, size_t room, unsigned flags)
{
	*e = (struct edit){.text = text, .room = room, .n = strnlen(text, room - 1), .flags = flags};
	e->text[e->n] = '\0';
	e->at = e->n;
}

/* Bytes of the character (with its marks) that starts at ${at}. */
static size_t
next_len(const struct edit *e, size_t at)
{
	const char *p = e->text + at, *end = e->text + e->n;

	if (p == end)
		return 0;
	utf8_next(&p, end);
	while (p < end) {
		const char *q = p;
		if (char_width(utf8_next(&q, end)) != 0)
			break;
		p = q;
	}
	return (size_t)(p - (e->text + at));
}

static void
take_out(struct edit *e, size_t at, size_t len)
{
	memmove(e->text + at, e->text + at + len, e->n - at - len);
	e->n -= len;
	explicit_bzero(e->text + e->n, len);
	e->at = at;
	if (e->from > at)
		e->from = at;
}

static enum edit_reaction
insert(struct edit *e, uint32_t cp)
{
	char bytes[4];
	size_t len = utf8_put(cp, bytes);

	if (len == 0 || !char_plain(cp) || e->n + len >= e->room)
		return EDIT_MOVED;
	memmove(e->text + e->at + len, e->text + e->at, e->n - e->at + 1);
	memcpy(e->text + e->at, bytes, len);
	e->n += len;
	e->at += len;
	return EDIT_CHANGED;
}

static void
clear_line(struct edit *e)
{
	explicit_bzero(e->text, e->n);
	e->n = e->at = e->from = 0;
}

void
edit_set(struct edit *e, const char *text, size_t n)
{
	clear_line(e);
	for (const char *p = text, *end = text + n; p < end;) {
		const char *was = p;
		uint32_t cp = utf8_next(&p, end);
		size_t len = (size_t)(p - was);
		if (cp == 0xFFFD && len == 1)
			continue;
		if (e->n + len >= e->room)
			break;
		memcpy(e->text + e->n, was, len);
		e->n += len;
	}
	e->text[e->n] = '\0';
	e->at = e->n;
}

static enum edit_reaction
move_to(struct edit *e, size_t at)
{
	e->at = at;
	return EDIT_MOVED;
}

static enum edit_reaction
special(struct edit *e, int code)
{
	size_t before = utf8_last(e->text, e->at), after = next_len(e, e->at);

	switch (code) {
	case K_LEFT:
		return move_to(e, e->at - before);
	case K_RIGHT:
		return move_to(e, e->at + after);
	case K_HOME:
		return move_to(e, 0);
	case K_END:
		return move_to(e, e->n);
	case K_BACKSPACE:
		if (before == 0)
			return EDIT_MOVED;
		take_out(e, e->at - before, before);
		return EDIT_CHANGED;
	case K_DELETE:
		if (after == 0)
			return EDIT_MOVED;
		take_out(e, e->at, after);
		return EDIT_CHANGED;
	case K_CTRL('u'):
		clear_line(e);
		return EDIT_CHANGED;
	case K_ENTER:
		return EDIT_DONE;
	case K_ESC:
		return EDIT_CANCEL;
	default:
		return EDIT_IGNORED;
	}
}

enum edit_reaction
edit_key(struct edit *e, struct key k)
{
	bool fresh = (e->flags & EDIT_FRESH) != 0;

	if (k.code != K_CHAR && k.code != K_PASTE) {
		enum edit_reaction r = special(e, k.code);
		if (r != EDIT_IGNORED)
			e->flags &= ~(unsigned)EDIT_FRESH;
		return r;
	}
	e->flags &= ~(unsigned)EDIT_FRESH;
	if (fresh && char_plain(k.ch))
		clear_line(e);
	return insert(e, k.ch);
}

/* Cells of the bytes from ${from} to ${to} as this editor shows them. */
static int
cells_between(const struct edit *e, size_t from, size_t to)
{
	int stars = 0;

	if (!(e->flags & EDIT_MASKED))
		return term_width(e->text + from, to - from);
	for (size_t at = from; at < to; at += next_len(e, at))
		stars++;
	return stars;
}

void
edit_draw(struct edit *e, struct term *t, int row, int col, int width, unsigned attr, bool focus)
{
	/* The cursor needs a cell of its own behind the last character, and a wide one if it stands on a wide
	 * character. */
	if (e->from > e->at || !focus)
		e->from = focus ? e->at : 0;
	size_t under = next_len(e, e->at);
	int need = under == 0 ? 1 : cells_between(e, e->at, e->at + under);
	while (focus && e->from < e->at && cells_between(e, e->from, e->at) + need > width)
		e->from += next_len(e, e->from);
	/* After taking out, use the room again. */
	while (focus && e->from > 0) {
		size_t before = utf8_last(e->text, e->from);
		if (cells_between(e, e->from - before, e->n) + 1 > width)
			break;
		e->from -= before;
	}
	if (e->flags & EDIT_MASKED) {
		int stars = cells_between(e, e->from, e->n);
		term_field(t, row, col, width, attr, "", 0);
		for (int i = 0; i < stars && i < width; i++)
			term_say(t, row, col + i, 1, attr, "*");
	} else {
		term_field(t, row, col, width, attr, e->text + e->from, e->n - e->from);
	}
	if (focus)
		term_cursor(t, row, col + cells_between(e, e->from, e->at));
}

void
edit_wipe(struct edit *e)
{
	explicit_bzero(e->text, e->room);
	explicit_bzero(e, sizeof *e);
}
