#ifndef ASK_H
#define ASK_H

#include <stddef.h>

#include "fault.h"

/* Asking a person for one line, at the terminal or through a file descriptor that a script prepared. */

enum {
	ASK_TERMINAL = -1, /* instead of a descriptor: the terminal of this process */
	ASK_ROOM = 1024    /* bytes of the longest passphrase, with its NUL */
};

/*
 * One line, not shown while it is typed, into ${out} (${room} bytes, NUL-terminated, line end left out). ${prompt} is
 * written only to a terminal. Nothing behind the line is read, so that one descriptor may carry several. A signal while
 * waiting puts the terminal right before it takes effect. 0, or -1 with ${out} wiped: EX_NOINPUT without terminal or
 * input, EX_DATAERR when the line is empty, too long or holds a NUL. The caller wipes ${out} with ask_wipe().
 */
int ask_secret(const char *prompt, int fd, char *out, size_t room, struct fault *f);

/* As ask_secret(), shown while it is typed: names of people, which must not stand on a command line. */
int ask_line(const char *prompt, int fd, char *out, size_t room, struct fault *f);

/* Overwrite ${n} bytes in a way that no compiler leaves out. */
void ask_wipe(void *p, size_t n);

#endif
