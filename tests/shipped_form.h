#ifndef SHIPPED_FORM_H
#define SHIPPED_FORM_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "buf.h"
#include "form/load.h"
#include "form/shipped.h"
#include "expr/expr.h"

/* The shipped form and an invented county, for the tests of its formulas. */

/* Parameters of the invented county; NULL is not set. Whatever starts with counts_ and is not here is yes. */
static const struct {
	const char *name, *value;
} params[] = {
	{"poverty_line", "4000"}, {"monitor_line", NULL}, {"school_year_start", "2026-09-01"}, {"premium_aid_from", NULL},
	{"premium_aid_until", NULL}, {"region_code", "130899101201"}, {"counts_education_aid", "no"},
	{"counts_disaster_relief", "no"}, {"counts_social_relief", "no"}, {"counts_antipoverty_payout", "no"},
	{"cost_ratio_grain", "0.40"}, {"cost_ratio_livestock", "0.40"}, {"cost_ratio_fruit", "0.15"},
	{"cost_ratio_other", "0.40"}, {"medical_selfpaid_basis", "in_scope"}, {"severe_disability_levels", "1 2"},
	{"severe_level3_mental", "no"}, {"verify_days", "2"}, {"compare_days", "5"}, {"review_days", "5"},
	{"total_days", "15"}, {"measure_days", "30"}, {"measure_result_days", "90"}, {"publicity_days", "5"}, {"min_verifiers", "2"}, {"quorum", "0.6666"}, {"removal_publicity_days", "5"},
};

static inline int
find_param(void *self, const char *name, size_t n, const char **text, size_t *len)
{
	(void)self;
	for (size_t i = 0; i < sizeof params / sizeof params[0]; i++)
		if (strlen(params[i].name) == n && memcmp(params[i].name, name, n) == 0) {
			*text = params[i].value;
			*len = *text != NULL ? strlen(*text) : 0;
			return *text != NULL;
		}
	if (n < 7 || memcmp(name, "counts_", 7) != 0)
		return -1;
	*text = "yes";
	*len = 3;
	return 1;
}

static const struct expr_params county = {.find = find_param};
static struct form *form;

static inline int
load(void **state)
{
	struct form_sheets s;
	struct buf report = {0};
	struct fault f = {0};

	(void)state;
	if (shipped_sheet("survey.csv", &s.survey) < 0 || shipped_sheet("choices.csv", &s.choices) < 0 ||
		shipped_sheet("settings.csv", &s.settings) < 0)
		return -1;
	form = form_load(&s, &report, &f);
	if (form == NULL)
		fprintf(stderr, "%s\n%s\n", f.text, buf_str(&report));
	buf_free(&report);
	return form == NULL ? -1 : 0;
}

static inline int
unload(void **state)
{
	(void)state;
	form_free(form);
	return 0;
}

#endif
