/* Whether the rules of a policy make sense, beyond each being well formed. */
#include <string.h>

#include "assess/rules.h"
#include "words.h"

/* Whether the test hangs on parameters: then it may be always true, or never, by what the county has set. */
static bool
is_switch(const char *when)
{
	return strstr(when, "${") != NULL;
}

static void
check_class(const struct rule *r, const char *when, struct place at, struct soundness *s, struct mistakes *m)
{
	if (s->always != NULL) {
		mistake(m, at, _("no household ever comes to this row: the row %s before it always holds. Mend: move it before that row, or take it out."),
			s->always);
		return;
	}
	int rc = names_add(&s->conditions, when, 0);
	m->memory |= rc < 0;
	if (rc > 0)
		mistake(m, at, _("an earlier class row asks the same, so that this one never decides. Mend: take one of them out, or tell them apart."));
	if (expr_always(r->when) == 1 && !is_switch(when))
		s->always = r->name;
}

/* A row about parameters alone is asked once, here. While one of them is not set there is nothing to say. */
static void
check_parameters(const struct policy *p, const struct rule *r, struct place at, struct mistakes *m)
{
	struct arena scratch = {0};
	struct expr_env env = {.form = p->form, .params = &p->finder, .scratch = &scratch, .lang = words_chinese() ? LANG_ZH : LANG_EN};
	struct buf text = {0};

	if (expr_reads(r->when)[0] >= 0 || expr_reads_locals(r->when)[0] >= 0)
		mistake(m, at, _("a row of this kind asks parameters alone. Mend: leave questions and values of other rows out of it."));
	else if (!expr_true(r->when, &env, NULL) && !(env.touched & (EXPR_UNSET | EXPR_BLANK))) {
		m->memory |= sentence_write(r->reason[env.lang], &env, NULL, &text) < 0;
		mistake(m, at, _("parameters contradict each other: %s Mend: correct them in policy.csv."), buf_str(&text));
	}
	buf_free(&text);
	arena_free(&scratch);
}

void
rule_sound(const struct policy *p, const struct rule *r, const char *when, struct place at, struct soundness *s, struct mistakes *m)
{
	if (r->when == NULL)
		return;
	const int always = is_switch(when) ? -1 : expr_always(r->when);
	if (r->kind == RULE_CLASS)
		check_class(r, when, at, s, m);
	if (r->kind == RULE_REQUIRE)
		check_parameters(p, r, at, m);
	else if (always == 0 && r->kind != RULE_FACTOR) /* a factor may be entered by the cadre alone */
		mistake(m, at, _("this never holds. Mend: say when it does, or take the row out."));
	else if (always == 1 && r->kind != RULE_CLASS && r->kind != RULE_NOTE)
		mistake(m, at, _("this always holds, for every household. Mend: say when it does."));
}
