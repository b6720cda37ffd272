#include "bar.h"

#include <string.h>

#include "columns.h"
#include "words.h"

void
bar_top(struct term *t, int row, const char *left, const char *right)
{
	int cols = term_cols(t), need = term_width(right, strlen(right));

	if (need > cols / 2)
		need = cols / 2;
	term_field(t, row, 0, cols, TERM_TITLE, "", 0);
	columns_cut(t, row, 1, cols - need - 3, TERM_TITLE, left, strlen(left));
	term_field_right(t, row, cols - need - 1, need, TERM_PLAIN, right, strlen(right));
}

/*
 * Put one key and its label at ${col}, if they end before ${end}; the column after them, or -1 when there is no room.
 */
static int
key_at(struct term *t, int row, int col, int end, int key, const char *label)
{
	char name[KEY_NAME];
	int need_key, need_label = term_width(label, strlen(label));

	key_label(key, name);
	need_key = term_width(name, strlen(name));
	if (col + need_key + 1 + need_label > end)
		return -1;
	term_say(t, row, col, need_key, TERM_KEY, name);
	term_say(t, row, col + need_key + 1, need_label, TERM_PLAIN, label);
	return col + need_key + 1 + need_label + 2;
}

void
bar_keys(struct term *t, int row, const struct action *a, size_t n, unsigned have, bool help, bool typing)
{
	const char *label = _("Help");
	int cols = term_cols(t), col = 1, end = cols;

	if (help)
		end -= term_width(label, strlen(label)) + 6;
	term_field(t, row, 0, cols, TERM_PLAIN, "", 0);
	for (size_t i = 0; i < n; i++) {
		int key = typing && a[i].key < K_ENTER ? a[i].twin : a[i].key;
		if (a[i].label == NULL || key == 0 || (a[i].needs & ~have) != 0)
			continue;
		int next = key_at(t, row, col, end, key, _(a[i].label));
		if (next >= 0)
			col = next;
	}
	if (help)
		key_at(t, row, col, cols, typing ? K_F(1) : '?', label);
}

void
bar_progress_text(const struct term *t, int width, uint64_t done, uint64_t total, struct buf *out)
{
	/* In doubles: the product of two byte counts may be beyond 64 bits. */
	double share = total == 0 ? 0 : done >= total ? 1 : (double)done / (double)total;
	int full = (int)(share * width);

	for (int i = 0; i < width; i++)
		buf_text(out, term_glyph(t, i < full ? TERM_FULL : TERM_EMPTY));
}

void
bar_progress(struct term *t, int row, int col, int width, unsigned attr, uint64_t done, uint64_t total)
{
	struct buf b = {0};

	bar_progress_text(t, width, done, total, &b);
	term_put(t, row, col, width, attr, buf_str(&b), b.len);
	buf_free(&b);
}

void
bar_spark_text(const struct term *t, int width, const uint64_t *values, size_t n, struct buf *out)
{
	uint64_t most = 1;
	size_t first = width > 0 && n > (size_t)width ? n - (size_t)width : 0;

	for (size_t i = first; i < n; i++)
		most = values[i] > most ? values[i] : most;
	for (size_t i = first; i < n && width > 0; i++)
		buf_text(out, term_glyph(t, (enum term_glyph)(TERM_SPARK + (int)((double)values[i] / (double)most * 7 + 0.5))));
}

void
bar_spark(struct term *t, int row, int col, int width, unsigned attr, const uint64_t *values, size_t n)
{
	struct buf b = {0};

	bar_spark_text(t, width, values, n, &b);
	term_put(t, row, col, width, attr, buf_str(&b), b.len);
	buf_free(&b);
}
