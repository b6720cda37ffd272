/* The first screen: how far the round is, what waits. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bar.h"
#include "columns.h"
#include "county_link.h"
#include "date.h"
#include "list.h"
#include "todo.h"
#include "words.h"

#define CLASSES 16
#define SLICE 20 /* households assessed again between two keys */

struct home {
	struct screen screen;
	struct app *app;
	struct summaries all;
	struct todos todos;
	struct list *list;
	size_t done, today, warned;
	int32_t day;    /* that it was read on */
	struct {
		const char *label;
		size_t n, order;
	} classes[CLASSES]; /* by order */
	size_t n_classes;
	struct county_status status;
	bool known; /* status could be read */
	bool stale;     /* households wait to be assessed again */
	bool announced; /* drafts of a broken session were named */
};

enum { OPEN = 1, LIST, LEDGER, NEW, SYNC, REPORT, FIND, RANGE, LOCK, LEAVE };

static const struct action actions[] = {
	{OPEN, K_ENTER, 0, N_("Open"), NULL, 1},
	{LIST, 'h', K_F(2), N_("Households"), NULL, 0},
	{LEDGER, 't', K_F(5), N_("Ledger"), N_("Households that are proposed, decided on, or removed, with their deadlines."), 0},
	{SYNC, 's', K_F(6), N_("Sync"), NULL, 0},
	{REPORT, 'r', K_F(7), N_("Figures"), N_("Statistics: classes, factors, incomes, progress."), 0},
	{FIND, '/', K_F(3), N_("Find"), N_("Opens the list of households with the search."), 0},
	{LOCK, 'q', K_F(9), N_("Lock"), NULL, 0},
	{NEW, 'n', K_F(4), N_("New household"), NULL, 0},
	{LEAVE, 'Q', K_F(10), N_("Leave"), N_("Leaves the program; everything is saved."), 0},
	{RANGE, 'd', K_F(8), N_("Range"), N_("Households by income, then by risk factors: whom the township draws into the range."), 0},
};

static const char *const kind_names[TODO_KINDS] = {N_("Recovered"), N_("Conflict"), N_("Deadline"), N_("Review"), N_("County"), N_("Error"),
	N_("Warning"), N_("Early sign"), N_("Missing")};

static const struct column columns[] = {
	{.least = 1, .most = 1, .keep = 5},
	{.least = 8, .most = 10, .keep = 4},
	{.least = 10, .most = 16, .keep = 9},
	{.least = 8, .most = 14, .keep = 3},
	{.least = 24, .most = 100, .keep = 8},
};

static size_t
count(void *self)
{
	return ((struct home *)self)->todos.n;
}

static void
row_counts(struct row *r, const struct todo *x)
{
	struct buf b = {0};

	if (x->errors > 0)
		buf_printf(&b, _("errors %d"), x->errors);
	if (x->warnings > 0 && b.len > 0)
		buf_text(&b, ", ");
	if (x->warnings > 0)
		buf_printf(&b, _("warnings %d"), x->warnings);
	if (x->missing > 0 && b.len > 0)
		buf_text(&b, ", ");
	if (x->missing > 0)
		buf_printf(&b, _("missing %d"), x->missing);
	row_put(r, TERM_PLAIN, buf_str(&b), b.len);
	buf_free(&b);
}

static void
row(void *self, size_t i, const struct term *t, struct row *r)
{
	const struct home *h = self;
	const struct todo *x = &h->todos.rows[i];
	bool error = x->kind < TODO_DOUBTFUL && ((x->kind != TODO_COUNTY && x->kind != TODO_DUE && x->kind != TODO_REVIEW) || x->error), rests = x->answered;
	unsigned attr = rests ? TERM_DIM : error ? TERM_MARK_ERROR : TERM_MARK_WARN;

	row_say(r, attr, rests ? term_glyph(t, TERM_DOT) : error ? "!" : "?");
	row_say(r, attr, _(kind_names[x->kind]));
	row_say(r, TERM_PLAIN, x->title[0] != '\0' ? x->title : _("(no head)"));
	row_say(r, TERM_DIM, x->place);
	if (x->text[0] != '\0')
		row_say(r, rests ? TERM_DIM : TERM_PLAIN, x->text);
	else if (x->kind >= TODO_WRONG)
		row_counts(r, x);
	else
		row_say(r, TERM_PLAIN, todo_section(h->app, x));
}

static const struct list_source source = {.columns = columns, .n_columns = sizeof columns / sizeof columns[0], .count = count, .row = row};

static void
count_class(struct home *h, const struct line *l)
{
	size_t i = 0;

	if (l->class[0] == '\0')
		return;
	while (i < h->n_classes && h->classes[i].order < l->order)
		i++;
	if (i == h->n_classes || h->classes[i].order != l->order) {
		if (h->n_classes == CLASSES)
			return;
		memmove(&h->classes[i + 1], &h->classes[i], (h->n_classes++ - i) * sizeof h->classes[0]);
		h->classes[i].label = summaries_class(h->app, l);
		h->classes[i].n = 0;
		h->classes[i].order = l->order;
	}
	h->classes[i].n++;
}

static int
reread(struct home *h, struct fault *f)
{
	char today[DATE_TEXT];

	if (summaries_read(&h->all, h->app, f) < 0 || todos_read(&h->todos, h->app, &h->all, f) < 0)
		return -1;
	h->day = world_today(&h->app->world);
	date_format(h->day, today);
	h->done = h->today = h->warned = h->n_classes = 0;
	for (size_t i = 0; i < h->all.n; i++) {
		h->done += h->all.lines[i].done;
		h->today += strcmp(h->all.lines[i].visited, today) == 0;
		h->warned += h->all.lines[i].warned[0] != '\0';
		count_class(h, &h->all.lines[i]);
	}
	/* Without a county there is nothing to say of it. */
	struct fault none = {0};
	h->known = county_link_status(h->app, &h->status, &none) == 0;
	return 0;
}

static unsigned
have(struct screen *s)
{
	return ((struct home *)s)->todos.n > 0 ? 1 : 0;
}

static void
title(struct screen *s, struct buf *left, struct buf *right)
{
	const struct app *a = ((struct home *)s)->app;

	(void)right;
	buf_text(left, _("Household survey against poverty"));
	buf_printf(left, "   %s   %s", a->village, a->cadre);
}

/* At the right end of the line of classes, so that many classes do not push it out. The column where it begins. */
static int
draw_warned(const struct home *h, struct term *t, struct area a)
{
	struct buf b = {0};
	int col = a.col + a.cols - 1;

	if (h->warned > 0) {
		buf_printf(&b, "%s %s %zu", term_glyph(t, TERM_DOWN), _("Early warnings"), h->warned);
		col -= term_width(buf_str(&b), b.len);
		term_say(t, a.row + 2, col--, a.cols, TERM_MARK_WARN, buf_str(&b));
	}
	buf_free(&b);
	return col;
}

static void
draw_numbers(const struct home *h, struct term *t, struct area a)
{
	struct buf b = {0};
	const char *label = _("This round");
	int width = a.cols / 3, col = a.col + 1 + term_width(label, strlen(label)) + 1;
	size_t percent = h->all.n > 0 ? h->done * 100 / h->all.n : 0;

	term_say(t, a.row + 1, a.col + 1, a.cols, TERM_HEAD, label);
	bar_progress(t, a.row + 1, col, width, TERM_PLAIN, h->done, h->all.n);
	buf_printf(&b, _("%zu of %zu households (%zu%%)   today %zu"), h->done, h->all.n, percent, h->today);
	columns_cut(t, a.row + 1, col + width + 2, a.cols - col - width - 3, TERM_PLAIN, buf_str(&b), b.len);
	buf_reset(&b);
	for (size_t i = 0; i < h->n_classes; i++)
		buf_printf(&b, "%s %zu   ", h->classes[i].label, h->classes[i].n);
	label = _("Classes");
	term_say(t, a.row + 2, a.col + 1, a.cols, TERM_HEAD, label);
	col = a.col + 1 + term_width(label, strlen(label)) + 1;
	const int end = draw_warned(h, t, a);
	columns_cut(t, a.row + 2, col, end - col, TERM_PLAIN, buf_str(&b), b.len);
	buf_free(&b);
}

static void
draw_county(const struct home *h, struct term *t, struct area a)
{
	struct buf b = {0};
	char day[DATE_TEXT];

	county_link_waiting(&h->status, &b);
	if (h->status.receipt_ms > 0) {
		date_format(app_day(h->status.receipt_ms), day);
		buf_printf(&b, _("   last receipt %s"), day);
	}
	columns_cut(t, a.row + 3, a.col + 1, a.cols - 2, TERM_DIM, buf_str(&b), b.len);
	buf_free(&b);
}

static void
draw_more(const struct home *h, struct term *t, int row, int col, int end)
{
	struct buf b = {0};

	buf_printf(&b, ngettext("%zu more waits; it shows up here as these are done", "%zu more wait; they show up here as these are done",
		h->todos.more), h->todos.more);
	columns_cut(t, row, col, end - col, TERM_DIM, buf_str(&b), b.len);
	buf_free(&b);
}

static void
draw(struct screen *s, struct term *t, struct area a)
{
	struct home *h = (struct home *)s;

	draw_numbers(h, t, a);
	if (h->known)
		draw_county(h, t, a);
	const int col = a.col + 1 + term_say(t, a.row + 5, a.col + 1, a.cols - 2, TERM_HEAD, _("To do"));
	if (h->todos.more > 0)
		draw_more(h, t, a.row + 5, col + 3, a.col + a.cols - 1);
	if (h->todos.n > 0)
		list_draw(h->list, t, (struct area){a.row + 6, a.col + 1, a.rows - 6, a.cols - 2}, true);
	else
		term_say(t, a.row + 6, a.col + 1, a.cols - 2, TERM_DIM, _("Nothing waits. h shows the households."));
}

static enum reaction
open_row(struct home *h, struct loop *l)
{
	if (h->todos.n == 0)
		return SCREEN_STAY;
	struct fault f = {0};
	const struct todo *x = &h->todos.rows[list_at(h->list)];
	return app_push(l, household_screen(h->app, x->root, x->record, x->section[0] != '\0' ? x->section : NULL, &f), &f);
}

static enum reaction
key(struct screen *s, struct loop *l, struct key k)
{
	struct home *h = (struct home *)s;

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
	struct home *h = (struct home *)s;
	struct fault f = {0};

	switch (id) {
	case OPEN:
		return open_row(h, l);
	case LIST:
		return app_push(l, households_screen(h->app, false, &f), &f);
	case FIND:
		return app_push(l, households_screen(h->app, true, &f), &f);
	case NEW:
		return app_push(l, household_screen(h->app, NULL, NULL, NULL, &f), &f);
	case LEDGER:
		return app_push(l, ledger_screen(h->app, &f), &f);
	case REPORT:
		return app_push(l, statistics_screen(h->app, &f), &f);
	case SYNC:
		return loop_push(l, sync_screen(h->app));
	case RANGE:
		return app_push(l, drawing_screen(h->app, &f), &f);
	case LOCK:
		return SCREEN_LOCK;
	case LEAVE:
		return SCREEN_QUIT;
	default:
		return SCREEN_STAY;
	}
}

static enum reaction
back(struct screen *s, struct loop *l)
{
	struct fault f = {0};

	/* Who shares a number with the household that was worked on is looked at between keys. */
	((struct home *)s)->stale = true;
	return reread((struct home *)s, &f) < 0 ? loop_fault(l, &f) : SCREEN_REDRAW;
}

static int
wait(struct screen *s)
{
	const struct home *h = (struct home *)s;

	return !h->announced || h->stale || h->day != world_today(&h->app->world) ? 0 : -1;
}

/* Between keys: say what was recovered, then assess again what an exchange or a new policy has changed. */
static enum reaction
idle(struct screen *s, struct loop *l)
{
	struct home *h = (struct home *)s;
	struct fault f = {0};

	if (!h->announced) {
		h->announced = true;
		if (h->todos.drafts > 0)
			loop_say(l, TERM_MARK_WARN,
				ngettext("The program ended unexpectedly. %zu section was recovered: %s, %s.",
					"The program ended unexpectedly. %zu sections were recovered, the first: %s, %s.", h->todos.drafts),
				h->todos.drafts, h->todos.rows[0].title[0] != '\0' ? h->todos.rows[0].title : _("(no head)"),
				todo_section(h->app, &h->todos.rows[0]));
		return SCREEN_REDRAW;
	}
	int more = store_refresh(&h->app->store, SLICE, &f);
	h->stale = more == 1;
	if (more < 0 || (more == 0 && reread(h, &f) < 0))
		return loop_fault(l, &f);
	return more == 1 ? SCREEN_STAY : SCREEN_REDRAW;
}

static void
shut(struct screen *s)
{
	struct home *h = (struct home *)s;

	list_free(h->list);
	summaries_free(&h->all);
	todos_free(&h->todos);
	free(h);
}

static const struct screen_kind kind = {.name = N_("Home"), .actions = actions, .n_actions = sizeof actions / sizeof actions[0],
	.have = have, .title = title, .draw = draw, .key = key, .act = act, .back = back, .wait = wait, .idle = idle, .close = shut};

struct screen *
home_screen(struct app *a, struct fault *f)
{
	struct home *h = calloc(1, sizeof *h);

	if (h == NULL)
		return NULL;
	h->screen.kind = &kind;
	h->app = a;
	h->stale = true;
	h->list = list_new(&source, h);
	if (h->list == NULL || reread(h, f) < 0) {
		shut(&h->screen);
		return NULL;
	}
	return &h->screen;
}
