#ifndef ASSESS_RULES_H
#define ASSESS_RULES_H

#include "assess/policy.h"
#include "assess/sentence.h"
#include "csv.h"
#include "form/mistakes.h"
#include "names.h"

/* Inside of a policy. Private to this room. */

enum rule_kind {
	RULE_VALUE,
	RULE_FACTOR,
	RULE_ATTRIBUTE,
	RULE_GAP,
	RULE_CLASS,
	RULE_FLAG,
	RULE_WARNING,
	RULE_LACKING,
	RULE_NOTE,
	RULE_SHOW,
	RULE_MEASURE,
	RULE_REQUIRE, /* what the parameters have to hold among themselves: asked once, when the policy is read */
	RULE_KINDS
};

enum { POLICY_PARAMS = 1024, POLICY_RULES = 1024 }; /* ceilings of rows */

struct rule {
	enum rule_kind kind;
	const char *name;
	const char *label[LANGS];
	const char *article;
	const char *code;          /* class rows: the class */
	const struct expr *when;
	const struct expr *value;  /* value rows: the value; measures: the amount */
	const struct expr *base, *threshold, *cap; /* measures paid by bands; cap for every amount */
	const struct expr *granted; /* measures: whether it was granted; NULL: nobody asks */
	const struct param *bands;
	int needs;                 /* question that must be known for the test or the value to be made, or -1 */
	int local;                 /* number of the local it sets, or -1 */
	const struct sentence *reason[LANGS];
	uint64_t *closure;         /* bit set of questions: all that it reads, through calculates and locals */
};

struct policy {
	struct arena arena;
	const struct form *form;
	struct param *params;
	size_t n_params;
	struct names param_names;
	struct expr_params finder;
	unsigned char hash[32];
	uint32_t version;
	const char *id, *incomplete;
	int context_table;
	const struct expr *context_when, *entered;
	struct rule *rules; /* rules, then measures, in sheet order */
	size_t n_rules;
	struct names locals; /* name -> number, counted from 0 without gaps */
	int factors, attributes, gaps, class; /* numbers of the locals the engine itself sets */
	struct policy_tried *tried;
	size_t n_tried;
	size_t words;       /* of a closure */
	const char *class_label[LANGS]; /* of the class for incomplete files */
};

/* The parameter of this name, or NULL. */
const struct param *param_find(const struct policy *p, const char *name, size_t n);

/*
 * The text of an expression with every ${name} that is a parameter (and neither a question nor a local) replaced by its
 * value, or by pulldata(...) while it is not set; so that a test pays nothing for a parameter and says which one it
 * lacks. NULL when out of memory.
 */
const char *param_fill(struct policy *p, const char *src, size_t n);

/* Read the parameter sheet into ${p}; mistakes are noted. */
void params_read(struct policy *p, const struct sheet *s, struct mistakes *m);

/* Which column of a sheet each name stands in (-1: absent), from the header row at hand; those before ${must} that are
 * missing are noted, as are columns that stand twice or are neither in ${names} nor begin with '#' (notes). */
void sheet_columns(const struct csv *c, const char *const *names, int n, int must, int *at, struct mistakes *m);

/* A trimmed copy of the row's cell in column ${at} ("" when -1), NULL when out of memory (noted). */
const char *sheet_cell(struct policy *p, const struct csv *c, int at, struct mistakes *m);

/*
 * What makes no sense in a rule that was read, or among rules: a test that is always true or never, one that stands below one
 * that is always true or asks the same, parameters that contradict each other. ${when} is its text.
 */
struct soundness {
	struct names rows;       /* "kind name" of those read -> 0 */
	struct names conditions; /* of class rows: text -> 0 */
	const char *always;      /* name of the class row that always holds, NULL while there is none */
};
void rule_sound(const struct policy *p, const struct rule *r, const char *when, struct place at, struct soundness *s, struct mistakes *m);

/* Read the figures that parameters of type `tried` name; those that are none are noted. */
void tried_read(struct policy *p, const char *sheet, struct mistakes *m);

/* Read rules or measures behind the rules ${p} has; mistakes are noted. */
void rules_read(struct policy *p, const struct sheet *s, bool measures, struct mistakes *m);

/* Compile ${src} at the policy's context; NULL with the mistake noted at ${at}. */
const struct expr *rule_expr(struct policy *p, const char *src, size_t n, struct place at, struct mistakes *m);

/* Fill the rule's closure from its expressions. 0, or -1 when out of memory. */
int rule_close(struct policy *p, struct rule *r);

/*
 * Bands "20000:0.5 50000:0.6": of the part of an amount above each start, up to the next start, that share is paid.
 * Starts rise, shares are 0 to 1 with at most two decimals. bands_pay() gives the payment in hundredths for ${base}
 * hundredths, nothing below ${threshold}. 0, or -1 when ${text} is no such list or the amount is out of range.
 */
int bands_pay(const char *text, int64_t base, int64_t threshold, int64_t *paid);

/* What lies in one band, in hundredths: from, to, the share (of a hundred) and what is paid of it. */
struct band_part {
	int64_t from, to, share, paid;
};

/* The same, giving every part that is paid to ${each}; rounded so that they add up to *${paid}. Parts are given before a mistake
 * further on is seen. */
int bands_parts(const char *text, int64_t base, int64_t threshold, void (*each)(void *self, const struct band_part *part), void *self,
	int64_t *paid);

#endif
