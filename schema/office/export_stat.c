/* Tables for statistics: Stata and SPSS files, where numbers bear labels. */
#include <ctype.h>
#include <readstat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "num.h"
#include "office/export_inside.h"
#include "words.h"

enum {
	NAME = 32,           /* characters of a variable or of a set of labels */
	VARIABLE_LABEL = 240, /* bytes; SPSS holds 256, Stata 80 characters */
	VALUE_LABEL = 120,   /* bytes, of SPSS */
	TEXT = 2000,         /* bytes; Stata holds 2045 */
	SECONDS = 86400
};

/* What differs between the two. */
struct dialect {
	const char *ending, *date_format, *money_format, *number_format;
	int32_t first_day;    /* day 0 of dates, in days since 1970 */
	int day;              /* units in a day */
	readstat_error_t (*begin)(readstat_writer_t *w, void *self, long rows);
};

/* Both count days from before 1970: SPSS in seconds from the first day of the Gregorian calendar. */
static const struct dialect stata = {"dta", "%tdCCYY-NN-DD", "%15.2f", "%12.0g", -3653, 1, readstat_begin_writing_dta};
static const struct dialect spss = {"sav", "SDATE10", "F15.2", "F12.0", -141428, SECONDS, readstat_begin_writing_sav};

/* A column as variables: one; or, where several may be chosen, one for each choice, 1 chosen and 0 not. */
struct variables {
	readstat_variable_t **of;
	int n;
	int64_t *numbers; /* of the choices, where one is chosen */
};

struct page {
	const struct dialect *dialect;
	readstat_writer_t *writer;
	struct export_file *file;
	struct variables *columns;
	struct names taken; /* names of variables, in small letters */
	struct fault *f;    /* of the call at hand */
};

static int
failed(struct page *p, readstat_error_t error, struct fault *f)
{
	if (error == READSTAT_ERROR_MALLOC)
		return fault_memory(f);
	if (error == READSTAT_ERROR_ROW_COUNT_MISMATCH)
		return fault_set(f, EX_TEMPFAIL, _("The records changed while %s was written. Export again; nothing of the export is left."), p->file->to.path);
	if (error == READSTAT_ERROR_WRITE && f != NULL && f->code != 0)
		return -1;
	return fault_set(f, EX_CANTCREAT, _("%s could not be written (%s); nothing of the export is left."), p->file->to.path,
		readstat_error_message(error));
}

static ssize_t
take_bytes(const void *bytes, size_t n, void *self)
{
	enum { FLUSH = 65536 };
	struct page *p = self;

	buf_add(&p->file->out, bytes, n);
	if ((p->file->out.failed || p->file->out.len >= FLUSH) && export_file_flush(p->file, p->f) < 0)
		return -1;
	return (ssize_t)n;
}

/* A label cut to ${most} bytes, in the export's memory. */
static const char *
label(struct export *e, const char *zh, const char *en, const char *more, size_t most)
{
	struct buf text = {0};

	buf_printf(&text, "%s%s%s", zh[0] != '\0' ? zh : en, more[0] != '\0' ? ": " : "", more);
	const char *s = buf_str(&text), *kept = arena_text(&e->arena, s, export_cut(s, text.len, most));
	if (text.failed)
		kept = NULL;
	buf_free(&text);
	return kept;
}

/* A name that both programs take: letters, digits and '_', not too long, not there yet (SPSS knows no capitals), no word
 * of their languages. NULL when out of memory. */
static const char *
variable_name(struct export *e, struct page *p, const char *stem, const char *code)
{
	static const char *const words[] = {"all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with", "byte", "double",
		"float", "if", "in", "int", "long", "str", "using"};
	char name[NAME + 1], tail[12] = "";
	size_t n = 0;

	for (const char *part = stem; part != NULL; part = part == stem && code[0] != '\0' ? code : NULL) {
		if (part == code && n < NAME)
			name[n++] = '_';
		for (const char *s = part; *s != '\0' && n < NAME; s++)
			name[n++] = isalnum((unsigned char)*s) ? (char)tolower((unsigned char)*s) : '_';
	}
	name[n] = '\0';
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(name, words[i]) == 0)
			snprintf(name + n, sizeof name - n, "_"), n = strlen(name);
	for (int i = 2;; i++) {
		char *kept = arena_text(&e->arena, name, strlen(name));
		int rc = kept == NULL ? -1 : names_add(&p->taken, kept, 0);
		if (rc <= 0)
			return rc == 0 ? kept : NULL;
		int width = snprintf(tail, sizeof tail, "_%d", i);
		snprintf(name + (n + (size_t)width > NAME ? NAME - (size_t)width : n), (size_t)width + 1, "%s", tail);
	}
}

static readstat_variable_t *
add(struct export *e, struct page *p, const char *name, const char *text, readstat_type_t type, size_t width)
{
	if (name == NULL || text == NULL)
		return NULL;
	readstat_variable_t *v = readstat_add_variable(p->writer, name, type, width);
	(void)e;
	if (v != NULL)
		readstat_variable_set_label(v, text);
	return v;
}

/* Labels of the choices as a set; their numbers go to ${v}. */
static readstat_label_set_t *
label_set(struct export *e, struct page *p, const struct export_column *c, const char *name, struct variables *v)
{
	const struct choice_list *l = c->question->list;
	readstat_label_set_t *set = readstat_add_label_set(p->writer, READSTAT_TYPE_DOUBLE, name);

	v->numbers = arena_new(&e->arena, (size_t)l->n + 1, sizeof *v->numbers);
	for (int i = 0; set != NULL && i < l->n; i++) {
		const char *text = label(e, l->choices[i].label[LANG_ZH], l->choices[i].label[LANG_EN], "", VALUE_LABEL);
		if (text == NULL || v->numbers == NULL)
			return NULL;
		v->numbers[i] = export_number(l, i);
		readstat_label_double_value(set, (double)v->numbers[i], text);
	}
	return v->numbers == NULL ? NULL : set;
}

static int
add_many(struct export *e, struct page *p, const struct export_column *c, struct variables *v)
{
	const struct choice_list *l = c->question->list;

	v->n = l->n;
	if ((v->of = arena_new(&e->arena, (size_t)l->n + 1, sizeof(readstat_variable_t *))) == NULL)
		return -1;
	for (int i = 0; i < l->n; i++) {
		const char *choice = l->choices[i].label[LANG_ZH];
		v->of[i] = add(e, p, variable_name(e, p, c->name, l->choices[i].code),
			label(e, c->label[LANG_ZH], c->label[LANG_EN], choice[0] != '\0' ? choice : l->choices[i].label[LANG_EN], VARIABLE_LABEL),
			READSTAT_TYPE_DOUBLE, 0);
		if (v->of[i] == NULL)
			return -1;
		readstat_variable_set_format(v->of[i], p->dialect->number_format);
	}
	return 0;
}

static bool
is_text(const struct export_column *c)
{
	if (c->question == NULL || c->question->type == QUESTION_TEXT)
		return true;
	/* A calculate is what it gave. */
	return c->question->type == QUESTION_CALCULATE && c->text;
}

static int
add_one(struct export *e, struct page *p, const struct export_column *c, struct variables *v)
{
	const char *name = variable_name(e, p, c->name, "");
	size_t width = c->width > TEXT ? TEXT : c->width > 0 ? c->width : 1;

	v->n = 1;
	if ((v->of = arena_new(&e->arena, 1, sizeof(readstat_variable_t *))) == NULL)
		return -1;
	/* Numbers of a calculate that also gave texts are written out. */
	if (is_text(c) && c->question != NULL && c->question->type == QUESTION_CALCULATE && width < NUM_TEXT)
		width = NUM_TEXT;
	v->of[0] = add(e, p, name, label(e, c->label[LANG_ZH], c->label[LANG_EN], "", VARIABLE_LABEL),
		is_text(c) ? READSTAT_TYPE_STRING : READSTAT_TYPE_DOUBLE, is_text(c) ? width : 0);
	if (v->of[0] == NULL)
		return -1;
	if (is_text(c))
		return 0;
	if (c->question->list != NULL) {
		readstat_label_set_t *set = label_set(e, p, c, name, v);
		if (set == NULL)
			return -1;
		readstat_variable_set_label_set(v->of[0], set);
	}
	bool money = c->question->type == QUESTION_DECIMAL || c->question->type == QUESTION_CALCULATE;
	readstat_variable_set_format(v->of[0], c->question->type == QUESTION_DATE ? p->dialect->date_format
					       : money				  ? p->dialect->money_format
										  : p->dialect->number_format);
	return 0;
}

static int
open_page(struct export *e, struct export_table *t, const struct dialect *dialect, struct fault *f)
{
	struct page *p;
	readstat_error_t error;

	if ((t->page = calloc(1, sizeof *p)) == NULL)
		return fault_memory(f);
	p = t->page; /* drop() frees it */
	p->dialect = dialect;
	if ((p->file = export_file_new(e, t->name, dialect->ending, f)) == NULL)
		return -1;
	if ((p->writer = readstat_writer_init()) == NULL || (p->columns = arena_new(&e->arena, t->n, sizeof *p->columns)) == NULL)
		return fault_memory(f);
	readstat_set_data_writer(p->writer, take_bytes);
	for (size_t i = 0; i < t->n; i++) {
		const struct export_column *c = &t->columns[i];
		bool many = c->question != NULL && c->question->type == QUESTION_MANY;
		if ((many ? add_many : add_one)(e, p, c, &p->columns[i]) < 0)
			return fault_memory(f);
	}
	const char *title = label(e, t->table->label[LANG_ZH], t->table->label[LANG_EN], "", 60);
	if (title == NULL)
		return fault_memory(f);
	readstat_writer_set_file_label(p->writer, title);
	readstat_writer_set_file_timestamp(p->writer, (time_t)(e->store->world.now(e->store->world.self) / 1000));
	p->f = f;
	error = dialect->begin(p->writer, p, (long)t->rows);
	return error == READSTAT_OK ? 0 : failed(p, error, f);
}

static int
open_stata(struct export *e, struct export_table *t, struct fault *f)
{
	return open_page(e, t, &stata, f);
}

static int
open_spss(struct export *e, struct export_table *t, struct fault *f)
{
	return open_page(e, t, &spss, f);
}

static bool
chosen(const struct answer *a, const char *code)
{
	size_t n = strlen(code);

	for (const char *at = a->text, *end = a->text + a->len; at < end;) {
		const char *space = memchr(at, ' ', (size_t)(end - at));
		size_t len = space != NULL ? (size_t)(space - at) : (size_t)(end - at);
		if (len == n && memcmp(at, code, n) == 0)
			return true;
		at += len + (space != NULL);
	}
	return false;
}

static readstat_error_t
put_text(struct export *e, struct page *p, const struct export_column *c, readstat_variable_t *v, const struct answer *a)
{
	struct buf text = {0};
	size_t fit;

	(void)c;
	answer_write(a, &text);
	fit = export_cut(buf_str(&text), text.len, TEXT);
	e->report->cut += fit < text.len;
	const char *s = arena_text(&e->row, buf_str(&text), fit);
	readstat_error_t error = s == NULL || text.failed ? READSTAT_ERROR_MALLOC : readstat_insert_string_value(p->writer, v, s);
	buf_wipe(&text);
	return error;
}

static readstat_error_t
put_one(struct export *e, struct page *p, const struct export_column *c, const struct variables *v, const struct answer *a)
{
	readstat_variable_t *to = v->of[0];

	if (is_text(c))
		return put_text(e, p, c, to, a);
	if (a->kind == ANSWER_TEXT) {
		const struct choice_list *l = c->question->list;
		int i = l != NULL ? names_find(&l->codes, a->text, a->len) : -1;
		/* A code that this form's list does not have has no number. */
		return i < 0 ? readstat_insert_missing_value(p->writer, to) : readstat_insert_double_value(p->writer, to, (double)v->numbers[i]);
	}
	if (a->kind == ANSWER_DATE)
		return readstat_insert_double_value(p->writer, to, (double)(a->i - p->dialect->first_day) * p->dialect->day);
	return readstat_insert_double_value(p->writer, to, a->kind == ANSWER_FIXED ? (double)a->i / 100 : (double)a->i);
}

static readstat_error_t
put_cell(struct export *e, struct page *p, const struct export_column *c, const struct variables *v, const struct answer *a)
{
	readstat_error_t error = READSTAT_OK;

	if (a->kind != ANSWER_BLANK && (c->question == NULL || c->question->type != QUESTION_MANY))
		return put_one(e, p, c, v, a);
	for (int i = 0; error == READSTAT_OK && i < v->n; i++)
		if (a->kind == ANSWER_BLANK)
			error = is_text(c) ? readstat_insert_string_value(p->writer, v->of[i], "") : readstat_insert_missing_value(p->writer, v->of[i]);
		else
			error = readstat_insert_double_value(p->writer, v->of[i], chosen(a, c->question->list->choices[i].code));
	return error;
}

static int
row(struct export *e, struct export_table *t, const struct answer *cells, struct fault *f)
{
	struct page *p = t->page;
	readstat_error_t error;

	p->f = f;
	error = readstat_begin_row(p->writer);
	for (size_t i = 0; error == READSTAT_OK && i < t->n; i++)
		error = put_cell(e, p, &t->columns[i], &p->columns[i], &cells[i]);
	if (error == READSTAT_OK)
		error = readstat_end_row(p->writer);
	return error == READSTAT_OK ? 0 : failed(p, error, f);
}

static int
close_page(struct export *e, struct export_table *t, struct fault *f)
{
	struct page *p = t->page;

	(void)e;
	p->f = f;
	readstat_error_t error = readstat_end_writing(p->writer);
	return error == READSTAT_OK ? export_file_flush(p->file, f) : failed(p, error, f);
}

static void
drop(struct export *e, struct export_table *t)
{
	struct page *p = t->page;

	(void)e;
	if (p == NULL)
		return;
	if (p->writer != NULL)
		readstat_writer_free(p->writer);
	names_free(&p->taken);
	free(p);
	t->page = NULL;
}

const struct export_writer export_stata = {.measured = true, .open = open_stata, .row = row, .close = close_page, .drop = drop};
const struct export_writer export_spss = {.measured = true, .open = open_spss, .row = row, .close = close_page, .drop = drop};
