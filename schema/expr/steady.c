/* What the day, the language and the parameters decide is worked out once and not for every record. */
#include "machine.h"

unsigned long
expr_issue(void)
{
	static unsigned long last;

	return ++last;
}

int
steady_recall(struct machine *m, const struct op *o)
{
	struct steady *s = &m->expr->steady[o->b];
	const struct expr_env *env = m->env;

	if (s->issue == 0 || env->params == NULL || s->params != env->params || s->issue != env->params->issue || s->today != env->today ||
		s->lang != env->lang) {
		/* What is being worked out may need a parameter that is not set, which has to be seen. */
		s->issue = 0;
		s->left = env->touched & EXPR_UNSET ? -1 : m->left;
		return 0;
	}
	/* It costs what it cost, so that bounds are met in the same place whatever is known. */
	if (machine_spend(m, (size_t)s->cost) < 0)
		return -1;
	*++m->top = s->value;
	m->pc += (size_t)o->a;
	return 0;
}

int
steady_hold(struct machine *m, const struct op *o)
{
	struct steady *s = &m->expr->steady[o->b];
	const struct expr_env *env = m->env;
	const enum value_kind kind = m->top->kind;

	if (s->left < 0 || env->params == NULL || env->params->issue == 0 || env->touched & EXPR_UNSET ||
		(kind != VALUE_NUMBER && kind != VALUE_BOOLEAN && kind != (enum value_kind)VALUE_DATE))
		return 0;
	*s = (struct steady){*m->top, env->params, env->params->issue, env->today, env->lang, s->left, s->left - m->left};
	return 0;
}
