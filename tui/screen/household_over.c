/* What is laid over a household file: its findings, its procedure; and where it goes on when that closes. */
#include "household_screen.h"
#include "stages.h"
#include "words.h"

/* What is shown over the file writes sections of its own: the open one is left, and opened again afterwards. */
enum reaction
household_over(struct household *h, struct loop *l, struct screen *(*over)(struct opened *o, const struct buf *name, struct finding_goal *goal, struct fault *f))
{
	const struct question *q = h->opened.record != NULL ? panel_question(&h->panel) : NULL;
	const struct finding_goal here = {h->opened.record != NULL && !h->opened.pending, h->opened.record, h->opened.section, q, NULL};
	struct buf name = {0};

	if (h->opened.record != NULL) {
		enum reaction left = household_leave(h, l, false);
		if (h->opened.record != NULL)
			return left;
	}
	h->goal = here;
	if (here.set && tree_find(&h->opened.file.tree, here.record->id) != here.record)
		h->goal.set = false;
	household_name(h, &name);
	struct fault f = {0};
	struct screen *s = over(&h->opened, &name, &h->goal, &f);
	buf_wipe(&name);
	return app_push(l, s, &f);
}

/* A step of the procedure: its section is open, the step and today's date stand in it. */
static enum reaction
begin_step(struct household *h, struct loop *l, const struct choice *step)
{
	struct fault f = {0};
	struct record *r = stages_begin(&h->opened, step, &f);

	if (r == NULL || panel_enter(&h->panel, stages_day(h->app->store.form), &f) < 0)
		return loop_fault(l, &f);
	outline_go(&h->outline, r, h->opened.section);
	return SCREEN_REDRAW;
}

/* The findings or the procedure have closed. */
enum reaction
household_back(struct screen *s, struct loop *l)
{
	struct household *h = (struct household *)s;
	const struct finding_goal goal = h->goal;

	h->goal.set = false;
	/* Only the procedure was wanted: who goes back goes back to where it was asked for. */
	const bool passing = h->passing;
	h->passing = false;
	if (!goal.set)
		return passing ? SCREEN_POP : household_done(h, l);
	if (goal.begin != NULL)
		return begin_step(h, l, goal.begin);
	if (goal.section >= 0)
		return household_enter(h, l, goal.record, goal.section, goal.question);
	outline_go(&h->outline, goal.record, -1);
	return SCREEN_REDRAW;
}

int
household_wait(struct screen *s)
{
	return ((struct household *)s)->waiting ? 0 : -1;
}

enum reaction
household_idle(struct screen *s, struct loop *l)
{
	struct household *h = (struct household *)s;

	h->waiting = false;
	const enum reaction r = household_over(h, l, procedure_screen);
	h->passing = h->passing && r == SCREEN_PUSH;
	return r;
}
