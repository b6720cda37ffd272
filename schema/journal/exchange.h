#ifndef JOURNAL_EXCHANGE_H
#define JOURNAL_EXCHANGE_H

#include "journal/journal.h"

/*
 * What a database remembers of its exchanges: batches made, files taken, invitations given, what is held of each
 * device. Only rows are kept here; what they mean is sync's.
 */

/* A batch made by this laptop. */
struct batch_row {
	int64_t no;
	uint64_t first, last, epoch;
	const void *file; /* sealed bytes, empty once acknowledged */
	size_t n;
	bool acked;
};

/* Number, last seq and chain of the newest batch: 1; 0 when none was made (chain zeros); -1. */
int batch_last(struct db *db, int64_t *no, uint64_t *last, unsigned char chain[32], struct fault *f);
int batch_add(struct db *db, const struct batch_row *b, const unsigned char chain[32], int64_t made_ms,
	int64_t households, struct fault *f);

/* Visit all batches in order; ${visit} returns 0 to go on. Their bytes are good during the call. */
int batch_visit(struct db *db, int (*visit)(void *self, const struct batch_row *b), void *self, struct fault *f);
int batch_ack(struct db *db, int64_t no, int64_t wall_ms, struct fault *f);

/* A new epoch of the county holds only seqs up to ${dense}: what lies beyond counts as never acknowledged. */
int batch_unack(struct db *db, uint64_t dense, struct fault *f);

/* The batch sealed anew, under a new number. */
int batch_reseal(
	struct db *db, int64_t no, int64_t new_no, uint64_t epoch, const void *file, size_t n, struct fault *f);

/* Whether a file of this content was taken in before: 1 and how many versions it held, 0, -1. */
int taken_find(struct db *db, const unsigned char hash[32], int64_t *versions, struct fault *f);
int taken_add(struct db *db, const unsigned char hash[32], int64_t wall_ms, int64_t versions, struct fault *f);

/* The log that people read. */
struct exchange_row {
	int64_t wall_ms;
	const char *carrier, *note;
	int64_t sent, received, bytes;
};
int exchange_add(struct db *db, const struct exchange_row *e, struct fault *f);
int exchange_visit(struct db *db, int64_t most, int (*visit)(void *self, const struct exchange_row *e), void *self,
	struct fault *f);

/* Invitations of a county. Texts are good during the visit. */
struct invitation_row {
	int64_t serial, joined;
	const char *cadre, *village, *area;
	enum role role;
	unsigned char device[DEVICE_ID];
	bool used;
};
int64_t invitation_next(struct db *db, struct fault *f); /* -1 on failure */
int invitation_add(struct db *db, const struct invitation_row *i, int64_t made_ms, struct fault *f);

/* 1 and the row, whose texts are copied into ${a}; 0 when there is no such serial; -1. */
int invitation_get(struct db *db, struct arena *a, int64_t serial, struct invitation_row *i, struct fault *f);
int invitation_use(struct db *db, int64_t serial, const unsigned char device[DEVICE_ID], struct fault *f);
int invitation_visit(
	struct db *db, int (*visit)(void *self, const struct invitation_row *i), void *self, struct fault *f);

/* What is held of a device without a gap, and the chain over it. 1, 0 when the device is not known, -1. */
int device_chain(struct db *db, const unsigned char device[DEVICE_ID], uint64_t *dense, unsigned char chain[32],
	int64_t *joined, struct fault *f);
int device_chain_set(struct db *db, const unsigned char device[DEVICE_ID], uint64_t dense,
	const unsigned char chain[32], struct fault *f);
int device_joined(struct db *db, const unsigned char device[DEVICE_ID], int64_t no, struct fault *f);

/* Every (seq, hash) of a device from ${from} on, ascending; two of one seq are a fork. ${state} is enum force. */
int device_versions(struct journal *j, const unsigned char device[DEVICE_ID], uint64_t from,
	int (*visit)(void *self, uint64_t seq, const unsigned char hash[VERSION_HASH], int state), void *self,
	struct fault *f);

/* Versions in force that arrived after number ${after}, not by ${except}, of households in the area. */
int journal_versions_for_area(struct journal *j, int64_t after, const unsigned char except[DEVICE_ID], const char *area,
	journal_visit *visit, void *self, struct fault *f);

/* Sections whose heads differ, by household. Texts are good during the visit, which may use the database. */
struct conflict_row {
	unsigned char record[RECORD_ID], root[RECORD_ID];
	const char *table, *section;
};
int conflict_visit(struct db *db, int (*visit)(void *self, const struct conflict_row *c), void *self, struct fault *f);

/* Devices of which two versions bear one number: where that begins and how often it is so. */
int fork_visit(struct db *db, int (*visit)(void *self, const unsigned char device[DEVICE_ID], int64_t first, int64_t n),
	void *self, struct fault *f);

/* How many households there are of each class, "" being those never assessed. Voided ones are left out. */
int class_visit(struct db *db, int (*visit)(void *self, const char *class, int64_t n), void *self, struct fault *f);

/* Greatest arrival number, count of versions, conflicts, forks, drafts; -1 on failure. */
int64_t journal_last_no(struct journal *j, struct fault *f);
int64_t journal_count(struct journal *j, enum statement which, struct fault *f);

#endif
