/* Rosters as counties export them, and as accidents and enemies make them. */
#include <iconv.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "journal/exchange.h"
#include "office/roster.h"
#include "office_fixture.h"
#include "store/summary.h"

static const struct roster_area area_list[] = {
	{"130899", "北岭县"},
	{"130899100000", "白石镇"},
	{"130899101000", "柳河镇"},
	{"130899100201", "东沟村"},
	{"130899100202", "西沟村"},
	{"130899101201", "东沟村"},
};
static const struct roster_areas areas = {.list = area_list, .n = sizeof area_list / sizeof area_list[0]};

static const char two_households[] =
	"县,乡,村,户编号,姓名,性别,证件类型,证件号码,民族,与户主关系,健康状况,文化程度,是否享受低保,出生日期,"
	"户联系电话\r\n"
	"北岭县,白石镇,东沟村,H001,张树林,男,居民身份证,130899196503120015,满族,户主,\"残疾,长期慢性病\",小学,是,"
	"19650312,13800001234\r\n"
	"北岭县,白石镇,东沟村,H001,李芳,女,居民身份证,=\"130899198807040021\",汉,配偶,健康,文盲半文盲,否,1988/7/4,\r\n"
	"北岭县,柳河镇,东沟,H001,王𠀋,男,居民身份证,130899200909150037,蒙古族,户主,健康,初中,否,2009-09-15,\r\n";

static void
import(struct office *o, const char *text, size_t n, struct roster_report *r)
{
	struct fault f = {0};

	*r = (struct roster_report){0};
	if (roster_import(&o->store, &(struct roster_file){.name = "roster.csv", .bytes = text, .n = n}, &areas, r, &f) < 0)
		fail_msg("%s", f.text);
}

/* The first household with an area that begins so. */
static int
keep_root(void *self, const struct summary *line)
{
	memcpy(self, line->root, RECORD_ID);
	return 1;
}

static void
open_area(struct office *o, const char *area, struct casefile *c)
{
	unsigned char root[RECORD_ID];
	struct fault f = {0};

	assert_int_equal(store_summaries(&o->store, area, keep_root, root, &f), 1);
	assert_int_equal(store_file(&o->store, root, c, &f), 1);
}

static void
test_people_and_households(void **state)
{
	struct office *o = *state;
	struct roster_report r;
	struct casefile c;
	const struct form *form = o->store.form;

	import(o, two_households, sizeof two_households - 1, &r);
	assert_int_equal(r.rows, 3);
	assert_int_equal(r.aside, 0);
	assert_int_equal(r.new_households, 2);
	assert_int_equal(r.new_people, 3);
	roster_report_free(&r);
	open_area(o, "130899100201", &c);
	assert_string_equal(office_answer(form, c.tree.root, "hh_code"), "H001");
	assert_string_equal(office_answer(form, c.tree.root, "hh_phone"), "13800001234");
	assert_string_equal(office_answer(form, c.tree.root, "head_name"), "张树林");
	const struct record *m = record_kids(c.tree.root, form_table(form, "member", 6));
	assert_non_null(m);
	assert_string_equal(office_answer(form, m, "ethnic"), "11");
	assert_string_equal(office_answer(form, m, "health"), "chronic disabled");
	assert_string_equal(office_answer(form, m, "dibao"), "rural");
	assert_string_equal(office_answer(form, m, "counted"), "yes");
	m = m->next;
	assert_non_null(m);
	assert_string_equal(office_answer(form, m, "id_number"), "130899198807040021");
	assert_string_equal(office_answer(form, m, "birth_date"), "1988-07-04");
	assert_string_equal(office_answer(form, m, "education"), "illiterate");
	assert_string_equal(office_answer(form, m, "ethnic"), "01");
	assert_null(m->next);
	casefile_close(&c);
	open_area(o, "130899101201", &c);
	m = record_kids(c.tree.root, form_table(form, "member", 6));
	assert_string_equal(office_answer(form, m, "member_name"), "王𠀋");
	assert_string_equal(office_answer(form, m, "ethnic"), "02");
	casefile_close(&c);
}

static void
test_column_order(void **state)
{
	struct office *o = *state;
	static const char turned[] =
		"\xEF\xBB\xBF与户主关系,户联系电话,无人认识的列,证件号码,姓名,行政区划代码,户编号\n"
		"户主,13800001234,x,130899196503120015,张树林,130899100201,H001\n";
	struct roster_report r;
	struct casefile c;

	import(o, turned, sizeof turned - 1, &r);
	assert_int_equal(r.new_people, 1);
	assert_int_equal(r.ignored, 1);
	roster_report_free(&r);
	open_area(o, "130899100201", &c);
	const struct record *m = record_kids(c.tree.root, form_table(o->store.form, "member", 6));
	/* What the file does not say, the form works out from the number. */
	assert_string_equal(office_answer(o->store.form, m, "sex"), "1");
	assert_string_equal(office_answer(o->store.form, m, "birth_date"), "1965-03-12");
	casefile_close(&c);
}

static void
test_gb18030(void **state)
{
	struct office *o = *state;
	char bytes[sizeof two_households * 2], *in = (char *)(uintptr_t)two_households, *out = bytes;
	size_t left = sizeof two_households - 1, room = sizeof bytes;
	struct roster_report r;
	iconv_t cd = iconv_open("GB18030", "UTF-8");

	assert_true(cd != (iconv_t)-1);
	assert_int_equal(iconv(cd, &in, &left, &out, &room), 0);
	iconv_close(cd);
	import(o, two_households, sizeof two_households - 1, &r);
	roster_report_free(&r);
	import(o, bytes, (size_t)(out - bytes), &r);
	assert_int_equal(r.versions, 0);
	assert_int_equal(r.people, 3);
	roster_report_free(&r);
}

static void
test_bad_rows_aside(void **state)
{
	struct office *o = *state;
	static const char rows[] =
		"村,乡,户编号,姓名,证件号码,与户主关系,民族\n"
		"西沟村,,1,张一,130899196503120015,户主,汉族\n"
		"西沟村,,1,李二,130899198807040022,配偶,汉族\n"   /* check character */
		"西沟村,,1,,130899198807040021,配偶,汉族\n"       /* no name */
		"西沟村,,1,赵三,130899200909150037,继子,汉族\n"   /* unknown relation */
		"东沟村,,2,钱四,130899200909150037,户主,汉族\n"   /* two villages of that name */
		"西沟村,,3,孙五,130899200909150037,之子,火星族\n" /* household without head, unknown group */
		"西沟村,,1,张一,130899196503120015,户主,汉族\n"   /* again */
		"西沟村,,,周六,,之女,汉族\n"                      /* no household */
		"西沟村,,4,吴七,,户主,02\n";                      /* numbers are no words; no number is no bar */
	static const struct {
		size_t line;
		const char *column;
	} want[] = {
		{3, "证件号码"}, {4, "姓名"}, {5, "与户主关系"}, {6, "村"}, {7, ""}, {8, "证件号码"}, {9, "户编号"}};
	struct roster_report r;
	size_t k = 0;

	import(o, rows, sizeof rows - 1, &r);
	assert_int_equal(r.rows, 9);
	assert_int_equal(r.aside, 7);
	assert_int_equal(r.households, 2);
	assert_int_equal(r.people, 2);
	for (size_t i = 0; i < r.n_remarks; i++)
		if (r.remarks[i].aside) {
			assert_true(k < 7);
			assert_int_equal(r.remarks[i].line, want[k].line);
			assert_string_equal(r.remarks[i].column, want[k].column);
			k++;
		}
	assert_int_equal(k, 7);
	/* The rows set aside come back as they were, and may be taken in once mended. */
	const char *rest = buf_str(&r.rest);
	assert_non_null(strstr(rest, "行号,原因,村"));
	assert_non_null(strstr(rest, "钱四"));
	assert_null(strstr(rest, "吴七"));
	struct roster_report again;
	import(o, rest, r.rest.len, &again);
	assert_int_equal(again.rows, 7);
	assert_int_equal(again.ignored, 0);
	assert_int_equal(again.people, 1); /* the doubled row alone is a good one */
	assert_int_equal(again.versions, 0);
	roster_report_free(&again);
	roster_report_free(&r);
}

/* A quotation mark that is not closed swallows rows; whoever is in them must not be mixed, nor lost in silence. */
static void
test_torn_rows(void **state)
{
	struct office *o = *state;
	static const char rows[] = "村,户编号,姓名,务工企业名称,证件号码,与户主关系\n"
				   "西沟村,1,张一,\"某公司,130899196503120015,户主\n"
				   "西沟村,2,李二,\"某厂\",130899198807040021,户主\n"
				   "西沟村,3,王三,,130899200909150037,户主,之子\n"
				   "西沟村,4,赵四,\"甲,乙\",,户主,,\n";
	struct roster_report r;

	import(o, rows, sizeof rows - 1, &r);
	assert_int_equal(r.rows, 3);
	assert_int_equal(r.aside, 2);
	assert_int_equal(r.people, 1);
	assert_int_equal(r.remarks[0].line, 2);
	assert_true(r.remarks[0].aside);
	assert_non_null(strstr(r.remarks[0].reason, "several lines"));
	assert_int_equal(r.remarks[1].line, 4);
	assert_non_null(strstr(r.remarks[1].reason, "more cells"));
	assert_non_null(strstr(buf_str(&r.rest), "李二"));
	roster_report_free(&r);
}

static void
test_again_and_changed(void **state)
{
	struct office *o = *state;
	struct roster_report r;
	struct fault f = {0};
	unsigned char before[32], after[32];
	char *text = strdup(two_households), *at;

	assert_non_null(text);
	import(o, text, strlen(text), &r);
	assert_true(r.versions > 0);
	roster_report_free(&r);
	assert_int_equal(journal_digest(o->store.journal, before, &f), 0);
	import(o, text, strlen(text), &r);
	assert_int_equal(r.versions, 0);
	assert_int_equal(r.new_people + r.new_households, 0);
	roster_report_free(&r);
	assert_int_equal(journal_digest(o->store.journal, after, &f), 0);
	assert_memory_equal(before, after, 32);

	at = strstr(text, "13800001234");
	at[10] = '5';
	import(o, text, strlen(text), &r);
	assert_int_equal(r.versions, 1);
	assert_int_equal(r.new_people + r.new_households, 0);
	roster_report_free(&r);
	/* The older file does not undo what replaced it. */
	import(o, two_households, sizeof two_households - 1, &r);
	assert_int_equal(r.versions, 0);
	assert_int_equal(r.n_remarks, 1);
	assert_false(r.remarks[0].aside);
	roster_report_free(&r);
	free(text);
}

static void
test_two_heads(void **state)
{
	struct office *o = *state;
	static const char rows[] = "村,户编号,姓名,证件号码,与户主关系\n"
				   "西沟村,1,张一,130899196503120015,户主\n西沟村,1,李二,130899198807040021,"
				   "户主\n西沟村,2,王三,130899200909150037,户主\n";
	struct roster_report r;

	import(o, rows, sizeof rows - 1, &r);
	assert_int_equal(r.aside, 2);
	assert_int_equal(r.households, 1);
	roster_report_free(&r);
}

/* An import that broke off is carried on by importing again; a member corrected by a cadre stays one person. */
static void
test_carried_on(void **state)
{
	struct office *o = *state;
	struct roster_report r;
	struct casefile c;
	struct fault f = {0};
	size_t half = (size_t)(strstr(two_households, "北岭县,白石镇,东沟村,H001,李芳") - two_households);
	const struct form *form = o->store.form;
	struct answer a;

	import(o, two_households, half, &r);
	assert_int_equal(r.new_people, 1);
	roster_report_free(&r);
	open_area(o, "130899100201", &c);
	struct record *m = record_kids(c.tree.root, form_table(form, "member", 6));
	const struct question *name = &form->questions[form_question(form, "member_name", 11)];
	assert_int_equal(answer_read(&c.tree.arena, name, "张树琳", strlen("张树琳"), &a), 0);
	assert_int_equal(record_set(&c.tree, m, name, a), 0);
	assert_int_equal(journal_save(o->store.journal, m, name->section, false, &f), 1);
	casefile_close(&c);
	import(o, two_households, sizeof two_households - 1, &r);
	assert_int_equal(r.people, 3);
	assert_int_equal(r.new_people, 2);
	assert_int_equal(r.new_households, 1);
	roster_report_free(&r);
	open_area(o, "130899100201", &c);
	m = record_kids(c.tree.root, form_table(form, "member", 6));
	assert_string_equal(office_answer(form, m, "member_name"), "张树琳");
	assert_null(m->next->next);
	casefile_close(&c);
}

/* The store fails halfway: the sentence says how much is in, and the same file brings the rest. */
static void
test_broken_off(void **state)
{
	struct office *o = *state;
	struct roster_report r = {0};
	struct fault f = {0};
	struct buf text = {0};
	struct roster_file file = {.name = "roster.csv"};

	buf_text(&text, "乡,村,户编号,姓名,证件号码,与户主关系\n");
	for (int i = 0; i < 450; i++)
		buf_printf(&text, "白石镇,西沟村,K%03d,张三,,户主\n", i);
	file.bytes = text.data;
	file.n = text.len;
	/* The second transaction of 200 households does not get to its end. */
	const char *boom = "CREATE TEMP TRIGGER boom BEFORE INSERT ON j_record WHEN (SELECT count(*) FROM j_record) >= 600 "
			   "BEGIN SELECT RAISE(ABORT, 'disk'); END";
	assert_int_equal(db_exec(o->store.db, &f, boom), 0);
	assert_int_equal(roster_import(&o->store, &file, &areas, &r, &f), -1);
	assert_non_null(strstr(f.text, "200 households of this file are in. Import the same file again"));
	assert_int_equal(db_exec(o->store.db, &f, "DROP TRIGGER boom"), 0);
	roster_report_free(&r);
	import(o, (const char *)text.data, text.len, &r);
	assert_int_equal(r.new_households, 250);
	assert_int_equal(r.households, 450);
	roster_report_free(&r);
	buf_free(&text);
}

/* Households are in, and the rows set aside find no memory: the sentence says both. */
static void
test_rest_without_memory(void **state)
{
	struct office *o = *state;
	static const char text[] = "乡,村,户编号,姓名,证件号码,与户主关系\n白石镇,西沟村,K1,张三,,户主\n白石镇,西沟村,K2,,,户主\n";
	struct roster_report r = {.rest.failed = true};
	struct roster_file file = {.name = "roster.csv", .bytes = text, .n = sizeof text - 1};
	struct fault f = {0};

	assert_int_equal(roster_import(&o->store, &file, &areas, &r, &f), -1);
	assert_int_equal(f.code, EX_OSERR);
	assert_non_null(strstr(f.text, "1 household of this file is in. Import the same file again"));
	roster_report_free(&r);
}

/* A household or person voided here is not brought back by a file. */
static void
test_voided_stays(void **state)
{
	struct office *o = *state;
	struct roster_report r;
	struct casefile c;
	struct fault f = {0};

	import(o, two_households, sizeof two_households - 1, &r);
	roster_report_free(&r);
	open_area(o, "130899100201", &c);
	struct record *m = record_kids(c.tree.root, form_table(o->store.form, "member", 6))->next;
	assert_int_equal(journal_void(o->store.journal, m, true, &f), 0);
	casefile_close(&c);
	import(o, two_households, sizeof two_households - 1, &r);
	assert_int_equal(r.versions, 0);
	assert_int_equal(r.aside, 1);
	roster_report_free(&r);
}

static void
refuse(struct office *o, const void *bytes, size_t n, const char *hint)
{
	struct roster_report r = {0};
	struct fault f = {0};

	assert_int_equal(roster_import(&o->store, &(struct roster_file){.name = "roster.csv", .bytes = bytes, .n = n}, &areas, &r, &f), -1);
	assert_int_equal(f.code, EX_DATAERR);
	if (strstr(f.text, hint) == NULL || strstr(f.text, "othing was taken in") == NULL)
		fail_msg("%s", f.text);
	assert_int_equal(r.versions, 0);
	roster_report_free(&r);
}

static void
test_no_roster(void **state)
{
	struct office *o = *state;
	struct fault f = {0};

	refuse(o, "", 0, "roster.csv");
	refuse(o, "a,b\n\xFF\xFF\n", 7, "line 2");
	refuse(o,
		"\xEF\xBB\xBF"
		"a\nb\n\xB9\xFA\n",
		9, "line 3");
	refuse(o, "a\n\0b\n", 5, "line 2");
	refuse(o, "姓名,证件号码\n张,1\n", strlen("姓名,证件号码\n张,1\n"), "与户主关系");
	refuse(o, "姓名,证件号码,与户主关系,户编号\n\"张", strlen("姓名,证件号码,与户主关系,户编号\n\"张"),
		"never closed");
	assert_int_equal(journal_count(o->store.journal, VERSION_COUNT, &f), 0);
}

/* Damaged files are refused or taken in part; nothing breaks, and nothing is made that the form does not fit. */
static void
test_hostile(void **state)
{
	struct office *o = *state;
	static const char bits[] = "\",\n\r='+\xFF\x01 0户主";
	struct fault f = {0};

	for (int round = 0; round < 120; round++) {
		char bytes[sizeof two_households];
		size_t n = sizeof two_households - 1;
		struct roster_report r = {0};
		memcpy(bytes, two_households, sizeof bytes);
		for (uint64_t k = 1 + world_below(&o->world, 4); k > 0; k--)
			bytes[world_below(&o->world, n)] = bits[world_below(&o->world, sizeof bits - 1)];
		if (round % 4 == 0)
			n = (size_t)world_below(&o->world, n);
		roster_import(&o->store, &(struct roster_file){.name = "roster.csv", .bytes = bytes, .n = n}, &areas, &r, &f);
		assert_true(r.aside <= r.rows);
		roster_report_free(&r);
	}
	unsigned char before[32], after[32];
	assert_int_equal(journal_digest(o->store.journal, before, &f), 0);
	assert_int_equal(journal_rebuild(o->store.journal, &f), 0);
	assert_int_equal(journal_digest(o->store.journal, after, &f), 0);
	assert_memory_equal(before, after, 32);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_people_and_households, office_setup, office_teardown),
		cmocka_unit_test_setup_teardown(test_column_order, office_setup, office_teardown),
		cmocka_unit_test_setup_teardown(test_gb18030, office_setup, office_teardown),
		cmocka_unit_test_setup_teardown(test_bad_rows_aside, office_setup, office_teardown),
		cmocka_unit_test_setup_teardown(test_torn_rows, office_setup, office_teardown),
		cmocka_unit_test_setup_teardown(test_again_and_changed, office_setup, office_teardown),
		cmocka_unit_test_setup_teardown(test_two_heads, office_setup, office_teardown),
		cmocka_unit_test_setup_teardown(test_carried_on, office_setup, office_teardown),
		cmocka_unit_test_setup_teardown(test_broken_off, office_setup, office_teardown),
		cmocka_unit_test_setup_teardown(test_rest_without_memory, office_setup, office_teardown),
		cmocka_unit_test_setup_teardown(test_voided_stays, office_setup, office_teardown),
		cmocka_unit_test_setup_teardown(test_no_roster, office_setup, office_teardown),
		cmocka_unit_test_setup_teardown(test_hostile, office_setup, office_teardown),
	};

	setenv("LANGUAGE", "en", 1);
	words_open(NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
