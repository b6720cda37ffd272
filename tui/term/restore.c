#include "restore.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static const int deadly[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGQUIT, SIGSYS};
static const int asking[] = {SIGTERM, SIGHUP, SIGINT};

#define DEADLY (sizeof deadly / sizeof deadly[0])
#define ASKING (sizeof asking / sizeof asking[0])

static struct {
	volatile sig_atomic_t armed, asked, continued;
	int fd;
	bool line; /* the line settings could be read */
	struct termios was;
	const char *reset;
	size_t reset_len;
	void (*leave)(void);
	bool at_exit;
	struct sigaction deadly[DEADLY], asking[ASKING], cont;
	sigset_t before;
	unsigned char stack[32768]; /* a handler for a full stack needs another one */
} state;

static void
on_deadly(int sig)
{
	if (state.armed) {
		state.armed = 0;
		ssize_t ignored = write(state.fd, state.reset, state.reset_len);
		(void)ignored;
		if (state.line)
			tcsetattr(state.fd, TCSANOW, &state.was);
	}
	for (size_t i = 0; i < DEADLY; i++)
		if (deadly[i] == sig)
			sigaction(sig, &state.deadly[i], NULL);
	raise(sig);
}

static void
on_asking(int sig)
{
	(void)sig;
	state.asked = 1;
}

static void
on_continued(int sig)
{
	(void)sig;
	state.continued = 1;
}

static void
on_exit_(void)
{
	if (state.armed && state.leave != NULL)
		state.leave();
}

void
restore_note(int fd)
{
	state.fd = fd;
	state.line = tcgetattr(fd, &state.was) == 0;
}

void
restore_arm(const char *reset, void (*leave)(void))
{
	struct sigaction sa = {.sa_handler = on_deadly, .sa_flags = SA_ONSTACK};
	stack_t stack = {.ss_sp = state.stack, .ss_size = sizeof state.stack}, old;

	state.reset = reset;
	state.reset_len = strlen(reset);
	state.leave = leave;
	state.asked = state.continued = 0;
	if (!state.at_exit && atexit(on_exit_) == 0)
		state.at_exit = true;
	if (sigaltstack(NULL, &old) == 0 && (old.ss_flags & SS_DISABLE))
		sigaltstack(&stack, NULL);
	sigemptyset(&sa.sa_mask);
	for (size_t i = 0; i < DEADLY; i++)
		sigaction(deadly[i], &sa, &state.deadly[i]);
	sa.sa_flags = 0;
	sa.sa_handler = on_asking;
	for (size_t i = 0; i < ASKING; i++)
		sigaction(asking[i], &sa, &state.asking[i]);
	sa.sa_handler = on_continued;
	sigaction(SIGCONT, &sa, &state.cont);
	state.armed = 1;
}

void
restore_disarm(void)
{
	if (!state.armed)
		return;
	state.armed = 0;
	for (size_t i = 0; i < DEADLY; i++)
		sigaction(deadly[i], &state.deadly[i], NULL);
	for (size_t i = 0; i < ASKING; i++)
		sigaction(asking[i], &state.asking[i], NULL);
	sigaction(SIGCONT, &state.cont, NULL);
}

bool
restore_asked(void)
{
	return state.asked != 0;
}

bool
restore_continued(void)
{
	bool was = state.continued != 0;

	state.continued = 0;
	return was;
}

void
restore_hold(void)
{
	sigset_t held;

	sigemptyset(&held);
	for (size_t i = 0; i < ASKING; i++)
		sigaddset(&held, asking[i]);
	sigaddset(&held, SIGWINCH);
	sigaddset(&held, SIGCONT);
	sigprocmask(SIG_BLOCK, &held, &state.before);
}

void
restore_release(void)
{
	sigprocmask(SIG_SETMASK, &state.before, NULL);
}

int
restore_wait(int fd, int timeout_ms)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	struct timespec ts = {timeout_ms / 1000, (long)(timeout_ms % 1000) * 1000000L};

	return ppoll(&p, 1, timeout_ms < 0 ? NULL : &ts, &state.before) > 0;
}
