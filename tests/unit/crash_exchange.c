/*
 * Killed in the middle of an exchange, at points drawn from a seed: nothing is lost, nothing is half there, and doing it
 * again gives what an undisturbed run gives. FANGPIN_LONG=1 draws more points.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#include "file.h"
#include "round_trip.h"
#include "stick.h"
#include "words.h"

/* One thing that is done and cut short. ${ready} is called once what is slow and harmless (opening) is behind. */
struct scene {
	struct round *r;
	char folder[64]; /* a copy of the round, to be ruined */
	struct buf file;
	char code[PAIRING_CODE];
};
typedef int job(struct scene *s, void (*ready)(void), unsigned char digest[32], struct fault *f);

static void
nothing(void)
{
}

static int ready_fd;

static void
tell_ready(void)
{
	if (write(ready_fd, "", 1) != 1)
		_exit(2);
}

static void
path_of(const struct scene *s, const char *name, char out[128])
{
	snprintf(out, 128, "%s/%s", s->folder, name);
}

static void
wait_a_little(int64_t us)
{
	struct timespec t = {us / 1000000, us % 1000000 * 1000};

	while (nanosleep(&t, &t) < 0 && errno == EINTR)
		continue;
}

static int64_t
clock_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* Run the job in a child and kill it ${us} after it was ready; a negative ${us} lets it end. Returns how long it took. */
static int64_t
run_apart(struct scene *s, job *what, int64_t us)
{
	int fds[2], status;
	char byte;

	assert_int_equal(pipe(fds), 0);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		unsigned char digest[32];
		struct fault f = {0};
		close(fds[0]);
		ready_fd = fds[1];
		_exit(what(s, tell_ready, digest, &f) < 0);
	}
	close(fds[1]);
	assert_int_equal(read(fds[0], &byte, 1), 1);
	int64_t began = clock_us();
	if (us >= 0) {
		wait_a_little(us);
		kill(pid, SIGKILL);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	close(fds[0]);
	if (us < 0)
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	return clock_us() - began;
}

static void
fresh_copy(struct scene *s)
{
	char command[256];

	snprintf(command, sizeof command, "rm -rf %s; cp -r %s %s", s->folder, s->r->folder, s->folder);
	assert_int_equal(system(command), 0);
}

static void
torture(struct scene *s, job *what, int rounds)
{
	unsigned char want[32], got[32];
	struct fault f = {0};
	struct world w = world_seeded(&(struct world_seed){{0}, 0}, 77, 0);
	const char *longer = getenv("FANGPIN_LONG");

	snprintf(s->folder, sizeof s->folder, "%.40s.copy", s->r->folder);
	rounds *= longer != NULL && longer[0] == '1' ? 20 : 1;
	fresh_copy(s);
	good(what(s, nothing, want, &f), &f);
	fresh_copy(s);
	int64_t whole = run_apart(s, what, -1);
	for (int i = 0; i < rounds; i++) {
		fresh_copy(s);
		run_apart(s, what, (int64_t)world_below(&w, (uint64_t)whole + 1));
		/* Sometimes the second try is cut short as well. */
		if (i % 3 == 1)
			run_apart(s, what, (int64_t)world_below(&w, (uint64_t)whole + 1));
		good(what(s, nothing, got, &f), &f);
		assert_memory_equal(want, got, 32);
	}
	remove_folder(s->folder);
	buf_free(&s->file);
}

/* The copies are worked on; what is open of the round itself is closed before. */
static void
close_round(struct round *r)
{
	close_laptop(&r->laptop[0]);
	close_laptop(&r->laptop[1]);
	office_close(&r->office);
}

static void
reopen_round(struct round *r)
{
	open_office(r);
	open_laptop(r, &r->laptop[0]);
	open_laptop(r, &r->laptop[1]);
}

static int
office_of(struct scene *s, struct office *o, struct fault *f)
{
	char path[128];

	path_of(s, "county", path);
	return office_open(o, path, PASS, strlen(PASS), VAULT_COUNTY_WRITE, &s->r->world, f);
}

static int
merge_job(struct scene *s, void (*ready)(void), unsigned char digest[32], struct fault *f)
{
	struct office o;
	struct office_news news;
	int rc;

	if (office_of(s, &o, f) < 0)
		return -1;
	ready();
	rc = office_merge(&o, s->file.data, s->file.len, &news, f);
	while (rc == 0 && (rc = store_refresh(&o.store, 1, f)) == 1)
		rc = 0;
	if (rc == 0)
		rc = journal_digest(o.store.journal, digest, f);
	office_close(&o);
	return rc;
}

static void
test_merge(void **state)
{
	struct scene s = {.r = *state};

	capture(&s.r->laptop[0], "15000");
	struct files files = batches(&s.r->laptop[0]);
	buf_add(&s.file, files.file[0].data, files.file[0].len);
	files_free(&files);
	close_round(s.r);
	torture(&s, merge_job, 3);
	reopen_round(s.r);
}

static int
laptop_of(struct scene *s, const char *name, struct laptop *l, struct fault *f)
{
	char path[128];

	path_of(s, name, path);
	if (store_open(&l->store, path, PASS, strlen(PASS), VAULT_CADRE, &s->r->world, f) < 0)
		return -1;
	if (link_open(&l->link, &l->store, f) == 0)
		return 0;
	store_close(&l->store);
	return -1;
}

static int
take_job(struct scene *s, void (*ready)(void), unsigned char digest[32], struct fault *f)
{
	struct laptop l;
	struct link_news news;
	struct link_status st;

	if (laptop_of(s, "laptop0", &l, f) < 0)
		return -1;
	ready();
	int rc = link_take(&l.link, s->file.data, s->file.len, &news, f);
	if (rc == 0)
		rc = link_status(&l.link, &st, f);
	if (rc == 0 && st.batches != 0)
		rc = fault_set(f, EX_SOFTWARE, "batches left");
	if (rc == 0)
		rc = journal_digest(l.store.journal, digest, f);
	close_laptop(&l);
	return rc;
}

static void
test_take(void **state)
{
	struct scene s = {.r = *state};
	struct fault f = {0};
	uint64_t number;

	capture(&s.r->laptop[0], "15000");
	capture(&s.r->laptop[1], "16000");
	merge_all(s.r, &s.r->laptop[0]);
	merge_all(s.r, &s.r->laptop[1]);
	good(office_pack(&s.r->office, s.r->laptop[0].link.device, &number, &s.file, &f), &f);
	close_round(s.r);
	torture(&s, take_job, 3);
	reopen_round(s.r);
}

/* Drafts become versions, versions batches, batches files on the stick; then all of it is at the county. */
static int
stick_job(struct scene *s, void (*ready)(void), unsigned char digest[32], struct fault *f)
{
	struct laptop l;
	struct stick_news news;
	struct link_status st;
	char dir[128];

	path_of(s, "stick", dir);
	if (laptop_of(s, "laptop0", &l, f) < 0)
		return -1;
	mkdir(dir, 0700);
	ready();
	int rc = stick_exchange(&l.link, dir, &news, f);
	if (rc == 0)
		rc = link_status(&l.link, &st, f);
	if (rc == 0 && (st.households != 0 || st.batches != news.waiting || st.batches == 0))
		rc = fault_set(f, EX_SOFTWARE, "versions in no batch");
	if (rc == 0)
		rc = journal_digest(l.store.journal, digest, f);
	close_laptop(&l);
	return rc;
}

static void
test_stick(void **state)
{
	struct scene s = {.r = *state};

	capture(&s.r->laptop[0], "15000");
	close_round(s.r);
	torture(&s, stick_job, 3);
	reopen_round(s.r);
}

static int
join_job(struct scene *s, void (*ready)(void), unsigned char digest[32], struct fault *f)
{
	struct invite_file in;
	struct laptop l;
	char path[128];
	struct fault why = {0};

	if (invite_open(s->file.data, s->file.len, s->code, &in, f) < 0)
		return -1;
	path_of(s, "laptop9", path);
	ready();
	int rc = join_laptop(path, &in, PASS, strlen(PASS), &s->r->world, &why);
	invite_close(&in);
	/* Killed behind the last step: it had joined. */
	if (rc < 0 && why.code != EX_CANTCREAT) {
		*f = why;
		return -1;
	}
	if (laptop_of(s, "laptop9", &l, f) < 0)
		return -1;
	while ((rc = store_refresh(&l.store, 100, f)) == 1)
		continue;
	if (rc == 0)
		rc = journal_digest(l.store.journal, digest, f);
	close_laptop(&l);
	return rc;
}

static void
test_join(void **state)
{
	struct scene s = {.r = *state};
	struct office_guest g = {.cadre = "王秀英", .village = "东沟村", .areas = VILLAGE, .role = ROLE_VISITOR};
	struct fault f = {0};
	unsigned char id[KEY_ID];

	good(office_invite(&s.r->office, &g, s.code, id, &s.file, &f), &f);
	close_round(s.r);
	torture(&s, join_job, 2);
	reopen_round(s.r);
}

static int
create_job(struct scene *s, void (*ready)(void), unsigned char digest[32], struct fault *f)
{
	char folder[128], offline[128];
	struct office_plan plan = {.folder = folder, .offline = offline, .name = "白云县", .area = "130898", .passphrase = PASS,
		.offline_passphrase = PASS};
	struct office o;
	struct fault why = {0};

	path_of(s, "new-county", folder);
	path_of(s, "new-offline", offline);
	ready();
	if (office_create(&plan, &s->r->world, &why) < 0 && why.code != EX_CANTCREAT) {
		*f = why;
		return -1;
	}
	if (office_open(&o, folder, PASS, strlen(PASS), VAULT_COUNTY_WRITE, &s->r->world, f) < 0)
		return -1;
	/* The keys that were taken away are this county's. */
	char path[160];
	struct buf b = {0};
	snprintf(path, sizeof path, "%s/root.fpk", offline);
	int rc = file_read(path, KEY_FILE, &b, f);
	struct keypair *root = rc == 0 ? keys_unprotect(b.data, b.len, CERT_ROOT, PASS, f) : NULL;
	rc = root == NULL ? -1 : memcmp(keys_public(root), o.root, KEY_PUBLIC) == 0 ? 0 : fault_set(f, EX_SOFTWARE, "another root");
	keys_free(root);
	buf_free(&b);
	memset(digest, 0, 32);
	office_close(&o);
	return rc;
}

static void
test_create(void **state)
{
	struct scene s = {.r = *state};

	close_round(s.r);
	torture(&s, create_job, 2);
	reopen_round(s.r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_merge, setup, teardown),
		cmocka_unit_test_setup_teardown(test_take, setup, teardown),
		cmocka_unit_test_setup_teardown(test_stick, setup, teardown),
		cmocka_unit_test_setup_teardown(test_join, setup, teardown),
		cmocka_unit_test_setup_teardown(test_create, setup, teardown),
	};

	words_open(NULL);
	return cmocka_run_group_tests(tests, make_county, forget_county);
}
