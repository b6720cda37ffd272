#ifndef INCOME_FIXTURE_H
#define INCOME_FIXTURE_H

#include <stdint.h>
#include <string.h>

#include "office/roster.h"
#include "store/summary.h"

/* Five households of two villages around the income line of the shipped policy. */
static const struct roster_area area_list[] = {{"130899100201", "东沟村"}, {"130899100202", "西沟村"}};
static const struct roster_areas areas = {.list = area_list, .n = 2};

static const char people[] = "行政村代码,户编号,姓名,证件号码,与户主关系,劳动技能\n"
			     "130899100201,1,甲试,130899196503120015,户主,无劳动力\n"
			     "130899100201,2,乙试,130899198807040021,户主,\n"
			     "130899100201,3,丙试,130899200909150037,户主,\n"
			     "130899100202,4,丁试,130899197001010013,户主,\n"
			     "130899100202,5,戊试,,户主,\n";

struct earning {
	const char *title;
	unsigned char root[RECORD_ID];
};

static inline int
by_title(void *self, const struct summary *line)
{
	struct earning *x = self;

	memcpy(x->root, line->root, RECORD_ID);
	return strcmp(line->title, x->title) == 0;
}

static inline void
set_text(struct casefile *c, struct record *r, const struct question *q, const char *text)
{
	struct answer a;

	assert_int_equal(answer_read(&c->tree.arena, q, text, strlen(text), &a), 0);
	assert_int_equal(record_set(&c->tree, r, q, a), 0);
}

/* The whole income of 2026 is one wage. */
static inline void
earn(struct store *s, const char *title, const char *wage)
{
	struct earning x = {.title = title};
	struct casefile c;
	struct fault f = {0};
	const struct form *form = s->form;
	const struct table *t = &form->tables[form_table(form, "economy", 7)];
	const struct answer keys[] = {answer_int(2026), answer_text("annual", 6)};
	unsigned char id[RECORD_ID];

	assert_int_equal(store_summaries(s, "", by_title, &x, &f), 1);
	assert_int_equal(store_file(s, x.root, &c, &f), 1);
	record_id_keyed(t, c.tree.root->id, keys, id);
	struct record *e = tree_add(&c.tree, c.tree.root, t->index, id);
	for (int i = 0; i < t->n; i++) {
		const struct question *q = &form->questions[t->first + i];
		if (q->type == QUESTION_DECIMAL && strcmp(q->name, "prev_net_told") != 0)
			set_text(&c, e, q, strcmp(q->name, "wage_labour") == 0 ? wage : "0");
	}
	for (int i = 0; i < t->n_keys; i++)
		record_set(&c.tree, e, &form->questions[t->first + t->keys[i]], keys[i]);
	assert_int_equal(casefile_update(s, &c, e, &f), 0);
	for (int i = 0; i < t->n_sections; i++)
		if (form->sections[t->first_section + i].asked)
			assert_true(journal_save(s->journal, e, t->first_section + i, false, &f) >= 0);
	assert_int_equal(store_keep(s, &c, &f), 0);
	casefile_close(&c);
}

/* The people, of whom four have an income of 2026: below the line with a factor, on it, below it without one, just above; the fifth's is not known. */
static inline void
earn_all(struct store *s)
{
	struct roster_report r = {0};
	struct fault f = {0};

	if (roster_import(s, &(struct roster_file){.name = "roster.csv", .bytes = people, .n = sizeof people - 1}, &areas, &r, &f) < 0)
		fail_msg("%s", f.text);
	roster_report_free(&r);
	earn(s, "甲试", "5999.99");
	earn(s, "乙试", "6000");
	earn(s, "丙试", "800");
	earn(s, "丁试", "6299.99");
}

#endif
