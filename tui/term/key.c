#include "key.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "text.h"

static const struct {
	int code;
	const char *name;
} named[] = {
	{K_ENTER, "Enter"},
	{K_ESC, "Esc"},
	{K_TAB, "Tab"},
	{K_BACKTAB, "S-Tab"},
	{K_BACKSPACE, "Backspace"},
	{K_DELETE, "Delete"},
	{K_INSERT, "Insert"},
	{K_HOME, "Home"},
	{K_END, "End"},
	{K_PGUP, "PgUp"},
	{K_PGDN, "PgDn"},
	{K_UP, "Up"},
	{K_DOWN, "Down"},
	{K_LEFT, "Left"},
	{K_RIGHT, "Right"},
	{K_RESIZE, "Resize"},
	{K_TIMEOUT, "Timeout"},
	{K_PASTE, "Paste"},
	{K_EOF, "EOF"},
	{' ', "Space"},
	{'<', "lt"},
};

#define NAMED (sizeof named / sizeof named[0])
#define MOST_TIMES 100000

int
key_value(struct key k)
{
	if (k.code != K_CHAR)
		return k.code;
	if (k.ch >= 0xFF01 && k.ch <= 0xFF5E)
		return (int)(k.ch - 0xFF01 + '!');
	return k.ch == 0x3000 ? ' ' : (int)k.ch;
}

const char *
key_label(int value, char out[KEY_NAME])
{
	for (size_t i = 0; i < NAMED; i++) {
		if (named[i].code == value && value != '<') {
			snprintf(out, KEY_NAME, "%s", named[i].name);
			return out;
		}
	}
	if (value >= K_F1 && value <= K_F12)
		snprintf(out, KEY_NAME, "F%d", value - K_F1 + 1);
	else if (value >= K_CTRL('a') && value <= K_CTRL('z'))
		snprintf(out, KEY_NAME, "Ctrl-%c", 'A' + value - K_CTRL('a'));
	else
		out[value > 0 ? utf8_put((uint32_t)value, out) : 0] = '\0';
	return out;
}

/* The key called ${name} (without brackets), or -1. */
static int
code_of(const char *name)
{
	char tail = '\0';
	int number = 0;

	for (size_t i = 0; i < NAMED; i++)
		if (strcasecmp(named[i].name, name) == 0)
			return named[i].code;
	if (sscanf(name, "%*1[Ff]%2d%c", &number, &tail) == 1 && number >= 1 && number <= 12)
		return K_F(number);
	if (strncasecmp(name, "C-", 2) == 0 && strlen(name) == 3) {
		char letter = (char)(name[2] | 0x20);
		if (letter >= 'a' && letter <= 'z')
			return K_CTRL(letter);
	}
	return -1;
}

/* Fill ${k} and ${times} from what stands between the brackets; 1 or -1. */
static int
bracket(char *name, struct key *k, int *times)
{
	char *star = strrchr(name, '*'), *end;
	unsigned cols = 0, rows = 0;

	if (star != NULL) {
		long n = strtol(star + 1, &end, 10);
		if (*end != '\0' || end == star + 1 || n < 1 || n > MOST_TIMES)
			return -1;
		*times = (int)n;
		*star = '\0';
	}
	if (strncasecmp(name, "Resize ", 7) == 0) {
		if (sscanf(name + 7, "%5ux%5u", &cols, &rows) != 2 || cols == 0 || rows == 0 || cols > 9999 ||
			rows > 9999)
			return -1;
		*k = (struct key){K_RESIZE, cols << 16 | rows};
		return 1;
	}
	int code = code_of(name);
	if (code < 0)
		return -1;
	*k = code < K_ENTER ? (struct key){K_CHAR, (uint32_t)code} : (struct key){code, 0};
	return 1;
}

int
key_script(const char **s, struct key *k, int *times)
{
	char name[32];
	const char *close;

	*times = 1;
	while (**s == '\n')
		(*s)++;
	if (**s == '\0')
		return 0;
	if (**s != '<') {
		*k = (struct key){K_CHAR, utf8_next(s, *s + strlen(*s))};
		return 1;
	}
	close = strchr(*s, '>');
	if (close == NULL || (size_t)(close - *s) > sizeof name)
		return -1;
	size_t n = (size_t)(close - *s) - 1;
	memcpy(name, *s + 1, n);
	name[n] = '\0';
	*s = close + 1;
	return bracket(name, k, times);
}
