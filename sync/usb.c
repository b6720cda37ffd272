#include "usb.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "base32.h"
#include "codec.h"
#include "file.h"
#include "words.h"

#define PATH_ROOM 4096
#define NAME 12 /* XXXXXXXX.YYY */

static const struct {
	const char *folder, *suffix;
	bool by_device; /* a folder for each device */
	bool numbered;  /* names are numbers, else ids */
} kinds[USB_KINDS] = {
	[USB_BATCH] = {"FANGPIN/UP", ".FPB", true, true},
	[USB_PACK] = {"FANGPIN/DOWN", ".FPP", true, true},
	[USB_INVITE] = {"FANGPIN/IN", ".FPI", false, false},
	[USB_LIST] = {"FANGPIN/LIST", ".FPL", false, true},
	[USB_REQUEST] = {"FANGPIN/ASK", ".FPR", false, false},
	[USB_ANSWER] = {"FANGPIN/ANSWER", ".FPA", false, false},
};

/* The folder of ${id}'s files below the stick. */
static void
folder_name(enum usb_kind kind, const unsigned char *id, char path[USB_PATH])
{
	char device[BASE32_NAME];

	if (kinds[kind].by_device) {
		base32_name(id, device);
		snprintf(path, USB_PATH, "%s/%s", kinds[kind].folder, device);
	} else {
		snprintf(path, USB_PATH, "%s", kinds[kind].folder);
	}
}

void
usb_name(enum usb_kind kind, const unsigned char id[USB_ID], uint64_t number, char path[USB_PATH])
{
	char folder[USB_PATH], name[BASE32_NAME];

	folder_name(kind, id, folder);
	if (kinds[kind].numbered)
		snprintf(name, sizeof name, "%08u", (unsigned)(number % 100000000));
	else
		base32_name(id, name);
	snprintf(path, USB_PATH, "%.26s/%s%s", folder, name, kinds[kind].suffix);
}

/* Whether ${path} holds exactly these bytes: then there is nothing to do. */
static bool
holds(const char *path, const void *bytes, size_t n)
{
	struct buf b = {0};
	bool same = file_read(path, n, &b, NULL) == 0 && b.len == n && memcmp(b.data, bytes, n) == 0;

	buf_free(&b);
	return same;
}

int
usb_gone(struct fault *f)
{
	return fault_set(f, EX_NOINPUT,
		_("The stick is gone. What was not yet copied to it is safe here; plug it in and exchange again."));
}

int
usb_put(const char *stick, enum usb_kind kind, const unsigned char id[USB_ID], uint64_t number, const void *bytes,
	size_t n, struct fault *f)
{
	char below[USB_PATH], path[PATH_ROOM], folder[PATH_ROOM];

	usb_name(kind, id, number, below);
	if (number > 99999999)
		return fault_set(f, EX_USAGE, _("The number of the file no longer fits its name."));
	if (file_join(path, sizeof path, stick, below, f) < 0)
		return -1;
	if (!file_exists(stick))
		return usb_gone(f);
	if (n > 0 && file_exists(path) && holds(path, bytes, n))
		return file_settle(path, f) < 0 ? -1 : 1;
	if (file_exists(path))
		return fault_set(f, EX_CANTCREAT,
			_("The stick holds another file under the name %s, which is left as it is. Use another "
			  "stick and show this one to the county; what was saved here is safe."),
			below);
	if (file_space(stick) / 2 < n)
		return fault_set(f, EX_CANTCREAT,
			_("The stick is too full: %zu KiB must be free. Nothing was written; what was saved here "
			  "is safe."),
			n / 512 + 1);
	folder_name(kind, id, below);
	if (file_join(folder, sizeof folder, stick, below, f) < 0 || file_folders(folder, f) < 0)
		return -1;
	return file_write(path, bytes, n, true, f);
}

/* Eight digits of base 32, of which decimal ones are a part. */
static bool
is_stem(const char *s)
{
	for (int i = 0; i < 8; i++)
		if (base32_value(s[i]) < 0)
			return false;
	return true;
}

/* Files being listed. */
struct listing {
	const char *stick;
	enum usb_kind kind;
	struct usb_file *files;
	size_t n, cap;
};

/* One more; ${name} NULL: the folder itself. */
static int
add(struct listing *l, const char *folder, const char *name, struct fault *f)
{
	if (l->n == USB_ALL)
		return fault_set(f, EX_DATAERR, _("The stick holds more than %d files; take old ones away."), USB_ALL);
	if (array_grow(&l->files, &l->cap, l->n + 1, sizeof *l->files) < 0)
		return fault_memory(f);
	struct usb_file *one = &l->files[l->n++];
	*one = (struct usb_file){.kind = l->kind, .folder = name == NULL};
	snprintf(one->path, sizeof one->path, "%.26s%s%.12s", folder, name != NULL ? "/" : "", name != NULL ? name : "");
	return 0;
}

static int
add_files(struct listing *l, const char *folder, struct fault *f)
{
	char path[PATH_ROOM], **names;
	size_t found;
	int rc = 0;

	if (file_join(path, sizeof path, l->stick, folder, f) < 0 ||
		file_names(path, kinds[l->kind].suffix, USB_FILES, &names, &found, f) < 0)
		return -1;
	for (size_t i = 0; rc == 0 && i < found; i++)
		if (strlen(names[i]) == NAME && is_stem(names[i]))
			rc = add(l, folder, names[i], f);
	file_names_free(names, found);
	return rc;
}

static int
add_devices(struct listing *l, struct fault *f)
{
	char path[PATH_ROOM], folder[USB_PATH], **names;
	size_t found;
	int rc = 0;

	if (file_join(path, sizeof path, l->stick, kinds[l->kind].folder, f) < 0 ||
		file_names(path, "", USB_FILES, &names, &found, f) < 0)
		return -1;
	for (size_t i = 0; rc == 0 && i < found; i++) {
		if (strlen(names[i]) != 8 || !is_stem(names[i]))
			continue;
		struct fault why = {0};
		size_t before = l->n;
		snprintf(folder, sizeof folder, "%.16s/%.8s", kinds[l->kind].folder, names[i]);
		if (add_files(l, folder, &why) < 0 && why.code == EX_OSERR) {
			*f = why;
			rc = -1;
		} else if (why.code != 0) {
			l->n = before;
			rc = add(l, folder, NULL, f);
		}
	}
	file_names_free(names, found);
	return rc;
}

int
usb_list(const char *stick, enum usb_kind kind, const unsigned char *id, struct usb_file **files, size_t *n,
	struct fault *f)
{
	struct listing l = {.stick = stick, .kind = kind};
	char folder[USB_PATH];
	int rc;

	if (kinds[kind].by_device && id == NULL) {
		rc = add_devices(&l, f);
	} else {
		folder_name(kind, id, folder);
		rc = add_files(&l, folder, f);
	}
	if (rc < 0) {
		free(l.files);
		l.files = NULL;
		l.n = 0;
	}
	*files = l.files;
	*n = l.n;
	return rc;
}

int
usb_read(const char *stick, const struct usb_file *file, struct buf *out, struct fault *f)
{
	char path[PATH_ROOM], **names;
	size_t n;

	buf_reset(out);
	if (file_join(path, sizeof path, stick, file->path, f) < 0)
		return -1;
	if (!file->folder)
		return file_read(path, CODEC_FILE, out, f);
	if (file_names(path, kinds[file->kind].suffix, USB_FILES, &names, &n, f) == 0) {
		file_names_free(names, n);
		fault_set(f, EX_IOERR, _("Cannot read the folder %s"), path);
	}
	return -1;
}
