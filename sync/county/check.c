/* check-form: every mistake in the sheets of a form and its checks. */
#include <stdio.h>
#include <string.h>

#include "check/check.h"
#include "command.h"
#include "form/shipped.h"
#include "sheet_files.h"
#include "words.h"

enum { SURVEY, CHOICES, SETTINGS, CHECKS_AT, SHEETS };

static const struct {
	enum option option;
	const char *name;
} rows[SHEETS] = {
	[SURVEY] = {OPT_SURVEY, "survey.csv"},
	[CHOICES] = {OPT_CHOICES, "choices.csv"},
	[SETTINGS] = {OPT_SETTINGS, "settings.csv"},
	[CHECKS_AT] = {OPT_CHECKS, "checks.csv"},
};

struct reading {
	struct call *c;
	struct sheet_file files[SHEETS];
	struct sheet sheets[SHEETS];
};

/* The file of its option, else what the folder or workbook has, else the sheet in the program. */
static int
read_all(struct reading *g)
{
	struct call *c = g->c;

	for (int i = 0; i < SHEETS; i++)
		g->files[i].name = rows[i].name;
	if (c->n_rest > 0 && sheet_files_take(g->files, SHEETS, c->rest[0], c->f) < 0)
		return -1;
	for (int i = 0; i < SHEETS; i++) {
		struct sheet_file *file = &g->files[i];
		const char *path = c->value[rows[i].option];
		if (path != NULL) { /* in place of the folder's */
			sheet_files_free(file, 1);
			if (sheet_files_take_as(file, path, c->f) < 0)
				return -1;
		}
		if (file->given)
			g->sheets[i] = sheet_files_sheet(file);
		else if (shipped_sheet(rows[i].name, &g->sheets[i]) < 0)
			return fault_set(c->f, EX_SOFTWARE, "no sheet %s", rows[i].name);
	}
	return 0;
}

/* The program's own checks need not all fit another form; a sheet that was given must. */
static struct checks *
read_checks(struct reading *g, const struct form *form, struct buf *report)
{
	size_t left_out = 0;
	struct checks *k;

	if (g->files[CHECKS_AT].given)
		return checks_load(&g->sheets[CHECKS_AT], form, report, g->c->f);
	if ((k = checks_load_fitting(&g->sheets[CHECKS_AT], form, &left_out, g->c->f)) != NULL && left_out > 0)
		buf_printf(&g->c->out, ngettext("%zu check of the program does not fit this form and is left out with it.\n",
			"%zu checks of the program do not fit this form and are left out with it.\n", left_out), left_out);
	return k;
}

static int
check(struct reading *g)
{
	struct call *c = g->c;
	struct buf report = {0};
	size_t n = 0;
	struct form *form = form_load(&(struct form_sheets){g->sheets[SURVEY], g->sheets[CHOICES], g->sheets[SETTINGS]}, &report, c->f);
	struct checks *checks = form != NULL ? read_checks(g, form, &report) : NULL;
	int rc = 0;

	while (checks != NULL && checks_at(checks, n) != NULL)
		n++;
	if (checks != NULL) {
		buf_printf(&c->out, _("No mistakes: %d tables, %d sections, %d questions, %zu checks.\n"), form->n_tables, form->n_sections, form->n_questions,
			n);
	} else if (c->f->code == EX_DATAERR) {
		buf_add(&c->out, report.data, report.len);
		call_say("%s", c->f->text);
		c->code = EX_DATAERR;
	} else {
		rc = -1;
	}
	checks_free(checks);
	form_free(form);
	buf_free(&report);
	return rc;
}

int
run_check_form(struct call *c)
{
	struct reading g = {.c = c};
	int rc = read_all(&g);

	if (rc == 0)
		rc = check(&g);
	sheet_files_free(g.files, SHEETS);
	return rc;
}
