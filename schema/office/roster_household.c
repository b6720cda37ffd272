/* One household of a roster into the store. */
#include <string.h>

#include "office/roster_inside.h"

/* The household being taken in. */
struct intake {
	struct roster_job *job;
	struct casefile file;
	bool fresh; /* there was no such household */
	size_t versions;
	struct record **touched; /* records with answers of the file, each once */
	bool *fresh_person;
	size_t n;
	bool *root_done; /* per column of the map: the household has its answer from an earlier row */
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

/* Give ${r} an answer of the file. What its history holds already was replaced by somebody who knew better. 0 or -1. */
static int
take(struct intake *in, struct record *r, bool fresh, int column, const struct answer *answer, size_t line,
	struct fault *f)
{
	const struct roster_column *c = &in->job->map.columns[column];
	const struct form *form = in->file.tree.form;
	struct search search = {c->question, answer};

	if (answer->kind == ANSWER_BLANK || answer_same(record_answer(r, c->question), answer))
		return 0;
	if (!fresh) {
		int rc = journal_versions_of_section(
			in->job->store->journal, r->id, form->sections[c->question->section].name, held, &search, f);
		if (rc < 0)
			return -1;
		if (rc > 0)
			return roster_remark(in->job, line, column, ROSTER_OLDER, 0, f);
	}
	return record_set(&in->file.tree, r, c->question, *answer) < 0 ? fault_memory(f) : 0;
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

static void
touch(struct intake *in, struct record *r, bool fresh)
{
	for (size_t i = 0; i < in->n; i++)
		if (in->touched[i] == r)
			return;
	in->fresh_person[in->n] = fresh;
	in->touched[in->n++] = r;
}

/* Answers of one row, for the person and for the household. 0 or -1. */
static int
take_row(struct intake *in, struct roster_row *row, struct fault *f)
{
	struct roster_job *job = in->job;
	struct answer answer;
	bool fresh;
	int rc = roster_reread(job, row, f) == 1 ? 0 : -1;

	if (rc < 0)
		return -1;
	struct record *person = find_person(in, row, &fresh);
	if (person == NULL)
		return fault_memory(f);
	if (person->voided) {
		row->reason = ROSTER_VOIDED;
		return 0;
	}
	touch(in, person, fresh);
	job->report->people++;
	job->report->new_people += fresh;
	for (size_t i = 0; rc == 0 && i < job->map.n; i++) {
		const struct roster_column *c = &job->map.columns[i];
		const char *cell = c->how == HOW_AREA ? row->area->code
						      : csv_field(&job->csv, (size_t)(c->at >= 0 ? c->at : CSV_FIELDS));
		if (c->question == NULL ||
			roster_answer(&job->map, c, cell, &in->file.tree.arena, job->today, &answer) != ROSTER_FINE ||
			answer.kind == ANSWER_BLANK)
			continue;
		if (c->question->table == job->map.person) {
			rc = take(in, person, fresh, (int)i, &answer, row->line, f);
		} else if (!in->root_done[i]) {
			in->root_done[i] = true;
			rc = take(in, in->file.tree.root, in->fresh, (int)i, &answer, row->line, f);
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
		if (in->fresh_person[i])
			rc = prefill(in, in->touched[i], f);
	if (rc == 0)
		rc = casefile_update(s, &in->file, NULL, f);
	for (size_t i = 0; rc == 0 && i < in->n; i++)
		rc = save_record(in, in->touched[i], f);
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
	struct arena *a = &in->file.tree.arena;
	int rc = 0;

	in->touched = arena_new(a, n + 1, sizeof(struct record *));
	in->fresh_person = arena_new(a, n + 1, sizeof(bool));
	in->root_done = arena_new(a, in->job->map.n + 1, sizeof(bool));
	if (in->touched == NULL || in->fresh_person == NULL || in->root_done == NULL)
		return fault_memory(f);
	touch(in, in->file.tree.root, in->fresh);
	for (size_t i = 0; rc == 0 && i < n; i++)
		if (rows[i].reason == ROSTER_FINE)
			rc = take_row(in, &rows[i], f);
	return rc == 0 ? save(in, f) : -1;
}

int
roster_household(struct roster_job *job, struct roster_row *rows, size_t n, struct fault *f)
{
	struct intake in = {.job = job};
	size_t good = 0, heads = 0;
	int rc;

	for (size_t i = 0; i < n; i++) {
		good += rows[i].reason == ROSTER_FINE;
		heads += rows[i].reason == ROSTER_FINE && rows[i].head;
	}
	if (good == 0)
		return 0;
	if (heads > 1) {
		reject_all(rows, n, ROSTER_TWO_HEADS);
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
	}
	casefile_close(&in.file);
	return rc;
}
