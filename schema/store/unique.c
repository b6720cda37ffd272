#include "store/unique.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "store/found.h"

/* A stored key at the row at hand. */
static bool
is_stored(sqlite3_stmt *st, const struct check_entry *e)
{
	size_t n, m;
	const void *key = db_blob(st, 0, &n), *record = db_blob(st, 1, &m);

	return n == CHECK_KEY && m == RECORD_ID && memcmp(key, e->key, CHECK_KEY) == 0 && memcmp(record, e->record->id, RECORD_ID) == 0 &&
		sqlite3_column_int64(st, 2) == e->check->number && sqlite3_column_int64(st, 3) == e->difference;
}

static int
by_key(const void *a, const void *b)
{
	const struct check_entry *x = a, *y = b;
	int c = memcmp(x->key, y->key, CHECK_KEY);

	return c != 0 ? c : memcmp(x->record->id, y->record->id, RECORD_ID);
}

/* Whether the stored keys are those of the file: 1, 0, -1. ${all} is in the order of the table. */
static int
is_current(struct store *s, const struct casefile *c, const struct check_entries *all, struct fault *f)
{
	sqlite3_stmt *st = db_bind(s->db, f, UNIQUE_OF, "b", c->tree.root->id, (size_t)RECORD_ID);
	size_t i = 0;
	int rc;

	if (st == NULL)
		return -1;
	while ((rc = db_step(s->db, st, f)) == 1) {
		if (i == all->n || !is_stored(st, &all->all[i])) {
			sqlite3_reset(st);
			return 0;
		}
		i++;
	}
	return rc < 0 ? -1 : i == all->n;
}

/* Households that meet this one wait to be checked again; not those of so large a group that they are told of others. */
static int
wake(struct store *s, const unsigned char *root, struct fault *f)
{
	return db_do(s->db, f, STALE_SHARING, "bi", root, (size_t)RECORD_ID, (int64_t)CHECK_OTHERS + 1);
}

int
unique_drop(struct store *s, const unsigned char root[RECORD_ID], struct fault *f)
{
	return wake(s, root, f) < 0 ? -1 : db_do(s->db, f, UNIQUE_DROP, "b", root, (size_t)RECORD_ID);
}

static int
write_all(struct store *s, const struct casefile *c, const struct check_entries *all, struct fault *f)
{
	const unsigned char *root = c->tree.root->id;
	int rc = unique_drop(s, root, f);

	for (size_t i = 0; rc == 0 && i < all->n; i++) {
		const struct check_entry *e = &all->all[i];
		rc = db_do(s->db, f, UNIQUE_ADD, "bbbii", e->key, (size_t)CHECK_KEY, e->record->id, (size_t)RECORD_ID, root, (size_t)RECORD_ID,
			e->check->number, e->difference);
	}
	return rc == 0 && all->n > 0 ? wake(s, root, f) : rc;
}

int
unique_keep(struct store *s, struct casefile *c, struct fault *f)
{
	struct check_entries all = {0};
	int rc = checks_entries(s->checks, &c->tree, &c->env, &all) < 0 ? fault_memory(f) : 0;

	if (rc == 0) {
		if (all.n > 1)
			qsort(all.all, all.n, sizeof *all.all, by_key);
		rc = is_current(s, c, &all, f);
		rc = rc == 0 ? write_all(s, c, &all, f) : rc < 0 ? -1 : 0;
	}
	free(all.all);
	return rc;
}

/* A record with its key. */
struct meeting {
	const unsigned char *root, *record, *key;
	const char *name; /* of the check */
	int64_t difference;
};

/* The other files' records that share the key, at most CHECK_OTHERS: those held here, and those the county told of.
 * Their number, or -1. */
static int
others_of(struct store *s, const struct meeting *m, struct check_other others[CHECK_OTHERS], struct fault *f)
{
	sqlite3_stmt *st = db_bind(s->db, f, UNIQUE_MEETS, "bbibti", m->key, (size_t)CHECK_KEY, m->root, (size_t)RECORD_ID, m->difference,
		m->record, (size_t)RECORD_ID, m->name, (int64_t)CHECK_OTHERS);
	int n = 0, rc;

	if (st == NULL)
		return -1;
	while ((rc = db_step(s->db, st, f)) == 1 && n < CHECK_OTHERS) {
		size_t a, b;
		const void *other_root = db_blob(st, 0, &a), *record = db_blob(st, 1, &b);
		if (a != RECORD_ID || b != RECORD_ID)
			continue;
		memcpy(others[n].root, other_root, RECORD_ID);
		memcpy(others[n++].record, record, RECORD_ID);
	}
	return rc < 0 ? -1 : n;
}

static int
compare(struct store *s, struct casefile *c, struct fault *f)
{
	struct check_entries all = {0};
	struct check_other others[CHECK_OTHERS];
	int rc = checks_entries(s->checks, &c->tree, &c->env, &all) < 0 ? fault_memory(f) : 0;

	for (size_t i = 0; rc == 0 && i < all.n; i++) {
		const struct check_entry *e = &all.all[i];
		int n = others_of(s, &(struct meeting){c->tree.root->id, e->record->id, e->key, e->check->name, e->difference}, others, f);
		if (n < 0)
			rc = -1;
		else if (n > 0 && checks_met(s->checks, &c->tree, &c->env, e, others, (size_t)n, &c->findings) < 0)
			rc = fault_memory(f);
	}
	if (rc == 0 && all.n > 0 && checks_met_end(s->checks, &c->tree, &c->findings) < 0)
		rc = fault_memory(f);
	free(all.all);
	return rc;
}

int
store_others(struct store *s, const struct found_line *x, unsigned char key[CHECK_KEY], struct check_other others[CHECK_OTHERS], struct fault *f)
{
	sqlite3_stmt *st = db_bind(s->db, f, UNIQUE_KEY, "bbi", x->root, (size_t)RECORD_ID, x->record, (size_t)RECORD_ID, x->check->number);
	int64_t difference = 0;
	size_t n = 0;
	int rc = st == NULL ? -1 : db_step(s->db, st, f);

	if (rc != 1)
		return rc;
	const void *stored = db_blob(st, 0, &n);
	if (n == CHECK_KEY)
		memcpy(key, stored, n);
	difference = sqlite3_column_int64(st, 1);
	sqlite3_reset(st);
	return n != CHECK_KEY ? db_damaged(f) : others_of(s, &(struct meeting){x->root, x->record, key, x->check->name, difference}, others, f);
}

int
casefile_check(struct store *s, struct casefile *c, struct fault *f)
{
	c->proposed = false;
	c->thawed = 0;
	if (checks_run(s->checks, &c->tree, &c->env, &c->findings) < 0)
		return fault_memory(f);
	return compare(s, c, f);
}

/* Whether the calculate changed without an answer that it is made from. */
static bool
changed_itself(const struct casefile *c, const struct question *q)
{
	if (q->type != QUESTION_CALCULATE)
		return false;
	return (q->calculation == NULL && c->proposed) || (q->frozen != NULL && c->thawed >> q->table & 1);
}

int
casefile_recheck(struct store *s, struct casefile *c, const int *changed, size_t n, struct fault *f)
{
	int *all = calloc(n + (size_t)s->form->n_questions, sizeof *all);
	size_t count = 0;

	if (all == NULL)
		return fault_memory(f);
	for (; count < n; count++)
		all[count] = changed[count];
	for (int i = 0; i < s->form->n_questions; i++)
		if (changed_itself(c, &s->form->questions[i]))
			all[count++] = i;
	c->proposed = false;
	c->thawed = 0;
	int rc = checks_after(s->checks, &c->tree, &c->env, all, count, &c->findings);
	free(all);
	return rc < 0 ? fault_memory(f) : compare(s, c, f);
}

int
store_shared(struct store *s, int (*visit)(void *self, const struct shared *x), void *self, struct fault *f)
{
	sqlite3_stmt *st = db_bind(s->db, f, UNIQUE_SHARED, "");
	int rc;

	if (st == NULL)
		return -1;
	while ((rc = db_step(s->db, st, f)) == 1) {
		struct shared x = {.check = checks_numbered(s->checks, sqlite3_column_int64(st, 0))};
		size_t k, r, i;
		const void *key = db_blob(st, 1, &k), *root = db_blob(st, 2, &r), *record = db_blob(st, 3, &i);
		/* A row of checks that were in force before waits to be derived again. */
		if (x.check == NULL || k != CHECK_KEY || r != RECORD_ID || i != RECORD_ID)
			continue;
		memcpy(x.key, key, k);
		memcpy(x.root, root, r);
		memcpy(x.record, record, i);
		if ((rc = visit(self, &x)) != 0) {
			sqlite3_reset(st);
			break;
		}
	}
	return rc;
}
