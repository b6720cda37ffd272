/* A household file of far more records than people have: opened without walking to each, bounded, and in no other's way. */
#include "journal_fixture.h"

static void
put(struct site *s, const char *table, const char *section, const unsigned char *record,
	const unsigned char *parent, struct version_value *value)
{
	static uint64_t seq;
	struct version v = version_of(9, ++seq, record, parent, table, section);
	struct fault f = {0};

	v.values = value;
	v.n_values = 1;
	assert_int_equal(version_hash(&v), 0);
	if (journal_receive(s->j, &v, &f) != 1)
		fail_msg("%s", f.text);
}

static void
number_id(unsigned char id[RECORD_ID], int table, int i)
{
	memset(id, 0, RECORD_ID);
	id[0] = (unsigned char)table;
	/* Ids in no order, as random ones are. */
	unsigned mixed = (unsigned)i * 2654435761u;
	memcpy(id + 4, &mixed, sizeof mixed);
	memcpy(id + 8, &i, sizeof i);
}

/* ${n} members, every hundredth with an illness that was written down before the member was. */
static void
put_people(struct site *s, const unsigned char *root, int from, int n)
{
	unsigned char id[RECORD_ID], ill[RECORD_ID];
	char name[32];

	OK(journal_begin(s->j, f));
	for (int i = from; i < from + n; i++) {
		number_id(id, 2, i);
		number_id(ill, 3, i);
		snprintf(name, sizeof name, "Member %d", i);
		struct version_value who = {"who", answer_text(name, strlen(name))}, disease = {"disease", answer_text("flu", 3)};
		if (i % 100 == 0)
			put(s, "illness", "ill", ill, id, &disease);
		put(s, "member", "identity", id, root, &who);
	}
	OK(journal_end(s->j, 1, f));
}

static void
put_years(struct site *s, const struct form *form, const unsigned char *root, int n)
{
	const struct table *t = &form->tables[form_table(form, "economy", 7)];
	unsigned char id[RECORD_ID];

	OK(journal_begin(s->j, f));
	for (int i = 0; i < n; i++) {
		/* Half of them upwards, half downwards. */
		struct version_value year = {"econ_year", answer_int(i % 2 == 0 ? i : n + n - i)};
		record_id_keyed(t, root, &year.answer, id);
		put(s, "economy", "year_of", id, root, &year);
	}
	OK(journal_end(s->j, 1, f));
}

static void
assert_file(const struct tree *t, int people, int years)
{
	const struct form *form = t->form;
	struct buf b = {0};
	char name[32];
	int n = 0;
	int64_t last = -1;

	for (const struct record *r = record_kids(t->root, form_table(form, "member", 6)); r != NULL; r = r->next, n++) {
		snprintf(name, sizeof name, "Member %d", n);
		assert_string_equal(answered(r, form, "who", &b), name);
		assert_int_equal(record_kids(r, form_table(form, "illness", 7)) != NULL, n % 100 == 0);
	}
	assert_int_equal(n, people);
	n = 0;
	for (const struct record *r = record_kids(t->root, form_table(form, "economy", 7)); r != NULL; r = r->next, n++) {
		int64_t year = record_answer(r, question_named(form, "econ_year"))->i;
		assert_true(year > last);
		last = year;
	}
	assert_int_equal(n, years);
	buf_free(&b);
}

static void
test_fifty_thousand_records(void **state)
{
	enum { PEOPLE = 25000, YEARS = 24749 };
	struct form *form = fixture_form(SURVEY_OLD, 1);
	struct site s;
	struct tree t;
	unsigned char root[RECORD_ID];
	struct version_value name = {"hh_name", answer_text("Zhao", 4)};
	struct fault why = {0};

	(void)state;
	site_open(&s, form, 7, NULL);
	number_id(root, 1, 1);
	OK(journal_begin(s.j, f));
	put(&s, "household", "file", root, NULL, &name);
	OK(journal_end(s.j, 1, f));
	put_people(&s, root, 0, PEOPLE);
	put_years(&s, form, root, YEARS);
	assert_int_equal(site_number(&s, "SELECT count(*) FROM j_record"), 50000);
	assert_int_equal(journal_tree(s.j, root, &t, &why), 1);
	assert_file(&t, PEOPLE, YEARS);
	tree_free(&t);

	/* Up to the bound it opens, beyond it says why, and everything is still in the journal. */
	put_people(&s, root, PEOPLE, JOURNAL_RECORDS - 50000 - (JOURNAL_RECORDS - 50000) / 100);
	while (site_number(&s, "SELECT count(*) FROM j_record") < JOURNAL_RECORDS)
		put_people(&s, root, 1 + (int)site_number(&s, "SELECT count(*) FROM j_record") * 100, 1);
	assert_int_equal(journal_tree(s.j, root, &t, &why), 1);
	tree_free(&t);
	put_people(&s, root, 90000001, 1);
	assert_int_equal(journal_tree(s.j, root, &t, &why), -1);
	assert_int_equal(why.code, EX_DATAERR);
	assert_non_null(strstr(why.text, "65536 records"));
	assert_int_equal(site_number(&s, "SELECT count(*) FROM member") + site_number(&s, "SELECT count(*) FROM illness") +
		site_number(&s, "SELECT count(*) FROM economy"), JOURNAL_RECORDS);
	site_close(&s);
	form_free(form);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fifty_thousand_records),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
