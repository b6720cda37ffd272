#include "compile.h"

#include <stdlib.h>
#include <string.h>

#include "words.h"

int
parse_next(struct parser *p)
{
	return lex_next(&p->lexer, &p->token, p->err);
}

int
parse_expect(struct parser *p, const char *mark)
{
	if (token_is(&p->token, mark))
		return parse_next(p);
	if (p->token.kind == TOKEN_END)
		return expr_fail(p->err, p->token.at, _("The expression ends too early; %s is missing."), mark);
	return expr_fail(p->err, p->token.at, _("%s is missing here."), mark);
}

static int
enter(struct parser *p)
{
	if (++p->depth > EXPR_DEPTH)
		return expr_fail(p->err, p->token.at, _("More than %d brackets inside each other; put a part into a calculate."), EXPR_DEPTH);
	return 0;
}

/* x[p]: the token behind '[' is next. */
static int
predicate(struct parser *p, struct operand *x)
{
	struct operand holds;
	const bool inside = p->inside;
	const int table = p->table, column = p->column;
	size_t at = p->token.at;

	if (x->mixed)
		return expr_fail(p->err, at, _("What stands on both sides of | is of several kinds; choose with [ ] on each side of it."));
	if (x->shape != SHAPE_NODE && x->shape != SHAPE_SET)
		return expr_fail(p->err, at, _("[ ] chooses among records or answers; before it belongs a ${question} or ${table}."));
	if (emit_set(p, x) < 0 || enter(p) < 0 || parse_next(p) < 0)
		return -1;
	size_t jump = emit_jump(p, OP_FILTER, 0);
	if (jump == SIZE_MAX)
		return -1;
	p->ops[jump].n = x->whole;
	p->inside = true;
	p->table = x->table;
	p->column = x->column;
	if (parse_expression(p, &holds) < 0 || emit_truth(p, &holds) < 0)
		return -1;
	emit_land(p, jump);
	p->stack--;
	p->inside = inside;
	p->table = table;
	p->column = column;
	p->depth--;
	return parse_expect(p, "]");
}

/* The steps and predicates behind ${x}. */
static int
steps(struct parser *p, struct operand *x)
{
	for (;;) {
		if (token_is(&p->token, "[")) {
			if (predicate(p, x) < 0)
				return -1;
			continue;
		}
		if (!token_is(&p->token, "/"))
			return token_is(&p->token, "//") ? path_refuse(p) : 0;
		if (parse_next(p) < 0)
			return -1;
		if (token_is(&p->token, ".")) {
			if (parse_next(p) < 0)
				return -1;
			continue;
		}
		x->whole = false;
		if (x->mixed)
			return expr_fail(p->err, p->token.at, _("What stands on both sides of | is of several kinds; take the step on each side."));
		if (token_is(&p->token, "..")) {
			if (refer_up(p, x) < 0)
				return -1;
		} else if (p->token.kind == TOKEN_NAME) {
			struct token name = p->token;
			if (refer_step(p, &name, x) < 0)
				return -1;
		} else if (path_refuse(p) < 0) {
			return -1;
		} else {
			return expr_fail(p->err, p->token.at, _("Behind / belongs the name of a question or table, or .. for the record."));
		}
		if (parse_next(p) < 0)
			return -1;
	}
}

static int
bracket(struct parser *p, struct operand *out)
{
	size_t at = p->token.at;

	if (enter(p) < 0 || parse_next(p) < 0 || parse_expression(p, out) < 0)
		return -1;
	p->depth--;
	out->at = at;
	out->whole = true;
	return parse_expect(p, ")");
}

static int
named(struct parser *p, struct operand *out)
{
	struct token name = p->token;

	if (parse_next(p) < 0)
		return -1;
	if (!token_is(&p->token, "("))
		return refer_bare(p, &name, out);
	if (enter(p) < 0 || parse_next(p) < 0 || call_parse(p, &name, out) < 0)
		return -1;
	p->depth--;
	out->at = name.at;
	return 0;
}

static int
literal(struct parser *p, struct operand *out)
{
	const char *text;

	if (p->token.kind == TOKEN_NUMBER) {
		if (emit_const(p, value_of_number(p->token.number), out) < 0)
			return -1;
	} else {
		if ((text = arena_text(p->arena, p->token.text, p->token.len)) == NULL)
			return emit_memory(p);
		if (emit_const(p, value_of_text(text, p->token.len), out) < 0)
			return -1;
	}
	return parse_next(p);
}

static int
primary(struct parser *p, struct operand *out)
{
	struct token t = p->token;

	if (t.kind == TOKEN_NUMBER || t.kind == TOKEN_LITERAL)
		return literal(p, out);
	if (t.kind == TOKEN_REF)
		return refer_name(p, &t, out) < 0 || parse_next(p) < 0 ? -1 : steps(p, out);
	if (t.kind == TOKEN_NAME)
		return named(p, out) < 0 ? -1 : steps(p, out);
	if (token_is(&t, "("))
		return bracket(p, out) < 0 ? -1 : steps(p, out);
	if (token_is(&t, ".") || token_is(&t, ".."))
		return refer_here(p, t.at, t.len == 2, out) < 0 || parse_next(p) < 0 ? -1 : steps(p, out);
	if (t.kind == TOKEN_END)
		return expr_fail(p->err, t.at, _("The expression ends where a value is expected."));
	if (token_is(&t, "/"))
		return parse_next(p) < 0 || path_parse(p, t.at, out) < 0 ? -1 : steps(p, out);
	if (path_refuse(p) < 0)
		return -1;
	return expr_fail(p->err, t.at, _("A value is expected before %.*s."), token_shown(&t), t.text);
}

/* X | Y | ...: binds tighter than any other operator. */
static int
unions(struct parser *p, struct operand *x)
{
	struct operand y;

	while (token_is(&p->token, "|")) {
		const size_t at = p->token.at;
		if (emit_set(p, x) < 0 || parse_next(p) < 0 || primary(p, &y) < 0 || emit_set(p, &y) < 0)
			return -1;
		if ((x->column < 0) != (y.column < 0) || refer_is_items(p, x) || refer_is_items(p, &y))
			return expr_fail(p->err, at, _("| joins answers with answers, or records with records."));
		x->mixed = x->mixed || y.mixed || x->table != y.table || x->column != y.column;
		x->whole = true;
		if (emit(p, (struct op){.code = OP_UNION}, -1) < 0)
			return -1;
	}
	return 0;
}

static int
unary(struct parser *p, struct operand *out)
{
	size_t at = p->token.at, minus = 0;

	for (; token_is(&p->token, "-"); minus++)
		if (parse_next(p) < 0)
			return -1;
	if (primary(p, out) < 0 || unions(p, out) < 0)
		return -1;
	if (minus == 0)
		return 0;
	if (emit_value(p, out) < 0)
		return -1;
	/* Two signs still make a number of it. */
	for (size_t i = 0; i < 2 - minus % 2; i++)
		if (emit(p, (struct op){.code = OP_NEGATE}, 0) < 0)
			return -1;
	out->shape = SHAPE_VALUE;
	out->at = at;
	return emit_fold(p, out);
}

struct operator {
	const char *sign;
	int rank; /* binds tighter when greater */
	enum opcode code;
	enum relation relation;
};

static const struct operator operators[] = {
	{"or", 1, OP_OR, 0},
	{"and", 2, OP_AND, 0},
	{"=", 3, OP_COMPARE, REL_EQUAL},
	{"!=", 3, OP_COMPARE, REL_DIFFER},
	{"<", 4, OP_COMPARE, REL_LESS},
	{"<=", 4, OP_COMPARE, REL_AT_MOST},
	{">", 4, OP_COMPARE, REL_MORE},
	{">=", 4, OP_COMPARE, REL_AT_LEAST},
	{"+", 5, OP_ADD, 0},
	{"-", 5, OP_SUBTRACT, 0},
	{"*", 6, OP_MULTIPLY, 0},
	{"div", 6, OP_DIVIDE, 0},
	{"mod", 6, OP_MODULO, 0},
};

static const struct operator *
operator_at(const struct token *t)
{
	for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++)
		if (token_is(t, operators[i].sign))
			return &operators[i];
	return NULL;
}

static int binary(struct parser *p, int rank, struct operand *left);

static int
logical(struct parser *p, const struct operator *o, struct operand *left)
{
	struct operand right;

	if (emit_truth(p, left) < 0)
		return -1;
	size_t jump = emit_jump(p, o->code, -1);
	if (jump == SIZE_MAX || binary(p, o->rank + 1, &right) < 0 || emit_truth(p, &right) < 0 ||
		emit(p, (struct op){.code = OP_TRUTH}, 0) < 0)
		return -1;
	emit_land(p, jump);
	left->still = still_both(left->still, right.still);
	return 0;
}

static int
plain(struct parser *p, const struct operator *o, struct operand *left)
{
	struct operand right;

	if (emit_value(p, left) < 0 || emit_keep(p, left) < 0 || binary(p, o->rank + 1, &right) < 0 ||
		emit_value(p, &right) < 0 || emit_keep(p, &right) < 0)
		return -1;
	left->still = still_both(left->still, right.still);
	return o->code == OP_COMPARE ? emit_compare(p, o->relation, left, &right) : emit(p, (struct op){.code = (uint8_t)o->code}, -1);
}

/* Precedence climbing: operators of at least ${rank}, all of which bind to the left. */
static int
binary(struct parser *p, int rank, struct operand *left)
{
	const struct operator *o;

	if (unary(p, left) < 0)
		return -1;
	while ((o = operator_at(&p->token)) != NULL && o->rank >= rank) {
		if (parse_next(p) < 0 || (o->rank <= 2 ? logical(p, o, left) : plain(p, o, left)) < 0)
			return -1;
		left->shape = SHAPE_VALUE;
		if (emit_fold(p, left) < 0)
			return -1;
	}
	return 0;
}

int
parse_expression(struct parser *p, struct operand *out)
{
	return binary(p, 1, out);
}

static int
whole(struct parser *p)
{
	struct operand x;

	if (p->lexer.len > EXPR_SOURCE)
		return expr_fail(p->err, EXPR_SOURCE, _("Longer than %d bytes; put a part into a calculate of its own."), EXPR_SOURCE);
	if (parse_next(p) < 0 || parse_expression(p, &x) < 0)
		return -1;
	if (p->token.kind != TOKEN_END)
		return expr_fail(p->err, p->token.at, _("An operator (and, or, =, +, ...) is expected before %.*s."),
			token_shown(&p->token), p->token.text);
	return emit_truth(p, &x);
}

/* A copy in the arena; the last ${more} items stay zero. NULL when out of memory. */
static void *
kept(struct arena *a, const void *items, size_t n, size_t more, size_t size)
{
	void *copy = arena_new(a, n + more, size);

	if (copy != NULL && n > 0)
		memcpy(copy, items, n * size);
	return copy;
}

/* Ended by -1. */
static const int *
listed(struct arena *a, const struct noted *list)
{
	int *copy = kept(a, list->items, list->n, 1, sizeof *copy);

	if (copy != NULL)
		copy[list->n] = -1;
	return copy;
}

static struct expr *
finish(struct parser *p)
{
	struct expr *e = arena_new(p->arena, 1, sizeof *e);
	struct op *code = kept(p->arena, p->ops, p->n_ops, 0, sizeof *code);
	struct value *consts = kept(p->arena, p->consts, p->n_consts, 1, sizeof *consts);
	const void **data = kept(p->arena, p->data, p->n_data, 1, sizeof *data);
	int *paths = kept(p->arena, p->paths, p->n_paths, 1, sizeof *paths);
	const int *reads = listed(p->arena, &p->reads), *tables = listed(p->arena, &p->tables), *locals = listed(p->arena, &p->locals);
	const int *far = listed(p->arena, &p->far);
	struct steady *steady = arena_new(p->arena, p->n_steady + 1, sizeof *steady);

	if (e == NULL || code == NULL || consts == NULL || data == NULL || paths == NULL || reads == NULL || far == NULL ||
		tables == NULL || locals == NULL || steady == NULL) {
		emit_memory(p);
		return NULL;
	}
	*e = (struct expr){code, p->n_ops, consts, data, paths, reads, far, tables, locals, p->asks, steady};
	return e;
}

static struct expr *
compile(struct parser *p)
{
	p->lexer.len = strlen(p->lexer.src);
	struct expr *e = whole(p) == 0 ? finish(p) : NULL;

	free(p->ops);
	free(p->consts);
	free(p->data);
	free(p->paths);
	free(p->reads.items);
	free(p->far.items);
	free(p->tables.items);
	free(p->locals.items);
	return e;
}

struct expr *
expr_compile(struct arena *a, const char *src, const struct expr_scope *scope, struct expr_error *err)
{
	return compile(&(struct parser){.lexer = {.src = src}, .arena = a, .scope = scope, .err = err, .fold = true});
}

struct expr *
expr_compile_lasting(struct arena *a, const char *src, const struct expr_scope *scope, struct expr_error *err)
{
	return compile(&(struct parser){.lexer = {.src = src}, .arena = a, .scope = scope, .err = err, .fold = true, .chance = true});
}

struct expr *
expr_compile_with(struct arena *a, const char *src, const struct expr_scope *scope, bool fold, struct expr_error *err)
{
	return compile(&(struct parser){.lexer = {.src = src}, .arena = a, .scope = scope, .err = err, .fold = fold, .chance = true});
}
