/* What one journal makes of the versions it takes in: heads, conflicts, places, voids, force. */
#include "journal_fixture.h"

static const unsigned char H[RECORD_ID] = "household-one--", M[RECORD_ID] = "member-one-----",
			   I[RECORD_ID] = "illness-one----", H2[RECORD_ID] = "household-two--";

struct scene {
	struct form *form;
	struct site a, b;
};

static int
setup(void **state)
{
	struct scene *x = calloc(1, sizeof *x);

	assert_non_null(x);
	x->form = fixture_form(SURVEY_OLD, 1);
	site_open(&x->a, x->form, 101, NULL);
	site_open(&x->b, x->form, 102, NULL);
	*state = x;
	return 0;
}

static int
teardown(void **state)
{
	struct scene *x = *state;

	site_close(&x->a);
	site_close(&x->b);
	form_free(x->form);
	free(x);
	return 0;
}

/* One integer or text value, the version hashed. */
static struct version
said(unsigned who, uint64_t seq, const unsigned char *record, const unsigned char *parent, const char *table,
	const char *section, struct version_value *value)
{
	struct version v = version_of(who, seq, record, parent, table, section);

	v.values = value;
	v.n_values = value != NULL;
	assert_int_equal(version_hash(&v), 0);
	return v;
}

static void
replaces(struct version *v, struct version_id *list, size_t n, uint64_t gen)
{
	v->replaces = list;
	v->n_replaces = version_ids_sort(list, n);
	v->gen = gen;
	assert_int_equal(version_hash(v), 0);
}

static void
assert_made_again(struct site *s)
{
	struct buf before = {0}, after = {0};

	site_dump(s, true, &before);
	OK(journal_rebuild(s->j, f));
	site_dump(s, true, &after);
	assert_string_equal(buf_str(&before), buf_str(&after));
	buf_free(&before);
	buf_free(&after);
}

#define ROOMS(n) (&(struct version_value){"hh_rooms", answer_int(n)})
#define VOIDED(n) (&(struct version_value){VALUE_VOID, answer_int(n)})

static void
test_twice_is_once(void **state)
{
	struct scene *x = *state;
	struct version v = said(1, 1, H, NULL, "household", "file", ROOMS(3));

	assert_int_equal(receive(&x->a, &v), 1);
	assert_int_equal(receive(&x->a, &v), 0);
	assert_int_equal(site_number(&x->a, "SELECT count(*) FROM j_version"), 1);
	assert_int_equal(site_number(&x->a, "SELECT count(*) FROM j_head WHERE shown"), 1);
	assert_int_equal(site_number(&x->a, "SELECT hh_rooms FROM household"), 3);
	assert_made_again(&x->a);
}

static void
test_equal_heads_agree_and_differing_ones_do_not(void **state)
{
	struct scene *x = *state;
	struct version v[] = {said(1, 1, H, NULL, "household", "file", ROOMS(3)),
		said(2, 1, H, NULL, "household", "file", ROOMS(3)), said(3, 1, H, NULL, "household", "file", ROOMS(4))};

	receive(&x->a, &v[0]);
	receive(&x->a, &v[1]);
	assert_int_equal(site_number(&x->a, "SELECT count(*) FROM j_head"), 2);
	assert_int_equal(site_number(&x->a, "SELECT count(*) FROM j_conflict"), 0);
	receive(&x->a, &v[2]);
	assert_int_equal(site_number(&x->a, "SELECT count(*) FROM j_conflict"), 1);
	/* The greatest by (gen, device, seq, hash) is shown. */
	assert_int_equal(site_number(&x->a, "SELECT hh_rooms FROM household"), 4);

	struct version_id seen[] = {v[0].id, v[1].id, v[2].id};
	struct version mend = said(1, 2, H, NULL, "household", "file", ROOMS(5));
	replaces(&mend, seen, 2, 2);
	receive(&x->a, &mend);
	assert_int_equal(site_number(&x->a, "SELECT count(*) FROM j_conflict"), 1);
	struct version all = said(2, 2, H, NULL, "household", "file", ROOMS(6));
	struct version_id both[] = {v[2].id, mend.id};
	replaces(&all, both, 2, 3);
	receive(&x->a, &all);
	assert_int_equal(site_number(&x->a, "SELECT count(*) FROM j_conflict"), 0);
	assert_int_equal(site_number(&x->a, "SELECT count(*) FROM j_head"), 1);
	assert_int_equal(site_number(&x->a, "SELECT hh_rooms FROM household"), 6);

	/* The same in the other order, the replacer before what it replaces. */
	struct version *back[] = {&all, &mend, &v[2], &v[1], &v[0]};
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(receive(&x->b, back[i]), 1);
	assert_same_site(&x->a, &x->b);
	assert_made_again(&x->b);
}

static void
test_a_child_may_come_before_its_parents(void **state)
{
	struct scene *x = *state;
	struct version v[] = {said(1, 1, H, NULL, "household", "file", ROOMS(3)),
		said(1, 2, M, H, "member", "health", &(struct version_value){"sick_days", answer_int(9)}),
		said(1, 3, I, M, "illness", "ill", &(struct version_value){"cost", answer_fixed(5)})};
	struct tree t = {0};

	receive(&x->a, &v[2]);
	assert_int_equal(
		site_number(&x->a, "SELECT count(*) FROM illness WHERE root = x'6d656d6265722d6f6e652d2d2d2d2d00'"), 1);
	receive(&x->a, &v[1]);
	OK(journal_tree(x->a.j, H, &t, f));
	assert_null(t.root);
	receive(&x->a, &v[0]);
	for (size_t i = 0; i < 3; i++)
		receive(&x->b, &v[i]);
	assert_same_site(&x->a, &x->b);
	OK(journal_tree(x->a.j, H, &t, f));
	assert_non_null(t.root);
	assert_non_null(tree_find(&t, I));
	assert_memory_equal(tree_find(&t, I)->parent->id, M, RECORD_ID);
	tree_free(&t);
}

static void
test_a_void_lists_what_it_saw(void **state)
{
	struct scene *x = *state;
	struct version h = said(1, 1, H, NULL, "household", "file", ROOMS(3)),
		       m = said(1, 2, M, H, "member", "health", &(struct version_value){"sick_days", answer_int(9)});
	struct tree t = {0};

	receive(&x->a, &h);
	receive(&x->a, &m);
	OK(journal_tree(x->a.j, H, &t, f));
	OK(journal_void(x->a.j, t.root, true, f));
	tree_free(&t);
	assert_int_equal(site_number(&x->a, "SELECT voided FROM household"), 1);
	assert_int_equal(site_number(&x->a, "SELECT voided FROM member"), 0);
	assert_int_equal(site_number(&x->a, "SELECT count(*) FROM j_conflict"), 0);
	assert_int_equal(site_number(&x->a, "SELECT count(*) FROM j_head"), 3);

	/* Another laptop had gone on with the member: the void did not see that. */
	struct version later =
		said(2, 1, M, H, "member", "health", &(struct version_value){"sick_days", answer_int(1)});
	struct version_id seen[] = {m.id};
	replaces(&later, seen, 1, 2);
	receive(&x->a, &later);
	assert_int_equal(site_number(&x->a, "SELECT count(*) FROM j_conflict"), 1);
	assert_made_again(&x->a);

	/* Restored: a version that replaces the void. */
	OK(journal_tree(x->a.j, H, &t, f));
	assert_true(t.root->voided);
	OK(journal_void(x->a.j, t.root, false, f));
	tree_free(&t);
	assert_int_equal(site_number(&x->a, "SELECT voided FROM household"), 0);
	assert_int_equal(site_number(&x->a, "SELECT count(*) FROM j_conflict"), 0);
	assert_made_again(&x->a);
}

static void
test_a_void_of_a_child_is_news_to_the_void_above(void **state)
{
	struct scene *x = *state;
	struct version h = said(1, 1, H, NULL, "household", "file", ROOMS(3)),
		       gone = said(1, 2, H, NULL, "household", "existence", VOIDED(1)),
		       m = said(2, 1, M, H, "member", "existence", VOIDED(1));
	struct version_id seen[] = {h.id};

	replaces(&gone, seen, 1, 2);
	receive(&x->a, &h);
	receive(&x->a, &gone);
	assert_int_equal(site_number(&x->a, "SELECT count(*) FROM j_conflict"), 0);
	receive(&x->a, &m);
	assert_int_equal(site_number(&x->a, "SELECT count(*) FROM j_conflict"), 1);
	receive(&x->b, &m);
	receive(&x->b, &gone);
	receive(&x->b, &h);
	assert_same_site(&x->a, &x->b);
}

static void
test_a_fork_is_seen_and_both_are_kept(void **state)
{
	struct scene *x = *state;
	struct version one = said(1, 1, H, NULL, "household", "file", ROOMS(3)),
		       two = said(1, 1, H, NULL, "household", "file", ROOMS(4));

	receive(&x->a, &one);
	assert_int_equal(site_number(&x->a, "SELECT count(*) FROM j_fork"), 0);
	receive(&x->a, &two);
	receive(&x->a, &two);
	assert_int_equal(site_number(&x->a, "SELECT count(*) FROM j_fork"), 1);
	assert_int_equal(site_number(&x->a, "SELECT count(*) FROM j_head"), 2);
	assert_int_equal(site_number(&x->a, "SELECT count(*) FROM j_conflict"), 1);
	receive(&x->b, &two);
	receive(&x->b, &one);
	assert_same_site(&x->a, &x->b);
}

static void
test_what_a_newer_form_knows_waits(void **state)
{
	struct scene *x = *state;
	struct form *newer = fixture_form(SURVEY_NEW, 2);
	struct version h = said(1, 1, H, NULL, "household", "file", ROOMS(3)),
		       w = said(1, 2, H, NULL, "household", "water",
			       &(struct version_value){"well", answer_text("deep", 4)});

	receive(&x->a, &h);
	assert_int_equal(receive(&x->a, &w), 1);
	assert_int_equal(site_number(&x->a, "SELECT state FROM j_version WHERE seq = 2"), FORCE_UNKNOWN);
	assert_int_equal(site_number(&x->a, "SELECT count(*) FROM j_head"), 1);
	site_stop(&x->a);
	site_start(&x->a, newer);
	OK(journal_rebuild(x->a.j, f));
	assert_int_equal(site_number(&x->a, "SELECT state FROM j_version WHERE seq = 2"), FORCE_IN);
	assert_int_equal(site_number(&x->a, "SELECT count(*) FROM household WHERE well = 'deep' AND hh_rooms = 3"), 1);
	site_stop(&x->a);
	site_start(&x->a, x->form);
	form_free(newer);
}

static void
test_what_does_not_fit_blocks_nothing(void **state)
{
	struct scene *x = *state;
	struct version v[] = {
		said(1, 1, H, NULL, "household", "file", &(struct version_value){"hh_rooms", answer_fixed(300)}),
		said(1, 2, H, NULL, "household", "file", &(struct version_value){"hh_kind", answer_text("rich", 4)}),
		said(1, 3, H, M, "household", "file", ROOMS(1)), said(1, 4, M, NULL, "member", "health", NULL),
		said(1, 5, H, NULL, "household", "existence", VOIDED(2)),
		said(1, 6, H, NULL, "household", "file", &(struct version_value){"who", answer_text("x", 1)}),
		said(1, 7, (const unsigned char[RECORD_ID]){0}, NULL, "household", "file", ROOMS(1)),
		said(1, 8, H, NULL, "household", "file", ROOMS(2))};

	for (size_t i = 0; i < sizeof v / sizeof *v; i++)
		assert_int_equal(receive(&x->a, &v[i]), 1);
	assert_int_equal(site_number(&x->a, "SELECT count(*) FROM j_version WHERE state = 1"), 7);
	assert_int_equal(site_number(&x->a, "SELECT hh_rooms FROM household"), 2);
	assert_int_equal(site_number(&x->a, "SELECT count(*) FROM j_record"), 1);
	assert_made_again(&x->a);
}

static void
test_the_county_asks_for_certificates_and_roles(void **state)
{
	struct scene *x = *state;
	struct version v = said(1, 1, H, NULL, "household", "file", ROOMS(3)),
		       mine = said(1, 2, H, NULL, "household", "review", NULL),
		       theirs = said(2, 1, H, NULL, "household", "review", NULL),
		       held = said(3, 1, H, NULL, "household", "file", ROOMS(9));
	unsigned char id[DEVICE_ID];

	journal_strict(x->a.j, true);
	receive(&x->a, &v);
	assert_int_equal(site_number(&x->a, "SELECT state FROM j_version"), FORCE_UNCERTIFIED);
	memset(id, 1, sizeof id);
	OK(journal_certify(x->a.j, id, "chain", 5, ROLE_VISITOR, "130899", "Cadre Sun", 0, f));
	OK(journal_rebuild(x->a.j, f));
	assert_int_equal(site_number(&x->a, "SELECT state FROM j_version"), FORCE_IN);
	receive(&x->a, &mine);
	assert_int_equal(site_number(&x->a, "SELECT state FROM j_version WHERE seq = 2"), FORCE_ROLE);
	memset(id, 2, sizeof id);
	OK(journal_certify(x->a.j, id, "chain", 5, ROLE_TOWNSHIP, "130899", "Cadre Li", 0, f));
	receive(&x->a, &theirs);
	assert_int_equal(site_number(&x->a, "SELECT count(*) FROM j_version WHERE state = 0"), 2);
	memset(id, 3, sizeof id);
	OK(journal_certify(x->a.j, id, "chain", 5, ROLE_COUNTY, "", "Clerk", 1, f));
	receive(&x->a, &held);
	assert_int_equal(site_number(&x->a, "SELECT count(*) FROM j_version WHERE state = 7"), 1);
	memset(id, 1, sizeof id);
	OK(journal_revoke(x->a.j, id, 0, f));
	assert_int_equal(journal_device(x->a.j, id)->revoked_after, 0);
	OK(journal_rebuild(x->a.j, f));
	assert_int_equal(site_number(&x->a, "SELECT count(*) FROM j_version WHERE state = 5"), 2);
	assert_made_again(&x->a);
}

static void
test_contradictions_are_settled_by_the_least(void **state)
{
	struct scene *x = *state;
	struct version v[] = {said(5, 1, H, NULL, "household", "file", ROOMS(3)),
		said(5, 2, H2, NULL, "household", "file", ROOMS(4)),
		said(5, 3, M, H, "member", "health", &(struct version_value){"sick_days", answer_int(9)}),
		said(5, 4, I, M, "illness", "ill", &(struct version_value){"cost", answer_fixed(5)}),
		said(2, 1, M, H2, "member", "health", &(struct version_value){"sick_days", answer_int(2)})};
	struct tree t = {0};

	for (size_t i = 0; i < 5; i++)
		receive(&x->a, &v[i]);
	/* The last is the least: the member and its illness are the other household's. */
	assert_int_equal(site_number(&x->a, "SELECT state FROM j_version WHERE seq = 3"), FORCE_CONTRADICTS);
	assert_int_equal(site_number(&x->a, "SELECT sick_days FROM member"), 2);
	OK(journal_tree(x->a.j, H2, &t, f));
	assert_non_null(tree_find(&t, I));
	tree_free(&t);
	for (size_t i = 5; i > 0; i--)
		receive(&x->b, &v[i - 1]);
	assert_same_site(&x->a, &x->b);
	assert_made_again(&x->a);
}

static void
test_circles_end(void **state)
{
	struct scene *x = *state;
	struct version v[] = {said(1, 1, M, H, "member", "health", NULL), said(1, 2, H, M, "member", "health", NULL),
		said(1, 3, I, I, "member", "health", NULL)};

	for (size_t i = 0; i < 3; i++)
		receive(&x->a, &v[i]);
	for (size_t i = 3; i > 0; i--)
		receive(&x->b, &v[i - 1]);
	assert_same_site(&x->a, &x->b);
	assert_made_again(&x->a);
}

static void
test_many_versions_of_one_section(void **state)
{
	struct scene *x = *state;
	struct version_id before;
	struct fault f = {0};

	assert_int_equal(journal_begin(x->a.j, &f), 0);
	for (int i = 1; i <= 500; i++) {
		struct version v = said(1, (uint64_t)i, H, NULL, "household", "file", ROOMS(i % 50));
		if (i > 1)
			replaces(&v, &before, 1, (uint64_t)i);
		assert_int_equal(journal_receive(x->a.j, &v, &f), 1);
		before = v.id;
	}
	assert_int_equal(journal_end(x->a.j, 1, &f), 0);
	assert_int_equal(site_number(&x->a, "SELECT count(*) FROM j_head"), 1);
	assert_int_equal(site_number(&x->a, "SELECT hh_rooms FROM household"), 0);
	assert_made_again(&x->a);
}

static void
test_what_is_undone_leaves_nothing(void **state)
{
	struct scene *x = *state;
	struct version v = said(9, 1, H, NULL, "household", "file", ROOMS(3)),
		       w = said(8, 1, H, NULL, "household", "money", NULL);
	struct fault f = {0};

	v.cadre = "Cadre Undone";
	assert_int_equal(version_hash(&v), 0);
	assert_int_equal(journal_begin(x->a.j, &f), 0);
	assert_int_equal(journal_receive(x->a.j, &v, &f), 1);
	assert_int_equal(journal_end(x->a.j, 0, &f), -1);
	assert_null(journal_device(x->a.j, v.id.device));
	assert_int_equal(journal_last_seq(x->a.j, v.id.device, &f), 0);
	receive(&x->a, &w);
	receive(&x->a, &v);
	receive(&x->b, &w);
	receive(&x->b, &v);
	assert_same_site(&x->a, &x->b);
	/* An inner failure undoes the whole. */
	struct version u = said(7, 1, H2, NULL, "household", "file", NULL);
	assert_int_equal(journal_begin(x->a.j, &f), 0);
	assert_int_equal(journal_begin(x->a.j, &f), 0);
	assert_int_equal(journal_receive(x->a.j, &u, &f), 1);
	assert_int_equal(journal_end(x->a.j, 0, &f), -1);
	assert_int_equal(journal_end(x->a.j, 1, &f), -1);
	assert_int_not_equal(f.code, 0);
	assert_same_site(&x->a, &x->b);
}

static int
count_versions(void *self, const struct version *v, int state)
{
	size_t *n = self;

	assert_int_equal(state, 0);
	assert_string_equal(v->cadre, "Cadre Qian");
	return ++*n == 3;
}

static void
test_versions_are_visited(void **state)
{
	struct scene *x = *state;
	size_t n = 0;

	for (uint64_t i = 1; i <= 4; i++) {
		struct version v = said(1, i, i < 3 ? H : H2, NULL, "household", "file", ROOMS((int)i));
		receive(&x->a, &v);
	}
	struct version v = version_of(1, 0, H, NULL, "household", "file");
	OK(journal_versions_of_device(x->a.j, v.id.device, 2, UINT64_MAX, count_versions, &n, f));
	assert_int_equal(n, 3);
	n = 0;
	OK(journal_versions_of_root(x->a.j, H, count_versions, &n, f));
	OK(journal_versions_of_section(x->a.j, H, "none", count_versions, &n, f));
	assert_int_equal(n, 2);
	n = 0;
	OK(journal_versions_of_section(x->a.j, H2, "file", count_versions, &n, f));
	assert_int_equal(n, 2);
	assert_int_equal(journal_last_seq(x->a.j, v.id.device, NULL), 4);
	unsigned char root[RECORD_ID] = {0};
	assert_int_equal(journal_next_root(x->a.j, form_table(x->form, "household", 9), root, NULL), 1);
	assert_memory_equal(root, H, RECORD_ID);
	assert_int_equal(journal_next_root(x->a.j, form_table(x->form, "household", 9), root, NULL), 1);
	assert_int_equal(journal_next_root(x->a.j, form_table(x->form, "household", 9), root, NULL), 0);
	assert_int_equal(journal_next_root(x->a.j, form_table(x->form, "village", 7), root, NULL), 0);
}

/* A database that was tampered with is told, never believed. */
static void
test_what_we_never_write_is_damage(void **state)
{
	static const char *const deeds[] = {"UPDATE j_device SET id = x'0102' WHERE no = 1", "UPDATE j_version SET hash = x'0102'",
		"UPDATE j_version SET replaces = x'01'", "UPDATE j_version SET body = x'ff'", "UPDATE j_record SET root = x''",
		"UPDATE j_record SET parent = x'00'", "UPDATE j_version SET record = x'00'"};
	struct scene *x = *state;

	for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++) {
		struct site s;
		struct version h = said(1, 1, H, NULL, "household", "file", ROOMS(3)),
			       gone = said(1, 2, H, NULL, "household", "existence", VOIDED(1));
		struct fault why = {0};
		struct tree t = {0};
		site_open(&s, x->form, 103, NULL);
		receive(&s, &h);
		receive(&s, &gone);
		OK(journal_tree(s.j, H, &t, f));
		assert_int_equal(sqlite3_exec(s.handle, deeds[i], NULL, NULL, NULL), SQLITE_OK);
		if (journal_void(s.j, t.root, false, &why) == 0 && journal_rebuild(s.j, &why) == 0)
			fail_msg("believed: %s", deeds[i]);
		assert_int_equal(why.code, EX_DATAERR);
		tree_free(&t);
		site_close(&s);
	}
}

/* Every statement of the list is SQL that this ladder understands. */
static void
test_every_statement_is_one(void **state)
{
	struct scene *x = *state;
	static const char marks[] = "nnnnnnnnnnnnnnnnnnnnnnnn"; /* from the end: "", "n", "nn" ... */

	for (int i = 0; i < STATEMENTS; i++) {
		sqlite3_stmt *s = NULL;
		struct fault f = {0};
		for (size_t k = sizeof marks; s == NULL && k > 0; k--)
			s = db_bind(x->a.db, &f, (enum statement)i, marks + k - 1);
		if (s == NULL)
			fail_msg("statement %d: %s", i, f.text);
	}
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {T(test_twice_is_once), T(test_equal_heads_agree_and_differing_ones_do_not),
		T(test_a_child_may_come_before_its_parents), T(test_a_void_lists_what_it_saw),
		T(test_a_void_of_a_child_is_news_to_the_void_above), T(test_a_fork_is_seen_and_both_are_kept),
		T(test_what_a_newer_form_knows_waits), T(test_what_does_not_fit_blocks_nothing),
		T(test_the_county_asks_for_certificates_and_roles), T(test_contradictions_are_settled_by_the_least),
		T(test_circles_end), T(test_many_versions_of_one_section), T(test_what_is_undone_leaves_nothing),
		T(test_versions_are_visited), T(test_what_we_never_write_is_damage), T(test_every_statement_is_one)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
