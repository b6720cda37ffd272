#include "filling.h"

#include <stdlib.h>

#include "world.h"

/*
 * The evaluation of a file against a plain one: the same rules, question by question over the whole tree, nothing put
 * side by side and nothing remembered. Files are random: any number of records, any answers, voids and kept totals.
 */

enum { FILES = 150, MOST_RECORDS = 3 };

static int
plain_store(struct tree *t, struct record *r, const struct question *q, struct expr_env *env, const struct value *v)
{
	const struct node *n = v->kind == VALUE_SET && v->count > 0 && v->nodes[0].column >= 0 ? &v->nodes[0] : NULL;
	const int kind = n != NULL ? n->record->answers[n->column].kind : ANSWER_BLANK;
	const char *s;
	size_t len;

	if (v->kind == VALUE_NUMBER || v->kind == VALUE_BOOLEAN || kind == ANSWER_REAL || kind == ANSWER_INT ||
		kind == ANSWER_FIXED) {
		double d = value_number(v);
		bool set = n != NULL || isfinite(d);
		return record_set(t, r, q, set ? (struct answer){.kind = ANSWER_REAL, .real = d + 0.0} : answer_blank());
	}
	return value_text(v, env->scratch, &s, &len) < 0 ? -1 : record_set(t, r, q, answer_text(s, len));
}

static void
plain_answer(struct tree *t, struct record *r, const struct question *q, struct expr_env *env, const struct record *thaw)
{
	const struct section *s = &t->form->sections[q->section];
	struct answer *a = &r->answers[q->column];
	const uint8_t kept = a->flags & ANSWER_KEPT;
	const bool shows = !r->hidden && (s->relevant == NULL || expr_true(s->relevant, env, r)) &&
		(q->relevant == NULL || expr_true(q->relevant, env, r));
	struct value v;

	a->flags = shows ? 0 : ANSWER_HIDDEN;
	if (q->type != QUESTION_CALCULATE) {
		if (shows && q->required != NULL && expr_true(q->required, env, r))
			a->flags |= ANSWER_REQUIRED;
		return;
	}
	if (q->frozen != NULL && expr_true(q->frozen, env, r)) {
		a->flags |= ANSWER_FROZEN | (r == thaw ? ANSWER_KEPT : kept);
		if (kept && r != thaw)
			return;
	}
	if (q->calculation == NULL)
		return;
	env->touched = 0;
	assert_int_equal(expr_eval(q->calculation, env, r, &v), 0);
	assert_int_equal(plain_store(t, r, q, env, &v), 0);
	if (env->touched & EXPR_BLANK)
		a->flags |= ANSWER_UNSURE;
	if (env->touched & EXPR_UNSET)
		a->flags |= ANSWER_UNSET;
}

static void
plain_table(struct tree *t, const struct table *tb, struct expr_env *env)
{
	for (struct record *r = t->root; r != NULL; r = tree_next(r))
		if (r->table == tb && r->parent != NULL)
			r->hidden = r->parent->hidden || (tb->relevant != NULL && !expr_true(tb->relevant, env, r->parent));
}

static void
plain_evaluate(struct tree *t, struct expr_env *env, const struct record *thaw)
{
	for (int i = 0; i < form->n_steps; i++) {
		const struct step *s = &form->steps[i];
		if (s->kind == STEP_TABLE)
			plain_table(t, &form->tables[s->index], env);
		for (struct record *r = t->root; r != NULL && s->kind == STEP_QUESTION; r = tree_next(r))
			if (r->table->index == form->questions[s->index].table)
				plain_answer(t, r, &form->questions[s->index], env, thaw);
	}
}

static const char *const texts[] = {"东沟组", "某甲", "130899196503120015", "130899200909150037", "13089919650312001543", "1",
	"13812345678", "?", "130899101201"};

/* Any answer of the question's type, often a likely one. */
static void
fill_one(struct file *f, struct record *r, const struct question *q, const struct world *w)
{
	const uint64_t turn = world_below(w, 1000);
	struct answer a = answer_blank();
	struct buf codes = {0};

	if (turn >= 750)
		return;
	if (q->type == QUESTION_INTEGER)
		a = answer_int((int64_t)(turn < 300 ? 2024 + turn % 3 : turn % 50));
	else if (q->type == QUESTION_DECIMAL)
		a = answer_fixed(turn < 300 ? 0 : (int64_t)world_below(w, 3000000) - 10);
	else if (q->type == QUESTION_DATE)
		a = answer_date(f->env.today - (int32_t)(turn < 300 ? turn : world_below(w, 30000)));
	else if (q->type == QUESTION_TEXT || q->type == QUESTION_CALCULATE)
		a = answer_text(texts[turn % 9], strlen(texts[turn % 9]));
	else if (q->type == QUESTION_ONE || q->type == QUESTION_MANY) {
		for (uint64_t n = q->type == QUESTION_MANY ? turn % 3 + 1 : 1; n > 0; n--)
			buf_printf(&codes, "%s%s", codes.len > 0 ? " " : "",
				q->list->choices[world_below(w, (uint64_t)(turn < 400 && q->list->n > 2 ? 2 : q->list->n))].code);
		assert_int_equal(answer_read(&f->scratch, q, buf_str(&codes), codes.len, &a), 0);
	}
	assert_int_equal(record_set(&f->tree, r, q, a), 0);
	if (q->frozen != NULL && turn < 400)
		r->answers[q->column].flags |= ANSWER_KEPT;
	buf_free(&codes);
}

static void
fill(struct file *f, struct record *r, const struct world *w)
{
	unsigned char id[RECORD_ID];

	for (int i = 0; i < r->table->n; i++)
		fill_one(f, r, &form->questions[r->table->first + i], w);
	for (int k = 0; k < r->table->n_kids; k++)
		for (uint64_t n = world_below(w, MOST_RECORDS + 1); n > 0; n--) {
			record_id_random(w, id);
			struct record *kid = tree_add(&f->tree, r, r->table->kids[k], id);
			assert_non_null(kid);
			kid->voided = world_below(w, 10) == 0;
			fill(f, kid, w);
		}
}

/* The same file for the same seed. */
static struct record *
make(struct file *f, uint64_t seed, const char *table)
{
	unsigned char id[RECORD_ID] = {1};
	struct world_seed state;
	struct world w = world_seeded(&state, seed, 0);
	struct record *thaw = NULL;

	open_file(f);
	tree_free(&f->tree);
	assert_int_equal(tree_start(&f->tree, form, form_table(form, table, strlen(table)), id), 0);
	fill(f, f->tree.root, &w);
	for (struct record *r = f->tree.root; r != NULL; r = tree_next(r))
		if (world_below(&w, 12) == 0)
			thaw = r;
	return thaw;
}

static void
compare(const struct file *a, const struct file *b, uint64_t seed)
{
	const struct record *x = a->tree.root, *y = b->tree.root;

	for (; x != NULL && y != NULL; x = tree_next(x), y = tree_next(y)) {
		assert_ptr_equal(x->table, y->table);
		assert_int_equal(x->hidden, y->hidden);
		for (int i = 0; i < x->table->n; i++) {
			const struct answer *p = &x->answers[i], *q = &y->answers[i];
			/* The plain one leaves its marks of what it set. */
			if (!answer_same(p, q) || p->flags != (q->flags & ~ANSWER_TAKEN))
				fail_msg("file %d: %s: flags %x, not %x", (int)seed, form->questions[x->table->first + i].name, p->flags,
					q->flags);
		}
	}
	assert_null(x);
	assert_null(y);
}

static void
try_file(uint64_t seed, const char *table)
{
	struct file a, b;

	struct record *thaw = make(&a, seed, table), *thaw_too = make(&b, seed, table);
	for (int again = 0; again < 2; again++) {
		const size_t before = a.scratch.used;
		evaluate(&a, thaw);
		assert_int_equal(a.scratch.used, before); /* what it needs on the way it gives back */
		plain_evaluate(&b.tree, &b.env, thaw_too);
		compare(&a, &b, seed);
		/* An answer changes and everything is worked out again: nothing of before may show. */
		struct world_seed x, y;
		struct world wx = world_seeded(&x, seed + 1000, 0), wy = world_seeded(&y, seed + 1000, 0);
		for (struct record *r = a.tree.root, *s = b.tree.root; r != NULL; r = tree_next(r), s = tree_next(s)) {
			int i = (int)world_below(&wx, (uint64_t)r->table->n);
			assert_int_equal((int)world_below(&wy, (uint64_t)r->table->n), i);
			fill_one(&a, r, &form->questions[r->table->first + i], &wx);
			fill_one(&b, s, &form->questions[s->table->first + i], &wy);
		}
	}
	close_file(&a);
	close_file(&b);
}

static void
test_as_plain(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= FILES; seed++)
		try_file(seed, "household");
	for (uint64_t seed = 1; seed <= 10; seed++)
		try_file(seed, "village");
}

/* Scratch memory that is taken back is zeros when handed out again, and no more is asked for. */
static void
test_arena_back(void **state)
{
	struct arena a = {0};

	(void)state;
	char *kept = arena_text(&a, "stays", 5);
	const struct arena_mark mark = arena_mark(&a);
	for (int turn = 0; turn < 3; turn++) {
		unsigned char *small = arena_new(&a, 100, 1), *large = arena_new(&a, 100000, 1);
		for (int i = 0; i < 100; i++)
			assert_int_equal(small[i], 0);
		for (int i = 0; i < 100000; i++)
			assert_int_equal(large[i], 0);
		memset(small, 0xAA, 100);
		memset(large, 0xAA, 100000);
		arena_back(&a, mark);
		assert_string_equal(kept, "stays");
	}
	const struct arena_block *block = a.blocks;
	memset(arena_new(&a, 100000, 1), 0xAA, 100000);
	arena_reset(&a);
	assert_int_equal(a.used, 0);
	assert_ptr_equal(a.blocks, block);
	assert_int_equal(*(char *)arena_new(&a, 1, 1), 0);
	arena_free(&a);
	arena_reset(&a);
	assert_null(a.blocks);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_as_plain),
		cmocka_unit_test(test_arena_back),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
