#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "journal/hash.h"

/* RFC 7693, appendix A: BLAKE2b-512 of "abc". */
static void
test_vector(void **state)
{
	static const unsigned char abc[64] = {
		0xBA, 0x80, 0xA5, 0x3F, 0x98, 0x1C, 0x4D, 0x0D, 0x6A, 0x27, 0x97, 0xB6, 0x9F, 0x12, 0xF6, 0xE9, //
		0x4C, 0x21, 0x2F, 0x14, 0x68, 0x5A, 0xC4, 0xB7, 0x4B, 0x12, 0xBB, 0x6F, 0xDB, 0xFF, 0xA2, 0xD1, //
		0x7D, 0x87, 0xC5, 0x39, 0x2A, 0xAB, 0x79, 0x2D, 0xC2, 0x52, 0xD5, 0xDE, 0x45, 0x33, 0xCC, 0x95, //
		0x18, 0xD3, 0x8A, 0xA8, 0xDB, 0xF1, 0x92, 0x5A, 0xB9, 0x23, 0x86, 0xED, 0xD4, 0x00, 0x99, 0x23};
	unsigned char out[64];

	(void)state;
	hash_bytes(out, sizeof out, "abc", 3);
	assert_memory_equal(out, abc, sizeof abc);
}

static void
test_any_split_is_the_same(void **state)
{
	unsigned char data[1000], whole[32], parts[32], shorter[16];

	(void)state;
	for (size_t i = 0; i < sizeof data; i++)
		data[i] = (unsigned char)(i * 7);
	hash_bytes(whole, sizeof whole, data, sizeof data);
	for (size_t cut = 0; cut <= sizeof data; cut += 125) {
		struct hash h;
		hash_start(&h, sizeof parts);
		hash_add(&h, data, cut);
		hash_add(&h, NULL, 0);
		hash_add(&h, data + cut, sizeof data - cut);
		hash_end(&h, parts);
		assert_memory_equal(whole, parts, sizeof whole);
	}
	hash_bytes(shorter, sizeof shorter, data, sizeof data);
	assert_memory_not_equal(whole, shorter, sizeof shorter);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vector),
		cmocka_unit_test(test_any_split_is_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
