#include "file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "arena.h"
#include "words.h"

#define PATH_ROOM 4096

static int
read_all(int fd, const char *path, size_t max, struct buf *out, struct fault *f)
{
	for (;;) {
		unsigned char *at = buf_room(out, 65536);
		if (at == NULL)
			return fault_memory(f);
		ssize_t got = read(fd, at, 65536);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return fault_errno(f, EX_IOERR, _("Cannot read %s"), path);
		if (got == 0)
			return 0;
		out->len += (size_t)got;
		if (out->len > max)
			return fault_set(f, EX_DATAERR, _("%s is larger than the %zu bytes such a file may have."), path, max);
	}
}

int
file_read(const char *path, size_t max, struct buf *out, struct fault *f)
{
	struct stat st;
	int rc = -1;

	buf_reset(out);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return fault_errno(f, errno == ENOENT ? EX_NOINPUT : EX_IOERR, _("Cannot open %s"), path);
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
		fault_set(f, EX_DATAERR, _("%s is not a plain file."), path);
	else
		rc = read_all(fd, path, max, out, f);
	close(fd);
	return rc;
}

static int
write_all(int fd, const unsigned char *p, size_t n)
{
	while (n > 0) {
		ssize_t put = write(fd, p, n);
		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return -1;
		p += put;
		n -= (size_t)put;
	}
	return 0;
}

static int
sync_folder_of(const char *path)
{
	char dir[PATH_ROOM];
	const char *slash = strrchr(path, '/');

	snprintf(dir, sizeof dir, "%.*s", slash == NULL ? 1 : slash == path ? 1 : (int)(slash - path),
		slash == NULL ? "." : path);
	return file_sync_folder(dir);
}

static int
reads_back(const char *path, int fd, const void *data, size_t n, struct fault *f)
{
	struct buf again = {0};

	posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
	int rc = file_read(path, n, &again, f);
	if (rc == 0 && (again.len != n || (n > 0 && memcmp(again.data, data, n) != 0)))
		rc = fault_set(f, EX_IOERR, _("%s does not read back as written: the disk or stick is failing. Use another one."), path);
	buf_wipe(&again);
	return rc;
}

/* Begin ${path} under a temporary name beside it. The descriptor, or -1. */
static int
begin(const char *path, char temp[PATH_ROOM], bool fresh, struct fault *f)
{
	if (fresh && file_exists(path))
		return fault_set(f, EX_CANTCREAT, _("%s exists already and is left as it is."), path);
	if (snprintf(temp, PATH_ROOM, "%s.tmp", path) >= PATH_ROOM)
		return fault_set(f, EX_USAGE, _("The path is too long: %s"), path);
	/* On FAT a name keeps to 8.3, so the suffix is replaced rather than appended. */
	char *base = strrchr(temp, '/'), *dot = strchr(base != NULL ? base : temp, '.');
	if (dot != NULL && dot != base + 1 && strlen(dot) == 8 && strcmp(dot + 4, ".tmp") == 0)
		strcpy(dot, ".tmp");
	unlink(temp);
	int fd = open(temp, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	return fd >= 0 ? fd : fault_errno(f, EX_CANTCREAT, _("Cannot create %s"), path);
}

/* Give what is written its name, for good. */
static int
name_it(int fd, const char *temp, const char *path)
{
	return fsync(fd) < 0 || rename(temp, path) < 0 || fsync(fd) < 0 || sync_folder_of(path) < 0 ? -1 : 0;
}

int
file_write(const char *path, const void *data, size_t n, bool fresh, struct fault *f)
{
	char temp[PATH_ROOM];
	int rc = -1, fd = begin(path, temp, fresh, f);

	if (fd < 0)
		return -1;
	if (write_all(fd, data, n) < 0 || name_it(fd, temp, path) < 0)
		fault_errno(f, EX_IOERR, _("Cannot write %s"), path);
	else
		rc = reads_back(path, fd, data, n, f);
	if (close(fd) < 0 && rc == 0)
		rc = fault_errno(f, EX_IOERR, _("Cannot write %s"), path);
	if (rc < 0)
		unlink(temp);
	return rc;
}

int
file_settle(const char *path, struct fault *f)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	int rc = fd < 0 || fsync(fd) < 0 || sync_folder_of(path) < 0 ? fault_errno(f, EX_IOERR, _("Cannot write %s"), path) : 0;

	if (fd >= 0)
		close(fd);
	return rc;
}

int
file_folders(const char *path, struct fault *f)
{
	char part[PATH_ROOM];
	size_t n = strlen(path);

	if (n == 0 || n >= sizeof part)
		return fault_set(f, EX_USAGE, _("The path is too long: %s"), path);
	memcpy(part, path, n + 1);
	for (size_t i = 1; i <= n; i++) {
		if (part[i] != '/' && part[i] != '\0')
			continue;
		char keep = part[i];
		part[i] = '\0';
		if (mkdir(part, 0700) < 0 && errno != EEXIST)
			return fault_errno(f, EX_CANTCREAT, _("Cannot create the folder %s"), part);
		part[i] = keep;
	}
	return 0;
}

int
file_join(char *out, size_t room, const char *dir, const char *name, struct fault *f)
{
	int n = snprintf(out, room, "%s/%s", dir, name);

	if (n < 0 || (size_t)n >= room)
		return fault_set(f, EX_USAGE, _("The path is too long: %s"), dir);
	return 0;
}

bool
file_exists(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

size_t
file_space(const char *path)
{
	struct statvfs v;

	if (statvfs(path, &v) < 0)
		return SIZE_MAX;
	return (size_t)v.f_bavail * v.f_frsize;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool
ends_with(const char *name, const char *suffix)
{
	size_t n = strlen(name), k = strlen(suffix);

	return n >= k && strcasecmp(name + n - k, suffix) == 0;
}

int
file_names(const char *dir, const char *suffix, size_t max, char ***names, size_t *n, struct fault *f)
{
	size_t cap = 0;
	int rc = 0;

	*names = NULL;
	*n = 0;
	DIR *d = opendir(dir);
	if (d == NULL)
		return errno == ENOENT ? 0 : fault_errno(f, EX_IOERR, _("Cannot read the folder %s"), dir);
	for (struct dirent *e; rc == 0 && (e = readdir(d)) != NULL;) {
		if (e->d_name[0] == '.' || !ends_with(e->d_name, suffix))
			continue;
		if (*n == max)
			rc = fault_set(f, EX_DATAERR, _("The folder %s holds more than %zu files; take old ones away."), dir, max);
		else if (array_grow(names, &cap, *n + 1, sizeof **names) < 0 || ((*names)[*n] = strdup(e->d_name)) == NULL)
			rc = fault_memory(f);
		else
			++*n;
	}
	closedir(d);
	if (rc < 0) {
		file_names_free(*names, *n);
		*names = NULL;
		*n = 0;
	} else if (*n > 1) {
		qsort(*names, *n, sizeof **names, by_name);
	}
	return rc;
}

void
file_names_free(char **names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(names[i]);
	free(names);
}
