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

static void
text_text(struct buf *out, const char *text)
{
	struct buf plain = {0};
	size_t next;

	put_plain(&plain, text, strlen(text));
	for (size_t at = 0; at < plain.len; at += next) {
		const char *line = buf_str(&plain) + at;
		buf_add(out, line, text_wrap(line, plain.len - at, WIDTH, &next));
		buf_byte(out, '\n');
	}
	out->failed |= plain.failed;
	buf_wipe(&plain);
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

enum { COLUMNS = 32, BETWEEN = 2, NARROW = 6, NUMBER = 20 };

/* Cells of the longest number, which is not to be torn; one that nobody would write counts for nothing. */
static size_t
longest_number(const char *s, size_t n)
{
	size_t longest = 0, run = 0;
	bool digits = false;

	for (const char *at = s, *end = s + n; at < end;) {
		const uint32_t cp = utf8_next(&at, end);
		const bool goes_on = cp != ' ' && char_width(cp) == 1;
		run = goes_on ? run + 1 : 0;
		digits = goes_on && (digits || (cp >= '0' && cp <= '9'));
		longest = digits && run > longest ? run : longest;
	}
	return longest <= NUMBER ? longest : 0;
}

/* Until the row fits the sheet the widest column gives way, as long as it keeps its numbers whole; then the widest of all. */
static void
narrow(size_t *width, const size_t *least, size_t columns)
{
	size_t all = 0;

	for (size_t i = 0; i < columns; i++) {
		width[i] = width[i] < WIDTH ? width[i] : WIDTH;
		all += width[i] + (i > 0 ? BETWEEN : 0);
	}
	for (; all > WIDTH; all--) {
		size_t whole = columns, torn = columns;
		for (size_t i = 0; i < columns; i++) {
			if (width[i] > NARROW && (torn == columns || width[i] > width[torn]))
				torn = i;
			if (width[i] > NARROW && width[i] > least[i] && (whole == columns || width[i] > width[whole]))
				whole = i;
		}
		if (torn == columns)
			return;
		width[whole < columns ? whole : torn]--;
	}
}

/* A row of cells, each over as many lines as it takes. */
static void
put_row(struct buf *out, struct buf *cells, const size_t *width, size_t columns)
{
	size_t at[COLUMNS] = {0}, next;

	for (bool more = true; more;) {
		size_t blanks = 0;
		more = false;
		for (size_t i = 0; i < columns; i++) {
			const char *s = buf_str(&cells[i]) + at[i];
			const size_t n = text_wrap(s, cells[i].len - at[i], (int)width[i], &next);
			if (n > 0) {
				pad(out, blanks);
				buf_add(out, s, n);
				blanks = 0;
			}
			const size_t used = text_width(s, n);
			blanks += (used < width[i] ? width[i] - used : 0) + BETWEEN;
			at[i] += next;
			more |= at[i] < cells[i].len;
		}
		buf_byte(out, '\n');
	}
}

static void
text_grid(struct buf *out, const struct grid *g)
{
	size_t width[COLUMNS] = {0}, least[COLUMNS] = {0}, columns = g->columns < COLUMNS ? g->columns : COLUMNS;
	struct buf cells[COLUMNS] = {0};

	/* Twice: first to measure, then to write. */
	for (int pass = 0; pass < 2; pass++) {
		for (size_t k = 0; k < g->n + g->columns; k += g->columns) {
			for (size_t i = 0; i < columns; i++) {
				const char *s = k == 0 ? form_label(g->head[i].cell.label) : cell(g, k - g->columns + i);
				buf_reset(&cells[i]);
				put_plain(&cells[i], s, strlen(s));
				out->failed |= cells[i].failed;
				const size_t w = text_width(buf_str(&cells[i]), cells[i].len);
				width[i] = pass == 0 && w > width[i] ? w : width[i];
				const size_t number = longest_number(buf_str(&cells[i]), cells[i].len);
				least[i] = number > least[i] ? number : least[i];
			}
			if (pass == 1)
				put_row(out, cells, width, columns);
		}
		if (pass == 0)
			narrow(width, least, columns);
	}
	for (size_t i = 0; i < columns; i++)
		buf_wipe(&cells[i]);
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
