/* The ledger's rows: who stands on it, as CSV or as JSON. */
#include "office/ledger.h"

#include <stdlib.h>
#include <string.h>

#include "csv.h"
#include "office/ledger_inside.h"
#include "words.h"

/* Ids of those on it are gathered first and opened one by one afterwards: no statement stays open over the work. */
struct gathering {
	const char *classes;
	struct buf decided; /* ids of households that the county monitors, ascending */
	struct buf list;
};

static bool
listed(const char *classes, const char *class)
{
	size_t n = strlen(class);

	for (const char *at = classes; n > 0 && (at = strstr(at, class)) != NULL; at += n)
		if ((at == classes || at[-1] == ' ') && (at[n] == ' ' || at[n] == '\0'))
			return true;
	return false;
}

static int
compare_ids(const void *a, const void *b)
{
	return memcmp(a, b, RECORD_ID);
}

static int
gather(void *self, const struct summary *line)
{
	struct gathering *g = self;
	bool on = listed(g->classes, line->class);

	if (!on && g->decided.len > 0)
		on = bsearch(line->root, g->decided.data, g->decided.len / RECORD_ID, RECORD_ID, compare_ids) != NULL;
	return on ? buf_add(&g->list, line->root, RECORD_ID) : 0;
}

/* One way of writing the ledger. */
struct writer {
	void (*begin)(const struct ledger_sheet *l, struct buf *out);
	void (*cell)(const struct ledger_column *column, const char *text, bool first, struct buf *out);
	const char *open, *close;
};

static int
write_row(struct store *s, const struct ledger_sheet *l, const struct writer *w, const unsigned char *root, int number,
	bool full, struct buf *out, struct fault *f)
{
	struct casefile c;
	struct buf cell = {0};
	int rc = store_file(s, root, &c, f);

	if (rc != 1)
		return rc;
	buf_text(out, w->open);
	for (size_t i = 0; rc == 1 && i < l->n; i++) {
		buf_reset(&cell);
		if (ledger_cell(s, &c, &l->columns[i], number, full, &cell) < 0 || cell.failed)
			rc = fault_memory(f);
		else
			w->cell(&l->columns[i], buf_str(&cell), i == 0, out);
	}
	buf_text(out, w->close);
	buf_wipe(&cell);
	casefile_close(&c);
	return rc;
}

static int
write_all(struct store *s, const struct ledger_sheet *l, const struct writer *w, const struct buf *list, bool full,
	struct buf *out, struct fault *f)
{
	int number = 0, rc = 0;

	w->begin(l, out);
	for (size_t at = 0; rc >= 0 && at + RECORD_ID <= list->len; at += RECORD_ID) {
		unsigned char root[RECORD_ID];
		memcpy(root, list->data + at, RECORD_ID);
		if ((rc = write_row(s, l, w, root, number + 1, full, out, f)) == 1)
			number++;
	}
	if (rc >= 0 && out->failed)
		rc = fault_memory(f);
	return rc < 0 ? -1 : number;
}

static int
write_ledger(struct store *s, const char *area, bool full, const struct writer *w, struct buf *out, struct fault *f)
{
	struct ledger_sheet l = {0};
	struct gathering g = {0};
	int rc = ledger_sheet_load(&l, s, f);

	if (rc == 0)
		rc = store_holding(s, ledger_param(s, "ledger_question", &l.arena), &g.decided, f);
	if (rc == 0) {
		g.classes = ledger_param(s, "ledger_classes", &l.arena);
		if (g.classes[0] == '\0')
			rc = fault_set(f, EX_CONFIG,
				_("The policy does not say which classes stand on the ledger: parameter ledger_classes "
				  "is not set. Fill it in policy.csv."));
	}
	if (rc == 0 && (rc = store_summaries(s, area, gather, &g, f)) < 0 && g.list.failed)
		fault_memory(f);
	if (rc == 0)
		rc = write_all(s, &l, w, &g.list, full, out, f);
	buf_free(&g.decided);
	buf_free(&g.list);
	arena_free(&l.arena);
	return rc;
}

static void
begin_csv(const struct ledger_sheet *l, struct buf *out)
{
	buf_text(out, "\xEF\xBB\xBF");
	for (size_t i = 0; i < l->n; i++)
		csv_put(out, form_label(l->columns[i].label), i == 0);
	buf_text(out, "\r\n");
}

static void
cell_csv(const struct ledger_column *column, const char *text, bool first, struct buf *out)
{
	struct buf joined = {0};
	bool number = strcmp(column->format, "int") == 0 || strcmp(column->format, "money") == 0;

	for (const char *p = text; *p != '\0'; p++) {
		if (*p == LEDGER_BETWEEN)
			buf_text(&joined, _("; "));
		else
			buf_byte(&joined, (unsigned char)*p);
	}
	out->failed |= joined.failed;
	/* A loss is a number that begins with a minus, no formula. */
	if (number)
		csv_put(out, buf_str(&joined), first);
	else
		csv_put_text(out, buf_str(&joined), first);
	buf_wipe(&joined);
}

static void
begin_json(const struct ledger_sheet *l, struct buf *out)
{
	(void)l;
	(void)out;
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
cell_json(const struct ledger_column *column, const char *text, bool first, struct buf *out)
{
	bool number = strcmp(column->format, "int") == 0 || strcmp(column->format, "money") == 0;

	if (!first)
		buf_byte(out, ',');
	put_json(column->name, strlen(column->name), out);
	buf_byte(out, ':');
	if (ledger_is_list(column->what)) {
		buf_byte(out, '[');
		for (const char *at = text; *at != '\0';) {
			const char *end = strchr(at, LEDGER_BETWEEN);
			size_t n = end != NULL ? (size_t)(end - at) : strlen(at);
			put_json(at, n, out);
			at += n + (end != NULL);
			if (end != NULL)
				buf_byte(out, ',');
		}
		buf_byte(out, ']');
	} else if (text[0] == '\0') {
		buf_text(out, "null");
	} else if (number) {
		buf_text(out, text);
	} else {
		put_json(text, strlen(text), out);
	}
}

int
ledger_csv(struct store *s, const char *area, bool full, struct buf *out, struct fault *f)
{
	static const struct writer csv = {begin_csv, cell_csv, "", "\r\n"};

	return write_ledger(s, area, full, &csv, out, f);
}

int
ledger_json(struct store *s, const char *area, bool full, struct buf *out, struct fault *f)
{
	static const struct writer json = {begin_json, cell_json, "{", "}\n"};

	return write_ledger(s, area, full, &json, out, f);
}
