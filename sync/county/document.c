/* print: papers for a household or a village. */
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "office/document.h"
#include "journal/exchange.h"
#include "store/history.h"
#include "areas.h"
#include "words.h"

static void
list_papers(struct call *c, const struct documents *d)
{
	const struct document_kind *k;

	for (size_t i = 0; (k = documents_kind(d, i)) != NULL; i++)
		buf_printf(&c->out, "%s\t%s\t%s\n", k->name, k->village ? _("village") : _("household"), form_label(k->label));
}

static int
print_household(struct call *c, struct office *o, struct documents *d, const struct document_order *order)
{
	unsigned char root[RECORD_ID];
	struct casefile file;
	int rc = store_named(&o->store, c->value[OPT_HOUSEHOLD], root, c->f);

	if (rc == 1)
		rc = store_file(&o->store, root, &file, c->f);
	if (rc == 0)
		return fault_set(c->f, EX_NOINPUT, _("There is no household %s; households lists them."), c->value[OPT_HOUSEHOLD]);
	if (rc < 0)
		return -1;
	rc = document_household(d, order, &file, &c->out, c->f);
	casefile_close(&file);
	return rc < 0 ? -1 : 1;
}

static int
print(struct call *c, struct office *o, struct documents *d)
{
	const char *format = c->value[OPT_FORMAT], *village = c->value[OPT_VILLAGE];
	struct document_order order = {.full = c->value[OPT_FULL] != NULL, .area = village, .place = ""};
	char reason[CALL_REASON];
	struct areas areas = {0};
	struct buf name = {0};
	int n = -1;

	if ((order.kind = documents_find(d, c->rest[0])) == NULL)
		return fault_set(c->f, EX_USAGE, _("There is no paper %s. Without a name print lists them."), c->rest[0]);
	if (format != NULL && strcmp(format, "text") != 0 && strcmp(format, "html") != 0)
		return fault_set(c->f, EX_USAGE, _("--format is text or html."));
	order.format = format != NULL && strcmp(format, "html") == 0 ? DOCUMENT_HTML : DOCUMENT_TEXT;
	if (order.kind->village ? village == NULL : c->value[OPT_HOUSEHOLD] == NULL)
		return fault_set(c->f, EX_USAGE, order.kind->village ? _("This paper is for a village: say which with --village CODE.")
								       : _("This paper is for a household: say which with --household ID."));
	if (call_reason(c, reason) < 0)
		return -1;
	if (order.kind->village && db_bytes(o->store.db, c->f, INVITATION_VILLAGE, &name, "t", village) < 0) {
		buf_free(&name);
		return -1;
	}
	if (areas_find(c, &o->store, &areas) < 0) {
		areas_free(&areas);
		buf_free(&name);
		return -1;
	}
	order.place = order.kind->village ? village : "";
	if (name.len > 0)
		order.place = buf_str(&name);
	else if (order.kind->village && areas.names.name(&areas, village)[0] != '\0')
		order.place = areas.names.name(&areas, village);
	n = order.kind->village ? document_village(d, &order, &c->out, c->f) : print_household(c, o, d, &order);
	if (order.kind->village && n >= 0)
		call_say(_("Households on this paper: %d."), n);
	areas_free(&areas);
	buf_free(&name);
	return n < 0 || (order.full && call_log_full(c, o, order.kind->name, reason, (uint64_t)n, c->out.len) < 0) ? -1 : 0;
}

int
run_print(struct call *c)
{
	struct office o;

	if (call_open(c, &o, c->value[OPT_FULL] != NULL ? VAULT_COUNTY_WRITE : VAULT_COUNTY_READ) < 0)
		return -1;
	struct documents *d = documents_load(&o.store, c->f);
	int rc = d == NULL ? -1 : 0;
	if (rc == 0 && c->n_rest == 0)
		list_papers(c, d);
	else if (rc == 0)
		rc = print(c, &o, d);
	documents_free(d);
	office_close(&o);
	return rc;
}
