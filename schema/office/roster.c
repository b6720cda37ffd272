/* A roster file from its first byte to the report: look at every row, put rows into households, take these in. */
#include "office/roster.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "office/roster_inside.h"
#include "sheet/book.h"
#include "words.h"

enum { HOUSEHOLDS_AT_ONCE = 200 }; /* in one transaction: bounds the write-ahead log and what a crash costs */

static const char *const reasons[ROSTER_REASONS] = {
	[ROSTER_FINE] = "",
	[ROSTER_LINES] = N_("the row runs over several lines: a quotation mark is not closed and has swallowed the rows below "
			    "it, or a cell holds a line break"),
	[ROSTER_CELLS] = N_("more cells than the first row: a comma or quotation mark is out of place"),
	[ROSTER_DIGITS] = N_("the spreadsheet kept only the first 15 digits of this number: make the column text, type the number "
			     "again from the document and save anew"),
	[ROSTER_FORMULA] = N_("a formula that failed: put the value itself here"),
	[ROSTER_NO_NAME] = N_("no name"),
	[ROSTER_BAD_ID] = N_("the last character of the identity number does not fit the others, or it is no number of "
			     "18 characters: check it against the card"),
	[ROSTER_BAD_WORD] = N_("this word is not in the form's list"),
	[ROSTER_BLANK] = N_("this must not be blank"),
	[ROSTER_BAD_VALUE] = N_("this is no answer of the expected kind"),
	[ROSTER_NO_VILLAGE] =
		N_("the village is not in the county's table, or several have this name: give its 12-digit code"),
	[ROSTER_NO_HOUSEHOLD] = N_("neither a household number nor the head's identity number"),
	[ROSTER_NO_HEAD] = N_("no row of this household is a head that could be taken in"),
	[ROSTER_TWO_HEADS] = N_("two heads under one household number: give one of the households another number"),
	[ROSTER_MANY] = N_("more rows under one household number than a household can have: give each household its own"),
	[ROSTER_TWICE] = N_("the same person stands in an earlier row"),
	[ROSTER_VOIDED] = N_("the household or person was voided here, and stays so"),
	[ROSTER_WORD_LEFT] = N_("not understood and left blank; the rest of the row was taken in"),
	[ROSTER_NO_ID] = N_("no identity number: to be asked at the door"),
	[ROSTER_OLDER] = N_("the file's answer was replaced here since, and is not put back"),
};

int
roster_remark(struct roster_job *job, size_t line, int column, enum roster_reason reason, size_t other, struct fault *f)
{
	struct roster_report *r = job->report;

	if (r->n_remarks >= ROSTER_REMARKS)
		return 0;
	if (array_grow(&r->remarks, &r->cap_remarks, r->n_remarks + 1, sizeof *r->remarks) < 0)
		return fault_memory(f);
	const char *header = column >= 0 ? job->map.columns[column].header : "";
	if ((header = arena_text(&r->arena, header, strlen(header))) == NULL)
		return fault_memory(f);
	r->remarks[r->n_remarks++] =
		(struct roster_remark){line, other, header, _(reasons[reason]), reason < ROSTER_KEPT};
	return 0;
}

const char *
roster_sentence(enum roster_reason reason)
{
	return reason == ROSTER_FINE ? "" : _(reasons[reason]);
}

void
roster_unwrap(struct csv *c)
{
	for (size_t i = 0; i < c->n; i++) {
		const char *s = c->field[i];
		size_t n = strlen(s);
		if (n >= 3 && s[0] == '=' && s[1] == '"' && s[n - 1] == '"') {
			c->text.data[(size_t)(s - (const char *)c->text.data) + n - 1] = '\0';
			c->field[i] = s + 2;
		} else if (n >= 2 && s[0] == '\'') {
			c->field[i] = s + 1;
		}
	}
}

static int
next_row(struct roster_job *job, struct fault *f)
{
	int rc = csv_next(&job->csv, f);

	if (rc == 1)
		roster_unwrap(&job->csv);
	return rc;
}

static int
seek(struct roster_job *job, const char *at, size_t line, struct fault *f)
{
	job->csv.at = at;
	job->csv.next_line = line;
	return next_row(job, f);
}

int
roster_reread(struct roster_job *job, const struct roster_row *row, struct fault *f)
{
	int rc = seek(job, row->at, row->line, f);

	return rc == 0 ? fault_set(f, EX_SOFTWARE, "line %zu was there and is not.", row->line) : rc < 0 ? -1 : 0;
}

/* Behind a fault of the CSV itself. */
static int
untouched(struct fault *f)
{
	return fault_add(f, " %s", _("Mend that place in the spreadsheet and try again; nothing was taken in."));
}

/* Every row looked at by itself; nothing is written yet, so that a broken file changes nothing. */
static int
read_rows(struct roster_job *job, struct fault *f)
{
	int rc;

	for (;;) {
		const char *at = job->csv.at;
		if ((rc = next_row(job, f)) != 1)
			return rc < 0 ? untouched(f) : 0;
		if (job->n == ROSTER_ROWS)
			return fault_set(f, EX_DATAERR, _("%s has more than %d rows. Split it by township; nothing was taken in."), job->csv.name,
				ROSTER_ROWS);
		if (array_grow(&job->rows, &job->cap, job->n + 1, sizeof *job->rows) < 0)
			return fault_memory(f);
		struct roster_row *row = &job->rows[job->n++];
		*row = (struct roster_row){.line = job->csv.line, .at = at};
		roster_judge(job, row);
	}
}

static int
by_line(const void *a, const void *b)
{
	const struct roster_row *x = a, *y = b;

	return x->line < y->line ? -1 : x->line > y->line;
}

static int
by_person(const void *a, const void *b)
{
	const struct roster_row *x = a, *y = b;
	int c = memcmp(x->person, y->person, RECORD_ID);

	return c != 0 ? c : by_line(a, b);
}

/* Rows set aside for themselves alone stay with the household they name: it may lack its head because of them. */
static int
by_household(const void *a, const void *b)
{
	const struct roster_row *x = a, *y = b;
	int c = memcmp(x->household, y->household, RECORD_ID);

	return c != 0 ? c : by_line(a, b);
}

static void
sort_rows(struct roster_job *job, int (*order)(const void *a, const void *b))
{
	if (job->n > 1)
		qsort(job->rows, job->n, sizeof *job->rows, order);
}

static void
find_twice(struct roster_job *job)
{
	struct roster_row *first = NULL;

	if (job->map.keyed)
		return;
	sort_rows(job, by_person);
	for (size_t i = 0; i < job->n; i++) {
		struct roster_row *row = &job->rows[i];
		if (row->reason != ROSTER_FINE)
			continue;
		if (first != NULL && memcmp(first->person, row->person, RECORD_ID) == 0) {
			row->reason = ROSTER_TWICE;
			row->column = (int16_t)job->map.of[HOW_ID];
			row->other = first->line;
		} else {
			first = row;
		}
	}
}

/* Behind a fault of the store: what is in, and that the same file may come again. */
static int
taken_until(const struct roster_job *job, size_t households, struct fault *f)
{
	if (job->dry)
		return -1;
	if (households == 0)
		return fault_add(f, " %s", _("Nothing of this file was taken in."));
	fault_add(f, ngettext(" %zu household of this file is in.", " %zu households of this file are in.", households), households);
	return fault_add(f, " %s", _("Import the same file again: it goes on from there and makes nothing twice."));
}

static int
take_households(struct roster_job *job, struct fault *f)
{
	struct journal *j = job->store->journal;
	size_t at = 0, done = 0;
	int rc = 0;

	sort_rows(job, by_household);
	while (rc == 0 && at < job->n) {
		if (!job->dry && journal_begin(j, f) < 0)
			return taken_until(job, done, f);
		for (int i = 0; rc == 0 && at < job->n && i < HOUSEHOLDS_AT_ONCE; i++) {
			size_t n = 1;
			while (at + n < job->n &&
				memcmp(job->rows[at].household, job->rows[at + n].household, RECORD_ID) == 0)
				n++;
			rc = roster_household(job, &job->rows[at], n, f);
			at += n;
		}
		if (!job->dry && journal_end(j, rc == 0, f) < 0)
			return taken_until(job, done, f);
		done = job->report->households;
	}
	return rc == 0 ? 0 : taken_until(job, done, f);
}

/* One row as it was, behind its line and the reason. */
static void
write_row(struct roster_job *job, const char *line, const char *reason)
{
	struct buf *out = &job->report->rest;

	csv_put(out, line, 1);
	csv_put(out, reason, 0);
	for (size_t i = 0; i < job->csv.n; i++)
		csv_put_text(out, job->csv.field[i], 0);
	buf_text(out, "\r\n");
}

static int
by_remark(const void *a, const void *b)
{
	const struct roster_remark *x = a, *y = b;

	return x->line < y->line ? -1 : x->line > y->line;
}

static int
report_rows(struct roster_job *job, struct fault *f)
{
	struct roster_report *r = job->report;
	char line[32];
	struct buf reason = {0};
	int rc = seek(job, job->header_at, 1, f) < 0 ? -1 : 0;

	sort_rows(job, by_line);
	buf_text(&r->rest, "\xEF\xBB\xBF");
	if (rc == 0)
		write_row(job, "行号", "原因");
	for (size_t i = 0; rc == 0 && i < job->n; i++) {
		const struct roster_row *row = &job->rows[i];
		if (row->reason == ROSTER_FINE)
			continue;
		r->aside++;
		r->no_village += row->reason == ROSTER_NO_VILLAGE;
		rc = roster_remark(job, row->line, row->column, (enum roster_reason)row->reason, row->other, f);
		if (rc == 0)
			rc = roster_reread(job, row, f);
		if (rc < 0)
			break;
		buf_reset(&reason);
		if (row->column >= 0)
			buf_printf(&reason, _("%s: "), job->map.columns[row->column].header);
		buf_text(&reason, _(reasons[row->reason]));
		if (row->other > 0)
			buf_printf(&reason, " (%zu)", row->other);
		snprintf(line, sizeof line, "%zu", row->line);
		write_row(job, line, buf_str(&reason));
	}
	r->rows = job->n;
	if (r->n_remarks > 1)
		qsort(r->remarks, r->n_remarks, sizeof *r->remarks, by_remark);
	if (rc == 0 && (r->rest.failed || reason.failed))
		rc = fault_memory(f);
	buf_free(&reason);
	return rc;
}

static int
import(struct roster_job *job, const char *name, const char *text, size_t len, struct fault *f)
{
	struct roster_report *r = job->report;
	int rc;

	if (csv_open(&job->csv, name, text, len, f) < 0)
		return -1;
	if ((r->changes = arena_new(&r->arena, (size_t)job->store->form->n_questions + 1, sizeof *r->changes)) == NULL)
		return fault_memory(f);
	job->header_at = job->csv.at;
	if ((rc = next_row(job, f)) < 0)
		return untouched(f);
	if (rc == 0)
		return fault_set(f, EX_DATAERR, _("%s is empty; nothing was taken in."), name);
	job->width = job->csv.n;
	if (roster_map_header(&job->map, &job->csv, &r->ignored, f) < 0 || read_rows(job, f) < 0)
		return -1;
	find_twice(job);
	rc = take_households(job, f);
	if (report_rows(job, rc == 0 ? f : NULL) < 0)
		return rc == 0 ? taken_until(job, r->households, f) : -1;
	return rc;
}

int
roster_import(struct store *s, const struct roster_file *file, const struct roster_areas *areas, struct roster_report *report,
	struct fault *f)
{
	struct roster_job job = {.store = s, .dry = file->dry, .areas = areas, .report = report, .today = world_today(&s->world)};
	struct buf text = {0};
	const char *at;
	size_t len;
	int rc = roster_map_load(&job.map, s->form, file->map, &report->mistakes, f);

	if (rc == 0)
		rc = book_text(file->name, file->bytes, file->n, file->sheet, ROSTER_BYTES, &text, &at, &len, f);
	if (rc == 0)
		rc = import(&job, file->name, at, len, f);
	free(job.rows);
	csv_close(&job.csv);
	roster_map_free(&job.map);
	buf_wipe(&text);
	return rc;
}

void
roster_report_free(struct roster_report *report)
{
	free(report->remarks);
	buf_free(&report->mistakes);
	buf_wipe(&report->rest);
	arena_free(&report->arena);
	*report = (struct roster_report){0};
}
