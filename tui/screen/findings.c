/* What the checks found in an opened file: where to go, which warnings are kept and why. */
#include <stdlib.h>
#include <string.h>

#include "edit.h"
#include "finding.h"
#include "list.h"
#include "outline.h"
#include "store/summary.h"
#include "text.h"
#include "words.h"
#include "wrap.h"

#define NOTE 512 /* bytes of a note, with the NUL */
#define FOOT 7   /* rows under the list for what is selected */

struct findings {
	struct screen screen;
	struct opened *o;
	struct finding_goal *goal;
	struct buf name;
	struct list *list;
	size_t *shown, n; /* places in the file's list, in the order shown */
	struct buf more; /* of the selected one: where another with its key is, whether two reasons were given */
	size_t more_of;  /* the row it was asked for; (size_t)-1: none */
	char note[NOTE];
	struct edit edit;
	const char *reason; /* whose note is being typed; NULL: none */
};

enum { HAVE_ROW = 1, HAVE_KEPT = 2, HAVE_NOTE = 4 };
enum { GO = 1, REOPEN, KEEP, BACK };

static const struct action actions[] = {
	{GO, K_ENTER, 0, N_("Go to it"), N_("Opens the question where it is to be mended."), HAVE_ROW},
	{KEEP, 0, 0, NULL, N_("The digit of a reason keeps a warning with that reason."), HAVE_ROW},
	{REOPEN, 'u', K_F(9), N_("Reopen"), N_("Takes back that a warning was kept."), HAVE_KEPT},
	{BACK, K_ESC, 0, N_("Back"), NULL, 0},
};

static const struct column columns[] = {
	{.least = 1, .most = 1, .keep = 9},
	{.least = 8, .most = 14, .keep = 7},
	{.least = 30, .most = 200, .keep = 8},
};

static struct check_finding *
at(const struct findings *s, size_t i)
{
	return i < s->n ? &s->o->file.findings.all[s->shown[i]] : NULL;
}

static struct check_finding *
selected(const struct findings *s)
{
	return at(s, list_at(s->list));
}

static size_t
count(void *self)
{
	return ((struct findings *)self)->n;
}

static void
say_reason(const struct findings *s, const struct check_finding *x, struct buf *out)
{
	buf_printf(out, "%s ", _("kept:"));
	finding_reason(&s->o->file, s->o->app->store.checks, x, out);
}

static void
row(void *self, size_t i, const struct term *t, struct row *r)
{
	const struct findings *s = self;
	const struct check_finding *x = at(s, i);
	struct buf b = {0};

	row_say(r, finding_attr(x), finding_sign(x, t));
	/* A job or an illness says nothing without the person. */
	if (x->record->parent != NULL && x->record->parent->parent != NULL) {
		outline_title(s->o, x->record->parent, &b);
		buf_byte(&b, ' ');
	}
	outline_title(s->o, x->record, &b);
	row_put(r, TERM_PLAIN, buf_str(&b), b.len);
	buf_reset(&b);
	if (x->kept) {
		say_reason(s, x, &b);
		buf_text(&b, "  ");
	}
	buf_text(&b, x->text);
	row_put(r, x->kept || x->check->severity == CHECK_NOTE ? TERM_DIM : TERM_PLAIN, buf_str(&b), b.len);
	buf_wipe(&b);
}

static const struct list_source source = {.columns = columns, .n_columns = sizeof columns / sizeof columns[0], .count = count, .row = row};

/* Errors first, then warnings, notes, and what was kept. */
static int
rank(const struct check_finding *x)
{
	return x->kept ? (int)CHECK_NOTE + 1 : (int)x->check->severity;
}

static int
reread(struct findings *s, struct fault *f)
{
	s->n = 0;
	if (opened_check(s->o, f) < 0)
		return -1;
	const struct check_findings *all = &s->o->file.findings;
	size_t *shown = realloc(s->shown, (all->n + 1) * sizeof *shown);

	if (shown == NULL)
		return fault_memory(f);
	s->shown = shown;
	for (int r = 0; r <= (int)CHECK_NOTE + 1; r++)
		for (size_t i = 0; i < all->n; i++)
			if (!all->all[i].blank && rank(&all->all[i]) == r)
				s->shown[s->n++] = i;
	list_go(s->list, list_at(s->list));
	s->more_of = (size_t)-1;
	return 0;
}

static bool
may_keep(const struct check_finding *x)
{
	return x != NULL && x->check->severity == CHECK_WARNING && !x->kept;
}

static unsigned
have(struct screen *screen)
{
	const struct findings *s = (struct findings *)screen;
	const struct check_finding *x = selected(s);

	return s->reason != NULL ? HAVE_NOTE : (x != NULL ? HAVE_ROW : 0) | (x != NULL && x->kept ? HAVE_KEPT : 0);
}

static bool
typing(struct screen *s)
{
	return ((struct findings *)s)->reason != NULL;
}

static void
title(struct screen *s, struct buf *left, struct buf *right)
{
	struct findings *x = (struct findings *)s;
	const struct found_count n = found_count(&x->o->file.findings);

	(void)right;
	buf_printf(left, "%s   %s   ", _("Findings"), buf_str(&x->name));
	buf_printf(left, _("errors %d, warnings %d"), n.errors, n.warnings);
}

struct saying {
	struct buf *out;
	const struct check_finding *x;
};

static int
say_household(void *self, const struct summary *y)
{
	buf_printf(self, _("The other one is here: %s, %s."), y->title[0] != '\0' ? y->title : _("(no head)"), y->place);
	return 0;
}

static int
say_village(void *self, const struct told_line *y)
{
	const struct saying *g = self;

	if (y->check == g->x->check && memcmp(y->record, g->x->record->id, RECORD_ID) == 0 && y->detail[0] != '\0')
		buf_printf(g->out, _("The county found it; the other one is in %s."), y->detail);
	return 0;
}

/* Where another one with the same key is, as far as this laptop may know. */
static int
say_elsewhere(struct store *store, const struct check_finding *x, struct buf *out, struct fault *f)
{
	static const unsigned char nobody[RECORD_ID];

	if (memcmp(x->other_root, nobody, RECORD_ID) != 0)
		return store_summary(store, x->other_root, say_household, out, f);
	return store_told(store, say_village, &(struct saying){out, x}, f);
}

/* That two people kept it, each with a reason of their own. */
static int
say_conflict(struct store *store, const struct check_finding *x, struct buf *out, struct fault *f)
{
	int64_t n = 0;
	int rc = db_number(store->db, f, CONFLICTS_OF, &n, "b", x->keeping->id, (size_t)RECORD_ID);

	if (n > 0)
		buf_printf(out, "%s ", _("Two people gave different reasons: reopen it and keep it with the right one."));
	return rc;
}

/* Asked for once a row, for it may take reading all that the county told. */
static void
say_more(struct findings *s, const struct check_finding *x)
{
	struct store *store = &s->o->app->store;
	struct fault f = {0};
	int rc = 0;

	if (s->more_of == list_at(s->list))
		return;
	s->more_of = list_at(s->list);
	buf_reset(&s->more);
	if (x->kept)
		rc = say_conflict(store, x, &s->more, &f);
	if (rc >= 0 && x->others > 0)
		rc = say_elsewhere(store, x, &s->more, &f);
	if (rc < 0)
		buf_text(&s->more, f.text);
}

static void
draw_reasons(const struct findings *s, struct term *t, struct area a, int row)
{
	const struct choice_list *list = checks_reasons(s->o->app->store.checks, &s->o->file.tree);
	int col = a.col + 1;

	if (list == NULL)
		return;
	col += term_say(t, row, col, a.cols - 2, TERM_HEAD, _("Keep it because:")) + 2;
	for (int i = 0; i < list->n; i++) {
		const char *code = list->choices[i].code, *label = form_label(list->choices[i].label);
		const int first = term_width(code, strlen(code)) + 1, width = first + term_width(label, strlen(label));
		if (col + width > a.col + a.cols - 1) {
			col = a.col + 3;
			row++;
		}
		if (row >= a.row + a.rows)
			return;
		term_say(t, row, col, first, TERM_KEY, code);
		term_say(t, row, col + first, a.cols - 2, TERM_PLAIN, label);
		col += width + 2;
	}
}

static void
draw_foot(struct findings *s, struct term *t, struct area a)
{
	const struct check_finding *x = selected(s);
	struct buf b = {0};
	int at_row = a.row + 1;

	term_hline(t, a.row, a.col, a.cols, TERM_DIM);
	if (x == NULL)
		return;
	buf_printf(&b, "%s %s", finding_sign(x, t), x->text);
	at_row += wrap_draw(t, (struct area){at_row, a.col + 1, 3, a.cols - 2}, finding_attr(x), buf_str(&b));
	buf_wipe(&b);
	say_more(s, x);
	if (s->more.len > 0)
		at_row += wrap_draw(t, (struct area){at_row, a.col + 1, 2, a.cols - 2}, TERM_PLAIN, buf_str(&s->more));
	if (x->kept) {
		say_reason(s, x, &b);
		wrap_draw(t, (struct area){at_row, a.col + 1, a.row + a.rows - at_row, a.cols - 2}, TERM_PLAIN, buf_str(&b));
		buf_wipe(&b);
	}
	if (s->reason != NULL) {
		const char *label = _("What is it?");
		int width = term_width(label, strlen(label));
		term_say(t, at_row, a.col + 1, width, TERM_HEAD, label);
		edit_draw(&s->edit, t, at_row, a.col + width + 2, a.cols - width - 4, TERM_FOCUS, true);
	} else if (may_keep(x)) {
		draw_reasons(s, t, a, at_row);
	}
}

static void
draw(struct screen *screen, struct term *t, struct area a)
{
	struct findings *s = (struct findings *)screen;

	if (s->n == 0) {
		term_say(t, a.row + 1, a.col + 1, a.cols - 2, TERM_MARK_OK, _("The checks find nothing here."));
		return;
	}
	list_draw(s->list, t, (struct area){a.row, a.col, a.rows - FOOT, a.cols}, s->reason == NULL);
	draw_foot(s, t, (struct area){a.row + a.rows - FOOT, a.col, FOOT, a.cols});
}

static enum reaction
go(struct findings *s)
{
	const struct check_finding *x = selected(s);

	if (x == NULL)
		return SCREEN_STAY;
	const struct finding_place p = finding_place(x);
	*s->goal = (struct finding_goal){true, p.record, p.section, p.section >= 0 ? x->question : NULL, NULL};
	return SCREEN_POP;
}

static enum reaction
changed(struct findings *s, struct loop *l)
{
	struct fault f = {0};

	return reread(s, &f) < 0 ? loop_fault(l, &f) : SCREEN_REDRAW;
}

static void
say_unkept(struct loop *l)
{
	loop_say(l, TERM_MARK_WARN, "%s", _("This is nothing that can be kept with a reason; it has to be mended."));
}

static enum reaction
keep(struct findings *s, struct loop *l, const char *reason, const char *note)
{
	struct check_finding *x = selected(s);
	struct fault f = {0};

	s->reason = NULL;
	int rc = x != NULL ? opened_keep(s->o, x, reason, note, &f) : 1;
	enum reaction r = changed(s, l);
	if (rc == 1)
		say_unkept(l);
	return rc < 0 ? loop_fault(l, &f) : r;
}

/* A digit of a reason keeps the warning at hand; one that asks what it is waits for the note. */
static enum reaction
choose(struct findings *s, struct loop *l, int digit)
{
	const struct choice_list *list = checks_reasons(s->o->app->store.checks, &s->o->file.tree);
	const struct check_finding *x = selected(s);

	if (x != NULL && x->check->severity == CHECK_ERROR)
		say_unkept(l);
	if (!may_keep(x))
		return SCREEN_REDRAW;
	for (int i = 0; list != NULL && i < list->n; i++) {
		const char *code = list->choices[i].code;
		if (code[0] != digit || code[1] != '\0')
			continue;
		if (!checks_reason_asks(s->o->app->store.checks, &s->o->file.tree, &s->o->file.env, code))
			return keep(s, l, code, "");
		s->reason = code;
		explicit_bzero(s->note, sizeof s->note);
		edit_open(&s->edit, s->note, sizeof s->note, 0);
		return SCREEN_REDRAW;
	}
	return SCREEN_STAY;
}

static enum reaction
note_key(struct findings *s, struct loop *l, struct key k)
{
	switch (edit_key(&s->edit, k)) {
	case EDIT_DONE:
		if (text_line(s->note, strlen(s->note)))
			return keep(s, l, s->reason, s->note);
		loop_say(l, TERM_MARK_WARN, "%s", _("Say in a few words what it is."));
		return SCREEN_REDRAW;
	case EDIT_CANCEL:
		s->reason = NULL;
		return SCREEN_REDRAW;
	case EDIT_IGNORED:
		return SCREEN_IGNORED;
	case EDIT_CHANGED:
	case EDIT_MOVED:
	default:
		return SCREEN_REDRAW;
	}
}

static enum reaction
key(struct screen *screen, struct loop *l, struct key k)
{
	struct findings *s = (struct findings *)screen;
	int value = key_value(k);

	if (s->reason != NULL)
		return note_key(s, l, k);
	if (k.code == K_CHAR && value >= '0' && value <= '9')
		return choose(s, l, value);
	switch (list_key(s->list, k)) {
	case LIST_IGNORED:
		return SCREEN_IGNORED;
	case LIST_CHOSEN:
		return go(s);
	case LIST_MOVED:
	case LIST_FILTERED:
	case LIST_CODE:
	default:
		return SCREEN_REDRAW;
	}
}

static enum reaction
reopen(struct findings *s, struct loop *l)
{
	const struct check_finding *x = selected(s);
	struct fault f = {0};

	if (x == NULL || !x->kept)
		return SCREEN_STAY;
	int rc = opened_void(s->o, (struct record *)x->keeping, true, &f);
	enum reaction r = changed(s, l);
	return rc < 0 ? loop_fault(l, &f) : r;
}

static enum reaction
act(struct screen *screen, struct loop *l, int id)
{
	struct findings *s = (struct findings *)screen;

	switch (id) {
	case GO:
		return go(s);
	case REOPEN:
		return reopen(s, l);
	case BACK:
		return SCREEN_POP;
	default:
		return SCREEN_STAY;
	}
}

static void
shut(struct screen *screen)
{
	struct findings *s = (struct findings *)screen;

	list_free(s->list);
	free(s->shown);
	buf_wipe(&s->name);
	buf_wipe(&s->more);
	explicit_bzero(s->note, sizeof s->note);
	free(s);
}

static const struct screen_kind kind = {.name = N_("Findings"), .actions = actions, .n_actions = sizeof actions / sizeof actions[0],
	.have = have, .typing = typing, .title = title, .draw = draw, .key = key, .act = act, .close = shut};

struct screen *
findings_screen(struct opened *o, const struct buf *name, struct finding_goal *goal, struct fault *f)
{
	struct findings *s = calloc(1, sizeof *s);

	if (s == NULL) {
		fault_memory(f);
		return NULL;
	}
	s->screen.kind = &kind;
	s->o = o;
	s->goal = goal;
	const bool ready = (s->list = list_new(&source, s)) != NULL && buf_add(&s->name, name->data, name->len) == 0;
	if (!ready || reread(s, f) < 0) {
		if (!ready)
			fault_memory(f);
		shut(&s->screen);
		return NULL;
	}
	return &s->screen;
}
