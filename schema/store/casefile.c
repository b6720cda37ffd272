#include <stdio.h>
#include <string.h>

#include "date.h"
#include "journal/exchange.h"
#include "num.h"
#include "store/found.h"
#include "store/unique.h"

/* Words of a question's appearance that say what a list line is made of. */
#define LIST_PLACE "list_place"
#define LIST_AREA "area"
#define LIST_MEMBERS "list_members"
#define LIST_VISITED "list_visited"
#define LIST_AMOUNT "list_amount"
#define LIST_SEARCH "search"
#define LIST_DUE_ON "due_on"
#define LIST_DUE_STEP "due_step"
#define LIST_STATE "list_state"
#define LIST_DECIDED "list_decided"
#define LIST_GRANTED "list_granted"
/* And of the calculates that the assessment fills in. */
#define WORD_CLASS "assessed_class"
#define WORD_REASON "assessed_reason"
#define WORD_LACKING "assessed_lacking"
#define SETTING_DAY "derived_day" /* the day that stored calculates, list lines and findings are of */

/* What the device proposes, as an answer wherever the form has a place for it. 1 when one changed, 0, -1. */
static int
propose(struct casefile *c, const char *word, const char *text)
{
	struct answer a = answer_text(text, strlen(text));
	int changed = 0;

	for (struct record *r = c->tree.root; r != NULL; r = tree_next(r)) {
		for (int i = 0; i < r->table->n; i++) {
			const struct question *q = &c->tree.form->questions[r->table->first + i];
			if (q->type != QUESTION_CALCULATE || !form_says(q->appearance, word) || answer_same(&r->answers[i], &a))
				continue;
			if (record_set(&c->tree, r, q, a) < 0)
				return -1;
			changed = 1;
		}
	}
	return changed;
}

static uint64_t
table_bit(const struct record *r)
{
	return r != NULL ? UINT64_C(1) << r->table->index : 0;
}

int
casefile_update(struct store *s, struct casefile *c, const struct record *thaw, struct fault *f)
{
	arena_reset(&c->scratch);
	c->env = store_env(s, &c->scratch);
	if (tree_update(&c->tree, &c->env, thaw) < 0 || assess(s->policy, &c->tree, &c->env, &c->assessment) < 0 ||
		assess_explain(&c->assessment, &c->env) < 0)
		return fault_memory(f);
	const char *class = c->assessment.code, *reason = c->assessment.reason, *lacking = assess_codes(&c->assessment, FOUND_LACKING);
	if (lacking == NULL)
		return fault_memory(f);
	int told = propose(c, WORD_CLASS, class != NULL ? class : ""), why = propose(c, WORD_REASON, reason != NULL ? reason : ""),
	    open = propose(c, WORD_LACKING, lacking);
	c->proposed |= told + why + open > 0;
	c->thawed |= table_bit(thaw) | table_bit(c->edited);
	c->edited = thaw;
	/* What follows from the proposal (who must authorise, which decision needs a reason, what is due) follows now. */
	if (told < 0 || why < 0 || open < 0 || (told + why + open > 0 && tree_update(&c->tree, &c->env, thaw) < 0))
		return fault_memory(f);
	return 0;
}

int
store_file(struct store *s, const unsigned char root[RECORD_ID], struct casefile *c, struct fault *f)
{
	int rc;

	*c = (struct casefile){0};
	if ((rc = journal_tree(s->journal, root, &c->tree, f)) != 1)
		return rc;
	if (casefile_update(s, c, NULL, f) < 0) {
		casefile_close(c);
		return -1;
	}
	return 1;
}

void
casefile_close(struct casefile *c)
{
	check_findings_free(&c->findings);
	assess_free(&c->assessment);
	tree_free(&c->tree);
	arena_wipe(&c->scratch);
}

static bool
seen(const struct record *r)
{
	for (; r != NULL; r = r->parent)
		if (r->voided || r->hidden)
			return false;
	return true;
}

int
casefile_missing(const struct casefile *c)
{
	int n = 0;

	for (const struct record *r = c->tree.root; r != NULL; r = tree_next(r))
		if (seen(r))
			n += record_missing(c->tree.form, r, -1);
	return n;
}

/* Append every visible answer of the file whose question carries the word, blanks between them. */
static void
collect(const struct casefile *c, const char *word, const struct record *only, struct buf *out)
{
	for (const struct record *r = c->tree.root; r != NULL; r = tree_next(r)) {
		if (!seen(r) || (only != NULL && r != only))
			continue;
		for (int i = 0; i < r->table->n; i++) {
			const struct question *q = &c->tree.form->questions[r->table->first + i];
			const struct answer *a = &r->answers[i];
			if (a->kind == ANSWER_BLANK || (a->flags & ANSWER_HIDDEN) || !form_says(q->appearance, word))
				continue;
			if (out->len > 0)
				buf_byte(out, ' ');
			answer_write(a, out);
		}
	}
}

static bool
amount_of(const struct casefile *c, int64_t *amount)
{
	const struct record *r = c->assessment.context;

	for (int i = 0; r != NULL && i < r->table->n; i++) {
		const struct question *q = &c->tree.form->questions[r->table->first + i];
		const struct answer *a = &r->answers[i];
		if (form_says(q->appearance, LIST_AMOUNT) && a->kind == ANSWER_REAL)
			return num_real_fixed(a->real, amount) == 0;
	}
	return false;
}

static void
title_of(const struct casefile *c, struct buf *out)
{
	const struct table *t = c->tree.root->table;
	int q = form_question(c->tree.form, t->title, strlen(t->title));

	if (q >= 0 && c->tree.form->questions[q].table == t->index)
		answer_write(record_answer(c->tree.root, &c->tree.form->questions[q]), out);
}

/* How many measures the policy offers. */
static int64_t
count_offered(const struct assessment *a)
{
	int64_t n = 0;

	for (size_t i = 0; i < a->n_found; i++)
		n += a->found[i].kind == FOUND_MEASURE && !a->found[i].open;
	return n;
}

static int
put_line(struct store *s, struct casefile *c, struct fault *f)
{
	enum { TITLE, PLACE, AREA, VISITED, MEMBERS, GRANTED, SEARCH, DUE_ON, DUE_STEP, STATE, DECIDED, TEXTS };
	static const char *const words[TEXTS] = {"", LIST_PLACE, LIST_AREA, LIST_VISITED, LIST_MEMBERS, LIST_GRANTED,
		LIST_SEARCH, LIST_DUE_ON, LIST_DUE_STEP, LIST_STATE, LIST_DECIDED};
	struct buf text[TEXTS] = {{0}};
	const struct record *root = c->tree.root;
	int64_t amount = 0, count = 0, granted = 0, missing = casefile_missing(c);
	char today[DATE_TEXT];
	bool failed = false;
	struct found_count found = found_count(&c->findings);

	title_of(c, &text[TITLE]);
	for (int i = PLACE; i < TEXTS; i++)
		collect(c, words[i], i >= GRANTED ? NULL : root, &text[i]);
	for (int i = 0; i < TEXTS; i++) {
		buf_str(&text[i]);
		failed |= text[i].failed;
	}
	num_int(buf_str(&text[MEMBERS]), text[MEMBERS].len, &count);
	num_int(buf_str(&text[GRANTED]), text[GRANTED].len, &granted);
	date_format(c->env.today, today);
	bool done = missing == 0 && found.errors == 0 && text[VISITED].len >= 4 && memcmp(text[VISITED].data, today, 4) == 0;
	bool known = amount_of(c, &amount);
	const char *factors = assess_codes(&c->assessment, FOUND_FACTOR), *warned = assess_codes(&c->assessment, FOUND_WARNING),
		   *lacking = assess_codes(&c->assessment, FOUND_LACKING);
	failed |= factors == NULL || warned == NULL || lacking == NULL;
	int rc = failed ? fault_memory(f) : 0;
	if (rc == 0)
		rc = db_do(s->db, f, SUMMARY_PUT, "btttittoiitiiibtttttiitt", root->id, (size_t)RECORD_ID, buf_str(&text[TITLE]), buf_str(&text[PLACE]),
			buf_str(&text[AREA]), (int64_t)root->voided, buf_str(&text[SEARCH]), c->assessment.code != NULL ? c->assessment.code : "",
			known ? &amount : NULL, count, missing, buf_str(&text[VISITED]), (int64_t)done,
			(int64_t)found.errors, (int64_t)found.warnings, policy_hash(s->policy), (size_t)32,
			buf_str(&text[DUE_ON]), buf_str(&text[DUE_STEP]), buf_str(&text[STATE]), buf_str(&text[DECIDED]),
			factors, granted, count_offered(&c->assessment), warned, lacking);
	for (int i = 0; i < TEXTS; i++)
		buf_wipe(&text[i]);
	return rc;
}

int
store_keep(struct store *s, struct casefile *c, struct fault *f)
{
	int rc = journal_begin(s->journal, f);

	if (rc < 0)
		return -1;
	rc = journal_store_calculates(s->journal, &c->tree, f);
	if (rc == 0)
		rc = casefile_check(s, c, f);
	if (rc == 0)
		rc = put_line(s, c, f);
	if (rc == 0)
		rc = found_keep(s, c, f);
	if (rc == 0)
		rc = unique_keep(s, c, f);
	if (rc == 0)
		rc = db_do(s->db, f, STALE_DROP, "b", c->tree.root->id, (size_t)RECORD_ID);
	return journal_end(s->journal, rc == 0, f);
}

int
store_save(struct store *s, struct casefile *c, const struct record *r, int section, bool confirm, struct fault *f)
{
	if (journal_begin(s->journal, f) < 0)
		return -1;
	int made = journal_save(s->journal, r, section, confirm, f);
	bool ok = made == 1 ? store_keep(s, c, f) == 0 : made == 0;
	return journal_end(s->journal, ok, f) < 0 ? -1 : made;
}

int
store_void(struct store *s, struct casefile *c, struct record *r, bool voided, struct fault *f)
{
	bool was = r->voided;

	if (journal_begin(s->journal, f) < 0)
		return -1;
	bool ok = journal_void(s->journal, r, voided, f) == 0;
	r->voided = voided;
	ok = ok && casefile_update(s, c, NULL, f) == 0 && store_keep(s, c, f) == 0;
	if (journal_end(s->journal, ok, f) == 0)
		return 0;
	r->voided = was;
	return -1;
}

/* A file of more records than can be opened holds up no other: it is set aside until more of it comes, and the log says
 * which. 1, 0 when ${root} is none of these, -1. */
static int
set_aside(struct store *s, const unsigned char *root, struct fault *f)
{
	int64_t records = 0;
	struct buf note = {0};
	int rc = db_number(s->db, f, RECORDS_OF_ROOT, &records, "b", root, (size_t)RECORD_ID);

	if (rc < 0 || records <= JOURNAL_RECORDS)
		return rc < 0 ? -1 : 0;
	buf_text(&note, "too many records, not assessed: ");
	for (size_t i = 0; i < RECORD_ID; i++)
		buf_printf(&note, "%02x", (unsigned)root[i]);
	struct exchange_row e = {.wall_ms = s->world.now(s->world.self), .carrier = "file", .note = buf_str(&note)};
	rc = note.failed ? fault_memory(f) : exchange_add(s->db, &e, f);
	if (rc == 0)
		rc = db_do(s->db, f, STALE_DROP, "b", root, (size_t)RECORD_ID);
	buf_free(&note);
	return rc < 0 ? -1 : 1;
}

/* One stale household: 1 done, 0 none left, -1. */
static int
refresh_one(struct store *s, struct fault *f)
{
	struct buf root = {0};
	struct casefile c;
	int rc = db_bytes(s->db, f, STALE_NEXT, &root, "");

	if (rc == 1 && root.len != RECORD_ID)
		rc = db_damaged(f);
	if (rc == 1 && (rc = store_file(s, root.data, &c, f)) == 1) {
		rc = store_keep(s, &c, f) < 0 ? -1 : 1;
		casefile_close(&c);
	} else if (rc < 0 && root.len == RECORD_ID) {
		int aside = set_aside(s, root.data, f);
		rc = aside == 1 ? 1 : -1;
	} else if (rc == 0 && root.len == RECORD_ID) {
		/* No top record, not yet or no more: nothing to show. */
		rc = db_do(s->db, f, SUMMARY_DROP, "b", root.data, root.len) < 0 ||
				     db_do(s->db, f, FOUND_DROP, "b", root.data, root.len) < 0 || unique_drop(s, root.data, f) < 0 ||
				     db_do(s->db, f, STALE_DROP, "b", root.data, root.len) < 0
			     ? -1
			     : 1;
	}
	buf_free(&root);
	return rc;
}

/* Ages, deadlines and what follows from them are others on another day, at every household. 0 or -1. */
static int
follow_day(struct store *s, struct fault *f)
{
	char today[DATE_TEXT];
	struct buf was = {0};
	int rc = store_get(s, SETTING_DAY, &was, f);

	date_format(world_today(&s->world), today);
	if (rc >= 0 && strcmp(buf_str(&was), today) == 0)
		rc = 0;
	else if (rc >= 0)
		rc = db_do(s->db, f, STALE_ALL, "") < 0 ? -1 : store_put(s, SETTING_DAY, today, strlen(today), f);
	buf_free(&was);
	return rc;
}

int
store_refresh(struct store *s, int most, struct fault *f)
{
	int more;

	if (journal_begin(s->journal, f) < 0)
		return -1;
	more = follow_day(s, f) < 0 ? -1 : 1;
	for (int i = 0; more == 1 && i < most; i++)
		more = refresh_one(s, f);
	if (journal_end(s->journal, more >= 0, f) < 0)
		return -1;
	return more;
}

/* A draft to be saved, as the journal lists it. */
struct drafted {
	unsigned char root[RECORD_ID], record[RECORD_ID];
	char section[64];
};

static int
save_draft(struct store *s, const struct drafted *d, struct fault *f)
{
	struct casefile c;
	int rc = store_file(s, d->root, &c, f);

	if (rc != 1)
		return rc;
	struct record *r = tree_find(&c.tree, d->record);
	int section = r == NULL ? -1 : form_section(s->form, r->table->index, d->section, strlen(d->section));
	rc = 0;
	if (section >= 0) {
		rc = casefile_update(s, &c, r, f);
		if (rc == 0 && store_save(s, &c, r, section, false, f) < 0)
			rc = -1;
	}
	casefile_close(&c);
	return rc;
}

static int
keep_draft(void *self, const struct draft_row *row)
{
	struct drafted d = {{0}, {0}, ""};

	memcpy(d.root, row->root, RECORD_ID);
	memcpy(d.record, row->record, RECORD_ID);
	snprintf(d.section, sizeof d.section, "%s", row->section);
	return buf_add(self, &d, sizeof d);
}

int
store_save_drafts(struct store *s, struct fault *f)
{
	struct buf list = {0};
	struct fault bad = {0};
	int rc = journal_drafts(s->journal, keep_draft, &list, f);

	if (rc < 0 && list.failed)
		fault_memory(f);
	for (size_t i = 0; rc == 0 && i + sizeof(struct drafted) <= list.len; i += sizeof(struct drafted)) {
		struct drafted d;
		struct fault why = {0};
		memcpy(&d, list.data + i, sizeof d);
		if (save_draft(s, &d, &why) == 0)
			continue;
		if (bad.code == 0)
			bad = why;
		rc = why.code == EX_DATAERR ? 0 : -1;
	}
	buf_free(&list);
	if (bad.code != 0) {
		*f = bad;
		return -1;
	}
	return rc;
}
