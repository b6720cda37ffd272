/* import: a roster of people and households. */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "file.h"
#include "areas.h"
#include "words.h"

static int
write_rest(struct call *c, const char *path, struct roster_report *r)
{
	char beside[4096];
	const char *to = c->value[OPT_SETASIDE];

	if (r->aside == 0 || (to == NULL && c->value[OPT_DRY_RUN] != NULL))
		return 0;
	if (to == NULL && (size_t)snprintf(beside, sizeof beside, "%s.setaside.csv", path) >= sizeof beside)
		return fault_set(c->f, EX_USAGE, _("The path of the roster is too long."));
	if (to == NULL)
		to = beside;
	if (file_write(to, r->rest.data, r->rest.len, c->value[OPT_SETASIDE] != NULL, c->f) < 0)
		return c->value[OPT_DRY_RUN] != NULL
			       ? -1
			       : fault_add(c->f, " %s", _("The good rows are taken in; import again with --setaside to see the others."));
	call_say(_("Rows set aside, each with its reason: %zu, in %s. Mend them there and import that file."), r->aside, to);
	return 0;
}

static const struct {
	size_t at; /* of a size_t in struct roster_report */
	const char *key, *words;
} numbers[] = {
	{offsetof(struct roster_report, rows), "rows", N_("rows read")},
	{offsetof(struct roster_report, aside), "aside", N_("rows set aside")},
	{offsetof(struct roster_report, households), "households", N_("households")},
	{offsetof(struct roster_report, people), "people", N_("people")},
	{offsetof(struct roster_report, new_households), "new_households", N_("new households")},
	{offsetof(struct roster_report, new_people), "new_people", N_("new people")},
	{offsetof(struct roster_report, changed_households), "changed_households", N_("households with a changed answer")},
	{offsetof(struct roster_report, versions), "versions", N_("versions made")},
	{offsetof(struct roster_report, ignored), "ignored", N_("columns not known and not read")},
};

static void
remark_json(struct json *j, const struct roster_remark *m)
{
	json_begin(j, '{');
	json_key(j, "line");
	json_int(j, (int64_t)m->line);
	json_key(j, "other");
	json_int(j, (int64_t)m->other);
	json_key(j, "column");
	json_text(j, m->column);
	json_key(j, "reason");
	json_text(j, m->reason);
	json_key(j, "aside");
	json_bool(j, m->aside);
	json_end(j, '}');
}

/* Households known before in which the file changes nothing. */
static size_t
unchanged(const struct roster_report *r)
{
	return r->households - r->new_households - r->changed_households;
}

static bool
any_change(const struct roster_change *change)
{
	return change->fresh + change->filled + change->changed > 0;
}

static void
changes_json(struct json *j, const struct form *form, const struct roster_report *r)
{
	json_begin(j, '[');
	for (int i = 0; i < form->n_questions; i++) {
		const struct roster_change *change = &r->changes[i];
		if (!any_change(change))
			continue;
		json_begin(j, '{');
		json_key(j, "question");
		json_text(j, form->questions[i].name);
		json_key(j, "new");
		json_int(j, (int64_t)change->fresh);
		json_key(j, "filled");
		json_int(j, (int64_t)change->filled);
		json_key(j, "changed");
		json_int(j, (int64_t)change->changed);
		json_end(j, '}');
	}
	json_end(j, ']');
}

static void
tell_json(struct call *c, const struct form *form, const struct roster_report *r)
{
	struct json j = {.out = &c->out};

	json_begin(&j, '{');
	json_key(&j, "dry_run");
	json_bool(&j, c->value[OPT_DRY_RUN] != NULL);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		json_key(&j, numbers[i].key);
		json_int(&j, (int64_t)*(const size_t *)((const char *)r + numbers[i].at));
	}
	json_key(&j, "unchanged_households");
	json_int(&j, (int64_t)unchanged(r));
	json_key(&j, "changes");
	changes_json(&j, form, r);
	json_key(&j, "remarks");
	json_begin(&j, '[');
	for (size_t i = 0; i < r->n_remarks; i++)
		remark_json(&j, &r->remarks[i]);
	json_end(&j, ']');
	json_end(&j, '}');
	buf_byte(&c->out, '\n');
}

static void
tell_text(struct call *c, const struct form *form, const struct roster_report *r)
{
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		buf_printf(&c->out, "%s\t%zu\n", _(numbers[i].words), *(const size_t *)((const char *)r + numbers[i].at));
	buf_printf(&c->out, "%s\t%zu\n", _("households without a change"), unchanged(r));
	for (int i = 0; i < form->n_questions; i++)
		if (any_change(&r->changes[i]))
			buf_printf(&c->out, _("answers\t%s\tof new people and households %zu\twhere none was %zu\tin place of another %zu\n"),
				form_label(form->questions[i].label), r->changes[i].fresh, r->changes[i].filled, r->changes[i].changed);
	for (size_t i = 0; i < r->n_remarks; i++) {
		const struct roster_remark *m = &r->remarks[i];
		buf_printf(&c->out, _("line %zu"), m->line);
		const char *const cells[] = {"", m->aside ? _("set aside") : _("remark"), m->column};
		call_cells(&c->out, cells, sizeof cells / sizeof *cells);
		call_cell(&c->out, m->reason);
		buf_byte(&c->out, '\n');
	}
	if (c->value[OPT_DRY_RUN] != NULL)
		call_say(_("A dry run: nothing was written."));
}

/* What is read before the vault is opened: the roster, and the county's map of its columns. */
struct reading {
	struct buf bytes, map_text;
	struct sheet map;
	struct roster_file file;
};

static int
read_files(struct call *c, struct reading *r)
{
	const char *map = c->value[OPT_MAP];

	r->file = (struct roster_file){.name = c->rest[0], .sheet = c->value[OPT_SHEET], .dry = c->value[OPT_DRY_RUN] != NULL};
	if (file_read(c->rest[0], ROSTER_BYTES, &r->bytes, c->f) < 0)
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

/* The report of an import that went well. 0 or -1. */
static int
tell(struct call *c, struct office *o, struct roster_report *report)
{
	if (c->value[OPT_DRY_RUN] == NULL && call_refresh(c, o) < 0)
		return -1;
	if (c->value[OPT_JSON] != NULL)
		tell_json(c, o->store.form, report);
	else
		tell_text(c, o->store.form, report);
	return write_rest(c, c->rest[0], report);
}

static int
import(struct call *c, struct office *o, const struct roster_file *file)
{
	struct roster_report report = {0};
	struct areas areas = {0};
	int rc = areas_find(c, &o->store, &areas);

	if (rc == 0)
		rc = roster_import(&o->store, file, &(struct roster_areas){areas.list, areas.n, o->area}, &report, c->f);
	if (rc == 0 && areas.n == 0 && report.no_village > 0) {
		const char *why = _("The county's villages are not known yet: give their codes and names with --places FILE.");
		/* With so little understood the report would tell the same of every row. */
		if (report.aside == report.rows && report.no_village > report.rows / 2)
			rc = fault_set(c->f, EX_USAGE, "%s", why);
		else
			call_say("%s", why);
	}
	if (rc == 0)
		rc = tell(c, o, &report);
	else if (report.mistakes.len > 0)
		buf_add(&c->out, report.mistakes.data, report.mistakes.len);
	roster_report_free(&report);
	areas_free(&areas);
	return rc;
}

int
run_import(struct call *c)
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
