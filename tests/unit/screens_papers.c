/* Papers of a household printed to a folder from the result and the procedure: which folders, which files, what is logged. */
#include "screen_fixture.h"

#include <sys/stat.h>

#include "file.h"
#include "folders.h"

#define HOUSEHOLD "n东沟组<Enter>7 号<Enter><Enter>1<Enter><Esc>"
#define RESULT "h<Enter>r<F9>"

/* A home of its own with a household, and a stick when ${stick}. */
static void
begin(struct desk *d, bool stick)
{
	char path[256];

	snprintf(path, sizeof path, "%s/home", d->folder);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(setenv("HOME", path, 1), 0);
	assert_int_equal(unsetenv("XDG_CONFIG_HOME"), 0);
	if (stick) {
		snprintf(path, sizeof path, "%s/media", d->folder);
		assert_int_equal(mkdir(path, 0700), 0);
		assert_int_equal(setenv("FANGPIN_MEDIA", path, 1), 0);
		snprintf(path, sizeof path, "%s/media/stick", d->folder);
		assert_int_equal(mkdir(path, 0700), 0);
	}
	desk_run(d, HOUSEHOLD);
}

/* Whether this file came to be, with the text in it. */
static bool
holds(const struct desk *d, const char *name, const char *text)
{
	struct buf all = {0};
	struct fault f = {0};
	char path[256];

	snprintf(path, sizeof path, "%s/%s", d->folder, name);
	const bool found = file_read(path, 1 << 20, &all, &f) == 0 && strstr(buf_str(&all), text) != NULL;
	buf_free(&all);
	return found;
}

static void
test_documents(void **state)
{
	struct desk *d = *state;

	begin(d, false);
	const char *picture = desk_run_raw(d, 24, 160, PASSPHRASE "<Enter>" RESULT);
	assert_shows(picture, "入户信息采集表");
	assert_shows(picture, "拟纳入监测对象公示  (the whole village)");
	assert_shows(picture, "/home/Documents");
	assert_hides(picture, "Printed last");
	picture = desk_run_raw(d, 24, 160, PASSPHRASE "<Enter>" RESULT "<Enter>");
	assert_shows(picture, "/home/Documents/collection-2026-11-20-1.html");
	assert_shows(picture, "Printed last");
	assert_shows(picture, "入户信息采集表  张建国");
	assert_true(holds(d, "home/Documents/collection-2026-11-20-1.html", "<html"));
	assert_true(holds(d, "home/Documents/collection-2026-11-20-1.html", "7 号"));
	/* As text; a second time the same day; a village's. */
	desk_run(d, RESULT "<F6><Enter><F6><Enter><Down><Down><Enter>");
	assert_true(holds(d, "home/Documents/collection-2026-11-20-1.txt", "7 号"));
	assert_true(holds(d, "home/Documents/collection-2026-11-20-2.html", "7 号"));
	assert_true(holds(d, "home/Documents/notice-2026-11-20-1.html", "东沟村"));
	assert_shows(desk_run(d, RESULT), "拟纳入监测对象公示  张建国");
}

static void
test_stick(void **state)
{
	struct desk *d = *state;
	char keys[256];

	begin(d, true);
	assert_shows(desk_run_raw(d, 24, 160, PASSPHRASE "<Enter>" RESULT "<F5>"), "/media/stick\n");
	assert_shows(desk_run_raw(d, 24, 160, PASSPHRASE "<Enter>" RESULT "<F5><F5>"), "/home/Documents\n");
	const char *picture = desk_run_raw(d, 24, 160, PASSPHRASE "<Enter>" RESULT "<F5><F7>");
	assert_shows(picture, "5 papers written to ");
	assert_true(holds(d, "media/stick/removal-2026-11-20-1.html", "<html"));
	assert_true(holds(d, "media/stick/result-2026-11-20-1.html", "<html"));
	assert_false(holds(d, "media/stick/notice-2026-11-20-1.html", "<html"));
	snprintf(keys, sizeof keys, "rm -r %s/media/stick", d->folder);
	assert_int_equal(system(keys), 0);
	/* Typed: a folder that is gone, one that is none, one that is there. */
	snprintf(keys, sizeof keys, PASSPHRASE "<Enter>" RESULT "<C-u>%s/media/stick<Enter>", d->folder);
	assert_shows(desk_run_raw(d, 24, 160, keys), "Was the stick taken out? Nothing was written.");
	assert_shows(desk_run(d, RESULT "<C-u>papers<Enter>"), "Type a folder that begins with /");
	snprintf(keys, sizeof keys, PASSPHRASE "<Enter>" RESULT "<C-u>%s/media<Enter>", d->folder);
	assert_shows(desk_run_raw(d, 24, 160, keys), "/media/collection-2026-11-20-1.html");
}

/* Papers that fail on the way: what is there, what is not, what to do. */
static void
test_failures(void **state)
{
	struct desk *d = *state;
	char path[256], keys[512];
	struct fault f = {0};

	begin(d, true);
	for (int i = 1; i <= 999; i++) {
		snprintf(path, sizeof path, "%s/media/stick/verification-2026-11-20-%d.html", d->folder, i);
		assert_int_equal(file_write(path, "x", 1, false, &f), 0);
	}
	snprintf(keys, sizeof keys, PASSPHRASE "<Enter>" RESULT "<C-u>%s/media/stick<F7>", d->folder);
	const char *picture = desk_run_raw(d, 24, 200, keys);
	assert_shows(picture, "holds too many papers of today; ");
	assert_shows(picture, "2 papers are written, 入户核实表 and those after it are not. ");
	assert_shows(picture, "Choose another folder (F5) and print again.");
	assert_true(holds(d, "media/stick/application-2026-11-20-1.html", "<html"));
	assert_false(holds(d, "media/stick/result-2026-11-20-1.html", "<html"));
	snprintf(keys, sizeof keys, PASSPHRASE "<Enter>" RESULT "<C-u>/dev/null<Enter>");
	picture = desk_run_raw(d, 24, 200, keys);
	assert_shows(picture, "/dev/null");
	assert_shows(picture, "; nothing is written. Choose another folder (F5) and print again.");
}

static void
test_procedure(void **state)
{
	struct desk *d = *state;

	begin(d, false);
	assert_shows(desk_run(d, "h<Enter>p<F9><Down><Enter>"), "Printed last");
	assert_true(holds(d, "home/Documents/application-2026-11-20-1.html", "<html"));
	assert_shows(desk_run(d, "h<Enter>p<F9><Esc>"), "Procedure   ");
}

/* What xdg-user-dirs writes, and what it does not. */
static void
test_user_dirs(void **state)
{
	static const struct {
		const char *settings, *wanted;
	} rows[] = {
		{"# a\nXDG_DESKTOP_DIR=\"$HOME/D\"\nXDG_DOCUMENTS_DIR=\"$HOME/文档\"\n", "/home/x/文档"},
		{"XDG_DOCUMENTS_DIR=\"/srv/papers\"", "/srv/papers"},
		{"XDG_DOCUMENTS_DIR=\"papers\"\n", "/home/x/Documents"},
		{"XDG_DOCUMENTS_DIR=\"$HOME/papers\n", "/home/x/Documents"},
		{"XDG_DOCUMENTS_DIR=\"$HOME/pa\\\"pers\"\n", "/home/x/Documents"},
		{"#XDG_DOCUMENTS_DIR=\"/srv\"\n", "/home/x/Documents"},
		{"", "/home/x/Documents"},
	};
	struct desk *d = *state;
	struct fault f = {0};
	char path[256], out[256];

	assert_int_equal(setenv("HOME", "/home/x", 1), 0);
	assert_int_equal(setenv("XDG_CONFIG_HOME", d->folder, 1), 0);
	snprintf(path, sizeof path, "%s/user-dirs.dirs", d->folder);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_int_equal(file_write(path, rows[i].settings, strlen(rows[i].settings), false, &f), 0);
		assert_int_equal(folders_documents(out, sizeof out), 0);
		assert_string_equal(out, rows[i].wanted);
	}
	assert_int_equal(folders_documents(out, 8), -1);
	assert_int_equal(unsetenv("XDG_CONFIG_HOME"), 0);
}

#define T(name) cmocka_unit_test_setup_teardown(name, desk_open, desk_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {T(test_documents), T(test_stick), T(test_failures), T(test_procedure), T(test_user_dirs)};

	words_open("/nowhere");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
