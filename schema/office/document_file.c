/* A paper as a file of its own, and the log of who wrote which. */
#include <stdio.h>
#include <string.h>

#include "date.h"
#include "file.h"
#include "journal/exchange.h"
#include "office/document_inside.h"
#include "words.h"

enum { SAME_DAY = 999 }; /* files of one paper, one day and one folder */

static const char *const endings[] = {[DOCUMENT_TEXT] = "txt", [DOCUMENT_HTML] = "html"};

/* A path that is free: paper, day and a number, nothing of whom it is about. 0 or -1. */
static int
free_path(const struct documents *d, const struct document_order *o, const char *dir, char path[DOCUMENT_PATH], struct fault *f)
{
	char day[DATE_TEXT], name[128];

	date_format(world_today(&d->store->world), day);
	for (int i = 1; i <= SAME_DAY; i++) {
		snprintf(name, sizeof name, "%.60s-%s-%d.%s", o->kind->name, day, i, endings[o->format]);
		if (file_join(path, DOCUMENT_PATH, dir, name, f) < 0)
			return -1;
		if (!file_exists(path))
			return 0;
	}
	return fault_set(f, EX_CANTCREAT, _("%s holds too many papers of today"), dir);
}

/* Before the file has its name: no paper leaves without a line in the log. 0 or -1. */
static int
write_log(struct documents *d, const struct document_order *o, const char *who, size_t bytes, struct fault *f)
{
	struct buf note = {0};

	buf_printf(&note, "%s: %s", o->kind->name, who);
	const struct exchange_row e = {.wall_ms = d->store->world.now(d->store->world.self), .carrier = DOCUMENT_CARRIER, .note = buf_str(&note),
		.sent = 1, .bytes = (int64_t)bytes};
	int rc = note.failed ? fault_memory(f) : exchange_add(d->store->db, &e, f);
	buf_free(&note);
	return rc;
}

int
document_file(struct documents *d, const struct document_order *o, struct casefile *c, const char *dir, const char *who, char path[DOCUMENT_PATH], struct fault *f)
{
	struct file_new file = {.fd = -1};
	struct buf paper = {0};
	int rc = o->kind->village ? document_village(d, o, &paper, f) : document_household(d, o, c, &paper, f);

	rc = rc < 0 || free_path(d, o, dir, path, f) < 0 || file_new_begin(&file, path, f) < 0 || file_new_put(&file, paper.data, paper.len, f) < 0 ||
			write_log(d, o, who, paper.len, f) < 0 || file_new_end(&file, f) < 0
		? -1
		: 0;
	file_new_drop(&file);
	buf_wipe(&paper);
	return rc;
}
