#ifndef JOIN_H
#define JOIN_H

#include "invite.h"
#include "store/store.h"

/*
 * Joining: an opened invitation becomes a laptop's data folder. Makes the vault under the cadre's new passphrase, the
 * laptop's keys and their certificate, puts form and policy in force and takes the roster in. What a crash left half
 * done is finished by joining again with the same passphrase; a laptop that has joined already is refused
 * (EX_CANTCREAT) and left as it is. 0 or -1.
 */
int join_laptop(const char *folder, const struct invite_file *file, const char *passphrase, size_t n, const struct world *w,
	struct fault *f);

#endif
