#include "compile.h"

#include <string.h>

#include "words.h"

int
emit_memory(struct parser *p)
{
	return expr_fail(p->err, p->token.at, _("Out of memory; close other programs and try again."));
}

int
emit(struct parser *p, struct op o, int grows)
{
	p->stack += grows;
	if (p->stack > p->high)
		p->high = p->stack;
	if (p->high > EXPR_STACK)
		return expr_fail(p->err, p->token.at, _("The expression is too large; put a part of it into a calculate of its own."));
	if (array_grow(&p->ops, &p->cap_ops, p->n_ops + 1, sizeof *p->ops) < 0)
		return emit_memory(p);
	p->ops[p->n_ops++] = o;
	return 0;
}

int
emit_const(struct parser *p, struct value v, struct operand *out)
{
	*out = (struct operand){.shape = SHAPE_VALUE, .still = STILL_EVER, .at = p->token.at, .start = p->n_ops};
	if (array_grow(&p->consts, &p->cap_consts, p->n_consts + 1, sizeof *p->consts) < 0)
		return emit_memory(p);
	p->consts[p->n_consts++] = v;
	return emit(p, (struct op){.code = OP_CONST, .a = (int32_t)p->n_consts - 1}, 1);
}

int
emit_value(struct parser *p, struct operand *x)
{
	if (x->shape != SHAPE_NODE && x->shape != SHAPE_SET)
		return 0;
	if (x->column < 0)
		return expr_fail(p->err, x->at,
			_("This is a record, which has no value of its own; ask for count(...) or for one of its questions."));
	if (x->shape == SHAPE_SET)
		return 0;
	x->shape = SHAPE_VALUE;
	x->start = p->n_ops;
	return emit(p, (struct op){.code = OP_ANSWER, .base = (uint8_t)x->base, .up = (uint16_t)x->up, .a = x->column}, 1);
}

int
emit_set(struct parser *p, struct operand *x)
{
	if (x->shape == SHAPE_VALUE)
		return expr_fail(p->err, x->at, _("A question or table is wanted here, such as ${name}, not a value."));
	if (x->shape != SHAPE_NODE)
		return 0;
	x->shape = SHAPE_SET;
	x->start = p->n_ops;
	return emit(p, (struct op){.code = OP_NODE, .base = (uint8_t)x->base, .up = (uint16_t)x->up, .a = x->column}, 1);
}

int
emit_truth(struct parser *p, struct operand *x)
{
	if (x->shape == SHAPE_NODE && x->column < 0)
		return emit_set(p, x);
	return x->shape == SHAPE_SET ? 0 : emit_value(p, x);
}

void
emit_drop(struct parser *p, const struct operand *x)
{
	if (x->shape != SHAPE_NODE && p->n_ops > x->start) {
		p->n_ops = x->start;
		p->stack--;
	}
}

int
emit_data(struct parser *p, const void *data)
{
	if (array_grow(&p->data, &p->cap_data, p->n_data + 1, sizeof *p->data) < 0)
		return emit_memory(p);
	p->data[p->n_data++] = data;
	return (int)p->n_data - 1;
}

size_t
emit_jump(struct parser *p, enum opcode code, int grows)
{
	return emit(p, (struct op){.code = (uint8_t)code}, grows) < 0 ? SIZE_MAX : p->n_ops - 1;
}

void
emit_land(struct parser *p, size_t jump)
{
	p->ops[jump].a = (int32_t)(p->n_ops - jump - 1);
}

/* The value of an operand that the day settles is kept by the expression from one record to the next. */
static int
keep_steady(struct parser *p, const struct operand *x)
{
	const int32_t n = (int32_t)(p->n_ops - x->start), slot = (int32_t)p->n_steady;

	if (n < 2 || p->n_steady == EXPR_STEADY)
		return 0;
	p->n_steady++;
	if (emit(p, (struct op){.code = OP_HOLD, .b = slot}, 0) < 0 || emit(p, (struct op){.code = OP_HOLD}, 0) < 0)
		return -1;
	/* Jumps within the part are relative and move along. */
	memmove(p->ops + x->start + 1, p->ops + x->start, ((size_t)n + 1) * sizeof *p->ops);
	p->ops[x->start] = (struct op){.code = OP_STEADY, .a = n + 1, .b = slot};
	return 0;
}

int
emit_fold(struct parser *p, struct operand *x)
{
	struct expr e = {.code = p->ops, .n_ops = p->n_ops, .consts = p->consts, .data = p->data, .paths = p->paths};
	struct operand folded;
	struct value v;

	if (p->fold && x->still == STILL_TODAY)
		return keep_steady(p, x);
	if (!p->fold || x->still != STILL_EVER || p->ops[p->n_ops - 1].code == OP_CONST)
		return 0;
	/* What cannot be worked out now (a text too long) fails in the same way when it is run. */
	if (machine_constant(&e, p->arena, x->start, &v) < 0)
		return 0;
	emit_drop(p, x);
	if (emit_const(p, v, &folded) < 0)
		return -1;
	folded.at = x->at;
	folded.shape = x->shape;
	*x = folded;
	return 0;
}

/* Whether the ops from ${from} on cost something and give the same for every node a predicate is asked about. */
static bool
worth_keeping(const struct parser *p, size_t from)
{
	bool costly = false;

	for (size_t i = from; i < p->n_ops; i++) {
		const struct op *o = &p->ops[i];
		if (o->base == BASE_NODE || (o->code == OP_CALL && o->n == 0 && function_at(o->a)->is & IS_PLACE))
			return false;
		costly = costly || o->code == OP_DOWN;
		/* A predicate inside is about nodes of its own. */
		if (o->code == OP_FILTER)
			i += (size_t)o->a;
	}
	return costly;
}

int
emit_keep(struct parser *p, const struct operand *x)
{
	if (!p->inside || !p->fold || p->n_kept == EXPR_KEPT || !worth_keeping(p, x->start))
		return 0;
	if (emit(p, (struct op){.code = OP_KEEP, .b = p->n_kept}, 0) < 0 || emit(p, (struct op){.code = OP_RECALL}, 0) < 0)
		return -1;
	/* Jumps within the part are relative and move along. */
	memmove(p->ops + x->start + 1, p->ops + x->start, (p->n_ops - 1 - x->start) * sizeof *p->ops);
	p->ops[x->start] = (struct op){.code = OP_RECALL, .a = (int32_t)(p->n_ops - 1 - x->start), .b = p->n_kept++};
	return 0;
}

int
emit_compare(struct parser *p, enum relation relation, const struct operand *left, const struct operand *right)
{
	struct op *o = &p->ops[left->start];

	if (!p->fold || right->start != left->start + 1 || p->n_ops != right->start + 1 || o->code != OP_ANSWER || o[1].code != OP_CONST)
		return emit(p, (struct op){.code = OP_COMPARE, .a = (int32_t)relation}, -1);
	o->code = OP_IS;
	o->n = (uint16_t)relation;
	o->b = o[1].a;
	p->n_ops--;
	p->stack--;
	return 0;
}
