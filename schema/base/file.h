#ifndef FILE_H
#define FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "fault.h"

/* Whole files. Names given here never hold personal data; they appear in messages. */

/* Read all of ${path} into ${out} (emptied first). More than ${max} bytes, or no plain file: EX_DATAERR; not there:
 * EX_NOINPUT. 0 or -1. */
int file_read(const char *path, size_t max, struct buf *out, struct fault *f);

/*
 * Write ${path} so that a crash or a pulled stick leaves the old content or the new: a temporary name beside it, fsync,
 * rename, fsync of the file again (Linux vfat writes the new entry only then), fsync of the folder, then the content is
 * read back and compared. With ${fresh} an existing ${path} is refused (EX_CANTCREAT). Mode 0600. 0 or -1.
 */
int file_write(const char *path, const void *data, size_t n, bool fresh, struct fault *f);

/*
 * A new file written in pieces, which gets its name when it is complete, never in place of another. Until then it has none, so
 * that nothing is left when the program is ended without notice; only where the file system cannot do that (FAT), ${path}.tmp.
 * file_new_end() brings it to the disk and names it, in one; file_new_publish() names alone, with errno, for several files
 * that are synced together. file_new_drop() leaves nothing of one without a name. What gives an int: 0 or -1.
 */
struct file_new {
	int fd;               /* -1: none */
	bool named;           /* temporary lies in the folder */
	char path[4096];
	char temporary[4104]; /* what others can open it by until it has its name */
};
int file_new_begin(struct file_new *n, const char *path, struct fault *f);
int file_new_put(struct file_new *n, const void *data, size_t len, struct fault *f);
int file_new_end(struct file_new *n, struct fault *f);
int file_new_publish(struct file_new *n);
void file_new_drop(struct file_new *n);

/* Bring the folder's list of names to the disk; a file system that cannot is none the worse. 0, or -1 with errno. */
int file_sync_folder(const char *dir);

/* Make sure that a file which is there already outlasts a power cut, as file_write() does for its own: whoever wrote it may
 * have been stopped before that. 0 or -1. */
int file_settle(const char *path, struct fault *f);

/* Make ${path} and its missing parents, mode 0700. 0 or -1. */
int file_folders(const char *path, struct fault *f);

/* ${dir}/${name} into ${out}; too long a path is EX_USAGE. 0 or -1. */
int file_join(char *out, size_t room, const char *dir, const char *name, struct fault *f);

bool file_exists(const char *path);

/* Free bytes of the file system that holds ${path}; SIZE_MAX when unknown. */
size_t file_space(const char *path);

/*
 * The names in a folder that end with ${suffix} (not case-sensitive: FAT), sorted, at most ${max}. *${names} and each
 * entry are malloc'd, freed by file_names_free(). A missing folder gives none. 0 or -1.
 */
int file_names(const char *dir, const char *suffix, size_t max, char ***names, size_t *n, struct fault *f);
void file_names_free(char **names, size_t n);

#endif
