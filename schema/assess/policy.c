#include "assess/rules.h"

#include <stdlib.h>
#include <string.h>

#include "form/shipped.h"
#include "journal/hash.h"
#include "num.h"
#include "text.h"
#include "words.h"

void
sheet_columns(const struct csv *c, const char *const *names, int n, int must, int *at, struct mistakes *m)
{
	for (int i = 0; i < n; i++) {
		at[i] = csv_column(c, names[i]);
		if (i < must && at[i] < 0)
			mistake(m, (struct place){.sheet = c->name, .line = c->line, .column = names[i]},
				_("this column is missing. Mend: add it to the first row."));
	}
	for (size_t k = 0; k < c->n; k++) {
		bool known = c->field[k][0] == '\0' || c->field[k][0] == '#';
		for (int i = 0; i < n && !known; i++)
			known = strcmp(c->field[k], names[i]) == 0;
		if (!known)
			mistake(m, (struct place){.sheet = c->name, .line = c->line, .column = c->field[k]},
				_("this column is not known. Mend: correct its name, or put # before it if it holds notes."));
		else if (c->field[k][0] != '\0' && c->field[k][0] != '#' && csv_column(c, c->field[k]) != (int)k)
			mistake(m, (struct place){.sheet = c->name, .line = c->line, .column = c->field[k]},
				_("this column stands twice. Mend: keep one of them."));
	}
}

const char *
sheet_cell(struct policy *p, const struct csv *c, int at, struct mistakes *m)
{
	const char *s = at < 0 ? "" : csv_field(c, (size_t)at);
	size_t n = strlen(s);

	s = text_trim(s, &n);
	const char *kept = arena_text(&p->arena, s, n);
	if (kept == NULL)
		m->memory = true;
	return kept;
}

/* What an expression reads, gathered into a bit set. */
struct closing {
	struct policy *p;
	uint64_t *bits;
};

static void
close_over(void *self, const struct expr *e)
{
	struct closing *c = self;
	const struct form *form = c->p->form;

	for (const int *q = expr_reads(e); *q >= 0; q++) {
		uint64_t bit = UINT64_C(1) << (*q % 64);
		uint64_t *word = &c->bits[*q / 64];
		if (*word & bit)
			continue;
		*word |= bit;
		if (form->questions[*q].calculation != NULL)
			close_over(c, form->questions[*q].calculation);
	}
	for (const int *l = expr_reads_locals(e); *l >= 0; l++)
		for (size_t i = 0; i < c->p->n_rules; i++)
			for (size_t w = 0; c->p->rules[i].local == *l && w < c->p->words; w++)
				c->bits[w] |= c->p->rules[i].closure[w];
}

int
rule_close(struct policy *p, struct rule *r)
{
	const struct expr *const parts[] = {r->when, r->value, r->base, r->threshold, r->cap, r->granted};
	struct closing c = {p, arena_new(&p->arena, p->words, sizeof *c.bits)};

	if (c.bits == NULL)
		return -1;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (parts[i] != NULL)
			close_over(&c, parts[i]);
	r->closure = c.bits;
	return 0;
}

/* A parameter that the engine itself reads; "" with the mistake noted when it is absent or empty. */
static const char *
setting(struct policy *p, const char *sheet, const char *name, struct mistakes *m)
{
	const struct param *x = param_find(p, name, strlen(name));

	if (x != NULL && x->value[0] != '\0')
		return x->value;
	mistake(m, (struct place){sheet, 0, "value", name},
		_("the policy itself needs this parameter. Mend: add the row and fill in its value."));
	return "";
}

static void
read_settings(struct policy *p, const char *sheet, struct mistakes *m)
{
	const char *version = setting(p, sheet, "policy_version", m);
	const char *table = setting(p, sheet, "context_table", m);
	const char *when = setting(p, sheet, "context_when", m);
	const struct param *entered = param_find(p, "factor_entered", strlen("factor_entered"));
	int64_t number;

	p->id = setting(p, sheet, "policy_id", m);
	p->incomplete = setting(p, sheet, "class_incomplete", m);
	if (version[0] != '\0' && (num_int(version, strlen(version), &number) < 0 || number < 0 || number > UINT32_MAX))
		mistake(m, (struct place){sheet, 0, "value", "policy_version"},
			_("this is no version number. Mend: write 1, 2, 3 ..."));
	else if (version[0] != '\0')
		p->version = (uint32_t)number;
	p->context_table = form_table(p->form, table, strlen(table));
	if (table[0] != '\0' && p->context_table < 0)
		mistake(m, (struct place){sheet, 0, "value", "context_table"},
			_("the form has no such table. Mend: name one of its tables."));
	if (p->context_table < 0)
		return;
	tried_read(p, sheet, m);
	struct place at = {sheet, 0, "value", "context_when"};
	if (when[0] != '\0')
		p->context_when = rule_expr(p, when, strlen(when), at, m);
	at.name = "factor_entered";
	if (entered != NULL && entered->value[0] != '\0')
		p->entered = rule_expr(p, entered->value, strlen(entered->value), at, m);
}

/* The numbers the engine counts itself, known to every row. */
static void
add_counters(struct policy *p, struct mistakes *m)
{
	static const char *const names[] = {"n_factors", "n_attributes", "n_gaps"};
	int *const numbers[] = {&p->factors, &p->attributes, &p->gaps};

	for (int i = 0; i < 3; i++) {
		*numbers[i] = i;
		if (names_add(&p->locals, names[i], i) < 0)
			m->memory = true;
	}
}

static void
read_sheets(struct policy *p, const struct policy_sheets *s, struct mistakes *m)
{
	params_read(p, &s->policy, m);
	read_settings(p, s->policy.name, m);
	if (p->context_table < 0 || m->memory)
		return;
	add_counters(p, m);
	rules_read(p, &s->rules, false, m);
	rules_read(p, &s->measures, true, m);
	for (size_t i = p->n_rules; i-- > 0;)
		if (p->rules[i].kind == RULE_CLASS && strcmp(p->rules[i].code, p->incomplete) == 0)
			memcpy(p->class_label, p->rules[i].label, sizeof p->class_label);
	if (m->n == 0 && p->class_label[LANG_ZH] == NULL)
		mistake(m, (struct place){s->rules.name, 0, "value", p->incomplete},
			_("no class row gives the class for incomplete files. Mend: add one."));
}

static void
hash_sheets(struct policy *p, const struct policy_sheets *s)
{
	const struct sheet *const all[] = {&s->policy, &s->rules, &s->measures};
	struct hash h;

	hash_start(&h, sizeof p->hash);
	for (int i = 0; i < 3; i++) {
		unsigned char size[8];
		for (int k = 0; k < 8; k++)
			size[k] = (unsigned char)((uint64_t)all[i]->n >> (8 * k));
		hash_add(&h, size, sizeof size);
		hash_add(&h, all[i]->data, all[i]->n);
	}
	hash_end(&h, p->hash);
}

struct policy *
policy_load(const struct policy_sheets *s, const struct form *form, struct buf *report, struct fault *f)
{
	struct mistakes m = {.report = report};
	struct policy *p = calloc(1, sizeof *p);

	if (p == NULL) {
		fault_memory(f);
		return NULL;
	}
	p->form = form;
	p->context_table = p->class = -1;
	p->words = (size_t)form->n_questions / 64 + 1;
	p->rules = arena_new(&p->arena, POLICY_RULES, sizeof *p->rules);
	if (p->rules == NULL)
		m.memory = true;
	else if (s->policy.n > FORM_SHEET || s->rules.n > FORM_SHEET || s->measures.n > FORM_SHEET)
		mistake(&m, (struct place){.sheet = s->policy.name},
			_("a sheet is larger than %d bytes. Mend: take rows out."), FORM_SHEET);
	else
		read_sheets(p, s, &m);
	if (mistakes_close(&m,
		_("mistakes in the policy; it is not used. The policy in force until now stays. First of them:"), f) < 0) {
		policy_free(p);
		return NULL;
	}
	hash_sheets(p, s);
	return p;
}

struct policy *
policy_load_embedded(const struct form *form, struct fault *f)
{
	struct policy_sheets s;

	if (shipped_sheet("policy.csv", &s.policy) < 0 || shipped_sheet("rules.csv", &s.rules) < 0 ||
		shipped_sheet("measures.csv", &s.measures) < 0) {
		fault_set(f, EX_SOFTWARE,
			_("The program was built without its policy. Install it again from its package."));
		return NULL;
	}
	return policy_load(&s, form, NULL, f);
}

void
policy_free(struct policy *p)
{
	if (p == NULL)
		return;
	names_free(&p->param_names);
	names_free(&p->locals);
	arena_free(&p->arena);
	free(p);
}

const struct expr_params *
policy_params(const struct policy *p)
{
	return &p->finder;
}

const char *
policy_id(const struct policy *p)
{
	return p->id;
}

uint32_t
policy_version(const struct policy *p)
{
	return p->version;
}

const unsigned char *
policy_hash(const struct policy *p)
{
	return p->hash;
}

const struct param *
policy_param(const struct policy *p, size_t i)
{
	return i < p->n_params ? &p->params[i] : NULL;
}

const char *const *
policy_class(const struct policy *p, const char *code)
{
	if (strcmp(code, p->incomplete) == 0)
		return p->class_label;
	for (size_t i = 0; i < p->n_rules; i++)
		if (p->rules[i].kind == RULE_CLASS && strcmp(p->rules[i].code, code) == 0)
			return p->rules[i].label;
	return NULL;
}

size_t
policy_class_order(const struct policy *p, const char *code)
{
	size_t at = 0, last = 0;

	for (size_t i = 0; i < p->n_rules; i++) {
		if (p->rules[i].kind != RULE_CLASS)
			continue;
		last = 2 * i + 2;
		if (at == 0 && strcmp(p->rules[i].code, code) == 0)
			at = last;
	}
	if (strcmp(code, p->incomplete) == 0)
		return last - (last > 0);
	return at != 0 ? at : last + 1;
}
