/* Findings kept beside the list: large groups with one number, a file that is not done any more, all made anew. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "household.h"
#include "office/demo.h"
#include "office_fixture.h"
#include "store/found.h"
#include "store/summary.h"

enum { MANY = 25 };

static void
good(bool ok, const struct fault *f)
{
	if (!ok)
		fail_msg("%s", f->text);
}

static int
refresh(struct office *o)
{
	struct fault f = {0};
	int rc, turns = 0;

	while ((rc = store_refresh(&o->store, 1, &f)) == 1)
		turns++;
	good(rc == 0, &f);
	return turns;
}

static int
write_line(void *self, const struct found_line *x)
{
	struct buf *out = self;

	for (size_t i = 0; i < RECORD_ID; i++)
		buf_printf(out, "%02x%02x", x->root[i], x->record[i]);
	buf_printf(out, " %s %d %d %s\n", x->check->name, (int)x->state, x->others, x->area);
	return 0;
}

/* Every finding as text. */
static const char *
all(struct office *o, bool shared)
{
	static struct buf b[2];
	static int turn;
	struct buf *out = &b[turn++ % 2];
	struct fault f = {0};

	buf_reset(out);
	good(store_found(&o->store, "", shared, write_line, out, &f) == 0, &f);
	return buf_str(out);
}

static size_t
lines(const char *s)
{
	size_t n = 0;

	for (; (s = strchr(s, '\n')) != NULL; s++)
		n++;
	return n;
}

static void
add(struct office *o, const char *number, struct casefile *c)
{
	struct fault f = {0};

	household_start(&o->store, c, "130899100201");
	household_save(&o->store, c, c->tree.root);
	household_save(&o->store, c, household_member(&o->store, c, "张树林", "01", number));
	good(store_keep(&o->store, c, &f) == 0, &f);
}

/* One number in more households than a finding tells of: each knows, nobody is woken without need, all can be made anew. */
static void
test_a_large_group(void **state)
{
	struct office *o = *state;
	struct casefile c[MANY];
	struct fault f = {0};

	assert_int_equal(refresh(o), 0); /* begins the day */
	for (int i = 0; i < MANY; i++) {
		add(o, "130899196503120015", &c[i]);
		assert_true(refresh(o) <= i);
	}
	assert_int_equal(lines(all(o, true)), MANY);
	assert_int_equal(refresh(o), 0);
	/* Whoever leaves the group is told no more; the others still are. */
	for (int i = 0; i < 3; i++)
		good(store_void(&o->store, &c[i * 7], c[i * 7].tree.root, true, &f) == 0, &f);
	refresh(o);
	assert_int_equal(lines(all(o, true)), MANY - 3);
	const char *before = all(o, false);
	assert_true(lines(before) > MANY - 3);
	good(journal_rebuild(o->store.journal, &f) == 0, &f);
	assert_true(refresh(o) <= 2 * MANY + 2);
	assert_string_equal(before, all(o, false));
	for (int i = 0; i < MANY; i++)
		casefile_close(&c[i]);
}

struct pick {
	struct summary line;
	unsigned char root[2][RECORD_ID];
	size_t n;
};

static int
pick_done(void *self, const struct summary *y)
{
	struct pick *p = self;

	if (p->n < 2 && y->done && y->errors == 0)
		memcpy(p->root[p->n++], y->root, RECORD_ID);
	return 0;
}

static int
take(void *self, const struct summary *y)
{
	*(struct summary *)self = *y;
	return 0;
}

static struct summary
summary(struct office *o, const unsigned char root[RECORD_ID])
{
	struct summary y = {0};
	struct fault f = {0};

	good(store_summary(&o->store, root, take, &y, &f) >= 0, &f);
	return y;
}

/* Give the head of ${root} this number, in a version. */
static void
number(struct office *o, const unsigned char root[RECORD_ID], const char *text, char before[20])
{
	const struct question *q = &o->store.form->questions[form_question(o->store.form, "id_number", strlen("id_number"))];
	struct casefile c;
	struct fault f = {0};

	good(store_file(&o->store, root, &c, &f) == 1, &f);
	struct record *head = record_kids(c.tree.root, q->table);
	snprintf(before, 20, "%s", office_answer(o->store.form, head, "id_number"));
	if (text != NULL) {
		household_answer(&c, head, "id_number", text);
		good(casefile_update(&o->store, &c, head, &f) == 0 && journal_draft(o->store.journal, &c.tree, head, q->section, &f) == 0 &&
				store_save(&o->store, &c, head, q->section, false, &f) == 1,
			&f);
	}
	casefile_close(&c);
	refresh(o);
}

static void
test_an_error_is_not_done(void **state)
{
	struct office *o = *state;
	struct pick p = {.n = 0};
	struct fault f = {0};
	char mine[20], theirs[20], again[20];

	good(demo_fill(&o->store, &o->world, 20, &f) == 0, &f);
	refresh(o);
	good(store_summaries(&o->store, "", pick_done, &p, &f) == 0, &f);
	assert_int_equal(p.n, 2);
	number(o, p.root[1], NULL, theirs);
	number(o, p.root[0], theirs, mine);
	for (int i = 0; i < 2; i++) {
		assert_true(summary(o, p.root[i]).errors > 0);
		assert_false(summary(o, p.root[i]).done);
	}
	number(o, p.root[0], mine, again);
	assert_string_equal(again, theirs);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(summary(o, p.root[i]).errors, 0);
		assert_true(summary(o, p.root[i]).done);
	}
}

/* Who turns 16 between two visits is no child any more, though nobody wrote anything; on one day nothing is done twice. */
static void
test_another_day(void **state)
{
	struct office *o = *state;
	struct casefile c;
	struct fault f = {0};

	household_start(&o->store, &c, "130899100201");
	household_save(&o->store, &c, c.tree.root);
	struct record *m = household_member(&o->store, &c, "张小强", "03", "");
	household_answer(&c, m, "birth_date", "2010-11-22");
	household_answer(&c, m, "labour", "ordinary");
	household_save(&o->store, &c, m);
	good(store_keep(&o->store, &c, &f) == 0, &f);
	casefile_close(&c);
	refresh(o);
	assert_non_null(strstr(all(o, false), " child_has_labour "));
	assert_int_equal(refresh(o), 0);
	o->seed.now_ms += INT64_C(3) * 86400000;
	refresh(o);
	assert_null(strstr(all(o, false), " child_has_labour "));
	assert_int_equal(refresh(o), 0);
}

#define T(name) cmocka_unit_test_setup_teardown(name, office_setup, office_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {T(test_a_large_group), T(test_an_error_is_not_done), T(test_another_day)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
