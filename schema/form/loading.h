#ifndef FORM_LOADING_H
#define FORM_LOADING_H

#include "form/form.h"
#include "form/load.h"
#include "form/mistakes.h"
#include "form/rows.h"

/* A form while it is being read: the steps of form_load(), in this order. Private to this room. */

/* Cells of the survey sheet. */
enum {
	CELL_TYPE, CELL_NAME, CELL_LABEL_ZH, CELL_LABEL_EN, CELL_HINT_ZH, CELL_HINT_EN, CELL_UNIT_ZH, CELL_UNIT_EN,
	CELL_REQUIRED, CELL_RELEVANT, CELL_CONSTRAINT, CELL_MESSAGE_ZH, CELL_MESSAGE_EN, CELL_CALCULATION,
	CELL_CHOICE_FILTER, CELL_APPEARANCE, CELL_DEFAULT, CELL_KEY, CELL_TITLE, CELL_SENSITIVE, CELL_ROLE, CELL_FROZEN,
	CELL_REPEAT_COUNT, CELL_TRIGGER, CELL_READ_ONLY,
	CELLS
};

struct loading {
	struct form *form;
	struct arena work;        /* freed when loading ends */
	struct mistakes mistakes;
	struct rows survey;
	int64_t newer;            /* a format of the sheets beyond FORM_FORMAT; 0: none */
	bool choices_cut;         /* of the choices sheet: rows.cut */
	const char **lists;       /* names of the lists */
	struct names filters;     /* filter column -> number */
	const struct row **table_rows, **section_rows, **question_rows; /* where each stands, by index */
	int *by_sheet;            /* indices of the questions in the order of the sheet */
};

/* Each step adds its mistakes and leaves a form that further steps may read; a step that cannot go on without memory
 * sets mistakes.memory and returns -1, else 0. */
int loading_settings(struct loading *l, const struct sheet *s);
int loading_choices(struct loading *l, const struct sheet *s);
int loading_survey(struct loading *l, const struct sheet *s);  /* tables, sections and questions, but no expressions */
int loading_keys(struct loading *l);                           /* key and title of tables */
int loading_triggers(struct loading *l);                       /* trigger of questions */
int loading_expressions(struct loading *l);
int loading_order(struct loading *l);

/* ${n} zeroed items of ${size} bytes in the form, or NULL with mistakes.memory set. */
void *loading_new(struct loading *l, size_t n, size_t size);

/* Note that memory ran out; returns -1. */
int loading_no_memory(struct loading *l);

/* A place in the survey sheet. */
struct place survey_place(const struct loading *l, const struct row *row, int cell);

/* Whether ${s} may name a table, section, question, list or filter column: a lower-case letter, then such letters,
 * digits and '_', at most FORM_NAME bytes, so that it is an SQL name without quotes. */
bool loading_is_name(const char *s);

enum row_kind { ROW_QUESTION, ROW_BEGIN_REPEAT, ROW_END_REPEAT, ROW_BEGIN_GROUP, ROW_END_GROUP };

/* What a word in the type column makes of a row. */
struct row_type {
	const char *name;
	enum row_kind kind;
	enum question_type type; /* for ROW_QUESTION */
	bool list;               /* a list's name follows the word */
	unsigned cells;          /* bit for each cell that may be filled */
};

/* A section or question as met in the sheet, before all of its table stand together. */
struct met {
	const struct row *row;
	const struct row_type *type;
	const struct choice_list *list;
	int table, section; /* of a question: place among the met sections, -1 outside every group */
};

struct all_met {
	struct met *sections, *questions;
	int n_sections, n_questions;
};

/* Put what was met where it belongs: all sections and questions of one table together, names known. */
int loading_assemble(struct loading *l, const struct all_met *met);

/* The type of a row, its list in *${list} (NULL when it has none); checks that no cell is filled which such a row does
 * not have, and the row's name. NULL after a mistake that leaves nothing to go on with. */
const struct row_type *loading_type(struct loading *l, const struct row *row, const struct choice_list **list);

/* Fill ${q} from its row: texts, flags, appearance. Place and expressions are others' business. */
void loading_question(struct loading *l, const struct row *row, const struct row_type *type, struct question *q);

/* What a cell says of yes (1: yes, true, true() ...) and no (0: blank, no, false ...); -1 for anything else. */
int loading_truth(const char *cell);

/* Whether a cell says yes; other than yes, no or blank is a mistake. */
bool loading_yes(struct loading *l, const struct row *row, int cell);

/* A text for people stands for itself: one with a reference such as ${name} is a mistake. 0 or -1. */
int loading_plain(struct loading *l, const char *text, struct place at);

/* The words of the appearance cell with one blank between them; an unknown one is a mistake. */
void loading_appearance(struct loading *l, const struct row *row, const char **appearance);

#endif
