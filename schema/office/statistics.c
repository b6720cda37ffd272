/* Household by household into the tallies of its village, township and county. */
#include "office/statistics_inside.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "num.h"
#include "store/summary.h"
#include "words.h"

static const struct {
	const char *kind, *group;
	enum found_kind found;
} groups[] = {{"class", "class", FOUND_CLASS}, {"factor", "factor", FOUND_FACTOR}, {"attribute", "attribute", FOUND_ATTRIBUTE},
	{"gap", "gap", FOUND_GAP}, {"measure", "measure", FOUND_MEASURE}, {"flag", "flag", FOUND_FLAG},
	{"warning", "warning", FOUND_WARNING}, {"lacking", "lacking", FOUND_LACKING}, {"measure", "ungranted", FOUND_UNGRANTED}};
enum { GROUPS = sizeof groups / sizeof groups[0] };

const char *
statistics_group(const char *group)
{
	static const char *const words[][2] = {{"class", N_("Classes")}, {"factor", N_("Risk factors")}, {"attribute", N_("Priority attributes")},
		{"gap", N_("Must be solved")}, {"measure", N_("Help that the policy offers")}, {"flag", N_("To be looked at")},
		{"warning", N_("Early warnings")}, {"lacking", N_("No measure for it yet")}, {"ungranted", N_("Offered, not granted yet")},
		{"row", N_("Incomes, rates and premiums")}, {"step", N_("Last step of the procedure")}};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(group, words[i][0]) == 0)
			return _(words[i][1]);
	return group;
}

/* Where codes of area end: county, township, village. */
static const size_t level_digits[STATISTICS_LEVELS] = {6, 9, 12};

int
statistics_level(const char *code)
{
	const size_t n = strlen(code);

	return n <= level_digits[0] ? 0 : n <= level_digits[1] ? 1 : 2;
}

static void
add_figure(struct statistics *x, const struct figure *f)
{
	if (x->n < FIGURES)
		x->figures[x->n++] = *f;
}

/* Classes by code, each once; factors, gaps and the rest by row. */
static int
add_groups(struct statistics *x, const struct policy *p)
{
	struct policy_row r;

	for (size_t g = 0; g < GROUPS; g++)
		for (size_t i = 0; policy_row(p, i, &r); i++) {
			bool before = strcmp(r.kind, groups[g].kind) != 0;
			const char *name = groups[g].found == FOUND_CLASS ? r.class : r.name;
			for (size_t k = 0; !before && k < x->n; k++)
				before = strcmp(x->figures[k].group, groups[g].group) == 0 && strcmp(x->figures[k].name, name) == 0;
			if (!before)
				add_figure(x, &(struct figure){groups[g].group, name, {r.label[LANG_ZH], r.label[LANG_EN]}, "", FIGURE_COUNT, true});
		}
	x->first_row = x->n;
	for (size_t i = 0; i < x->sheet.n; i++)
		add_figure(x, &x->sheet.rows[i].figure);
	return 0;
}

/* The tallies of an area, made when new. */
static struct tally *
area_of(struct statistics *x, const char *code, size_t n)
{
	char want[AREA_ROOM] = "";

	memcpy(want, code, n < sizeof want ? n : sizeof want - 1);
	size_t low = 0, high = x->n_areas;
	while (low < high) {
		const size_t middle = (low + high) / 2;
		if (strcmp(x->areas[middle].code, want) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < x->n_areas && strcmp(x->areas[low].code, want) == 0)
		return x->areas[low].tallies;
	if (x->n_areas == AREAS || array_grow(&x->areas, &x->cap_areas, x->n_areas + 1, sizeof *x->areas) < 0)
		return NULL;
	struct tally *t = arena_new(&x->arena, FIGURES, sizeof *t);
	if (t == NULL)
		return NULL;
	memmove(&x->areas[low + 1], &x->areas[low], (x->n_areas++ - low) * sizeof *x->areas);
	memcpy(x->areas[low].code, want, sizeof want);
	x->areas[low].tallies = t;
	return t;
}

struct expr_env
statistic_env(struct casefile *c)
{
	struct expr_env env = c->env;

	env.locals = c->assessment.locals;
	return env;
}

/* What one household adds to one figure. */
struct share {
	bool counts, unset;
	double value, weight;
};

/* Whether the text of ${e} is ${code}. */
static bool
says(const struct expr *e, struct casefile *c, struct expr_env *env, const struct record *here, const char *code)
{
	struct value v;
	const char *text;
	size_t n;

	return expr_eval(e, env, here, &v) == 0 && value_text(&v, &c->scratch, &text, &n) == 0 && n == strlen(code) && memcmp(text, code, n) == 0;
}

static struct share
share_of(const struct statistic *r, struct casefile *c)
{
	const struct record *here = r->household ? c->tree.root : c->assessment.context;
	struct expr_env env = statistic_env(c);
	struct share s = {.counts = here != NULL};

	env.touched = 0;
	if (here == NULL)
		return s;
	if (r->when != NULL)
		s.counts = expr_true(r->when, &env, here);
	if (s.counts && r->code != NULL)
		s.counts = says(r->value, c, &env, here, r->code);
	else if (s.counts && r->value != NULL)
		s.value = expr_number(r->value, &env, here);
	if (s.counts && r->weight != NULL)
		s.weight = expr_number(r->weight, &env, here);
	s.unset = (env.touched & EXPR_UNSET) != 0;
	/* What is not known yet is left out whole, of a mean from both its parts. */
	s.counts = s.counts && !isnan(s.value) && !isnan(s.weight);
	return s;
}

static void
add_found(struct statistics *x, const struct assessment *a, struct tally *t, uint64_t people)
{
	for (size_t i = 0; i < x->first_row; i++) {
		const struct figure *f = &x->figures[i];
		const struct found *found = NULL;
		bool is = strcmp(f->group, "class") == 0 && strcmp(f->name, a->code) == 0;
		for (size_t g = 0; !is && found == NULL && g < GROUPS; g++)
			if (strcmp(f->group, groups[g].group) == 0 && groups[g].found != FOUND_CLASS)
				found = assess_found(a, groups[g].found, f->name);
		if (!is && found == NULL)
			continue;
		t[i].households++;
		t[i].people += people;
		if (found != NULL && found->has_amount)
			t[i].value += (double)found->amount / 100;
		t[i].unset |= found != NULL && found->unset != NULL;
	}
}

static int
add_household(struct statistics *x, struct casefile *c, const struct counted *y, struct fault *f)
{
	const uint64_t people = y->people;
	const size_t n = strlen(y->area);

	for (int level = 0; level < STATISTICS_LEVELS; level++) {
		if (level > 0 && n <= level_digits[level - 1])
			break;
		struct tally *t = area_of(x, y->area, n < level_digits[level] ? n : level_digits[level]);
		if (t == NULL)
			return fault_memory(f);
		add_found(x, &c->assessment, t, people);
		for (size_t i = 0; i < x->sheet.n && x->first_row + i < x->n; i++) {
			const struct share s = share_of(&x->sheet.rows[i], c);
			struct tally *to = &t[x->first_row + i];
			to->unset |= s.unset;
			if (!s.counts)
				continue;
			to->households++;
			to->people += people;
			to->value += s.value;
			to->weight += s.weight;
		}
	}
	return 0;
}

static int
take(void *self, const struct summary *y)
{
	struct statistics *x = self;

	if (array_grow(&x->households, &x->cap_households, x->n_households + 1, sizeof *x->households) < 0)
		return 1;
	struct counted *c = &x->households[x->n_households++];
	*c = (struct counted){.people = y->members > 0 ? (uint64_t)y->members : 0};
	memcpy(c->root, y->root, RECORD_ID);
	memcpy(c->area, y->area, strnlen(y->area, sizeof c->area - 1));
	return 0;
}

struct statistics *
statistics_begin(struct store *s, const char *area, struct fault *f)
{
	struct statistics *x = calloc(1, sizeof *x);
	int rc;

	if (x == NULL) {
		fault_memory(f);
		return NULL;
	}
	if (statistic_sheet_load(&x->sheet, s, f) == 0 && add_groups(x, s->policy) == 0 && (rc = store_summaries(s, area, take, x, f)) >= 0) {
		if (rc == 0)
			return x;
		fault_memory(f);
	}
	statistics_free(x);
	return NULL;
}

int
statistics_more(struct statistics *x, struct store *s, int most, struct fault *f)
{
	for (; most > 0 && x->at < x->n_households; most--, x->at++) {
		struct casefile c;
		int rc = store_file(s, x->households[x->at].root, &c, f);
		if (rc == 1) {
			rc = add_household(x, &c, &x->households[x->at], f);
			casefile_close(&c);
		}
		if (rc < 0)
			return -1;
	}
	return x->at < x->n_households;
}

size_t
statistics_counted(const struct statistics *x, size_t *of)
{
	*of = x->n_households;
	return x->at;
}

struct statistics *
statistics_make(struct store *s, const char *area, struct fault *f)
{
	struct statistics *x = statistics_begin(s, area, f);
	int more = x != NULL;

	while (more == 1)
		more = statistics_more(x, s, 1000, f);
	if (more == 0)
		return x;
	statistics_free(x);
	return NULL;
}

void
statistics_free(struct statistics *x)
{
	if (x == NULL)
		return;
	free(x->areas);
	free(x->households);
	arena_free(&x->sheet.arena);
	arena_free(&x->arena);
	free(x);
}

const struct figure *
statistics_figure(const struct statistics *x, size_t i)
{
	return i < x->n ? &x->figures[i] : NULL;
}

const struct tally *
statistics_area(const struct statistics *x, size_t i, const char **code)
{
	if (i >= x->n_areas)
		return NULL;
	*code = x->areas[i].code;
	return x->areas[i].tallies;
}

void
statistics_value(const struct figure *f, const struct tally *t, struct buf *out)
{
	const double v = f->kind == FIGURE_MEAN ? t->value / t->weight : t->value;
	char text[NUM_TEXT];
	int64_t hundredths;

	if ((f->kind == FIGURE_MEAN && !(t->weight > 0)) || ((f->kind == FIGURE_COUNT || t->unset) && t->value == 0))
		return;
	if (num_real_fixed(strcmp(f->format, "percent") == 0 ? 100 * v : v, &hundredths) < 0)
		return;
	num_fixed_text(hundredths, text);
	buf_printf(out, "%s%s", text, strcmp(f->format, "percent") == 0 ? "%" : "");
}
