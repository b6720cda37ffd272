/* The income range at its edges: strictly below the line, in slices, and what the policy leaves open. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "assess/variant.h"
#include "form/shipped.h"
#include "office/range.h"
#include "office/roster.h"
#include "office_fixture.h"
#include "store/summary.h"

static const struct roster_area area_list[] = {{"130899100201", "东沟村"}, {"130899100202", "西沟村"}};
static const struct roster_areas areas = {.list = area_list, .n = 2};

static const char people[] = "行政村代码,户编号,姓名,证件号码,与户主关系,劳动技能\n"
			     "130899100201,1,甲试,130899196503120015,户主,无劳动力\n"
			     "130899100201,2,乙试,130899198807040021,户主,\n"
			     "130899100201,3,丙试,130899200909150037,户主,\n"
			     "130899100202,4,丁试,130899197001010013,户主,\n"
			     "130899100202,5,戊试,,户主,\n";

struct earning {
	struct office *o;
	const char *title, *wage;
	unsigned char root[RECORD_ID];
};

static int
by_title(void *self, const struct summary *line)
{
	struct earning *x = self;

	memcpy(x->root, line->root, RECORD_ID);
	return strcmp(line->title, x->title) == 0;
}

static void
set(struct casefile *c, struct record *r, const struct question *q, const char *text)
{
	struct answer a;

	assert_int_equal(answer_read(&c->tree.arena, q, text, strlen(text), &a), 0);
	assert_int_equal(record_set(&c->tree, r, q, a), 0);
}

/* The whole income of 2026 is one wage. */
static void
earn(struct office *o, const char *title, const char *wage)
{
	struct earning x = {.title = title};
	struct casefile c;
	struct fault f = {0};
	const struct form *form = o->store.form;
	const struct table *t = &form->tables[form_table(form, "economy", 7)];
	const struct answer keys[] = {answer_int(2026), answer_text("annual", 6)};
	unsigned char id[RECORD_ID];

	assert_int_equal(store_summaries(&o->store, "", by_title, &x, &f), 1);
	assert_int_equal(store_file(&o->store, x.root, &c, &f), 1);
	record_id_keyed(t, c.tree.root->id, keys, id);
	struct record *e = tree_add(&c.tree, c.tree.root, t->index, id);
	for (int i = 0; i < t->n; i++) {
		const struct question *q = &form->questions[t->first + i];
		if (q->type == QUESTION_DECIMAL && strcmp(q->name, "prev_net_told") != 0)
			set(&c, e, q, strcmp(q->name, "wage_labour") == 0 ? wage : "0");
	}
	for (int i = 0; i < t->n_keys; i++)
		record_set(&c.tree, e, &form->questions[t->first + t->keys[i]], keys[i]);
	assert_int_equal(casefile_update(&o->store, &c, e, &f), 0);
	for (int i = 0; i < t->n_sections; i++)
		if (form->sections[t->first_section + i].asked)
			assert_true(journal_save(o->store.journal, e, t->first_section + i, false, &f) >= 0);
	assert_int_equal(store_keep(&o->store, &c, &f), 0);
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
	roster_report_free(&r);
	earn(o, "甲试", "5999.99");
	earn(o, "乙试", "6000");
	earn(o, "丙试", "800");
	earn(o, "丁试", "6299.99");
	return rc;
}

/* "甲试:0 ..." in the order of the entries, with the number of the list behind each. */
static const char *
listed(struct store *s, const char *area, size_t slice)
{
	static struct buf text;
	struct range r;
	struct fault f = {0};
	int rc, turns = 0;

	buf_reset(&text);
	assert_int_equal(range_begin(&r, s, area, &f), 0);
	while ((rc = range_look(&r, slice, &f)) == 1)
		turns++;
	assert_int_equal(rc, 0);
	assert_int_equal(turns, r.n == 0 ? 0 : (r.n - 1) / slice);
	for (size_t i = 0; i < r.n; i++)
		buf_printf(&text, "%s%s:%d", i > 0 ? " " : "", r.entries[i].title, (int)r.entries[i].list);
	range_free(&r);
	return buf_str(&text);
}

static void
test_edges(void **state)
{
	struct office *o = *state;

	/* Exactly the line is not below it; the unknown one is there. */
	assert_string_equal(listed(&o->store, "", 1), "甲试:0 丙试:1 戊试:3 乙试:4 丁试:4");
	assert_string_equal(listed(&o->store, "", 1000), "甲试:0 丙试:1 戊试:3 乙试:4 丁试:4");
	assert_string_equal(listed(&o->store, "130899100202", 2), "戊试:3 丁试:4");
	assert_string_equal(listed(&o->store, "2", 2), "");
}

/* The same by another policy. */
static const char *
under(struct office *o, const char *changes)
{
	static const char *const names[] = {"policy.csv", "rules.csv", "measures.csv"};
	struct sheet sheets[3], change = {"changes", changes, strlen(changes)};
	struct buf text = {0}, report = {0};
	struct fault f = {0};
	struct store s;

	for (int i = 0; i < 3; i++)
		assert_int_equal(shipped_sheet(names[i], &sheets[i]), 0);
	if (policy_variant(&sheets[0], &change, &text, &f) < 0)
		fail_msg("%s", f.text);
	sheets[0].data = text.data;
	sheets[0].n = text.len;
	struct policy *p = policy_load(&(struct policy_sheets){sheets[0], sheets[1], sheets[2]}, o->store.form, &report, &f);
	if (p == NULL)
		fail_msg("%s", buf_str(&report));
	store_under(&s, &o->store, p);
	struct range r;
	const char *said = range_begin(&r, &s, "", &f) < 0 ? "refused" : NULL;
	range_free(&r);
	if (said == NULL)
		said = listed(&s, "", 3);
	else
		assert_int_equal(f.code, EX_CONFIG);
	policy_free(p);
	buf_free(&text);
	buf_free(&report);
	return said;
}

static void
test_what_the_policy_says(void **state)
{
	struct office *o = *state;

	assert_string_equal(under(o, "name,value\nrange_band,0.05\n"), "甲试:0 丙试:1 乙试:2 丁试:2 戊试:3");
	/* 6300.00 would be the first that is not just above. */
	assert_string_equal(under(o, "name,value\nrange_band,0.04\n"), "甲试:0 丙试:1 乙试:2 戊试:3 丁试:4");
	assert_string_equal(under(o, "name,value\nclass_scheme,national2021\nwatch_line_override,8500\n"), "甲试:0 丙试:1 乙试:1 丁试:1 戊试:3");
	/* What rests on a parameter that is not set is not known, of anybody. */
	assert_string_equal(under(o, "name,value\nrange_place,\"if(${net_income} < ${dibao_line}, 'within', 'beyond')\"\n"), "丙试:3 乙试:3 甲试:3 丁试:3 戊试:3");
	assert_string_equal(under(o, "name,value\nrange_place,\n"), "refused");
	assert_string_equal(under(o, "name,value\nrange_by,${no_such_question}\n"), "refused");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_edges, fill, office_teardown),
		cmocka_unit_test_setup_teardown(test_what_the_policy_says, fill, office_teardown),
	};

	setenv("LANGUAGE", "en", 1);
	words_open(NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
