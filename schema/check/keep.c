#include <stdlib.h>
#include <string.h>

#include "check/inside.h"
#include "words.h"

/* The question of ${t} whose appearance says ${word}, or -1. */
static int
said(const struct form *f, const struct table *t, const char *word)
{
	for (int i = t->first; i < t->first + t->n; i++)
		if (form_says(f->questions[i].appearance, word))
			return i;
	return -1;
}

static bool
complete(const struct form *f, const struct table *t, const struct keeping *k)
{
	return t->depth == 1 && k->check >= 0 && k->record >= 0 && k->values >= 0 && k->reason >= 0 && t->n_keys == 2 &&
		t->keys[0] == f->questions[k->check].column && t->keys[1] == f->questions[k->record].column &&
		f->questions[k->check].type == QUESTION_TEXT && f->questions[k->record].type == QUESTION_TEXT &&
		f->questions[k->values].type == QUESTION_TEXT && f->questions[k->reason].type == QUESTION_ONE &&
		(k->note < 0 || f->questions[k->note].type == QUESTION_TEXT);
}

int
keepings_find(struct checks *c, const char *sheet, struct mistakes *m)
{
	const struct form *f = c->form;

	if ((c->keepings = arena_new(&c->arena, (size_t)f->n_tables + 1, sizeof *c->keepings)) == NULL)
		return -1;
	for (int i = 0; i < f->n_tables; i++) {
		const struct table *t = &f->tables[i];
		const struct keeping k = {t->parent, i, said(f, t, "kept_check"), said(f, t, "kept_record"), said(f, t, "kept_values"),
			said(f, t, "kept_reason"), said(f, t, "kept_note")};
		if (k.check < 0 && k.record < 0 && k.values < 0 && k.reason < 0)
			continue;
		if (complete(f, t, &k))
			c->keepings[c->n_keepings++] = k;
		else
			mistake(m, (struct place){sheet, 0, "", t->name},
				_("the form's table of kept warnings lacks something. Mend: put it right below a top table, with the texts kept_check "
				  "and kept_record as its key, a text kept_values and a select_one kept_reason."));
	}
	return 0;
}

static const struct keeping *
keeping_of(const struct checks *c, const struct tree *t)
{
	for (size_t i = 0; i < c->n_keepings; i++)
		if (c->keepings[i].root == t->root->table->index)
			return &c->keepings[i];
	return NULL;
}

static void
record_text(const struct record *r, char out[2 * RECORD_ID + 1])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < RECORD_ID; i++) {
		out[2 * i] = digits[r->id[i] >> 4];
		out[2 * i + 1] = digits[r->id[i] & 15];
	}
	out[2 * RECORD_ID] = '\0';
}

static bool
says(const struct checks *c, const struct record *r, int question, const char *text)
{
	const struct answer *a = record_answer(r, &c->form->questions[question]);
	const size_t n = strlen(text);

	return a->kind == ANSWER_TEXT && a->len == n && memcmp(a->text, text, n) == 0;
}

/* A kept warning by what it was said of: what is looked up once a finding must not be walked to. */
struct kept {
	const struct answer *check, *at;
	const struct record *record;
};

static int
by_text(const struct answer *a, const char *s, size_t n)
{
	const size_t both = a->len < n ? a->len : n;
	int order = memcmp(a->text, s, both);

	return order != 0 ? order : a->len < n ? -1 : a->len > n;
}

static int
by_said_of(const void *a, const void *b)
{
	const struct kept *x = a, *y = b;
	int order = by_text(x->check, y->check->text, y->check->len);

	return order != 0 ? order : by_text(x->at, y->at->text, y->at->len);
}

struct keepings {
	struct kept *all;
	size_t n;
};

static int
keepings_index(const struct checks *c, const struct tree *t, const struct keeping *k, struct keepings *out)
{
	size_t n = 0;

	for (const struct record *r = record_kids(t->root, k->table); r != NULL; r = r->next)
		n++;
	*out = (struct keepings){calloc(n + 1, sizeof *out->all), 0};
	for (const struct record *r = record_kids(t->root, k->table); out->all != NULL && r != NULL; r = r->next) {
		const struct kept x = {record_answer(r, &c->form->questions[k->check]), record_answer(r, &c->form->questions[k->record]), r};
		if (!r->voided && !r->hidden && x.check->kind == ANSWER_TEXT && x.at->kind == ANSWER_TEXT)
			out->all[out->n++] = x;
	}
	if (out->n > 1)
		qsort(out->all, out->n, sizeof *out->all, by_said_of);
	return out->all != NULL ? 0 : -1;
}

/* The record that keeps ${x}: of several, which only a file of a strange program has, one whose reason is good. */
static void
mark(const struct checks *c, const struct keeping *k, const struct keepings *l, struct check_finding *x)
{
	char id[2 * RECORD_ID + 1];
	size_t low = 0, high = l->n;

	record_text(x->record, id);
	const struct answer check = answer_text(x->check->name, strlen(x->check->name)), at = answer_text(id, strlen(id));
	const struct kept want = {&check, &at, NULL};
	while (low < high) {
		const size_t middle = (low + high) / 2;
		if (by_said_of(&l->all[middle], &want) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < l->n && !x->kept && by_said_of(&l->all[low], &want) == 0; low++) {
		x->keeping = l->all[low].record;
		x->kept = says(c, x->keeping, k->values, x->print) && record_answer(x->keeping, &c->form->questions[k->reason])->kind != ANSWER_BLANK;
	}
}

int
keepings_mark(const struct checks *c, const struct tree *t, struct check_findings *l)
{
	const struct keeping *k = keeping_of(c, t);
	struct keepings kept = {0};

	if (k != NULL && keepings_index(c, t, k, &kept) < 0)
		return -1;
	for (size_t i = 0; i < l->n; i++) {
		struct check_finding *x = &l->all[i];
		x->kept = false;
		x->keeping = NULL;
		if (k != NULL && x->check->severity == CHECK_WARNING && !x->blank)
			mark(c, k, &kept, x);
	}
	free(kept.all);
	return 0;
}

const struct choice_list *
checks_reasons(const struct checks *c, const struct tree *t)
{
	const struct keeping *k = keeping_of(c, t);

	return k != NULL ? c->form->questions[k->reason].list : NULL;
}

static int
set(const struct checks *c, struct tree *t, struct record *r, int question, const char *text)
{
	return record_set(t, r, &c->form->questions[question], answer_text(text, strlen(text)));
}

/* The id of the record that keeps ${x}; ${text} gets what it says of the record. */
static void
keeping_id(const struct checks *c, const struct keeping *k, const struct tree *t, const struct check_finding *x, char text[2 * RECORD_ID + 1],
	unsigned char id[RECORD_ID])
{
	record_text(x->record, text);
	const struct answer keys[] = {answer_text(x->check->name, strlen(x->check->name)), answer_text(text, strlen(text))};
	record_id_keyed(&c->form->tables[k->table], t->root->id, keys, id);
}

struct record *
checks_keeping(const struct checks *c, struct tree *t, const struct check_finding *x)
{
	const struct keeping *k = keeping_of(c, t);
	char text[2 * RECORD_ID + 1];
	unsigned char id[RECORD_ID];

	if (k == NULL)
		return NULL;
	keeping_id(c, k, t, x, text, id);
	return tree_find(t, id);
}

int
checks_keep(const struct checks *c, struct tree *t, struct check_finding *x, const char *reason, const char *note, struct record **kept)
{
	const struct keeping *k = keeping_of(c, t);
	char text[2 * RECORD_ID + 1];
	unsigned char id[RECORD_ID];

	*kept = NULL;
	if (k == NULL || x->check->severity != CHECK_WARNING || x->blank ||
		form_choice(c->form->questions[k->reason].list, reason, strlen(reason)) == NULL)
		return 1;
	keeping_id(c, k, t, x, text, id);
	struct record *r = tree_find(t, id);
	if (r == NULL && (r = tree_add(t, t->root, k->table, id)) == NULL)
		return -1;
	*kept = r;
	if (set(c, t, r, k->check, x->check->name) < 0 || set(c, t, r, k->record, text) < 0 || set(c, t, r, k->values, x->print) < 0 ||
		set(c, t, r, k->reason, reason) < 0 || (k->note >= 0 && set(c, t, r, k->note, note) < 0))
		return -1;
	x->keeping = r;
	x->kept = !r->voided;
	return 0;
}

bool
checks_reason_asks(const struct checks *c, const struct tree *t, struct expr_env *env, const char *reason)
{
	const struct keeping *k = keeping_of(c, t);
	const struct expr *relevant = k != NULL && k->note >= 0 ? c->form->questions[k->note].relevant : NULL;
	const unsigned char id[RECORD_ID] = {1};
	struct tree trial = {0};
	struct record *r;
	bool asks = false;

	if (relevant != NULL && tree_start(&trial, c->form, k->root, t->root->id) == 0 && (r = tree_add(&trial, trial.root, k->table, id)) != NULL &&
		set(c, &trial, r, k->reason, reason) == 0)
		asks = expr_true(relevant, env, r);
	tree_free(&trial);
	return asks;
}
