#include "input.h"

#include <stddef.h>

#define LONGEST_SEQUENCE 64
#define LONGEST_ANSWER 4096

/* Sequences that terminals send whatever their type claims: ESC [ letter, ESC O letter, ESC [ number ~. */
static const struct {
	uint32_t letter;
	unsigned number; /* for '~', else 0 */
	int code;
} sequences[] = {
	{'A', 0, K_UP},
	{'B', 0, K_DOWN},
	{'C', 0, K_RIGHT},
	{'D', 0, K_LEFT},
	{'H', 0, K_HOME},
	{'F', 0, K_END},
	{'Z', 0, K_BACKTAB},
	{'M', 0, K_ENTER},
	{'P', 0, K_F(1)},
	{'Q', 0, K_F(2)},
	{'R', 0, K_F(3)},
	{'S', 0, K_F(4)},
	{'~', 1, K_HOME},
	{'~', 2, K_INSERT},
	{'~', 3, K_DELETE},
	{'~', 4, K_END},
	{'~', 5, K_PGUP},
	{'~', 6, K_PGDN},
	{'~', 7, K_HOME},
	{'~', 8, K_END},
	{'~', 11, K_F(1)},
	{'~', 12, K_F(2)},
	{'~', 13, K_F(3)},
	{'~', 14, K_F(4)},
	{'~', 15, K_F(5)},
	{'~', 17, K_F(6)},
	{'~', 18, K_F(7)},
	{'~', 19, K_F(8)},
	{'~', 20, K_F(9)},
	{'~', 21, K_F(10)},
	{'~', 23, K_F(11)},
	{'~', 24, K_F(12)},
};

#define PASTE_START 200
#define PASTE_END 201

static int
take(struct input *in, uint32_t *ch)
{
	int kind = in->held;

	if (kind != INPUT_NONE) {
		*ch = in->held_ch;
		in->held = INPUT_NONE;
		return kind;
	}
	kind = in->take(in->self, ch);
	if (kind != INPUT_NONE)
		in->taken++;
	return kind;
}

static void
hold(struct input *in, int kind, uint32_t ch)
{
	in->held = kind;
	in->held_ch = ch;
}

static int
sequence(uint32_t letter, unsigned number)
{
	for (size_t i = 0; i < sizeof sequences / sizeof sequences[0]; i++)
		if (sequences[i].letter == letter && sequences[i].number == (letter == '~' ? number : 0))
			return sequences[i].code;
	return -1;
}

/* After ESC [ : the key's code, or -1 when there is none in it. */
static int
control_sequence(struct input *in)
{
	unsigned number = 0;
	bool first = true, plain = true;
	uint32_t ch;

	for (int i = 0; i < LONGEST_SEQUENCE; i++) {
		int kind = take(in, &ch);
		if (kind != INPUT_CHAR || ch < 0x20 || ch > 0x7E) {
			if (kind != INPUT_NONE)
				hold(in, kind, ch);
			return -1;
		}
		if (ch >= '0' && ch <= '9' && first) {
			number = number < 10000 ? number * 10 + (ch - '0') : number;
		} else if (ch >= 0x40) {
			if (ch == '~' && (number == PASTE_START || number == PASTE_END)) {
				in->pasting = number == PASTE_START;
				return -1;
			}
			return plain && (ch != 'M' || i > 0) ? sequence(ch, number) : -1;
		} else {
			first = false;
			plain = plain && (ch == ';' || (ch >= '0' && ch <= '9'));
		}
	}
	return -1;
}

/* After ESC ] or ESC P and the like: an answer to a question nobody asked, up to BEL or ESC \. */
static void
swallow_answer(struct input *in)
{
	uint32_t ch;

	for (int i = 0; i < LONGEST_ANSWER; i++) {
		int kind = take(in, &ch);
		if (kind == INPUT_NONE || ch == 0x07 || ch == 0x9C)
			return;
		if (ch == 0x1B) {
			take(in, &ch);
			return;
		}
	}
}

/* After ESC: a code, K_ESC, or -1 when what followed was no key. */
static int
escape(struct input *in)
{
	uint32_t ch;
	int kind = take(in, &ch);

	if (kind == INPUT_CHAR && ch == '[')
		return control_sequence(in);
	if (kind == INPUT_CHAR && (ch == 'O' || ch == ']' || ch == 'P' || ch == '_' || ch == '^' || ch == 'X')) {
		uint32_t next;
		int more = take(in, &next);
		if (more == INPUT_CHAR && ch == 'O')
			return sequence(next, 0);
		if (more != INPUT_NONE) {
			hold(in, more, next);
			swallow_answer(in);
			return -1;
		}
	}
	if (kind != INPUT_NONE)
		hold(in, kind, ch);
	return K_ESC;
}

/* The code of a control character, -1 for none. */
static int
control(uint32_t ch)
{
	switch (ch) {
	case '\r':
	case '\n':
		return K_ENTER;
	case '\t':
		return K_TAB;
	case '\b':
	case 0x7F:
		return K_BACKSPACE;
	default:
		return ch >= 1 && ch <= 26 ? K_CTRL_A + (int)ch - 1 : -1;
	}
}

/* One character or code as a key; false when it is none. */
static bool
key_of(struct input *in, int kind, uint32_t ch, struct key *k)
{
	int code = K_CHAR;

	if (kind == INPUT_CODE)
		code = in->code(in->self, ch);
	else if (ch == 0x1B)
		code = escape(in);
	else if (in->pasting && (ch == '\r' || ch == '\n' || ch == '\t'))
		ch = ' ';
	else if (ch < 0x20 || ch == 0x7F)
		code = control(ch);
	else if ((ch >= 0x80 && ch < 0xA0) || ch > 0x10FFFF || (ch >= 0xD800 && ch <= 0xDFFF))
		code = -1;
	if (code < 0 || (in->pasting && code != K_CHAR && code != K_RESIZE))
		return false;
	*k = code != K_CHAR ? (struct key){code, 0} : (struct key){in->pasting ? K_PASTE : K_CHAR, ch};
	return true;
}

bool
input_next(struct input *in, struct key *k)
{
	uint32_t ch;
	int kind;

	while ((kind = take(in, &ch)) != INPUT_NONE)
		if (key_of(in, kind, ch, k))
			return true;
	return false;
}
