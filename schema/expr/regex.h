#ifndef REGEX_H
#define REGEX_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"

/*
 * Patterns of regex(): | ( ) (?: ) [ ] . * + ? {n,m} ^ $ and \d \w \s \D \W \S, over code points. A pattern is matched
 * against the whole text, in time linear in the text whatever the pattern, as patterns come in sheets from outside.
 */
struct regex;

/* A compiled pattern in ${a}; NULL with *${why} a sentence for people, or with *${why} NULL when out of memory. */
const struct regex *regex_compile(struct arena *a, const char *pattern, size_t n, const char **why);

/* Whether all of the text matches. */
bool regex_match(const struct regex *r, const char *s, size_t n);

/* How many states and ranges a match looks at for each character, at most. */
size_t regex_work(const struct regex *r);

#endif
