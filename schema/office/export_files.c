/* Files that get their names together, once all of them are complete. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "office/export_inside.h"
#include "words.h"

static int
there_already(const char *path, struct fault *f)
{
	return fault_set(f, EX_CANTCREAT, _("%s is there already and stays as it is. Choose an empty folder; nothing was written."), path);
}

struct export_file *
export_file_new(struct export *e, const char *stem, const char *ending, struct fault *f)
{
	struct export_file *file = e->n_files < EXPORT_FILES ? calloc(1, sizeof *file) : NULL;
	char path[sizeof file->to.path];

	if (file == NULL) {
		fault_memory(f);
		return NULL;
	}
	file->to.fd = -1;
	e->files[e->n_files++] = file;
	snprintf(file->name, sizeof file->name, "%s.%s", stem, ending);
	if (file_join(path, sizeof path, e->order->dir, file->name, f) < 0)
		return NULL;
	if (file_exists(path)) {
		there_already(path, f);
		return NULL;
	}
	return file_new_begin(&file->to, path, f) < 0 ? NULL : file;
}

int
export_file_flush(struct export_file *file, struct fault *f)
{
	if (file->out.failed)
		return fault_memory(f);
	if (file_new_put(&file->to, file->out.data, file->out.len, NULL) < 0)
		return fault_errno(f, EX_IOERR, _("%s could not be written; nothing of the export is left"), file->to.path);
	buf_reset(&file->out);
	return 0;
}

int
export_files_complete(struct export *e, struct fault *f)
{
	struct stat st;

	for (size_t i = 0; i < e->n_files; i++) {
		struct export_file *file = e->files[i];
		if (export_file_flush(file, f) < 0)
			return -1;
		if (fsync(file->to.fd) < 0 || fstat(file->to.fd, &st) < 0)
			return fault_errno(f, EX_IOERR, _("%s could not be written; nothing of the export is left"), file->to.path);
		file->bytes = (uint64_t)st.st_size;
		e->report->bytes += file->bytes;
		e->report->files++;
	}
	return 0;
}

int
export_files_publish(struct export *e, struct fault *f)
{
	size_t done = 0, synced = 0;

	while (done < e->n_files && file_new_publish(&e->files[done]->to) == 0)
		done++;
	/* Linux vfat writes a new entry only when the file is synced again. */
	while (done == e->n_files && synced < done && fsync(e->files[synced]->to.fd) == 0)
		synced++;
	if (synced == e->n_files && file_sync_folder(e->order->dir) == 0)
		return 0;
	if (done < e->n_files && errno == EEXIST)
		there_already(e->files[done]->to.path, f);
	else
		fault_errno(f, EX_IOERR, _("In %s the files could not be given their names; nothing of the export is left"), e->order->dir);
	for (size_t i = 0; i < done; i++)
		unlink(e->files[i]->to.path);
	return -1;
}

void
export_files_free(struct export *e)
{
	for (size_t i = 0; i < e->n_files; i++) {
		file_new_drop(&e->files[i]->to);
		buf_wipe(&e->files[i]->out);
		free(e->files[i]);
	}
	e->n_files = 0;
}
