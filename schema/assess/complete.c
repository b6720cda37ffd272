/* Whether a policy has a row for every parameter that is asked for. */
#include <string.h>

#include "assess/rules.h"
#include "expr/asked.h"
#include "words.h"

struct asking {
	const struct policy *policy;
	struct names told;
	struct arena texts; /* of told */
	const char *sheet, *own;
	struct mistakes m;
};

static void
look(struct asking *a, const struct expr *e)
{
	char name[SHOWN];
	const char *asked;
	size_t n;

	for (size_t i = 0; e != NULL && (asked = expr_asked(e, i, &n)) != NULL; i++) {
		if (param_find(a->policy, asked, n) != NULL || (n == strlen(a->own) && memcmp(asked, a->own, n) == 0))
			continue;
		const char *text = arena_text(&a->texts, asked, n);
		const int rc = text != NULL ? names_add(&a->told, text, 0) : -1;
		a->m.memory |= rc < 0;
		if (rc == 0)
			mistake(&a->m, (struct place){a->sheet, 0, "name", text},
				_("the form or a rule asks for this parameter, and there is no row for it. Mend: add the row %s; its value may stay empty until the county has set it."),
				shown(name, text));
	}
}

int
policy_complete(const struct policy *p, const char *sheet, const char *own, struct buf *report, struct fault *f)
{
	struct asking a = {.policy = p, .sheet = sheet, .own = own, .m = {.report = report}};
	const struct form *form = p->form;

	for (int i = 0; i < form->n_questions; i++) {
		const struct question *q = &form->questions[i];
		const struct expr *const parts[] = {q->relevant, q->required, q->constraint, q->calculation, q->choice_filter, q->initial, q->frozen};
		for (size_t k = 0; k < sizeof parts / sizeof *parts; k++)
			look(&a, parts[k]);
	}
	for (int i = 0; i < form->n_sections; i++)
		look(&a, form->sections[i].relevant);
	for (int i = 0; i < form->n_tables; i++) {
		look(&a, form->tables[i].relevant);
		look(&a, form->tables[i].count);
	}
	for (size_t i = 0; i < p->n_rules; i++) {
		const struct rule *r = &p->rules[i];
		const struct expr *const parts[] = {r->when, r->value, r->base, r->threshold, r->cap, r->granted};
		for (size_t k = 0; k < sizeof parts / sizeof *parts; k++)
			look(&a, parts[k]);
	}
	names_free(&a.told);
	arena_free(&a.texts);
	return mistakes_close(&a.m, _("mistakes in the policy; it is not used. The policy in force until now stays. First of them:"), f);
}
