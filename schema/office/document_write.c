/* Papers as plain text, and as a page. */
#include <string.h>

#include "office/document_inside.h"
#include "office/page.h"
#include "text.h"
#include "words.h"

enum { WIDTH = 78 };

static void
pad(struct buf *out, size_t cells)
{
	while (cells-- > 0)
		buf_byte(out, ' ');
}

static void
text_begin(struct buf *out, const char *title)
{
	const size_t width = text_width(title, strlen(title));

	pad(out, width < WIDTH ? (WIDTH - width) / 2 : 0);
	buf_printf(out, "%s\n\n", title);
}

static void
text_heading(struct buf *out, const char *text)
{
	buf_printf(out, "\n%s\n", text);
	for (size_t i = 0; i < WIDTH; i++)
		buf_byte(out, '-');
	buf_byte(out, '\n');
}

/* Characters that are not plain would steer a terminal or a printer. */
static void
put_plain(struct buf *out, const char *s, size_t n)
{
	for (const char *at = s, *end = s + n; at < end;) {
		const char *from = at;
		if (char_plain(utf8_next(&at, end)))
			buf_add(out, from, (size_t)(at - from));
		else
			buf_byte(out, ' ');
	}
}

static bool
is_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == ',' || c == '_';
}

static void
text_text(struct buf *out, const char *text)
{
	for (const char *at = text; *at != '\0';) {
		size_t used, n = text_fit(at, strlen(at), WIDTH, &used);
		n = n == 0 ? strlen(at) : n;
		/* Words and numbers are not torn, as long as they leave something on the line. */
		size_t whole = n;
		while (whole > WIDTH / 2 && is_word(at[whole]) && is_word(at[whole - 1]))
			whole--;
		n = whole > WIDTH / 2 ? whole : n;
		put_plain(out, at, n);
		buf_byte(out, '\n');
		at += n;
		at += strspn(at, " ");
	}
}

static void
text_field(struct buf *out, const char *label, const char *value)
{
	struct buf line = {0};

	buf_printf(&line, _("%s: %s"), label, value);
	text_text(out, buf_str(&line));
	buf_wipe(&line);
}

static const char *
cell(const struct grid *g, size_t i)
{
	return (const char *)g->text.data + g->at[i];
}

static void
text_grid(struct buf *out, const struct grid *g)
{
	enum { COLUMNS = 32, BETWEEN = 2 };
	size_t width[COLUMNS] = {0}, columns = g->columns < COLUMNS ? g->columns : COLUMNS;

	for (size_t i = 0; i < columns; i++) {
		width[i] = text_width(form_label(g->head[i].cell.label), strlen(form_label(g->head[i].cell.label)));
		for (size_t k = i; k < g->n; k += g->columns) {
			const size_t w = text_width(cell(g, k), strlen(cell(g, k)));
			width[i] = w > width[i] ? w : width[i];
		}
	}
	for (size_t k = 0; k < g->n + g->columns; k += g->columns) {
		for (size_t i = 0; i < columns; i++) {
			const char *s = k == 0 ? form_label(g->head[i].cell.label) : cell(g, k - g->columns + i);
			put_plain(out, s, strlen(s));
			if (i + 1 < columns)
				pad(out, width[i] + BETWEEN - text_width(s, strlen(s)));
		}
		buf_byte(out, '\n');
	}
}

static void
text_sign(struct buf *out, const char *label)
{
	buf_printf(out, _("\n%s: ____________________    Date: ______________\n"), label);
}

static void
text_end(struct buf *out)
{
	(void)out;
}

static void
html_begin(struct buf *out, const char *title)
{
	page_begin(out, title, false);
}

static void
html_heading(struct buf *out, const char *text)
{
	page_element(out, "h2", text);
}

static void
html_text(struct buf *out, const char *text)
{
	page_element(out, "p", text);
}

static void
html_field(struct buf *out, const char *label, const char *value)
{
	buf_text(out, "<p class=\"f\"><b>");
	page_text(out, label);
	buf_text(out, "</b> ");
	page_text(out, value);
	buf_text(out, "</p>\n");
}

static void
html_grid(struct buf *out, const struct grid *g)
{
	buf_text(out, "<table>\n<thead><tr>\n");
	for (size_t i = 0; i < g->columns; i++)
		page_element(out, "th", form_label(g->head[i].cell.label));
	buf_text(out, "</tr></thead>\n<tbody>\n");
	for (size_t k = 0; k < g->n; k += g->columns) {
		buf_text(out, "<tr>\n");
		for (size_t i = 0; i < g->columns; i++)
			page_element(out, strcmp(g->head[i].cell.format, "money") == 0 || strcmp(g->head[i].cell.format, "int") == 0 ? "td class=\"n\"" : "td",
				cell(g, k + i));
		buf_text(out, "</tr>\n");
	}
	buf_text(out, "</tbody>\n</table>\n");
}

static void
html_sign(struct buf *out, const char *label)
{
	buf_text(out, "<p class=\"sign\"><span>");
	page_text(out, label);
	buf_text(out, " ____________________</span><span>");
	page_text(out, _("Date"));
	buf_text(out, " ______________</span></p>\n");
}

const struct document_writer document_writers[] = {
	[DOCUMENT_TEXT] = {text_begin, text_heading, text_text, text_field, text_grid, text_sign, text_end},
	[DOCUMENT_HTML] = {html_begin, html_heading, html_text, html_field, html_grid, html_sign, page_end},
};
