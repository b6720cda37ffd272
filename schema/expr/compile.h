#ifndef COMPILE_H
#define COMPILE_H

#include "code.h"
#include "function.h"
#include "lex.h"

/*
 * One pass from text to ops. An operand that is a single answer is not written until it is known whether its value or
 * the node is wanted; everything else is written at once.
 */

enum shape {
	SHAPE_VALUE, /* written */
	SHAPE_LOCAL, /* written; may turn out to be a set */
	SHAPE_NODE,  /* one node, not written: column of the record ${up} over ${base} */
	SHAPE_SET    /* written; all nodes are in ${column} of ${table} */
};

/* How far a value is the same: what is worked out beforehand, what once for all records, what for each. */
enum still {
	STILL_HERE, /* it reads records, or the time */
	STILL_TODAY, /* it reads the day, the language or parameters */
	STILL_EVER  /* it reads nothing */
};

static inline enum still
still_both(enum still a, enum still b)
{
	return a < b ? a : b;
}

struct operand {
	enum shape shape;
	enum still still; /* what its ops read */
	bool whole;       /* a set that stood in brackets: [ ] counts positions over all of it, not for each parent */
	bool mixed;       /* a union of answers to several questions: of no one table or column */
	bool origin;      /* current() where no question is: its .. is the record itself */
	size_t at, start; /* offset in the source, first op */
	int base, up, table, column;
};

/* Numbers of what an expression names, each once. */
struct noted {
	int *items;
	size_t n, cap;
};

struct parser {
	struct lexer lexer;
	struct token token;
	struct arena *arena;
	const struct expr_scope *scope;
	struct expr_error *err;
	bool fold, chance;       /* constant parts are worked out; the result stays, so random() may be called */
	int depth;
	bool inside;             /* in a predicate, about nodes in ${column} of ${table} */
	int table, column;
	int n_kept;              /* places for OP_KEEP taken */
	size_t n_steady;         /* and for OP_STEADY */
	int stack, high;         /* values on the stack after the last op, and the most there ever are */
	struct op *ops;
	size_t n_ops, cap_ops;
	struct value *consts;
	size_t n_consts, cap_consts;
	const void **data;
	size_t n_data, cap_data;
	int *paths;
	size_t n_paths, cap_paths;
	struct noted reads, far, tables, locals;
	unsigned asks; /* EXPR_TIME, EXPR_CHANCE */
};

/* All return 0, or -1 with p->err filled. */

/* emit.c: writing ops. ${grows} is what the op does to the height of the stack. */
int emit(struct parser *p, struct op o, int grows);
int emit_const(struct parser *p, struct value v, struct operand *out);
int emit_value(struct parser *p, struct operand *x); /* the operand's value is wanted */
int emit_set(struct parser *p, struct operand *x);   /* its nodes are wanted */
int emit_truth(struct parser *p, struct operand *x); /* it is asked for its truth: a set, whether there is any node */
void emit_drop(struct parser *p, const struct operand *x); /* forget what was written for x and behind it */
int emit_data(struct parser *p, const void *data);   /* its number, or -1 */
size_t emit_jump(struct parser *p, enum opcode code, int grows); /* its place for emit_land(), SIZE_MAX on failure */
void emit_land(struct parser *p, size_t jump);       /* a jump ends here */
int emit_fold(struct parser *p, struct operand *x);  /* work out an operand that reads nothing; keep one that the day settles */
int emit_keep(struct parser *p, const struct operand *x); /* in a predicate, work out x once if nodes do not matter to it */
/* The comparison of two operands, both written; of an answer with a constant, which is most of what forms ask, one op. */
int emit_compare(struct parser *p, enum relation relation, const struct operand *left, const struct operand *right);
int emit_memory(struct parser *p);

/* refer.c: names of questions and tables. */
int refer_name(struct parser *p, const struct token *t, struct operand *out); /* ${name} */
int refer_bare(struct parser *p, const struct token *t, struct operand *out); /* name, in a predicate */
int refer_step(struct parser *p, const struct token *t, struct operand *x);   /* x/name */
int refer_up(struct parser *p, struct operand *x);                            /* x/.. */
int refer_start(struct parser *p, size_t at, bool up, struct operand *out);   /* current(), and ".." of it */
int refer_here(struct parser *p, size_t at, bool up, struct operand *out);    /* . and .. */
int refer_note(struct parser *p, struct noted *list, int number);             /* ${number} is named */
int refer_items(struct parser *p, const struct choice_list *l, size_t at, struct operand *out); /* all choices of a list */
int refer_list(struct parser *p, const struct token *t, const struct choice_list **out); /* the list 'name' of a literal */
bool refer_is_items(const struct parser *p, const struct operand *x); /* choices, or cells of them */
int refer_section(const struct parser *p, const struct token *t, int table); /* whether t names a section of the table */
/* What ${t} names in a record of ${table}: a question's column into *${column}, or a table below into *${kid}. */
int refer_inside(struct parser *p, const struct token *t, int table, int *column, int *kid);
int refer_unknown(struct parser *p, const struct token *t, const char *what);

/* path.c: paths from the top, the token behind the / being the current one, and instance() behind its bracket. */
int path_parse(struct parser *p, size_t at, struct operand *out);
int path_instance(struct parser *p, const struct token *name, int number, struct operand *out);
int path_refuse(struct parser *p); /* the current token, when it belongs to a part of XPath that is not understood */

/* call.c: function calls, the token behind the opening bracket being the current one. */
int call_parse(struct parser *p, const struct token *name, struct operand *out);

/* parse.c */
int parse_next(struct parser *p);
int parse_expect(struct parser *p, const char *mark);
int parse_expression(struct parser *p, struct operand *out);

#endif
