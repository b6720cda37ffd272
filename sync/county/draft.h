#ifndef COUNTY_DRAFT_H
#define COUNTY_DRAFT_H

#include "assess/policy.h"
#include "command.h"
#include "sheet_files.h"

/* A policy as people hand it in, over what is in force or built in, with the form it is for. */

enum { DRAFT_SURVEY, DRAFT_CHOICES, DRAFT_SETTINGS, DRAFT_POLICY, DRAFT_RULES, DRAFT_MEASURES, DRAFT_SHEETS };

struct draft {
	struct sheet_file files[DRAFT_SHEETS];
	struct sheet sheets[DRAFT_SHEETS];
	struct buf changed; /* policy.csv after draft_change() */
	struct form *form;  /* its own; NULL when the store's is used */
	struct policy *policy;
};

/* Take the command's files from the ${from}th on; what they do not hold is that of ${s}, or, NULL, the program's. 0 or -1. */
int draft_take(struct draft *d, struct call *c, int from, struct store *s);

/* Set parameters as ${changes} says (policy_variant()). 0 or -1. */
int draft_change(struct draft *d, const struct sheet *changes, struct fault *f);

/* Compile it, for the form of the store or (NULL) of the sheets. Mistakes go to the call's result. 0 or -1. */
int draft_load(struct draft *d, struct call *c, struct store *s);

void draft_free(struct draft *d);

#endif
