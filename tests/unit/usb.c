/* The folder on a stick: names, putting, listing, foreign files left alone. */
#include "usb.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "file.h"

static const unsigned char one[USB_ID] = {0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF};
static const unsigned char two[USB_ID] = {0xFF, 0xFE, 0xFD, 0xFC, 0xFB, 0, 0, 1};

static int synced;

/* In place of the system's: what is on its way to a stick must be told to go there. */
int
fsync(int fd)
{
	(void)fd;
	synced++;
	return 0;
}

static int
setup(void **state)
{
	char template[] = "/tmp/fangpin-usb-XXXXXX";

	*state = mkdtemp(template) != NULL ? strdup(template) : NULL;
	return *state != NULL ? 0 : -1;
}

static int
teardown(void **state)
{
	char command[128];

	snprintf(command, sizeof command, "rm -r -- '%s'", (char *)*state);
	free(*state);
	return system(command);
}

static void
test_names(void **state)
{
	char path[USB_PATH];

	(void)state;
	usb_name(USB_BATCH, one, 7, path);
	assert_string_equal(path, "FANGPIN/UP/04HMASW9/00000007.FPB");
	usb_name(USB_PACK, two, 99999999, path);
	assert_string_equal(path, "FANGPIN/DOWN/ZZZFVZ7V/99999999.FPP");
	usb_name(USB_INVITE, one, 0, path);
	assert_string_equal(path, "FANGPIN/IN/04HMASW9.FPI");
	usb_name(USB_LIST, NULL, 12, path);
	assert_string_equal(path, "FANGPIN/LIST/00000012.FPL");
}

static void
test_put_and_list(void **state)
{
	const char *stick = *state;
	struct usb_file *files;
	struct buf b = {0};
	struct fault f = {0};
	size_t n;

	assert_int_equal(usb_list(stick, USB_BATCH, NULL, &files, &n, &f), 0);
	assert_int_equal(n, 0);
	free(files);
	assert_int_equal(usb_put(stick, USB_BATCH, one, 2, "second", 6, &f), 0);
	/* Before the name is there, once it is, and its folder. */
	assert_int_equal(synced, 3);
	assert_int_equal(usb_put(stick, USB_BATCH, one, 1, "first", 5, &f), 0);
	assert_int_equal(usb_put(stick, USB_BATCH, two, 1, "other", 5, &f), 0);
	/* The same bytes again are no new file; other bytes under the name are refused. */
	synced = 0;
	assert_int_equal(usb_put(stick, USB_BATCH, one, 1, "first", 5, &f), 1);
	/* File and folder: who wrote it may have been stopped before. */
	assert_int_equal(synced, 2);
	assert_int_equal(usb_put(stick, USB_BATCH, one, 1, "forst", 5, &f), -1);
	assert_int_equal(f.code, EX_CANTCREAT);
	assert_int_equal(usb_put(stick, USB_BATCH, one, 1, "firs", 4, &f), -1);
	assert_int_equal(usb_list(stick, USB_BATCH, NULL, &files, &n, &f), 0);
	assert_int_equal(n, 3);
	assert_string_equal(files[0].path, "FANGPIN/UP/04HMASW9/00000001.FPB");
	assert_string_equal(files[1].path, "FANGPIN/UP/04HMASW9/00000002.FPB");
	assert_int_equal(usb_read(stick, &files[0], &b, &f), 0);
	assert_int_equal(b.len, 5);
	assert_memory_equal(b.data, "first", 5);
	free(files);
	assert_int_equal(usb_list(stick, USB_BATCH, two, &files, &n, &f), 0);
	assert_int_equal(n, 1);
	free(files);
	assert_int_equal(usb_list(stick, USB_PACK, one, &files, &n, &f), 0);
	assert_int_equal(n, 0);
	free(files);
	buf_free(&b);
}

/* Other people's files, leftovers of a pulled stick and folders with names of files upset nothing and stay. */
static void
test_foreign_files(void **state)
{
	static const char *const names[] = {"00000001.TMP", "00000001.tmp", "photo.jpg", "0000001.FPB", "000000001.FPB",
		"0000-001.FPB", "._000001.FPB"};
	const char *stick = *state;
	char path[256];
	struct usb_file *files;
	struct buf b = {0};
	struct fault f = {0};
	size_t n;

	assert_int_equal(usb_put(stick, USB_BATCH, one, 5, "fifth", 5, &f), 0);
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		snprintf(path, sizeof path, "%s/FANGPIN/UP/04HMASW9/%s", stick, names[i]);
		assert_int_equal(file_write(path, "x", 1, false, NULL), 0);
	}
	snprintf(path, sizeof path, "%s/FANGPIN/UP/04HMASW9/00000009.FPB", stick);
	assert_int_equal(mkdir(path, 0700), 0);
	snprintf(path, sizeof path, "%s/FANGPIN/UP/holiday", stick);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(usb_list(stick, USB_BATCH, NULL, &files, &n, &f), 0);
	assert_int_equal(n, 2);
	assert_int_equal(usb_read(stick, &files[0], &b, &f), 0);
	assert_int_equal(usb_read(stick, &files[1], &b, &f), -1);
	assert_int_equal(f.code, EX_DATAERR);
	free(files);
	/* A leftover of the very name is replaced, and nothing but the file remains of it. */
	snprintf(path, sizeof path, "%s/FANGPIN/UP/04HMASW9/00000006.tmp", stick);
	assert_int_equal(file_write(path, "half", 4, false, NULL), 0);
	assert_int_equal(usb_put(stick, USB_BATCH, one, 6, "sixth", 5, &f), 0);
	assert_false(file_exists(path));
	buf_free(&b);
}

/* What stands where a laptop's folder should be and cannot be listed is told of, and blocks no other laptop. */
static void
test_folders_that_are_none(void **state)
{
	const char *stick = *state;
	char path[256];
	struct usb_file *files;
	struct buf b = {0};
	struct fault f = {0};
	size_t n;

	assert_int_equal(usb_put(stick, USB_BATCH, two, 1, "first", 5, &f), 0);
	snprintf(path, sizeof path, "%s/FANGPIN/UP/00000000", stick);
	assert_int_equal(file_write(path, "x", 1, false, NULL), 0);
	snprintf(path, sizeof path, "%s/FANGPIN/UP/11111111", stick);
	assert_int_equal(symlink("11111111", path), 0);
	assert_int_equal(usb_list(stick, USB_BATCH, NULL, &files, &n, &f), 0);
	assert_int_equal(n, 3);
	for (size_t i = 0; i < 2; i++) {
		assert_true(files[i].folder);
		assert_int_equal(usb_read(stick, &files[i], &b, &f), -1);
		assert_int_equal(f.code, EX_IOERR);
		assert_non_null(strstr(f.text, files[i].path));
	}
	assert_int_equal(usb_read(stick, &files[2], &b, &f), 0);
	assert_int_equal(b.len, 5);
	free(files);
	buf_free(&b);
}

static void
test_stick_gone(void **state)
{
	const char *stick = *state;
	char gone[256];
	struct usb_file file = {.kind = USB_BATCH};
	struct buf b = {0};
	struct fault f = {0};

	usb_name(USB_BATCH, one, 1, file.path);
	assert_int_equal(usb_read(stick, &file, &b, &f), -1);
	assert_int_equal(f.code, EX_NOINPUT);
	/* Its folder is not made anew: that would be one of the own disk. */
	snprintf(gone, sizeof gone, "%s/gone", stick);
	assert_int_equal(usb_put(gone, USB_BATCH, one, 1, "x", 1, &f), -1);
	assert_int_equal(f.code, EX_NOINPUT);
	assert_false(file_exists(gone));
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test_setup_teardown(test_put_and_list, setup, teardown),
		cmocka_unit_test_setup_teardown(test_foreign_files, setup, teardown),
		cmocka_unit_test_setup_teardown(test_folders_that_are_none, setup, teardown),
		cmocka_unit_test_setup_teardown(test_stick_gone, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
