/* Tables as sheets of one workbook: labels and names in a frozen head, ids and texts as text. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

#include "date.h"
#include "num.h"
#include "office/export_inside.h"
#include "sheet/whole.h"
#include "words.h"

enum { HEAD = 2, NAME = 31, WIDTH = 14 }; /* rows of the head; characters of a sheet's name; of a column */

struct book {
	lxw_workbook *book;
	lxw_format *head, *text, *date, *fixed;
	struct export_file *file;
	char tmpdir[4096];
};

struct page {
	lxw_worksheet *sheet;
	lxw_row_t row;
	unsigned part;
};

static int
failed(const struct book *b, lxw_error error, struct fault *f)
{
	if (error == LXW_ERROR_MEMORY_MALLOC_FAILED)
		return fault_memory(f);
	return fault_set(f, EX_CANTCREAT, _("%s could not be written (%s); nothing of the export is left."), b->file->to.path,
		error == LXW_ERROR_CREATING_TMPFILE ? _("the disk is full") : lxw_strerror(error));
}

/* The library keeps rows in files without a name, in the folder that the export is for: nowhere else people's data
 * should lie in the clear. */
static struct book *
open_book(struct export *e, struct fault *f)
{
	struct book *b = calloc(1, sizeof *b);

	if (b == NULL) {
		fault_memory(f);
		return NULL;
	}
	e->book = b;
	if ((b->file = export_file_new(e, "export", "xlsx", f)) == NULL)
		return NULL;
	snprintf(b->tmpdir, sizeof b->tmpdir, "%s", e->order->dir);
	lxw_workbook_options options = {.constant_memory = LXW_TRUE, .tmpdir = b->tmpdir};
	if ((b->book = workbook_new_opt(b->file->to.temporary, &options)) == NULL) {
		fault_memory(f);
		return NULL;
	}
	b->head = workbook_add_format(b->book);
	b->text = workbook_add_format(b->book);
	b->date = workbook_add_format(b->book);
	b->fixed = workbook_add_format(b->book);
	format_set_bold(b->head);
	format_set_num_format(b->text, "@");
	format_set_num_format(b->date, "yyyy-mm-dd");
	format_set_num_format(b->fixed, "0.00");
	return b;
}

static int
open_sheet(struct export *e, struct export_table *t, struct fault *f)
{
	struct book *b = e->book;
	struct page *p = t->page;
	char name[64];
	lxw_error error = LXW_NO_ERROR;

	p->part++;
	if (p->part == 1)
		snprintf(name, sizeof name, "%.*s", NAME, t->name);
	else
		snprintf(name, sizeof name, "%.*s_%u", NAME - 5, t->name, p->part);
	if ((p->sheet = workbook_add_worksheet(b->book, name)) == NULL)
		return failed(b, LXW_ERROR_MEMORY_MALLOC_FAILED, f);
	worksheet_set_column(p->sheet, 0, (lxw_col_t)(t->n - 1), WIDTH, NULL);
	worksheet_freeze_panes(p->sheet, HEAD, 0);
	for (size_t i = 0; error == LXW_NO_ERROR && i < t->n; i++)
		error = worksheet_write_string(p->sheet, 0, (lxw_col_t)i, t->columns[i].label[LANG_ZH], b->head);
	for (size_t i = 0; error == LXW_NO_ERROR && i < t->n; i++)
		error = worksheet_write_string(p->sheet, 1, (lxw_col_t)i, t->columns[i].name, b->head);
	p->row = HEAD;
	return error == LXW_NO_ERROR ? 0 : failed(b, error, f);
}

static int
open_page(struct export *e, struct export_table *t, struct fault *f)
{
	if (e->book == NULL && open_book(e, f) == NULL)
		return -1;
	if ((t->page = calloc(1, sizeof(struct page))) == NULL)
		return fault_memory(f);
	return open_sheet(e, t, f);
}

static lxw_error
put_text(struct export *e, const struct page *p, lxw_col_t column, const char *s, size_t n, struct fault *f)
{
	struct book *b = e->book;
	size_t fit = export_cut(s, n, EXPORT_TEXT);
	const char *text = arena_text(&e->row, s, fit);

	e->report->cut += fit < n;
	(void)f;
	return text == NULL ? LXW_ERROR_MEMORY_MALLOC_FAILED : worksheet_write_string(p->sheet, p->row, column, text, b->text);
}

/* Numbers of more than 15 digits, and days before 1900, are beyond a spreadsheet: they stay text. */
static lxw_error
put_number(struct export *e, const struct page *p, lxw_col_t column, const struct answer *a, struct fault *f)
{
	enum { SPREADSHEET_YEAR = 1900 };
	static const int64_t exact = 999999999999999;
	struct book *b = e->book;
	char text[NUM_TEXT];

	if (a->kind == ANSWER_DATE) {
		int year, month, day;
		date_civil((int32_t)a->i, &year, &month, &day);
		lxw_datetime when = {.year = year, .month = month, .day = day};
		date_format((int32_t)a->i, text);
		return year > SPREADSHEET_YEAR ? worksheet_write_datetime(p->sheet, p->row, column, &when, b->date)
					       : put_text(e, p, column, text, strlen(text), f);
	}
	if (a->i > exact || a->i < -exact) {
		if (a->kind == ANSWER_FIXED)
			num_fixed_text(a->i, text);
		else
			snprintf(text, sizeof text, "%lld", (long long)a->i);
		return put_text(e, p, column, text, strlen(text), f);
	}
	return a->kind == ANSWER_FIXED ? worksheet_write_number(p->sheet, p->row, column, (double)a->i / 100, b->fixed)
				       : worksheet_write_number(p->sheet, p->row, column, (double)a->i, NULL);
}

static lxw_error
put_cell(struct export *e, const struct page *p, lxw_col_t column, const struct export_column *c, const struct answer *a, struct fault *f)
{
	struct buf words = {0};
	lxw_error error;

	if (a->kind == ANSWER_BLANK)
		return LXW_NO_ERROR;
	if (a->kind != ANSWER_TEXT)
		return put_number(e, p, column, a, f);
	if (c->question == NULL || c->question->list == NULL)
		return put_text(e, p, column, a->text, a->len, f);
	export_words(c->question->list, a, &words);
	error = words.failed ? LXW_ERROR_MEMORY_MALLOC_FAILED : put_text(e, p, column, buf_str(&words), words.len, f);
	buf_wipe(&words);
	return error;
}

static int
row(struct export *e, struct export_table *t, const struct answer *cells, struct fault *f)
{
	struct page *p = t->page;
	uint64_t most = e->order->sheet_rows > 0 ? e->order->sheet_rows + HEAD : LXW_ROW_MAX;
	lxw_error error = LXW_NO_ERROR;

	if (p->row >= most) {
		e->report->split++;
		if (open_sheet(e, t, f) < 0)
			return -1;
	}
	for (size_t i = 0; error == LXW_NO_ERROR && i < t->n; i++)
		error = put_cell(e, p, (lxw_col_t)i, &t->columns[i], &cells[i], f);
	p->row++;
	return error == LXW_NO_ERROR ? 0 : failed(e->book, error, f);
}

static int
close_page(struct export *e, struct export_table *t, struct fault *f)
{
	(void)e;
	(void)t;
	(void)f;
	return 0;
}

/* The bytes of all rows before packing, which the library keeps beside; -1 when not all are there. It does not look by itself
 * whether its files took everything; a full disk must not make a workbook with a hole. */
static off_t
markup(const struct book *b)
{
	lxw_worksheet *sheet;
	off_t sum = 0;

	STAILQ_FOREACH(sheet, b->book->worksheets, list_pointers)
	{
		FILE *rows = sheet->optimize_tmpfile;
		off_t n = 0;
		if (rows != NULL && (fflush(rows) != 0 || ferror(rows) || (n = ftello(rows)) < 0))
			return -1;
		sum += n;
	}
	return sum;
}

static int
end(struct export *e, struct fault *f)
{
	/* An ordinary archive ends at 4 GiB; heads, styles and the last row of each sheet come on top. */
	const uint64_t ordinary = e->order->archive_bytes > 0 ? e->order->archive_bytes : UINT32_MAX - (UINT64_C(64) << 20);
	struct book *b = e->book;
	lxw_workbook *book = b->book;
	const off_t rows = markup(b);

	if (rows < 0)
		return failed(b, LXW_ERROR_CREATING_TMPFILE, f);
	/* Old spreadsheets cannot open the larger kind, so only what needs it becomes one. */
	book->options.use_zip64 = (uint64_t)rows > ordinary ? LXW_TRUE : LXW_FALSE;
	b->book = NULL;
	lxw_error error = workbook_close(book);
	if (error == LXW_NO_ERROR && !book_whole(b->file->to.temporary))
		error = LXW_ERROR_CREATING_TMPFILE;
	return error == LXW_NO_ERROR ? 0 : failed(b, error, f);
}

static void
drop(struct export *e, struct export_table *t)
{
	struct book *b = e->book;

	free(t->page);
	t->page = NULL;
	if (b != NULL && b->book != NULL)
		lxw_workbook_free(b->book);
	free(b);
	e->book = NULL;
}

const struct export_writer export_xlsx = {.open = open_page, .row = row, .close = close_page, .end = end, .drop = drop};
