#ifndef JOURNAL_INSIDE_H
#define JOURNAL_INSIDE_H

#include <sqlite3.h>

#include "journal/journal.h"

/* What the files of this room share and nobody else sees. */

/* Where a record stands, and the version that says so. */
struct place {
	unsigned char id[RECORD_ID], parent[RECORD_ID], root[RECORD_ID];
	int64_t table; /* word */
	uint64_t gen;
	struct version_id born;
	uint64_t epoch; /* of the transaction it was read in; another one knows nothing of it */
};

enum { PLACES = 256 }; /* remembered within a transaction: versions of one household follow each other */

struct journal {
	struct db *db;
	const struct form *form;
	struct world world;
	bool strict;
	bool spoiled;   /* a transaction was undone: caches must be read again */
	uint64_t epoch; /* number of the outermost transaction */
	struct place places[PLACES];
	struct {
		uint64_t epoch;
		int64_t device, seq;
	} last; /* the greatest seq held of the device that wrote the last version received */
	/* Words by number (from 1) and by text. */
	char **words;
	size_t n_words, cap_words;
	struct names word_numbers;
	struct device *devices; /* in order of number, from 1 */
	size_t n_devices, cap_devices;
	unsigned char author[DEVICE_ID];
	char *cadre;
	sqlite3_stmt **section_put; /* per section: its answers into the form's table */
	sqlite3_stmt **table_move;  /* per table: a row to another root */
	sqlite3_stmt **table_drop;
	sqlite3_stmt **table_void;
	sqlite3_stmt **table_calculates;
};

/* The number of a word or a device, added when new; -1 on failure. */
int64_t journal_word(struct journal *j, const char *text, struct fault *f);
int64_t journal_device_no(struct journal *j, const unsigned char id[DEVICE_ID], struct fault *f);
const char *journal_word_text(const struct journal *j, int64_t no); /* "" when there is no such word */
int journal_reload(struct journal *j, struct fault *f);

/* answers.c: the form's tables. */
int answers_open(struct journal *j, struct fault *f);
void answers_close(struct journal *j);
int answers_empty(struct journal *j, struct fault *f);
int answers_put(struct journal *j, const unsigned char *root, const unsigned char *id, const unsigned char *parent,
	int section, const struct version_value *values, size_t n, struct fault *f);
int answers_move(struct journal *j, int table, const unsigned char *id, const unsigned char *from,
	const unsigned char *to, struct fault *f);
int answers_drop(struct journal *j, int table, const unsigned char *root, const unsigned char *id, struct fault *f);
int answers_void(
	struct journal *j, int table, const unsigned char *root, const unsigned char *id, bool voided, struct fault *f);

/* place.c: where records stand. ${root} gets the top known. 0, 1 when the version contradicts the place, 2 when
 * it is the record's first, -1. */
int place_record(struct journal *j, const struct version *v, unsigned char root[RECORD_ID], struct fault *f);
int place_find(struct journal *j, const unsigned char id[RECORD_ID], struct place *out,
	struct fault *f);                               /* 1, 0 unknown, -1 */
int place_table(const struct journal *j, int64_t word); /* the form's table of that name, or -1 */

/* settle.c: heads, conflicts and answers of one section, from its versions. */
int settle_section(struct journal *j, const unsigned char record[RECORD_ID], int64_t section, struct fault *f);
/* The short way for a version that is the only one in force of its section, as ${born} says of a record just placed. 1,
 * 0 when there are others, -1. */
int settle_first(struct journal *j, const struct version *v, int64_t no, int64_t section, const unsigned char *root,
	bool born, struct fault *f);
int settle_record(struct journal *j, const unsigned char record[RECORD_ID], struct fault *f);
int settle_voids(
	struct journal *j, const unsigned char root[RECORD_ID], struct fault *f); /* do they still see all heads? */

/* judge.c */
enum force judge_version(const struct journal *j, const struct version *v);
/* Whether a cadre of this role may write these answers of the section; -1, existence, everybody may. */
bool judge_may_write(const struct form *f, enum role role, int section, const struct version_value *values, size_t n);
/* The device, or NULL when it was never met. */
const struct device *judge_author(const struct journal *j, const unsigned char id[DEVICE_ID]);

/* visit.c: device, seq and hash from three columns, the first of them ${column}. 0 or -1. */
int id_read(sqlite3_stmt *s, int column, struct version_id *id, struct fault *f);
/* A row of VERSION_COLUMNS as a version in ${a}. 0 or -1. */
int visit_read(struct arena *a, sqlite3_stmt *s, struct version *v, int *state, int64_t *no, struct fault *f);
int ids_write(const struct version_id *ids, size_t n, struct buf *out);
int ids_read(struct arena *a, const void *bytes, size_t n, struct version_id **ids, size_t *count);

#endif
