#ifndef FIELD_H
#define FIELD_H

#include "buf.h"
#include "fault.h"
#include "record/record.h"

/* One question on the screen: from what a cadre types to an answer, and back to text. */

/* Whether the question's (or section's) appearance holds the word. */
bool field_has(const char *appearance, const char *word);

/* Whether it is asked on the screen at all: no calculate, no note, neither read only nor marked hidden. */
bool field_asked(const struct question *q);

/*
 * An answer from typed text: amounts as spoken ("3万2"), dates as spoken, full-width digits of numbers and telephone
 * numbers made plain. Text is in ${a}. 0, or -1 with a sentence for people in ${why}.
 */
int field_read(struct arena *a, const struct question *q, const char *s, size_t n, int32_t today, struct answer *out, struct fault *why);

/* Append what stands in the field when it is opened for typing. */
void field_text(const struct answer *a, struct buf *out);

/* Append what people read: labels, separators, the unit, and the age beside a date that lies in the past. */
void field_show(const struct form *f, const struct question *q, const struct answer *a, int32_t today, struct buf *out);

/*
 * Append why the form refuses this answer: what exactly is wrong with a resident ID number or a disability certificate (and
 * which check character would fit), else the message of the form's constraint, else a sentence of our own.
 */
void field_refused(const struct question *q, const struct answer *a, struct buf *why);

#endif
