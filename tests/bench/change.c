/* One household derived and assessed after one changed answer, as on a screen; an ordinary one and one of 60 members. */
#include "bench.h"

enum { TURNS = 2000, MEMBERS = 60 };

static struct record *
last_of(const struct casefile *c, const char *table)
{
	struct record *found = NULL;

	for (struct record *r = c->tree.root; r != NULL; r = tree_next(r))
		if (strcmp(r->table->name, table) == 0)
			found = r;
	return found;
}

/* Members like the last one, with what hangs under it. */
static void
copy_record(struct casefile *c, struct record *parent, const struct record *from, const struct world *w)
{
	unsigned char id[RECORD_ID];

	record_id_random(w, id);
	struct record *r = tree_add(&c->tree, parent, from->table->index, id);
	for (int i = 0; r != NULL && i < from->table->n; i++)
		record_set(&c->tree, r, &c->tree.form->questions[from->table->first + i], from->answers[i]);
	for (int k = 0; r != NULL && k < from->table->n_kids; k++)
		for (const struct record *kid = from->kids[k]; kid != NULL; kid = kid->next)
			copy_record(c, r, kid, w);
}

/* Seconds of one update with the answer to ${name} in ${r} changing to and fro; ${derive}: what depends on it is derived,
 * and nothing assessed. */
static double
change(struct store *s, struct casefile *c, struct record *r, const char *name, bool derive)
{
	const int q = form_question(s->form, name, strlen(name));
	const struct answer was = r->answers[s->form->questions[q].column];
	struct fault f = {0};

	bench_good(casefile_update(s, c, r, &f) == 0, &f, "update");
	const double start = bench_now();
	for (int i = 0; i < TURNS; i++) {
		struct answer a = was;
		if (i % 2 == 0)
			a = was.kind == ANSWER_DATE ? answer_date((int32_t)was.i - 3650) : answer_fixed(was.i + 12300);
		record_set(&c->tree, r, &s->form->questions[q], a);
		if (derive)
			bench_good(tree_update(&c->tree, &c->env, r) == 0, &f, "derive");
		else
			bench_good(casefile_update(s, c, r, &f) == 0, &f, "update");
	}
	return (bench_now() - start) / TURNS;
}

static void
rows(struct store *s, struct casefile *c, const char *what)
{
	char line[96];

	snprintf(line, sizeof line, "one changed birth date, %s", what);
	bench_row(line, "ms", change(s, c, last_of(c, "member"), "birth_date", false) * 1000, "allowed", 0.2, '<', 1);
	snprintf(line, sizeof line, "one changed crop income, %s", what);
	bench_row(line, "ms", change(s, c, last_of(c, "economy"), "crop_gross", false) * 1000, "allowed", 0.2, '<', 1);
	snprintf(line, sizeof line, "of it, derived again, %s", what);
	bench_row(line, "ms", change(s, c, last_of(c, "economy"), "crop_gross", true) * 1000, "allowed", 0.2, ' ', 0);
}

int
main(int argc, char **argv)
{
	struct world_seed seed;
	struct world w = bench_world(&seed);
	struct store s;
	struct casefile c = {0};
	struct fault f = {0};
	unsigned char id[RECORD_ID] = {0};

	sqlite3 *db = bench_plain(bench_folder(argc, argv), "households.db", true);
	bench_store(&s, db, &w);
	const int table = form_table(s.form, "household", strlen("household"));
	/* The first with members and a year's economy. */
	do {
		casefile_close(&c);
		bench_good(journal_next_root(s.journal, table, id, &f) == 1 && store_file(&s, id, &c, &f) == 1, &f, "household");
	} while (last_of(&c, "member") == NULL || last_of(&c, "economy") == NULL);
	rows(&s, &c, "a household");
	const struct record *last = last_of(&c, "member");
	for (int i = 1; i < MEMBERS; i++)
		copy_record(&c, c.tree.root, last, &w);
	rows(&s, &c, "60 members");
	casefile_close(&c);
	bench_store_close(&s, db);
	return 0;
}
