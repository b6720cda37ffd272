/*
 * Heads of one section of one record, made from its versions in force every time one arrives: a function of the set,
 * so order and repetition cannot matter. Sections have few versions; the common case is one.
 */
#include <stdlib.h>
#include <string.h>

#include "journal/inside.h"

struct candidate {
	struct version v; /* gen, id, replaces */
	int64_t no;
	const void *body;
	size_t body_len;
	bool replaced;
};

struct section_state {
	struct arena arena;
	struct candidate *all;
	size_t n, cap;
};

static int
read_candidate(struct section_state *st, sqlite3_stmt *s, struct fault *f)
{
	size_t n;

	if (array_grow(&st->all, &st->cap, st->n + 1, sizeof *st->all) < 0)
		return fault_memory(f);
	struct candidate *c = &st->all[st->n];
	*c = (struct candidate){.no = sqlite3_column_int64(s, 0)};
	c->v.gen = (uint64_t)sqlite3_column_int64(s, 4);
	if (id_read(s, 1, &c->v.id, f) < 0)
		return -1;
	const void *p = db_blob(s, 5, &n);
	if (ids_read(&st->arena, p, n, &c->v.replaces, &c->v.n_replaces) < 0)
		return db_damaged(f);
	p = db_blob(s, 6, &c->body_len);
	if ((c->body = arena_text(&st->arena, p, c->body_len)) == NULL)
		return fault_memory(f);
	st->n++;
	return 0;
}

static int
read_candidates(
	struct journal *j, struct section_state *st, const unsigned char *record, int64_t section, struct fault *f)
{
	sqlite3_stmt *s = db_bind(j->db, f, SECTION_HEADS, "bi", record, (size_t)RECORD_ID, section);
	int rc;

	if (s == NULL)
		return -1;
	while ((rc = db_step(j->db, s, f)) == 1) {
		if (read_candidate(st, s, f) < 0) {
			sqlite3_reset(s);
			return -1;
		}
	}
	return rc;
}

static int
by_id(const void *a, const void *b)
{
	return version_id_order(a, b);
}

/* Mark what others replace. */
static int
mark_replaced(struct section_state *st, struct fault *f)
{
	size_t total = 0, n = 0;

	for (size_t i = 0; i < st->n; i++)
		total += st->all[i].v.n_replaces;
	if (total == 0)
		return 0;
	struct version_id *gone = arena_new(&st->arena, total, sizeof *gone);
	if (gone == NULL)
		return fault_memory(f);
	for (size_t i = 0; i < st->n; i++)
		for (size_t k = 0; k < st->all[i].v.n_replaces; k++)
			gone[n++] = st->all[i].v.replaces[k];
	n = version_ids_sort(gone, n);
	for (size_t i = 0; i < st->n; i++)
		st->all[i].replaced = bsearch(&st->all[i].v.id, gone, n, sizeof *gone, by_id) != NULL;
	return 0;
}

/* The shown head, or NULL; *${differ} tells a conflict. */
static const struct candidate *
choose(const struct section_state *st, bool *differ)
{
	const struct candidate *shown = NULL;

	*differ = false;
	for (size_t i = 0; i < st->n; i++) {
		const struct candidate *c = &st->all[i];
		if (c->replaced)
			continue;
		if (shown != NULL && (c->body_len != shown->body_len || memcmp(c->body, shown->body, c->body_len) != 0))
			*differ = true;
		if (shown == NULL || version_order(&c->v, &shown->v) > 0)
			shown = c;
	}
	return shown;
}

static int
write_heads(struct journal *j, const struct section_state *st, const struct candidate *shown,
	const unsigned char *record, int64_t section, struct fault *f)
{
	if (db_do(j->db, f, HEAD_CLEAR, "bi", record, (size_t)RECORD_ID, section) < 0)
		return -1;
	for (size_t i = 0; i < st->n; i++) {
		const struct candidate *c = &st->all[i];
		if (!c->replaced && db_do(j->db, f, HEAD_ADD, "biii", record, (size_t)RECORD_ID, section, c->no,
					    (int64_t)(c == shown)) < 0)
			return -1;
	}
	return 0;
}

/* A void among the heads and what lies under it. */
struct hiding {
	const struct version_id *seen; /* by all voids together, sorted */
	size_t n_seen;
	unsigned roles; /* a bit for each role that voids here and may write all that the void hides */
	bool unseen;    /* a head was not seen */
};

/* Whose office it is to write a head is whose it is to hide it: else a cadre could take a decision of the county off the
 * ledger by voiding its record. */
static int
keep_to_roles(struct journal *j, struct section_state *st, sqlite3_stmt *s, struct hiding *h, struct fault *f)
{
	const int table = place_table(j, sqlite3_column_int64(s, 3));
	const char *name = journal_word_text(j, sqlite3_column_int64(s, 4));
	const int section = table < 0 ? -1 : form_section(j->form, table, name, strlen(name));
	struct version_value *values;
	size_t n_body, n;
	const void *body = db_blob(s, 5, &n_body);

	if (section < 0)
		return 0;
	if (version_values_read(&st->arena, body, n_body, &values, &n) < 0)
		return db_damaged(f);
	for (enum role r = 0; r < ROLES; r++)
		if ((h->roles & 1U << r) != 0 && !judge_may_write(j->form, r, section, values, n))
			h->roles &= ~(1U << r);
	return 0;
}

/* Heads of the record and of records below it. */
static int
look_below(struct journal *j, struct section_state *st, const unsigned char *record, int64_t existence, struct hiding *h, struct fault *f)
{
	sqlite3_stmt *s =
		db_bind(j->db, f, HEADS_BELOW, "bbi", record, (size_t)RECORD_ID, record, (size_t)RECORD_ID, existence);
	int rc;

	if (s == NULL)
		return -1;
	while ((rc = db_step(j->db, s, f)) == 1) {
		struct version_id id;
		if ((rc = id_read(s, 0, &id, f)) < 0 || (rc = keep_to_roles(j, st, s, h, f)) < 0)
			break;
		h->unseen |= bsearch(&id, h->seen, h->n_seen, sizeof *h->seen, by_id) == NULL;
	}
	sqlite3_reset(s);
	return rc;
}

/* What all voids among the heads list; several voids at once see together. */
static int
read_voids(const struct journal *j, struct section_state *st, struct hiding *h, struct fault *f)
{
	struct version_id *seen;
	size_t total = 0;

	for (size_t i = 0; i < st->n; i++)
		total += st->all[i].v.n_replaces;
	if ((seen = arena_new(&st->arena, total + 1, sizeof *seen)) == NULL)
		return fault_memory(f);
	for (size_t i = 0; i < st->n; i++) {
		const struct candidate *c = &st->all[i];
		const struct device *author = judge_author(j, c->v.id.device);
		struct version_value *values;
		size_t n;
		for (size_t k = 0; !c->replaced && k < c->v.n_replaces; k++)
			seen[h->n_seen++] = c->v.replaces[k];
		if (c->replaced)
			continue;
		if (version_values_read(&st->arena, c->body, c->body_len, &values, &n) < 0 || n != 1)
			return db_damaged(f);
		if (values[0].answer.i != 0)
			h->roles |= 1U << (j->strict && author != NULL ? author->role : ROLE_COUNTY);
	}
	h->n_seen = version_ids_sort(seen, h->n_seen);
	h->seen = seen;
	return 0;
}

/* *${asked} tells a void; *${voided} that it holds: one that its author had no right to is shown as a conflict and hides
 * nothing. */
static int
settle_existence(struct journal *j, struct section_state *st, const struct candidate *shown,
	const unsigned char *record, int64_t section, bool *differ, bool *asked, bool *voided, struct fault *f)
{
	struct version_value *values;
	struct hiding h = {0};
	size_t n;

	*asked = *voided = false;
	if (shown == NULL)
		return 0;
	if (version_values_read(&st->arena, shown->body, shown->body_len, &values, &n) < 0 || n != 1)
		return db_damaged(f);
	if (values[0].answer.i == 0)
		return 0;
	if (read_voids(j, st, &h, f) < 0 || look_below(j, st, record, section, &h, f) < 0)
		return -1;
	*asked = true;
	*voided = h.roles != 0;
	*differ |= h.unseen || h.roles == 0;
	return 0;
}

int
settle_first(struct journal *j, const struct version *v, int64_t no, int64_t section, const unsigned char *root,
	bool born, struct fault *f)
{
	int table = form_table(j->form, v->table, strlen(v->table)),
	    sec = table < 0 ? -1 : form_section(j->form, table, v->section, strlen(v->section));
	int64_t any;
	int rc = 0;

	if (sec < 0) /* existence */
		return 0;
	if (!born && (rc = db_number(j->db, f, HEAD_ANY, &any, "bi", v->record, (size_t)RECORD_ID, section)) != 0)
		return rc < 0 ? -1 : 0;
	if (db_do(j->db, f, HEAD_ADD, "biii", v->record, (size_t)RECORD_ID, section, no, (int64_t)1) < 0 ||
		answers_put(j, root, v->record, v->parent, sec, v->values, v->n_values, f) < 0)
		return -1;
	return 1;
}

/* What the heads make of the record: its answers, or whether it is void. */
static int
settle_answers(struct journal *j, struct section_state *st, const struct candidate *shown, const struct place *p,
	int64_t section, bool *differ, struct fault *f)
{
	const char *name = journal_word_text(j, section);
	bool asked, voided;
	int table = place_table(j, p->table);
	struct version_value *values;
	size_t n;

	if (strcmp(name, SECTION_EXISTENCE) == 0) {
		if (settle_existence(j, st, shown, p->id, section, differ, &asked, &voided, f) < 0 ||
			db_do(j->db, f, RECORD_VOID, "bi", p->id, (size_t)RECORD_ID, (int64_t)asked) < 0)
			return -1;
		return table >= 0 ? answers_void(j, table, p->root, p->id, voided, f) : 0;
	}
	int sec = table < 0 ? -1 : form_section(j->form, table, name, strlen(name));
	/* A section without a head makes no row: others of the record may have none either. */
	if (sec < 0 || shown == NULL)
		return 0;
	if (version_values_read(&st->arena, shown->body, shown->body_len, &values, &n) < 0)
		return db_damaged(f);
	return answers_put(j, p->root, p->id, p->parent, sec, values, n, f);
}

int
settle_section(struct journal *j, const unsigned char record[RECORD_ID], int64_t section, struct fault *f)
{
	struct section_state st = {0};
	struct place p;
	bool differ;
	int rc = read_candidates(j, &st, record, section, f);

	if (rc == 0)
		rc = mark_replaced(&st, f);
	const struct candidate *shown = choose(&st, &differ);
	if (rc == 0)
		rc = write_heads(j, &st, shown, record, section, f);
	if (rc == 0 && (rc = place_find(j, record, &p, f)) == 1)
		rc = settle_answers(j, &st, shown, &p, section, &differ, f);
	if (rc == 0)
		rc = db_do(j->db, f, differ ? CONFLICT_SET : CONFLICT_CLEAR, "bi", record, (size_t)RECORD_ID, section);
	free(st.all);
	arena_wipe(&st.arena);
	return rc;
}

int
settle_record(struct journal *j, const unsigned char record[RECORD_ID], struct fault *f)
{
	int64_t *sections = NULL;
	size_t n = 0, cap = 0;
	sqlite3_stmt *s = db_bind(j->db, f, SECTIONS_OF_RECORD, "b", record, (size_t)RECORD_ID);
	int rc;

	if (s == NULL)
		return -1;
	while ((rc = db_step(j->db, s, f)) == 1) {
		if (array_grow(&sections, &cap, n + 1, sizeof *sections) < 0) {
			sqlite3_reset(s);
			rc = fault_memory(f);
			break;
		}
		sections[n++] = sqlite3_column_int64(s, 0);
	}
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = settle_section(j, record, sections[i], f);
	free(sections);
	return rc;
}

int
settle_voids(struct journal *j, const unsigned char root[RECORD_ID], struct fault *f)
{
	struct buf list = {0};
	size_t n;
	int64_t existence = journal_word(j, SECTION_EXISTENCE, f);
	sqlite3_stmt *s = existence < 0 ? NULL : db_bind(j->db, f, VOIDED_OF_ROOT, "b", root, (size_t)RECORD_ID);
	int rc;

	if (s == NULL)
		return -1;
	while ((rc = db_step(j->db, s, f)) == 1) {
		const void *p = db_blob(s, 0, &n);
		buf_add(&list, p, n == RECORD_ID ? n : 0);
	}
	if (rc == 0 && list.failed)
		rc = fault_memory(f);
	for (size_t i = 0; rc == 0 && i + RECORD_ID <= list.len; i += RECORD_ID)
		rc = settle_section(j, list.data + i, existence, f);
	buf_free(&list);
	return rc;
}
