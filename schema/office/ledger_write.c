/* Ways of writing the ledger: for spreadsheets, for programs, for paper. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csv.h"
#include "num.h"
#include "office/grid_book.h"
#include "office/ledger_inside.h"
#include "office/page.h"
#include "text.h"
#include "words.h"

const char *const ledger_format_names[LEDGER_FORMATS] = {"csv", "json", "html", "xlsx", "text"};

static bool
is_number(const struct ledger_column *column)
{
	return strcmp(column->format, "int") == 0 || strcmp(column->format, "money") == 0;
}

/* The items of a list side by side. */
static void
join(const char *text, struct buf *out)
{
	for (const char *p = text; *p != '\0'; p++) {
		if (*p == LEDGER_BETWEEN)
			buf_text(out, _("; "));
		else
			buf_byte(out, (unsigned char)*p);
	}
}

static void
head_csv(struct ledger_writing *w)
{
	buf_text(w->out, "\xEF\xBB\xBF");
	for (size_t i = 0; i < w->sheet.n; i++)
		csv_put(w->out, form_label(w->sheet.columns[i].label), i == 0);
}

static void
row_csv(struct ledger_writing *w)
{
	buf_text(w->out, "\r\n");
}

static void
cell_csv(struct ledger_writing *w, size_t i, const char *text)
{
	struct buf joined = {0};

	join(text, &joined);
	w->out->failed |= joined.failed;
	/* A loss is a number that begins with a minus, no formula. */
	if (is_number(&w->sheet.columns[i]))
		csv_put(w->out, buf_str(&joined), i == 0);
	else
		csv_put_text(w->out, buf_str(&joined), i == 0);
	buf_wipe(&joined);
}

static void
end_csv(struct ledger_writing *w)
{
	buf_text(w->out, "\r\n");
}

static void
put_json(const char *text, size_t n, struct buf *out)
{
	buf_byte(out, '"');
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)text[i];
		if (c == '"' || c == '\\')
			buf_printf(out, "\\%c", c);
		else if (c < ' ' || c == 0x7F)
			buf_printf(out, "\\u%04x", c);
		else
			buf_byte(out, c);
	}
	buf_byte(out, '"');
}

static void
row_json(struct ledger_writing *w)
{
	buf_text(w->out, w->number > 0 ? "}\n{" : "{");
}

static void
cell_json(struct ledger_writing *w, size_t at, const char *text)
{
	const struct ledger_column *column = &w->sheet.columns[at];
	struct buf *out = w->out;

	if (at > 0)
		buf_byte(out, ',');
	put_json(column->name, strlen(column->name), out);
	buf_byte(out, ':');
	if (ledger_is_list(column->what)) {
		buf_byte(out, '[');
		for (const char *item = text; *item != '\0';) {
			const char *end = strchr(item, LEDGER_BETWEEN);
			size_t n = end != NULL ? (size_t)(end - item) : strlen(item);
			put_json(item, n, out);
			item += n + (end != NULL);
			if (end != NULL)
				buf_byte(out, ',');
		}
		buf_byte(out, ']');
	} else if (text[0] == '\0') {
		buf_text(out, "null");
	} else if (is_number(column)) {
		buf_text(out, text);
	} else {
		put_json(text, strlen(text), out);
	}
}

static void
end_json(struct ledger_writing *w)
{
	if (w->number > 0)
		buf_text(w->out, "}\n");
}

/* The next line of the foot, from *${at} on, into ${line}. */
static bool
next_line(const struct buf *foot, size_t *at, struct buf *line)
{
	const unsigned char *end = *at < foot->len ? memchr(foot->data + *at, '\n', foot->len - *at) : NULL;

	if (end == NULL)
		return false;
	buf_reset(line);
	buf_add(line, foot->data + *at, (size_t)(end - (foot->data + *at)));
	*at = (size_t)(end - foot->data) + 1;
	return true;
}

static void
head_html(struct ledger_writing *w)
{
	page_begin(w->out, w->title, true);
	buf_text(w->out, "<table>\n<thead><tr>\n");
	for (size_t i = 0; i < w->sheet.n; i++)
		page_element(w->out, is_number(&w->sheet.columns[i]) ? "th class=\"n\"" : "th", form_label(w->sheet.columns[i].label));
	buf_text(w->out, "</tr></thead>\n<tbody>");
}

static void
row_html(struct ledger_writing *w)
{
	buf_text(w->out, w->number > 0 ? "</tr>\n<tr>\n" : "\n<tr>\n");
}

static void
cell_html(struct ledger_writing *w, size_t i, const char *text)
{
	struct buf joined = {0};
	char money[NUM_TEXT];
	int64_t v;

	if (strcmp(w->sheet.columns[i].format, "money") == 0 && num_fixed(text, strlen(text), &v) == 0) {
		num_money_text(v, money);
		buf_text(&joined, money);
	} else {
		join(text, &joined);
	}
	w->out->failed |= joined.failed;
	page_element(w->out, is_number(&w->sheet.columns[i]) ? "td class=\"n\"" : "td", buf_str(&joined));
	buf_wipe(&joined);
}

static void
end_html(struct ledger_writing *w)
{
	struct buf line = {0};

	buf_printf(w->out, "%s</tbody>\n</table>\n", w->number > 0 ? "</tr>\n" : "");
	buf_printf(&line, _("Households: %d"), w->number);
	if (w->foot.len == 0)
		page_element(w->out, "p", buf_str(&line));
	for (size_t at = 0; next_line(&w->foot, &at, &line);)
		page_element(w->out, "p", buf_str(&line));
	w->out->failed |= line.failed;
	buf_free(&line);
	page_end(w->out);
}

static void
head_xlsx(struct ledger_writing *w)
{
	grid_book_sheet(w->book, w->name);
	for (size_t i = 0; i < w->sheet.n; i++)
		grid_book_text(w->book, 0, i, form_label(w->sheet.columns[i].label), true);
}

static void
row_xlsx(struct ledger_writing *w)
{
	(void)w;
}

static void
cell_xlsx(struct ledger_writing *w, size_t i, const char *text)
{
	const struct ledger_column *column = &w->sheet.columns[i];
	struct buf joined = {0};

	if (text[0] != '\0' && is_number(column)) {
		grid_book_number(w->book, (size_t)w->number + 1, i, strtod(text, NULL), strcmp(column->format, "money") == 0);
		return;
	}
	join(text, &joined);
	w->out->failed |= joined.failed;
	grid_book_text(w->book, (size_t)w->number + 1, i, buf_str(&joined), false);
	buf_wipe(&joined);
}

static void
end_xlsx(struct ledger_writing *w)
{
	struct buf line = {0};
	size_t row = 0;

	if (w->foot.len > 0) {
		grid_book_sheet(w->book, "counts");
		grid_book_text(w->book, row++, 0, w->title, true);
	}
	for (size_t at = 0; next_line(&w->foot, &at, &line);)
		grid_book_text(w->book, row++, 0, buf_str(&line), false);
	w->out->failed |= line.failed;
	buf_free(&line);
}

static void
head_text(struct ledger_writing *w)
{
	for (size_t i = 0; i < w->sheet.n; i++)
		buf_printf(w->out, "%s%s", i > 0 ? "\t" : "", form_label(w->sheet.columns[i].label));
	buf_byte(w->out, '\n');
}

static void
row_text(struct ledger_writing *w)
{
	if (w->number > 0)
		buf_byte(w->out, '\n');
}

/* What a laptop sent neither steers the terminal nor breaks the columns. */
static void
cell_text(struct ledger_writing *w, size_t i, const char *text)
{
	struct buf joined = {0};

	join(text, &joined);
	w->out->failed |= joined.failed;
	if (i > 0)
		buf_byte(w->out, '\t');
	for (const char *at = buf_str(&joined), *end = at + strlen(at); at < end;) {
		const char *from = at;
		if (char_plain(utf8_next(&at, end)))
			buf_add(w->out, from, (size_t)(at - from));
		else
			buf_byte(w->out, ' ');
	}
	buf_wipe(&joined);
}

static void
end_text(struct ledger_writing *w)
{
	if (w->number > 0)
		buf_byte(w->out, '\n');
}

static const struct ledger_writer writers[LEDGER_FORMATS] = {
	[LEDGER_CSV] = {head_csv, row_csv, cell_csv, end_csv},
	[LEDGER_JSON] = {NULL, row_json, cell_json, end_json},
	[LEDGER_HTML] = {head_html, row_html, cell_html, end_html},
	[LEDGER_XLSX] = {head_xlsx, row_xlsx, cell_xlsx, end_xlsx},
	[LEDGER_TEXT] = {head_text, row_text, cell_text, end_text},
};

int
ledger_row(struct ledger_writing *w, struct casefile *c, struct fault *f)
{
	struct buf cell = {0};
	int rc = 0;

	w->writer->row(w);
	for (size_t i = 0; rc == 0 && i < w->sheet.n; i++) {
		buf_reset(&cell);
		if (w->cell(w, c, &w->sheet.columns[i], &cell) < 0 || cell.failed)
			rc = fault_memory(f);
		else
			w->writer->cell(w, i, buf_str(&cell));
	}
	buf_wipe(&cell);
	w->number++;
	return rc;
}

static int
write_to(struct ledger_writing *w, struct fault *f)
{
	if (w->writer->head != NULL)
		w->writer->head(w);
	if (w->households(w, f) < 0)
		return -1;
	w->writer->end(w);
	return w->out->failed || w->foot.failed ? fault_memory(f) : 0;
}

static int
write_book(struct ledger_writing *w, const char *path, struct fault *f)
{
	struct fault none = {0};

	if (path == NULL)
		return fault_set(f, EX_USAGE, _("A workbook goes to a file: say which with --output."));
	if ((w->book = grid_book_new(path, f)) == NULL)
		return -1;
	int rc = write_to(w, f);
	return grid_book_end(w->book, rc < 0 ? &none : f) < 0 ? -1 : rc;
}

int
ledger_writing(struct ledger_writing *w, const char *sheet, enum ledger_format format, const char *path, struct fault *f)
{
	int rc = ledger_sheet_load(&w->sheet, w->store, sheet, f);

	w->writer = &writers[format];
	if (rc == 0)
		rc = format == LEDGER_XLSX ? write_book(w, path, f) : write_to(w, f);
	arena_free(&w->sheet.arena);
	buf_free(&w->foot);
	return rc < 0 ? -1 : w->number;
}
