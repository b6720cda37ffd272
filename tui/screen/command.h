#ifndef COMMAND_H
#define COMMAND_H

#include <stdbool.h>

#include "fault.h"
#include "world.h"

/* The program's commands; main.c reads the command line into struct options. */
struct options {
	const char *command, *operand; /* "" and NULL when not given */
	const char *folder, *usb;
	int passphrase_fd, code_fd;    /* ASK_TERMINAL when not given */
	bool json, ascii, plain, help, version;
};

/* Each returns the program's exit code, or -1 with a fault. */
int command_screens(const struct options *o, const struct world *w, struct fault *f);
int command_play(const struct options *o, const struct world *w, struct fault *f);
int command_join(const struct options *o, const struct world *w, struct fault *f);
int command_sync(const struct options *o, const struct world *w, struct fault *f);
int command_status(const struct options *o, const struct world *w, struct fault *f);

#endif
