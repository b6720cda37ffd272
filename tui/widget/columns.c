#include "columns.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "text.h"
#include "words.h"

void
columns_fit(struct columns *c, const struct column *column, size_t n, int width)
{
	bool out[COLUMNS] = {false};
	int used, gap;

	*c = (struct columns){.column = column, .n = n < COLUMNS ? n : COLUMNS};
	for (;;) {
		size_t worst = c->n, left = 0;
		used = 0;
		for (size_t i = 0; i < c->n; i++) {
			if (out[i])
				continue;
			used += column[i].least + (left++ > 0 ? 1 : 0);
			if (worst == c->n || column[i].keep <= column[worst].keep)
				worst = i;
		}
		if (used <= width || left <= 1)
			break;
		out[worst] = true;
	}
	for (size_t i = 0; i < c->n; i++)
		c->cells[i] = out[i] ? 0 : column[i].least < width ? column[i].least : width;
	/* What is left goes round, a cell to each column that may grow. */
	for (bool grew = true; grew && used < width;) {
		grew = false;
		for (size_t i = 0; i < c->n && used < width; i++) {
			if (c->cells[i] == 0 || c->cells[i] >= column[i].most)
				continue;
			c->cells[i]++;
			used++;
			grew = true;
		}
	}
	gap = 0;
	for (size_t i = 0; i < c->n; i++) {
		c->at[i] = gap;
		if (c->cells[i] > 0)
			gap += c->cells[i] + 1;
	}
}

void
row_start(struct row *r)
{
	buf_reset(&r->text);
	r->n = 0;
}

void
row_put(struct row *r, unsigned attr, const char *text, size_t n)
{
	size_t at = r->text.len;

	if (r->n >= COLUMNS)
		return;
	if (buf_add(&r->text, text, n) != 0)
		n = at = 0;
	r->cell[r->n].at = at;
	r->cell[r->n].n = n;
	r->cell[r->n++].attr = attr;
}

void
row_say(struct row *r, unsigned attr, const char *text)
{
	row_put(r, attr, text, strlen(text));
}

void
row_printf(struct row *r, unsigned attr, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	int n = vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	row_put(r, attr, text, n < 0 ? 0 : strlen(text));
}

void
row_free(struct row *r)
{
	buf_free(&r->text);
	r->n = 0;
}

void
columns_cut(struct term *t, int row, int col, int width, unsigned attr, const char *s, size_t n)
{
	int used = 0;

	if (width <= 0)
		return;
	if (term_fit(s, n, width, &used) == n) {
		term_field(t, row, col, width, attr, s, n);
		return;
	}
	used = term_field(t, row, col, width - 1, attr, s, n);
	term_field(t, row, col + used, width - used, attr, "", 0);
	term_say(t, row, col + used, 1, attr, term_glyph(t, TERM_MORE));
}

void
columns_draw(const struct columns *c, const struct row *r, struct term *t, int row, int col)
{
	for (size_t i = 0; i < c->n && i < r->n; i++) {
		const char *s = r->text.failed || r->cell[i].n == 0 ? "" : (const char *)r->text.data + r->cell[i].at;
		size_t n = r->text.failed ? 0 : r->cell[i].n;
		if (c->cells[i] == 0)
			continue;
		if (!c->column[i].right)
			columns_cut(t, row, col + c->at[i], c->cells[i], r->cell[i].attr, s, n);
		else if (term_fit(s, n, c->cells[i], NULL) == n)
			term_field_right(t, row, col + c->at[i], c->cells[i], r->cell[i].attr, s, n);
		else
			term_field_right(t, row, col + c->at[i], c->cells[i], r->cell[i].attr, term_glyph(t, TERM_MORE),
				strlen(term_glyph(t, TERM_MORE)));
	}
}

void
columns_titles(const struct columns *c, struct term *t, int row, int col)
{
	for (size_t i = 0; i < c->n; i++) {
		const char *title = c->column[i].title == NULL ? "" : _(c->column[i].title);
		if (c->cells[i] == 0 || title[0] == '\0')
			continue;
		if (c->column[i].right)
			term_field_right(t, row, col + c->at[i], c->cells[i], TERM_HEAD, title, strlen(title));
		else
			columns_cut(t, row, col + c->at[i], c->cells[i], TERM_HEAD, title, strlen(title));
	}
}

void
columns_mask(struct buf *out, const char *s, size_t n, size_t head, size_t tail)
{
	size_t count = utf8_count(s, n), i = 0;

	for (const char *p = s, *end = s + n; p < end; i++) {
		const char *was = p;
		utf8_next(&p, end);
		if (count > head + tail && (i < head || i >= count - tail))
			buf_add(out, was, (size_t)(p - was));
		else
			buf_byte(out, '*');
	}
}
