/* statistics: figures of villages, townships and the county; the list of the insured. */
#include <string.h>

#include "command.h"
#include "csv.h"
#include "journal/exchange.h"
#include "num.h"
#include "office/ledger.h"
#include "office/statistics.h"
#include "words.h"

enum format { LINES, JSON, HTML, XLSX, FORMATS };
static const char *const format_names[FORMATS] = {"text", "json", "html", "xlsx"};

static int
read_format(const struct call *c)
{
	const char *name = c->value[OPT_FORMAT];
	int i = 0;

	if (c->value[OPT_JSON] != NULL && name != NULL)
		return fault_set(c->f, EX_USAGE, _("Either --format or --json."));
	if (c->value[OPT_JSON] != NULL)
		return JSON;
	while (name != NULL && i < FORMATS && strcmp(name, format_names[i]) != 0)
		i++;
	if (i == FORMATS)
		return fault_set(c->f, EX_USAGE, _("--format is text, json, html or xlsx."));
	if (i == XLSX && c->value[OPT_OUTPUT] == NULL)
		return fault_set(c->f, EX_USAGE, _("A workbook goes to a file: say which with --output."));
	return i;
}

static int
write_statistics(struct call *c, struct office *o, int format, const char *area)
{
	struct statistics *x = statistics_make(&o->store, area, c->f);
	int rc = x == NULL ? -1 : 0;

	if (rc == 0 && format == LINES)
		statistics_lines(x, &c->out);
	else if (rc == 0 && format == JSON)
		statistics_json(x, &c->out);
	else if (rc == 0 && format == HTML)
		statistics_page(x, o->name, &c->out);
	else if (rc == 0)
		rc = statistics_book(x, c->to.temporary, c->f);
	statistics_free(x);
	return rc;
}

/* The list for the insurer. */
struct insuring {
	struct call *c;
	int64_t total, unset;
	bool full;
};

static int
put_insured(void *self, const struct insured *who)
{
	struct insuring *g = self;
	struct buf id = {0}, *out = &g->c->out;
	char premium[NUM_TEXT] = "";

	if (g->full)
		buf_text(&id, who->id_number);
	else
		ledger_mask(who->id_number, "2+3", &id);
	if (who->premium >= 0) {
		num_fixed_text(who->premium, premium);
		g->total += who->premium;
	} else {
		g->unset++;
	}
	csv_put_text(out, who->area, 1);
	csv_put_text(out, who->place, 0);
	csv_put_text(out, who->name, 0);
	csv_put_text(out, buf_str(&id), 0);
	csv_put(out, premium, 0);
	buf_text(out, "\r\n");
	buf_wipe(&id);
	return out->len < CALL_FLUSH ? 0 : call_flush(g->c);
}

static int
write_insured(struct call *c, struct office *o, const char *area)
{
	static const char *const heads[] = {N_("Village code"), N_("Place"), N_("Name"), N_("Identity number"), N_("Premium (yuan)")};
	struct insuring g = {.c = c, .full = c->value[OPT_FULL] != NULL};
	char reason[CALL_REASON], total[NUM_TEXT];

	if (call_reason(c, reason) < 0)
		return -1;
	buf_text(&c->out, "\xEF\xBB\xBF");
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		csv_put(&c->out, _(heads[i]), i == 0);
	buf_text(&c->out, "\r\n");
	int64_t n = statistics_insured(&o->store, area, put_insured, &g, c->f);
	if (n < 0 || (g.full && call_log_full(c, o, "insured", reason, (uint64_t)n, c->out.len) < 0))
		return -1;
	num_money_text(g.total, total);
	call_say(_("People insured: %lld; premiums together: %s yuan."), (long long)n, total);
	if (g.unset > 0)
		call_say(_("The premium is not set in the policy: it is blank for %lld of them."), (long long)g.unset);
	return 0;
}

int
run_statistics(struct call *c)
{
	struct office o;
	const char *area = c->value[OPT_VILLAGE] != NULL ? c->value[OPT_VILLAGE] : "";
	const int format = read_format(c);

	if (format < 0)
		return -1;
	if (c->value[OPT_FULL] != NULL && c->value[OPT_INSURED] == NULL)
		return fault_set(c->f, EX_USAGE, _("--full is for --insured; figures name nobody."));
	if (call_open(c, &o, c->value[OPT_FULL] != NULL ? VAULT_COUNTY_WRITE : VAULT_COUNTY_READ) < 0)
		return -1;
	int64_t stale = journal_count(o.store.journal, STALE_COUNT, c->f);
	int rc = stale < 0 ? -1 : c->value[OPT_INSURED] != NULL ? write_insured(c, &o, area) : write_statistics(c, &o, format, area);
	if (rc == 0 && stale > 0)
		call_say(_("%lld households wait to be assessed again, as the last merge was interrupted; merge again for classes as they are now."),
			(long long)stale);
	office_close(&o);
	return rc;
}
