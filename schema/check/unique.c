#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check/inside.h"
#include "journal/hash.h"

static void
add_text(struct hash *h, const char *s, size_t n)
{
	unsigned char len[8];

	for (size_t i = 0; i < sizeof len; i++)
		len[i] = (unsigned char)((uint64_t)n >> (8 * i));
	hash_add(h, len, sizeof len);
	hash_add(h, s, n);
}

/* A number of eight bytes of a hash, never 0. */
static int64_t
number_of(const unsigned char sum[HASH_MIN])
{
	int64_t v;

	memcpy(&v, sum, sizeof v);
	return v != 0 ? v : 1;
}

int64_t
line_number(const char *name)
{
	unsigned char sum[HASH_MIN];

	hash_bytes(sum, sizeof sum, name, strlen(name));
	return number_of(sum);
}

const struct check *
checks_numbered(const struct checks *c, int64_t number)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->lines[i].check.number == number)
			return &c->lines[i].check;
	return NULL;
}

const struct check *
checks_named(const struct checks *c, const char *name)
{
	for (size_t i = 0; i < c->n; i++)
		if (strcmp(c->lines[i].check.name, name) == 0)
			return &c->lines[i].check;
	return NULL;
}

/* The text of ${e} at ${r}: 1; 0 when it is blank or cannot be known; -1 when out of memory. */
static int
text_of(struct passing *p, const struct expr *e, const struct record *r, const char **s, size_t *n)
{
	struct value v;

	p->env->touched = 0;
	if (expr_eval(e, p->env, r, &v) < 0 || p->env->touched & (EXPR_UNSURE | EXPR_UNSET))
		return 0;
	return value_text(&v, p->env->scratch, s, n) < 0 ? -1 : *n > 0;
}

/* The answer that says in which village the file lies, "" when the form has none. */
static void
add_area(const struct passing *p, struct hash *h)
{
	const struct record *root = p->t->root;
	struct buf area = {0};

	for (int i = 0; i < root->table->n; i++)
		if (form_says(p->c->form->questions[root->table->first + i].appearance, "area"))
			answer_write(&root->answers[i], &area);
	add_text(h, buf_str(&area), area.len);
	buf_free(&area);
}

/* What tells two records with one key apart: 1 with *${difference}, 0 when it is blank, -1. */
static int
difference_of(struct passing *p, const struct line *l, const struct record *r, int64_t *difference)
{
	unsigned char sum[HASH_MIN];
	const char *s;
	size_t n;

	*difference = 0;
	if (l->distinct_table >= 0) {
		while (r->table->index != l->distinct_table)
			r = r->parent;
		hash_bytes(sum, sizeof sum, r->id, RECORD_ID);
	} else if (l->distinct != NULL) {
		int rc = text_of(p, l->distinct, r, &s, &n);
		if (rc != 1)
			return rc;
		hash_bytes(sum, sizeof sum, s, n);
	} else {
		return 1;
	}
	*difference = number_of(sum);
	return 1;
}

static int
add_entry(struct passing *p, const struct line *l, const struct record *r, int turn, struct check_entries *out)
{
	struct check_entry e = {.check = &l->check, .record = r, .turn = turn};
	struct hash h;
	const char *s;
	size_t n;
	int rc = text_of(p, l->key, r, &s, &n);

	if (rc != 1)
		return rc;
	hash_start(&h, sizeof e.key);
	add_text(&h, l->check.name, strlen(l->check.name));
	if (l->check.scope == CHECK_VILLAGE)
		add_area(p, &h);
	add_text(&h, s, n);
	hash_end(&h, e.key);
	if ((rc = difference_of(p, l, r, &e.difference)) != 1)
		return rc;
	if (array_grow(&out->all, &out->cap, out->n + 1, sizeof *out->all) < 0)
		return -1;
	out->all[out->n++] = e;
	return 0;
}

int
unique_entries(struct passing *p, enum check_scope least, struct check_entries *out)
{
	const struct checks *c = p->c;
	int turn = 0;

	for (const struct record *r = p->t->root; r != NULL; r = tree_next(r), turn++) {
		const int first = c->first[r->table->index], end = c->first[r->table->index + 1];
		bool fresh = true;
		for (int i = first; i < end; i++) {
			const struct line *l = c->of_table[i];
			if (l->key == NULL || l->check.scope < least || (p->again != NULL && !p->again[l->check.index]))
				continue;
			if (fresh && !record_counts(r))
				break;
			if (fresh)
				memset(p->filtered, FILTER_ASK, (size_t)c->n_filters);
			fresh = false;
			const struct arena_mark before = arena_mark(p->env->scratch);
			int rc = passing_takes(p, l, r) ? add_entry(p, l, r, turn, out) : 0;
			arena_back(p->env->scratch, before);
			if (rc < 0)
				return -1;
		}
	}
	return 0;
}

/* Entries of one file side by side when they meet: the key holds the row's name. */
struct sorted {
	const struct check_entry *e;
	bool found;
	unsigned char group[HASH_MIN]; /* who shares the key */
};

static int
by_key(const void *a, const void *b)
{
	const struct check_entry *x = ((const struct sorted *)a)->e, *y = ((const struct sorted *)b)->e;
	int order = memcmp(x->key, y->key, CHECK_KEY);

	return order != 0 ? order : memcmp(x->record->id, y->record->id, RECORD_ID);
}

static int
by_place(const void *a, const void *b)
{
	const struct check_entry *x = ((const struct sorted *)a)->e, *y = ((const struct sorted *)b)->e;

	return (x > y) - (x < y);
}

/* Those of s[0 .. n-1], all with one key, differ: each of them then differs from some other. */
static void
meet(struct sorted *s, size_t n)
{
	bool differ = n > 1 && s[0].e->difference == 0;

	struct hash h;

	for (size_t i = 1; i < n; i++)
		differ |= s[i].e->difference != s[0].e->difference;
	if (!differ)
		return;
	hash_start(&h, sizeof s->group);
	for (size_t i = 0; n <= CHECK_OTHERS && i < n; i++)
		hash_add(&h, s[i].e->record->id, RECORD_ID);
	hash_end(&h, s[0].group);
	for (size_t i = 0; i < n; i++) {
		s[i].found = true;
		memcpy(s[i].group, s[0].group, sizeof s->group);
	}
}

/* Kept for one record that shares the key does not mean kept for the next: the print of ${x} says who they are, too. */
static void
print_with(struct check_finding *x, const void *who, size_t n)
{
	unsigned char sum[CHECK_PRINT / 2];
	struct hash h;

	hash_start(&h, sizeof sum);
	hash_add(&h, x->print, CHECK_PRINT);
	hash_add(&h, who, n);
	hash_end(&h, sum);
	for (size_t i = 0; i < sizeof sum; i++)
		snprintf(x->print + 2 * i, 3, "%02x", sum[i]);
}

static int
report(struct passing *p, const struct sorted *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!s[i].found)
			continue;
		const struct arena_mark before = arena_mark(p->env->scratch);
		struct check_finding *x = passing_found(p, &p->c->lines[s[i].e->check->index], s[i].e->record, s[i].e->turn);
		arena_back(p->env->scratch, before);
		if (x == NULL)
			return -1;
		print_with(x, s[i].group, sizeof s[i].group);
	}
	return 0;
}

int
unique_run(struct passing *p)
{
	struct check_entries all = {0};
	struct sorted *s = NULL;
	int rc = unique_entries(p, CHECK_HOUSEHOLD, &all);

	if (rc == 0 && all.n > 1) {
		if ((s = calloc(all.n, sizeof *s)) == NULL)
			rc = -1;
		for (size_t i = 0; rc == 0 && i < all.n; i++)
			s[i].e = &all.all[i];
		if (rc == 0)
			qsort(s, all.n, sizeof *s, by_key);
		for (size_t i = 0, end; rc == 0 && i < all.n; i = end) {
			for (end = i + 1; end < all.n && memcmp(s[i].e->key, s[end].e->key, CHECK_KEY) == 0; end++)
				continue;
			meet(s + i, end - i);
		}
		/* In the order of the file, as the entries were found. */
		if (rc == 0)
			qsort(s, all.n, sizeof *s, by_place);
		if (rc == 0)
			rc = report(p, s, all.n);
	}
	free(s);
	free(all.all);
	return rc;
}

int
checks_entries(const struct checks *c, const struct tree *t, struct expr_env *env, struct check_entries *out)
{
	struct passing p = {c, t, env, NULL, malloc((size_t)c->n_filters + 1), NULL};
	const struct value *locals = env->locals;

	env->locals = NULL;
	int rc = p.filtered != NULL ? unique_entries(&p, CHECK_VILLAGE, out) : -1;
	env->locals = locals;
	env->touched = 0;
	env->unset = NULL;
	free(p.filtered);
	return rc;
}

int
checks_met(const struct checks *c, const struct tree *t, struct expr_env *env, const struct check_entry *e,
	const struct check_other *others, size_t n, struct check_findings *io)
{
	struct passing p = {c, t, env, NULL, NULL, io};
	const struct arena_mark before = arena_mark(env->scratch);
	unsigned char who[CHECK_OTHERS * RECORD_ID] = "many"; /* of a group too large to be told of whole */

	struct check_finding *x = passing_found(&p, &c->lines[e->check->index], e->record, e->turn);
	arena_back(env->scratch, before);
	if (x == NULL)
		return -1;
	x->others = n;
	memcpy(x->other_root, others[0].root, RECORD_ID);
	memcpy(x->other, others[0].record, RECORD_ID);
	for (size_t i = 0; n < CHECK_OTHERS && i < n; i++)
		memcpy(who + i * RECORD_ID, others[i].record, RECORD_ID);
	print_with(x, who, (n < CHECK_OTHERS ? n : 1) * RECORD_ID);
	return 0;
}

/* A key shared at home and elsewhere is one finding of the record: a reason is kept once for a check and record. */
static void
fold(struct check_findings *l)
{
	size_t n = 0;

	for (size_t i = 0; i < l->n; i++) {
		struct check_finding *home = n > 0 ? &l->all[n - 1] : NULL, *x = &l->all[i];
		if (home != NULL && home->record == x->record && home->check == x->check && home->others == 0 && x->others > 0) {
			print_with(x, home->print, CHECK_PRINT);
			n--;
		}
		l->all[n++] = *x;
	}
	l->n = n;
}

int
checks_met_end(const struct checks *c, const struct tree *t, struct check_findings *io)
{
	check_findings_sort(io);
	fold(io);
	return keepings_mark(c, t, io);
}
