#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "action.h"
#include "buf.h"
#include "edit.h"
#include "loop.h"
#include "memory.h"
#include "world.h"

/* A screen that writes down what happens to it. */
struct probe {
	struct screen screen;
	struct log {
		struct buf text;
		int idles, drawn;
		struct term *term;
		struct buf picture; /* taken at the next wait, when drawing is over */
	} * log;
	const char *name;
	char field[32];
	struct edit edit;
	bool typing;
};

enum { OPEN = 1, BACK, QUIT, LOCK, ASK, VOID_IT, TYPE, REPLACE, FAIL, SECRET };

static const struct action actions[] = {
	{OPEN, K_ENTER, 0, "Open", NULL, 0},
	{BACK, K_ESC, 0, "Back", "Goes back to the list.", 0},
	{QUIT, 'Q', K_F(10), "Quit", NULL, 0},
	{LOCK, 'q', K_F(12), "Lock", NULL, 0},
	{ASK, 'd', K_F(8), "Void", NULL, 0},
	{TYPE, 't', K_F(4), NULL, "Type a text.", 0},
	{REPLACE, 'r', K_F(5), NULL, NULL, 0},
	{FAIL, 'f', K_F(6), NULL, NULL, 0},
	{SECRET, 's', K_F(7), "Secret", NULL, 4},
};

static struct screen *probe_new(struct log *log, const char *name, bool alone);

static void
note(struct screen *s, const char *what)
{
	struct probe *p = (struct probe *)s;

	buf_printf(&p->log->text, "%s.%s ", p->name, what);
}

static void
probe_title(struct screen *s, struct buf *left, struct buf *right)
{
	(void)right;
	buf_text(left, ((struct probe *)s)->name);
}

static void
probe_draw(struct screen *s, struct term *t, struct area a)
{
	struct probe *p = (struct probe *)s;

	p->log->drawn++;
	term_say(t, a.row, a.col, a.cols, TERM_PLAIN, p->field);
	if (p->typing)
		edit_draw(&p->edit, t, a.row, a.col, 20, TERM_FIELD, true);
}

static enum reaction
probe_key(struct screen *s, struct loop *l, struct key k)
{
	struct probe *p = (struct probe *)s;

	(void)l;
	if (!p->typing)
		return SCREEN_IGNORED;
	switch (edit_key(&p->edit, k)) {
	case EDIT_IGNORED:
		return SCREEN_IGNORED;
	case EDIT_DONE:
	case EDIT_CANCEL:
		p->typing = false;
		return SCREEN_REDRAW;
	case EDIT_MOVED:
	case EDIT_CHANGED:
	default:
		return SCREEN_REDRAW;
	}
}

static enum reaction
probe_act(struct screen *s, struct loop *l, int id)
{
	struct probe *p = (struct probe *)s;
	char text[16];

	snprintf(text, sizeof text, "%d", id);
	note(s, text);
	switch (id) {
	case OPEN:
		return loop_push(l, probe_new(p->log, p->name[0] == 'A' ? "B" : "C", false));
	case BACK:
		return SCREEN_POP;
	case QUIT:
		return SCREEN_QUIT;
	case LOCK:
		return SCREEN_LOCK;
	case ASK:
		return loop_ask(l, s, VOID_IT, "Void the household?");
	case VOID_IT:
		loop_say(l, TERM_MARK_OK, "Voided.");
		return SCREEN_REDRAW;
	case TYPE:
		p->typing = true;
		edit_open(&p->edit, p->field, sizeof p->field, 0);
		return SCREEN_REDRAW;
	case REPLACE:
		loop_push(l, probe_new(p->log, "R", false));
		return SCREEN_POP;
	case FAIL:
		return loop_push(l, NULL);
	default:
		return SCREEN_STAY;
	}
}

static enum reaction
probe_back(struct screen *s, struct loop *l)
{
	(void)l;
	note(s, "back");
	return SCREEN_REDRAW;
}

static int
probe_wait(struct screen *s)
{
	return ((struct probe *)s)->name[0] == 'B' ? 100 : -1;
}

static enum reaction
probe_idle(struct screen *s, struct loop *l)
{
	(void)l;
	((struct probe *)s)->log->idles++;
	return SCREEN_STAY;
}

static void
probe_close(struct screen *s)
{
	struct probe *p = (struct probe *)s;

	note(s, "close");
	buf_reset(&p->log->picture);
	term_memory_dump(p->log->term, &p->log->picture);
	free(p);
}

#define PROBE                                                                                                          \
	.name = "Probe", .actions = actions, .n_actions = sizeof actions / sizeof actions[0], .title = probe_title,    \
	.draw = probe_draw, .key = probe_key, .act = probe_act, .back = probe_back, .wait = probe_wait,                \
	.idle = probe_idle, .close = probe_close

static const struct screen_kind probe_kind = {PROBE};
static const struct screen_kind alone_kind = {PROBE, .alone = true};

static struct screen *
probe_new(struct log *log, const char *name, bool alone)
{
	struct probe *p = calloc(1, sizeof *p);

	assert_non_null(p);
	p->screen.kind = alone ? &alone_kind : &probe_kind;
	p->log = log;
	p->name = name;
	return &p->screen;
}

static const struct action everywhere[] = {{1, K_CTRL('z'), 0, NULL, "Undo", 0}};

static enum reaction
undo(void *self, struct loop *l, int id)
{
	struct log *log = self;

	(void)id;
	buf_text(&log->text, "undo ");
	loop_say(l, TERM_PLAIN, "Undone.");
	return SCREEN_REDRAW;
}

static void
status(void *self, struct buf *right)
{
	(void)self;
	buf_text(right, "saved 10:32");
}

static struct screen *
lock_screen(void *self)
{
	return probe_new(self, "L", true);
}

/* Run a probe "A" through a script; the log of what happened and the last picture. */
static int
run(struct log *log, int rows, int cols, const char *script, int lock_ms)
{
	struct loop_program program = {
		.actions = everywhere, .n_actions = 1, .act = undo, .status = status, .lock = lock_screen, .self = log};
	struct world_seed seed;
	struct world w = world_seeded(&seed, 1, 0);
	struct term *t = term_open_memory(rows, cols);
	struct loop *l = loop_new(t, &w, &program);

	*log = (struct log){.term = t};
	assert_int_equal(term_memory_keys(t, script), 0);
	loop_lock_after(l, lock_ms);
	int rc = loop_run(l, probe_new(log, "A", false));
	assert_true(term_memory_flushes(t) >= log->drawn);
	loop_free(l);
	term_close(t);
	return rc;
}

static void
done(struct log *log)
{
	buf_free(&log->text);
	buf_free(&log->picture);
}

static void
screens_stack_and_close(void **state)
{
	struct log log;

	(void)state;
	assert_int_equal(run(&log, 24, 80, "<Enter><Enter><Esc>Q", 0), 0);
	assert_string_equal(buf_str(&log.text), "A.1 B.1 C.2 C.close B.back B.3 B.close A.close ");
	done(&log);
	assert_int_equal(run(&log, 24, 80, "<Esc>x", 0), 0);
	assert_string_equal(buf_str(&log.text), "A.2 A.close ");
	done(&log);
	assert_int_equal(run(&log, 24, 80, "<Enter>", 0), 1); /* the terminal goes away */
	assert_string_equal(buf_str(&log.text), "A.1 B.close A.close ");
	done(&log);
	assert_int_equal(run(&log, 24, 80, "<Enter>r<Esc>", 0), 1);
	assert_string_equal(buf_str(&log.text), "A.1 B.8 B.close R.2 R.close A.back A.close ");
	done(&log);
}

static void
frame_shows_title_status_and_keys(void **state)
{
	struct log log;
	struct buf want = {0};

	(void)state;
	run(&log, 24, 80, "t李芳<Enter><C-z>", 0);
	buf_printf(&want, " A%66ssaved 10:32\n李芳\n", "");
	for (int i = 0; i < 20; i++)
		buf_byte(&want, '\n');
	buf_text(&want, " Undone.\n Enter Open  Esc Back  Q Quit  q Lock  d Void  ? Help\n");
	assert_string_equal(buf_str(&log.picture), buf_str(&want));
	buf_free(&want);
	done(&log);
}

static void
fields_take_letters_before_actions(void **state)
{
	struct log log;

	(void)state;
	run(&log, 24, 80, "tQ?q<Enter>", 0);
	assert_non_null(strstr(buf_str(&log.picture), "\nQ?q\n"));
	assert_string_equal(buf_str(&log.text), "A.7 A.close ");
	done(&log);
	run(&log, 24, 80, "s<F7>", 0); /* needs what does not hold */
	assert_string_equal(buf_str(&log.text), "A.close ");
	done(&log);
}

static void
only_changes_are_drawn(void **state)
{
	struct log log;

	(void)state;
	run(&log, 24, 80, "xxxx", 0);
	assert_int_equal(log.drawn, 1);
	done(&log);
}

static void
questions_take_yes_or_no_only(void **state)
{
	struct log log;

	(void)state;
	run(&log, 24, 80, "dQ<Enter>?", 0);
	assert_string_equal(buf_str(&log.text), "A.5 A.close ");
	assert_non_null(strstr(buf_str(&log.picture), "\n Void the household?\n y Yes  n No\n"));
	done(&log);
	run(&log, 24, 80, "dy", 0);
	assert_string_equal(buf_str(&log.text), "A.5 A.6 A.close ");
	assert_non_null(strstr(buf_str(&log.picture), "\n Voided.\n"));
	done(&log);
	run(&log, 24, 80, "d<F2>x", 0); /* the message goes with the next key */
	assert_null(strstr(buf_str(&log.picture), "Voided"));
	done(&log);
	run(&log, 24, 80, "d<Esc>", 0);
	assert_string_equal(buf_str(&log.text), "A.5 A.close ");
	assert_null(strstr(buf_str(&log.picture), "household"));
	done(&log);
	run(&log, 24, 80, "f", 0);
	assert_non_null(strstr(buf_str(&log.picture), "memory"));
	done(&log);
}

static void
help_comes_from_the_tables(void **state)
{
	struct log log;
	static const char want[] = "Enter           Open\n"
				   " Esc             Back  Goes back to the list.\n"
				   " Q, F10          Quit\n"
				   " q, F12          Lock\n"
				   " d, F8           Void\n"
				   " t, F4           Type a text.\n";

	(void)state;
	/* Closed by the end of keys with help on top: the picture is the help page. */
	run(&log, 24, 80, "?<Down>", 0);
	assert_non_null(strstr(buf_str(&log.picture), want));
	assert_non_null(strstr(buf_str(&log.picture), "Ctrl-Z          Undo\n"));
	assert_null(strstr(buf_str(&log.picture), "Secret"));
	done(&log);
	run(&log, 24, 80, "<F1><Esc>", 0);
	assert_string_equal(buf_str(&log.text), "A.back A.close ");
	done(&log);
}

static void
silence_locks_and_unlocks_to_the_same_place(void **state)
{
	struct log log;

	(void)state;
	/* Two waits of half a minute; then nothing of the program works until the lock screen closes. */
	run(&log, 24, 80, "<Enter>tab<Timeout*1000>?<C-z><Esc>c<Enter>", 60000);
	assert_string_equal(buf_str(&log.text), "A.1 B.7 L.2 L.close B.back B.close A.close ");
	assert_non_null(strstr(buf_str(&log.picture), "\nabc\n"));
	assert_int_not_equal(log.idles, 0);
	done(&log);
	run(&log, 24, 80, "dq<F12>n<F12>", 0);
	assert_string_equal(buf_str(&log.text), "A.5 A.4 L.close A.close ");
	assert_null(strstr(buf_str(&log.picture), "saved"));
	done(&log);
	/* A question stays unread under the lock. */
	run(&log, 24, 80, "d<Timeout*100>", 60000);
	assert_null(strstr(buf_str(&log.picture), "household"));
	done(&log);
	run(&log, 24, 80, "d<Timeout*100><Esc>y", 60000);
	assert_string_equal(buf_str(&log.text), "A.5 L.2 L.close A.back A.6 A.close ");
	done(&log);
	/* The clock alone locks too: each look at it takes a second, and the first late key is not passed on. */
	run(&log, 24, 80, "Q", 1500);
	assert_string_equal(buf_str(&log.text), "L.close A.close ");
	done(&log);
}

static void
small_terminals_get_a_request_only(void **state)
{
	struct log log;

	(void)state;
	run(&log, 24, 79, "<Enter>Q", 0);
	assert_string_equal(buf_str(&log.text), "A.close ");
	assert_string_equal(buf_str(&log.picture),
		"This window is too small: 79 x 24. Please enlarge it to 80 x 24; everything is\nkept.\n");
	done(&log);
	run(&log, 24, 80, "tab<Resize 20x5>c<Resize 80x24>d<Enter>", 0);
	assert_non_null(strstr(buf_str(&log.picture), "\nabd\n"));
	done(&log);
}

static void
no_key_does_two_things(void **state)
{
	static const struct action twice[] = {{1, 'a', K_F(2), "A", NULL, 0}, {2, 'b', K_F(2), "B", NULL, 1}};
	static const struct action help_taken[] = {{1, 'a', K_F(1), "A", NULL, 0}};
	static const struct action bare[] = {
		{1, '/', 0, "Find", NULL, 0}, {2, K_ENTER, 0, "A", NULL, 0}, {3, 'b', 0, "B", NULL, 0}};
	size_t i, j;

	(void)state;
	assert_false(action_clash(actions, sizeof actions / sizeof actions[0], &i, &j));
	assert_true(action_clash(twice, 2, &i, &j));
	assert_int_equal(i, 1);
	assert_int_equal(j, 0);
	assert_true(action_clash(help_taken, 1, &i, &j));
	assert_true(action_twinned(twice, 2, &i));
	assert_false(action_twinned(bare, 3, &i));
	assert_int_equal(i, 2);
	assert_ptr_equal(action_find(twice, 2, (struct key){K_CHAR, 0xFF42}, 1), &twice[1]);
	assert_null(action_find(twice, 2, (struct key){K_CHAR, 'b'}, 0));
	/* Text pasted in the wrong place is no command. */
	assert_null(action_find(twice, 2, (struct key){K_PASTE, 'b'}, 1));
	assert_ptr_equal(action_by_id(twice, 2, 2), &twice[1]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(screens_stack_and_close),
		cmocka_unit_test(frame_shows_title_status_and_keys),
		cmocka_unit_test(fields_take_letters_before_actions),
		cmocka_unit_test(only_changes_are_drawn),
		cmocka_unit_test(questions_take_yes_or_no_only),
		cmocka_unit_test(help_comes_from_the_tables),
		cmocka_unit_test(silence_locks_and_unlocks_to_the_same_place),
		cmocka_unit_test(small_terminals_get_a_request_only),
		cmocka_unit_test(no_key_does_two_things),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
