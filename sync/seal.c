#include "seal.h"

#include <sodium.h>
#include <string.h>

#include "words.h"

#define CHUNK 65536
#define TAIL crypto_secretstream_xchacha20poly1305_ABYTES
#define KEY_AT 128
#define STREAM_AT 208
#define BOUND 240 /* header bytes that every chunk is bound to */

_Static_assert(SEAL_STREAM_HEADER == crypto_secretstream_xchacha20poly1305_HEADERBYTES, "stream header");
_Static_assert(KEY_HASH == crypto_secretstream_xchacha20poly1305_KEYBYTES, "stream key");

static const char *const magic[] = {[SEAL_BATCH] = "FPB1", [SEAL_PACK] = "FPP1"};

void
seal_chain(unsigned char chain[KEY_HASH], const unsigned char hash[VERSION_HASH])
{
	unsigned char next[KEY_HASH];

	keys_hash(next, "fangpin chain 1", chain, KEY_HASH, hash, VERSION_HASH);
	memcpy(chain, next, KEY_HASH);
}

int
seal_stream(const unsigned char key[KEY_HASH], const unsigned char header[SEAL_STREAM_HEADER],
	const unsigned char ad[KEY_HASH], const void *bytes, size_t n, struct buf *out)
{
	crypto_secretstream_xchacha20poly1305_state s;
	const unsigned char *at = bytes;
	bool last;

	/* Both ends derive the same state from key and header; this one takes a header made with the world's
	 * randomness. */
	if (sodium_init() < 0 || crypto_secretstream_xchacha20poly1305_init_pull(&s, header, key) < 0)
		return -1;
	do {
		size_t len = n < CHUNK ? n : CHUNK;
		unsigned char *to = buf_room(out, len + TAIL);
		last = len == n;
		if (to != NULL) {
			crypto_secretstream_xchacha20poly1305_push(&s, to, NULL, at, len, ad, KEY_HASH,
				last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL
				     : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
			out->len += len + TAIL;
		}
		at += len;
		n -= len;
	} while (!last);
	sodium_memzero(&s, sizeof s);
	return out->failed ? -1 : 0;
}

int
seal_unstream(const unsigned char key[KEY_HASH], const unsigned char header[SEAL_STREAM_HEADER],
	const unsigned char ad[KEY_HASH], const void *bytes, size_t n, struct buf *out)
{
	crypto_secretstream_xchacha20poly1305_state s;
	const unsigned char *at = bytes;
	bool good = true, last = false;

	buf_reset(out);
	if (sodium_init() < 0 || crypto_secretstream_xchacha20poly1305_init_pull(&s, header, key) < 0)
		return -1;
	while (good && !last) {
		size_t len = n < CHUNK + TAIL ? n : CHUNK + TAIL;
		unsigned char tag, *to = len >= TAIL ? buf_room(out, len - TAIL) : NULL;
		good = to != NULL &&
		       crypto_secretstream_xchacha20poly1305_pull(&s, to, NULL, &tag, at, len, ad, KEY_HASH) == 0;
		if (!good)
			break;
		out->len += len - TAIL;
		at += len;
		n -= len;
		last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
		good = last ? n == 0 : tag == crypto_secretstream_xchacha20poly1305_TAG_MESSAGE && len == CHUNK + TAIL;
	}
	sodium_memzero(&s, sizeof s);
	return good ? 0 : -1;
}

static int
damaged(struct fault *f)
{
	return fault_set(f, EX_DATAERR,
		_("The file is damaged or is not one of this program. Nothing of it was taken; ask for it "
		  "to be copied again."));
}

static int
put_certificates(struct buf *out, const struct certificate *chain, size_t n)
{
	size_t start = out->len;

	for (size_t i = 0; i < n; i++)
		buf_block(out, chain[i].bytes, chain[i].len);
	return out->failed || out->len - start > SEAL_CERTIFICATES ? -1 : 0;
}

/* Bytes 0 to 208: all that is known before the stream exists. */
static int
put_front(struct buf *out, const struct seal_header *h, const struct keypair *sender, const unsigned char *receiver,
	const unsigned char *key, const struct world *w)
{
	unsigned char id[KEY_ID];

	buf_text(out, magic[h->kind]);
	buf_byte(out, 1);
	buf_byte(out, 1);
	buf_byte(out, 0);
	buf_byte(out, 0);
	keys_id(keys_public(sender), id);
	buf_add(out, id, KEY_ID);
	keys_id(receiver, id);
	buf_add(out, id, KEY_ID);
	buf_add(out, h->county, KEY_ID);
	buf_u64(out, h->epoch);
	buf_u64(out, h->number);
	buf_u64(out, h->first);
	buf_u64(out, h->last);
	buf_add(out, h->before, KEY_HASH);
	buf_add(out, h->after, KEY_HASH);
	return keys_box(receiver, key, KEY_HASH, w, out);
}

static size_t
stream_length(size_t n)
{
	size_t chunks = n == 0 ? 1 : (n + CHUNK - 1) / CHUNK;

	return n + chunks * TAIL;
}

/* The whole file around ${squeezed}; ${certificates} are ready to be put in. */
static int
put_file(const struct seal_header *h, const struct keypair *sender, const unsigned char *receiver,
	const struct buf *certificates, const struct buf *squeezed, const struct world *w, struct buf *out)
{
	unsigned char key[KEY_HASH], header[SEAL_STREAM_HEADER], ad[KEY_HASH], sig[KEY_SIGNATURE];
	size_t start = out->len;
	struct buf stream = {0};

	w->random(w->self, key, sizeof key);
	w->random(w->self, header, sizeof header);
	int rc = put_front(out, h, sender, receiver, key, w);
	buf_add(out, header, sizeof header);
	buf_u32(out, (uint32_t)certificates->len);
	buf_u32(out, (uint32_t)stream_length(squeezed->len));
	if (rc == 0 && !out->failed) {
		keys_hash(ad, "fangpin chunk 1", out->data + start, BOUND, certificates->data, certificates->len);
		rc = seal_stream(key, header, ad, squeezed->data, squeezed->len, &stream);
		keys_hash(ad, "fangpin stream 1", stream.data, stream.len, NULL, 0);
		buf_add(out, ad, KEY_HASH);
		buf_add(out, certificates->data, certificates->len);
	}
	if (rc == 0 && !out->failed)
		rc = keys_sign(sender, "fangpin file 1", out->data + start, out->len - start, sig);
	if (rc == 0) {
		buf_add(out, sig, sizeof sig);
		buf_add(out, stream.data, stream.len);
	}
	sodium_memzero(key, sizeof key);
	buf_free(&stream);
	return rc < 0 || out->failed ? -1 : 0;
}

int
seal_make(const struct seal_header *h, const struct keypair *sender, const unsigned char receiver[KEY_PUBLIC],
	const struct certificate *chain, size_t n_chain, const void *parcels, size_t n, const struct world *w,
	struct buf *out, struct fault *f)
{
	struct buf certificates = {0}, squeezed = {0};
	size_t before = out->len;
	int rc = codec_squeeze(parcels, n, &squeezed, f);

	if (rc == 0 && (put_certificates(&certificates, chain, n_chain) < 0 ||
			put_file(h, sender, receiver, &certificates, &squeezed, w, out) < 0))
		rc = fault_memory(f);
	if (rc == 0 && out->len - before > CODEC_FILE)
		rc = fault_set(f, EX_DATAERR,
			_("There is more than one file may hold. Nothing is lost; send it in smaller parts."));
	if (rc < 0)
		out->len = before;
	buf_wipe(&squeezed);
	buf_free(&certificates);
	return rc;
}

static void
take(struct reader *r, unsigned char *out, size_t n)
{
	const unsigned char *p = reader_bytes(r, n);

	if (p != NULL)
		memcpy(out, p, n);
}

int
seal_peek(const void *bytes, size_t n, struct seal_header *h, struct fault *f)
{
	struct reader r = reader_of(bytes, n);
	const unsigned char *name = reader_bytes(&r, 4);

	*h = (struct seal_header){0};
	if (n < SEAL_FIXED + KEY_SIGNATURE || n > CODEC_FILE)
		return damaged(f);
	h->kind = memcmp(name, magic[SEAL_BATCH], 4) == 0 ? SEAL_BATCH : SEAL_PACK;
	if (memcmp(name, magic[h->kind], 4) != 0)
		return damaged(f);
	unsigned format = reader_byte(&r), suite = reader_byte(&r), spare = reader_byte(&r) | reader_byte(&r);
	if (format > 1 || suite > 1)
		return fault_set(f, EX_UNAVAILABLE,
			_("The file was made by a newer program. Update the program and read it again; "
			  "nothing of it was taken."));
	take(&r, h->sender, KEY_ID);
	take(&r, h->receiver, KEY_ID);
	take(&r, h->county, KEY_ID);
	h->epoch = reader_u64(&r);
	h->number = reader_u64(&r);
	h->first = reader_u64(&r);
	h->last = reader_u64(&r);
	take(&r, h->before, KEY_HASH);
	take(&r, h->after, KEY_HASH);
	reader_bytes(&r, STREAM_AT + SEAL_STREAM_HEADER - KEY_AT);
	h->n_certificates = reader_u32(&r);
	h->n_stream = reader_u32(&r);
	bool range = h->last >= h->first && (h->first > 0 || h->last == 0) && h->last <= INT64_MAX;
	if (r.failed || format != 1 || suite != 1 || spare != 0 || !range || h->n_certificates > SEAL_CERTIFICATES ||
		n != SEAL_FIXED + h->n_certificates + KEY_SIGNATURE + h->n_stream)
		return damaged(f);
	return 0;
}

int
seal_certificates(const void *bytes, size_t n, struct certificate chain[CERT_CHAIN], size_t *n_chain, struct fault *f)
{
	struct seal_header h;

	*n_chain = 0;
	if (seal_peek(bytes, n, &h, f) < 0)
		return -1;
	struct reader r = reader_of((const unsigned char *)bytes + SEAL_FIXED, h.n_certificates);
	while (reader_left(&r) > 0) {
		size_t len;
		const unsigned char *p = reader_block(&r, CERT_BYTES, &len);
		if (p == NULL || *n_chain == CERT_CHAIN || certificate_read(&chain[*n_chain], p, len, NULL) < 0)
			return damaged(f);
		++*n_chain;
	}
	return r.failed ? damaged(f) : 0;
}

int
seal_verify(const void *bytes, size_t n, const unsigned char sender[KEY_PUBLIC], struct fault *f)
{
	const unsigned char *at = bytes;
	unsigned char id[KEY_ID], hash[KEY_HASH];
	struct seal_header h;

	if (seal_peek(bytes, n, &h, f) < 0)
		return -1;
	size_t body = SEAL_FIXED + h.n_certificates;
	keys_id(sender, id);
	if (memcmp(id, h.sender, KEY_ID) != 0 || !keys_verify(sender, "fangpin file 1", at, body, at + body))
		return damaged(f);
	keys_hash(hash, "fangpin stream 1", at + body + KEY_SIGNATURE, h.n_stream, NULL, 0);
	return memcmp(hash, at + BOUND, KEY_HASH) == 0 ? 0 : damaged(f);
}

const struct keypair *
seal_key(const struct seal_header *h, const struct keypair *const *keys, size_t n_keys, struct fault *f)
{
	unsigned char id[KEY_ID];

	for (size_t i = 0; i < n_keys; i++) {
		keys_id(keys_public(keys[i]), id);
		if (memcmp(id, h->receiver, KEY_ID) == 0)
			return keys[i];
	}
	fault_set(f, EX_NOUSER,
		h->kind == SEAL_BATCH ? _("This batch is sealed for another county. It was left where it is; carry it "
					  "to the county it is for.")
				      : _("This pack is sealed for another laptop. It was left where it is; carry it "
					  "to the laptop it is for."));
	return NULL;
}

int
seal_open(const void *bytes, size_t n, const unsigned char sender[KEY_PUBLIC], const struct keypair *const *keys,
	size_t n_keys, struct buf *parcels, struct fault *f)
{
	const unsigned char *at = bytes;
	unsigned char key[KEY_HASH], ad[KEY_HASH];
	struct seal_header h;
	struct buf squeezed = {0};

	buf_reset(parcels);
	if (seal_verify(bytes, n, sender, f) < 0 || seal_peek(bytes, n, &h, f) < 0)
		return -1;
	const struct keypair *own = seal_key(&h, keys, n_keys, f);
	if (own == NULL)
		return -1;
	if (keys_unbox(own, at + KEY_AT, STREAM_AT - KEY_AT, key) < 0)
		return damaged(f);
	keys_hash(ad, "fangpin chunk 1", at, BOUND, at + SEAL_FIXED, h.n_certificates);
	int rc = seal_unstream(
		key, at + STREAM_AT, ad, at + SEAL_FIXED + h.n_certificates + KEY_SIGNATURE, h.n_stream, &squeezed);
	sodium_memzero(key, sizeof key);
	rc = rc < 0 ? damaged(f) : codec_unsqueeze(squeezed.data, squeezed.len, parcels, f);
	buf_wipe(&squeezed);
	return rc;
}
