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

static void
columns_share_and_give_way(void **state)
{
	static const struct column cols[] = {
		{"Name", 6, 8, false, 3}, {"Net", 8, 8, true, 2}, {"Address", 10, 40, false, 1}};
	struct columns c;
	struct row r = {0};
	struct term *t = term_open_memory(4, 32);

	(void)state;
	columns_fit(&c, cols, 3, 32);
	assert_int_equal(c.cells[0], 8);
	assert_int_equal(c.cells[2], 14);
	assert_int_equal(c.at[2], 18);
	row_start(&r);
	row_say(&r, TERM_PLAIN, "张树林");
	row_printf(&r, TERM_PLAIN, "%d,%03d.00", 5, 400);
	row_say(&r, TERM_DIM, "青山镇东沟村上洼组");
	columns_titles(&c, t, 0, 0);
	columns_draw(&c, &r, t, 1, 0);
	columns_fit(&c, cols, 3, 16);
	assert_int_equal(c.cells[2], 0);
	row_start(&r);
	row_say(&r, TERM_PLAIN, "买买提江吐尔逊");
	row_say(&r, TERM_PLAIN, "123,456,789.00");
	columns_draw(&c, &r, t, 2, 0);
	assert_dump(t, "Name          Net Address\n"
		       "张树林   5,400.00 青山镇东沟村…\n"
		       "买买提…        …\n");
	row_free(&r);
	term_close(t);
	struct buf b = {0};
	columns_mask(&b, "130899196503120017", 18, 6, 4);
	buf_byte(&b, ' ');
	columns_mask(&b, "1234", 4, 6, 4);
	buf_byte(&b, ' ');
	columns_mask(&b, "张树林", 9, 1, 0);
	assert_string_equal(buf_str(&b), "130899********0017 **** 张**");
	buf_free(&b);
}

/* A list of ${n} rows that counts how many it was asked for. */
struct numbers {
	size_t n, asked;
	char filter[32];
};

static size_t
numbers_count(void *self)
{
	return ((struct numbers *)self)->n;
}

static void
numbers_row(void *self, size_t i, const struct term *t, struct row *r)
{
	(void)t;
	((struct numbers *)self)->asked++;
	row_printf(r, TERM_PLAIN, "%zu", i + 1);
	row_say(r, TERM_PLAIN, "户");
}

static void
numbers_filter(void *self, const char *text, size_t n)
{
	struct numbers *s = self;

	snprintf(s->filter, sizeof s->filter, "%.*s", (int)n, text);
	s->n = n == 0 ? 100000 : n == 1 ? 3 : 0;
}

static const struct column number_columns[] = {{"No.", 6, 6, true, 1}, {"Name", 4, 10, false, 2}};
static const struct list_source numbers_source = {
	.columns = number_columns,
	.n_columns = 2,
	.titles = true,
	.count = numbers_count,
	.row = numbers_row,
	.filter = numbers_filter,
};

static enum list_reaction
press(struct list *l, const char *script)
{
	enum list_reaction r = LIST_IGNORED;
	struct key k;
	int times;

	while (key_script(&script, &k, &times) > 0)
		while (times-- > 0)
			r = list_key(l, k);
	return r;
}

static void
long_lists_ask_for_what_shows(void **state)
{
	struct numbers self = {.n = 100000};
	struct list *l = list_new(&numbers_source, &self);
	struct term *t = term_open_memory(5, 20);
	struct buf b = {0};

	(void)state;
	list_draw(l, t, term_area(t), true);
	assert_int_equal(self.asked, 4);
	assert_int_equal(press(l, "<End>"), LIST_MOVED);
	self.asked = 0;
	list_draw(l, t, term_area(t), true);
	assert_int_equal(self.asked, 4);
	assert_dump(t, "   No. Name\n"
		       " 99997 户          ↑\n"
		       " 99998 户\n"
		       " 99999 户\n"
		       "100000 户\n");
	term_memory_attrs(t, &b);
	assert_string_equal(buf_str(&b), "hhhhhh hhhhhhhhhh\n                   d\n\n\nSSSSSSSSSSSSSSSSSSS\n");
	buf_free(&b);
	press(l, "<PgUp>");
	assert_int_equal(list_at(l), 99995);
	press(l, "<PgUp*24998>");
	assert_int_equal(list_at(l), 3);
	press(l, "<PgUp><Up>");
	assert_int_equal(list_at(l), 0);
	press(l, "<PgDn><Down>");
	assert_int_equal(list_at(l), 5);
	assert_int_equal(press(l, "<Enter>"), LIST_CHOSEN);
	assert_int_equal(press(l, "<Esc>"), LIST_IGNORED);
	assert_int_equal(press(l, "h"), LIST_IGNORED);
	list_go(l, 1000000);
	assert_int_equal(list_at(l), 99999);
	self.n = 2;
	list_draw(l, t, term_area(t), true);
	assert_int_equal(list_at(l), 1);
	list_free(l);
	term_close(t);
}

static void
digits_choose_by_what_is_printed(void **state)
{
	struct numbers self = {.n = 12};
	struct list *l = list_new(&numbers_source, &self);

	(void)state;
	assert_int_equal(press(l, "1"), LIST_MOVED); /* 10, 11 and 12 start so too */
	assert_int_equal(list_at(l), 0);
	assert_int_equal(press(l, "2"), LIST_CODE);
	assert_int_equal(list_at(l), 11);
	assert_int_equal(press(l, "7"), LIST_CODE);
	assert_int_equal(list_at(l), 6);
	assert_int_equal(press(l, "1<Down>2"), LIST_CODE); /* an arrow ends a code */
	assert_int_equal(list_at(l), 1);
	assert_int_equal(press(l, "0"), LIST_MOVED);
	assert_int_equal(list_at(l), 1);
	assert_int_equal(press(l, "13"), LIST_CODE); /* there is no 13: the 3 begins anew */
	assert_int_equal(list_at(l), 2);
	assert_int_equal(press(l, "１２"), LIST_CODE);
	assert_int_equal(list_at(l), 11);
	list_free(l);
}

static void
try_search(struct list *l, struct term *t, struct numbers *self)
{
	/* One letter finds three rows, two find none. */
	assert_int_equal(press(l, "z"), LIST_FILTERED);
	assert_string_equal(self->filter, "z");
	assert_int_equal(list_at(l), 0);
	list_draw(l, t, term_area(t), true);
	assert_dump(t, "Search z\n   No. Name\n     1 户\n     2 户                              ↓\n");
	assert_cursor(t, 0, 8);
	assert_int_equal(press(l, "<Down>"), LIST_MOVED);
	assert_int_equal(list_at(l), 1);
	assert_int_equal(press(l, "3"), LIST_FILTERED); /* the tail of an ID number, not a code */
	assert_string_equal(list_filter(l), "z3");
	assert_int_equal(list_count(l), 0);
	assert_int_equal(press(l, "<Enter>"), LIST_MOVED);
	list_draw(l, t, term_area(t), true);
	assert_dump(t, "Search z3\n   No. Name\nNothing matches the search; Esc shows a\n");
	assert_int_equal(press(l, "<Backspace>"), LIST_FILTERED);
	assert_int_equal(press(l, "<Enter>"), LIST_CHOSEN);
	assert_int_equal(press(l, "<Esc>"), LIST_FILTERED);
	assert_false(list_typing(l));
	assert_int_equal(list_count(l), 100000);
	list_search(l, "q", 1);
	assert_int_equal(list_count(l), 3);
	assert_false(list_typing(l));
	assert_int_equal(press(l, "<Esc>"), LIST_FILTERED);
}

static void
search_filters_as_one_types(void **state)
{
	struct numbers self = {.n = 100000};
	struct list *l = list_new(&numbers_source, &self);
	struct term *t = term_open_memory(4, 40);

	(void)state;
	press(l, "<End>");
	assert_int_equal(press(l, "/"), LIST_MOVED);
	assert_true(list_typing(l));
	try_search(l, t, &self);
	list_free(l);
	term_close(t);
}

static enum picker_reaction
pick(struct picker *p, const char *script)
{
	enum picker_reaction r = PICKER_IGNORED;
	struct key k;
	int times;

	while (key_script(&script, &k, &times) > 0)
		while (times-- > 0)
			r = picker_key(p, k);
	return r;
}

static const struct picker_choice choices[] = {
	{"1", "低保", "dibao db"},
	{"2", "特困", "tekun tk"},
	{"11", "计生", "jisheng js"},
	{"99", "其他 Other", NULL},
};

static void
one_choice_by_code_arrow_or_search(void **state)
{
	struct picker *p = picker_new(choices, 4, false, NULL, NULL);
	struct term *t = term_open_memory(4, 24);

	(void)state;
	picker_choose(p, 1, true);
	picker_draw(p, t, term_area(t), true);
	assert_dump(t, "    1 低保\n✓   2 特困\n   11 计生\n   99 其他 Other\n");
	assert_int_equal(pick(p, "1"), PICKER_STAY); /* 11 may follow */
	assert_int_equal(pick(p, "1"), PICKER_DONE);
	assert_int_equal(picker_at(p), 2);
	assert_true(picker_chosen(p, 2));
	assert_false(picker_chosen(p, 1));
	assert_int_equal(pick(p, "2"), PICKER_DONE);
	assert_int_equal(picker_at(p), 1);
	assert_int_equal(pick(p, "<Down*2><Enter>"), PICKER_DONE);
	assert_int_equal(picker_at(p), 3);
	assert_int_equal(pick(p, "/JISH<Enter>"), PICKER_DONE);
	assert_int_equal(picker_at(p), 2);
	assert_int_equal(pick(p, "zzz<Enter>"), PICKER_STAY);
	assert_int_equal(picker_at(p), 4);
	assert_int_equal(pick(p, "<Esc>"), PICKER_STAY);
	assert_int_equal(pick(p, "<Esc>"), PICKER_CANCEL);
	picker_free(p);
	picker_free(NULL);
	term_close(t);
}

static bool
first_only(void *self, size_t i, const char *text, size_t len)
{
	(void)self;
	(void)text;
	(void)len;
	return i == 0;
}

static void
several_choices_are_marked(void **state)
{
	static const struct picker_choice named[] = {{"a", "甲", NULL}, {"b", "乙", NULL}, {"c", "丙", NULL}};
	struct picker *p = picker_new(choices, 4, true, NULL, NULL);
	struct term *t = term_open_memory(3, 24);

	(void)state;
	assert_int_equal(pick(p, "2"), PICKER_STAY);
	assert_int_equal(pick(p, "99<Home> "), PICKER_STAY);
	assert_int_equal(pick(p, "/计<Enter>"), PICKER_STAY);
	assert_false(picker_typing(p));
	assert_int_equal(pick(p, "2<Enter>"), PICKER_DONE);
	assert_true(picker_chosen(p, 0) && !picker_chosen(p, 1) && picker_chosen(p, 2) && picker_chosen(p, 3));
	picker_free(p);
	p = picker_new(named, 3, false, first_only, NULL); /* no digit codes: ordinals */
	picker_draw(p, t, term_area(t), false);
	assert_dump(t, "   1 甲\n   2 乙\n   3 丙\n");
	assert_int_equal(pick(p, "3"), PICKER_DONE);
	assert_int_equal(picker_at(p), 2);
	assert_int_equal(pick(p, "/x<Enter>"), PICKER_DONE);
	assert_int_equal(picker_at(p), 0);
	picker_free(p);
	term_close(t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(columns_share_and_give_way),
		cmocka_unit_test(long_lists_ask_for_what_shows),
		cmocka_unit_test(digits_choose_by_what_is_printed),
		cmocka_unit_test(search_filters_as_one_types),
		cmocka_unit_test(one_choice_by_code_arrow_or_search),
		cmocka_unit_test(several_choices_are_marked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
