/* Rosters by a county's own map, dry, and as workbooks. */
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
#include "zip_build.h"

static const struct roster_area area_list[] = {{"130899100000", "白石镇"}, {"130899100202", "西沟村"}};
static const struct roster_areas areas = {.list = area_list, .n = sizeof area_list / sizeof area_list[0]};

#define PEOPLE_MAP \
	"name,kind,question,how,required,value,#note\n" \
	"户号,column,hh_code,household,,,x\n村名,column,,village,,,\n人名|姓,column,member_name,name,yes,,\n" \
	"身份证,column,id_number,id,,,\n同户主,column,relation,,,,\n类别,column,hh_type,,,,\n电话,column,hh_phone,,,,\n"
#define WORDS_MAP "当家的,alias,relation,,,01\n老伴,alias,relation,,,02\n普通,alias,hh_type,,,general\n,head,relation,,,01\n,checked,id_type,,,01\n"
#define INCOME_MAP "年份,column,survey_year,,,,\n时点,column,economy_stage,,,,\n卖粮,column,crop_gross,,,,\n年终,alias,economy_stage,,,%s\n"

static int
import(struct office *o, const char *text, const char *map, bool dry, struct roster_report *r, struct fault *f)
{
	struct sheet sheet = {.name = "map.csv", .data = map, .n = map != NULL ? strlen(map) : 0};
	struct roster_file file = {.name = "people.csv", .bytes = text, .n = strlen(text), .map = map != NULL ? &sheet : NULL, .dry = dry};

	*r = (struct roster_report){0};
	*f = (struct fault){0};
	return roster_import(&o->store, &file, &areas, r, f);
}

static void
take(struct office *o, const char *text, const char *map, bool dry, struct roster_report *r)
{
	struct fault f;

	if (import(o, text, map, dry, r, &f) < 0)
		fail_msg("%s\n%s", f.text, buf_str(&r->mistakes));
}

static int
keep_root(void *self, const struct summary *line)
{
	memcpy(self, line->root, RECORD_ID);
	return 1;
}

static void
open_only(struct office *o, struct casefile *c)
{
	unsigned char root[RECORD_ID];
	struct fault f = {0};

	assert_int_equal(store_summaries(&o->store, "", keep_root, root, &f), 1);
	assert_int_equal(store_file(&o->store, root, c, &f), 1);
}

static size_t
changed(const struct office *o, const struct roster_report *r, const char *question, int what)
{
	const struct roster_change *change = &r->changes[form_question(o->store.form, question, strlen(question))];

	return what == 0 ? change->fresh : what == 1 ? change->filled : change->changed;
}

static const char people[] = "户号,村名,人名,身份证,同户主,类别,电话\n"
			     "7,西沟村,张一,130899196503120015,当家的,普通,13800001234\n7,西沟村,李二,130899198807040021,老伴,,\n";

static void
test_own_map(void **state)
{
	struct office *o = *state;
	struct roster_report r;
	struct casefile c;

	take(o, people, PEOPLE_MAP WORDS_MAP, false, &r);
	assert_int_equal(r.new_households, 1);
	assert_int_equal(r.new_people, 2);
	assert_int_equal(r.aside + r.ignored, 0);
	assert_int_equal(changed(o, &r, "member_name", 0), 2);
	roster_report_free(&r);
	open_only(o, &c);
	assert_string_equal(office_answer(o->store.form, c.tree.root, "hh_type"), "general");
	assert_string_equal(office_answer(o->store.form, c.tree.root, "hh_code"), "7");
	casefile_close(&c);
	/* The program's own words are not the county's. */
	take(o, "户号,村名,人名,身份证,同户主\n8,西沟村,王三,130899200909150037,户主\n", PEOPLE_MAP WORDS_MAP, false, &r);
	assert_int_equal(r.new_people, 1); /* the form's own label is known always */
	roster_report_free(&r);
}

/* Last year's income, one row a year, under households that are known. */
static void
test_previous_data(void **state)
{
	struct office *o = *state;
	char map[sizeof PEOPLE_MAP WORDS_MAP INCOME_MAP + 64];
	const struct form *form = o->store.form;
	const struct choice_list *stages = form->questions[form_question(form, "economy_stage", 13)].list;
	struct roster_report r;
	struct casefile c;
	unsigned char before[32], after[32];
	struct fault f = {0};
	static const char income[] = "户号,村名,人名,身份证,年份,时点,卖粮\n7,西沟村,张一,130899196503120015,2024,年终,1200.50\n"
				     "7,西沟村,张一,130899196503120015,2025,年终,1300\n7,西沟村,李二,130899198807040021,,,99\n";

	snprintf(map, sizeof map, PEOPLE_MAP WORDS_MAP INCOME_MAP, stages->choices[0].code);
	take(o, people, PEOPLE_MAP WORDS_MAP, false, &r);
	roster_report_free(&r);
	take(o, income, map, false, &r);
	assert_int_equal(r.aside, 0);
	assert_int_equal(r.people, 2);
	assert_int_equal(r.changed_households, 1);
	assert_int_equal(changed(o, &r, "crop_gross", 0), 2);
	assert_int_equal(changed(o, &r, "survey_year", 0), 2);
	roster_report_free(&r);
	assert_int_equal(journal_digest(o->store.journal, before, &f), 0);
	take(o, income, map, false, &r);
	assert_int_equal(r.versions, 0);
	assert_int_equal(r.changed_households, 0);
	roster_report_free(&r);
	assert_int_equal(journal_digest(o->store.journal, after, &f), 0);
	assert_memory_equal(before, after, 32);
	open_only(o, &c);
	const struct record *e = record_kids(c.tree.root, form_table(form, "economy", 7));
	assert_non_null(e);
	assert_non_null(e->next);
	assert_null(e->next->next);
	if (strcmp(office_answer(form, e, "survey_year"), "2024") != 0)
		e = e->next;
	assert_string_equal(office_answer(form, e, "survey_year"), "2024");
	assert_string_equal(office_answer(form, e, "crop_gross"), "1200.5");
	unsigned char id[RECORD_ID];
	struct answer keys[2] = {answer_int(2024), answer_text(stages->choices[0].code, strlen(stages->choices[0].code))};
	record_id_keyed(&form->tables[form_table(form, "economy", 7)], c.tree.root->id, keys, id);
	assert_memory_equal(e->id, id, RECORD_ID); /* where a laptop meets it */
	casefile_close(&c);
}

static void
test_map_mistakes(void **state)
{
	struct office *o = *state;
	static const struct {
		const char *rows, *says;
	} cases[] = {
		{"x,colum,member_name,,,\n", "nearest is \"column\""},
		{"x,column,member_nam,,,\n", "map.csv:9: question: x: the form has no question \"member_nam\""},
		{"x,column,age,,,\n", "worked out"},
		{"x,column,birth_date,brith,,\n", "nearest is \"birth\""},
		{"x,column,birth_date,,maybe,\n", "required"},
		{"x,column,,,,\n", "answers nothing"},
		{",column,birth_date,,,\n", "has no name"},
		{"x,column,hh_phone,,,\n", "two columns answer \"hh_phone\""},
		{"x,column,,village,,\n", "two columns are used as \"village\""},
		{"y|姓,column,birth_date,,,\n", "\"姓\" is the name of an earlier column"},
		{"好,alias,relation,,,nonsense\n", "no code of"},
		{"好,alias,member_name,,,01\n", "no question with choices"},
		{"好,alias,,,,01\n", "no question is named"},
		{"x,column,crop_gross,,,\n", "cannot tell apart"},
		{"x,column,bill_total,,,\n", "cannot tell apart"},
	};
	struct roster_report r;
	struct fault f;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf map = {0};
		buf_text(&map, PEOPLE_MAP);
		buf_text(&map, cases[i].rows);
		buf_text(&map, WORDS_MAP);
		assert_int_equal(import(o, people, buf_str(&map), false, &r, &f), -1);
		assert_int_equal(f.code, EX_DATAERR);
		if (strstr(buf_str(&r.mistakes), cases[i].says) == NULL)
			fail_msg("%s: %s", cases[i].says, buf_str(&r.mistakes));
		roster_report_free(&r);
		buf_free(&map);
	}
	assert_int_equal(import(o, people, PEOPLE_MAP, false, &r, &f), -1);
	assert_non_null(strstr(f.text, "a roster cannot be taken in"));
	roster_report_free(&r);
	assert_int_equal(import(o, people, "a,b\n1,2\n", false, &r, &f), -1);
	assert_non_null(strstr(buf_str(&r.mistakes), "the column is missing"));
	roster_report_free(&r);
	assert_int_equal(journal_count(o->store.journal, VERSION_COUNT, &f), 0);
}

static void
test_dry(void **state)
{
	struct office *o = *state;
	static const char later[] = "户号,村名,人名,身份证,同户主,类别,电话\n"
				    "7,西沟村,张一,130899196503120015,当家的,普通,13800001235\n7,西沟村,李二,130899198807040021,老伴,,\n"
				    "9,西沟村,赵六,130899200909150037,当家的,,\n9,西沟村,,130899197408200003,老伴,,\n";
	struct roster_report r;
	unsigned char before[32], after[32];
	struct fault f = {0};

	take(o, people, PEOPLE_MAP WORDS_MAP, true, &r);
	assert_int_equal(r.new_households, 1);
	assert_int_equal(r.new_people, 2);
	assert_int_equal(r.versions, 0);
	assert_int_equal(journal_count(o->store.journal, VERSION_COUNT, &f), 0);
	roster_report_free(&r);
	take(o, people, PEOPLE_MAP WORDS_MAP, false, &r);
	assert_true(r.versions > 0);
	roster_report_free(&r);
	assert_int_equal(journal_digest(o->store.journal, before, &f), 0);
	take(o, later, PEOPLE_MAP WORDS_MAP, true, &r);
	assert_int_equal(r.rows, 4);
	assert_int_equal(r.aside, 1);
	assert_int_equal(r.remarks[0].line, 5);
	assert_int_equal(r.households, 2);
	assert_int_equal(r.new_households, 1);
	assert_int_equal(r.changed_households, 1);
	assert_int_equal(changed(o, &r, "hh_phone", 2), 1);
	assert_int_equal(changed(o, &r, "hh_phone", 1), 0);
	assert_int_equal(changed(o, &r, "member_name", 0), 1);
	assert_int_equal(changed(o, &r, "member_name", 2), 0);
	roster_report_free(&r);
	take(o, people, PEOPLE_MAP WORDS_MAP, true, &r);
	assert_int_equal(r.changed_households + r.new_households, 0);
	assert_int_equal(r.households, 1);
	roster_report_free(&r);
	assert_int_equal(journal_digest(o->store.journal, after, &f), 0);
	assert_memory_equal(before, after, 32);
}

/* What a spreadsheet spoilt is set aside by its row, from CSV and from a workbook alike. */
static void
test_spoilt_cells(void **state)
{
	struct office *o = *state;
	static const char sheet[] = "<worksheet><sheetData>"
				    "<row r='2'><c t='str'><v>户编号</v></c><c t='str'><v>村</v></c><c t='str'><v>姓名</v></c>"
				    "<c t='str'><v>证件号码</v></c><c t='str'><v>与户主关系</v></c><c t='str'><v>户主证件号码</v></c></row>"
				    "<row r='4'><c><v>1</v></c><c t='str'><v>西沟村</v></c><c t='str'><v>张一</v></c>"
				    "<c><v>130899196503120015</v></c><c t='str'><v>户主</v></c></row>"
				    "<row r='5'><c><v>2</v></c><c t='str'><v>西沟村</v></c><c t='str'><v>李二</v></c>"
				    "<c t='str'><v>130899198807040021</v></c><c t='str'><v>户主</v></c></row>"
				    "<row r='7'><c/><c t='str'><v>西沟村</v></c><c t='str'><v>王三</v></c>"
				    "<c t='str'><v>130899200909150037</v></c><c t='str'><v>户主</v></c><c><v>1.3E17</v></c></row>"
				    "<row r='8'><c><v>4</v></c><c t='str'><v>西沟村</v></c><c t='e'><v>#N/A</v></c>"
				    "<c t='str'><v>130899197408200003</v></c><c t='str'><v>户主</v></c></row>"
				    "</sheetData></worksheet>";
	static const char csv[] = "户编号,村,姓名,证件号码,与户主关系\n1,西沟村,张一,1.30899E+17,户主\n";
	struct zip_build z = {0};
	struct roster_report r = {0};
	struct fault f = {0};

	zip_build_book(&z, sheet, NULL, NULL);
	zip_build_end(&z, z.n, false);
	struct roster_file file = {.name = "people.xls", .bytes = z.file.data, .n = z.file.len};
	if (roster_import(&o->store, &file, &areas, &r, &f) < 0)
		fail_msg("%s", f.text);
	zip_build_free(&z);
	assert_int_equal(r.rows, 4);
	assert_int_equal(r.new_people, 1);
	assert_int_equal(r.aside, 3);
	assert_int_equal(r.remarks[0].line, 4);
	assert_non_null(strstr(r.remarks[0].reason, "15 digits"));
	assert_string_equal(r.remarks[0].column, "证件号码");
	assert_int_equal(r.remarks[1].line, 7);
	assert_string_equal(r.remarks[1].column, "户主证件号码");
	assert_int_equal(r.remarks[2].line, 8);
	assert_non_null(strstr(r.remarks[2].reason, "formula"));
	roster_report_free(&r);
	take(o, csv, NULL, false, &r);
	assert_int_equal(r.aside, 1);
	assert_non_null(strstr(r.remarks[0].reason, "15 digits"));
	roster_report_free(&r);
}

/* A village under one household number is nobody's household. */
static void
test_too_many(void **state)
{
	struct office *o = *state;
	struct buf rows = {0};
	struct roster_report r;

	buf_text(&rows, "户编号,村,姓名,证件号码,与户主关系\n1,西沟村,张一,,户主\n");
	for (int i = 0; i < 1000; i++)
		buf_printf(&rows, "1,西沟村,某%d,,之子\n", i);
	take(o, buf_str(&rows), NULL, false, &r);
	assert_int_equal(r.aside, 1001);
	assert_non_null(strstr(r.remarks[5].reason, "more rows under one household"));
	assert_int_equal(r.versions, 0);
	roster_report_free(&r);
	buf_free(&rows);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_own_map, office_setup, office_teardown),
		cmocka_unit_test_setup_teardown(test_previous_data, office_setup, office_teardown),
		cmocka_unit_test_setup_teardown(test_map_mistakes, office_setup, office_teardown),
		cmocka_unit_test_setup_teardown(test_dry, office_setup, office_teardown),
		cmocka_unit_test_setup_teardown(test_spoilt_cells, office_setup, office_teardown),
		cmocka_unit_test_setup_teardown(test_too_many, office_setup, office_teardown),
	};

	setenv("LANGUAGE", "en", 1);
	words_open(NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
