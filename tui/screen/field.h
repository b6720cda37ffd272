#ifndef FIELD_H
#define FIELD_H

#include "buf.h"
#include "fault.h"
#include "record/record.h"

/* One question on the screen: from what a cadre types to an answer, and back to text. */

/* Whether the question's (or section's) appearance holds the word. */
bool field_has(const char *appearance, const char *word);

/* Whether it is asked on the screen at all: no calculate, no note, not marked hidden. */
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
 * The check character that the first 17 digits of an 18-character resident ID number call for (GB 11643-1999), or 0
 * when the text is no such number or ends as it should.
 */
char field_id_check(const char *s, size_t n);

#endif
