/*
 * The vault beside plain SQLite with the same settings: the same statements in turn, the best of a few turns each; of
 * single saves, done turn about one by one because a disk's mood changes, the median.
 */
#include "bench.h"

#define PASS "a long enough passphrase"

enum { TURNS = 3, SAVES = 400, BULK = 60000, WARM = 15000, READS = 150000, BODY = 250 };

static void
run_insert(sqlite3 *db, const char *table, int rows, bool each)
{
	static unsigned char body[BODY];
	char sql[128];
	sqlite3_stmt *s;

	snprintf(sql, sizeof sql, "INSERT INTO %s (key, body) VALUES (?, ?)", table);
	if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK)
		exit(1);
	if (!each)
		bench_sql(db, "BEGIN");
	for (int i = 0; i < rows; i++) {
		memcpy(body, &i, sizeof i);
		sqlite3_bind_int64(s, 1, (int64_t)i * 2654435761 % 4294967296);
		sqlite3_bind_blob(s, 2, body, BODY, SQLITE_STATIC);
		if (sqlite3_step(s) != SQLITE_DONE)
			exit(1);
		sqlite3_reset(s);
	}
	if (!each)
		bench_sql(db, "COMMIT");
	sqlite3_finalize(s);
}

static void
bulk(sqlite3 *db)
{
	bench_sql(db, "DROP TABLE IF EXISTS bulk; CREATE TABLE bulk (no INTEGER PRIMARY KEY, key INTEGER, body BLOB)");
	run_insert(db, "bulk", BULK, false);
}

static void
reads(sqlite3 *db)
{
	sqlite3_stmt *s;
	int64_t sum = 0;

	if (sqlite3_prepare_v2(db, "SELECT key FROM warm WHERE no = ?", -1, &s, NULL) != SQLITE_OK)
		exit(1);
	for (int64_t i = 0; i < READS; i++) {
		sqlite3_bind_int64(s, 1, i * 2654435761 % WARM + 1);
		if (sqlite3_step(s) != SQLITE_ROW)
			exit(1);
		sum += sqlite3_column_int64(s, 0);
		sqlite3_reset(s);
	}
	sqlite3_finalize(s);
	if (sum == 0)
		exit(1);
}

static void
scan(sqlite3 *db)
{
	bench_sql(db, "SELECT sum(length(body)), sum(key) FROM bulk");
}

static const struct {
	const char *what;
	void (*run)(sqlite3 *db);
	int each;
	double target;
} work[] = {
	{"vault: bulk insert", bulk, BULK, 0.5},
	{"vault: warm point reads", reads, READS, 0.95},
	{"vault: scan larger than the cache", scan, BULK, 0.5},
};

static double
seconds(void (*run)(sqlite3 *db), sqlite3 *db, double best)
{
	const double start = bench_now();

	run(db);
	const double took = bench_now() - start;
	return took < best ? took : best;
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void
saves(sqlite3 *both[2])
{
	static double took[2][SAVES];

	for (int i = 0; i < SAVES; i++)
		for (int k = 0; k < 2; k++) {
			const double start = bench_now();
			run_insert(both[k], "save", 1, true);
			took[k][i] = bench_now() - start;
		}
	for (int k = 0; k < 2; k++)
		qsort(took[k], SAVES, sizeof took[k][0], by_size);
	bench_row("vault: single durable saves", "saves/s", 1 / took[1][SAVES / 2], "plain SQLite", 1 / took[0][SAVES / 2], '>', 0.9);
}

int
main(int argc, char **argv)
{
	char folder[128];
	struct world_seed seed;
	struct world w = bench_world(&seed);
	struct fault f = {0};
	struct vault *v = NULL;

	snprintf(folder, sizeof folder, "%s/vault", bench_folder(argc, argv));
	bench_good(vault_begin(&f) == 0 && file_folders(folder, &f) == 0, &f, "folder");
	bench_good(vault_create(folder, "bench", PASS, strlen(PASS), &w, &f) == 0, &f, "vault");
	bench_good(vault_open(&v, folder, PASS, strlen(PASS), VAULT_CADRE, &f) == 0, &f, "vault");
	sqlite3 *plain = bench_plain(folder, "plain.db", true), *sealed = vault_sqlite(v), *both[2] = {plain, sealed};
	for (int i = 0; i < 2; i++) {
		bench_sql(both[i], "CREATE TABLE save (no INTEGER PRIMARY KEY, key INTEGER, body BLOB);"
			"CREATE TABLE warm (no INTEGER PRIMARY KEY, key INTEGER, body BLOB)");
		run_insert(both[i], "warm", WARM, false);
	}
	saves(both);
	for (size_t i = 0; i < sizeof work / sizeof work[0]; i++) {
		double best[2] = {1e9, 1e9};
		for (int turn = 0; turn < TURNS; turn++)
			for (int k = 0; k < 2; k++)
				best[k] = seconds(work[i].run, both[k], best[k]);
		bench_row(work[i].what, "rows/s", work[i].each / best[1], "plain SQLite", work[i].each / best[0], '>', work[i].target);
	}
	sqlite3_close(plain);
	vault_close(v);
	return 0;
}
