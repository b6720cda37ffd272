#include "function.h"

#include <math.h>
#include <strings.h>

/* Functions of numbers and truth. */

static int
number_number(struct machine *m, struct value *v, int n, const void *data)
{
	(void)m, (void)v, (void)n, (void)data;
	return 0;
}

static int
number_int(struct machine *m, struct value *v, int n, const void *data)
{
	(void)m, (void)n, (void)data;
	v[0].number = trunc(v[0].number);
	return 0;
}

/* Halves away from zero, forgiving the same binary noise as comparisons do. Powers of ten above 1 are exact, those below are not. */
static int
number_round(struct machine *m, struct value *v, int n, const void *data)
{
	const double places = n > 1 ? trunc(v[1].number) : 0, scale = pow(10, fabs(places));
	const double x = places < 0 ? v[0].number / scale : v[0].number * scale;

	(void)m, (void)data;
	if (isnan(scale)) {
		v[0].number = NAN;
	} else if (isfinite(v[0].number) && fabs(x) < 9e15) {
		const double whole = copysign(floor(fabs(x) + 0.5 + 1e-7), x);
		v[0].number = whole == 0 ? whole : places < 0 ? whole * scale : whole / scale;
	}
	return 0;
}

static int
number_pow(struct machine *m, struct value *v, int n, const void *data)
{
	(void)m, (void)n, (void)data;
	v[0].number = pow(v[0].number, v[1].number);
	return 0;
}

#define OF_ONE(name, function) \
	static int \
	name(struct machine *m, struct value *v, int n, const void *data) \
	{ \
		(void)m, (void)n, (void)data; \
		v[0].number = function(v[0].number); \
		return 0; \
	}

static double
ten_to(double x)
{
	return pow(10, x);
}

OF_ONE(number_abs, fabs)
OF_ONE(number_floor, floor)
OF_ONE(number_ceiling, ceil)
OF_ONE(number_sqrt, sqrt)
OF_ONE(number_exp, exp)
OF_ONE(number_log, log)
OF_ONE(number_log10, log10)
OF_ONE(number_exp10, ten_to)
OF_ONE(number_sin, sin)
OF_ONE(number_cos, cos)
OF_ONE(number_tan, tan)
OF_ONE(number_asin, asin)
OF_ONE(number_acos, acos)
OF_ONE(number_atan, atan)

static int
number_atan2(struct machine *m, struct value *v, int n, const void *data)
{
	(void)m, (void)n, (void)data;
	v[0].number = atan2(v[0].number, v[1].number);
	return 0;
}

static int
number_pi(struct machine *m, struct value *v, int n, const void *data)
{
	(void)m, (void)n, (void)data;
	v[0] = value_of_number(3.14159265358979323846);
	return 0;
}

static int
truth_true(struct machine *m, struct value *v, int n, const void *data)
{
	(void)m, (void)n, (void)data;
	v[0] = value_of_truth(true);
	return 0;
}

static int
truth_false(struct machine *m, struct value *v, int n, const void *data)
{
	(void)m, (void)n, (void)data;
	v[0] = value_of_truth(false);
	return 0;
}

static int
truth_boolean(struct machine *m, struct value *v, int n, const void *data)
{
	(void)m, (void)v, (void)n, (void)data;
	return 0;
}

static int
truth_not(struct machine *m, struct value *v, int n, const void *data)
{
	(void)m, (void)n, (void)data;
	v[0].truth = !v[0].truth;
	return 0;
}

static int
truth_from_string(struct machine *m, struct value *v, int n, const void *data)
{
	(void)m, (void)n, (void)data;
	v[0] = value_of_truth((v[0].len == 1 && v[0].text[0] == '1') || (v[0].len == 4 && strncasecmp(v[0].text, "true", 4) == 0));
	return 0;
}

const struct function number_functions[] = {
	{"number", 0, 1, "n", IS_PURE | IS_ABOUT, number_number},
	{"int", 1, 1, "n", IS_PURE, number_int},
	{"round", 1, 2, "n", IS_PURE, number_round},
	{"pow", 2, 2, "n", IS_PURE, number_pow},
	{"abs", 1, 1, "n", IS_PURE, number_abs},
	{"floor", 1, 1, "n", IS_PURE, number_floor},
	{"ceiling", 1, 1, "n", IS_PURE, number_ceiling},
	{"sqrt", 1, 1, "n", IS_PURE, number_sqrt},
	{"exp", 1, 1, "n", IS_PURE, number_exp},
	{"log", 1, 1, "n", IS_PURE, number_log},
	{"log10", 1, 1, "n", IS_PURE, number_log10},
	{"exp10", 1, 1, "n", IS_PURE, number_exp10},
	{"sin", 1, 1, "n", IS_PURE, number_sin},
	{"cos", 1, 1, "n", IS_PURE, number_cos},
	{"tan", 1, 1, "n", IS_PURE, number_tan},
	{"asin", 1, 1, "n", IS_PURE, number_asin},
	{"acos", 1, 1, "n", IS_PURE, number_acos},
	{"atan", 1, 1, "n", IS_PURE, number_atan},
	{"atan2", 2, 2, "n", IS_PURE, number_atan2},
	{"pi", 0, 0, "", IS_PURE, number_pi},
	{"true", 0, 0, "", IS_PURE, truth_true},
	{"false", 0, 0, "", IS_PURE, truth_false},
	{"boolean", 1, 1, "b", IS_PURE, truth_boolean},
	{"not", 1, 1, "b", IS_PURE, truth_not},
	{"boolean-from-string", 1, 1, "t", IS_PURE, truth_from_string},
	{.name = NULL},
};
