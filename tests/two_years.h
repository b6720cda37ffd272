#ifndef TEST_TWO_YEARS_H
#define TEST_TWO_YEARS_H

/* A household that was well off in one year and is not in the next, for tests of trends. */
#include "household.h"

/* Answers as pairs of question and text, ended by NULL; the rest of its amounts are none; saved. */
static inline void
write_down(struct store *s, struct casefile *c, struct record *r, const char *const *pairs)
{
	for (; *pairs != NULL; pairs += 2)
		household_answer(c, r, pairs[0], pairs[1]);
	for (int i = 0; i < r->table->n; i++) {
		const struct question *q = &c->tree.form->questions[r->table->first + i];
		if (q->type == QUESTION_DECIMAL && q->required != NULL && r->answers[i].kind == ANSWER_BLANK)
			assert_int_equal(record_set(&c->tree, r, q, answer_fixed(0)), 0);
	}
	household_save(s, c, r);
}

#define SAID(...) ((const char *const[]){__VA_ARGS__, NULL})

static inline struct record *
person(struct store *s, struct casefile *c, const char *name, const char *relation, const char *number)
{
	struct record *m = household_member(s, c, name, relation, number);

	write_down(s, c, m, SAID("birth_date", "1975-03-12", "health", "healthy", "labour", "ordinary", "ins_resident", "yes", "ins_employee", "no", "dibao", "none",
		"tekun", "none"));
	return m;
}

static inline void
keep(struct store *s, struct casefile *c)
{
	struct fault f = {0};

	if (casefile_update(s, c, NULL, &f) < 0 || store_keep(s, c, &f) < 0)
		fail_msg("%s", f.text);
}

/* Two people able to work in 2025, 60,000 yuan of wages. */
static inline void
good_year(struct store *s, unsigned char root[RECORD_ID])
{
	struct casefile c;

	household_start(s, &c, "130899100201");
	memcpy(root, c.tree.root->id, RECORD_ID);
	household_save(s, &c, c.tree.root);
	person(s, &c, "张树林", "01", "130899196503120015");
	struct record *m = person(s, &c, "李芳", "02", "130899198807040021");
	struct record *w = household_add(s, &c, m, "work", NULL);
	write_down(s, &c, w, SAID("work_state", "ended", "work_start", "2025-01-05", "work_end", "2025-10-30", "work_where", "county",
		"months_worked", "10"));
	write_down(s, &c, household_add(s, &c, c.tree.root, "visit", NULL), SAID("visit_date", "2025-11-18", "outcome", "done"));
	write_down(s, &c, household_add(s, &c, c.tree.root, "economy", SAID("2025", "annual")), SAID("wage_labour", "60000",
		"prev_net_told", "60000"));
	keep(s, &c);
	casefile_close(&c);
}

static inline struct record *
first(struct casefile *c, struct record *under, const char *table)
{
	struct record *r = record_kids(under, form_table(c->tree.form, table, strlen(table)));

	assert_non_null(r);
	return r;
}

/* A year later the second is ill and lost work and labour, and wages fell by a fifth. */
static inline void
bad_year(struct store *s, const unsigned char root[RECORD_ID])
{
	struct casefile c;
	struct fault f = {0};

	assert_int_equal(store_file(s, root, &c, &f), 1);
	struct record *m = first(&c, c.tree.root, "member")->next;
	write_down(s, &c, m, SAID("health", "serious disabled", "labour", "lost", "got_med_aid", "no"));
	write_down(s, &c, first(&c, m, "work"), SAID("months_worked", "7", "work_end", "2026-07-30", "work_start", "2026-01-05"));
	write_down(s, &c, household_add(s, &c, c.tree.root, "economy", SAID("2026", "annual")), SAID("wage_labour", "48000",
		"other_compliant_spending", "9000"));
	keep(s, &c);
	casefile_close(&c);
}

#endif
