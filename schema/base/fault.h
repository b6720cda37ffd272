#ifndef FAULT_H
#define FAULT_H

#include <sysexits.h>

/*
 * One error language for the whole house: a function that fails returns -1 (or NULL), and the place that sees the
 * failure first fills a struct fault with a sentence for people and an exit code of <sysexits.h>. Callers pass it on.
 */
struct fault {
	int code;        /* EX_DATAERR, EX_IOERR, ...; 0 while nothing went wrong */
	char text[2048]; /* in the user's language; no secrets, cut at a whole character */
};

/* Codes of our own beside sysexits: a wrong passphrase is EX_NOPERM, a damaged vault EX_DATAERR, one open
 * elsewhere EX_TEMPFAIL, a full disk EX_CANTCREAT. */

/* Fill ${f} (may be NULL) from a printf format and return -1, so that `return fault_set(...)` reads well. */
int fault_set(struct fault *f, int code, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* As fault_set(), with the reason of errno appended; a full disk becomes EX_CANTCREAT, no permission EX_NOPERM. */
int fault_errno(struct fault *f, int code, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* Out of memory: fill ${f} and return -1. */
int fault_memory(struct fault *f);

/* Append a further sentence (what is safe, what to do next) to a fault already set; returns -1. */
int fault_add(struct fault *f, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
