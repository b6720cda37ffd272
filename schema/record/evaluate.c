#include "record/evaluate.h"

#include <math.h>
#include <string.h>

#include "form/load.h"

/*
 * One evaluation under way. Each question is asked of all records of its table, so these are put side by side first.
 * What is made here lives in env->scratch and is taken back at the end.
 */
struct walk {
	struct tree *t;
	struct expr_env *env;
	const struct record *thaw;
	struct record **records; /* those of a table behind each other, in tree order */
	int *first;              /* table i: records[first[i]] .. records[first[i + 1] - 1] */
	char **shows;            /* of each section, for each record of its table; NULL while not judged */
};

static int
walk_start(struct walk *w)
{
	const struct form *f = w->t->form;
	struct arena *a = w->env->scratch;
	int n = 0;

	w->first = arena_new(a, (size_t)f->n_tables + 2, sizeof *w->first);
	w->shows = arena_new(a, (size_t)f->n_sections, sizeof *w->shows);
	if (w->first == NULL || w->shows == NULL)
		return -1;
	for (struct record *r = w->t->root; r != NULL; r = tree_next(r), n++)
		w->first[r->table->index + 2]++;
	for (int i = 2; i <= f->n_tables; i++)
		w->first[i] += w->first[i - 1];
	if ((w->records = arena_new(a, (size_t)n, sizeof *w->records)) == NULL)
		return -1;
	/* Until now first[i + 1] is where table i begins; filling moves it to where it ends. */
	for (struct record *r = w->t->root; r != NULL; r = tree_next(r))
		w->records[w->first[r->table->index + 1]++] = r;
	return 0;
}

/*
 * Whether records of a table may exist is asked of their parent, as soon as the answers that the question reads are up
 * to date: before any expression looks at the records.
 */
static void
judge_table(struct walk *w, const struct table *tb)
{
	for (int i = w->first[tb->index]; i < w->first[tb->index + 1]; i++) {
		struct record *r = w->records[i];
		r->hidden = r->parent != NULL &&
			(r->parent->hidden || (tb->relevant != NULL && !expr_true(tb->relevant, w->env, r->parent)));
	}
}

/*
 * Every question of a section waits for all that the section's relevance reads (form/order.c), so what is found when
 * the first of them is asked holds for the rest. NULL: it always shows, or (-1 returned) memory ran out.
 */
static int
judge_section(struct walk *w, const struct section *s, const char **shows)
{
	const int first = w->first[s->table], n = w->first[s->table + 1] - first;

	*shows = w->shows[s->index];
	if (*shows != NULL || s->relevant == NULL)
		return 0;
	char *now = arena_new(w->env->scratch, (size_t)n, 1);
	if (now == NULL)
		return -1;
	for (int i = 0; i < n; i++)
		now[i] = expr_true(s->relevant, w->env, w->records[first + i]);
	*shows = w->shows[s->index] = now;
	return 0;
}

static uint8_t
marks_of(const struct expr_env *env)
{
	return (uint8_t)((env->touched & EXPR_BLANK ? ANSWER_UNSURE : 0) | (env->touched & EXPR_UNSET ? ANSWER_UNSET : 0));
}

static int
store(struct tree *t, struct record *r, const struct question *q, struct expr_env *env, const struct value *v)
{
	struct answer a = answer_blank();
	const char *text;
	size_t len;

	if (v->kind == VALUE_NUMBER || v->kind == VALUE_BOOLEAN) {
		double d = value_number(v);
		if (isfinite(d)) /* zero has one spelling: it may go into a version */
			a = (struct answer){.kind = ANSWER_REAL, .real = d != 0 ? d : 0};
		return record_set(t, r, q, a);
	}
	if (v->kind == VALUE_SET && v->count > 0 && v->nodes[0].column >= 0) {
		const struct answer *from = &v->nodes[0].record->answers[v->nodes[0].column];
		if (from->kind == ANSWER_REAL || from->kind == ANSWER_INT || from->kind == ANSWER_FIXED)
			return record_set(t, r, q, (struct answer){.kind = ANSWER_REAL, .real = value_number(v)});
	}
	if (value_text(v, env->scratch, &text, &len) < 0)
		return -1;
	if (len > RECORD_TEXT) { /* as unknown as any other value over its bounds: a version could not hold it */
		env->touched |= EXPR_BLANK;
		len = 0;
	}
	a = answer_text(text, len);
	/* A recomputed text that did not change keeps its copy, so that typing does not grow the tree. */
	const struct answer *old = &r->answers[q->column];
	return answer_same(old, &a) ? 0 : record_set(t, r, q, a);
}

static int
judge_answer(struct walk *w, struct record *r, const struct question *q, bool shows)
{
	struct answer *a = &r->answers[q->column];
	struct expr_env *env = w->env;
	const uint8_t kept = a->flags & ANSWER_KEPT;
	struct value v;

	a->flags = 0;
	if (r->hidden || !shows || (q->relevant != NULL && !expr_true(q->relevant, env, r)))
		a->flags = ANSWER_HIDDEN;
	if (q->type != QUESTION_CALCULATE) {
		if (!(a->flags & ANSWER_HIDDEN) && q->required != NULL && expr_true(q->required, env, r))
			a->flags |= ANSWER_REQUIRED;
		return 0;
	}
	if (q->frozen != NULL && expr_true(q->frozen, env, r)) {
		a->flags |= ANSWER_FROZEN | (r == w->thaw ? ANSWER_KEPT : kept);
		if (kept && r != w->thaw)
			return 0;
	}
	env->touched = 0;
	if (q->calculation == NULL)
		return 0;
	/* Over its bounds (one household can be sent with any number of records) it is unknown, and the rest goes on. */
	if (expr_eval(q->calculation, env, r, &v) < 0) {
		env->touched |= EXPR_BLANK;
		v = (struct value){.kind = VALUE_TEXT, .text = ""};
	}
	if (store(w->t, r, q, env, &v) < 0)
		return -1;
	a->flags |= marks_of(env);
	return 0;
}

static int
judge_question(struct walk *w, const struct question *q)
{
	const int first = w->first[q->table], n = w->first[q->table + 1] - first;
	const char *shows;

	if (n == 0)
		return 0;
	if (judge_section(w, &w->t->form->sections[q->section], &shows) < 0)
		return -1;
	for (int i = 0; i < n; i++)
		if (judge_answer(w, w->records[first + i], q, shows == NULL || shows[i]) < 0)
			return -1;
	return 0;
}

int
tree_evaluate(struct tree *t, struct expr_env *env, const struct record *thaw)
{
	const struct form *f = t->form;
	const struct arena_mark before = arena_mark(env->scratch);
	struct walk w = {.t = t, .env = env, .thaw = thaw};
	int judged = 0, rc = walk_start(&w);

	for (int i = 0; i <= f->n_questions && rc == 0; i++) {
		for (; judged < f->n_tables && f->tables[f->table_order[judged]].after <= i; judged++)
			judge_table(&w, &f->tables[f->table_order[judged]]);
		if (i < f->n_questions)
			rc = judge_question(&w, &f->questions[f->order[i]]);
	}
	/* Texts are in the tree by now; the name of a parameter that was wanted may not outlive them. */
	arena_back(env->scratch, before);
	env->unset = NULL;
	env->touched = 0;
	return rc;
}

bool
record_holds(const struct record *r, int column, struct expr_env *env)
{
	const struct question *q = &env->form->questions[r->table->first + column];
	const struct answer *a = &r->answers[column];

	if (a->kind == ANSWER_BLANK || (a->flags & ANSWER_HIDDEN) || q->constraint == NULL)
		return true;
	return expr_true(q->constraint, env, r);
}

bool
record_offers(const struct record *r, int column, const struct choice *c, struct expr_env *env)
{
	const struct question *q = &env->form->questions[r->table->first + column];
	struct value filters[FORM_FILTERS];
	const struct value *before = env->locals;

	if (q->choice_filter == NULL || c->filters == NULL)
		return true;
	int n = env->form->n_filter_columns;
	for (int i = 0; i < n; i++)
		filters[i] = (struct value){.kind = VALUE_TEXT, .text = c->filters[i], .len = strlen(c->filters[i])};
	env->locals = filters;
	bool offered = expr_true(q->choice_filter, env, r);
	env->locals = before;
	return offered;
}

static bool
in_section(const struct form *f, const struct record *r, int column, int section)
{
	return section < 0 || f->questions[r->table->first + column].section == section;
}

int
record_missing(const struct form *f, const struct record *r, int section)
{
	int n = 0;

	for (int i = 0; i < r->table->n; i++)
		if (in_section(f, r, i, section) && r->answers[i].kind == ANSWER_BLANK && (r->answers[i].flags & ANSWER_REQUIRED))
			n++;
	return n;
}

int
record_broken(const struct record *r, int section, struct expr_env *env)
{
	int n = 0;

	for (int i = 0; i < r->table->n; i++)
		if (in_section(env->form, r, i, section) && !record_holds(r, i, env))
			n++;
	return n;
}
