#ifndef FUNCTION_H
#define FUNCTION_H

#include "machine.h"

/*
 * A function is a row. ${takes} has a letter for each argument, the last one standing for all further ones:
 * n number, t text, b truth (converted before the call), v any value, s a set, a a set or any value.
 */
struct function {
	const char *name;
	int min, max;
	const char *takes;
	unsigned is; /* IS_... */
	/* ${v} holds the ${n} arguments; the result goes to v[0]. ${data} is op->b's. 0 or -1. */
	int (*call)(struct machine *m, struct value *v, int n, const void *data);
};

enum {
	IS_PURE = 1,    /* its value depends on nothing but its arguments */
	IS_PLACE = 2,   /* without arguments, it asks for the place of the node at hand */
	IS_ABOUT = 4,   /* without arguments, it is about . */
	IS_TIME = 8,    /* it asks what time it is */
	IS_CHANCE = 16, /* it asks for chance */
	IS_STEADY = 64, /* and on the day, the language and the parameters */
	IS_PAIRED = 32  /* its arguments come in pairs */
};

/* What pulldata() from a list needs: columns of struct choice_list's items. */
struct pull {
	const struct choice_list *list;
	int want, by;
};

/* Whether format-date() knows what stands for % and ${letter}. */
bool time_knows(char letter);

/* All rooms; a function's number is its place in its room, FUNCTION_ROOM apart. */
enum { FUNCTION_ROOM = 64 };
extern const struct function *const function_rooms[];

/* The function's number, or -1. */
int function_find(const char *name, size_t n);

static inline const struct function *
function_at(int i)
{
	return &function_rooms[i / FUNCTION_ROOM][i % FUNCTION_ROOM];
}

/* The number behind ${i} (-1: the first), or -1 after the last. */
int function_next(int i);

/* Rows of each file, ended by a NULL name. */
extern const struct function number_functions[], text_functions[], time_functions[], set_functions[], chance_functions[], checklist_functions[];

#endif
