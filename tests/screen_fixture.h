#ifndef SCREEN_FIXTURE_H
#define SCREEN_FIXTURE_H

/* The cadre's program on a terminal in memory, with a data folder of its own and a repeatable clock. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app.h"
#include "date.h"
#include "memory.h"
#include "words.h"

#define PASSPHRASE "correct horse"

struct desk {
	char folder[64];
	struct world_seed seed;
	struct world world;
	struct buf picture;
};

static const unsigned char desk_device[DEVICE_ID] = {1, 2, 3, 4, 5, 6, 7, 8};

/* Whose laptop it is. The county's may write every section. */
static enum role desk_role = ROLE_COUNTY;

/* Whether its terminal draws ASCII only. */
static bool desk_ascii = false;

static inline int
desk_identify(struct app *a, struct fault *f)
{
	memcpy(a->device, desk_device, sizeof desk_device);
	a->role = desk_role;
	strcpy(a->cadre, "张建国");
	strcpy(a->village, "东沟村");
	if (a->store.region[0] == '\0' && store_region(&a->store, "130899100201", f) < 0)
		return -1;
	return journal_author(a->store.journal, desk_device, a->cadre, f);
}

static inline int
desk_open(void **state)
{
	/* Whatever is plugged into the machine that runs the tests is none of theirs. */
	assert_int_equal(setenv("FANGPIN_MEDIA", "/nowhere", 1), 0);
	struct desk *d = calloc(1, sizeof *d);
	struct fault f = {0};

	assert_non_null(d);
	strcpy(d->folder, "/dev/shm/fangpin-desk-XXXXXX");
	if (mkdtemp(d->folder) == NULL) {
		strcpy(d->folder, "/tmp/fangpin-desk-XXXXXX");
		assert_non_null(mkdtemp(d->folder));
	}
	d->world = world_seeded(&d->seed, 7, (int64_t)date_days(2026, 11, 20) * 86400000 + 2 * 3600000);
	assert_int_equal(vault_begin(&f), 0);
	if (vault_create(d->folder, "cadre", PASSPHRASE, strlen(PASSPHRASE), &d->world, &f) < 0)
		fail_msg("%s", f.text);
	*state = d;
	return 0;
}

static inline int
desk_close(void **state)
{
	struct desk *d = *state;
	char command[128];

	snprintf(command, sizeof command, "rm -rf %s", d->folder);
	buf_free(&d->picture);
	free(d);
	return system(command);
}

/* A session: unlock, then the keys. The picture before the program ended is left in d->picture. */
static inline const char *
desk_run_raw(struct desk *d, int rows, int cols, const char *script)
{
	struct term *t = term_open_memory(rows, cols);
	struct app a;
	struct fault f = {0};

	assert_non_null(t);
	assert_int_equal(app_start(&a, d->folder, &d->world, &f), 0);
	a.identify = desk_identify;
	assert_int_equal(term_memory_keys(t, script), 0);
	term_memory_ascii(t, desk_ascii);
	app_run(&a, t);
	buf_reset(&d->picture);
	term_memory_dump(t, &d->picture);
	term_close(t);
	/* How often the clock is looked at is nobody's business. */
	assert_true(buf_str(&d->picture)[0] != '\0');
	for (char *at = (char *)d->picture.data; (at = strstr(at, "saved ")) != NULL; at += 6)
		if (at[8] == ':')
			memcpy(at + 6, "--:--", 5);
	return buf_str(&d->picture);
}

static inline const char *
desk_run(struct desk *d, const char *script)
{
	struct buf all = {0};

	buf_printf(&all, PASSPHRASE "<Enter>%s", script);
	const char *picture = desk_run_raw(d, 24, 80, buf_str(&all));
	buf_free(&all);
	return picture;
}

/* A clock that ends the process once the terminal is 81 columns wide: what kill -9 leaves. */
struct doomed {
	struct world world;
	struct term *term;
};

static inline int64_t
doomed_now(void *self)
{
	struct doomed *x = self;

	if (term_cols(x->term) == 81)
		_exit(0);
	return x->world.now(x->world.self);
}

static inline void
doomed_random(void *self, void *out, size_t n)
{
	struct doomed *x = self;

	x->world.random(x->world.self, out, n);
}

/* A session that is killed after its last key: nothing is closed, left or saved. */
static inline void
desk_kill(struct desk *d, const char *script)
{
	int status = 0;
	pid_t child = fork();

	if (child == 0) {
		struct doomed x = {d->world, term_open_memory(24, 80)};
		struct world w = {doomed_now, doomed_random, &x};
		struct fault f = {0};
		struct app a;
		if (app_start(&a, d->folder, &w, &f) == 0) {
			a.identify = desk_identify;
			term_memory_keys(x.term, PASSPHRASE "<Enter>");
			term_memory_keys(x.term, script);
			term_memory_keys(x.term, "<Resize 81x24>");
			app_run(&a, x.term);
		}
		_exit(1); /* it should not have come this far */
	}
	assert_true(child > 0 && waitpid(child, &status, 0) == child);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	/* The ids it took are not to be given again. */
	d->world = world_seeded(&d->seed, d->seed.s[0] ^ 99, d->seed.now_ms + 60000);
}

/* Whether a picture holds a text; shows the picture when it does not. */
static inline void
assert_shows(const char *picture, const char *text)
{
	if (strstr(picture, text) == NULL)
		fail_msg("\"%s\" is not in:\n%s", text, picture);
}

static inline void
assert_hides(const char *picture, const char *text)
{
	if (strstr(picture, text) != NULL)
		fail_msg("\"%s\" is in:\n%s", text, picture);
}

#endif
