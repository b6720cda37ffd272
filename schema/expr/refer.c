#include "compile.h"

#include <string.h>

#include "words.h"

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* How many letters added, dropped, changed or swapped make ${b} of ${a}; more than ${limit} when surely more. Names have
 * at most 64 bytes. */
static size_t
distance(const char *a, size_t na, const char *b, size_t nb, size_t limit)
{
	size_t rows[3][65], *before = rows[0], *above = rows[1], *row = rows[2];

	if (na > 64 || nb > 64 || na > nb + limit || nb > na + limit)
		return limit + 1;
	for (size_t k = 0; k <= nb; k++)
		row[k] = k;
	for (size_t i = 1; i <= na; i++) {
		size_t *oldest = before;
		before = above;
		above = row;
		row = oldest;
		row[0] = i;
		for (size_t k = 1; k <= nb; k++) {
			row[k] = least(above[k - 1] + (a[i - 1] != b[k - 1]), least(above[k], row[k - 1]) + 1);
			if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1])
				row[k] = least(row[k], before[k - 2] + 1);
		}
	}
	return row[nb];
}

/* The nearest of the names looked at so far. */
struct guess {
	const char *name;
	size_t distance;
};

static void
look_at(struct guess *g, const struct token *t, const char *name)
{
	size_t d = distance(t->text, t->len, name, strlen(name), g->distance);

	if (d < g->distance || (d == g->distance && g->name == NULL))
		*g = (struct guess){name, d};
}

/* The known name nearest to the token, NULL when none is near. */
static const char *
nearest(const struct parser *p, const struct token *t, bool functions)
{
	const struct form *f = p->scope->form;
	struct guess g = {NULL, t->len < 4 ? 1 : t->len < 9 ? 2 : 3};

	for (int i = -1; functions && (i = function_next(i)) >= 0;)
		look_at(&g, t, function_at(i)->name);
	for (int i = 0; !functions && i < f->n_questions; i++)
		look_at(&g, t, f->questions[i].name);
	for (int i = 0; !functions && i < f->n_tables; i++)
		look_at(&g, t, f->tables[i].name);
	return g.name;
}

int
refer_unknown(struct parser *p, const struct token *t, const char *what)
{
	const char *near = nearest(p, t, what == NULL);
	int n = token_shown(t);

	if (what == NULL)
		return near != NULL ?
			expr_fail(p->err, t->at, _("There is no function %.*s(); did you mean %s()?"), n, t->text, near) :
			expr_fail(p->err, t->at, _("There is no function %.*s(); the list of functions is in the handbook."), n, t->text);
	return near != NULL ?
		expr_fail(p->err, t->at, _("%.*s is no %s; did you mean %s?"), n, t->text, what, near) :
		expr_fail(p->err, t->at, _("%.*s is no %s; check how it is spelt in the sheet."), n, t->text, what);
}

int
refer_note(struct parser *p, struct noted *list, int number)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->items[i] == number)
			return 0;
	if (array_grow(&list->items, &list->cap, list->n + 1, sizeof *list->items) < 0)
		return emit_memory(p);
	list->items[list->n++] = number;
	return 0;
}

/* An answer that is read in other records than here's own and the ones over it. */
static int
note_far(struct parser *p, int table, int column)
{
	return refer_note(p, &p->far, p->scope->form->tables[table].first + column);
}

static int
refer_local(struct parser *p, int number, struct operand *out)
{
	*out = (struct operand){.shape = SHAPE_LOCAL, .at = p->token.at, .start = p->n_ops};
	return refer_note(p, &p->locals, number) < 0 ? -1 : emit(p, (struct op){.code = OP_LOCAL, .a = number}, 1);
}

/* The set of all records of ${table} (or their answers in ${column}) under the record of ${over}, which is ${up} over
 * the base; ${over} lies truly over ${table}. */
static int
go_down(struct parser *p, int base, int up, int over, int table, int column, struct operand *out)
{
	const struct form *f = p->scope->form;
	int levels = f->tables[table].depth - (over >= 0 ? f->tables[over].depth : -1);
	size_t at = p->n_paths;

	*out = (struct operand){.shape = SHAPE_SET, .at = p->token.at, .start = p->n_ops, .table = table, .column = column};
	if (column >= 0 && note_far(p, table, column) < 0)
		return -1;
	if (array_grow(&p->paths, &p->cap_paths, at + (size_t)levels + 1, sizeof *p->paths) < 0)
		return emit_memory(p);
	p->paths[at] = levels;
	for (int k = levels, t = table; k > 0; k--, t = f->tables[t].parent)
		p->paths[at + (size_t)k] = f->tables[t].place;
	p->n_paths += (size_t)levels + 1;
	return emit(p, (struct op){.code = OP_DOWN, .base = (uint8_t)base, .up = (uint16_t)up, .a = (int32_t)at, .b = column}, 1);
}

/* The nearest table over or equal to both, or -1. */
static int
common(const struct form *f, int a, int b)
{
	while (a >= 0 && !form_is_above(f, a, b))
		a = f->tables[a].parent;
	return a;
}

static int
refer_table(struct parser *p, const struct token *t, int table, int column, struct operand *out)
{
	const struct form *f = p->scope->form;
	int here = p->scope->table, over = common(f, here, table);

	if (over < 0)
		return expr_fail(p->err, t->at, _("%.*s belongs to %s and cannot be seen from %s, which is not under the same top table."),
			token_shown(t), t->text, f->tables[table].name, f->tables[here].name);
	int up = f->tables[here].depth - f->tables[over].depth;
	if (column < 0 && refer_note(p, &p->tables, table) < 0)
		return -1;
	if (over != table)
		return go_down(p, BASE_HERE, up, over, table, column, out);
	if (column < 0 && f->tables[table].parent >= 0)
		return go_down(p, BASE_HERE, up + 1, f->tables[table].parent, table, -1, out);
	*out = (struct operand){.shape = SHAPE_NODE, .at = t->at, .start = p->n_ops, .base = BASE_HERE, .up = up, .table = table,
		.column = column};
	return 0;
}

static int
no_record(struct parser *p, size_t at)
{
	return expr_fail(p->err, at, _("No record can be seen here; only parameters and values computed before it."));
}

int
refer_name(struct parser *p, const struct token *t, struct operand *out)
{
	const struct form *f = p->scope->form;
	int i;

	/* In a choice filter the locals are columns of the list, and region = ${region} must mean the question. */
	bool question = p->scope->question >= 0 && form_question(f, t->text, t->len) >= 0;
	if (!question && p->scope->locals != NULL && (i = names_find(p->scope->locals, t->text, t->len)) >= 0)
		return refer_local(p, i, out);
	if (f == NULL || p->scope->table < 0)
		return no_record(p, t->at);
	if ((i = form_question(f, t->text, t->len)) >= 0) {
		if (refer_note(p, &p->reads, i) < 0 || refer_table(p, t, f->questions[i].table, f->questions[i].column, out) < 0)
			return -1;
		out->at = t->at;
		return 0;
	}
	if ((i = form_table(f, t->text, t->len)) < 0)
		return refer_unknown(p, t, _("question or table"));
	if (refer_table(p, t, i, -1, out) < 0)
		return -1;
	out->at = t->at;
	return 0;
}

/* Choices stand in a table behind those of the form, whatever their list. */
bool
refer_is_items(const struct parser *p, const struct operand *x)
{
	return x->table >= p->scope->form->n_tables;
}

int
refer_items(struct parser *p, const struct choice_list *l, size_t at, struct operand *out)
{
	int data = emit_data(p, l);

	*out = (struct operand){.shape = SHAPE_SET, .at = at, .start = p->n_ops, .table = p->scope->form->n_tables, .column = -1};
	return data < 0 ? -1 : emit(p, (struct op){.code = OP_ITEMS, .a = data}, 1);
}

int
refer_list(struct parser *p, const struct token *t, const struct choice_list **out)
{
	const struct form *f = p->scope->form;
	int i = f != NULL && t->kind == TOKEN_LITERAL ? names_find(&f->list_names, t->text, t->len) : -1;

	if (i < 0)
		return expr_fail(p->err, t->at, _("Here belongs the name of a list of the choices sheet, in quotation marks."));
	*out = &f->lists[i];
	return 0;
}

int
refer_section(const struct parser *p, const struct token *t, int table)
{
	return table < p->scope->form->n_tables && form_section(p->scope->form, table, t->text, t->len) >= 0;
}

/* A column of the choices sheet: where it stands among a choice's answers. */
static int
item_column(struct parser *p, const struct token *t, int *column)
{
	const struct form *f = p->scope->form;

	if (token_is(t, "name") || token_is(t, "label")) {
		*column = token_is(t, "label");
		return 0;
	}
	for (int i = 0; i < f->n_filter_columns; i++)
		if (token_is(t, f->filter_columns[i])) {
			*column = 2 + i;
			return 0;
		}
	return expr_fail(p->err, t->at, _("The choices sheet has no column %.*s; write name, label or a further column of it."), token_shown(t), t->text);
}

int
refer_inside(struct parser *p, const struct token *t, int table, int *column, int *kid)
{
	const struct form *f = p->scope->form;
	int i = form_question(f, t->text, t->len), k = form_table(f, t->text, t->len);

	*column = *kid = -1;
	if (table >= f->n_tables)
		return item_column(p, t, column);
	if (i >= 0 && f->questions[i].table == table) {
		*column = f->questions[i].column;
		return refer_note(p, &p->reads, i);
	}
	if (k >= 0 && f->tables[k].parent == table) {
		*kid = k;
		return refer_note(p, &p->tables, k);
	}
	if (i < 0 && k < 0)
		return refer_unknown(p, t, _("question or table"));
	return expr_fail(p->err, t->at, _("%.*s does not belong to a record of %s; for one seen from here write ${%.*s}."),
		token_shown(t), t->text, f->tables[table].name, token_shown(t), t->text);
}

int
refer_bare(struct parser *p, const struct token *t, struct operand *out)
{
	int i, column, kid;

	if (!p->inside) {
		if (p->scope->locals != NULL && (i = names_find(p->scope->locals, t->text, t->len)) >= 0)
			return refer_local(p, i, out);
		return expr_fail(p->err, t->at, _("A name alone means something only between [ and ]; write ${%.*s}, or '%.*s' for a text."),
			token_shown(t), t->text, token_shown(t), t->text);
	}
	if (form_question(p->scope->form, t->text, t->len) < 0 && refer_section(p, t, p->table)) {
		*out = (struct operand){.shape = SHAPE_NODE, .at = t->at, .start = p->n_ops, .base = BASE_NODE, .table = p->table, .column = -1};
		return 0;
	}
	if (refer_inside(p, t, p->table, &column, &kid) < 0)
		return -1;
	if (kid >= 0)
		return go_down(p, BASE_NODE, 0, p->table, kid, -1, out);
	*out = (struct operand){.shape = SHAPE_NODE, .at = t->at, .start = p->n_ops, .base = BASE_NODE, .table = p->table,
		.column = column};
	return p->table >= p->scope->form->n_tables ? 0 : note_far(p, p->table, column);
}

static int
steps_from(struct parser *p, size_t at, const struct operand *x)
{
	return x->shape == SHAPE_NODE || x->shape == SHAPE_SET ? 0 :
		expr_fail(p->err, at, _("A step with / starts at a question or table, not at a value."));
}

int
refer_step(struct parser *p, const struct token *t, struct operand *x)
{
	int column, kid;

	if (steps_from(p, t->at, x) < 0)
		return -1;
	if (x->column >= 0)
		return expr_fail(p->err, t->at, _("An answer has nothing below it; write /../%.*s for another answer of its record."),
			token_shown(t), t->text);
	/* Groups are no level of the tree: their names in a path are passed over. */
	if (form_question(p->scope->form, t->text, t->len) < 0 && refer_section(p, t, x->table))
		return 0;
	if (refer_inside(p, t, x->table, &column, &kid) < 0)
		return -1;
	if (x->shape == SHAPE_NODE && kid >= 0)
		return go_down(p, x->base, x->up, x->table, kid, -1, x);
	x->column = column;
	if (column >= 0 && (x->shape == SHAPE_SET || x->base == BASE_NODE) && !refer_is_items(p, x) && note_far(p, x->table, column) < 0)
		return -1;
	if (x->shape == SHAPE_NODE)
		return 0;
	if (kid < 0)
		return emit(p, (struct op){.code = OP_COLUMN, .a = column}, 0);
	x->table = kid;
	return emit(p, (struct op){.code = OP_KIDS, .a = p->scope->form->tables[kid].place}, 0);
}

int
refer_up(struct parser *p, struct operand *x)
{
	if (steps_from(p, p->token.at, x) < 0)
		return -1;
	if (x->origin) {
		x->origin = false;
		return 0;
	}
	if (refer_is_items(p, x))
		return expr_fail(p->err, p->token.at, _("There is nothing over a choice; for a question write current()/../name or ${name}."));
	if (x->column < 0 && p->scope->form->tables[x->table].parent < 0)
		return expr_fail(p->err, p->token.at, _("There is nothing over a record of %s; take the .. out."),
			p->scope->form->tables[x->table].name);
	bool answer = x->column >= 0;
	x->column = -1;
	if (!answer)
		x->table = p->scope->form->tables[x->table].parent;
	if (x->shape == SHAPE_SET)
		return emit(p, (struct op){.code = OP_UP}, 0);
	x->up += !answer;
	return 0;
}

int
refer_start(struct parser *p, size_t at, bool up, struct operand *out)
{
	const struct expr_scope *s = p->scope;

	if (s->form == NULL || s->table < 0)
		return no_record(p, at);
	/* An expression that belongs to no question stands in its record as a question would. */
	*out = (struct operand){.shape = SHAPE_NODE, .at = at, .start = p->n_ops, .base = BASE_HERE, .table = s->table, .column = -1};
	if (!up && s->question >= 0)
		out->column = s->form->questions[s->question].column;
	out->origin = !up && s->question < 0;
	return 0;
}

int
refer_here(struct parser *p, size_t at, bool up, struct operand *out)
{
	if (!p->inside)
		return refer_start(p, at, up, out);
	*out = (struct operand){.shape = SHAPE_NODE, .at = at, .start = p->n_ops, .base = BASE_NODE, .table = p->table,
		.column = p->column};
	return up ? refer_up(p, out) : 0;
}
