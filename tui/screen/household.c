/* The household file: sections and records on the left, the open section's questions on the right. */
#include <stdlib.h>
#include <string.h>

#include "household_screen.h"
#include "result.h"
#include "stages.h"
#include "words.h"

enum {
	HAVE_LEFT = 1,    /* the cursor is on the left */
	HAVE_SECTION = 2, /* a section's questions have the cursor */
	HAVE_REST = 4,    /* blank amounts that may be zero */
	HAVE_RECORD = 8,  /* the cursor is on a record that can be voided */
	HAVE_PICK = 16,   /* a question with choices */
	HAVE_VOIDED = 32,
	HAVE_FIND = 64,   /* a list of choices is open, its search is not */
	HAVE_SEVERAL = 128, /* and several of them may be marked */
	HAVE_ASKED = 256, /* the open section has answers, which may be confirmed here */
	HAVE_STEPS = 512  /* the form has a procedure */
};

enum { OPEN = 1, BACK, NEXT, REST, CONFIRM, RESULT, ADD, VOID, VOID_NOW, RESTORE, PICK, FIND, MARK, FOUND, STEPS, UNDO, REDO, LINE };

static const struct action actions[] = {
	{OPEN, K_ENTER, K_RIGHT, N_("Open"), N_("Opens a section, unfolds a record, or adds a record to a table (+)."), HAVE_LEFT},
	{BACK, K_ESC, 0, N_("Back"), N_("Leaves the section, folds the record, goes back to the list."), 0},
	{NEXT, K_TAB, 0, N_("Next section"), NULL, HAVE_SECTION},
	{REST, K_F(6), 0, N_("The rest are none"), N_("Writes zero into every amount still blank."), HAVE_SECTION | HAVE_REST},
	{CONFIRM, K_F(5), 0, N_("As before"), N_("Records today that the section was asked and is unchanged."), HAVE_SECTION | HAVE_ASKED},
	{PICK, K_F(4), 0, N_("Choices"), N_("Opens the list of choices."), HAVE_SECTION | HAVE_PICK},
	{FIND, '/', K_F(3), N_("Search"), N_("Searches the choices by code or label."), HAVE_FIND},
	{MARK, ' ', 0, N_("Mark"), N_("Marks a choice, or takes its mark away; Enter takes what is marked."), HAVE_SEVERAL},
	{FOUND, 'e', K_F(10), N_("Findings"), N_("What the checks find in this household; warnings are kept there with a reason."), 0},
	{RESULT, 'r', K_F(2), N_("Result"), N_("Class, reasons and measures of this household."), HAVE_LEFT},
	{STEPS, 'p', K_F(11), N_("Procedure"), N_("The steps of the procedure: taken, next, and by when."), HAVE_LEFT | HAVE_STEPS},
	{VOID, 'd', K_F(7), N_("Void"), N_("Voids a record. It is kept and can be restored."), HAVE_LEFT | HAVE_RECORD},
	{RESTORE, 'u', K_F(9), N_("Restore"), N_("Restores a voided record."), HAVE_LEFT | HAVE_VOIDED},
	{LINE, K_F(8), 0, NULL, N_("Hides or shows the line of figures; the household may be looking too."), 0},
	{UNDO, K_CTRL('z'), 0, NULL, N_("Takes the last answer back."), 0},
	{REDO, K_CTRL('y'), 0, NULL, N_("Gives the answer again that was taken back."), 0},
};

static bool
in_section(const struct household *h)
{
	return h->opened.record != NULL;
}

static unsigned
have(struct screen *s)
{
	struct household *h = (struct household *)s;
	const struct item *n = outline_at(&h->outline);

	if (!in_section(h))
		return HAVE_LEFT | (stages_known(h->app->store.form) ? HAVE_STEPS : 0) | (n == NULL || n->kind != ITEM_RECORD ? 0 : n->record->voided ? HAVE_VOIDED : HAVE_RECORD);
	const struct question *q = panel_question(&h->panel);
	if (h->panel.picker != NULL)
		return picker_typing(h->panel.picker) ? 0 : HAVE_FIND | (q->type == QUESTION_MANY ? HAVE_SEVERAL : 0);
	bool asked = n != NULL && n->kind != ITEM_ADD && n->state != STATE_UNASKED && !h->opened.pending && opened_writable(&h->opened);
	return HAVE_SECTION | (panel_has_rest(&h->panel) ? HAVE_REST : 0) | (asked ? HAVE_ASKED : 0) |
		(q != NULL && q->list != NULL && panel_open_to(&h->panel, q) ? HAVE_PICK : 0);
}

static bool
typing(struct screen *s)
{
	const struct household *h = (struct household *)s;

	return in_section(h) && panel_typing(&h->panel);
}

enum reaction
household_done(struct household *h, struct loop *l)
{
	struct fault f = {0};

	return outline_update(&h->outline, &f) < 0 ? loop_fault(l, &f) : SCREEN_REDRAW;
}

enum reaction
household_enter(struct household *h, struct loop *l, struct record *r, int section, const struct question *q)
{
	struct fault f = {0};

	if (opened_enter(&h->opened, r, section, &f) < 0 || panel_enter(&h->panel, q, &f) < 0)
		return loop_fault(l, &f);
	outline_go(&h->outline, r, section);
	return SCREEN_REDRAW;
}

enum reaction
household_leave(struct household *h, struct loop *l, bool confirm)
{
	struct fault f = {0};
	struct record *r = h->opened.record;
	int section = h->opened.section;

	if (!panel_finish(&h->panel, &f))
		return f.code != 0 ? loop_fault(l, &f) : SCREEN_REDRAW;
	if (opened_leave(&h->opened, confirm, &f) < 0)
		return loop_fault(l, &f);
	/* A record that was begun and never answered is gone again. */
	const struct record *left = tree_find(&h->opened.file.tree, r->id) == r ? r : r->parent;
	outline_go(&h->outline, left, section);
	return SCREEN_REDRAW;
}

/* The next section of the same record that is asked, or -1. */
static int
section_after(const struct household *h, const struct record *r, int section)
{
	for (size_t i = 0, seen = 0; i < h->outline.n; i++) {
		const struct item *n = &h->outline.items[i];
		if (n->kind != ITEM_SECTION || n->record != r)
			continue;
		if (seen)
			return n->section;
		seen = n->section == section;
	}
	return -1;
}

/* The key of a new record was gone through: the record begins, or the one that has this key is opened. */
static enum reaction
settle(struct household *h, struct loop *l)
{
	struct record *r;
	struct fault f = {0};
	int rc = panel_finish(&h->panel, &f) ? opened_settle(&h->opened, &r, &f) : 0;

	if (rc < 0 || f.code != 0)
		return loop_fault(l, &f);
	if (rc == 0)
		return SCREEN_REDRAW;
	if (rc == 2)
		loop_say(l, TERM_MARK_WARN, "%s", _("This record is there already; it is open now."));
	if (panel_enter(&h->panel, NULL, &f) < 0)
		return loop_fault(l, &f);
	outline_go(&h->outline, r, h->opened.section);
	return SCREEN_REDRAW;
}

static enum reaction
next_section(struct household *h, struct loop *l, bool confirm)
{
	struct record *r = h->opened.record;
	int section = h->opened.section;

	if (h->opened.pending) {
		enum reaction settled = settle(h, l);
		const struct question *q = panel_question(&h->panel);
		/* Where the section asks nothing but the key, the next one follows at once. */
		if (h->opened.pending || h->opened.record != r || (q != NULL && panel_open_to(&h->panel, q)))
			return settled;
	}
	enum reaction done_with = household_leave(h, l, confirm);
	if (in_section(h))
		return done_with;
	outline_go(&h->outline, r, section);
	section = section_after(h, r, section);
	if (section >= 0)
		return household_enter(h, l, r, section, NULL);
	list_key(h->outline.list, (struct key){K_DOWN, 0});
	return done_with;
}

static enum reaction
add_record(struct household *h, struct loop *l, const struct item *n)
{
	struct fault f = {0};
	struct record *r = opened_add(&h->opened, n->record, n->table->index, &f);

	if (r == NULL || panel_enter(&h->panel, NULL, &f) < 0)
		return loop_fault(l, &f);
	outline_go(&h->outline, r, h->opened.section);
	return SCREEN_REDRAW;
}

static enum reaction
fold(struct household *h, const struct record *r)
{
	outline_go(&h->outline, r->parent, -1);
	outline_stand(&h->outline, r, -1);
	return SCREEN_REDRAW;
}

static enum reaction
open_item(struct household *h, struct loop *l)
{
	const struct item *n = outline_at(&h->outline);

	if (n == NULL)
		return SCREEN_STAY;
	if (n->kind == ITEM_SECTION)
		return household_enter(h, l, n->record, n->section, NULL);
	if (n->kind == ITEM_ADD && !opened_offers(&h->opened, n->record, n->table)) {
		loop_say(l, TERM_MARK_WARN, "%s", _("No record can be added: with the answers so far the table does not apply, or somebody else fills it in."));
		return SCREEN_REDRAW;
	}
	if (n->kind == ITEM_ADD && n->expected >= 0 && n->count >= n->expected) {
		loop_say(l, TERM_MARK_WARN, _("The form expects %d here. If there are more, first change the answer that says how many."), n->expected);
		return SCREEN_REDRAW;
	}
	if (n->kind == ITEM_ADD)
		return add_record(h, l, n);
	int only = outline_only_section(&h->opened, n->record);
	if (only >= 0)
		return household_enter(h, l, n->record, only, NULL);
	if (h->outline.unfolded == n->record)
		return fold(h, n->record);
	outline_go(&h->outline, n->record, -1);
	return SCREEN_REDRAW;
}

/* Nobody is kept in a household; what stays to be done is said. */
static enum reaction
leave_file(struct household *h, struct loop *l)
{
	struct fault f = {0};

	h->opened.whole = true;
	if (opened_check(&h->opened, &f) < 0)
		return loop_fault(l, &f);
	const struct found_count n = found_count(&h->opened.file.findings);
	if (n.errors + n.warnings > 0 && !h->opened.root_fresh)
		loop_say(l, n.errors > 0 ? TERM_MARK_ERROR : TERM_MARK_WARN, _("Still found in this household: errors %d, warnings %d. They wait for you."),
			n.errors, n.warnings);
	return SCREEN_POP;
}

static enum reaction
go_back(struct household *h, struct loop *l)
{
	const struct record *r = h->outline.unfolded;

	return r == NULL || r->parent == NULL ? leave_file(h, l) : fold(h, r);
}

static enum reaction
undo(struct household *h, struct loop *l, int (*step)(struct opened *o, const struct question **q, struct fault *f))
{
	const struct question *q = NULL;
	struct fault f = {0};

	/* What is half typed goes first. */
	if (h->panel.typing) {
		panel_key(&h->panel, (struct key){K_ESC, 0}, &f);
		return SCREEN_REDRAW;
	}
	int rc = step(&h->opened, &q, &f);

	if (rc < 0)
		return loop_fault(l, &f);
	if (rc == 0) {
		loop_say(l, TERM_DIM, "%s", _("There is nothing more to take back or to give again."));
		return SCREEN_REDRAW;
	}
	if (panel_enter(&h->panel, q, &f) < 0)
		return loop_fault(l, &f);
	outline_go(&h->outline, h->opened.record, h->opened.section);
	return SCREEN_REDRAW;
}

static enum reaction
void_record(struct household *h, struct loop *l, bool voided)
{
	const struct item *n = outline_at(&h->outline);
	struct fault f = {0};

	if (n == NULL || n->kind != ITEM_RECORD)
		return SCREEN_STAY;
	if (opened_void(&h->opened, n->record, voided, &f) < 0)
		return loop_fault(l, &f);
	return household_done(h, l);
}

static enum reaction
zeros(struct household *h, struct loop *l)
{
	struct fault f = {0};
	int n = 0;

	/* What was refused stays to be mended. */
	if (!panel_finish(&h->panel, &f) && f.code == 0)
		return SCREEN_REDRAW;
	if (f.code != 0 || (n = opened_zeros(&h->opened, &f)) < 0 || panel_enter(&h->panel, NULL, &f) < 0)
		return loop_fault(l, &f);
	loop_say(l, TERM_MARK_OK, ngettext("%d amount is zero now.", "%d amounts are zero now.", (unsigned long)n), n);
	return household_done(h, l);
}

static enum reaction
show_result(struct household *h, struct loop *l)
{
	struct buf name = {0};
	struct fault f = {0};

	household_name(h, &name);
	struct screen *s = result_screen(&h->opened, &name, &f);
	buf_wipe(&name);
	return app_push(l, s, &f);
}

static enum reaction
act_void_ask(struct household *h, struct loop *l)
{
	return loop_ask(l, &h->screen, VOID_NOW, _("Void this record? It is kept with all below it and can be restored."));
}

static enum reaction
act(struct screen *s, struct loop *l, int id)
{
	struct household *h = (struct household *)s;

	switch (id) {
	case OPEN:
		return open_item(h, l);
	case BACK:
		return in_section(h) ? household_leave(h, l, false) : go_back(h, l);
	case NEXT:
		return next_section(h, l, false);
	case CONFIRM:
		return next_section(h, l, true);
	case REST:
		return zeros(h, l);
	case PICK:
		panel_pick(&h->panel);
		return SCREEN_REDRAW;
	case FOUND:
		return household_over(h, l, findings_screen);
	case STEPS:
		return household_over(h, l, procedure_screen);
	case RESULT:
		return show_result(h, l);
	case VOID:
		return act_void_ask(h, l);
	case VOID_NOW:
		return void_record(h, l, true);
	case RESTORE:
		return void_record(h, l, false);
	case UNDO:
		return undo(h, l, opened_undo);
	case REDO:
		return undo(h, l, opened_redo);
	case LINE:
		h->line_hidden = !h->line_hidden;
		return SCREEN_REDRAW;
	default:
		return SCREEN_STAY;
	}
}

static enum reaction
key(struct screen *s, struct loop *l, struct key k)
{
	struct household *h = (struct household *)s;
	struct fault f = {0};

	if (!in_section(h))
		return key_value(k) == K_ENTER || list_key(h->outline.list, k) == LIST_IGNORED ? SCREEN_IGNORED : SCREEN_REDRAW;
	switch (panel_key(&h->panel, k, &f)) {
	case PANEL_STAY:
		return household_done(h, l);
	case PANEL_END:
		return next_section(h, l, false);
	case PANEL_FAULT:
		return loop_fault(l, &f);
	case PANEL_IGNORED:
	default:
		return SCREEN_IGNORED;
	}
}

static void
shut(struct screen *s)
{
	struct household *h = (struct household *)s;

	if (h->app->holder == &h->opened) {
		h->app->save = NULL;
		h->app->holder = NULL;
	}
	outline_close(&h->outline);
	panel_close(&h->panel);
	opened_close(&h->opened);
	household_forget_line(h);
	free(h);
}

static const struct screen_kind kind = {.name = N_("Household file"), .actions = actions,
	.n_actions = sizeof actions / sizeof actions[0], .have = have, .typing = typing, .title = household_title, .draw = household_draw, .key = key,
	.act = act, .back = household_back, .wait = household_wait, .idle = household_idle, .close = shut};

/* Open a section by name, where work was broken off. */
static void
go_to(struct household *h, const unsigned char *record, const char *section)
{
	struct record *r = record != NULL ? tree_find(&h->opened.file.tree, record) : NULL;
	int at = r == NULL ? -1 : form_section(h->app->store.form, r->table->index, section, strlen(section));
	struct fault f = {0};

	if (at >= 0 && opened_enter(&h->opened, r, at, &f) == 0 && panel_enter(&h->panel, NULL, &f) == 0)
		outline_go(&h->outline, r, at);
}

struct screen *
household_procedure(struct app *a, const unsigned char root[RECORD_ID], struct fault *f)
{
	struct screen *s = household_screen(a, root, NULL, NULL, f);

	if (s != NULL)
		((struct household *)s)->passing = ((struct household *)s)->waiting = true;
	return s;
}

struct screen *
household_screen(struct app *a, const unsigned char *root, const unsigned char *record, const char *section, struct fault *f)
{
	struct household *h = calloc(1, sizeof *h);

	if (h == NULL)
		return NULL;
	h->screen.kind = &kind;
	h->app = a;
	int rc = root == NULL ? (opened_create(&h->opened, a, f) < 0 ? -1 : 1) : opened_load(&h->opened, a, root, f);
	if (rc != 1) {
		if (rc == 0)
			fault_set(f, EX_DATAERR, _("This household is no longer in the data folder."));
		free(h);
		return NULL;
	}
	panel_open(&h->panel, &h->opened);
	if (outline_open(&h->outline, &h->opened, f) < 0) {
		shut(&h->screen);
		return NULL;
	}
	a->save = opened_save;
	a->holder = &h->opened;
	if (section != NULL)
		go_to(h, record, section);
	else if (root == NULL && h->outline.n > 0)
		go_to(h, h->opened.file.tree.root->id, a->store.form->sections[h->outline.items[0].section].name);
	return &h->screen;
}
