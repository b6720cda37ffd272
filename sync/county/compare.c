/* compare: the results of a comparison with a department's data. */
#include "office/compare.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "date.h"
#include "file.h"
#include "words.h"

static const struct {
	size_t at; /* of a size_t in struct compare_report */
	const char *key, *words;
} numbers[] = {
	{offsetof(struct compare_report, rows), "rows", N_("rows read")},
	{offsetof(struct compare_report, matched), "matched", N_("rows about members here")},
	{offsetof(struct compare_report, unmatched), "unmatched", N_("rows about nobody here")},
	{offsetof(struct compare_report, bad), "bad", N_("rows that cannot be read, left out")},
	{offsetof(struct compare_report, households), "households", N_("households that rows are about")},
	{offsetof(struct compare_report, opened), "opened", N_("records opened, to be reviewed")},
	{offsetof(struct compare_report, known), "known", N_("findings that were here already")},
	{offsetof(struct compare_report, ignored), "ignored_columns", N_("columns that are not known")},
};

static void
tell_json(struct call *c, const struct compare_report *r)
{
	struct json j = {.out = &c->out};

	json_begin(&j, '{');
	json_key(&j, "dry_run");
	json_bool(&j, c->value[OPT_DRY_RUN] != NULL);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		json_key(&j, numbers[i].key);
		json_int(&j, (int64_t)*(const size_t *)((const char *)r + numbers[i].at));
	}
	json_key(&j, "remarks");
	json_begin(&j, '[');
	for (size_t i = 0; i < r->n_remarks; i++) {
		json_begin(&j, '{');
		json_key(&j, "line");
		json_int(&j, (int64_t)r->remarks[i].line);
		json_key(&j, "column");
		json_text(&j, r->remarks[i].column);
		json_key(&j, "reason");
		json_text(&j, r->remarks[i].reason);
		json_end(&j, '}');
	}
	json_end(&j, ']');
	json_end(&j, '}');
	buf_byte(&c->out, '\n');
}

static void
tell_text(struct call *c, const struct compare_report *r)
{
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		buf_printf(&c->out, "%s\t%zu\n", _(numbers[i].words), *(const size_t *)((const char *)r + numbers[i].at));
	for (size_t i = 0; i < r->n_remarks; i++) {
		buf_printf(&c->out, _("line %zu"), r->remarks[i].line);
		const char *const cells[] = {"", r->remarks[i].column};
		call_cells(&c->out, cells, sizeof cells / sizeof *cells);
		call_cell(&c->out, r->remarks[i].reason);
		buf_byte(&c->out, '\n');
	}
}

/* What is read before the vault is opened: the file, and the county's map of its columns. */
struct reading {
	struct buf bytes, map_text;
	struct sheet map;
	struct compare_file file;
};

static int
read_files(struct call *c, struct reading *r)
{
	const char *map = c->value[OPT_MAP], *date = c->value[OPT_DATE];

	r->file = (struct compare_file){.name = c->rest[0], .sheet = c->value[OPT_SHEET], .kind = c->value[OPT_KIND], .source = c->value[OPT_SOURCE],
		.date = world_today(&c->world), .dry = c->value[OPT_DRY_RUN] != NULL};
	if (r->file.kind == NULL || r->file.source == NULL)
		return fault_set(c->f, EX_USAGE, "%s", _("Say with --kind what was compared and with --source which department answered."));
	if (date != NULL && date_parse(date, strlen(date), &r->file.date) < 0)
		return fault_set(c->f, EX_USAGE, "%s", _("--date is a day such as 2026-11-20."));
	if (file_read(c->rest[0], COMPARE_BYTES, &r->bytes, c->f) < 0)
		return -1;
	r->file.bytes = r->bytes.data;
	r->file.n = r->bytes.len;
	if (map == NULL)
		return 0;
	if (call_csv(c, map, FORM_SHEET, &r->map_text) < 0)
		return -1;
	r->map = (struct sheet){map, r->map_text.data, r->map_text.len};
	r->file.map = &r->map;
	return 0;
}

static int
import(struct call *c, struct office *o, const struct compare_file *file)
{
	struct compare_report report = {0};
	int rc = compare_import(&o->store, file, &report, c->f);

	if (rc < 0 && report.mistakes.len > 0)
		buf_add(&c->out, report.mistakes.data, report.mistakes.len);
	if (rc == 0 && !file->dry)
		rc = call_refresh(c, o);
	if (rc == 0 && c->value[OPT_JSON] != NULL)
		tell_json(c, &report);
	else if (rc == 0)
		tell_text(c, &report);
	if (rc == 0 && file->dry)
		call_say(_("A dry run: nothing was written."));
	compare_report_free(&report);
	return rc;
}

int
run_compare(struct call *c)
{
	struct office o;
	struct reading r = {0};
	int rc = read_files(c, &r);

	if (rc == 0 && (rc = call_open(c, &o, r.file.dry ? VAULT_COUNTY_READ : VAULT_COUNTY_WRITE)) == 0) {
		rc = import(c, &o, &r.file);
		office_close(&o);
	}
	buf_wipe(&r.bytes);
	buf_free(&r.map_text);
	return rc == 0 ? 0 : call_fail(c);
}
