#ifndef BENCH_H
#define BENCH_H

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "assess/assess.h"
#include "date.h"
#include "file.h"
#include "journal/journal.h"
#include "keys.h"
#include "office/demo.h"
#include "store/store.h"

/*
 * What the measurements share: a folder, a clock, a store over a plain SQLite file with the vault's settings, invented
 * households, and the row each measurement prints for tests/bench/run.
 */

static inline void
bench_good(int ok, const struct fault *f, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "%s: %s\n", what, f->text);
	exit(1);
}

static inline double
bench_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* FANGPIN_BENCH_HOUSEHOLDS, else ${usual}. */
static inline unsigned long
bench_households(unsigned long usual)
{
	const char *text = world_env("FANGPIN_BENCH_HOUSEHOLDS");
	unsigned long n = text != NULL ? strtoul(text, NULL, 10) : usual;

	return n > 0 ? n : usual;
}

/* One line of the table; ${sign} '<' or '>' says on which side of ${target} the ratio ours / peer should lie, ' ' that
 * there is no target. */
static inline void
bench_row(const char *what, const char *unit, double ours, const char *peer, double theirs, char sign, double target)
{
	printf("%s\t%s\t%g\t%s\t%g\t%c\t%g\n", what, unit, ours, peer, theirs, sign, target);
	fflush(stdout);
}

static inline struct world
bench_world(struct world_seed *seed)
{
	return world_seeded(seed, 20261123, (int64_t)date_days(2026, 11, 23) * 86400000);
}

/* The folder that tests/bench/run made and fill.c put households into: the only argument. */
static inline const char *
bench_folder(int argc, char **argv)
{
	if (argc == 2)
		return argv[1];
	fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
	exit(64);
}

/* A plain database set up as the vault's is (schema/vault/vault.c), for the cadre or the county. */
static inline sqlite3 *
bench_plain(const char *folder, const char *name, bool exclusive)
{
	char path[256];
	sqlite3 *db = NULL;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	if (sqlite3_open(path, &db) != SQLITE_OK || (exclusive && sqlite3_exec(db, "PRAGMA locking_mode=EXCLUSIVE", NULL, NULL, NULL) != SQLITE_OK) ||
		sqlite3_exec(db, "PRAGMA page_size=4096; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-8192;"
			"PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit=16777216; PRAGMA cell_size_check=ON",
			NULL, NULL, NULL) != SQLITE_OK) {
		fprintf(stderr, "%s: %s\n", path, sqlite3_errmsg(db));
		exit(1);
	}
	return db;
}

static inline void
bench_sql(sqlite3 *db, const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) {
		fprintf(stderr, "%s: %s\n", sql, sqlite3_errmsg(db));
		exit(1);
	}
}

/* The key of the laptop that wrote the households; not secret at all. The caller frees it. */
static inline struct keypair *
bench_key(unsigned char device[DEVICE_ID])
{
	static const unsigned char seed[KEY_PUBLIC] = {4, 2};
	struct fault f = {0};
	struct keypair *k = NULL;

	bench_good(vault_begin(&f) == 0 && (k = keys_from_seed(KEY_SIGNING, seed)) != NULL, &f, "key");
	keys_id(keys_public(k), device);
	return k;
}

/* A store over ${handle}, without a vault. */
static inline void
bench_store(struct store *s, sqlite3 *handle, const struct world *w)
{
	struct fault f = {0};
	unsigned char device[DEVICE_ID];

	keys_free(bench_key(device));
	*s = (struct store){.world = *w, .sheets_shipped = true};
	bench_good(db_open(&s->db, handle, &f) == 0, &f, "database");
	bench_good((s->form = form_load_embedded(&f)) != NULL, &f, "form");
	bench_good((s->policy = policy_load_embedded(s->form, &f)) != NULL, &f, "policy");
	bench_good((s->checks = checks_load_embedded(s->form, &f)) != NULL, &f, "checks");
	s->params = *policy_params(s->policy);
	bench_good(journal_open(&s->journal, s->db, s->form, w, &f) == 0, &f, "journal");
	bench_good(journal_author(s->journal, device, "张建国", &f) == 0, &f, "author");
}

static inline void
bench_store_close(struct store *s, sqlite3 *handle)
{
	journal_close(s->journal);
	checks_free(s->checks);
	policy_free(s->policy);
	form_free(s->form);
	db_close(s->db);
	sqlite3_close(handle);
}

/* The versions of one device, in order. */
struct bench_run {
	struct arena arena;
	struct version *v;
	size_t n, cap;
};

static inline int
bench_keep(void *self, const struct version *v, int state)
{
	struct bench_run *run = self;
	struct buf bytes = {0};

	(void)state;
	if (array_grow(&run->v, &run->cap, run->n + 1, sizeof *run->v) < 0)
		return -1;
	version_write(v, &bytes);
	const char *kept = arena_text(&run->arena, buf_str(&bytes), bytes.len);
	int rc = kept == NULL ? -1 : version_read(&run->arena, kept, bytes.len, &run->v[run->n]);
	run->n += rc == 0;
	buf_free(&bytes);
	return rc;
}

static inline void
bench_versions(struct store *s, const unsigned char device[DEVICE_ID], struct bench_run *run)
{
	struct fault f = {0};

	bench_good(journal_versions_of_device(s->journal, device, 1, UINT64_MAX, bench_keep, run, &f) == 0, &f, "versions");
}

#endif
