/* New files, which are complete or not there. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "words.h"

enum { MODE = 0600 };

static int
there_already(const char *path, struct fault *f)
{
	return fault_set(f, EX_CANTCREAT, _("%s exists already and is left as it is."), path);
}

/* The folder that ${path} lies in. */
static void
folder_of(const char *path, char *out, size_t room)
{
	const char *slash = strrchr(path, '/');

	snprintf(out, room, "%.*s", slash == NULL || slash == path ? 1 : (int)(slash - path), slash == NULL ? "." : path);
}

int
file_new_begin(struct file_new *n, const char *path, struct fault *f)
{
	char folder[sizeof n->path];

	*n = (struct file_new){.fd = -1};
	if (snprintf(n->path, sizeof n->path, "%s", path) >= (int)sizeof n->path)
		return fault_set(f, EX_USAGE, _("The path is too long: %s"), path);
	/* Found now, it costs no hour of work; when it gets its name it is found again. */
	if (file_exists(path))
		return there_already(path, f);
	folder_of(path, folder, sizeof folder);
	n->fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, MODE);
	if (n->fd >= 0) {
		snprintf(n->temporary, sizeof n->temporary, "/proc/self/fd/%d", n->fd);
		return 0;
	}
	snprintf(n->temporary, sizeof n->temporary, "%s.tmp", path);
	if (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL)
		n->fd = open(n->temporary, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC | O_NOFOLLOW, MODE);
	n->named = n->fd >= 0;
	return n->fd >= 0 ? 0 : errno == EEXIST ? there_already(n->temporary, f) : fault_errno(f, EX_CANTCREAT, _("Cannot create %s"), path);
}

int
file_new_put(struct file_new *n, const void *data, size_t len, struct fault *f)
{
	for (const unsigned char *at = data; len > 0;) {
		ssize_t k = write(n->fd, at, len);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return fault_errno(f, EX_IOERR, _("Cannot write %s"), n->path);
		at += k;
		len -= (size_t)k;
	}
	return 0;
}

int
file_new_publish(struct file_new *n)
{
	if (!n->named)
		return linkat(AT_FDCWD, n->temporary, AT_FDCWD, n->path, AT_SYMLINK_FOLLOW);
	if (renameat2(AT_FDCWD, n->temporary, AT_FDCWD, n->path, RENAME_NOREPLACE) < 0) {
		if (errno != EINVAL && errno != ENOSYS)
			return -1;
		/* A file system that cannot refuse by itself. */
		if (file_exists(n->path)) {
			errno = EEXIST;
			return -1;
		}
		if (rename(n->temporary, n->path) < 0)
			return -1;
	}
	n->named = false;
	return 0;
}

int
file_sync_folder(const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return -1;
	/* Some file systems cannot sync a folder; the second fsync of the file has done what can be done there. */
	int rc = fsync(fd) < 0 && errno != EINVAL ? -1 : 0;
	close(fd);
	return rc;
}

int
file_new_end(struct file_new *n, struct fault *f)
{
	char folder[sizeof n->path];
	int rc = 0;

	folder_of(n->path, folder, sizeof folder);
	if (fsync(n->fd) < 0 || file_new_publish(n) < 0)
		rc = errno == EEXIST ? there_already(n->path, f) : fault_errno(f, EX_IOERR, _("Cannot write %s"), n->path);
	/* Linux vfat writes a new entry only when the file is synced again. */
	else if (fsync(n->fd) < 0 || file_sync_folder(folder) < 0)
		rc = fault_errno(f, EX_IOERR, _("Cannot write %s"), n->path);
	file_new_drop(n);
	return rc;
}

void
file_new_drop(struct file_new *n)
{
	if (n->fd < 0)
		return;
	if (n->named)
		unlink(n->temporary);
	close(n->fd);
	n->fd = -1;
}
