/* The files of a folder of cases, and a household made of their rows. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "num.h"
#include "office/cases_inside.h"
#include "words.h"

#define EXPECT "expect_"

static struct place
at(const struct case_table *t, size_t column)
{
	return (struct place){t->name, t->csv.line, column < t->n ? t->columns[column].name : "", csv_field(&t->csv, 0)};
}

/* What may be expected: a cell of cases_outcome(), or the amount of a measure. */
static bool
is_expected(const char *name)
{
	return strncmp(name, EXPECT, strlen(EXPECT)) == 0;
}

static int
read_columns(struct cases *c, struct case_table *t, struct fault *f)
{
	const char *parent = t->table->depth > 1 ? c->form->tables[t->table->parent].name : NULL;

	t->n = t->csv.n;
	if (t->n > CASES_COLUMNS)
		return fault_set(f, EX_DATAERR, _("%s has more than %d columns."), t->name, CASES_COLUMNS);
	for (size_t i = 0; i < t->n; i++) {
		struct case_column *x = &t->columns[i];
		const char *name = csv_field(&t->csv, i);
		if ((x->name = arena_text(&c->arena, name, strlen(name))) == NULL)
			return fault_memory(f);
		if (i == 0 || x->name[0] == '#' || x->name[0] == '\0')
			continue;
		if (i == 1 && parent != NULL && strcmp(name, parent) == 0) {
			t->under = true;
			continue;
		}
		const int q = form_question(c->form, name, strlen(name));
		x->expected = t == c->tables[0] && is_expected(name);
		if (q >= 0 && c->form->questions[q].table == t->table->index &&
			(c->form->questions[q].type != QUESTION_CALCULATE || c->form->questions[q].frozen != NULL))
			x->question = &c->form->questions[q];
		else if (!x->expected || !cases_expects(c->form, name))
			mistake(&c->m, at(t, i), _("this is no question of the table that is asked. Mend: correct the name, or put # before it."));
	}
	if (strcmp(t->columns[0].name, "household") != 0)
		mistake(&c->m, at(t, 0), _("the first column has to be household. Mend: name the household there."));
	if (parent != NULL && !t->under)
		mistake(&c->m, at(t, 1), _("the second column has to be %s: its place in the household, counted from 1."), parent);
	return 0;
}

/* The table's file, if there is one. 0 or -1. */
static int
read_table(struct cases *c, const char *dir, const struct table *table, struct fault *f)
{
	char path[4096], name[80];

	snprintf(name, sizeof name, "%s.csv", table->name);
	if (file_join(path, sizeof path, dir, name, f) < 0)
		return -1;
	if (!file_exists(path))
		return c->n > 0 ? 0 : fault_set(f, EX_NOINPUT, _("%s holds no %s: a folder of cases has one."), dir, name);
	struct case_table *t = calloc(1, sizeof *t);
	if (t == NULL)
		return fault_memory(f);
	t->table = table;
	memcpy(t->name, name, sizeof t->name);
	c->tables[c->n++] = t;
	int rc = file_read(path, CASES_BYTES, &t->bytes, f);
	if (rc == 0)
		rc = csv_open(&t->csv, t->name, t->bytes.data, t->bytes.len, f);
	if (rc == 0 && (rc = csv_next(&t->csv, f)) == 0)
		rc = fault_set(f, EX_DATAERR, _("%s is empty."), t->name);
	return rc < 0 ? -1 : read_columns(c, t, f);
}

/* Tables above come before those below: the form's order. Files of other names would be read by nobody. */
int
cases_read(struct cases *c, const char *dir, struct fault *f)
{
	char **names = NULL;
	size_t n = 0;
	int rc = 0;

	for (int i = 0; rc == 0 && i < c->form->n_tables; i++) {
		int top = i;
		while (c->form->tables[top].parent >= 0)
			top = c->form->tables[top].parent;
		if (top == 0)
			rc = read_table(c, dir, &c->form->tables[i], f);
	}
	if (rc == 0)
		rc = file_names(dir, ".csv", CASES_TABLES * 2, &names, &n, f);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		bool known = strcmp(names[i], "parameters.csv") == 0;
		for (size_t k = 0; k < c->n; k++)
			known |= strcmp(names[i], c->tables[k]->name) == 0;
		if (!known)
			mistake(&c->m, (struct place){.sheet = names[i]}, _("the form has no such table. Mend: name the file after one, or take it away."));
	}
	file_names_free(names, n);
	return rc;
}

void
cases_free(struct cases *c)
{
	for (size_t i = 0; i < c->n; i++) {
		csv_close(&c->tables[i]->csv);
		buf_free(&c->tables[i]->bytes);
		free(c->tables[i]);
	}
	arena_free(&c->arena);
}

/* "The rest are none": zeros into the asked amounts that are required and blank. */
static int
zeros(struct tree *t, struct record *r)
{
	for (int i = 0; i < r->table->n; i++) {
		const struct question *q = &t->form->questions[r->table->first + i];
		if (q->type == QUESTION_DECIMAL && q->required != NULL && r->answers[i].kind == ANSWER_BLANK && record_set(t, r, q, answer_fixed(0)) < 0)
			return -1;
	}
	return 0;
}

/* A number that a version of another day holds, worked out then: it is not worked out anew. 0; 1 when it is none; -1. */
static int
fill_kept(struct tree *tree, struct record *r, const struct question *q, const char *cell)
{
	struct answer a = {.kind = ANSWER_REAL};
	int64_t hundredths;

	if (num_fixed(cell, strlen(cell), &hundredths) < 0)
		return 1;
	a.real = (double)hundredths / 100;
	if (record_set(tree, r, q, a) < 0)
		return -1;
	r->answers[q->column].flags |= ANSWER_KEPT;
	return 0;
}

/* A blank cell is an amount of none; "?" is what nobody knows. 0; 1 when a mistake was noted; -1. */
static int
fill(struct cases *c, const struct case_table *t, struct tree *tree, struct record *r)
{
	int rc = 0;

	for (size_t i = 1; i < t->n; i++) {
		const char *cell = csv_field(&t->csv, i);
		const struct question *q = t->columns[i].question;
		struct answer a;
		if (q == NULL || cell[0] == '\0' || strcmp(cell, "?") == 0)
			continue;
		const int kept = q->type == QUESTION_CALCULATE ? fill_kept(tree, r, q, cell) : 0;
		if (kept < 0)
			return -1;
		if (kept > 0 || (q->type != QUESTION_CALCULATE && answer_read(&tree->arena, q, cell, strlen(cell), &a) < 0)) {
			mistake(&c->m, at(t, i), _("this is no answer to the question. Mend: write one as the form's sheets do: a code, a number, a day."));
			rc = 1;
		} else if (q->type != QUESTION_CALCULATE && record_set(tree, r, q, a) < 0) {
			return -1;
		}
	}
	if (zeros(tree, r) < 0)
		return -1;
	for (size_t i = 1; i < t->n; i++)
		if (t->columns[i].question != NULL && strcmp(csv_field(&t->csv, i), "?") == 0 &&
			record_set(tree, r, t->columns[i].question, answer_blank()) < 0)
			return -1;
	return rc;
}

/* The record that a row lies under: the household, or the one in that place of the table above. */
static struct record *
parent_of(struct cases *c, const struct case_table *t, struct tree *tree)
{
	int64_t place = 0;
	const char *cell = csv_field(&t->csv, 1);

	if (!t->under)
		return tree->root;
	struct record *r = record_kids(tree->root, t->table->parent);
	if (num_int(cell, strlen(cell), &place) < 0 || place < 1)
		r = NULL;
	while (r != NULL && --place > 0)
		r = r->next;
	if (r == NULL)
		mistake(&c->m, at(t, 1), _("the household has no such record. Mend: count those of its rows in the table above, from 1."));
	return r;
}

static int
add_rows(struct cases *c, struct case_table *t, const char *household, struct tree *tree, uint32_t *serial, struct fault *f)
{
	csv_close(&t->csv);
	int rc = csv_open(&t->csv, t->name, t->bytes.data, t->bytes.len, f), worst = 0;

	if (rc == 0 && csv_next(&t->csv, f) < 0)
		rc = -1;
	while (rc == 0 && (rc = csv_next(&t->csv, f)) == 1) {
		unsigned char id[RECORD_ID] = {1};
		struct record *parent = NULL, *r = NULL;
		rc = 0;
		if (strcmp(csv_field(&t->csv, 0), household) != 0)
			continue;
		++*serial;
		memcpy(id + 1, serial, sizeof *serial);
		if ((parent = parent_of(c, t, tree)) == NULL) {
			worst = 1;
			continue;
		}
		if ((r = tree_add(tree, parent, t->table->index, id)) == NULL)
			rc = fault_memory(f);
		int filled = r != NULL ? fill(c, t, tree, r) : 0;
		worst |= filled > 0;
		if (filled < 0)
			rc = fault_memory(f);
	}
	return rc < 0 ? -1 : worst;
}

int
cases_build(struct cases *c, struct tree *t, struct fault *f)
{
	const unsigned char root[RECORD_ID] = {0xEE};
	struct case_table *first = c->tables[0];
	char household[256];
	uint32_t serial = 0;
	int worst;

	snprintf(household, sizeof household, "%s", csv_field(&first->csv, 0));
	if (tree_start(t, c->form, first->table->index, root) < 0 || (worst = fill(c, first, t, t->root)) < 0)
		return fault_memory(f);
	for (size_t i = 1; i < c->n; i++) {
		int rc = add_rows(c, c->tables[i], household, t, &serial, f);
		if (rc < 0)
			return -1;
		worst |= rc;
	}
	return worst;
}
