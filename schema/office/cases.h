#ifndef OFFICE_CASES_H
#define OFFICE_CASES_H

#include "assess/assess.h"
#include "form/mistakes.h"

/*
 * A county's own cases: invented households in a folder, one CSV for each table of the form, and what a policy has to say of
 * them. No database. README.md of schema/survey/cases says what the columns are.
 */

/* One thing that came out otherwise. */
struct case_difference {
	const char *household; /* its name in household.csv */
	size_t line;           /* of household.csv */
	const char *column;    /* "expect_class" */
	const char *expected, *got;
};

struct cases_report {
	size_t households, compared, differences; /* read; cells compared; those that differ */
	struct buf mistakes; /* in the files: a line each; then nothing was assessed */
};

enum { CASES_BYTES = 16 << 20, CASES_HOUSEHOLDS = 10000 };

/*
 * Assess the households of ${dir} by ${policy}, as of the day ${today}, and tell ${differ} of every difference (its texts are
 * good during the call; it returns 0 to go on, another value ends the run and is returned). ${report} is {0}; free its
 * mistakes. 0; -1 with EX_DATAERR when the files have mistakes, EX_NOINPUT when there is no household.csv, EX_OSERR.
 */
int cases_run(const char *dir, const struct policy *policy, const struct form *form, int32_t today,
	int (*differ)(void *self, const struct case_difference *d), void *self, struct cases_report *report, struct fault *f);

#endif
