#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "num.h"
#include "random_form.h"
#include "shipped_form.h"
#include "record/evaluate.h"
#include "record/record.h"

/*
 * Deriving again only what an edit changes comes out as deriving everything: over random forms and the shipped one, with
 * random files and edits. FANGPIN_SEED=n replays one seed; a failure tells its own.
 */

enum { FORMS = 400, LONG_FORMS = 20000, FILES = 12, EDITS = 40, MOST_RECORDS = 120 };

static const char choices[] = "list_name,name,label\nk,a,A\nk,b,B\nk,c,C\n", settings[] = "form_title,form_id,version\nT,t,1\n";

/* One of the two files that are edited alike. */
struct side {
	struct tree tree;
	struct arena scratch;
	struct expr_env env;
	struct world_seed state;
	struct world w;
	const struct record *thaw;
	unsigned long last;
	bool whole; /* everything is derived each time */
};

static void
random_answer(struct side *s, struct record *r, const struct question *q)
{
	static const char *const codes[] = {"a", "b", "c", "a b", "b c", "a b c"}, *const texts[] = {"a", "x y", "3", "2024-05-06", "甲"};
	const uint64_t turn = world_below(&s->w, 100);
	struct answer a = answer_blank();

	if (turn < 75 && q->type == QUESTION_INTEGER)
		a = answer_int((int64_t)(turn % 4));
	else if (turn < 75 && q->type == QUESTION_DECIMAL)
		a = answer_fixed((int64_t)(turn % 5) * 50);
	else if (turn < 75 && q->type == QUESTION_DATE)
		a = answer_date(s->env.today + (int32_t)(turn % 3) - 1);
	else if (turn < 75 && q->list != NULL && q->list->n > 2) {
		if (q->type == QUESTION_ONE || turn % 3 == 0)
			a = answer_text(q->list->choices[turn % (uint64_t)q->list->n].code, strlen(q->list->choices[turn % (uint64_t)q->list->n].code));
		else if (q->list->n == 3)
			a = answer_text(codes[turn % 6], strlen(codes[turn % 6]));
	} else if (turn < 75 && q->type == QUESTION_TEXT)
		a = answer_text(texts[turn % 5], strlen(texts[turn % 5]));
	assert_int_equal(record_set(&s->tree, r, q, a), 0);
}

static struct record *
grow_record(struct side *s, struct record *parent, int table)
{
	unsigned char id[RECORD_ID] = {0};

	s->last++;
	memcpy(id, &s->last, sizeof s->last);
	struct record *r = tree_add(&s->tree, parent, table, id);
	assert_non_null(r);
	for (int i = 0; i < r->table->n; i++)
		random_answer(s, r, &s->tree.form->questions[r->table->first + i]);
	return r;
}

/* Any record, the ${n}th of the file; their number in *${of}. */
static struct record *
nth_record(struct side *s, uint64_t n, uint64_t *of)
{
	uint64_t count = 0;

	for (struct record *r = s->tree.root; r != NULL; r = tree_next(r), count++)
		if (count == n && of == NULL)
			return r;
	*of = count;
	return NULL;
}

static void
edit(struct side *s)
{
	uint64_t n;

	nth_record(s, 0, &n);
	struct record *r = nth_record(s, world_below(&s->w, n), NULL);
	const uint64_t turn = world_below(&s->w, 100);
	if (turn < 60) {
		for (uint64_t k = world_below(&s->w, 3) + 1; k > 0; k--)
			random_answer(s, r, &s->tree.form->questions[r->table->first + (int)world_below(&s->w, (uint64_t)r->table->n)]);
	} else if (turn < 72) {
		if (r->table->n_kids > 0 && n < MOST_RECORDS)
			grow_record(s, r, r->table->kids[world_below(&s->w, (uint64_t)r->table->n_kids)]);
	} else if (turn < 82) {
		r->voided = r->parent != NULL && !r->voided;
	} else if (turn < 86) {
		if (r->parent != NULL && r != s->thaw) {
			s->thaw = NULL;
			tree_remove(&s->tree, r);
		}
	} else if (turn < 93) {
		s->thaw = world_below(&s->w, 3) == 0 ? NULL : r;
	} else if (turn < 95) {
		s->env.today++;
	} else if (turn < 97) {
		s->env.now_ms += 1000;
	}
}

static void
open_side(struct side *s, const struct form *f, const char *table, uint64_t seed, bool whole)
{
	static const unsigned char id[RECORD_ID] = {255};

	*s = (struct side){.whole = whole};
	s->w = world_seeded(&s->state, seed, 0);
	s->env = (struct expr_env){.form = f, .today = 20000, .params = &county, .scratch = &s->scratch};
	assert_int_equal(tree_start(&s->tree, f, form_table(f, table, strlen(table)), id), 0);
	for (int i = 0; i < s->tree.root->table->n; i++)
		random_answer(s, s->tree.root, &f->questions[s->tree.root->table->first + i]);
}

static void
derive(struct side *s)
{
	assert_int_equal((s->whole ? tree_evaluate : tree_update)(&s->tree, &s->env, s->thaw), 0);
	arena_reset(&s->scratch);
}

static void
close_side(struct side *s)
{
	tree_free(&s->tree);
	arena_free(&s->scratch);
}

static void
differ(uint64_t seed, int step, const char *survey, const char *what)
{
	print_error("%s\n", survey);
	fail_msg("FANGPIN_SEED=%llu, edit %d: %s is not as when everything is derived", (unsigned long long)seed, step, what);
}

static void
compare(const struct side *a, const struct side *b, uint64_t seed, int step, const char *survey)
{
	const struct record *x = a->tree.root, *y = b->tree.root;

	for (; x != NULL && y != NULL; x = tree_next(x), y = tree_next(y)) {
		if (x->hidden != y->hidden)
			differ(seed, step, survey, x->table->name);
		assert_memory_equal(x->id, y->id, RECORD_ID);
		assert_false(x->due || x->touched);
		for (int i = 0; i < x->table->n; i++) {
			const struct answer *p = &x->answers[i], *q = &y->answers[i];
			if (!answer_same(p, q) || p->flags != q->flags)
				differ(seed, step, survey, a->tree.form->questions[x->table->first + i].name);
		}
	}
	assert_true(x == NULL && y == NULL);
}

static void
try_edits(const struct form *f, const char *table, uint64_t seed, const char *survey)
{
	struct side a, b;

	open_side(&a, f, table, seed, false);
	open_side(&b, f, table, seed, true);
	derive(&a);
	derive(&b);
	compare(&a, &b, seed, 0, survey);
	for (int step = 1; step <= EDITS; step++) {
		edit(&a);
		edit(&b);
		derive(&a);
		derive(&b);
		compare(&a, &b, seed, step, survey);
	}
	close_side(&a);
	close_side(&b);
}

/* 1 when the seed's form could be used, 0 when its expressions go in a circle. */
static int
try_form(uint64_t seed)
{
	struct world_seed state;
	struct world w = world_seeded(&state, seed, 0);
	struct buf survey = {0}, report = {0};

	random_survey(&w, &survey);
	struct form_sheets sheets = {{"survey.csv", buf_str(&survey), survey.len}, {"choices.csv", choices, sizeof choices - 1},
		{"settings.csv", settings, sizeof settings - 1}};
	struct form *f = form_load(&sheets, &report, NULL);
	if (f == NULL && strstr(buf_str(&report), "circle") == NULL)
		fail_msg("FANGPIN_SEED=%llu: %s", (unsigned long long)seed, buf_str(&report));
	if (f != NULL)
		try_edits(f, "household", seed, buf_str(&survey));
	const int used = f != NULL;
	form_free(f);
	buf_free(&survey);
	buf_free(&report);
	return used;
}

/* The seed to replay, or 0. */
static uint64_t
replayed(void)
{
	const char *s = world_env("FANGPIN_SEED");
	int64_t n = 0;

	return s != NULL && num_int(s, strlen(s), &n) == 0 ? (uint64_t)n : 0;
}

static void
test_random_forms(void **state)
{
	const int want = world_env("FANGPIN_LONG") != NULL ? LONG_FORMS : FORMS;
	uint64_t seed = replayed();
	int used = 0;

	(void)state;
	if (seed != 0) {
		try_form(seed);
		return;
	}
	for (seed = 1; used < want; seed++)
		used += try_form(seed);
	/* Circles must not be most of them, or the forms are hardly random. */
	assert_true(seed < (uint64_t)want * 4);
}

static void
test_shipped_form(void **state)
{
	const uint64_t seed = replayed();

	(void)state;
	for (uint64_t i = 1; i <= FILES; i++)
		try_edits(form, i % 4 == 0 ? "village" : "household", seed != 0 ? seed : i, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random_forms),
		cmocka_unit_test(test_shipped_form),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
