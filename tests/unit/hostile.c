/*
 * A laptop with true keys that lies: whatever it writes into its batches, the county stays whole, keeps working, and says
 * of each version why it does not count; a batch that lies about itself leaves nothing behind.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../sync/county/command.h" /* the screens have one of that name too */
#include "forge.h"
#include "store/summary.h"
#include "words.h"

static const unsigned char nowhere[RECORD_ID], first[RECORD_ID] = {1}, second[RECORD_ID] = {2}, third[RECORD_ID] = {3}, fourth[RECORD_ID] = {4};
static unsigned char home[RECORD_ID]; /* the county's household */

struct lie {
	const char *table, *section;
	const unsigned char *record, *parent;
	const char *name, *text; /* one answer; text NULL: the integer */
	int64_t i;
	uint64_t gen;
	int64_t wall;
	size_t replaces;
	uint32_t form;
	const char *cadre;
	int state; /* enum force it must have; -1: whichever, the same in any order */
};

#define ESCAPES "\033]0;x\007\033[2J\342\200\256gnp"
static const struct lie lies[] = {
	/* a record its own parent; two that are each other's; wrong tables; zeros */
	{"member", "person", first, first, "member_name", "甲", .state = FORCE_IN},
	{"member", "person", second, third, "member_name", "乙", .state = FORCE_IN},
	{"member", "person", third, second, "member_name", "丙", .state = FORCE_IN},
	{"illness", "illness_kind", fourth, home, .state = -1},
	{"household", "household_file", home, first, "address", "1", .state = FORCE_UNFIT},
	{"member", "person", home, first, "member_name", "丁", .state = -1},
	{"household", "household_file", fourth, nowhere, "address", "2", .state = -1},
	{"member", "person", nowhere, home, "member_name", "戊", .state = FORCE_UNFIT},
	/* greatest numbers */
	{"household", "household_file", home, nowhere, "address", "9", .gen = INT64_MAX, .state = -1},
	{"household", "household_file", home, nowhere, "address", "8", .gen = INT64_MAX, .wall = INT64_MIN, .state = -1},
	{"household", "household_file", home, nowhere, "address", "7", .wall = INT64_MAX, .form = UINT32_MAX, .state = -1},
	{"household", "household_file", home, nowhere, "address", "6", .replaces = VERSION_REPLACES, .gen = 3, .state = -1},
	/* what nobody knows, and names that are taken */
	{"existence", "existence", first, nowhere, "void", .i = 1, .state = FORCE_UNKNOWN},
	{"household", "nothing_such", home, nowhere, "void", .i = 1, .state = FORCE_UNKNOWN},
	{"household", "household", home, nowhere, "address", "5", .state = FORCE_UNKNOWN},
	{"household", "existence", home, nowhere, "void", .i = 2, .state = FORCE_UNFIT},
	{"household", "existence", home, nowhere, "address", "4", .state = FORCE_UNFIT},
	{"household", "existence", home, nowhere, "void", .i = 1, .state = -1},
	{"household", "household_file", home, nowhere, "hh_type", "no such code", .state = FORCE_UNFIT},
	{"household", "household_file", home, nowhere, "address", .i = 4, .state = FORCE_UNFIT},
	{"household", "household_file", home, nowhere, "address", ESCAPES, .cadre = ESCAPES, .state = -1},
};
enum { LIES = sizeof lies / sizeof lies[0] };

static void
tell(struct laptop *l, struct arena *a, const struct lie *lie, uint64_t seq, struct version *v)
{
	*v = (struct version){.id.seq = seq, .table = lie->table, .section = lie->section, .gen = lie->gen != 0 ? lie->gen : 1, .wall_ms = lie->wall,
		.cadre = lie->cadre != NULL ? lie->cadre : "张建国", .form_version = lie->form};
	memcpy(v->id.device, l->link.device, DEVICE_ID);
	memcpy(v->record, lie->record, RECORD_ID);
	memcpy(v->parent, lie->parent, RECORD_ID);
	if (lie->name != NULL) {
		v->values = arena_new(a, 1, sizeof *v->values);
		v->values[0] = (struct version_value){lie->name, lie->text != NULL ? answer_text(lie->text, strlen(lie->text)) : answer_int(lie->i)};
		v->n_values = 1;
	}
	v->replaces = arena_new(a, lie->replaces + 1, sizeof *v->replaces);
	for (size_t i = 0; i < lie->replaces; i++) {
		memset(v->replaces[i].device, 7, DEVICE_ID);
		v->replaces[i].seq = i + 1;
	}
	v->n_replaces = lie->replaces;
	assert_int_equal(version_hash(v), 0);
}

static int
check_state(void *self, const struct version *v, int state)
{
	(void)self;
	if (lies[v->id.seq - 1].state >= 0 && lies[v->id.seq - 1].state != state)
		fail_msg("lie %d: state %d", (int)v->id.seq, state);
	return 0;
}

static void
digest_of(struct office *o, unsigned char out[32])
{
	struct fault f = {0};

	good(journal_digest(o->store.journal, out, &f), &f);
}

static void
merge_one(struct round *r, const struct buf *file)
{
	struct office_news news;
	struct fault f = {0};

	good(office_merge(&r->office, file->data, file->len, &news, &f), &f);
}

/* All lies, each in a batch of its own, in this order or the other; then the county goes on with its work. */
static void
hear(struct round *r, struct buf file[LIES], bool backwards, unsigned char digest[32])
{
	struct laptop *l = &r->laptop[0];
	struct fault f = {0};
	unsigned char again[32];

	for (size_t i = 0; i < LIES; i++)
		merge_one(r, &file[backwards ? LIES - 1 - i : i]);
	refresh(&r->office.store);
	good(journal_versions_of_device(r->office.store.journal, l->link.device, 1, INT64_MAX, check_state, NULL, &f), &f);
	digest_of(&r->office, digest);
	good(journal_rebuild(r->office.store.journal, &f), &f);
	digest_of(&r->office, again);
	assert_memory_equal(digest, again, 32);
	refresh(&r->office.store);
}

/* Whoever wrote the greatest generation there is: a person's answer after it is shown again. */
static void
correct_address(struct round *r, const char *address)
{
	struct casefile c;
	struct fault f = {0};
	int q = form_question(r->office.store.form, "address", 7);

	assert_int_equal(store_file(&r->office.store, home, &c, &f), 1);
	household_answer(&c, c.tree.root, "address", address);
	household_answer(&c, c.tree.root, "region_code", VILLAGE);
	household_save(&r->office.store, &c, c.tree.root);
	casefile_close(&c);
	assert_int_equal(store_file(&r->office.store, home, &c, &f), 1);
	const struct answer *a = record_answer(c.tree.root, &r->office.store.form->questions[q]);
	assert_int_equal(a->len, strlen(address));
	assert_memory_equal(a->text, address, a->len);
	good(store_keep(&r->office.store, &c, &f), &f);
	casefile_close(&c);
}

static void
test_lies(void **state)
{
	struct round *r = *state;
	struct laptop *l = &r->laptop[0];
	struct arena a = {0};
	struct buf file[LIES] = {{0}};
	struct version v[LIES];
	unsigned char chain[KEY_HASH] = {0}, one[32], other[32];
	struct fault f = {0};
	char command[256], there[sizeof r->county];

	assert_int_equal(store_summaries(&r->office.store, "", first_root, home, &f), 1);
	for (size_t i = 0; i < LIES; i++) {
		unsigned char before[KEY_HASH];
		tell(l, &a, &lies[i], i + 1, &v[i]);
		memcpy(before, chain, KEY_HASH);
		forge_batch(l, &v[i], 1, &(struct forgery){.before = before, .number = i + 1}, &file[i]);
		seal_chain(chain, v[i].id.hash);
	}
	office_close(&r->office);
	snprintf(there, sizeof there, "%.60s/other", r->folder);
	snprintf(command, sizeof command, "cp -r %s %s", r->county, there);
	assert_int_equal(system(command), 0);
	open_office(r);
	hear(r, file, false, one);
	correct_address(r, "改正的地址");
	/* Others of the village still get their packs, and can take them in and work. */
	merge_all(r, &r->laptop[1]);
	answer_back(r, &r->laptop[1]);
	capture(&r->laptop[1], "15000");
	merge_all(r, &r->laptop[1]);
	office_close(&r->office);
	memcpy(r->county, there, sizeof r->county);
	open_office(r);
	hear(r, file, true, other);
	assert_memory_equal(one, other, 32);
	for (size_t i = 0; i < LIES; i++)
		buf_free(&file[i]);
	arena_wipe(&a);
}

static void
refuse(struct round *r, const struct buf *file, int line)
{
	struct office_news news;
	struct fault f = {0};
	unsigned char before[32], after[32];

	digest_of(&r->office, before);
	if (office_merge(&r->office, file->data, file->len, &news, &f) == 0)
		fail_msg("line %d: taken", line);
	assert_true(f.code == EX_DATAERR || f.code == EX_NOUSER);
	assert_int_equal(news.versions, 0);
	digest_of(&r->office, after);
	assert_memory_equal(before, after, 32);
}

static void
test_false_batches(void **state)
{
	struct round *r = *state;
	struct laptop *l = &r->laptop[0], *m = &r->laptop[1];
	struct arena a = {0};
	struct buf file = {0}, more = {0};
	struct version v[2], foreign;
	static const unsigned char other[KEY_HASH] = {5};
	struct office_news news;
	struct fault f = {0};

	assert_int_equal(store_summaries(&r->office.store, "", first_root, home, &f), 1);
	tell(l, &a, &lies[0], 1, &v[0]);
	tell(l, &a, &lies[1], 2, &v[1]);
	tell(m, &a, &lies[0], 1, &foreign);
	parcel_put(&more, PARCEL_RECEIPT, "", 0);
	const struct certificate stolen[] = {m->link.chain[0], m->link.chain[1], m->link.chain[2]};
	const struct certificate short_chain[] = {l->link.chain[0], l->link.chain[2]};
	const struct certificate invited[] = {l->link.chain[1], l->link.chain[2]};
	const struct certificate mixed[] = {l->link.chain[0], m->link.chain[1], l->link.chain[2]};
	const struct forgery forged[] = {
		{.stripped = true}, /* nobody knows it yet */
		{.first = 2, .last = 3}, {.last = 3}, {.last = INT64_MAX}, {.after = other}, {.county = other}, {.kind = SEAL_PACK}, {.more = &more},
		{.receiver = keys_public(l->link.sealing)},
		{.chain = stolen, .n_chain = 3}, {.chain = short_chain, .n_chain = 2}, {.chain = invited, .n_chain = 2}, {.chain = mixed, .n_chain = 3},
		{.chain = &r->office.county, .n_chain = 1}, {.signer = r->office.signing, .chain = &r->office.county, .n_chain = 1},
		{.signer = m->link.signing},
	};
	for (size_t i = 0; i < sizeof forged / sizeof forged[0]; i++) {
		forge_batch(l, v, 2, &forged[i], &file);
		refuse(r, &file, (int)i);
	}
	/* In the name of another, gaps and repetitions inside. */
	forge_batch(l, &foreign, 1, &(struct forgery){0}, &file);
	refuse(r, &file, 100);
	struct version twice[] = {v[0], v[0]}, back[] = {v[1], v[0]};
	forge_batch(l, twice, 2, &(struct forgery){.first = 1, .last = 2}, &file);
	refuse(r, &file, 101);
	forge_batch(l, back, 2, &(struct forgery){.first = 1, .last = 2}, &file);
	refuse(r, &file, 102);
	/* True now; and then without certificates, which a known laptop may leave out. */
	forge_batch(l, v, 1, &(struct forgery){0}, &file);
	merge_one(r, &file);
	unsigned char chain[KEY_HASH] = {0};
	seal_chain(chain, v[0].id.hash);
	forge_batch(l, v + 1, 1, &(struct forgery){.stripped = true, .before = chain, .number = 2}, &file);
	good(office_merge(&r->office, file.data, file.len, &news, &f), &f);
	assert_int_equal(news.versions, 1);
	assert_false(news.forked);
	buf_free(&file);
	buf_free(&more);
	arena_wipe(&a);
}

/* A batch of a known laptop that was damaged anywhere is damaged, and no word is said of false certificates or of another
 * county: its certificates are not even looked at. */
static void
test_damaged_certificates(void **state)
{
	struct round *r = *state;
	struct laptop *l = &r->laptop[0];
	struct office_news news;
	struct buf file = {0};
	struct seal_header h;
	struct fault f = {0}, whole = {0};

	merge_all(r, l);
	forge_batch(l, NULL, 0, &(struct forgery){.number = 2}, &file);
	good(seal_peek(file.data, file.len, &h, &f), &f);
	file.data[file.len - 1] ^= 1;
	assert_int_equal(office_merge(&r->office, file.data, file.len, &news, &whole), -1);
	file.data[file.len - 1] ^= 1;
	for (size_t at = SEAL_FIXED; at < SEAL_FIXED + h.n_certificates; at++) {
		file.data[at] ^= 4;
		assert_int_equal(office_merge(&r->office, file.data, file.len, &news, &f), -1);
		assert_int_equal(f.code, EX_DATAERR);
		assert_string_equal(f.text, whole.text);
		file.data[at] ^= 4;
	}
	good(office_merge(&r->office, file.data, file.len, &news, &f), &f);
	buf_free(&file);
}

/* What a laptop sent must not steer the terminal of the office. */
static void
test_cells(void **state)
{
	static const char *const cells[] = {"\033[2J东\t沟\r\n", "\xC2\x9B\63\61m", "", "a\x7F"};
	struct buf out = {0};

	(void)state;
	call_cells(&out, cells, 4);
	assert_string_equal(buf_str(&out), " [2J东 沟  \t 31m\t\ta \t");
	buf_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_lies, setup, teardown),
		cmocka_unit_test_setup_teardown(test_false_batches, setup, teardown),
		cmocka_unit_test_setup_teardown(test_damaged_certificates, setup, teardown),
		cmocka_unit_test(test_cells),
	};

	words_open(NULL);
	return cmocka_run_group_tests(tests, make_county, forget_county);
}
