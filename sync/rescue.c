#include "rescue.h"

#include <string.h>

#include "words.h"

#define ASK "FPR1"
#define ANSWER "FPA1"
#define LABEL "fangpin request 1"
#define WRAPPED (RESCUE_KEY + KEY_BOX)
#define DIGEST 16

static int
damaged(struct fault *f)
{
	return fault_set(f, EX_DATAERR,
		_("This file is no request or answer for a lost passphrase, or it is damaged or another "
		  "laptop's. The vault is as it was; have the file copied again."));
}

int
rescue_ask(const unsigned char device[KEY_ID], const void *wrapped, size_t n, const struct keypair *fresh,
	struct buf *out, struct fault *f)
{
	if (n != WRAPPED || keys_use(fresh) != KEY_SEALING)
		return damaged(f);
	buf_text(out, ASK);
	buf_u32(out, 1);
	buf_add(out, device, KEY_ID);
	buf_add(out, keys_public(fresh), KEY_PUBLIC);
	return buf_block(out, wrapped, n) < 0 ? fault_memory(f) : 0;
}

void
rescue_fingerprint(const void *request, size_t n, char code[PAIRING_CODE])
{
	unsigned char hash[KEY_HASH];
	uint64_t bits = 0;

	keys_hash(hash, LABEL, request, n, NULL, 0);
	for (int i = 0; i < 8; i++)
		bits = bits << 8 | hash[i];
	pairing_of(bits >> 4, code);
}

int
rescue_answer(const void *request, size_t n, const struct keypair *recovery, const struct world *w,
	unsigned char device[KEY_ID], struct buf *out, struct fault *f)
{
	struct reader r = reader_of(request, n);
	const unsigned char *magic = reader_bytes(&r, 4);
	unsigned char key[RESCUE_KEY], hash[KEY_HASH];
	struct buf box = {0};
	size_t len;

	uint32_t format = reader_u32(&r);
	const unsigned char *id = reader_bytes(&r, KEY_ID), *fresh = reader_bytes(&r, KEY_PUBLIC);
	const unsigned char *wrapped = reader_block(&r, WRAPPED, &len);
	if (!reader_done(&r) || memcmp(magic, ASK, 4) != 0 || format != 1 || len != WRAPPED ||
		keys_unbox(recovery, wrapped, len, key) < 0)
		return damaged(f);
	memcpy(device, id, KEY_ID);
	keys_hash(hash, LABEL, request, n, NULL, 0);
	buf_text(out, ANSWER);
	buf_u32(out, 1);
	buf_add(out, hash, DIGEST);
	int rc = keys_box(fresh, key, sizeof key, w, &box);
	keys_wipe(key, sizeof key);
	if (rc == 0)
		rc = buf_block(out, box.data, box.len);
	buf_free(&box);
	return rc < 0 ? damaged(f) : 0;
}

int
rescue_take(const void *answer, size_t n, const void *request, size_t n_request, const struct keypair *fresh,
	unsigned char key[RESCUE_KEY], struct fault *f)
{
	struct reader r = reader_of(answer, n);
	const unsigned char *magic = reader_bytes(&r, 4);
	unsigned char hash[KEY_HASH];
	size_t len;

	uint32_t format = reader_u32(&r);
	const unsigned char *digest = reader_bytes(&r, DIGEST), *box = reader_block(&r, WRAPPED, &len);
	keys_hash(hash, LABEL, request, n_request, NULL, 0);
	if (!reader_done(&r) || memcmp(magic, ANSWER, 4) != 0 || format != 1 || memcmp(digest, hash, DIGEST) != 0 ||
		len != WRAPPED || keys_unbox(fresh, box, len, key) < 0)
		return damaged(f);
	return 0;
}
