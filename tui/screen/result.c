/* What the policy says about a household: class, reasons, what it offers, what is not known. */
#include <stdlib.h>
#include <string.h>

#include "result.h"
#include "result_text.h"
#include "stages.h"
#include "todo.h"
#include "view.h"
#include "words.h"

struct result {
	struct screen screen;
	struct opened *o;
	struct buf name; /* of the household */
	struct view *view;
	bool tries; /* there are figures to be tried */
};

enum { HAVE_TRIES = 1 };
enum { TRY = 1, PRINT, BACK };

static const struct action actions[] = {
	{TRY, 't', K_F(5), N_("What if"), N_("Sets income or spending to another value, to see which class and help would follow. Nothing is kept."), HAVE_TRIES},
	{PRINT, K_F(9), 0, N_("Print"), N_("Papers of this household, written as files to a folder or a stick."), 0},
	{BACK, K_ESC, K_ENTER, N_("Back"), NULL, 0},
};

/* What usually follows in the procedure, and by when. */
static void
add_ahead(struct view *v, const struct casefile *c)
{
	struct stages_ahead ahead;
	struct buf b = {0};

	if (!stages_known(c->tree.form))
		return;
	stages_ahead(c, &ahead);
	view_say(v, TERM_PLAIN, "");
	buf_printf(&b, _("Next step: %s"), ahead.next != NULL ? form_label(ahead.next->label) : _("none, no case is open"));
	view_add(v, ahead.next != NULL ? TERM_HEAD : TERM_DIM, 2, buf_str(&b), b.len);
	buf_reset(&b);
	if (ahead.due != NULL) {
		buf_printf(&b, "%s%s %s %s", ahead.days < 0 ? "! " : "", _("Next deadline:"), ahead.on, form_label(ahead.due->label));
		todo_days(ahead.days, &b);
		view_add(v, ahead.days < 0 ? TERM_MARK_ERROR : TERM_PLAIN, 2, buf_str(&b), b.len);
	}
	buf_free(&b);
}

/* What would change the class, worked out in a copy. 0 or -1. */
static int
add_lines(struct result *r, struct fault *f)
{
	struct trial t;
	int rc = trial_open(&t, &r->o->app->store, r->o->file.tree.root->id, f);

	if (rc != 1)
		return rc;
	r->tries = t.n > 0;
	rc = result_lines(r->view, &t, f);
	trial_close(&t);
	return rc;
}

static int
fill(struct result *r, struct fault *f)
{
	const struct assessment *a = &r->o->file.assessment;
	struct buf b = {0};

	result_class(r->view, a);
	add_ahead(r->view, &r->o->file);
	result_parts(r->view, a);
	result_missing(r->view, &r->o->file);
	result_unset(r->view, a);
	const int rc = add_lines(r, f);
	view_say(r->view, TERM_PLAIN, "");
	buf_printf(&b, _("Policy version %u, %02x%02x%02x%02x. The program proposes; people decide."), a->policy_version, a->policy_hash[0],
		a->policy_hash[1], a->policy_hash[2], a->policy_hash[3]);
	view_add(r->view, TERM_DIM, 0, buf_str(&b), b.len);
	buf_free(&b);
	return rc;
}

static unsigned
have(struct screen *s)
{
	return ((struct result *)s)->tries ? HAVE_TRIES : 0;
}

static void
title(struct screen *s, struct buf *left, struct buf *right)
{
	(void)right;
	buf_printf(left, "%s   %s", _("Result"), buf_str(&((struct result *)s)->name));
}

static void
draw(struct screen *s, struct term *t, struct area a)
{
	view_draw(((struct result *)s)->view, t, (struct area){a.row, a.col + 1, a.rows, a.cols - 1});
}

static enum reaction
key(struct screen *s, struct loop *l, struct key k)
{
	(void)l;
	return view_key(((struct result *)s)->view, k) ? SCREEN_REDRAW : SCREEN_IGNORED;
}

static enum reaction
act(struct screen *s, struct loop *l, int id)
{
	struct result *r = (struct result *)s;
	struct fault f = {0};

	if (id == BACK)
		return SCREEN_POP;
	struct screen *next = (id == PRINT ? papers_screen : tryout_screen)(r->o, &r->name, &f);
	return app_push(l, next, &f);
}

static void
shut(struct screen *s)
{
	struct result *r = (struct result *)s;

	view_free(r->view);
	buf_wipe(&r->name);
	free(r);
}

static const struct screen_kind kind = {.name = N_("Result"), .actions = actions, .n_actions = sizeof actions / sizeof actions[0],
	.have = have, .title = title, .draw = draw, .key = key, .act = act, .close = shut};

struct screen *
result_screen(struct opened *o, const struct buf *name, struct fault *f)
{
	struct result *r = calloc(1, sizeof *r);

	if (r == NULL) {
		fault_memory(f);
		return NULL;
	}
	r->screen.kind = &kind;
	r->o = o;
	if ((r->view = view_new()) == NULL || buf_add(&r->name, name->data, name->len) < 0 || assess_explain(&o->file.assessment, &o->file.env) < 0)
		fault_memory(f);
	else if (fill(r, f) == 0)
		return &r->screen;
	shut(&r->screen);
	return NULL;
}
