#ifndef HOUSEHOLD_SCREEN_H
#define HOUSEHOLD_SCREEN_H

#include "finding.h"
#include "outline.h"
#include "panel.h"

/* The household file's screen, shared by its keys (household.c) and its picture (household_draw.c). */
struct household {
	struct screen screen;
	struct app *app;
	struct opened opened;
	struct outline outline;
	struct panel panel;
	struct finding_goal goal; /* where to go when the list of findings closes */
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

#endif
