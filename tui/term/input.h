#ifndef INPUT_H
#define INPUT_H

#include <stdbool.h>
#include <stdint.h>

#include "key.h"

/*
 * From what a terminal sends to keys: Esc told from escape sequences, unknown sequences and answers swallowed, pasted
 * text made harmless. It reads through a function and so needs no terminal itself. Only for this folder.
 */

#define INPUT_PASTE_ON "\033[?2004h"
#define INPUT_PASTE_OFF "\033[?2004l"

enum { INPUT_NONE, INPUT_CHAR, INPUT_CODE };

struct input {
	/* What has arrived, without waiting: INPUT_NONE, or a character or a code of the terminal library in *${ch}. */
	int (*take)(void *self, uint32_t *ch);
	/* The K_ code of a library's code, -1 when it means nothing to us. */
	int (*code)(void *self, uint32_t code);
	void *self;
	unsigned long taken; /* how much has arrived so far: nothing at all means the terminal is gone */
	bool pasting;        /* between the marks of a bracketed paste; the owner clears it after a silence */
	int held;            /* kind of the one item read too far; INPUT_NONE: none */
	uint32_t held_ch;
};

/* The next key out of what has arrived; false when there is none (more may have been swallowed). */
bool input_next(struct input *in, struct key *k);

#endif
