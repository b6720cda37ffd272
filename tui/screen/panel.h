#ifndef PANEL_H
#define PANEL_H

#include "edit.h"
#include "opened.h"
#include "picker.h"

/* The questions of the open section, one line each, and the hand that answers them. */

#define PANEL_TEXT 2048  /* bytes typed in one answer, with the NUL */
#define PANEL_INLINE 9   /* choices that are shown under their question; more open a picker */
#define PANEL_WHY 640

enum panel_line_kind { LINE_ASK, LINE_SHOW, LINE_NOTE, LINE_SUM };

struct panel_line {
	enum panel_line_kind kind;
	const struct question *question;
	int first, last; /* LINE_SUM: lines that it sums */
};

struct panel {
	struct opened *o;
	struct panel_line *lines;
	size_t n, cap, at, top;
	char text[PANEL_TEXT];
	struct edit edit;
	bool typing;           /* the text differs from the answer that is on disk */
	char why[PANEL_WHY];   /* why the text was refused, "" when it was not */
	struct picker *picker; /* open over the lines */
	struct picker_choice *choices;
	size_t n_choices;
};

enum panel_reaction {
	PANEL_IGNORED,
	PANEL_STAY,
	PANEL_END,   /* went on from the last question */
	PANEL_FAULT  /* the disk or memory failed: see the fault */
};

void panel_open(struct panel *p, struct opened *o);
void panel_close(struct panel *p); /* wipes */

/* The open section has changed: read its questions anew, stand on ${q} (NULL: the first that is blank and required). 0
 * or -1. */
int panel_enter(struct panel *p, const struct question *q, struct fault *f);

/* Take a key; PANEL_FAULT fills ${f}. */
enum panel_reaction panel_key(struct panel *p, struct key k, struct fault *f);

/* Finish the text being typed as if one had gone on: true when it is an answer (or nothing was typed). */
bool panel_finish(struct panel *p, struct fault *f);

/* The question under the cursor, or NULL. */
const struct question *panel_question(const struct panel *p);

/* Whether characters go into a text: an answer, or the search among choices. */
bool panel_typing(const struct panel *p);

/* Whether the section is a block of amounts with blanks that "the rest are none" would fill. */
bool panel_has_rest(const struct panel *p);

/* Open the picker on a question with choices. 0, -1 when there is nothing to pick. */
int panel_pick(struct panel *p);

void panel_draw(struct panel *p, struct term *t, struct area a, bool focus);

/* Cells of the labels in a panel of ${cols}. */
int panel_label(int cols);

/* Read the open section's lines anew. 0 or -1. */
int panel_lines(struct panel *p, struct fault *f);

/* Shared by panel.c and panel_draw.c: whether the question's answer may be changed here. */
bool panel_open_to(const struct panel *p, const struct question *q);

/* The choices of ${q} offered now, into p->choices. 0 or -1. */
int panel_choices(struct panel *p, const struct question *q);

/* Whether ${q} shows its choices under its line (few, each with at most one digit). */
bool panel_inline(const struct panel *p, const struct question *q);

/* The digit that chooses the ${i}th offered choice inline, as text. */
void panel_digit(const struct panel *p, size_t i, char out[8]);

#endif
