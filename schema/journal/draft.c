/* Drafts and the versions made of them. */
#include <stdlib.h>
#include <string.h>

#include "journal/inside.h"
#include "words.h"

struct head {
	struct version_id id;
	uint64_t gen;
	const void *body;
	size_t body_len;
};

static int
read_head(struct arena *a, sqlite3_stmt *s, struct head *h, struct fault *f)
{
	if (id_read(s, 0, &h->id, f) < 0)
		return -1;
	h->gen = (uint64_t)sqlite3_column_int64(s, 3);
	const void *body = db_blob(s, 4, &h->body_len);
	return (h->body = arena_text(a, body, h->body_len)) != NULL ? 0 : fault_memory(f);
}

/* The one that is shown first. */
static int
by_rank(const void *a, const void *b)
{
	const struct head *x = a, *y = b;

	if (x->gen != y->gen)
		return x->gen > y->gen ? -1 : 1;
	return version_id_order(&y->id, &x->id);
}

/* All heads of a section, the shown one first, in ${a}. 0 or -1. */
static int
read_heads(struct journal *j, struct arena *a, const unsigned char *record, int64_t section, struct head **heads,
	size_t *n_heads, struct fault *f)
{
	size_t cap = 0;
	struct head *list = NULL;
	sqlite3_stmt *s = db_bind(j->db, f, HEADS_OF, "bi", record, (size_t)RECORD_ID, section);
	int rc = s == NULL ? -1 : 0;

	*n_heads = 0;
	while (rc == 0 && (rc = db_step(j->db, s, f)) == 1) {
		rc = array_grow(&list, &cap, *n_heads + 1, sizeof *list) < 0 ? fault_memory(f)
									     : read_head(a, s, &list[*n_heads], f);
		*n_heads += rc == 0;
	}
	if (s != NULL)
		sqlite3_reset(s);
	*heads = arena_new(a, *n_heads + 1, sizeof **heads);
	if (rc == 0 && *heads == NULL)
		rc = fault_memory(f);
	if (rc == 0 && *n_heads > 0)
		memcpy(*heads, list, *n_heads * sizeof **heads);
	if (rc == 0)
		qsort(*heads, *n_heads, sizeof **heads, by_rank);
	free(list);
	return rc;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(((const struct version_value *)a)->name, ((const struct version_value *)b)->name);
}

/*
 * The values of a section as a version holds them: every answer that is not blank, hidden ones too; calculates only
 * where they are frozen now (a draft keeps those that a trigger set: nothing would set them again); and what ${carried}
 * says of names this form does not know.
 */
static int
section_values(struct journal *j, struct arena *a, const struct record *r, int section, bool frozen,
	const struct head *carried, size_t n_carried, struct version_value **out, size_t *n_out, struct fault *f)
{
	const struct section *sec = &j->form->sections[section];
	struct version_value *old;
	size_t room = (size_t)sec->n + 1, n = 0, n_old;

	for (size_t i = 0; i < n_carried; i++)
		room += carried[i].body_len / 3;
	if ((*out = arena_new(a, room, sizeof **out)) == NULL)
		return fault_memory(f);
	for (int i = sec->first; i < sec->first + sec->n; i++) {
		const struct question *q = &j->form->questions[r->table->first + i];
		if (r->answers[i].kind == ANSWER_BLANK || q->type == QUESTION_NOTE)
			continue;
		if (q->type == QUESTION_CALCULATE && !((frozen || q->n_triggers > 0) && (r->answers[i].flags & ANSWER_FROZEN)))
			continue;
		(*out)[n] = (struct version_value){q->name, r->answers[i]};
		(*out)[n++].answer.flags = 0;
	}
	size_t own = n;
	for (size_t i = 0; i < n_carried; i++) {
		if (version_values_read(a, carried[i].body, carried[i].body_len, &old, &n_old) < 0)
			return db_damaged(f);
		for (size_t k = 0; k < n_old; k++) {
			bool twice = form_question(j->form, old[k].name, strlen(old[k].name)) >= 0;
			for (size_t m = own; !twice && m < n; m++)
				twice = strcmp((*out)[m].name, old[k].name) == 0;
			if (!twice)
				(*out)[n++] = old[k];
		}
	}
	qsort(*out, n, sizeof **out, by_name);
	*n_out = n;
	return 0;
}

/* The body of these values. What could not be read back must not be written: it would shut the household for good. */
static int
write_body(struct arena *a, const struct version_value *values, size_t n, struct buf *out, struct fault *f)
{
	struct version_value *back;
	size_t n_back;

	version_values_write(values, n, out);
	if (out->failed)
		return fault_memory(f);
	if (version_values_read(a, out->data, out->len, &back, &n_back) == 0)
		return 0;
	return fault_set(f, EX_DATAERR,
		_("An answer cannot be saved: it is too long, or holds characters that are not text. Nothing saved "
		  "before is lost; shorten the answer, then go on."));
}

static const unsigned char *
parent_of(const struct record *r)
{
	static const unsigned char top[RECORD_ID];

	return r->parent != NULL ? r->parent->id : top;
}

/* One version by its id, into *${h}: 1, 0 when it is not there, -1. */
static int
read_version(struct journal *j, struct arena *a, const struct version_id *id, struct head *h, struct fault *f)
{
	sqlite3_stmt *s = db_bind(j->db, f, VERSION_BODY, "bib", id->device, (size_t)DEVICE_ID, (int64_t)id->seq,
		id->hash, (size_t)VERSION_HASH);
	int rc = s == NULL ? -1 : db_step(j->db, s, f);

	if (rc != 1)
		return rc;
	rc = read_head(a, s, h, f) < 0 ? -1 : 1;
	sqlite3_reset(s);
	return rc;
}

/*
 * What the author saw and now replaces, what was shown first: the heads when the draft began, or all there are now when
 * there is no draft. A version that came in meanwhile was not seen: even if it replaces what was, it stays a head
 * beside the new version, and makes a conflict that a person resolves.
 */
static int
seen_heads(struct journal *j, struct arena *a, const struct record *r, int64_t word, struct head **heads, size_t *n,
	struct fault *f)
{
	struct buf raw = {0};
	struct version_id *ids;
	size_t n_ids = 0;
	int rc = db_bytes(j->db, f, DRAFT_GET, &raw, "bi", r->id, (size_t)RECORD_ID, word);

	if (rc == 0)
		return read_heads(j, a, r->id, word, heads, n, f);
	*n = 0;
	if (rc == 1)
		rc = ids_read(a, raw.data, raw.len, &ids, &n_ids) < 0 ? db_damaged(f) : 0;
	if (rc == 0 && (*heads = arena_new(a, n_ids + 1, sizeof **heads)) == NULL)
		rc = fault_memory(f);
	for (size_t i = 0; rc >= 0 && i < n_ids; i++)
		if ((rc = read_version(j, a, &ids[i], &(*heads)[*n], f)) == 1)
			++*n;
	if (rc >= 0)
		qsort(*heads, *n, sizeof **heads, by_rank);
	buf_free(&raw);
	return rc < 0 ? -1 : 0;
}

int
journal_draft(struct journal *j, const struct tree *t, const struct record *r, int section, struct fault *f)
{
	struct arena a = {0};
	struct buf body = {0}, seen = {0};
	struct head *heads, *basis;
	struct version_value *values;
	size_t n_heads, n_basis, n_values;
	int rc = journal_begin(j, f);

	if (rc < 0)
		return -1;
	int64_t word = journal_word(j, j->form->sections[section].name, f), table = journal_word(j, r->table->name, f);
	rc = word < 0 || table < 0 ? -1 : read_heads(j, &a, r->id, word, &heads, &n_heads, f);
	/* What this form does not know goes along: a form that does may be in force when the draft becomes a version. */
	if (rc == 0)
		rc = seen_heads(j, &a, r, word, &basis, &n_basis, f);
	if (rc == 0)
		rc = section_values(j, &a, r, section, false, basis, n_basis, &values, &n_values, f);
	if (rc == 0) {
		rc = write_body(&a, values, n_values, &body, f);
		/* What the author sees is fixed when the draft begins: DRAFT_PUT keeps the first row's. */
		for (size_t i = 0; i < n_heads; i++)
			ids_write(&heads[i].id, 1, &seen);
		if (rc == 0 && seen.failed)
			rc = fault_memory(f);
	}
	if (rc == 0)
		rc = db_do(j->db, f, DRAFT_PUT, "biibbbbi", r->id, (size_t)RECORD_ID, word, table, parent_of(r),
			(size_t)RECORD_ID, t->root->id, (size_t)RECORD_ID, seen.data, seen.len, body.data, body.len,
			j->world.now(j->world.self));
	buf_wipe(&body);
	buf_free(&seen);
	arena_wipe(&a);
	return journal_end(j, rc == 0, f);
}

int
journal_drafted(struct journal *j, const struct record *r, int section, struct fault *f)
{
	struct buf seen = {0};
	const char *name = j->form->sections[section].name;
	int no = names_find(&j->word_numbers, name, strlen(name));
	int rc = no <= 0 ? 0 : db_bytes(j->db, f, DRAFT_GET, &seen, "bi", r->id, (size_t)RECORD_ID, (int64_t)no);

	buf_free(&seen);
	return rc;
}

int
journal_undraft(struct journal *j, const struct record *r, int section, struct fault *f)
{
	int rc = journal_begin(j, f);

	if (rc < 0)
		return -1;
	int64_t word = journal_word(j, j->form->sections[section].name, f);
	rc = word < 0 ? -1 : db_do(j->db, f, DRAFT_DROP, "bi", r->id, (size_t)RECORD_ID, word);
	return journal_end(j, rc == 0, f);
}

/* Complete ${v} (record, parent, table, section, values, replaces given) in the author's name and take it in. */
static int
author_version(struct journal *j, struct version *v, struct fault *f)
{
	int64_t last = journal_last_seq(j, j->author, f);

	if (last < 0)
		return -1;
	if (j->cadre == NULL || last == INT64_MAX)
		return fault_set(f, EX_SOFTWARE, "no author");
	if (memcmp(v->record, (const unsigned char[RECORD_ID]){0}, RECORD_ID) == 0)
		return fault_memory(f); /* making the id failed for want of memory */
	memcpy(v->id.device, j->author, DEVICE_ID);
	v->id.seq = (uint64_t)last + 1;
	v->wall_ms = j->world.now(j->world.self);
	v->cadre = j->cadre;
	v->form_version = j->form->version;
	v->n_replaces = version_ids_sort(v->replaces, v->n_replaces);
	if (v->n_replaces > VERSION_REPLACES)
		return fault_set(f, EX_DATAERR,
			_("This record has more current versions than one version may name. Nothing was changed; ask "
			  "the county to resolve its conflicts first."));
	if (version_hash(v) < 0)
		return fault_memory(f);
	/* Out of force it would take the draft's place and be seen by nobody. */
	if (judge_version(j, v) != FORCE_IN)
		return fault_set(f, EX_NOPERM,
			_("This cannot be saved: the certificate of this computer is missing, revoked or on hold, or "
			  "the section belongs to another role. The draft is kept; ask the county."));
	return journal_receive(j, v, f) < 0 ? -1 : 0;
}

/* Whether these values are what the section shows anyway. */
static bool
unchanged(const struct buf *body, const struct head *heads, size_t n, size_t n_values)
{
	return n == 0 ? n_values == 0
		      : body->len == heads[0].body_len && memcmp(body->data, heads[0].body, body->len) == 0;
}

/* The generation behind ${gen}, which came from outside. */
static uint64_t
next_gen(uint64_t gen)
{
	return gen < INT64_MAX ? gen + 1 : INT64_MAX;
}

static int
save_section(struct journal *j, struct arena *a, const struct record *r, int section, bool confirm, struct fault *f)
{
	struct version v = {.table = r->table->name, .section = j->form->sections[section].name, .gen = 1};
	struct head *heads;
	struct buf body = {0};
	size_t n;
	int64_t word = journal_word(j, v.section, f);

	if (word < 0 || seen_heads(j, a, r, word, &heads, &n, f) < 0 ||
		section_values(j, a, r, section, true, heads, n > 0, &v.values, &v.n_values, f) < 0)
		return -1;
	int rc = write_body(a, v.values, v.n_values, &body, f);
	bool same = rc == 0 && unchanged(&body, heads, n, v.n_values);
	buf_wipe(&body);
	if (rc < 0 || db_do(j->db, f, DRAFT_DROP, "bi", r->id, (size_t)RECORD_ID, word) < 0)
		return -1;
	if (same && (!confirm || n == 0))
		return 0;
	/* A version that replaces several takes along what all of them say in questions this form does not know. */
	if (n > 1 && section_values(j, a, r, section, true, heads, n, &v.values, &v.n_values, f) < 0)
		return -1;
	if ((v.replaces = arena_new(a, n + 1, sizeof *v.replaces)) == NULL)
		return fault_memory(f);
	memcpy(v.record, r->id, RECORD_ID);
	memcpy(v.parent, parent_of(r), RECORD_ID);
	for (size_t i = 0; i < n; i++) {
		v.replaces[v.n_replaces++] = heads[i].id;
		v.gen = heads[i].gen >= v.gen ? next_gen(heads[i].gen) : v.gen;
	}
	return author_version(j, &v, f) < 0 ? -1 : 1;
}

/* The section that holds the table's first key, or -1. */
static int
key_section(const struct form *f, const struct table *t)
{
	return t->n_keys > 0 ? f->questions[t->first + t->keys[0]].section : -1;
}

int
journal_save(struct journal *j, const struct record *r, int section, bool confirm, struct fault *f)
{
	struct arena a = {0};
	int64_t place;
	int key = key_section(j->form, r->table), made = 0, rc = journal_begin(j, f);

	if (rc < 0)
		return -1;
	/* A keyed record is known by its key: the section that holds it is always among the first versions. */
	if (key >= 0 && key != section &&
		(rc = db_number(j->db, f, RECORD_GET, &place, "b", r->id, (size_t)RECORD_ID)) == 0)
		rc = save_section(j, &a, r, key, false, f);
	if (rc >= 0 && (made = save_section(j, &a, r, section, confirm, f)) < 0)
		rc = -1;
	arena_wipe(&a);
	if (journal_end(j, rc >= 0, f) < 0)
		return -1;
	return made;
}

/* Every head of the record and of all below it, existence included; *${gen} becomes greater than theirs. */
static int
all_heads(struct journal *j, struct arena *a, const struct record *top, struct version_id **ids, size_t *n,
	uint64_t *gen, struct fault *f)
{
	struct version_id *list = NULL;
	size_t cap = 0;
	int rc = 0;

	*n = 0;
	for (const struct record *r = top; rc == 0 && r != NULL; r = tree_next(r)) {
		const struct record *up = r;
		while (up != NULL && up != top)
			up = up->parent;
		if (up == NULL)
			break; /* depth-first order: past the last record below */
		sqlite3_stmt *s = db_bind(j->db, f, HEADS_OF_RECORD, "b", r->id, (size_t)RECORD_ID);
		while ((rc = s == NULL ? -1 : db_step(j->db, s, f)) == 1) {
			rc = array_grow(&list, &cap, *n + 1, sizeof *list) < 0 ? fault_memory(f)
									       : id_read(s, 0, &list[*n], f);
			if (rc < 0) {
				sqlite3_reset(s);
				break;
			}
			++*n;
			uint64_t theirs = (uint64_t)sqlite3_column_int64(s, 3);
			*gen = theirs >= *gen ? next_gen(theirs) : *gen;
		}
	}
	*ids = arena_new(a, *n + 1, sizeof **ids);
	if (rc == 0 && *ids == NULL)
		rc = fault_memory(f);
	if (rc == 0 && *n > 0)
		memcpy(*ids, list, *n * sizeof *list);
	free(list);
	return rc;
}

int
journal_void(struct journal *j, const struct record *r, bool voided, struct fault *f)
{
	struct arena a = {0};
	struct version_value value = {VALUE_VOID, answer_int(voided)};
	struct version v = {
		.table = r->table->name, .section = SECTION_EXISTENCE, .gen = 1, .values = &value, .n_values = 1};
	int rc = journal_begin(j, f);

	if (rc < 0)
		return -1;
	rc = all_heads(j, &a, r, &v.replaces, &v.n_replaces, &v.gen, f);
	memcpy(v.record, r->id, RECORD_ID);
	memcpy(v.parent, parent_of(r), RECORD_ID);
	if (rc == 0)
		rc = author_version(j, &v, f);
	arena_wipe(&a);
	return journal_end(j, rc == 0, f);
}
