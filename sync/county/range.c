/* range: the township's drawing of the range by income, then by risk factors. */
#include <stdio.h>
#include <string.h>

#include "draft.h"
#include "journal/exchange.h"
#include "ledger_call.h"
#include "num.h"
#include "office/range.h"
#include "words.h"

enum { AREA = 12, TOWN = 9, SLICE = 1000 };

/* The villages asked for: codes that begin so. */
static int
read_area(const struct call *c, char area[AREA + 1])
{
	const char *village = c->value[OPT_VILLAGE], *town = c->value[OPT_TOWNSHIP], *code = village != NULL ? village : town != NULL ? town : "";
	const size_t n = strlen(code);

	if (village != NULL && town != NULL)
		return fault_set(c->f, EX_USAGE, _("Either --village or --township."));
	if (n > AREA || strspn(code, "0123456789") != n || (town != NULL && n != TOWN && (n != AREA || strcmp(code + TOWN, "000") != 0)))
		return fault_set(c->f, EX_USAGE, _("An area code is digits: nine for a township (or twelve that end in 000), twelve for a village."));
	snprintf(area, AREA + 1, "%.*s", town != NULL ? TOWN : AREA, code);
	return 0;
}

/* The policy in force, with the line of --line in it, for this run alone. 0 or -1. */
static int
try_line(struct call *c, struct office *o, struct draft *d, struct store *under)
{
	struct buf text = {0};
	const char *line = c->value[OPT_LINE], *name;
	size_t n;
	int64_t v;
	const struct expr_params *p = policy_params(o->store.policy);

	if (num_fixed(line, strlen(line), &v) < 0 || v <= 0)
		return fault_set(c->f, EX_USAGE, _("--line is an amount in yuan above 0, such as 7300."));
	if (p->find(p->self, "range_line", strlen("range_line"), &name, &n) != 1 || n == 0)
		return fault_set(c->f, EX_CONFIG, _("The policy does not say which parameter a line is put into: range_line is not set. Fill it in policy.csv."));
	buf_printf(&text, "name,value\n%.*s,%s\n", (int)n, name, line);
	const struct sheet changes = {"--line", text.data, text.len};
	int rc = text.failed ? fault_memory(c->f) : draft_take(d, c, c->n_rest, &o->store);
	if (rc == 0 && (rc = draft_change(d, &changes, c->f)) == 0 && (rc = draft_load(d, c, &o->store)) == 0)
		store_under(under, &o->store, d->policy);
	buf_free(&text);
	return rc;
}

static int
write_range(struct call *c, struct store *s, const char *area, enum ledger_format format)
{
	const char *order = c->value[OPT_ORDER];
	struct range r;
	struct buf counts = {0};
	int rc = range_begin(&r, s, area, c->f), n = -1;

	while (rc == 0 && (rc = range_look(&r, SLICE, c->f)) == 1)
		rc = 0;
	if (rc == 0 && order != NULL && strcmp(order, "income") == 0)
		range_order(&r, true);
	if (rc == 0 && (n = range_write(&r, format, &c->out, c->to.fd >= 0 ? c->to.temporary : NULL, c->f)) >= 0) {
		range_counts(&r, &counts);
		if (c->value[OPT_LINE] != NULL)
			call_say(_("Drawn by a line tried out, not by the one in force: %s yuan."), c->value[OPT_LINE]);
		fputs(buf_str(&counts), stderr);
	}
	buf_free(&counts);
	range_free(&r);
	return n < 0 ? -1 : 0;
}

int
run_range(struct call *c)
{
	struct office o;
	struct store under;
	struct draft d = {0};
	char area[AREA + 1];
	enum ledger_format format;
	const char *order = c->value[OPT_ORDER];

	if (order != NULL && strcmp(order, "income") != 0 && strcmp(order, "factors") != 0)
		return fault_set(c->f, EX_USAGE, _("--order is income or factors."));
	if (read_area(c, area) < 0 || call_format(c, LEDGER_TEXT, &format) < 0 || call_open(c, &o, VAULT_COUNTY_READ) < 0)
		return -1;
	int64_t stale = journal_count(o.store.journal, STALE_COUNT, c->f);
	int rc = stale < 0 ? -1 : c->value[OPT_LINE] != NULL ? try_line(c, &o, &d, &under) : 0;
	if (rc == 0 && (rc = write_range(c, c->value[OPT_LINE] != NULL ? &under : &o.store, area, format)) == 0)
		call_stale(stale);
	draft_free(&d);
	office_close(&o);
	return rc == 0 ? 0 : call_fail(c);
}
