#include <string.h>
#include <strings.h>

#include "form/loading.h"
#include "text.h"
#include "words.h"

#define CELL(x) (1u << CELL_##x)
#define NAMED (CELL(TYPE) | CELL(NAME))
#define LABELLED (NAMED | CELL(LABEL_ZH) | CELL(LABEL_EN))
#define SHOWN_CELLS (LABELLED | CELL(HINT_ZH) | CELL(HINT_EN) | CELL(UNIT_ZH) | CELL(UNIT_EN) | CELL(RELEVANT) | \
	CELL(APPEARANCE) | CELL(SENSITIVE) | CELL(READ_ONLY))
#define TEXTS (CELL(LABEL_ZH) | CELL(LABEL_EN) | CELL(HINT_ZH) | CELL(HINT_EN) | CELL(UNIT_ZH) | CELL(UNIT_EN) | CELL(MESSAGE_ZH) | \
	CELL(MESSAGE_EN))
#define ASKED (SHOWN_CELLS | CELL(REQUIRED) | CELL(CONSTRAINT) | CELL(MESSAGE_ZH) | CELL(MESSAGE_EN) | CELL(DEFAULT) | \
	CELL(TRIGGER) | CELL(CALCULATION))
#define REPEAT (LABELLED | CELL(RELEVANT) | CELL(KEY) | CELL(TITLE) | CELL(REPEAT_COUNT))
#define GROUP (LABELLED | CELL(RELEVANT) | CELL(ROLE) | CELL(APPEARANCE))

static const struct row_type types[] = {
	{"text", ROW_QUESTION, QUESTION_TEXT, false, ASKED},
	{"integer", ROW_QUESTION, QUESTION_INTEGER, false, ASKED},
	{"decimal", ROW_QUESTION, QUESTION_DECIMAL, false, ASKED},
	{"date", ROW_QUESTION, QUESTION_DATE, false, ASKED},
	{"select_one", ROW_QUESTION, QUESTION_ONE, true, ASKED | CELL(CHOICE_FILTER)},
	{"select_multiple", ROW_QUESTION, QUESTION_MANY, true, ASKED | CELL(CHOICE_FILTER)},
	{"calculate", ROW_QUESTION, QUESTION_CALCULATE, false, SHOWN_CELLS | CELL(CALCULATION) | CELL(FROZEN) | CELL(TRIGGER)},
	{"note", ROW_QUESTION, QUESTION_NOTE, false, SHOWN_CELLS},
	{"begin_repeat", ROW_BEGIN_REPEAT, QUESTION_NOTE, false, REPEAT},
	{"end_repeat", ROW_END_REPEAT, QUESTION_NOTE, false, NAMED},
	{"begin_group", ROW_BEGIN_GROUP, QUESTION_NOTE, false, GROUP},
	{"end_group", ROW_END_GROUP, QUESTION_NOTE, false, NAMED},
};

#define N_TYPES (sizeof types / sizeof types[0])

/* How XLSForm and its ancestors spell these types: words in lower case, which the rest of the cell follows. */
static const struct {
	const char *words, *type;
} spellings[] = {
	{"string", "text"}, {"q string", "text"}, {"q text", "text"}, {"add text prompt", "text"}, {"int", "integer"}, {"q int", "integer"},
	{"q integer", "integer"}, {"add integer prompt", "integer"}, {"q decimal", "decimal"}, {"add decimal prompt", "decimal"},
	{"q date", "date"}, {"add date prompt", "date"}, {"q note", "note"}, {"add note prompt", "note"}, {"q calculate", "calculate"},
	{"calculation", "calculate"}, {"add calculate prompt", "calculate"}, {"select one", "select_one"}, {"select1", "select_one"}, {"q select1", "select_one"},
	{"select one from", "select_one"}, {"select one using", "select_one"}, {"add select one prompt using", "select_one"},
	{"select multiple", "select_multiple"}, {"select multiple from", "select_multiple"}, {"select multiple using", "select_multiple"},
	{"select all that apply", "select_multiple"}, {"select all that apply from", "select_multiple"}, {"q select", "select_multiple"},
	{"add select multiple prompt using", "select_multiple"}, {"begin repeat", "begin_repeat"}, {"begin looped group", "begin_repeat"},
	{"begin lgroup", "begin_repeat"}, {"end repeat", "end_repeat"}, {"end looped group", "end_repeat"}, {"end lgroup", "end_repeat"},
	{"begin group", "begin_group"}, {"end group", "end_group"},
};

/* Types that other programs have and this one does not hold, and what to do instead; the first word is enough. */
static const struct {
	const char *words, *why;
} refused[] = {
	{"geopoint geotrace geoshape start-geopoint gps location", N_("no question holds a place on the map. Mend: ask for the place as text or from a list.")},
	{"image photo audio video file background-audio", N_("no question holds pictures, sound or files. Mend: remove the row, or ask for a text.")},
	{"barcode", N_("nothing reads codes here. Mend: make it a text.")},
	{"time datetime", N_("times of day are not held. Mend: make it a date, or a text with a constraint.")},
	{"rank", N_("an order of choices is not held. Mend: ask select_one for the first, then for the second.")},
	{"range", N_("there is no slider. Mend: make it an integer or decimal with a constraint.")},
	{"acknowledge trigger", N_("a tick alone is not held. Mend: make it a select_one of yes and no.")},
	{"percentage", N_("this is another type's name. Mend: make it an integer with appearance percent and a constraint.")},
	{"phone", N_("this is another type's name. Mend: make it a text with appearance phone and a constraint.")},
	{"hidden", N_("this is another type's name. Mend: make it a text with appearance hidden, or a calculate.")},
	{"select_one_from_file select_multiple_from_file select_one_external csv-external xml-external",
		N_("lists come from the choices sheet alone. Mend: write the choices there.")},
	{"start end today deviceid device imei subscriberid simserial sim phonenumber username email audit start-time end-time uri:deviceid",
		N_("every version names its device, cadre and time by itself. Mend: remove the row; for a day to be asked use a date with default today().")},
	{"loop cascading cascading_select osm entity", N_("this kind of row is not known. Mend: write the questions out, with choice_filter where one list follows another.")},
};

/* The next word of *${s}, of *${n} bytes; 0 at the end. */
static int
next_word(const char **s, size_t *n)
{
	const char *p = *s + strspn(*s, " \t\r\n");

	*s = p;
	*n = strcspn(p, " \t\r\n");
	return *n > 0;
}

static int
unknown_type(struct loading *l, const struct row *row)
{
	const char *names[N_TYPES];
	unsigned edits;
	char room[SHOWN];

	for (size_t i = 0; i < N_TYPES; i++)
		names[i] = types[i].name;
	int i = nearest(row->cell[CELL_TYPE], names, N_TYPES, &edits);
	mistake(&l->mistakes, survey_place(l, row, CELL_TYPE), _("there is no type \"%s\". Mend: the nearest is %s."),
		shown(room, row->cell[CELL_TYPE]), names[i]);
	return -1;
}

/* The list named behind select_one or select_multiple. */
static const struct choice_list *
list_named(struct loading *l, const struct row *row, const char *name, size_t n)
{
	struct form *f = l->form;
	struct place at = survey_place(l, row, CELL_TYPE);
	char room[SHOWN];
	unsigned edits;

	if (n == 0) {
		mistake(&l->mistakes, at,
			_("no list is named. Mend: write the list behind the type, as in select_one yes_no."));
		return NULL;
	}
	int list = names_find(&f->list_names, name, n);
	if (list >= 0)
		return &f->lists[list];
	if (l->choices_cut)
		return NULL;
	if (f->n_lists == 0) {
		mistake(&l->mistakes, at, _("the choices sheet has no list \"%s\". Mend: add the list there."), shown(room, name));
		return NULL;
	}
	mistake(&l->mistakes, at,
		_("the choices sheet has no list \"%s\". Mend: the nearest is \"%s\"; or add the list there."),
		shown(room, name), l->lists[nearest(name, l->lists, (size_t)f->n_lists, &edits)]);
	return NULL;
}

static void
check_cells(struct loading *l, const struct row *row, const struct row_type *type)
{
	for (int i = 0; i < CELLS; i++)
		if (TEXTS & 1u << i && loading_plain(l, row->cell[i], survey_place(l, row, i)) < 0)
			break; /* one that serves both languages is told of once */
	for (int i = 0; i < CELLS; i++)
		if (row->cell[i][0] != '\0' && (type->cells & 1u << i) == 0 && loading_truth(row->cell[i]) != 0)
			mistake(&l->mistakes, survey_place(l, row, i),
				_("a row of type %s has no such cell. Mend: empty it."), type->name);
}

static void
check_name(struct loading *l, const struct row *row, const struct row_type *type)
{
	static const char *const reserved[] = {"id", "parent", "root", "voided", "rowid", "oid"};
	const char *name = row->cell[CELL_NAME];
	struct place at = survey_place(l, row, CELL_NAME);

	if (!loading_is_name(name))
		mistake(&l->mistakes, at,
			_("this is no name. Mend: use lower-case letters, digits and _, a letter first, at most %d."),
			FORM_NAME);
	for (size_t i = 0; type->kind == ROW_QUESTION && i < sizeof reserved / sizeof reserved[0]; i++)
		if (strcmp(name, reserved[i]) == 0)
			mistake(&l->mistakes, at, _("the database needs this name itself. Mend: choose another name."));
	if (type->kind == ROW_BEGIN_GROUP && strcmp(name, "existence") == 0)
		mistake(&l->mistakes, at, _("every record has a section of this name. Mend: choose another name."));
	if (type->kind == ROW_BEGIN_REPEAT && (strncmp(name, "j_", 2) == 0 || strncmp(name, "sqlite_", 7) == 0))
		mistake(&l->mistakes, at, _("the database's own tables start like this. Mend: choose another name."));
}

/* How many words of ${cell} are those of ${words}; 0 unless all are. */
static size_t
words_at(const char *cell, const char *words)
{
	const char *at = cell, *want = words;
	size_t n, m, count = 0;

	for (; next_word(&want, &m); want += m, at += n, count++)
		if (!next_word(&at, &n) || n != m || strncasecmp(at, want, n) != 0)
			return 0;
	return count;
}

static const struct row_type *
type_called(const char *name, size_t n)
{
	for (size_t i = 0; i < N_TYPES; i++)
		if (strlen(types[i].name) == n && strncasecmp(types[i].name, name, n) == 0)
			return &types[i];
	return NULL;
}

/* The type that *${at} begins with, which moves behind its words; NULL when it is none. The longest spelling counts. */
static const struct row_type *
spelt(const char **at)
{
	const struct row_type *type = NULL;
	size_t most = 0, n;

	for (size_t i = 0; i < sizeof spellings / sizeof spellings[0]; i++) {
		const size_t words = words_at(*at, spellings[i].words);
		if (words > most) {
			most = words;
			type = type_called(spellings[i].type, strlen(spellings[i].type));
		}
	}
	if (type == NULL && next_word(at, &n)) {
		type = type_called(*at, n);
		most = type != NULL;
	}
	for (; most > 0 && next_word(at, &n); most--)
		*at += n;
	return type;
}

/* Say why the type is not held, and what to do; false when it is simply unknown. */
static bool
refuse(struct loading *l, const struct row *row)
{
	const char *cell = row->cell[CELL_TYPE];
	size_t n, m;

	/* Forms from before XLSForm: "q geopoint", "add image prompt", "get today". */
	for (size_t lead = 0; lead < 2; lead++) {
		if (!next_word(&cell, &n))
			return false;
		for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
			for (const char *word = refused[i].words; next_word(&word, &m); word += m)
				if (m == n && strncasecmp(word, cell, n) == 0) {
					mistake(&l->mistakes, survey_place(l, row, CELL_TYPE), "%.*s: %s", n < FORM_NAME ? (int)n : FORM_NAME, cell,
						_(refused[i].why));
					return true;
				}
		cell += n;
	}
	return false;
}

/* XLSForm's ways to show what nobody types: a text that is read only is a note, and what is worked out each time a calculate. */
static const struct row_type *
as_shown(const struct row *row, const struct row_type *type)
{
	if ((type->cells & CELL(REQUIRED)) == 0 || type->list || loading_truth(row->cell[CELL_READ_ONLY]) <= 0 || row->cell[CELL_TRIGGER][0] != '\0')
		return type;
	if (row->cell[CELL_CALCULATION][0] != '\0')
		return type_called("calculate", strlen("calculate"));
	return type->type == QUESTION_TEXT && row->cell[CELL_DEFAULT][0] == '\0' ? type_called("note", strlen("note")) : type;
}

/* The cell with plain blanks for those that a Chinese keyboard or a word processor sets. */
static const char *
plain_blanks(struct arena *a, const char *cell)
{
	const char *at = cell, *end = cell + strlen(cell);
	char *plain = arena_new(a, strlen(cell) + 1, 1), *to = plain;

	while (plain != NULL && at < end) {
		const char *was = at;
		const uint32_t cp = utf8_next(&at, end);
		if (cp == 0x3000 || cp == 0xA0)
			*to++ = ' ';
		else
			to = mempcpy(to, was, (size_t)(at - was));
	}
	return plain;
}

const struct row_type *
loading_type(struct loading *l, const struct row *row, const struct choice_list **list)
{
	const char *rest = plain_blanks(&l->work, row->cell[CELL_TYPE]), *word;
	const struct place at = survey_place(l, row, CELL_TYPE);
	size_t n;

	*list = NULL;
	if (rest == NULL) {
		loading_no_memory(l);
		return NULL;
	}
	if (rest[0] == '\0') {
		mistake(&l->mistakes, at, _("the row has no type. Mend: give one, or remove the row."));
		return NULL;
	}
	const struct row_type *type = spelt(&rest);
	if (type == NULL) {
		if (!refuse(l, row))
			unknown_type(l, row);
		return NULL;
	}
	if (type->list) {
		next_word(&rest, &n);
		word = arena_text(&l->work, rest, n);
		l->mistakes.memory |= word == NULL;
		*list = word != NULL ? list_named(l, row, word, n) : NULL;
		rest += n;
	}
	if (next_word(&rest, &n))
		mistake(&l->mistakes, at, words_at(rest, "or_other") > 0 || words_at(rest, "or specify other") > 0 ?
			_("there is no or_other. Mend: add a choice for it to the list, and a text question that it makes relevant.") :
			_("words follow that mean nothing here. Mend: remove them."));
	type = as_shown(row, type);
	check_cells(l, row, type);
	if (type->kind != ROW_END_GROUP && type->kind != ROW_END_REPEAT)
		check_name(l, row, type);
	return type;
}
