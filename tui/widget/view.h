#ifndef VIEW_H
#define VIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "term.h"

/* Text to read: paragraphs wrapped to the width there is, scrolled with the arrows. Results, help, long messages. */
struct view;

/* An empty view; NULL when out of memory. */
struct view *view_new(void);
void view_free(struct view *v); /* overwrites the text first; NULL is fine */

/* Forget the text and go to the top. */
void view_clear(struct view *v);

/*
 * Add a paragraph (it may hold line breaks); where a line is broken for width, the rest is indented by ${hang} cells.
 * The text is copied. Memory failure is remembered and shown as a shorter text: 0 or -1.
 */
int view_add(struct view *v, unsigned attr, int hang, const char *text, size_t n);
int view_say(struct view *v, unsigned attr, const char *text);

/* Draw in an area; at its right edge a sign says whether there is more above or below. */
void view_draw(struct view *v, struct term *t, struct area a);

/* Up, Down, PgUp, PgDn, Home, End, Space; whether the key was one of these. */
bool view_key(struct view *v, struct key k);

#endif
