#ifndef POLICY_FIXTURE_H
#define POLICY_FIXTURE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assess/assess.h"
#include "csv.h"
#include "date.h"
#include "file.h"
#include "form/shipped.h"
#include "num.h"
#include "record/evaluate.h"

/* Households of schema/survey/cases in memory: one CSV for each table, rows keyed by household (and member, by place). */

struct bench {
	struct form *form;
	struct policy *policy;
	struct tree tree;
	struct expr_env env;
	struct arena scratch;
	struct assessment out;
	unsigned char next_id;
};

/* The shipped policy with lines of policy.csv changed: ${changes} are pairs of name and value, ended by NULL. */
static inline struct policy *
bench_policy(const struct form *form, const char *const *changes, struct buf *report)
{
	struct policy_sheets s;
	struct buf text = {0};
	struct fault f = {0};

	assert_int_equal(shipped_sheet("policy.csv", &s.policy), 0);
	assert_int_equal(shipped_sheet("rules.csv", &s.rules), 0);
	assert_int_equal(shipped_sheet("measures.csv", &s.measures), 0);
	buf_add(&text, s.policy.data, s.policy.n);
	for (; changes[0] != NULL; changes += 2) {
		char name[64];
		snprintf(name, sizeof name, "\n%s,", changes[0]);
		const char *all = buf_str(&text), *at = strstr(all, name);
		assert_non_null(at);
		const char *value = at + strlen(name), *end = value + strcspn(value, ",");
		struct buf next = {0};
		buf_add(&next, all, (size_t)(value - all));
		buf_text(&next, changes[1]);
		buf_text(&next, end);
		buf_free(&text);
		text = next;
	}
	s.policy.data = buf_str(&text);
	s.policy.n = text.len;
	struct policy *p = policy_load(&s, form, report, &f);
	if (p == NULL)
		print_error("%s\n", f.text);
	buf_free(&text);
	return p;
}

static inline void
bench_set(struct bench *b, struct record *r, const char *name, const char *text)
{
	int q = form_question(b->form, name, strlen(name));
	struct answer a;

	assert_true(q >= 0);
	assert_int_equal(b->form->questions[q].table, r->table->index);
	assert_int_equal(answer_read(&b->scratch, &b->form->questions[q], text, strlen(text), &a), 0);
	assert_int_equal(record_set(&b->tree, r, &b->form->questions[q], a), 0);
}

static inline struct record *
bench_add(struct bench *b, struct record *parent, const char *table)
{
	unsigned char id[RECORD_ID] = {++b->next_id};
	int t = form_table(b->form, table, strlen(table));

	assert_true(t >= 0);
	struct record *r = tree_add(&b->tree, parent, t, id);
	assert_non_null(r);
	return r;
}

/* The ${n}th record (from 1) of a table under the household. */
static inline struct record *
bench_at(struct bench *b, const char *table, int n)
{
	struct record *r = record_kids(b->tree.root, form_table(b->form, table, strlen(table)));

	while (r != NULL && --n > 0)
		r = r->next;
	assert_non_null(r);
	return r;
}

/* "The rest are none": zeros into the asked amounts of the record that are blank, but for what is optional. */
static inline void
bench_zeros(struct bench *b, struct record *r)
{
	for (int i = 0; i < r->table->n; i++) {
		const struct question *q = &b->form->questions[r->table->first + i];
		if (q->type == QUESTION_DECIMAL && q->required != NULL && r->answers[i].kind == ANSWER_BLANK)
			assert_int_equal(record_set(&b->tree, r, q, answer_fixed(0)), 0);
	}
}

static inline void
bench_row(struct bench *b, struct csv *c, const char *table, char header[][64], size_t n)
{
	struct record *r = b->tree.root;
	size_t first = 1;

	if (n > 1 && strcmp(header[1], "member") == 0) {
		r = bench_at(b, "member", atoi(csv_field(c, 1)));
		first = 2;
	}
	if (strcmp(table, "household") != 0)
		r = bench_add(b, r, table);
	for (size_t i = first; i < n; i++)
		if (csv_field(c, i)[0] != '\0' && header[i][0] != '#' && strncmp(header[i], "expect_", 7) != 0)
			bench_set(b, r, header[i], csv_field(c, i));
	bench_zeros(b, r);
}

static inline void
bench_table(struct bench *b, const char *household, const char *table)
{
	char path[128], header[32][64];
	struct buf data = {0};
	struct fault f = {0};
	struct csv c;
	int rc;

	snprintf(path, sizeof path, "schema/survey/cases/source2020/%s.csv", table);
	assert_int_equal(file_read(path, 1 << 20, &data, &f), 0);
	assert_int_equal(csv_open(&c, path, data.data, data.len, &f), 0);
	assert_int_equal(csv_next(&c, &f), 1);
	size_t n = c.n;
	assert_true(n <= 32);
	for (size_t i = 0; i < n; i++)
		snprintf(header[i], sizeof header[i], "%s", csv_field(&c, i));
	while ((rc = csv_next(&c, &f)) > 0)
		if (strcmp(csv_field(&c, 0), household) == 0)
			bench_row(b, &c, table, header, n);
	assert_int_equal(rc, 0);
	csv_close(&c);
	buf_free(&data);
}

/* Build the household's file; earlier ones are given back. */
static inline void
bench_build(struct bench *b, const char *household)
{
	static const char *const tables[] = {"household", "member", "work", "illness", "disability", "schooling", "economy", "housing",
		"security", "disaster", "watch"};
	unsigned char id[RECORD_ID] = {0xEE};

	assess_free(&b->out);
	tree_free(&b->tree);
	arena_free(&b->scratch);
	b->next_id = 0;
	assert_int_equal(tree_start(&b->tree, b->form, form_table(b->form, "household", strlen("household")), id), 0);
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
		bench_table(b, household, tables[i]);
}

/* Derive and assess; sentences in Chinese. */
static inline void
bench_assess(struct bench *b)
{
	b->env = (struct expr_env){.form = b->form, .today = date_days(2026, 11, 20), .lang = LANG_ZH,
		.params = policy_params(b->policy), .scratch = &b->scratch};
	assert_int_equal(tree_evaluate(&b->tree, &b->env, NULL), 0);
	assert_int_equal(assess(b->policy, &b->tree, &b->env, &b->out), 0);
	assert_int_equal(assess_explain(&b->out, &b->env), 0);
}

static inline void
bench_open(struct bench *b, const char *const *changes)
{
	struct fault f = {0};
	struct buf report = {0};

	*b = (struct bench){0};
	b->form = form_load_embedded(&f);
	if (b->form == NULL)
		print_error("%s\n", f.text);
	assert_non_null(b->form);
	b->policy = bench_policy(b->form, changes, &report);
	if (b->policy == NULL)
		print_error("%s\n", buf_str(&report));
	assert_non_null(b->policy);
	buf_free(&report);
}

static inline void
bench_close(struct bench *b)
{
	assess_free(&b->out);
	tree_free(&b->tree);
	arena_free(&b->scratch);
	policy_free(b->policy);
	form_free(b->form);
}

/* The codes of one kind, blanks between; ${entered}: only those the cadre entered. */
static inline const char *
codes(const struct assessment *a, enum found_kind kind, bool entered, char room[256])
{
	room[0] = '\0';
	for (size_t i = 0; i < a->n_found; i++)
		if (a->found[i].kind == kind && (!entered || a->found[i].entered))
			snprintf(room + strlen(room), 256 - strlen(room), "%s%s", room[0] != '\0' ? " " : "", a->found[i].code);
	return room;
}

/* Whether this question is among the missing. */
static inline bool
is_missing(const struct assessment *a, const char *question)
{
	for (size_t i = 0; i < a->n_missing; i++)
		if (a->missing[i].question != NULL && strcmp(a->missing[i].question->name, question) == 0)
			return true;
	return false;
}

#endif
