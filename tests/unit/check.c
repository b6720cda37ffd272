/* The engine of the checks: what counts as found, left open, kept; and mistakes in the sheet. */
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

static void
change(struct paper *p, const char *answers)
{
	paper_answers(p, answers);
	paper_evaluate(p);
	paper_check(p);
}

static void
test_what_is_found(void **state)
{
	struct paper p;

	(void)state;
	paper_open(&p, &rig, "plain", "member[4].relation=01; household.hh_phone=; member[4].ethnic=; member[3].relation=04", 1);
	paper_check(&p);
	assert_int_equal(p.found.n, 4);
	/* By the file's order of records, within one by the sheet's. */
	assert_string_equal(p.found.all[0].check->name, "head_multiple");
	assert_string_equal(p.found.all[1].check->name, "hh_phone_bad");
	assert_string_equal(p.found.all[2].check->name, "relation_sex_conflict");
	assert_string_equal(p.found.all[3].check->name, "ethnic_blank");
	assert_int_equal(p.found.all[0].check->severity, CHECK_ERROR);
	assert_string_equal(p.found.all[0].text, "户主有2个，只留一个");
	assert_string_equal(p.found.all[0].check->rules, "3_02_011 3_11_002");
	/* A person is led to the answer: here to the first member's relation. */
	assert_string_equal(p.found.all[0].question->name, "relation");
	assert_ptr_equal(p.found.all[0].at, record_kids(p.tree.root, form_table(rig.form, "member", 6)));
	assert_ptr_equal(p.found.all[2].at, p.found.all[2].record);
	/* What a required answer lacks belongs to "still missing"; a telephone may be lacking for good. */
	assert_true(p.found.all[3].blank);
	assert_false(p.found.all[1].blank);
	p.env.lang = LANG_EN;
	paper_check(&p);
	assert_string_equal(p.found.all[0].text, "There are 2 heads: keep one");
	paper_close(&p);
}

static void
test_what_is_left_open(void **state)
{
	struct paper p;

	(void)state;
	/* No head is found, yet one member's relation is not known: it may be the head. */
	paper_open(&p, &rig, "plain", "member[1].relation=", 1);
	paper_check(&p);
	assert_null(paper_finding(&p, "head_missing"));
	assert_true(paper_finding(&p, "relation_blank")->blank);
	change(&p, "member[1].relation=99");
	assert_non_null(paper_finding(&p, "head_missing"));
	/* Below the line, while the county has set none: the policy as shipped. */
	change(&p, "member[1].relation=01; economy[1].wage_labour=20000");
	assert_non_null(paper_finding(&p, "below_line_not_watched"));
	p.env.params = policy_params(rig.policy);
	paper_evaluate(&p);
	paper_check(&p);
	assert_null(paper_finding(&p, "below_line_not_watched"));
	paper_close(&p);
}

static void
test_who_is_looked_at(void **state)
{
	struct paper p;

	(void)state;
	paper_open(&p, &rig, "plain", "member[4].labour=ordinary", 1);
	paper_check(&p);
	assert_non_null(paper_finding(&p, "aged_full_labour"));
	change(&p, "member[4].member_state=dead; member[4].counted=no");
	assert_null(paper_finding(&p, "aged_full_labour"));
	change(&p, "member[4].member_state=present; member[4].counted=yes");
	assert_non_null(paper_finding(&p, "aged_full_labour"));
	change(&p, "void member[4]");
	assert_null(paper_finding(&p, "aged_full_labour"));
	/* After a refusal nothing beyond the roster is asked, nor checked. */
	change(&p, "housing[1].power=no; member[2].labour=lost");
	assert_non_null(paper_finding(&p, "power_missing"));
	assert_non_null(paper_finding(&p, "adult_healthy_no_labour"));
	change(&p, "watch[1].procedure[1].step=clue; visit[1].consent_mode=refused");
	assert_null(paper_finding(&p, "power_missing"));
	assert_null(paper_finding(&p, "adult_healthy_no_labour"));
	/* A voided file says nothing at all. */
	change(&p, "member[1].relation=99");
	assert_true(p.found.n > 0);
	p.tree.root->voided = true;
	paper_check(&p);
	assert_int_equal(p.found.n, 0);
	paper_close(&p);
}

static void
test_unique_within_a_file(void **state)
{
	struct paper p;

	(void)state;
	paper_open(&p, &rig, "plain", "", 1);
	char text[64];
	struct buf own = {0};
	answer_write(record_answer(record_kids(p.tree.root, form_table(rig.form, "member", 6)), &rig.form->questions[form_question(rig.form, "id_number", 9)]), &own);
	snprintf(text, sizeof text, "member[4].id_number=%s", buf_str(&own));
	change(&p, text);
	int n = 0;
	for (size_t i = 0; i < p.found.n; i++)
		n += strcmp(p.found.all[i].check->name, "id_duplicate") == 0;
	assert_int_equal(n, 2); /* at both */
	/* Who died is not compared, nor what is blank. */
	change(&p, "member[4].member_state=dead");
	assert_null(paper_finding(&p, "id_duplicate"));
	change(&p, "member[4].member_state=present; member[4].id_number=; member[1].id_number=");
	assert_null(paper_finding(&p, "id_duplicate"));
	buf_free(&own);
	paper_close(&p);
}

/* Whether the first entries of two files meet under this one row. */
static bool
meet(const char *row, const char *here, const char *there)
{
	struct check_entries x = {0}, y = {0};
	struct fault f = {0};
	struct paper a, b;
	struct checks *c = rig_rows(&rig, row, NULL, &f);

	if (c == NULL)
		fail_msg("%s", f.text);
	paper_open(&a, &rig, "plain", here, 1);
	paper_open(&b, &rig, "plain", there, 2);
	assert_int_equal(checks_entries(c, &a.tree, &a.env, &x), 0);
	assert_int_equal(checks_entries(c, &b.tree, &b.env, &y), 0);
	assert_true(x.n == 1 && y.n == 1);
	assert_ptr_equal(checks_numbered(c, x.all[0].check->number), checks_at(c, 0));
	bool met = memcmp(x.all[0].key, y.all[0].key, CHECK_KEY) == 0 &&
		(x.all[0].difference == 0 || x.all[0].difference != y.all[0].difference);
	free(x.all);
	free(y.all);
	paper_close(&a);
	paper_close(&b);
	checks_free(c);
	return met;
}

static void
test_unique_over_files(void **state)
{
	static const char village[] = "u,unique,household,village,note,,,${address},,,m,\n";
	static const char county[] = "u,unique,household,county,note,,,${address},,,m,\n";
	static const char apart[] = "u,unique,household,county,note,,,${address},${village_group},,m,\n";
	static const char other[] = "household.region_code=130899100202";

	(void)state;
	assert_true(meet(village, "", ""));
	assert_false(meet(village, "", other));
	assert_true(meet(county, "", other));
	assert_false(meet(county, "", "household.address=8 号"));
	assert_false(meet(apart, "", ""));
	assert_true(meet(apart, "", "household.village_group=西沟组"));
}

static void
test_kept_warnings(void **state)
{
	struct record *kept = NULL;
	struct paper p;

	(void)state;
	paper_open(&p, &rig, "plain", "housing[1].road_km=6; member[4].relation=01; member[4].ethnic=; member[2].labour=weak", 1);
	paper_check(&p);
	assert_int_equal(checks_reasons(rig.checks, &p.tree)->n, 5);
	/* Impossible values, blanks and notes are not kept; nor is anything for a reason that is none. */
	assert_int_equal(checks_keep(rig.checks, &p.tree, paper_finding(&p, "head_multiple"), "1", "", &kept), 1);
	assert_int_equal(checks_keep(rig.checks, &p.tree, paper_finding(&p, "ethnic_blank"), "1", "", &kept), 1);
	assert_int_equal(checks_keep(rig.checks, &p.tree, paper_finding(&p, "adult_healthy_weak_labour"), "1", "", &kept), 1);
	assert_int_equal(checks_keep(rig.checks, &p.tree, paper_finding(&p, "road_km_far"), "7", "", &kept), 1);
	assert_null(kept);
	assert_int_equal(checks_keep(rig.checks, &p.tree, paper_finding(&p, "road_km_far"), "3", "", &kept), 0);
	assert_non_null(kept);
	assert_true(paper_finding(&p, "road_km_far")->kept);
	paper_evaluate(&p);
	assert_int_equal(record_missing(rig.form, kept, -1), 0);
	/* It stays kept while other things change, and opens again when this does. */
	change(&p, "housing[1].house_area=90; member[1].labour=skilled");
	assert_true(paper_finding(&p, "road_km_far")->kept);
	assert_ptr_equal(paper_finding(&p, "road_km_far")->keeping, kept);
	change(&p, "housing[1].road_km=7");
	assert_false(paper_finding(&p, "road_km_far")->kept);
	assert_ptr_equal(paper_finding(&p, "road_km_far")->keeping, kept);
	/* Keeping it again is the same record; "other" wants words. */
	struct record *again = NULL;
	assert_int_equal(checks_keep(rig.checks, &p.tree, paper_finding(&p, "road_km_far"), "9", "", &again), 0);
	assert_ptr_equal(again, kept);
	paper_evaluate(&p);
	assert_int_equal(record_missing(rig.form, kept, -1), 1);
	assert_int_equal(checks_keep(rig.checks, &p.tree, paper_finding(&p, "road_km_far"), "9", "山里人家", &again), 0);
	paper_evaluate(&p);
	assert_int_equal(record_missing(rig.form, kept, -1), 0);
	paper_check(&p);
	assert_true(paper_finding(&p, "road_km_far")->kept);
	kept->voided = true;
	paper_check(&p);
	assert_false(paper_finding(&p, "road_km_far")->kept);
	paper_close(&p);
}

static void
test_kept_in_the_village_form(void **state)
{
	struct record *kept = NULL;
	struct paper p;

	(void)state;
	paper_open(&p, &rig, "village", "village.village_people=0", 1);
	paper_check(&p);
	assert_int_equal(checks_keep(rig.checks, &p.tree, paper_finding(&p, "village_people_zero"), "1", "", &kept), 0);
	paper_evaluate(&p);
	paper_check(&p);
	assert_true(paper_finding(&p, "village_people_zero")->kept);
	assert_int_equal(p.found.n, 1);
	paper_close(&p);
}

static void
test_met_elsewhere(void **state)
{
	struct check_other others[2] = {{{1}, {2}}, {{3}, {4}}};
	struct check_entries all = {0};
	struct record *kept = NULL;
	struct paper p;

	(void)state;
	paper_open(&p, &rig, "plain", "household.hh_code=H1", 1);
	paper_check(&p);
	assert_int_equal(p.found.n, 0);
	assert_int_equal(checks_entries(rig.checks, &p.tree, &p.env, &all), 0);
	const struct check_entry *e = NULL;
	for (size_t i = 0; i < all.n; i++)
		if (strcmp(all.all[i].check->name, "hh_code_duplicate") == 0)
			e = &all.all[i];
	assert_non_null(e);
	assert_int_equal(checks_met(rig.checks, &p.tree, &p.env, e, others, 1, &p.found), 0);
	assert_int_equal(checks_met_end(rig.checks, &p.tree, &p.found), 0);
	assert_int_equal(p.found.n, 1);
	assert_memory_equal(p.found.all[0].other_root, others[0].root, RECORD_ID);
	assert_int_equal(checks_keep(rig.checks, &p.tree, &p.found.all[0], "1", "", &kept), 0);
	paper_evaluate(&p);
	paper_check(&p);
	assert_int_equal(checks_met(rig.checks, &p.tree, &p.env, e, others, 1, &p.found), 0);
	assert_int_equal(checks_met_end(rig.checks, &p.tree, &p.found), 0);
	assert_true(p.found.all[0].kept);
	/* A further household with this number was not what it was kept for. */
	paper_check(&p);
	assert_int_equal(checks_met(rig.checks, &p.tree, &p.env, e, others, 2, &p.found), 0);
	assert_int_equal(checks_met_end(rig.checks, &p.tree, &p.found), 0);
	assert_false(p.found.all[0].kept);
	free(all.all);
	paper_close(&p);
}

/* Who shares a key within one household is part of what a warning was kept for. */
static void
test_met_at_home(void **state)
{
	struct fault f = {0};
	struct checks *c = rig_rows(&rig, "a,unique,member,household,warning,,,${member_phone},,member_phone,m,\n", NULL, &f);
	struct check_findings found = {0};
	struct record *kept = NULL;
	struct paper p;

	(void)state;
	assert_non_null(c);
	paper_open(&p, &rig, "plain", "member[2].member_phone=13812345678", 1);
	assert_int_equal(checks_run(c, &p.tree, &p.env, &found), 0);
	assert_int_equal(found.n, 2);
	assert_int_equal(checks_keep(c, &p.tree, &found.all[0], "1", "", &kept), 0);
	paper_evaluate(&p);
	assert_int_equal(checks_run(c, &p.tree, &p.env, &found), 0);
	assert_true(found.all[0].kept && !found.all[1].kept);
	paper_answers(&p, "member[4].member_phone=13812345678");
	paper_evaluate(&p);
	assert_int_equal(checks_run(c, &p.tree, &p.env, &found), 0);
	assert_int_equal(found.n, 3);
	assert_false(found.all[0].kept);
	paper_answers(&p, "member[4].member_phone=");
	paper_evaluate(&p);
	assert_int_equal(checks_run(c, &p.tree, &p.env, &found), 0);
	assert_true(found.all[0].kept);
	check_findings_free(&found);
	paper_close(&p);
	checks_free(c);
}

/* A group too large to be told of whole: what was kept stays kept whoever of it is seen. */
static void
test_met_by_many(void **state)
{
	struct check_other others[CHECK_OTHERS] = {{{1}, {2}}};
	struct check_entries all = {0};
	struct record *kept = NULL;
	struct paper p;

	(void)state;
	paper_open(&p, &rig, "plain", "household.hh_code=H1", 1);
	paper_check(&p);
	assert_int_equal(checks_entries(rig.checks, &p.tree, &p.env, &all), 0);
	const struct check_entry *e = NULL;
	for (size_t i = 0; i < all.n; i++)
		if (strcmp(all.all[i].check->name, "hh_code_duplicate") == 0)
			e = &all.all[i];
	assert_int_equal(checks_met(rig.checks, &p.tree, &p.env, e, others, CHECK_OTHERS, &p.found), 0);
	assert_int_equal(checks_met_end(rig.checks, &p.tree, &p.found), 0);
	assert_int_equal(checks_keep(rig.checks, &p.tree, &p.found.all[0], "1", "", &kept), 0);
	paper_evaluate(&p);
	paper_check(&p);
	others[CHECK_OTHERS - 1].record[0] = 77;
	assert_int_equal(checks_met(rig.checks, &p.tree, &p.env, e, others, CHECK_OTHERS, &p.found), 0);
	assert_int_equal(checks_met_end(rig.checks, &p.tree, &p.found), 0);
	assert_true(p.found.all[0].kept);
	free(all.all);
	paper_close(&p);
}

static void
test_mistakes(void **state)
{
	static const struct {
		const char *row, *expect;
	} bad[] = {
		{"9a,check,member,,note,,1 = 2,,,,m,\n", "checks.csv:2: name: 9a: this is not a name"},
		{"a,test,member,,note,,1 = 2,,,,m,\n", "checks.csv:2: kind: a: this word is not known here. Mend: write one of these: check unique\n"},
		{"a,check,people,,note,,1 = 2,,,,m,\n", "checks.csv:2: table: a: the form has no such table"},
		{"a,check,member,,grave,,1 = 2,,,,m,\n", "checks.csv:2: severity: a: this word"},
		{"a,check,member,,,,1 = 2,,,,m,\n", "checks.csv:2: severity: a: this word"},
		{"a,check,member,world,note,,1 = 2,,,,m,\n", "checks.csv:2: scope: a: this word"},
		{"a,check,member,county,note,,1 = 2,,,,m,\n", "checks.csv:2: scope: a: only a unique row"},
		{"a,check,member,,note,,,,,,m,\n", "checks.csv:2: condition: a: this cell is empty"},
		{"a,check,member,,note,,1 = 2,${sex},,,m,\n", "checks.csv:2: key: a: a row of this kind has no such cell"},
		{"a,unique,member,,note,,1 = 2,${sex},,,m,\n", "checks.csv:2: condition: a: a row of this kind has no such cell"},
		{"a,unique,member,,note,,,,,,m,\n", "checks.csv:2: key: a: this cell is empty"},
		{"a,check,member,,note,,${sexx} = 2,,,,m,\n", "checks.csv:2: condition: a: "},
		{"a,check,member,,note,count(,1 = 2,,,,m,\n", "checks.csv:2: filter: a: "},
		{"a,unique,member,,note,,,${sex},${nobody},,m,\n", "checks.csv:2: distinct: a: "},
		{"a,check,member,,note,,1 = 2,,,village_people,m,\n", "checks.csv:2: question: a: the form has no such question in these files"},
		{"a,check,member,,note,,1 = 2,,,,,\n", "checks.csv:2: message::中文 (zh): a: the row has no message"},
		{"a,check,member,,note,,1 = 2,,,,n {${sex},\n", "checks.csv:2: message::中文 (zh): a: a '{' is never closed"},
		{"a,check,member,,note,,1 = 2,,,,n {${sex}|gold},\n", "checks.csv:2: message::中文 (zh): a: a figure has no known format"},
		{"a,check,member,,note,,1 = 2,,,,m,\na,check,member,,note,,1 = 2,,,,m,\n", "checks.csv:3: name: a: the name a is taken"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct buf report = {0};
		struct fault f = {0};
		assert_null(rig_rows(&rig, bad[i].row, &report, &f));
		assert_int_equal(f.code, EX_DATAERR);
		if (strncmp(buf_str(&report), bad[i].expect, strlen(bad[i].expect)) != 0 || strstr(buf_str(&report), "Mend: ") == NULL)
			fail_msg("wanted \"%s\", got:\n%s", bad[i].expect, buf_str(&report));
		buf_free(&report);
	}
	/* All mistakes at once. */
	struct buf report = {0}, many = {0};
	struct fault f = {0};
	for (size_t i = 0; i < 12; i++)
		buf_text(&many, bad[i].row);
	assert_null(rig_rows(&rig, buf_str(&many), &report, &f));
	for (int line = 2; line < 14; line++) {
		char place[32];
		snprintf(place, sizeof place, "checks.csv:%d: ", line);
		assert_non_null(strstr(buf_str(&report), place));
	}
	buf_free(&report);
	buf_free(&many);
}

static void
test_too_many_rows(void **state)
{
	struct buf rows = {0}, report = {0};
	struct fault f = {0};

	(void)state;
	for (int i = 0; i <= CHECKS; i++)
		buf_printf(&rows, "c%d,check,member,,note,,1 = 2,,,,m,\n", i);
	assert_null(rig_rows(&rig, buf_str(&rows), &report, &f));
	assert_non_null(strstr(buf_str(&report), "more than"));
	buf_free(&rows);
	buf_free(&report);
}

/* The program's own sheet beside an older form: what does not fit is left out, the rest works. */
static void
test_fitting(void **state)
{
	static const char rows[] = CHECK_HEADER "a,check,member,,note,,${sex} = '1',,,,m,\nb,check,member,,note,,${not_yet} = '1',,,,m,\n"
		"c,check,pets,,note,,1 = 1,,,,m,\n";
	struct fault f = {0};
	size_t left = 0;

	(void)state;
	struct checks *c = checks_load_fitting(&(struct sheet){"checks.csv", rows, sizeof rows - 1}, rig.form, &left, &f);
	assert_non_null(c);
	assert_int_equal(left, 2);
	assert_string_equal(checks_at(c, 0)->name, "a");
	assert_null(checks_at(c, 1));
	checks_free(c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_found),
		cmocka_unit_test(test_what_is_left_open),
		cmocka_unit_test(test_who_is_looked_at),
		cmocka_unit_test(test_unique_within_a_file),
		cmocka_unit_test(test_unique_over_files),
		cmocka_unit_test(test_kept_warnings),
		cmocka_unit_test(test_kept_in_the_village_form),
		cmocka_unit_test(test_met_elsewhere), cmocka_unit_test(test_met_at_home), cmocka_unit_test(test_met_by_many),
		cmocka_unit_test(test_mistakes),
		cmocka_unit_test(test_too_many_rows),
		cmocka_unit_test(test_fitting),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
