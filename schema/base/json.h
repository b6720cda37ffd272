#ifndef JSON_H
#define JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"

/*
 * Writing JSON (RFC 8259) into a buffer, piece by piece; commas are put where they belong. Whoever writes keeps to the
 * grammar: keys only in objects, as many ends as beginnings. Failure is remembered in the buffer. Start from
 * {.out = &buffer}.
 */
struct json {
	struct buf *out;
	bool after; /* a value stands before, in the same array or object */
};

void json_begin(struct json *j, char bracket); /* '{' or '[' */
void json_end(struct json *j, char bracket);   /* '}' or ']' */
void json_key(struct json *j, const char *name);

/* A string; quotes, backslashes and control characters are escaped, what is no UTF-8 becomes U+FFFD. */
void json_text(struct json *j, const char *s);
void json_int(struct json *j, int64_t v);
void json_fixed(struct json *j, int64_t hundredths); /* as a number with at most two decimals */
void json_bool(struct json *j, bool v);
void json_null(struct json *j);
void json_hex(struct json *j, const void *bytes, size_t n); /* a string of lower-case digits */

#endif
