#ifndef LEX_H
#define LEX_H

#include <stdbool.h>
#include <stddef.h>

#include "expr/expr.h"

enum token_kind {
	TOKEN_END,
	TOKEN_NUMBER,
	TOKEN_LITERAL, /* text between quotes */
	TOKEN_REF,     /* ${name} */
	TOKEN_NAME,    /* also the words and, or, div, mod: the parser knows where an operator stands */
	TOKEN_MARK     /* an operator or bracket */
};

struct token {
	enum token_kind kind;
	size_t at;        /* offset of its first byte, for messages */
	const char *text; /* the name, the literal's inside, the mark */
	size_t len;
	double number;
};

struct lexer {
	const char *src;
	size_t at, len;
};

/* The next token into ${t}. 0, or -1 with ${err} filled. */
int lex_next(struct lexer *l, struct token *t, struct expr_error *err);

/* Whether ${t} is the mark, or the name, ${text}. */
bool token_is(const struct token *t, const char *text);

/* How many bytes of its text a message shows: whole characters, at most 64 bytes. */
int token_shown(const struct token *t);

/* Fill ${err} from a printf format; returns -1. */
int expr_fail(struct expr_error *err, size_t at, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

#endif
