#ifndef BOXES_H
#define BOXES_H

#include "term.h"

/* What stands in a box: two lines, each with its attribute. */
struct box {
	const char *line[2];
	unsigned attr[2];
};

/*
 * A line of boxes, two lines of text each, that goes on in the next line where the terminal ends: stages of a procedure.
 * It knows no data: it asks its owner for the boxes that show.
 */
struct boxes {
	size_t n, at; /* how many there are, and the chosen one */
	size_t top;   /* line of boxes shown first; kept by boxes_draw() */
	int across;   /* boxes beside each other, as last drawn */

	/* Fill box ${i}; its texts are good until the next call. */
	void (*fill)(void *self, size_t i, const struct term *t, struct box *out);
	void *self;
};

enum { BOX_ROWS = 4, BOX_COLS = 19 }; /* of one box with its frame; a blank column follows it */

/* Draw as many whole lines of boxes as the area holds, the chosen one among them and marked. */
void boxes_draw(struct boxes *b, struct term *t, struct area a);

/* Left, Right, Up, Down, Home, End; whether the key was one of these. */
bool boxes_key(struct boxes *b, struct key k);

#endif
