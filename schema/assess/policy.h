#ifndef ASSESS_POLICY_H
#define ASSESS_POLICY_H

#include "buf.h"
#include "expr/expr.h"
#include "fault.h"
#include "form/load.h"

/*
 * The county's policy in memory: parameters, rules and measures, read from three sheets and compiled once. It refers to
 * the form it was loaded for, never changes afterwards, and knows no class, factor or question by name: all are rows.
 */
struct policy;

struct policy_sheets {
	struct sheet policy, rules, measures;
};

/*
 * Read the three sheets for ${form}, which must outlive the policy. All mistakes of all sheets are appended to
 * ${report} (may be NULL), one a line: "rules.csv:12: when: 01: what is wrong. Mend: what to do". Returns the policy, to
 * be freed by policy_free(); NULL with EX_DATAERR (how many mistakes, and the first of them) or EX_OSERR when memory ran
 * out. The sheets' bytes are not needed afterwards.
 */
struct policy *policy_load(const struct policy_sheets *s, const struct form *form, struct buf *report, struct fault *f);

/*
 * Whether the policy has a row, if only a blank one, for every parameter that its rules and the form ask for by name; ${own} is the
 * installation's. Asked before a county puts either in force; one in force stays where a newer program asks for more, and what it
 * has no row for counts as not set. Mistakes, at rows of ${sheet}, to ${report} (may be NULL). 0, or -1 with a fault.
 */
int policy_complete(const struct policy *p, const char *sheet, const char *own, struct buf *report, struct fault *f);

/* The policy that is part of the program. NULL as policy_load(). */
struct policy *policy_load_embedded(const struct form *form, struct fault *f);

/* Frees everything; NULL-safe. */
void policy_free(struct policy *p);

/* The parameters, for everybody who evaluates an expression of the form under this policy. Lives as long as ${p}. */
const struct expr_params *policy_params(const struct policy *p);

const char *policy_id(const struct policy *p);
uint32_t policy_version(const struct policy *p);
const unsigned char *policy_hash(const struct policy *p); /* 32 bytes: BLAKE2b of the three sheets' bytes */

/* What people call the class ${code}, [LANGS]; NULL when the policy has no such class. */
const char *const *policy_class(const struct policy *p, const char *code);

/* Where the class ${code} stands in a list for people: as the rules test it, incomplete files just before the last. */
size_t policy_class_order(const struct policy *p, const char *code);

/*
 * Compile ${src} as a row of the policy would be: seen from the assessed record, with parameters and the values of all rows;
 * evaluated with env->locals the assessment's. In ${a}; NULL with the sentence in ${why} (may be NULL).
 */
const struct expr *policy_compile(struct policy *p, struct arena *a, const char *src, struct expr_error *why);

/* One row of the parameter sheet, for the screens that show or print the policy. */
struct param {
	const char *name, *value; /* value "" while not set */
	const char *type;         /* what the value must be: "number", "share", "one yes no" ... (README.md) */
	const char *label[LANGS];
	const char *unit, *source;
	bool optional;            /* blank is an answer, not "parameter not set" */
};

/* The ${i}th parameter in sheet order, NULL behind the last. */
const struct param *policy_param(const struct policy *p, size_t i);

/* A figure of the assessed record that people may set to another value, to see what would follow (type `tried`). */
struct policy_tried {
	const struct question *figure; /* an amount, or a calculate */
	const struct question *by;     /* told divided by this too: per head; NULL: not */
};

/* The ${i}th in sheet order, NULL behind the last. */
const struct policy_tried *policy_tried(const struct policy *p, size_t i);

/* One row of rules or measures, for people. */
struct policy_row {
	const char *kind, *name, *article; /* "factor", "01", of the policy's text or "" */
	const char *class;                 /* of a class row the class it gives, else "" */
	const char *const *label;          /* [LANGS] */
};

/* The ${i}th row in sheet order, rules before measures; false behind the last. */
bool policy_row(const struct policy *p, size_t i, struct policy_row *out);

#endif
