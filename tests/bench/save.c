/* Saving one section at the door, in the vault: how often and how long the disk is waited for. */
#include <fcntl.h>
#include <sys/syscall.h>

#include "bench.h"

#define PASS "a long enough passphrase"

enum { HOUSEHOLDS = 20, SAVES = 100 };

/* In the place of the C library's, so that what SQLite asks for is counted. */
static unsigned long syncs;

int
fsync(int fd)
{
	syncs++;
	return (int)syscall(SYS_fsync, fd);
}

int
fdatasync(int fd)
{
	syncs++;
	return (int)syscall(SYS_fdatasync, fd);
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
median(double *times, size_t n)
{
	qsort(times, n, sizeof *times, by_size);
	return times[n / 2];
}

/* What the disk takes now for 8 KiB behind the end of a file, which is what a save writes to the log at least. */
static double
device(int fd)
{
	static unsigned char block[8192];
	const double start = bench_now();

	if (write(fd, block, sizeof block) != sizeof block || fdatasync(fd) != 0)
		exit(1);
	return bench_now() - start;
}

struct turn {
	double draft, save;
	unsigned long draft_syncs, save_syncs;
};

/* An answer is changed (a draft, durable), then the section is left (a version). */
static struct turn
change(struct store *s, struct tree *t, int i)
{
	const struct question *q = &s->form->questions[form_question(s->form, "address", strlen("address"))];
	struct fault f = {0};
	struct turn turn;
	char text[32];

	snprintf(text, sizeof text, "东沟 %d 号", i);
	if (record_set(t, t->root, q, answer_text(text, strlen(text))) < 0)
		exit(1);
	syncs = 0;
	double start = bench_now();
	bench_good(journal_draft(s->journal, t, t->root, q->section, &f) == 0, &f, "draft");
	turn.draft = bench_now() - start;
	turn.draft_syncs = syncs;
	start = bench_now();
	syncs = 0;
	bench_good(journal_save(s->journal, t->root, q->section, false, &f) == 1, &f, "save");
	turn.save = bench_now() - start;
	turn.save_syncs = syncs;
	return turn;
}

int
main(int argc, char **argv)
{
	char folder[128];
	struct world_seed seed;
	struct world w = bench_world(&seed);
	struct fault f = {0};
	struct vault *v = NULL;
	struct store s;
	struct tree t;
	unsigned char id[RECORD_ID] = {0};
	double drafts[SAVES], saves[SAVES], device_syncs[SAVES];
	unsigned long most[2] = {0};

	snprintf(folder, sizeof folder, "%s/save", bench_folder(argc, argv));
	bench_good(vault_begin(&f) == 0 && file_folders(folder, &f) == 0, &f, "folder");
	bench_good(vault_create(folder, "bench", PASS, strlen(PASS), &w, &f) == 0, &f, "vault");
	bench_good(vault_open(&v, folder, PASS, strlen(PASS), VAULT_CADRE, &f) == 0, &f, "vault");
	bench_store(&s, vault_sqlite(v), &w);
	bench_good(demo_fill(&s, &w, HOUSEHOLDS, &f) == 0, &f, "households");
	bench_good(journal_next_root(s.journal, form_table(s.form, "household", strlen("household")), id, &f) == 1, &f, "household");
	bench_good(journal_tree(s.journal, id, &t, &f) == 1, &f, "household");
	char path[256];
	snprintf(path, sizeof path, "%s/sync", folder);
	int fd = open(path, O_CREAT | O_WRONLY, 0600);
	if (fd < 0)
		return 1;
	for (int i = 0; i < SAVES; i++) {
		struct turn turn = change(&s, &t, i);
		drafts[i] = turn.draft;
		saves[i] = turn.save;
		device_syncs[i] = device(fd);
		most[0] += turn.draft_syncs;
		most[1] += turn.save_syncs;
	}
	close(fd);
	const double sync = median(device_syncs, SAVES);
	bench_row("saving one section: fsyncs", "a save", (double)most[1] / SAVES, "the limit", 2, '<', 1);
	bench_row("saving one section: time", "us", median(saves, SAVES) * 1e6, "one fsync of the device", sync * 1e6, '<', 1.5);
	bench_row("one answer into the draft: fsyncs", "an answer", (double)most[0] / SAVES, "the limit", 2, '<', 1);
	bench_row("one answer into the draft: time", "us", median(drafts, SAVES) * 1e6, "one fsync of the device", sync * 1e6, ' ', 0);
	tree_free(&t);
	bench_store_close(&s, NULL);
	vault_close(v);
	return 0;
}
