#ifndef TERM_H
#define TERM_H

#include <stdbool.h>
#include <stddef.h>

#include "fault.h"
#include "key.h"

/*
 * The one place the rest of the house draws on: a grid of cells, shown by a real terminal (term_open_curses()) or
 * kept in memory for tests (memory.h). Rows and columns count from 0. Everything put here is taken for hostile:
 * control characters, escape bytes and direction marks become a substitute, and nothing reaches beyond the width
 * given.
 */
struct term;

struct area {
	int row, col, rows, cols;
};

/* What a cell means; the terminal decides how that looks. Each is legible without colour, and on dark and light. */
enum term_attr {
	TERM_PLAIN,
	TERM_TITLE,
	TERM_HEAD, /* headings of columns and groups */
	TERM_DIM,  /* beside the point: last year's figure, hints */
	TERM_MARK_ERROR,
	TERM_MARK_WARN,
	TERM_MARK_OK,
	TERM_FIELD, /* where an answer is typed */
	TERM_FOCUS, /* the field that has the cursor */
	TERM_KEY,   /* a key's name on the bottom line */
	TERM_ATTRS,
	TERM_SELECTED = 0x40 /* may be added to any of the above, or stand alone */
};

/* Signs that have a plain ASCII form for terminals that cannot draw them. */
enum term_glyph {
	TERM_HLINE,
	TERM_VLINE,
	TERM_TOP_LEFT,
	TERM_TOP_RIGHT,
	TERM_BOTTOM_LEFT,
	TERM_BOTTOM_RIGHT,
	TERM_TEE_DOWN,
	TERM_TEE_UP,
	TERM_FULL,  /* progress done */
	TERM_EMPTY, /* progress to come */
	TERM_TICK,
	TERM_DOT,
	TERM_CIRCLE,
	TERM_MORE, /* text goes on */
	TERM_UP,
	TERM_DOWN,
	TERM_POINT, /* the chosen row */
	TERM_SPARK, /* the first of eight bars of rising height */
	TERM_GLYPHS = TERM_SPARK + 8
};

#define TERM_LEAST_ROWS 24
#define TERM_LEAST_COLS 80

/*
 * Take over the terminal of standard input and output. ${colour} false: bold, reverse and underline only; ${ascii}:
 * plain lines and blocks. The terminal is given back by term_close(), at exit, and when the program dies by a signal
 * or abort(). One at a time. The caller has set the locale (words_open()). NULL with a fault (no terminal, its type
 * unknown).
 */
struct term *term_open_curses(bool colour, bool ascii, struct fault *f);

/* Give the terminal back as it was; NULL is fine. */
void term_close(struct term *t);

int term_rows(const struct term *t);
int term_cols(const struct term *t);
struct area term_area(const struct term *t); /* all of it */

/* Whether it is below TERM_LEAST_ROWS x TERM_LEAST_COLS, where only a request to enlarge is shown. */
bool term_too_small(const struct term *t);

/* Blank everything and hide the cursor. */
void term_clear(struct term *t);

/*
 * Put ${n} bytes of UTF-8 at a cell, cut at ${width} cells and at the edge of the terminal, never half a wide
 * character. Marks of no width stay with their character; malformed bytes, controls and direction marks show as a
 * substitute. Returns the cells written. Off the grid nothing is written.
 */
int term_put(struct term *t, int row, int col, int width, unsigned attr, const char *s, size_t n);

/* The same for a C string. */
int term_say(struct term *t, int row, int col, int width, unsigned attr, const char *s);

/* As term_put(), and blanks in ${attr} fill the rest of ${width}. */
int term_field(struct term *t, int row, int col, int width, unsigned attr, const char *s, size_t n);

/* As term_field(), text at the right end: for amounts. Too long a text keeps its head. */
int term_field_right(struct term *t, int row, int col, int width, unsigned attr, const char *s, size_t n);

/* Cells that term_put() needs for ${n} bytes. */
int term_width(const char *s, size_t n);

/* Bytes of the longest head of ${s} that term_put() shows in ${cells}; *${used} (may be NULL) the cells it takes. */
size_t term_fit(const char *s, size_t n, int cells, int *used);

/* Blank an area. */
void term_fill(struct term *t, struct area a, unsigned attr);

/* Add TERM_SELECTED to what stands in ${width} cells. */
void term_select(struct term *t, int row, int col, int width);

/* The UTF-8 of a sign, or its ASCII form on a terminal that needs it. */
const char *term_glyph(const struct term *t, enum term_glyph g);

/* Lines of ${n} cells, and a frame along the inner edge of an area. */
void term_hline(struct term *t, int row, int col, int n, unsigned attr);
void term_vline(struct term *t, int row, int col, int n, unsigned attr);
void term_box(struct term *t, struct area a, unsigned attr);

/* Where the cursor stands after the next flush; off the grid hides it. */
void term_cursor(struct term *t, int row, int col);

/* Show what changed since the last flush. */
void term_flush(struct term *t);

/* Show everything anew at the next flush: something else wrote on the terminal. */
void term_spoiled(struct term *t);

/*
 * Wait for a key for at most ${timeout_ms} (negative: for ever, 0: not at all). After K_RESIZE the grid has the new
 * size and is blank. Ctrl-C and Ctrl-Z are keys like others; pasted text comes as K_PASTE, its line breaks as blanks.
 */
struct key term_key(struct term *t, int timeout_ms);

#endif
