#include "view.h"

#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "text.h"

struct paragraph {
	size_t at, n;
	unsigned attr;
	int hang;
};

struct line {
	size_t at, n;
	unsigned attr;
	int indent;
};

struct view {
	struct buf text;
	struct paragraph *paragraphs;
	size_t n, cap;
	struct line *lines; /* for ${width}; rebuilt when that changes */
	size_t n_lines, cap_lines;
	int width;
	size_t top;
	int page; /* rows at the last drawing */
};

struct view *
view_new(void)
{
	return calloc(1, sizeof(struct view));
}

void
view_free(struct view *v)
{
	if (v == NULL)
		return;
	buf_wipe(&v->text);
	free(v->paragraphs);
	free(v->lines);
	free(v);
}

void
view_clear(struct view *v)
{
	buf_wipe(&v->text);
	v->n = v->n_lines = v->top = 0;
	v->width = 0;
}

int
view_add(struct view *v, unsigned attr, int hang, const char *text, size_t n)
{
	size_t at = v->text.len;

	if (array_grow(&v->paragraphs, &v->cap, v->n + 1, sizeof *v->paragraphs) != 0 ||
		buf_add(&v->text, text, n) != 0)
		return -1;
	v->paragraphs[v->n++] = (struct paragraph){at, n, attr, hang};
	v->width = 0;
	return 0;
}

int
view_say(struct view *v, unsigned attr, const char *text)
{
	return view_add(v, attr, 0, text, strlen(text));
}

static int
lay_out_one(struct view *v, const struct paragraph *p, int width)
{
	size_t at = p->at, left = p->n, next;
	int indent = 0;

	do {
		if (array_grow(&v->lines, &v->cap_lines, v->n_lines + 1, sizeof *v->lines) != 0)
			return -1;
		const char *s = v->text.data == NULL ? "" : (const char *)v->text.data + at;
		size_t n = text_wrap(s, left, width - indent, &next);
		v->lines[v->n_lines++] = (struct line){at, n, p->attr, indent};
		at += next;
		left -= next;
		indent = next > 0 && s[next - 1] != '\n' && p->hang < width / 2 ? p->hang : 0;
	} while (left > 0);
	return 0;
}

static void
lay_out(struct view *v, int width)
{
	if (v->width == width)
		return;
	v->n_lines = 0;
	v->width = width;
	for (size_t i = 0; i < v->n; i++)
		if (lay_out_one(v, &v->paragraphs[i], width) != 0)
			break;
}

static size_t
last_top(const struct view *v)
{
	size_t page = v->page < 1 ? 1 : (size_t)v->page;

	return v->n_lines > page ? v->n_lines - page : 0;
}

void
view_draw(struct view *v, struct term *t, struct area a)
{
	v->page = a.rows;
	lay_out(v, a.cols > 2 ? a.cols - 2 : a.cols);
	if (v->top > last_top(v))
		v->top = last_top(v);
	term_fill(t, a, TERM_PLAIN);
	for (int i = 0; i < a.rows && v->top + (size_t)i < v->n_lines; i++) {
		const struct line *l = &v->lines[v->top + (size_t)i];
		if (l->n > 0)
			term_put(t, a.row + i, a.col + l->indent, v->width - l->indent, l->attr,
				(const char *)v->text.data + l->at, l->n);
	}
	if (v->top > 0)
		term_say(t, a.row, a.col + a.cols - 1, 1, TERM_DIM, term_glyph(t, TERM_UP));
	if (v->top < last_top(v))
		term_say(t, a.row + a.rows - 1, a.col + a.cols - 1, 1, TERM_DIM, term_glyph(t, TERM_DOWN));
}

bool
view_key(struct view *v, struct key k)
{
	size_t page = v->page < 2 ? 1 : (size_t)v->page - 1, last = last_top(v);

	switch (key_value(k)) {
	case K_UP:
		v->top -= v->top > 0;
		return true;
	case K_DOWN:
		v->top += v->top < last;
		return true;
	case K_PGUP:
		v->top = v->top > page ? v->top - page : 0;
		return true;
	case K_PGDN:
	case ' ':
		v->top = last - v->top > page ? v->top + page : last;
		return true;
	case K_HOME:
		v->top = 0;
		return true;
	case K_END:
		v->top = last;
		return true;
	default:
		return false;
	}
}
