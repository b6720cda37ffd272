#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "action.h"
#include "bar.h"
#include "buf.h"
#include "columns.h"
#include "edit.h"
#include "list.h"
#include "memory.h"
#include "picker.h"
#include "text.h"
#include "view.h"
#include "wrap.h"

static void
assert_dump(struct term *t, const char *want)
{
	struct buf b = {0};

	term_memory_dump(t, &b);
	assert_string_equal(buf_str(&b), want);
	buf_free(&b);
}

static void
assert_cursor(struct term *t, int row, int col)
{
	int r, c;

	term_memory_cursor(t, &r, &c);
	assert_int_equal(r, row);
	assert_int_equal(c, col);
}

/* Give the keys of a script to an editor; its last reaction. */
static enum edit_reaction
type(struct edit *e, const char *script)
{
	enum edit_reaction r = EDIT_IGNORED;
	struct key k;
	int times;

	while (key_script(&script, &k, &times) > 0)
		while (times-- > 0)
			r = edit_key(e, k);
	return r;
}

static void
editing_goes_by_characters(void **state)
{
	char text[64] = "张林";
	struct edit e;
	struct term *t = term_open_memory(1, 20);

	(void)state;
	edit_open(&e, text, sizeof text, 0);
	assert_int_equal(type(&e, "<Left>树"), EDIT_CHANGED);
	assert_string_equal(text, "张树林");
	edit_draw(&e, t, 0, 0, 10, TERM_FIELD, true);
	assert_cursor(t, 0, 4);
	assert_int_equal(type(&e, "<Backspace>"), EDIT_CHANGED);
	assert_string_equal(text, "张林");
	assert_int_equal(type(&e, "<Home><Delete>"), EDIT_CHANGED);
	assert_string_equal(text, "林");
	assert_int_equal(type(&e, "<Backspace>"), EDIT_MOVED);
	/* A character goes with its marks; U+20BB7 is one character. */
	edit_set(&e, "a\xCC\x81\xF0\xA0\xAE\xB7", 7);
	type(&e, "<Left><Left>");
	assert_int_equal(e.at, 0);
	type(&e, "<Right>");
	assert_int_equal(e.at, 3);
	type(&e, "<Delete>");
	assert_string_equal(text, "a\xCC\x81");
	type(&e, "<Backspace>");
	assert_string_equal(text, "");
	assert_int_equal(type(&e, "<Enter>"), EDIT_DONE);
	assert_int_equal(type(&e, "<Esc>"), EDIT_CANCEL);
	assert_int_equal(type(&e, "<Tab>"), EDIT_IGNORED);
	assert_int_equal(type(&e, "<C-z>"), EDIT_IGNORED);
	edit_key(&e, (struct key){K_CHAR, 0x202E});
	edit_key(&e, (struct key){K_CHAR, 0x1B});
	assert_string_equal(text, "");
	assert_int_equal(edit_key(&e, (struct key){K_PASTE, 0x674E}), EDIT_CHANGED);
	assert_string_equal(text, "李");
	term_close(t);
}

static void
editing_keeps_to_its_room(void **state)
{
	char text[8] = "";
	struct edit e;

	(void)state;
	edit_open(&e, text, sizeof text, 0);
	type(&e, "李芳王a");
	assert_string_equal(text, "李芳a");
	assert_int_equal(type(&e, "b"), EDIT_MOVED);
	edit_set(&e,
		"\xFF"
		"12张李",
		9);
	assert_string_equal(text, "12张");
	edit_open(&e, text, sizeof text, EDIT_FRESH);
	type(&e, "7");
	assert_string_equal(text, "7");
	edit_open(&e, text, sizeof text, EDIT_FRESH);
	type(&e, "<End>8");
	assert_string_equal(text, "78");
}

static void
long_text_scrolls_under_the_cursor(void **state)
{
	char text[64] = "一二三四五六";
	struct edit e;
	struct term *t = term_open_memory(1, 20);

	(void)state;
	edit_open(&e, text, sizeof text, 0);
	edit_draw(&e, t, 0, 0, 6, TERM_FIELD, true);
	assert_dump(t, "五六\n");
	assert_cursor(t, 0, 4);
	type(&e, "<Left>");
	edit_draw(&e, t, 0, 0, 6, TERM_FIELD, true);
	assert_dump(t, "五六\n");
	assert_cursor(t, 0, 2);
	type(&e, "<Left*2>");
	edit_draw(&e, t, 0, 0, 6, TERM_FIELD, true);
	assert_dump(t, "四五六\n");
	assert_cursor(t, 0, 0);
	type(&e, "<End><Backspace*4>");
	edit_draw(&e, t, 0, 0, 6, TERM_FIELD, true);
	assert_dump(t, "一二\n");
	edit_set(&e, "一二三四", 12);
	edit_draw(&e, t, 0, 0, 5, TERM_FIELD, false);
	assert_dump(t, "一二\n");
	term_close(t);
}

static void
passphrases_are_stars_and_wiped(void **state)
{
	char text[16] = "";
	struct edit e;
	struct term *t = term_open_memory(1, 20);

	(void)state;
	edit_open(&e, text, sizeof text, EDIT_MASKED);
	type(&e, "密码ab<Left>");
	edit_draw(&e, t, 0, 2, 8, TERM_FIELD, true);
	assert_dump(t, "  ****\n");
	assert_cursor(t, 0, 5);
	type(&e, "<End><Backspace*2>");
	for (size_t i = 6; i < sizeof text; i++)
		assert_int_equal(text[i], 0);
	edit_wipe(&e);
	for (size_t i = 0; i < sizeof text; i++)
		assert_int_equal(text[i], 0);
	term_close(t);
}

static void
lines_break_as_chinese_does(void **state)
{
	static const struct {
		const char *text;
		int width;
		const char *lines[5];
	} cases[] = {
		{"人均纯收入低于监测线，需要评议。", 10, {"人均纯收入", "低于监测", "线，需要评", "议。"}},
		{"有（重度）残疾", 4, {"有", "（重", "度）", "残疾"}},
		{"收入 5,400.00 元", 12, {"收入", "5,400.00 元"}},
		{"net income below the line", 11, {"net income", "below the", "line"}},
		{"abcdefghij", 4, {"abcd", "efgh", "ij"}},
		{"一\n\n二  三", 4, {"一", "", "二", "三"}},
		{"\xF0\xA0\xAE\xB7\xF0\xA0\xAE\xB7", 3, {"\xF0\xA0\xAE\xB7", "\xF0\xA0\xAE\xB7"}},
		{"中", 1, {"中"}},
		{"", 5, {""}},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *s = cases[i].text;
		size_t left = strlen(s), next, line = 0;
		do {
			size_t n = text_wrap(s, left, cases[i].width, &next);
			assert_true(line < 5 && cases[i].lines[line] != NULL);
			assert_int_equal(n, strlen(cases[i].lines[line]));
			assert_memory_equal(s, cases[i].lines[line], n);
			line++;
			s += next;
			left -= next;
		} while (left > 0);
		assert_true(line == 5 || cases[i].lines[line] == NULL);
		assert_int_equal(wrap_count(cases[i].text, strlen(cases[i].text), cases[i].width), line);
	}
}

/* A repeatable stream of numbers below ${n}. */
static unsigned
below(uint64_t *seed, unsigned n)
{
	*seed = *seed * 6364136223846793005U + 1442695040888963407U;
	return (unsigned)(*seed >> 33) % n;
}

static void
any_keys_leave_whole_characters(void **state)
{
	static const struct key keys[] = {{K_LEFT, 0}, {K_RIGHT, 0}, {K_HOME, 0}, {K_END, 0}, {K_BACKSPACE, 0},
		{K_DELETE, 0}, {K_CHAR, 'x'}, {K_CHAR, 0x674E}, {K_CHAR, 0x20BB7}, {K_CHAR, 0x301}, {K_CHAR, 0xE0100},
		{K_CHAR, 0x1F600}};
	char text[24] = "";
	struct edit e;
	struct term *t = term_open_memory(1, 12);
	uint64_t seed = 7;

	(void)state;
	edit_open(&e, text, sizeof text, 0);
	for (int i = 0; i < 20000; i++) {
		int row, col, width = 3 + (int)below(&seed, 9);
		edit_key(&e, keys[below(&seed, sizeof keys / sizeof keys[0])]);
		edit_draw(&e, t, 0, 0, width, TERM_FIELD, true);
		assert_int_equal(strlen(text), e.n);
		assert_true(utf8_valid(text, e.at) && utf8_valid(text + e.at, e.n - e.at));
		assert_true(e.from <= e.at);
		term_memory_cursor(t, &row, &col);
		assert_true(row == 0 && col >= 0 && col < width);
	}
	term_close(t);
}

static void
any_bytes_wrap_to_the_end(void **state)
{
	static const char *const pieces[] = {
		"a", "b5", "李", "，", "（", " ", "\n", "\xF0\xA0\xAE\xB7", "\xFF", "\xCC\x81", "”"};
	uint64_t seed = 3;

	(void)state;
	for (int i = 0; i < 5000; i++) {
		char text[80];
		size_t n = 0, next, lines = 0;
		int width = (int)below(&seed, 12);
		for (unsigned k = below(&seed, 20); k > 0; k--) {
			const char *piece = pieces[below(&seed, sizeof pieces / sizeof pieces[0])];
			memcpy(text + n, piece, strlen(piece));
			n += strlen(piece);
		}
		for (size_t at = 0; at < n; at += next, lines++) {
			size_t len = text_wrap(text + at, n - at, width, &next);
			assert_true(next > 0 && len <= next && next <= n - at);
			assert_true(width < 2 || term_width(text + at, len) <= width);
		}
		assert_true(lines <= n);
	}
}

static void
views_scroll(void **state)
{
	struct view *v = view_new();
	struct term *t = term_open_memory(3, 14);

	(void)state;
	view_add(v, TERM_TITLE, 0, "边缘易致贫", 15);
	view_add(v, TERM_PLAIN, 2, "人均纯收入低于监测线。", 33);
	view_say(v, TERM_PLAIN, "end");
	view_draw(v, t, term_area(t));
	assert_dump(t, "边缘易致贫\n人均纯收入低\n  于监测线。 ↓\n");
	assert_true(view_key(v, (struct key){K_END, 0}));
	view_draw(v, t, term_area(t));
	assert_dump(t, "人均纯收入低 ↑\n  于监测线。\nend\n");
	assert_true(view_key(v, (struct key){K_DOWN, 0}));
	assert_true(view_key(v, (struct key){K_PGUP, 0}));
	assert_false(view_key(v, (struct key){K_CHAR, 'x'}));
	view_draw(v, t, term_area(t));
	assert_dump(t, "边缘易致贫\n人均纯收入低\n  于监测线。 ↓\n");
	view_clear(v);
	view_draw(v, t, term_area(t));
	assert_dump(t, "");
	view_free(v);
	view_free(NULL);
	term_close(t);
}

static void
bars_stay_in_their_lines(void **state)
{
	static const struct action rows[] = {{1, K_ENTER, 0, "打开", NULL, 0}, {2, 'h', K_F(5), "农户", NULL, 0},
		{3, 's', K_F(6), "Synchronise with the county", NULL, 0}, {4, 'v', K_F(7), "Void", NULL, 1}};
	static const uint64_t weeks[] = {9, 0, 1, 4, 7};
	struct term *t = term_open_memory(8, 40);

	(void)state;
	bar_top(t, 0, "防贫入户采集 青山镇东沟村张建国很长的标题", "已存 10:32");
	bar_keys(t, 1, rows, 4, 0, true, false);
	bar_keys(t, 2, rows, 4, 1, false, false);
	/* Characters are text then. */
	bar_keys(t, 7, rows, 4, 1, true, true);
	bar_progress(t, 3, 1, 10, TERM_PLAIN, 64, 100);
	bar_progress(t, 3, 12, 4, TERM_PLAIN, UINT64_MAX, UINT64_MAX);
	bar_progress(t, 3, 17, 4, TERM_PLAIN, 1, 0);
	bar_spark(t, 4, 1, 4, TERM_PLAIN, weeks, 5);
	term_memory_ascii(t, true);
	bar_progress(t, 5, 1, 10, TERM_PLAIN, 64, 100);
	bar_spark(t, 6, 1, 4, TERM_PLAIN, weeks, 5);
	assert_dump(t, " 防贫入户采集 青山镇东沟村…  已存 10:32\n"
		       " Enter 打开  h 农户  ? Help\n"
		       " Enter 打开  h 农户  v Void\n"
		       " ██████░░░░ ████ ░░░░\n"
		       " ▁▂▅█\n"
		       " ######....\n"
		       " _.=#\n"
		       " Enter 打开  F5 农户  F7 Void  F1 Help\n");
	term_close(t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(editing_goes_by_characters),
		cmocka_unit_test(editing_keeps_to_its_room),
		cmocka_unit_test(long_text_scrolls_under_the_cursor),
		cmocka_unit_test(passphrases_are_stars_and_wiped),
		cmocka_unit_test(lines_break_as_chinese_does),
		cmocka_unit_test(any_keys_leave_whole_characters),
		cmocka_unit_test(any_bytes_wrap_to_the_end),
		cmocka_unit_test(views_scroll),
		cmocka_unit_test(bars_stay_in_their_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
