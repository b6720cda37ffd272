/* One cell of the ledger, and the sheet that says what the cells are. */
#include <string.h>

#include "csv.h"
#include "form/shipped.h"
#include "num.h"
#include "office/ledger_inside.h"
#include "text.h"
#include "words.h"

static const char *const what_names[LEDGER_WHATS] = {
	[LEDGER_NUMBER] = "number",
	[LEDGER_HOUSEHOLD] = "household",
	[LEDGER_ASSESSED] = "assessed",
	[LEDGER_CLASS] = "class",
	[LEDGER_CLASS_LABEL] = "class_label",
	[LEDGER_FACTORS] = "factors",
	[LEDGER_ATTRIBUTES] = "attributes",
	[LEDGER_GAPS] = "gaps",
	[LEDGER_MEASURES] = "measures",
	[LEDGER_UNGRANTED] = "ungranted",
	[LEDGER_LACKING] = "lacking",
	[LEDGER_WARNINGS] = "warnings",
	[LEDGER_ARTICLE] = "article",
	[LEDGER_POLICY] = "policy",
	[LEDGER_UNANSWERED] = "unanswered",
	[LEDGER_MISSING] = "missing",
	[LEDGER_RULE] = "rule",
	[LEDGER_REASONS] = "reasons",
	[LEDGER_LIST] = "list",
	[LEDGER_RANK] = "rank",
	[LEDGER_WAY] = "way",
	[LEDGER_WORD] = "word",
	[LEDGER_WHEN] = "when",
};

/* Which findings of the assessment a list column shows. */
static const struct {
	enum ledger_what what;
	enum found_kind kind;
} lists[] = {{LEDGER_FACTORS, FOUND_FACTOR}, {LEDGER_ATTRIBUTES, FOUND_ATTRIBUTE}, {LEDGER_GAPS, FOUND_GAP},
	{LEDGER_MEASURES, FOUND_MEASURE}, {LEDGER_UNGRANTED, FOUND_UNGRANTED}, {LEDGER_LACKING, FOUND_LACKING}, {LEDGER_WARNINGS, FOUND_WARNING}};

enum { SHEET_NAME, SHEET_ZH, SHEET_EN, SHEET_WHAT, SHEET_EXPRESSION, SHEET_FORMAT, SHEET_COLUMNS };
enum { LEDGER_COLUMNS = 128 };

bool
ledger_is_list(enum ledger_what what)
{
	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
		if (lists[i].what == what)
			return true;
	return what == LEDGER_MISSING || what == LEDGER_REASONS;
}

const char *
ledger_param(const struct store *s, const char *name, struct arena *a)
{
	const struct expr_params *p = policy_params(s->policy);
	const char *text, *copy = NULL;
	size_t n;

	if (p->find(p->self, name, strlen(name), &text, &n) == 1)
		copy = arena_text(a, text, n);
	return copy != NULL ? copy : "";
}

bool
ledger_what(const char *name, enum ledger_what *what)
{
	int i = 0;

	while (i < LEDGER_WHATS && strcmp(name, what_names[i]) != 0)
		i++;
	*what = (enum ledger_what)i;
	return i < LEDGER_WHATS;
}

/* The table whose records are assessed, or that households are in; -1: this form has none. */
static int
seen_from(const struct form *form, enum ledger_what what, const char *assessed)
{
	int table = what == LEDGER_ASSESSED || what == LEDGER_HOUSEHOLD ? form_table(form, assessed, strlen(assessed)) : -1;

	while (what == LEDGER_HOUSEHOLD && table >= 0 && form->tables[table].parent >= 0)
		table = form->tables[table].parent;
	return table;
}

static int
read_row(struct ledger_sheet *l, struct store *s, const struct csv *c, struct fault *f)
{
	const char *cells[SHEET_COLUMNS];
	struct expr_scope scope = {.form = s->form, .question = -1};
	struct expr_error error;
	enum ledger_what what;

	for (int i = 0; i < SHEET_COLUMNS; i++)
		if ((cells[i] = arena_text(&l->arena, csv_field(c, (size_t)i), strlen(csv_field(c, (size_t)i)))) ==
			NULL)
			return fault_memory(f);
	if (!ledger_what(cells[SHEET_WHAT], &what))
		return fault_set(f, EX_SOFTWARE, "%s:%zu: what", c->name, c->line);
	struct ledger_column *column = what == LEDGER_WORD || what == LEDGER_WHEN ? &l->words[l->n_words++] : &l->columns[l->n++];
	*column = (struct ledger_column){.name = cells[SHEET_NAME],
		.label = {cells[SHEET_ZH], cells[SHEET_EN]},
		.format = cells[SHEET_FORMAT],
		.what = what};
	scope.table = seen_from(s->form, what, ledger_param(s, "context_table", &l->arena));
	if (cells[SHEET_EXPRESSION][0] != '\0' && (what == LEDGER_RULE || what == LEDGER_WHEN))
		column->expr = policy_compile(s->policy, &l->arena, cells[SHEET_EXPRESSION], NULL);
	else if (cells[SHEET_EXPRESSION][0] != '\0' && scope.table >= 0)
		column->expr = expr_compile(&l->arena, cells[SHEET_EXPRESSION], &scope, &error);
	return 0;
}

int
ledger_sheet_load(struct ledger_sheet *l, struct store *s, const char *name, struct fault *f)
{
	struct sheet sheet;
	struct csv c = {0};
	int rc;

	*l = (struct ledger_sheet){0};
	if (shipped_sheet(name, &sheet) < 0)
		return fault_set(f, EX_SOFTWARE, "no sheet %s", name);
	if ((l->columns = arena_new(&l->arena, LEDGER_COLUMNS, sizeof *l->columns)) == NULL ||
		(l->words = arena_new(&l->arena, LEDGER_COLUMNS, sizeof *l->words)) == NULL)
		return fault_memory(f);
	if ((rc = csv_open(&c, sheet.name, sheet.data, sheet.n, f)) == 0 && (rc = csv_next(&c, f)) == 1)
		while (l->n + l->n_words < LEDGER_COLUMNS && (rc = csv_next(&c, f)) == 1 && (rc = read_row(l, s, &c, f)) == 0)
			;
	csv_close(&c);
	return rc < 0 ? -1 : 0;
}

struct expr_env
ledger_rule_env(const struct casefile *c)
{
	struct expr_env env = c->env;

	env.locals = c->assessment.locals;
	return env;
}

void
ledger_mask(const char *text, const char *spec, struct buf *out)
{
	size_t n = utf8_count(text, strlen(text)), k = 0, plus = strcspn(spec, "+");
	const char *end = text + strlen(text);
	int64_t head = 0, tail = 0;

	if (spec[plus] == '\0' || num_int(spec, plus, &head) < 0 ||
		num_int(spec + plus + 1, strlen(spec + plus + 1), &tail) < 0 || head < 0 || tail < 0 || head > 64 ||
		tail > 64 || (size_t)(head + tail) >= n)
		head = tail = 0;
	for (const char *at = text; at < end; k++) {
		const char *was = at;
		utf8_next(&at, end);
		if (k < (size_t)head || k + (size_t)tail >= n)
			buf_add(out, was, (size_t)(at - was));
		else
			buf_byte(out, '*');
	}
}

int
ledger_value(struct store *s, struct casefile *c, const struct ledger_column *column, const struct record *here, bool full, struct buf *out)
{
	struct value v;
	const char *text;
	char number[NUM_TEXT];
	int64_t hundredths;
	size_t n;

	if (column->expr == NULL || here == NULL)
		return 0;
	struct expr_env env = column->what == LEDGER_RULE ? ledger_rule_env(c) : c->env;
	if (expr_eval(column->expr, &env, here, &v) < 0)
		return -1;
	if (strcmp(column->format, "money") == 0) {
		if (num_real_fixed(value_number(&v), &hundredths) == 0) {
			num_fixed_text(hundredths, number);
			buf_text(out, number);
		}
		return 0;
	}
	if (value_text(&v, &c->scratch, &text, &n) < 0)
		return -1;
	if (strncmp(column->format, "mask_", 5) == 0 && !full && n > 0) {
		const char *copy = arena_text(&c->scratch, text, n);
		if (copy == NULL)
			return -1;
		ledger_mask(copy, ledger_param(s, column->format, &c->scratch), out);
		return 0;
	}
	return buf_add(out, text, n);
}

static void
between(struct buf *out, size_t start)
{
	if (out->len > start)
		buf_byte(out, LEDGER_BETWEEN);
}

static void
put_measure(const struct found *found, struct buf *out)
{
	char amount[NUM_TEXT];

	if (found->has_amount) {
		num_fixed_text(found->amount, amount);
		buf_printf(out, _(" %s yuan"), amount);
	} else if (found->unset != NULL) {
		buf_printf(out, _(" (parameter not set: %s)"), found->unset);
	}
}

static void
put_found(const struct assessment *a, enum ledger_what what, struct buf *out)
{
	size_t start = out->len, list = 0;

	while (lists[list].what != what)
		list++;
	for (size_t i = 0; i < a->n_found; i++) {
		const struct found *found = &a->found[i];
		if (found->kind != lists[list].kind)
			continue;
		between(out, start);
		buf_text(out, form_label(found->label));
		if (found->entered)
			buf_text(out, _(" (entered by the cadre)"));
		if (found->kind == FOUND_MEASURE)
			put_measure(found, out);
	}
}

static void
put_missing(const struct assessment *a, struct buf *out)
{
	size_t start = out->len;

	for (size_t i = 0; i < a->n_missing; i++) {
		between(out, start);
		buf_text(out, form_label(a->missing[i].question != NULL ? a->missing[i].question->label
									: a->missing[i].table->label));
	}
}

/* Why each factor and attribute holds. */
static void
put_reasons(const struct assessment *a, struct buf *out)
{
	const size_t start = out->len;

	for (size_t i = 0; i < a->n_found; i++) {
		const struct found *found = &a->found[i];
		if ((found->kind != FOUND_FACTOR && found->kind != FOUND_ATTRIBUTE) || found->reason == NULL || found->reason[0] == '\0')
			continue;
		between(out, start);
		buf_text(out, found->reason);
	}
}

int
ledger_cell(
	struct store *s, struct casefile *c, const struct ledger_column *column, int number, bool full, struct buf *out)
{
	const struct assessment *a = &c->assessment;

	switch (column->what) {
	case LEDGER_NUMBER:
		buf_printf(out, "%d", number);
		break;
	case LEDGER_HOUSEHOLD:
	case LEDGER_ASSESSED:
		return ledger_value(s, c, column, column->what == LEDGER_ASSESSED ? a->context : c->tree.root, full, out);
	case LEDGER_RULE:
		return ledger_value(s, c, column, a->context, full, out);
	case LEDGER_REASONS:
		put_reasons(a, out);
		break;
	case LEDGER_LIST:
	case LEDGER_RANK:
	case LEDGER_WAY:
	case LEDGER_WORD:
	case LEDGER_WHEN:
		break;
	case LEDGER_CLASS:
		buf_text(out, a->code);
		break;
	case LEDGER_CLASS_LABEL:
		buf_text(out, a->label != NULL ? form_label(a->label) : "");
		break;
	case LEDGER_ARTICLE:
		for (size_t i = 0; i < a->n_found; i++)
			if (a->found[i].kind == FOUND_CLASS) {
				buf_text(out, a->found[i].article);
				break;
			}
		break;
	case LEDGER_POLICY:
		buf_printf(out, "%s v%u", policy_id(s->policy), (unsigned)a->policy_version);
		break;
	case LEDGER_UNANSWERED:
		buf_printf(out, "%d", casefile_missing(c));
		break;
	case LEDGER_MISSING:
		put_missing(a, out);
		break;
	default:
		put_found(a, column->what, out);
	}
	return out->failed ? -1 : 0;
}
