#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "buf.h"
#include "input.h"
#include "memory.h"
#include "term.h"
#include "text.h"

static void
assert_dump(struct term *t, const char *want)
{
	struct buf b = {0};

	term_memory_dump(t, &b);
	assert_string_equal(buf_str(&b), want);
	buf_free(&b);
}

static void
assert_attrs(struct term *t, const char *want)
{
	struct buf b = {0};

	term_memory_attrs(t, &b);
	assert_string_equal(buf_str(&b), want);
	buf_free(&b);
}

static void
wide_characters_are_never_cut(void **state)
{
	struct term *t = term_open_memory(4, 12);
	const char *name = "\xF0\xA0\xAE\xB7"
			   "野家"; /* U+20BB7, two cells */

	(void)state;
	assert_non_null(t);
	assert_int_equal(term_say(t, 0, 0, 12, TERM_PLAIN, name), 6);
	assert_int_equal(term_say(t, 1, 0, 5, TERM_PLAIN, name), 4);
	assert_int_equal(term_say(t, 2, 9, 99, TERM_PLAIN, name), 2);
	term_say(t, 3, 0, 12, TERM_PLAIN, "张三李四");
	term_say(t, 3, 1, 1, TERM_PLAIN, "a"); /* through the first character */
	term_say(t, 3, 4, 1, TERM_PLAIN, "b"); /* the left half of the third */
	assert_dump(t, "\xF0\xA0\xAE\xB7野家\n\xF0\xA0\xAE\xB7野\n         \xF0\xA0\xAE\xB7\n a三b 四\n");
	term_close(t);
}

static void
fields_pad_and_align(void **state)
{
	struct term *t = term_open_memory(3, 20);

	(void)state;
	term_fill(t, term_area(t), TERM_PLAIN);
	term_field(t, 0, 0, 6, TERM_FIELD, "张三", 6);
	term_say(t, 0, 6, 1, TERM_PLAIN, "|");
	term_field_right(t, 1, 0, 10, TERM_PLAIN, "5,400.00", 8);
	term_say(t, 1, 10, 1, TERM_MARK_WARN, "?");
	term_field_right(t, 2, 0, 5, TERM_PLAIN, "张树林", 9);
	term_say(t, 2, 5, 1, TERM_PLAIN, "|");
	term_select(t, 1, 8, 3);
	assert_dump(t, "张三  |\n  5,400.00?\n 张树|\n");
	assert_attrs(t, "ffffff\n        SSW\n");
	assert_int_equal(term_say(t, 9, 0, 5, TERM_PLAIN, "x"), 0);
	assert_int_equal(term_say(t, 0, -1, 5, TERM_PLAIN, "x"), 0);
	assert_int_equal(term_say(t, 0, 20, 5, TERM_PLAIN, "x"), 0);
	term_close(t);
}

static void
hostile_text_is_shown_not_obeyed(void **state)
{
	struct term *t = term_open_memory(5, 40);
	const char *nul = "a\0b";

	(void)state;
	term_say(t, 0, 0, 40, TERM_PLAIN, "a\033[31m\033]0;x\007b\x7F");
	term_say(t, 1, 0, 40, TERM_PLAIN,
		"李\xE2\x80\xAE"
		"21\xE2\x81\xA6z");                                           /* override, isolate */
	term_say(t, 2, 0, 40, TERM_PLAIN, "bad \xFF\xC3 \xC2\x9B end\tx\ny"); /* no UTF-8, C1 CSI */
	term_put(t, 3, 0, 40, TERM_PLAIN, nul, 3);
	term_memory_ascii(t, true);
	term_say(t, 4, 0, 40, TERM_PLAIN, "\033c");
	assert_dump(t, "a\xEF\xBF\xBD[31m\xEF\xBF\xBD]0;x\xEF\xBF\xBD"
		       "b\xEF\xBF\xBD\n"
		       "李\xEF\xBF\xBD"
		       "21\xEF\xBF\xBDz\n"
		       "bad \xEF\xBF\xBD\xEF\xBF\xBD \xEF\xBF\xBD end x y\n"
		       "a\xEF\xBF\xBD"
		       "b\n"
		       "?c\n");
	term_close(t);
}

static void
marks_stay_with_their_character(void **state)
{
	struct term *t = term_open_memory(3, 10);

	(void)state;
	/* An accent, a variation selector of a Chinese character, one mark too many, a mark with nothing before it. */
	assert_int_equal(term_say(t, 0, 0, 10, TERM_PLAIN, "e\xCC\x81x\xE8\x91\x9B\xF3\xA0\x84\x80y"), 5);
	assert_int_equal(term_say(t, 1, 0, 1, TERM_PLAIN,
				 "e\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81"),
		1);
	assert_int_equal(term_say(t, 2, 0, 9, TERM_PLAIN, "\xCC\x81z\xE2\x80\x8B\xE2\x80\x8Dw"), 2);
	struct buf b = {0};
	term_memory_dump(t, &b);
	assert_memory_equal(buf_str(&b), "e\xCC\x81x\xE8\x91\x9B\xF3\xA0\x84\x80y\ne\xCC\x81", 16);
	assert_non_null(strstr(buf_str(&b), "\nzw\n"));
	buf_free(&b);
	size_t fit;
	int used;
	fit = term_fit("e\xCC\x81x", 4, 1, &used);
	assert_int_equal(fit, 3);
	assert_int_equal(used, 1);
	assert_int_equal(term_width("a\033李", 5), 4);
	term_close(t);
}

static void
lines_have_an_ascii_form(void **state)
{
	struct term *t = term_open_memory(6, 8);

	(void)state;
	term_box(t, (struct area){0, 0, 3, 6}, TERM_PLAIN);
	term_memory_ascii(t, true);
	term_box(t, (struct area){3, 2, 3, 99}, TERM_PLAIN);
	assert_dump(t, "┌────┐\n│    │\n└────┘\n  +-----\n  |\n  +-----\n");
	for (int g = 0; g < TERM_GLYPHS; g++)
		assert_int_equal(strlen(term_glyph(t, (enum term_glyph)g)), 1);
	term_close(t);
}

static void
small_terminals_are_told(void **state)
{
	struct term *t = term_open_memory(24, 80);

	(void)state;
	assert_false(term_too_small(t));
	assert_int_equal(term_memory_keys(t, "<Resize 79x24><Resize 80x23><Resize 100x40>"), 0);
	assert_int_equal(term_key(t, 0).code, K_RESIZE);
	assert_true(term_too_small(t));
	assert_int_equal(term_key(t, 0).code, K_RESIZE);
	assert_true(term_too_small(t));
	term_key(t, 0);
	assert_false(term_too_small(t));
	assert_int_equal(term_rows(t), 40);
	assert_int_equal(term_cols(t), 100);
	int row, col;
	term_cursor(t, 39, 99);
	term_memory_cursor(t, &row, &col);
	assert_int_equal(row, 39);
	term_cursor(t, 40, 0);
	term_memory_cursor(t, &row, &col);
	assert_int_equal(row, -1);
	term_close(t);
}

static void
scripts_name_keys(void **state)
{
	static const int want[] = {'a', 0x674E, ' ', '<', K_ENTER, K_DOWN, K_DOWN, K_BACKTAB, K_F(12), K_CTRL('z'),
		K_PGDN, K_TIMEOUT, '?', K_EOF, K_EOF};
	struct term *t = term_open_memory(24, 80);
	char name[KEY_NAME];

	(void)state;
	assert_int_equal(term_memory_keys(t, "a李 <lt><Enter><down*2><S-Tab>\n<F12><C-z><PgDn><Timeout>？"), 0);
	for (size_t i = 0; i < sizeof want / sizeof want[0]; i++)
		assert_int_equal(key_value(term_key(t, 1000)), want[i]);
	static const char *const bad[] = {"<", "<Nokey>", "<F13>", "<F0>", "<Down*0>", "<Down*x>", "<C-1>",
		"<Resize 0x1>", "<Down*99999999999999>", "<>", "<aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa>"};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_int_equal(term_memory_keys(t, bad[i]), -1);
	assert_string_equal(key_label(K_CTRL('y'), name), "Ctrl-Y");
	assert_string_equal(key_label(K_F(10), name), "F10");
	assert_string_equal(key_label('/', name), "/");
	assert_string_equal(key_label(' ', name), "Space");
	assert_string_equal(key_label(0x1F600, name), "\xF0\x9F\x98\x80");
	term_close(t);
}

/* Input as a terminal sends it: bytes stand for characters, 0x01 for a pause; a code of the library is 0xE0 + number.
 */
static int
take_bytes(void *self, uint32_t *ch)
{
	const char **at = self;

	if (**at == '\0' || **at == '\x01')
		return INPUT_NONE;
	*ch = (unsigned char)*(*at)++;
	return *ch >= 0xE0 ? INPUT_CODE : INPUT_CHAR;
}

static int
library_code(void *self, uint32_t code)
{
	(void)self;
	return code == 0xE1 ? K_F(1) : code == 0xE2 ? K_RESIZE : -1;
}

#define PASTED(ch) (-(int)(ch))

static void
assert_keys(const char *bytes, const int *want, size_t n)
{
	struct input in = {.take = take_bytes, .code = library_code, .self = &bytes};
	struct key k;
	size_t i = 0;

	while (*bytes != '\0' || in.held != INPUT_NONE) {
		if (!input_next(&in, &k)) {
			if (*bytes == '\x01')
				bytes++;
			continue;
		}
		assert_true(i < n);
		assert_int_equal(k.code == K_CHAR ? (int)k.ch : k.code == K_PASTE ? PASTED(k.ch) : k.code, want[i]);
		i++;
	}
	assert_int_equal(i, n);
}

#define KEYS(bytes, ...)                                                                                               \
	do {                                                                                                           \
		const int want[] = {__VA_ARGS__};                                                                      \
		assert_keys(bytes, want, sizeof want / sizeof want[0]);                                                \
	} while (0)

static void
input_is_sorted_from_garbage(void **state)
{
	(void)state;
	KEYS("a\x1B\x01"
	     "b",
		'a', K_ESC, 'b');
	KEYS("\x1Bq", K_ESC, 'q'); /* typed fast, or Alt */
	KEYS("\x1B\x1B\x01", K_ESC, K_ESC);
	KEYS("\r\n\t\b\x7F\x1A\x03", K_ENTER, K_ENTER, K_TAB, K_BACKSPACE, K_BACKSPACE, K_CTRL('z'), K_CTRL('c'));
	KEYS("\x1B[A\x1BOB\x1B[5~\x1B[24~\x1BOP\x1B[Z", K_UP, K_DOWN, K_PGUP, K_F(12), K_F(1), K_BACKTAB);
	KEYS("\x1B[1;5Cx", K_RIGHT, 'x');
	KEYS("\x1B[I\x1B[O\x1B[?1;2cx\x1B[<0;3;4Mx\x1B[99~x", 'x', 'x', 'x'); /* focus, answers, mouse */
	KEYS("\x1B]11;rgb:0/0/0\x07x\x1BP1$r0m\x1B\\y", 'x', 'y');
	KEYS("\x1B[200~1\r2\t3\x1B[A\x03\xE1\x1B[201~\r", PASTED('1'), PASTED(' '), PASTED('2'), PASTED(' '), PASTED('3'), K_ENTER);
	KEYS("\xE1\xE2\xE3z", K_F(1), K_RESIZE, 'z');
	KEYS("\x1B[1\x01x", 'x');
	KEYS("\x1B\xE1", K_ESC, K_F(1));
	KEYS("\x80\x9B\x1Cx", 'x');
	KEYS("\x1BO\x01p", K_ESC, 'O', 'p');
}

/* A repeatable stream of numbers below ${n}. */
static unsigned
below(uint64_t *seed, unsigned n)
{
	*seed = *seed * 6364136223846793005U + 1442695040888963407U;
	return (unsigned)(*seed >> 33) % n;
}

static void
any_bytes_anywhere_leave_whole_rows(void **state)
{
	static const char *const pieces[] = {"a", "李", "\xF0\xA0\xAE\xB7", "\033[2J", "\xCC\x81", "\xE2\x80\xAE",
		"\xFF", "\xF3\xA0\x84\x80", "\t", "\xE4\xB8", "😀", "\xC2\x9B"};
	struct term *t = term_open_memory(6, 17);
	uint64_t seed = 1;

	(void)state;
	for (int i = 0; i < 3000; i++) {
		char text[64];
		struct buf b = {0};
		size_t n = 0;
		for (unsigned k = below(&seed, 9); k > 0; k--) {
			const char *piece = pieces[below(&seed, sizeof pieces / sizeof pieces[0])];
			memcpy(text + n, piece, strlen(piece));
			n += strlen(piece);
		}
		int width = (int)below(&seed, 20) - 1, row = (int)below(&seed, 8) - 1, col = (int)below(&seed, 20) - 1;
		int used = term_put(t, row, col, width, below(&seed, TERM_ATTRS), text, n);
		assert_true(used <= (width < 0 ? 0 : width) && used <= term_width(text, n));
		assert_true(i % 3 != 0 || term_field_right(t, row, col, width, 0, text, n) <= 17);
		term_memory_dump(t, &b);
		assert_true(utf8_valid(buf_str(&b), b.len));
		for (char *line = strtok((char *)b.data, "\n"); line != NULL; line = strtok(NULL, "\n")) {
			assert_true(term_width(line, strlen(line)) <= 17);
			for (const char *p = line, *end = line + strlen(line); p < end;)
				assert_true(char_width(utf8_next(&p, end)) >= 0);
		}
		buf_free(&b);
	}
	term_close(t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wide_characters_are_never_cut),
		cmocka_unit_test(fields_pad_and_align),
		cmocka_unit_test(hostile_text_is_shown_not_obeyed),
		cmocka_unit_test(marks_stay_with_their_character),
		cmocka_unit_test(lines_have_an_ascii_form),
		cmocka_unit_test(small_terminals_are_told),
		cmocka_unit_test(scripts_name_keys),
		cmocka_unit_test(input_is_sorted_from_garbage),
		cmocka_unit_test(any_bytes_anywhere_leave_whole_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
