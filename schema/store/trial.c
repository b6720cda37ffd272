/* Figures tried in a copy of a household file, and the lines they would cross. */
#include "store/trial.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "expr/watch.h"
#include "num.h"

static struct answer
answer_of(const struct question *q, int64_t hundredths)
{
	if (q->type == QUESTION_DECIMAL)
		return answer_fixed(hundredths);
	return (struct answer){.kind = ANSWER_REAL, .real = (double)hundredths / 100};
}

static bool
value_of(const struct answer *a, int64_t *hundredths)
{
	if (a->flags & ANSWER_HIDDEN)
		return false;
	if (a->kind == ANSWER_FIXED || a->kind == ANSWER_INT)
		*hundredths = a->kind == ANSWER_INT ? a->i * 100 : a->i;
	return a->kind == ANSWER_FIXED || a->kind == ANSWER_INT || (a->kind == ANSWER_REAL && num_real_fixed(a->real, hundredths) == 0);
}

int
trial_open(struct trial *t, struct store *s, const unsigned char root[RECORD_ID], struct fault *f)
{
	size_t most = 0;

	*t = (struct trial){.store = s};
	int rc = store_file(s, root, &t->file, f);
	if (rc != 1)
		return rc;
	while (policy_tried(s->policy, most) != NULL)
		most++;
	if ((t->figures = calloc(most + 1, sizeof *t->figures)) == NULL) {
		trial_close(t);
		return fault_memory(f);
	}
	if (t->file.assessment.context != NULL)
		t->record = tree_find(&t->file.tree, t->file.assessment.context->id);
	for (size_t i = 0; t->record != NULL && i < most; i++) {
		const struct policy_tried *x = policy_tried(s->policy, i);
		const struct answer *a = record_answer(t->record, x->figure);
		if (!(a->flags & ANSWER_HIDDEN) && (a->kind != ANSWER_TEXT))
			t->figures[t->n++] = (struct trial_figure){.question = x->figure, .by = x->by, .before = *a};
	}
	return 1;
}

void
trial_close(struct trial *t)
{
	casefile_close(&t->file);
	if (t->figures != NULL)
		explicit_bzero(t->figures, t->n * sizeof *t->figures);
	free(t->figures);
	*t = (struct trial){0};
}

/* The figure in the tree alone; nothing follows yet. 0 or -1. */
static int
put(struct trial *t, size_t i, bool tried, struct answer a, struct fault *f)
{
	struct answer *at = record_answer(t->record, t->figures[i].question);

	if (record_set(&t->file.tree, t->record, t->figures[i].question, a) < 0)
		return fault_memory(f);
	at->flags = (uint16_t)((at->flags & ~ANSWER_TRIED) | (tried ? ANSWER_TRIED : 0));
	return 0;
}

int
trial_set(struct trial *t, size_t i, const int64_t *hundredths, struct fault *f)
{
	struct trial_figure *x = &t->figures[i];

	if (put(t, i, hundredths != NULL, hundredths != NULL ? answer_of(x->question, *hundredths) : x->before, f) < 0)
		return -1;
	x->tried = hundredths != NULL;
	return casefile_update(t->store, &t->file, NULL, f);
}

bool
trial_value(const struct trial *t, size_t i, int64_t *hundredths)
{
	return value_of(record_answer(t->record, t->figures[i].question), hundredths);
}

bool
trial_share(const struct trial *t, size_t i, int64_t amount, int64_t *share)
{
	const struct question *by = t->figures[i].by;
	int64_t people;

	return by != NULL && value_of(record_answer(t->record, by), &people) && people > 0 &&
		num_real_fixed((double)amount / (double)people, share) == 0;
}

/*
 * The search. Everything that is worked out hangs on the signs of the differences that are compared on the way. At the figure's
 * present value, and a little further, these are written down; each difference moves in a line, so that where the next one
 * changes its sign is known. Until there nothing can come out otherwise; there the class is asked again, and so on.
 */
enum { STEPS = 50 };                              /* lines passed without another class */
static const int64_t END = INT64_C(100000000000); /* hundredths from here on nothing is looked for */

struct notes {
	double *all;
	size_t n, cap;
	bool failed;
};

struct search {
	struct trial *t;
	size_t i;
	struct notes here, there;
	struct assessment out;
	char code[64]; /* the class now */
};

static void
note(void *self, double difference)
{
	struct notes *n = self;

	if (array_grow(&n->all, &n->cap, n->n + 1, sizeof *n->all) < 0)
		n->failed = true;
	else
		n->all[n->n++] = difference;
}

/* Assess with the figure at ${value}, all anew, so that the same is compared in the same order. 0 or -1. */
static int
look(struct search *s, int64_t value, struct notes *n, struct fault *f)
{
	struct casefile *c = &s->t->file;
	const struct expr_watch watch = {note, n};

	n->n = 0;
	c->env.watch = &watch;
	int rc = put(s->t, s->i, true, answer_of(s->t->figures[s->i].question, value), f);
	if (rc == 0 && (tree_evaluate(&c->tree, &c->env, NULL) < 0 || assess(s->t->store->policy, &c->tree, &c->env, &s->out) < 0 || n->failed))
		rc = fault_memory(f);
	c->env.watch = NULL;
	arena_reset(&c->scratch);
	return rc;
}

static bool
other_class(const struct search *s)
{
	return strcmp(s->out.code, s->code) != 0;
}

static int
sign(double x)
{
	return (x > 0) - (x < 0);
}

/* How many steps of ${way} hundredths from ${value}, whose notes are taken, the next line may lie; 0: nowhere. -1 on failure. */
static int64_t
next_line(struct search *s, int64_t value, int way, struct fault *f)
{
	static const int64_t apart[] = {10000, 100, 1};

	for (size_t k = 0; k < sizeof apart / sizeof *apart; k++) {
		double least = INFINITY;
		if (look(s, value + way * apart[k], &s->there, f) < 0)
			return -1;
		bool same = s->here.n == s->there.n;
		for (size_t i = 0; same && i < s->here.n; i++) {
			const double from = s->here.all[i], to = s->there.all[i];
			same = sign(from) == sign(to);
			const double steps = from / (from - to) * (double)apart[k];
			if (steps > 0 && steps < least)
				least = steps;
		}
		if (same)
			return least > (double)END ? 0 : least < 1 ? 1 : (int64_t)ceil(least - 1e-4);
	}
	return 1;
}

/* The first value with the other class, between ${near} with this one and ${far} with the other. 0 or -1; s->out is of it. */
static int
pin(struct search *s, int64_t near, int64_t far, int way, int64_t *found, struct fault *f)
{
	for (int64_t between = far - way; between != near; between = near + (far - near) / 2) {
		if (look(s, between, &s->there, f) < 0)
			return -1;
		if (other_class(s))
			far = between;
		else
			near = between;
		if (near + way == far)
			break;
	}
	*found = far;
	return look(s, far, &s->there, f);
}

static int
march(struct search *s, int64_t value, int way, int64_t *found, struct fault *f)
{
	const int64_t floor_at = value >= 0 ? 0 : -END;

	for (int step = 0; step < STEPS; step++) {
		if (look(s, value, &s->here, f) < 0)
			return -1;
		const int64_t steps = next_line(s, value, way, f);
		if (steps <= 0)
			return (int)steps;
		const int64_t far = value + way * steps;
		if (far < floor_at || far > END)
			return 0;
		if (look(s, far, &s->there, f) < 0)
			return -1;
		if (other_class(s))
			return pin(s, value, far, way, found, f) < 0 ? -1 : 1;
		value = far;
	}
	return 0;
}

int
trial_nearest(struct trial *t, size_t i, bool up, struct trial_change *out, struct fault *f)
{
	const struct assessment *now = &t->file.assessment;
	const struct answer before = *record_answer(t->record, t->figures[i].question);
	struct search s = {.t = t, .i = i};
	int64_t value, found = 0;
	int rc = 0;

	if (now->state != ASSESS_CLASSED || strlen(now->code) >= sizeof s.code || !trial_value(t, i, &value) || value > END || value < -END)
		return 0;
	strcpy(s.code, now->code);
	rc = march(&s, value, up ? 1 : -1, &found, f);
	if (rc == 1)
		*out = (struct trial_change){found, up ? found - value : value - found, s.out.code, s.out.label};
	assess_free(&s.out);
	free(s.here.all);
	free(s.there.all);
	if (put(t, i, t->figures[i].tried, before, f) < 0 || casefile_update(t->store, &t->file, NULL, f) < 0)
		return -1;
	return rc;
}
