/* statistics: figures of villages, townships and the county; the list of the insured. */
#include <string.h>

#include "command.h"
#include "csv.h"
#include "journal/exchange.h"
#include "num.h"
#include "office/insured.h"
#include "office/statistics.h"
#include "areas.h"
#include "ledger_call.h"
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
	struct areas areas = {0};
	int rc = x == NULL ? -1 : areas_find(c, &o->store, &areas);

	if (rc == 0 && format == LINES)
		statistics_lines(x, &areas.names, &c->out);
	else if (rc == 0 && format == JSON)
		statistics_json(x, &areas.names, &c->out);
	else if (rc == 0 && format == HTML)
		statistics_page(x, &areas.names, o->name, &c->out);
	else if (rc == 0)
		rc = statistics_book(x, &areas.names, c->to.temporary, c->f);
	const char *code;
	if (rc == 0 && statistics_area(x, 0, &code) == NULL)
		call_say(_("There are no households yet."));
	areas_free(&areas);
	statistics_free(x);
	return rc;
}

/* The list for the insurer. */
static int
put_insured(void *self, const struct insured *who)
{
	struct call *c = self;
	char premium[NUM_TEXT] = "";

	if (who->premium >= 0)
		num_fixed_text(who->premium, premium);
	csv_put_text(&c->out, who->area, 1);
	csv_put_text(&c->out, who->place, 0);
	for (size_t i = 0; who->cells[i] != NULL; i++)
		csv_put_text(&c->out, who->cells[i], 0);
	csv_put(&c->out, premium, 0);
	buf_text(&c->out, "\r\n");
	return c->out.len < CALL_FLUSH ? 0 : call_flush(c);
}

static int
write_insured(struct call *c, struct office *o, const char *area)
{
	const bool full = c->value[OPT_FULL] != NULL;
	struct insured_list *l = insured_open(&o->store, c->value[OPT_INSURED], c->f);
	struct insured_sum sum;
	char reason[CALL_REASON], total[NUM_TEXT];

	if (l == NULL || call_reason(c, reason) < 0) {
		insured_close(l);
		return -1;
	}
	buf_text(&c->out, "\xEF\xBB\xBF");
	csv_put(&c->out, _("Village code"), 1);
	csv_put(&c->out, _("Place"), 0);
	for (size_t i = 0; insured_head(l, i) != NULL; i++)
		csv_put(&c->out, insured_head(l, i), 0);
	csv_put(&c->out, _("Premium (yuan)"), 0);
	buf_text(&c->out, "\r\n");
	int rc = insured_visit(l, area, full, put_insured, c, &sum, c->f);
	insured_close(l);
	if (rc < 0 || (full && call_log_full(c, o, "insured", reason, sum.people, c->out.len) < 0))
		return -1;
	num_money_text(sum.premium, total);
	call_say(_("People insured: %llu; premiums together: %s yuan."), (unsigned long long)sum.people, total);
	if (sum.unset > 0)
		call_say(_("The premium is not set in the policy: it is blank for %llu of them."), (unsigned long long)sum.unset);
	if (sum.undecided > 0)
		call_say(_("%llu households are not listed: whether they are insured hangs on a parameter that the policy does not set."),
			(unsigned long long)sum.undecided);
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
	if (rc == 0)
		call_stale(stale);
	office_close(&o);
	return rc;
}
