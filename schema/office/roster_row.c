/* One row of a roster by itself: its answers, its village, its household. */
#include <string.h>

#include "date.h"
#include "journal/hash.h"
#include "identity/identity.h"
#include "office/roster_inside.h"
#include "sheet/book.h"
#include "text.h"

enum {
	CELL = 1000, /* bytes of a cell that is taken in */
	ID_TEXT = 41,
	VILLAGE = 12, /* digits of a village code; its first 9 are the township's, the first 6 the county's */
	TOWN = 9,
	COUNTY = 6
};

static const char *
by_label(const struct choice_list *l, const char *word, size_t n)
{
	for (int i = 0; i < l->n; i++)
		if (strlen(l->choices[i].label[LANG_ZH]) == n && memcmp(l->choices[i].label[LANG_ZH], word, n) == 0)
			return l->choices[i].code;
	return NULL;
}

/* The code of one word, "" when the word means no answer, NULL when it is unknown. Numbers are no words: every system
 * has its own (1 is female in one, Manchu is 02 in another). */
static const char *
code_of(const struct roster_map *m, const struct question *q, const char *word, size_t n)
{
	const char *code = by_label(q->list, word, n);
	char longer[64];

	for (size_t i = 0; code == NULL && i < m->n_aliases; i++)
		if (m->aliases[i].question == q && roster_among(word, n, m->aliases[i].words))
			code = m->aliases[i].code;
	for (size_t i = 0; code == NULL && i < m->n_suffixes; i++) {
		size_t more = strlen(m->suffixes[i].code);
		if (m->suffixes[i].question != q || n + more >= sizeof longer)
			continue;
		memcpy(longer, word, n);
		memcpy(longer + n, m->suffixes[i].code, more);
		code = by_label(q->list, longer, n + more);
	}
	return code;
}

/* Several words with any separator a spreadsheet or a person puts between them. */
static enum roster_reason
codes_of(const struct roster_map *m, const struct question *q, const char *cell, struct arena *a, struct answer *out)
{
	static const char *const separators[] = {",", "，", "、", ";", "；", "|", "/", " "};
	struct buf codes = {0};
	enum roster_reason reason = ROSTER_FINE;

	while (*cell != '\0' && reason == ROSTER_FINE) {
		size_t n = strlen(cell), skip = 0;
		for (size_t i = 0; i < sizeof separators / sizeof separators[0]; i++) {
			const char *at = strstr(cell, separators[i]);
			if (at != NULL && (size_t)(at - cell) < n) {
				n = (size_t)(at - cell);
				skip = strlen(separators[i]);
			}
		}
		const char *code = n == 0 ? "" : code_of(m, q, cell, n);
		if (code == NULL)
			reason = ROSTER_BAD_WORD;
		else if (code[0] != '\0')
			buf_printf(&codes, "%s%s", codes.len > 0 ? " " : "", code);
		cell += n + skip;
	}
	if (reason == ROSTER_FINE) {
		/* answer_read() may point into what it was given. */
		const char *text = arena_text(a, buf_str(&codes), codes.len);
		if (text == NULL || codes.failed || answer_read(a, q, text, codes.len, out) < 0)
			reason = ROSTER_BAD_WORD;
	}
	buf_free(&codes);
	return reason;
}

/* 19650312, 1965-03-12, 1965/3/12, 1965.3.12, 1965年3月12日, with or without a time behind. */
static bool
date_of(const char *cell, int32_t today, struct answer *out)
{
	char text[32];
	size_t n = strcspn(cell, " T");
	int32_t days;

	if (n >= sizeof text || strspn(cell, "0123456789") < 4)
		return false;
	memcpy(text, cell, n);
	text[n] = '\0';
	for (size_t i = 0; i < n; i++)
		if (text[i] == '/')
			text[i] = '-';
	if (date_spoken(text, n, today, &days) < 0)
		return false;
	*out = answer_date(days);
	return true;
}

/* Numbers lose their blanks and end in a capital X. */
static void
id_text(const char *cell, char out[ID_TEXT])
{
	size_t n = 0;

	for (; *cell != '\0' && n + 1 < ID_TEXT; cell++)
		if (*cell != ' ')
			out[n++] = *cell == 'x' ? 'X' : *cell;
	out[n] = '\0';
}

enum roster_reason
roster_answer(const struct roster_map *m, const struct roster_column *column, const char *cell, struct arena *a,
	int32_t today, struct answer *out)
{
	const struct question *q = column->question;
	size_t n = strlen(cell);

	*out = answer_blank();
	if (n == 0)
		return ROSTER_FINE;
	for (size_t i = 0; i < n; i++)
		if (n > CELL || (unsigned char)cell[i] < ' ' || cell[i] == 0x7F)
			return ROSTER_BAD_VALUE;
	if (column->how == HOW_ID) {
		char id[ID_TEXT];
		id_text(cell, id);
		const char *text = arena_text(a, id, strlen(id));
		return text != NULL && answer_read(a, q, text, strlen(text), out) == 0 ? ROSTER_FINE : ROSTER_BAD_VALUE;
	}
	if (q->type == QUESTION_MANY)
		return codes_of(m, q, cell, a, out);
	if (q->type == QUESTION_ONE) {
		const char *code = code_of(m, q, cell, n);
		return code != NULL && answer_read(a, q, code, strlen(code), out) == 0 ? ROSTER_FINE : ROSTER_BAD_WORD;
	}
	if (q->type == QUESTION_DATE)
		return date_of(cell, today, out) ? ROSTER_FINE : ROSTER_BAD_VALUE;
	return answer_read(a, q, cell, n, out) == 0 ? ROSTER_FINE : ROSTER_BAD_VALUE;
}

static bool
is_village(const struct roster_area *area)
{
	return strlen(area->code) == VILLAGE && strcmp(area->code + TOWN, "000") != 0;
}

static size_t
name_length(const char *s)
{
	static const char *const ends[] = {"村民委员会", "居民委员会", "村委会", "居委会", "行政村", "村"};
	size_t n = strlen(s);

	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		size_t end = strlen(ends[i]);
		if (n > end && strcmp(s + n - end, ends[i]) == 0)
			return n - end;
	}
	return n;
}

static bool
same_place(const char *a, const char *b)
{
	size_t n = name_length(a);

	return strcmp(a, b) == 0 || (n == name_length(b) && memcmp(a, b, n) == 0);
}

/* Whether a place of this name whose code has ${digits} telling digits lies over the village; a blank name does. */
static bool
lies_in(const struct roster_areas *areas, const struct roster_area *village, const char *name, size_t digits)
{
	bool known = false;

	if (name[0] == '\0')
		return true;
	for (size_t i = 0; i < areas->n; i++) {
		const struct roster_area *over = &areas->list[i];
		if (is_village(over) || strlen(over->code) < digits || strcmp(over->name, name) != 0)
			continue;
		known = true;
		if (strncmp(over->code, village->code, digits) == 0)
			return true;
	}
	/* A place that the county's table does not list tells nothing. */
	return !known && digits == COUNTY;
}

static bool
fits(const struct roster_job *job, const struct roster_area *area, const char *village)
{
	return is_village(area) && same_place(area->name, village) &&
	       lies_in(job->areas, area, roster_cell(&job->map, &job->csv, HOW_TOWN), TOWN) &&
	       lies_in(job->areas, area, roster_cell(&job->map, &job->csv, HOW_COUNTY), COUNTY);
}

/* The village that the row's own code means, for a county that has not listed its villages. */
static const struct roster_area *
learn_area(struct roster_job *job, const char *code)
{
	const char *county = job->areas->county;
	struct roster_area *area;

	if (county == NULL || strspn(code, "0123456789") != strlen(code) || strncmp(code, county, strlen(county)) != 0 ||
		!is_village(&(struct roster_area){.code = code}))
		return NULL;
	if (job->learnt != NULL && strcmp(job->learnt->code, code) == 0)
		return job->learnt;
	if ((area = arena_new(&job->report->arena, 1, sizeof *area)) == NULL)
		return NULL;
	area->name = "";
	area->code = arena_text(&job->report->arena, code, strlen(code));
	return area->code == NULL ? NULL : (job->learnt = area);
}

static const struct roster_area *
find_area(struct roster_job *job)
{
	const char *code = roster_cell(&job->map, &job->csv, HOW_AREA),
		   *village = roster_cell(&job->map, &job->csv, HOW_VILLAGE);
	const struct roster_areas *areas = job->areas;
	const struct roster_area *found = NULL, *only = NULL;
	size_t n_found = 0, n_villages = 0;

	if (areas->n == 0)
		return learn_area(job, code);
	for (size_t i = 0; i < areas->n; i++) {
		const struct roster_area *area = &areas->list[i];
		if (!is_village(area))
			continue;
		n_villages++;
		only = area;
		if (code[0] != '\0' ? strcmp(code, area->code) == 0 : village[0] != '\0' && fits(job, area, village)) {
			n_found++;
			found = area;
		}
	}
	if (code[0] == '\0' && village[0] == '\0')
		return n_villages == 1 ? only : NULL;
	return n_found == 1 ? found : NULL;
}

void
roster_person_id(const unsigned char household[RECORD_ID], const char *id, const char *name, const char *birth,
	unsigned char out[RECORD_ID])
{
	static const char label[] = "fangpin roster person 1";
	struct hash h;

	hash_start(&h, RECORD_ID);
	hash_add(&h, label, sizeof label);
	hash_add(&h, household, RECORD_ID);
	hash_add(&h, id, strlen(id) + 1);
	if (id[0] == '\0') {
		hash_add(&h, name, strlen(name) + 1);
		hash_add(&h, birth, strlen(birth) + 1);
	}
	hash_end(&h, out);
}

void
roster_household_id(const char *area, const char *number, const char *head, unsigned char out[RECORD_ID])
{
	static const char label[] = "fangpin roster household 1";
	const char *key = number[0] != '\0' ? number : head;
	struct hash h;

	hash_start(&h, RECORD_ID);
	hash_add(&h, label, sizeof label);
	hash_add(&h, area, strlen(area) + 1);
	hash_add(&h, number[0] != '\0' ? "n" : "h", 1);
	hash_add(&h, key, strlen(key));
	hash_end(&h, out);
}

/* Which household the row names: by number, else by its head. */
static bool
name_household(const struct roster_job *job, struct roster_row *row, const char *own)
{
	const char *number = roster_cell(&job->map, &job->csv, HOW_HOUSEHOLD);
	char head[ID_TEXT];

	id_text(roster_cell(&job->map, &job->csv, HOW_HEAD_ID), head);
	if (number[0] == '\0' && head[0] == '\0' && row->head)
		memcpy(head, own, strlen(own) + 1);
	if (number[0] == '\0' && head[0] == '\0')
		return false;
	roster_household_id(row->area->code, number, head, row->household);
	return true;
}

static void
reject(struct roster_row *row, int column, enum roster_reason reason)
{
	if (row->reason == ROSTER_FINE) {
		row->reason = (uint16_t)reason;
		row->column = (int16_t)column;
	}
}

/* The number's form, where the kind of document is the one that has a check character. */
static void
judge_id(struct roster_job *job, struct roster_row *row, const char *id, bool checked)
{
	struct id_number number;

	if (id[0] != '\0' && checked && (id_number_read(id, strlen(id), &number) != IDENTITY_FITS || strcmp(number.text, id) != 0))
		reject(row, job->map.of[HOW_ID], ROSTER_BAD_ID);
	if (id[0] == '\0' && checked)
		roster_remark(job, row->line, job->map.of[HOW_ID], ROSTER_NO_ID, 0, NULL);
}

/* What a spreadsheet spoilt must not go in as something else, nor make a household of its own. */
static void
judge_spoilt(struct roster_job *job, struct roster_row *row)
{
	for (size_t i = 0; i < job->map.n; i++) {
		const struct roster_column *column = &job->map.columns[i];
		const char *cell = column->how == HOW_SKIP || column->at < 0 ? "" : csv_field(&job->csv, (size_t)column->at);
		if (book_lost_digits(cell))
			reject(row, (int)i, ROSTER_DIGITS);
		else if (book_failed_formula(cell))
			reject(row, (int)i, ROSTER_FORMULA);
	}
}

static void
judge_cells(struct roster_job *job, struct roster_row *row, char birth[DATE_TEXT], bool *checked)
{
	struct arena a = {0};
	struct answer answer;

	for (size_t i = 0; i < job->map.n; i++) {
		const struct roster_column *column = &job->map.columns[i];
		if (column->question == NULL || column->at < 0 || column->how == HOW_AREA)
			continue;
		enum roster_reason reason = roster_answer(
			&job->map, column, csv_field(&job->csv, (size_t)column->at), &a, job->today, &answer);
		if (reason == ROSTER_FINE && answer.kind == ANSWER_BLANK && column->required && column->how != HOW_ID)
			reason = column->how == HOW_NAME ? ROSTER_NO_NAME : ROSTER_BLANK;
		if (reason != ROSTER_FINE && (column->required || column->how == HOW_HOUSEHOLD))
			reject(row, (int)i, reason);
		else if (reason != ROSTER_FINE)
			roster_remark(job, row->line, (int)i, ROSTER_WORD_LEFT, 0, NULL);
		if (reason != ROSTER_FINE || answer.kind == ANSWER_BLANK)
			continue;
		if (column->question == job->map.head)
			row->head = strlen(job->map.head_code) == answer.len &&
				    memcmp(answer.text, job->map.head_code, answer.len) == 0;
		if (column->question == job->map.checked)
			*checked = strlen(job->map.checked_code) == answer.len &&
				   memcmp(answer.text, job->map.checked_code, answer.len) == 0;
		if (column->how == HOW_BIRTH && answer.kind == ANSWER_DATE)
			date_format((int32_t)answer.i, birth);
	}
	arena_wipe(&a);
}

enum roster_reason
roster_shape(const struct csv *c, size_t width)
{
	if (c->next_line > c->line + 1)
		return ROSTER_LINES;
	for (size_t i = width; i < c->n; i++)
		if (c->field[i][0] != '\0')
			return ROSTER_CELLS;
	return ROSTER_FINE;
}

void
roster_judge(struct roster_job *job, struct roster_row *row)
{
	static const unsigned char anywhere[RECORD_ID];
	char id[ID_TEXT], birth[DATE_TEXT] = "";
	bool checked = true;

	row->column = -1;
	if ((row->reason = (uint16_t)roster_shape(&job->csv, job->width)) != ROSTER_FINE)
		return;
	id_text(roster_cell(&job->map, &job->csv, HOW_ID), id);
	judge_spoilt(job, row);
	if ((row->area = find_area(job)) == NULL)
		reject(row, job->map.of[HOW_VILLAGE], ROSTER_NO_VILLAGE);
	judge_cells(job, row, birth, &checked);
	judge_id(job, row, id, checked);
	if (row->area != NULL && !name_household(job, row, id))
		reject(row, job->map.of[HOW_HOUSEHOLD], ROSTER_NO_HOUSEHOLD);
	if (row->reason != ROSTER_FINE)
		return;
	const char *name = roster_cell(&job->map, &job->csv, HOW_NAME);
	roster_person_id(id[0] != '\0' ? anywhere : row->household, id, name, birth, row->person);
	roster_person_id(row->household, id, name, birth, row->member);
}
