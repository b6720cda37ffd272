/* check-form: every mistake in a form's sheets. */
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "file.h"
#include "form/shipped.h"
#include "words.h"

/* A sheet from the file of option ${o}, else the one in the program. */
static int
read_sheet(struct call *c, enum option o, const char *name, struct buf *bytes, struct sheet *out)
{
	const char *path = c->value[o];

	if (path == NULL)
		return shipped_sheet(name, out) == 0 ? 0 : fault_set(c->f, EX_SOFTWARE, "no sheet %s", name);
	if (file_read(path, FORM_SHEET, bytes, c->f) < 0)
		return -1;
	*out = (struct sheet){.name = path, .data = bytes->data, .n = bytes->len};
	return 0;
}

static int
check(struct call *c, const struct form_sheets *sheets)
{
	struct buf report = {0};
	struct form *form = form_load(sheets, &report, c->f);

	if (form == NULL && c->f->code != EX_DATAERR) {
		buf_free(&report);
		return -1;
	}
	if (form == NULL) {
		buf_add(&c->out, report.data, report.len);
		call_say("%s", c->f->text);
		c->code = EX_DATAERR;
	} else {
		buf_printf(&c->out, _("No mistakes: %d tables, %d sections, %d questions.\n"), form->n_tables, form->n_sections, form->n_questions);
	}
	buf_free(&report);
	form_free(form);
	return 0;
}

int
run_check_form(struct call *c)
{
	struct buf bytes[3] = {{0}};
	struct form_sheets sheets;
	int rc = read_sheet(c, OPT_SURVEY, "survey.csv", &bytes[0], &sheets.survey);

	if (rc == 0)
		rc = read_sheet(c, OPT_CHOICES, "choices.csv", &bytes[1], &sheets.choices);
	if (rc == 0)
		rc = read_sheet(c, OPT_SETTINGS, "settings.csv", &bytes[2], &sheets.settings);
	if (rc == 0)
		rc = check(c, &sheets);
	for (size_t i = 0; i < 3; i++)
		buf_free(&bytes[i]);
	return rc;
}
