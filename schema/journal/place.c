/* Where records stand: table, parent and root, from the least of their versions in force (PROTOCOL.md, reason 9). */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "journal/inside.h"

static struct place *
slot(struct journal *j, const unsigned char *id)
{
	/* Ids are random or hashes, so any two bytes spread them. */
	return &j->places[(id[0] ^ id[RECORD_ID - 1]) % PLACES];
}

static int
read_place(struct journal *j, const unsigned char *id, struct place *p, struct fault *f)
{
	sqlite3_stmt *s = db_bind(j->db, f, RECORD_GET, "b", id, (size_t)RECORD_ID);
	static const struct {
		int column;
		size_t at, n;
	} blobs[] = {{1, offsetof(struct place, parent), RECORD_ID}, {2, offsetof(struct place, root), RECORD_ID},
		{4, offsetof(struct place, born.device), DEVICE_ID},
		{6, offsetof(struct place, born.hash), VERSION_HASH}};
	int rc = s == NULL ? -1 : db_step(j->db, s, f);

	if (rc != 1)
		return rc;
	*p = (struct place){
		.table = sqlite3_column_int64(s, 0), .gen = (uint64_t)sqlite3_column_int64(s, 3), .epoch = j->epoch};
	p->born.seq = (uint64_t)sqlite3_column_int64(s, 5);
	memcpy(p->id, id, RECORD_ID);
	for (size_t i = 0; rc == 1 && i < sizeof blobs / sizeof blobs[0]; i++) {
		size_t n;
		const void *bytes = db_blob(s, blobs[i].column, &n);
		if (n != blobs[i].n)
			rc = db_damaged(f);
		else
			memcpy((unsigned char *)p + blobs[i].at, bytes, n);
	}
	sqlite3_reset(s);
	return rc;
}

int
place_find(struct journal *j, const unsigned char id[RECORD_ID], struct place *out, struct fault *f)
{
	struct place *known = slot(j, id);

	if (known->epoch != j->epoch || memcmp(known->id, id, RECORD_ID) != 0) {
		int rc = read_place(j, id, out, f);
		if (rc == 1)
			*known = *out;
		return rc;
	}
	*out = *known;
	return 1;
}

static void
forget(struct journal *j, const unsigned char *id)
{
	slot(j, id)->epoch = 0;
}

int
place_table(const struct journal *j, int64_t word)
{
	const char *name = journal_word_text(j, word);

	return form_table(j->form, name, strlen(name));
}

/* Whether records of ${table} stand under records of ${above}. */
static bool
hangs(const struct journal *j, int table, int above)
{
	return table >= 0 && above >= 0 && j->form->tables[table].parent == above;
}

/*
 * The top above a record of ${table}. A record hangs only under one of the form's parent table: while nothing of the
 * parent has come, or when that is of another table, the parent's id itself is the root. Tables are a tree, so ids that
 * name each other in a circle end here too, and the same way in any order.
 */
static int
root_above(struct journal *j, const unsigned char *id, int table, const unsigned char *parent,
	unsigned char root[RECORD_ID], struct fault *f)
{
	static const unsigned char top[RECORD_ID];
	struct place above;
	int rc;

	memcpy(root, parent, RECORD_ID);
	if (memcmp(parent, top, RECORD_ID) == 0) {
		memcpy(root, id, RECORD_ID);
		return 0;
	}
	/* A record that names itself stands alone: what was known of it before, as a record of another table perhaps, is no
	 * parent of what it is now. */
	if (memcmp(parent, id, RECORD_ID) == 0)
		return 0;
	if ((rc = place_find(j, parent, &above, f)) < 0)
		return -1;
	if (rc == 1 && hangs(j, table, place_table(j, above.table)))
		memcpy(root, above.root, RECORD_ID);
	return 0;
}

/* A record whose root changed, and from which one; its kids are still to be looked at. */
struct moved {
	unsigned char id[RECORD_ID], from[RECORD_ID], to[RECORD_ID];
	int table;
};

struct moves {
	struct moved *all;
	size_t n, cap;
};

static int
move_one(struct journal *j, const struct moved *m, struct fault *f)
{
	forget(j, m->id);
	if (db_do(j->db, f, RECORD_ROOT, "bb", m->id, (size_t)RECORD_ID, m->to, (size_t)RECORD_ID) < 0 ||
		db_do(j->db, f, DRAFT_ROOT, "bbb", m->from, (size_t)RECORD_ID, m->to, (size_t)RECORD_ID, m->id,
			(size_t)RECORD_ID) < 0)
		return -1;
	return m->table >= 0 ? answers_move(j, m->table, m->id, m->from, m->to, f) : 0;
}

/* Kids of ${m} that have the root ${from}, and should have another, are added to ${list}. */
static int
moved_kids(struct journal *j, const struct moved *m, const unsigned char *from, struct moves *list, struct fault *f)
{
	sqlite3_stmt *s = db_bind(j->db, f, KIDS_OF_RECORD, "bb", from, (size_t)RECORD_ID, m->id, (size_t)RECORD_ID);
	int rc;

	while ((rc = s == NULL ? -1 : db_step(j->db, s, f)) == 1) {
		struct moved kid = {.table = place_table(j, sqlite3_column_int64(s, 1))};
		size_t n;
		const void *id = db_blob(s, 0, &n);
		rc = n == RECORD_ID ? 0 : db_damaged(f);
		if (rc == 0 && array_grow(&list->all, &list->cap, list->n + 1, sizeof *list->all) < 0)
			rc = fault_memory(f);
		if (rc < 0) {
			sqlite3_reset(s);
			return -1;
		}
		memcpy(kid.id, id, RECORD_ID);
		memcpy(kid.from, from, RECORD_ID);
		memcpy(kid.to, hangs(j, kid.table, m->table) ? m->to : m->id, RECORD_ID);
		if (memcmp(kid.from, kid.to, RECORD_ID) != 0)
			list->all[list->n++] = kid;
	}
	return rc;
}

/* Kids hung under the record's root, or under itself while it was not known or of another table. */
static int
look_below(struct journal *j, const struct moved *m, struct moves *list, struct fault *f)
{
	if (moved_kids(j, m, m->from, list, f) < 0)
		return -1;
	return memcmp(m->from, m->id, RECORD_ID) != 0 ? moved_kids(j, m, m->id, list, f) : 0;
}

/* The record stands under ${to} now, and did under ${from} (its own id: nothing of it had come): all below follows. */
static int
move_below(struct journal *j, const unsigned char *id, int table, const unsigned char *from, const unsigned char *to,
	struct fault *f)
{
	struct moves list = {0};
	struct moved first = {.table = table};
	int rc;

	memcpy(first.id, id, RECORD_ID);
	memcpy(first.from, from, RECORD_ID);
	memcpy(first.to, to, RECORD_ID);
	rc = look_below(j, &first, &list, f);
	for (size_t i = 0; rc == 0 && i < list.n; i++) {
		struct moved kid = list.all[i]; /* the list may grow elsewhere */
		rc = move_one(j, &kid, f);
		if (rc == 0)
			rc = look_below(j, &kid, &list, f);
	}
	free(list.all);
	return rc;
}

static int
write_place(struct journal *j, enum statement which, const struct version *v, int64_t word, const unsigned char *root,
	struct fault *f)
{
	forget(j, v->record);
	return db_do(j->db, f, which, "bibbibib", v->record, (size_t)RECORD_ID, word, v->parent, (size_t)RECORD_ID,
		root, (size_t)RECORD_ID, (int64_t)v->gen, v->id.device, (size_t)DEVICE_ID, (int64_t)v->id.seq,
		v->id.hash, (size_t)VERSION_HASH);
}

static int
settle_new(struct journal *j, const struct version *v, int64_t word, unsigned char root[RECORD_ID], struct fault *f)
{
	int table = place_table(j, word);

	if (root_above(j, v->record, table, v->parent, root, f) < 0 || write_place(j, RECORD_ADD, v, word, root, f) < 0)
		return -1;
	/* What came before its parent took this record for the top. */
	return move_below(j, v->record, table, v->record, root, f);
}

/* A lesser version names another place: the record goes there with all below it, and which of its versions are in force
 * is told anew by the place they name. */
static int
replace_place(struct journal *j, const struct version *v, const struct place *old, int64_t word,
	unsigned char root[RECORD_ID], struct fault *f)
{
	int was = place_table(j, old->table), table = place_table(j, word);

	if (root_above(j, v->record, table, v->parent, root, f) < 0)
		return -1;
	if (was >= 0 && answers_drop(j, was, old->root, v->record, f) < 0)
		return -1;
	if (write_place(j, RECORD_MOVE, v, word, root, f) < 0 ||
		move_below(j, v->record, table, old->root, root, f) < 0)
		return -1;
	if (db_do(j->db, f, DRAFT_ROOT, "bbb", old->root, (size_t)RECORD_ID, root, (size_t)RECORD_ID, v->record,
		    (size_t)RECORD_ID) < 0)
		return -1;
	if (db_do(j->db, f, VERSIONS_PLACED, "bib", v->record, (size_t)RECORD_ID, word, v->parent, (size_t)RECORD_ID) <
		0)
		return -1;
	if (settle_record(j, v->record, f) < 0)
		return -1;
	/* The household that it left is another one now, and a void there may have nothing unseen any more. */
	if (memcmp(old->root, root, RECORD_ID) == 0)
		return 0;
	return settle_voids(j, old->root, f) < 0 ? -1 : db_do(j->db, f, STALE_ADD, "b", old->root, (size_t)RECORD_ID);
}

static void
remember(struct journal *j, const struct version *v, int64_t word, const unsigned char *root)
{
	struct place *p = slot(j, v->record);

	*p = (struct place){.table = word, .gen = v->gen, .born = v->id, .epoch = j->epoch};
	memcpy(p->id, v->record, RECORD_ID);
	memcpy(p->parent, v->parent, RECORD_ID);
	memcpy(p->root, root, RECORD_ID);
}

static bool
comes_before(const struct version *v, const struct place *p)
{
	return v->gen != p->gen ? v->gen < p->gen : version_id_order(&v->id, &p->born) < 0;
}

int
place_record(struct journal *j, const struct version *v, unsigned char root[RECORD_ID], struct fault *f)
{
	struct place p;
	int64_t word = journal_word(j, v->table, f);
	int rc = word < 0 ? -1 : place_find(j, v->record, &p, f);

	if (rc < 0)
		return -1;
	if (rc == 0) {
		if (settle_new(j, v, word, root, f) < 0)
			return -1;
		remember(j, v, word, root);
		return 2;
	}
	memcpy(root, p.root, RECORD_ID);
	bool same = p.table == word && memcmp(p.parent, v->parent, RECORD_ID) == 0;
	if (!comes_before(v, &p))
		return same ? 0 : 1;
	if (same)
		return write_place(j, RECORD_MOVE, v, word, root, f);
	return replace_place(j, v, &p, word, root, f);
}
