#ifndef TEST_HOUSEHOLD_H
#define TEST_HOUSEHOLD_H

/* Households made in a store as a cadre would, for tests: answers given as the text a file would have. */
#include <string.h>

#include "store/store.h"

static inline void
household_answer(struct casefile *c, struct record *r, const char *name, const char *text)
{
	int q = form_question(c->tree.form, name, strlen(name));
	struct answer a;

	if (q < 0)
		fail_msg("no question %s", name);
	const struct question *question = &c->tree.form->questions[q];
	if (answer_read(&c->tree.arena, question, text, strlen(text), &a) < 0)
		fail_msg("%s: %s", name, text);
	assert_ptr_equal(r->table, &c->tree.form->tables[question->table]);
	assert_int_equal(record_set(&c->tree, r, question, a), 0);
}

/* A record of ${table} under ${parent}; the texts of its key questions when it is keyed. */
static inline struct record *
household_add(struct store *s, struct casefile *c, struct record *parent, const char *table, const char *const keys[])
{
	int t = form_table(c->tree.form, table, strlen(table));
	const struct table *tb = &c->tree.form->tables[t];
	unsigned char id[RECORD_ID];
	struct answer a[4];

	if (tb->keyed) {
		for (int i = 0; i < tb->n_keys; i++)
			assert_int_equal(answer_read(&c->tree.arena, &c->tree.form->questions[tb->first + tb->keys[i]], keys[i], strlen(keys[i]), &a[i]), 0);
		record_id_keyed(tb, parent->id, a, id);
	} else {
		record_id_random(&s->world, id);
	}
	struct record *r = tree_add(&c->tree, parent, t, id);
	assert_non_null(r);
	for (int i = 0; i < tb->n_keys; i++)
		assert_int_equal(record_set(&c->tree, r, &c->tree.form->questions[tb->first + tb->keys[i]], a[i]), 0);
	return r;
}

/* Every asked section of the record that holds an answer becomes a version. */
static inline void
household_save(struct store *s, struct casefile *c, struct record *r)
{
	struct fault f = {0};

	assert_int_equal(casefile_update(s, c, r, &f), 0);
	for (int i = 0; i < r->table->n_sections; i++) {
		const struct section *sec = &c->tree.form->sections[r->table->first_section + i];
		if (!sec->asked)
			continue;
		if (journal_draft(s->journal, &c->tree, r, sec->index, &f) < 0 || journal_save(s->journal, r, sec->index, false, &f) < 0)
			fail_msg("%s", f.text);
	}
}

/* A household of this village with its first section answered, not saved. */
static inline void
household_start(struct store *s, struct casefile *c, const char *region)
{
	unsigned char id[RECORD_ID];
	struct fault f = {0};

	*c = (struct casefile){0};
	record_id_random(&s->world, id);
	assert_int_equal(tree_start(&c->tree, s->form, form_table(s->form, "household", 9), id), 0);
	household_answer(c, c->tree.root, "region_code", region);
	household_answer(c, c->tree.root, "village_group", "东沟组");
	household_answer(c, c->tree.root, "address", "7 号");
	household_answer(c, c->tree.root, "hh_type", "general");
	assert_int_equal(casefile_update(s, c, NULL, &f), 0);
}

static inline struct record *
household_member(struct store *s, struct casefile *c, const char *name, const char *relation, const char *id_number)
{
	struct record *m = household_add(s, c, c->tree.root, "member", NULL);

	household_answer(c, m, "member_name", name);
	household_answer(c, m, "relation", relation);
	household_answer(c, m, "id_type", "01");
	household_answer(c, m, "id_number", id_number);
	household_answer(c, m, "member_state", "present");
	household_answer(c, m, "counted", "yes");
	return m;
}

#endif
