/* Tables as CSV: UTF-8 with its mark, a row of labels, a row of names. */
#include <string.h>

#include "csv.h"
#include "date.h"
#include "num.h"
#include "office/export_inside.h"

enum { FLUSH = 65536 };

static int
end_row(struct export_file *file, struct fault *f)
{
	buf_text(&file->out, "\r\n");
	return file->out.failed || file->out.len >= FLUSH ? export_file_flush(file, f) : 0;
}

static int
open_page(struct export *e, struct export_table *t, struct fault *f)
{
	struct export_file *file = export_file_new(e, t->name, "csv", f);

	if ((t->page = file) == NULL)
		return -1;
	buf_text(&file->out, "\xEF\xBB\xBF");
	for (size_t i = 0; i < t->n; i++)
		csv_put_text(&file->out, t->columns[i].label[LANG_ZH], i == 0);
	if (end_row(file, f) < 0)
		return -1;
	for (size_t i = 0; i < t->n; i++)
		csv_put(&file->out, t->columns[i].name, i == 0);
	return end_row(file, f);
}

static void
put_cell(const struct export_column *c, const struct answer *a, bool first, struct buf *out)
{
	struct buf text = {0};
	char number[NUM_TEXT];

	switch ((enum answer_kind)a->kind) {
	case ANSWER_TEXT:
		if (c->question != NULL && c->question->list != NULL)
			export_words(c->question->list, a, &text);
		else
			buf_add(&text, a->text, a->len);
		csv_put_text(out, buf_str(&text), first);
		break;
	case ANSWER_FIXED:
		/* Two places always; a loss is a number that begins with a minus, no formula. */
		buf_printf(&text, "%s%lld.%02lld", a->i < 0 ? "-" : "", (long long)(a->i / 100 < 0 ? -(a->i / 100) : a->i / 100),
			(long long)(a->i % 100 < 0 ? -(a->i % 100) : a->i % 100));
		csv_put(out, buf_str(&text), first);
		break;
	case ANSWER_DATE:
		date_format((int32_t)a->i, number);
		csv_put(out, number, first);
		break;
	case ANSWER_INT:
		buf_printf(&text, "%lld", (long long)a->i);
		csv_put(out, buf_str(&text), first);
		break;
	default:
		csv_put(out, "", first);
	}
	out->failed |= text.failed;
	buf_wipe(&text);
}

static int
row(struct export *e, struct export_table *t, const struct answer *cells, struct fault *f)
{
	struct export_file *file = t->page;

	(void)e;
	for (size_t i = 0; i < t->n; i++)
		put_cell(&t->columns[i], &cells[i], i == 0, &file->out);
	return end_row(file, f);
}

static int
close_page(struct export *e, struct export_table *t, struct fault *f)
{
	(void)e;
	return export_file_flush(t->page, f);
}

static void
drop(struct export *e, struct export_table *t)
{
	(void)e;
	t->page = NULL; /* the file is the export's */
}

const struct export_writer export_csv = {.open = open_page, .row = row, .close = close_page, .drop = drop};
