/* Parcels, sheets, findings, receipts, device lists: round trips and hostile bytes. */
#include "parcel.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "devices.h"
#include "receipt.h"

/* Feed ${read} every truncation and thousands of mutations of ${b}; it may refuse or accept, never misbehave. */
static void
mutate(const struct buf *b, int (*read)(const void *bytes, size_t n), bool whole_only)
{
	struct world_seed s;
	struct world w = world_seeded(&s, 77, 0);

	for (size_t n = 0; n < b->len; n++) {
		unsigned char *cut = malloc(n + 1);
		memcpy(cut, b->data, n);
		int rc = read(cut, n);
		assert_true(rc == -1 || !whole_only);
		free(cut);
	}
	for (int round = 0; round < 5000; round++) {
		unsigned char *copy = malloc(b->len);
		memcpy(copy, b->data, b->len);
		for (uint64_t k = world_below(&w, 4) + 1; k > 0; k--)
			copy[world_below(&w, b->len)] = (unsigned char)world_below(&w, 256);
		read(copy, b->len);
		free(copy);
	}
}

static int
read_parcels(const void *bytes, size_t n)
{
	struct parcel p[PARCELS];
	size_t count;

	return parcel_read(bytes, n, p, &count, NULL);
}

static void
test_parcels(void **state)
{
	struct parcel p[PARCELS];
	struct buf b = {0};
	struct fault f = {0};
	size_t n;

	(void)state;
	parcel_put(&b, PARCEL_RECEIPT, "receipt", 7);
	parcel_put(&b, (enum parcel_type)200, "from the future", 15);
	parcel_put(&b, PARCEL_VERSIONS, "", 0);
	assert_int_equal(parcel_read(b.data, b.len, p, &n, &f), 0);
	assert_int_equal(n, 2);
	assert_int_equal(p[0].n, 7);
	assert_ptr_equal(parcel_find(p, n, PARCEL_VERSIONS), &p[1]);
	assert_null(parcel_find(p, n, PARCEL_POLICY));
	mutate(&b, read_parcels, false);
	parcel_put(&b, (enum parcel_type)100, "needed", 6);
	assert_int_equal(parcel_read(b.data, b.len, p, &n, &f), -1);
	assert_int_equal(f.code, EX_UNAVAILABLE);
	buf_reset(&b);
	for (int i = 0; i <= PARCELS; i++)
		parcel_put(&b, PARCEL_FORM, "", 0);
	assert_int_equal(parcel_read(b.data, b.len, p, &n, &f), -1);
	buf_free(&b);
}

static int
read_sheets(const void *bytes, size_t n)
{
	struct arena a = {0};
	struct sheets s;
	int rc = sheets_read(&a, bytes, n, &s, NULL);

	arena_free(&a);
	return rc;
}

static void
test_sheets(void **state)
{
	struct sheets s = {2, 9, 2, {{"policy.csv", "a,b\n1,2\n", 8}, {"rules.csv", "", 0}}}, back;
	struct arena a = {0};
	struct buf b = {0};

	(void)state;
	sheets_write(&s, &b);
	assert_int_equal(sheets_read(&a, b.data, b.len, &back, NULL), 0);
	assert_int_equal(back.epoch, 2);
	assert_int_equal(back.version, 9);
	assert_int_equal(back.n, 2);
	assert_string_equal(back.sheet[0].name, "policy.csv");
	assert_memory_equal(back.sheet[0].data, "a,b\n1,2\n", 8);
	assert_true(sheets_newer(2, 1, 1, 9));
	assert_true(sheets_newer(2, 2, 2, 1));
	assert_false(sheets_newer(2, 1, 2, 1));
	assert_false(sheets_newer(1, 9, 2, 1));
	mutate(&b, read_sheets, true);
	arena_free(&a);
	buf_free(&b);
}

static int
read_findings(const void *bytes, size_t n)
{
	struct arena a = {0};
	struct findings l;
	int rc = findings_read(&a, bytes, n, &l, NULL);

	arena_free(&a);
	return rc;
}

static void
test_findings(void **state)
{
	struct finding f = {"0123456789abcde", "edcba9876543210", "fedcba987654321", "id_duplicate", "in another village too"};
	struct findings back;
	struct arena a = {0};
	struct buf b = {0};

	(void)state;
	findings_write(&(struct findings){&f, 1, 300}, &b);
	assert_int_equal(findings_read(&a, b.data, b.len, &back, NULL), 0);
	assert_int_equal(back.n, 1);
	assert_int_equal(back.left_out, 300);
	assert_string_equal(back.all->check, "id_duplicate");
	assert_memory_equal(back.all->record, f.record, 16);
	mutate(&b, read_findings, true);
	arena_free(&a);
	buf_free(&b);
}

static int
read_receipt(const void *bytes, size_t n)
{
	struct arena a = {0};
	struct receipt r;
	int rc = receipt_read(&a, bytes, n, &r, NULL);

	/* What is accepted is written again as the same bytes. */
	if (rc == 0) {
		struct buf b = {0};
		receipt_write(&r, &b);
		assert_int_equal(b.len, n);
		assert_memory_equal(b.data, bytes, n);
		buf_free(&b);
	}
	arena_free(&a);
	return rc;
}

static void
test_receipt(void **state)
{
	struct receipt_interval held[] = {{1, 40}, {42, 42}, {50, UINT32_MAX}};
	struct receipt_out out[] = {{7, "hash", REASON_ROLE}, {50, "hish", REASON_HELD}};
	struct receipt_device d[] = {
		{.device = "laptop1", .dense = 40, .held = held, .n_held = 3, .out = out, .n_out = 2},
		{.device = "laptop2"}};
	struct receipt r = {3, 8, d, 2}, back;
	struct arena a = {0};
	struct buf b = {0};

	(void)state;
	receipt_write(&r, &b);
	assert_int_equal(receipt_read(&a, b.data, b.len, &back, NULL), 0);
	assert_int_equal(back.epoch, 3);
	assert_int_equal(back.n_devices, 2);
	const struct receipt_device *one = receipt_find(&back, d[0].device);
	assert_non_null(one);
	assert_null(receipt_find(&back, (const unsigned char *)"laptop9"));
	assert_true(receipt_covers(one, 1, 40));
	assert_true(receipt_covers(one, 60, 70));
	assert_false(receipt_covers(one, 40, 42));
	assert_int_equal(one->out[1].reason, REASON_HELD);
	assert_true(strlen(reason_text(REASON_HELD)) > 0);
	assert_true(strlen(reason_text((enum reason)99)) > 0);
	mutate(&b, read_receipt, true);
	/* A dense run that is not held contradicts itself. */
	buf_reset(&b);
	d[0].dense = 41;
	receipt_write(&r, &b);
	assert_int_equal(read_receipt(b.data, b.len), -1);
	arena_free(&a);
	buf_free(&b);
}

static struct keypair *root;

static int
read_devices(const void *bytes, size_t n)
{
	struct arena a = {0};
	struct device_list l;
	int rc = devices_read(&a, bytes, n, keys_public(root), &l, NULL);

	arena_free(&a);
	return rc;
}

static int
by_id(const void *a, const void *b)
{
	return memcmp(((const struct listed *)a)->id, ((const struct listed *)b)->id, KEY_ID);
}

static void
test_devices(void **state)
{
	struct world_seed s;
	struct world w = world_seeded(&s, 3, 0);
	struct keypair *county = keys_new(KEY_SIGNING, &w);
	struct listed d[20] = {0};
	struct device_list l = {.epoch = 1, .version = 5, .devices = d, .n = 20}, back;
	struct arena a = {0};
	struct buf b = {0};
	struct fault f = {0};

	(void)state;
	root = keys_new(KEY_SIGNING, &w);
	memcpy(l.root, keys_public(root), KEY_PUBLIC);
	l.county = (struct certificate){.kind = CERT_COUNTY_SIGNING, .role = ROLE_COUNTY, .epoch = 1};
	memcpy(l.county.signing, keys_public(county), KEY_PUBLIC);
	assert_int_equal(certificate_sign(&l.county, root, NULL), 0);
	for (size_t i = 0; i < 20; i++) {
		w.random(w.self, d[i].signing, KEY_PUBLIC);
		keys_id(d[i].signing, d[i].id);
		d[i].state = i % 3 == 0 ? LISTED_REVOKED : LISTED_GOOD;
		d[i].last = i * 1000;
	}
	qsort(d, 20, sizeof d[0], by_id);
	assert_int_equal(devices_write(&l, county, &b, NULL), 0);
	assert_int_equal(devices_read(&a, b.data, b.len, keys_public(root), &back, &f), 0);
	assert_int_equal(back.n, 20);
	for (size_t i = 0; i < 20; i++)
		assert_int_equal(devices_find(&back, d[i].id)->last, d[i].last);
	assert_null(devices_find(&back, (const unsigned char *)"nobodyxx"));
	assert_int_equal(devices_read(&a, b.data, b.len, keys_public(county), &back, &f), -1);
	assert_int_equal(f.code, EX_NOUSER);
	for (size_t i = 0; i < b.len; i++) {
		b.data[i] ^= 4;
		assert_int_equal(read_devices(b.data, b.len), -1);
		b.data[i] ^= 4;
	}
	keys_free(county);
	keys_free(root);
	arena_free(&a);
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parcels),
		cmocka_unit_test(test_sheets),
		cmocka_unit_test(test_findings),
		cmocka_unit_test(test_receipt),
		cmocka_unit_test(test_devices),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
