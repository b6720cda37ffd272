#include "assess/assess.h"

#include <string.h>

#include "assess/rules.h"
#include "num.h"
#include "words.h"

#define MISSING_NAMED 12 /* labels written out in one sentence */

/* The label in the language of the sentence, else in the other one. */
static const char *
label_in(const char *const label[LANGS], int lang)
{
	return label[lang][0] != '\0' ? label[lang] : label[lang == LANG_ZH ? LANG_EN : LANG_ZH];
}

static const char *
keep(struct assessment *a, struct buf *text)
{
	const char *kept = text->failed ? NULL : arena_text(&a->arena, buf_str(text), text->len);

	buf_reset(text);
	return kept;
}

static void
write_missing(const struct assessment *a, int lang, struct buf *out)
{
	buf_printf(out, ngettext("%zu answer is missing: ", "%zu answers are missing: ", a->n_missing), a->n_missing);
	for (size_t i = 0; i < a->n_missing && i < MISSING_NAMED; i++) {
		const struct missing *x = &a->missing[i];
		buf_printf(out, "%s%s", i > 0 ? _(", ") : "", label_in(x->question != NULL ? x->question->label : x->table->label, lang));
	}
	if (a->n_missing > MISSING_NAMED)
		buf_text(out, _(", ..."));
}

/* What is not set, as people call it, and its name in the sheet for who sets it. */
static void
write_unset(const struct assessment *a, const char *name, int lang, struct buf *out)
{
	const struct param *p;
	const char *label = "";

	for (size_t i = 0; (p = policy_param(a->policy, i)) != NULL; i++)
		if (strcmp(p->name, name) == 0)
			label = label_in(p->label, lang);
	buf_printf(out, _("parameter not set: %s"), label[0] != '\0' ? label : name);
	if (label[0] != '\0')
		buf_printf(out, _(" (%s)"), name);
}

/* What a found row says. 0, or -1 when out of memory. */
static int
write_found(const struct assessment *a, const struct found *x, struct expr_env *env, struct buf *out)
{
	if (x->kind == FOUND_UNTESTED) {
		buf_printf(out, _("%s: not testable, %s is not known"), x->code, label_in(x->needs->label, env->lang));
		return 0;
	}
	if (x->kind == FOUND_UNGRANTED)
		return 0;
	if (x->open) {
		write_unset(a, x->unset, env->lang, out);
		return 0;
	}
	if (sentence_write(x->rule->reason[env->lang], env, a->context, out) < 0)
		return -1;
	if (x->entered)
		buf_printf(out, out->len > 0 ? _(" (%s)") : "%s", _("entered by the cadre"));
	if (x->unset != NULL) {
		buf_text(out, _("; "));
		write_unset(a, x->unset, env->lang, out);
	}
	return 0;
}

struct bands {
	struct buf *out;
	int n;
};

static void
write_part(void *self, const struct band_part *part)
{
	struct bands *b = self;
	char from[NUM_TEXT], to[NUM_TEXT], paid[NUM_TEXT];

	num_money_text(part->from, from);
	num_money_text(part->to, to);
	num_money_text(part->paid, paid);
	buf_printf(b->out, "%s", b->n++ > 0 ? _("; ") : "");
	buf_printf(b->out, _("(%s - %s) x %d%% = %s"), to, from, (int)part->share, paid);
}

/* How the amount of a measure comes about; nothing where its rule's sentence says it all. */
static void
write_working(const struct found *x, struct buf *out)
{
	const struct param *bands = x->rule->bands;
	struct bands b = {out, 0};
	char text[NUM_TEXT];
	int64_t paid;

	if (!x->has_amount)
		return;
	if (bands != NULL) {
		num_money_text(x->threshold, text);
		buf_printf(out, _("threshold %s yuan: "), text);
		bands_parts(bands->value, x->base, x->threshold, write_part, &b, &paid);
	}
	num_money_text(x->before_cap, text);
	if (bands != NULL && b.n != 1)
		buf_printf(out, b.n == 0 ? _("together %s yuan") : _("; together %s yuan"), text);
	else if (bands == NULL && x->cap >= 0 && x->before_cap > x->cap)
		buf_printf(out, _("%s yuan worked out"), text);
	if (x->cap < 0)
		return;
	num_money_text(x->cap, text);
	buf_text(out, out->len > 0 ? _("; ") : "");
	buf_printf(out, x->before_cap > x->cap ? _("paid up to the ceiling of %s yuan") : _("within the ceiling of %s yuan"), text);
}

static void
write_class(const struct assessment *a, int lang, struct buf *out)
{
	for (size_t i = 0; i < a->n_found; i++)
		if (a->found[i].kind == FOUND_CLASS) {
			buf_text(out, a->found[i].reason);
			return;
		}
	if (a->state == ASSESS_UNSET)
		for (size_t i = 0; i < a->n_unset; i++) {
			buf_text(out, i > 0 ? _("; ") : "");
			write_unset(a, a->unset[i], lang, out);
		}
	else if (a->context == NULL)
		buf_printf(out,
			_("no record to assess: %s of this survey year is not begun"), label_in(a->missing[0].table->label, lang));
	else
		write_missing(a, lang, out);
}

/* The environment of the rules: the policy's parameters, the values the rules computed. */
static struct expr_env
rules_env(struct assessment *a, const struct expr_env *env)
{
	struct expr_env own = *env;

	own.params = policy_params(a->policy);
	own.locals = a->locals;
	own.scratch = &a->arena;
	return own;
}

int
assess_explain(struct assessment *a, struct expr_env *env)
{
	struct expr_env own = rules_env(a, env);
	struct buf text = {0};
	int rc = -1;

	for (size_t i = 0; i < a->n_found; i++) {
		struct found *x = &a->found[i];
		if (write_found(a, x, &own, &text) < 0 || (x->reason = keep(a, &text)) == NULL)
			goto out;
		write_working(x, &text);
		x->working = text.len > 0 ? arena_text(&a->arena, buf_str(&text), text.len) : NULL;
		if (text.failed || (text.len > 0 && x->working == NULL))
			goto out;
		buf_reset(&text);
	}
	write_class(a, env->lang, &text);
	a->reason = keep(a, &text);
	rc = a->reason != NULL ? 0 : -1;
out:
	buf_wipe(&text);
	return rc;
}

int
assess_line(struct assessment *a, struct expr_env *env, struct assess_figure *out, int max)
{
	struct expr_env own = rules_env(a, env);
	struct buf text = {0};
	int n = 0;

	for (size_t i = 0; a->context != NULL && i < a->policy->n_rules && n < max; i++) {
		const struct rule *r = &a->policy->rules[i];
		if (r->kind != RULE_SHOW)
			continue;
		out[n] = (struct assess_figure){.code = r->name, .label = r->label};
		if (sentence_write(r->reason[env->lang], &own, a->context, &text) < 0 || (out[n].text = keep(a, &text)) == NULL) {
			n = -1;
			break;
		}
		n++;
	}
	buf_wipe(&text);
	return n;
}
