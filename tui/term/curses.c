#define NCURSES_WIDECHAR 1
#include <curses.h>

#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>
#include <wchar.h>

#include "grid.h"
#include "input.h"
#include "restore.h"
#include "term.h"
#include "text.h"
#include "words.h"

#define ESC_MS 30 /* how long an Esc waits for the rest of a function key */
#define RESET_BYTES 256

struct curses {
	SCREEN *screen;
	struct cell *shown; /* what the library was last given, to hand over changed rows only */
	int shown_rows, shown_cols;
	bool colour;
	struct input input;
	char reset[RESET_BYTES];
};

/* Looks that need no colour come first; a pair is added where colours exist. Foreground and background both set, or the
 * terminal's own background with a colour legible on dark and light. */
static const struct {
	attr_t attrs;
	short fore, back; /* -1, -1: no pair */
} looks[TERM_ATTRS] = {
	[TERM_PLAIN] = {A_NORMAL, -1, -1},
	[TERM_TITLE] = {A_BOLD, -1, -1},
	[TERM_HEAD] = {A_UNDERLINE, -1, -1},
	[TERM_DIM] = {A_DIM, -1, -1},
	[TERM_MARK_ERROR] = {A_BOLD, COLOR_WHITE, COLOR_RED},
	[TERM_MARK_WARN] = {A_NORMAL, COLOR_BLACK, COLOR_YELLOW},
	[TERM_MARK_OK] = {A_NORMAL, COLOR_GREEN, -1},
	[TERM_FIELD] = {A_UNDERLINE, -1, -1},
	[TERM_FOCUS] = {A_REVERSE, -1, -1},
	[TERM_KEY] = {A_BOLD, -1, -1},
};

static void
start_colours(struct curses *c)
{
	c->colour = has_colors() && start_color() == OK && COLORS >= 8 && COLOR_PAIRS > TERM_ATTRS;
	if (!c->colour)
		return;
	/* Without default colours a bare background would be painted black: keep to attributes there. */
	if (use_default_colors() != OK) {
		c->colour = false;
		return;
	}
	for (short i = 0; i < TERM_ATTRS; i++)
		if (looks[i].fore >= 0)
			init_pair((short)(i + 1), looks[i].fore, looks[i].back);
}

static void
look_of(const struct curses *c, unsigned attr, attr_t *attrs, short *pair)
{
	unsigned i = (attr & ~(unsigned)TERM_SELECTED) % TERM_ATTRS;

	*attrs = looks[i].attrs;
	*pair = c->colour && looks[i].fore >= 0 ? (short)(i + 1) : 0;
	if (!(attr & TERM_SELECTED))
		return;
	/* The chosen row is reversed throughout and faint nowhere; a badge keeps its own background. */
	*attrs &= ~A_DIM;
	if (*pair == 0 || looks[i].back < 0)
		*attrs |= A_REVERSE;
}

/* The cell as the library wants it. What the system's own table holds for another width than ours would shift the rest
 * of the row, so it is shown as '?'. */
static void
hand_over(const struct curses *c, const struct cell *cell, int row, int col)
{
	wchar_t wide[CELL_MARKS + 2];
	size_t n = 0;
	attr_t attrs;
	short pair;
	cchar_t cc;

	for (const char *p = cell->text, *end = p + cell->n; p < end && n <= CELL_MARKS;) {
		wchar_t w = (wchar_t)utf8_next(&p, end);
		if (n == 0 || wcwidth(w) == 0)
			wide[n++] = w;
	}
	wide[n] = L'\0';
	look_of(c, cell->attr, &attrs, &pair);
	bool fits = n > 0 && wcwidth(wide[0]) == cell->width;
	if (!fits)
		memcpy(wide, L"?", 2 * sizeof(wchar_t));
	setcchar(&cc, wide, attrs, pair, NULL);
	mvwadd_wchnstr(stdscr, row, col, &cc, 1);
	if (!fits && cell->width == 2) {
		setcchar(&cc, L" ", attrs, pair, NULL);
		mvwadd_wchnstr(stdscr, row, col + 1, &cc, 1);
	}
}

static void
curses_flush(struct term *t)
{
	struct curses *c = t->own;
	size_t width = (size_t)t->cols * sizeof(struct cell), size = width * (size_t)t->rows;
	bool all = t->spoiled || c->shown == NULL || c->shown_rows != t->rows || c->shown_cols != t->cols;

	if (all) {
		free(c->shown);
		c->shown = calloc(1, size);
		c->shown_rows = t->rows;
		c->shown_cols = t->cols;
		clearok(stdscr, TRUE);
	}
	for (int row = 0; row < t->rows && row < LINES; row++) {
		const struct cell *cells = grid_cell(t, row, 0);
		struct cell *was = c->shown == NULL ? NULL : c->shown + (size_t)row * (size_t)t->cols;
		if (!all && was != NULL && memcmp(was, cells, width) == 0)
			continue;
		for (int col = 0; col < t->cols && col < COLS; col++)
			if (cells[col].width > 0)
				hand_over(c, &cells[col], row, col);
		if (was != NULL)
			memcpy(was, cells, width);
	}
	bool cursor = t->cursor_row >= 0 && t->cursor_row < t->rows && t->cursor_col >= 0 && t->cursor_col < t->cols;
	if (cursor)
		wmove(stdscr, t->cursor_row, t->cursor_col);
	curs_set(cursor ? 1 : 0);
	wrefresh(stdscr);
}

/* The next thing the library has for us, without waiting: input_next()'s source. */
static int
take(void *self, uint32_t *ch)
{
	wint_t w = 0;
	int rc = wget_wch(stdscr, &w);

	(void)self;
	if (rc == ERR)
		return INPUT_NONE;
	*ch = (uint32_t)w;
	return rc == KEY_CODE_YES ? INPUT_CODE : INPUT_CHAR;
}

static const struct {
	uint32_t curses;
	int code;
} codes[] = {
	{KEY_ENTER, K_ENTER},
	{KEY_BTAB, K_BACKTAB},
	{KEY_BACKSPACE, K_BACKSPACE},
	{KEY_DC, K_DELETE},
	{KEY_IC, K_INSERT},
	{KEY_HOME, K_HOME},
	{KEY_END, K_END},
	{KEY_PPAGE, K_PGUP},
	{KEY_NPAGE, K_PGDN},
	{KEY_UP, K_UP},
	{KEY_DOWN, K_DOWN},
	{KEY_LEFT, K_LEFT},
	{KEY_RIGHT, K_RIGHT},
	{KEY_A1, K_HOME},
	{KEY_A3, K_PGUP},
	{KEY_C1, K_END},
	{KEY_C3, K_PGDN},
	{KEY_FIND, K_HOME},
	{KEY_SELECT, K_END},
	{KEY_RESIZE, K_RESIZE},
};

static int
code_of(void *self, uint32_t curses)
{
	(void)self;
	if (curses >= (uint32_t)KEY_F(1) && curses <= (uint32_t)KEY_F(12))
		return K_F((int)curses - KEY_F(0));
	for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
		if (codes[i].curses == curses)
			return codes[i].code;
	return -1;
}

static struct key
curses_key(struct term *t, int timeout_ms)
{
	struct curses *c = t->own;
	struct key k = {K_TIMEOUT, 0};
	int silent = 0; /* times input was said to be there and none came: the terminal is gone */

	restore_hold();
	for (bool waited = false;;) {
		unsigned long before = c->input.taken;
		if (restore_asked() || silent >= 3) {
			k.code = K_EOF;
			break;
		}
		if (restore_continued()) {
			t->spoiled = true;
			putp(INPUT_PASTE_ON);
			fflush(stdout);
			term_flush(t);
		}
		if (input_next(&c->input, &k))
			break;
		if (c->input.taken != before)
			silent = 0;
		if (silent == 0 && waited) {
			c->input.pasting = false;
			break;
		}
		silent = restore_wait(STDIN_FILENO, timeout_ms) ? silent + 1 : 0;
		waited = true;
	}
	restore_release();
	if (k.code == K_RESIZE)
		grid_resize(t, LINES, COLS);
	return k;
}

/* Give the terminal back in order; also what runs at exit(). */
static void
leave(void)
{
	restore_disarm();
	putp(INPUT_PASTE_OFF);
	endwin();
	fflush(stdout);
}

static void
curses_close(struct term *t)
{
	struct curses *c = t->own;

	if (c == NULL)
		return;
	if (c->screen != NULL) {
		leave();
		delscreen(c->screen);
	}
	free(c->shown);
	free(c);
}

/* What a dying program writes: the library may not be called then. Delays ("$<5>") are left out. */
static void
compose_reset(struct curses *c)
{
	static const char *const names[] = {"sgr0", "rmkx", "cnorm", "rmcup"};
	size_t n = sizeof INPUT_PASTE_OFF - 1;

	memcpy(c->reset, INPUT_PASTE_OFF, n);
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		const char *s = tigetstr(names[i]);
		if (s == NULL || s == (const char *)-1)
			continue;
		for (; *s != '\0' && n + 1 < RESET_BYTES; s++) {
			const char *close = s[0] == '$' && s[1] == '<' ? strchr(s, '>') : NULL;
			if (close != NULL)
				s = close;
			else
				c->reset[n++] = *s;
		}
	}
	c->reset[n] = '\0';
}

static const struct term_kind curses_kind = {curses_flush, curses_key, curses_close};

static void
set_up(struct curses *c, bool colour)
{
	raw();
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	meta(stdscr, TRUE);
	wtimeout(stdscr, 0);
	set_escdelay(ESC_MS);
	if (colour)
		start_colours(c);
	putp(INPUT_PASTE_ON);
	fflush(stdout);
	c->input = (struct input){.take = take, .code = code_of};
}

/* Whether the terminal can put the cursor anywhere ("dumb" cannot). */
static bool
can_move(void)
{
	const char *cup = tigetstr("cup");

	return cup != NULL && cup != (const char *)-1;
}

struct term *
term_open_curses(bool colour, bool ascii, struct fault *f)
{
	struct term *t = grid_new(&curses_kind, TERM_LEAST_ROWS, TERM_LEAST_COLS);
	struct curses *c = t == NULL ? NULL : calloc(1, sizeof *c);

	if (t == NULL || c == NULL) {
		fault_memory(f);
		goto out;
	}
	t->own = c;
	t->ascii = ascii || strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		fault_set(f, EX_UNAVAILABLE, "%s",
			_("This program needs a terminal for its screen and keyboard; nothing was changed. Start it in "
			  "a terminal window."));
		goto out;
	}
	restore_note(STDOUT_FILENO);
	c->screen = newterm(NULL, stdout, stdin);
	if (c->screen != NULL && !can_move()) {
		endwin();
		delscreen(c->screen);
		c->screen = NULL;
	}
	if (c->screen == NULL) {
		fault_set(f, EX_UNAVAILABLE, "%s",
			_("This type of terminal cannot be drawn on; nothing was changed. Try again with TERM=xterm or "
			  "TERM=linux."));
		goto out;
	}
	compose_reset(c);
	restore_arm(c->reset, leave);
	set_up(c, colour);
	if (grid_resize(t, LINES, COLS) != 0) {
		fault_memory(f);
		goto out;
	}
	return t;
out:
	term_close(t);
	return NULL;
}
