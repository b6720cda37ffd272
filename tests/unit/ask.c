/* Asking for a line: from a pipe that a script prepared, and at a terminal that must not show it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

#include "ask.h"

/* A descriptor that gives these bytes. */
static int
given(const char *bytes, size_t n)
{
	int p[2];

	assert_int_equal(pipe(p), 0);
	assert_int_equal(write(p[1], bytes, n), (ssize_t)n);
	close(p[1]);
	return p[0];
}

static void
test_two_lines_on_one_descriptor(void **state)
{
	char out[ASK_ROOM];
	struct fault f = {0};
	int fd = given("first\r\nsecond", 13);

	(void)state;
	assert_int_equal(ask_secret("?", fd, out, sizeof out, &f), 0);
	assert_string_equal(out, "first");
	assert_int_equal(ask_line("?", fd, out, sizeof out, &f), 0);
	assert_string_equal(out, "second");
	assert_int_equal(ask_secret("?", fd, out, sizeof out, &f), -1);
	assert_int_equal(f.code, EX_NOINPUT);
	close(fd);
}

static void
refused(const char *bytes, size_t n, size_t room, int code)
{
	char out[16];
	struct fault f = {0};
	int fd = given(bytes, n);

	memset(out, 'x', sizeof out);
	assert_int_equal(ask_secret("?", fd, out, room, &f), -1);
	assert_int_equal(f.code, code);
	assert_int_equal(out[0], '\0');
	assert_null(strstr(f.text, "secret"));
	close(fd);
}

static void
test_refused(void **state)
{
	(void)state;
	refused("\n", 1, 16, EX_DATAERR);
	refused("secret7\n", 8, 7, EX_DATAERR);
	refused("secr\0et\n", 8, 16, EX_DATAERR);
	refused("", 0, 16, EX_NOINPUT);
}

static void
test_full_room(void **state)
{
	char out[8];
	struct fault f = {0};
	int fd = given("secret7\n", 8);

	(void)state;
	assert_int_equal(ask_secret("?", fd, out, sizeof out, &f), 0);
	assert_string_equal(out, "secret7");
	close(fd);
}

/* The other side of a terminal: waits for the prompt, types, and gives back all that was shown. */
static void
person(int master, int report)
{
	char shown[256];
	size_t n = 0;
	ssize_t got;

	while (n < sizeof shown && (got = read(master, shown + n, 1)) == 1 && shown[n++] != '?')
		continue;
	if (write(master, "typed\n", 6) != 6)
		_exit(1);
	while (n < sizeof shown && (got = read(master, shown + n, 1)) == 1 && shown[n++] != '.')
		continue;
	_exit(write(report, shown, n) == (ssize_t)n ? 0 : 1);
}

static void
at_terminal(int (*ask)(const char *, int, char *, size_t, struct fault *), bool shown)
{
	char out[ASK_ROOM], seen[257] = {0};
	struct fault f = {0};
	struct termios before, after;
	int p[2], status, master = posix_openpt(O_RDWR | O_NOCTTY);

	assert_true(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0 && pipe(p) == 0);
	int slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	assert_true(slave >= 0);
	pid_t child = fork();
	if (child == 0)
		person(master, p[1]);
	assert_int_equal(tcgetattr(slave, &before), 0);
	assert_int_equal(ask("Pass?", slave, out, sizeof out, &f), 0);
	assert_int_equal(tcgetattr(slave, &after), 0);
	assert_string_equal(out, "typed");
	assert_int_equal(before.c_lflag, after.c_lflag);
	assert_int_equal(write(slave, ".", 1), 1);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_true(read(p[0], seen, 256) > 0);
	assert_memory_equal(seen, "Pass?", 5);
	assert_int_equal(strstr(seen, "typed") != NULL, shown);
	close(slave);
	close(master);
	close(p[0]);
	close(p[1]);
}

static void
test_terminal(void **state)
{
	(void)state;
	at_terminal(ask_secret, false);
	at_terminal(ask_line, true);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_two_lines_on_one_descriptor),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_full_room),
		cmocka_unit_test(test_terminal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
