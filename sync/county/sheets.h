#ifndef SHEETS_H
#define SHEETS_H

#include "office.h"
#include "parcel.h"

/* Form or policy in force as a parcel's content; the bytes live in ${bytes}, which the caller frees. 0 or -1. */
int office_sheets(struct office *o, bool policy, struct sheets *out, struct buf bytes[3], struct fault *f);

#endif
