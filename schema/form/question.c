#include <string.h>

#include "form/loading.h"
#include "text.h"
#include "words.h"

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
	"list_state", "list_decided", "list_granted", /* columns of the ledger: decided or removed, class, measures on record */
	"decides",     /* the class that the county decides */
	"due_on", "due_step", /* the procedure's next deadline, and the step it is for */
	"steps",       /* the procedure's steps are the choices of this question */
	"steps_day", "steps_by", "steps_result", "steps_order", "steps_late", "steps_state", /* of a step taken, beside it */
	"steps_next",  /* the step that usually comes next */
	"review_of", "review_waits", /* what people have to review, and its code as long as they have not */
	"summary",     /* stands in the line of figures below */
	"prefill",     /* last time's answer may be confirmed */
	"kept_check", "kept_record", "kept_values", "kept_reason", "kept_note", /* of the table of kept warnings: check/check.h */
	ASSESSED "class", ASSESSED "reason", ASSESSED "lacking", /* of a calculate without calculation: the assessment fills it in */
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

int
loading_truth(const char *cell)
{
	static const char *const words[2][8] = {{"", "no", "No", "NO", "false", "False", "FALSE", "false()"},
		{"yes", "Yes", "YES", "true", "True", "TRUE", "true()", "true( )"}};

	for (int truth = 0; truth < 2; truth++)
		for (size_t i = 0; i < sizeof words[0] / sizeof words[0][0]; i++)
			if (strcmp(cell, words[truth][i]) == 0)
				return truth;
	return -1;
}

bool
loading_yes(struct loading *l, const struct row *row, int cell)
{
	const int truth = loading_truth(row->cell[cell]);

	if (truth < 0)
		mistake(&l->mistakes, survey_place(l, row, cell),
			_("neither yes nor no. Mend: write yes, no, or leave it blank."));
	return truth > 0;
}

int
loading_plain(struct loading *l, const char *text, struct place at)
{
	if (strstr(text, "${") == NULL)
		return 0;
	mistake(&l->mistakes, at, _("a text is shown as it stands, without answers in it. Mend: leave the reference out; a calculate of its own "
		"shows what was answered."));
	return -1;
}

void
loading_appearance(struct loading *l, const struct row *row, const char **appearance)
{
	const size_t n_known = sizeof appearances / sizeof appearances[0];
	const char *at = row->cell[CELL_APPEARANCE];
	char word[FORM_NAME + 1], *words = loading_new(l, strlen(at) + 1, 1), *to = words;
	unsigned edits;
	size_t n;

	*appearance = words != NULL ? words : "";
	for (; words != NULL && next_word(&at, &n); at += n) {
		size_t len = n < FORM_NAME ? n : FORM_NAME;
		memcpy(word, at, len);
		word[len] = '\0';
		int near = nearest(word, appearances, n_known, &edits);
		if (edits > 0)
			mistake(&l->mistakes, survey_place(l, row, CELL_APPEARANCE),
				_("\"%s\" is no appearance. Mend: the nearest is %s."),
				utf8_valid(word, len) ? word : "...", appearances[near]);
		/* One blank between words, as form_says() looks for them. */
		if (to > words)
			*to++ = ' ';
		to = mempcpy(to, at, n);
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
	q->read_only = loading_yes(l, row, CELL_READ_ONLY) && asked;
	if (q->read_only && loading_truth(row->cell[CELL_REQUIRED]) != 0)
		mistake(&l->mistakes, survey_place(l, row, CELL_REQUIRED),
			_("what nobody may type cannot be required. Mend: empty one of required and read_only."));
	if (q->read_only && row->cell[CELL_DEFAULT][0] == '\0' && row->cell[CELL_TRIGGER][0] == '\0')
		mistake(&l->mistakes, survey_place(l, row, CELL_READ_ONLY),
			_("nothing would ever answer this. Mend: give a default, or empty the cell."));
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
