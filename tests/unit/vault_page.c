#include "vault_fixture.h"

static const unsigned char data_key[DATA_KEY] = "a key for tests, of 32 bytes....";

static void
fill(unsigned char *page)
{
	for (size_t i = 0; i < PAGE_BODY; i++)
		page[i] = (unsigned char)(i * 7 + i / 256);
	memset(page + PAGE_BODY, 0, PAGE_RESERVE);
}

static int
setup(void **state)
{
	assert_int_equal(sodium_init() >= 0, 1);
	*state = page_keys_new(data_key);
	return *state == NULL;
}

static int
teardown(void **state)
{
	page_keys_free(*state);
	return 0;
}

static void
a_page_opens_only_as_itself(void **state)
{
	const struct page_keys *k = *state;
	unsigned char plain[PAGE_BYTES], sealed[PAGE_BYTES], again[PAGE_BYTES], out[PAGE_BYTES];

	fill(plain);
	for (uint32_t number = 1; number <= 2; number++) {
		if (number == 1)
			page_header_make(plain);
		page_seal(k, number, plain, sealed);
		page_seal(k, number, plain, again);
		assert_memory_not_equal(sealed + PAGE_CLEAR, again + PAGE_CLEAR, PAGE_BYTES - PAGE_CLEAR);
		assert_int_equal(page_unseal(k, number, sealed, out), 0);
		assert_memory_equal(out, plain, PAGE_BYTES);
		assert_int_equal(page_unseal(k, number + 1, sealed, out), -1);
		assert_int_equal(sodium_is_zero(out, PAGE_BYTES), 1);
		for (size_t bit = 0; bit < PAGE_BYTES * 8; bit += number == 1 && bit < 400 ? 1 : 11) {
			sealed[bit / 8] ^= (unsigned char)(1u << bit % 8);
			assert_int_equal(page_unseal(k, number, sealed, out), -1);
			sealed[bit / 8] ^= (unsigned char)(1u << bit % 8);
		}
	}
	memset(sealed, 0, PAGE_BYTES);
	assert_int_equal(page_unseal(k, 2, sealed, out), -1);
}

static void
a_frame_opens_only_in_its_place(void **state)
{
	const struct page_keys *k = *state;
	unsigned char plain[PAGE_BYTES], sealed[FRAME_BYTES], head[FRAME_HEAD] = {0, 0, 0, 5, 0, 0, 0, 9, 1, 2, 3, 4};
	unsigned char out_head[FRAME_HEAD], out[PAGE_BYTES];

	fill(plain);
	frame_seal(k, WAL_HEAD, head, plain, sealed);
	assert_int_equal(frame_unseal(k, WAL_HEAD, sealed, out_head, out), 0);
	assert_memory_equal(out_head, head, FRAME_HEAD);
	assert_memory_equal(out, plain, PAGE_BYTES);
	assert_int_equal(frame_unseal(k, WAL_HEAD + FRAME_BYTES, sealed, out_head, out), -1);
	assert_int_equal(sodium_is_zero(out, PAGE_BYTES) && sodium_is_zero(out_head, FRAME_HEAD), 1);
	for (size_t bit = 0; bit < FRAME_BYTES * 8; bit += bit < 300 ? 1 : 11) {
		sealed[bit / 8] ^= (unsigned char)(1u << bit % 8);
		assert_int_equal(frame_unseal(k, WAL_HEAD, sealed, NULL, NULL), -1);
		sealed[bit / 8] ^= (unsigned char)(1u << bit % 8);
	}
	plain[17] ^= 1;
	frame_seal_page(k, WAL_HEAD, plain, sealed);
	assert_int_equal(frame_unseal(k, WAL_HEAD, sealed, NULL, out), 0);
	assert_memory_equal(out, plain, PAGE_BYTES);
}

/* The checksums of a frame cover plaintext: unmasked they would confirm a guess at it. */
static void
frame_checksums_are_masked_anew_each_time(void **state)
{
	const struct page_keys *k = *state;
	unsigned char plain[PAGE_BYTES], a[FRAME_BYTES], b[FRAME_BYTES], head[FRAME_HEAD] = {0, 0, 0, 5};

	fill(plain);
	memset(head + FRAME_SUMS, 0x5A, FRAME_HEAD - FRAME_SUMS);
	frame_seal(k, WAL_HEAD, head, plain, a);
	frame_seal(k, WAL_HEAD, head, plain, b);
	assert_memory_equal(a, head, FRAME_SUMS);
	assert_memory_not_equal(a + FRAME_SUMS, head + FRAME_SUMS, FRAME_HEAD - FRAME_SUMS);
	assert_memory_not_equal(a + FRAME_SUMS, b + FRAME_SUMS, FRAME_HEAD - FRAME_SUMS);
}

static void
the_header_of_a_vault_is_constant(void **state)
{
	unsigned char head[PAGE_CLEAR];

	(void)state;
	page_header_make(head);
	assert_int_equal(page_header_ok(head), 1);
	for (size_t i = 0; i < PAGE_CLEAR; i++) {
		head[i] ^= 4;
		assert_int_equal(page_header_ok(head), 0);
		head[i] ^= 4;
	}
	head[18] = head[19] = 1; /* before the log mode is set */
	assert_int_equal(page_header_ok(head), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_page_opens_only_as_itself, setup, teardown),
		cmocka_unit_test_setup_teardown(a_frame_opens_only_in_its_place, setup, teardown),
		cmocka_unit_test_setup_teardown(frame_checksums_are_masked_anew_each_time, setup, teardown),
		cmocka_unit_test(the_header_of_a_vault_is_constant),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
