#ifndef EXPR_WATCH_H
#define EXPR_WATCH_H

#include "expr/expr.h"

/* Told of every comparison of two plain numbers, in the order made: what evaluation does hangs on their differences' signs. */
struct expr_watch {
	void (*compared)(void *self, double difference);
	void *self;
};

/* Tell env->watch that two values, neither a set, are compared; nothing where they are not compared as numbers. */
void expr_compared(const struct expr_env *env, const struct value *a, const struct value *b);

#endif
