/* A calculate that a trigger sets, through drafts, versions and programs that start again. */
#include "journal_fixture.h"

static void
again(struct site *s, struct tree *t)
{
	unsigned char id[RECORD_ID];

	memcpy(id, t->root->id, RECORD_ID);
	tree_free(t);
	OK(journal_tree(s->j, id, t, f));
	assert_non_null(t->root);
	evaluate(t, NULL);
}

static int
save(struct site *s, struct tree *t, int section)
{
	struct fault f = {0};

	evaluate(t, t->root);
	int rc = journal_save(s->j, t->root, section, false, &f);
	if (rc < 0)
		fail_msg("%s", f.text);
	return rc;
}

static void
assert_answer(const struct tree *t, const char *name, const char *text)
{
	struct buf b = {0};

	assert_string_equal(answered(t->root, t->form, name, &b), text);
	buf_free(&b);
}

/* What a trigger set stays through a draft of its section, a program killed over it, and the version made of that. */
static void
test_a_triggered_calculate_outlives_a_draft(void **state)
{
	static const char survey[] = "type,name,label,calculation,trigger\nbegin_repeat,household,H,,\nbegin_group,file,F,,\n"
				     "text,hh_name,N,,\ninteger,rooms,R,,\ncalculate,counted,C,${rooms} * 2,${rooms}\nend_group,,,,\nend_repeat,,,,\n";
	struct form *form = fixture_form(survey, 1);
	struct site s;
	const int file = form_section_named(form, "household", "file");
	struct tree t = {0};
	unsigned char id[RECORD_ID];

	(void)state;
	site_open(&s, form, 103, NULL);
	record_id_random(&s.world, id);
	assert_int_equal(tree_start(&t, form, 0, id), 0);
	evaluate(&t, NULL);
	answer(&t, t.root, "rooms", "3");
	assert_int_equal(save(&s, &t, file), 1);
	again(&s, &t);
	assert_answer(&t, "counted", "6");
	answer(&t, t.root, "hh_name", "Chen");
	evaluate(&t, t.root);
	OK(journal_draft(s.j, &t, t.root, file, f));
	again(&s, &t);
	assert_answer(&t, "counted", "6");
	answer(&t, t.root, "rooms", "4");
	evaluate(&t, t.root);
	OK(journal_draft(s.j, &t, t.root, file, f));
	again(&s, &t);
	assert_answer(&t, "counted", "8");
	assert_int_equal(save(&s, &t, file), 1);
	again(&s, &t);
	assert_answer(&t, "counted", "8");
	assert_answer(&t, "hh_name", "Chen");
	tree_free(&t);
	site_close(&s);
	form_free(form);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_a_triggered_calculate_outlives_a_draft)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
