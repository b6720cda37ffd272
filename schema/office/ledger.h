#ifndef OFFICE_LEDGER_H
#define OFFICE_LEDGER_H

#include "store/store.h"

/*
 * The ledger (防贫台账): an output, never typed. On it stands every household whose proposed class is one of the
 * policy's ledger_classes, and every one whom the county monitors by its own decision (ledger_question); voided ones
 * never. Its columns are the rows of schema/survey/ledger.csv. Numbers and telephones are masked as the policy's
 * mask_id and mask_phone say unless ${full}, which the caller asks a reason for and logs. Classes are those of the
 * household list: store_refresh() first. Area as for store_summaries(); order too.
 */

/* UTF-8 with a byte-order mark, CRLF, long digits as ="..." for spreadsheets, appended to ${out}. Returns the number of
 * households, or -1. */
int ledger_csv(struct store *s, const char *area, bool full, struct buf *out, struct fault *f);

/* One JSON object a line for each household: names of ledger.csv as keys, texts, numbers, arrays of texts; what is not
 * known is null. Returns the number of households, or -1. */
int ledger_json(struct store *s, const char *area, bool full, struct buf *out, struct fault *f);

/* Append ${text} with all but its ends starred; ${spec} "3+4" says how many characters stay at either end. A text too
 * short for it, or a spec that is none, leaves nothing but stars. */
void ledger_mask(const char *text, const char *spec, struct buf *out);

#endif
