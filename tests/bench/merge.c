/* A county takes batches in: verify, open, inflate, merge, commit; beside a bare INSERT of the same rows. */
#include "batch.h"
#include "bench.h"
#include "invite.h"
#include "office.h"

#define PASS "a long enough passphrase"

enum { MOST = 4096, RUN = 4200 }; /* RUN: versions in a batch, of some hundred households */

struct batches {
	struct buf file[MOST];
	size_t n, households, versions;
};

/* Batches of the whole journal, sealed to the office; made twice they differ in every byte and in no version. */
static void
make_batches(struct batches *all, struct batch b, const struct bench_run *run, const struct world *w)
{
	struct fault f = {0};
	unsigned char after[KEY_HASH];

	all->n = 0;
	memset(b.before, 0, KEY_HASH);
	for (size_t i = 0; i < run->n && all->n < MOST; i += RUN) {
		const size_t n = run->n - i < RUN ? run->n - i : RUN;
		b.number = all->n + 1;
		all->file[all->n].len = 0;
		bench_good(batch_make(&b, run->v + i, n, w, after, &all->file[all->n], &f) == 0, &f, "batch");
		memcpy(b.before, after, KEY_HASH);
		all->n++;
	}
	all->versions = run->n;
}

/* Seconds to take them all in. */
static double
merge_all(struct office *o, const struct batches *all, uint64_t expected)
{
	struct office_news news;
	struct fault f = {0};
	uint64_t versions = 0;
	const double start = bench_now();

	for (size_t i = 0; i < all->n; i++) {
		bench_good(office_merge(o, all->file[i].data, all->file[i].len, &news, &f) == 0, &f, "merge");
		versions += news.versions;
	}
	const double took = bench_now() - start;
	if (versions != expected) {
		fprintf(stderr, "merge: %llu new versions, not %llu\n", (unsigned long long)versions, (unsigned long long)expected);
		exit(1);
	}
	return took;
}

/* The rows of j_version and nothing else, as many a transaction as a batch has. */
static double
insert_all(const char *folder, const struct bench_run *run)
{
	sqlite3 *db = bench_plain(folder, "insert.db", false);
	sqlite3_stmt *s;
	struct buf body = {0};

	bench_sql(db, "CREATE TABLE version (no INTEGER PRIMARY KEY, device INTEGER NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL,"
		" record BLOB NOT NULL, parent BLOB NOT NULL, tbl TEXT NOT NULL, section TEXT NOT NULL, gen INTEGER NOT NULL,"
		" wall INTEGER NOT NULL, body BLOB NOT NULL) STRICT; CREATE UNIQUE INDEX version_id ON version (device, seq, hash)");
	if (sqlite3_prepare_v2(db, "INSERT INTO version (device, seq, hash, record, parent, tbl, section, gen, wall, body)"
		" VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?)", -1, &s, NULL) != SQLITE_OK)
		exit(1);
	const double start = bench_now();
	for (size_t i = 0; i < run->n; i++) {
		const struct version *v = &run->v[i];
		if (i % RUN == 0)
			bench_sql(db, "BEGIN");
		body.len = 0;
		version_values_write(v->values, v->n_values, &body);
		sqlite3_bind_int64(s, 1, (int64_t)v->id.seq);
		sqlite3_bind_blob(s, 2, v->id.hash, VERSION_HASH, SQLITE_STATIC);
		sqlite3_bind_blob(s, 3, v->record, RECORD_ID, SQLITE_STATIC);
		sqlite3_bind_blob(s, 4, v->parent, RECORD_ID, SQLITE_STATIC);
		sqlite3_bind_text(s, 5, v->table, -1, SQLITE_STATIC);
		sqlite3_bind_text(s, 6, v->section, -1, SQLITE_STATIC);
		sqlite3_bind_int64(s, 7, (int64_t)v->gen);
		sqlite3_bind_int64(s, 8, v->wall_ms);
		sqlite3_bind_blob(s, 9, body.len > 0 ? body.data : (const unsigned char *)"", (int)body.len, SQLITE_STATIC);
		if (sqlite3_step(s) != SQLITE_DONE)
			exit(1);
		sqlite3_reset(s);
		if (i % RUN == RUN - 1 || i + 1 == run->n)
			bench_sql(db, "COMMIT");
	}
	const double took = bench_now() - start;
	sqlite3_finalize(s);
	sqlite3_close(db);
	buf_free(&body);
	return took;
}

/* A county in the vault that invited the laptop of bench_key(); ${chain} is what its batches carry along. */
static void
begin_county(struct office *o, const char *folder, const struct world *w, struct certificate chain[CERT_CHAIN])
{
	static char county[128], offline[128], code[PAIRING_CODE];
	struct office_guest guest = {.cadre = "张建国", .village = "东沟村", .areas = "130899", .role = ROLE_COUNTY};
	struct office_plan plan = {.folder = county, .offline = offline, .name = "青山县", .area = "130899", .passphrase = PASS,
		.offline_passphrase = PASS};
	struct invite_file in;
	struct buf file = {0};
	struct fault f = {0};
	unsigned char id[KEY_ID], device[KEY_ID];
	struct keypair *key = bench_key(device), *sealing = keys_new(KEY_SEALING, w);

	snprintf(county, sizeof county, "%s/county", folder);
	snprintf(offline, sizeof offline, "%s/offline", folder);
	bench_good(office_create(&plan, w, &f) == 0, &f, "county");
	bench_good(office_open(o, county, PASS, strlen(PASS), VAULT_COUNTY_WRITE, w, &f) == 0, &f, "county");
	bench_good(office_invite(o, &guest, code, id, &file, &f) == 0, &f, "invitation");
	bench_good(invite_open(file.data, file.len, code, &in, &f) == 0, &f, "invitation");
	bench_good(invite_join(&in.in, key, sealing, world_today(w), &chain[0], &f) == 0, &f, "certificate");
	chain[1] = in.in.invitation;
	chain[2] = in.in.county;
	invite_close(&in);
	buf_wipe(&file);
	keys_free(key);
	keys_free(sealing);
}

/* The same office over a plain file. */
static struct office
plain_office(const struct office *o, sqlite3 *handle, const struct world *w, const struct certificate chain[CERT_CHAIN])
{
	struct office plain = *o;
	struct fault f = {0};
	struct buf bytes = {0};
	unsigned char device[DEVICE_ID];

	bench_store(&plain.store, handle, w);
	keys_free(bench_key(device));
	journal_strict(plain.store.journal, true);
	certificates_write(chain, CERT_CHAIN, &bytes);
	int rc = journal_certify(plain.store.journal, device, bytes.data, bytes.len, ROLE_COUNTY, "130899", "张建国", 0, &f);
	bench_good(rc == 0, &f, "device");
	buf_free(&bytes);
	return plain;
}

static void
report(const char *where, double insert, double merge, double again, double same, const struct batches *all)
{
	char what[64];

	snprintf(what, sizeof what, "merged %s", where);
	bench_row(what, "versions/s", (double)all->versions / merge, "bare INSERT, plain file", (double)all->versions / insert, '>', 0.4);
	bench_row("  of whole households", "households/s", (double)all->households / merge, "the goal",
		strcmp(where, "into a plain file") == 0 ? 10000 : 5000, '>', 1);
	bench_row("  known versions in a new file", "versions/s", (double)all->versions / again, "fresh", (double)all->versions / merge, '>', 10);
	bench_row("  the very same file again", "versions/s", (double)all->versions / same, "fresh", (double)all->versions / merge, '>', 10);
}

int
main(int argc, char **argv)
{
	static struct batches first, second;
	const char *folder = bench_folder(argc, argv);
	struct certificate chain[CERT_CHAIN];
	struct world_seed seed;
	struct world w = bench_world(&seed);
	struct office o, plain;
	struct store s;
	struct bench_run run = {0};
	unsigned char device[DEVICE_ID];
	struct keypair *key = bench_key(device);

	sqlite3 *db = bench_plain(folder, "households.db", true);
	bench_store(&s, db, &w);
	bench_versions(&s, device, &run);
	bench_store_close(&s, db);
	begin_county(&o, folder, &w, chain);
	struct batch b = {.sender = key, .receiver = keys_public(o.sealing[0]), .epoch = o.epoch, .chain = chain, .n_chain = 3};
	memcpy(b.county, o.id, KEY_ID);
	make_batches(&first, b, &run, &w);
	make_batches(&second, b, &run, &w);
	for (size_t i = 0; i < run.n; i++)
		first.households += strcmp(run.v[i].table, "household") == 0 && strcmp(run.v[i].section, "household_file") == 0;
	const double insert = insert_all(folder, &run);
	sqlite3 *handle = bench_plain(folder, "county.db", false);
	plain = plain_office(&o, handle, &w, chain);
	double fresh = merge_all(&plain, &first, first.versions), again = merge_all(&plain, &second, 0), same = merge_all(&plain, &first, 0);
	report("into a plain file", insert, fresh, again, same, &first);
	bench_store_close(&plain.store, handle);
	fresh = merge_all(&o, &first, first.versions);
	again = merge_all(&o, &second, 0);
	same = merge_all(&o, &first, 0);
	report("into the vault", insert, fresh, again, same, &first);
	office_close(&o);
	keys_free(key);
	arena_free(&run.arena);
	free(run.v);
	return 0;
}
