/*
 * The whole path without a screen: a county invites two laptops, both capture, the county merges in any order and
 * answers, the laptops read the receipt; and everything that can be wrong with a batch.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <sys/stat.h>

#include "form/shipped.h"
#include "round_trip.h"
#include "stick.h"
#include "usb.h"
#include "words.h"

static void
test_round(void **state)
{
	struct round *r = *state;
	struct fault f = {0};
	struct link_status st;

	capture(&r->laptop[0], "15000");
	struct office_news news = merge_all(r, &r->laptop[0]);
	assert_true(news.versions > 0);
	assert_true(news.joined);
	assert_int_equal(news.out_of_force, 0);
	good(link_status(&r->laptop[0].link, &st, &f), &f);
	assert_int_equal(st.batches, 1);
	struct link_news back = answer_back(r, &r->laptop[0]);
	assert_int_equal(back.acknowledged, 1);
	good(link_status(&r->laptop[0].link, &st, &f), &f);
	assert_int_equal(st.batches, 0);
	assert_int_equal(st.held, news.versions);
	/* The other laptop of the village gets what the first wrote. */
	merge_all(r, &r->laptop[1]);
	back = answer_back(r, &r->laptop[1]);
	assert_int_equal(back.versions, news.versions);
	unsigned char a[32], b[32];
	good(journal_digest(r->office.store.journal, a, &f), &f);
	good(journal_digest(r->laptop[1].store.journal, b, &f), &f);
	assert_memory_equal(a, b, 32);
}

/* A county's own checks go with its policy; until it has some, every laptop goes by those of its program. */
static void
test_checks_of_the_county(void **state)
{
	static const char own[] = "name,kind,table,severity,condition,message::English (en)\n"
				  "no_group,check,household,warning,${village_group} = 'A',Another group is meant\n";
	struct round *r = *state;
	struct fault f = {0};
	struct buf policy = {0};
	struct sheet shipped;

	capture(&r->laptop[0], "15000");
	merge_all(r, &r->laptop[0]);
	answer_back(r, &r->laptop[0]);
	assert_int_equal(store_sheet_issued(&r->laptop[0].store, "checks.csv", &f), 0);
	good(shipped_sheet("policy.csv", &shipped), &f);
	const char *at = memmem(shipped.data, shipped.n, "policy_version,1,", 17);
	assert_non_null(at);
	size_t before = (size_t)(at - (const char *)shipped.data);
	buf_add(&policy, shipped.data, before);
	buf_text(&policy, "policy_version,2,");
	buf_add(&policy, at + 17, shipped.n - before - 17);
	const struct issued_sheet issued[] = {{{"policy.csv", policy.data, policy.len}, 2}, {{"checks.csv", own, strlen(own)}, 2}};
	assert_int_equal(store_sheets(&r->office.store, issued, 2, r->office.epoch, &f), 1);
	assert_true(answer_back(r, &r->laptop[0]).sheets);
	struct store *s = &r->laptop[0].store;
	assert_int_equal(store_sheet_issued(s, "checks.csv", &f), 1);
	assert_string_equal(checks_at(s->checks, 0)->name, "no_group");
	assert_null(checks_at(s->checks, 1));
	buf_free(&policy);
}

static void
test_one_year_one_conflict(void **state)
{
	struct round *r = *state;
	struct fault f = {0};

	capture(&r->laptop[0], "15000");
	capture(&r->laptop[1], "16000");
	merge_all(r, &r->laptop[1]);
	merge_all(r, &r->laptop[0]);
	assert_int_equal(journal_count(r->office.store.journal, CONFLICT_COUNT, &f), 1);
}

static void
test_replayed_batch(void **state)
{
	struct round *r = *state;
	struct fault f = {0};
	struct office_news news;
	unsigned char a[32], b[32];

	capture(&r->laptop[0], "15000");
	struct files files = batches(&r->laptop[0]);
	good(office_merge(&r->office, files.file[0].data, files.file[0].len, &news, &f), &f);
	good(journal_digest(r->office.store.journal, a, &f), &f);
	good(office_merge(&r->office, files.file[0].data, files.file[0].len, &news, &f), &f);
	assert_true(news.known);
	good(journal_digest(r->office.store.journal, b, &f), &f);
	assert_memory_equal(a, b, 32);
	files_free(&files);
}

static void
test_damaged_batch(void **state)
{
	struct round *r = *state;
	struct fault f = {0};
	struct office_news news;
	unsigned char a[32], b[32];

	capture(&r->laptop[0], "15000");
	struct files files = batches(&r->laptop[0]);
	struct buf *file = &files.file[0];
	good(journal_digest(r->office.store.journal, a, &f), &f);
	for (size_t i = 0; i < file->len; i++) {
		file->data[i] ^= (unsigned char)(1U << i % 8);
		assert_int_equal(office_merge(&r->office, file->data, file->len, &news, &f), -1);
		assert_true(f.code == EX_DATAERR || f.code == EX_NOUSER || f.code == EX_UNAVAILABLE);
		assert_true(f.text[0] != '\0');
		file->data[i] ^= (unsigned char)(1U << i % 8);
	}
	for (size_t n = 0; n < file->len; n++)
		assert_int_equal(office_merge(&r->office, file->data, n, &news, &f), -1);
	good(journal_digest(r->office.store.journal, b, &f), &f);
	assert_memory_equal(a, b, 32);
	good(office_merge(&r->office, file->data, file->len, &news, &f), &f);
	assert_true(news.versions > 0);
	files_free(&files);
}

static void
test_other_county(void **state)
{
	struct round *r = *state;
	struct office other;
	struct office_plan plan = {.folder = NULL, .name = "白云县", .area = "130898", .passphrase = PASS, .offline_passphrase = PASS};
	char folder[96], offline[96];
	struct fault f = {0};
	struct office_news news;

	snprintf(folder, sizeof folder, "%s/other", r->folder);
	snprintf(offline, sizeof offline, "%s/other-offline", r->folder);
	plan.folder = folder;
	plan.offline = offline;
	good(office_create(&plan, &r->world, &f), &f);
	good(office_open(&other, folder, PASS, strlen(PASS), VAULT_COUNTY_WRITE, &r->world, &f), &f);
	struct files files = batches(&r->laptop[0]);
	assert_int_equal(office_merge(&other, files.file[0].data, files.file[0].len, &news, &f), -1);
	assert_int_equal(f.code, EX_NOUSER);
	assert_int_equal(journal_count(other.store.journal, VERSION_COUNT, &f), 0);
	files_free(&files);
	office_close(&other);
}

/* A disk copied: two laptops with one key write different versions under one number. Both are kept and it is told. */
static void
test_clone(void **state)
{
	struct round *r = *state;
	struct laptop clone;
	struct fault f = {0};
	char command[256];

	close_laptop(&r->laptop[0]);
	snprintf(clone.folder, sizeof clone.folder, "%s/clone", r->folder);
	snprintf(command, sizeof command, "cp -r %s %s", r->laptop[0].folder, clone.folder);
	assert_int_equal(system(command), 0);
	open_laptop(r, &r->laptop[0]);
	capture(&r->laptop[0], "15000");
	open_laptop(r, &clone);
	capture(&clone, "9000");
	merge_all(r, &r->laptop[0]);
	struct office_news news = merge_all(r, &clone);
	assert_true(news.forked);
	assert_true(journal_count(r->office.store.journal, FORK_COUNT, &f) > 0);
	assert_true(journal_count(r->office.store.journal, CONFLICT_COUNT, &f) > 0);
	/* The clone's cadre is told too, and nothing of it counts as delivered. */
	struct stick_news told;
	struct buf pack = {0};
	uint64_t number;
	char stick[96];
	snprintf(stick, sizeof stick, "%s/stick", r->folder);
	assert_int_equal(mkdir(stick, 0700), 0);
	good(office_pack(&r->office, clone.link.device, &number, &pack, &f), &f);
	good(usb_put(stick, USB_PACK, clone.link.device, number, pack.data, pack.len, &f), &f);
	good(stick_exchange(&clone.link, stick, &told, &f), &f);
	assert_int_equal(told.packs, 1);
	assert_int_equal(told.why.code, EX_DATAERR);
	assert_int_equal(told.waiting, 1);
	buf_free(&pack);
	close_laptop(&clone);
}

/* A county that an older program left is brought up to date also by who only reads; then reading leaves it alone. */
static void
test_older_program(void **state)
{
	struct round *r = *state;
	unsigned char before[32], after[32];
	struct fault f = {0};
	struct buf was = {0}, now = {0};

	good(store_get(&r->office.store, "derived_form", &was, &f), &f);
	good(store_put(&r->office.store, "derived_form", "older", 5, &f), &f);
	good(journal_digest(r->office.store.journal, before, &f), &f);
	office_close(&r->office);
	good(office_open(&r->office, r->county, PASS, strlen(PASS), VAULT_COUNTY_READ, &r->world, &f), &f);
	assert_int_equal(store_is_current(&r->office.store, &f), 1);
	good(store_get(&r->office.store, "derived_form", &now, &f), &f);
	assert_int_equal(now.len, was.len);
	assert_memory_equal(now.data, was.data, was.len);
	good(journal_digest(r->office.store.journal, after, &f), &f);
	assert_memory_equal(before, after, sizeof before);
	assert_int_equal(store_put(&r->office.store, "derived_form", "older", 5, &f), -1);
	office_close(&r->office);
	f = (struct fault){0};
	assert_int_equal(office_open(&r->office, r->county, "another passphrase", 18, VAULT_COUNTY_READ, &r->world, &f), -1);
	assert_non_null(strstr(f.text, "passphrase"));
	f = (struct fault){0};
	open_office(r);
	buf_free(&was);
	buf_free(&now);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_round, setup, teardown),
		cmocka_unit_test_setup_teardown(test_checks_of_the_county, setup, teardown),
		cmocka_unit_test_setup_teardown(test_one_year_one_conflict, setup, teardown),
		cmocka_unit_test_setup_teardown(test_replayed_batch, setup, teardown),
		cmocka_unit_test_setup_teardown(test_damaged_batch, setup, teardown),
		cmocka_unit_test_setup_teardown(test_other_county, setup, teardown),
		cmocka_unit_test_setup_teardown(test_clone, setup, teardown),
		cmocka_unit_test_setup_teardown(test_older_program, setup, teardown),
	};

	words_open(NULL);
	return cmocka_run_group_tests(tests, make_county, forget_county);
}
