/* The income range: households by income first, then by risk factors, and whom the township draws into it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bar.h"
#include "columns.h"
#include "date.h"
#include "list.h"
#include "num.h"
#include "office/range.h"
#include "stages.h"
#include "words.h"
#include "wrap.h"

enum { LOOK = 20, TAKE = 5, FOOT = 4 }; /* households between two keys: looked at, recorded; rows about the chosen one */

struct drawing {
	struct screen screen;
	struct app *app;
	struct range range;
	const struct choice *step; /* that draws the range; NULL: the form has none */
	struct list *list;
	size_t *shown, n;          /* entries that pass the search, in order */
	size_t marked;
	bool looked, by_income;    /* all were looked at */
	bool taking;               /* marked ones are being recorded, from entry ${at} on */
	size_t at, taken, refused;
	unsigned char opened[RECORD_ID]; /* household whose file lies over this screen */
};

enum { HAVE_ROWS = 1, HAVE_OFFICE = 2, HAVE_MARKS = 4, HAVE_SEARCH = 8 };
enum { OPEN = 1, MARK, ALL, DRAW, ORDER, FIND, TAKE_ALL, BACK };

static const struct action actions[] = {
	{OPEN, K_ENTER, 0, N_("Open"), NULL, HAVE_ROWS},
	{MARK, 'm', K_F(4), N_("Mark"), N_("Marks the household to be drawn into the range, or takes the mark off."), HAVE_ROWS | HAVE_OFFICE},
	{ALL, 'a', K_F(5), N_("Mark all within"), N_("Marks all that lie within the range and were not drawn yet, or takes all marks off."), HAVE_ROWS | HAVE_OFFICE},
	{DRAW, 'd', K_F(8), N_("Draw"), N_("Records for the marked households that they were drawn into the range today."), HAVE_MARKS | HAVE_OFFICE},
	{ORDER, 'o', K_F(6), N_("Order"), N_("Those with risk factors first, or by income alone."), HAVE_ROWS},
	{FIND, '/', K_F(3), N_("Search"), N_("A name or a group; it filters as one types."), HAVE_ROWS | HAVE_SEARCH},
	{BACK, K_ESC, 0, N_("Back"), NULL, 0},
};

static const struct column columns[] = {
	{.least = 1, .most = 1, .keep = 9},
	{.title = N_("Rank"), .least = 5, .most = 6, .right = true, .keep = 5},
	{.title = N_("Head"), .least = 8, .most = 16, .keep = 8},
	{.title = N_("Size"), .least = 4, .most = 6, .right = true, .keep = 3},
	{.title = N_("Net per head"), .least = 12, .most = 14, .right = true, .keep = 7},
	{.title = N_("Class"), .least = 18, .most = 24, .keep = 4},
	{.title = N_("Group"), .least = 7, .most = 20, .keep = 2},
	{.title = N_("Drawn"), .least = 10, .most = 10, .keep = 6},
};

static size_t
count(void *self)
{
	return ((struct drawing *)self)->n;
}

static const struct range_entry *
chosen(const struct drawing *d)
{
	return d->n > 0 ? &d->range.entries[d->shown[list_at(d->list)]] : NULL;
}

static void
row(void *self, size_t i, const struct term *t, struct row *r)
{
	const struct drawing *d = self;
	const struct range_entry *e = &d->range.entries[d->shown[i]];
	char text[NUM_TEXT], day[DATE_TEXT] = "";

	if (e->marked)
		row_say(r, TERM_HEAD, "*");
	else if (e->drawn != 0)
		row_say(r, TERM_MARK_OK, term_glyph(t, TERM_TICK));
	else if (e->list == RANGE_UNKNOWN)
		row_say(r, TERM_MARK_WARN, "?");
	else
		row_say(r, e->list == RANGE_FACTORS ? TERM_MARK_ERROR : TERM_DIM, e->list == RANGE_FACTORS ? "!" : term_glyph(t, TERM_DOT));
	if (e->place_by_income > 0)
		row_printf(r, TERM_PLAIN, "%zu", e->place_by_income);
	else
		row_say(r, TERM_PLAIN, "");
	row_say(r, TERM_PLAIN, e->title[0] != '\0' ? e->title : _("(no head)"));
	row_printf(r, TERM_PLAIN, "%d", e->people);
	num_money_text(fabs(e->by) < 1e12 ? (int64_t)(e->by * 100) : 0, text);
	row_say(r, TERM_PLAIN, e->list == RANGE_UNKNOWN ? _("unknown") : text);
	row_say(r, TERM_PLAIN, e->class != NULL ? form_label(e->class) : "");
	row_say(r, TERM_DIM, e->place);
	if (e->drawn != 0)
		date_format(e->drawn, day);
	row_say(r, TERM_PLAIN, day);
}

static bool
holds(const char *text, const char *what, size_t n)
{
	return n == 0 || memmem(text, strlen(text), what, n) != NULL;
}

static void
filter(void *self, const char *text, size_t n)
{
	struct drawing *d = self;

	d->n = 0;
	for (size_t i = 0; d->looked && i < d->range.n && d->range.entries[i].list < RANGE_BEYOND; i++)
		if (holds(d->range.entries[i].title, text, n) || holds(d->range.entries[i].place, text, n))
			d->shown[d->n++] = i;
}

static const struct list_source source = {.columns = columns, .n_columns = sizeof columns / sizeof columns[0], .titles = true,
	.count = count, .row = row, .filter = filter};

/* The entries stand in another order now: order them as asked for, and stay with the household of ${root}. */
static void
reorder(struct drawing *d, const unsigned char root[RECORD_ID])
{
	range_order(&d->range, d->by_income);
	filter(d, list_filter(d->list), strlen(list_filter(d->list)));
	for (size_t i = 0; i < d->n; i++)
		if (memcmp(d->range.entries[d->shown[i]].root, root, RECORD_ID) == 0)
			list_go(d->list, i);
}

static bool
may_draw(const struct drawing *d)
{
	return d->step != NULL && choice_is_for(d->step, d->app->role);
}

static bool
typing(struct screen *s)
{
	return list_typing(((struct drawing *)s)->list);
}

static unsigned
have(struct screen *s)
{
	const struct drawing *d = (struct drawing *)s;

	if (d->taking)
		return 0;
	return (d->n > 0 ? HAVE_ROWS : 0) | (may_draw(d) ? HAVE_OFFICE : 0) | (d->marked > 0 ? HAVE_MARKS : 0) | (list_typing(d->list) ? 0 : HAVE_SEARCH);
}

static void
title(struct screen *s, struct buf *left, struct buf *right)
{
	const struct drawing *d = (struct drawing *)s;

	(void)right;
	buf_printf(left, _("Income range   order: %s"), d->by_income ? _("by income") : _("risk factors first"));
	if (d->marked > 0)
		buf_printf(left, _("   marked %zu"), d->marked);
}

static void
draw_progress(struct term *t, struct area a, const char *label, size_t done, size_t all)
{
	const int col = a.col + 1 + term_say(t, a.row, a.col + 1, a.cols - 2, TERM_HEAD, label) + 1;

	bar_progress(t, a.row, col, a.cols - 2 - col, TERM_PLAIN, done, all);
}

static void
draw_counts(const struct drawing *d, struct term *t, struct area a)
{
	const struct range *r = &d->range;
	struct buf b = {0};

	buf_printf(&b, _("Within %zu of %zu households, %zu of them with risk factors"), r->of[RANGE_FACTORS].households + r->of[RANGE_INCOME].households,
		r->n, r->of[RANGE_FACTORS].households);
	if (r->of[RANGE_ABOVE].households > 0)
		buf_printf(&b, _("; just above %zu"), r->of[RANGE_ABOVE].households);
	buf_printf(&b, _("; income unknown %zu"), r->of[RANGE_UNKNOWN].households);
	columns_cut(t, a.row, a.col + 1, a.cols - 2, TERM_PLAIN, buf_str(&b), b.len);
	buf_free(&b);
}

/* The chosen household: its list, and why. */
static void
draw_foot(const struct drawing *d, struct term *t, struct area a)
{
	const struct range_entry *e = chosen(d);
	struct buf b = {0};

	term_hline(t, a.row, a.col, a.cols, TERM_DIM);
	if (e != NULL) {
		columns_cut(t, a.row + 1, a.col + 1, a.cols - 2, TERM_HEAD, d->range.words[e->list], strlen(d->range.words[e->list]));
		wrap_draw(t, (struct area){a.row + 2, a.col + 1, 1, a.cols - 2}, TERM_PLAIN, e->why);
	}
	if (d->step != NULL && !may_draw(d)) {
		buf_text(&b, _("Drawn by: "));
		stages_office(d->step, &b);
		buf_text(&b, _(". Here the list is only read."));
		columns_cut(t, a.row + 3, a.col + 1, a.cols - 2, TERM_DIM, buf_str(&b), b.len);
	}
	buf_free(&b);
}

static void
draw(struct screen *s, struct term *t, struct area a)
{
	const struct drawing *d = (struct drawing *)s;

	if (d->taking)
		draw_progress(t, a, _("Recording"), d->taken + d->refused, d->taken + d->refused + d->marked);
	else if (!d->looked)
		draw_progress(t, a, _("Looking at the households"), d->range.looked, d->range.n);
	else
		draw_counts(d, t, a);
	if (!d->looked)
		return;
	if (d->n > 0 || list_typing(d->list))
		list_draw(d->list, t, (struct area){a.row + 1, a.col + 1, a.rows - 1 - FOOT, a.cols - 2}, true);
	else
		term_say(t, a.row + 2, a.col + 1, a.cols - 2, TERM_DIM, _("Nobody lies within the range, and every income is known."));
	draw_foot(d, t, (struct area){a.row + a.rows - FOOT, a.col, FOOT, a.cols});
}

static enum reaction
open_row(struct drawing *d, struct loop *l)
{
	const struct range_entry *e = chosen(d);
	struct fault f = {0};

	if (e == NULL)
		return SCREEN_STAY;
	memcpy(d->opened, e->root, RECORD_ID);
	return app_push(l, household_screen(d->app, e->root, NULL, NULL, &f), &f);
}

static enum reaction
key(struct screen *s, struct loop *l, struct key k)
{
	struct drawing *d = (struct drawing *)s;

	if (d->taking)
		return SCREEN_IGNORED;
	switch (list_key(d->list, k)) {
	case LIST_IGNORED:
		return SCREEN_IGNORED;
	case LIST_CHOSEN:
		return open_row(d, l);
	case LIST_MOVED:
	case LIST_FILTERED:
	case LIST_CODE:
	default:
		return SCREEN_REDRAW;
	}
}

/* Whether an entry may be marked: its income is known, and it was not drawn today already. */
static bool
markable(const struct drawing *d, const struct range_entry *e)
{
	return e->list < RANGE_UNKNOWN && e->drawn != world_today(&d->app->world);
}

static void
mark(struct drawing *d, struct range_entry *e, bool marked)
{
	d->marked -= e->marked;
	d->marked += marked;
	e->marked = marked;
}

static enum reaction
mark_one(struct drawing *d, struct loop *l)
{
	struct range_entry *e = d->n > 0 ? &d->range.entries[d->shown[list_at(d->list)]] : NULL;

	if (e == NULL)
		return SCREEN_STAY;
	if (!e->marked && e->list >= RANGE_UNKNOWN)
		loop_say(l, TERM_MARK_WARN, "%s", _("Its income is not known: complete that first. Enter opens the household."));
	else if (!e->marked && !markable(d, e))
		loop_say(l, TERM_MARK_WARN, "%s", _("It was drawn today already."));
	else {
		mark(d, e, !e->marked);
		list_go(d->list, list_at(d->list) + 1);
	}
	return SCREEN_REDRAW;
}

/* All that show, are within and were never drawn; none when those are marked already. */
static enum reaction
mark_all(struct drawing *d)
{
	bool more = false;

	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < d->n; i++) {
			struct range_entry *e = &d->range.entries[d->shown[i]];
			const bool fits = e->list <= RANGE_INCOME && e->drawn == 0;
			if (pass == 0)
				more |= fits && !e->marked;
			else if (!more || fits)
				mark(d, e, more);
		}
	return SCREEN_REDRAW;
}

static enum reaction
ask(struct drawing *d, struct loop *l)
{
	struct buf b = {0};

	buf_printf(&b, ngettext("Record that %zu household was drawn into the range today, by you?",
		"Record that %zu households were drawn into the range today, by you?", d->marked), d->marked);
	const enum reaction r = loop_ask(l, &d->screen, TAKE_ALL, buf_str(&b));
	buf_free(&b);
	return r;
}

static enum reaction
act(struct screen *s, struct loop *l, int id)
{
	struct drawing *d = (struct drawing *)s;
	const struct range_entry *e = chosen(d);
	unsigned char root[RECORD_ID] = {0};

	switch (id) {
	case OPEN:
		return open_row(d, l);
	case MARK:
		return mark_one(d, l);
	case ALL:
		return mark_all(d);
	case DRAW:
		return ask(d, l);
	case TAKE_ALL:
		d->taking = true;
		d->at = d->taken = d->refused = 0;
		return SCREEN_REDRAW;
	case ORDER:
		if (e != NULL)
			memcpy(root, e->root, RECORD_ID);
		d->by_income = !d->by_income;
		reorder(d, root);
		return SCREEN_REDRAW;
	case BACK:
	default:
		return SCREEN_POP;
	}
}

/* The household file over this screen has closed. */
static enum reaction
back(struct screen *s, struct loop *l)
{
	struct drawing *d = (struct drawing *)s;
	struct fault f = {0};

	if (!d->looked)
		return SCREEN_REDRAW;
	if (range_again(&d->range, d->opened, &f) < 0)
		return loop_fault(l, &f);
	for (size_t i = 0; i < d->range.n; i++)
		if (d->range.entries[i].marked && !markable(d, &d->range.entries[i]))
			mark(d, &d->range.entries[i], false);
	reorder(d, d->opened);
	return SCREEN_REDRAW;
}

static int
wait(struct screen *s)
{
	const struct drawing *d = (struct drawing *)s;

	return !d->looked || d->taking ? 0 : -1;
}

/* The step for one household; a file that is gone is refused. 1, 0, -1. */
static int
take(struct drawing *d, struct range_entry *e, struct fault *f)
{
	struct opened o;
	int rc = opened_load(&o, d->app, e->root, f);

	if (rc != 1)
		return rc;
	rc = stages_take(&o, d->step, d->range.outcome, f);
	opened_close(&o);
	if (rc == 1)
		e->drawn = world_today(&d->app->world);
	return rc;
}

static void
say_taken(const struct drawing *d, struct loop *l)
{
	if (d->refused == 0)
		loop_say(l, TERM_MARK_OK, ngettext("Recorded for %zu household.", "Recorded for %zu households.", d->taken), d->taken);
	else
		loop_say(l, TERM_MARK_WARN, _("Recorded for %zu, not for %zu: their procedure is at another step (Enter, then p)."), d->taken, d->refused);
}

/* Some of those marked, between keys. */
static enum reaction
take_some(struct drawing *d, struct loop *l)
{
	struct fault f = {0};

	for (int n = 0; d->at < d->range.n && n < TAKE; d->at++) {
		struct range_entry *e = &d->range.entries[d->at];
		if (!e->marked)
			continue;
		const int rc = take(d, e, &f);
		if (rc < 0) {
			d->taking = false;
			return loop_fault(l, &f);
		}
		mark(d, e, false);
		d->taken += rc == 1;
		d->refused += rc == 0;
		n++;
	}
	if (d->at == d->range.n) {
		d->taking = false;
		app_saved(d->app);
		say_taken(d, l);
	}
	return SCREEN_REDRAW;
}

static enum reaction
idle(struct screen *s, struct loop *l)
{
	struct drawing *d = (struct drawing *)s;
	struct fault f = {0};

	if (d->taking)
		return take_some(d, l);
	const int more = range_look(&d->range, LOOK, &f);
	if (more < 0) {
		loop_fault(l, &f);
		return SCREEN_POP;
	}
	d->looked = more == 0;
	if (d->looked)
		reorder(d, d->opened);
	return SCREEN_REDRAW;
}

static void
shut(struct screen *s)
{
	struct drawing *d = (struct drawing *)s;

	list_free(d->list);
	range_free(&d->range);
	free(d->shown);
	free(d);
}

static const struct screen_kind kind = {.name = N_("Income range"), .actions = actions, .n_actions = sizeof actions / sizeof actions[0],
	.have = have, .typing = typing, .title = title, .draw = draw, .key = key, .act = act, .back = back, .wait = wait, .idle = idle, .close = shut};

struct screen *
drawing_screen(struct app *a, struct fault *f)
{
	struct drawing *d = calloc(1, sizeof *d);

	if (d == NULL)
		return NULL;
	d->screen.kind = &kind;
	d->app = a;
	if (range_begin(&d->range, &a->store, "", f) < 0) {
		shut(&d->screen);
		return NULL;
	}
	if (d->range.step != NULL && d->range.step->list != NULL)
		d->step = form_choice(d->range.step->list, d->range.code, strlen(d->range.code));
	d->list = list_new(&source, d);
	d->shown = calloc(d->range.n + 1, sizeof *d->shown);
	if (d->list == NULL || d->shown == NULL) {
		fault_memory(f);
		shut(&d->screen);
		return NULL;
	}
	return &d->screen;
}
