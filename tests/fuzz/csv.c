/* CSV: any bytes; what was read is written again and must read back the same. */
#include <stdlib.h>
#include <string.h>

#include "csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
read_again(const struct csv *c)
{
	struct buf out = {0};
	struct csv again;
	struct fault f = {0};

	buf_text(&out, "\xEF\xBB\xBF");
	for (size_t i = 0; i < c->n; i++)
		csv_put(&out, c->field[i], i == 0);
	buf_byte(&out, '\n');
	if (csv_open(&again, "again", out.data, out.len, &f) < 0 || csv_next(&again, &f) != 1 || again.n != c->n)
		abort();
	for (size_t i = 0; i < c->n; i++)
		if (strcmp(c->field[i], again.field[i]) != 0)
			abort();
	csv_close(&again);
	buf_reset(&out);
	/* Nothing that is put as text begins a formula. */
	for (size_t i = 0; i < c->n; i++) {
		size_t at = out.len;
		csv_put_text(&out, c->field[i], 1);
		if (at < out.len && strchr("=+-@\t\r", out.data[at]) != NULL)
			abort();
		if (out.len - at > 1 && out.data[at] == '"' && strchr("+-@\t\r", out.data[at + 1]) != NULL)
			abort();
	}
	buf_free(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct csv c = {0};
	struct fault f = {0};

	if (csv_open(&c, "fuzz", data, n, &f) == 0)
		while (csv_next(&c, &f) == 1) {
			if (c.n == 0 || c.n > CSV_FIELDS || csv_field(&c, c.n)[0] != '\0')
				abort();
			read_again(&c);
		}
	csv_close(&c);
	return 0;
}
