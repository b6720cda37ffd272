#include <string.h>

#include "form/loading.h"
#include "text.h"
#include "words.h"

#define CELL(x) (1u << CELL_##x)
#define NAMED (CELL(TYPE) | CELL(NAME))
#define LABELLED (NAMED | CELL(LABEL_ZH) | CELL(LABEL_EN))
#define SHOWN_CELLS (LABELLED | CELL(HINT_ZH) | CELL(HINT_EN) | CELL(UNIT_ZH) | CELL(UNIT_EN) | CELL(RELEVANT) | \
	CELL(APPEARANCE) | CELL(SENSITIVE))
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

/* Calculates of these words are filled in by the assessment and need no calculation. */
#define ASSESSED "assessed_"

/* Words of the appearance column, for the screens; others would silently do nothing. */
static const char *const appearances[] = {
	"grid",        /* of a group: its amounts are lines of one block */
	"minimal",     /* pick from a list opened on demand */
	"multiline",   /* room for several lines */
	"hidden",      /* never shown */
	"amount",      /* money, with separators */
	"phone", "id_number", "disability_number", "person", "place", "year", "month", "percent", "compact", "horizontal",
	"search",      /* found by the search over households */
	"area", "list_place", "list_members", "list_visited", "list_amount", /* columns of the household list */
	"summary",     /* stands in the line of figures below */
	"prefill",     /* last time's answer may be confirmed */
	"kept_check", "kept_record", "kept_values", "kept_reason", "kept_note", /* of the table of kept warnings: check/check.h */
	ASSESSED "class", ASSESSED "reason", /* of a calculate without calculation: the assessment fills it in */
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
		if (row->cell[i][0] != '\0' && (type->cells & 1u << i) == 0 && strcmp(row->cell[i], "no") != 0)
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

const struct row_type *
loading_type(struct loading *l, const struct row *row, const struct choice_list **list)
{
	const char *rest = row->cell[CELL_TYPE], *word;
	char name[2 * FORM_NAME];
	size_t n, used = 0;
	const struct row_type *type = NULL;

	*list = NULL;
	if (rest[0] == '\0') {
		mistake(&l->mistakes, survey_place(l, row, CELL_TYPE),
			_("the row has no type. Mend: give one, or remove the row."));
		return NULL;
	}
	/* "begin group" is an older spelling of begin_group. */
	for (int i = 0; i < 2 && next_word(&rest, &n) && used + n + 1 < sizeof name; i++) {
		if (i > 0)
			name[used++] = '_';
		memcpy(name + used, rest, n);
		used += n;
		rest += n;
		if (i > 0 || ((used != 5 || memcmp(name, "begin", 5) != 0) && (used != 3 || memcmp(name, "end", 3) != 0)))
			break;
	}
	name[used] = '\0';
	for (size_t i = 0; i < N_TYPES && type == NULL; i++)
		if (strcmp(types[i].name, name) == 0)
			type = &types[i];
	if (type == NULL) {
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
		mistake(&l->mistakes, survey_place(l, row, CELL_TYPE),
			_("words follow that mean nothing here. Mend: remove them."));
	check_cells(l, row, type);
	if (type->kind != ROW_END_GROUP && type->kind != ROW_END_REPEAT)
		check_name(l, row, type);
	return type;
}

bool
loading_yes(struct loading *l, const struct row *row, int cell)
{
	const char *s = row->cell[cell];

	if (strcmp(s, "yes") == 0)
		return true;
	if (s[0] != '\0' && strcmp(s, "no") != 0)
		mistake(&l->mistakes, survey_place(l, row, cell),
			_("neither yes nor no. Mend: write yes, no, or leave it blank."));
	return false;
}

void
loading_appearance(struct loading *l, const struct row *row, const char **appearance)
{
	const size_t n_known = sizeof appearances / sizeof appearances[0];
	const char *at = row->cell[CELL_APPEARANCE];
	char word[FORM_NAME + 1];
	unsigned edits;
	size_t n;

	*appearance = at;
	for (; next_word(&at, &n); at += n) {
		size_t len = n < FORM_NAME ? n : FORM_NAME;
		memcpy(word, at, len);
		word[len] = '\0';
		int near = nearest(word, appearances, n_known, &edits);
		if (edits > 0)
			mistake(&l->mistakes, survey_place(l, row, CELL_APPEARANCE),
				_("\"%s\" is no appearance. Mend: the nearest is %s."),
				utf8_valid(word, len) ? word : "...", appearances[near]);
	}
}

void
loading_question(struct loading *l, const struct row *row, const struct row_type *type, struct question *q)
{
	bool asked = type->type != QUESTION_CALCULATE && type->type != QUESTION_NOTE;

	q->name = row->cell[CELL_NAME];
	for (int i = 0; i < LANGS; i++) {
		q->label[i] = row->cell[CELL_LABEL_ZH + i];
		q->hint[i] = row->cell[CELL_HINT_ZH + i];
		q->unit[i] = row->cell[CELL_UNIT_ZH + i];
		q->message[i] = row->cell[CELL_MESSAGE_ZH + i];
	}
	q->type = type->type;
	q->sensitive = loading_yes(l, row, CELL_SENSITIVE);
	loading_appearance(l, row, &q->appearance);
	if ((asked || type->type == QUESTION_NOTE) && q->label[LANG_ZH][0] == '\0' && q->label[LANG_EN][0] == '\0')
		mistake(&l->mistakes, survey_place(l, row, CELL_LABEL_ZH),
			_("nothing to show. Mend: give a label in at least one language."));
	if (asked && row->cell[CELL_CONSTRAINT][0] == '\0' &&
		(q->message[LANG_ZH][0] != '\0' || q->message[LANG_EN][0] != '\0'))
		mistake(&l->mistakes, survey_place(l, row, CELL_CONSTRAINT),
			_("there is a message for a constraint, but no constraint. Mend: give it, or remove the message."));
	if (type->type == QUESTION_CALCULATE && row->cell[CELL_CALCULATION][0] == '\0' &&
		strncmp(q->appearance, ASSESSED, strlen(ASSESSED)) != 0)
		mistake(&l->mistakes, survey_place(l, row, CELL_CALCULATION),
			_("nothing to calculate. Mend: give the expression."));
}
