#ifndef LOOP_H
#define LOOP_H

#include "fault.h"
#include "screen.h"
#include "world.h"

/* The one loop: a stack of screens, the only place that redraws, waits for keys, and knows when nobody is there. */
struct loop;

/* What the program adds to every screen; any function may be NULL. */
struct loop_program {
	/* Actions everywhere (undo, redo); a screen's own come first. */
	const struct action *actions;
	size_t n_actions;
	unsigned (*have)(void *self);
	enum reaction (*act)(void *self, struct loop *l, int id);

	/* Append the status at the top right. */
	void (*status)(void *self, struct buf *right);

	/* A fresh lock screen to lay over everything; its SCREEN_POP unlocks. Returning NULL does not lock. */
	struct screen *(*lock)(void *self);

	void *self;
};

/* A loop on ${t} with the clock of ${w}; all three must outlive it. NULL when out of memory. */
struct loop *loop_new(struct term *t, const struct world *w, const struct loop_program *program);
void loop_free(struct loop *l); /* NULL is fine */

/* Lock after ${ms} without a key; 0: never. The clock is looked at too, so that a sleep with the lid closed counts. */
void loop_lock_after(struct loop *l, int ms);

/*
 * Run from ${first} until the last screen is closed. While the terminal is too small only a request to enlarge it is
 * shown, and keys are not passed on. Every screen is closed before it returns: 0 when a person ended it, 1 when the
 * terminal went away or the program was asked from outside to end.
 */
int loop_run(struct loop *l, struct screen *first);

/*
 * Lay a screen over the current one; the loop closes it later. Returns SCREEN_PUSH, for `return loop_push(l, s)`. A
 * NULL screen (its making failed for memory) becomes a message. Only one for each reaction: a second closes the
 * first.
 */
enum reaction loop_push(struct loop *l, struct screen *s);

/* Show a sentence above the bottom line until the next key. ${attr}: TERM_MARK_OK, TERM_MARK_ERROR and the like. */
void loop_say(struct loop *l, unsigned attr, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* The same for a fault; returns SCREEN_REDRAW. */
enum reaction loop_fault(struct loop *l, const struct fault *f);

/* Ask above the bottom line; 'y' or F2 has ${s}' act() called with ${id}, 'n' or Esc leaves everything as it is. No
 * other key works meanwhile. Returns SCREEN_REDRAW. */
enum reaction loop_ask(struct loop *l, struct screen *s, int id, const char *question);

struct term *loop_term(struct loop *l);
const struct world *loop_world(struct loop *l);

/* The screen on top, for tests. */
struct screen *loop_top(struct loop *l);

#endif
