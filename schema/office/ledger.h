#ifndef OFFICE_LEDGER_H
#define OFFICE_LEDGER_H

#include "store/summary.h"

/*
 * The ledger (防贫台账): an output, never typed. On it stands every household whose proposed class is one of the
 * policy's ledger_classes, and every one whom the county monitors by its own decision (ledger_question); voided ones
 * never. Its columns are the rows of schema/survey/ledger.csv. Numbers and telephones are masked as the policy's
 * mask_id and mask_phone say unless ${full}, which the caller asks a reason for and logs. Classes are those of the
 * household list: store_refresh() first.
 */

/* Which part of it, in which order as for store_summaries(); what is "" or false asks nothing. */
struct ledger_order {
	const char *area;       /* codes that begin so */
	const char *classes;    /* proposed classes, commas between */
	const char *factor;     /* a risk factor found or entered: "01" */
	const char *place;      /* a text that the household's place holds */
	const char *due;        /* a deadline on or before this day, "2026-11-25" */
	bool decided, proposed; /* those whom the county decided on; those it did not */
	bool full;
};

enum ledger_format { LEDGER_CSV, LEDGER_JSON, LEDGER_HTML, LEDGER_XLSX, LEDGER_TEXT, LEDGER_FORMATS };
extern const char *const ledger_format_names[LEDGER_FORMATS];

/*
 * Append the ledger to ${out}, but for LEDGER_XLSX, which is written to the file ${path} (it may be there, empty). CSV is
 * UTF-8 with a byte-order mark, CRLF, long digits as ="..." for spreadsheets. JSON is one object a line: names of ledger.csv
 * as keys, texts, numbers, arrays of texts; what is not known is null. HTML is one page, A4 on its side. The workbook has
 * numbers as numbers and a frozen head. LEDGER_TEXT has a line a household, with tabs between cells. Returns the number of households, or -1.
 */
int ledger_write(struct store *s, const struct ledger_order *order, enum ledger_format format, struct buf *out, const char *path,
	struct fault *f);

/* Append ${text} with all but its ends starred; ${spec} "3+4" says how many characters stay at either end. A text too
 * short for it, or a spec that is none, leaves nothing but stars. */
void ledger_mask(const char *text, const char *spec, struct buf *out);

#endif
