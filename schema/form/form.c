#include "form/form.h"

#include <stdlib.h>
#include <string.h>

#include "words.h"

const char *const role_names[ROLES] = {"visitor", "village", "township", "county"};

int
form_table(const struct form *f, const char *name, size_t n)
{
	return names_find(&f->table_names, name, n);
}

int
form_question(const struct form *f, const char *name, size_t n)
{
	return names_find(&f->question_names, name, n);
}

int
form_section(const struct form *f, int table, const char *name, size_t n)
{
	if (table < 0 || table >= f->n_tables)
		return -1;
	const struct table *t = &f->tables[table];
	for (int i = t->first_section; i < t->first_section + t->n_sections; i++)
		if (strncmp(f->sections[i].name, name, n) == 0 && f->sections[i].name[n] == '\0')
			return i;
	return -1;
}

const struct question *
form_saying(const struct form *f, const char *word)
{
	for (int i = 0; i < f->n_questions; i++)
		if (form_says(f->questions[i].appearance, word))
			return &f->questions[i];
	return NULL;
}

const struct choice *
form_choice(const struct choice_list *l, const char *code, size_t n)
{
	int i = names_find(&l->codes, code, n);

	return i >= 0 ? &l->choices[i] : NULL;
}

bool
choice_is_for(const struct choice *c, enum role role)
{
	return role == ROLE_COUNTY || c->roles == 0 || (c->roles & 1U << role) != 0;
}

const char *
form_label(const char *const label[LANGS])
{
	int lang = words_chinese() ? LANG_ZH : LANG_EN;

	for (int i = 0; i < LANGS; i++, lang = (lang + 1) % LANGS)
		if (label[lang] != NULL && label[lang][0] != '\0')
			return label[lang];
	return "";
}

bool
form_says(const char *appearance, const char *word)
{
	size_t n = strlen(word);

	for (const char *at = appearance; (at = strstr(at, word)) != NULL; at += n)
		if ((at == appearance || at[-1] == ' ') && (at[n] == ' ' || at[n] == '\0'))
			return true;
	return false;
}

bool
form_is_above(const struct form *f, int above, int below)
{
	while (below >= 0 && below != above)
		below = f->tables[below].parent;
	return below >= 0;
}

void
form_free(struct form *f)
{
	if (f == NULL)
		return;
	for (int i = 0; i < f->n_lists; i++)
		names_free(&f->lists[i].codes);
	names_free(&f->table_names);
	names_free(&f->question_names);
	names_free(&f->list_names);
	arena_free(&f->arena);
	free(f);
}
