/* What a database remembers of its exchanges: every call once, so that each statement meets its parameters. */
#include "journal/exchange.h"
#include "journal_fixture.h"

struct scene {
	struct form *form;
	struct site s;
};

static int
setup(void **state)
{
	struct scene *x = calloc(1, sizeof *x);

	assert_non_null(x);
	x->form = fixture_form(SURVEY_OLD, 1);
	site_open(&x->s, x->form, 101, NULL);
	*state = x;
	return 0;
}

static int
teardown(void **state)
{
	struct scene *x = *state;

	site_close(&x->s);
	form_free(x->form);
	free(x);
	return 0;
}

static int
take_batch(void *self, const struct batch_row *b)
{
	struct batch_row *last = self;

	*last = *b;
	return 0;
}

static void
test_batches(void **state)
{
	struct scene *x = *state;
	struct db *db = x->s.db;
	unsigned char chain[32], back[32];
	uint64_t last;
	int64_t no;
	struct batch_row b = {.no = 1, .first = 1, .last = 9, .epoch = 3, .file = "sealed", .n = 6}, seen = {0};

	memset(chain, 7, sizeof chain);
	assert_int_equal(batch_last(db, &no, &last, back, NULL), 0);
	OK(batch_add(db, &b, chain, 1000, 2, f));
	assert_int_equal(batch_last(db, &no, &last, back, NULL), 1);
	assert_int_equal(no * 100 + (int64_t)last, 109);
	assert_memory_equal(back, chain, 32);
	OK(batch_visit(db, take_batch, &seen, f));
	assert_int_equal(seen.n, 6);
	assert_false(seen.acked);
	OK(batch_ack(db, 1, 2000, f));
	OK(batch_visit(db, take_batch, &seen, f));
	assert_true(seen.acked);
	assert_int_equal(seen.n, 0);
	OK(batch_unack(db, 8, f));
	OK(batch_visit(db, take_batch, &seen, f));
	assert_false(seen.acked);
	OK(batch_reseal(db, 1, 2, 4, "anew", 4, f));
	OK(batch_visit(db, take_batch, &seen, f));
	assert_int_equal(seen.no * 1000 + (int64_t)seen.epoch * 100 + (int64_t)seen.n, 2404);
}

static int
count_line(void *self, const struct exchange_row *e)
{
	assert_string_equal(e->carrier, "usb");
	++*(int *)self;
	return 0;
}

static void
test_files_and_the_log(void **state)
{
	struct scene *x = *state;
	unsigned char hash[32] = {1};
	struct exchange_row e = {.wall_ms = 5, .carrier = "usb", .note = "", .sent = 1, .received = 2, .bytes = 3};
	int64_t versions = 0;
	int lines = 0;

	assert_int_equal(taken_find(x->s.db, hash, &versions, NULL), 0);
	OK(taken_add(x->s.db, hash, 5, 12, f));
	OK(taken_add(x->s.db, hash, 6, 13, f));
	assert_int_equal(taken_find(x->s.db, hash, &versions, NULL), 1);
	assert_int_equal(versions, 12);
	for (int i = 0; i < 3; i++)
		OK(exchange_add(x->s.db, &e, f));
	OK(exchange_visit(x->s.db, 2, count_line, &lines, f));
	assert_int_equal(lines, 2);
}

static int
take_invitation(void *self, const struct invitation_row *i)
{
	assert_string_equal(i->area, "130899101");
	*(int64_t *)self = i->serial;
	return 0;
}

static void
test_invitations(void **state)
{
	struct scene *x = *state;
	struct arena a = {0};
	unsigned char first[DEVICE_ID] = {1}, second[DEVICE_ID] = {2};
	struct invitation_row i = {.serial = 1,
				      .joined = 4,
				      .cadre = "Cadre Zhou",
				      .village = "Liu",
				      .area = "130899101",
				      .role = ROLE_VILLAGE},
			      back;
	int64_t seen = 0;

	assert_int_equal(invitation_next(x->s.db, NULL), 1);
	OK(invitation_add(x->s.db, &i, 5, f));
	assert_int_equal(invitation_next(x->s.db, NULL), 2);
	assert_int_equal(invitation_get(x->s.db, &a, 2, &back, NULL), 0);
	OK(invitation_use(x->s.db, 1, first, f));
	OK(invitation_use(x->s.db, 1, second, f)); /* the first one stays */
	assert_int_equal(invitation_get(x->s.db, &a, 1, &back, NULL), 1);
	assert_string_equal(back.cadre, "Cadre Zhou");
	assert_int_equal(back.role, ROLE_VILLAGE);
	assert_int_equal(back.joined, 4);
	assert_true(back.used);
	assert_memory_equal(back.device, first, DEVICE_ID);
	OK(invitation_visit(x->s.db, take_invitation, &seen, f));
	assert_int_equal(seen, 1);
	arena_free(&a);
}

static int
add_seq(void *self, uint64_t seq, const unsigned char hash[VERSION_HASH], int state)
{
	(void)hash;
	assert_int_equal(state, 0);
	*(uint64_t *)self = *(uint64_t *)self * 10 + seq;
	return 0;
}

static int
no_version(void *self, const struct version *v, int state)
{
	(void)self, (void)v, (void)state;
	return -1;
}

static void
test_what_is_held_of_a_device(void **state)
{
	struct scene *x = *state;
	struct version v = version_of(1, 1, (const unsigned char *)"household-one--", NULL, "household", "file");
	unsigned char chain[32], back[32];
	uint64_t dense, seqs = 0;
	int64_t joined;

	assert_int_equal(device_chain(x->s.db, v.id.device, &dense, back, &joined, NULL), 0);
	receive(&x->s, &v);
	v.id.seq = 3;
	receive(&x->s, &v);
	v.wall_ms = 99; /* a fork */
	receive(&x->s, &v);
	memset(chain, 9, sizeof chain);
	OK(device_chain_set(x->s.db, v.id.device, 1, chain, f));
	OK(device_joined(x->s.db, v.id.device, 2, f));
	assert_int_equal(device_chain(x->s.db, v.id.device, &dense, back, &joined, NULL), 1);
	assert_memory_equal(chain, back, 32);
	assert_int_equal(dense * 10 + (uint64_t)joined, 12);
	OK(device_versions(x->s.j, v.id.device, 2, add_seq, &seqs, f));
	assert_int_equal(seqs, 33);
	assert_int_equal(journal_last_no(x->s.j, NULL), 3);
	assert_int_equal(journal_count(x->s.j, FORK_COUNT, NULL), 1);
	OK(journal_versions_for_area(x->s.j, 0, v.id.device, "1308", no_version, NULL, f));
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_batches), T(test_files_and_the_log), T(test_invitations), T(test_what_is_held_of_a_device)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
