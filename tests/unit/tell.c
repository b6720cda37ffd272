/* What the county finds over two villages: told to the village with the next pack, answered there, gone with the one after. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sqlite3.h>

#include "round_trip.h"
#include "store/found.h"
#include "store/summary.h"
#include "tell.h"

#define ELSEWHERE "130899100202"

/* A household of the other village with the same number of its head, and the same household number. */
static void
add_at(struct round *r, const char *area, const char *id_number, const char *hh_code)
{
	struct casefile c;
	struct fault f = {0};

	household_start(&r->office.store, &c, area);
	if (hh_code != NULL)
		household_answer(&c, c.tree.root, "hh_code", hh_code);
	household_save(&r->office.store, &c, c.tree.root);
	household_save(&r->office.store, &c, household_member(&r->office.store, &c, "李远方", "01", id_number));
	good(store_keep(&r->office.store, &c, &f), &f);
	casefile_close(&c);
	refresh(&r->office.store);
}

static void
add_elsewhere(struct round *r, const char *id_number, const char *hh_code)
{
	add_at(r, ELSEWHERE, id_number, hh_code);
}

struct lines {
	size_t n, answered, kept;
	char name[64], detail[128];
};

static int
take_line(void *self, const struct told_line *x)
{
	struct lines *l = self;

	l->n++;
	l->answered += x->answered;
	l->kept += x->kept;
	assert_non_null(x->check);
	snprintf(l->name, sizeof l->name, "%s", x->name);
	snprintf(l->detail, sizeof l->detail, "%s", x->detail);
	return 0;
}

static struct lines
told(struct laptop *l)
{
	struct lines lines = {0};
	struct fault f = {0};

	good(store_told(&l->store, take_line, &lines, &f), &f);
	return lines;
}

static int
take_counts(void *self, const struct summary *y)
{
	int *n = self;

	n[0] += y->errors;
	n[1] += y->warnings;
	return 0;
}

static int
errors(struct store *s)
{
	int n[2] = {0, 0};
	struct fault f = {0};

	good(store_summaries(s, "", take_counts, n, &f), &f);
	return n[0];
}

static void
pack_for(struct round *r, struct laptop *l, struct buf *pack)
{
	uint64_t number;
	struct fault f = {0};

	good(office_pack(&r->office, l->link.device, &number, pack, &f), &f);
}

static void
take_pack(struct laptop *l, const struct buf *pack)
{
	struct link_news news;
	struct fault f = {0};

	good(link_take(&l->link, pack->data, pack->len, &news, &f), &f);
}

/* The one household of the laptop's village, opened; its head. */
static struct record *
open_first(struct laptop *l, struct casefile *c)
{
	unsigned char root[RECORD_ID];
	struct fault f = {0};

	assert_int_equal(store_summaries(&l->store, "", first_root, root, &f), 1);
	assert_int_equal(store_file(&l->store, root, c, &f), 1);
	return record_kids(c->tree.root, form_table(l->store.form, "member", strlen("member")));
}

static void
save(struct laptop *l, struct casefile *c, struct record *r)
{
	struct fault f = {0};

	household_save(&l->store, c, r);
	good(store_keep(&l->store, c, &f), &f);
	casefile_close(c);
}

static void
test_round_of_a_finding(void **state)
{
	struct round *r = *state;
	struct laptop *l = &r->laptop[0];
	struct casefile c;

	merge_all(r, l);
	answer_back(r, l);
	assert_int_equal(told(l).n, 0);
	add_elsewhere(r, "130899196503120015", NULL);
	assert_int_equal(errors(&r->office.store), 2); /* the one that was there is told of it too */
	assert_int_equal(errors(&l->store), 0);
	assert_true(answer_back(r, l).told);
	struct lines lines = told(l);
	assert_int_equal(lines.n, 1);
	assert_int_equal(lines.answered, 0);
	assert_string_equal(lines.name, "id_duplicate");
	/* Of the other one only the village is said. */
	assert_string_equal(lines.detail, ELSEWHERE);
	assert_int_equal(errors(&l->store), 1);
	/* Mended: no error any more, and the to-do rests until the county has seen it. */
	household_answer(&c, open_first(l, &c), "id_number", "130899198807040021");
	save(l, &c, record_kids(c.tree.root, form_table(l->store.form, "member", strlen("member"))));
	assert_int_equal(errors(&l->store), 0);
	assert_int_equal(told(l).answered, 1);
	merge_all(r, l);
	assert_int_equal(errors(&r->office.store), 0);
	answer_back(r, l);
	assert_int_equal(told(l).n, 0);
}

static void
test_a_kept_warning_stays_kept(void **state)
{
	struct round *r = *state;
	struct laptop *l = &r->laptop[0];
	struct casefile c;
	struct fault f = {0};
	struct record *kept;

	open_first(l, &c);
	household_answer(&c, c.tree.root, "hh_code", "000012345678");
	save(l, &c, c.tree.root);
	add_elsewhere(r, "130899198807040021", "000012345678");
	/* A third one in the laptop's own village, which it knows itself. */
	merge_all(r, l);
	add_at(r, "130899100201", "130899197001010019", "000012345678");
	answer_back(r, l);
	refresh(&l->store);
	assert_string_equal(told(l).name, "hh_code_duplicate");
	assert_int_equal(told(l).kept, 0);
	open_first(l, &c);
	good(casefile_check(&l->store, &c, &f), &f);
	struct check_finding *x = NULL;
	for (size_t i = 0; i < c.findings.n; i++)
		if (strcmp(c.findings.all[i].check->name, "hh_code_duplicate") == 0)
			x = &c.findings.all[i];
	assert_non_null(x);
	assert_int_equal(x->others, 2);
	assert_int_equal(checks_keep(l->store.checks, &c.tree, x, "3", "", &kept), 0);
	save(l, &c, kept);
	const size_t n = told(l).n, all = told(l).kept;
	assert_int_equal(all, 1);
	/* The county takes the reason for the same finding, and tells on of whom it was given for. */
	for (int round = 0; round < 3; round++) {
		merge_all(r, l);
		answer_back(r, l);
		refresh(&l->store);
		assert_int_equal(told(l).n, n);
		assert_int_equal(told(l).kept, all);
	}
}

static void
test_an_older_pack_changes_nothing(void **state)
{
	struct round *r = *state;
	struct laptop *l = &r->laptop[0];
	struct buf none = {0}, one = {0}, again = {0};

	merge_all(r, l);
	pack_for(r, l, &none);
	add_elsewhere(r, "130899196503120015", NULL);
	pack_for(r, l, &one);
	take_pack(l, &one);
	assert_int_equal(told(l).n, 1);
	take_pack(l, &none);
	assert_int_equal(told(l).n, 1);
	pack_for(r, l, &again);
	take_pack(l, &again);
	assert_int_equal(told(l).n, 1);
	buf_free(&none);
	buf_free(&one);
	buf_free(&again);
}

/* What the laptop finds itself is not told, and a held device is told nothing. */
static void
test_not_told(void **state)
{
	struct round *r = *state;
	struct laptop *l = &r->laptop[0];
	struct casefile c;
	struct fault f = {0};

	merge_all(r, l);
	household_start(&r->office.store, &c, VILLAGE);
	household_save(&r->office.store, &c, c.tree.root);
	household_save(&r->office.store, &c, household_member(&r->office.store, &c, "李近处", "01", "130899196503120015"));
	good(store_keep(&r->office.store, &c, &f), &f);
	casefile_close(&c);
	refresh(&r->office.store);
	answer_back(r, l);
	assert_int_equal(told(l).n, 0);
	assert_int_equal(errors(&l->store), 2);
	add_elsewhere(r, "130899196503120015", NULL);
	answer_back(r, l);
	assert_int_equal(told(l).n, 2);
	good(journal_revoke(r->office.store.journal, l->link.device, 1000000, &f), &f);
	answer_back(r, l);
	assert_int_equal(told(l).n, 0);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

/* What a laptop wrote where an area code should stand goes to no other village, and keeps no pack from being taken. */
static void
test_no_area(void **state)
{
	struct round *r = *state;
	struct laptop *l = &r->laptop[0];
	char area[2000];

	merge_all(r, l);
	memset(area, 'x', sizeof area);
	area[sizeof area - 1] = '\0';
	add_at(r, area, "130899196503120015", NULL);
	assert_true(answer_back(r, l).told);
	struct lines lines = told(l);
	assert_int_equal(lines.n, 1);
	assert_string_equal(lines.detail, "-");
}

static int64_t
number_at(struct store *s, const char *sql)
{
	sqlite3_stmt *st;

	assert_int_equal(sqlite3_prepare_v2(db_handle(s->db), sql, -1, &st, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	int64_t n = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	return n;
}

/* Findings of the first household of the roster as the store would hold them: at ${n} records one of ${check}, each shared with
 * ${others} records of the household last added. */
static void
find_many(struct round *r, const char *check, int n, int others)
{
	struct store *s = &r->office.store;
	char sql[2000];

	snprintf(sql, sizeof sql,
		"CREATE TEMP VIEW a AS WITH RECURSIVE i(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM i WHERE i < %d) SELECT i FROM i;"
		"CREATE TEMP VIEW b AS WITH RECURSIVE j(j) AS (SELECT 0 UNION ALL SELECT j + 1 FROM j WHERE j < %d) SELECT j FROM j;"
		"CREATE TEMP TABLE here AS SELECT root FROM j_summary WHERE area = '" VILLAGE "';"
		"CREATE TEMP TABLE there AS SELECT root FROM j_summary WHERE area <> '" VILLAGE "';"
		"INSERT INTO j_unique SELECT CAST(printf('%%16.16s', i || '%s') AS BLOB), CAST(printf('%%016d', i) AS BLOB), root, %lld, 0 FROM a, here;"
		"INSERT INTO j_unique SELECT CAST(printf('%%16.16s', i || '%s') AS BLOB), CAST(printf('%%08d%%08d', i, j + 1) AS BLOB), root, %lld, 0 "
		"FROM a, b, there;"
		"INSERT INTO j_found SELECT root, 1000 + i + (SELECT count(*) FROM j_found), CAST(printf('%%016d', i) AS BLOB), %lld, 0, %d FROM a, here;"
		"DROP VIEW a; DROP VIEW b; DROP TABLE here; DROP TABLE there;",
		n - 1, others - 1, check, (long long)checks_named(s->checks, check)->number, check, (long long)checks_named(s->checks, check)->number,
		(long long)checks_named(s->checks, check)->number, others);
	char *why = NULL;
	if (sqlite3_exec(db_handle(s->db), sql, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s", why);
}

/* A pack has room for 10,000: for errors first, each once whatever the device's areas, and it says how many it left out. */
static void
test_room_for_errors_first(void **state)
{
	struct round *r = *state;
	struct laptop *l = &r->laptop[0];
	uint64_t left_out;
	struct fault f = {0};

	merge_all(r, l);
	add_elsewhere(r, "130899198807040021", NULL);
	find_many(r, "hh_code_duplicate", 510, 20);
	find_many(r, "phone_shared_households", 7, 3);
	find_many(r, "id_duplicate", 5, 3);
	struct device *d = (struct device *)(uintptr_t)journal_device(r->office.store.journal, l->link.device);
	const char *areas = d->areas;
	d->areas = VILLAGE " 130899100201001 " VILLAGE;
	assert_true(answer_back(r, l).told);
	d->areas = areas;
	assert_int_equal(number_at(&l->store, "SELECT count(*) FROM j_told"), 10000);
	assert_int_equal(number_at(&l->store, "SELECT count(*) FROM j_told WHERE name = 'id_duplicate'"), 15);
	assert_int_equal(number_at(&l->store, "SELECT count(*) FROM j_told WHERE name = 'phone_shared_households'"), 0);
	assert_int_equal(r->office.untold, 215);
	good(tell_left_out(&l->store, &left_out, &f), &f);
	assert_int_equal(left_out, 215);
	/* With room again, nothing is left out. */
	assert_int_equal(sqlite3_exec(db_handle(r->office.store.db), "DELETE FROM j_found WHERE place > 1100", NULL, NULL, NULL), SQLITE_OK);
	assert_true(answer_back(r, l).told);
	good(tell_left_out(&l->store, &left_out, &f), &f);
	assert_int_equal(left_out, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {T(test_round_of_a_finding), T(test_a_kept_warning_stays_kept), T(test_an_older_pack_changes_nothing),
		T(test_not_told), T(test_no_area), T(test_room_for_errors_first)};

	return cmocka_run_group_tests(tests, make_county, forget_county);
}
