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
#include "income_fixture.h"
#include "office_fixture.h"
#include "store/summary.h"

static int
fill(void **state)
{
	const int rc = office_setup(state);

	earn_all(&((struct office *)*state)->store);
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
