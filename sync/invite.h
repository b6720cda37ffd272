#ifndef INVITE_H
#define INVITE_H

#include "arena.h"
#include "certificate.h"
#include "pairing.h"
#include "parcel.h"

/*
 * The invitation: everything a laptop needs to join in one visit, sealed under a pairing code that never lies on the
 * stick. sync/PROTOCOL.md section 7.
 */

struct invite {
	uint64_t epoch;
	unsigned char root[KEY_PUBLIC];  /* trusted because the pairing code opened the file */
	struct certificate county, sealing, recovery, invitation; /* the last is the one-time key's */
	struct keypair *once;            /* certifies the laptop's keys, then is forgotten */
	const char *cadre, *village, *office; /* names for people; the office is the county's */
	struct sheets form, policy;
	const void *devices, *roster;    /* a signed device list (devices.h); versions (codec.h); may be NULL */
	size_t n_devices, n_roster;
};

/*
 * Append an invitation to ${out}, sealed under ${code} and signed by the county's signing key. ${id} gets the eight
 * bytes that name its file. Takes half a second and 256 MiB. 0 or -1.
 */
int invite_make(const struct invite *in, const struct keypair *county, const char code[PAIRING_CODE],
	const struct world *w, unsigned char id[KEY_ID], struct buf *out, struct fault *f);

/* An invitation that was opened; fields of ${in} point into the rest. */
struct invite_file {
	struct invite in;
	struct buf content;
	struct arena arena;
};

/*
 * Open and check ${n} bytes. 0, or -1: EX_NOPERM when the code is another one's, EX_DATAERR when the file is damaged or
 * its certificates do not hold, EX_UNAVAILABLE when it needs a newer program, EX_OSERR when memory is short. After 0
 * invite_close() frees and wipes everything.
 */
int invite_open(const void *bytes, size_t n, const char code[PAIRING_CODE], struct invite_file *file, struct fault *f);
void invite_close(struct invite_file *file);

/* Certify the laptop's own public keys with the one-time key: into ${out}. 0 or -1. */
int invite_join(const struct invite *in, const struct keypair *signing, const struct keypair *sealing, int32_t day,
	struct certificate *out, struct fault *f);

#endif
