/* A folder of cases from its files to the differences. */
#include "office/cases_inside.h"

#include <string.h>

#include "num.h"
#include "record/evaluate.h"
#include "words.h"

struct running {
	struct cases *c;
	const struct policy *policy;
	int32_t today;
	int (*differ)(void *self, const struct case_difference *d);
	void *self;
	struct cases_report *report;
	struct fault *f;
};

/* Words of a list in any order, numbers by value: what a person means by the same. */
static bool
agree(const char *expected, const char *got)
{
	size_t n = 0, m = 0;
	int64_t x, y;

	if (strcmp(expected, "-") == 0)
		return got[0] == '\0';
	if (num_fixed(expected, strlen(expected), &x) == 0 && num_fixed(got, strlen(got), &y) == 0)
		return x == y;
	for (const char *at = expected; *(at += strspn(at, " ")) != '\0'; at += strcspn(at, " "), n++) {
		const size_t len = strcspn(at, " ");
		bool found = false;
		for (const char *g = got; !found && *(g += strspn(g, " ")) != '\0'; g += strcspn(g, " "))
			found = strcspn(g, " ") == len && memcmp(g, at, len) == 0;
		if (!found)
			return false;
	}
	for (const char *g = got; *(g += strspn(g, " ")) != '\0'; g += strcspn(g, " "))
		m++;
	return n == m;
}

static int
compare(struct running *r, const struct assessment *a)
{
	const struct case_table *t = r->c->tables[0];
	struct buf got = {0};
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < t->n; i++) {
		const char *expected = csv_field(&t->csv, i);
		if (!t->columns[i].expected || expected[0] == '\0')
			continue;
		buf_reset(&got);
		cases_outcome(a, r->c->form, t->columns[i].name, &got);
		if (got.failed)
			rc = fault_memory(r->f);
		r->report->compared++;
		if (rc < 0 || agree(expected, buf_str(&got)))
			continue;
		r->report->differences++;
		rc = r->differ(r->self, &(struct case_difference){csv_field(&t->csv, 0), t->csv.line, t->columns[i].name, expected, buf_str(&got)});
	}
	buf_free(&got);
	return rc;
}

static int
run_one(struct running *r)
{
	struct tree t = {0};
	struct arena scratch = {0};
	struct assessment a = {0};
	struct expr_env env = {.form = r->c->form, .today = r->today, .lang = words_chinese() ? LANG_ZH : LANG_EN,
		.params = policy_params(r->policy), .scratch = &scratch};
	int rc = cases_build(r->c, &t, r->f);

	r->report->households++;
	if (rc == 0 && (tree_evaluate(&t, &env, NULL) < 0 || assess(r->policy, &t, &env, &a) < 0))
		rc = fault_memory(r->f);
	if (rc == 0)
		rc = compare(r, &a);
	assess_free(&a);
	tree_free(&t);
	arena_free(&scratch);
	return rc;
}

/* The households row by row, once to see whether the files are in order, once to compare. */
static int
run_all(struct running *r, bool compared)
{
	struct case_table *t = r->c->tables[0];
	csv_close(&t->csv);
	int rc = csv_open(&t->csv, t->name, t->bytes.data, t->bytes.len, r->f);

	if (rc == 0 && csv_next(&t->csv, r->f) < 0)
		rc = -1;
	while (rc == 0 && (rc = csv_next(&t->csv, r->f)) == 1) {
		if (csv_field(&t->csv, 0)[0] == '#') {
			rc = 0;
			continue;
		}
		if (compared) {
			rc = run_one(r);
		} else {
			struct tree tree = {0};
			rc = cases_build(r->c, &tree, r->f) < 0 ? -1 : 0;
			tree_free(&tree);
		}
	}
	return rc;
}

int
cases_run(const char *dir, const struct policy *policy, const struct form *form, int32_t today,
	int (*differ)(void *self, const struct case_difference *d), void *self, struct cases_report *report, struct fault *f)
{
	struct cases c = {.form = form, .m.report = &report->mistakes};
	struct running r = {&c, policy, today, differ, self, report, f};
	int rc = cases_read(&c, dir, f);

	if (rc == 0 && c.m.n == 0)
		rc = run_all(&r, false);
	if (rc == 0 && c.m.n == 0)
		rc = run_all(&r, true);
	if (rc == 0)
		rc = mistakes_close(&c.m, _("mistakes in the cases; none was assessed. First of them:"), f);
	else
		buf_free(&c.m.first);
	cases_free(&c);
	return rc;
}
