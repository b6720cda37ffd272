/* Every shipped check can fire and can pass: the cases of tests/checks. */
#include "check_fixture.h"

enum { CASE_CHECK, CASE_FILE, CASE_BREACH, CASE_WITH, CASE_CLEAN };

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

static int
fires(const char *check, const char *file, const char *answers)
{
	struct paper p;

	paper_open(&p, &rig, file, answers, 1);
	paper_check(&p);
	const struct check_finding *x = paper_finding(&p, check);
	int rc = x != NULL;
	if (x != NULL && (x->text[0] == '\0' || strstr(x->text, "...") != NULL || strlen(x->print) != CHECK_PRINT))
		fail_msg("%s: message \"%s\"", check, x->text);
	if (x != NULL && x->question == NULL)
		fail_msg("%s leads to no question", check);
	if (x != NULL && x->at != NULL && x->at->table->index != x->question->table)
		fail_msg("%s leads into a record of another table", check);
	/* In English the figures are there too. */
	p.env.lang = LANG_EN;
	paper_check(&p);
	x = paper_finding(&p, check);
	if ((x != NULL) != rc || (x != NULL && (x->text[0] == '\0' || strstr(x->text, "...") != NULL)))
		fail_msg("%s: message in English \"%s\"", check, x != NULL ? x->text : "");
	paper_close(&p);
	return rc;
}

/* Whether a record of one file and one of another share the key of this check. */
static int
meet(const char *check, const char *file, const char *here, const char *there)
{
	struct paper a, b;
	struct check_entries x = {0}, y = {0};
	int rc = 0;

	paper_open(&a, &rig, file, here, 1);
	paper_open(&b, &rig, file, there, 2);
	assert_int_equal(checks_entries(rig.checks, &a.tree, &a.env, &x), 0);
	assert_int_equal(checks_entries(rig.checks, &b.tree, &b.env, &y), 0);
	for (size_t i = 0; i < x.n; i++)
		for (size_t k = 0; k < y.n; k++)
			rc |= strcmp(x.all[i].check->name, check) == 0 && memcmp(x.all[i].key, y.all[k].key, CHECK_KEY) == 0 &&
				(x.all[i].difference == 0 || x.all[i].difference != y.all[k].difference);
	free(x.all);
	free(y.all);
	paper_close(&a);
	paper_close(&b);
	return rc;
}

/* One line of cases.csv; what is wrong is printed and counted. */
static int
try_case(const struct csv *c)
{
	const char *check = csv_field(c, CASE_CHECK), *file = csv_field(c, CASE_FILE), *breach = csv_field(c, CASE_BREACH);
	const char *with = csv_field(c, CASE_WITH), *clean = csv_field(c, CASE_CLEAN);
	bool two = with[0] != '\0';
	int wrong = 0;

	if (!(two ? meet(check, file, breach, with) : fires(check, file, breach))) {
		print_error("%s does not fire\n", check);
		wrong++;
	}
	if (two ? meet(check, file, clean, with) : fires(check, file, clean)) {
		print_error("%s fires on a clean file\n", check);
		wrong++;
	}
	return wrong;
}

static void
test_every_check_fires_and_passes(void **state)
{
	bool seen[CHECKS] = {false};
	struct buf data = {0};
	struct fault f = {0};
	struct csv c;
	const struct check *k;
	int rc, wrong = 0;

	(void)state;
	if (file_read("tests/checks/cases.csv", 1 << 20, &data, &f) < 0)
		fail_msg("%s", f.text);
	assert_int_equal(csv_open(&c, "cases.csv", data.data, data.len, &f), 0);
	assert_int_equal(csv_next(&c, &f), 1);
	while ((rc = csv_next(&c, &f)) == 1) {
		for (size_t i = 0; (k = checks_at(rig.checks, i)) != NULL; i++)
			if (strcmp(k->name, csv_field(&c, CASE_CHECK)) == 0)
				seen[i] = true;
		wrong += try_case(&c);
	}
	assert_int_equal(rc, 0);
	for (size_t i = 0; (k = checks_at(rig.checks, i)) != NULL; i++)
		if (!seen[i]) {
			print_error("%s has no case\n", k->name);
			wrong++;
		}
	csv_close(&c);
	buf_free(&data);
	assert_int_equal(wrong, 0);
}

/* The files that the cases start from are clean: no check says anything. */
static void
test_clean_files(void **state)
{
	static const char *const files[] = {"plain", "ledger", "removed", "village"};
	int wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		struct paper p;
		paper_open(&p, &rig, files[i], "", 1);
		paper_check(&p);
		for (size_t k = 0; k < p.found.n; k++)
			print_error("%s: %s: %s\n", files[i], p.found.all[k].check->name, p.found.all[k].text);
		wrong += (int)p.found.n;
		paper_close(&p);
	}
	assert_int_equal(wrong, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_clean_files),
		cmocka_unit_test(test_every_check_fires_and_passes),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
