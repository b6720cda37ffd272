/* ledger and export: the prevention ledger, and every table of the form, for spreadsheets and programs. */
#include <stdio.h>
#include <string.h>

#include "ask.h"
#include "command.h"
#include "file.h"
#include "journal/exchange.h"
#include "office/export.h"
#include "office/ledger.h"
#include "text.h"
#include "words.h"

/* An export in full leaves a trace before it leaves the vault. */
static int
log_full(struct call *c, struct office *o, const char *what, const char *reason, uint64_t households, uint64_t bytes)
{
	struct buf note = {0};

	buf_printf(&note, "%s in full: %s", what, reason);
	struct exchange_row e = {.wall_ms = c->world.now(c->world.self), .carrier = "file", .note = buf_str(&note), .sent = (int64_t)households,
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

	if (n < 0 || (full && log_full(c, o, "ledger", c->value[OPT_REASON], (uint64_t)n, c->out.len) < 0))
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

enum { REASON_ROOM = 512 };

struct exporting {
	struct call *c;
	struct office o;
	struct export_order order;
	char reason[REASON_ROOM];
};

static int
read_order(struct exporting *x)
{
	struct call *c = x->c;
	const char *format = c->value[OPT_FORMAT];
	int i = 0;

	x->order = (struct export_order){.dir = c->value[OPT_DIR], .table = c->value[OPT_TABLE], .full = c->value[OPT_FULL] != NULL,
		.area = c->value[OPT_VILLAGE] != NULL ? c->value[OPT_VILLAGE] : ""};
	if (x->order.dir == NULL)
		return fault_set(c->f, EX_USAGE, _("Say where the files go: --dir DIR."));
	while (format != NULL && i < EXPORT_FORMATS && strcmp(format, export_format_names[i]) != 0)
		i++;
	if (i == EXPORT_FORMATS)
		return fault_set(c->f, EX_USAGE, _("--format is csv, xlsx, stata or spss."));
	if (!x->order.full && c->value[OPT_REASON_FD] != NULL)
		return fault_set(c->f, EX_USAGE, _("--reason-fd belongs to --full."));
	x->order.format = (enum export_format)i;
	return 0;
}

/* Why names and numbers are needed in full; asked for, because people are easily named in it. 0 or -1. */
static int
ask_reason(struct exporting *x)
{
	struct call *c = x->c;
	int64_t fd;

	if (!x->order.full)
		return 0;
	if (call_number(c, OPT_REASON_FD, 0, 1023, ASK_TERMINAL, &fd) < 0 ||
		ask_line(_("Why names and numbers are needed in full (it is logged): "), (int)fd, x->reason, sizeof x->reason, c->f) < 0)
		return -1;
	if (utf8_valid(x->reason, strlen(x->reason)) && strspn(x->reason, " ") < strlen(x->reason))
		return 0;
	return fault_set(c->f, EX_DATAERR, _("The reason has to be a line of text; nothing was written."));
}

static int
agree(void *self, const struct export_report *r, struct fault *f)
{
	struct exporting *x = self;

	(void)f; /* the call's */
	return x->order.full ? log_full(x->c, &x->o, "export", x->reason, r->households, r->bytes) : 0;
}

static void
tell_export(struct call *c, const struct export_report *r)
{
	struct json j = {.out = &c->out};

	if (c->value[OPT_JSON] == NULL) {
		call_say(_("Households exported: %llu; files: %zu; rows: %llu."), (unsigned long long)r->households, r->files, (unsigned long long)r->rows);
		if (r->cut > 0)
			call_say(_("Texts longer than this format holds, cut at a whole character: %llu. CSV has them whole."), (unsigned long long)r->cut);
		return;
	}
	json_begin(&j, '{');
	json_key(&j, "households");
	json_int(&j, (int64_t)r->households);
	json_key(&j, "files");
	json_int(&j, (int64_t)r->files);
	json_key(&j, "rows");
	json_int(&j, (int64_t)r->rows);
	json_key(&j, "bytes");
	json_int(&j, (int64_t)r->bytes);
	json_key(&j, "cut");
	json_int(&j, (int64_t)r->cut);
	json_end(&j, '}');
	buf_byte(&c->out, '\n');
}

int
run_export(struct call *c)
{
	struct exporting x = {.c = c};
	struct export_report report;

	if (read_order(&x) < 0 || call_open(c, &x.o, x.order.full ? VAULT_COUNTY_WRITE : VAULT_COUNTY_READ) < 0)
		return -1;
	int rc = ask_reason(&x);
	if (rc == 0)
		rc = export_write(&x.o.store, &x.order, agree, &x, &report, c->f);
	office_close(&x.o);
	if (rc == 0)
		tell_export(c, &report);
	return rc;
}
