#ifndef EXPR_FIXTURE_H
#define EXPR_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "expr/code.h"
#include "expr/expr.h"
#include "expr_sheets.h"
#include "form/load.h"
#include "record/record.h"

/*
 * One household with three members that are seen, one hidden and one voided, their bills, and three years of economy.
 * Answers are blank unless set here; `must` is required and blank, `derived` a calculate that was unsure.
 */

struct fixture {
	struct form *form;
	struct tree tree;
	struct record *member[5], *illness[3], *economy[3];
};

static inline struct answer *
fixture_answer(struct fixture *x, struct record *r, const char *name)
{
	int q = form_question(x->form, name, strlen(name));

	assert_true(q >= 0);
	return record_answer(r, &x->form->questions[q]);
}

static inline void
fixture_set(struct fixture *x, struct record *r, const char *name, struct answer a)
{
	int q = form_question(x->form, name, strlen(name));

	assert_true(q >= 0);
	assert_int_equal(record_set(&x->tree, r, &x->form->questions[q], a), 0);
}

static inline struct record *
fixture_add(struct fixture *x, struct record *parent, const char *table)
{
	static unsigned char id[RECORD_ID];

	id[0]++;
	struct record *r = tree_add(&x->tree, parent, form_table(x->form, table, strlen(table)), id);
	assert_non_null(r);
	return r;
}

/* Ages 40, 38, blank, then 99 hidden and 98 voided; bills 100.50 and 20 of the first, 7 of the second member. */
static inline void
fixture_fill(struct fixture *x)
{
	static const char *const names[] = {"Wang", "Li", "Zhao", "Hidden", "Void"}, *const kinds[] = {"b", "a c", "", "c", "c"};
	static const int ages[] = {40, 38, -1, 99, 98}, bills[] = {10050, 2000, 700}, of[] = {0, 0, 1};
	struct record *h = x->tree.root;

	fixture_set(x, h, "place", answer_text("东村 7", strlen("东村 7")));
	fixture_set(x, h, "heads", answer_int(3));
	fixture_set(x, h, "area", answer_fixed(2160));
	fixture_set(x, h, "visited", answer_date(19724)); /* 2024-01-02 */
	fixture_set(x, h, "kind", answer_text("b", 1));
	fixture_answer(x, h, "must")->flags = ANSWER_REQUIRED;
	fixture_set(x, h, "secret", answer_text("x", 1));
	fixture_answer(x, h, "secret")->flags = ANSWER_HIDDEN;
	*fixture_answer(x, h, "derived") = (struct answer){.kind = ANSWER_REAL, .flags = ANSWER_UNSURE, .real = 5};
	*fixture_answer(x, h, "unset") = (struct answer){.kind = ANSWER_REAL, .flags = ANSWER_UNSET, .real = 6};
	for (int i = 0; i < 5; i++) {
		struct record *m = x->member[i] = fixture_add(x, h, "member");
		fixture_set(x, m, "member_name", answer_text(names[i], strlen(names[i])));
		fixture_set(x, m, "age", ages[i] < 0 ? answer_blank() : answer_int(ages[i]));
		fixture_set(x, m, "kinds", answer_text(kinds[i], strlen(kinds[i])));
		fixture_set(x, m, "born", answer_date(10000 + i));
		fixture_set(x, m, "pay", answer_fixed(1000 * i));
	}
	fixture_answer(x, x->member[2], "age")->flags = ANSWER_REQUIRED;
	fixture_answer(x, x->member[1], "pay")->flags = ANSWER_HIDDEN;
	x->member[3]->hidden = true;
	x->member[4]->voided = true;
	for (int i = 0; i < 3; i++) {
		x->illness[i] = fixture_add(x, x->member[of[i]], "illness");
		fixture_set(x, x->illness[i], "bill", answer_fixed(bills[i]));
		fixture_set(x, x->illness[i], "bill_kind", answer_text(i == 1 ? "a" : "c", 1));
		x->economy[i] = fixture_add(x, h, "economy");
		fixture_set(x, x->economy[i], "year", answer_int(2023 + i));
		fixture_set(x, x->economy[i], "net", answer_fixed(100000 * (i + 1)));
	}
	/* Under a member that is not seen no bill is either. */
	fixture_set(x, fixture_add(x, x->member[3], "illness"), "bill", answer_fixed(99900));
}

static inline int
fixture_open(void **state)
{
	static struct fixture x;
	static const unsigned char id[RECORD_ID];
	struct form_sheets sheets = {{"survey.csv", fixture_survey, sizeof fixture_survey - 1},
		{"choices.csv", fixture_choices, sizeof fixture_choices - 1},
		{"settings.csv", fixture_settings, sizeof fixture_settings - 1}};
	struct fault f = {0};

	x = (struct fixture){.form = form_load(&sheets, NULL, &f)};
	if (x.form == NULL)
		fail_msg("%s", f.text);
	assert_int_equal(tree_start(&x.tree, x.form, form_table(x.form, "household", 9), id), 0);
	fixture_fill(&x);
	*state = &x;
	return 0;
}

static inline int
fixture_close(void **state)
{
	struct fixture *x = *state;

	tree_free(&x->tree);
	form_free(x->form);
	return 0;
}

#endif
