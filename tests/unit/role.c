/* Codes that are for some roles only: who may answer with them, who may replace and who may void what they stand in. */
#include "journal_fixture.h"

static const unsigned char H[RECORD_ID] = "household-one--", M[RECORD_ID] = "member-one-----";

enum { VISITOR = 1, TOWNSHIP, COUNTY };

struct scene {
	struct form *form;
	struct site a, b;
};

static int
setup(void **state)
{
	static const enum role roles[] = {[VISITOR] = ROLE_VISITOR, [TOWNSHIP] = ROLE_TOWNSHIP, [COUNTY] = ROLE_COUNTY};
	struct scene *x = calloc(1, sizeof *x);

	assert_non_null(x);
	x->form = fixture_form(SURVEY_OLD, 1);
	site_open(&x->a, x->form, 101, NULL);
	site_open(&x->b, x->form, 102, NULL);
	for (unsigned who = VISITOR; who <= COUNTY; who++) {
		unsigned char id[DEVICE_ID];
		memset(id, (int)who, sizeof id);
		journal_strict(x->a.j, true);
		journal_strict(x->b.j, true);
		OK(journal_certify(x->a.j, id, "chain", 5, roles[who], "130899", "Cadre", 0, f));
		OK(journal_certify(x->b.j, id, "chain", 5, roles[who], "130899", "Cadre", 0, f));
	}
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

static struct version
said(unsigned who, uint64_t seq, const unsigned char *record, const unsigned char *parent, const char *table, const char *section,
	struct version_value *value, struct version_id *replaces, size_t n)
{
	struct version v = version_of(who, seq, record, parent, table, section);

	v.values = value;
	v.n_values = 1;
	v.replaces = replaces;
	v.n_replaces = version_ids_sort(replaces, n);
	v.gen = 1 + (n > 0);
	assert_int_equal(version_hash(&v), 0);
	return v;
}

#define KIND(word) (&(struct version_value){"hh_kind", answer_text(word, sizeof word - 1)})
#define VOIDED(n) (&(struct version_value){VALUE_VOID, answer_int(n)})

static void
test_a_code_is_for_its_roles(void **state)
{
	static const struct {
		unsigned who;
		bool judged;
		enum force force;
	} rows[] = {{VISITOR, false, FORCE_IN}, {VISITOR, true, FORCE_ROLE}, {TOWNSHIP, true, FORCE_IN}, {COUNTY, true, FORCE_IN}};
	struct scene *x = *state;

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct version v = said(rows[i].who, 10 + i, H, NULL, "household", "file", rows[i].judged ? KIND("judged") : KIND("poor"), NULL, 0);
		char sql[80];
		receive(&x->a, &v);
		snprintf(sql, sizeof sql, "SELECT state FROM j_version WHERE seq = %zu", 10 + i);
		assert_int_equal(site_number(&x->a, sql), rows[i].force);
	}
}

static void
test_a_role_that_is_none_is_a_mistake(void **state)
{
	static const char choices[] = "list_name,name,label,role\nkind,poor,Poor,town\naid,grain,Grain,\n", settings[] = "form_id,form_title,version\ns,S,1\n";
	struct form_sheets sheets = {{"survey.csv", SURVEY_OLD, sizeof SURVEY_OLD - 1}, {"choices.csv", choices, sizeof choices - 1},
		{"settings.csv", settings, sizeof settings - 1}};
	struct buf report = {0};
	struct fault f = {0};

	(void)state;
	assert_null(form_load(&sheets, &report, &f));
	assert_non_null(strstr(buf_str(&report), "choices.csv:2: role"));
	assert_non_null(strstr(buf_str(&report), "township"));
	buf_free(&report);
}

/* All in this order, then the other way round at the other site. */
static void
receive_both_ways(struct scene *x, struct version *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		receive(&x->a, &v[i]);
	for (size_t i = n; i > 0; i--)
		receive(&x->b, &v[i - 1]);
	assert_same_site(&x->a, &x->b);
	OK(journal_rebuild(x->a.j, f));
	assert_same_site(&x->a, &x->b);
}

static void
test_nobody_voids_what_another_office_wrote(void **state)
{
	struct scene *x = *state;
	struct version v[3];

	v[0] = said(TOWNSHIP, 1, H, NULL, "household", "file", KIND("judged"), NULL, 0);
	v[1] = said(VISITOR, 1, M, H, "member", "health", &(struct version_value){"sick_days", answer_int(3)}, NULL, 0);
	v[2] = said(VISITOR, 2, H, NULL, "household", SECTION_EXISTENCE, VOIDED(1), (struct version_id[]){v[0].id, v[1].id}, 2);
	receive_both_ways(x, v, 3);
	assert_int_equal(site_number(&x->a, "SELECT state FROM j_version WHERE seq = 2"), FORCE_IN);
	assert_int_equal(site_number(&x->a, "SELECT voided FROM household"), 0);
	assert_int_equal(site_number(&x->a, "SELECT count(*) FROM j_conflict"), 1);
	/* The county's word settles it. */
	struct version word = said(COUNTY, 1, H, NULL, "household", SECTION_EXISTENCE, VOIDED(1), (struct version_id[]){v[0].id, v[1].id, v[2].id}, 3);
	receive(&x->a, &word);
	receive(&x->b, &word);
	assert_same_site(&x->a, &x->b);
	assert_int_equal(site_number(&x->a, "SELECT voided FROM household"), 1);
	assert_int_equal(site_number(&x->a, "SELECT count(*) FROM j_conflict"), 0);
}

static void
test_a_void_that_had_no_right_holds_once_nothing_foreign_is_left(void **state)
{
	struct scene *x = *state;
	struct version v[3];

	v[0] = said(TOWNSHIP, 1, H, NULL, "household", "file", KIND("judged"), NULL, 0);
	v[1] = said(TOWNSHIP, 2, H, NULL, "household", "file", KIND("poor"), (struct version_id[]){v[0].id}, 1);
	v[2] = said(VISITOR, 1, H, NULL, "household", SECTION_EXISTENCE, VOIDED(1), (struct version_id[]){v[0].id, v[1].id}, 2);
	receive(&x->a, &v[0]);
	receive(&x->a, &v[2]);
	assert_int_equal(site_number(&x->a, "SELECT voided FROM household"), 0);
	receive(&x->a, &v[1]);
	assert_int_equal(site_number(&x->a, "SELECT voided FROM household"), 1);
	assert_int_equal(site_number(&x->a, "SELECT count(*) FROM j_conflict"), 0);
	receive(&x->b, &v[2]);
	receive(&x->b, &v[1]);
	receive(&x->b, &v[0]);
	assert_same_site(&x->a, &x->b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_a_code_is_for_its_roles, setup, teardown),
		cmocka_unit_test(test_a_role_that_is_none_is_a_mistake),
		cmocka_unit_test_setup_teardown(test_nobody_voids_what_another_office_wrote, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_void_that_had_no_right_holds_once_nothing_foreign_is_left, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
