#ifndef EXPR_EXPR_H
#define EXPR_EXPR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "form/form.h"

struct record;
struct world;

/*
 * XLSForm's expression language: compiled once to bytecode, evaluated over records in memory. Pure: reads the tree and
 * the environment it is given, nothing else. Used for relevance, required, constraint, calculation, choice_filter,
 * checks and the rules of a policy.
 *
 * References, seen from a record ("here"):
 *   ${name}   a question. Let A be the nearest table that is over or equal to both here and the question's table.
 *             Equal to or over here: that one answer. Otherwise all answers of the question under here's record of A,
 *             in tree order: a set. A plain value is wanted of a set: its first answer, as in XPath 1.0.
 *   ${table}  all records of the table: under here's record of A as above; when here is of that table or below it, all
 *             records with the same parent as here's own.
 *   ${local}  a value a rule row computed earlier (policies only).
 *   .         the question the expression belongs to;  ..  its record;  current() the question (or record) at the start.
 *             Where no question is, .. and current()/.. are the record itself.
 *   X[p]      the records or answers of set X for which p holds; in p a bare name is the question of the record at hand
 *             (of the answer's record) or a table below it, position() counts from 1, a number as p is a position.
 *   X/name    the answers of records X;  X/..  the records of answers X, the parents of records X.
 *   pulldata('policy', 'value', 'name', P)   the policy's parameter P.
 * Answers that are hidden, records that are hidden or voided, and answers that are blank are seen as blank or not at all.
 */

enum value_kind { VALUE_NUMBER, VALUE_TEXT, VALUE_BOOLEAN, VALUE_SET };

struct node {
	const struct record *record;
	int column; /* the answer in this column, or -1: the record itself */
};

struct value {
	enum value_kind kind;
	union {
		double number; /* NaN is "no number", shown blank */
		bool truth;
		struct {
			const char *text;
			size_t len; /* text is not NUL-terminated */
		};
		struct {
			const struct node *nodes;
			size_t count;
		};
	};
};

/* A parameter's value by name, from the policy in force. Returns 1 and the text; 0 when known but not set; -1 when the
 * policy has no such parameter. */
struct expr_params {
	int (*find)(void *self, const char *name, size_t n, const char **text, size_t *len);
	void *self;
	unsigned long issue; /* of expr_issue(), another one whenever an answer of find() may be another; 0: it may at any time */
};

/* A number that no parameters had before in this process. */
unsigned long expr_issue(void);

struct expr_env {
	const struct form *form;
	int32_t today;                    /* days; today() */
	int64_t now_ms;                   /* now() */
	int lang;                         /* LANG_ZH or LANG_EN, for jr:choice-name */
	const struct expr_params *params; /* NULL: every parameter is unknown */
	const struct value *locals;       /* by number, for ${local} */
	const struct world *world;        /* random(), uuid(); NULL: both are blank */
	struct arena *scratch;            /* texts and sets made while evaluating; the caller frees it when it likes */
	long *budget;                     /* steps left to all expressions together; NULL: each is bound for itself only */
	const struct expr_watch *watch;   /* expr/watch.h; NULL: nobody is told */
	/* Out: what was read since the caller last cleared it. */
	unsigned touched;                 /* EXPR_BLANK, EXPR_UNSET, EXPR_UNSURE */
	const char *unset;                /* name of the first parameter read that is not set or unknown (in the bytecode) */
};

/* Steps that a pass over a whole household file (its calculates, its checks, its assessment) may take: some seconds. A file
 * of a hostile program is unknown where they end, and holds nobody up. */
#define EXPR_BUDGET 300000000L

enum {
	EXPR_BLANK = 1, /* a required answer that is blank, or a calculate marked ANSWER_UNSURE */
	EXPR_UNSET = 2, /* a parameter that is not set, or a calculate marked ANSWER_UNSET */
	EXPR_UNSURE = 4 /* beside EXPR_BLANK: it was a calculate, so that the expression could not see the blank itself */
};

/* Where an expression stands, for compiling. */
struct expr_scope {
	const struct form *form;
	int table;                   /* the record's table, or -1: no record (only parameters and locals) */
	int question;                /* what '.' is: index into form->questions, or -1 */
	const struct names *locals;  /* name -> number, may be NULL; a local hides a question of the same name, but where
	                              * question >= 0 (choice filters) ${name} is the question and the bare name the local */
};

/* Why a text is no expression: for messages with row and column. */
struct expr_error {
	size_t at;        /* byte offset in the source */
	char text[256];   /* sentence in the user's language: what is wrong, and the mend */
};

/*
 * Compile ${src}; the result lives in ${a}. NULL with ${err} filled when it is not an expression, names something
 * unknown, calls a function with wrong arguments, or is larger or deeper than the bounds in expr/limits of the README.
 */
struct expr *expr_compile(struct arena *a, const char *src, const struct expr_scope *scope, struct expr_error *err);

/* The same where the result stays once it is there (a default, a calculation with a trigger): random() and uuid() too. */
struct expr *expr_compile_lasting(struct arena *a, const char *src, const struct expr_scope *scope, struct expr_error *err);

/* What the expression reads, each ended by -1: questions, as indices into form->questions (. and current() count as
 * none); of these the ones read in other records than here's own and the ones over it; tables whose records it looks at
 * by the table's name; locals. */
const int *expr_reads(const struct expr *e);
const int *expr_reads_far(const struct expr *e);
const int *expr_reads_tables(const struct expr *e);
const int *expr_reads_locals(const struct expr *e);

/* What it asks for beside answers, so that it may come out otherwise though none changed: EXPR_TIME, EXPR_CHANCE. (The
 * day, the language and the parameters count as none: who changes them derives everything again.) */
unsigned expr_asks(const struct expr *e);
enum { EXPR_TIME = 1, EXPR_CHANCE = 2 };

/* 1 or 0 when it is always true or never, whatever it is asked of; -1 when it depends. */
int expr_always(const struct expr *e);

/*
 * Evaluate at ${here} (NULL only for scope.table -1) into ${out}, whose text and sets point into the tree or into
 * env->scratch. Of a set the first answer counts as read. 0, or -1 when out of memory or over the work bound (1,000,000 steps).
 */
int expr_eval(const struct expr *e, struct expr_env *env, const struct record *here, struct value *out);

/* Conversions of XPath 1.0 with ODK's blanks: "" and no node are blank; blank as a number is NaN; NaN as text is "". */
double value_number(const struct value *v);
bool value_truth(const struct value *v);
int value_text(const struct value *v, struct arena *scratch, const char **text, size_t *len); /* -1: out of memory */

/* expr_eval() and the conversion in one; a failed evaluation is false / NaN and sets EXPR_BLANK, never a guess. */
bool expr_true(const struct expr *e, struct expr_env *env, const struct record *here);
double expr_number(const struct expr *e, struct expr_env *env, const struct record *here);

#endif
