#ifndef PAIRING_H
#define PAIRING_H

#include <stddef.h>
#include <stdint.h>

#include "fault.h"
#include "world.h"

/*
 * The pairing code: 60 random bits as twelve base-32 digits and a check digit, spoken or printed apart from the stick.
 * It is a secret while its invitation is unused: callers wipe it.
 */

#define PAIRING_CODE 13 /* the twelve digits and a NUL */
#define PAIRING_TEXT 17 /* XXXX-XXXX-XXXX-C and a NUL */

/* A new code. */
void pairing_make(const struct world *w, char code[PAIRING_CODE]);

/* The code of the low 60 bits of ${bits}: also used for fingerprints that are read aloud. */
void pairing_of(uint64_t bits, char code[PAIRING_CODE]);

/* As people see it, with the check digit. */
void pairing_show(const char code[PAIRING_CODE], char text[PAIRING_TEXT]);

/*
 * What somebody typed, forgiving case, blanks, hyphens, O for 0, I and L for 1. 0, or -1 with EX_DATAERR and a sentence
 * that says whether digits are missing, a sign is none, or the check digit does not fit.
 */
int pairing_read(const char *s, size_t n, char code[PAIRING_CODE], struct fault *f);

#endif
