/* Who lies in the income range: household by household, then in two passes. */
#include "office/range.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "num.h"
#include "office/ledger_inside.h"
#include "store/summary.h"
#include "words.h"

enum { WHY = 240 /* bytes of a line's factors */ };

/* What range_place answers, and the list it leads to. */
static const struct {
	const char *word;
	enum range_list list;
} places[] = {{"within", RANGE_INCOME}, {"above", RANGE_ABOVE}, {"beyond", RANGE_BEYOND}};

/* As range.csv calls the lists. */
static const char *const list_names[RANGE_LISTS] = {
	[RANGE_FACTORS] = "factors", [RANGE_INCOME] = "income", [RANGE_ABOVE] = "above", [RANGE_UNKNOWN] = "unknown", [RANGE_BEYOND] = ""};

static int
gather(void *self, const struct summary *y)
{
	struct range *r = self;

	if (array_grow(&r->entries, &r->cap, r->n + 1, sizeof *r->entries) < 0)
		return 1;
	struct range_entry *e = &r->entries[r->n];
	*e = (struct range_entry){.title = arena_text(&r->arena, y->title, strlen(y->title)), .place = arena_text(&r->arena, y->place, strlen(y->place)),
		.why = "", .list = RANGE_UNKNOWN, .before = r->n, .people = y->members > 0 ? y->members : 0};
	memcpy(e->root, y->root, RECORD_ID);
	r->n++;
	return e->title == NULL || e->place == NULL ? 1 : 0;
}

/* The expression that a parameter holds. NULL with a fault. */
static const struct expr *
read_param(struct range *r, const char *name, struct fault *f)
{
	const char *text = ledger_param(r->store, name, &r->arena);
	struct expr_error why = {0};
	const struct expr *e = text[0] == '\0' ? NULL : policy_compile(r->store->policy, &r->arena, text, &why);

	if (e == NULL)
		fault_set(f, EX_CONFIG, text[0] == '\0' ? _("The policy does not say what the income range is: parameter %s is not set. Fill it in policy.csv.")
			: _("The policy does not say what the income range is: parameter %s cannot be read. Mend it in policy.csv."), name);
	return e;
}

/* What range.csv calls the lists. 0 or -1. */
static int
read_words(struct range *r, struct fault *f)
{
	struct ledger_sheet sheet = {0};
	int rc = ledger_sheet_load(&sheet, r->store, "range.csv", f);

	for (int list = 0; rc == 0 && list < RANGE_LISTS; list++) {
		r->words[list] = "";
		for (size_t i = 0; i < sheet.n_words; i++)
			if (sheet.words[i].what == LEDGER_WORD && strcmp(sheet.words[i].name, list_names[list]) == 0)
				r->words[list] = form_label(sheet.words[i].label);
		if ((r->words[list] = arena_text(&r->arena, r->words[list], strlen(r->words[list]))) == NULL)
			rc = fault_memory(f);
	}
	arena_free(&sheet.arena);
	return rc;
}

int
range_begin(struct range *r, struct store *s, const char *area, struct fault *f)
{
	*r = (struct range){.store = s};
	if (read_words(r, f) < 0)
		return -1;
	if ((r->place = read_param(r, "range_place", f)) == NULL || (r->by = read_param(r, "range_by", f)) == NULL)
		return -1;
	r->code = ledger_param(s, "range_step", &r->arena);
	r->outcome = ledger_param(s, "range_outcome", &r->arena);
	r->step = form_saying(s->form, "steps");
	for (int i = 0; r->step != NULL && i < s->form->tables[r->step->table].n; i++) {
		const struct question *q = &s->form->questions[s->form->tables[r->step->table].first + i];
		if (form_says(q->appearance, "steps_day"))
			r->day = q;
	}
	int rc = store_summaries(s, area, gather, r, f);
	return rc > 0 ? fault_memory(f) : rc;
}

void
range_free(struct range *r)
{
	arena_wipe(&r->arena);
	free(r->entries);
	*r = (struct range){0};
}

/* The last day on which the step was taken. */
static int32_t
drawn(const struct range *r, const struct casefile *c)
{
	int32_t last = 0;

	for (const struct record *x = r->day != NULL ? c->tree.root : NULL; x != NULL; x = tree_next(x)) {
		const struct answer *step = x->table->index == r->step->table && !x->voided && !x->hidden ? record_answer(x, r->step) : NULL;
		if (step == NULL || step->kind != ANSWER_TEXT || step->len != strlen(r->code) || memcmp(step->text, r->code, step->len) != 0)
			continue;
		const struct answer *day = record_answer(x, r->day);
		if (day->kind == ANSWER_DATE && day->i > last)
			last = (int32_t)day->i;
	}
	return last;
}

/* Where the household stands: what rests on a parameter that is not set is not known. -1 when out of memory. */
static int
look_up(const struct range *r, struct casefile *c, struct range_entry *e)
{
	const struct record *here = c->assessment.context;
	struct expr_env env = ledger_rule_env(c);
	struct value v;
	const char *text;
	size_t n;

	e->list = RANGE_UNKNOWN;
	if (here == NULL)
		return 0;
	env.touched = 0;
	if (expr_eval(r->place, &env, here, &v) < 0 || value_text(&v, &c->scratch, &text, &n) < 0)
		return -1;
	for (size_t i = 0; !(env.touched & EXPR_UNSET) && i < sizeof places / sizeof places[0]; i++)
		if (n == strlen(places[i].word) && memcmp(text, places[i].word, n) == 0)
			e->list = places[i].list;
	e->by = expr_number(r->by, &env, here);
	if (isnan(e->by))
		e->list = RANGE_UNKNOWN;
	return 0;
}

/* The items of the line side by side, whole as long as they fit. */
static const char *
keep_why(struct range *r, struct casefile *c, enum range_list list)
{
	static const enum ledger_what found[] = {LEDGER_FACTORS, LEDGER_ATTRIBUTES}, missing[] = {LEDGER_MISSING};
	const enum ledger_what *whats = list == RANGE_UNKNOWN ? missing : found;
	const size_t n = list == RANGE_UNKNOWN ? 1 : 2;
	struct buf cell = {0}, line = {0};
	const char *kept = NULL;
	int rc = 0;

	for (size_t k = 0; rc == 0 && k < n; k++) {
		if (k > 0 && cell.len > 0)
			buf_byte(&cell, LEDGER_BETWEEN);
		rc = ledger_cell(r->store, c, &(struct ledger_column){.what = whats[k]}, 0, false, &cell);
	}
	for (const char *at = buf_str(&cell); rc == 0 && *at != '\0' && line.len < WHY;) {
		const size_t len = strcspn(at, "\x1f");
		if (len > 0 && line.len > 0)
			buf_text(&line, _(", "));
		buf_add(&line, at, len);
		at += len + (at[len] != '\0');
	}
	if (rc == 0 && !cell.failed && !line.failed)
		kept = arena_text(&r->arena, buf_str(&line), line.len);
	buf_free(&cell);
	buf_free(&line);
	return kept;
}

static int
look_at(struct range *r, struct range_entry *e, struct fault *f)
{
	struct casefile c;
	int rc = store_file(r->store, e->root, &c, f);

	if (rc != 1)
		return rc;
	rc = c.tree.root->voided ? 0 : look_up(r, &c, e);
	if (c.tree.root->voided)
		e->list = RANGE_BEYOND;
	if (rc == 0 && e->list == RANGE_INCOME)
		for (size_t i = 0; i < c.assessment.n_found; i++)
			if (c.assessment.found[i].kind == FOUND_FACTOR || c.assessment.found[i].kind == FOUND_ATTRIBUTE)
				e->list = RANGE_FACTORS;
	if (rc == 0 && e->list != RANGE_BEYOND) {
		e->class = c.assessment.label;
		e->drawn = drawn(r, &c);
		rc = (e->why = keep_why(r, &c, e->list)) == NULL ? -1 : 0;
	}
	casefile_close(&c);
	if (rc < 0)
		return fault_memory(f);
	r->of[e->list].households++;
	r->of[e->list].people += (size_t)e->people;
	return 0;
}

static int
compare(const struct range_entry *x, const struct range_entry *y, bool by_income)
{
	const enum range_list a = by_income && x->list == RANGE_INCOME ? RANGE_FACTORS : x->list,
			      b = by_income && y->list == RANGE_INCOME ? RANGE_FACTORS : y->list;

	if (a != b)
		return a < b ? -1 : 1;
	if (a != RANGE_UNKNOWN && x->by < y->by)
		return -1;
	if (a != RANGE_UNKNOWN && x->by > y->by)
		return 1;
	return x->before < y->before ? -1 : x->before > y->before;
}

static int
by_income(const void *x, const void *y)
{
	return compare(x, y, true);
}

static int
by_factors(const void *x, const void *y)
{
	return compare(x, y, false);
}

void
range_order(struct range *r, bool income)
{
	if (r->n > 1)
		qsort(r->entries, r->n, sizeof *r->entries, income ? by_income : by_factors);
}

static void
number(struct range *r)
{
	range_order(r, true);
	for (size_t i = 0; i < r->n && r->entries[i].list <= RANGE_INCOME; i++)
		r->entries[i].place_by_income = i + 1;
	range_order(r, false);
}

int
range_look(struct range *r, size_t most, struct fault *f)
{
	const bool begun = r->looked < r->n;

	for (size_t i = 0; i < most && r->looked < r->n; i++)
		if (look_at(r, &r->entries[r->looked++], f) < 0)
			return -1;
	if (r->looked < r->n)
		return 1;
	if (begun)
		number(r);
	return 0;
}

int
range_again(struct range *r, const unsigned char root[RECORD_ID], struct fault *f)
{
	for (size_t i = 0; i < r->n; i++) {
		struct range_entry *e = &r->entries[i];
		if (memcmp(e->root, root, RECORD_ID) != 0)
			continue;
		r->of[e->list].households--;
		r->of[e->list].people -= (size_t)e->people;
		e->place_by_income = 0;
		e->why = "";
		if (look_at(r, e, f) < 0)
			return -1;
		number(r);
		break;
	}
	return 0;
}

/* "12.34%" of ${part} in ${all}, "0%" when there are none. */
static void
put_share(size_t part, size_t all, struct buf *out)
{
	char text[NUM_TEXT];

	num_fixed_text(all > 0 ? (int64_t)(part * 10000 / all) : 0, text);
	buf_printf(out, "%s%%", text);
}

static void
put_mark(const struct range *r, const char *param, struct buf *out)
{
	struct arena a = {0};
	const char *text = ledger_param(r->store, param, &a);
	int64_t share;

	if (num_fixed(text, strlen(text), &share) == 0)
		put_share((size_t)share, 100, out);
	else
		buf_text(out, _("not set"));
	arena_free(&a);
}

void
range_counts(const struct range *r, struct buf *out)
{
	const size_t within = r->of[RANGE_FACTORS].households + r->of[RANGE_INCOME].households,
		     people = r->of[RANGE_FACTORS].people + r->of[RANGE_INCOME].people;
	size_t all = 0;

	for (int i = 0; i < RANGE_LISTS; i++)
		all += r->of[i].people;
	buf_printf(out, _("Looked at: households %zu, people %zu."), r->n, all);
	buf_printf(out, _("\nWithin the range: households %zu ("), within);
	put_share(within, r->n, out);
	buf_printf(out, _("), people %zu ("), people);
	put_share(people, all, out);
	buf_text(out, _("); the policy's marks, for display and no quota: "));
	put_mark(r, "scale_warn", out);
	buf_text(out, _(", deep poverty "));
	put_mark(r, "scale_warn_deep", out);
	buf_printf(out, _("\nOf these with risk factors or priority attributes: households %zu, people %zu."), r->of[RANGE_FACTORS].households,
		r->of[RANGE_FACTORS].people);
	if (r->of[RANGE_ABOVE].households > 0)
		buf_printf(out, _("\nJust above, for a second look: households %zu, people %zu."), r->of[RANGE_ABOVE].households, r->of[RANGE_ABOVE].people);
	buf_printf(out, _("\nIncome unknown, to be completed: households %zu, people %zu.\n"), r->of[RANGE_UNKNOWN].households, r->of[RANGE_UNKNOWN].people);
}
