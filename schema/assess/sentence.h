#ifndef ASSESS_SENTENCE_H
#define ASSESS_SENTENCE_H

#include "buf.h"
#include "expr/expr.h"
#include "form/mistakes.h"

/* Sentences of sheets with figures in them: "net income {${net_income}|money} yuan"; formats money, int, percent, text. */
struct sentence;

/* Compiles the ${n} bytes of a figure's expression; NULL with the mistake noted at ${at}. */
typedef const struct expr *sentence_compile(void *self, const char *src, size_t n, struct place at, struct mistakes *m);

/* The sentence ${src}, in ${a}; NULL with the mistake noted. */
const struct sentence *sentence_read(struct arena *a, const char *src, sentence_compile *compile, void *self, struct place at,
	struct mistakes *m);

/* Append the sentence, its numbers filled in, to ${out}. 0, or -1 when out of memory. */
int sentence_write(const struct sentence *s, struct expr_env *env, const struct record *here, struct buf *out);

/* Append the sentence with "..." in the place of its figures. */
void sentence_words(const struct sentence *s, struct buf *out);

/* Call ${each} for every expression in the sentence; ${s} may be NULL. */
void sentence_each(const struct sentence *s, void (*each)(void *self, const struct expr *e), void *self);

#endif
