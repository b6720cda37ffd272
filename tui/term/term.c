#include "term.h"

#include <stdlib.h>
#include <string.h>

#include "grid.h"
#include "text.h"

static const struct cell blank = {.text = " ", .n = 1, .width = 1};

static const struct {
	const char *drawn, *ascii;
} glyphs[TERM_GLYPHS] = {
	[TERM_HLINE] = {"─", "-"},
	[TERM_VLINE] = {"│", "|"},
	[TERM_TOP_LEFT] = {"┌", "+"},
	[TERM_TOP_RIGHT] = {"┐", "+"},
	[TERM_BOTTOM_LEFT] = {"└", "+"},
	[TERM_BOTTOM_RIGHT] = {"┘", "+"},
	[TERM_TEE_DOWN] = {"┬", "+"},
	[TERM_TEE_UP] = {"┴", "+"},
	[TERM_FULL] = {"█", "#"},
	[TERM_EMPTY] = {"░", "."},
	[TERM_TICK] = {"✓", "v"},
	[TERM_DOT] = {"·", "."},
	[TERM_CIRCLE] = {"○", "o"},
	[TERM_MORE] = {"…", "~"},
	[TERM_UP] = {"↑", "^"},
	[TERM_DOWN] = {"↓", "v"},
	[TERM_POINT] = {"▸", ">"},
	[TERM_SPARK] = {"▁", "_"},
	[TERM_SPARK + 1] = {"▂", "."},
	[TERM_SPARK + 2] = {"▃", ":"},
	[TERM_SPARK + 3] = {"▄", "-"},
	[TERM_SPARK + 4] = {"▅", "="},
	[TERM_SPARK + 5] = {"▆", "+"},
	[TERM_SPARK + 6] = {"▇", "*"},
	[TERM_SPARK + 7] = {"█", "#"},
};

int
grid_resize(struct term *t, int rows, int cols)
{
	rows = rows < 1 ? 1 : rows > GRID_MOST ? GRID_MOST : rows;
	cols = cols < 1 ? 1 : cols > GRID_MOST ? GRID_MOST : cols;
	struct cell *cells = calloc((size_t)rows * (size_t)cols, sizeof *cells);
	if (cells == NULL)
		return -1;
	free(t->cells);
	t->cells = cells;
	t->rows = rows;
	t->cols = cols;
	t->spoiled = true;
	term_clear(t);
	return 0;
}

struct cell *
grid_cell(const struct term *t, int row, int col)
{
	return &t->cells[(size_t)row * (size_t)t->cols + (size_t)col];
}

struct term *
grid_new(const struct term_kind *kind, int rows, int cols)
{
	struct term *t = calloc(1, sizeof *t);

	if (t == NULL)
		return NULL;
	t->kind = kind;
	if (grid_resize(t, rows, cols) != 0) {
		free(t);
		return NULL;
	}
	return t;
}

void
term_close(struct term *t)
{
	if (t == NULL)
		return;
	t->kind->close(t);
	free(t->cells);
	free(t);
}

int
term_rows(const struct term *t)
{
	return t->rows;
}

int
term_cols(const struct term *t)
{
	return t->cols;
}

struct area
term_area(const struct term *t)
{
	return (struct area){0, 0, t->rows, t->cols};
}

bool
term_too_small(const struct term *t)
{
	return t->rows < TERM_LEAST_ROWS || t->cols < TERM_LEAST_COLS;
}

void
term_clear(struct term *t)
{
	for (size_t i = 0, n = (size_t)t->rows * (size_t)t->cols; i < n; i++)
		t->cells[i] = blank;
	t->cursor_row = t->cursor_col = -1;
}

/* What a code point becomes on the grid. */
enum fate { SHOWN, MARK, DROPPED, BLANKED, SUBSTITUTED };

/* Characters that say how other characters run or hide them: never passed on, because a terminal that obeys them shows
 * a name as another (Unicode Standard Annex 9, and the tag characters). */
static enum fate
fate_of(uint32_t cp, int width)
{
	if (cp == '\t' || cp == '\n')
		return BLANKED;
	if (width < 0 || cp == 0x061C || (cp >= 0x200E && cp <= 0x200F) || (cp >= 0x2028 && cp <= 0x202E) ||
		(cp >= 0x2066 && cp <= 0x206F) || cp == 0xFEFF || (cp >= 0xFFF9 && cp <= 0xFFFD) ||
		(cp >= 0xE0000 && cp <= 0xE007F) || (cp & 0xFFFE) == 0xFFFE)
		return SUBSTITUTED;
	if (width > 0)
		return SHOWN;
	/* Joiners, and the selector that asks for a picture: terminals disagree about the cells these take. */
	return (cp >= 0x200B && cp <= 0x200D) || cp == 0x2060 || cp == 0xFE0F || cp == 0xAD ? DROPPED : MARK;
}

/* The fate of the code point at *${p}, its cells in *${width}, the code point in *${cp}; *${p} moves past it. */
static enum fate
step(const char **p, const char *end, uint32_t *cp, int *width)
{
	*cp = utf8_next(p, end);
	*width = char_width(*cp);
	enum fate fate = fate_of(*cp, *width);
	if (fate == BLANKED || fate == SUBSTITUTED)
		*width = 1;
	return fate;
}

/* Blank the other half of a wide character that one of the cells from ${col} on cuts through. */
static void
mend(struct term *t, int row, int col, int width)
{
	struct cell *c = grid_cell(t, row, col);

	if (c->width == 0 && col > 0) {
		uint8_t attr = c[-1].attr;
		c[-1] = blank;
		c[-1].attr = attr;
	}
	if (c[width - 1].width == 2 && col + width < t->cols) {
		c[width] = blank;
		c[width].attr = c[width - 1].attr;
	}
}

/* Write one character of one or two cells at a place that holds it. */
static void
set(struct term *t, int row, int col, unsigned attr, const char *s, size_t n, int width)
{
	struct cell *c = grid_cell(t, row, col);

	mend(t, row, col, width);
	*c = (struct cell){.n = (uint8_t)n, .width = (uint8_t)width, .attr = (uint8_t)attr};
	memcpy(c->text, s, n);
	if (width == 2)
		c[1] = (struct cell){.attr = (uint8_t)attr};
}

/* Whether the row and column exist; *${width} is cut at the right edge. */
static bool
on_grid(const struct term *t, int row, int col, int *width)
{
	if (row < 0 || row >= t->rows || col < 0 || col >= t->cols || *width <= 0)
		return false;
	if (*width > t->cols - col)
		*width = t->cols - col;
	return true;
}

int
term_put(struct term *t, int row, int col, int width, unsigned attr, const char *s, size_t n)
{
	const char *p = s, *end = s + n;
	int at = 0, last = -1, w;
	uint32_t cp;

	if (!on_grid(t, row, col, &width))
		return 0;
	while (p < end) {
		const char *was = p;
		enum fate fate = step(&p, end, &cp, &w);
		if (fate == MARK) {
			struct cell *c = last < 0 ? NULL : grid_cell(t, row, col + last);
			size_t bytes = (size_t)(p - was);
			if (c != NULL && c->n + bytes <= CELL_BYTES) {
				memcpy(c->text + c->n, was, bytes);
				c->n = (uint8_t)(c->n + bytes);
			}
			continue;
		}
		if (fate == DROPPED)
			continue;
		if (at + w > width)
			break;
		if (fate == SHOWN)
			set(t, row, col + at, attr, was, (size_t)(p - was), w);
		else if (fate == BLANKED)
			set(t, row, col + at, attr, " ", 1, 1);
		else
			set(t, row, col + at, attr, t->ascii ? "?" : "\xEF\xBF\xBD", t->ascii ? 1 : 3, 1);
		last = at;
		at += w;
	}
	return at;
}

int
term_say(struct term *t, int row, int col, int width, unsigned attr, const char *s)
{
	return term_put(t, row, col, width, attr, s, strlen(s));
}

static void
blanks(struct term *t, int row, int col, int width, unsigned attr)
{
	if (!on_grid(t, row, col, &width))
		return;
	for (int i = 0; i < width; i++)
		set(t, row, col + i, attr, " ", 1, 1);
}

int
term_field(struct term *t, int row, int col, int width, unsigned attr, const char *s, size_t n)
{
	int used = term_put(t, row, col, width, attr, s, n);

	blanks(t, row, col + used, width - used, attr);
	return used;
}

int
term_field_right(struct term *t, int row, int col, int width, unsigned attr, const char *s, size_t n)
{
	int need = 0;

	n = term_fit(s, n, width, &need);
	blanks(t, row, col, width - need, attr);
	return term_put(t, row, col + width - need, need, attr, s, n);
}

size_t
term_fit(const char *s, size_t n, int cells, int *used)
{
	const char *p = s, *end = s + n, *whole = s;
	int taken = 0, w;
	uint32_t cp;

	while (p < end) {
		enum fate fate = step(&p, end, &cp, &w);
		int need = fate == MARK || fate == DROPPED ? 0 : w;
		if (taken + need > cells)
			break;
		taken += need;
		whole = p;
	}
	if (used != NULL)
		*used = taken;
	return (size_t)(whole - s);
}

int
term_width(const char *s, size_t n)
{
	int used = 0;

	term_fit(s, n, (int)(n < 0x10000000 ? n : 0x10000000) * 2, &used);
	return used;
}

void
term_fill(struct term *t, struct area a, unsigned attr)
{
	for (int row = a.row; row < a.row + a.rows && row < t->rows; row++)
		blanks(t, row, a.col, a.cols, attr);
}

void
term_select(struct term *t, int row, int col, int width)
{
	if (!on_grid(t, row, col, &width))
		return;
	for (int i = 0; i < width; i++)
		grid_cell(t, row, col + i)->attr |= TERM_SELECTED;
}

const char *
term_glyph(const struct term *t, enum term_glyph g)
{
	return t->ascii ? glyphs[g].ascii : glyphs[g].drawn;
}

void
term_hline(struct term *t, int row, int col, int n, unsigned attr)
{
	for (int i = 0; i < n && col + i < t->cols; i++)
		term_say(t, row, col + i, 1, attr, term_glyph(t, TERM_HLINE));
}

void
term_vline(struct term *t, int row, int col, int n, unsigned attr)
{
	for (int i = 0; i < n && row + i < t->rows; i++)
		term_say(t, row + i, col, 1, attr, term_glyph(t, TERM_VLINE));
}

void
term_box(struct term *t, struct area a, unsigned attr)
{
	int bottom = a.row + a.rows - 1, right = a.col + a.cols - 1;

	if (a.rows < 2 || a.cols < 2)
		return;
	term_hline(t, a.row, a.col, a.cols, attr);
	term_hline(t, bottom, a.col, a.cols, attr);
	term_vline(t, a.row, a.col, a.rows, attr);
	term_vline(t, a.row, right, a.rows, attr);
	term_say(t, a.row, a.col, 1, attr, term_glyph(t, TERM_TOP_LEFT));
	term_say(t, a.row, right, 1, attr, term_glyph(t, TERM_TOP_RIGHT));
	term_say(t, bottom, a.col, 1, attr, term_glyph(t, TERM_BOTTOM_LEFT));
	term_say(t, bottom, right, 1, attr, term_glyph(t, TERM_BOTTOM_RIGHT));
}

void
term_cursor(struct term *t, int row, int col)
{
	t->cursor_row = row;
	t->cursor_col = col;
}

void
term_flush(struct term *t)
{
	t->kind->flush(t);
	t->spoiled = false;
}

void
term_spoiled(struct term *t)
{
	t->spoiled = true;
}

struct key
term_key(struct term *t, int timeout_ms)
{
	return t->kind->key(t, timeout_ms);
}
