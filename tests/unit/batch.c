/* A batch from versions to file and back: chain, splits, headers that do not fit. */
#include "batch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "parcel.h"

#define N 40

struct trip {
	struct world_seed seed;
	struct world w;
	struct keypair *device, *box;
	struct batch b;
	struct version v[N];
	struct version_value value[N];
};

static int
setup(void **state)
{
	struct trip *t = calloc(1, sizeof *t);

	t->w = world_seeded(&t->seed, 21, 0);
	t->device = keys_new(KEY_SIGNING, &t->w);
	t->box = keys_new(KEY_SEALING, &t->w);
	t->b = (struct batch){.sender = t->device, .receiver = keys_public(t->box), .epoch = 1, .number = 1};
	for (size_t i = 0; i < N; i++) {
		t->value[i] = (struct version_value){"amount", answer_fixed((int64_t)i * 100)};
		t->v[i] = (struct version){.table = "household",
			.section = "base",
			.gen = 1,
			.cadre = "Wang",
			.values = &t->value[i],
			.n_values = 1};
		keys_id(keys_public(t->device), t->v[i].id.device);
		t->v[i].id.seq = i + 1;
		t->w.random(t->w.self, t->v[i].record, RECORD_ID);
		assert_int_equal(version_hash(&t->v[i]), 0);
	}
	*state = t;
	return 0;
}

static int
teardown(void **state)
{
	struct trip *t = *state;

	keys_free(t->device);
	keys_free(t->box);
	free(t);
	return 0;
}

/* Read a file as the county does; the number of versions, or -1. */
static int
import(struct trip *t, const struct buf *file, struct fault *f)
{
	const struct keypair *keys[] = {t->box};
	struct parcel p[PARCELS];
	struct buf content = {0};
	struct arena a = {0};
	struct seal_header h;
	struct batch_check check;
	struct version v;
	size_t n;
	int got = 0, rc = -1;

	if (seal_peek(file->data, file->len, &h, f) == 0 &&
		seal_open(file->data, file->len, keys_public(t->device), keys, 1, &content, f) == 0)
		rc = parcel_read(content.data, content.len, p, &n, f);
	if (rc == 0) {
		batch_check_start(&check, &h);
		if (n > 0) {
			struct codec *c = codec_open(&a, p[0].bytes, p[0].n, f);
			assert_non_null(c);
			while (rc == 0 && codec_next(c, &a, &v, f) == 1) {
				rc = batch_check_version(&check, &v, f);
				got++;
			}
		}
		if (rc == 0)
			rc = batch_check_end(&check, f);
	}
	buf_wipe(&content);
	arena_free(&a);
	return rc == 0 ? got : -1;
}

static void
test_there_and_back(void **state)
{
	struct trip *t = *state;
	struct buf file = {0};
	unsigned char after[KEY_HASH];

	assert_int_equal(batch_make(&t->b, t->v, N, &t->w, after, &file, NULL), 0);
	assert_int_equal(import(t, &file, NULL), N);
	buf_free(&file);
}

/* Any split of the same versions ends in the same chain. */
static void
test_splits(void **state)
{
	struct trip *t = *state;
	unsigned char whole[KEY_HASH], after[KEY_HASH];
	struct buf file = {0};

	assert_int_equal(batch_make(&t->b, t->v, N, &t->w, whole, &file, NULL), 0);
	for (size_t cut = 1; cut < N; cut += 7) {
		struct batch b = t->b;
		buf_reset(&file);
		assert_int_equal(batch_make(&b, t->v, cut, &t->w, after, &file, NULL), 0);
		assert_int_equal(import(t, &file, NULL), (int)cut);
		memcpy(b.before, after, KEY_HASH);
		b.number++;
		buf_reset(&file);
		assert_int_equal(batch_make(&b, t->v + cut, N - cut, &t->w, after, &file, NULL), 0);
		assert_int_equal(import(t, &file, NULL), (int)(N - cut));
		assert_memory_equal(after, whole, KEY_HASH);
	}
	buf_free(&file);
}

static void
test_join_request(void **state)
{
	struct trip *t = *state;
	unsigned char after[KEY_HASH];
	struct buf file = {0};

	assert_int_equal(batch_make(&t->b, NULL, 0, &t->w, after, &file, NULL), 0);
	assert_int_equal(import(t, &file, NULL), 0);
	buf_free(&file);
}

static void
test_not_dense(void **state)
{
	struct trip *t = *state;
	unsigned char after[KEY_HASH];
	struct version v[3] = {t->v[0], t->v[2], t->v[1]};
	struct buf file = {0};
	struct fault f = {0};

	assert_int_equal(batch_make(&t->b, v, 2, &t->w, after, &file, &f), -1);
	assert_int_equal(f.code, EX_DATAERR);
	assert_int_equal(batch_make(&t->b, v, 3, &t->w, after, &file, &f), -1);
	v[0].id.device[0] ^= 1;
	assert_int_equal(batch_make(&t->b, v, 1, &t->w, after, &file, &f), -1);
	assert_int_equal(file.len, 0);
	buf_free(&file);
}

/* A sender that signs a header which its versions do not keep. */
static void
test_false_header(void **state)
{
	struct trip *t = *state;
	struct seal_header h = {.kind = SEAL_BATCH, .epoch = 1, .number = 1, .first = 1, .last = 5};
	struct buf columns = {0}, parcels = {0}, file = {0};
	struct fault f = {0};

	for (size_t i = 0; i < 5; i++)
		seal_chain(h.after, t->v[i].id.hash);
	codec_pack(t->v, 5, &columns, NULL);
	parcel_put(&parcels, PARCEL_VERSIONS, columns.data, columns.len);
	for (int wrong = 0; wrong < 5; wrong++) {
		struct seal_header bad = h;
		bad.first += wrong == 1;
		bad.last += wrong == 2;
		bad.last -= wrong == 3;
		bad.before[0] ^= wrong == 4;
		buf_reset(&file);
		assert_int_equal(seal_make(&bad, t->device, t->b.receiver, NULL, 0, parcels.data, parcels.len, &t->w,
					 &file, NULL),
			0);
		assert_int_equal(import(t, &file, &f), wrong == 0 ? 5 : -1);
	}
	assert_int_equal(f.code, EX_DATAERR);
	buf_free(&columns);
	buf_free(&parcels);
	buf_free(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_there_and_back),
		cmocka_unit_test(test_splits),
		cmocka_unit_test(test_join_request),
		cmocka_unit_test(test_not_dense),
		cmocka_unit_test(test_false_header),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
