#include "form/rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "csv.h"
#include "text.h"
#include "words.h"

enum { TO_NOTHING = -1, TO_EXTRA = -2, TO_BLANK = -3, TO_REFUSED = -4 }; /* otherwise an index into kind->columns */

struct reading {
	struct csv csv;
	struct rows *out;
	struct arena *work, *keep;
	struct mistakes *m;
	const struct spelling *spellings;
	int to[CSV_FIELDS];    /* what the column is */
	int extra[CSV_FIELDS]; /* for TO_EXTRA: which */
	const char *why[CSV_FIELDS]; /* for TO_REFUSED: what to say */
	const char *names[CSV_FIELDS];
	size_t width;          /* columns of the header row */
	size_t cap;
	struct row *rows;      /* growing; moved into the arena at the end */
};

const char *
rows_column(const struct sheet_kind *kind, int cell)
{
	for (size_t i = 0; i < kind->n_columns; i++)
		if (kind->columns[i].cell == cell)
			return kind->columns[i].name;
	return "";
}

static int
known_column(const struct sheet_kind *kind, const char *name)
{
	for (size_t i = 0; i < kind->n_columns; i++)
		if (strcmp(kind->columns[i].name, name) == 0)
			return (int)i;
	return TO_NOTHING;
}

/* Lower case, blanks as _, without what says where XForms keeps it (bind::, control::, body::), and the language, of a
 * header such as "bind::relevant", "Label:English" or "list name": the head into ${out}. Returns the language's part. */
static const char *
head_of(const char *name, char out[FORM_NAME + 1])
{
	static const char *const inside[] = {"bind", "control", "body"};
	size_t n = 0;

	out[0] = '\0';
	for (const char *at = name + strspn(name, " "); *at != '\0';) {
		if (*at == ':' && strncmp(out, "jr", 3) != 0) {
			at += strspn(at, ": ");
			bool skip = false;
			for (size_t i = 0; i < sizeof inside / sizeof inside[0]; i++)
				skip |= strcmp(out, inside[i]) == 0;
			if (!skip)
				return at;
			out[n = 0] = '\0';
			continue;
		}
		if (n == FORM_NAME)
			return NULL;
		const bool blank = *at == ' ';
		char c = blank ? '_' : *at >= 'A' && *at <= 'Z' ? (char)(*at + 32) : *at;
		at += blank ? strspn(at, " ") : 1;
		if (blank && (*at == '\0' || *at == ':'))
			continue;
		out[n++] = c;
		out[n] = '\0';
	}
	return "";
}

/* Whether ${s} begins with this language code, alone or with what follows a code: "zh-Hans)". */
static bool
is_code(const char *s, const char *code)
{
	return strncasecmp(s, code, 2) == 0 && (strchr(")-_", s[2]) != NULL || strncmp(s + 2, "）", strlen("）")) == 0);
}

/* The two languages of a form, as headers name them: by a code, alone or in brackets at the end, or by a name. */
static const char *
language_of(const char *s)
{
	static const struct {
		const char *code, *column, *names[4];
	} languages[] = {{"zh", "::中文 (zh)", {"中文", "简体中文", "汉语", "chinese"}}, {"en", "::English (en)", {"english", "英文", "英语"}}};
	const char *code = s;

	for (const char *at = s; *at != '\0'; at++)
		if (*at == '(' || strncmp(at, "（", strlen("（")) == 0)
			code = at + (*at == '(' ? 1 : strlen("（"));
	for (size_t i = 0; i < sizeof languages / sizeof languages[0]; i++) {
		if (is_code(code, languages[i].code))
			return languages[i].column;
		for (size_t k = 0; k < 4 && languages[i].names[k] != NULL; k++)
			if (strcasecmp(s, languages[i].names[k]) == 0)
				return languages[i].column;
	}
	return NULL;
}

/* The column that a header spells otherwise than the table: its index, TO_REFUSED with *${why}, or TO_NOTHING, with *${why}
 * where there is more to say than the nearest name. */
static int
spelt_column(const struct sheet_kind *kind, const struct spelling *s, const char *name, const char **why)
{
	char head[FORM_NAME + 1], full[2 * FORM_NAME];
	const char *language = head_of(name, head), *means = head;

	for (; language != NULL && s != NULL && s->name != NULL; s++)
		if (strcmp(s->name, head) == 0) {
			if (s->means == NULL) {
				*why = s->why;
				return TO_REFUSED;
			}
			means = s->means;
		}
	if (language == NULL)
		return TO_NOTHING;
	if (language[0] != '\0' && (language = language_of(language)) == NULL) {
		if (known_column(kind, means) >= 0)
			*why = N_("no column has this name, since forms speak Chinese and English. Mend: put # before it, which makes it a note.");
		return TO_NOTHING;
	}
	snprintf(full, sizeof full, "%s%s", means, language);
	return known_column(kind, full);
}

static const char *
nearest_column(const struct sheet_kind *kind, const char *name, unsigned *edits)
{
	const char *best = "";

	*edits = 0;
	for (size_t i = 0; i < kind->n_columns; i++) {
		unsigned d;
		nearest(name, &kind->columns[i].name, 1, &d);
		if (i == 0 || d < *edits) {
			*edits = d;
			best = kind->columns[i].name;
		}
	}
	return best;
}

/* A column that is not in the table: a further one where the sheet may have such, else a mistake. */
static int
further_column(struct reading *r, const char *name, struct place at)
{
	const struct sheet_kind *kind = r->out->kind;
	unsigned edits;
	const char *near = nearest_column(kind, name, &edits);
	size_t n = strlen(name);

	/* One or two letters off a known name is a slip, even where further columns are allowed. */
	if (kind->max_extras == 0 || edits <= 2 || !text_is_name(name, n) || n > FORM_NAME) {
		mistake(r->m, at,
			_("no column has this name. Mend: the nearest is \"%s\"; a column for notes starts with #."), near);
		return TO_NOTHING;
	}
	if (r->out->n_extras == kind->max_extras) {
		mistake(r->m, at, _("more than %d further columns. Mend: remove some."), kind->max_extras);
		return TO_NOTHING;
	}
	return TO_EXTRA;
}

static bool
has_column(const struct reading *r, int column)
{
	for (size_t i = 0; i < r->width; i++)
		if (r->to[i] == column)
			return true;
	return false;
}

/* Whether the columns that are needed are there; without them no row can be understood. */
static bool
read_header(struct reading *r)
{
	struct rows *out = r->out;
	const struct sheet_kind *kind = out->kind;

	r->width = r->csv.n;
	out->extras = arena_new(r->work, (size_t)kind->max_extras + 1, sizeof *out->extras);
	for (size_t i = 0; i < r->width; i++) {
		const char *name = csv_field(&r->csv, i);
		struct place at = {out->sheet, r->csv.line, name, NULL};
		r->to[i] = name[0] == '\0' ? TO_BLANK : TO_NOTHING;
		r->names[i] = arena_text(r->work, name, strlen(name));
		r->m->memory |= r->names[i] == NULL;
		if (name[0] == '\0' || name[0] == '#')
			continue;
		if ((size_t)csv_column(&r->csv, name) != i) {
			mistake(r->m, at, _("two columns have this name. Mend: keep one."));
			continue;
		}
		if ((r->to[i] = known_column(kind, name)) == TO_NOTHING)
			r->to[i] = spelt_column(kind, r->spellings, name, &r->why[i]);
		if (r->to[i] == TO_NOTHING && r->why[i] != NULL)
			mistake(r->m, at, "%s", _(r->why[i]));
		else if (r->to[i] == TO_NOTHING)
			r->to[i] = further_column(r, name, at);
		for (size_t k = 0; k < i && r->to[i] >= 0; k++)
			if (r->to[k] == r->to[i]) {
				mistake(r->m, at, _("this and the column \"%s\" are spellings of one. Mend: keep one of them."), r->names[k]);
				r->to[i] = TO_NOTHING;
			}
		if (r->to[i] != TO_EXTRA || out->extras == NULL)
			continue;
		r->extra[i] = out->n_extras;
		if ((out->extras[out->n_extras] = arena_text(r->keep, name, strlen(name))) == NULL) {
			r->m->memory = true;
			r->to[i] = TO_NOTHING;
		} else {
			out->n_extras++;
		}
	}
	bool whole = true;
	for (size_t i = 0; i < kind->n_columns; i++)
		if (kind->columns[i].needed && !has_column(r, (int)i)) {
			mistake(r->m, sheet_place(out->sheet, r->csv.line, kind->columns[i].name),
				_("the column is missing. Mend: add it to the first row."));
			whole = false;
		}
	return whole;
}

/* Columns are taken in the order of the table, so that one without a language fills only what is still blank. */
static void
fill_cells(struct reading *r, struct row *row)
{
	const struct sheet_kind *kind = r->out->kind;

	for (size_t k = 0; k < kind->n_columns; k++)
		for (size_t i = 0; i < r->width; i++) {
			const struct column *c = &kind->columns[k];
			const char *field = csv_field(&r->csv, i), *text;
			if (r->to[i] != (int)k || field[0] == '\0')
				continue;
			if ((text = arena_text(r->keep, field, strlen(field))) == NULL) {
				r->m->memory = true;
				return;
			}
			if (row->cell[c->cell][0] == '\0')
				row->cell[c->cell] = text;
			if (c->also >= 0 && row->cell[c->also][0] == '\0')
				row->cell[c->also] = text;
		}
}

/* Where a character stands that nobody would see, or that turns others around; NULL when none does. */
static const char *
unseen(const char *s, uint32_t *cp)
{
	const char *end = s + strlen(s), *was;

	while ((was = s) < end) {
		*cp = utf8_next(&s, end);
		if (!char_plain(*cp) && *cp != '\n' && *cp != '\r' && *cp != '\t')
			return was;
	}
	return NULL;
}

/* Further columns, and what may stand nowhere. Whether anything but notes stands in the row. */
static bool
read_fields(struct reading *r, struct row *row)
{
	struct place at = {r->out->sheet, row->line, NULL, NULL};
	bool any = false;
	uint32_t cp;

	for (size_t i = 0; i < r->csv.n; i++) {
		const char *field = csv_field(&r->csv, i), *text;
		if (field[0] == '\0' || (i < r->width && r->to[i] == TO_NOTHING))
			continue;
		any = true;
		at.column = i < r->width ? r->names[i] : NULL;
		if ((text = unseen(field, &cp)) != NULL)
			mistake(r->m, at, _("character %zu, U+%04X, cannot be seen or turns others around. Mend: type the cell again."),
				utf8_count(field, (size_t)(text - field)) + 1, (unsigned)cp);
		if (i >= r->width || r->to[i] == TO_BLANK) {
			mistake(r->m, at,
				_("cell %zu stands under no column name. Mend: name the column or empty the cell."), i + 1);
		} else if (r->to[i] == TO_REFUSED && strcasecmp(field, "no") != 0 && strncasecmp(field, "false", 5) != 0) {
			mistake(r->m, at, "%s", _(r->why[i]));
		} else if (r->to[i] == TO_EXTRA) {
			if ((text = arena_text(r->keep, field, strlen(field))) != NULL)
				row->extra[r->extra[i]] = text;
			else
				r->m->memory = true;
		}
	}
	at.column = NULL;
	if (r->csv.stray > 0)
		mistake(r->m, at, _("cell %zu goes on behind its closing quotation mark. Mend: double the marks that stand inside it."),
			r->csv.stray);
	return any;
}

static void
read_row(struct reading *r)
{
	struct rows *out = r->out;
	size_t n_cells = (size_t)out->kind->n_cells, n_extras = (size_t)out->n_extras;
	struct row row = {.line = r->csv.line};

	row.cell = arena_new(r->work, n_cells, sizeof *row.cell);
	row.extra = n_extras > 0 ? arena_new(r->keep, n_extras, sizeof *row.extra) : NULL;
	if (row.cell == NULL || (n_extras > 0 && row.extra == NULL) ||
		array_grow(&r->rows, &r->cap, out->n + 1, sizeof *r->rows) < 0) {
		r->m->memory = true;
		return;
	}
	for (size_t i = 0; i < n_cells; i++)
		row.cell[i] = "";
	for (size_t i = 0; i < n_extras; i++)
		row.extra[i] = "";
	fill_cells(r, &row);
	if (read_fields(r, &row))
		r->rows[out->n++] = row;
}

static void
read_all(struct reading *r, struct fault *f)
{
	int got = csv_next(&r->csv, f);

	if (got > 0 && read_header(r)) {
		while ((got = csv_next(&r->csv, f)) > 0 && !r->m->memory) {
			if (r->out->n == r->out->kind->max_rows) {
				mistake(r->m, sheet_place(r->out->sheet, r->csv.line, NULL),
					_("more than %zu rows. Mend: remove some."), r->out->kind->max_rows);
				break;
			}
			read_row(r);
		}
	} else if (got == 0) {
		mistake(r->m, sheet_place(r->out->sheet, 0, NULL),
			_("the sheet is empty. Mend: give it its header row and rows."));
	}
	r->out->cut = got != 0;
	if (got < 0 && f->code == EX_OSERR)
		r->m->memory = true;
	else if (got < 0)
		mistake(r->m, sheet_place(r->out->sheet, r->csv.line, NULL), _("%s Mend: correct the file there."), f->text);
}

void
rows_read(const struct sheet *s, const struct sheet_kind *kind, struct arena *work, struct arena *keep,
	struct mistakes *m, struct rows *out)
{
	rows_read_spelt(s, kind, NULL, work, keep, m, out);
}

void
rows_read_spelt(const struct sheet *s, const struct sheet_kind *kind, const struct spelling *spellings, struct arena *work,
	struct arena *keep, struct mistakes *m, struct rows *out)
{
	struct place at = {s->name, 0, NULL, NULL};
	struct fault f = {0};

	*out = (struct rows){.sheet = s->name, .kind = kind, .cut = true};
	if (s->n == 0 || s->n > FORM_SHEET) {
		mistake(m, at, _("the sheet has %zu bytes. Mend: 1 to %d are possible."), s->n, FORM_SHEET);
		return;
	}
	struct reading *r = calloc(1, sizeof *r);
	if (r == NULL) {
		m->memory = true;
		return;
	}
	*r = (struct reading){.out = out, .work = work, .keep = keep, .m = m, .spellings = spellings};
	if (csv_open(&r->csv, s->name, s->data, s->n, &f) < 0)
		mistake(m, at, _("%s Mend: choose CSV (UTF-8) when saving."), f.text);
	else
		read_all(r, &f);
	csv_close(&r->csv);
	if ((out->rows = arena_new(work, out->n, sizeof *out->rows)) == NULL) {
		m->memory = true;
		out->n = 0;
	} else if (out->n > 0) {
		memcpy(out->rows, r->rows, out->n * sizeof *out->rows);
	}
	free(r->rows);
	free(r);
}
