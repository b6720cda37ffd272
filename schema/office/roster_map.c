/* roster.csv under the form in force, and the columns of one file found by it. */
#include <stdio.h>
#include <string.h>

#include "form/shipped.h"
#include "office/roster_inside.h"
#include "words.h"

static const char *const how_names[HOWS] = {
	[HOW_ANSWER] = "",
	[HOW_SKIP] = "skip",
	[HOW_HOUSEHOLD] = "household",
	[HOW_AREA] = "area",
	[HOW_VILLAGE] = "village",
	[HOW_TOWN] = "town",
	[HOW_COUNTY] = "county",
	[HOW_HEAD_ID] = "head_id",
	[HOW_NAME] = "name",
	[HOW_ID] = "id",
	[HOW_BIRTH] = "birth",
};

/* Rows of the sheet, by kind. */
enum kind { KIND_COLUMN, KIND_ALIAS, KIND_SUFFIX, KIND_HEAD, KIND_CHECKED, KINDS };
static const char *const kind_names[KINDS] = {"column", "alias", "suffix", "head", "checked"};

/* Columns of the sheet. */
enum { SHEET_KIND, SHEET_NAME, SHEET_QUESTION, SHEET_HOW, SHEET_REQUIRED, SHEET_VALUE, SHEET_COLUMNS };

enum { MAP_ROWS = 4096 };

static int
word_in(const char *word, const char *const *list, int n)
{
	for (int i = 0; i < n; i++)
		if (strcmp(word, list[i]) == 0)
			return i;
	return -1;
}

static const struct question *
asked(const struct form *form, const char *name)
{
	int q = form_question(form, name, strlen(name));

	return q >= 0 && form->questions[q].type != QUESTION_CALCULATE && form->questions[q].type != QUESTION_NOTE
		       ? &form->questions[q]
		       : NULL;
}

static const char *
copy(struct arena *a, const char *s)
{
	return arena_text(a, s, strlen(s));
}

static int
read_column(struct roster_map *m, const struct csv *c, const struct question *q, struct fault *f)
{
	int how = word_in(csv_field(c, SHEET_HOW), how_names, HOWS);
	const char *names = copy(&m->arena, csv_field(c, SHEET_NAME));
	const char *header = names == NULL ? NULL : arena_text(&m->arena, names, strcspn(names, "|"));

	if (how < 0)
		return fault_set(f, EX_SOFTWARE, "roster.csv:%zu: how", c->line);
	if (header == NULL)
		return fault_memory(f);
	if (how != HOW_ANSWER && how != HOW_SKIP)
		m->of[how] = (int)m->n;
	m->columns[m->n++] = (struct roster_column){
		names, header, q, (enum roster_how)how, strcmp(csv_field(c, SHEET_REQUIRED), "yes") == 0, -1};
	return 0;
}

static int
read_row(struct roster_map *m, const struct form *form, const struct csv *c, struct fault *f)
{
	int kind = word_in(csv_field(c, SHEET_KIND), kind_names, KINDS);
	const struct question *q = asked(form, csv_field(c, SHEET_QUESTION));
	const char *names = copy(&m->arena, csv_field(c, SHEET_NAME)),
		   *value = copy(&m->arena, csv_field(c, SHEET_VALUE));

	if (kind < 0)
		return fault_set(f, EX_SOFTWARE, "roster.csv:%zu: kind", c->line);
	if (names == NULL || value == NULL)
		return fault_memory(f);
	if (kind == KIND_COLUMN)
		return read_column(m, c, q, f);
	if (q == NULL) /* a form without this question needs no words for it */
		return 0;
	switch ((enum kind)kind) {
	case KIND_ALIAS:
		m->aliases[m->n_aliases++] = (struct roster_alias){q, names, value};
		break;
	case KIND_SUFFIX:
		m->suffixes[m->n_suffixes++] = (struct roster_alias){q, names, value};
		break;
	case KIND_HEAD:
		m->head = q;
		m->head_code = value;
		break;
	default:
		m->checked = q;
		m->checked_code = value;
	}
	return 0;
}

int
roster_map_load(struct roster_map *m, const struct form *form, struct fault *f)
{
	struct sheet sheet;
	struct csv c;
	int rc;

	*m = (struct roster_map){.person = -1};
	for (int i = 0; i < HOWS; i++)
		m->of[i] = -1;
	if (shipped_sheet("roster.csv", &sheet) < 0)
		return fault_set(f, EX_SOFTWARE, "no sheet roster.csv");
	m->columns = arena_new(&m->arena, MAP_ROWS, sizeof *m->columns);
	m->aliases = arena_new(&m->arena, MAP_ROWS, sizeof *m->aliases);
	m->suffixes = arena_new(&m->arena, MAP_ROWS, sizeof *m->suffixes);
	if (m->columns == NULL || m->aliases == NULL || m->suffixes == NULL)
		return fault_memory(f);
	if (csv_open(&c, sheet.name, sheet.data, sheet.n, f) < 0)
		return -1;
	rc = csv_next(&c, f) == 1 && c.n == SHEET_COLUMNS ? 0 : fault_set(f, EX_SOFTWARE, "roster.csv: header");
	for (size_t i = 0; rc == 0 && i < MAP_ROWS && (rc = csv_next(&c, f)) == 1; i++)
		rc = read_row(m, form, &c, f);
	csv_close(&c);
	if (rc < 0)
		return -1;
	if (m->of[HOW_NAME] < 0 || m->of[HOW_ID] < 0 || m->columns[m->of[HOW_NAME]].question == NULL ||
		m->columns[m->of[HOW_ID]].question == NULL || m->head == NULL)
		return fault_set(f, EX_CONFIG,
			_("The form in force has no question for a person's name, number or relation to the head: a "
			  "roster cannot be taken in."));
	m->person = m->columns[m->of[HOW_NAME]].question->table;
	m->root = form->tables[m->person].parent;
	if (m->root < 0 || form->tables[m->root].parent >= 0)
		return fault_set(f, EX_CONFIG,
			_("In the form in force people do not stand directly under a household: a roster cannot be "
			  "taken in."));
	for (size_t i = 0; i < m->n; i++) {
		const struct question *q = m->columns[i].question;
		if (q != NULL && q->table != m->person && q->table != m->root)
			m->columns[i].question = NULL;
	}
	return 0;
}

void
roster_map_free(struct roster_map *m)
{
	arena_free(&m->arena);
}

/* The text with full-width brackets made plain and blanks left out, for comparing headers. */
static void
plain(const char *s, char *out, size_t room)
{
	static const struct {
		const char *from, *to;
	} marks[] = {{"（", "("}, {"）", ")"}, {" ", ""}, {"\n", ""}, {"\r", ""}, {"　", ""}};
	size_t n = 0;

	while (*s != '\0' && n + 2 < room) {
		size_t i, count = sizeof marks / sizeof marks[0];
		for (i = 0; i < count && strncmp(s, marks[i].from, strlen(marks[i].from)) != 0; i++)
			;
		if (i == count) {
			out[n++] = *s++;
			continue;
		}
		s += strlen(marks[i].from);
		if (marks[i].to[0] != '\0')
			out[n++] = marks[i].to[0];
	}
	out[n] = '\0';
}

static bool
among(const char *word, const char *names)
{
	size_t n = strlen(word);

	for (const char *at = names;; at++) {
		size_t len = strcspn(at, "|");
		if (len == n && memcmp(at, word, n) == 0)
			return n > 0;
		at += len;
		if (*at == '\0')
			return false;
	}
}

int
roster_map_header(struct roster_map *m, const struct csv *c, size_t *ignored, struct fault *f)
{
	char header[256];

	*ignored = 0;
	for (size_t i = 0; i < c->n; i++) {
		size_t k = 0;
		plain(c->field[i], header, sizeof header);
		while (k < m->n && !among(header, m->columns[k].names))
			k++;
		if (k == m->n)
			*ignored += header[0] != '\0';
		else if (m->columns[k].at < 0)
			m->columns[k].at = (int)i;
	}
	for (size_t k = 0; k < m->n; k++)
		if (m->columns[k].required && m->columns[k].at < 0)
			return fault_set(f, EX_DATAERR,
				_("%s has no column \"%s\" in its first row: this is no roster of people. Nothing was "
				  "taken in."),
				c->name, m->columns[k].header);
	if (m->of[HOW_HOUSEHOLD] >= 0 && m->columns[m->of[HOW_HOUSEHOLD]].at < 0 &&
		(m->of[HOW_HEAD_ID] < 0 || m->columns[m->of[HOW_HEAD_ID]].at < 0))
		return fault_set(f, EX_DATAERR,
			_("%s has neither household numbers nor the heads' identity numbers, so that its people cannot "
			  "be put into households. Nothing was taken in."),
			c->name);
	return 0;
}

const char *
roster_cell(const struct roster_map *m, const struct csv *c, enum roster_how how)
{
	int column = m->of[how];

	return column < 0 || m->columns[column].at < 0 ? "" : csv_field(c, (size_t)m->columns[column].at);
}
