/* The checks at the door over files in memory; and the keys of 300,000 households, compared in the database. */
#include "bench.h"
#include "check/check.h"
#include "store/found.h"

enum { ROUNDS = 5, MEMBERS = 60, KEYS = 4, CHANGES = 100 };

struct files {
	struct tree *t;
	size_t n;
};

static void
read_all(struct store *s, struct files *all, size_t most)
{
	struct fault f = {0};
	unsigned char id[RECORD_ID] = {0};
	const int table = form_table(s->form, "household", strlen("household"));

	all->t = calloc(most, sizeof *all->t);
	while (all->t != NULL && all->n < most && journal_next_root(s->journal, table, id, &f) == 1)
		bench_good(journal_tree(s->journal, id, &all->t[all->n++], &f) == 1, &f, "tree");
}

/* A copy of ${from} and all below it under ${parent}. */
static void
copy_below(struct tree *t, struct record *parent, const struct record *from)
{
	static uint64_t no = 1000;
	unsigned char id[RECORD_ID] = {0xC0};

	memcpy(id + 1, &no, sizeof no);
	no++;
	struct record *r = tree_add(t, parent, from->table->index, id);
	if (r == NULL)
		exit(1);
	for (int i = 0; i < from->table->n; i++)
		if (record_set(t, r, &t->form->questions[from->table->first + i], from->answers[i]) < 0)
			exit(1);
	for (int k = 0; k < from->table->n_kids; k++)
		for (const struct record *kid = from->kids[k]; kid != NULL; kid = kid->next)
			copy_below(t, r, kid);
}

/* The household grows to MEMBERS people. */
static void
grow(struct tree *t)
{
	const int member = form_table(t->form, "member", strlen("member"));
	const struct record *first = record_kids(t->root, member);
	int n = 0;

	for (const struct record *r = first; r != NULL; r = r->next)
		n++;
	for (; first != NULL && n < MEMBERS; n++)
		copy_below(t, t->root, first);
}

/* Seconds for one file, on average of the best round; what was found in *${found}. ${changed} < 0: every check. */
static double
check_all(struct store *s, struct tree *t, size_t n, int changed, double *found)
{
	struct arena scratch = {0};
	struct expr_env env = store_env(s, &scratch);
	double best = 1e9;

	for (size_t i = 0; i < n; i++)
		if (tree_evaluate(&t[i], &env, NULL) < 0)
			exit(1);
	for (int round = 0; round < ROUNDS; round++) {
		double took = 0;
		*found = 0;
		for (size_t i = 0; i < n; i++) {
			struct check_findings out = {0};
			double start = bench_now();
			if (checks_run(s->checks, &t[i], &env, &out) < 0)
				exit(1);
			if (changed >= 0) {
				start = bench_now();
				if (checks_after(s->checks, &t[i], &env, &changed, 1, &out) < 0)
					exit(1);
			}
			took += bench_now() - start;
			*found += (double)out.n;
			check_findings_free(&out);
			arena_reset(&scratch);
		}
		best = took < best ? took : best;
	}
	arena_free(&scratch);
	return best / (double)n;
}

/* ${households} strangers' keys, KEYS each, into the table. */
static void
fill_keys(struct store *s, const struct world *w, unsigned long households)
{
	struct fault f = {0};
	unsigned char root[RECORD_ID], record[RECORD_ID], key[CHECK_KEY];
	const int64_t what = checks_at(s->checks, 0)->number;

	bench_good(db_begin(s->db, &f) == 0, &f, "begin");
	for (unsigned long i = 0; i < households; i++) {
		w->random(w->self, root, sizeof root);
		for (int k = 0; k < KEYS; k++) {
			w->random(w->self, record, sizeof record);
			w->random(w->self, key, sizeof key);
			/* One household in a thousand shares a key with the one before. */
			if (i % 1000 >= 998 && k == 0)
				memset(key, (int)(i / 1000), sizeof key);
			bench_good(db_do(s->db, &f, UNIQUE_ADD, "bbbii", key, sizeof key, record, sizeof record, root, sizeof root, what, (int64_t)0) == 0,
				&f, "key");
		}
	}
	bench_good(db_end(s->db, 1, &f) == 0, &f, "end");
}

static int
count(void *self, const struct shared *x)
{
	(void)x;
	++*(double *)self;
	return 0;
}

static int
by_size(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Rechecking a file of ${s} after a telephone was typed, and keeping it with its keys; the commit is the disk's affair. */
static double
change_one(struct store *s, const unsigned char id[RECORD_ID])
{
	const int phone = form_question(s->form, "member_phone", strlen("member_phone"));
	const struct question *q = &s->form->questions[phone];
	struct fault f = {0};
	struct casefile c;

	bench_good(store_file(s, id, &c, &f) == 1 && casefile_check(s, &c, &f) == 0, &f, "check");
	struct record *member = record_kids(c.tree.root, q->table);
	bench_good(member != NULL && record_set(&c.tree, member, q, answer_text("13812345678", 11)) == 0 && casefile_update(s, &c, NULL, &f) == 0,
		&f, "answer");
	bench_good(db_begin(s->db, &f) == 0, &f, "begin");
	const double start = bench_now();
	bench_good(casefile_recheck(s, &c, &phone, 1, &f) == 0 && store_keep(s, &c, &f) == 0, &f, "recheck");
	const double took = bench_now() - start;
	bench_good(db_end(s->db, 1, &f) == 0, &f, "end");
	casefile_close(&c);
	return took;
}

static void
measure_keys(const char *folder, const struct world *w, unsigned long households)
{
	sqlite3 *db = bench_plain(folder, "keys.db", true);
	unsigned char id[RECORD_ID] = {0};
	struct store s;
	struct fault f = {0};
	double took[CHANGES], shared = 0;
	int n = 0;

	bench_store(&s, db, w);
	bench_good(demo_fill(&s, w, CHANGES, &f) == 0, &f, "households");
	fill_keys(&s, w, households);
	while (n < CHANGES && journal_next_root(s.journal, form_table(s.form, "household", strlen("household")), id, &f) == 1)
		took[n++] = change_one(&s, id);
	if (n == 0)
		exit(1);
	qsort(took, (size_t)n, sizeof *took, by_size);
	const double start = bench_now();
	bench_good(store_shared(&s, count, &shared, &f) == 0, &f, "shared");
	bench_row("keys of all households compared, whole run", "s", bench_now() - start, "households", (double)households, ' ', 0);
	bench_row("records found to share one", "", shared, "keys", (double)(households * KEYS), ' ', 0);
	bench_row("checks after one changed record, and kept", "us", took[n / 2] * 1e6, "the limit", 5000, '<', 1);
	bench_row("the slowest of these", "us", took[n - 1] * 1e6, "the limit", 5000, ' ', 0);
	bench_store_close(&s, db);
}

int
main(int argc, char **argv)
{
	struct world_seed seed;
	struct world w = bench_world(&seed);
	const char *folder = bench_folder(argc, argv);
	const unsigned long households = bench_households(1000);
	struct store s;
	struct files all = {0};
	double found;

	sqlite3 *db = bench_plain(folder, "households.db", true);
	bench_store(&s, db, &w);
	read_all(&s, &all, households < 2000 ? households : 2000);
	const int labour = form_question(s.form, "labour", strlen("labour")), money = form_question(s.form, "wage_labour", strlen("wage_labour"));
	const double whole = check_all(&s, all.t, all.n, -1, &found);
	bench_row("full check set over one household file", "us", whole * 1e6, "the limit", 1000, '<', 1);
	bench_row("findings of these", "", found, "households", (double)all.n, ' ', 0);
	bench_row("checks after one changed amount", "us", check_all(&s, all.t, all.n, money, &found) * 1e6, "the full set", whole * 1e6, '<', 1);
	bench_row("checks after one changed member answer", "us", check_all(&s, all.t, all.n, labour, &found) * 1e6, "the full set", whole * 1e6, '<', 1);
	measure_keys(folder, &w, households * 300);
	grow(&all.t[0]);
	const double large = check_all(&s, all.t, 1, -1, &found);
	bench_row("full check set, 60 members", "us", large * 1e6, "one household", whole * 1e6, ' ', 0);
	bench_row("after one changed answer, 60 members", "us", check_all(&s, all.t, 1, money, &found) * 1e6, "the full set", large * 1e6, '<', 1);
	for (size_t i = 0; i < all.n; i++)
		tree_free(&all.t[i]);
	free(all.t);
	bench_store_close(&s, db);
	return 0;
}
