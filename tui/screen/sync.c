/* Exchange with the county by a USB stick. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "columns.h"
#include "county_link.h"
#include "list.h"
#include "sticks.h"
#include "words.h"
#include "wrap.h"

#define NEWS 5 /* rows for what the last exchange did; the row below is the message's */

struct sync {
	struct screen screen;
	struct app *app;
	struct sticks sticks;
	struct list *list;
	struct county_status status;
	bool known; /* status could be read */
	struct county_news news;
	bool synced;
};

enum { GO = 1, AGAIN, BACK };

static const struct action actions[] = {
	{GO, K_ENTER, 0, N_("Sync with this stick"), N_("Writes what waits to the stick, takes in what the county sent."), 1},
	{AGAIN, K_F(5), 0, N_("Look again"), N_("Looks again for sticks that were plugged in."), 0},
	{BACK, K_ESC, 0, N_("Back"), NULL, 0},
};

static const struct column columns[] = {{.least = 20, .most = 200, .keep = 1}};

static size_t
count(void *self)
{
	return ((struct sync *)self)->sticks.n;
}

static void
row(void *self, size_t i, const struct term *t, struct row *r)
{
	(void)t;
	row_say(r, TERM_PLAIN, ((struct sync *)self)->sticks.dirs[i]);
}

static const struct list_source source = {.columns = columns, .n_columns = 1, .count = count, .row = row};

static unsigned
have(struct screen *s)
{
	return ((struct sync *)s)->sticks.n > 0 ? 1 : 0;
}

static void
title(struct screen *s, struct buf *left, struct buf *right)
{
	(void)s;
	(void)right;
	buf_text(left, _("Sync with the county"));
}

static void
draw_status(const struct sync *y, struct term *t, struct area a)
{
	struct buf b = {0};

	county_link_waiting(&y->status, &b);
	columns_cut(t, a.row + 1, a.col + 1, a.cols - 2, TERM_PLAIN, buf_str(&b), b.len);
	buf_reset(&b);
	county_link_receipt(&y->status, &b);
	columns_cut(t, a.row + 2, a.col + 1, a.cols - 2, TERM_PLAIN, buf_str(&b), b.len);
	buf_free(&b);
}

/* What the last exchange did; what went wrong is said in full. */
static void
draw_news(const struct sync *y, struct term *t, struct area a)
{
	struct buf b = {0};

	buf_printf(&b, _("Written: %llu batches, %llu bytes. Taken in: %llu new versions, %llu batches acknowledged."),
		(unsigned long long)y->news.batches, (unsigned long long)y->news.bytes, (unsigned long long)y->news.versions,
		(unsigned long long)y->news.acknowledged);
	columns_cut(t, a.row, a.col, a.cols, TERM_MARK_OK, buf_str(&b), b.len);
	buf_reset(&b);
	if (y->news.why.code != 0)
		buf_printf(&b, "%s ", y->news.why.text);
	if (y->news.out_of_force > 0)
		buf_printf(&b, _("%llu of this laptop's versions are not in force at the county. "), (unsigned long long)y->news.out_of_force);
	if (y->news.sheets)
		buf_text(&b, _("Form or policy changed."));
	wrap_draw(t, (struct area){a.row + 1, a.col, a.rows - 1, a.cols}, TERM_MARK_WARN, buf_str(&b));
	buf_free(&b);
}

static void
draw(struct screen *s, struct term *t, struct area a)
{
	struct sync *y = (struct sync *)s;

	if (y->known)
		draw_status(y, t, a);
	term_say(t, a.row + 4, a.col + 1, a.cols - 2, TERM_HEAD, _("USB sticks"));
	if (y->sticks.n > 0)
		list_draw(y->list, t, (struct area){a.row + 5, a.col + 1, a.rows - 6 - NEWS, a.cols - 2}, true);
	else
		term_say(t, a.row + 5, a.col + 1, a.cols - 2, TERM_DIM, _("No stick is plugged in. Plug one in, then press F5."));
	if (y->synced)
		draw_news(y, t, (struct area){a.row + a.rows - 1 - NEWS, a.col + 1, NEWS, a.cols - 2});
}

static void
look(struct sync *y)
{
	struct fault f = {0};

	sticks_read(&y->sticks);
	y->known = county_link_status(y->app, &y->status, &f) == 0;
}

static enum reaction
go(struct sync *y, struct loop *l)
{
	struct fault f = {0};

	if (y->sticks.n == 0)
		return SCREEN_STAY;
	char *dir = strdup(y->sticks.dirs[list_at(y->list)]);
	int rc = dir == NULL ? fault_memory(&f) : 0;
	/* Without its stick the folder is one of this disk, where nobody would carry the batch from. */
	sticks_read(&y->sticks);
	if (rc == 0 && !sticks_have(&y->sticks, dir))
		rc = fault_set(&f, EX_NOINPUT, _("The stick is gone. What was not yet copied to it is safe here; plug it in and exchange again."));
	if (rc == 0)
		rc = county_link_stick(y->app, dir, &y->news, &f);
	free(dir);
	y->synced = rc == 0;
	look(y);
	if (rc < 0)
		return loop_fault(l, &f);
	loop_say(l, TERM_MARK_OK, "%s", _("Done. The stick may be taken out."));
	return SCREEN_REDRAW;
}

static enum reaction
key(struct screen *s, struct loop *l, struct key k)
{
	struct sync *y = (struct sync *)s;

	(void)l;
	return key_value(k) == K_ENTER || list_key(y->list, k) == LIST_IGNORED ? SCREEN_IGNORED : SCREEN_REDRAW;
}

static enum reaction
act(struct screen *s, struct loop *l, int id)
{
	struct sync *y = (struct sync *)s;

	switch (id) {
	case GO:
		return go(y, l);
	case AGAIN:
		look(y);
		return SCREEN_REDRAW;
	case BACK:
	default:
		return SCREEN_POP;
	}
}

static void
shut(struct screen *s)
{
	struct sync *y = (struct sync *)s;

	list_free(y->list);
	sticks_free(&y->sticks);
	free(y);
}

static const struct screen_kind kind = {.name = N_("Sync"), .actions = actions, .n_actions = sizeof actions / sizeof actions[0],
	.have = have, .title = title, .draw = draw, .key = key, .act = act, .close = shut};

struct screen *
sync_screen(struct app *a)
{
	struct sync *y = calloc(1, sizeof *y);

	if (y == NULL)
		return NULL;
	y->screen.kind = &kind;
	y->app = a;
	if ((y->list = list_new(&source, y)) == NULL) {
		free(y);
		return NULL;
	}
	look(y);
	return &y->screen;
}
