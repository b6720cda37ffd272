#ifndef VALUE_H
#define VALUE_H

#include "expr/expr.h"

/* Values from what they hold; here, for ops make them all the time. */

static inline struct value
value_of_number(double d)
{
	return (struct value){.kind = VALUE_NUMBER, .number = d};
}

static inline struct value
value_of_truth(bool b)
{
	return (struct value){.kind = VALUE_BOOLEAN, .truth = b};
}

static inline struct value
value_of_text(const char *s, size_t n)
{
	return (struct value){.kind = VALUE_TEXT, .text = s, .len = n};
}

#endif
