#ifndef JOURNAL_JOURNAL_H
#define JOURNAL_JOURNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "fault.h"
#include "form/form.h"
#include "journal/db.h"
#include "journal/version.h"
#include "record/record.h"
#include "world.h"

/*
 * The journal: all versions, append only, and everything derived from them: heads, conflicts, the form's tables. The
 * derived part is a function of the set of versions, so that any order of arrival gives the same (DESIGN 4).
 */
struct journal;

/* Why a version is not in force; numbers as in PROTOCOL.md. */
enum force {
	FORCE_IN,
	FORCE_UNFIT,   /* a value does not fit the form */
	FORCE_UNKNOWN, /* this form has no such table or section */
	FORCE_ROLE,    /* the author's role may not write the section */
	FORCE_AREA,
	FORCE_REVOKED,
	FORCE_UNCERTIFIED,
	FORCE_HELD, /* its device waits for a person's decision */
	FORCE_ORPHAN,
	FORCE_CONTRADICTS /* another table or parent than the record has */
};

/* What is known of a device. Texts belong to the journal, until the next change of devices. */
struct device {
	int64_t no;
	unsigned char id[DEVICE_ID];
	bool certified;
	enum role role;
	const char *areas, *cadre; /* "" when unknown */
	int64_t revoked_after;     /* greatest seq in force, or -1: not revoked */
	int64_t written_off;
	int state; /* 1: held until a person decides */
};

/* Take ${db} and ${form} (both the caller's, both outlive the journal); makes or widens the form's tables. 0 or -1. */
int journal_open(struct journal **out, struct db *db, const struct form *form, const struct world *w, struct fault *f);
void journal_close(struct journal *j);

/* From now on versions are made in this name. ${cadre} is copied. 0 or -1. */
int journal_author(struct journal *j, const unsigned char device[DEVICE_ID], const char *cadre, struct fault *f);

/* At the county: versions of devices without a certificate are not in force. On a laptop all devices are trusted,
 * because everything but its own came sealed and signed by the county. */
void journal_strict(struct journal *j, bool strict);

/* Take author and strictness over from ${old}, which is about to be closed for a new form. */
void journal_inherit(struct journal *j, struct journal *old);

/* Transactions around many versions; nested calls join the outer one. After a failed end the caches are read again. */
int journal_begin(struct journal *j, struct fault *f);
int journal_end(struct journal *j, int ok, struct fault *f);

/* Add a version with its hash filled in. 1 when it is new, 0 when it was known, -1. Inside a transaction. */
int journal_receive(struct journal *j, const struct version *v, struct fault *f);

/* Devices. The pointer is good until the next change of devices; NULL when not known. */
const struct device *journal_device(struct journal *j, const unsigned char id[DEVICE_ID]);
const struct device *journal_device_at(struct journal *j, size_t i); /* NULL past the last */
int journal_certify(struct journal *j, const unsigned char id[DEVICE_ID], const void *chain, size_t n, enum role role,
	const char *areas, const char *cadre, int state, struct fault *f);
int journal_revoke(struct journal *j, const unsigned char id[DEVICE_ID], int64_t last_good, struct fault *f);

/* Judge every version again and derive everything again: after a new form, new certificates, a revocation. */
int journal_rebuild(struct journal *j, struct fault *f);

/* BLAKE2b-256 over versions, heads and answers (calculates left out), independent of order of arrival. 0 or -1. */
int journal_digest(struct journal *j, unsigned char out[32], struct fault *f);

enum { JOURNAL_RECORDS = 65536 }; /* in one file: far above any household or village, and within a laptop's memory */

/* Load a top-level record with all below it, drafts laid over it, into ${t}. 1; 0 when there is no such record; -1, also
 * with EX_DATAERR when there are more than JOURNAL_RECORDS. */
int journal_tree(struct journal *j, const unsigned char root[RECORD_ID], struct tree *t, struct fault *f);

/* The next top-level record of ${table} after ${id} (zeros: the first), into ${id}: 1, 0 at the end, -1. Voided too. */
int journal_next_root(struct journal *j, int table, unsigned char id[RECORD_ID], struct fault *f);

/*
 * Visit versions in the named order; ${visit} returns 0 to go on, else the visit ends with that value. The version's
 * memory is good only during the call. ${state} is enum force.
 */
typedef int journal_visit(void *self, const struct version *v, int state);
int journal_versions_of_device(struct journal *j, const unsigned char device[DEVICE_ID], uint64_t from, uint64_t to,
	journal_visit *visit, void *self, struct fault *f);
int journal_versions_of_root(
	struct journal *j, const unsigned char root[RECORD_ID], journal_visit *visit, void *self, struct fault *f);
int journal_versions_of_section(struct journal *j, const unsigned char record[RECORD_ID], const char *section,
	journal_visit *visit, void *self, struct fault *f);

/* All versions of a top-level record and of what is below it: records in order of their birth, then sections, then
 * generations, never by time. Memory, ${visit} and result as above. */
struct journal_past {
	const struct version *version;
	enum force state;
	bool head, shown; /* no version in force replaces it; it is the head that is shown */
};
int journal_history(struct journal *j, const unsigned char root[RECORD_ID], int (*visit)(void *self, const struct journal_past *p),
	void *self, struct fault *f);

/* The first two records by id from ${id} on, each with its top-level one. How many there are, or -1. */
int journal_records_from(struct journal *j, const unsigned char id[RECORD_ID], unsigned char found[2][2][RECORD_ID], struct fault *f);

/* Greatest seq held of a device, 0 when none; -1 on failure. */
int64_t journal_last_seq(struct journal *j, const unsigned char device[DEVICE_ID], struct fault *f);

/*
 * Drafts. journal_draft() makes the section's answers in the tree durable at once (one transaction), with the heads
 * that there are now as what their author sees; a draft that is there keeps what its author saw. 0 or -1.
 */
int journal_draft(struct journal *j, const struct tree *t, const struct record *r, int section, struct fault *f);

/* Every draft there is, by household and time; texts are good during the visit. ${visit} returns 0 to go on. */
struct draft_row {
	unsigned char record[RECORD_ID], root[RECORD_ID];
	const char *table, *section;
	int64_t wall_ms;
};
int journal_drafts(struct journal *j, int (*visit)(void *self, const struct draft_row *d), void *self, struct fault *f);

/* Whether the section has a draft: 1, 0, -1. */
int journal_drafted(struct journal *j, const struct record *r, int section, struct fault *f);

/* Turn the section's draft (and, for a record without versions, the drafts of its key's section) into a version made
 * of the record's answers in its tree, which the caller has brought up to date with this record thawed. Nothing is written
 * when nothing changed, unless ${confirm}. 1 when a version was made, 0, -1. */
int journal_save(struct journal *j, const struct record *r, int section, bool confirm, struct fault *f);

/* Throw a section's draft away. 0 or -1. */
int journal_undraft(struct journal *j, const struct record *r, int section, struct fault *f);

/* Void a record (children are kept), or restore it: a version of its existence section. 0 or -1. */
int journal_void(struct journal *j, const struct record *r, bool voided, struct fault *f);

/* Write the tree's calculates into the form's tables, for readers with SQL. 0 or -1. */
int journal_store_calculates(struct journal *j, const struct tree *t, struct fault *f);

#endif
