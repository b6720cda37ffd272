#ifndef KEY_H
#define KEY_H

#include <stdint.h>

/*
 * A key as every terminal of the house delivers it: a character (code K_CHAR, the code point in ch) or a special key.
 * The numbers of special keys lie above every code point, so that one int can name either: 'h', K_F1, K_CTRL('z').
 */
struct key {
	int code;
	uint32_t ch; /* the character of K_CHAR and K_PASTE; of a K_RESIZE out of a script columns * 65536 + rows; else 0 */
};

enum {
	K_CHAR = 0,
	K_ENTER = 0x200000,
	K_ESC,
	K_TAB,
	K_BACKTAB,
	K_BACKSPACE,
	K_DELETE,
	K_INSERT,
	K_HOME,
	K_END,
	K_PGUP,
	K_PGDN,
	K_UP,
	K_DOWN,
	K_LEFT,
	K_RIGHT,
	K_RESIZE,  /* the terminal has another size now */
	K_TIMEOUT, /* nobody pressed anything in the time given */
	K_PASTE,   /* a character out of pasted text: part of a text being typed, never a command */
	K_EOF,     /* no key will ever come: terminal gone, or asked from outside to end */
	K_F1 = 0x200081,
	K_F12 = 0x20008C,
	K_CTRL_A = 0x200101
};

#define K_F(n) (K_F1 - 1 + (n))                    /* K_F(1) .. K_F(12) */
#define K_CTRL(letter) (K_CTRL_A + (letter) - 'a') /* K_CTRL('a') .. K_CTRL('z'); h, i, j, m have names above */

#define KEY_NAME 16 /* room for a key's name and its NUL */

/* One int for the key: the code of a special key, else its character, with the full-width forms an input method leaves
 * on ('？', '１') taken for the plain ones. */
int key_value(struct key k);

/* Write what people read for a key_value(): "Enter", "F5", "Ctrl-Z", "h". Returns ${out}. */
const char *key_label(int value, char out[KEY_NAME]);

/*
 * The next key of a script at *${s}, which is moved past it. A script is text as typed, with special keys in angle
 * brackets by key_label(), letter case ignored: <Enter> <Esc> <Tab> <S-Tab> <PgDn> <F5> <C-z> <Timeout> <EOF>, <lt>
 * for '<', <Resize 80x24> (columns x rows); <Down*5> says five times, at most 100000. *${times} is how often. A line
 * break in the script is skipped, so that long scripts can be laid out. 1, 0 at the end, -1 when a bracket is no key.
 */
int key_script(const char **s, struct key *k, int *times);

#endif
