#include "record/evaluate.h"

#include <math.h>
#include <string.h>

#include "form/load.h"

/*
 * One evaluation under way: the form's steps in order, each for the records that are due. What comes out otherwise than
 * before makes due what follows from it, which stands behind it. What is made here lives in env->scratch and is taken
 * back at the end.
 */
struct walk {
	struct tree *t;
	struct expr_env *env;
	const struct record *thaw;
	struct record **records; /* those of a table behind each other, in tree order */
	int *first;              /* table i: records[first[i]] .. records[first[i + 1] - 1] */
	uint8_t *due;            /* of each step: DUE_... */
	bool all;                /* everything is due */
};

enum { DUE_NONE, DUE_SOME, DUE_ALL };

static int
walk_start(struct walk *w)
{
	const struct form *f = w->t->form;
	struct arena *a = w->env->scratch;
	int n = 0;

	w->first = arena_new(a, (size_t)f->n_tables + 2, sizeof *w->first);
	w->due = arena_new(a, (size_t)f->n_steps, sizeof *w->due);
	if (w->first == NULL || w->due == NULL)
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

static int
table_of(const struct form *f, const struct step *s)
{
	return s->kind == STEP_TABLE ? s->index : s->kind == STEP_SECTION ? f->sections[s->index].table : f->questions[s->index].table;
}

/* Step ${i} is due in record ${r}. */
static void
mark(struct walk *w, int i, struct record *r, unsigned how)
{
	const struct form *f = w->t->form;
	const struct step *s = &f->steps[i];

	if (w->due[i] == DUE_NONE)
		w->due[i] = DUE_SOME;
	if (s->kind == STEP_TABLE)
		r->due = true;
	else if (s->kind == STEP_SECTION)
		r->shows[s->index - r->table->first_section] |= SECTION_DUE;
	else
		r->answers[f->questions[s->index].column].flags |= (uint16_t)(ANSWER_DUE | (how & FOLLOW_RUN ? ANSWER_RUN : 0));
}

/* Step ${i}, of ${table}, is due in the records of ${r} and under it. */
static void
mark_below(struct walk *w, int i, int table, struct record *r, unsigned how)
{
	const struct form *f = w->t->form;
	int way = table;

	if (r->table->index == table) {
		mark(w, i, r, how);
		return;
	}
	while (f->tables[way].parent != r->table->index)
		way = f->tables[way].parent;
	for (struct record *kid = r->kids[f->tables[way].place]; kid != NULL; kid = kid->next)
		mark_below(w, i, table, kid, how);
}

/* Step ${i} came out otherwise in ${r} (NULL: in a record that is gone), and with ${value} not only whether it shows. */
static void
changed(struct walk *w, int i, struct record *r, bool value)
{
	const struct form *f = w->t->form;
	const struct step *s = &f->steps[i];

	for (int k = s->first; k < s->first + s->n; k++) {
		const int next = f->followers[k].step;
		const unsigned how = f->followers[k].how & (value ? ~0U : ~(unsigned)FOLLOW_RUN);
		if (w->all && !(how & FOLLOW_RUN))
			continue;
		if (how & FOLLOW_ALL)
			w->due[next] = DUE_ALL;
		if (r != NULL && how & (FOLLOW_BELOW | FOLLOW_RUN))
			mark_below(w, next, table_of(f, &f->steps[next]), r, how);
	}
}

/* Frozen calculates of a record are computed anew while it is being edited. */
static void
mark_frozen(struct walk *w, const struct record *edited)
{
	const struct form *f = w->t->form;

	for (struct record *r = w->t->root; r != NULL && edited != NULL; r = tree_next(r))
		for (int i = 0; r == edited && i < r->table->n; i++)
			if (f->questions[r->table->first + i].frozen != NULL)
				mark(w, f->questions[r->table->first + i].step, r, 0);
}

/* What was done to the tree since it was last derived. */
static void
mark_changes(struct walk *w)
{
	const struct form *f = w->t->form;

	for (struct record *r = w->t->root; r != NULL; r = tree_next(r)) {
		if (!r->judged || r->voided != r->was_voided)
			mark(w, r->table->step, r, 0);
		for (int i = 0; r->judged && r->touched && i < r->table->n; i++) {
			const int step = f->questions[r->table->first + i].step;
			if (!(r->answers[i].flags & ANSWER_TAKEN))
				continue;
			mark(w, step, r, 0);
			changed(w, step, r, true);
		}
	}
	for (int i = 0; i < f->n_tables; i++)
		if (w->t->thinned >> i & 1)
			changed(w, f->tables[i].step, NULL, false);
	if (w->thaw != w->t->thawed) {
		mark_frozen(w, w->thaw);
		mark_frozen(w, w->t->thawed);
	}
	for (int i = 0; i < f->n_steps; i++)
		if (w->all || f->steps[i].restless)
			w->due[i] = DUE_ALL;
}

/* Whether records of a table may exist is asked of their parent: before any expression looks at the records. */
static void
judge_table(struct walk *w, int step, const struct table *tb)
{
	for (int i = w->first[tb->index]; i < w->first[tb->index + 1]; i++) {
		struct record *r = w->records[i];
		if (w->due[step] != DUE_ALL && !r->due)
			continue;
		const bool before = r->hidden;
		r->due = false;
		r->hidden = r->parent != NULL &&
			(r->parent->hidden || (tb->relevant != NULL && !expr_true(tb->relevant, w->env, r->parent)));
		if (r->hidden != before || r->voided != r->was_voided || !r->judged)
			changed(w, step, r, false);
	}
}

static void
judge_section(struct walk *w, int step, const struct section *s)
{
	const int place = s->index - w->t->form->tables[s->table].first_section;

	for (int i = w->first[s->table]; s->relevant != NULL && i < w->first[s->table + 1]; i++) {
		struct record *r = w->records[i];
		const uint8_t before = r->shows[place];
		if (w->due[step] != DUE_ALL && !(before & SECTION_DUE))
			continue;
		r->shows[place] = expr_true(s->relevant, w->env, r) ? 0 : SECTION_HIDDEN;
		if (r->shows[place] != (before & SECTION_HIDDEN))
			changed(w, step, r, false);
	}
}

static uint16_t
marks_of(const struct expr_env *env)
{
	return (uint16_t)((env->touched & EXPR_BLANK ? ANSWER_UNSURE : 0) | (env->touched & EXPR_UNSET ? ANSWER_UNSET : 0));
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
	return record_set(t, r, q, answer_text(text, len));
}

/* The calculation's result is the answer to an asked question: as if it had been typed, when it fits the type. */
static int
answer_by(struct tree *t, struct record *r, const struct question *q, struct expr_env *env, const struct value *v)
{
	struct answer a;
	const char *text;
	size_t len;

	if (value_text(v, env->scratch, &text, &len) < 0)
		return -1;
	if (answer_read(env->scratch, q, text, len, &a) < 0)
		a = answer_blank();
	return record_set(t, r, q, a);
}

/* ${was}: its flags before. */
static int
compute(struct walk *w, struct record *r, const struct question *q, unsigned was)
{
	struct expr_env *env = w->env;
	struct answer *a = &r->answers[q->column];
	const unsigned doubts = ANSWER_UNSURE | ANSWER_UNSET;
	struct value v;

	env->touched = 0;
	/* once() may take the value there is, and with it the doubt it was made in. */
	a->flags |= (uint16_t)(was & doubts);
	/* Over its bounds (one household can be sent with any number of records) it is unknown, and the rest goes on. */
	if (expr_eval(q->calculation, env, r, &v) < 0) {
		env->touched |= EXPR_BLANK;
		v = (struct value){.kind = VALUE_TEXT, .text = ""};
	}
	a->flags &= (uint16_t)~doubts;
	if (q->type != QUESTION_CALCULATE)
		return answer_by(w->t, r, q, env, &v);
	if (store(w->t, r, q, env, &v) < 0)
		return -1;
	a->flags |= marks_of(env);
	return 0;
}

/* A condition that cannot be worked out counts as holding: a value that lies in a version is not lost over it. */
static bool
is_frozen(struct walk *w, struct record *r, const struct question *q)
{
	struct value v;

	return q->frozen != NULL && (expr_eval(q->frozen, w->env, r, &v) < 0 || value_truth(&v));
}

/* Whether it shows and is required, and which calculates keep their value. */
static bool
judge_flags(struct walk *w, struct record *r, const struct question *q)
{
	const struct section *s = &w->t->form->sections[q->section];
	struct answer *a = &r->answers[q->column];
	const unsigned was = a->flags;

	a->flags = was & ANSWER_TRIED;
	if (r->hidden || r->shows[s->index - r->table->first_section] & SECTION_HIDDEN ||
		(q->relevant != NULL && !expr_true(q->relevant, w->env, r)))
		a->flags |= ANSWER_HIDDEN;
	if (q->type != QUESTION_CALCULATE) {
		if (!(a->flags & ANSWER_HIDDEN) && q->required != NULL && expr_true(q->required, w->env, r))
			a->flags |= ANSWER_REQUIRED;
	} else if (q->n_triggers > 0) {
		a->flags |= (uint16_t)(ANSWER_FROZEN | ANSWER_KEPT | (was & ANSWER_RUN ? 0 : was & (ANSWER_UNSURE | ANSWER_UNSET)));
	} else if (is_frozen(w, r, q)) {
		a->flags |= (uint16_t)(ANSWER_FROZEN | (r == w->thaw ? ANSWER_KEPT : was & ANSWER_KEPT));
		return r == w->thaw || !(was & ANSWER_KEPT);
	}
	return q->n_triggers == 0 || was & ANSWER_RUN;
}

static int
judge_question(struct walk *w, int step, const struct question *q)
{
	for (int i = w->first[q->table]; i < w->first[q->table + 1]; i++) {
		struct record *r = w->records[i];
		struct answer *a = &r->answers[q->column], before = *a;
		if (w->due[step] != DUE_ALL && !(a->flags & ANSWER_DUE))
			continue;
		if (judge_flags(w, r, q) && q->calculation != NULL && !(a->flags & ANSWER_TRIED) && compute(w, r, q, before.flags) < 0)
			return -1;
		a->flags &= (uint16_t)~ANSWER_TAKEN;
		const bool same = answer_same(a, &before);
		if (!same || a->flags != (before.flags & ~(ANSWER_TAKEN | ANSWER_DUE | ANSWER_RUN)))
			changed(w, step, r, !same);
	}
	return 0;
}

/* What is told by the environment and not by the tree. */
static bool
told_otherwise(const struct tree *t, const struct expr_env *env)
{
	return t->today != env->today || t->lang != env->lang || t->params != env->params ||
		(env->params != NULL && t->issue != env->params->issue);
}

static void
remember(struct walk *w, bool judged)
{
	struct tree *t = w->t;

	for (struct record *r = t->root; r != NULL && judged; r = tree_next(r)) {
		r->judged = true;
		r->was_voided = r->voided;
		r->touched = false;
	}
	t->judged = judged;
	t->thinned = 0;
	t->thawed = w->thaw;
	t->today = w->env->today;
	t->lang = w->env->lang;
	t->params = w->env->params;
	t->issue = t->params != NULL ? t->params->issue : 0;
}

static int
evaluate(struct walk *w)
{
	const struct form *f = w->t->form;
	struct expr_env *env = w->env;
	const struct arena_mark before = arena_mark(env->scratch);
	long left = EXPR_BUDGET, *const budget = env->budget;
	int rc = walk_start(w);

	if (budget == NULL)
		env->budget = &left;
	if (rc == 0)
		mark_changes(w);
	for (int i = 0; i < f->n_steps && rc == 0; i++) {
		const struct step *s = &f->steps[i];
		if (w->due[i] == DUE_NONE)
			continue;
		if (s->kind == STEP_TABLE)
			judge_table(w, i, &f->tables[s->index]);
		else if (s->kind == STEP_SECTION)
			judge_section(w, i, &f->sections[s->index]);
		else
			rc = judge_question(w, i, &f->questions[s->index]);
	}
	env->budget = budget;
	remember(w, rc == 0);
	/* Texts are in the tree by now; the name of a parameter that was wanted may not outlive them. */
	arena_back(env->scratch, before);
	env->unset = NULL;
	env->touched = 0;
	return rc;
}

int
tree_evaluate(struct tree *t, struct expr_env *env, const struct record *thaw)
{
	return evaluate(&(struct walk){.t = t, .env = env, .thaw = thaw, .all = true});
}

int
tree_update(struct tree *t, struct expr_env *env, const struct record *thaw)
{
	return evaluate(&(struct walk){.t = t, .env = env, .thaw = thaw, .all = !t->judged || told_otherwise(t, env)});
}

int
record_expects(const struct record *r, const struct table *table, struct expr_env *env)
{
	const double n = table->count != NULL ? expr_number(table->count, env, r) : NAN;

	return n >= 0 && n <= RECORDS_EXPECTED ? (int)n : n > RECORDS_EXPECTED ? RECORDS_EXPECTED : -1;
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
