#include "machine.h"

#include <math.h>
#include <string.h>

#include "function.h"
#include "read.h"
#include "sets.h"

int
machine_spend(struct machine *m, size_t n)
{
	if (n > (size_t)m->left)
		return -1;
	m->left -= (long)n;
	return 0;
}

char *
machine_room(struct machine *m, size_t n)
{
	return n <= EXPR_TEXT && machine_spend(m, n / 16) == 0 ? arena_new(m->env->scratch, n + 1, 1) : NULL;
}

static const struct record *
base_record(const struct machine *m, const struct op *o)
{
	const struct record *r = o->base == BASE_NODE ? m->at.record : m->here;

	for (unsigned i = 0; i < o->up; i++)
		r = r->parent;
	return r;
}

static int
op_const(struct machine *m, const struct op *o)
{
	*++m->top = m->expr->consts[o->a];
	return 0;
}

static int
op_local(struct machine *m, const struct op *o)
{
	*++m->top = m->env->locals[o->a];
	return 0;
}

static int
op_answer(struct machine *m, const struct op *o)
{
	const struct answer *a = &base_record(m, o)->answers[o->a];

	*++m->top = answer_value(a);
	answer_touch(m->env, a);
	return 0;
}

static int
op_is(struct machine *m, const struct op *o)
{
	const struct answer *a = &base_record(m, o)->answers[o->a];
	const struct value *with = &m->expr->consts[o->b], v = answer_value(a);
	const enum relation rel = (enum relation)o->n;
	int holds;

	answer_touch(m->env, a);
	if (v.kind == VALUE_TEXT && with->kind == VALUE_TEXT && (rel == REL_EQUAL || rel == REL_DIFFER))
		holds = (v.len == with->len && memcmp(v.text, with->text, v.len) == 0) == (rel == REL_EQUAL);
	else
		holds = machine_compare(m, rel, &v, with);
	*++m->top = value_of_truth(holds);
	return 0;
}

static int
op_node(struct machine *m, const struct op *o)
{
	return set_one(m, base_record(m, o), o->a, ++m->top);
}

static int
op_down(struct machine *m, const struct op *o)
{
	return set_down(m, base_record(m, o), m->expr->paths + o->a, o->b, ++m->top);
}

static int
op_kids(struct machine *m, const struct op *o)
{
	return set_kids(m, m->top, o->a);
}

static int
op_column(struct machine *m, const struct op *o)
{
	return set_column(m, m->top, o->a);
}

static int
op_up(struct machine *m, const struct op *o)
{
	(void)o;
	return set_up(m, m->top);
}

static int
op_items(struct machine *m, const struct op *o)
{
	return set_items(m, m->expr->data[o->a], ++m->top);
}

static int
op_union(struct machine *m, const struct op *o)
{
	const struct value *with = m->top--;

	(void)o;
	return set_union(m, m->top, with);
}

static int
op_filter(struct machine *m, const struct op *o)
{
	size_t from = m->pc, to = from + (size_t)o->a;

	if (set_filter(m, m->top, from, to, o->n != 0) < 0)
		return -1;
	m->pc = to;
	return 0;
}

static int
op_nth(struct machine *m, const struct op *o)
{
	const double at = machine_number(m, m->top--);

	(void)o;
	return set_nth(m, m->top, at);
}

static inline double
number_of(struct machine *m, const struct value *v)
{
	return v->kind == VALUE_NUMBER ? v->number : machine_number(m, v);
}

static inline bool
truth_of(const struct value *v)
{
	return v->kind == VALUE_BOOLEAN ? v->truth : value_truth(v);
}

/* Take the second operand and the first as numbers, in that order of the stack. */
static double
operands(struct machine *m, double *first)
{
	double second = number_of(m, m->top--);

	*first = number_of(m, m->top);
	return second;
}

#define ARITHMETIC(name, result) \
	static int \
	name(struct machine *m, const struct op *o) \
	{ \
		double a, b = operands(m, &a); \
		(void)o; \
		*m->top = value_of_number(result); \
		return 0; \
	}

ARITHMETIC(op_add, a + b)
ARITHMETIC(op_subtract, a - b)
ARITHMETIC(op_multiply, a * b)
ARITHMETIC(op_divide, a / b)
ARITHMETIC(op_modulo, fmod(a, b))

static int
op_negate(struct machine *m, const struct op *o)
{
	(void)o;
	*m->top = value_of_number(-machine_number(m, m->top));
	return 0;
}

static int
op_compare(struct machine *m, const struct op *o)
{
	int holds = machine_compare(m, (enum relation)o->a, m->top - 1, m->top);

	if (holds < 0)
		return -1;
	*--m->top = value_of_truth(holds);
	return 0;
}

static int
op_truth(struct machine *m, const struct op *o)
{
	(void)o;
	*m->top = value_of_truth(truth_of(m->top));
	return 0;
}

static int
op_and(struct machine *m, const struct op *o)
{
	if (truth_of(m->top)) {
		m->top--;
	} else {
		*m->top = value_of_truth(false);
		m->pc += (size_t)o->a;
	}
	return 0;
}

static int
op_or(struct machine *m, const struct op *o)
{
	if (truth_of(m->top)) {
		*m->top = value_of_truth(true);
		m->pc += (size_t)o->a;
	} else {
		m->top--;
	}
	return 0;
}

static int
op_unless(struct machine *m, const struct op *o)
{
	if (!truth_of(m->top--))
		m->pc += (size_t)o->a;
	return 0;
}

static int
op_filled(struct machine *m, const struct op *o)
{
	machine_single(m, m->top);
	if (value_blank(m->top) || (m->top->kind == VALUE_NUMBER && isnan(m->top->number)))
		m->top--;
	else
		m->pc += (size_t)o->a;
	return 0;
}

static int
op_jump(struct machine *m, const struct op *o)
{
	m->pc += (size_t)o->a;
	return 0;
}

static int
op_recall(struct machine *m, const struct op *o)
{
	if (m->has & 1u << o->b) {
		*++m->top = m->kept[o->b];
		m->pc += (size_t)o->a;
	}
	return 0;
}

static int
op_keep(struct machine *m, const struct op *o)
{
	/* A set may lie in the pool, where the next node's sets take its place. */
	if (m->top->kind != VALUE_SET) {
		m->kept[o->b] = *m->top;
		m->has |= 1u << o->b;
	}
	return 0;
}

static int
op_call(struct machine *m, const struct op *o)
{
	const struct function *f = function_at(o->a);
	struct value *v = m->top - o->n + 1;
	const char *takes = f->takes;

	for (unsigned i = 0; i < o->n; i++) {
		if (*takes == 'n' && v[i].kind != VALUE_NUMBER)
			v[i] = value_of_number(machine_number(m, &v[i]));
		else if (*takes == 'b')
			v[i] = value_of_truth(truth_of(&v[i]));
		else if (*takes == 't' && ((v[i].kind != VALUE_TEXT && machine_text(m, &v[i]) < 0) || machine_spend(m, v[i].len / 64) < 0))
			return -1;
		else if (*takes == 's' && v[i].kind != VALUE_SET)
			return -1;
		takes += takes[1] != '\0';
	}
	m->top = v;
	return f->call(m, v, o->n, o->b >= 0 ? m->expr->data[o->b] : NULL);
}

static int (*const ops[OPS])(struct machine *m, const struct op *o) = {
	[OP_CONST] = op_const,
	[OP_LOCAL] = op_local,
	[OP_ANSWER] = op_answer,
	[OP_IS] = op_is,
	[OP_NODE] = op_node,
	[OP_DOWN] = op_down,
	[OP_KIDS] = op_kids,
	[OP_COLUMN] = op_column,
	[OP_UP] = op_up,
	[OP_ITEMS] = op_items,
	[OP_UNION] = op_union,
	[OP_FILTER] = op_filter,
	[OP_NTH] = op_nth,
	[OP_ADD] = op_add,
	[OP_SUBTRACT] = op_subtract,
	[OP_MULTIPLY] = op_multiply,
	[OP_DIVIDE] = op_divide,
	[OP_MODULO] = op_modulo,
	[OP_NEGATE] = op_negate,
	[OP_COMPARE] = op_compare,
	[OP_TRUTH] = op_truth,
	[OP_AND] = op_and,
	[OP_OR] = op_or,
	[OP_UNLESS] = op_unless,
	[OP_FILLED] = op_filled,
	[OP_JUMP] = op_jump,
	[OP_RECALL] = op_recall,
	[OP_KEEP] = op_keep,
	[OP_STEADY] = steady_recall,
	[OP_HOLD] = steady_hold,
	[OP_CALL] = op_call,
};

int
machine_run(struct machine *m, size_t from, size_t to)
{
	const struct op *code = m->expr->code;

	m->pc = from;
	while (m->pc < to) {
		const struct op *o = &code[m->pc++];
		if (--m->left < 0 || ops[o->code](m, o) < 0)
			return -1;
	}
	return 0;
}

const int *
expr_reads(const struct expr *e)
{
	return e->reads;
}

const int *
expr_reads_far(const struct expr *e)
{
	return e->far;
}

unsigned
expr_asks(const struct expr *e)
{
	return e->asks;
}

const int *
expr_reads_tables(const struct expr *e)
{
	return e->tables;
}

int
expr_always(const struct expr *e)
{
	return e->n_ops == 1 && e->code[0].code == OP_CONST ? value_truth(&e->consts[e->code[0].a]) : -1;
}

const int *
expr_reads_locals(const struct expr *e)
{
	return e->locals;
}

/* Run all of ${e}; the value is on m->top. */
static int
start(struct machine *m, const struct expr *e, struct expr_env *env, const struct record *here, struct value *stack)
{
	const long given = env->budget == NULL || *env->budget > EXPR_STEPS ? EXPR_STEPS : *env->budget;

	m->expr = e;
	m->env = env;
	m->here = here;
	m->at = (struct place){here, -1, 1, 1};
	m->left = given;
	m->pooled = 0;
	m->has = 0;
	m->top = stack; /* stack[0] stays empty */
	int rc = machine_run(m, 0, e->n_ops);
	/* Whatever went over its bounds has used all it was given, so that what is left does not hang on what was known. */
	if (env->budget != NULL)
		*env->budget -= rc == 0 ? given - m->left : given;
	return rc;
}

int
machine_constant(const struct expr *e, struct arena *a, size_t from, struct value *out)
{
	struct value stack[EXPR_STACK + 1];
	struct expr_env env = {.scratch = a};
	struct machine m = {.expr = e, .env = &env, .left = EXPR_STEPS, .top = stack};

	if (machine_run(&m, from, e->n_ops) < 0)
		return -1;
	*out = *m.top;
	return 0;
}

int
expr_eval(const struct expr *e, struct expr_env *env, const struct record *here, struct value *out)
{
	struct value stack[EXPR_STACK + 1];
	struct machine m;

	if (start(&m, e, env, here, stack) < 0)
		return -1;
	*out = *m.top;
	if (out->kind == (enum value_kind)VALUE_DATE)
		return machine_text(&m, out);
	/* Whoever takes a value of the set takes its first node's. */
	struct value first = *out;
	machine_single(&m, &first);
	if (out->kind != VALUE_SET || out->nodes < m.pool || out->nodes >= m.pool + EXPR_POOL)
		return 0;
	struct node *kept = arena_new(env->scratch, out->count + 1, sizeof *kept);
	if (kept == NULL)
		return -1;
	memcpy(kept, out->nodes, out->count * sizeof *kept);
	out->nodes = kept;
	return 0;
}

bool
expr_true(const struct expr *e, struct expr_env *env, const struct record *here)
{
	struct value stack[EXPR_STACK + 1];
	struct machine m;

	if (e->n_ops == 1 && e->code[0].code == OP_CONST)
		return value_truth(&e->consts[e->code[0].a]);
	if (start(&m, e, env, here, stack) == 0)
		return value_truth(m.top);
	env->touched |= EXPR_BLANK;
	return false;
}

double
expr_number(const struct expr *e, struct expr_env *env, const struct record *here)
{
	struct value stack[EXPR_STACK + 1];
	struct machine m;

	if (start(&m, e, env, here, stack) == 0)
		return machine_number(&m, m.top);
	env->touched |= EXPR_BLANK;
	return NAN;
}
