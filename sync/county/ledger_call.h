#ifndef COUNTY_LEDGER_CALL_H
#define COUNTY_LEDGER_CALL_H

#include "command.h"
#include "office/ledger.h"

/* What commands that write lists of households share. */

/* The format asked for by --format, --csv or --json, else ${otherwise}. 0, or -1 (EX_USAGE). */
int call_format(const struct call *c, enum ledger_format otherwise, enum ledger_format *format);

/* Tell that ${n} households wait to be assessed again; nothing for 0. */
void call_stale(int64_t n);

#endif
