#include "memory.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "grid.h"

struct memory {
	struct run {
		struct key key;
		int times;
	} * keys;
	size_t n, cap, at;
	int flushes;
};

static void
memory_flush(struct term *t)
{
	struct memory *m = t->own;

	m->flushes++;
}

static struct key
memory_key(struct term *t, int timeout_ms)
{
	struct memory *m = t->own;

	(void)timeout_ms;
	if (m->at == m->n)
		return (struct key){K_EOF, 0};
	struct run *r = &m->keys[m->at];
	struct key k = r->key;
	if (--r->times == 0)
		m->at++;
	if (k.code == K_RESIZE && k.ch != 0)
		grid_resize(t, (int)(k.ch & 0xFFFF), (int)(k.ch >> 16));
	return k;
}

static void
memory_close(struct term *t)
{
	struct memory *m = t->own;

	if (m != NULL)
		free(m->keys);
	free(m);
}

static const struct term_kind memory_kind = {memory_flush, memory_key, memory_close};

struct term *
term_open_memory(int rows, int cols)
{
	struct term *t = grid_new(&memory_kind, rows, cols);

	if (t == NULL)
		return NULL;
	if ((t->own = calloc(1, sizeof(struct memory))) == NULL) {
		term_close(t);
		return NULL;
	}
	return t;
}

void
term_memory_ascii(struct term *t, bool ascii)
{
	t->ascii = ascii;
}

int
term_memory_keys(struct term *t, const char *script)
{
	struct memory *m = t->own;
	struct run r;
	int rc;

	while ((rc = key_script(&script, &r.key, &r.times)) > 0) {
		if (array_grow(&m->keys, &m->cap, m->n + 1, sizeof *m->keys) != 0)
			return -1;
		m->keys[m->n++] = r;
	}
	return rc;
}

/* Append every row by ${cell}, without the blanks at the ends of rows and of the picture. */
static void
dump(const struct term *t, struct buf *out, void (*cell)(const struct cell *c, struct buf *out))
{
	size_t whole = out->len;

	for (int row = 0; row < t->rows; row++) {
		size_t start = out->len;
		for (int col = 0; col < t->cols; col++)
			cell(grid_cell(t, row, col), out);
		while (!out->failed && out->len > start && out->data[out->len - 1] == ' ')
			out->len--;
		bool empty = out->len == start;
		buf_byte(out, '\n');
		if (!empty)
			whole = out->len;
	}
	out->len = whole;
}

static void
text_of(const struct cell *c, struct buf *out)
{
	buf_add(out, c->text, c->n);
}

static void
letter_of(const struct cell *c, struct buf *out)
{
	static const char letters[TERM_ATTRS + 1] = " thdewofik";
	char l = letters[(c->attr & ~(unsigned)TERM_SELECTED) % TERM_ATTRS];

	if (c->attr & TERM_SELECTED)
		l = l == ' ' ? 'S' : (char)toupper((unsigned char)l);
	buf_byte(out, (unsigned char)l);
}

void
term_memory_dump(const struct term *t, struct buf *out)
{
	dump(t, out, text_of);
}

void
term_memory_attrs(const struct term *t, struct buf *out)
{
	dump(t, out, letter_of);
}

void
term_memory_cursor(const struct term *t, int *row, int *col)
{
	bool shown = t->cursor_row >= 0 && t->cursor_row < t->rows && t->cursor_col >= 0 && t->cursor_col < t->cols;

	*row = shown ? t->cursor_row : -1;
	*col = shown ? t->cursor_col : -1;
}

int
term_memory_flushes(const struct term *t)
{
	const struct memory *m = t->own;

	return m->flushes;
}
