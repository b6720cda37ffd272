/* A comparison's results at their edges: whose rows they are, what makes a finding the same, and all of a file or nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "office/compare.h"
#include "office/roster.h"
#include "office_fixture.h"
#include "store/summary.h"

static const struct roster_area area_list[] = {{"130899100201", "东沟村"}};
static const struct roster_areas areas = {.list = area_list, .n = 1};

static const char people[] = "行政村代码,户编号,姓名,证件号码,与户主关系\n"
			     "130899100201,1,甲试,130899196503120015,户主\n"
			     "130899100201,1,乙试,130899198807040021,配偶\n"
			     "130899100201,2,丙试,130899200909150037,户主\n";

struct member {
	const char *name;
	unsigned char root[RECORD_ID], record[RECORD_ID];
};

static int
named(void *self, const unsigned char root[RECORD_ID], const unsigned char record[RECORD_ID], const char *text, size_t n)
{
	struct member *m = self;

	if (n != strlen(m->name) || memcmp(text, m->name, n) != 0)
		return 0;
	memcpy(m->root, root, RECORD_ID);
	memcpy(m->record, record, RECORD_ID);
	return 1;
}

static const struct question *
question(const struct office *o, const char *name)
{
	return &o->store.form->questions[form_question(o->store.form, name, strlen(name))];
}

static void
set_state(struct office *o, const char *name, const char *state)
{
	const struct question *q = question(o, "member_state");
	struct member m = {.name = name};
	struct casefile c;
	struct fault f = {0};

	assert_int_equal(store_answers(&o->store, question(o, "member_name"), named, &m, &f), 1);
	assert_int_equal(store_file(&o->store, m.root, &c, &f), 1);
	struct record *r = tree_find(&c.tree, m.record);
	assert_int_equal(record_set(&c.tree, r, q, answer_text(state, strlen(state))), 0);
	assert_int_equal(casefile_update(&o->store, &c, r, &f), 0);
	assert_int_equal(store_save(&o->store, &c, r, q->section, false, &f), 1);
	casefile_close(&c);
}

static int
fill(void **state)
{
	int rc = office_setup(state);
	struct roster_report r = {0};
	struct fault f = {0};
	struct office *o = *state;

	if (roster_import(&o->store, &(struct roster_file){.name = "roster.csv", .bytes = people, .n = sizeof people - 1}, &areas, &r, &f) < 0)
		fail_msg("%s", f.text);
	assert_int_equal(r.people, 3);
	roster_report_free(&r);
	set_state(o, "乙试", "dead");
	set_state(o, "丙试", "away");
	return rc;
}

/* "matched unmatched bad, opened known" of a file, or what went wrong. */
static const char *
take(struct office *o, struct compare_file file, const char *text)
{
	static char out[4096];
	struct compare_report r = {0};
	struct fault f = {0};

	file.name = "file.csv";
	file.bytes = text;
	file.n = strlen(text);
	file.kind = file.kind != NULL ? file.kind : "payroll";
	file.source = file.source != NULL ? file.source : "县人社局";
	file.date = file.date != 0 ? file.date : world_today(&o->world);
	if (compare_import(&o->store, &file, &r, &f) < 0)
		snprintf(out, sizeof out, "%d %s", f.code, f.text);
	else
		snprintf(out, sizeof out, "%zu %zu %zu, %zu %zu", r.matched, r.unmatched, r.bad, r.opened, r.known);
	compare_report_free(&r);
	return out;
}

#define TAKE(o, text, ...) take(o, (struct compare_file){__VA_ARGS__}, "证件号码,姓名,单位\n" text)

static void
digest(struct office *o, unsigned char out[32])
{
	struct fault f = {0};

	assert_int_equal(journal_digest(o->store.journal, out, &f), 0);
}

static void
test_whose_rows(void **state)
{
	struct office *o = *state;

	/* An old number of 15 digits is the same person's; small x, blanks and full width are forgiven. */
	assert_string_equal(TAKE(o, "130899650312001,甲试,一局\n"), "1 0 0, 1 0");
	assert_string_equal(TAKE(o, "1308 9919 6503 1200 15,甲试,一局\n"), "1 0 0, 0 1");
	/* Who works away is compared, who died is not. */
	assert_string_equal(TAKE(o, "130899198807040021,乙试,一局\n130899200909150037,丙试,一局\n"), "1 1 0, 1 0");
	assert_string_equal(TAKE(o, "130899196503120016,甲试,一局\n,甲试,一局\n130899196503120015,甲试,#N/A\n130899196503120015,甲试,一局,二局\n"), "0 0 4, 0 0");
	assert_string_equal(TAKE(o, ""), "0 0 0, 0 0");
}

static void
test_same_finding(void **state)
{
	struct office *o = *state;

	assert_string_equal(TAKE(o, "130899196503120015,甲试,一局\n130899196503120015,甲试,一局\n"), "2 0 0, 1 1");
	assert_string_equal(TAKE(o, "130899196503120015,甲试,一局\n", .date = world_today(&o->world) - 30), "1 0 0, 0 1");
	assert_string_equal(TAKE(o, "130899196503120015,错写,一局\n"), "1 0 0, 0 1");
	/* Another thing, another department, another kind. */
	assert_string_equal(TAKE(o, "130899196503120015,甲试,二局\n"), "1 0 0, 1 0");
	assert_string_equal(TAKE(o, "130899196503120015,甲试,一局\n", .source = "县编办"), "1 0 0, 1 0");
	assert_string_equal(TAKE(o, "130899196503120015,甲试,一局\n", .kind = "其他"), "1 0 0, 1 0");
	assert_string_equal(TAKE(o, "130899196503120015,甲试,一局\n", .kind = "其他", .dry = true), "1 0 0, 0 1");
}

static void
test_voided_stays(void **state)
{
	struct office *o = *state;
	const struct form *form = o->store.form;
	const struct question *kind = question(o, "veto_kind");
	struct member opened = {.name = "payroll"};
	struct casefile c;
	struct fault f = {0};

	assert_string_equal(TAKE(o, "130899196503120015,甲试,一局\n"), "1 0 0, 1 0");
	assert_int_equal(store_answers(&o->store, kind, named, &opened, &f), 1);
	assert_int_equal(store_file(&o->store, opened.root, &c, &f), 1);
	struct record *r = tree_find(&c.tree, opened.record);
	assert_string_equal(office_answer(form, r, "veto_detail"), "甲试; 单位: 一局");
	assert_string_equal(office_answer(form, r, "veto_result"), "");
	assert_string_equal(office_answer(form, r, "veto_waits"), "payroll");
	assert_int_equal(store_void(&o->store, &c, r, true, &f), 0);
	casefile_close(&c);
	assert_int_equal(store_answers(&o->store, kind, named, &opened, &f), 0);
	assert_string_equal(TAKE(o, "130899196503120015,甲试,一局\n"), "1 0 0, 0 1");
	assert_int_equal(store_answers(&o->store, kind, named, &opened, &f), 0);
}

/* A row of the second household is more than an answer holds: the first one's is not in either. */
static void
test_all_or_nothing(void **state)
{
	struct office *o = *state;
	struct buf map = {0}, text = {0};
	unsigned char before[32], after[32];

	buf_text(&map, "kind,name,question,how,required,value\ncolumn,号码,id_number,id,yes,\n");
	buf_text(&text, "号码");
	for (int i = 0; i < 20; i++) {
		buf_printf(&map, "column,列%d,,fact,,\n", i);
		buf_printf(&text, ",列%d", i);
	}
	buf_text(&map, "fill,kind,veto_kind,,,\nfill,source,veto_source,,,\nfill,date,veto_date,,,\nfill,detail,veto_detail,,,\n");
	for (int person = 0; person < 2; person++) {
		buf_printf(&text, "\n%s", person == 0 ? "130899196503120015" : "130899200909150037");
		for (int i = 0; i < 20; i++) {
			buf_byte(&text, ',');
			for (int k = 0; k < (person == 0 ? 1 : 990); k++)
				buf_byte(&text, 'a');
		}
	}
	const struct sheet sheet = {"map.csv", map.data, map.len};
	digest(o, before);
	/* In whichever order the households come. */
	const char *said = take(o, (struct compare_file){.map = &sheet}, buf_str(&text));
	if (strncmp(said, "65 file.csv, row 3: ", strlen("65 file.csv, row 3: ")) != 0 || strstr(said, "Nothing of this file was taken in.") == NULL)
		fail_msg("%s", said);
	digest(o, after);
	assert_memory_equal(before, after, sizeof before);
	/* Without it the first one goes in. */
	text.len = (size_t)(strstr(buf_str(&text), "\n130899200909150037") - buf_str(&text));
	assert_string_equal(take(o, (struct compare_file){.map = &sheet}, buf_str(&text)), "1 0 0, 1 0");
	buf_free(&map);
	buf_free(&text);
}

static const char *
map_says(struct office *o, const char *rows)
{
	static char out[4096];
	struct compare_report r = {0};
	struct fault f = {0};
	struct buf map = {0};

	buf_printf(&map, "kind,name,question,how,required,value\n%s", rows);
	const struct sheet sheet = {"map.csv", map.data, map.len};
	const struct compare_file file = {.name = "f", .bytes = "", .map = &sheet, .kind = "payroll", .source = "s", .date = 1};
	assert_int_equal(compare_import(&o->store, &file, &r, &f), -1);
	snprintf(out, sizeof out, "%d %s", f.code, buf_str(&r.mistakes));
	compare_report_free(&r);
	buf_free(&map);
	return out;
}

#define FILLS "fill,kind,veto_kind,,,\nfill,source,veto_source,,,\nfill,date,veto_date,,,\nfill,detail,veto_detail,,,\n"
#define NUMBER "column,号码,id_number,id,yes,\n"

static void
test_maps(void **state)
{
	static const struct {
		const char *rows, *said;
	} maps[] = {
		{"column,号码,id_number,ids,yes,\n" FILLS, "\"ids\" is not known here. Mend: the nearest is \"id\""},
		{FILLS, "what is compared has no place in the form"},
		{NUMBER "fill,kind,veto_kind,,,\n", "what is compared has no place in the form"},
		{NUMBER "fill,kind,veto_source,,,\n", "\"veto_source\" has another type"},
		{NUMBER FILLS "where,,,,,${no_such} = 1\n", "no_such"},
		{"column,号码,no_such,id,yes,\n" FILLS, "the form has no question \"no_such\""},
	};
	struct office *o = *state;

	for (size_t i = 0; i < sizeof maps / sizeof maps[0]; i++) {
		const char *said = map_says(o, maps[i].rows);
		if (strncmp(said, "65 ", 3) != 0 || strstr(said, maps[i].said) == NULL)
			fail_msg("%zu: %s", i, said);
	}
}

#define T(name) cmocka_unit_test_setup_teardown(name, fill, office_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {T(test_whose_rows), T(test_same_finding), T(test_voided_stays), T(test_all_or_nothing), T(test_maps)};

	setenv("LANGUAGE", "en", 1);
	words_open(NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
