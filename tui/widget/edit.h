#ifndef EDIT_H
#define EDIT_H

#include <stdbool.h>
#include <stddef.h>

#include "term.h"

/*
 * One line of text under the cursor. The text lives in the owner's memory and nowhere else, so that a passphrase can
 * be typed straight into guarded memory: nothing is copied or allocated here. A character means one with its marks.
 */
struct edit {
	char *text;      /* NUL-terminated; the owner's */
	size_t room, n;  /* bytes there, bytes used without the NUL */
	size_t at, from; /* cursor, first byte shown */
	unsigned flags;
};

enum {
	EDIT_MASKED = 1, /* a star for each character; bytes taken out are overwritten */
	EDIT_FRESH = 2 /* the first character typed replaces all there is: a prefilled answer. Goes off with any key */
};

enum edit_reaction {
	EDIT_IGNORED, /* not a key of the editor: the owner's */
	EDIT_MOVED,   /* the cursor moved, or the key was taken and changed nothing (full) */
	EDIT_CHANGED,
	EDIT_DONE,  /* Enter */
	EDIT_CANCEL /* Esc */
};

/*
 * Edit the text standing in ${text}, a buffer of ${room} bytes (at least 1) with its NUL; the cursor goes to the end.
 */
void edit_open(struct edit *e, char *text, size_t room, unsigned flags);

/* Replace the text; what has no room is cut at a whole character, bytes that are no UTF-8 are left out. */
void edit_set(struct edit *e, const char *text, size_t n);

/* Take a key: characters, pasted ones too, Left, Right, Home, End, Backspace, Delete, Ctrl-U (empty the line), Enter, Esc. Controls and
 * direction marks are not typed. */
enum edit_reaction edit_key(struct edit *e, struct key k);

/*
 * Draw in ${width} cells; with ${focus} the cursor stands where the next character goes, and the text scrolls so that
 * it always shows.
 */
void edit_draw(struct edit *e, struct term *t, int row, int col, int width, unsigned attr, bool focus);

/* Overwrite the text and the state. */
void edit_wipe(struct edit *e);

#endif
