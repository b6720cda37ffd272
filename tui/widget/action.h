#ifndef ACTION_H
#define ACTION_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "key.h"

/*
 * What a screen can do: one row per action. The bottom line, the help page and the meaning of keys come from these
 * rows and from nowhere else.
 */
struct action {
	int id;   /* the screen's own number, above 0 */
	int key;  /* a key_value(): 'h', K_ENTER, K_CTRL('z'); 0: none */
	int twin; /* a second key for it: every letter has an F-key, because an input method eats letters; 0: none */
	const char *label; /* N_("Open"): shown on the bottom line; NULL: help page only */
	const char *help;  /* N_("..."): a sentence for the help page; NULL: the label says it all */
	unsigned needs;    /* bits that must all hold for the action to be there, e.g. "a row is selected" */
};

/* The action of a key among those whose needs are within ${have}, or NULL. */
const struct action *action_find(const struct action *a, size_t n, struct key k, unsigned have);

/* The row of an id, or NULL. */
const struct action *action_by_id(const struct action *a, size_t n, int id);

/*
 * Whether two rows of a table claim one key, or one claims a key of the loop (F1, '?' for help, Ctrl-L), whatever they
 * need; *${i} and *${j} are then the rows (equal for a clash with the loop). A test asks this of every table.
 */
bool action_clash(const struct action *a, size_t n, size_t *i, size_t *j);

/*
 * Whether every letter or digit among the keys has a twin that is no character; *${i} is the first row that has none.
 */
bool action_twinned(const struct action *a, size_t n, size_t *i);

/* Append the help lines of the actions there with ${have}, one per line: key, twin, label and sentence. */
void action_help(const struct action *a, size_t n, unsigned have, struct buf *out);

#endif
