#ifndef ASSESS_ASSESS_H
#define ASSESS_ASSESS_H

#include "assess/policy.h"
#include "record/record.h"

/*
 * What a policy says about one household file: its class, why, what must be solved, what help the county offers. The
 * program proposes; people decide. Pure and deterministic: the same file, policy and day give the same answer.
 */

enum assess_state {
	ASSESS_CLASSED,    /* a class stands */
	ASSESS_INCOMPLETE, /* a class test needs an answer that is blank: see ->missing */
	ASSESS_UNSET       /* a class test needs a parameter that is not set: see ->unset; there is no class */
};

enum found_kind {
	FOUND_CLASS,     /* a test that gave the class; the first is the one that decided */
	FOUND_FACTOR,    /* risk factor */
	FOUND_ATTRIBUTE, /* priority attribute */
	FOUND_GAP,       /* must-solve item */
	FOUND_FLAG,      /* for people to look at */
	FOUND_WARNING,   /* early warning: what got worse, before a line is crossed; never changes the class */
	FOUND_LACKING,   /* a must-solve item or a factor that no measure on record answers */
	FOUND_NOTE,
	FOUND_MEASURE,   /* help that the county offers */
	FOUND_UNGRANTED, /* such help, not granted according to what is on record */
	FOUND_UNTESTED   /* a class test that could not be made, because ->needs is not known */
};

struct rule;

struct found {
	enum found_kind kind;
	const char *code;            /* name of the row: "01", "B4_illness", "S1" */
	const char *const *label;    /* [LANGS] */
	const char *article;         /* of the policy's text, "" when none */
	const struct question *needs; /* FOUND_UNTESTED: what is not known */
	bool entered;                /* a factor that holds only because the cadre entered it */
	bool has_amount;
	int64_t amount;              /* hundredths of a yuan */
	int64_t base, threshold;     /* measure paid by bands: of what, and above what, hundredths */
	int64_t before_cap, cap;     /* measure with an amount: before the ceiling; the ceiling, -1 when there is none */
	const char *unset;           /* measure: parameter that its amount needs and the county has not set; else NULL */
	bool open;                   /* measure: even whether it is offered depends on ->unset */
	const char *reason;          /* a sentence with numbers; NULL until assess_explain() */
	const char *working;         /* how the amount comes about: bands, threshold, ceiling; NULL when ->reason says it all */
	const struct rule *rule;
};

/* A required answer that is blank; question NULL: no record of the table that the policy assesses. */
struct missing {
	const struct record *record;
	const struct table *table;
	const struct question *question;
};

struct assessment {
	enum assess_state state;
	const char *code;         /* class; the policy's own code for incomplete files; "" when ASSESS_UNSET */
	const char *const *label; /* of the class, [LANGS]; NULL when there is none */
	const char *reason;       /* of the class, or what stands in its way; NULL until assess_explain() */
	struct found *found;      /* in the order of the sheets */
	size_t n_found;
	struct missing *missing;  /* what the tests above wanted, in the order of the file */
	size_t n_missing;
	const char **unset;       /* names of parameters that were needed and are not set */
	size_t n_unset;
	const unsigned char *policy_hash; /* 32 bytes, the policy's */
	uint32_t policy_version, form_version;
	const struct record *context; /* the record assessed, NULL when there is none */
	const struct policy *policy;
	struct value *locals;     /* values of the rows that have one */
	struct arena arena;       /* everything above; refers to the tree and the policy, which must outlive it */
};

/*
 * Assess the household in ${t}, up to date by tree_evaluate() under policy_params(). ${env} gives form, day and
 * language; its locals and parameters are replaced for the call. ${out} is {0} or an earlier result, whose memory is
 * given back first. 0, or -1 when out of memory.
 */
int assess(const struct policy *p, struct tree *t, struct expr_env *env, struct assessment *out);

/* Write the sentences of ${a} in env->lang; ${env} as for assess(). 0, or -1 when out of memory. */
int assess_explain(struct assessment *a, struct expr_env *env);

/* One figure of the live line. */
struct assess_figure {
	const char *code;
	const char *const *label; /* [LANGS] */
	const char *text;         /* in a's arena; blank figures show as "..." */
};

/* The figures of the live line (rows of kind `show`), at most ${max} into ${out}. Returns their number, or -1 when out
 * of memory. What is missing stands in a->missing. */
int assess_line(struct assessment *a, struct expr_env *env, struct assess_figure *out, int max);

/* Whether ${a} found a row of this kind and code. */
const struct found *assess_found(const struct assessment *a, enum found_kind kind, const char *code);

/* Names of the rows found of this kind, in order, blanks between; in a's arena. NULL when out of memory. */
const char *assess_codes(struct assessment *a, enum found_kind kind);

/* Frees what assess() made and leaves {0}; overwrites it first, for it held people's answers. */
void assess_free(struct assessment *a);

#endif
