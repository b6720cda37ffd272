#ifndef PICKER_H
#define PICKER_H

#include <stdbool.h>
#include <stddef.h>

#include "term.h"

/* Choosing one or several out of printed choices, with digits, arrows or search. */
struct picker;

/* One choice; the texts are the owner's and outlive the picker. */
struct picker_choice {
	const char *code; /* as printed, never NULL; where not all codes are digits, ordinals show instead */
	const char *label;
	const char *search; /* further text found by the search (pinyin), or NULL */
};

enum picker_reaction {
	PICKER_IGNORED,
	PICKER_STAY,
	PICKER_DONE,  /* one: picker_at() is it; several: picker_chosen() tells */
	PICKER_CANCEL /* Esc, with no search to give up first */
};

/*
 * A picker over ${n} choices. ${match} (may be NULL) decides the search with ${self}; without it a choice matches when
 * code, label or search text holds the typed text, Latin letter case ignored. NULL when out of memory.
 */
struct picker *picker_new(const struct picker_choice *choices, size_t n, bool several,
	bool (*match)(void *self, size_t i, const char *text, size_t len), void *self);
void picker_free(struct picker *p); /* NULL is fine */

/* Mark a choice as chosen already, or not; the cursor goes to it. */
void picker_choose(struct picker *p, size_t i, bool on);

void picker_draw(struct picker *p, struct term *t, struct area a, bool focus);

/* Take a key: list_key()'s, and with several choices Space marks, Enter ends. A complete code chooses at once. */
enum picker_reaction picker_key(struct picker *p, struct key k);

/* The choice under the cursor (n when the search found none), and whether a choice is marked. */
size_t picker_at(const struct picker *p);
bool picker_chosen(const struct picker *p, size_t i);

/* Whether keys go to the search line. */
bool picker_typing(const struct picker *p);

#endif
