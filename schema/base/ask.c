#include "ask.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "words.h"

static const int stops[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};
enum { STOPS = sizeof stops / sizeof *stops };

/* The signal that came while the terminal did not echo; a handler can tell it in no other way. */
static volatile sig_atomic_t caught;

static void
note_signal(int signal)
{
	caught = signal;
}

struct quiet {
	struct termios before;
	struct sigaction actions[STOPS];
	int fd;
};

/* Terminal settings are in q->before. Without  nothing typed is shown; signals interrupt the reading and take effect afterwards. */
static int
quiet_begin(struct quiet *q, int fd, int echo)
{
	struct sigaction note = {.sa_handler = note_signal};
	struct termios t;

	q->fd = fd;
	caught = 0;
	sigemptyset(&note.sa_mask);
	for (size_t i = 0; i < STOPS; i++)
		sigaction(stops[i], &note, &q->actions[i]);
	t = q->before;
	if (!echo)
		t.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
	return tcsetattr(fd, TCSAFLUSH, &t);
}

static void
quiet_end(struct quiet *q)
{
	while (tcsetattr(q->fd, TCSANOW, &q->before) < 0 && errno == EINTR)
		continue;
	for (size_t i = 0; i < STOPS; i++)
		sigaction(stops[i], &q->actions[i], NULL);
	if (caught != 0)
		raise(caught);
	caught = 0;
}

static void
tell(int fd, const char *text)
{
	size_t n = strlen(text);

	while (n > 0) {
		ssize_t put = write(fd, text, n);
		if (put <= 0)
			return;
		text += put;
		n -= (size_t)put;
	}
}

/* Bytes up to the line end, one at a time. Their number, or -1 with errno (0: the input ended before anything came,
 * E2BIG: too long, EILSEQ: a NUL). */
static ssize_t
take_line(int fd, char *out, size_t room)
{
	size_t n = 0;
	ssize_t got;
	char c;

	while ((got = read(fd, &c, 1)) != 0 && c != '\n') {
		if (got < 0 && errno == EINTR && caught == 0)
			continue;
		if (got < 0)
			return -1;
		if (c == '\0' || n + 1 >= room) {
			errno = c == '\0' ? EILSEQ : E2BIG;
			return -1;
		}
		out[n++] = c;
	}
	if (n > 0 && out[n - 1] == '\r')
		n--;
	out[n] = '\0';
	errno = 0;
	return got == 0 && n == 0 ? -1 : (ssize_t)n;
}

static ssize_t
ask_terminal(const char *prompt, int fd, int echo, char *out, size_t room)
{
	struct quiet q;
	ssize_t n = -1;

	if (tcgetattr(fd, &q.before) < 0)
		return -1;
	if (quiet_begin(&q, fd, echo) == 0) {
		tell(fd, prompt);
		n = take_line(fd, out, room);
	}
	int kept = errno;
	if (!echo)
		tell(fd, "\n");
	quiet_end(&q);
	errno = kept;
	return n;
}

static int
refuse(struct fault *f)
{
	switch (errno) {
	case 0:
		return fault_set(f, EX_NOINPUT, _("Nothing was given where a line was asked for."));
	case EINTR:
		return fault_set(f, EX_TEMPFAIL, _("Interrupted while waiting for an answer; nothing was changed."));
	case E2BIG:
		return fault_set(f, EX_DATAERR, _("The line given is too long."));
	case EILSEQ:
		return fault_set(f, EX_DATAERR, _("The line given holds a zero byte; it has to be text."));
	default:
		return fault_errno(f, EX_NOINPUT, _("What was asked for could not be read"));
	}
}

static int
ask(const char *prompt, int fd, int echo, char *out, size_t room, struct fault *f)
{
	int own = fd == ASK_TERMINAL ? open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC) : -1;
	int from = fd == ASK_TERMINAL ? own : fd, kept;
	ssize_t n = -1;

	memset(out, 0, room);
	if (from < 0)
		return fault_set(f, EX_NOINPUT, _("There is no terminal to ask at; name a file descriptor to read from instead."));
	if (!isatty(from)) {
		n = take_line(from, out, room);
		kept = errno;
	} else {
		n = ask_terminal(prompt, from, echo, out, room);
		kept = errno;
	}
	if (own >= 0)
		close(own);
	errno = kept;
	if (n > 0)
		return 0;
	ask_wipe(out, room);
	return n < 0 ? refuse(f) : fault_set(f, EX_DATAERR, _("The line given is empty."));
}

int
ask_secret(const char *prompt, int fd, char *out, size_t room, struct fault *f)
{
	return ask(prompt, fd, 0, out, room, f);
}

int
ask_line(const char *prompt, int fd, char *out, size_t room, struct fault *f)
{
	return ask(prompt, fd, 1, out, room, f);
}

void
ask_wipe(void *p, size_t n)
{
	explicit_bzero(p, n);
}
