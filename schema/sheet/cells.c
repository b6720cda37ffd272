/* The cells of one sheet as rows of CSV. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "csv.h"
#include "num.h"
#include "sheet/xlsx.h"
#include "sheet/xml.h"
#include "words.h"

enum type { TYPE_NUMBER, TYPE_SHARED, TYPE_TEXT, TYPE_INLINE, TYPE_BOOLEAN, TYPE_ERROR, TYPE_DATE, TYPES };
static const char *const type_names[TYPES] = {"n", "s", "str", "inlineStr", "b", "e", "d"};

/* A formula whose result the writing program never computed is no blank cell. */
#define NOT_COMPUTED "#VALUE!"

struct walk {
	struct xlsx *x;
	struct buf *out;
	size_t start, max;     /* of the output */
	struct buf raw, text;  /* content of the cell as read and as shown */
	int64_t row, column;   /* from 1; the cell at hand */
	int64_t written;       /* column of the row that ${out} has reached */
	int64_t cells;
	enum type type;
	bool date, formula, taking, inside;
	bool done;             /* what stands behind the cells (filters, comments) is of no use here */
	int phonetic;
};

static int
at_cell(const struct walk *w, const char *why, struct fault *f)
{
	char column[8] = "";
	size_t n = sizeof column - 1;
	int64_t c = w->column;

	for (column[n] = '\0'; c > 0 && n > 0; c = (c - 1) / 26)
		column[--n] = (char)('A' + (c - 1) % 26);
	return fault_set(f, EX_DATAERR, _("%s, cell %s%lld: %s."), w->x->zip.file, column + n, (long long)w->row, why);
}

/* "BC12" into column 55 and row 12. 0 or -1. */
static int
reference(const char *s, int64_t *column, int64_t *row)
{
	int64_t c = 0;

	for (; *s >= 'A' && *s <= 'Z' && c <= XLSX_COLUMNS; s++)
		c = c * 26 + (*s - 'A' + 1);
	*column = c;
	return c > 0 && c <= XLSX_COLUMNS && num_int(s, strlen(s), row) == 0 && *row > 0 ? 0 : -1;
}

static int
start_row(struct walk *w, const char *number, struct fault *f)
{
	int64_t row = w->row + 1;

	if (number != NULL && (num_int(number, strlen(number), &row) < 0 || row <= w->row || row > XLSX_ROWS))
		return at_cell(w, _("the row behind it has a number that is out of order"), f);
	if (row > XLSX_ROWS)
		return at_cell(w, _("more rows follow than a sheet can have"), f);
	/* Lines are as many as rows, so that messages name the row that the spreadsheet shows. */
	for (int64_t i = w->row > 0 ? w->row : 1; i < row; i++)
		buf_byte(w->out, '\n');
	w->row = row;
	w->column = w->written = 0;
	return 0;
}

static int
start_cell(struct walk *w, const char *const *attributes, struct fault *f)
{
	const char *r = xml_attribute(attributes, "r"), *t = xml_attribute(attributes, "t"), *s = xml_attribute(attributes, "s");
	int64_t column = w->column + 1, row = w->row, style = 0;
	int type = TYPE_NUMBER;

	if (++w->cells > XLSX_CELLS)
		return at_cell(w, _("more cells follow than are read; take out empty columns"), f);
	if (w->row == 0 || (r != NULL && (reference(r, &column, &row) < 0 || row != w->row || column <= w->column)) || column > XLSX_COLUMNS)
		return at_cell(w, _("the cell behind it is not where it says"), f);
	w->column = column;
	while (t != NULL && type < TYPES && strcmp(t, type_names[type]) != 0)
		type++;
	if (type == TYPES)
		return at_cell(w, _("a kind of cell that is not known"), f);
	if (s != NULL && num_int(s, strlen(s), &style) < 0)
		style = -1;
	w->type = (enum type)type;
	w->date = style >= 0 && (size_t)style < w->x->n_dates && w->x->dates[style];
	w->formula = w->taking = false;
	w->inside = true;
	buf_reset(&w->raw);
	return 0;
}

static int
on_start(void *self, const char *name, const char *const *attributes, struct fault *f)
{
	struct walk *w = self;

	if (w->done)
		return 0;
	if (strcmp(name, "row") == 0)
		return start_row(w, xml_attribute(attributes, "r"), f);
	if (strcmp(name, "c") == 0)
		return start_cell(w, attributes, f);
	if (!w->inside)
		return 0;
	w->formula |= strcmp(name, "f") == 0;
	w->phonetic += strcmp(name, "rPh") == 0;
	w->taking = strcmp(name, w->type == TYPE_INLINE ? "t" : "v") == 0 && w->phonetic == 0;
	return 0;
}

static int
on_text(void *self, const char *s, size_t n, struct fault *f)
{
	struct walk *w = self;

	if (!w->taking)
		return 0;
	if (w->raw.len + n > CSV_FIELD)
		return at_cell(w, _("more text than a cell can hold"), f);
	return buf_add(&w->raw, s, n) < 0 ? fault_memory(f) : 0;
}

static int
shared(struct walk *w, const char *raw, struct fault *f)
{
	int64_t i;

	if (num_int(raw, strlen(raw), &i) < 0 || i < 0 || (size_t)i >= w->x->n_strings)
		return at_cell(w, _("its text is missing from the workbook"), f);
	buf_text(&w->text, (const char *)w->x->texts.data + w->x->strings[i]);
	return 0;
}

/* What the cell shows, into w->text. 0 or -1. */
static int
cell_text(struct walk *w, struct fault *f)
{
	const char *raw = buf_str(&w->raw);
	char number[XLSX_NUMBER], *end;

	buf_reset(&w->text);
	if (raw[0] == '\0') {
		if (w->formula && w->type != TYPE_TEXT)
			buf_text(&w->text, NOT_COMPUTED);
		return 0;
	}
	switch (w->type) {
	case TYPE_SHARED:
		return shared(w, raw, f);
	case TYPE_BOOLEAN:
		buf_text(&w->text, raw[0] == '1' || raw[0] == 't' ? "TRUE" : "FALSE");
		return 0;
	case TYPE_NUMBER: {
		double v = strtod(raw, &end);
		if (*end != '\0' || !isfinite(v))
			return at_cell(w, _("it says to be a number and is none"), f);
		xlsx_number(v, w->date, w->x->from_1904, number);
		buf_text(&w->text, number);
		return 0;
	}
	case TYPE_DATE: {
		/* A day is written with midnight behind it. */
		size_t n = w->raw.len, midnight = strlen("T00:00:00");
		xlsx_text(raw, n > midnight && strncmp(raw + n - midnight, "T00:00:00", midnight) == 0 ? n - midnight : n, &w->text);
		return 0;
	}
	default:
		xlsx_text(raw, w->raw.len, &w->text);
		return 0;
	}
}

static int
end_cell(struct walk *w, struct fault *f)
{
	w->inside = false;
	w->phonetic = 0;
	if (cell_text(w, f) < 0)
		return -1;
	const char *text = buf_str(&w->text);
	if (text[0] == '\0')
		return 0;
	if (w->column > CSV_FIELDS)
		return at_cell(w, _("it stands further right than columns are read"), f);
	if (w->text.len > CSV_FIELD)
		return at_cell(w, _("more text than a cell can hold"), f);
	for (int64_t i = w->written > 0 ? w->written : 1; i < w->column; i++)
		buf_byte(w->out, ',');
	w->written = w->column;
	csv_put(w->out, text, 1);
	if (w->out->len - w->start > w->max)
		return at_cell(w, _("the sheet holds more than can be read here; split it"), f);
	return w->out->failed || w->text.failed ? fault_memory(f) : 0;
}

static int
on_end(void *self, const char *name, struct fault *f)
{
	struct walk *w = self;

	w->taking = false;
	if (strcmp(name, "c") == 0 && w->inside)
		return end_cell(w, f);
	w->phonetic -= w->inside && strcmp(name, "rPh") == 0;
	w->done |= strcmp(name, "sheetData") == 0;
	return 0;
}

int
xlsx_csv(struct xlsx *x, const struct xlsx_sheet *s, size_t max, struct buf *out, struct fault *f)
{
	static const struct xml_events events = {on_start, on_end, on_text};
	const struct zip_part *part = zip_find(&x->zip, s->part);
	struct walk w = {.x = x, .out = out, .start = out->len, .max = max};

	if (part == NULL)
		return fault_set(f, EX_DATAERR, _("%s is damaged: a sheet is missing. Open it in the spreadsheet and save it anew."), x->zip.file);
	if (!x->read && (xlsx_read_strings(x, f) < 0 || xlsx_read_styles(x, f) < 0))
		return -1;
	x->read = true;
	int rc = xml_read(&x->zip, part, &events, &w, f);
	buf_byte(out, '\n');
	if (rc == 0 && out->failed)
		rc = fault_memory(f);
	buf_wipe(&w.raw);
	buf_wipe(&w.text);
	return rc;
}
