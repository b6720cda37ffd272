#include "loop.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bar.h"
#include "help.h"
#include "text.h"
#include "words.h"
#include "wrap.h"

#define STATUS_MS 30000 /* the status at the top right is looked at this often */
#define MESSAGE 2304

enum { ASK_YES = 1, ASK_NO };

static const struct action ask_actions[] = {
	{ASK_YES, 'y', K_F(2), N_("Yes"), NULL, 0},
	{ASK_NO, 'n', K_ESC, N_("No"), NULL, 0},
};

#define ASK_ACTIONS (sizeof ask_actions / sizeof ask_actions[0])

struct loop {
	struct term *term;
	const struct world *world;
	const struct loop_program *program;
	struct screen *top, *pushed, *locked;
	int lock_ms, silent_ms; /* waits without a key since the last one */
	int64_t last_key;       /* by the clock */
	struct screen *asking;  /* whose question is open */
	int ask_id;
	unsigned attr;
	char message[MESSAGE];
	bool dirty, quit;
	struct buf left, right;
};

struct loop *
loop_new(struct term *t, const struct world *w, const struct loop_program *program)
{
	struct loop *l = calloc(1, sizeof *l);

	if (l == NULL)
		return NULL;
	l->term = t;
	l->world = w;
	l->program = program;
	return l;
}

void
loop_free(struct loop *l)
{
	if (l == NULL)
		return;
	/* Titles and messages name people. */
	buf_wipe(&l->left);
	buf_wipe(&l->right);
	explicit_bzero(l->message, sizeof l->message);
	free(l);
}

void
loop_lock_after(struct loop *l, int ms)
{
	l->lock_ms = ms > 0 ? ms : 0;
}

struct term *
loop_term(struct loop *l)
{
	return l->term;
}

const struct world *
loop_world(struct loop *l)
{
	return l->world;
}

struct screen *
loop_top(struct loop *l)
{
	return l->top;
}

void
loop_say(struct loop *l, unsigned attr, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(l->message, sizeof l->message, fmt, ap);
	va_end(ap);
	l->attr = attr;
	l->asking = NULL;
	l->dirty = true;
}

enum reaction
loop_fault(struct loop *l, const struct fault *f)
{
	loop_say(l, TERM_MARK_ERROR, "%s", f->text);
	return SCREEN_REDRAW;
}

enum reaction
loop_ask(struct loop *l, struct screen *s, int id, const char *question)
{
	loop_say(l, TERM_MARK_WARN, "%s", question);
	l->asking = s;
	l->ask_id = id;
	return SCREEN_REDRAW;
}

enum reaction
loop_push(struct loop *l, struct screen *s)
{
	if (s == NULL) {
		struct fault f = {0};
		fault_memory(&f);
		return loop_fault(l, &f);
	}
	if (l->pushed != NULL)
		l->pushed->kind->close(l->pushed);
	l->pushed = s;
	return SCREEN_PUSH;
}

static bool
asks(const struct loop *l)
{
	return l->asking != NULL && l->asking == l->top;
}

/* The message over the last rows of the body, all of it if need be: its end says what to do. */
static void
draw_message(struct loop *l)
{
	struct term *t = l->term;
	const char *s = l->message;
	size_t n = strlen(s), next, lines;
	int width = term_cols(t) - 2, most = term_rows(t) - 2, row;

	/* A question waits under the lock screen, unread. */
	if (n == 0 || (l->asking != NULL && !asks(l)))
		return;
	lines = wrap_count(s, n, width);
	row = term_rows(t) - 1 - (lines < (size_t)most ? (int)lines : most);
	for (; row < term_rows(t) - 1; row++) {
		size_t len = text_wrap(s, n, width, &next);
		term_field(t, row, 0, 1, l->attr, "", 0);
		term_field(t, row, 1, width + 1, l->attr, s, len);
		s += next;
		n -= next;
	}
	if (asks(l))
		term_cursor(t, -1, -1);
}

static void
draw_too_small(struct loop *l)
{
	char text[256];

	snprintf(text, sizeof text,
		_("This window is too small: %d x %d. Please enlarge it to %d x %d; everything is kept."),
		term_cols(l->term), term_rows(l->term), TERM_LEAST_COLS, TERM_LEAST_ROWS);
	wrap_draw(l->term, term_area(l->term), TERM_PLAIN, text);
}

static unsigned
have_of(struct screen *s)
{
	return s->kind->have == NULL ? 0 : s->kind->have(s);
}

static unsigned
program_have(const struct loop *l)
{
	return l->program->have == NULL ? 0 : l->program->have(l->program->self);
}

static void
draw(struct loop *l)
{
	struct term *t = l->term;
	struct screen *s = l->top;

	term_clear(t);
	if (term_too_small(t)) {
		draw_too_small(l);
	} else {
		struct area body = {1, 0, term_rows(t) - 2, term_cols(t)};
		buf_reset(&l->left);
		buf_reset(&l->right);
		if (s->kind->title != NULL)
			s->kind->title(s, &l->left, &l->right);
		if (l->right.len == 0 && l->program->status != NULL && !s->kind->alone)
			l->program->status(l->program->self, &l->right);
		s->kind->draw(s, t, body);
		bar_top(t, 0, buf_str(&l->left), buf_str(&l->right));
		if (asks(l))
			bar_keys(t, term_rows(t) - 1, ask_actions, ASK_ACTIONS, 0, false, false);
		else
			bar_keys(t, term_rows(t) - 1, s->kind->actions, s->kind->n_actions, have_of(s), !s->kind->alone,
				s->kind->typing != NULL && s->kind->typing(s));
		draw_message(l);
	}
	term_flush(t);
	l->dirty = false;
}

static void
close_top(struct loop *l)
{
	struct screen *s = l->top;

	l->top = s->below;
	if (l->locked == s)
		l->locked = NULL;
	if (l->asking == s) {
		l->asking = NULL;
		l->message[0] = '\0';
	}
	s->kind->close(s);
	l->dirty = true;
}

static void
lay_over(struct loop *l, struct screen *s)
{
	s->below = l->top;
	l->top = s;
	l->dirty = true;
}

/* Lay the screen given to loop_push(), if there is one. */
static bool
lay_pushed(struct loop *l)
{
	struct screen *s = l->pushed;

	if (s == NULL)
		return false;
	l->pushed = NULL;
	lay_over(l, s);
	return true;
}

static void
lock(struct loop *l)
{
	struct screen *s = l->locked != NULL || l->program->lock == NULL ? NULL : l->program->lock(l->program->self);

	if (s == NULL)
		return;
	if (l->asking == NULL)
		l->message[0] = '\0';
	l->locked = s;
	lay_over(l, s);
}

static void
obey(struct loop *l, enum reaction r)
{
	while (l->top != NULL) {
		switch (r) {
		case SCREEN_REDRAW:
			l->dirty = true;
			return;
		case SCREEN_PUSH:
			lay_pushed(l);
			return;
		case SCREEN_QUIT:
			l->quit = true;
			return;
		case SCREEN_LOCK:
			lock(l);
			return;
		case SCREEN_POP:
			close_top(l);
			if (lay_pushed(l))
				return;
			/* The screen below may want to go too, or open another. */
			if (l->top == NULL || l->top->kind->back == NULL)
				return;
			r = l->top->kind->back(l->top, l);
			break;
		case SCREEN_IGNORED:
		case SCREEN_STAY:
		default:
			return;
		}
	}
}

static enum reaction
answer(struct loop *l, struct key k)
{
	struct screen *s = l->asking;
	const struct action *a = action_find(ask_actions, ASK_ACTIONS, k, 0);

	if (a == NULL)
		return SCREEN_STAY;
	l->asking = NULL;
	l->message[0] = '\0';
	l->dirty = true;
	return a->id == ASK_YES ? s->kind->act(s, l, l->ask_id) : SCREEN_STAY;
}

static enum reaction
own_key(struct loop *l, int value)
{
	const struct loop_program *p = l->program;

	if (value == K_CTRL('l')) {
		term_spoiled(l->term);
		return SCREEN_REDRAW;
	}
	if ((value == '?' || value == K_F(1)) && !l->top->kind->alone)
		return loop_push(l, help_screen(l->top, p->actions, p->n_actions, program_have(l)));
	return SCREEN_IGNORED;
}

static enum reaction
pass_on(struct loop *l, struct key k)
{
	struct screen *s = l->top;
	const struct loop_program *p = l->program;
	const struct action *a;

	if (asks(l))
		return answer(l, k);
	if (l->message[0] != '\0' && l->asking == NULL) {
		l->message[0] = '\0';
		l->dirty = true;
	}
	enum reaction r = s->kind->key == NULL ? SCREEN_IGNORED : s->kind->key(s, l, k);
	if (r != SCREEN_IGNORED)
		return r;
	if ((a = action_find(s->kind->actions, s->kind->n_actions, k, have_of(s))) != NULL)
		return s->kind->act(s, l, a->id);
	if (!s->kind->alone && (a = action_find(p->actions, p->n_actions, k, program_have(l))) != NULL &&
		p->act != NULL)
		return p->act(p->self, l, a->id);
	return own_key(l, key_value(k));
}

/* Milliseconds until nobody has been there for too long; INT_MAX when that never comes. */
static int
until_lock(struct loop *l)
{
	if (l->lock_ms == 0 || l->locked != NULL || l->program->lock == NULL)
		return INT_MAX;
	int64_t gone = l->world->now(l->world->self) - l->last_key;
	if (gone < l->silent_ms)
		gone = l->silent_ms;
	return gone >= l->lock_ms ? 0 : l->lock_ms - (int)gone;
}

static void
somebody_is_there(struct loop *l)
{
	l->silent_ms = 0;
	l->last_key = l->world->now(l->world->self);
}

/* One wait for a key and what follows from it; false when no key will ever come. */
static bool
turn(struct loop *l)
{
	struct screen *s = l->top;
	int wait = s->kind->wait == NULL || s->kind->idle == NULL ? -1 : s->kind->wait(s), left = until_lock(l);
	int timeout = left < STATUS_MS ? left : STATUS_MS;

	if (wait == 0) {
		somebody_is_there(l);
		left = INT_MAX;
	}
	if (wait >= 0 && wait < timeout)
		timeout = wait;
	struct key k = left == 0 ? (struct key){K_TIMEOUT, 0} : term_key(l->term, timeout);
	switch (k.code) {
	case K_EOF:
		return false;
	case K_RESIZE:
		for (; s != NULL; s = s->below)
			if (s->kind->resize != NULL)
				s->kind->resize(s, term_rows(l->term), term_cols(l->term));
		l->dirty = true;
		return true;
	case K_TIMEOUT:
		l->silent_ms = l->silent_ms > INT_MAX - timeout ? INT_MAX : l->silent_ms + timeout;
		if (until_lock(l) == 0)
			lock(l);
		else if (wait >= 0 && wait <= timeout)
			obey(l, s->kind->idle(s, l));
		else
			l->dirty = true;
		return true;
	default:
		break;
	}
	/*
	 * Time may have passed unseen, with the lid closed: the first key then must not reach a screen nobody guards.
	 */
	if (until_lock(l) == 0) {
		lock(l);
		if (l->locked != NULL)
			return true;
	}
	somebody_is_there(l);
	if (!term_too_small(l->term))
		obey(l, pass_on(l, k));
	return true;
}

int
loop_run(struct loop *l, struct screen *first)
{
	bool there = true;

	l->quit = false;
	somebody_is_there(l);
	lay_over(l, first);
	while (there && l->top != NULL && !l->quit) {
		if (l->dirty)
			draw(l);
		there = turn(l);
	}
	while (lay_pushed(l) || l->top != NULL)
		close_top(l);
	return there ? 0 : 1;
}
