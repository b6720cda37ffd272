#ifndef FORM_SHIPPED_H
#define FORM_SHIPPED_H

#include "form/load.h"

/* The file of this base name ("survey.csv", "001_vault.sql") that was built into the program, into ${out}, whose bytes
 * live as long as the program. 0, or -1 when there is none. */
int shipped_sheet(const char *name, struct sheet *out);

/* The ${i}th such file in order of path, counted from 0. 0, or -1 behind the last. */
int shipped_nth(size_t i, struct sheet *out);

#endif
