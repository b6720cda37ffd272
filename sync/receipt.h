#ifndef RECEIPT_H
#define RECEIPT_H

#include "arena.h"
#include "fault.h"
#include "journal/version.h"

/* The county's word on what it holds, sync/PROTOCOL.md section 8; signed with the pack that carries it. */

/* Why a version in the journal is not in force (PROTOCOL.md section 11). The numbers are the protocol's. */
enum reason {
	REASON_IN_FORCE,
	REASON_UNFIT,       /* a value does not fit the form */
	REASON_UNKNOWN,     /* table or section is not in the form */
	REASON_ROLE,        /* the author's role may not write the section */
	REASON_AREA,        /* outside the author's areas */
	REASON_REVOKED,     /* beyond the last good seq of a revoked device */
	REASON_UNCERTIFIED, /* no certificate for the device */
	REASON_HELD,        /* second use of an invitation */
	REASON_ORPHAN,      /* the parent record is not known */
	REASON_CONTRADICTS, /* another parent or table than the record has */
	REASONS
};

/* A sentence for people, in their language; for an unknown number one that says so. */
const char *reason_text(enum reason r);

enum {
	RECEIPT_DEVICES = 10000,
	RECEIPT_ITEMS = 65536 /* intervals, or versions not in force, of one device */
};

struct receipt_interval {
	uint64_t first, last; /* seqs, both held */
};

struct receipt_out {
	uint64_t seq;
	unsigned char hash[VERSION_HASH];
	enum reason reason;
};

struct receipt_device {
	unsigned char device[DEVICE_ID];
	uint64_t dense;            /* all of 1..dense are held */
	unsigned char chain[32];   /* seal_chain() over those */
	struct receipt_interval *held; /* ascending, apart */
	size_t n_held;
	struct receipt_out *out;   /* held but not in force */
	size_t n_out;
};

struct receipt {
	uint64_t epoch, number;
	struct receipt_device *devices;
	size_t n_devices;
};

/* Append the parcel's content; failure is remembered in ${out}. */
void receipt_write(const struct receipt *r, struct buf *out);

/* Read it back into ${a}. 0, or -1 with EX_DATAERR. */
int receipt_read(struct arena *a, const void *bytes, size_t n, struct receipt *r, struct fault *f);

/* What it says of one device, or NULL. */
const struct receipt_device *receipt_find(const struct receipt *r, const unsigned char device[DEVICE_ID]);

/* Whether all seqs first..last of the device are held. */
bool receipt_covers(const struct receipt_device *d, uint64_t first, uint64_t last);

#endif
