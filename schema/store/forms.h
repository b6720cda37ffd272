#ifndef STORE_FORMS_H
#define STORE_FORMS_H

#include "store/store.h"

/* The forms that were ever in force in this data folder. */

enum { FORMS_BYTES = 64 << 20 }; /* of all their sheets: hundreds of forms like the shipped one */

/*
 * The form of this version as it was in force here: in *${form}, to be freed
 * with form_free(). 1; 0 when none was, or several of the number; -1 (EX_DATAERR, EX_UNAVAILABLE: its sheets cannot be read by this program).
 */
int store_form_at(struct store *s, uint32_t version, struct form **form, struct fault *f);

/* Whether ${form} may follow the one in force, as form_only_adds() says; while nothing was captured yet, any may. 0 or -1. */
int store_form_follows(struct store *s, const struct form *form, struct buf *report, struct fault *f);

/* Keep the form in force: its sheets are those of store_sheet(). ${bounded}: refuse (EX_DATAERR) what goes beyond
 * FORMS_BYTES. Inside a transaction; nothing is written when it is kept already. 0 or -1. Private to this room. */
int forms_keep(struct store *s, const struct form *form, bool bounded, struct fault *f);

/* Whether it is kept: 1, 0, -1. */
int forms_kept(struct store *s, const struct form *form, struct fault *f);

#endif
