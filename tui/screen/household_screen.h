#ifndef HOUSEHOLD_SCREEN_H
#define HOUSEHOLD_SCREEN_H

#include "finding.h"
#include "outline.h"
#include "panel.h"

/* The household file's screen, shared by its keys (household.c), what lies over it (household_over.c) and its picture (household_draw.c). */
struct household {
	struct screen screen;
	struct app *app;
	struct opened opened;
	struct outline outline;
	struct panel panel;
	struct finding_goal goal; /* where to go when the list of findings closes */
	bool waiting, passing;    /* its procedure is to be shown at once; and the file is left again with it */
	bool line_hidden;
	struct buf line, missing; /* figures and what is missing, made once for each turn */
	unsigned line_turns;
	bool line_made;
};

/* Append whose file it is: the head's name, where they live. */
void household_name(const struct household *h, struct buf *left);

void household_title(struct screen *s, struct buf *left, struct buf *right);
void household_draw(struct screen *s, struct term *t, struct area a);
void household_forget_line(struct household *h);

/* Open a section at a question (NULL: the first that is wanted). */
enum reaction household_enter(struct household *h, struct loop *l, struct record *r, int section, const struct question *q);

/* Leave the open section, its version is written; it stays open when an answer was refused. */
enum reaction household_leave(struct household *h, struct loop *l, bool confirm);

/* After anything: the left side is brought up to date. */
enum reaction household_done(struct household *h, struct loop *l);

/* Lay what ${over} makes over the file. The open section is left, and opened again afterwards, for it writes others. */
enum reaction household_over(struct household *h, struct loop *l,
	struct screen *(*over)(struct opened *o, const struct buf *name, struct finding_goal *goal, struct fault *f));
enum reaction household_back(struct screen *s, struct loop *l);
int household_wait(struct screen *s);
enum reaction household_idle(struct screen *s, struct loop *l);

#endif
