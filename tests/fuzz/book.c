/* Table files of any kind: what is read is text that the CSV reader takes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "csv.h"
#include "sheet/book.h"
#include "zip_build.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { MOST = 1 << 20 };

static void
read_rows(const char *text, size_t n)
{
	struct csv c = {0};
	struct fault f = {0};

	/* Text that is text already is looked at here first. */
	if (csv_open(&c, "fuzz", text, n, &f) < 0)
		abort();
	while (csv_next(&c, &f) == 1)
		continue;
	csv_close(&c);
}

static void
read_file(const void *bytes, size_t n)
{
	struct buf out = {0};
	struct fault f = {0};
	const char *text;
	size_t len;

	if (book_text("fuzz", bytes, n, NULL, MOST, &out, &text, &len, &f) == 0)
		read_rows(text, len);
	else if (f.code == 0 || f.text[0] == '\0')
		abort();
	buf_free(&out);
}

/* The parts of a workbook whose archive is sound, so that the input reaches the cells. */
static void
read_parts(const char *s, size_t n)
{
	char *part[3] = {NULL, NULL, NULL};
	struct zip_build z = {0};

	for (int i = 0; i < 3 && n > 0; i++) {
		size_t len = strnlen(s, n);
		if ((part[i] = calloc(1, len + 1)) == NULL)
			abort();
		memcpy(part[i], s, len);
		s += len + (len < n);
		n -= len + (len < n);
	}
	zip_build_book(&z, part[0] != NULL ? part[0] : "", part[1], part[2]);
	zip_build_end(&z, z.n, false);
	read_file(z.file.data, z.file.len);
	zip_build_free(&z);
	for (int i = 0; i < 3; i++)
		free(part[i]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	if (n > 0 && data[0] == 'X')
		read_parts((const char *)data + 1, n - 1);
	else
		read_file(data, n);
	return 0;
}
