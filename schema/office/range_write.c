/* The range as a file: columns of range.csv for each entry. Apart from its drawing, which needs no library of workbooks. */
#include "office/range.h"

#include "office/ledger_inside.h"
#include "words.h"

/* The range being written: which entry. */
struct writing {
	struct range *range;
	const struct range_entry *at;
};

/* The label of the first row that says what follows and holds; one without a condition is for an unknown income. */
static void
put_way(const struct ledger_writing *w, struct casefile *c, struct buf *out)
{
	struct expr_env env = ledger_rule_env(c);
	const struct writing *x = w->self;

	for (size_t i = 0; i < w->sheet.n_words; i++) {
		const struct ledger_column *word = &w->sheet.words[i];
		const bool unknown = x->at->list == RANGE_UNKNOWN;
		if (word->what == LEDGER_WHEN && (word->expr == NULL ? unknown : !unknown && expr_true(word->expr, &env, c->assessment.context))) {
			buf_text(out, form_label(word->label));
			return;
		}
	}
}

static int
cell(struct ledger_writing *w, struct casefile *c, const struct ledger_column *column, struct buf *out)
{
	const struct writing *x = w->self;

	if (column->what == LEDGER_RANK && x->at->place_by_income > 0)
		buf_printf(out, "%zu", x->at->place_by_income);
	if (column->what == LEDGER_WAY)
		put_way(w, c, out);
	if (column->what == LEDGER_LIST)
		buf_text(out, x->range->words[x->at->list]);
	return ledger_cell(w->store, c, column, w->number + 1, w->full, out);
}

static int
households(struct ledger_writing *w, struct fault *f)
{
	struct writing *x = w->self;
	const struct range *r = x->range;

	range_counts(r, &w->foot);
	for (size_t i = 0; i < r->n && r->entries[i].list < RANGE_BEYOND; i++) {
		struct casefile c;
		x->at = &r->entries[i];
		int rc = store_file(r->store, x->at->root, &c, f);
		if (rc == 1) {
			rc = ledger_row(w, &c, f);
			casefile_close(&c);
		}
		if (rc < 0)
			return -1;
	}
	return 0;
}

int
range_write(struct range *r, enum ledger_format format, struct buf *out, const char *path, struct fault *f)
{
	struct writing x = {.range = r};
	struct ledger_writing w = {.store = r->store, .name = "range", .title = _("Range drawn by income, then by risk factors"), .households = households,
		.cell = cell, .self = &x, .out = out};

	return ledger_writing(&w, "range.csv", format, path, f);
}
