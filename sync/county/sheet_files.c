/* Sheets from a folder, from files and from workbooks. */
#include "sheet_files.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "file.h"
#include "sheet/book.h"
#include "words.h"

enum { BOOK_BYTES = 16 << 20, PATH = 4096 };

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

/* The name without its ending. */
static size_t
stem(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot != NULL ? (size_t)(dot - name) : strlen(name);
}

static int
twice(const struct sheet_file *file, struct fault *f)
{
	return fault_set(f, EX_USAGE, _("%s is given twice; nothing was changed."), file->name);
}

int
sheet_files_take_as(struct sheet_file *file, const char *path, struct fault *f)
{
	struct buf bytes = {0};
	const char *text;
	size_t len;
	int rc = file->given ? twice(file, f) : file_read(path, BOOK_BYTES, &bytes, f);

	snprintf(file->label, sizeof file->label, "%s", path);
	if (rc == 0)
		rc = book_text(path, bytes.data, bytes.len, NULL, FORM_SHEET, &file->text, &text, &len, f);
	if (rc == 0 && file->text.data == NULL)
		rc = buf_add(&file->text, text, len) < 0 ? fault_memory(f) : 0;
	file->given = rc == 0;
	buf_free(&bytes);
	return rc;
}

static int
take_folder(struct sheet_file *files, int n, const char *path, struct fault *f)
{
	static const char *const endings[] = {"csv", "xlsx"};
	char name[PATH], at[PATH];
	int found = 0;

	for (int i = 0; i < n; i++)
		for (size_t k = 0; k < sizeof endings / sizeof *endings; k++) {
			snprintf(name, sizeof name, "%.*s.%s", (int)stem(files[i].name), files[i].name, endings[k]);
			if (file_join(at, sizeof at, path, name, f) < 0)
				return -1;
			if (!file_exists(at))
				continue;
			if (sheet_files_take_as(&files[i], at, f) < 0)
				return -1;
			found++;
		}
	return found > 0 ? 0 : fault_set(f, EX_NOINPUT, _("There is no %s or other sheet in %s."), files[0].name, path);
}

static int
take_book(struct sheet_file *files, int n, const char *path, const struct buf *bytes, struct fault *f)
{
	struct book *b = book_open(path, bytes->data, bytes->len, f);
	int found = 0, rc = b == NULL ? -1 : 0;

	for (int i = 0; rc == 0 && i < n; i++) {
		char name[64];
		snprintf(name, sizeof name, "%.*s", (int)stem(files[i].name), files[i].name);
		int sheet = book_find(b, name);
		if (sheet < 0)
			continue;
		snprintf(files[i].label, sizeof files[i].label, "%s: %s", path, name);
		rc = files[i].given ? twice(&files[i], f) : book_csv(b, (size_t)sheet, FORM_SHEET, &files[i].text, f);
		files[i].given = rc == 0;
		found++;
	}
	book_close(b);
	if (rc == 0 && found == 0)
		return fault_set(f, EX_DATAERR, _("%s has no sheet named survey, choices or as another sheet of a form or policy."), path);
	return rc;
}

int
sheet_files_take(struct sheet_file *files, int n, const char *path, struct fault *f)
{
	const char *base = base_name(path);
	struct buf bytes = {0};
	struct stat st;
	int rc;

	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return take_folder(files, n, path, f);
	for (int i = 0; i < n; i++)
		if (stem(base) == stem(files[i].name) && strncmp(base, files[i].name, stem(base)) == 0)
			return sheet_files_take_as(&files[i], path, f);
	if ((rc = file_read(path, BOOK_BYTES, &bytes, f)) == 0) {
		if (book_is(bytes.data, bytes.len))
			rc = take_book(files, n, path, &bytes, f);
		else
			rc = fault_set(f, EX_USAGE, _("%s is no workbook, and its name is none of a sheet: survey.csv, choices.csv and so on; nothing was "
				"changed."), path);
	}
	buf_free(&bytes);
	return rc;
}

struct sheet
sheet_files_sheet(const struct sheet_file *file)
{
	return (struct sheet){.name = file->label, .data = file->text.data, .n = file->text.len};
}

void
sheet_files_free(struct sheet_file *files, int n)
{
	for (int i = 0; i < n; i++) {
		buf_free(&files[i].text);
		files[i].given = false;
	}
}
