/* One household of a roster into the store. */
#include <stdlib.h>
#include <string.h>

#include "office/roster_inside.h"

enum { HOUSEHOLD_ROWS = 1000 }; /* more is a village under one number, and would take the square of its time */

/* A record that the file has answers for. */
struct touched {
	struct record *record;
	bool fresh; /* there was no such record */
	bool *done; /* per column of the map: it has its answer from an earlier row */
};

/* The household being taken in. */
struct intake {
	struct roster_job *job;
	struct casefile file;
	bool fresh, changed; /* there was no such household; an answer was not so */
	size_t versions;
	struct touched *touched; /* each record once, the household first */
	size_t n, cap;
};

/* Looks for one answer among all versions of a section. */
struct search {
	const struct question *question;
	const struct answer *answer;
};

static int
held(void *self, const struct version *v, int state)
{
	const struct search *s = self;

	(void)state;
	for (size_t i = 0; i < v->n_values; i++)
		if (strcmp(v->values[i].name, s->question->name) == 0)
			return answer_same(&v->values[i].answer, s->answer);
	return 0;
}

/* Give a record an answer of the file. What its history holds already was replaced by somebody who knew better. 0 or -1. */
static int
take(struct intake *in, const struct touched *to, int column, const struct answer *answer, size_t line, struct fault *f)
{
	const struct roster_column *c = &in->job->map.columns[column];
	const struct form *form = in->file.tree.form;
	const struct answer *before = record_answer(to->record, c->question);
	struct search search = {c->question, answer};

	if (answer_same(before, answer))
		return 0;
	if (!to->fresh) {
		int rc = journal_versions_of_section(
			in->job->store->journal, to->record->id, form->sections[c->question->section].name, held, &search, f);
		if (rc < 0)
			return -1;
		if (rc > 0)
			return roster_remark(in->job, line, column, ROSTER_OLDER, 0, f);
	}
	struct roster_change *change = &in->job->report->changes[c->question->index];
	change->fresh += to->fresh;
	change->filled += !to->fresh && before->kind == ANSWER_BLANK;
	change->changed += !to->fresh && before->kind != ANSWER_BLANK;
	in->changed = true;
	return record_set(&in->file.tree, to->record, c->question, *answer) < 0 ? fault_memory(f) : 0;
}

static const struct answer *
how_answer(const struct roster_job *job, const struct record *r, enum roster_how how)
{
	static const struct answer blank;
	int column = job->map.of[how];

	return column < 0 || job->map.columns[column].question == NULL
		       ? &blank
		       : record_answer(r, job->map.columns[column].question);
}

/* Whether the row may be about this member though the ids differ: same number; or same name and birth, one number
 * missing. */
static bool
same_person(const struct roster_job *job, const struct record *r, const struct answer row[HOWS])
{
	const struct answer *id = how_answer(job, r, HOW_ID);

	if (id->kind != ANSWER_BLANK && row[HOW_ID].kind != ANSWER_BLANK)
		return answer_same(id, &row[HOW_ID]);
	return row[HOW_NAME].kind != ANSWER_BLANK && answer_same(how_answer(job, r, HOW_NAME), &row[HOW_NAME]) &&
	       answer_same(how_answer(job, r, HOW_BIRTH), &row[HOW_BIRTH]);
}

/* The member the current row is about, made when there is none; NULL when out of memory. */
static struct record *
find_person(struct intake *in, const struct roster_row *row, bool *fresh)
{
	static const enum roster_how hows[] = {HOW_NAME, HOW_ID, HOW_BIRTH};
	struct roster_job *job = in->job;
	struct answer known[HOWS];
	struct record *r;

	*fresh = false;
	for (r = record_kids(in->file.tree.root, job->map.person); r != NULL; r = r->next)
		if (memcmp(r->id, row->member, RECORD_ID) == 0)
			return r;
	memset(known, 0, sizeof known);
	for (size_t i = 0; i < sizeof hows / sizeof hows[0]; i++) {
		int column = job->map.of[hows[i]];
		if (column >= 0 && job->map.columns[column].question != NULL)
			roster_answer(&job->map, &job->map.columns[column], roster_cell(&job->map, &job->csv, hows[i]),
				&in->file.tree.arena, job->today, &known[hows[i]]);
	}
	for (r = record_kids(in->file.tree.root, job->map.person); r != NULL; r = r->next)
		if (!r->voided && same_person(job, r, known))
			return r;
	*fresh = true;
	return tree_add(&in->file.tree, in->file.tree.root, job->map.person, row->member);
}

/* The record's place among those touched, made when it is not there; NULL when out of memory. */
static struct touched *
touch(struct intake *in, struct record *r, bool fresh)
{
	for (size_t i = 0; i < in->n; i++)
		if (in->touched[i].record == r)
			return &in->touched[i];
	bool *done = arena_new(&in->file.tree.arena, in->job->map.n + 1, sizeof *done);
	if (done == NULL || array_grow(&in->touched, &in->cap, in->n + 1, sizeof *in->touched) < 0)
		return NULL;
	in->touched[in->n] = (struct touched){r, fresh, done};
	return &in->touched[in->n++];
}

/* The cell of the current row in column ${i} of the map as an answer, blank when there is none or it is not understood. */
static struct answer
cell_answer(struct intake *in, const struct roster_row *row, size_t i)
{
	struct roster_job *job = in->job;
	const struct roster_column *c = &job->map.columns[i];
	const char *cell = c->how == HOW_AREA ? row->area->code : csv_field(&job->csv, (size_t)(c->at >= 0 ? c->at : CSV_FIELDS));
	struct answer answer;

	if (roster_answer(&job->map, c, cell, &in->file.tree.arena, job->today, &answer) != ROSTER_FINE)
		answer = answer_blank();
	return answer;
}

/* The record of a keyed table that the row is about, made when there is none; NULL when the row lacks a part of the key
 * (*${rc} 0) or memory ran out (-1). */
static struct touched *
find_keyed(struct intake *in, const struct roster_row *row, int table, struct record *parent, int *rc)
{
	const struct roster_map *map = &in->job->map;
	const struct table *t = &in->file.tree.form->tables[table];
	struct answer *keys = arena_new(&in->file.tree.arena, (size_t)t->n_keys + 1, sizeof *keys);
	unsigned char id[RECORD_ID];
	struct record *r;
	bool fresh = false;

	*rc = keys == NULL ? -1 : 0;
	for (int k = 0; keys != NULL && k < t->n_keys; k++) {
		for (size_t i = 0; i < map->n; i++)
			if (map->columns[i].question == &in->file.tree.form->questions[t->first + t->keys[k]])
				keys[k] = cell_answer(in, row, i);
		if (keys[k].kind == ANSWER_BLANK)
			return NULL;
	}
	if (keys == NULL)
		return NULL;
	record_id_keyed(t, parent->id, keys, id);
	for (r = record_kids(parent, table); r != NULL && memcmp(r->id, id, RECORD_ID) != 0; r = r->next)
		;
	if (r == NULL) {
		r = tree_add(&in->file.tree, parent, table, id);
		fresh = true;
	}
	struct touched *found = r == NULL ? NULL : touch(in, r, fresh);
	*rc = found == NULL ? -1 : 0;
	return found != NULL && found->record->voided ? NULL : found;
}

/* The record that column ${i} of the row is about: the person, the household, or one of a keyed table under either. */
static struct touched *
find_record(struct intake *in, const struct roster_row *row, size_t i, struct record *person, bool fresh, int *rc)
{
	const struct roster_map *map = &in->job->map;
	int table = map->columns[i].question->table;
	struct touched *found;

	if (table != map->person && table != map->root)
		return find_keyed(in, row, table, in->file.tree.form->tables[table].parent == map->root ? in->file.tree.root : person, rc);
	found = table == map->person ? touch(in, person, fresh) : &in->touched[0];
	*rc = found == NULL ? -1 : 0;
	return found;
}

/* Answers of one row. 0 or -1. */
static int
take_row(struct intake *in, struct roster_row *row, struct fault *f)
{
	struct roster_job *job = in->job;
	size_t known = in->n;
	bool fresh;
	int rc = roster_reread(job, row, f);

	if (rc < 0)
		return -1;
	struct record *person = find_person(in, row, &fresh);
	if (person == NULL || touch(in, person, fresh) == NULL)
		return fault_memory(f);
	if (person->voided) {
		row->reason = ROSTER_VOIDED;
		return 0;
	}
	/* A file of years has several rows for a person. */
	job->report->people += in->n > known;
	job->report->new_people += in->n > known && fresh;
	for (size_t i = 0; rc == 0 && i < job->map.n; i++) {
		struct answer answer = job->map.columns[i].question != NULL ? cell_answer(in, row, i) : answer_blank();
		if (answer.kind == ANSWER_BLANK)
			continue;
		struct touched *to = find_record(in, row, i, person, fresh, &rc);
		if (rc < 0)
			return fault_memory(f);
		if (to != NULL && !to->done[i]) {
			to->done[i] = true;
			rc = take(in, to, (int)i, &answer, row->line, f);
		}
	}
	return rc;
}

/* What the form fills in by itself for a new record, in the sections the file has answers for. 0 or -1. */
static int
prefill(struct intake *in, struct record *r, struct fault *f)
{
	const struct form *form = in->file.tree.form;

	for (int i = 0; i < r->table->n; i++) {
		const struct question *q = &form->questions[r->table->first + i];
		struct value value;
		struct answer answer;
		const char *text;
		size_t n;
		if (q->initial == NULL || r->answers[i].kind != ANSWER_BLANK)
			continue;
		if (expr_eval(q->initial, &in->file.env, r, &value) < 0 ||
			value_text(&value, &in->file.scratch, &text, &n) < 0)
			continue;
		if (n > 0 && answer_read(&in->file.tree.arena, q, text, n, &answer) == 0 &&
			record_set(&in->file.tree, r, q, answer) < 0)
			return fault_memory(f);
	}
	return 0;
}

static int
save_record(struct intake *in, struct record *r, struct fault *f)
{
	const struct form *form = in->file.tree.form;
	int rc = 0;

	for (int i = 0; rc >= 0 && i < r->table->n_sections; i++) {
		const struct section *s = &form->sections[r->table->first_section + i];
		if (s->asked &&
			(rc = journal_save(in->job->store->journal, r, s->index, false, f)) == 1)
			in->versions++;
	}
	return rc < 0 ? -1 : 0;
}

static int
save(struct intake *in, struct fault *f)
{
	struct store *s = in->job->store;
	int rc = casefile_update(s, &in->file, NULL, f);

	for (size_t i = 0; rc == 0 && i < in->n; i++)
		if (in->touched[i].fresh)
			rc = prefill(in, in->touched[i].record, f);
	if (rc == 0)
		rc = casefile_update(s, &in->file, NULL, f);
	for (size_t i = 0; rc == 0 && i < in->n; i++)
		rc = save_record(in, in->touched[i].record, f);
	if (rc == 0 && in->versions > 0)
		rc = store_keep(s, &in->file, f);
	in->job->report->versions += in->versions;
	return rc;
}

static void
reject_all(struct roster_row *rows, size_t n, enum roster_reason reason)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].reason == ROSTER_FINE)
			rows[i].reason = (uint16_t)reason;
}

static bool
has_head(const struct intake *in)
{
	const struct roster_map *m = &in->job->map;

	for (const struct record *r = record_kids(in->file.tree.root, m->person); r != NULL; r = r->next) {
		const struct answer *a = record_answer(r, m->head);
		if (!r->voided && a->kind == ANSWER_TEXT && a->len == strlen(m->head_code) &&
			memcmp(a->text, m->head_code, a->len) == 0)
			return true;
	}
	return false;
}

static int
take_rows(struct intake *in, struct roster_row *rows, size_t n, struct fault *f)
{
	int rc = touch(in, in->file.tree.root, in->fresh) == NULL ? fault_memory(f) : 0;

	for (size_t i = 0; rc == 0 && i < n; i++)
		if (rows[i].reason == ROSTER_FINE)
			rc = take_row(in, &rows[i], f);
	return rc == 0 && !in->job->dry ? save(in, f) : rc;
}

int
roster_household(struct roster_job *job, struct roster_row *rows, size_t n, struct fault *f)
{
	struct intake in = {.job = job};
	const struct roster_row *head = NULL;
	size_t good = 0, heads = 0;
	int rc;

	for (size_t i = 0; i < n; i++) {
		good += rows[i].reason == ROSTER_FINE;
		if (rows[i].reason != ROSTER_FINE || !rows[i].head)
			continue;
		/* Another head, not another row of one. */
		heads += head == NULL || memcmp(head->person, rows[i].person, RECORD_ID) != 0;
		head = head == NULL ? &rows[i] : head;
	}
	if (good == 0)
		return 0;
	if (heads > 1 || good > HOUSEHOLD_ROWS) {
		reject_all(rows, n, heads > 1 ? ROSTER_TWO_HEADS : ROSTER_MANY);
		return 0;
	}
	if ((rc = store_file(job->store, rows[0].household, &in.file, f)) < 0)
		return -1;
	in.fresh = rc == 0;
	if (in.fresh && tree_start(&in.file.tree, job->store->form, job->map.root, rows[0].household) < 0) {
		rc = fault_memory(f);
	} else if (in.file.tree.root->voided) {
		reject_all(rows, n, ROSTER_VOIDED);
		rc = 0;
	} else if (heads == 0 && !has_head(&in)) {
		reject_all(rows, n, ROSTER_NO_HEAD);
		rc = 0;
	} else if ((rc = take_rows(&in, rows, n, f)) == 0) {
		job->report->households++;
		job->report->new_households += in.fresh;
		job->report->changed_households += !in.fresh && in.changed;
	}
	free(in.touched);
	casefile_close(&in.file);
	return rc;
}
