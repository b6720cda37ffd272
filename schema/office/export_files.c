/* Files that get their names together, once all of them are complete. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "office/export_inside.h"
#include "words.h"

enum { MODE = 0600 };

static int
there_already(const char *path, struct fault *f)
{
	return fault_set(f, EX_CANTCREAT, _("%s is there already and stays as it is. Choose an empty folder; nothing was written."), path);
}

/* Without a name, a file is gone when the program dies; FAT and some network folders cannot do that. */
static int
open_new(struct export *e, struct export_file *file, struct fault *f)
{
	unsigned char random[8];

	file->fd = open(e->order->dir, O_TMPFILE | O_RDWR | O_CLOEXEC, MODE);
	if (file->fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL))
		return file->fd >= 0 ? 0 : fault_errno(f, EX_CANTCREAT, _("In %s no file can be made; nothing was written"), e->order->dir);
	e->store->world.random(e->store->world.self, random, sizeof random);
	size_t n = (size_t)snprintf(file->temporary, sizeof file->temporary, "%s/.fangpin-", e->order->dir);
	for (size_t i = 0; i < sizeof random && n + 3 < sizeof file->temporary; i++)
		n += (size_t)snprintf(file->temporary + n, 3, "%02x", (unsigned)random[i]);
	if ((file->fd = open(file->temporary, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC | O_NOFOLLOW, MODE)) >= 0)
		return 0;
	file->temporary[0] = '\0';
	return fault_errno(f, EX_CANTCREAT, _("In %s no file can be made; nothing was written"), e->order->dir);
}

struct export_file *
export_file_new(struct export *e, const char *stem, const char *ending, struct fault *f)
{
	struct export_file *file = e->n_files < EXPORT_FILES ? calloc(1, sizeof *file) : NULL;

	if (file == NULL) {
		fault_memory(f);
		return NULL;
	}
	file->fd = -1;
	e->files[e->n_files++] = file;
	snprintf(file->name, sizeof file->name, "%s.%s", stem, ending);
	if (file_join(file->path, sizeof file->path, e->order->dir, file->name, f) < 0)
		return NULL;
	/* Found now, it costs no hour of work; when publishing it is found again. */
	if (file_exists(file->path)) {
		there_already(file->path, f);
		return NULL;
	}
	return open_new(e, file, f) < 0 ? NULL : file;
}

int
export_file_flush(struct export_file *file, struct fault *f)
{
	const unsigned char *at = file->out.data;

	if (file->out.failed)
		return fault_memory(f);
	for (size_t left = file->out.len; left > 0;) {
		ssize_t n = write(file->fd, at, left);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return fault_errno(f, EX_IOERR, _("%s could not be written; nothing of the export is left"), file->path);
		at += n;
		left -= (size_t)n;
	}
	buf_reset(&file->out);
	return 0;
}

void
export_file_open_name(const struct export_file *file, char out[4096])
{
	if (file->temporary[0] != '\0')
		snprintf(out, 4096, "%s", file->temporary);
	else
		snprintf(out, 4096, "/proc/self/fd/%d", file->fd);
}

int
export_files_complete(struct export *e, struct fault *f)
{
	struct stat st;

	for (size_t i = 0; i < e->n_files; i++) {
		struct export_file *file = e->files[i];
		if (export_file_flush(file, f) < 0)
			return -1;
		if (fsync(file->fd) < 0 || fstat(file->fd, &st) < 0)
			return fault_errno(f, EX_IOERR, _("%s could not be written; nothing of the export is left"), file->path);
		file->bytes = (uint64_t)st.st_size;
		e->report->bytes += file->bytes;
		e->report->files++;
	}
	return 0;
}

/* Give one file its name, never in place of another. 0, or -1 with errno. */
static int
publish(const struct export_file *file)
{
	char link[64];

	if (file->temporary[0] == '\0') {
		snprintf(link, sizeof link, "/proc/self/fd/%d", file->fd);
		return linkat(AT_FDCWD, link, AT_FDCWD, file->path, AT_SYMLINK_FOLLOW);
	}
	if (renameat2(AT_FDCWD, file->temporary, AT_FDCWD, file->path, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -1;
	/* A file system that cannot refuse by itself. */
	if (file_exists(file->path)) {
		errno = EEXIST;
		return -1;
	}
	return rename(file->temporary, file->path);
}

static int
sync_folder(const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc = fd < 0 ? -1 : fsync(fd);

	if (fd >= 0)
		close(fd);
	return rc;
}

int
export_files_publish(struct export *e, struct fault *f)
{
	size_t done = 0;

	for (; done < e->n_files; done++)
		if (publish(e->files[done]) < 0)
			break;
		else
			e->files[done]->temporary[0] = '\0';
	/* Linux vfat writes a new entry only when the file is synced again. */
	for (size_t i = 0; done == e->n_files && i < done; i++)
		if (fsync(e->files[i]->fd) < 0)
			break;
	if (done == e->n_files && sync_folder(e->order->dir) == 0)
		return 0;
	if (done < e->n_files && errno == EEXIST)
		there_already(e->files[done]->path, f);
	else
		fault_errno(f, EX_IOERR, _("In %s the files could not be given their names; nothing of the export is left"), e->order->dir);
	for (size_t i = 0; i < done; i++)
		unlink(e->files[i]->path);
	return -1;
}

void
export_files_free(struct export *e)
{
	for (size_t i = 0; i < e->n_files; i++) {
		struct export_file *file = e->files[i];
		if (file->temporary[0] != '\0')
			unlink(file->temporary);
		if (file->fd >= 0)
			close(file->fd);
		buf_wipe(&file->out);
		free(file);
	}
	e->n_files = 0;
}
