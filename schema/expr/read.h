#ifndef READ_H
#define READ_H

#include "code.h"

/* Reading an answer. Most of what expressions do is this, so it stands here to be compiled into its places. */

/* date_days() of 0001-01-01 and 9999-12-31. */
enum { DAY_FIRST = -719162, DAY_LAST = 2932896 };

/* The answer as a value, without noting that it was read. */
static inline struct value
answer_value(const struct answer *a)
{
	if (!(a->flags & ANSWER_HIDDEN))
		switch ((enum answer_kind)a->kind) {
		case ANSWER_INT:
			return value_of_number((double)a->i);
		case ANSWER_FIXED:
			return value_of_number((double)a->i / 100.0);
		case ANSWER_REAL:
			return value_of_number(a->real);
		case ANSWER_TEXT:
			return value_of_text(a->text, a->len);
		case ANSWER_DATE:
			/* A version from elsewhere may hold any number. */
			if (a->i >= DAY_FIRST && a->i <= DAY_LAST)
				return (struct value){.kind = (enum value_kind)VALUE_DATE, .number = (double)a->i};
			break;
		case ANSWER_BLANK:
			break;
		}
	return value_of_text("", 0);
}

/* Note in the environment what it means that the answer was read. */
static inline void
answer_touch(struct expr_env *env, const struct answer *a)
{
	if (a->flags == 0 || a->flags & ANSWER_HIDDEN)
		return;
	if (a->flags & ANSWER_UNSURE)
		env->touched |= EXPR_BLANK | EXPR_UNSURE;
	else if (a->flags & ANSWER_REQUIRED && a->kind == ANSWER_BLANK)
		env->touched |= EXPR_BLANK;
	if (a->flags & ANSWER_UNSET)
		env->touched |= EXPR_UNSET;
}

#endif
