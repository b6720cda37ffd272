/* The ledger's rows: who stands on it. */
#include "office/ledger.h"

#include <stdlib.h>
#include <string.h>

#include "office/ledger_inside.h"
#include "store/summary.h"
#include "words.h"

/* Ids of those on it are gathered first and opened one by one afterwards: no statement stays open over the work. */
struct gathering {
	const struct ledger_order *order;
	const char *classes;
	struct buf decided; /* ids of households that the county monitors, ascending */
	struct buf list;
};

/* Whether ${class} stands in a list with blanks or commas between. */
static bool
listed(const char *classes, const char *class)
{
	size_t n = strlen(class);

	for (const char *at = classes; n > 0 && (at = strstr(at, class)) != NULL; at += n)
		if ((at == classes || strchr(" ,", at[-1]) != NULL) && strchr(" ,", at[n]) != NULL)
			return true;
	return false;
}

/* Whether what the list line says fits the order. */
static bool
fits(const struct ledger_order *o, const struct summary *line, bool decided)
{
	return (o->classes[0] == '\0' || listed(o->classes, line->class)) && strstr(line->place, o->place) != NULL &&
		(o->due[0] == '\0' || (line->due_on[0] != '\0' && strcmp(line->due_on, o->due) <= 0)) && (!o->decided || decided) &&
		(!o->proposed || !decided);
}

static int
compare_ids(const void *a, const void *b)
{
	return memcmp(a, b, RECORD_ID);
}

static int
gather(void *self, const struct summary *line)
{
	struct gathering *g = self;
	const bool decided = g->decided.len > 0 &&
		bsearch(line->root, g->decided.data, g->decided.len / RECORD_ID, RECORD_ID, compare_ids) != NULL;

	return (decided || listed(g->classes, line->class)) && fits(g->order, line, decided) ? buf_add(&g->list, line->root, RECORD_ID) : 0;
}

/* A household on it, opened and written, unless it is not wanted after all. 0 or -1. */
static int
write_household(struct ledger_writing *w, const unsigned char *root, struct fault *f)
{
	const struct ledger_order *o = w->self;
	struct casefile c;
	int rc = store_file(w->store, root, &c, f);

	if (rc != 1)
		return rc;
	rc = o->factor[0] != '\0' && assess_found(&c.assessment, FOUND_FACTOR, o->factor) == NULL ? 0 : ledger_row(w, &c, f);
	casefile_close(&c);
	return rc;
}

static int
write_all(struct ledger_writing *w, const struct buf *list, struct fault *f)
{
	int rc = 0;

	for (size_t at = 0; rc >= 0 && at + RECORD_ID <= list->len; at += RECORD_ID) {
		unsigned char root[RECORD_ID];
		memcpy(root, list->data + at, RECORD_ID);
		rc = write_household(w, root, f);
	}
	return rc < 0 ? -1 : w->out->failed ? fault_memory(f) : 0;
}

static int
households(struct ledger_writing *w, struct fault *f)
{
	struct store *s = w->store;
	struct gathering g = {.order = w->self};
	int rc = store_holding(s, ledger_param(s, "ledger_question", &w->sheet.arena), &g.decided, f);

	if (rc == 0) {
		g.classes = ledger_param(s, "ledger_classes", &w->sheet.arena);
		if (g.classes[0] == '\0')
			rc = fault_set(f, EX_CONFIG,
				_("The policy does not say which classes stand on the ledger: parameter ledger_classes "
				  "is not set. Fill it in policy.csv."));
	}
	if (rc == 0 && (rc = store_summaries(s, g.order->area, gather, &g, f)) < 0 && g.list.failed)
		fault_memory(f);
	if (rc == 0)
		rc = write_all(w, &g.list, f);
	buf_free(&g.decided);
	buf_free(&g.list);
	return rc;
}

static int
cell(struct ledger_writing *w, struct casefile *c, const struct ledger_column *column, struct buf *out)
{
	return ledger_cell(w->store, c, column, w->number + 1, w->full, out);
}

int
ledger_write(struct store *s, const struct ledger_order *order, enum ledger_format format, struct buf *out, const char *path,
	struct fault *f)
{
	struct ledger_order copy = *order;
	struct ledger_writing w = {.store = s, .name = "ledger", .title = _("Prevention ledger"), .full = order->full, .households = households,
		.cell = cell, .self = &copy, .out = out};

	return ledger_writing(&w, "ledger.csv", format, path, f);
}
