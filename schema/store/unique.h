#ifndef STORE_UNIQUE_H
#define STORE_UNIQUE_H

#include "store/store.h"

/* Keys of unique checks in the database. Private to this room. */

/* Make the stored keys those of the file; nothing is written when they are. Inside a transaction. 0 or -1. */
int unique_keep(struct store *s, struct casefile *c, struct fault *f);

/* Forget the keys of a household that is none any more. Inside a transaction. 0 or -1. */
int unique_drop(struct store *s, const unsigned char root[RECORD_ID], struct fault *f);

#endif
