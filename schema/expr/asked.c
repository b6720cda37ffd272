/* Which parameters an expression asks for. */
#include "expr/asked.h"

#include <string.h>

#include "function.h"

const char *
expr_asked(const struct expr *e, size_t i, size_t *n)
{
	const int pulldata = function_find("pulldata", strlen("pulldata"));

	for (size_t k = 1; k < e->n_ops; k++) {
		const struct op *name = &e->code[k - 1], *call = &e->code[k];
		/* With data it looks into a list (call.c). */
		if (call->code != OP_CALL || call->a != pulldata || call->b >= 0 || name->code != OP_CONST || i-- > 0)
			continue;
		*n = e->consts[name->a].len;
		return e->consts[name->a].text;
	}
	return NULL;
}
