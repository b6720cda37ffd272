#ifndef SEAL_H
#define SEAL_H

#include "certificate.h"
#include "codec.h"
#include "keys.h"

/*
 * Sealed and signed files, sync/PROTOCOL.md section 8: batches to the county, packs to a laptop. Bytes in, bytes out.
 * Nothing is decrypted before the signature holds, nothing inflated before it is decrypted.
 *
 * Exit codes: EX_DATAERR damaged or not true; EX_NOUSER sealed for another county or laptop; EX_UNAVAILABLE made by a
 * newer program.
 */

enum seal_kind { SEAL_BATCH = 1, SEAL_PACK };

enum {
	SEAL_FIXED = 272,        /* bytes before the certificates */
	SEAL_CERTIFICATES = 3072 /* bytes of them at most */
};

/* What the fixed header says; true only once seal_verify() held. */
struct seal_header {
	enum seal_kind kind;
	unsigned char sender[KEY_ID];   /* device id */
	unsigned char receiver[KEY_ID]; /* id of the sealing key */
	unsigned char county[KEY_ID];   /* id of the root */
	uint64_t epoch, number;
	uint64_t first, last;           /* seqs of the sender's own versions inside; 0 when none */
	unsigned char before[KEY_HASH], after[KEY_HASH]; /* chain over versions */
	size_t n_certificates;          /* bytes of them */
	size_t n_stream;                /* bytes of ciphertext */
};

/*
 * Squeeze, seal to ${receiver} and sign ${n} bytes of parcels, appended to ${out}. Of ${h} the caller fills kind,
 * county, epoch, number, first, last, before and after. ${chain} (may be NULL) goes along for a receiver that does not
 * know the sender yet. 0 or -1.
 */
int seal_make(const struct seal_header *h, const struct keypair *sender, const unsigned char receiver[KEY_PUBLIC],
	const struct certificate *chain, size_t n_chain, const void *parcels, size_t n, const struct world *w,
	struct buf *out, struct fault *f);

/* Read the fixed header and nothing else; lengths must fit the file exactly. 0 or -1. */
int seal_peek(const void *bytes, size_t n, struct seal_header *h, struct fault *f);

/* The certificates along with it, for a sender not known yet: at most CERT_CHAIN into ${chain}; 0 of them is no error
 * here. To be trusted after certificate_chain() and seal_verify(). 0 or -1. */
int seal_certificates(
	const void *bytes, size_t n, struct certificate chain[CERT_CHAIN], size_t *n_chain, struct fault *f);

/* Whether header and ciphertext are signed by the key of the sender named. 0 or -1. */
int seal_verify(const void *bytes, size_t n, const unsigned char sender[KEY_PUBLIC], struct fault *f);

/* Which of ${keys} the file is sealed to, or NULL with EX_NOUSER. */
const struct keypair *seal_key(
	const struct seal_header *h, const struct keypair *const *keys, size_t n_keys, struct fault *f);

/* Verify, decrypt and inflate into ${parcels} (emptied first; wipe it after use). 0 or -1. */
int seal_open(const void *bytes, size_t n, const unsigned char sender[KEY_PUBLIC], const struct keypair *const *keys,
	size_t n_keys, struct buf *parcels, struct fault *f);

/* One step of the chain over versions: ${chain} becomes H32(chain, hash). Start from zeros. */
void seal_chain(unsigned char chain[KEY_HASH], const unsigned char hash[VERSION_HASH]);

/*
 * The stream alone, also inside invitations: ${n} bytes under ${key} and a fresh ${header}, bound to ${ad}, appended
 * to ${out}. 0 or -1 (memory).
 */
enum { SEAL_STREAM_HEADER = 24 };
int seal_stream(const unsigned char key[KEY_HASH], const unsigned char header[SEAL_STREAM_HEADER],
	const unsigned char ad[KEY_HASH], const void *bytes, size_t n, struct buf *out);

/* The reverse, into ${out} (emptied first): every chunk, the final mark and the exact end must hold. 0 or -1. */
int seal_unstream(const unsigned char key[KEY_HASH], const unsigned char header[SEAL_STREAM_HEADER],
	const unsigned char ad[KEY_HASH], const void *bytes, size_t n, struct buf *out);

#endif
