#ifndef RESCUE_H
#define RESCUE_H

#include "keys.h"
#include "pairing.h"

/*
 * A lost passphrase, sync/PROTOCOL.md section 14: the laptop asks with its data key wrapped for the recovery key,
 * people compare a fingerprint aloud, and the offline recovery key seals the data key to a fresh key of the laptop.
 */

enum { RESCUE_KEY = 32, RESCUE_REQUEST = 512, RESCUE_ANSWER = 512 };

/* Append a request. ${wrapped} is the data key as keys_box() sealed it to the recovery key; ${fresh} is a new sealing
 * pair, which the laptop keeps until the answer comes. 0 or -1. */
int rescue_ask(const unsigned char device[KEY_ID], const void *wrapped, size_t n, const struct keypair *fresh,
	struct buf *out, struct fault *f);

/* What both sides read aloud: shown by pairing_show(). */
void rescue_fingerprint(const void *request, size_t n, char code[PAIRING_CODE]);

/* At the county, with the recovery key: append the answer, put the asking device's id into ${device}. 0, or -1:
 * EX_DATAERR. */
int rescue_answer(const void *request, size_t n, const struct keypair *recovery, const struct world *w,
	unsigned char device[KEY_ID], struct buf *out, struct fault *f);

/* At the laptop: the data key from the answer to its request, to be wiped after use. 0, or -1: EX_DATAERR. */
int rescue_take(const void *answer, size_t n, const void *request, size_t n_request, const struct keypair *fresh,
	unsigned char key[RESCUE_KEY], struct fault *f);

#endif
