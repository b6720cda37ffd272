#ifndef EXPR_ASKED_H
#define EXPR_ASKED_H

#include "expr/expr.h"

/* The ${i}th parameter that ${e} asks for by a name written down in it, and its length in *${n} (it has no NUL); NULL behind the
 * last. One asked for twice comes twice; a name that is worked out while running is none. */
const char *expr_asked(const struct expr *e, size_t i, size_t *n);

#endif
