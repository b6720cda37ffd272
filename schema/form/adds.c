#include <stdio.h>
#include <string.h>

#include "form/load.h"
#include "form/mistakes.h"
#include "words.h"

/* Both forms, and what is refused. */
struct pair {
	const struct form *older, *newer;
	struct mistakes mistakes;
};

/* A row of the newer survey sheet. */
static struct place
survey_at(size_t line, const char *column, const char *name)
{
	return (struct place){"survey.csv", line, column, name};
}

/* What is gone has a row in the older sheet only, which the message tells. */
static struct place
gone_at(const char *name)
{
	return survey_at(0, "name", name);
}

/* Several messages end alike: who gave an answer must find it again under the same name, type and place. */
static const char *
add_instead(void)
{
	return _("Mend: put this back as it was and add a new row for what is meant now.");
}

static void
compare_settings(struct pair *p)
{
	struct place at = {"settings.csv", 0, "form_id", NULL};

	if (strcmp(p->older->id, p->newer->id) != 0)
		mistake(&p->mistakes, at,
			_("this is another form than the one in use. Mend: keep the form_id \"%s\"."), p->older->id);
	at.column = "version";
	if (p->newer->version <= p->older->version)
		mistake(&p->mistakes, at,
			_("the sheets changed, but version %u is not above %u. Mend: raise it."), p->newer->version,
			p->older->version);
}

static const char *
parent_name(const struct form *f, const struct table *t)
{
	return t->parent >= 0 ? f->tables[t->parent].name : "";
}

static bool
same_keys(const struct form *a, const struct table *s, const struct form *b, const struct table *t)
{
	if (s->keyed != t->keyed || s->n_keys != t->n_keys)
		return false;
	for (int i = 0; i < s->n_keys; i++)
		if (strcmp(a->questions[s->first + s->keys[i]].name, b->questions[t->first + t->keys[i]].name) != 0)
			return false;
	return true;
}

static void
compare_tables(struct pair *p)
{
	for (int i = 0; i < p->older->n_tables; i++) {
		const struct table *was = &p->older->tables[i];
		int now = form_table(p->newer, was->name, strlen(was->name));
		if (now < 0) {
			mistake(&p->mistakes, gone_at(was->name),
				_("the table is gone: renamed or removed. It stood in row %zu of the form in use. Mend: put it back; "
				"relevant hides what is no longer asked."), was->line);
			continue;
		}
		const struct table *is = &p->newer->tables[now];
		if (strcmp(parent_name(p->older, was), parent_name(p->newer, is)) != 0)
			mistake(&p->mistakes, survey_at(is->line, "type", was->name),
				_("the table hangs under another table now. %s"), add_instead());
		if (!same_keys(p->older, was, p->newer, is))
			mistake(&p->mistakes, survey_at(is->line, "key", was->name),
				_("the key changed, which would give every record another id. %s"), add_instead());
	}
}

static void
compare_sections(struct pair *p)
{
	for (int i = 0; i < p->older->n_sections; i++) {
		const struct section *was = &p->older->sections[i];
		const char *table = p->older->tables[was->table].name;
		int now = form_section(p->newer, form_table(p->newer, table, strlen(table)), was->name, strlen(was->name));
		/* A group that is gone is told by its questions. */
		if (now >= 0 && was->asked && p->newer->sections[now].owner != was->owner)
			mistake(&p->mistakes, survey_at(p->newer->sections[now].line, "role", was->name),
				_("the group was written by the %s and its versions would lose force. %s"),
				role_names[was->owner], add_instead());
	}
}

/* Who may no longer answer with a code has perhaps done so: such versions would lose force. */
static void
compare_roles(struct pair *p, struct place at, const struct choice *was, const struct choice *is)
{
	char room[SHOWN];

	for (int role = 0; role < ROLES; role++)
		if (choice_is_for(was, (enum role)role) && !choice_is_for(is, (enum role)role)) {
			mistake(&p->mistakes, at, _("the code \"%s\" is taken from the %s, whose versions with it would lose force. Mend: put the "
				"role back, and add a code of its own for what is decided elsewhere now."), shown(room, was->code), role_names[role]);
			return;
		}
}

/* Every code must stay; where several are joined in list order, their order too. */
static void
compare_choices(struct pair *p, const struct question *was, const struct question *is)
{
	struct place at = {"choices.csv", 0, is->list->name, was->name};
	char room[SHOWN];
	int last = -1;

	for (int i = 0; i < was->list->n; i++) {
		const char *code = was->list->choices[i].code;
		int now = names_find(&is->list->codes, code, strlen(code));
		at.line = now < 0 ? 0 : is->list->choices[now].line;
		if (now < 0)
			mistake(&p->mistakes, at,
				_("the code \"%s\" is gone, but answers may hold it. It stood in row %zu of the form in use. Mend: put "
				"it back; a choice_filter can keep it from being chosen."), shown(room, code), was->list->choices[i].line);
		else if (was->type == QUESTION_MANY && now < last)
			mistake(&p->mistakes, at,
				_("the code \"%s\" moved before one it stood behind. Mend: keep the order and add below."),
				shown(room, code));
		if (now > last)
			last = now;
		if (now >= 0 && was->type == QUESTION_ONE)
			compare_roles(p, at, &was->list->choices[i], &is->list->choices[now]);
	}
}

/* A value that is frozen, or set by a trigger, lies in versions: a form by which it is none would find them unfit, or drop
 * it with the next one. */
static void
compare_kept(struct pair *p, const struct question *was, const struct question *is)
{
	struct place at = survey_at(is->line, "frozen", was->name);
	const bool kept = was->frozen != NULL || was->n_triggers > 0, keeps = is->frozen != NULL || is->n_triggers > 0;

	if (kept == keeps)
		return;
	if (was->n_triggers > 0 || is->n_triggers > 0)
		at.column = "trigger";
	if (was->n_triggers > 0)
		mistake(&p->mistakes, at, _("what the trigger set lies in versions, which would lose force. Mend: put the trigger back."));
	else if (is->n_triggers > 0)
		mistake(&p->mistakes, at, _("the calculate has a trigger now, and laptops with the form in use would refuse what that sets. "
			"Mend: empty the cell and add a new calculate that has it."));
	else if (kept)
		mistake(&p->mistakes, at,
			_("the calculate is no longer frozen, which would rewrite history. Mend: put the condition back."));
	else
		mistake(&p->mistakes, at, _("the calculate is frozen now, and laptops with the form in use would drop what was frozen. "
			"Mend: empty the cell and add a new calculate that is frozen."));
}

static void
compare_question(struct pair *p, const struct question *was)
{
	const struct form *a = p->older, *b = p->newer;
	int now = form_question(b, was->name, strlen(was->name));

	if (now < 0 && was->type == QUESTION_NOTE)
		return; /* it holds no answer */
	if (now < 0) {
		mistake(&p->mistakes, gone_at(was->name),
			_("the question is gone: renamed or removed. It stood in row %zu of the form in use. Mend: put it back; "
				"relevant false() hides what is no longer asked."), was->line);
		return;
	}
	const struct question *is = &b->questions[now];
	struct place at = survey_at(is->line, "name", was->name);
	if (was->type != QUESTION_NOTE && strcmp(a->tables[was->table].name, b->tables[is->table].name) != 0)
		mistake(&p->mistakes, at, _("the question moved from the table \"%s\" to \"%s\". %s"),
			a->tables[was->table].name, b->tables[is->table].name, add_instead());
	else if (was->type != QUESTION_NOTE && strcmp(a->sections[was->section].name, b->sections[is->section].name) != 0)
		mistake(&p->mistakes, at, _("the question moved from the group \"%s\" to \"%s\". %s"),
			a->sections[was->section].name, b->sections[is->section].name, add_instead());
	at.column = "type";
	if (was->type != is->type)
		mistake(&p->mistakes, at, _("the question has another type now. %s"), add_instead());
	else if (was->list != NULL && is->list != NULL)
		compare_choices(p, was, is);
	if (was->type == QUESTION_CALCULATE && is->type == QUESTION_CALCULATE)
		compare_kept(p, was, is);
}

int
form_only_adds(const struct form *older, const struct form *newer, struct buf *report, struct fault *f)
{
	struct pair p = {older, newer, {.report = report}};

	if (memcmp(older->hash, newer->hash, sizeof older->hash) == 0)
		return 0;
	compare_settings(&p);
	compare_tables(&p);
	compare_sections(&p);
	for (int i = 0; i < older->n_questions; i++)
		compare_question(&p, &older->questions[i]);
	return mistakes_close(&p.mistakes, _("A new form may only add to the one in use, which stays as it is."), f);
}
