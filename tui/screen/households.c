/* The list of all households of this laptop. */
#include <stdlib.h>
#include <string.h>

#include "columns.h"
#include "list.h"
#include "num.h"
#include "summaries.h"
#include "words.h"

#define SLICE 20 /* households checked again on coming back to the list */

enum show { SHOW_ALL, SHOW_UNVISITED, SHOW_MISSING, SHOW_FOUND, SHOW_WARNED, SHOWS };
enum order { ORDER_PLACE, ORDER_CLASS, ORDER_VISIT, ORDER_NAME, ORDERS };

struct households {
	struct screen screen;
	struct app *app;
	struct summaries all;
	size_t *shown, n, room; /* lines that pass filter and search, in order */
	struct list *list;
	enum show show;
	enum order order;
};

static const char *const show_names[SHOWS] = {N_("all"), N_("not visited yet"), N_("something missing"), N_("something found"), N_("early warnings")};
static const char *const order_names[ORDERS] = {N_("place"), N_("class"), N_("last visit"), N_("name")};

enum { HAVE_ROWS = 1, HAVE_SEARCH = 2 /* it can be opened */ };

enum { OPEN = 1, BACK, NEW, FIND, ORDER, SHOW };

static const struct action actions[] = {
	{OPEN, K_ENTER, 0, N_("Open"), NULL, HAVE_ROWS},
	{NEW, 'n', K_F(2), N_("New household"), NULL, 0},
	{FIND, '/', K_F(3), N_("Search"), N_("A name, the end of an ID number, a house or household number; it filters as one types."), HAVE_SEARCH},
	{ORDER, 'o', K_F(5), N_("Order"), N_("Next order: place, class, last visit, name."), 0},
	{SHOW, 'f', K_F(6), N_("Filter"), N_("Next filter: all, not visited yet, something missing, something found by the checks, early warnings of the policy."), 0},
	{BACK, K_ESC, 0, N_("Back"), NULL, 0},
};

static const struct column columns[] = {
	{.least = 1, .most = 1, .keep = 9},
	{.title = N_("Head"), .least = 10, .most = 16, .keep = 8},
	{.title = N_("Size"), .least = 4, .most = 6, .right = true, .keep = 4},
	{.title = N_("Group"), .least = 7, .most = 20, .keep = 6},
	{.title = N_("Class"), .least = 18, .most = 24, .keep = 7}, /* the longest name of a class */
	{.title = N_("Net per head"), .least = 12, .most = 14, .right = true, .keep = 5},
	{.title = N_("Last visit"), .least = 10, .most = 10, .keep = 3},
	{.title = N_("State"), .least = 10, .most = 14, .keep = 2},
};

static size_t
count(void *self)
{
	return ((struct households *)self)->n;
}

static void
row(void *self, size_t i, const struct term *t, struct row *r)
{
	const struct households *h = self;
	const struct line *l = &h->all.lines[h->shown[i]];
	bool visited = l->visited[0] != '\0';
	char money[NUM_TEXT];

	if (l->errors > 0)
		row_say(r, TERM_MARK_ERROR, "!");
	else if (l->warned[0] != '\0')
		row_say(r, TERM_MARK_WARN, term_glyph(t, TERM_DOWN));
	else if (l->done)
		row_say(r, TERM_MARK_OK, term_glyph(t, TERM_TICK));
	else
		row_say(r, visited ? TERM_MARK_WARN : TERM_DIM, visited ? "?" : term_glyph(t, TERM_DOT));
	row_say(r, TERM_PLAIN, l->title[0] != '\0' ? l->title : _("(no head)"));
	row_printf(r, TERM_PLAIN, "%d", l->members);
	row_say(r, TERM_PLAIN, l->place);
	row_say(r, TERM_PLAIN, summaries_class(h->app, l));
	num_money_text(l->amount, money);
	row_say(r, TERM_PLAIN, l->has_amount ? money : "");
	row_say(r, TERM_DIM, l->visited);
	if (l->errors > 0)
		row_printf(r, TERM_MARK_ERROR, _("errors %d"), l->errors);
	else if (l->done && l->warnings == 0)
		row_say(r, TERM_MARK_OK, _("done"));
	else if (l->done)
		row_printf(r, TERM_MARK_WARN, _("warnings %d"), l->warnings);
	else if (l->missing > 0)
		row_printf(r, TERM_DIM, _("missing %d"), l->missing);
	else
		row_say(r, TERM_DIM, visited ? _("visited") : _("unvisited"));
}

static bool
passes(const struct households *h, const struct line *l)
{
	switch (h->show) {
	case SHOW_UNVISITED:
		return l->visited[0] == '\0';
	case SHOW_MISSING:
		return l->missing > 0;
	case SHOW_FOUND:
		return l->errors + l->warnings > 0;
	case SHOW_WARNED:
		return l->warned[0] != '\0';
	case SHOW_ALL:
	case SHOWS:
	default:
		return true;
	}
}

static int
compare(const void *x, const void *y, void *self)
{
	const struct households *h = self;
	const size_t *a = x, *b = y;
	const struct line *l = &h->all.lines[*a], *m = &h->all.lines[*b];
	int d = 0;

	if (h->order == ORDER_CLASS)
		d = (l->order > m->order) - (l->order < m->order);
	else if (h->order == ORDER_VISIT)
		d = strcmp(m->visited, l->visited);
	else if (h->order == ORDER_NAME)
		d = strcmp(l->title, m->title);
	/* The lines were read in order of place. */
	return d != 0 ? d : (*a > *b) - (*a < *b);
}

static void
filter(void *self, const char *text, size_t n)
{
	struct households *h = self;

	h->n = 0;
	for (size_t i = 0; i < h->all.n && i < h->room; i++)
		if (passes(h, &h->all.lines[i]) && summaries_match(&h->all.lines[i], text, n))
			h->shown[h->n++] = i;
	if (h->n > 1)
		qsort_r(h->shown, h->n, sizeof *h->shown, compare, h);
}

static const struct list_source source = {.columns = columns, .n_columns = sizeof columns / sizeof columns[0], .titles = true,
	.count = count, .row = row, .filter = filter};

static void
refilter(struct households *h)
{
	filter(h, list_filter(h->list), strlen(list_filter(h->list)));
	list_go(h->list, list_at(h->list));
}

static int
reread(struct households *h, struct fault *f)
{
	if (summaries_read(&h->all, h->app, f) < 0)
		return -1;
	if (h->all.n > h->room) {
		size_t *more = realloc(h->shown, h->all.n * sizeof *more);
		if (more == NULL)
			return fault_memory(f);
		h->shown = more;
		h->room = h->all.n;
	}
	refilter(h);
	return 0;
}

static unsigned
have(struct screen *s)
{
	const struct households *h = (struct households *)s;

	return (h->n > 0 ? HAVE_ROWS : 0) | (list_typing(h->list) ? 0 : HAVE_SEARCH);
}

static bool
typing(struct screen *s)
{
	return list_typing(((struct households *)s)->list);
}

static void
title(struct screen *s, struct buf *left, struct buf *right)
{
	const struct households *h = (struct households *)s;

	(void)right;
	buf_printf(left, _("Households %zu of %zu   order: %s   filter: %s"), h->n, h->all.n, _(order_names[h->order]),
		_(show_names[h->show]));
}

static void
draw(struct screen *s, struct term *t, struct area a)
{
	list_draw(((struct households *)s)->list, t, a, true);
}

static enum reaction
open_row(struct households *h, struct loop *l)
{
	if (h->n == 0)
		return SCREEN_STAY;
	struct fault f = {0};
	return app_push(l, household_screen(h->app, h->all.lines[h->shown[list_at(h->list)]].root, NULL, NULL, &f), &f);
}

static enum reaction
key(struct screen *s, struct loop *l, struct key k)
{
	struct households *h = (struct households *)s;

	switch (list_key(h->list, k)) {
	case LIST_IGNORED:
		return SCREEN_IGNORED;
	case LIST_CHOSEN:
		return open_row(h, l);
	case LIST_MOVED:
	case LIST_FILTERED:
	case LIST_CODE:
	default:
		return SCREEN_REDRAW;
	}
}

static enum reaction
act(struct screen *s, struct loop *l, int id)
{
	struct households *h = (struct households *)s;
	struct fault f = {0};

	switch (id) {
	case OPEN:
		return open_row(h, l);
	case NEW:
		return app_push(l, household_screen(h->app, NULL, NULL, NULL, &f), &f);
	case ORDER:
		h->order = (h->order + 1) % ORDERS;
		refilter(h);
		return SCREEN_REDRAW;
	case SHOW:
		h->show = (h->show + 1) % SHOWS;
		refilter(h);
		return SCREEN_REDRAW;
	case BACK:
	default:
		return SCREEN_POP;
	}
}

static enum reaction
back(struct screen *s, struct loop *l)
{
	struct households *h = (struct households *)s;
	struct fault f = {0};

	/* Who shares a number with the household that was worked on; more than a few are left to the first screen. */
	return store_refresh(&h->app->store, SLICE, &f) < 0 || reread(h, &f) < 0 ? loop_fault(l, &f) : SCREEN_REDRAW;
}

static void
shut(struct screen *s)
{
	struct households *h = (struct households *)s;

	list_free(h->list);
	summaries_free(&h->all);
	free(h->shown);
	free(h);
}

static const struct screen_kind kind = {.name = N_("Households"), .actions = actions,
	.n_actions = sizeof actions / sizeof actions[0], .have = have, .typing = typing, .title = title, .draw = draw, .key = key,
	.act = act, .back = back, .close = shut};

struct screen *
households_screen(struct app *a, bool search, struct fault *f)
{
	struct households *h = calloc(1, sizeof *h);

	if (h == NULL)
		return NULL;
	h->screen.kind = &kind;
	h->app = a;
	h->list = list_new(&source, h);
	if (h->list == NULL || reread(h, f) < 0) {
		shut(&h->screen);
		return NULL;
	}
	if (search)
		list_key(h->list, (struct key){K_F(3), 0});
	return &h->screen;
}
