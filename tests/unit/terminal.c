#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "buf.h"
#include "term.h"
#include "words.h"

/* The real terminal, on the far side of a pseudo-terminal: what it hears, and how it is left. */

#define PATIENCE_MS 20000

struct far {
	int master, slave, keys; /* ${keys}: names of the keys the child got, one per line */
	pid_t child;
	struct termios before;
	struct buf out;
};

/* In the child: tell every key; 'E' exits, 'A' aborts, 'S' crashes, no more keys closes in order. */
static _Noreturn void
child(int told)
{
	static struct term *t; /* still reachable when exit() is called */
	struct fault f = {0};
	char name[KEY_NAME];

	words_open(NULL);
	if ((t = term_open_curses(true, false, &f)) == NULL)
		_exit(9);
	for (;;) {
		term_say(t, 0, 0, 20, TERM_TITLE, "\033]0;x\007防贫");
		term_flush(t);
		struct key k = term_key(t, -1);
		if (k.code == K_TIMEOUT)
			continue;
		if (k.code == K_EOF)
			break;
		dprintf(told, "%s\n", key_label(key_value(k), name));
		if (k.ch == 'E')
			exit(3);
		if (k.ch == 'A')
			abort();
		if (k.ch == 'S')
			raise(SIGSEGV);
	}
	term_close(t);
	_exit(0);
}

static void
far_open(struct far *f)
{
	struct winsize size = {.ws_row = 24, .ws_col = 80};
	int told[2];

	*f = (struct far){.master = posix_openpt(O_RDWR | O_NOCTTY)};
	assert_true(f->master >= 0 && grantpt(f->master) == 0 && unlockpt(f->master) == 0);
	f->slave = open(ptsname(f->master), O_RDWR | O_NOCTTY);
	assert_true(f->slave >= 0 && pipe(told) == 0);
	assert_int_equal(ioctl(f->slave, TIOCSWINSZ, &size), 0);
	assert_int_equal(tcgetattr(f->slave, &f->before), 0);
	f->child = fork();
	assert_true(f->child >= 0);
	if (f->child == 0) {
		setsid();
		ioctl(f->slave, TIOCSCTTY, 0);
		for (int fd = 0; fd < 3; fd++)
			dup2(f->slave, fd);
		close(told[0]);
		close(f->master);
		close(f->slave);
		setenv("TERM", "xterm", 1);
		unsetenv("ESCDELAY");
		child(told[1]);
	}
	close(told[1]);
	f->keys = told[0];
}

static bool
heard(const struct far *f, const char *what)
{
	return f->out.len > 0 && memmem(f->out.data, f->out.len, what, strlen(what)) != NULL;
}

/* Collect what is drawn until ${what} was (NULL: until the child is gone). */
static void
far_read(struct far *f, const char *what)
{
	char bytes[4096];

	while (what == NULL || !heard(f, what)) {
		struct pollfd p[2] = {{.fd = f->master, .events = POLLIN}, {.fd = f->keys, .events = POLLIN}};
		int told = 1;
		assert_true(poll(p, 2, PATIENCE_MS) > 0);
		if (p[1].revents != 0) {
			ssize_t n = read(f->keys, bytes, sizeof bytes);
			told = n > 0;
			if (n > 0)
				buf_add(&f->out, bytes, (size_t)n);
		}
		if (p[0].revents & POLLIN) {
			ssize_t n = read(f->master, bytes, sizeof bytes);
			if (n > 0)
				buf_add(&f->out, bytes, (size_t)n);
		} else if (!told) {
			assert_null(what);
			return;
		}
	}
}

static void
far_type(struct far *f, const char *keys, const char *until)
{
	assert_int_equal(write(f->master, keys, strlen(keys)), strlen(keys));
	far_read(f, until);
}

/* Whether the terminal is left as it was found; gives the child's wait status. */
static int
far_close(struct far *f)
{
	struct termios after;
	int status = 0;

	far_read(f, NULL);
	assert_int_equal(waitpid(f->child, &status, 0), f->child);
	assert_int_equal(tcgetattr(f->slave, &after), 0);
	assert_int_equal(after.c_lflag, f->before.c_lflag);
	assert_int_equal(after.c_iflag, f->before.c_iflag);
	assert_int_equal(after.c_oflag, f->before.c_oflag);
	assert_true(heard(f, "\033[?1049l")); /* the screen before is back */
	assert_true(heard(f, "\033[?2004l")); /* pasting as before */
	assert_false(heard(f, "\033]0;x"));
	buf_free(&f->out);
	close(f->master);
	close(f->slave);
	close(f->keys);
	return status;
}

static void
keys_arrive_and_nothing_kills(void **state)
{
	struct far f;

	(void)state;
	far_open(&f);
	far_read(&f, "防贫");
	far_type(&f, "\x03", "Ctrl-C\n");
	far_type(&f, "\x1A", "Ctrl-Z\n");
	far_type(&f, "\x1C\x11\x13", "Ctrl-S\n"); /* flow control is off */
	far_type(&f, "\033OA", "Up\n");
	far_type(&f, "\033[B", "Down\n");
	far_type(&f, "\033", "Esc\n");
	far_type(&f, "\xF0\xA0\xAE\xB7", "\xF0\xA0\xAE\xB7\n");
	far_type(&f, "\033[200~z\rz\033[201~", "Paste\nPaste\nPaste\n");
	far_type(&f, "\033[I\033]11;rgb:0/0/0\007w", "w\n");
	kill(f.child, SIGWINCH);
	far_type(&f, "v", "v\n");
	kill(f.child, SIGTERM);
	assert_int_equal(far_close(&f), 0);
}

static void
terminal_is_restored_whatever_happens(void **state)
{
	static const struct {
		const char *key;
		int status;
	} ends[] = {{"E", 3 << 8}, {"A", SIGABRT}, {"S", -1}};

	(void)state;
	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		struct far f;
		far_open(&f);
		far_read(&f, "防贫");
		far_type(&f, ends[i].key, "\n");
		int status = far_close(&f) & ~0x80; /* without the mark of a core file */
		/* A sanitizer may take the crash over after us and exit in its own way. */
		assert_true(ends[i].status < 0 ? status != 0 : status == ends[i].status);
	}
}

static void
a_hung_up_terminal_ends_in_order(void **state)
{
	struct far f;
	int status;

	(void)state;
	far_open(&f);
	far_read(&f, "防贫");
	close(f.master);
	assert_int_equal(waitpid(f.child, &status, 0), f.child);
	assert_int_equal(status, 0);
	close(f.slave);
	close(f.keys);
	buf_free(&f.out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_arrive_and_nothing_kills),
		cmocka_unit_test(terminal_is_restored_whatever_happens),
		cmocka_unit_test(a_hung_up_terminal_ends_in_order),
	};

	/* A child that hangs must not hang the run. */
	alarm(120);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
