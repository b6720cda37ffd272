#ifndef SCREEN_H
#define SCREEN_H

#include <stdbool.h>
#include <stddef.h>

#include "action.h"
#include "buf.h"
#include "term.h"

/*
 * A screen is a small table of functions. Handlers never draw: they say what is to happen, and the loop does it. A
 * screen puts struct screen first in its own struct.
 */
struct loop;
struct screen;

enum reaction {
	SCREEN_IGNORED, /* not my key: the loop looks in the action tables, then at its own keys */
	SCREEN_STAY,    /* taken, nothing to show */
	SCREEN_REDRAW,
	SCREEN_POP,  /* close me and go back to the screen below */
	SCREEN_PUSH, /* a screen was given to loop_push(); SCREEN_POP instead puts it in my place */
	SCREEN_QUIT, /* close every screen, top first */
	SCREEN_LOCK  /* show the lock screen over everything */
};

/* Functions may be NULL where it says so. */
struct screen_kind {
	const char *name; /* N_("Households"): heading of its help page */
	const struct action *actions;
	size_t n_actions;
	bool alone; /* the lock screen: no actions of the whole program, no help */

	/* The bits that hold now, for action.needs. NULL: none. */
	unsigned (*have)(struct screen *s);

	/* Whether characters go into a text now: the bottom line then shows F-keys only. NULL: they never do. */
	bool (*typing)(struct screen *s);

	/* Append the texts of the top line; an empty ${right} shows the program's status. */
	void (*title)(struct screen *s, struct buf *left, struct buf *right);

	/* Draw the body between top and bottom line; it is blank before. */
	void (*draw)(struct screen *s, struct term *t, struct area a);

	/* A key before the action tables see it: what has the input takes its letters here. NULL: SCREEN_IGNORED. */
	enum reaction (*key)(struct screen *s, struct loop *l, struct key k);

	/* One of the screen's actions, or the yes to loop_ask(). NULL only without actions. */
	enum reaction (*act)(struct screen *s, struct loop *l, int id);

	/* The screen above has closed. NULL: SCREEN_REDRAW. */
	enum reaction (*back)(struct screen *s, struct loop *l);

	/* Milliseconds without a key until idle() is to run; 0: between keys (work in slices, and while it lasts the
	 * program does not lock); -1 or NULL: never. */
	int (*wait)(struct screen *s);
	enum reaction (*idle)(struct screen *s, struct loop *l);

	/* The terminal has another size; drawing follows. NULL: nothing to do. */
	void (*resize)(struct screen *s, int rows, int cols);

	/* Append further lines to the help page. NULL: none. */
	void (*help)(struct screen *s, struct buf *out);

	/* Finish (write what is not yet written) and free the screen. */
	void (*close)(struct screen *s);
};

struct screen {
	const struct screen_kind *kind;
	struct screen *below; /* the loop's */
};

#endif
