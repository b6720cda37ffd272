/* Figures of the households held here: the county's own statistics, and how far the round is, as bars. */
#include <stdlib.h>
#include <string.h>

#include "bar.h"
#include "columns.h"
#include "date.h"
#include "list.h"
#include "office/statistics.h"
#include "summaries.h"
#include "words.h"

#define SLICE 20    /* households counted between two keys */
#define WEEKS 12
#define BAR 20      /* cells of a bar */
#define PLACES 500  /* groups of villagers that have a bar */

/* One row of the screen. */
enum line_kind { LINE_BLANK, LINE_HEAD, LINE_FIGURE, LINE_PLACE, LINE_WEEKS };

struct figure_line {
	enum line_kind kind;
	const char *label;
	size_t figure;     /* LINE_FIGURE */
	uint64_t n, of;    /* the bar: ${n} of ${of}; ${of} 0: none */
};

struct statistics_view {
	struct screen screen;
	struct app *app;
	struct statistics *figures;
	struct summaries all;
	struct figure_line *lines;
	size_t n, cap;
	struct list *list;
	size_t area;         /* whose figures show */
	bool counting;
	uint64_t weeks[WEEKS]; /* households by the week of their last visit, this one last */
	struct figure_line *places;
	size_t n_places, cap_places;
};

enum { HAVE_AREAS = 1 };
enum { NEXT = 1, BACK };

static const struct action actions[] = {
	{NEXT, 'v', K_F(5), N_("Next place"), N_("The figures of the next township or village."), HAVE_AREAS},
	{BACK, K_ESC, 0, N_("Back"), NULL, 0},
};

static const struct column columns[] = {
	{.least = 30, .most = 60, .keep = 9},
	{.least = BAR, .most = BAR, .keep = 8},
	{.title = N_("Households"), .least = 10, .most = 12, .right = true, .keep = 7},
	{.title = N_("People, yuan"), .least = 14, .most = 18, .right = true, .keep = 6},
};

static const struct tally *
tallies(const struct statistics_view *v, const char **code)
{
	*code = "";
	return statistics_area(v->figures, v->area, code);
}

static size_t
count(void *self)
{
	return ((struct statistics_view *)self)->n;
}

/* The two cells of numbers: how many households and people, or the amount or the share. */
static void
say_figure(const struct statistics_view *v, const struct figure_line *x, struct row *r)
{
	const char *code;
	const struct tally *t = tallies(v, &code);
	const struct figure *f = statistics_figure(v->figures, x->figure);
	struct buf value = {0};

	if (f->kind == FIGURE_COUNT)
		row_printf(r, TERM_PLAIN, "%llu", (unsigned long long)t[x->figure].households);
	else
		row_say(r, TERM_PLAIN, "");
	statistics_value(f, &t[x->figure], &value);
	if (t[x->figure].unset)
		row_say(r, TERM_MARK_WARN, _("? not set"));
	else if (value.len > 0)
		row_put(r, TERM_PLAIN, buf_str(&value), value.len);
	else if (f->kind == FIGURE_COUNT)
		row_printf(r, TERM_DIM, "%llu", (unsigned long long)t[x->figure].people);
	buf_free(&value);
}

static void
row(void *self, size_t i, const struct term *t, struct row *r)
{
	const struct statistics_view *v = self;
	const struct figure_line *x = &v->lines[i];
	struct buf bar = {0};

	if (x->kind == LINE_WEEKS)
		bar_spark_text(t, WEEKS, v->weeks, WEEKS, &bar);
	else if (x->of > 0)
		bar_progress_text(t, BAR, x->n, x->of, &bar);
	row_say(r, x->kind == LINE_HEAD ? TERM_HEAD : TERM_PLAIN, x->label);
	row_put(r, TERM_PLAIN, buf_str(&bar), bar.len);
	buf_free(&bar);
	if (x->kind == LINE_FIGURE)
		say_figure(v, x, r);
	else if (x->kind == LINE_PLACE || x->kind == LINE_WEEKS)
		row_printf(r, TERM_PLAIN, x->kind == LINE_PLACE ? "%llu/%llu" : "%llu", (unsigned long long)x->n, (unsigned long long)x->of);
}

static const struct list_source source = {.columns = columns, .n_columns = sizeof columns / sizeof columns[0], .titles = true, .count = count, .row = row};

static int
add(struct statistics_view *v, struct figure_line line)
{
	if (array_grow(&v->lines, &v->cap, v->n + 1, sizeof *v->lines) < 0)
		return -1;
	v->lines[v->n++] = line;
	return 0;
}

/* How many of each group are done, and in which week households were last visited. 0 or -1. */
static int
count_progress(struct statistics_view *v)
{
	const int32_t today = world_today(&v->app->world);
	const char *code;
	const size_t n = tallies(v, &code) != NULL ? strlen(code) : 0;
	int32_t day;

	v->n_places = 0;
	memset(v->weeks, 0, sizeof v->weeks);
	for (size_t i = 0; i < v->all.n; i++) {
		const struct line *l = &v->all.lines[i];
		size_t k = 0;
		if (strncmp(l->area, code, n) != 0)
			continue;
		if (date_parse(l->visited, strlen(l->visited), &day) == 0 && day <= today && (today - day) / 7 < WEEKS)
			v->weeks[WEEKS - 1 - (today - day) / 7]++;
		while (k < v->n_places && strcmp(v->places[k].label, l->place) != 0)
			k++;
		if (k == v->n_places && k < PLACES) {
			if (array_grow(&v->places, &v->cap_places, k + 1, sizeof *v->places) < 0)
				return -1;
			v->places[v->n_places++] = (struct figure_line){.kind = LINE_PLACE, .label = l->place};
		}
		if (k < v->n_places) {
			v->places[k].of++;
			v->places[k].n += l->done;
		}
	}
	return 0;
}

static int
add_progress(struct statistics_view *v)
{
	uint64_t visits = 0;

	if (count_progress(v) < 0)
		return -1;
	for (size_t i = 0; i < WEEKS; i++)
		visits += v->weeks[i];
	int rc = add(v, (struct figure_line){.kind = LINE_HEAD, .label = _("Progress")});
	rc |= add(v, (struct figure_line){.kind = LINE_WEEKS, .label = _("Visited, last 12 weeks"), .n = visits});
	for (size_t i = 0; i < v->n_places; i++)
		rc |= add(v, v->places[i]);
	return rc;
}

/* The figures of a group: those drawn have bars against the greatest of them. */
static int
add_group(struct statistics_view *v, const struct tally *t, size_t first, size_t last)
{
	uint64_t most = 0;
	int rc = add(v, (struct figure_line){.kind = LINE_BLANK, .label = ""});

	for (size_t i = first; i < last; i++)
		if (statistics_figure(v->figures, i)->chart && t[i].households > most)
			most = t[i].households;
	rc |= add(v, (struct figure_line){.kind = LINE_HEAD, .label = statistics_group(statistics_figure(v->figures, first)->group)});
	for (size_t i = first; i < last; i++) {
		const struct figure *f = statistics_figure(v->figures, i);
		rc |= add(v, (struct figure_line){LINE_FIGURE, form_label(f->label), i, t[i].households, f->chart ? most : 0});
	}
	return rc;
}

/* Make the rows anew, of the area that shows. 0 or -1. */
static int
fill(struct statistics_view *v, struct fault *f)
{
	const struct figure *x, *y;
	const char *code;
	const struct tally *t = tallies(v, &code);
	int rc = 0;

	v->n = 0;
	if (t != NULL)
		rc = add_progress(v);
	for (size_t first = 0, last; t != NULL && rc == 0 && (x = statistics_figure(v->figures, first)) != NULL; first = last) {
		for (last = first + 1; (y = statistics_figure(v->figures, last)) != NULL && strcmp(x->group, y->group) == 0; last++)
			continue;
		rc = add_group(v, t, first, last);
	}
	list_go(v->list, 0);
	return rc != 0 ? fault_memory(f) : 0;
}

/* A laptop shows its own area first. */
static void
choose_area(struct statistics_view *v)
{
	const char *code;

	for (size_t i = 0; statistics_area(v->figures, i, &code) != NULL; i++)
		if (strcmp(code, v->app->store.region) == 0)
			v->area = i;
}

static unsigned
have(struct screen *s)
{
	const struct statistics_view *v = (struct statistics_view *)s;
	const char *code;

	return !v->counting && statistics_area(v->figures, 1, &code) != NULL ? HAVE_AREAS : 0;
}

static void
title(struct screen *s, struct buf *left, struct buf *right)
{
	const struct statistics_view *v = (struct statistics_view *)s;
	const char *code;
	size_t of;

	(void)right;
	statistics_counted(v->figures, &of);
	buf_text(left, _("Figures"));
	if (!v->counting && tallies(v, &code) != NULL)
		buf_printf(left, "   %s   %s", code, strcmp(code, v->app->store.region) == 0 ? v->app->village : "");
}

static void
draw(struct screen *s, struct term *t, struct area a)
{
	const struct statistics_view *v = (struct statistics_view *)s;
	struct buf b = {0};
	size_t of, done = statistics_counted(v->figures, &of);

	if (v->counting) {
		buf_printf(&b, _("Counting households: %zu of %zu"), done, of);
		columns_cut(t, a.row + 1, a.col + 1, a.cols - 2, TERM_PLAIN, buf_str(&b), b.len);
		bar_progress(t, a.row + 2, a.col + 1, a.cols - 2, TERM_PLAIN, done, of);
		buf_free(&b);
	} else if (v->n == 0) {
		term_say(t, a.row + 1, a.col + 1, a.cols - 2, TERM_DIM, _("There are no households yet."));
	} else {
		list_draw(v->list, t, (struct area){a.row, a.col + 1, a.rows, a.cols - 2}, true);
	}
}

static enum reaction
key(struct screen *s, struct loop *l, struct key k)
{
	struct statistics_view *v = (struct statistics_view *)s;

	(void)l;
	if (v->counting || v->n == 0)
		return SCREEN_IGNORED;
	return key_value(k) == K_ENTER || list_key(v->list, k) == LIST_IGNORED ? SCREEN_IGNORED : SCREEN_REDRAW;
}

static enum reaction
act(struct screen *s, struct loop *l, int id)
{
	struct statistics_view *v = (struct statistics_view *)s;
	struct fault f = {0};
	const char *code;

	if (id != NEXT)
		return SCREEN_POP;
	v->area = statistics_area(v->figures, v->area + 1, &code) != NULL ? v->area + 1 : 0;
	return fill(v, &f) < 0 ? loop_fault(l, &f) : SCREEN_REDRAW;
}

static int
wait(struct screen *s)
{
	return ((struct statistics_view *)s)->counting ? 0 : -1;
}

static enum reaction
idle(struct screen *s, struct loop *l)
{
	struct statistics_view *v = (struct statistics_view *)s;
	struct fault f = {0};
	int more = statistics_more(v->figures, &v->app->store, SLICE, &f);

	v->counting = more == 1;
	if (more == 0) {
		choose_area(v);
		more = fill(v, &f);
	}
	return more < 0 ? loop_fault(l, &f) : SCREEN_REDRAW;
}

static void
shut(struct screen *s)
{
	struct statistics_view *v = (struct statistics_view *)s;

	statistics_free(v->figures);
	summaries_free(&v->all);
	list_free(v->list);
	free(v->lines);
	free(v->places);
	free(v);
}

static const struct screen_kind kind = {.name = N_("Figures"), .actions = actions, .n_actions = sizeof actions / sizeof actions[0],
	.have = have, .title = title, .draw = draw, .key = key, .act = act, .wait = wait, .idle = idle, .close = shut};

struct screen *
statistics_screen(struct app *a, struct fault *f)
{
	struct statistics_view *v = calloc(1, sizeof *v);

	if (v == NULL)
		return NULL;
	v->screen.kind = &kind;
	v->app = a;
	v->counting = true;
	v->list = list_new(&source, v);
	if (v->list == NULL || summaries_read(&v->all, a, f) < 0 || (v->figures = statistics_begin(&a->store, "", f)) == NULL) {
		shut(&v->screen);
		return NULL;
	}
	return &v->screen;
}
