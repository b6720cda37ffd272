#include "office/grid_book.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "sheet/whole.h"
#include "words.h"

struct grid_book {
	char path[4096], folder[4096];
	lxw_workbook *book;
	lxw_worksheet *sheet;
	lxw_format *head, *text, *money;
	lxw_error error;
};

/* The folder that the file at ${path} really lies in, which may have no name yet and be known by a link alone. */
static void
real_folder(const char *path, char *out, size_t room)
{
	const ssize_t n = readlink(path, out, room - 1);

	if (n > 0)
		out[n] = '\0';
	else
		snprintf(out, room, "%s", path);
	char *slash = strrchr(out, '/');
	snprintf(slash != NULL ? slash + 1 : out, 2, "%s", slash != NULL ? "" : ".");
}

struct grid_book *
grid_book_new(const char *path, struct fault *f)
{
	struct grid_book *b = calloc(1, sizeof *b);

	if (b == NULL) {
		fault_memory(f);
		return NULL;
	}
	snprintf(b->path, sizeof b->path, "%s", path);
	real_folder(path, b->folder, sizeof b->folder);
	/* The library's own files, without a name, hold what people said: nowhere but where the workbook goes. */
	lxw_workbook_options options = {.tmpdir = b->folder};
	if ((b->book = workbook_new_opt(path, &options)) == NULL) {
		free(b);
		fault_memory(f);
		return NULL;
	}
	b->head = workbook_add_format(b->book);
	b->text = workbook_add_format(b->book);
	b->money = workbook_add_format(b->book);
	format_set_bold(b->head);
	format_set_num_format(b->text, "@");
	format_set_num_format(b->money, "#,##0.00");
	return b;
}

static void
note(struct grid_book *b, lxw_error error)
{
	b->error = b->error != LXW_NO_ERROR ? b->error : error;
}

void
grid_book_sheet(struct grid_book *b, const char *name)
{
	if ((b->sheet = workbook_add_worksheet(b->book, name)) == NULL) {
		note(b, LXW_ERROR_MEMORY_MALLOC_FAILED);
		return;
	}
	worksheet_freeze_panes(b->sheet, 1, 0);
	worksheet_set_landscape(b->sheet);
	worksheet_set_paper(b->sheet, 9); /* A4 */
	note(b, worksheet_repeat_rows(b->sheet, 0, 0));
	note(b, worksheet_set_column(b->sheet, 0, 30, 14, NULL));
}

void
grid_book_text(struct grid_book *b, size_t row, size_t column, const char *text, bool head)
{
	if (b->sheet != NULL && text[0] != '\0')
		note(b, worksheet_write_string(b->sheet, (lxw_row_t)row, (lxw_col_t)column, text, head ? b->head : b->text));
}

void
grid_book_number(struct grid_book *b, size_t row, size_t column, double v, bool money)
{
	if (b->sheet != NULL)
		note(b, worksheet_write_number(b->sheet, (lxw_row_t)row, (lxw_col_t)column, v, money ? b->money : NULL));
}

int
grid_book_end(struct grid_book *b, struct fault *f)
{
	int rc = 0;

	if (b == NULL)
		return 0;
	note(b, workbook_close(b->book));
	if (b->error == LXW_NO_ERROR && !book_whole(b->path))
		note(b, LXW_ERROR_CREATING_TMPFILE);
	if (b->error != LXW_NO_ERROR)
		rc = fault_set(f, EX_CANTCREAT, _("%s could not be written (%s)."), b->folder,
			b->error == LXW_ERROR_CREATING_TMPFILE ? _("the disk is full") : lxw_strerror(b->error));
	free(b);
	return rc;
}
