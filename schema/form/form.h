#ifndef FORM_FORM_H
#define FORM_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "form/steps.h"
#include "names.h"

struct expr;
struct record;

/*
 * The questionnaire in memory. A form is read from sheets by form/load.h, never changed afterwards, and shared by
 * everything that reads or shows answers. No table, section or question is known by name outside the sheets.
 */

enum { LANG_ZH, LANG_EN, LANGS }; /* index into every label */

enum question_type {
	QUESTION_TEXT, QUESTION_INTEGER,
	QUESTION_DECIMAL,   /* fixed point, two decimals */
	QUESTION_DATE,
	QUESTION_ONE,       /* select_one: a code of its list */
	QUESTION_MANY,      /* select_multiple: codes in list order, joined by one space */
	QUESTION_CALCULATE, /* derived, never asked */
	QUESTION_NOTE       /* text on the screen, no answer */
};

/* Who may write a section; also the role in a certificate. Order is rank. */
enum role { ROLE_VISITOR, ROLE_VILLAGE, ROLE_TOWNSHIP, ROLE_COUNTY, ROLES };

/* Their names in sheets and files, by rank. */
extern const char *const role_names[ROLES];

enum { FORM_FILTERS = 16 }; /* filter columns a form may have */

struct choice {
	size_t line; /* of the sheet it stands in, as everywhere here */
	const char *code;
	const char *label[LANGS];
	const char **filters; /* values of the list's filter columns, in form->filter_columns order; NULL if none */
	unsigned roles;       /* who may answer it, a bit (1 << role) each, from the filter column `role`; 0: all who may write there */
};

struct choice_list {
	const char *name;
	struct choice *choices;
	int n;
	struct names codes; /* code -> index */
	const struct record *items[LANGS]; /* for instance(): a choice each, with the answers code, label, filters */
};

struct question {
	size_t line;
	const char *name;
	const char *label[LANGS];
	const char *hint[LANGS];    /* "" when there is none, as for every text here */
	const char *message[LANGS]; /* what to say when the constraint does not hold */
	const char *unit[LANGS];
	const char *appearance;
	enum question_type type;
	bool sensitive, read_only;       /* read only: shown, never typed; its default or its trigger answers it */
	bool key;                        /* part of its table's key: asked on opening the record, then fixed */
	int index, step;                 /* own place in form->questions, and in form->steps */
	int table, section;              /* indices into form->tables and form->sections */
	int column;                      /* place among the table's questions and in struct record's answers */
	const struct choice_list *list;  /* for QUESTION_ONE and QUESTION_MANY */
	const struct expr *relevant, *required, *constraint, *calculation, *choice_filter, *initial; /* NULL when empty */
	int *triggers, n_triggers;       /* questions: the calculation runs only when the answer to one of them changes */
	const struct expr *frozen;       /* a calculate written into the version while this holds (DESIGN 3) */
};

struct section {
	size_t line;
	const char *name;
	const char *label[LANGS];
	const char *appearance; /* "grid": its amounts are lines of one block */
	const struct expr *relevant;
	int index, step, table;
	int first, n;    /* its questions are the table's columns first .. first+n-1 */
	bool asked;      /* holds at least one question that is asked: only such sections have versions */
	enum role owner;
};

struct table {
	size_t line;
	const char *name;
	const char *label[LANGS];
	const struct expr *relevant; /* whether records of it may exist under the parent; seen from the parent */
	const struct expr *count;    /* how many records are expected under the parent, seen from it; NULL: not said */
	int index, step, parent;     /* parent is -1 for a top-level table */
	int depth;                   /* 0 for a top-level table */
	int first, n;                /* form->questions[first .. first+n-1] */
	int first_section, n_sections;
	int *kids, n_kids;           /* tables directly below, in sheet order */
	int place;                   /* own place among the parent's kids */
	bool keyed;                  /* id made from parent and key; with n_keys 0 there is one record for each parent */
	int *keys, n_keys;           /* columns, in the order the sheet names them */
	const char *title;           /* name of the question whose answer names a record to people; "" = none */
};

struct form {
	struct arena arena;
	const char *id;
	const char *name[LANGS];
	uint32_t version;
	unsigned char hash[32];      /* of the sheets' bytes */
	struct table *tables;
	struct section *sections;
	struct question *questions;
	struct choice_list *lists;
	int n_tables, n_sections, n_questions, n_lists;
	const char **filter_columns; /* further columns of the choices sheet, for choice_filter */
	int n_filter_columns;
	struct step *steps;          /* every table, section and question once, each behind all it depends on */
	int n_steps;
	struct follower *followers;
	int *waits;                  /* the questions that question i waits for: waits[waits_first[i]] .. waits[waits_first[i + 1] - 1] */
	int *waits_first;
	struct names table_names, question_names, list_names; /* name -> index */
};

/* Index by name, or -1. */
int form_table(const struct form *f, const char *name, size_t n);
int form_question(const struct form *f, const char *name, size_t n);
int form_section(const struct form *f, int table, const char *name, size_t n);

/* The first question whose appearance says ${word}, and the choice with this code; NULL when there is none. */
const struct question *form_saying(const struct form *f, const char *word);
const struct choice *form_choice(const struct choice_list *l, const char *code, size_t n);

/* Whether a cadre of this role may answer with it; the county may always. */
bool choice_is_for(const struct choice *c, enum role role);

/* The label in the user's language (words_chinese()), else in the other one, else "". */
const char *form_label(const char *const label[LANGS]);

/* Whether ${word} is one of the words of an appearance. */
bool form_says(const char *appearance, const char *word);

/* Whether ${above} is ${below} or lies over it. */
bool form_is_above(const struct form *f, int above, int below);

/* Frees everything; NULL-safe. */
void form_free(struct form *f);

#endif
