#ifndef TEST_FORM_EDITIONS_H
#define TEST_FORM_EDITIONS_H

/* Three versions of a form for tests of their exchange: the shipped one, and two that add to it. */
#include "form/shipped.h"
#include "round_trip.h"
#include "store/forms.h"
#include "store/history.h"
#include "store/summary.h"

enum { EDITIONS = 3, EDITION_SHEETS = 3 };

/* What each edition puts in place of what stands in a sheet of the one before. Labels may change, and do. */
struct edition_edit {
	int edition, sheet;
	const char *from, *to;
};
static const struct edition_edit edition_edits[] = {
	{2, 2, "fangpin,1", "fangpin,2"},
	{2, 0, "end_group,household_file", "text,neighbour,邻居,Neighbour\nselect_one road,road,道路,Road\nend_group,household_file"},
	{2, 1, "hh_type,general,", "road,mud,土路,Mud road\nroad,paved,硬化路,Paved road\nhh_type,general,"},
	{2, 0, "家庭住址,Home address", "现住址,Address today"},
	{3, 2, "fangpin,2", "fangpin,3"},
	{3, 0, "end_group,household_file", "integer,wells,水井,Wells\nend_group,household_file"},
	{3, 1, "road,mud,土路,Mud road", "road,none,不通路,No road\nroad,mud,泥路,Dirt road"},
	{3, 0, "end_repeat,household", "begin_repeat,apple_orchard,果园,Orchard\nbegin_group,trees,果树,Trees\ninteger,apple_trees,苹果树,Apple "
		"trees\nend_group,trees\nend_repeat,apple_orchard\nend_repeat,household"},
};

/* The sheets of an edition, each NUL-terminated. */
static inline void
edition_sheets(int edition, struct buf sheets[EDITION_SHEETS])
{
	static const char *const names[EDITION_SHEETS] = {"survey.csv", "choices.csv", "settings.csv"};
	struct fault f = {0};

	for (int i = 0; i < EDITION_SHEETS; i++) {
		struct sheet shipped;
		good(shipped_sheet(names[i], &shipped), &f);
		buf_reset(&sheets[i]);
		buf_add(&sheets[i], shipped.data, shipped.n);
	}
	for (size_t i = 0; i < sizeof edition_edits / sizeof edition_edits[0]; i++) {
		const struct edition_edit *e = &edition_edits[i];
		struct buf next = {0};
		if (e->edition > edition)
			continue;
		const char *text = buf_str(&sheets[e->sheet]), *at = strstr(text, e->from);
		assert_non_null(at);
		buf_add(&next, text, (size_t)(at - text));
		buf_text(&next, e->to);
		buf_text(&next, at + strlen(e->from));
		buf_free(&sheets[e->sheet]);
		sheets[e->sheet] = next;
	}
}

static inline int
edition_issue(struct office *o, int edition, struct fault *f)
{
	static const char *const names[EDITION_SHEETS] = {"survey.csv", "choices.csv", "settings.csv"};
	struct buf sheets[EDITION_SHEETS] = {{0}};
	struct issued_sheet issued[EDITION_SHEETS];

	edition_sheets(edition, sheets);
	for (int i = 0; i < EDITION_SHEETS; i++)
		issued[i] = (struct issued_sheet){{names[i], sheets[i].data, sheets[i].len}, (uint64_t)edition};
	int rc = store_sheets(&o->store, issued, EDITION_SHEETS, o->epoch, f);
	for (int i = 0; i < EDITION_SHEETS; i++)
		buf_free(&sheets[i]);
	return rc;
}

/* Open the one household of the roster. */
static inline void
open_file(struct store *s, struct casefile *c)
{
	unsigned char root[RECORD_ID];
	struct fault f = {0};

	assert_int_equal(store_summaries(s, "", first_root, root, &f), 1);
	if (store_file(s, root, c, &f) != 1)
		fail_msg("%s", f.text);
}

/* Answer questions of the household's first section: pairs of name and text, ended by NULL; a version when ${save}. */
static inline void
edit_file(struct store *s, bool save, const char *const *pairs)
{
	struct casefile c;
	struct fault f = {0};

	open_file(s, &c);
	const struct section *sec = &s->form->sections[s->form->questions[form_question(s->form, "address", 7)].section];
	for (; *pairs != NULL; pairs += 2)
		household_answer(&c, c.tree.root, pairs[0], pairs[1]);
	good(casefile_update(s, &c, c.tree.root, &f), &f);
	good(journal_draft(s->journal, &c.tree, c.tree.root, sec->index, &f), &f);
	if (save)
		assert_int_equal(store_save(s, &c, c.tree.root, sec->index, false, &f), 1);
	casefile_close(&c);
}
#define EDIT(s, save, ...) edit_file((s), (save), (const char *const[]){__VA_ARGS__, NULL})

/* The answer to a question of the household, as its file text. */
static inline void
assert_answered(struct store *s, const char *name, const char *text)
{
	struct casefile c;
	struct buf b = {0};
	int q = form_question(s->form, name, strlen(name));

	assert_true(q >= 0);
	open_file(s, &c);
	answer_write(record_answer(c.tree.root, &s->form->questions[q]), &b);
	assert_string_equal(buf_str(&b), text);
	buf_free(&b);
	casefile_close(&c);
}

#endif
