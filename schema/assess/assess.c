#include "assess/assess.h"

#include <string.h>

#include "assess/run.h"
#include "num.h"

static struct found *
add_found(struct run *g, enum found_kind kind, const struct rule *r)
{
	struct found *x = &g->out->found[g->out->n_found++];

	*x = (struct found){.kind = kind, .code = r->name, .label = r->label, .article = r->article, .rule = r};
	return x;
}

/* Whether the cadre entered this factor; codes stand between blanks. */
static bool
was_entered(const struct run *g, const char *code)
{
	const char *s = g->entered, *end = s + g->entered_len;
	size_t n = strlen(code);

	while (s < end) {
		const char *blank = memchr(s, ' ', (size_t)(end - s));
		size_t len = (size_t)((blank != NULL ? blank : end) - s);
		if (len == n && memcmp(s, code, n) == 0)
			return true;
		s += len + 1;
	}
	return false;
}

static bool
is_known(const struct run *g, int question)
{
	const struct question *q = &g->p->form->questions[question];
	const struct answer *a = &g->here->answers[q->column];

	return a->kind != ANSWER_BLANK && !(a->flags & ANSWER_HIDDEN);
}

/* A value without what it needs is blank for sure: tests that read it come out as on any blank, undecided by nothing. */
static int
add_value(struct run *g, const struct rule *r)
{
	if (r->needs < 0 || is_known(g, r->needs))
		return run_value(g, r);
	g->low[r->local] = g->high[r->local] = (struct value){.kind = VALUE_TEXT, .text = ""};
	return 0;
}

static int
add_counted(struct run *g, const struct rule *r, enum found_kind kind, int counter)
{
	struct doubt d;
	enum verdict v = run_judge(g, r->when, &d);
	bool entered = v != VERDICT_YES && kind == FOUND_FACTOR && was_entered(g, r->name);

	if (entered)
		v = VERDICT_YES;
	if (v == VERDICT_YES)
		add_found(g, kind, r)->entered = entered;
	if (v == VERDICT_OPEN) {
		const char *name = run_doubt(g, r, &d);
		d.unset = d.unset != NULL ? d.unset : name;
	}
	run_set(g, r->local, v, &d);
	run_count(g, counter, v, &d);
	return 0;
}

static int
add_factor(struct run *g, const struct rule *r)
{
	return add_counted(g, r, FOUND_FACTOR, g->p->factors);
}

static int
add_attribute(struct run *g, const struct rule *r)
{
	return add_counted(g, r, FOUND_ATTRIBUTE, g->p->attributes);
}

static int
add_gap(struct run *g, const struct rule *r)
{
	return add_counted(g, r, FOUND_GAP, g->p->gaps);
}

static int
add_plain(struct run *g, const struct rule *r)
{
	static const enum found_kind kinds[RULE_KINDS] = {[RULE_FLAG] = FOUND_FLAG, [RULE_WARNING] = FOUND_WARNING,
		[RULE_LACKING] = FOUND_LACKING, [RULE_NOTE] = FOUND_NOTE};
	struct doubt d;

	if (r->needs >= 0 && !is_known(g, r->needs))
		return 0;
	enum verdict v = run_judge(g, r->when, &d);
	if (v == VERDICT_YES)
		add_found(g, kinds[r->kind], r);
	else if (v == VERDICT_OPEN)
		run_doubt(g, r, &d);
	return 0;
}

static int
skip(struct run *g, const struct rule *r)
{
	(void)g;
	(void)r;
	return 0;
}

/* A number as hundredths. 0; 1 when it is no number, or none that is an amount; -1 when it is not known (an unset
 * parameter is noted in ${x}). */
static int
amount_of(struct run *g, const struct rule *r, const struct expr *e, struct found *x, int64_t *hundredths)
{
	struct doubt d;
	double v;

	if (run_number(g, e, &v, &d) < 0) {
		x->unset = run_doubt(g, r, &d);
		return -1;
	}
	return num_real_fixed(v, hundredths) < 0 ? 1 : 0;
}

static void
set_amount(struct run *g, const struct rule *r, struct found *x)
{
	int64_t amount, cap;

	if (r->bands != NULL) {
		if (amount_of(g, r, r->base, x, &x->base) != 0 || amount_of(g, r, r->threshold, x, &x->threshold) != 0)
			return;
		if (r->bands->value[0] == '\0') {
			x->unset = run_doubt(g, r, &(struct doubt){EXPR_UNSET, r->bands->name});
			return;
		}
		if (bands_pay(r->bands->value, x->base, x->threshold, &amount) < 0)
			return;
	} else if (r->value == NULL || amount_of(g, r, r->value, x, &amount) != 0) {
		return;
	}
	const int capped = r->cap != NULL ? amount_of(g, r, r->cap, x, &cap) : 1;
	if (capped < 0)
		return;
	x->before_cap = amount;
	x->cap = capped == 0 ? cap : -1;
	x->has_amount = true;
	x->amount = capped == 0 && amount > cap ? cap : amount;
}

/* Help that is offered and that nobody granted, as far as that is known. */
static void
add_ungranted(struct run *g, const struct rule *r)
{
	struct doubt d;

	if (r->granted != NULL && run_judge(g, r->granted, &d) == VERDICT_NO)
		add_found(g, FOUND_UNGRANTED, r);
}

static int
add_measure(struct run *g, const struct rule *r)
{
	struct doubt d;
	enum verdict v;

	if (g->out->state != ASSESS_CLASSED)
		return 0;
	v = run_judge(g, r->when, &d);
	if (v == VERDICT_YES) {
		set_amount(g, r, add_found(g, FOUND_MEASURE, r));
		add_ungranted(g, r);
	} else if (v == VERDICT_OPEN) {
		const char *unset = run_doubt(g, r, &d);
		if (unset != NULL && !(d.touched & EXPR_BLANK)) {
			struct found *x = add_found(g, FOUND_MEASURE, r);
			x->unset = unset;
			x->open = true;
		}
	}
	return 0;
}

/*
 * The class rows from ${r} on, in order. The first that holds gives the class, unless an earlier one is undecided and
 * would have given another. Returns the first row behind them.
 */
static const struct rule *
decide(struct run *g, const struct rule *r)
{
	const struct rule *end = g->p->rules + g->p->n_rules;
	struct assessment *out = g->out;
	const char *open = NULL;
	unsigned touched = 0;
	bool mixed = false, decided = false;

	for (; r < end && r->kind == RULE_CLASS; r++) {
		struct doubt d;
		if (decided && strcmp(r->code, out->code) != 0)
			continue;
		if (r->needs >= 0 && !is_known(g, r->needs)) {
			struct found *untested = add_found(g, FOUND_UNTESTED, r);
			untested->needs = &g->p->form->questions[r->needs];
			continue;
		}
		enum verdict v = run_judge(g, r->when, &d);
		if (v == VERDICT_OPEN && !decided) {
			mixed = mixed || (open != NULL && strcmp(open, r->code) != 0);
			open = r->code;
			touched |= d.touched;
			run_doubt(g, r, &d);
		}
		if (v != VERDICT_YES)
			continue;
		if (!decided && open != NULL && (mixed || strcmp(open, r->code) != 0))
			mixed = true;
		else {
			decided = true;
			out->code = r->code;
			out->label = r->label;
			add_found(g, FOUND_CLASS, r);
		}
		if (!decided)
			break;
	}
	while (r < end && r->kind == RULE_CLASS)
		r++;
	if (decided) {
		out->state = strcmp(out->code, g->p->incomplete) == 0 ? ASSESS_INCOMPLETE : ASSESS_CLASSED;
	} else if (touched & EXPR_UNSET && !(touched & EXPR_BLANK)) {
		out->state = ASSESS_UNSET;
	} else {
		out->state = ASSESS_INCOMPLETE;
		out->code = g->p->incomplete;
		out->label = g->p->class_label;
	}
	struct value class = {.kind = VALUE_TEXT, .text = out->code, .len = strlen(out->code)};
	g->low[g->p->class] = g->high[g->p->class] = class;
	return r;
}

static int
run_rules(struct run *g)
{
	static int (*const add[RULE_KINDS])(struct run *g, const struct rule *r) = {
		[RULE_VALUE] = add_value, [RULE_FACTOR] = add_factor, [RULE_ATTRIBUTE] = add_attribute, [RULE_GAP] = add_gap,
		[RULE_FLAG] = add_plain, [RULE_WARNING] = add_plain, [RULE_LACKING] = add_plain, [RULE_NOTE] = add_plain, [RULE_SHOW] = skip, [RULE_MEASURE] = add_measure,
	};
	const struct rule *r = g->p->rules, *end = r + g->p->n_rules;

	while (r < end)
		if (r->kind == RULE_CLASS)
			r = decide(g, r);
		else if (add[r->kind](g, r) < 0)
			return -1;
		else
			r++;
	return 0;
}

static bool
is_seen(const struct record *r)
{
	for (; r != NULL; r = r->parent)
		if (r->hidden || r->voided)
			return false;
	return true;
}

/* Blank required answers that were wanted into ${list} (NULL: only count them). Of the assessed table only the record
 * at hand counts, unless ${all}. */
static size_t
list_missing(const struct run *g, bool all, struct missing *list)
{
	const struct form *form = g->p->form;
	size_t n = 0;

	for (const struct record *r = g->t->root; r != NULL; r = tree_next(r)) {
		if (r->table == g->here->table && r != g->here && !all)
			continue;
		bool seen = is_seen(r);
		for (int i = 0; seen && i < r->table->n; i++) {
			int q = r->table->first + i;
			const struct answer *a = &r->answers[i];
			if (!(g->wanted[q / 64] >> (q % 64) & 1) || a->kind != ANSWER_BLANK ||
				(a->flags & (ANSWER_REQUIRED | ANSWER_HIDDEN)) != ANSWER_REQUIRED)
				continue;
			if (list != NULL)
				list[n] = (struct missing){r, r->table, &form->questions[q]};
			n++;
		}
	}
	return n;
}

static int
add_missing(struct run *g)
{
	struct assessment *out = g->out;
	uint64_t any = 0;

	for (size_t w = 0; w < g->p->words; w++)
		any |= g->wanted[w];
	if (any == 0)
		return 0;
	/* What is wanted and not in the record at hand is in one of another year. */
	size_t n = list_missing(g, false, NULL);
	const bool all = n == 0;
	if (all && (n = list_missing(g, true, NULL)) == 0)
		return 0;
	out->missing = arena_new(&out->arena, n, sizeof *out->missing);
	if (out->missing == NULL)
		return -1;
	out->n_missing = list_missing(g, all, out->missing);
	return 0;
}

static const struct record *
find_context(struct run *g)
{
	const struct table *table = &g->p->form->tables[g->p->context_table];

	for (const struct record *r = g->t->root; r != NULL; r = tree_next(r))
		if (r->table == table && is_seen(r) && expr_true(g->p->context_when, &g->env, r))
			return r;
	return NULL;
}

static int
no_context(struct run *g)
{
	struct assessment *out = g->out;

	out->state = ASSESS_INCOMPLETE;
	out->code = g->p->incomplete;
	out->label = g->p->class_label;
	out->missing = arena_new(&out->arena, 1, sizeof *out->missing);
	if (out->missing == NULL)
		return -1;
	out->missing[0] = (struct missing){g->t->root, &g->p->form->tables[g->p->context_table], NULL};
	out->n_missing = 1;
	return 0;
}

/* Memory of the run, all in the result's arena. 0 or -1. */
static int
start(struct run *g)
{
	struct arena *a = &g->out->arena;
	size_t locals = g->p->locals.n;

	g->low = arena_new(a, locals * 2, sizeof *g->low);
	g->doubts = arena_new(a, locals, sizeof *g->doubts);
	g->wanted = arena_new(a, g->p->words, sizeof *g->wanted);
	g->unknowns = arena_new(a, 1, sizeof *g->unknowns);
	g->out->found = arena_new(a, 2 * g->p->n_rules, sizeof *g->out->found); /* a measure may be offered and ungranted */
	g->out->unset = arena_new(a, 2 * g->p->n_rules, sizeof *g->out->unset);
	if (g->low == NULL || g->doubts == NULL || g->wanted == NULL || g->unknowns == NULL || g->out->found == NULL ||
		g->out->unset == NULL)
		return -1;
	g->high = g->low + locals;
	g->out->locals = g->low;
	for (unsigned i = 0; i < 4; i++) {
		g->unknowns->answers[i].flags = (uint8_t)((i & EXPR_BLANK ? ANSWER_UNSURE : 0) | (i & EXPR_UNSET ? ANSWER_UNSET : 0));
		g->unknowns->nodes[i] = (struct node){&g->unknowns->record, (int)i};
	}
	g->unknowns->record.answers = g->unknowns->answers;
	return 0;
}

int
assess(const struct policy *p, struct tree *t, struct expr_env *env, struct assessment *out)
{
	struct run g = {.p = p, .t = t, .out = out, .env = *env, .entered = ""};
	struct value entered;
	long left = EXPR_BUDGET;

	if (env->budget == NULL)
		g.env.budget = &left;
	arena_wipe(&out->arena);
	*out = (struct assessment){.code = "", .policy = p, .policy_hash = p->hash, .policy_version = p->version,
		.form_version = p->form->version};
	g.env.params = &p->finder;
	g.env.scratch = &out->arena;
	g.env.locals = NULL;
	g.here = out->context = find_context(&g);
	if (g.here == NULL)
		return no_context(&g);
	if (start(&g) < 0)
		return -1;
	if (p->entered != NULL && (expr_eval(p->entered, &g.env, g.here, &entered) < 0 ||
		value_text(&entered, &out->arena, &g.entered, &g.entered_len) < 0))
		return -1;
	return run_rules(&g) < 0 || add_missing(&g) < 0 ? -1 : 0;
}

const struct found *
assess_found(const struct assessment *a, enum found_kind kind, const char *code)
{
	for (size_t i = 0; i < a->n_found; i++)
		if (a->found[i].kind == kind && strcmp(a->found[i].code, code) == 0)
			return &a->found[i];
	return NULL;
}

const char *
assess_codes(struct assessment *a, enum found_kind kind)
{
	size_t room = 1;

	for (size_t i = 0; i < a->n_found; i++)
		room += a->found[i].kind == kind ? strlen(a->found[i].code) + 1 : 0;
	char *text = arena_new(&a->arena, room, 1), *p = text;
	for (size_t i = 0; text != NULL && i < a->n_found; i++) {
		if (a->found[i].kind != kind)
			continue;
		if (p > text)
			*p++ = ' ';
		p = stpcpy(p, a->found[i].code);
	}
	return text;
}

void
assess_free(struct assessment *a)
{
	arena_wipe(&a->arena);
	*a = (struct assessment){0};
}
