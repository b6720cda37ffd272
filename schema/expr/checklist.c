#include "function.h"

#include <math.h>
#include <string.h>

/* checklist() and weighted-checklist(): how many of the answers are yes, and whether that lies between two bounds. */

/* A truth as it is; a number above 0; of texts "yes", and numbers above 0. */
static bool
is_yes(const struct value *v)
{
	if (v->kind == VALUE_BOOLEAN)
		return v->truth;
	return (v->kind == VALUE_TEXT && v->len == 3 && memcmp(v->text, "yes", 3) == 0) || value_number(v) > 0;
}

static size_t
size_of(const struct value *v)
{
	return v->kind == VALUE_SET ? v->count : 1;
}

/* The ${i}th of a set, or the value itself. */
static struct value
item(struct machine *m, const struct value *v, size_t i)
{
	struct value one = *v;

	if (v->kind == VALUE_SET)
		machine_read(m, v->nodes[i].record, v->nodes[i].column, &one);
	return one;
}

/* A bound of -1 is none. */
static struct value
within(double total, const struct value *least, const struct value *most)
{
	return value_of_truth((least->number == -1 || total >= least->number) && (most->number == -1 || total <= most->number));
}

static int
list_check(struct machine *m, struct value *v, int n, const void *data)
{
	double total = 0;

	(void)data;
	for (int i = 2; i < n; i++)
		for (size_t k = 0; k < size_of(&v[i]); k++) {
			const struct value one = item(m, &v[i], k);
			if (machine_spend(m, 1) < 0)
				return -1;
			total += is_yes(&one);
		}
	v[0] = within(total, &v[0], &v[1]);
	return 0;
}

/* Answers and weights by turns; a set of answers goes with a set of as many weights. */
static int
list_weigh(struct machine *m, struct value *v, int n, const void *data)
{
	double total = 0;

	(void)data;
	for (int i = 2; i < n; i += 2) {
		if (size_of(&v[i]) != size_of(&v[i + 1])) {
			v[0] = value_of_truth(false);
			return 0;
		}
		for (size_t k = 0; k < size_of(&v[i]); k++) {
			const struct value one = item(m, &v[i], k), weight = item(m, &v[i + 1], k);
			if (machine_spend(m, 1) < 0)
				return -1;
			total += is_yes(&one) ? value_number(&weight) : 0;
		}
	}
	v[0] = within(total, &v[0], &v[1]);
	return 0;
}

const struct function checklist_functions[] = {
	{"checklist", 2, EXPR_ARGS, "nna", IS_PURE, list_check},
	{"weighted-checklist", 2, EXPR_ARGS, "nna", IS_PURE | IS_PAIRED, list_weigh},
	{.name = NULL},
};
