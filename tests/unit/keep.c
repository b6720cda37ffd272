/* Warnings kept with a reason, where one could be taken for another. */
#include "check_fixture.h"

static struct rig rig;

static int
setup(void **state)
{
	(void)state;
	rig_open(&rig);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	rig_close(&rig);
	return 0;
}

/* Everything is looked at again, as the store does: the file, then ${n} others that share each key. */
static void
look(struct paper *p, const struct checks *c, const struct check_other *others, size_t n)
{
	struct check_entries all = {0};

	paper_evaluate(p);
	assert_int_equal(checks_entries(c, &p->tree, &p->env, &all), 0);
	for (size_t i = 0; n > 0 && i < all.n; i++)
		assert_int_equal(checks_met(c, &p->tree, &p->env, &all.all[i], others, n, &p->found), 0);
	assert_int_equal(checks_met_end(c, &p->tree, &p->found), 0);
	free(all.all);
}

static void
look_anew(struct paper *p, const struct checks *c, const struct check_other *others, size_t n)
{
	paper_evaluate(p);
	assert_int_equal(checks_run(c, &p->tree, &p->env, &p->found), 0);
	look(p, c, others, n);
}

static void
look_after(struct paper *p, const struct checks *c, const char *question, const struct check_other *others, size_t n)
{
	const int q = form_question(rig.form, question, strlen(question));

	paper_evaluate(p);
	assert_int_equal(checks_after(c, &p->tree, &p->env, &q, 1, &p->found), 0);
	look(p, c, others, n);
}

/* Who shares a key at home and who does elsewhere is one finding: two of one record would take each other's reason away. */
static void
test_at_home_and_elsewhere(void **state)
{
	const struct check_other others[2] = {{{1}, {2}}, {{3}, {4}}};
	struct fault f = {0};
	struct checks *c = rig_rows(&rig, "a,unique,member,county,warning,,,${member_phone},,member_phone,m,\n", NULL, &f);
	struct record *kept = NULL;
	struct paper p;

	(void)state;
	assert_non_null(c);
	paper_open(&p, &rig, "plain", "member[2].member_phone=13812345678", 1);
	look_anew(&p, c, others, 1);
	assert_int_equal(p.found.n, 2);
	for (size_t i = 0; i < p.found.n; i++) {
		assert_int_equal(p.found.all[i].others, 1);
		assert_memory_equal(p.found.all[i].other, others[0].record, RECORD_ID);
		assert_int_equal(checks_keep(c, &p.tree, &p.found.all[i], "1", "", &kept), 0);
	}
	look_anew(&p, c, others, 1);
	assert_true(p.found.n == 2 && p.found.all[0].kept && p.found.all[1].kept);
	/* Asked again after another answer, it still is kept; and opens for whom it was not kept for, at home or elsewhere. */
	look_after(&p, c, "house_area", others, 1);
	assert_true(p.found.n == 2 && p.found.all[0].kept && p.found.all[1].kept);
	look_after(&p, c, "house_area", others, 2);
	assert_true(p.found.n == 2 && !p.found.all[0].kept && !p.found.all[1].kept);
	look_after(&p, c, "house_area", NULL, 0);
	assert_true(p.found.n == 2 && p.found.all[0].others == 0 && !p.found.all[0].kept);
	look_after(&p, c, "house_area", others, 1);
	assert_true(p.found.n == 2 && p.found.all[0].kept && p.found.all[1].kept);
	paper_answers(&p, "member[4].member_phone=13812345678");
	look_after(&p, c, "member_phone", others, 1);
	assert_true(p.found.n == 3 && !p.found.all[0].kept);
	paper_close(&p);
	checks_free(c);
}

/* A strange program may keep one warning in several records: one whose reason is good counts, wherever it stands. */
static void
test_kept_several_times(void **state)
{
	struct record *kept = NULL;
	struct paper p;

	(void)state;
	for (int turn = 0; turn < 2; turn++) {
		paper_open(&p, &rig, "plain", "housing[1].road_km=6", 1);
		paper_check(&p);
		assert_int_equal(checks_keep(rig.checks, &p.tree, paper_finding(&p, "road_km_far"), "3", "", &kept), 0);
		const unsigned char id[RECORD_ID] = {1};
		struct record *second = tree_add(&p.tree, p.tree.root, kept->table->index, id), *bad = turn == 0 ? kept : second;
		struct record *good = turn == 0 ? second : kept;
		assert_non_null(second);
		for (int i = 0; i < kept->table->n; i++)
			assert_int_equal(record_set(&p.tree, second, &rig.form->questions[kept->table->first + i], kept->answers[i]), 0);
		for (int i = 0; i < kept->table->n; i++)
			if (form_says(rig.form->questions[kept->table->first + i].appearance, "kept_values"))
				assert_int_equal(record_set(&p.tree, bad, &rig.form->questions[kept->table->first + i], answer_text("0", 1)), 0);
		paper_evaluate(&p);
		paper_check(&p);
		assert_true(paper_finding(&p, "road_km_far")->kept);
		assert_ptr_equal(paper_finding(&p, "road_km_far")->keeping, good);
		/* That one taken back, the reason of the other is not good. */
		good->voided = true;
		paper_check(&p);
		assert_false(paper_finding(&p, "road_km_far")->kept);
		paper_close(&p);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_at_home_and_elsewhere), cmocka_unit_test(test_kept_several_times)};

	return cmocka_run_group_tests_name("keep", tests, setup, teardown);
}
