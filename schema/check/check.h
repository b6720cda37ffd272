#ifndef CHECK_CHECK_H
#define CHECK_CHECK_H

#include "buf.h"
#include "expr/expr.h"
#include "fault.h"
#include "form/load.h"
#include "record/record.h"

/*
 * The checks at the door: rows of checks.csv, compiled once for a form, run over one household file (or one village) in
 * memory. Pure. No check, table or question is known by name here; README.md says what a row holds.
 */
struct checks;

enum check_kind { CHECK_CONDITION, CHECK_UNIQUE };
enum check_scope { CHECK_HOUSEHOLD, CHECK_VILLAGE, CHECK_COUNTY }; /* over what a unique row compares */
enum check_severity { CHECK_ERROR, CHECK_WARNING, CHECK_NOTE };

/* One row, as the screens and lists read it. */
struct check {
	const char *name;
	enum check_kind kind;
	enum check_scope scope;
	enum check_severity severity;
	int index;         /* place in the sheet, from 0 */
	int64_t number;    /* made of the name alone: for tables */
	int table;         /* whose records it looks at */
	int question;      /* where a person is led, or -1: to the record */
	const char *rules; /* ids of official rules, blanks between; "" when none */
};

enum { CHECKS = 1024, CHECK_PRINT = 32, CHECK_KEY = 16 }; /* rows; hex digits of a fingerprint; bytes of a key's hash */

/* What a check found at one record. */
struct check_finding {
	const struct check *check;
	const struct record *record;     /* where the condition holds, or the key is shared */
	const struct question *question; /* to go to; NULL: no question in particular */
	const struct record *at;         /* the record of that question; NULL when there is none yet */
	const char *text;                /* the message with its figures, in env->lang */
	char print[CHECK_PRINT + 1];     /* of the answers and calculates it reads: changes when they do */
	bool blank;                      /* it rests on a required answer that is blank: belongs to "still missing", needs no reason */
	bool kept;                       /* kept with a reason, and its answers are still those it was kept for */
	const struct record *keeping;    /* record of the table of kept warnings; its reason is good while ${kept} */
	size_t others;                   /* unique: so many records of other files share the key (CHECK_OTHERS: or more) */
	unsigned char other_root[RECORD_ID], other[RECORD_ID]; /* the first of them */
	int turn;                        /* place of ${record} in the tree: the order of the list */
};

/* In the order of the file, and of the sheet for one record. Refers to checks and tree, which must outlive it. */
struct check_findings {
	struct check_finding *all;
	size_t n, cap;
	int32_t today;      /* the day it was found on */
	struct arena arena; /* texts */
};

/*
 * Read the sheet for ${form}, which must outlive the result. Every mistake is appended to ${report} (may be NULL), one a
 * line as form_load() does. NULL with EX_DATAERR (how many, and the first) or EX_OSERR.
 */
struct checks *checks_load(const struct sheet *s, const struct form *form, struct buf *report, struct fault *f);

/* As checks_load(), but rows that do not fit ${form} are left out: the program's own sheet beside a county's older form.
 * *${left_out} says how many. */
struct checks *checks_load_fitting(const struct sheet *s, const struct form *form, size_t *left_out, struct fault *f);

struct checks *checks_load_embedded(const struct form *form, struct fault *f);
void checks_free(struct checks *c); /* NULL-safe */

const unsigned char *checks_hash(const struct checks *c); /* 32 bytes: BLAKE2b of the sheet */
const struct check *checks_at(const struct checks *c, size_t i); /* NULL behind the last */

/*
 * Run every check over ${t}, brought up to date by tree_evaluate() under the same ${env}. A row whose condition
 * reads a calculate that lacks a required answer, or a parameter not set, finds nothing. ${out} is {0} or an earlier
 * list, which is given back first. 0, or -1 when out of memory.
 */
int checks_run(const struct checks *c, const struct tree *t, struct expr_env *env, struct check_findings *out);

/*
 * After the answers to ${changed} (indices into form->questions) changed and the tree was brought up to date: run only
 * the checks that may come out otherwise. Calculates that do not simply follow are among the changed: what the assessment
 * filled in, and the frozen ones of a record that is edited now or was before. ${io} is the list of the same tree before. A record added, voided or restored,
 * another day, policy or language needs checks_run(). Shared keys of other files (checks_met) drop out. 0 or -1.
 */
int checks_after(const struct checks *c, const struct tree *t, struct expr_env *env, const int *changed, size_t n, struct check_findings *io);

void check_findings_free(struct check_findings *l); /* overwrites: texts hold people's answers */

/* One record that takes part in a unique row. */
struct check_entry {
	const struct check *check;
	const struct record *record;
	int turn;                     /* its place in the tree */
	unsigned char key[CHECK_KEY]; /* equal keys (of one row, for CHECK_VILLAGE of one village) meet */
	int64_t difference;           /* of two that meet, a finding when these differ; 0: any two */
};
struct check_entries {
	struct check_entry *all;
	size_t n, cap;
};

/* The entries of this file in unique rows of scope village and county, appended. 0 or -1. Free ->all. */
int checks_entries(const struct checks *c, const struct tree *t, struct expr_env *env, struct check_entries *out);

/* The row of this number, or name; NULL when there is none. */
const struct check *checks_numbered(const struct checks *c, int64_t number);
const struct check *checks_named(const struct checks *c, const char *name);

/* Append the row's message for lists that open no file: "..." stands where a figure would. ${lang}: LANG_ZH or LANG_EN. */
void check_words(const struct checks *c, const struct check *k, int lang, struct buf *out);

/* Another file's record that shares a key. */
enum { CHECK_OTHERS = 20 };
struct check_other {
	unsigned char root[RECORD_ID], record[RECORD_ID];
};

/* Append the finding that ${e} shares its key with ${n} > 0 records of other files. 0 or -1. And put those appended where they
 * belong: in order, one a record with what shares the key at home, and kept where a reason says so. 0 or -1. */
int checks_met(const struct checks *c, const struct tree *t, struct expr_env *env, const struct check_entry *e,
	const struct check_other *others, size_t n, struct check_findings *io);
int checks_met_end(const struct checks *c, const struct tree *t, struct check_findings *io);

/*
 * Keep a warning for a reason: the record of the form's table of kept warnings, made or found in ${t}, its answers set,
 * into *${kept}; the caller drafts and saves its section (and restores it when it was voided). 1 when what was found
 * cannot be kept (no warning, or blank) or ${reason} is no code of the list; 0; -1 when out of memory.
 */
int checks_keep(const struct checks *c, struct tree *t, struct check_finding *x, const char *reason, const char *note, struct record **kept);

/* The record that checks_keep() would write to, voided or not, or NULL when it would make one. */
struct record *checks_keeping(const struct checks *c, struct tree *t, const struct check_finding *x);

/* Whether the form asks what ${reason} is: then it is kept with a note that is not empty. */
bool checks_reason_asks(const struct checks *c, const struct tree *t, struct expr_env *env, const char *reason);

/* The reasons a person chooses from, or NULL when the form has no table of kept warnings below ${t}. */
const struct choice_list *checks_reasons(const struct checks *c, const struct tree *t);

#endif
