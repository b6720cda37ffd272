/*
 * What comes back to a laptop: packs that are another's, old, replayed or wrong, receipts that say more than is true, a
 * county restored from a backup, a second use of an invitation, an older form.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sys/stat.h>

#include "forge.h"
#include "receipt.h"
#include "stick.h"
#include "store/summary.h"
#include "usb.h"
#include "words.h"

static void
put_receipt(struct laptop *l, uint64_t epoch, uint64_t number, uint64_t dense, const unsigned char chain[32], struct buf *parcels)
{
	struct receipt_interval held = {1, dense};
	struct receipt_device d = {.dense = dense, .held = &held, .n_held = dense > 0};
	struct receipt r = {.epoch = epoch, .number = number, .devices = &d, .n_devices = 1};
	struct buf b = {0};

	memcpy(d.device, l->link.device, DEVICE_ID);
	memcpy(d.chain, chain, 32);
	receipt_write(&r, &b);
	parcel_put(parcels, PARCEL_RECEIPT, b.data, b.len);
	assert_false(b.failed);
	buf_free(&b);
}

static struct link_news
take(struct laptop *l, const struct buf *file)
{
	struct link_news news;
	struct fault f = {0};

	good(link_take(&l->link, file->data, file->len, &news, &f), &f);
	return news;
}

static uint64_t
waiting(struct laptop *l)
{
	struct link_status st;
	struct fault f = {0};

	good(link_status(&l->link, &st, &f), &f);
	return st.batches;
}

static void
digest_of(struct store *s, unsigned char out[32])
{
	struct fault f = {0};

	good(journal_digest(s->journal, out, &f), &f);
}

/* Numbers prove nothing: only the chain over the laptop's own versions does. */
static void
test_receipts(void **state)
{
	struct round *r = *state;
	struct laptop *l = &r->laptop[0];
	struct buf parcels = {0}, file = {0};
	struct fault f = {0};
	unsigned char chain[32], wrong[32] = {3};
	uint64_t reached;

	capture(l, "15000");
	struct files files = batches(l);
	files_free(&files);
	uint64_t last = (uint64_t)journal_last_seq(l->store.journal, l->link.device, &f);
	good(link_chain(&l->link, last, chain, &reached, &f), &f);
	assert_int_equal(reached, last);
	const struct {
		uint64_t number, dense;
		const unsigned char *chain;
		uint64_t acknowledged, waiting;
		bool forked;
	} steps[] = {
		{10, last + 50, chain, 0, 1, true}, /* what was never written */
		{11, last, wrong, 0, 1, true},      /* a clone's versions under these numbers */
		{20, last, chain, 1, 0, false},
		{12, 0, wrong, 0, 0, false},        /* on its way for long: takes nothing back */
		{21, last, wrong, 0, 0, true},      /* a clone's: says nothing of what is held of ours */
		{22, 0, (const unsigned char[32]){0}, 0, 1, false}, /* the county forgot: goes again */
		{23, last, chain, 1, 0, false},
	};
	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
		buf_reset(&parcels);
		put_receipt(l, 1, steps[i].number, steps[i].dense, steps[i].chain, &parcels);
		forge_pack(r, l, &parcels, 1, steps[i].number, &file);
		struct link_news news = take(l, &file);
		if (news.acknowledged != steps[i].acknowledged || news.forked != steps[i].forked || waiting(l) != steps[i].waiting)
			fail_msg("step %d: %d acknowledged, %d waiting", (int)i, (int)news.acknowledged, (int)waiting(l));
		assert_false(news.old);
		assert_true(take(l, &file).old);
	}
	/* A receipt that is not the header's. */
	buf_reset(&parcels);
	put_receipt(l, 1, 31, 0, chain, &parcels);
	forge_pack(r, l, &parcels, 1, 30, &file);
	struct link_news news;
	assert_int_equal(link_take(&l->link, file.data, file.len, &news, &f), -1);
	assert_int_equal(f.code, EX_DATAERR);
	assert_int_equal(waiting(l), 0);
	/* Another laptop's pack, also when signed by a laptop. */
	struct laptop *m = &r->laptop[1];
	forge_pack(r, m, &parcels, 1, 31, &file);
	assert_int_equal(link_take(&l->link, file.data, file.len, &news, &f), -1);
	assert_int_equal(f.code, EX_NOUSER);
	forge_batch(m, NULL, 0, &(struct forgery){.kind = SEAL_PACK, .receiver = keys_public(l->link.sealing)}, &file);
	assert_int_equal(link_take(&l->link, file.data, file.len, &news, &f), -1);
	assert_int_equal(f.code, EX_NOUSER);
	buf_free(&parcels);
	buf_free(&file);
}

/* Sheets that do not load, or take a question away: said, and everything else of the pack is taken. */
static void
test_bad_sheets(void **state)
{
	static const char *const texts[][2] = {{"survey.csv", "no survey\n"}, {"policy.csv", "nor a policy\n"}, {"nonsense.csv", "x\n"}};
	struct round *r = *state;
	struct laptop *l = &r->laptop[0];
	struct fault f = {0};
	struct buf parcels = {0}, b = {0}, file = {0};

	capture(&r->laptop[1], "15000");
	merge_all(r, &r->laptop[1]);
	merge_all(r, l);
	for (size_t i = 0; i < 3; i++) {
		struct sheets s = {.epoch = 1, .version = 1000, .n = 1};
		unsigned char hash[32];
		s.sheet[0] = (struct sheet){.name = texts[i][0], .data = texts[i][1], .n = strlen(texts[i][1])};
		memcpy(hash, l->store.form->hash, 32);
		buf_reset(&parcels);
		buf_reset(&b);
		sheets_write(&s, &b);
		parcel_put(&parcels, i == 1 ? PARCEL_POLICY : PARCEL_FORM, b.data, b.len);
		put_receipt(l, 1, 100 + i, 0, (const unsigned char[32]){0}, &parcels);
		forge_pack(r, l, &parcels, 1, 100 + i, &file);
		struct link_news news = take(l, &file);
		assert_int_equal(news.refused.code, EX_DATAERR);
		assert_true(news.refused.text[0] != '\0');
		assert_false(news.sheets);
		assert_memory_equal(hash, l->store.form->hash, 32);
	}
	/* The same by a stick: the pack is taken, and the cadre is told. */
	struct stick_news told;
	char stick[96];
	snprintf(stick, sizeof stick, "%s/stick", r->folder);
	assert_int_equal(mkdir(stick, 0700), 0);
	buf_reset(&parcels);
	parcel_put(&parcels, PARCEL_FORM, b.data, b.len);
	forge_pack(r, l, &parcels, 1, 200, &file);
	good(usb_put(stick, USB_PACK, l->link.device, 200, file.data, file.len, &f), &f);
	good(stick_exchange(&l->link, stick, &told, &f), &f);
	assert_int_equal(told.packs, 1);
	assert_int_equal(told.refused, 0);
	assert_int_equal(told.why.code, EX_DATAERR);
	buf_free(&parcels);
	buf_free(&b);
	buf_free(&file);
}

static void
raise_epoch(struct round *r, uint64_t epoch)
{
	struct buf b = {0};
	struct fault f = {0};

	buf_u64(&b, epoch);
	good(store_put(&r->office.store, "epoch", b.data, b.len, &f), &f);
	buf_free(&b);
	office_close(&r->office);
	open_office(r);
}

/* Restored from a copy made before anything was merged, and even before the laptops' invitations are remembered. */
static void
test_restored_county(void **state)
{
	struct round *r = *state;
	struct laptop *l = &r->laptop[0];
	struct fault f = {0};
	char command[256];
	unsigned char before[32], after[32];

	office_close(&r->office);
	snprintf(command, sizeof command, "cp -r %s %s.copy", r->county, r->county);
	assert_int_equal(system(command), 0);
	open_office(r);
	capture(l, "15000");
	merge_all(r, l);
	assert_int_equal(answer_back(r, l).acknowledged, 1);
	capture(l, "15500");
	merge_all(r, l);
	assert_int_equal(answer_back(r, l).acknowledged, 1);
	struct buf late = {0};
	uint64_t number;
	good(office_pack(&r->office, l->link.device, &number, &late, &f), &f);
	digest_of(&r->office.store, before);
	office_close(&r->office);
	snprintf(command, sizeof command, "rm -rf %s; mv %s.copy %s", r->county, r->county, r->county);
	assert_int_equal(system(command), 0);
	open_office(r);
	raise_epoch(r, 2);
	/* What is on the laptop only now: nobody has to ask for it. */
	capture(l, "16000");
	assert_int_equal(merge_all(r, l).gap, true);
	struct link_news news = answer_back(r, l);
	assert_int_equal(l->link.epoch, 2);
	assert_int_equal(news.acknowledged, 0);
	assert_int_equal(waiting(l), 3);
	assert_true(take(l, &late).old);
	assert_int_equal(l->link.epoch, 2);
	assert_int_equal(merge_all(r, l).gap, false);
	assert_int_equal(answer_back(r, l).acknowledged, 3);
	assert_int_equal(waiting(l), 0);
	digest_of(&r->office.store, after);
	digest_of(&l->store, before);
	assert_memory_equal(before, after, 32);
	/* It survives the laptop's restart. */
	close_laptop(l);
	open_laptop(r, l);
	assert_int_equal(l->link.epoch, 2);
	buf_free(&late);
}

/* An invitation that a restored county forgot, its serial given again: kept, shown, not in force. */
static void
test_forgotten_invitation(void **state)
{
	struct round *r = *state;
	struct fault f = {0};
	struct buf pack = {0};
	uint64_t number;

	good(db_exec(r->office.store.db, &f, "DELETE FROM j_invitation WHERE serial = 2"), &f);
	good(store_put(&r->office.store, "invitation_key_1", (const unsigned char[32]){1}, 32, &f), &f);
	for (int i = 0; i < 2; i++) {
		capture(&r->laptop[i], "15000");
		struct office_news news = merge_all(r, &r->laptop[i]);
		assert_true(news.joined);
		assert_true(news.held);
		assert_true(news.versions > 0);
		assert_int_equal(news.out_of_force, news.versions);
		assert_int_equal(answer_back(r, &r->laptop[i]).versions, 0);
	}
	assert_int_equal(journal_count(r->office.store.journal, CONFLICT_COUNT, &f), 0);
	/* Revoked: what it sends is kept, and it learns nothing more of people. */
	good(journal_revoke(r->office.store.journal, r->laptop[0].link.device, 0, &f), &f);
	good(office_pack(&r->office, r->laptop[0].link.device, &number, &pack, &f), &f);
	assert_int_equal(take(&r->laptop[0], &pack).versions, 0);
	buf_free(&pack);
}

/* Two laptops open one year; the county resolves; the conflict ends on both. */
static void
test_resolution(void **state)
{
	struct round *r = *state;
	struct fault f = {0};
	struct casefile c;
	unsigned char root[RECORD_ID], a[32], b[32];

	capture(&r->laptop[0], "15000");
	capture(&r->laptop[1], "16000");
	merge_all(r, &r->laptop[0]);
	merge_all(r, &r->laptop[1]);
	answer_back(r, &r->laptop[0]);
	answer_back(r, &r->laptop[1]);
	for (int i = 0; i < 2; i++)
		assert_int_equal(journal_count(r->laptop[i].store.journal, CONFLICT_COUNT, &f), 1);
	assert_int_equal(store_summaries(&r->office.store, "", first_root, root, &f), 1);
	assert_int_equal(store_file(&r->office.store, root, &c, &f), 1);
	struct record *e = c.tree.root->kids[0];
	for (struct record *at = c.tree.root; at != NULL; at = tree_next(at))
		if (strcmp(at->table->name, "economy") == 0)
			e = at;
	household_answer(&c, e, "wage_labour", "15500");
	household_save(&r->office.store, &c, e);
	good(store_keep(&r->office.store, &c, &f), &f);
	casefile_close(&c);
	assert_int_equal(journal_count(r->office.store.journal, CONFLICT_COUNT, &f), 0);
	digest_of(&r->office.store, a);
	for (int i = 0; i < 2; i++) {
		answer_back(r, &r->laptop[i]);
		assert_int_equal(journal_count(r->laptop[i].store.journal, CONFLICT_COUNT, &f), 0);
		digest_of(&r->laptop[i].store, b);
		assert_memory_equal(a, b, 32);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_receipts, setup, teardown),
		cmocka_unit_test_setup_teardown(test_bad_sheets, setup, teardown),
		cmocka_unit_test_setup_teardown(test_restored_county, setup, teardown),
		cmocka_unit_test_setup_teardown(test_forgotten_invitation, setup, teardown),
		cmocka_unit_test_setup_teardown(test_resolution, setup, teardown),
	};

	words_open(NULL);
	return cmocka_run_group_tests(tests, make_county, forget_county);
}
