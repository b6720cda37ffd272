/* export: every table of the form, for spreadsheets and programs. */
#include <stdio.h>
#include <string.h>

#include "ask.h"
#include "command.h"
#include "file.h"
#include "journal/exchange.h"
#include "office/export.h"
#include "text.h"
#include "words.h"

struct exporting {
	struct call *c;
	struct office o;
	struct export_order order;
	char reason[CALL_REASON];
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
	x->order.format = (enum export_format)i;
	return 0;
}

static int
agree(void *self, const struct export_report *r, struct fault *f)
{
	struct exporting *x = self;

	(void)f; /* the call's */
	return x->order.full ? call_log_full(x->c, &x->o, "export", x->reason, r->households, r->bytes) : 0;
}

static void
tell_export(struct call *c, const struct export_report *r)
{
	struct json j = {.out = &c->out};

	if (c->value[OPT_JSON] == NULL) {
		call_say(_("Households exported: %llu; files: %zu; rows: %llu."), (unsigned long long)r->households, r->files, (unsigned long long)r->rows);
		if (r->cut > 0)
			call_say(_("Texts longer than this format holds, cut at a whole character: %llu. CSV has them whole."), (unsigned long long)r->cut);
		if (r->split > 0)
			call_say(_("Tables with more rows than one sheet holds go on in sheets named _2, _3 and so on; further sheets: %llu."),
				(unsigned long long)r->split);
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
	json_key(&j, "split");
	json_int(&j, (int64_t)r->split);
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
	int rc = call_reason(c, x.reason);
	if (rc == 0)
		rc = export_write(&x.o.store, &x.order, agree, &x, &report, c->f);
	office_close(&x.o);
	if (rc == 0)
		tell_export(c, &report);
	return rc;
}
