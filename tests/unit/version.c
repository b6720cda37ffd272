/* Canonical bytes of a version: exactly one spelling, and nothing else is taken for one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "journal/version.h"
#include "world.h"

static struct version_id two[2] = {{{1}, 7, {9}}, {{2}, 1, {8}}};
static struct version_value values[] = {{"a", {.kind = ANSWER_INT, .i = -1}},
	{"ab", {.kind = ANSWER_FIXED, .i = 123456}}, {"b", {.kind = ANSWER_DATE, .i = -719162}},
	{"c_-9", {.kind = ANSWER_TEXT, .len = 6, .text = "\xe5\xbc\xa0 sa"}},
	{"z", {.kind = ANSWER_REAL, .real = 0.1}}};

static struct version
sample(void)
{
	struct version v = {.id = {.device = "device-", .seq = 300},
		.table = "household",
		.section = "file",
		.gen = 8,
		.wall_ms = -5,
		.cadre = "\xe8\xb5\xb5",
		.form_version = 3,
		.replaces = two,
		.n_replaces = 2,
		.values = values,
		.n_values = 5};

	memset(v.record, 0xAB, RECORD_ID);
	memset(v.parent, 0xCD, RECORD_ID);
	return v;
}

static void
bytes_of(const struct version *v, struct buf *out)
{
	buf_reset(out);
	version_write(v, out);
	assert_false(out->failed);
}

static bool
taken(const void *p, size_t n)
{
	struct arena a = {0};
	struct version v;
	bool ok = version_read(&a, p, n, &v) == 0;

	arena_free(&a);
	return ok;
}

static bool
written_taken(const struct version *v)
{
	struct buf b = {0};

	bytes_of(v, &b);
	bool ok = taken(b.data, b.len);
	buf_free(&b);
	return ok;
}

static void
test_round_trip(void **state)
{
	struct version v = sample(), back;
	struct arena a = {0};
	struct buf b = {0}, c = {0};

	(void)state;
	bytes_of(&v, &b);
	assert_int_equal(version_hash(&v), 0);
	assert_int_equal(version_read(&a, b.data, b.len, &back), 0);
	bytes_of(&back, &c);
	assert_int_equal(b.len, c.len);
	assert_memory_equal(b.data, c.data, b.len);
	assert_memory_equal(v.id.hash, back.id.hash, VERSION_HASH);
	assert_int_equal(version_order(&v, &back), 0);
	assert_int_equal(back.n_values, 5);
	assert_string_equal(back.values[3].name, "c_-9");
	arena_free(&a);
	buf_free(&b);
	buf_free(&c);
}

/* Fixed for ever: laptops and counties of all ages must agree. Computed with another BLAKE2b from the bytes of
 * PROTOCOL.md. */
static void
test_the_hash_never_changes(void **state)
{
	static const unsigned char want[VERSION_HASH] = {
		0x98, 0x5A, 0x7F, 0x54, 0xCC, 0x7A, 0x91, 0xC3, 0xDA, 0x34, 0xDC, 0x67, 0x72, 0xF9, 0x2E, 0xDB};
	struct version v = sample();

	(void)state;
	assert_int_equal(version_hash(&v), 0);
	assert_memory_equal(v.id.hash, want, VERSION_HASH);
}

static void
test_every_cut_is_refused(void **state)
{
	struct version v = sample();
	struct buf b = {0};

	(void)state;
	bytes_of(&v, &b);
	for (size_t n = 0; n < b.len; n++) {
		unsigned char *exact = malloc(n + 1); /* so that a read past the end is seen */
		assert_non_null(exact);
		memcpy(exact, b.data, n);
		assert_false(taken(exact, n));
		free(exact);
	}
	buf_byte(&b, 0);
	assert_false(taken(b.data, b.len));
	buf_free(&b);
}

static void
test_a_changed_byte_is_refused_or_another_version(void **state)
{
	struct world_seed seed;
	struct world w = world_seeded(&seed, 5, 0);
	struct version v = sample(), back;
	struct buf b = {0}, c = {0};
	int accepted = 0;

	(void)state;
	bytes_of(&v, &b);
	assert_int_equal(version_hash(&v), 0);
	for (int i = 0; i < 20000; i++) {
		struct arena a = {0};
		unsigned char *copy = malloc(b.len);
		assert_non_null(copy);
		memcpy(copy, b.data, b.len);
		for (uint64_t k = 1 + world_below(&w, 3); k > 0; k--)
			copy[world_below(&w, b.len)] ^= (unsigned char)(1u << world_below(&w, 8));
		if (version_read(&a, copy, b.len, &back) == 0) {
			accepted++;
			bytes_of(&back, &c);
			assert_int_equal(c.len, b.len);
			assert_memory_equal(c.data, copy, b.len);
			assert_int_equal(
				memcmp(copy, b.data, b.len) == 0, memcmp(back.id.hash, v.id.hash, VERSION_HASH) == 0);
		}
		arena_free(&a);
		free(copy);
	}
	assert_true(accepted > 0);
	buf_free(&b);
	buf_free(&c);
}

static void
test_order_and_bounds_are_checked(void **state)
{
	struct version v = sample();
	struct version_value pair[2] = {values[0], values[0]};
	struct version_id same[2] = {two[1], two[1]};

	(void)state;
	assert_true(written_taken(&v));
	v.values = pair;
	v.n_values = 2;
	assert_false(written_taken(&v)); /* a name twice */
	pair[0].name = "b";
	assert_false(written_taken(&v)); /* not ascending */
	pair[0].name = "9a";
	assert_false(written_taken(&v)); /* no name */
	v = sample();
	v.replaces = same;
	assert_false(written_taken(&v));
	same[0] = two[0];
	assert_true(written_taken(&v));
	same[0].seq = 0;
	assert_false(written_taken(&v));
	v = sample();
	v.id.seq = 0;
	assert_false(written_taken(&v));
	v.id.seq = (uint64_t)INT64_MAX + 1;
	assert_false(written_taken(&v));
	v.id.seq = INT64_MAX;
	assert_true(written_taken(&v));
	v.gen = 0;
	assert_false(written_taken(&v));
	v = sample();
	v.cadre = "";
	assert_false(written_taken(&v));
	v.cadre = "\xff";
	assert_false(written_taken(&v));
	v = sample();
	v.table = "a name";
	assert_false(written_taken(&v));
}

static void
test_hostile_answers_are_refused(void **state)
{
	static const double zero = -0.0;
	double odd[] = {zero, 1.0 / 0.0, 0.0 / 0.0, -1.0 / 0.0};
	struct answer refused[] = {{.kind = 0}, {.kind = 6}, {.kind = 255}, {.kind = ANSWER_TEXT, .len = 0, .text = ""},
		{.kind = ANSWER_TEXT, .len = 3, .text = "a\0b"}, {.kind = ANSWER_TEXT, .len = 1, .text = "\xc3"},
		{.kind = ANSWER_DATE, .i = -719163}, {.kind = ANSWER_DATE, .i = 2932897},
		{.kind = ANSWER_DATE, .i = INT64_MIN}};
	struct version v = sample();
	struct version_value one = {.name = "x"};

	(void)state;
	v.values = &one;
	v.n_values = 1;
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		one.answer = refused[i];
		assert_false(written_taken(&v));
	}
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
		one.answer = (struct answer){.kind = ANSWER_REAL, .real = odd[i]};
		assert_false(written_taken(&v));
	}
	one.answer = (struct answer){.kind = ANSWER_INT, .i = INT64_MIN};
	assert_true(written_taken(&v));
}

static void
test_ceilings(void **state)
{
	struct version v = sample();
	struct version_value *many = calloc(VERSION_VALUES + 1, sizeof *many);
	struct version_id *ids = calloc(VERSION_REPLACES + 1, sizeof *ids);
	char(*names)[16] = calloc(VERSION_VALUES + 1, sizeof *names), *text = malloc(VERSION_TEXT + 1);

	(void)state;
	assert_true(many != NULL && ids != NULL && names != NULL && text != NULL);
	memset(text, 'x', VERSION_TEXT + 1);
	for (int i = 0; i <= VERSION_VALUES; i++) {
		snprintf(names[i], sizeof names[i], "q%05d", i);
		many[i] = (struct version_value){names[i], {.kind = ANSWER_INT}};
	}
	for (size_t i = 0; i <= VERSION_REPLACES; i++)
		ids[i].seq = i + 1;
	v.values = many;
	v.replaces = ids;
	v.n_values = VERSION_VALUES;
	v.n_replaces = VERSION_REPLACES;
	assert_true(written_taken(&v));
	v.n_values++;
	assert_false(written_taken(&v));
	v.n_values = 1;
	v.n_replaces++;
	assert_false(written_taken(&v));
	v.n_replaces = 0;
	many[0].answer = answer_text(text, VERSION_TEXT);
	assert_true(written_taken(&v));
	many[0].answer = answer_text(text, VERSION_TEXT + 1);
	assert_false(written_taken(&v));
	for (int i = 0; i < 70; i++)
		many[i].answer = answer_text(text, VERSION_TEXT);
	v.n_values = 70; /* more than VERSION_BYTES in all */
	assert_false(written_taken(&v));
	free(many);
	free(ids);
	free(names);
	free(text);
}

/* A count that promises more than there is must not make the reader allocate for it. */
static void
test_counts_are_not_believed(void **state)
{
	struct version v = sample();
	struct buf b = {0};

	(void)state;
	v.n_values = v.n_replaces = 0;
	bytes_of(&v, &b);
	b.len -= 2;
	size_t head = b.len;
	const uint64_t counts[] = {1, 1024, 1025, UINT32_MAX, UINT64_MAX};
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
		b.len = head;
		buf_varint(&b, counts[i]);
		assert_false(taken(b.data, b.len));
		b.len = head;
		buf_varint(&b, 0);
		buf_varint(&b, counts[i]);
		assert_false(taken(b.data, b.len));
	}
	/* A longer spelling of zero. */
	b.len = head;
	buf_add(&b, "\x80\x00\x00", 3);
	assert_false(taken(b.data, b.len));
	buf_free(&b);
}

static void
test_orders(void **state)
{
	struct version a = sample(), b = sample();
	struct version_id ids[] = {two[1], two[0], two[1], two[0]};

	(void)state;
	assert_int_equal(version_ids_sort(ids, 4), 2);
	assert_int_equal(version_id_order(&ids[0], &two[0]), 0);
	assert_int_equal(version_ids_sort(ids, 0), 0);
	b.gen = 9;
	assert_true(version_order(&a, &b) < 0);
	a.id.device[0] = 0xFF; /* unsigned, and less than gen */
	assert_true(version_order(&a, &b) < 0);
	b.gen = 8;
	assert_true(version_order(&a, &b) > 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_the_hash_never_changes), cmocka_unit_test(test_every_cut_is_refused),
		cmocka_unit_test(test_a_changed_byte_is_refused_or_another_version),
		cmocka_unit_test(test_order_and_bounds_are_checked), cmocka_unit_test(test_hostile_answers_are_refused),
		cmocka_unit_test(test_ceilings), cmocka_unit_test(test_counts_are_not_believed),
		cmocka_unit_test(test_orders)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
