#include "function.h"

#include <string.h>

/* Written by the compiler itself, not called; here for their names. */
static const struct function word_functions[] = {
	{"if", 3, 3, "bvv", 0, NULL},
	{"coalesce", 2, EXPR_ARGS, "v", 0, NULL},
	{"once", 1, 1, "v", 0, NULL},
	{"current", 0, 0, "", 0, NULL},
	{"instance", 1, 1, "t", 0, NULL},
	{"indexed-repeat", 3, EXPR_ARGS, "sv", 0, NULL},
	{.name = NULL},
};

const struct function *const function_rooms[] = {word_functions, number_functions, text_functions, time_functions, set_functions,
	chance_functions, checklist_functions};

enum { ROOMS = sizeof function_rooms / sizeof function_rooms[0] };

int
function_find(const char *name, size_t n)
{
	for (int r = 0; r < ROOMS; r++)
		for (int i = 0; function_rooms[r][i].name != NULL; i++)
			if (strlen(function_rooms[r][i].name) == n && memcmp(function_rooms[r][i].name, name, n) == 0)
				return r * FUNCTION_ROOM + i;
	return -1;
}

int
function_next(int i)
{
	i++;
	while (i / FUNCTION_ROOM < ROOMS && function_rooms[i / FUNCTION_ROOM][i % FUNCTION_ROOM].name == NULL)
		i = (i / FUNCTION_ROOM + 1) * FUNCTION_ROOM;
	return i / FUNCTION_ROOM < ROOMS ? i : -1;
}
