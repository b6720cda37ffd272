/* The households that the other programs measure with: households.db in the folder named, a plain database. */
#include "bench.h"

int
main(int argc, char **argv)
{
	struct world_seed seed;
	struct world w = bench_world(&seed);
	struct fault f = {0};
	struct store s;

	if (argc != 2) {
		fprintf(stderr, "usage: fill FOLDER\n");
		return 64;
	}
	sqlite3 *db = bench_plain(argv[1], "households.db", true);
	bench_sql(db, "PRAGMA synchronous=OFF");
	bench_store(&s, db, &w);
	bench_good(demo_fill(&s, &w, bench_households(2000), &f) == 0, &f, "households");
	bench_store_close(&s, db);
	return 0;
}
