#ifndef CODE_H
#define CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "expr/expr.h"
#include "record/record.h"
#include "value.h"

/*
 * Bytecode: ops one after another for a stack of values (machine.h). Whatever names say is resolved when compiling, so
 * that an op holds only numbers: how many parents up, which column, which constant.
 */

#define EXPR_SOURCE 8192
#define EXPR_DEPTH 64
#define EXPR_ARGS 64
#define EXPR_STACK 512
#define EXPR_TEXT 65536
#define EXPR_NODES 100000
#define EXPR_STEPS 1000000
#define EXPR_POOL 128
#define EXPR_KEPT 8
#define EXPR_STEADY 256

/* A day, inside the machine only: text "YYYY-MM-DD" to the outside, days since 1970-01-01 in arithmetic. */
enum { VALUE_DATE = VALUE_SET + 1 };

enum opcode {
	OP_CONST,    /* push consts[a] */
	OP_LOCAL,    /* push the local numbered a */
	OP_ANSWER,   /* push the answer in column a of the record ${up} over ${base} */
	OP_IS,       /* OP_ANSWER, OP_CONST b and OP_COMPARE by relation n in one */
	OP_NODE,     /* push that answer (or, a = -1, that record) as a set of one */
	OP_DOWN,     /* push the records below it along paths[a], or their answers in column b */
	OP_KIDS,     /* records of the kid table at place a under each record of a set */
	OP_COLUMN,   /* answers in column a of each record of a set */
	OP_UP,       /* parents of the records of a set, records of its answers */
	OP_ITEMS,    /* push the choices of list data[a] */
	OP_UNION,    /* of two sets, the nodes of either, each once, in tree order */
	OP_FILTER,   /* keep the nodes for which the next a ops hold; positions count for each parent, with n over the whole set */
	OP_NTH,      /* of a set of records and a number, those at that position under their parents */
	OP_ADD,
	OP_SUBTRACT,
	OP_MULTIPLY,
	OP_DIVIDE,
	OP_MODULO,
	OP_NEGATE,
	OP_COMPARE, /* by relation a */
	OP_TRUTH,
	OP_AND,    /* false on top: jump a, leaving false; else pop */
	OP_OR,     /* true on top: jump a, leaving true; else pop */
	OP_UNLESS, /* pop; jump a when false */
	OP_FILLED, /* not blank on top: jump a, leaving it; else pop */
	OP_JUMP,   /* a ops on */
	OP_RECALL, /* is there a value in place b: push it and jump a */
	OP_KEEP,   /* keep the top in place b unless it is a set */
	OP_STEADY, /* is the value of place b good for this day, language and parameters: push it and jump a */
	OP_HOLD,   /* keep the top in place b, if it is a number or a truth and needed no parameter that is not set */
	OP_CALL,   /* function a with n arguments and data[b] */
	OPS
};

enum relation { REL_EQUAL, REL_DIFFER, REL_LESS, REL_AT_MOST, REL_MORE, REL_AT_LEAST };

enum { BASE_HERE, BASE_NODE }; /* the record the expression stands at, or the one a predicate is asked about */

struct op {
	uint8_t code, base;
	uint16_t n, up;
	int32_t a, b;
};

/* What an expression knows from the last time that nothing but the day, the language and the parameters decides. */
struct steady {
	struct value value;
	const struct expr_params *params;
	unsigned long issue; /* 0: nothing is known */
	int32_t today;
	int lang;
	long left, cost;     /* steps when it was begun; and what they came to */
};

struct expr {
	const struct op *code;
	size_t n_ops;
	const struct value *consts;
	const void *const *data; /* what a call needs beside its arguments: a question, a compiled pattern */
	const int *paths;        /* each: a count, then that many places */
	const int *reads, *far, *tables, *locals; /* each ended by -1 */
	unsigned asks;
	struct steady *steady; /* by place; the one part of an expression that changes */
};

/* Whether ${v} is "" (or no node); not for NaN. */
bool value_blank(const struct value *v);

/* Days and fraction of "YYYY-MM-DD" or "YYYY-MM-DDThh:mm[:ss[.s]]", whose zone may follow (+hh:mm, Z; UTC+8 without); false for any other text. */
bool value_moment(const char *s, size_t n, double *days);

/* The part of a day of "hh:mm[:ss[.s]]", with any number of decimals, with or without a zone; false for any other text. */
bool value_clock(const char *s, size_t n, double *days);

/* What value_number() gives for a text: XPath 1.0 numbers and dates, else NaN. */
double text_number(const char *s, size_t n);

/* expr_compile_lasting() with constant parts worked out beforehand or not: both must mean the same. */
struct expr *expr_compile_with(struct arena *a, const char *src, const struct expr_scope *scope, bool fold,
	struct expr_error *err);

#endif
