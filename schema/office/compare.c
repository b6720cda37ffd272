/* A department's file from its first byte to the report: look at every row, find the members, open records at their households. */
#include "office/compare.h"

#include <stdlib.h>
#include <string.h>

#include "date.h"
#include "identity/identity.h"
#include "journal/hash.h"
#include "office/compare_map.h"
#include "office/roster_inside.h"
#include "sheet/book.h"
#include "store/summary.h"
#include "words.h"

enum { CELL = 1000 /* bytes of a cell or of a department's name */ };

/* One row of the file. */
struct row {
	size_t line;
	const char *at;    /* where it begins in the text */
	char id[19];       /* as it is compared, "" in a bad row */
	uint16_t reason;   /* enum roster_reason */
	int16_t column;    /* of the map, -1 */
	bool met;          /* about a member here */
};

/* A row and a member of the same number. */
struct hit {
	unsigned char root[RECORD_ID], record[RECORD_ID];
	struct row *row;
};

struct job {
	struct store *store;
	const struct compare_file *file;
	struct compare_report *report;
	struct compare_map map;
	struct csv csv;
	size_t width;
	const char *kind; /* code */
	struct row *rows;
	size_t n, cap;
	struct hit *hits;
	size_t n_hits, cap_hits;
	struct buf facts, detail;
};

/* Behind a fault of the file itself. */
static int
untouched(struct fault *f)
{
	return fault_add(f, " %s", _("Mend that place in the spreadsheet and try again; nothing was taken in."));
}

static int
next_row(struct job *job, struct fault *f)
{
	int rc = csv_next(&job->csv, f);

	if (rc == 1)
		roster_unwrap(&job->csv);
	return rc;
}

/* The row's cell in column ${i} of the map, "" when the file has none. */
static const char *
cell(const struct job *job, size_t i)
{
	const struct compare_column *c = &job->map.columns[i];

	return c->how == COMPARE_SKIP || c->at < 0 ? "" : csv_field(&job->csv, (size_t)c->at);
}

static bool
plain(const char *text)
{
	const size_t n = strlen(text);

	for (size_t i = 0; i < n; i++)
		if ((unsigned char)text[i] < ' ' || text[i] == 0x7F)
			return false;
	return n <= CELL;
}

/* The 18 characters by which a number is compared, also of an old one of 15. */
static bool
read_number(const char *text, size_t n, char out[19])
{
	struct id_number number;
	const enum identity_problem p = id_number_read(text, n, &number);

	if (p != IDENTITY_FITS && p != IDENTITY_OLD)
		return false;
	memcpy(out, number.text, sizeof number.text);
	return true;
}

static enum roster_reason
judge_cell(const struct job *job, size_t i, struct row *row)
{
	const char *text = cell(job, i);

	if (book_lost_digits(text))
		return ROSTER_DIGITS;
	if (book_failed_formula(text))
		return ROSTER_FORMULA;
	if (!plain(text))
		return ROSTER_BAD_VALUE;
	if (text[0] == '\0' && job->map.columns[i].required)
		return ROSTER_BLANK;
	if ((int)i == job->map.id && !read_number(text, strlen(text), row->id))
		return text[0] == '\0' ? ROSTER_BLANK : ROSTER_BAD_ID;
	return ROSTER_FINE;
}

static void
judge(struct job *job, struct row *row)
{
	row->column = -1;
	row->reason = (uint16_t)roster_shape(&job->csv, job->width);
	for (size_t i = 0; row->reason == ROSTER_FINE && i < job->map.n; i++)
		if (job->map.columns[i].at >= 0 && (row->reason = (uint16_t)judge_cell(job, i, row)) != ROSTER_FINE)
			row->column = (int16_t)i;
	if (row->reason != ROSTER_FINE)
		row->id[0] = '\0';
}

static int
read_rows(struct job *job, struct fault *f)
{
	int rc;

	for (;;) {
		const char *at = job->csv.at;
		if ((rc = next_row(job, f)) != 1)
			return rc < 0 ? untouched(f) : 0;
		if (job->n == COMPARE_ROWS)
			return fault_set(f, EX_DATAERR, _("%s has more than %d rows. Split it by township; nothing was taken in."), job->csv.name, COMPARE_ROWS);
		if (array_grow(&job->rows, &job->cap, job->n + 1, sizeof *job->rows) < 0)
			return fault_memory(f);
		struct row *row = &job->rows[job->n++];
		*row = (struct row){.line = job->csv.line, .at = at};
		judge(job, row);
	}
}

static int
by_line(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	return x->line < y->line ? -1 : x->line > y->line;
}

static int
by_id(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	const int c = strcmp(x->id, y->id);

	return c != 0 ? c : by_line(a, b);
}

static int
by_root(const void *a, const void *b)
{
	const struct hit *x = a, *y = b;
	const int c = memcmp(x->root, y->root, RECORD_ID);

	return c != 0 ? c : by_line(x->row, y->row);
}

/* A member held here: every row of the same number meets it. Not 0: out of memory. */
static int
meet(void *self, const unsigned char root[RECORD_ID], const unsigned char record[RECORD_ID], const char *text, size_t n)
{
	struct job *job = self;
	char id[19];
	size_t low = 0, high = job->n;

	if (!read_number(text, n, id))
		return 0;
	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		if (strcmp(job->rows[middle].id, id) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < job->n && strcmp(job->rows[low].id, id) == 0; low++) {
		if (array_grow(&job->hits, &job->cap_hits, job->n_hits + 1, sizeof *job->hits) < 0)
			return 1;
		struct hit *hit = &job->hits[job->n_hits++];
		memcpy(hit->root, root, RECORD_ID);
		memcpy(hit->record, record, RECORD_ID);
		hit->row = &job->rows[low];
	}
	return 0;
}

static int
find_members(struct job *job, struct fault *f)
{
	int rc;

	if (job->n > 1)
		qsort(job->rows, job->n, sizeof *job->rows, by_id);
	if ((rc = store_answers(job->store, job->map.number, meet, job, f)) != 0)
		return rc > 0 ? fault_memory(f) : -1;
	if (job->n_hits > 1)
		qsort(job->hits, job->n_hits, sizeof *job->hits, by_root);
	return 0;
}

static void
put_fact(struct buf *out, const char *heading, const char *text)
{
	if (text[0] == '\0')
		return;
	if (out->len > 0)
		buf_text(out, "; ");
	if (heading[0] != '\0')
		buf_printf(out, "%s: ", heading);
	buf_text(out, text);
}

/* What the current row found, in job->facts as it tells the finding from others, and in job->detail for people: who, what. */
static int
read_facts(struct job *job, const struct record *member, struct fault *f)
{
	const struct answer *name = job->map.name != NULL ? record_answer(member, job->map.name) : NULL;

	buf_reset(&job->facts);
	buf_reset(&job->detail);
	for (size_t i = 0; i < job->map.n; i++) {
		const struct compare_column *c = &job->map.columns[i];
		if (c->how == COMPARE_DETAIL || c->how == COMPARE_FACT)
			put_fact(&job->facts, c->how == COMPARE_FACT ? c->header : "", cell(job, i));
	}
	if (name != NULL)
		answer_write(name, &job->detail);
	/* The file's name of the person where it is another: perhaps the number is a wrong one. */
	for (size_t i = 0; i < job->map.n; i++)
		if (job->map.columns[i].how == COMPARE_NAME && strcmp(cell(job, i), buf_str(&job->detail)) != 0)
			put_fact(&job->detail, job->map.columns[i].header, cell(job, i));
	put_fact(&job->detail, "", buf_str(&job->facts));
	if (job->facts.failed || job->detail.failed)
		return fault_memory(f);
	return job->detail.len > RECORD_TEXT ? fault_set(f, EX_DATAERR, _("%s, row %zu: more text than an answer holds. Take out columns; nothing was taken in."),
		job->csv.name, job->csv.line) : 0;
}

static void
record_id(struct job *job, const struct hit *hit, unsigned char out[RECORD_ID])
{
	static const char label[] = "fangpin comparison 1";
	struct hash h;

	hash_start(&h, RECORD_ID);
	hash_add(&h, label, sizeof label);
	hash_add(&h, hit->root, RECORD_ID);
	hash_add(&h, job->kind, strlen(job->kind) + 1);
	hash_add(&h, job->file->source, strlen(job->file->source) + 1);
	hash_add(&h, hit->row->id, sizeof hit->row->id);
	hash_add(&h, buf_str(&job->facts), job->facts.len);
	hash_end(&h, out);
}

/* The record of a hit, with its answers, unless it is there or the member is not one to compare; *${first} is the first one
 * made. 0 or -1. */
static int
open_record(struct job *job, struct casefile *c, const struct hit *hit, struct record **first, struct fault *f)
{
	const struct record *member = tree_find(&c->tree, hit->record);
	const struct question *const *fill = job->map.fill;
	unsigned char id[RECORD_ID];

	if (member == NULL || member->voided || (job->map.where != NULL && !expr_true(job->map.where, &c->env, member)))
		return 0;
	job->csv.at = hit->row->at;
	job->csv.next_line = hit->row->line;
	if (next_row(job, f) != 1 || read_facts(job, member, f) < 0)
		return -1;
	hit->row->met = true;
	record_id(job, hit, id);
	if (tree_find(&c->tree, id) != NULL) {
		job->report->known++;
		return 0;
	}
	struct record *r = tree_add(&c->tree, c->tree.root, fill[FILL_KIND]->table, id);
	if (r == NULL || record_set(&c->tree, r, fill[FILL_KIND], answer_text(job->kind, strlen(job->kind))) < 0 ||
		record_set(&c->tree, r, fill[FILL_SOURCE], answer_text(job->file->source, strlen(job->file->source))) < 0 ||
		record_set(&c->tree, r, fill[FILL_DATE], answer_date(job->file->date)) < 0 ||
		record_set(&c->tree, r, fill[FILL_DETAIL], answer_text(buf_str(&job->detail), job->detail.len)) < 0)
		return fault_memory(f);
	job->report->opened++;
	if (*first == NULL)
		*first = r;
	return 0;
}

/* Versions of ${first} and of those behind it. 0 or -1. */
static int
save(struct job *job, struct casefile *c, const struct record *first, struct fault *f)
{
	int rc = casefile_update(job->store, c, NULL, f);

	for (const struct record *r = first; rc >= 0 && r != NULL; r = r->next)
		rc = journal_save(job->store->journal, r, job->map.fill[FILL_KIND]->section, false, f);
	return rc < 0 ? -1 : store_keep(job->store, c, f);
}

/* The rows that met members of one household. 0 or -1. */
static int
take_household(struct job *job, const struct hit *hits, size_t n, struct fault *f)
{
	struct casefile c;
	struct record *first = NULL;
	bool met = false;
	int rc = store_file(job->store, hits[0].root, &c, f);

	if (rc != 1)
		return rc;
	rc = 0;
	for (size_t i = 0; !c.tree.root->voided && rc == 0 && i < n; i++) {
		rc = open_record(job, &c, &hits[i], &first, f);
		met |= hits[i].row->met;
	}
	job->report->households += met;
	if (rc == 0 && first != NULL && !job->file->dry)
		rc = save(job, &c, first, f);
	casefile_close(&c);
	return rc;
}

static int
take_households(struct job *job, struct fault *f)
{
	int rc = 0;

	for (size_t at = 0, n; rc == 0 && at < job->n_hits; at += n) {
		for (n = 1; at + n < job->n_hits && memcmp(job->hits[at].root, job->hits[at + n].root, RECORD_ID) == 0; n++)
			;
		rc = take_household(job, &job->hits[at], n, f);
	}
	return rc;
}

static int
take(struct job *job, struct fault *f)
{
	struct journal *j = job->store->journal;

	if (job->file->dry)
		return take_households(job, f);
	if (journal_begin(j, f) < 0)
		return -1;
	const int rc = take_households(job, f);
	if (journal_end(j, rc == 0, f) < 0 || rc < 0)
		return fault_add(f, " %s", _("Nothing of this file was taken in."));
	return 0;
}

static int
remark(struct job *job, const struct row *row, struct fault *f)
{
	struct compare_report *r = job->report;
	const char *heading = row->column >= 0 ? job->map.columns[row->column].header : "";

	if (r->n_remarks >= COMPARE_REMARKS)
		return 0;
	if (array_grow(&r->remarks, &r->cap_remarks, r->n_remarks + 1, sizeof *r->remarks) < 0 ||
		(heading = arena_text(&r->arena, heading, strlen(heading))) == NULL)
		return fault_memory(f);
	r->remarks[r->n_remarks++] = (struct compare_remark){row->line, heading, roster_sentence((enum roster_reason)row->reason)};
	return 0;
}

static int
count_rows(struct job *job, struct fault *f)
{
	struct compare_report *r = job->report;

	r->rows = job->n;
	if (job->n > 1)
		qsort(job->rows, job->n, sizeof *job->rows, by_line);
	for (size_t i = 0; i < job->n; i++) {
		const struct row *row = &job->rows[i];
		r->bad += row->reason != ROSTER_FINE;
		r->matched += row->met;
		r->unmatched += row->reason == ROSTER_FINE && !row->met;
		if (row->reason != ROSTER_FINE && remark(job, row, f) < 0)
			return -1;
	}
	return 0;
}

/* Kind, source and day as they were asked for. */
static int
read_asked(struct job *job, struct fault *f)
{
	const struct compare_file *file = job->file;
	const struct choice_list *list = job->map.fill[FILL_KIND]->list;
	struct buf known = {0};

	for (int i = 0; job->kind == NULL && i < list->n; i++) {
		const struct choice *c = &list->choices[i];
		if (file->kind[0] != '\0' && (strcmp(c->code, file->kind) == 0 || strcmp(c->label[LANG_ZH], file->kind) == 0 || strcmp(c->label[LANG_EN], file->kind) == 0))
			job->kind = c->code;
		buf_printf(&known, "%s%s %s", i > 0 ? _(", ") : "", c->code, form_label(c->label));
	}
	if (job->kind == NULL)
		fault_set(f, EX_USAGE, _("The form has no kind of comparison \"%s\". Kinds are: %s."), file->kind, buf_str(&known));
	else if (file->source[0] == '\0' || !plain(file->source))
		fault_set(f, EX_USAGE, _("The department's name must be one line of at most %d bytes."), CELL);
	else if (file->date > world_today(&job->store->world))
		fault_set(f, EX_USAGE, "%s", _("The comparison cannot be dated after today. Give the day on the department's letter."));
	buf_free(&known);
	return f->code != 0 ? -1 : 0;
}

static int
import(struct job *job, const char *text, size_t len, struct fault *f)
{
	int rc;

	if (csv_open(&job->csv, job->file->name, text, len, f) < 0)
		return -1;
	if ((rc = next_row(job, f)) < 0)
		return untouched(f);
	if (rc == 0)
		return fault_set(f, EX_DATAERR, _("%s is empty; nothing was taken in."), job->file->name);
	job->width = job->csv.n;
	if (compare_map_header(&job->map, &job->csv, &job->report->ignored, f) < 0 || read_rows(job, f) < 0 || find_members(job, f) < 0 || take(job, f) < 0)
		return -1;
	return count_rows(job, f);
}

int
compare_import(struct store *s, const struct compare_file *file, struct compare_report *report, struct fault *f)
{
	struct job job = {.store = s, .file = file, .report = report};
	struct buf text = {0};
	const char *at;
	size_t len;
	int rc = compare_map_load(&job.map, s->form, file->map, &report->mistakes, f);

	if (rc == 0)
		rc = read_asked(&job, f);
	if (rc == 0)
		rc = book_text(file->name, file->bytes, file->n, file->sheet, COMPARE_BYTES, &text, &at, &len, f);
	if (rc == 0)
		rc = import(&job, at, len, f);
	free(job.rows);
	free(job.hits);
	csv_close(&job.csv);
	compare_map_free(&job.map);
	buf_wipe(&job.facts);
	buf_wipe(&job.detail);
	buf_wipe(&text);
	return rc;
}

void
compare_report_free(struct compare_report *report)
{
	free(report->remarks);
	buf_free(&report->mistakes);
	arena_free(&report->arena);
	*report = (struct compare_report){0};
}
