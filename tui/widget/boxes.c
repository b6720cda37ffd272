#include "boxes.h"

#include <string.h>

#include "columns.h"

static void
draw_box(const struct boxes *b, struct term *t, size_t i, int row, int col)
{
	struct box x = {{"", ""}, {TERM_PLAIN, TERM_PLAIN}};
	const bool chosen = i == b->at;

	b->fill(b->self, i, t, &x);
	term_box(t, (struct area){row, col, BOX_ROWS, BOX_COLS}, chosen ? TERM_HEAD : TERM_DIM);
	for (int k = 0; k < 2; k++) {
		columns_cut(t, row + 1 + k, col + 1, BOX_COLS - 2, x.attr[k], x.line[k], strlen(x.line[k]));
		if (chosen)
			term_select(t, row + 1 + k, col + 1, BOX_COLS - 2);
	}
}

void
boxes_draw(struct boxes *b, struct term *t, struct area a)
{
	const size_t lines = a.rows < BOX_ROWS ? 1 : (size_t)(a.rows / BOX_ROWS);

	b->across = a.cols < 2 * (BOX_COLS + 1) ? 1 : (a.cols + 1) / (BOX_COLS + 1);
	if (b->n == 0)
		return;
	const size_t across = (size_t)b->across, line = b->at / across;
	if (line < b->top)
		b->top = line;
	if (line >= b->top + lines)
		b->top = line - lines + 1;
	for (size_t i = b->top * across; i < b->n && i < (b->top + lines) * across; i++)
		draw_box(b, t, i, a.row + (int)(i / across - b->top) * BOX_ROWS, a.col + (int)(i % across) * (BOX_COLS + 1));
	if (b->top > 0)
		term_say(t, a.row, a.col + a.cols - 1, 1, TERM_DIM, term_glyph(t, TERM_UP));
	if ((b->top + lines) * across < b->n)
		term_say(t, a.row + (int)lines * BOX_ROWS - 1, a.col + a.cols - 1, 1, TERM_DIM, term_glyph(t, TERM_DOWN));
}

bool
boxes_key(struct boxes *b, struct key k)
{
	const size_t across = b->across > 0 ? (size_t)b->across : 1, last = b->n > 0 ? b->n - 1 : 0;

	switch (key_value(k)) {
	case K_LEFT:
		b->at -= b->at > 0;
		return true;
	case K_RIGHT:
		b->at += b->at < last;
		return true;
	case K_UP:
		b->at -= b->at >= across ? across : 0;
		return true;
	case K_DOWN:
		b->at = b->at / across < last / across ? (b->at + across < last ? b->at + across : last) : b->at;
		return true;
	case K_HOME:
		b->at = 0;
		return true;
	case K_END:
		b->at = last;
		return true;
	default:
		return false;
	}
}
