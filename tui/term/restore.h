#ifndef RESTORE_H
#define RESTORE_H

#include <stdbool.h>

/*
 * Giving the terminal back whatever happens. Signals have no other place than the process, so this is the one file
 * here with state of its own. Only for this folder.
 */

/* Note the line settings of the terminal ${fd}, before anything changes them. */
void restore_note(int fd);

/*
 * From now on, until restore_disarm(): a deadly signal (segmentation fault, abort(), SIGQUIT ...) writes ${reset} to
 * the noted terminal, puts its line settings back, and goes on to what the signal did before; SIGTERM, SIGHUP and
 * SIGINT from outside only set what restore_asked() tells. ${reset} must live that long. ${leave} is called at exit()
 * if still armed.
 */
void restore_arm(const char *reset, void (*leave)(void));
void restore_disarm(void);

/* Whether somebody outside asked the program to end. */
bool restore_asked(void);

/* Whether the program was stopped and continued since the last call. */
bool restore_continued(void);

/* Hold back, or let in again, the signals a wait for keys must not lose between looking and sleeping. */
void restore_hold(void);
void restore_release(void);

/* Wait until ${fd} has input, ${timeout_ms} have passed (negative: for ever) or a held signal came. 1 when there is
 * input or the other end hung up, else 0. */
int restore_wait(int fd, int timeout_ms);

#endif
