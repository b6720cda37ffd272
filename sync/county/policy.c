/* policy check, show and test: what a policy says, without changing anything. */
#include <stdio.h>
#include <string.h>

#include "csv.h"
#include "date.h"
#include "draft.h"
#include "file.h"
#include "form/shipped.h"
#include "office/cases.h"
#include "words.h"

/* Parameters that a county has to set and that are blank. */
static size_t
tell_unset(struct call *c, const struct policy *p)
{
	const struct param *x;
	size_t n = 0;

	for (size_t i = 0; (x = policy_param(p, i)) != NULL; i++) {
		if (x->value[0] != '\0' || x->optional)
			continue;
		buf_printf(&c->out, "%s\t%s\t%s\t%s\n", _("to be set"), x->name, form_label(x->label), x->unit);
		n++;
	}
	return n;
}

int
run_policy_check(struct call *c)
{
	struct draft d = {0};
	int rc = draft_take(&d, c, 0, NULL) < 0 || draft_load(&d, c, NULL) < 0 ? -1 : 0;

	if (rc == 0) {
		size_t unset = tell_unset(c, d.policy), params = 0, rows = 0;
		struct policy_row row;
		while (policy_param(d.policy, params) != NULL)
			params++;
		while (policy_row(d.policy, rows, &row))
			rows++;
		buf_printf(&c->out, _("No mistakes: policy %s, version %u, %zu parameters, %zu rules and measures.\n"), policy_id(d.policy),
			(unsigned)policy_version(d.policy), params, rows);
		if (unset > 0)
			call_say(ngettext("%zu parameter is not set yet; what needs it is not decided until it is.",
				"%zu parameters are not set yet; what needs them is not decided until they are.", unset), unset);
	}
	draft_free(&d);
	return rc == 0 ? 0 : call_fail(c);
}

static void
show_json(struct call *c, const struct policy *p)
{
	struct json j = {.out = &c->out};
	const struct param *x;
	struct policy_row r;

	json_begin(&j, '{');
	json_key(&j, "id");
	json_text(&j, policy_id(p));
	json_key(&j, "version");
	json_int(&j, policy_version(p));
	json_key(&j, "hash");
	json_hex(&j, policy_hash(p), 32);
	json_key(&j, "parameters");
	json_begin(&j, '[');
	for (size_t i = 0; (x = policy_param(p, i)) != NULL; i++) {
		const char *const cells[][2] = {{"name", x->name}, {"value", x->value}, {"type", x->type}, {"unit", x->unit}, {"source", x->source},
			{"label_zh", x->label[LANG_ZH]}, {"label_en", x->label[LANG_EN]}};
		json_begin(&j, '{');
		for (size_t k = 0; k < sizeof cells / sizeof *cells; k++) {
			json_key(&j, cells[k][0]);
			json_text(&j, cells[k][1]);
		}
		json_key(&j, "set");
		json_bool(&j, x->value[0] != '\0' || x->optional);
		json_end(&j, '}');
	}
	json_end(&j, ']');
	json_key(&j, "rules");
	json_begin(&j, '[');
	for (size_t i = 0; policy_row(p, i, &r); i++) {
		const char *const cells[][2] = {{"kind", r.kind}, {"name", r.name}, {"class", r.class}, {"article", r.article},
			{"label_zh", r.label[LANG_ZH]}, {"label_en", r.label[LANG_EN]}};
		json_begin(&j, '{');
		for (size_t k = 0; k < sizeof cells / sizeof *cells; k++) {
			json_key(&j, cells[k][0]);
			json_text(&j, cells[k][1]);
		}
		json_end(&j, '}');
	}
	json_end(&j, ']');
	json_end(&j, '}');
	buf_byte(&c->out, '\n');
}

static void
show(struct call *c, const struct policy *p)
{
	const struct param *x;
	struct policy_row r;

	if (c->value[OPT_JSON] != NULL) {
		show_json(c, p);
		return;
	}
	buf_printf(&c->out, _("policy\t%s\tversion %u\t"), policy_id(p), (unsigned)policy_version(p));
	for (size_t i = 0; i < 32; i++)
		buf_printf(&c->out, "%02x", policy_hash(p)[i]);
	buf_byte(&c->out, '\n');
	for (size_t i = 0; (x = policy_param(p, i)) != NULL; i++) {
		const char *value = x->value[0] != '\0' ? x->value : x->optional ? "" : _("not set");
		const char *const cells[] = {_("parameter"), x->name, value, x->unit, form_label(x->label)};
		call_cells(&c->out, cells, sizeof cells / sizeof *cells);
		call_cell(&c->out, x->source);
		buf_byte(&c->out, '\n');
	}
	for (size_t i = 0; policy_row(p, i, &r); i++) {
		const char *const cells[] = {r.kind, r.name, r.class, form_label(r.label)};
		call_cells(&c->out, cells, sizeof cells / sizeof *cells);
		call_cell(&c->out, r.article);
		buf_byte(&c->out, '\n');
	}
}

/* A policy of the program, whole, as a sheet that a county edits. */
static int
show_scheme(struct call *c)
{
	char name[64];
	struct sheet policy, scheme;

	if (c->value[OPT_JSON] != NULL)
		return fault_set(c->f, EX_USAGE, _("--scheme writes policy.csv; --json is for the policy in force."));
	snprintf(name, sizeof name, "scheme_%s.csv", c->value[OPT_SCHEME]);
	if (shipped_sheet("policy.csv", &policy) < 0)
		return fault_set(c->f, EX_SOFTWARE, "no sheet policy.csv");
	if (strcmp(c->value[OPT_SCHEME], "source2020") == 0)
		return buf_add(&c->out, policy.data, policy.n) < 0 ? fault_memory(c->f) : 0;
	if (shipped_sheet(name, &scheme) < 0)
		return fault_set(c->f, EX_USAGE, _("--scheme is source2020, national2021 or normal2026."));
	struct draft d = {.sheets[DRAFT_POLICY] = policy};
	int rc = draft_change(&d, &scheme, c->f);
	if (rc == 0 && buf_add(&c->out, d.changed.data, d.changed.len) < 0)
		rc = fault_memory(c->f);
	draft_free(&d);
	return rc;
}

int
run_policy_show(struct call *c)
{
	struct office o;

	if (c->value[OPT_SCHEME] != NULL)
		return show_scheme(c);
	if (call_open(c, &o, VAULT_COUNTY_READ) < 0)
		return -1;
	show(c, o.store.policy);
	office_close(&o);
	return 0;
}

/* One run over a folder of cases. */
struct testing {
	struct call *c;
	struct json j;
	bool json;
};

static int
differ(void *self, const struct case_difference *d)
{
	struct testing *t = self;
	const char *const cells[][2] = {{"household", d->household}, {"column", d->column}, {"expected", d->expected}, {"got", d->got}};

	if (!t->json) {
		const char *const line[] = {d->household, d->column, d->expected};
		call_cells(&t->c->out, line, sizeof line / sizeof *line);
		call_cell(&t->c->out, d->got[0] != '\0' ? d->got : "-");
		buf_byte(&t->c->out, '\n');
		return 0;
	}
	json_begin(&t->j, '{');
	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
		json_key(&t->j, cells[i][0]);
		json_text(&t->j, cells[i][1]);
	}
	json_key(&t->j, "line");
	json_int(&t->j, (int64_t)d->line);
	json_end(&t->j, '}');
	return 0;
}

/* parameters.csv of the folder, without its row `today`, whose day goes to ${today}. 1; 0 when there is none; -1. */
static int
read_parameters(struct call *c, struct buf *out, int32_t *today)
{
	char path[4096];
	struct buf bytes = {0};
	struct csv csv = {0};
	int rc = file_join(path, sizeof path, c->rest[0], "parameters.csv", c->f);

	if (rc < 0 || !file_exists(path))
		return rc;
	if ((rc = file_read(path, FORM_SHEET, &bytes, c->f)) == 0)
		rc = csv_open(&csv, "parameters.csv", bytes.data, bytes.len, c->f);
	while (rc == 0 && (rc = csv_next(&csv, c->f)) == 1) {
		const char *day = csv_field(&csv, 1);
		rc = 0;
		if (strcmp(csv_field(&csv, 0), "today") == 0) {
			if (date_parse(day, strlen(day), today) < 0)
				rc = fault_set(c->f, EX_DATAERR, _("parameters.csv:%zu: today: this is no day. Mend: write it as in 2026-09-01."), csv.line);
			continue;
		}
		for (size_t i = 0; i < csv.n; i++)
			csv_put(out, csv.field[i], i == 0);
		buf_byte(out, '\n');
	}
	csv_close(&csv);
	buf_free(&bytes);
	return rc < 0 ? -1 : out->failed ? fault_memory(c->f) : 1;
}

static int
test_folder(struct call *c, struct draft *d)
{
	struct testing t = {c, {.out = &c->out}, c->value[OPT_JSON] != NULL};
	struct cases_report report = {0};
	struct buf changes = {0};
	int32_t today = world_today(&c->world);
	int rc = read_parameters(c, &changes, &today);

	if (rc == 1)
		rc = draft_change(d, &(struct sheet){"parameters.csv", changes.data, changes.len}, c->f);
	if (rc == 0)
		rc = draft_load(d, c, NULL);
	if (rc == 0 && t.json)
		json_begin(&t.j, '[');
	if (rc == 0)
		rc = cases_run(c->rest[0], d->policy, d->form, today, differ, &t, &report, c->f);
	buf_add(&c->out, report.mistakes.data, report.mistakes.len);
	if (rc == 0 && t.json) {
		json_end(&t.j, ']');
		buf_byte(&c->out, '\n');
	}
	if (rc == 0) {
		call_say(_("Households: %zu; compared: %zu; different: %zu."), report.households, report.compared, report.differences);
		c->code = report.differences > 0 ? EX_DATAERR : 0;
	}
	buf_free(&report.mistakes);
	buf_free(&changes);
	return rc;
}

int
run_policy_test(struct call *c)
{
	struct draft d = {0};
	int rc = draft_take(&d, c, 1, NULL) < 0 ? -1 : test_folder(c, &d);

	draft_free(&d);
	return rc == 0 ? 0 : call_fail(c);
}
