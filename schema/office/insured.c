/* Whom an insurance covers, person by person. */
#include "office/insured.h"

#include <stdlib.h>
#include <string.h>

#include "num.h"
#include "office/statistics_inside.h"
#include "store/summary.h"
#include "words.h"

struct insured_list {
	struct statistic_sheet sheet;
	struct store *store;
	const struct cover *cover;
};

struct insured_list *
insured_open(struct store *s, const char *cover, struct fault *f)
{
	struct insured_list *l = calloc(1, sizeof *l);
	struct buf names = {0};

	if (l == NULL) {
		fault_memory(f);
		return NULL;
	}
	l->store = s;
	if (statistic_sheet_load(&l->sheet, s, f) < 0) {
		insured_close(l);
		return NULL;
	}
	for (size_t i = 0; i < l->sheet.n_covers; i++) {
		if (strcmp(l->sheet.covers[i].name, cover) == 0)
			l->cover = &l->sheet.covers[i];
		buf_printf(&names, "%s%s (%s)", i > 0 ? ", " : "", l->sheet.covers[i].name, form_label(l->sheet.covers[i].label));
	}
	if (l->cover == NULL) {
		fault_set(f, EX_USAGE, _("There is no insurance %s. There are: %s."), cover, buf_str(&names));
		insured_close(l);
		l = NULL;
	}
	buf_free(&names);
	return l;
}

void
insured_close(struct insured_list *l)
{
	if (l == NULL)
		return;
	arena_free(&l->sheet.arena);
	free(l);
}

const char *
insured_head(const struct insured_list *l, size_t i)
{
	return i < l->sheet.n_cells ? form_label(l->sheet.cells[i].label) : NULL;
}

struct visiting {
	struct insured_list *l;
	bool full;
	int (*visit)(void *self, const struct insured *who);
	void *self;
	struct insured_sum *sum;
	struct fault *f;
};

static int
put_person(struct visiting *g, struct casefile *c, const struct record *p, struct insured *who)
{
	const struct statistic_sheet *l = &g->l->sheet;
	const char *cells[sizeof l->cells / sizeof *l->cells + 1] = {NULL};
	struct buf b[sizeof l->cells / sizeof *l->cells] = {{0}};
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < l->n_cells; i++) {
		rc = ledger_value(g->l->store, c, &l->cells[i], p, g->full, &b[i]) < 0 ? fault_memory(g->f) : 0;
		cells[i] = buf_str(&b[i]);
	}
	who->cells = cells;
	if (rc == 0)
		rc = g->visit(g->self, who);
	who->cells = NULL;
	for (size_t i = 0; i < l->n_cells; i++)
		buf_wipe(&b[i]);
	g->sum->people++;
	g->sum->unset += who->premium < 0;
	g->sum->premium += who->premium > 0 ? who->premium : 0;
	return rc;
}

/* Of a household that the insurance covers. */
static int
put_people(struct visiting *g, struct casefile *c, const struct summary *y, int64_t premium)
{
	const struct statistic_sheet *l = &g->l->sheet;
	struct insured who = {y->area, y->place, NULL, premium};
	struct expr_env env = statistic_env(c);
	int rc = 0;

	for (const struct record *p = c->tree.root; rc == 0 && p != NULL; p = tree_next(p))
		if (p->table->index == l->person && !p->voided && !p->hidden && (l->each == NULL || expr_true(l->each, &env, p)))
			rc = put_person(g, c, p, &who);
	return rc;
}

static int
take(void *self, const struct summary *y)
{
	struct visiting *g = self;
	const struct cover *cover = g->l->cover;
	struct casefile c;
	int rc = store_file(g->l->store, y->root, &c, g->f);

	if (rc != 1)
		return rc;
	rc = 0;
	const struct record *here = c.assessment.context;
	struct expr_env env = statistic_env(&c);
	env.touched = 0;
	const bool covered = here != NULL && (cover->when == NULL || expr_true(cover->when, &env, here));
	g->sum->undecided += !covered && (env.touched & EXPR_UNSET) != 0;
	if (covered) {
		int64_t premium = -1;
		env.touched = 0;
		const double yuan = cover->value != NULL ? expr_number(cover->value, &env, here) : 0;
		if ((env.touched & EXPR_UNSET) != 0 || num_real_fixed(yuan, &premium) < 0)
			premium = -1;
		rc = put_people(g, &c, y, premium);
	}
	casefile_close(&c);
	return rc;
}

int
insured_visit(struct insured_list *l, const char *area, bool full, int (*visit)(void *self, const struct insured *who), void *self,
	struct insured_sum *sum, struct fault *f)
{
	struct visiting g = {l, full, visit, self, sum, f};

	*sum = (struct insured_sum){0};
	return store_summaries(l->store, area, take, &g, f) == 0 ? 0 : -1;
}
