/* The county's findings: all households checked and kept anew, listed; and after one changed record. */
#include "bench.h"
#include "store/found.h"
#include "store/summary.h"

enum { CHANGES = 200 };

struct ids {
	unsigned char (*id)[RECORD_ID];
	size_t n, most;
};

static int
take_id(void *self, const struct summary *y)
{
	struct ids *all = self;

	if (all->n == all->most)
		return 1;
	memcpy(all->id[all->n++], y->root, RECORD_ID);
	return 0;
}

static int
count(void *self, const struct found_line *x)
{
	double *n = self;

	n[0]++;
	n[1] += x->others > 0;
	return 0;
}

static int
by_size(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void
refresh(struct store *s)
{
	struct fault f = {0};
	int rc;

	while ((rc = store_refresh(s, 500, &f)) == 1)
		continue;
	bench_good(rc == 0, &f, "refresh");
}

/* The head of ${id} gets the number of the head of ${before} in a version of its own: a finding at both. What the disk does at
 * the end is left out. */
static double
change(struct store *s, const unsigned char id[RECORD_ID], const unsigned char before[RECORD_ID])
{
	const struct question *q = &s->form->questions[form_question(s->form, "id_number", strlen("id_number"))];
	struct fault f = {0};
	struct casefile c, other;

	bench_good(store_file(s, before, &other, &f) == 1 && store_file(s, id, &c, &f) == 1, &f, "file");
	struct record *mine = record_kids(c.tree.root, q->table), *theirs = record_kids(other.tree.root, q->table);
	bench_good(db_begin(s->db, &f) == 0, &f, "begin");
	const double start = bench_now();
	bench_good(mine != NULL && theirs != NULL && record_set(&c.tree, mine, q, *record_answer(theirs, q)) == 0 &&
			casefile_update(s, &c, NULL, &f) == 0 && journal_draft(s->journal, &c.tree, mine, q->section, &f) == 0 &&
			store_save(s, &c, mine, q->section, false, &f) == 1,
		&f, "change");
	refresh(s);
	const double took = bench_now() - start;
	bench_good(db_end(s->db, 1, &f) == 0, &f, "end");
	casefile_close(&c);
	casefile_close(&other);
	return took;
}

int
main(int argc, char **argv)
{
	struct world_seed seed;
	struct world w = bench_world(&seed);
	const unsigned long households = bench_households(1000);
	sqlite3 *db = bench_plain(bench_folder(argc, argv), "found.db", true);
	struct ids all = {calloc(households, sizeof *all.id), 0, households};
	struct store s;
	struct fault f = {0};
	double took[CHANGES], found[2] = {0, 0};
	size_t n = 0;

	bench_store(&s, db, &w);
	bench_good(all.id != NULL && demo_fill(&s, &w, households, &f) == 0, &f, "households");
	refresh(&s);
	bench_good(db_do(s.db, &f, STALE_ALL, "") == 0, &f, "stale");
	double start = bench_now();
	refresh(&s);
	const double whole = bench_now() - start;
	start = bench_now();
	bench_good(store_found(&s, "", false, count, found, &f) == 0, &f, "found");
	const double list = bench_now() - start;
	bench_row("all households derived, checked, kept", "s", whole, "households", (double)households, ' ', 0);
	bench_row("findings of all listed", "s", list, "findings", found[0], ' ', 0);
	bench_good(store_summaries(&s, "", take_id, &all, &f) >= 0, &f, "list");
	for (size_t i = 1; i < all.n && n < CHANGES; i += 2)
		took[n++] = change(&s, all.id[i], all.id[i - 1]);
	if (n == 0)
		return 1;
	qsort(took, n, sizeof *took, by_size);
	bench_row("one number changed, both households kept", "us", took[n / 2] * 1e6, "the limit", 5000, '<', 1);
	bench_row("the slowest of these", "us", took[n - 1] * 1e6, "the limit", 5000, ' ', 0);
	found[0] = found[1] = 0;
	bench_good(store_found(&s, "", true, count, found, &f) == 0, &f, "found");
	bench_row("findings shared after these", "", found[1], "changes", (double)n, ' ', 0);
	free(all.id);
	bench_store_close(&s, db);
	return 0;
}
