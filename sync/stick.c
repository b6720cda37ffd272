#include "stick.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "journal/exchange.h"
#include "file.h"
#include "usb.h"
#include "words.h"

static void
add_news(struct link_news *sum, const struct link_news *n)
{
	sum->versions += n->versions;
	sum->acknowledged += n->acknowledged;
	sum->out_of_force = n->old ? sum->out_of_force : n->out_of_force;
	sum->sheets |= n->sheets;
	sum->forked |= n->forked;
}

/* Add to what must be told, with the file that it is about (NULL: all of them); the first says the code. */
static void
tell(struct stick_news *news, const struct usb_file *file, const struct fault *why)
{
	const char *path = file != NULL ? file->path : "", *between = file != NULL ? ": " : "";

	if (news->why.code == 0)
		fault_set(&news->why, why->code, "%s%s%s", path, between, why->text);
	else
		fault_add(&news->why, " %s%s%s", path, between, why->text);
}

/* A file that is not taken. 0, or -1 when it is not to blame: our own disk or memory fails. What cannot even be read is
 * the stick's fault. */
static int
refuse(struct stick_news *news, const struct usb_file *file, const struct fault *why, bool unread, struct fault *f)
{
	news->refused++;
	tell(news, file, why);
	if (unread ? why->code != EX_OSERR
		   : why->code == EX_DATAERR || why->code == EX_NOUSER || why->code == EX_UNAVAILABLE)
		return 0;
	*f = *why;
	return -1;
}

/* Packs in order of their numbers. One that is refused stays on the stick and blocks no other. */
static int
take_packs(struct link *l, const char *dir, struct stick_news *news, struct fault *f)
{
	struct usb_file *files = NULL;
	struct buf bytes = {0};
	size_t n;
	int rc = 0;
	struct fault why = {0};

	if (usb_list(dir, USB_PACK, l->device, &files, &n, &why) < 0)
		rc = refuse(news, NULL, &why, true, f);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		struct link_news got;
		why = (struct fault){0};
		bool unread = usb_read(dir, &files[i], &bytes, &why) < 0;
		if (unread || link_take(l, bytes.data, bytes.len, &got, &why) < 0) {
			rc = refuse(news, &files[i], &why, unread, f);
			continue;
		}
		add_news(&news->taken, &got);
		news->packs += !got.old;
		if (got.refused.code != 0)
			tell(news, &files[i], &got.refused);
		if (got.forked) {
			fault_set(&why, EX_DATAERR,
				_("The county holds records in this laptop's name that it did not write: its disk was copied or set back. "
				  "What was saved here is safe and waits; tell the county office."));
			tell(news, NULL, &why);
		}
	}
	buf_free(&bytes);
	free(files);
	return rc;
}

struct leaving {
	struct link *l;
	const char *dir;
	struct stick_news *news;
	struct fault *f;
	bool blocked;
};

static int
leave_batch(void *self, const struct batch_row *b)
{
	struct leaving *v = self;
	struct fault why = {0};

	if (b->acked || b->n == 0)
		return 0;
	v->news->waiting++;
	int rc = usb_put(v->dir, USB_BATCH, v->l->device, (uint64_t)b->no, b->file, b->n, &why);
	if (rc < 0) {
		if (!v->blocked)
			*v->f = why;
		v->blocked = true;
		/* A name that is taken, or too little room for this one, stands in no other's way. */
		return why.code == EX_CANTCREAT ? 0 : -1;
	}
	if (rc == 0) {
		v->news->copied++;
		v->news->bytes += b->n;
	}
	return 0;
}

int
stick_exchange(struct link *l, const char *dir, struct stick_news *news, struct fault *f)
{
	struct leaving v = {.l = l, .dir = dir, .news = news, .f = f};

	*news = (struct stick_news){0};
	struct fault draft = {0};
	int rc = file_exists(dir) ? take_packs(l, dir, news, f) : usb_gone(f);
	if (rc == 0 && store_save_drafts(l->store, &draft) < 0 && draft.code != EX_DATAERR) {
		*f = draft;
		rc = -1;
	}
	if (rc == 0)
		rc = link_make(l, f) < 0 ? -1 : 0;
	if (rc == 0 && (batch_visit(l->store->db, leave_batch, &v, f) < 0 || v.blocked))
		rc = -1;
	if (rc == 0 && draft.code != 0) {
		/* Everything else went; the one draft is told last. */
		*f = draft;
		rc = -1;
	}
	struct exchange_row log = {.wall_ms = l->store->world.now(l->store->world.self), .carrier = "USB", .note = rc < 0 ? "!" : "",
		.sent = (int64_t)news->copied, .received = (int64_t)news->packs, .bytes = (int64_t)news->bytes};
	struct fault logging = {0};
	if (exchange_add(l->store->db, &log, &logging) < 0 && rc == 0) {
		*f = logging;
		rc = -1;
	}
	return rc;
}
