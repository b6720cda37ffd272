/* Columns of versions: round trips of random histories, hostile bytes, ceilings, squeezing. */
#include "codec.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "column.h"
#include "world.h"

#define MAX 400

static const char *const names[] = {"village", "household", "member", "economy", "base", "income", "existence"};
static const char *const questions[] = {
	"a", "amount", "b1", "born", "code", "head_count", "note", "phone", "void", "zz"};
static const char *const texts[] = {"1", "2", "yes", "no", "a b", "\xe5\xbc\xa0\xe4\xb8\x89", "13089919000101001X"};

struct history {
	struct arena arena;
	struct version v[MAX];
	size_t n;
};

static struct answer
random_answer(const struct world *w, struct arena *a)
{
	char digits[24];

	switch (world_below(w, 6)) {
	case 0:
		return answer_int((int64_t)world_below(w, 5));
	case 1:
		return answer_fixed((int64_t)world_below(w, 0) >> world_below(w, 64));
	case 2:
		return answer_date((int32_t)world_below(w, 20000));
	case 3:
		for (int i = 0; i < 18; i++)
			digits[i] = (char)('0' + world_below(w, 10));
		return answer_text(arena_text(a, digits, 18), 18);
	case 4:
		return (struct answer){.kind = ANSWER_REAL, .real = (double)world_below(w, 1000) / 7};
	default: {
		const char *s = texts[world_below(w, 7)];
		return answer_text(s, strlen(s));
	}
	}
}

static void
random_replaces(const struct world *w, struct history *h, struct version *v)
{
	v->gen = 1;
	if (world_below(w, 3) > 0)
		return;
	v->n_replaces = (size_t)world_below(w, 4);
	v->replaces = arena_new(&h->arena, v->n_replaces + 1, sizeof *v->replaces);
	for (size_t i = 0; i < v->n_replaces; i++) {
		if (h->n > 0 && world_below(w, 2) == 0) {
			v->replaces[i] = h->v[world_below(w, h->n)].id;
			continue;
		}
		w->random(w->self, &v->replaces[i], sizeof v->replaces[i]);
		v->replaces[i].seq = 1 + world_below(w, INT64_MAX);
	}
	v->n_replaces = version_ids_sort(v->replaces, v->n_replaces);
	v->gen = 1 + world_below(w, INT64_MAX - 1);
}

static void
add_random(const struct world *w, struct history *h)
{
	struct version *v = &h->v[h->n];

	*v = (struct version){.table = names[world_below(w, 4)], .section = names[4 + world_below(w, 3)]};
	memset(v->id.device, (int)world_below(w, 3), DEVICE_ID);
	v->id.seq = world_below(w, 50) == 0 ? 1 + world_below(w, INT64_MAX) : h->n + 1;
	w->random(w->self, v->record, RECORD_ID);
	if (h->n > 0 && world_below(w, 2) == 0)
		memcpy(v->record, h->v[world_below(w, h->n)].record, RECORD_ID);
	if (h->n > 0 && world_below(w, 3) > 0)
		memcpy(v->parent, h->v[world_below(w, h->n)].record, RECORD_ID);
	else if (world_below(w, 2) > 0)
		w->random(w->self, v->parent, RECORD_ID);
	v->wall_ms = world_below(w, 20) == 0 ? INT64_MIN + (int64_t)world_below(w, 9) : w->now(w->self);
	v->cadre = world_below(w, 2) == 0 ? "Wang" : "\xe6\x9d\x8e\xe5\x9b\x9b";
	v->form_version = (uint32_t)world_below(w, 3);
	random_replaces(w, h, v);
	v->values = arena_new(&h->arena, 10, sizeof *v->values);
	for (size_t i = 0; i < 10; i++)
		if (world_below(w, 3) > 0)
			v->values[v->n_values++] = (struct version_value){questions[i], random_answer(w, &h->arena)};
	if (world_below(w, 4) == 0 && v->n_values > 1) {
		const struct table t = {.name = v->table, .n_keys = (int)world_below(w, 3)};
		const struct answer keys[] = {v->values[1].answer, v->values[0].answer};
		record_id_keyed(&t, v->parent, keys, v->record);
	}
	assert_int_equal(version_hash(v), 0);
	h->n++;
}

static struct history *
random_history(uint64_t seed, size_t n)
{
	struct world_seed s;
	struct world w = world_seeded(&s, seed, 1700000000000);
	struct history *h = calloc(1, sizeof *h);

	assert_non_null(h);
	while (h->n < n)
		add_random(&w, h);
	return h;
}

static void
history_free(struct history *h)
{
	arena_free(&h->arena);
	free(h);
}

static void
assert_same(const struct version *x, const struct version *y)
{
	struct buf a = {0}, b = {0};

	version_write(x, &a);
	version_write(y, &b);
	assert_int_equal(a.len, b.len);
	assert_memory_equal(a.data, b.data, a.len);
	assert_int_equal(a.len, codec_canonical(x));
	assert_memory_equal(x->id.hash, y->id.hash, VERSION_HASH);
	buf_free(&a);
	buf_free(&b);
}

static void
test_round_trip(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 150; seed++) {
		struct history *h = random_history(seed, 1 + seed * 7 % MAX);
		struct buf packed = {0};
		struct arena a = {0};
		struct version *v;
		struct fault f = {0};
		size_t n;
		assert_int_equal(codec_pack(h->v, h->n, &packed, &f), 0);
		assert_int_equal(codec_unpack(packed.data, packed.len, &a, &v, &n, &f), 0);
		assert_int_equal(n, h->n);
		for (size_t i = 0; i < n; i++)
			assert_same(&h->v[i], &v[i]);
		arena_free(&a);
		buf_free(&packed);
		history_free(h);
	}
}

/* Streaming with an arena that is emptied after every version gives the same. */
static void
test_streaming(void **state)
{
	struct history *h = random_history(7, MAX);
	struct buf packed = {0};
	struct arena a = {0}, each = {0};
	struct version v;
	size_t i = 0;

	(void)state;
	assert_int_equal(codec_pack(h->v, h->n, &packed, NULL), 0);
	struct codec *c = codec_open(&a, packed.data, packed.len, NULL);
	assert_non_null(c);
	assert_int_equal(codec_count(c), MAX);
	for (; codec_next(c, &each, &v, NULL) == 1; i++) {
		assert_same(&h->v[i], &v);
		arena_free(&each);
	}
	assert_int_equal(i, MAX);
	arena_free(&a);
	arena_free(&each);
	buf_free(&packed);
	history_free(h);
}

/* Ids of keyed records are worked out by the reader, not sent. */
static void
test_keyed_ids(void **state)
{
	const struct table table = {.name = "economy", .n_keys = 2};
	struct version v[200];
	struct version_value values[200][2];
	struct version *back;
	struct buf packed = {0};
	struct arena a = {0};
	size_t n;

	(void)state;
	for (size_t i = 0; i < 200; i++) {
		values[i][0] = (struct version_value){
			"a_stage", answer_text(i % 2 == 0 ? "first" : "next", i % 2 == 0 ? 5 : 4)};
		values[i][1] = (struct version_value){"b_year", answer_int(1900 + (int64_t)i / 2)};
		const struct answer keys[] = {values[i][1].answer, values[i][0].answer};
		v[i] = (struct version){.table = "economy",
			.section = "base",
			.gen = 1,
			.cadre = "Wang",
			.values = values[i],
			.n_values = 2};
		v[i].id.seq = i + 1;
		memset(v[i].parent, 9, RECORD_ID);
		record_id_keyed(&table, v[i].parent, keys, v[i].record);
		version_hash(&v[i]);
	}
	assert_int_equal(codec_pack(v, 200, &packed, NULL), 0);
	assert_true(packed.len < 600);
	assert_int_equal(codec_unpack(packed.data, packed.len, &a, &back, &n, NULL), 0);
	for (size_t i = 0; i < n; i++)
		assert_same(&v[i], &back[i]);
	arena_free(&a);
	buf_free(&packed);
}

/* Whatever a mutation does, the reader either refuses it or gives well-formed versions that pack again. */
static void
test_hostile(void **state)
{
	struct world_seed s;
	struct world w = world_seeded(&s, 99, 0);
	struct history *h = random_history(3, 60);
	struct buf packed = {0}, copy = {0};
	size_t refused = 0;

	(void)state;
	assert_int_equal(codec_pack(h->v, h->n, &packed, NULL), 0);
	for (int round = 0; round < 20000; round++) {
		struct arena a = {0};
		struct fault f = {0};
		struct version *v;
		size_t n;
		buf_reset(&copy);
		buf_add(&copy, packed.data, world_below(&w, 10) == 0 ? world_below(&w, packed.len) : packed.len);
		for (uint64_t k = 1 + world_below(&w, 3); k > 0 && copy.len > 0; k--)
			copy.data[world_below(&w, copy.len)] ^= (unsigned char)(1U << world_below(&w, 8));
		if (codec_unpack(copy.data, copy.len, &a, &v, &n, &f) < 0) {
			assert_int_equal(f.code, EX_DATAERR);
			refused++;
		} else {
			for (size_t i = 0, size; i < n; i++) {
				assert_true(codec_fits(&v[i], &size));
				assert_int_equal(size, codec_canonical(&v[i]));
			}
		}
		arena_free(&a);
	}
	assert_true(refused > 5000);
	buf_free(&copy);
	buf_free(&packed);
	history_free(h);
}

static void
test_every_truncation(void **state)
{
	struct history *h = random_history(4, 12);
	struct buf packed = {0};

	(void)state;
	assert_int_equal(codec_pack(h->v, h->n, &packed, NULL), 0);
	for (size_t n = 0; n < packed.len; n++) {
		struct arena a = {0};
		struct version *v;
		size_t got;
		unsigned char *cut = malloc(n + 1);
		memcpy(cut, packed.data, n);
		assert_int_equal(codec_unpack(cut, n, &a, &v, &got, NULL), -1);
		arena_free(&a);
		free(cut);
	}
	buf_free(&packed);
	history_free(h);
}

/* A run with one more name, of one byte, that nothing uses: whether it is read. */
static bool
reads_with_name(const struct buf *packed, unsigned char byte)
{
	struct reader r = reader_of(packed->data, packed->len);
	struct buf b = {0};
	struct arena a = {0};
	struct version *v;
	size_t n;

	buf_byte(&b, reader_byte(&r));
	buf_varint(&b, reader_varint(&r));
	uint64_t count = reader_varint(&r);
	buf_varint(&b, count + 1);
	for (uint64_t i = 0; i < count; i++) {
		const unsigned char *name = reader_block(&r, 128, &n);
		buf_block(&b, name, n);
	}
	buf_block(&b, &byte, 1);
	buf_add(&b, r.at, reader_left(&r));
	bool read = codec_unpack(b.data, b.len, &a, &v, &n, NULL) == 0;
	arena_free(&a);
	buf_free(&b);
	return read;
}

static void
test_names_are_text(void **state)
{
	struct history *h = random_history(6, 12);
	struct buf packed = {0};

	(void)state;
	assert_int_equal(codec_pack(h->v, h->n, &packed, NULL), 0);
	assert_true(reads_with_name(&packed, 'x'));
	assert_false(reads_with_name(&packed, 0xFF));
	assert_false(reads_with_name(&packed, 0));
	buf_free(&packed);
	history_free(h);
}

static void
test_refusals(void **state)
{
	struct history *h = random_history(5, 1);
	struct buf out = {0};
	struct fault f = {0};
	struct version_value twice[] = {{"b", answer_int(1)}, {"b", answer_int(2)}};

	(void)state;
	assert_int_equal(codec_pack(h->v, 0, &out, &f), -1);
	assert_int_equal(f.code, EX_DATAERR);
	assert_int_equal(codec_pack(h->v, CODEC_VERSIONS + 1, &out, &f), -1);
	h->v[0].values = twice;
	h->v[0].n_values = 2;
	assert_int_equal(codec_pack(h->v, 1, &out, &f), -1);
	twice[1].name = "c";
	assert_int_equal(codec_pack(h->v, 1, &out, &f), 0);
	twice[1].answer = answer_blank();
	assert_int_equal(codec_pack(h->v, 1, &out, &f), -1);
	buf_free(&out);
	history_free(h);
}

static void
check_numbers(const int64_t *v, size_t n)
{
	struct buf b = {0};
	struct arena a = {0};
	struct numbers c;

	column_put_numbers(&b, v, n);
	struct reader r = reader_of(b.data, b.len);
	assert_int_equal(numbers_open(&c, &r, n, &a), 0);
	assert_true(reader_done(&r));
	for (size_t i = 0; i < n; i++)
		assert_true(numbers_next(&c) == v[i]);
	arena_free(&a);
	buf_free(&b);
}

static void
test_number_columns(void **state)
{
	struct world_seed s;
	struct world w = world_seeded(&s, 12, 0);
	int64_t v[300];

	(void)state;
	for (unsigned bits = 0; bits < 64; bits++)
		for (unsigned shape = 0; shape < 4; shape++) {
			for (size_t i = 0; i < 300; i++) {
				uint64_t x = 0;
				w.random(w.self, &x, sizeof x);
				x >>= bits;
				v[i] = (int64_t)(shape == 1   ? x + (i > 0 ? (uint64_t)v[i - 1] : 0)
						 : shape == 2 ? x % 7 * x % 5
							      : x);
				if (shape == 3)
					v[i] = world_below(&w, 9) == 0 ? INT64_MIN + (int64_t)(x >> 1)
								       : INT64_MAX - (int64_t)(i / 40);
			}
			check_numbers(v, 300);
			for (size_t i = 0; i < 300 && shape == 2; i++)
				v[i] = v[i] * 1200 - 7;
			check_numbers(v, 1 + bits);
		}
}

static void
test_squeeze(void **state)
{
	struct buf plain = {0}, squeezed = {0}, back = {0};
	struct world_seed s;
	struct world w = world_seeded(&s, 1, 0);

	(void)state;
	for (size_t n = 0; n < 5000; n = n * 2 + 1) {
		unsigned char *at = buf_room(&plain, n);
		w.random(w.self, at, n);
		memset(at, 7, n / 2);
		plain.len = n;
		buf_reset(&squeezed);
		assert_int_equal(codec_squeeze(plain.data, n, &squeezed, NULL), 0);
		assert_int_equal(squeezed.len, codec_padded(squeezed.len));
		assert_int_equal(codec_unsqueeze(squeezed.data, squeezed.len, &back, NULL), 0);
		assert_int_equal(back.len, n);
		if (n > 0)
			assert_memory_equal(back.data, plain.data, n);
		assert_int_equal(codec_unsqueeze(squeezed.data, squeezed.len - 1, &back, NULL), -1);
		squeezed.data[squeezed.len - 1] ^= 1;
		squeezed.data[0] ^= 1; /* another length than what comes out */
		assert_int_equal(codec_unsqueeze(squeezed.data, squeezed.len, &back, NULL), -1);
		plain.len = 0;
	}
	assert_int_equal(codec_squeeze(plain.data, CODEC_PLAIN + 1, &squeezed, NULL), -1);
	buf_free(&plain);
	buf_free(&squeezed);
	buf_free(&back);
}

/* A small file that claims to inflate beyond its declared length, or beyond every ceiling, costs nothing. */
static void
test_bomb(void **state)
{
	struct buf plain = {0}, squeezed = {0}, back = {0};

	(void)state;
	memset(buf_room(&plain, 4 << 20), 0, 4 << 20);
	plain.len = 4 << 20;
	assert_int_equal(codec_squeeze(plain.data, plain.len, &squeezed, NULL), 0);
	static const uint32_t claims[] = {0, 1, 4 << 19, (4 << 20) - 1, (4 << 20) + 1, 33 << 20, UINT32_MAX};
	for (size_t i = 0; i < sizeof claims / sizeof claims[0]; i++) {
		for (unsigned k = 0; k < 4; k++)
			squeezed.data[k] = (unsigned char)(claims[i] >> (8 * k));
		assert_int_equal(codec_unsqueeze(squeezed.data, squeezed.len, &back, NULL), -1);
	}
	buf_free(&plain);
	buf_free(&squeezed);
	buf_free(&back);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_number_columns),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_streaming),
		cmocka_unit_test(test_keyed_ids),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_every_truncation),
		cmocka_unit_test(test_names_are_text),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_squeeze),
		cmocka_unit_test(test_bomb),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
