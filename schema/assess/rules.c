#include "assess/rules.h"

#include <string.h>

#include "text.h"
#include "words.h"

/* What each kind of row must have and gives: ${prefix} begins the name of its local, NULL when it has none. */
static const struct kind {
	const char *name, *prefix;
	bool when, value, reason;
} kinds[RULE_KINDS] = {
	[RULE_VALUE] = {"value", "", false, true, false},
	[RULE_FACTOR] = {"factor", "f", true, false, false},
	[RULE_ATTRIBUTE] = {"attribute", "a_", true, false, false},
	[RULE_GAP] = {"gap", "g_", true, false, false},
	[RULE_CLASS] = {"class", NULL, true, true, true},
	[RULE_FLAG] = {"flag", NULL, true, false, true},
	[RULE_WARNING] = {"warning", NULL, true, false, true},
	[RULE_LACKING] = {"lacking", NULL, true, false, true},
	[RULE_NOTE] = {"note", NULL, true, false, true},
	[RULE_SHOW] = {"show", NULL, false, false, true},
	[RULE_MEASURE] = {"measure", NULL, true, false, true},
	[RULE_REQUIRE] = {"require", NULL, true, false, true},
};

enum {
	COLUMN_KIND, COLUMN_NAME, COLUMN_WHEN, COLUMN_ZH, COLUMN_EN, COLUMN_REASON_ZH, COLUMN_REASON_EN, COLUMN_ARTICLE,
	COLUMN_VALUE, COLUMN_NEEDS,
	COLUMN_AMOUNT = COLUMN_VALUE, COLUMN_BASE = COLUMN_NEEDS, COLUMN_THRESHOLD, COLUMN_BANDS, COLUMN_CAP, COLUMN_GRANTED, COLUMNS
};

#define SHARED \
	"kind", "name", "when", "label::中文 (zh)", "label::English (en)", "reason::中文 (zh)", "reason::English (en)", \
	"article"

static const char *const rule_columns[] = {SHARED, "value", "needs"};
static const char *const measure_columns[] = {SHARED, "amount", "base", "threshold", "bands", "cap", "granted"};

/* Reading one sheet. */
struct reading {
	struct policy *p;
	struct mistakes *m;
	const struct csv *csv;
	bool measures, classes, after; /* a class row was read; a row behind the class rows was read */
	struct soundness sound;
	const char *const *names; /* of the columns */
	const char *cell[COLUMNS];
};

static struct place
at_column(const struct reading *g, int column)
{
	return (struct place){g->csv->name, g->csv->line, g->names[column], g->cell[COLUMN_NAME]};
}

const struct expr *
rule_expr(struct policy *p, const char *src, size_t n, struct place at, struct mistakes *m)
{
	struct expr_scope scope = {p->form, p->context_table, -1, &p->locals};
	struct expr_error err = {0};
	const char *filled = param_fill(p, src, n);

	if (filled == NULL) {
		m->memory = true;
		return NULL;
	}
	const struct expr *e = expr_compile(&p->arena, filled, &scope, &err);
	if (e == NULL)
		mistake(m, at, "%s", err.text);
	return e;
}

static const struct expr *
figure(void *self, const char *src, size_t n, struct place at, struct mistakes *m)
{
	return rule_expr(self, src, n, at, m);
}

/* The expression in a column; NULL when it is empty or wrong. */
static const struct expr *
cell_expr(struct reading *g, int column)
{
	const char *s = g->cell[column];

	return s[0] == '\0' ? NULL : rule_expr(g->p, s, strlen(s), at_column(g, column), g->m);
}

static void
must(struct reading *g, int column, bool wanted)
{
	if (wanted && g->cell[column][0] == '\0')
		mistake(g->m, at_column(g, column),
			_("this cell is empty, and a row of this kind needs it. Mend: fill it in, or take the row out."));
}

/* A local's name, known from now on; its number, or -1. */
static int
add_local(struct reading *g, const char *prefix, const char *name)
{
	struct buf text = {0};
	int number = (int)g->p->locals.n;

	buf_printf(&text, "%s%s", prefix, name);
	const char *kept = text.failed ? NULL : arena_text(&g->p->arena, buf_str(&text), text.len);
	buf_free(&text);
	int rc = kept == NULL ? -1 : names_add(&g->p->locals, kept, number);
	if (rc < 0)
		g->m->memory = true;
	else if (rc > 0)
		mistake(g->m, at_column(g, COLUMN_NAME),
			_("the name %s is taken by an earlier row. Mend: choose another name."), kept);
	return rc == 0 ? number : -1;
}

/* Rows of a kind are told apart by their names: in reports, in the ledger, in a county's own cases. */
static void
read_name(struct reading *g, const struct kind *k)
{
	struct buf text = {0};

	buf_printf(&text, "%s %s", k->name, g->cell[COLUMN_NAME]);
	const char *kept = text.failed ? NULL : arena_text(&g->p->arena, buf_str(&text), text.len);
	buf_free(&text);
	int rc = kept == NULL ? -1 : names_add(&g->sound.rows, kept, 0);
	g->m->memory |= rc < 0;
	/* Where the name is a local's too, add_local() says so. */
	if (rc > 0 && k->prefix == NULL)
		mistake(g->m, at_column(g, COLUMN_NAME), _("the name %s is taken by an earlier row. Mend: choose another name."), g->cell[COLUMN_NAME]);
}

static enum rule_kind
read_kind(struct reading *g)
{
	if (g->measures)
		return RULE_MEASURE;
	for (int i = 0; i < RULE_KINDS; i++)
		if (i != RULE_MEASURE && strcmp(g->cell[COLUMN_KIND], kinds[i].name) == 0)
			return (enum rule_kind)i;
	mistake(g->m, at_column(g, COLUMN_KIND),
		_("this kind of row is not known. Mend: write value, factor, attribute, gap, class, flag, warning, lacking, note, show or require."));
	return RULE_KINDS;
}

/* Class rows stand together, behind everything they may read; what reads ${class} stands behind them. */
static void
check_order(struct reading *g, enum rule_kind kind)
{
	bool early = kind == RULE_FACTOR || kind == RULE_ATTRIBUTE || kind == RULE_GAP;

	if (early && g->classes)
		mistake(g->m, at_column(g, COLUMN_KIND),
			_("this row stands behind a class row. Mend: move it before the first class row."));
	if (kind == RULE_CLASS && g->after)
		mistake(g->m, at_column(g, COLUMN_KIND), _("class rows are torn apart. Mend: keep them together."));
	if (kind == RULE_CLASS)
		g->classes = true;
	else if (g->classes && !g->after && kind != RULE_REQUIRE) {
		g->after = true;
		g->p->class = add_local(g, "", "class");
	}
}

static void
read_bands(struct reading *g, struct rule *r)
{
	const char *name = g->cell[COLUMN_BANDS], *kind = g->cell[COLUMN_KIND];
	bool banded = strcmp(kind, "banded") == 0;

	if (!banded && strcmp(kind, "plain") != 0)
		mistake(g->m, at_column(g, COLUMN_KIND),
			_("this kind of measure is not known. Mend: write plain or banded."));
	must(g, COLUMN_BASE, banded);
	must(g, COLUMN_THRESHOLD, banded);
	must(g, COLUMN_BANDS, banded);
	r->base = cell_expr(g, COLUMN_BASE);
	r->threshold = cell_expr(g, COLUMN_THRESHOLD);
	r->cap = cell_expr(g, COLUMN_CAP);
	r->granted = cell_expr(g, COLUMN_GRANTED);
	if (!banded || name[0] == '\0')
		return;
	r->bands = param_find(g->p, name, strlen(name));
	if (r->bands == NULL || strcmp(r->bands->type, "bands") != 0)
		mistake(g->m, at_column(g, COLUMN_BANDS),
			_("there is no such parameter. Mend: name one of policy.csv that holds bands."));
}

static void
read_needs(struct reading *g, struct rule *r)
{
	const char *name = g->cell[COLUMN_NEEDS];
	const struct form *form = g->p->form;

	if (name[0] == '\0')
		return;
	if (r->kind != RULE_CLASS && r->kind != RULE_VALUE && r->kind != RULE_WARNING)
		mistake(g->m, at_column(g, COLUMN_NEEDS), _("only class, value and warning rows look at this. Mend: leave it empty."));
	r->needs = form_question(form, name, strlen(name));
	if (r->needs < 0 || form->questions[r->needs].table != g->p->context_table)
		mistake(g->m, at_column(g, COLUMN_NEEDS),
			_("this is no question of the table that is assessed. Mend: name one, or leave it empty."));
}

static void
read_rule(struct reading *g)
{
	static const char *const empty = "";
	enum rule_kind kind = read_kind(g);
	const char *name = g->cell[COLUMN_NAME];

	if (kind == RULE_KINDS)
		return;
	const struct kind *k = &kinds[kind];
	struct rule *r = &g->p->rules[g->p->n_rules];
	*r = (struct rule){.kind = kind, .name = name, .label = {g->cell[COLUMN_ZH], g->cell[COLUMN_EN]},
		.article = g->cell[COLUMN_ARTICLE], .code = empty, .needs = -1, .local = -1};
	if (name[0] == '\0' || strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") != strlen(name) ||
		strlen(name) >= FORM_NAME)
		mistake(g->m, at_column(g, COLUMN_NAME), _("this is not a name. Mend: use letters, digits and '_'."));
	read_name(g, k);
	if (r->label[LANG_ZH][0] == '\0' && r->label[LANG_EN][0] == '\0')
		mistake(g->m, at_column(g, COLUMN_ZH), _("the row has no label. Mend: say in a few words what it is."));
	must(g, COLUMN_WHEN, k->when);
	must(g, COLUMN_VALUE, k->value);
	must(g, COLUMN_REASON_ZH, k->reason);
	check_order(g, kind);
	r->when = cell_expr(g, COLUMN_WHEN);
	if (kind == RULE_CLASS) {
		r->code = g->cell[COLUMN_VALUE];
		if (r->code[0] != '\0' && !text_is_name(r->code, strlen(r->code)))
			mistake(g->m, at_column(g, COLUMN_VALUE),
				_("this is not a name. Mend: use letters, digits and '_', a letter first."));
	} else
		r->value = cell_expr(g, COLUMN_VALUE);
	if (g->measures)
		read_bands(g, r);
	else
		read_needs(g, r);
	for (int lang = 0; lang < LANGS; lang++) {
		int column = lang == LANG_ZH ? COLUMN_REASON_ZH : COLUMN_REASON_EN;
		const char *s = g->cell[column][0] != '\0' ? g->cell[column] : g->cell[COLUMN_REASON_ZH];
		r->reason[lang] = sentence_read(&g->p->arena, s, figure, g->p, at_column(g, column), g->m);
	}
	if (k->prefix != NULL)
		r->local = add_local(g, k->prefix, name);
	if (rule_close(g->p, r) < 0)
		g->m->memory = true;
	rule_sound(g->p, r, g->cell[COLUMN_WHEN], at_column(g, COLUMN_WHEN), &g->sound, g->m);
	g->p->n_rules += kind != RULE_REQUIRE;
}

static void
read_rows(struct reading *g, struct csv *c, const int *at, int n)
{
	struct fault f = {0};
	int rc;

	while ((rc = csv_next(c, &f)) > 0) {
		if (csv_field(c, 0)[0] == '#')
			continue;
		if (g->p->n_rules == POLICY_RULES) {
			mistake(g->m, (struct place){.sheet = c->name, .line = c->line},
				_("more than %d rules. Mend: take rows out."), POLICY_RULES);
			return;
		}
		bool whole = true;
		for (int i = 0; i < COLUMNS; i++) {
			g->cell[i] = sheet_cell(g->p, c, i < n ? at[i] : -1, g->m);
			whole = whole && g->cell[i] != NULL;
		}
		if (!whole)
			return;
		read_rule(g);
	}
	if (rc < 0)
		mistake(g->m, (struct place){.sheet = c->name}, "%s", f.text);
}

void
rules_read(struct policy *p, const struct sheet *s, bool measures, struct mistakes *m)
{
	struct csv c;
	struct reading g = {.p = p, .m = m, .csv = &c, .measures = measures,
		.names = measures ? measure_columns : rule_columns};
	struct fault f = {0};
	int at[COLUMNS];
	int n = (int)(measures ? sizeof measure_columns / sizeof *measure_columns : sizeof rule_columns / sizeof *rule_columns);

	if (csv_open(&c, s->name, s->data, s->n, &f) < 0 || csv_next(&c, &f) < 0) {
		mistake(m, (struct place){.sheet = s->name}, "%s", f.text);
	} else {
		/* What was granted nobody has to ask. */
		sheet_columns(&c, g.names, n, measures ? COLUMN_GRANTED : n, at, m);
		read_rows(&g, &c, at, n);
	}
	if (!measures && !g.classes)
		mistake(m, (struct place){.sheet = s->name},
			_("there is no class row. Mend: add the rows that decide the class."));
	if (!measures && g.classes && g.sound.always == NULL)
		mistake(m, (struct place){.sheet = s->name},
			_("no class row holds for whoever met no test before. Mend: end the class rows with one whose test is true()."));
	names_free(&g.sound.conditions);
	names_free(&g.sound.rows);
	if (!measures && g.classes && !g.after)
		p->class = add_local(&g, "", "class");
	csv_close(&c);
}

bool
policy_row(const struct policy *p, size_t i, struct policy_row *out)
{
	if (i >= p->n_rules)
		return false;
	const struct rule *r = &p->rules[i];
	*out = (struct policy_row){kinds[r->kind].name, r->name, r->article, r->code, r->label};
	return true;
}

const struct expr *
policy_compile(struct policy *p, struct arena *a, const char *src, struct expr_error *why)
{
	const struct expr_scope scope = {p->form, p->context_table, -1, &p->locals};
	struct expr_error error = {0};
	const char *filled = param_fill(p, src, strlen(src));

	return filled != NULL ? expr_compile(a, filled, &scope, why != NULL ? why : &error) : NULL;
}
