/*
 * No room left, in the vault or on the stick, and a stick that goes away: a clean fault, nothing half done, and all of it
 * works when there is room again. Then an older form: it edits what a newer one wrote and loses nothing of it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sqlite3.h>

#include "forge.h"
#include "run.h"
#include "stick.h"
#include "store/summary.h"
#include "usb.h"
#include "words.h"

static void
digest_of(struct store *s, unsigned char out[32])
{
	struct fault f = {0};

	good(journal_digest(s->journal, out, &f), &f);
}

/* Let the vault grow by so many pages and no more; 0 takes the limit away. */
static void
limit_pages(struct store *s, int more)
{
	char sql[80];
	int64_t pages = 0;
	struct fault f = {0};
	struct sqlite3_stmt *st = db_prepare(s->db, &f, "SELECT page_count FROM pragma_page_count");

	assert_non_null(st);
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	pages = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	snprintf(sql, sizeof sql, "PRAGMA max_page_count = %lld", more > 0 ? (long long)pages + more - 1 : 1000000LL);
	good(db_exec(s->db, &f, sql), &f);
}

/* ${work} under a limit that grows until it is enough: before that a full disk is said and the digest is the old one. */
static void
squeeze(struct store *s, int (*work)(void *self, struct fault *f), void *self, bool sure)
{
	unsigned char before[32], after[32];
	int refused = 0, more = 1;

	/* Pages that are free already would be room. */
	struct fault none = {0};
	good(db_exec(s->db, &none, "VACUUM"), &none);
	digest_of(s, before);
	for (; more < 4096; more *= 2) {
		struct fault f = {0};
		limit_pages(s, more);
		int rc = work(self, &f);
		limit_pages(s, 0);
		if (rc >= 0)
			break;
		refused++;
		assert_int_equal(f.code, EX_CANTCREAT);
		digest_of(s, after);
		assert_memory_equal(before, after, 32);
	}
	assert_true(more < 4096);
	assert_true(refused > 0 || !sure);
}

struct work {
	struct round *r;
	struct laptop *l;
	struct buf file;
};

static int
merge_work(void *self, struct fault *f)
{
	struct work *w = self;
	struct office_news news;

	return office_merge(&w->r->office, w->file.data, w->file.len, &news, f);
}

static int
make_work(void *self, struct fault *f)
{
	struct work *w = self;

	return link_make(&w->l->link, f);
}

static int
take_work(void *self, struct fault *f)
{
	struct work *w = self;
	struct link_news news;

	return link_take(&w->l->link, w->file.data, w->file.len, &news, f);
}

/* Many households, so that a batch needs pages of its own. */
static void
fill_village(struct laptop *l)
{
	struct fault f = {0};

	for (int i = 0; i < 12; i++) {
		struct casefile c;
		household_start(&l->store, &c, VILLAGE);
		household_save(&l->store, &c, c.tree.root);
		household_save(&l->store, &c, household_member(&l->store, &c, "张树林", "01", "130899196503120015"));
		good(store_keep(&l->store, &c, &f), &f);
		casefile_close(&c);
	}
}

static void
test_full_vault(void **state)
{
	struct round *r = *state;
	struct work w = {.r = r, .l = &r->laptop[0]};
	struct fault f = {0};
	uint64_t number;
	unsigned char a[32], b[32];

	fill_village(w.l);
	squeeze(&w.l->store, make_work, &w, false);
	struct files files = batches(w.l);
	assert_int_equal(files.n, 1);
	buf_add(&w.file, files.file[0].data, files.file[0].len);
	files_free(&files);
	squeeze(&r->office.store, merge_work, &w, true);
	refresh(&r->office.store);
	w.l = &r->laptop[1];
	merge_all(r, w.l);
	buf_reset(&w.file);
	good(office_pack(&r->office, w.l->link.device, &number, &w.file, &f), &f);
	squeeze(&w.l->store, take_work, &w, true);
	digest_of(&r->office.store, a);
	digest_of(&w.l->store, b);
	assert_memory_equal(a, b, 32);
	buf_free(&w.file);
}

static void
limit_files(rlim_t bytes)
{
	struct rlimit l;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &l), 0);
	l.rlim_cur = bytes;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &l), 0);
}

static void
test_full_and_pulled_stick(void **state)
{
	struct round *r = *state;
	struct laptop *l = &r->laptop[0];
	struct stick_news news;
	struct link_status st;
	struct fault f = {0};
	char stick[96], command[256];
	unsigned char before[32], after[32];

	snprintf(stick, sizeof stick, "%s/stick", r->folder);
	capture(l, "15000");
	digest_of(&l->store, before);
	/* Not there at all: nothing is made in its place. */
	assert_int_equal(stick_exchange(&l->link, stick, &news, &f), -1);
	assert_int_equal(f.code, EX_NOINPUT);
	assert_int_not_equal(access(stick, F_OK), 0);
	assert_int_equal(mkdir(stick, 0700), 0);
	good(link_make(&l->link, &f), &f);
	signal(SIGXFSZ, SIG_IGN);
	limit_files(64);
	assert_int_equal(stick_exchange(&l->link, stick, &news, &f), -1);
	limit_files(RLIM_INFINITY);
	assert_int_equal(news.copied, 0);
	assert_true(f.text[0] != '\0');
	digest_of(&l->store, after);
	assert_memory_equal(before, after, 32);
	/* A name that is taken by something else blocks only itself. */
	good(stick_exchange(&l->link, stick, &news, &f), &f);
	assert_int_equal(news.copied, 1);
	snprintf(command, sizeof command, "for i in %s/FANGPIN/UP/*/*.FPB; do echo x > $i; done", stick);
	assert_int_equal(system(command), 0);
	capture(l, "16000");
	assert_int_equal(stick_exchange(&l->link, stick, &news, &f), -1);
	assert_int_equal(f.code, EX_CANTCREAT);
	assert_int_equal(news.copied, 1);
	/* All of it still waits, and goes to another stick. */
	good(link_status(&l->link, &st, &f), &f);
	assert_int_equal(st.batches, 2);
	snprintf(stick, sizeof stick, "%s/other", r->folder);
	assert_int_equal(mkdir(stick, 0700), 0);
	good(stick_exchange(&l->link, stick, &news, &f), &f);
	assert_int_equal(news.copied, 2);
	merge_all(r, l);
	digest_of(&l->store, before);
	digest_of(&r->office.store, after);
	assert_memory_equal(before, after, 32);
}

/* A pack that cannot be read, and a folder of packs that is none, keep nothing else from being taken and left. */
static void
test_unreadable_packs(void **state)
{
	struct round *r = *state;
	struct laptop *l = &r->laptop[0];
	struct stick_news news;
	struct fault f = {0};
	struct buf pack = {0};
	uint64_t number;
	char stick[96], path[256], below[USB_PATH];

	capture(l, "15000");
	snprintf(stick, sizeof stick, "%s/stick", r->folder);
	assert_int_equal(mkdir(stick, 0700), 0);
	merge_all(r, l);
	capture(l, "16000");
	good(office_pack(&r->office, l->link.device, &number, &pack, &f), &f);
	good(usb_put(stick, USB_PACK, l->link.device, number, pack.data, pack.len, &f), &f);
	usb_name(USB_PACK, l->link.device, number - 1, below);
	snprintf(path, sizeof path, "%s/%s", stick, below);
	assert_int_equal(symlink(strrchr(path, '/') + 1, path), 0);
	good(stick_exchange(&l->link, stick, &news, &f), &f);
	assert_int_equal(news.refused, 1);
	assert_int_equal(news.why.code, EX_IOERR);
	assert_int_equal(news.packs, 1);
	assert_int_equal(news.copied, 1);
	snprintf(stick, sizeof stick, "%s/other", r->folder);
	snprintf(path, sizeof path, "mkdir -p %s/FANGPIN; echo x > %s/FANGPIN/DOWN", stick, stick);
	assert_int_equal(system(path), 0);
	good(stick_exchange(&l->link, stick, &news, &f), &f);
	assert_int_equal(news.refused, 1);
	assert_int_equal(news.copied, 1);
	buf_free(&pack);
}

/* ${text} with ${row} behind the line that begins with ${after}. */
static void
add_row(const struct buf *text, const char *after, const char *row, struct buf *out)
{
	const char *at = strstr((const char *)text->data, after);

	assert_non_null(at);
	at = strchr(at, '\n') + 1;
	buf_add(out, text->data, (size_t)(at - (const char *)text->data));
	buf_text(out, row);
	buf_add(out, at, text->len - (size_t)(at - (const char *)text->data));
}

static int
find_note(void *self, const struct version *v, int state)
{
	int *found = self;

	for (size_t i = 0; i < v->n_values; i++)
		if (strcmp(v->values[i].name, "newer_note") == 0)
			++*found;
	return state != 0;
}

static void
set_answer(struct store *s, const unsigned char root[RECORD_ID], const char *name, const char *text)
{
	struct casefile c;
	struct fault f = {0};

	assert_int_equal(store_file(s, root, &c, &f), 1);
	household_answer(&c, c.tree.root, name, text);
	household_save(s, &c, c.tree.root);
	good(store_keep(s, &c, &f), &f);
	casefile_close(&c);
}

static void
test_older_form(void **state)
{
	struct round *r = *state;
	struct laptop *l = &r->laptop[0];
	struct store *s = &r->office.store;
	struct buf survey = {0}, wider = {0}, pack = {0}, parcels = {0}, columns = {0};
	struct run run = {0};
	struct fault f = {0};
	unsigned char root[RECORD_ID], one[32], other[32];
	int found = 0;

	assert_int_equal(store_summaries(s, "", first_root, root, &f), 1);
	good(store_sheet(s, "survey.csv", &survey, &f), &f);
	buf_str(&survey);
	add_row(&survey, "\ntext,address,", "text,newer_note,新问题,New question,,,,,,,,,,,,,,,,,,\n", &wider);
	static const char settings[] = "form_title::中文 (zh),form_id,version\n调查表,fangpin,1000\n";
	const struct issued_sheet sheet[] = {
		{{.name = "survey.csv", .data = wider.data, .n = wider.len}, 1000},
		{{.name = "settings.csv", .data = settings, .n = sizeof settings - 1}, 1000},
	};
	int rc = store_sheets(s, sheet, 2, 1, &f);
	good(rc, &f);
	assert_int_equal(rc, 1);
	refresh(s);
	merge_all(r, l);
	set_answer(s, root, "newer_note", "新话");
	/* Versions come without the form they were written by: the laptop works on with its older one. */
	good(journal_versions_for_area(s->journal, 0, l->link.device, VILLAGE, run_gather, &run, &f), &f);
	good(codec_pack(run.v, run.n, &columns, &f), &f);
	parcel_put(&parcels, PARCEL_VERSIONS, columns.data, columns.len);
	forge_pack(r, l, &parcels, 1, 500, &pack);
	struct link_news news;
	good(link_take(&l->link, pack.data, pack.len, &news, &f), &f);
	assert_true(form_question(l->store.form, "newer_note", 10) < 0);
	assert_true(news.versions > 0);
	set_answer(&l->store, root, "address", "8 号");
	merge_all(r, l);
	assert_int_equal(journal_count(s->journal, CONFLICT_COUNT, &f), 0);
	good(journal_versions_of_device(s->journal, l->link.device, 1, INT64_MAX, find_note, &found, &f), &f);
	assert_int_equal(found, 1);
	/* With the newer form at last, the laptop shows the answer and agrees with the county. */
	good(store_sheets(&l->store, sheet, 2, 1, &f), &f);
	digest_of(s, one);
	digest_of(&l->store, other);
	assert_memory_equal(one, other, 32);
	buf_free(&survey);
	buf_free(&wider);
	buf_free(&pack);
	buf_free(&parcels);
	buf_free(&columns);
	run_free(&run);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_full_vault, setup, teardown),
		cmocka_unit_test_setup_teardown(test_full_and_pulled_stick, setup, teardown),
		cmocka_unit_test_setup_teardown(test_unreadable_packs, setup, teardown),
		cmocka_unit_test_setup_teardown(test_older_form, setup, teardown),
	};

	words_open(NULL);
	return cmocka_run_group_tests(tests, make_county, forget_county);
}
