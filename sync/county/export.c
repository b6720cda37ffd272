/* ledger: the prevention ledger for spreadsheets and programs. */
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "file.h"
#include "journal/exchange.h"
#include "office/ledger.h"
#include "words.h"

/* An export in full leaves a trace before it leaves the vault. */
static int
log_full(struct call *c, struct office *o, int households, size_t bytes)
{
	struct buf note = {0};

	buf_printf(&note, "ledger in full: %s", c->value[OPT_REASON]);
	struct exchange_row e = {.wall_ms = c->world.now(c->world.self), .carrier = "file", .note = buf_str(&note), .sent = households,
		.bytes = (int64_t)bytes};
	int rc = note.failed ? fault_memory(c->f) : exchange_add(o->store.db, &e, c->f);
	buf_free(&note);
	return rc;
}

static int
write_ledger(struct call *c, struct office *o, bool full)
{
	const char *area = c->value[OPT_VILLAGE] != NULL ? c->value[OPT_VILLAGE] : "", *to = c->value[OPT_OUTPUT];
	int64_t stale = journal_count(o->store.journal, STALE_COUNT, c->f);
	int n = stale < 0 ? -1 : (c->value[OPT_JSON] != NULL ? ledger_json : ledger_csv)(&o->store, area, full, &c->out, c->f);

	if (n < 0 || (full && log_full(c, o, n, c->out.len) < 0))
		return -1;
	if (stale > 0)
		call_say(_("%lld households wait to be assessed again, as the last merge was interrupted; merge again for classes as they are now."),
			(long long)stale);
	if (to != NULL) {
		if (file_write(to, c->out.data, c->out.len, true, c->f) < 0)
			return -1;
		buf_wipe(&c->out);
	}
	call_say(_("Households on the ledger: %d."), n);
	return 0;
}

int
run_ledger(struct call *c)
{
	struct office o;
	bool full = c->value[OPT_FULL] != NULL;

	if (c->value[OPT_CSV] != NULL && c->value[OPT_JSON] != NULL)
		return fault_set(c->f, EX_USAGE, _("Either --csv or --json."));
	if (full != (c->value[OPT_REASON] != NULL))
		return fault_set(c->f, EX_USAGE, _("--full and --reason belong together: names and numbers in full need a reason, which is logged."));
	if (call_open(c, &o, full ? VAULT_COUNTY_WRITE : VAULT_COUNTY_READ) < 0)
		return -1;
	int rc = write_ledger(c, &o, full);
	office_close(&o);
	return rc;
}
