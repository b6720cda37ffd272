#include "compile.h"

#include <string.h>

#include "regex.h"
#include "text.h"
#include "words.h"

/* A message about the number of arguments. */
static int
wrong_number(struct parser *p, const struct token *name, int min, int max)
{
	if (min == max)
		return expr_fail(p->err, name->at, _("%.*s() takes %d arguments."), (int)name->len, name->text, min);
	return expr_fail(p->err, name->at, _("%.*s() takes %d to %d arguments."), (int)name->len, name->text, min, max);
}

static int
argument(struct parser *p, char takes, struct operand *x)
{
	if (parse_expression(p, x) < 0)
		return -1;
	if (takes == 's' && x->column < 0 && p->scope->form != NULL && !refer_is_items(p, x) && (x->shape == SHAPE_NODE || x->shape == SHAPE_SET) &&
		refer_note(p, &p->tables, x->table) < 0)
		return -1;
	if (takes == 's' || (takes == 'a' && x->shape == SHAPE_NODE && x->column >= 0))
		return emit_set(p, x);
	return takes == 'b' ? emit_truth(p, x) : emit_value(p, x);
}

static int
arguments(struct parser *p, const struct token *name, int number, struct operand *out)
{
	const struct function *f = function_at(number);
	const char *takes = f->takes;
	struct operand x;
	int n = 0;

	*out = (struct operand){.shape = SHAPE_VALUE, .still = f->is & IS_PURE ? STILL_EVER : f->is & IS_STEADY ? STILL_TODAY : STILL_HERE, .at = name->at, .start = p->n_ops};
	if (f->is & IS_CHANCE && !p->chance)
		return expr_fail(p->err, name->at,
			_("%.*s() would come out otherwise each time; use it in a default, or in a calculation with a trigger or frozen."),
			token_shown(name), name->text);
	if (f->is & IS_ABOUT && token_is(&p->token, ")")) {
		if (refer_here(p, name->at, false, &x) < 0 || emit_value(p, &x) < 0)
			return -1;
		out->still = STILL_HERE;
		n++;
	}
	while (!token_is(&p->token, ")")) {
		if (n == f->max)
			return wrong_number(p, name, f->min, f->max);
		if ((n > 0 && parse_expect(p, ",") < 0) || argument(p, *takes, &x) < 0)
			return -1;
		out->still = still_both(out->still, x.still);
		takes += takes[0] != '\0' && takes[1] != '\0';
		n++;
	}
	if (n < f->min)
		return wrong_number(p, name, f->min, f->max);
	if (f->is & IS_PAIRED && n % 2 != 0)
		return expr_fail(p->err, name->at, _("%.*s() takes an even number of arguments: behind each answer stands its weight."),
			token_shown(name), name->text);
	p->asks |= (f->is & IS_TIME ? EXPR_TIME : 0) | (f->is & IS_CHANCE ? EXPR_CHANCE : 0);
	if (emit(p, (struct op){.code = OP_CALL, .n = (uint16_t)n, .a = number, .b = -1}, 1 - n) < 0 || parse_next(p) < 0)
		return -1;
	return emit_fold(p, out);
}

static int
parse_if(struct parser *p, const struct token *name, int number, struct operand *out)
{
	struct operand cond, yes, no;

	(void)name, (void)number;
	if (parse_expression(p, &cond) < 0 || emit_truth(p, &cond) < 0 || parse_expect(p, ",") < 0)
		return -1;
	size_t skip = emit_jump(p, OP_UNLESS, -1), end;
	if (skip == SIZE_MAX || parse_expression(p, &yes) < 0 || emit_value(p, &yes) < 0 || parse_expect(p, ",") < 0 ||
		(end = emit_jump(p, OP_JUMP, -1)) == SIZE_MAX)
		return -1;
	emit_land(p, skip);
	if (parse_expression(p, &no) < 0 || emit_value(p, &no) < 0 || parse_expect(p, ")") < 0)
		return -1;
	emit_land(p, end);
	*out = (struct operand){.shape = SHAPE_LOCAL, .still = still_both(cond.still, still_both(yes.still, no.still)), .start = cond.start};
	return emit_fold(p, out);
}

static int
parse_coalesce(struct parser *p, const struct token *name, int number, struct operand *out)
{
	size_t jumps[EXPR_ARGS], n = 0;
	struct operand x;

	(void)number;
	*out = (struct operand){.shape = SHAPE_LOCAL, .still = STILL_EVER, .start = p->n_ops};
	for (;;) {
		if (parse_expression(p, &x) < 0 || emit_value(p, &x) < 0)
			return -1;
		out->still = still_both(out->still, x.still);
		if (!token_is(&p->token, ","))
			break;
		if (n == EXPR_ARGS - 1)
			return wrong_number(p, name, 2, EXPR_ARGS);
		if (parse_next(p) < 0 || (jumps[n++] = emit_jump(p, OP_FILLED, -1)) == SIZE_MAX)
			return -1;
	}
	if (n == 0)
		return wrong_number(p, name, 2, EXPR_ARGS);
	while (n > 0)
		emit_land(p, jumps[--n]);
	return parse_expect(p, ")") < 0 ? -1 : emit_fold(p, out);
}

static int
parse_once(struct parser *p, const struct token *name, int number, struct operand *out)
{
	struct operand x;

	(void)number;
	if (refer_start(p, name->at, false, out) < 0)
		return -1;
	if (out->column < 0)
		return expr_fail(p->err, name->at, _("once() keeps the answer of a question, and this expression belongs to none."));
	if (emit_value(p, out) < 0)
		return -1;
	size_t jump = emit_jump(p, OP_FILLED, -1);
	if (jump == SIZE_MAX || parse_expression(p, &x) < 0 || emit_value(p, &x) < 0)
		return -1;
	emit_land(p, jump);
	out->shape = SHAPE_LOCAL;
	return parse_expect(p, ")");
}

static int
parse_current(struct parser *p, const struct token *name, int number, struct operand *out)
{
	(void)number;
	return refer_start(p, name->at, false, out) < 0 ? -1 : parse_expect(p, ")");
}

/* The column of the choices sheet that a literal names, into *${column}. */
static int
list_column(struct parser *p, int *column)
{
	struct token t = p->token;
	int kid;

	if (t.kind != TOKEN_LITERAL)
		return expr_fail(p->err, t.at, _("Here belongs a column of the choices sheet, in quotation marks."));
	t.kind = TOKEN_NAME;
	return refer_inside(p, &t, p->scope->form->n_tables, column, &kid) < 0 || parse_next(p) < 0 ? -1 : parse_expect(p, ",");
}

/* pulldata('list', 'label', 'name', code): a cell of the first choice whose other cell is the code. */
static int
pull_choice(struct parser *p, const struct token *name, struct operand *out)
{
	struct pull *pull = arena_new(p->arena, 1, sizeof *pull);
	int data;

	if (pull == NULL)
		return emit_memory(p);
	if (refer_list(p, &p->token, &pull->list) < 0 || parse_next(p) < 0 || parse_expect(p, ",") < 0 || list_column(p, &pull->want) < 0 ||
		list_column(p, &pull->by) < 0 || argument(p, 't', out) < 0 || (data = emit_data(p, pull)) < 0 || parse_expect(p, ")") < 0)
		return -1;
	*out = (struct operand){.shape = SHAPE_VALUE, .at = name->at, .start = out->start};
	return emit(p, (struct op){.code = OP_CALL, .n = 1, .a = function_find("pulldata", 8), .b = data}, 0);
}

static int
parse_pulldata(struct parser *p, const struct token *name, int number, struct operand *out)
{
	static const char *const fixed[] = {"policy", "value", "name"};
	const struct form *f = p->scope->form;

	if (f != NULL && p->token.kind == TOKEN_LITERAL && names_find(&f->list_names, p->token.text, p->token.len) >= 0)
		return pull_choice(p, name, out);
	for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++) {
		const struct token *t = &p->token;
		if (t->kind != TOKEN_LITERAL || t->len != strlen(fixed[i]) || memcmp(t->text, fixed[i], t->len) != 0)
			return expr_fail(p->err, t->at, _("pulldata() knows ('policy', 'value', 'name', parameter) and (list, column, column, code); '%s' belongs here."),
				fixed[i]);
		if (parse_next(p) < 0 || parse_expect(p, ",") < 0)
			return -1;
	}
	return arguments(p, name, number, out);
}

/* A text that is written down in the expression: p->ops ends with it. NULL when it is worked out while running. */
static const struct value *
written_text(const struct parser *p, const struct operand *x)
{
	const struct op *last = p->n_ops > 0 ? &p->ops[p->n_ops - 1] : NULL;

	if (x->still != STILL_EVER || x->shape != SHAPE_VALUE || p->n_ops != x->start + 1 || last->code != OP_CONST ||
		p->consts[last->a].kind != VALUE_TEXT)
		return NULL;
	return &p->consts[last->a];
}

static int
parse_regex(struct parser *p, const struct token *name, int number, struct operand *out)
{
	struct operand text, pattern;
	const struct value *v;
	const char *why = NULL;
	int data = -1;

	if (argument(p, 'v', &text) < 0 || parse_expect(p, ",") < 0 || argument(p, 'v', &pattern) < 0)
		return -1;
	if ((v = written_text(p, &pattern)) != NULL) {
		const struct regex *r = regex_compile(p->arena, v->text, v->len, &why);
		if (r == NULL)
			return why == NULL ? emit_memory(p) : expr_fail(p->err, pattern.at, "%s", why);
		if ((data = emit_data(p, r)) < 0)
			return -1;
	}
	*out = (struct operand){.shape = SHAPE_VALUE, .still = still_both(text.still, pattern.still), .at = name->at, .start = text.start};
	if (emit(p, (struct op){.code = OP_CALL, .n = 2, .a = number, .b = data}, -1) < 0 || parse_expect(p, ")") < 0)
		return -1;
	return emit_fold(p, out);
}

/* A format that is written down is looked at now; one that is worked out shows nothing for a letter it does not know. */
static int
parse_format(struct parser *p, const struct token *name, int number, struct operand *out)
{
	struct operand when, format;
	const struct value *v;

	if (argument(p, 'v', &when) < 0 || parse_expect(p, ",") < 0 || argument(p, 'v', &format) < 0)
		return -1;
	if ((v = written_text(p, &format)) != NULL)
		for (size_t i = 0; i < v->len; i++) {
			const char *letter = v->text + i + 1, *next = letter;
			if (v->text[i] != '%' || i + 1 == v->len)
				continue;
			utf8_next(&next, v->text + v->len);
			if (!time_knows(*letter))
				return expr_fail(p->err, format.at, _("%%%.*s stands for nothing in a format; known are %%Y %%y %%m %%n %%b %%d %%e %%a %%H %%h %%M %%S %%3 %%W."),
					(int)(next - letter), letter);
			i = (size_t)(next - v->text) - 1;
		}
	*out = (struct operand){.shape = SHAPE_VALUE, .still = still_both(STILL_TODAY, still_both(when.still, format.still)), .at = name->at, .start = when.start};
	if (emit(p, (struct op){.code = OP_CALL, .n = 2, .a = number, .b = -1}, -1) < 0 || parse_expect(p, ")") < 0)
		return -1;
	return emit_fold(p, out);
}

static int
listed(struct parser *p, size_t at, int question)
{
	const struct question *q = question >= 0 ? &p->scope->form->questions[question] : NULL;

	/* By its type: while a form is read, its list may be missing, which is a mistake of its own. */
	if (q != NULL && (q->type == QUESTION_ONE || q->type == QUESTION_MANY))
		return emit_data(p, q);
	return expr_fail(p->err, at, _("A question that is answered from a list is wanted here."));
}

static int
parse_choice_name(struct parser *p, const struct token *name, int number, struct operand *out)
{
	int data;

	if (argument(p, 'v', out) < 0 || parse_expect(p, ",") < 0)
		return -1;
	struct token t = p->token;
	if (t.kind == TOKEN_LITERAL && t.len > 3 && memcmp(t.text, "${", 2) == 0 && t.text[t.len - 1] == '}') {
		t.text += 2;
		t.len -= 3;
	}
	if (t.kind != TOKEN_LITERAL || p->scope->form == NULL)
		return expr_fail(p->err, t.at, _("The question whose list is meant belongs here, in quotation marks: '${name}'."));
	int q = form_question(p->scope->form, t.text, t.len);
	if (q < 0)
		return refer_unknown(p, &t, _("question"));
	if ((data = listed(p, t.at, q)) < 0 || parse_next(p) < 0 || parse_expect(p, ")") < 0)
		return -1;
	*out = (struct operand){.shape = SHAPE_VALUE, .at = name->at, .start = out->start};
	return emit(p, (struct op){.code = OP_CALL, .n = 1, .a = number, .b = data}, 0);
}

static int
parse_distinct(struct parser *p, const struct token *name, int number, struct operand *out)
{
	int data;

	if (argument(p, 's', out) < 0)
		return -1;
	int q = out->shape == SHAPE_SET && out->column >= 0 && !out->mixed && !refer_is_items(p, out) ? p->scope->form->tables[out->table].first + out->column : -1;
	if ((data = listed(p, out->at, q)) < 0 || parse_expect(p, ")") < 0)
		return -1;
	*out = (struct operand){.shape = SHAPE_VALUE, .at = name->at, .start = out->start};
	return emit(p, (struct op){.code = OP_CALL, .n = 1, .a = number, .b = data}, 0);
}

/* Steps from the set ${x} of records of x->table down to the records of ${table}. */
static int
step_down(struct parser *p, struct operand *x, int table)
{
	const struct form *f = p->scope->form;

	while (x->table != table) {
		int t = table;
		while (f->tables[t].parent != x->table)
			t = f->tables[t].parent;
		if (emit(p, (struct op){.code = OP_KIDS, .a = f->tables[t].place}, 0) < 0)
			return -1;
		x->table = t;
	}
	return 0;
}

/* indexed-repeat(${question}, ${table}, number, ...): the answer in that record of the table, from the outermost in. */
static int
parse_indexed(struct parser *p, const struct token *name, int number, struct operand *out)
{
	const struct form *f = p->scope->form;
	struct token t = p->token;
	struct operand index;
	int q = f != NULL && t.kind == TOKEN_REF ? form_question(f, t.text, t.len) : -1;

	(void)number;
	if (q < 0)
		return expr_fail(p->err, t.at, _("indexed-repeat() starts with the ${question} that is wanted."));
	if (refer_note(p, &p->reads, q) < 0 || refer_note(p, &p->far, q) < 0 || parse_next(p) < 0)
		return -1;
	for (int n = 0; n == 0 || token_is(&p->token, ","); n++) {
		if (parse_expect(p, ",") < 0)
			return -1;
		t = p->token;
		int table = t.kind == TOKEN_REF ? form_table(f, t.text, t.len) : -1;
		if (table < 0 || !form_is_above(f, table, f->questions[q].table) ||
			(n > 0 && (table == out->table || !form_is_above(f, out->table, table))))
			return expr_fail(p->err, t.at, _("Here belongs a ${table} that the question lies in, the outermost first."));
		if (n == 0 ? refer_name(p, &t, out) < 0 || emit_set(p, out) < 0 : step_down(p, out, table) < 0)
			return -1;
		if (out->shape != SHAPE_SET)
			return expr_fail(p->err, t.at, _("A value has the name of this table here; give it another name."));
		if (parse_next(p) < 0 || parse_expect(p, ",") < 0 || argument(p, 'v', &index) < 0 || emit(p, (struct op){.code = OP_NTH}, -1) < 0)
			return -1;
	}
	if (step_down(p, out, f->questions[q].table) < 0 ||
		emit(p, (struct op){.code = OP_COLUMN, .a = f->questions[q].column}, 0) < 0)
		return -1;
	out->column = f->questions[q].column;
	out->at = name->at;
	return parse_expect(p, ")");
}

/* Functions whose arguments are not all worked out beforehand, or that need more than values. */
struct form_of_call {
	const char *name;
	int (*parse)(struct parser *p, const struct token *name, int number, struct operand *out);
};
static const struct form_of_call forms[] = {
	{"if", parse_if},
	{"coalesce", parse_coalesce},
	{"once", parse_once},
	{"current", parse_current},
	{"pulldata", parse_pulldata},
	{"regex", parse_regex},
	{"format-date", parse_format},
	{"format-date-time", parse_format},
	{"instance", path_instance},
	{"jr:choice-name", parse_choice_name},
	{"distinct", parse_distinct},
	{"indexed-repeat", parse_indexed},
};

/* Functions that other programs have and this one refuses, and what to write instead. */
static const struct {
	const char *name, *why;
} refused[] = {
	{"area", N_("area() needs a place on the map, and no question here holds one; ask for the area as a decimal.")},
	{"enclosed-area", N_("area() needs a place on the map, and no question here holds one; ask for the area as a decimal.")},
	{"distance", N_("distance() needs places on the map, and no question here holds one; ask for the distance as a decimal.")},
	{"geofence", N_("geofence() needs places on the map, and no question here holds one; ask for the place from a list.")},
	{"intersects", N_("intersects() needs places on the map, and no question here holds one; ask for the place from a list.")},
	{"randomize", N_("randomize() is not known: choices stand in the order of their sheet, as codes in answers do; take it out.")},
	{"jr:itext", N_("Texts have no ids here; write jr:choice-name() for the label of a choice.")},
	{"itext", N_("Texts have no ids here; write jr:choice-name() for the label of a choice.")},
	{"digest", N_("digest() is not known; records have ids of their own, and exports hide identity numbers themselves.")},
	{"extract-signed", N_("extract-signed() is not known: no question here reads signed codes; take it out.")},
	{"property", N_("property() is not known: a form does not see the device; every version names its device and cadre itself.")},
	{"version", N_("version() is not known; every version names the form it was captured under itself.")},
	{"depend", N_("depend() is not known and not needed: what an expression reads is what it depends on.")},
	{"substring", N_("substring() is not known; write substr(text, from, to), which counts from 0 and stops before the second.")},
	{"is-selected", N_("is-selected() is not known; write selected(list, code).")},
	{"thousandsep", N_("thousandsep() is not known; amounts are shown with separators by the appearance amount.")},
	{"id", N_("id() is not known; forms have no ids; write ${name}.")},
	{"lang", N_("lang() is not known; labels are given in both languages.")},
	{"local-name", N_("Names of questions cannot be asked for; take the function out.")},
	{"name", N_("Names of questions cannot be asked for; take the function out.")},
	{"namespace-uri", N_("Names of questions cannot be asked for; take the function out.")},
};

int
call_parse(struct parser *p, const struct token *name, struct operand *out)
{
	int number = function_find(name->text, name->len);

	for (size_t i = 0; number < 0 && i < sizeof refused / sizeof refused[0]; i++)
		if (token_is(name, refused[i].name))
			return expr_fail(p->err, name->at, "%s", _(refused[i].why));
	if (number < 0)
		return refer_unknown(p, name, NULL);
	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
		if (token_is(name, forms[i].name))
			return forms[i].parse(p, name, number, out);
	return arguments(p, name, number, out);
}
