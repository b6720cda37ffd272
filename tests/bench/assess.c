/* Households derived and assessed a second, from trees in memory; and what reading them costs before. */
#include "bench.h"

enum { ROUNDS = 5 };

struct files {
	struct tree *t;
	size_t n;
	double read; /* seconds */
};

static void
read_all(struct store *s, struct files *all, size_t most)
{
	struct fault f = {0};
	unsigned char id[RECORD_ID] = {0};
	const int table = form_table(s->form, "household", strlen("household"));
	const double start = bench_now();

	all->t = calloc(most, sizeof *all->t);
	while (all->t != NULL && all->n < most && journal_next_root(s->journal, table, id, &f) == 1)
		bench_good(journal_tree(s->journal, id, &all->t[all->n++], &f) == 1, &f, "tree");
	all->read = bench_now() - start;
}

/* Seconds for all of them once. */
static double
assess_all(struct store *s, struct files *all, size_t classes[2])
{
	struct arena scratch = {0};
	struct expr_env env = store_env(s, &scratch);
	struct assessment out = {0};
	const double start = bench_now();

	classes[0] = classes[1] = 0;
	for (size_t i = 0; i < all->n; i++) {
		if (tree_evaluate(&all->t[i], &env, NULL) < 0 || assess(s->policy, &all->t[i], &env, &out) < 0)
			exit(1);
		classes[out.state == ASSESS_CLASSED]++;
		arena_reset(&scratch);
	}
	const double took = bench_now() - start;
	assess_free(&out);
	arena_free(&scratch);
	return took;
}

int
main(int argc, char **argv)
{
	struct world_seed seed;
	struct world w = bench_world(&seed);
	struct store s;
	struct files all = {0};
	size_t classes[2];
	double best = 1e9;

	sqlite3 *db = bench_plain(bench_folder(argc, argv), "households.db", true);
	bench_store(&s, db, &w);
	read_all(&s, &all, bench_households(2000));
	for (int i = 0; i < ROUNDS; i++) {
		double took = assess_all(&s, &all, classes);
		best = took < best ? took : best;
	}
	bench_row("households derived and assessed", "1/s", (double)all.n / best, "the goal", 50000, '>', 1);
	bench_row("of these classed, the rest incomplete", "", (double)classes[1], "all", (double)all.n, ' ', 0);
	bench_row("household files read from a plain database", "1/s", (double)all.n / all.read, "assessed", (double)all.n / best, ' ', 0);
	for (size_t i = 0; i < all.n; i++)
		tree_free(&all.t[i]);
	free(all.t);
	bench_store_close(&s, db);
	return 0;
}
