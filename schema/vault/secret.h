#ifndef VAULT_SECRET_H
#define VAULT_SECRET_H

#include <stddef.h>

#include "fault.h"

/* ${n} zeroed bytes that are never swapped out and are wiped by secret_free(): for a passphrase being typed. NULL when
 * there is none; after vault_begin(). */
char *secret_new(size_t n);
void secret_free(char *secret); /* NULL is fine */

/* Whether ${n} bytes are long enough for a new passphrase: who finds a lost laptop must not guess it. 0, or -1 with
 * EX_USAGE. */
int secret_strong(size_t n, struct fault *f);

#endif
