/* What is found in a county, by work counted: one household is looked up, a list is written while it is read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include "county/command.h"
#include "round.h"
#include "store/found.h"
#include "words.h"

enum { HOUSEHOLDS = 400, EACH = 10 };

/* Households as the roster's first, in the table of lists alone, with findings each. */
static void
find_many(struct store *s)
{
	char sql[1200], *why = NULL;

	snprintf(sql, sizeof sql,
		"CREATE TEMP VIEW i AS WITH RECURSIVE i(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM i WHERE i < %d) SELECT i FROM i;"
		"CREATE TEMP VIEW k AS WITH RECURSIVE k(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM k WHERE k < %d) SELECT k FROM k;"
		"INSERT INTO j_summary (root, title, place, area, voided, search, class, members, missing, visited, done, policy) "
		"SELECT CAST(printf('%%016d', i) AS BLOB), i * 37 %% 100, i * 53 %% 10, area, 0, '', '', 1, 0, '', 0, policy FROM j_summary, i;"
		"INSERT INTO j_found SELECT CAST(printf('%%016d', i) AS BLOB), k, zeroblob(16), %lld, 0, 0 FROM i, k;"
		"DROP VIEW i; DROP VIEW k;",
		HOUSEHOLDS, EACH, (long long)checks_named(s->checks, "id_duplicate")->number);
	if (sqlite3_exec(db_handle(s->db), sql, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s", why);
}

struct seen {
	size_t n;
	char last[64];
	bool sorted;
};

static int
see(void *self, const struct found_line *x)
{
	struct seen *s = self;
	char at[64];

	snprintf(at, sizeof at, "%s/%s/%s", x->area, x->place, x->title);
	s->sorted &= strcmp(s->last, at) <= 0;
	memcpy(s->last, at, sizeof at);
	s->n++;
	return 0;
}

/* Counters of the statement with these words, and set back. */
static int
counted(struct store *s, const char *words, int what)
{
	for (sqlite3_stmt *st = NULL; (st = sqlite3_next_stmt(db_handle(s->db), st)) != NULL;)
		if (strstr(sqlite3_sql(st), words) != NULL)
			return sqlite3_stmt_status(st, what, 1);
	fail_msg("no statement with %s", words);
	return -1;
}

static void
test_one_is_looked_up(void **state)
{
	struct round *r = *state;
	struct store *s = &r->office.store;
	struct seen all = {.sorted = true}, one = {.sorted = true};
	struct fault f = {0};

	find_many(s);
	good(store_found(s, "", false, see, &all, &f), &f);
	assert_true(all.n >= HOUSEHOLDS * EACH && all.sorted);
	good(store_found_between(s, "", (const unsigned char *)"0000000000000123", (const unsigned char *)"0000000000000123", see, &one, &f), &f);
	assert_int_equal(one.n, EACH);
	const int of_all = counted(s, "= ?1 AND 1 ORDER", SQLITE_STMTSTATUS_VM_STEP);
	const int of_one = counted(s, "f.root BETWEEN ?2 AND ?3", SQLITE_STMTSTATUS_VM_STEP);
	assert_in_range(of_one, 1, of_all / (HOUSEHOLDS / 10));
	assert_int_equal(counted(s, "f.root BETWEEN ?2 AND ?3", SQLITE_STMTSTATUS_FULLSCAN_STEP), 0);
}

/* A list of everything is written while it is read, to a file too. */
static void
test_a_file_is_streamed(void **state)
{
	struct round *r = *state;
	struct fault f = {0};
	struct call c = {.f = &f, .world = r->world, .to.fd = -1};
	char to[128], fd[16];
	int pass[2];
	struct stat st;

	find_many(&r->office.store);
	office_close(&r->office);
	assert_int_equal(pipe(pass), 0);
	assert_int_equal(write(pass[1], PASS "\n", strlen(PASS) + 1), strlen(PASS) + 1);
	close(pass[1]);
	snprintf(fd, sizeof fd, "%d", pass[0]);
	snprintf(to, sizeof to, "%s/list.csv", r->folder);
	for (int i = 0; i < n_commands; i++)
		if (strcmp(command_rows[i].name, "checks") == 0)
			c.command = &command_rows[i];
	c.value[OPT_DATA] = r->county;
	c.value[OPT_PASSPHRASE_FD] = fd;
	c.value[OPT_LINES] = c.value[OPT_CSV] = "";
	c.value[OPT_OUTPUT] = to;
	good(file_new_begin(&c.to, to, &f), &f);
	good(c.command->run(&c), &f);
	good(call_flush(&c), &f);
	good(file_new_end(&c.to, &f), &f);
	assert_int_equal(stat(to, &st), 0);
	assert_true(st.st_size > 8 * CALL_FLUSH);
	assert_true(c.out.cap <= 2 * CALL_FLUSH);
	buf_free(&c.out);
	open_office(r);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {T(test_one_is_looked_up), T(test_a_file_is_streamed)};

	words_open("/nowhere");
	return cmocka_run_group_tests(tests, make_county, forget_county);
}
