#ifndef IDENTITY_INSIDE_H
#define IDENTITY_INSIDE_H

#include "identity/identity.h"

/* Shared by the readers of this room. */

/*
 * The plain form of what was typed into ${out} (room for ${room} bytes with the NUL): full-width letters and digits become
 * ASCII, letters capital, blanks and hyphens are dropped (hyphens stay when ${hyphens}). Returns its length, 0 when it is
 * empty, or -1 with *${why} when it is longer than the room (IDENTITY_LENGTH) or holds anything else (IDENTITY_CHARACTER).
 */
int identity_typed(const char *s, size_t n, bool hyphens, char *out, size_t room, enum identity_problem *why);

/* Whether the ${n} characters at ${s} are all ASCII digits. */
bool identity_digits(const char *s, size_t n);

#endif
