#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>

#include "assess/assess.h"
#include "check/check.h"
#include "form/load.h"
#include "journal/journal.h"
#include "record/evaluate.h"
#include "vault/vault.h"

/*
 * One opened data folder: vault, database, form, policy, checks and journal, in the order they need each other. Both programs
 * work on it; what differs is how the vault is used.
 */
struct store {
	struct vault *vault;
	struct db *db;
	struct form *form;
	struct policy *policy;
	struct checks *checks;
	size_t checks_left_out;    /* rows of the program's own checks that do not fit the county's form */
	struct journal *journal;
	struct world world;
	struct expr_params params; /* the policy's, with the installation's own (region_code) before them */
	char region[24];           /* area code of the village, "" at the county */
	bool sheets_shipped;       /* form, policy and checks are the program's own, none were handed over yet */
};

/* Open ${folder}; form and policy are those stored there, else the ones built into the program. On failure ${s} is
 * closed. Passphrase as for vault_open(). 0 or -1. */
int store_open(struct store *s, const char *folder, const char *passphrase, size_t n, enum vault_use use, const struct world *w,
	struct fault *f);
void store_close(struct store *s); /* fields may be NULL */

/* ${out} is ${s} with another policy, for assessing by it what is in ${s}: nothing may be written through it, nor may it be
 * closed. ${s} and ${policy} outlive it. */
void store_under(struct store *out, const struct store *s, struct policy *policy);

/* Settings: short values under a name, secrets too (the vault is sealed). store_get() appends to ${out}: 1, 0 when not
 * there, -1. */
int store_get(struct store *s, const char *name, struct buf *out, struct fault *f);
int store_put(struct store *s, const char *name, const void *value, size_t n, struct fault *f);
int store_drop(struct store *s, const char *name, struct fault *f);

/* The parameter that an installation gives itself. */
#define STORE_REGION "region_code"

/* A number of days (0 to 366) that the policy sets, ${none} when it does not. */
int64_t store_days(const struct store *s, const char *name, int64_t none);

/* Take over the region code of the installation; at most 20 digits. 0 or -1. */
int store_region(struct store *s, const char *code, struct fault *f);

/*
 * Put sheets in force: files by name (survey.csv, choices.csv, settings.csv, policy.csv, rules.csv, measures.csv,
 * checks.csv), each with its version. Those not named stay. What is not newer by (epoch, version) than what is there is ignored. All are read and checked
 * against each other first; a form must only add to the one before. All is derived again when the form changed. 1 when
 * one was taken, 0 when all were ignored, -1 with nothing changed.
 */
struct issued_sheet {
	struct sheet sheet;
	uint64_t version;
};
int store_sheets(struct store *s, const struct issued_sheet *sheets, size_t n, uint64_t epoch, struct fault *f);

/* Whether everything here was derived by this form, these checks and this policy: 1, 0 (after the program, with its sheets
 * inside, was updated), -1. Else store_current() derives again what they are about: for writers, once the journal's strictness
 * is set. 0 or -1. */
int store_is_current(struct store *s, struct fault *f);
int store_current(struct store *s, struct fault *f);

/* The sheet in force, stored or built in, appended to ${out}: 0 or -1. And whether it was handed over: 1, 0, -1. */
int store_sheet(struct store *s, const char *name, struct buf *out, struct fault *f);
int store_sheet_issued(struct store *s, const char *name, struct fault *f);

/* An environment for expressions of this store; texts go to ${scratch}. */
struct expr_env store_env(struct store *s, struct arena *scratch);

/*
 * One household file opened: its tree brought up to date and assessed. Free with casefile_close(). 1, 0 when there is no
 * such record, -1.
 */
struct casefile {
	struct tree tree;
	struct assessment assessment;
	struct arena scratch;
	struct expr_env env;
	struct check_findings findings; /* of the last casefile_check() or casefile_recheck() */
	bool proposed;                  /* since then the assessment filled in something else */
	uint64_t thawed;                /* and records of the tables with these bits were edited, or are no longer */
	const struct record *edited;    /* by the last casefile_update() */
};
int store_file(struct store *s, const unsigned char root[RECORD_ID], struct casefile *c, struct fault *f);

/* After the tree changed: what depends on that derived again, the household assessed; ${thaw} is the record being edited
 * (frozen calculates follow), or NULL. 0 or -1. */
int casefile_update(struct store *s, struct casefile *c, const struct record *thaw, struct fault *f);
void casefile_close(struct casefile *c);

/* Run the checks over the file as it stands, and compare its keys with those of the other files held here; into
 * c->findings. 0 or -1. */
int casefile_check(struct store *s, struct casefile *c, struct fault *f);

/* The same after the answers to ${changed} (indices of questions) changed and the file was brought up to date; what does
 * not hang on them stays. After a record was added, voided or restored use casefile_check(). 0 or -1. */
int casefile_recheck(struct store *s, struct casefile *c, const int *changed, size_t n, struct fault *f);

/* Required answers still blank in the whole file. */
int casefile_missing(const struct casefile *c);

/* Store calculates, list line, keys and findings of an opened file, which is checked as a whole; households that share a
 * key with it wait for store_refresh() when that changes what they are told. Inside or outside a transaction. 0 or -1. */
int store_keep(struct store *s, struct casefile *c, struct fault *f);

/*
 * Make the version of an opened file's section, as journal_save(), together with the calculates and the list line that
 * follow from it: a full disk or a killed program leaves all of it or none. 1, 0 when there was nothing to write, -1.
 */
int store_save(struct store *s, struct casefile *c, const struct record *r, int section, bool confirm, struct fault *f);

/* Void or restore a record of an opened file, in the same way; brings the file up to date. After -1 the record is as it
 * was, and the rest of the file waits for casefile_update(). 0 or -1. */
int store_void(struct store *s, struct casefile *c, struct record *r, bool voided, struct fault *f);

/* Turn every draft into a version, as leaving its section would: before a sync from the command line. Households touched
 * are kept too. A draft that cannot become one (EX_DATAERR) stays and holds up no other. 0 or -1. */
int store_save_drafts(struct store *s, struct fault *f);

/* Assess again up to ${most} households whose versions changed, on another day than the last time all; 1 while more are waiting, 0 when none, -1. */
int store_refresh(struct store *s, int most, struct fault *f);

#endif
