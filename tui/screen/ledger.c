/* The ledger: households that the policy proposes, that the county decided on, and whose risk was removed. */
#include <stdlib.h>
#include <string.h>

#include "columns.h"
#include "date.h"
#include "list.h"
#include "todo.h"
#include "words.h"

#define KINDS 64 /* classes or factors to filter by */
#define SLICE 20 /* households assessed again on coming back */

/* States as the form tells them (appearance list_state); none: proposed. */
enum state { STATE_ANY, STATE_PROPOSED, STATE_DECIDED, STATE_REMOVED, STATES };
static const char *const state_codes[STATES] = {[STATE_DECIDED] = "decided", [STATE_REMOVED] = "removed"};
static const char *const state_names[STATES] = {N_("all"), N_("proposed"), N_("decided"), N_("removed")};

enum due { DUE_ANY, DUE_LATE, DUE_SOON, DUE_SOME, DUES };
static const char *const due_names[DUES] = {N_("all"), N_("overdue"), N_("due soon"), N_("some")};

struct ledger {
	struct screen screen;
	struct app *app;
	struct summaries all;
	size_t *on, n_on;   /* lines that stand on it, in order */
	size_t *shown, n;   /* those of them that pass filters and search */
	struct list *list;
	struct buf classes; /* proposed ones that stand on it: the policy's ledger_classes */
	char today[DATE_TEXT], soon[DATE_TEXT];
	const char *of_class[KINDS]; /* labels, of those on it */
	const char *of_factor[KINDS]; /* codes */
	size_t n_classes, n_factors;
	size_t class, factor;        /* chosen: 0 all, else one behind its place */
	enum state state;
	enum due due;
	size_t count[STATES], late;
	bool several;                /* villages */
};

enum { HAVE_ROWS = 1, HAVE_SEARCH = 2 };
enum { OPEN = 1, STEPS, FIND, CLASS, FACTOR, STATE, DUE, BACK };

static const struct action actions[] = {
	{OPEN, K_ENTER, 0, N_("Open"), NULL, HAVE_ROWS},
	{STEPS, 'p', K_F(4), N_("Procedure"), N_("The steps of the household's procedure."), HAVE_ROWS},
	{FIND, '/', K_F(3), N_("Search"), N_("A name, the end of an ID number, a house or household number; it filters as one types."), HAVE_SEARCH},
	{CLASS, 'c', K_F(5), N_("Class"), N_("Next class only, then all."), 0},
	{FACTOR, 'f', K_F(6), N_("Factor"), N_("Only those with the next risk factor, then all."), 0},
	{STATE, 's', K_F(7), N_("State"), N_("Only proposed, decided, or removed, then all."), 0},
	{DUE, 'd', K_F(8), N_("Deadline"), N_("Only what is overdue, due soon, or has a deadline, then all."), 0},
	{BACK, K_ESC, 0, N_("Back"), NULL, 0},
};

static const struct column columns[] = {
	{.least = 1, .most = 1, .keep = 20},
	{.title = N_("Head"), .least = 8, .most = 14, .keep = 19},
	{.title = N_("Group"), .least = 7, .most = 18, .keep = 12},
	{.title = N_("Class"), .least = 14, .most = 22, .keep = 18},
	{.title = N_("State"), .least = 8, .most = 10, .keep = 17},
	{.title = N_("Deadline"), .least = 10, .most = 10, .keep = 16},
	{.title = N_("For"), .least = 12, .most = 24, .keep = 15},
	{.title = N_("Aid"), .least = 5, .most = 7, .right = true, .keep = 14},
	{.title = N_("Gaps"), .least = 4, .most = 6, .right = true, .keep = 13},
	{.title = N_("Factors"), .least = 12, .most = 40, .keep = 10},
};

static enum state
state_of(const struct line *l)
{
	for (int i = STATE_DECIDED; i < STATES; i++)
		if (strcmp(l->state, state_codes[i]) == 0)
			return (enum state)i;
	return STATE_PROPOSED;
}

static bool
is_late(const struct ledger *g, const struct line *l)
{
	return l->due_on[0] != '\0' && strcmp(l->due_on, g->today) < 0;
}

/* The class in words: the county's where it decided, else the proposal. */
static const char *
class_of(const struct ledger *g, const struct line *l)
{
	const struct question *q = form_saying(g->app->store.form, "decides");
	const struct choice *c = l->decided[0] == '\0' || q == NULL || q->list == NULL ? NULL : form_choice(q->list, l->decided, strlen(l->decided));

	return c != NULL ? form_label(c->label) : l->decided[0] != '\0' ? l->decided : summaries_class(g->app, l);
}

static const char *
factor_label(const struct ledger *g, const char *code, size_t n)
{
	struct policy_row r;

	for (size_t i = 0; policy_row(g->app->store.policy, i, &r); i++)
		if (strcmp(r.kind, "factor") == 0 && strlen(r.name) == n && memcmp(r.name, code, n) == 0)
			return form_label(r.label);
	return NULL;
}

static size_t
count(void *self)
{
	return ((struct ledger *)self)->n;
}

static void
say_factors(const struct ledger *g, const struct line *l, struct row *r)
{
	struct buf b = {0};

	for (const char *at = l->factors, *label; *(at += strspn(at, " ")) != '\0'; at += strcspn(at, " "))
		if ((label = factor_label(g, at, strcspn(at, " "))) != NULL)
			buf_printf(&b, "%s%s", b.len > 0 ? _(", ") : "", label);
	row_put(r, TERM_DIM, buf_str(&b), b.len);
	buf_free(&b);
}

static void
row(void *self, size_t i, const struct term *t, struct row *r)
{
	const struct ledger *g = self;
	const struct line *l = &g->all.lines[g->shown[i]];
	const struct question *q = form_saying(g->app->store.form, "steps");
	const struct choice *step = q != NULL && q->list != NULL ? form_choice(q->list, l->due_step, strlen(l->due_step)) : NULL;
	const enum state state = state_of(l);
	const unsigned due = is_late(g, l) ? TERM_MARK_ERROR : l->due_on[0] != '\0' && strcmp(l->due_on, g->soon) <= 0 ? TERM_MARK_WARN : TERM_PLAIN;
	struct buf place = {0};

	row_say(r, due != TERM_PLAIN ? due : state == STATE_PROPOSED ? TERM_MARK_WARN : TERM_MARK_OK,
		due == TERM_MARK_ERROR ? "!" : due == TERM_MARK_WARN || state == STATE_PROPOSED ? "?" : term_glyph(t, state == STATE_DECIDED ? TERM_TICK : TERM_DOT));
	row_say(r, TERM_PLAIN, l->title[0] != '\0' ? l->title : _("(no head)"));
	buf_printf(&place, "%s%s%s", g->several ? l->area : "", g->several ? " " : "", l->place);
	row_put(r, TERM_PLAIN, buf_str(&place), place.len);
	buf_free(&place);
	row_say(r, TERM_PLAIN, class_of(g, l));
	row_say(r, state == STATE_REMOVED ? TERM_DIM : TERM_PLAIN, _(state_names[state]));
	row_say(r, due, l->due_on);
	row_say(r, due, step != NULL ? form_label(step->label) : "");
	row_printf(r, TERM_PLAIN, "%d/%d", l->granted, l->offered);
	/* Gaps and factors that no measure answers. */
	if (l->lacking > 0)
		row_printf(r, TERM_MARK_WARN, "%d", l->lacking);
	else
		row_say(r, TERM_PLAIN, "");
	say_factors(g, l, r);
}

static bool
is_due(const struct ledger *g, const struct line *l)
{
	const bool late = is_late(g, l), soon = !late && l->due_on[0] != '\0' && strcmp(l->due_on, g->soon) <= 0;

	return g->due == DUE_ANY || (g->due == DUE_LATE ? late : g->due == DUE_SOON ? soon : l->due_on[0] != '\0');
}

static bool
passes(const struct ledger *g, const struct line *l)
{
	return (g->class == 0 || strcmp(class_of(g, l), g->of_class[g->class - 1]) == 0) &&
		(g->factor == 0 || form_says(l->factors, g->of_factor[g->factor - 1])) && (g->state == STATE_ANY || state_of(l) == g->state) && is_due(g, l);
}

static void
filter(void *self, const char *text, size_t n)
{
	struct ledger *g = self;

	g->n = 0;
	for (size_t i = 0; i < g->n_on; i++)
		if (passes(g, &g->all.lines[g->on[i]]) && summaries_match(&g->all.lines[g->on[i]], text, n))
			g->shown[g->n++] = g->on[i];
}

static const struct list_source source = {.columns = columns, .n_columns = sizeof columns / sizeof columns[0], .titles = true,
	.count = count, .row = row, .filter = filter};

/* By deadline, those without one behind; else as the lines were read, by place. */
static int
compare(const void *x, const void *y, void *self)
{
	const struct ledger *g = self;
	const size_t *a = x, *b = y;
	const char *d = g->all.lines[*a].due_on, *e = g->all.lines[*b].due_on;
	const int order = d[0] == '\0' || e[0] == '\0' ? (d[0] == '\0') - (e[0] == '\0') : strcmp(d, e);

	return order != 0 ? order : (*a > *b) - (*a < *b);
}

static void
note(const char **all, size_t *n, const char *text)
{
	for (size_t i = 0; i < *n; i++)
		if (strcmp(all[i], text) == 0)
			return;
	if (*n < KINDS && text[0] != '\0')
		all[(*n)++] = text;
}

/* One line that stands on the ledger: what it is counted and filtered by. */
static void
take(struct ledger *g, size_t i)
{
	const struct line *l = &g->all.lines[i];
	struct policy_row r;

	g->several = g->several || (g->n_on > 0 && strcmp(g->all.lines[g->on[0]].area, l->area) != 0);
	g->on[g->n_on++] = i;
	g->count[state_of(l)]++;
	g->late += is_late(g, l);
	note(g->of_class, &g->n_classes, class_of(g, l));
	for (size_t k = 0; l->factors[0] != '\0' && policy_row(g->app->store.policy, k, &r); k++)
		if (strcmp(r.kind, "factor") == 0 && form_says(l->factors, r.name))
			note(g->of_factor, &g->n_factors, r.name);
}

static int
reread(struct ledger *g, struct fault *f)
{
	const int32_t today = world_today(&g->app->world);

	if (summaries_read(&g->all, g->app, f) < 0)
		return -1;
	size_t *on = realloc(g->on, (g->all.n + 1) * sizeof *on);
	g->on = on != NULL ? on : g->on;
	size_t *shown = realloc(g->shown, (g->all.n + 1) * sizeof *shown);
	g->shown = shown != NULL ? shown : g->shown;
	g->n_on = g->n = g->n_classes = g->n_factors = g->late = 0;
	if (on == NULL || shown == NULL)
		return fault_memory(f);
	memset(g->count, 0, sizeof g->count);
	g->several = false;
	date_format(today, g->today);
	date_format(today + (int32_t)todo_ahead(g->app), g->soon);
	for (size_t i = 0; i < g->all.n; i++)
		if (state_of(&g->all.lines[i]) != STATE_PROPOSED || (g->all.lines[i].class[0] != '\0' && form_says(buf_str(&g->classes), g->all.lines[i].class)))
			take(g, i);
	if (g->n_on > 1)
		qsort_r(g->on, g->n_on, sizeof *g->on, compare, g);
	g->class = g->class <= g->n_classes ? g->class : 0;
	g->factor = g->factor <= g->n_factors ? g->factor : 0;
	filter(g, list_filter(g->list), strlen(list_filter(g->list)));
	list_go(g->list, list_at(g->list));
	return 0;
}

static unsigned
have(struct screen *s)
{
	const struct ledger *g = (struct ledger *)s;

	return (g->n > 0 ? HAVE_ROWS : 0) | (list_typing(g->list) ? 0 : HAVE_SEARCH);
}

static bool
typing(struct screen *s)
{
	return list_typing(((struct ledger *)s)->list);
}

static void
title(struct screen *s, struct buf *left, struct buf *right)
{
	const struct ledger *g = (struct ledger *)s;

	(void)right;
	buf_printf(left, _("Ledger %zu of %zu"), g->n, g->n_on);
	for (int i = STATE_PROPOSED; i < STATES; i++)
		buf_printf(left, "   %s %zu", _(state_names[i]), g->count[i]);
	buf_printf(left, "   %s %zu", _("overdue"), g->late);
}

static void
draw(struct screen *s, struct term *t, struct area a)
{
	const struct ledger *g = (struct ledger *)s;
	const char *factor = g->factor > 0 ? factor_label(g, g->of_factor[g->factor - 1], strlen(g->of_factor[g->factor - 1])) : _("all");
	struct buf b = {0};

	buf_printf(&b, _("class: %s   factor: %s   state: %s   deadline: %s"), g->class > 0 ? g->of_class[g->class - 1] : _("all"), factor,
		_(state_names[g->state]), _(due_names[g->due]));
	columns_cut(t, a.row, a.col + 1, a.cols - 2, TERM_DIM, buf_str(&b), b.len);
	buf_free(&b);
	if (g->n_on == 0)
		term_say(t, a.row + 2, a.col + 1, a.cols - 2, TERM_DIM, _("No household stands on the ledger."));
	else
		list_draw(g->list, t, (struct area){a.row + 1, a.col, a.rows - 1, a.cols}, true);
}

static enum reaction
open_row(struct ledger *g, struct loop *l, bool steps)
{
	struct fault f = {0};

	if (g->n == 0)
		return SCREEN_STAY;
	const unsigned char *root = g->all.lines[g->shown[list_at(g->list)]].root;
	return app_push(l, steps ? household_procedure(g->app, root, &f) : household_screen(g->app, root, NULL, NULL, &f), &f);
}

static enum reaction
key(struct screen *s, struct loop *l, struct key k)
{
	struct ledger *g = (struct ledger *)s;

	switch (list_key(g->list, k)) {
	case LIST_IGNORED:
		return SCREEN_IGNORED;
	case LIST_CHOSEN:
		return open_row(g, l, false);
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
	struct ledger *g = (struct ledger *)s;

	switch (id) {
	case OPEN:
	case STEPS:
		return open_row(g, l, id == STEPS);
	case CLASS:
		g->class = (g->class + 1) % (g->n_classes + 1);
		break;
	case FACTOR:
		g->factor = (g->factor + 1) % (g->n_factors + 1);
		break;
	case STATE:
		g->state = (g->state + 1) % STATES;
		break;
	case DUE:
		g->due = (g->due + 1) % DUES;
		break;
	case BACK:
	default:
		return SCREEN_POP;
	}
	filter(g, list_filter(g->list), strlen(list_filter(g->list)));
	list_go(g->list, 0);
	return SCREEN_REDRAW;
}

static enum reaction
back(struct screen *s, struct loop *l)
{
	struct ledger *g = (struct ledger *)s;
	struct fault f = {0};

	return store_refresh(&g->app->store, SLICE, &f) < 0 || reread(g, &f) < 0 ? loop_fault(l, &f) : SCREEN_REDRAW;
}

static void
shut(struct screen *s)
{
	struct ledger *g = (struct ledger *)s;

	list_free(g->list);
	summaries_free(&g->all);
	buf_free(&g->classes);
	free(g->on);
	free(g->shown);
	free(g);
}

static const struct screen_kind kind = {.name = N_("Ledger"), .actions = actions, .n_actions = sizeof actions / sizeof actions[0], .have = have,
	.typing = typing, .title = title, .draw = draw, .key = key, .act = act, .back = back, .close = shut};

struct screen *
ledger_screen(struct app *a, struct fault *f)
{
	struct ledger *g = calloc(1, sizeof *g);
	const struct expr_params *p = &a->store.params;
	const char *text;
	size_t n;

	if (g == NULL)
		return NULL;
	g->screen.kind = &kind;
	g->app = a;
	if (p->find(p->self, "ledger_classes", strlen("ledger_classes"), &text, &n) == 1)
		buf_add(&g->classes, text, n);
	g->list = list_new(&source, g);
	if (g->list == NULL || reread(g, f) < 0) {
		shut(&g->screen);
		return NULL;
	}
	return &g->screen;
}
