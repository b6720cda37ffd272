#include "function.h"

#include <math.h>
#include <string.h>

#include "read.h"
#include "watch.h"

/* Functions of sets, and the policy's parameters. */

#define SIGNATURE struct machine *m, struct value *v, int n, const void *data
#define UNUSED ((void)m, (void)v, (void)n, (void)data)

static int
set_count(SIGNATURE)
{
	UNUSED;
	v[0] = value_of_number((double)v[0].count);
	return 0;
}

/* Whether there is an answer: looked at, but not read, so that counting does not make a result unsure. */
static bool
filled(const struct node *n)
{
	return n->column < 0 || (n->record->answers[n->column].kind != ANSWER_BLANK &&
		!(n->record->answers[n->column].flags & ANSWER_HIDDEN));
}

static int
set_count_filled(SIGNATURE)
{
	size_t count = 0;

	UNUSED;
	if (machine_spend(m, v[0].count) < 0)
		return -1;
	for (size_t i = 0; i < v[0].count; i++)
		count += filled(&v[0].nodes[i]);
	v[0] = value_of_number((double)count);
	return 0;
}

static int
set_sum(SIGNATURE)
{
	double sum = 0;

	UNUSED;
	for (int i = 0; i < n; i++) {
		size_t count = v[i].kind == VALUE_SET ? v[i].count : 1;
		if (machine_spend(m, count) < 0)
			return -1;
		for (size_t k = 0; k < count; k++) {
			struct value one = v[i];
			if (v[i].kind == VALUE_SET)
				machine_read(m, v[i].nodes[k].record, v[i].nodes[k].column, &one);
			sum += machine_number(m, &one);
		}
	}
	v[0] = value_of_number(sum);
	return 0;
}

/* The least (${sign} 1) or greatest (-1) of everything that is not blank; dates alone give a date. */
static int
extreme(struct machine *m, struct value *v, int n, double sign)
{
	double best = NAN;
	bool any = false, dates = true;

	for (int i = 0; i < n; i++) {
		size_t count = v[i].kind == VALUE_SET ? v[i].count : 1;
		if (machine_spend(m, count) < 0)
			return -1;
		for (size_t k = 0; k < count; k++) {
			struct value one = v[i];
			if (v[i].kind == VALUE_SET)
				machine_read(m, v[i].nodes[k].record, v[i].nodes[k].column, &one);
			if (value_blank(&one))
				continue;
			double x = machine_number(m, &one);
			if (any) {
				const struct value so_far = value_of_number(best), this = value_of_number(x);
				expr_compared(m->env, &this, &so_far);
			}
			dates = dates && one.kind == (enum value_kind)VALUE_DATE;
			if (!any || isnan(x) || sign * x < sign * best)
				best = any && isnan(best) ? best : x;
			any = true;
		}
	}
	v[0] = value_of_number(best);
	if (any && dates)
		v[0].kind = (enum value_kind)VALUE_DATE;
	return 0;
}

static int
set_min(SIGNATURE)
{
	(void)data;
	return extreme(m, v, n, 1);
}

static int
set_max(SIGNATURE)
{
	(void)data;
	return extreme(m, v, n, -1);
}

/* Among records of one parent; an answer or a record without a parent is the only one of its kind. */
static int
set_position(SIGNATURE)
{
	const struct node *of = n > 0 && v[0].count > 0 ? v[0].nodes : NULL;
	double at = n == 0 ? (double)m->at.position : of != NULL ? 1 : NAN;

	UNUSED;
	if (of != NULL && of->column < 0 && of->record->parent != NULL)
		for (const struct record *s = of->record->parent->kids[of->record->table->place]; s != NULL && s != of->record; s = s->next) {
			if (machine_spend(m, 1) < 0)
				return -1;
			at += !s->hidden && !s->voided;
		}
	v[0] = value_of_number(at);
	return 0;
}

static int
set_last(SIGNATURE)
{
	UNUSED;
	v[0] = value_of_number((double)m->at.last);
	return 0;
}

/* Mark the choices of the codes in ${one}. */
static void
mark(const struct choice_list *l, const struct value *one, bool *chosen)
{
	for (size_t at = 0, len; at < one->len; at += len + 1) {
		const char *space = memchr(one->text + at, ' ', one->len - at);
		len = space != NULL ? (size_t)(space - one->text) - at : one->len - at;
		int i = names_find(&l->codes, one->text + at, len);
		if (i >= 0)
			chosen[i] = true;
	}
}

/* The codes that occur, each once, in the order of their list, joined by one blank. */
static int
set_distinct(SIGNATURE)
{
	const struct choice_list *l = ((const struct question *)data)->list;
	bool *chosen = arena_new(m->env->scratch, (size_t)l->n + 1, sizeof *chosen);
	size_t len = 0;

	UNUSED;
	if (chosen == NULL)
		return -1;
	for (size_t i = 0; i < v[0].count; i++) {
		struct value one;
		machine_read(m, v[0].nodes[i].record, v[0].nodes[i].column, &one);
		if (machine_spend(m, 1) < 0)
			return -1;
		if (one.kind == VALUE_TEXT)
			mark(l, &one, chosen);
	}
	for (int i = 0; i < l->n; i++)
		len += chosen[i] ? strlen(l->choices[i].code) + 1 : 0;
	char *text = machine_room(m, len), *to = text;
	if (text == NULL || machine_spend(m, (size_t)l->n) < 0)
		return -1;
	for (int i = 0; i < l->n; i++)
		if (chosen[i]) {
			if (to > text)
				*to++ = ' ';
			to = stpcpy(to, l->choices[i].code);
		}
	v[0] = value_of_text(text, (size_t)(to - text));
	return 0;
}

static int
pull(struct machine *m, struct value *v, const struct pull *p)
{
	const struct value code = v[0];

	v[0] = value_of_text("", 0);
	if (machine_spend(m, (size_t)p->list->n) < 0)
		return -1;
	for (int i = 0; i < p->list->n; i++) {
		const struct answer *a = p->list->items[m->env->lang][i].answers;
		const struct value by = answer_value(&a[p->by]);
		if (by.len == code.len && memcmp(by.text, code.text, code.len) == 0) {
			v[0] = answer_value(&a[p->want]);
			return 0;
		}
	}
	return 0;
}

static int
policy_parameter(SIGNATURE)
{
	struct expr_env *env = m->env;
	const char *name = v[0].text, *text = "";
	size_t size = v[0].len, len = 0;

	if (data != NULL)
		return pull(m, v, data);
	UNUSED;
	if (env->params == NULL || env->params->find(env->params->self, name, size, &text, &len) <= 0) {
		env->touched |= EXPR_UNSET;
		if (env->unset == NULL && (env->unset = name[size] == '\0' ? name : arena_text(env->scratch, name, size)) == NULL)
			return -1;
		text = "";
		len = 0;
	}
	v[0] = value_of_text(text, len);
	return 0;
}

const struct function set_functions[] = {
	{"count", 1, 1, "s", 0, set_count},
	{"count-non-empty", 1, 1, "s", 0, set_count_filled},
	{"sum", 1, EXPR_ARGS, "a", IS_PURE, set_sum},
	{"min", 1, EXPR_ARGS, "a", IS_PURE, set_min},
	{"max", 1, EXPR_ARGS, "a", IS_PURE, set_max},
	{"position", 0, 1, "s", IS_PLACE, set_position},
	{"last", 0, 0, "", IS_PLACE, set_last},
	{"distinct", 1, 1, "s", 0, set_distinct},
	{"pulldata", 1, 1, "t", IS_STEADY, policy_parameter},
	{.name = NULL},
};
