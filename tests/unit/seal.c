/* Sealed files: round trip, every truncation, every flipped bit, wrong receivers and senders. */
#include "seal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct bench {
	struct world_seed seed;
	struct world w;
	struct keypair *root, *county, *county_box, *invite, *device, *device_box, *stranger, *stranger_box;
	struct certificate chain[CERT_CHAIN];
	struct seal_header h;
	struct buf file;
};

static const char text[] = "parcels that stand for a small batch, a small batch, a small batch";

static void
certify(struct certificate *c, enum certificate_kind kind, const struct keypair *key, const struct keypair *box,
	const struct keypair *issuer)
{
	*c = (struct certificate){.kind = kind,
		.role = kind == CERT_COUNTY_SIGNING ? ROLE_COUNTY : ROLE_VISITOR,
		.serial = 7,
		.epoch = 1,
		.day = 20000,
		.n_areas = 1};
	strcpy(c->area[0], kind == CERT_COUNTY_SIGNING ? "130899" : "130899102201");
	memcpy(c->signing, keys_public(key), KEY_PUBLIC);
	if (box != NULL)
		memcpy(c->sealing, keys_public(box), KEY_PUBLIC);
	assert_int_equal(certificate_sign(c, issuer, NULL), 0);
}

static int
setup(void **state)
{
	struct bench *b = calloc(1, sizeof *b);

	b->w = world_seeded(&b->seed, 5, 0);
	b->root = keys_new(KEY_SIGNING, &b->w);
	b->county = keys_new(KEY_SIGNING, &b->w);
	b->county_box = keys_new(KEY_SEALING, &b->w);
	b->invite = keys_new(KEY_SIGNING, &b->w);
	b->device = keys_new(KEY_SIGNING, &b->w);
	b->device_box = keys_new(KEY_SEALING, &b->w);
	b->stranger = keys_new(KEY_SIGNING, &b->w);
	b->stranger_box = keys_new(KEY_SEALING, &b->w);
	certify(&b->chain[0], CERT_DEVICE, b->device, b->device_box, b->invite);
	certify(&b->chain[1], CERT_INVITATION, b->invite, NULL, b->county);
	certify(&b->chain[2], CERT_COUNTY_SIGNING, b->county, NULL, b->root);
	b->h = (struct seal_header){.kind = SEAL_BATCH, .epoch = 1, .number = 3, .first = 1, .last = 4};
	keys_id(keys_public(b->root), b->h.county);
	seal_chain(b->h.after, (const unsigned char *)"0123456789abcdef");
	assert_int_equal(seal_make(&b->h, b->device, keys_public(b->county_box), b->chain, CERT_CHAIN, text,
				 sizeof text, &b->w, &b->file, NULL),
		0);
	*state = b;
	return 0;
}

static int
teardown(void **state)
{
	struct bench *b = *state;

	keys_free(b->root);
	keys_free(b->county);
	keys_free(b->county_box);
	keys_free(b->invite);
	keys_free(b->device);
	keys_free(b->device_box);
	keys_free(b->stranger);
	keys_free(b->stranger_box);
	buf_free(&b->file);
	free(b);
	return 0;
}

static int
open_file(struct bench *b, const void *bytes, size_t n, struct buf *out, struct fault *f)
{
	const struct keypair *keys[] = {b->stranger_box, b->county_box};

	return seal_open(bytes, n, keys_public(b->device), keys, 2, out, f);
}

static void
test_round_trip(void **state)
{
	struct bench *b = *state;
	struct certificate chain[CERT_CHAIN];
	struct buf out = {0};
	struct seal_header h;
	size_t n;

	assert_int_equal(seal_peek(b->file.data, b->file.len, &h, NULL), 0);
	assert_int_equal(h.kind, SEAL_BATCH);
	assert_int_equal(h.number, 3);
	assert_int_equal(h.last, 4);
	assert_memory_equal(h.after, b->h.after, KEY_HASH);
	assert_int_equal(seal_certificates(b->file.data, b->file.len, chain, &n, NULL), 0);
	assert_int_equal(n, CERT_CHAIN);
	assert_int_equal(certificate_chain(chain, n, keys_public(b->root), NULL), 0);
	assert_memory_equal(chain[0].signing, keys_public(b->device), KEY_PUBLIC);
	/* Twice the same bytes, twice the same content. */
	for (int i = 0; i < 2; i++) {
		assert_int_equal(open_file(b, b->file.data, b->file.len, &out, NULL), 0);
		assert_int_equal(out.len, sizeof text);
		assert_memory_equal(out.data, text, sizeof text);
	}
	buf_free(&out);
}

static void
test_sizes(void **state)
{
	static const size_t sizes[] = {0, 1, 65527, 65528, 65529, 131064, 200000};
	struct bench *b = *state;

	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		struct buf plain = {0}, file = {0}, out = {0};
		b->w.random(b->w.self, buf_room(&plain, sizes[i]), sizes[i]);
		plain.len = sizes[i];
		assert_int_equal(seal_make(&b->h, b->device, keys_public(b->county_box), NULL, 0, plain.data, plain.len,
					 &b->w, &file, NULL),
			0);
		assert_int_equal(open_file(b, file.data, file.len, &out, NULL), 0);
		assert_int_equal(out.len, plain.len);
		if (plain.len > 0)
			assert_memory_equal(out.data, plain.data, plain.len);
		buf_free(&plain);
		buf_free(&file);
		buf_free(&out);
	}
}

static void
test_every_truncation(void **state)
{
	struct bench *b = *state;
	struct buf out = {0};
	struct fault f = {0};

	for (size_t n = 0; n < b->file.len; n++) {
		unsigned char *cut = malloc(n + 1);
		memcpy(cut, b->file.data, n);
		assert_int_equal(open_file(b, cut, n, &out, &f), -1);
		assert_int_equal(f.code, EX_DATAERR);
		assert_int_equal(out.len, 0);
		free(cut);
	}
	buf_add(&b->file, "x", 1);
	assert_int_equal(open_file(b, b->file.data, b->file.len, &out, &f), -1);
	b->file.len--;
	buf_free(&out);
}

static void
test_every_bit(void **state)
{
	struct bench *b = *state;
	struct buf out = {0};

	for (size_t bit = 0; bit < b->file.len * 8; bit++) {
		struct fault f = {0};
		b->file.data[bit / 8] ^= (unsigned char)(1U << bit % 8);
		assert_int_equal(open_file(b, b->file.data, b->file.len, &out, &f), -1);
		/* Only the bytes of format and suite may speak of a newer program. */
		assert_true(f.code == EX_DATAERR || (f.code == EX_UNAVAILABLE && (bit / 8 == 4 || bit / 8 == 5)));
		assert_true(strlen(f.text) > 20);
		b->file.data[bit / 8] ^= (unsigned char)(1U << bit % 8);
	}
	assert_int_equal(open_file(b, b->file.data, b->file.len, &out, NULL), 0);
	buf_free(&out);
}

static void
test_wrong_ends(void **state)
{
	struct bench *b = *state;
	const struct keypair *others[] = {b->stranger_box, b->device_box};
	struct buf out = {0};
	struct fault f = {0};

	assert_int_equal(seal_open(b->file.data, b->file.len, keys_public(b->device), others, 2, &out, &f), -1);
	assert_int_equal(f.code, EX_NOUSER);
	assert_int_equal(seal_open(b->file.data, b->file.len, keys_public(b->stranger), others, 2, &out, &f), -1);
	assert_int_equal(f.code, EX_DATAERR);
	b->file.data[4] = 2;
	assert_int_equal(open_file(b, b->file.data, b->file.len, &out, &f), -1);
	assert_int_equal(f.code, EX_UNAVAILABLE);
	b->file.data[4] = 1;
	buf_free(&out);
}

/* A stranger who takes the content and signs it anew gains nothing: the stream is bound to the header. */
static void
test_resigned(void **state)
{
	struct bench *b = *state;
	struct buf copy = {0}, out = {0};
	struct seal_header h;
	const struct keypair *keys[] = {b->county_box};
	unsigned char sig[KEY_SIGNATURE];

	assert_int_equal(seal_peek(b->file.data, b->file.len, &h, NULL), 0);
	buf_add(&copy, b->file.data, b->file.len);
	keys_id(keys_public(b->stranger), copy.data + 8);
	size_t body = SEAL_FIXED + h.n_certificates;
	assert_int_equal(keys_sign(b->stranger, "fangpin file 1", copy.data, body, sig), 0);
	memcpy(copy.data + body, sig, sizeof sig);
	assert_int_equal(seal_verify(copy.data, copy.len, keys_public(b->stranger), NULL), 0);
	assert_int_equal(seal_open(copy.data, copy.len, keys_public(b->stranger), keys, 1, &out, NULL), -1);
	buf_free(&copy);
	buf_free(&out);
}

static void
test_stream_order(void **state)
{
	struct bench *b = *state;
	unsigned char key[KEY_HASH] = {1}, header[SEAL_STREAM_HEADER] = {2}, ad[KEY_HASH] = {3};
	struct buf plain = {0}, stream = {0}, out = {0};
	const size_t chunk = 65536 + 17;

	b->w.random(b->w.self, buf_room(&plain, 140000), 140000);
	plain.len = 140000;
	assert_int_equal(seal_stream(key, header, ad, plain.data, plain.len, &stream), 0);
	assert_int_equal(seal_unstream(key, header, ad, stream.data, stream.len, &out), 0);
	assert_memory_equal(out.data, plain.data, plain.len);
	/* Whole chunks dropped at either end, or exchanged. */
	assert_int_equal(seal_unstream(key, header, ad, stream.data, chunk * 2, &out), -1);
	assert_int_equal(seal_unstream(key, header, ad, stream.data + chunk, stream.len - chunk, &out), -1);
	for (size_t i = 0; i < chunk; i++) {
		unsigned char keep = stream.data[i];
		stream.data[i] = stream.data[chunk + i];
		stream.data[chunk + i] = keep;
	}
	assert_int_equal(seal_unstream(key, header, ad, stream.data, stream.len, &out), -1);
	buf_free(&plain);
	buf_free(&stream);
	buf_free(&out);
}

/* Certificates from a header are read before anything is trusted: no bytes may upset the reader. */
static void
test_hostile_certificates(void **state)
{
	struct bench *b = *state;
	struct certificate chain[CERT_CHAIN];
	struct seal_header h;
	size_t n;

	assert_int_equal(seal_peek(b->file.data, b->file.len, &h, NULL), 0);
	for (int round = 0; round < 5000; round++) {
		size_t at = SEAL_FIXED + (size_t)world_below(&b->w, h.n_certificates);
		unsigned char keep = b->file.data[at];
		b->file.data[at] = (unsigned char)(keep ^ (1 + world_below(&b->w, 255)));
		assert_false(seal_certificates(b->file.data, b->file.len, chain, &n, NULL) == 0 &&
			certificate_chain(chain, n, keys_public(b->root), NULL) == 0);
		b->file.data[at] = keep;
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_every_truncation),
		cmocka_unit_test(test_every_bit),
		cmocka_unit_test(test_wrong_ends),
		cmocka_unit_test(test_resigned),
		cmocka_unit_test(test_stream_order),
		cmocka_unit_test(test_hostile_certificates),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
