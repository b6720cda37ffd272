/* ledger: who is watched and who should be, for spreadsheets, programs and paper. */
#include <string.h>
#include <sys/stat.h>

#include "command.h"
#include "date.h"
#include "journal/exchange.h"
#include "ledger_call.h"
#include "words.h"

void
call_stale(int64_t n)
{
	if (n > 0)
		call_say(_("%lld households wait to be assessed again, as the last merge was interrupted; merge again for classes as they are now."),
			(long long)n);
}

struct ordering {
	struct ledger_order order;
	enum ledger_format format;
	char due[DATE_TEXT];
};

static const char *
text(const struct call *c, enum option o)
{
	return c->value[o] != NULL ? c->value[o] : "";
}

int
call_format(const struct call *c, enum ledger_format otherwise, enum ledger_format *format)
{
	const char *name = c->value[OPT_FORMAT];
	int i = 0;

	if ((c->value[OPT_CSV] != NULL) + (c->value[OPT_JSON] != NULL) + (name != NULL) > 1)
		return fault_set(c->f, EX_USAGE, _("One of --format, --csv and --json."));
	if (name == NULL)
		name = ledger_format_names[c->value[OPT_JSON] != NULL ? LEDGER_JSON : c->value[OPT_CSV] != NULL ? LEDGER_CSV : otherwise];
	while (i < LEDGER_FORMATS && strcmp(name, ledger_format_names[i]) != 0)
		i++;
	if (i == LEDGER_FORMATS)
		return fault_set(c->f, EX_USAGE, _("--format is text, csv, json, html or xlsx."));
	if (i == LEDGER_XLSX && c->value[OPT_OUTPUT] == NULL)
		return fault_set(c->f, EX_USAGE, _("A workbook goes to a file: say which with --output."));
	*format = (enum ledger_format)i;
	return 0;
}

static int
read_order(const struct call *c, struct ordering *x)
{
	const char *state = text(c, OPT_STATE);
	int64_t days;

	x->order = (struct ledger_order){.area = text(c, OPT_VILLAGE), .classes = text(c, OPT_CLASS), .factor = text(c, OPT_FACTOR),
		.place = text(c, OPT_PLACE), .due = "", .full = c->value[OPT_FULL] != NULL, .decided = strcmp(state, "decided") == 0,
		.proposed = strcmp(state, "proposed") == 0};
	if (state[0] != '\0' && !x->order.decided && !x->order.proposed)
		return fault_set(c->f, EX_USAGE, _("--state is decided or proposed."));
	if (call_number(c, OPT_DUE, 0, 3660, 0, &days) < 0)
		return -1;
	if (c->value[OPT_DUE] != NULL) {
		date_format(world_today(&c->world) + (int32_t)days, x->due);
		x->order.due = x->due;
	}
	return call_format(c, LEDGER_CSV, &x->format);
}

/* How many bytes of it there are: in c->out, or a workbook in the file of --output. */
static uint64_t
bytes_of(const struct call *c, enum ledger_format format)
{
	struct stat st;

	return format == LEDGER_XLSX && fstat(c->to.fd, &st) == 0 ? (uint64_t)st.st_size : c->out.len;
}

/* What a row of the policy may be asked for by: the class it gives, or its name as a factor; "" when by neither. */
static const char *
code_of(const struct policy_row *r, enum option o)
{
	return o == OPT_CLASS ? r->class : strcmp(r->kind, "factor") == 0 ? r->name : "";
}

/* A code that the policy does not have would find nobody, and look as if there were nobody. 0 or -1. */
static int
check_codes(const struct call *c, enum option o, const struct policy *p)
{
	struct buf known = {0};
	struct policy_row r;
	int rc = 0;

	for (const char *at = text(c, o); rc == 0 && *(at += strspn(at, " ,")) != '\0'; at += strcspn(at, " ,")) {
		const size_t n = strcspn(at, " ,");
		bool found = false;
		for (size_t i = 0; !found && policy_row(p, i, &r); i++)
			found = strlen(code_of(&r, o)) == n && memcmp(code_of(&r, o), at, n) == 0;
		for (size_t i = 0; !found && policy_row(p, i, &r); i++)
			if (code_of(&r, o)[0] != '\0')
				buf_printf(&known, "%s%s %s", known.len > 0 ? _(", ") : "", code_of(&r, o), form_label(r.label));
		if (!found)
			rc = fault_set(c->f, EX_USAGE, _("The policy has no %.*s. It has: %s."), (int)(n < 40 ? n : 40), at, buf_str(&known));
	}
	buf_free(&known);
	return rc;
}

static int
write_ledger(struct call *c, struct office *o, const struct ordering *x, const char *reason)
{
	int64_t stale = journal_count(o->store.journal, STALE_COUNT, c->f);
	int n = stale < 0 ? -1 : ledger_write(&o->store, &x->order, x->format, &c->out, c->to.fd >= 0 ? c->to.temporary : NULL, c->f);

	if (n < 0 || (x->order.full && call_log_full(c, o, "ledger", reason, (uint64_t)n, bytes_of(c, x->format)) < 0))
		return -1;
	call_stale(stale);
	call_say(_("Households on the ledger: %d."), n);
	return 0;
}

int
run_ledger(struct call *c)
{
	struct office o;
	struct ordering x;
	char reason[CALL_REASON];

	if (read_order(c, &x) < 0 || call_open(c, &o, x.order.full ? VAULT_COUNTY_WRITE : VAULT_COUNTY_READ) < 0)
		return -1;
	const struct policy *p = o.store.policy;
	int rc = check_codes(c, OPT_CLASS, p) < 0 || check_codes(c, OPT_FACTOR, p) < 0 || call_reason(c, reason) < 0 ? -1 : write_ledger(c, &o, &x, reason);
	office_close(&o);
	return rc;
}
