/* The demonstration county into a store, and as a roster file. */
#include "office/demo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csv.h"
#include "office/demo_inside.h"
#include "office/roster_inside.h"
#include "words.h"

enum { AT_ONCE = 200, VILLAGE_HOUSEHOLDS = 300 };

int
demo_areas(const struct demo *d, struct arena *a, struct roster_areas *out)
{
	unsigned towns = (d->villages + DEMO_TOWN_VILLAGES - 1) / DEMO_TOWN_VILLAGES;
	struct roster_area *list = arena_new(a, d->villages + towns + 1, sizeof *list);
	char code[DEMO_TEXT], name[DEMO_TEXT];
	size_t n = 0;

	if (list == NULL)
		return -1;
	list[n++] = (struct roster_area){"130899", "北岭县"};
	for (unsigned i = 0; i < towns + d->villages; i++) {
		if (i < towns) {
			snprintf(code, sizeof code, "130899%03u000", 100 + i);
			demo_town_name(i, name);
		} else {
			demo_village_code(i - towns, code);
			demo_village_name(d, i - towns, name);
		}
		list[n] = (struct roster_area){arena_text(a, code, strlen(code)), arena_text(a, name, strlen(name))};
		if (list[n].code == NULL || list[n].name == NULL)
			return -1;
		n++;
	}
	*out = (struct roster_areas){.list = list, .n = n};
	return 0;
}

/* A household on its way into the store. */
struct filling {
	struct store *store;
	struct demo_house *house;
	struct casefile file;
	struct record *made[DEMO_RECORDS];
};

static int
wrong_form(struct fault *f, const char *name)
{
	return fault_set(f, EX_CONFIG,
		_("The form in force does not take the demonstration's answer to \"%s\": demonstrations need the "
		  "shipped form."),
		name);
}

static int
fill_answers(struct filling *g, const struct demo_record *from, struct record *r, struct fault *f)
{
	const struct form *form = g->file.tree.form;
	struct answer a;

	for (int k = 0; k < from->n; k++) {
		const char *name = from->answers[k].question, *text = from->answers[k].text;
		int q = form_question(form, name, strlen(name));
		if (q < 0 || &form->tables[form->questions[q].table] != r->table ||
			answer_read(&g->file.tree.arena, &form->questions[q], text, strlen(text), &a) < 0)
			return wrong_form(f, name);
		if (record_set(&g->file.tree, r, &form->questions[q], a) < 0)
			return fault_memory(f);
	}
	for (int k = 0; from->zeros && k < r->table->n; k++) {
		const struct question *q = &form->questions[r->table->first + k];
		if (q->type == QUESTION_DECIMAL && q->required != NULL && r->answers[k].kind == ANSWER_BLANK &&
			record_set(&g->file.tree, r, q, answer_fixed(0)) < 0)
			return fault_memory(f);
	}
	return 0;
}

static void
person_id(const struct filling *g, const struct demo_record *from, unsigned char id[RECORD_ID])
{
	roster_person_id(g->file.tree.root->id, demo_get(from, "id_number"), demo_get(from, "member_name"),
		demo_get(from, "birth_date"), id);
}

static struct record *
find_or_add(struct filling *g, int i, struct fault *f)
{
	const struct demo_record *from = &g->house->records[i];
	const struct form *form = g->file.tree.form;
	struct record *parent = g->made[from->parent], *r;
	unsigned char id[RECORD_ID];
	struct answer keys[FORM_KEYS];
	int t = form_table(form, from->table, strlen(from->table));

	if (t < 0 || parent == NULL) {
		wrong_form(f, from->table);
		return NULL;
	}
	const struct table *table = &form->tables[t];
	for (int k = 0; k < table->n_keys; k++) {
		const struct question *q = &form->questions[table->first + table->keys[k]];
		const char *text = demo_get(from, q->name);
		if (answer_read(&g->file.tree.arena, q, text, strlen(text), &keys[k]) < 0) {
			wrong_form(f, q->name);
			return NULL;
		}
	}
	if (table->keyed)
		record_id_keyed(table, parent->id, keys, id);
	else if (from->parent == 0 && strcmp(from->table, "member") == 0 && !from->voided)
		person_id(g, from, id);
	else
		record_id_random(&g->house->world, id);
	if ((r = tree_find(&g->file.tree, id)) == NULL && (r = tree_add(&g->file.tree, parent, t, id)) == NULL)
		fault_memory(f);
	return r;
}

/* Every section that holds an answer becomes a version. */
static int
save_sections(struct filling *g, const struct record *r, struct fault *f)
{
	const struct form *form = g->file.tree.form;

	for (int i = 0; i < r->table->n_sections; i++) {
		const struct section *s = &form->sections[r->table->first_section + i];
		bool answered = false;
		for (int k = s->first; k < s->first + s->n; k++)
			answered |= r->answers[k].kind != ANSWER_BLANK &&
				    form->questions[r->table->first + k].type != QUESTION_CALCULATE;
		if (s->asked && answered && journal_save(g->store->journal, r, s->index, false, f) < 0)
			return -1;
	}
	return 0;
}

static int
fill_records(struct filling *g, struct fault *f)
{
	struct demo_house *h = g->house;
	int rc = 0;

	for (int i = 0; rc == 0 && i < h->n; i++) {
		if (i > 0 && (g->made[i] = find_or_add(g, i, f)) == NULL)
			return -1;
		rc = fill_answers(g, &h->records[i], g->made[i], f);
		g->made[i]->voided |= h->records[i].voided;
	}
	if (rc == 0)
		rc = casefile_update(g->store, &g->file, NULL, f);
	for (int i = 0; rc == 0 && i < h->n; i++) {
		rc = save_sections(g, g->made[i], f);
		if (rc == 0 && h->records[i].voided)
			rc = journal_void(g->store->journal, g->made[i], true, f);
	}
	return rc == 0 ? store_keep(g->store, &g->file, f) : -1;
}

static int
write_house(struct demo_house *h, struct store *s, struct fault *f)
{
	struct filling g = {.store = s, .house = h};
	unsigned char id[RECORD_ID];

	if (demo_quirk(h->index) == QUIRK_SAME_NUMBER)
		record_id_random(&h->world, id);
	else
		roster_household_id(
			demo_get(&h->records[0], "region_code"), demo_get(&h->records[0], "hh_code"), "", id);
	int table = form_table(s->form, "household", strlen("household")),
	    rc = table < 0 ? wrong_form(f, "household") : 0;
	if (rc == 0)
		rc = journal_tree(s->journal, id, &g.file.tree, f);
	if (rc == 0 && table >= 0 && tree_start(&g.file.tree, s->form, table, id) < 0)
		rc = fault_memory(f);
	if (rc >= 0) {
		g.made[0] = g.file.tree.root;
		rc = fill_records(&g, f);
	}
	casefile_close(&g.file);
	return rc;
}

int
demo_household(const struct demo *d, unsigned long i, struct store *s, struct fault *f)
{
	struct demo_house *h = malloc(sizeof *h);

	if (h == NULL)
		return fault_memory(f);
	demo_people(d, i, h);
	demo_life(h);
	int rc = journal_begin(s->journal, f);
	if (rc == 0)
		rc = journal_end(s->journal, write_house(h, s, f) == 0, f);
	free(h);
	return rc;
}

int
demo_fill(struct store *s, const struct world *w, unsigned long n, struct fault *f)
{
	struct demo d = {
		.villages = (unsigned)(n / VILLAGE_HOUSEHOLDS + 1), .households = n, .today = world_today(&s->world)};
	int rc = 0;

	w->random(w->self, &d.seed, sizeof d.seed);
	for (unsigned long i = 0; rc == 0 && i < n;) {
		if (journal_begin(s->journal, f) < 0)
			return -1;
		for (int k = 0; rc == 0 && k < AT_ONCE && i < n; k++, i++)
			rc = demo_household(&d, i, s, f);
		rc = journal_end(s->journal, rc == 0, f);
	}
	return rc;
}
