#include "list.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "num.h"
#include "words.h"

#define LONGEST_CODE 12

struct list {
	const struct list_source *source;
	void *self;
	size_t at, top;
	int page; /* rows of the last drawing */
	struct row row;
	struct edit edit;
	char filter[LIST_FILTER];
	bool typing;
	char digits[LONGEST_CODE]; /* of a code being typed */
	size_t n_digits;
};

struct list *
list_new(const struct list_source *source, void *self)
{
	struct list *l = calloc(1, sizeof *l);

	if (l == NULL)
		return NULL;
	l->source = source;
	l->self = self;
	l->page = 1;
	edit_open(&l->edit, l->filter, sizeof l->filter, 0);
	return l;
}

void
list_free(struct list *l)
{
	if (l == NULL)
		return;
	buf_wipe(&l->row.text);
	explicit_bzero(l, sizeof *l);
	free(l);
}

size_t
list_count(const struct list *l)
{
	return l->source->count(l->self);
}

/* Keep the selection on a row and the row in sight. */
static void
settle(struct list *l)
{
	size_t n = list_count(l), page = l->page < 1 ? 1 : (size_t)l->page;

	if (l->at >= n)
		l->at = n == 0 ? 0 : n - 1;
	if (l->top > l->at)
		l->top = l->at;
	if (l->at - l->top >= page)
		l->top = l->at - page + 1;
	if (l->top > 0 && l->top + page > n)
		l->top = n > page ? n - page : 0;
}

static void
draw_search(const struct list *l, struct edit *e, struct term *t, int row, struct area a, bool focus)
{
	const char *label = _("Search");
	int width = term_width(label, strlen(label)), room = a.cols - width - 2;

	term_field(t, row, a.col, a.cols, TERM_PLAIN, "", 0);
	term_say(t, row, a.col, width, TERM_HEAD, label);
	edit_draw(e, t, row, a.col + width + 1, room < 32 ? room : 32, TERM_FIELD, focus && l->typing);
}

void
list_draw(struct list *l, struct term *t, struct area a, bool focus)
{
	struct columns c;
	size_t n = list_count(l);
	int used = 0;

	term_fill(t, a, TERM_PLAIN);
	if (l->typing || l->edit.n > 0)
		draw_search(l, &l->edit, t, a.row + used++, a, focus);
	columns_fit(&c, l->source->columns, l->source->n_columns, a.cols - 1);
	if (l->source->titles)
		columns_titles(&c, t, a.row + used++, a.col);
	l->page = a.rows - used;
	settle(l);
	for (int i = 0; i < l->page && l->top + (size_t)i < n; i++) {
		size_t row = l->top + (size_t)i;
		int y = a.row + used + i;
		row_start(&l->row);
		l->source->row(l->self, row, t, &l->row);
		columns_draw(&c, &l->row, t, y, a.col);
		if (row == l->at && focus)
			term_select(t, y, a.col, a.cols - 1);
	}
	if (n == 0 && l->page > 0)
		term_say(t, a.row + used, a.col, a.cols - 1, TERM_DIM,
			l->edit.n > 0 ? _("Nothing matches the search; Esc shows all.") : _("Nothing here yet."));
	if (l->top > 0)
		term_say(t, a.row + used, a.col + a.cols - 1, 1, TERM_DIM, term_glyph(t, TERM_UP));
	if (l->top + (size_t)(l->page > 0 ? l->page : 0) < n)
		term_say(t, a.row + a.rows - 1, a.col + a.cols - 1, 1, TERM_DIM, term_glyph(t, TERM_DOWN));
}

/* The row an ordinal names; as list_source.code. */
static long
ordinal(const struct list *l, const char *digits, size_t n, bool *longer)
{
	int64_t v = 0, count = (int64_t)list_count(l);

	if (num_int(digits, n, &v) != 0 || v < 1 || v > count) {
		*longer = false;
		return -1;
	}
	*longer = v <= count / 10;
	return (long)(v - 1);
}

static enum list_reaction
digit(struct list *l, char d)
{
	bool longer = false;
	long row = -1;

	/* A digit that continues no code starts the next one. */
	for (int tries = 0; tries < 2; tries++) {
		if (l->n_digits == LONGEST_CODE || tries == 1)
			l->n_digits = 0;
		l->digits[l->n_digits++] = d;
		row = l->source->code != NULL ? l->source->code(l->self, l->digits, l->n_digits, &longer)
					      : ordinal(l, l->digits, l->n_digits, &longer);
		if (row >= 0 || longer || l->n_digits == 1)
			break;
	}
	if (!longer)
		l->n_digits = 0;
	if (row < 0)
		return LIST_MOVED;
	l->at = (size_t)row;
	settle(l);
	return longer ? LIST_MOVED : LIST_CODE;
}

static void
refilter(struct list *l)
{
	l->at = l->top = 0;
	l->source->filter(l->self, l->filter, l->edit.n);
}

static enum list_reaction
move(struct list *l, int value)
{
	size_t n = list_count(l), page = l->page < 1 ? 1 : (size_t)l->page;

	switch (value) {
	case K_UP:
		l->at -= l->at > 0;
		break;
	case K_DOWN:
		l->at += l->at + 1 < n;
		break;
	case K_PGUP:
		l->at = l->at > page ? l->at - page : 0;
		break;
	case K_PGDN:
		l->at = n == 0 ? 0 : n - 1 - l->at > page ? l->at + page : n - 1;
		break;
	case K_HOME:
		l->at = 0;
		break;
	case K_END:
		l->at = n == 0 ? 0 : n - 1;
		break;
	case K_ENTER:
		return n > 0 ? LIST_CHOSEN : LIST_MOVED;
	default:
		return LIST_IGNORED;
	}
	settle(l);
	return LIST_MOVED;
}

/* A key while the search line has the cursor. */
static enum list_reaction
search_key(struct list *l, struct key k)
{
	switch (edit_key(&l->edit, k)) {
	case EDIT_CHANGED:
		refilter(l);
		return LIST_FILTERED;
	case EDIT_CANCEL:
		list_search(l, "", 0);
		return LIST_FILTERED;
	case EDIT_DONE:
		return move(l, K_ENTER);
	case EDIT_IGNORED:
		/* The search is open already. */
		return k.code == K_F(3) ? LIST_MOVED : LIST_IGNORED;
	case EDIT_MOVED:
	default:
		return LIST_MOVED;
	}
}

enum list_reaction
list_key(struct list *l, struct key k)
{
	int value = key_value(k);

	if (l->typing && !(value == K_UP || value == K_DOWN || value == K_PGUP || value == K_PGDN))
		return search_key(l, k);
	if (value >= '0' && value <= '9')
		return digit(l, (char)value);
	l->n_digits = 0;
	if ((value == '/' || value == K_F(3)) && l->source->filter != NULL) {
		l->typing = true;
		return LIST_MOVED;
	}
	if (value == K_ESC && l->edit.n > 0) {
		list_search(l, "", 0);
		return LIST_FILTERED;
	}
	if (k.code == K_CHAR && value > ' ' && l->source->letter != NULL) {
		size_t n = list_count(l);
		long row = n == 0 ? -1 : l->source->letter(l->self, (uint32_t)value, (l->at + 1) % n);
		if (row < 0)
			return LIST_IGNORED;
		list_go(l, (size_t)row);
		return LIST_MOVED;
	}
	return move(l, value);
}

size_t
list_at(const struct list *l)
{
	return l->at;
}

void
list_go(struct list *l, size_t row)
{
	l->at = row;
	settle(l);
}

bool
list_typing(const struct list *l)
{
	return l->typing;
}

const char *
list_filter(const struct list *l)
{
	return l->filter;
}

void
list_search(struct list *l, const char *text, size_t n)
{
	edit_set(&l->edit, text, n);
	l->typing = false;
	if (l->source->filter != NULL)
		refilter(l);
}
