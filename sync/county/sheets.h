#ifndef SHEETS_H
#define SHEETS_H

#include "office.h"
#include "parcel.h"

/* The sheets that travel together under one version: the form's, and the policy's with the checks at the door. */
enum sheet_kind { SHEETS_FORM, SHEETS_POLICY, SHEET_KINDS };
#define CHECKS_SHEET "checks.csv"
enum { KIND_SHEETS = 4 };                                              /* of a kind, at most */
extern const char *const office_sheet_names[SHEET_KINDS][KIND_SHEETS]; /* NULL where a kind has fewer */

/*
 * The sheets of a kind in force as a parcel's content; the bytes live in ${bytes}, which the caller frees. Checks travel once
 * the county has issued its own: until then every laptop goes by those of its program. 0 or -1.
 */
int office_sheets(struct office *o, enum sheet_kind kind, struct sheets *out, struct buf bytes[KIND_SHEETS], struct fault *f);

#endif
