#ifndef OPENED_H
#define OPENED_H

#include "app.h"

/*
 * One household file being worked on. Every finished answer goes through opened_set(), which has it on disk as a draft
 * before it returns; leaving a section makes its version.
 */
struct opened {
	struct app *app;
	struct casefile file;
	unsigned turns;         /* grows when anything derived may have changed */

	struct record *record;  /* whose section is open; NULL: none */
	int section;
	bool drafted;           /* its answers wait as a draft for their version */
	bool unsaved;           /* writing that draft failed: answers are in memory alone */
	bool fresh;             /* nothing of the record is on disk yet */
	bool pending;           /* its key is still being asked, so it has no id yet */
	struct record *above;   /* the record it hangs under, when nothing of that is on disk yet either; else NULL */
	unsigned char *marks;   /* by column: filled in by the form, or emptied by the cadre */

	bool root_fresh;        /* nothing of the whole file is on disk yet */
	bool wrote;             /* versions were made since the file was opened */

	int *touched;           /* questions whose answers changed since the file was checked */
	size_t n_touched, cap_touched;
	bool whole;             /* and records came or went, or a section was entered or left */

	struct change *changes; /* for undoing */
	size_t n_changes, done, cap;
	unsigned group;
};

enum { MARK_FILLED = 1, MARK_EMPTIED = 2 };

/* Open the file of ${root}: 1; 0 when there is no such record; -1. opened_close() after 1. */
int opened_load(struct opened *o, struct app *a, const unsigned char root[RECORD_ID], struct fault *f);

/* Start a file of the form's first top-level table; nothing is on disk until its first answer is. 0 or -1. */
int opened_create(struct opened *o, struct app *a, struct fault *f);

/* Leave what is open, look again at frozen calculates written today, give everything back. */
void opened_close(struct opened *o);

/* Open a section, leaving the one before. Blank answers that the form has a default for are filled in; they are on disk
 * once the cadre has finished an answer. 0 or -1. */
int opened_enter(struct opened *o, struct record *r, int section, struct fault *f);

/* Leave the open section: its version is written when something changed, or when ${confirm}. 0, or -1 with the draft
 * kept. */
int opened_leave(struct opened *o, bool confirm, struct fault *f);

/* As leaving and entering again: before locking. 0 or -1. */
int opened_save(void *opened, struct fault *f);

/* Finish the answer to ${q} of the open section. 1; 0 when it breaks the question's constraint, with everything as
 * before; -1. */
int opened_set(struct opened *o, const struct question *q, struct answer a, struct fault *f);

/* Zeros into the blank, required amounts of the open section. Returns how many, -1 on failure. */
int opened_zeros(struct opened *o, struct fault *f);

/* Take back the last change, or make it again: 1 with the question in *${q} (its section is then open), 0 when there is
 * none, -1. */
int opened_undo(struct opened *o, const struct question **q, struct fault *f);
int opened_redo(struct opened *o, const struct question **q, struct fault *f);

/* A new record of ${table} under ${parent} with its key's section open; NULL with a fault. */
struct record *opened_add(struct opened *o, struct record *parent, int table, struct fault *f);

/* The same under the one record of the file that records of ${table} hang under: the top, or the only one of a table below
 * it, which is begun with its first. NULL with a fault. */
struct record *opened_add_below(struct opened *o, const struct table *table, struct fault *f);

/* Have ${ask} look at a blank record of ${table} in that place, brought up to date; no trace of it stays, and what ${ask}
 * returns is returned. No section is open afterwards. -1 with a fault. */
int opened_probe(struct opened *o, const struct table *table, int (*ask)(void *self, struct record *r, struct fault *f), void *self, struct fault *f);

/* The key's questions are answered: give the pending record its id. 1; 0 when a key is still blank; 2 when the record was
 * there already, which is now open in *${r} instead; -1. */
int opened_settle(struct opened *o, struct record **r, struct fault *f);

/* An answer to ${q} was changed by record_set(): checks that hang on it are asked again. */
void opened_touch(struct opened *o, const struct question *q);

/* Bring the findings of the file up to date: those that what changed since may have changed. 0 or -1. */
int opened_check(struct opened *o, struct fault *f);

/* Keep a warning of the file's findings with a reason, on disk when it returns; no section may be open. ${x} is good no
 * longer then. 1 when it cannot be kept so, 0, -1 with everything as before but the findings, which
 * opened_check() finds anew. */
int opened_keep(struct opened *o, struct check_finding *x, const char *reason, const char *note, struct fault *f);

/* Take a record nobody answered anything of out of the tree. */
void opened_forget(struct opened *o, struct record *r);

/* Void a record, or restore it. 0 or -1. */
int opened_void(struct opened *o, struct record *r, bool voided, struct fault *f);

/* Whether records of ${table} may be added under ${parent} now, by this cadre. */
bool opened_offers(struct opened *o, struct record *parent, const struct table *table);

/* The section a new record of ${table} begins with, its key's if it has one; -1: nothing of it is asked. */
int opened_first_section(const struct opened *o, const struct table *table);

/* Whether this cadre's role may write the section of ${r} (NULL: of a new record): what visitors capture everybody may, the
 * rest only its owner, and what was answered with a code that is for some roles (a step of the procedure) only they. */
bool opened_may_write(const struct opened *o, const struct record *r, int section);

/* Whether this cadre's role may write all that stands in ${r} and under it, and so may void it. */
bool opened_may_void(const struct opened *o, const struct record *r);

/* Whether answers of the open section may be changed here: not another role's, not a voided record's. */
bool opened_writable(const struct opened *o);

/* The record of the same table and parent whose key is the greatest below this one's (last year's), or NULL. */
const struct record *opened_before(const struct opened *o, const struct record *r);

#endif
