#include "county_link.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "date.h"
#include "file.h"
#include "join.h"
#include "stick.h"
#include "sticks.h"
#include "tell.h"
#include "usb.h"
#include "words.h"

#define INVITATION_MOST (16u << 20)

struct county_link {
	struct link link;
};

int
county_link_identify(struct app *a, struct fault *f)
{
	struct county_link *c = calloc(1, sizeof *c);

	if (c == NULL)
		return fault_memory(f);
	if (link_open(&c->link, &a->store, f) < 0) {
		free(c);
		return -1;
	}
	a->link = c;
	memcpy(a->device, c->link.device, sizeof a->device);
	a->role = c->link.n_chain > 0 ? c->link.chain[0].role : ROLE_VISITOR;
	snprintf(a->cadre, sizeof a->cadre, "%s", c->link.cadre);
	snprintf(a->village, sizeof a->village, "%s", c->link.village);
	return 0;
}

void
county_link_close(struct app *a)
{
	if (a->link == NULL)
		return;
	link_close(&a->link->link);
	explicit_bzero(a->link, sizeof *a->link);
	free(a->link);
	a->link = NULL;
}

int
county_link_join(struct app *a, const char *path, const char *typed, const char *passphrase, size_t n, struct fault *f)
{
	struct invite_file invite;
	struct buf bytes = {0};
	char code[PAIRING_CODE];
	int rc = -1;

	if (pairing_read(typed, strlen(typed), code, f) < 0)
		return -1;
	if (file_read(path, INVITATION_MOST, &bytes, f) == 0 && file_folders(a->folder, f) == 0 &&
		invite_open(bytes.data, bytes.len, code, &invite, f) == 0) {
		rc = join_laptop(a->folder, &invite, passphrase, n, &a->world, f);
		invite_close(&invite);
	}
	explicit_bzero(code, sizeof code);
	buf_wipe(&bytes);
	return rc;
}

int
county_link_invitation(size_t i, char *path, size_t room)
{
	struct sticks sticks = {0};
	struct fault f = {0};
	int found = 0;

	sticks_read(&sticks);
	for (size_t s = 0; s < sticks.n && !found; s++) {
		struct usb_file *files;
		size_t n;
		if (usb_list(sticks.dirs[s], USB_INVITE, NULL, &files, &n, &f) < 0)
			continue;
		if (i < n)
			found = file_join(path, room, sticks.dirs[s], files[i].path, &f) == 0;
		else
			i -= n;
		free(files);
	}
	sticks_free(&sticks);
	return found;
}

static int
not_joined(struct fault *f)
{
	return fault_set(f, EX_CONFIG, _("This laptop has not joined a county yet."));
}

int
county_link_stick(struct app *a, const char *dir, struct county_news *news, struct fault *f)
{
	struct stick_news s = {0};

	*news = (struct county_news){0};
	if (app_save(a, f) < 0)
		return -1;
	if (a->link == NULL)
		return not_joined(f);
	int rc = stick_exchange(&a->link->link, dir, &s, f);
	*news = (struct county_news){.batches = s.copied, .bytes = s.bytes, .waiting = s.waiting, .packs = s.packs, .refused = s.refused,
		.versions = s.taken.versions, .acknowledged = s.taken.acknowledged, .out_of_force = s.taken.out_of_force,
		.sheets = s.taken.sheets, .why = s.why};
	return rc;
}

int
county_link_status(struct app *a, struct county_status *st, struct fault *f)
{
	struct link_status s;

	*st = (struct county_status){0};
	if (a->link == NULL)
		return not_joined(f);
	if (link_status(&a->link->link, &s, f) < 0)
		return -1;
	*st = (struct county_status){s.households, s.batches, s.bytes, s.held, s.out_of_force, s.receipt_ms};
	return 0;
}

int
county_link_untold(struct app *a, uint64_t *n, struct fault *f)
{
	return tell_left_out(&a->store, n, f);
}

void
county_link_waiting(const struct county_status *st, struct buf *out)
{
	buf_printf(out, _("Waiting to go: %llu households, %llu batches, %llu bytes"), (unsigned long long)st->households,
		(unsigned long long)st->batches, (unsigned long long)st->bytes);
}

void
county_link_receipt(const struct county_status *st, struct buf *out)
{
	char day[DATE_TEXT];

	if (st->receipt_ms == 0) {
		buf_text(out, _("Last receipt: none yet"));
		return;
	}
	date_format(app_day(st->receipt_ms), day);
	buf_printf(out, _("Last receipt: %s, %llu versions held, %llu of them not in force"), day, (unsigned long long)st->held,
		(unsigned long long)st->out_of_force);
}
