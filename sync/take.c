/* A pack coming in: receipt, versions, sheets. One transaction for what belongs together. */
#include <stdlib.h>
#include <string.h>

#include "journal/exchange.h"
#include "journal/hash.h"
#include "link.h"
#include "tell.h"
#include "parcel.h"
#include "receipt.h"
#include "run.h"
#include "words.h"

struct acking {
	uint64_t dense; /* the county holds own versions 1 to this one */
	int64_t acked[256];
	size_t n;
	bool more;
};

static int
find_covered(void *self, const struct batch_row *b)
{
	struct acking *a = self;

	if (b->acked || (b->first > 0 && b->last > a->dense))
		return 0;
	if (a->n == sizeof a->acked / sizeof a->acked[0]) {
		a->more = true;
		return 1;
	}
	a->acked[a->n++] = b->no;
	return 0;
}

/* Batches whose versions the county holds are done with; their bytes are let go. */
static int
acknowledge(struct link *l, uint64_t dense, struct link_news *news, struct fault *f)
{
	struct acking a = {.dense = dense};
	int64_t now = l->store->world.now(l->store->world.self);

	do {
		a.n = 0;
		a.more = false;
		if (batch_visit(l->store->db, find_covered, &a, f) < 0)
			return -1;
		for (size_t i = 0; i < a.n; i++)
			if (batch_ack(l->store->db, a.acked[i], now, f) < 0)
				return -1;
		news->acknowledged += a.n;
	} while (a.more);
	return 0;
}

/* What the county said of this laptop, for the status line: time, held, not in force. */
static int
remember_receipt(struct link *l, const struct receipt_device *d, uint64_t held, struct fault *f)
{
	struct buf b = {0};

	buf_u64(&b, (uint64_t)l->store->world.now(l->store->world.self));
	buf_u64(&b, held);
	buf_u64(&b, d->n_out);
	for (size_t i = 0; i < d->n_out; i++) {
		buf_u64(&b, d->out[i].seq);
		buf_byte(&b, (unsigned)d->out[i].reason);
	}
	int rc = b.failed ? fault_memory(f) : store_put(l->store, LINK_RECEIPT, b.data, b.len, f);
	buf_free(&b);
	return rc;
}

static int
put_two(struct link *l, const char *name, uint64_t first, const uint64_t *second, struct fault *f)
{
	struct buf b = {0};

	buf_u64(&b, first);
	if (second != NULL)
		buf_u64(&b, *second);
	int rc = b.failed ? fault_memory(f) : store_put(l->store, name, b.data, b.len, f);
	buf_free(&b);
	return rc;
}

/* 1 when a receipt is newer than every one before, and then remembered as such; 0, -1. One that was on its way for long
 * must not take back what a newer one said. */
static int
newest(struct link *l, const struct receipt *r, struct fault *f)
{
	struct buf b = {0};
	int rc = store_get(l->store, LINK_RECEIPT_NUMBER, &b, f);
	struct reader had = reader_of(b.data, b.len);
	uint64_t epoch = rc == 1 ? reader_u64(&had) : 0, number = rc == 1 ? reader_u64(&had) : 0;

	buf_free(&b);
	if (rc < 0 || r->epoch < epoch || (r->epoch == epoch && r->number <= number))
		return rc < 0 ? -1 : 0;
	return put_two(l, LINK_RECEIPT_NUMBER, r->epoch, &r->number, f) < 0 ? -1 : 1;
}

/* How far the county holds this laptop's own history: the receipt's word, when the chain over it is ours. */
static int
held_of_ours(struct link *l, const struct receipt_device *d, uint64_t *dense, struct link_news *news, struct fault *f)
{
	unsigned char chain[KEY_HASH];
	uint64_t reached;
	int64_t last = journal_last_seq(l->store->journal, l->device, f);

	*dense = 0;
	if (d == NULL)
		return 0;
	if (last < 0 || link_chain(l, d->dense, chain, &reached, f) < 0)
		return -1;
	if (reached == d->dense && memcmp(chain, d->chain, KEY_HASH) == 0)
		*dense = d->dense;
	else
		news->forked = true;
	news->forked |= d->n_held > 0 && d->held[d->n_held - 1].last > (uint64_t)last;
	return 0;
}

static int
apply_receipt(struct link *l, const struct receipt *r, struct link_news *news, struct fault *f)
{
	const struct receipt_device *d = receipt_find(r, l->device);
	uint64_t dense, held = 0;

	if (held_of_ours(l, d, &dense, news, f) < 0)
		return -1;
	/* A county restored from a backup no longer holds what it did: that goes again. So it does when the epoch was not
	 * raised, as it should have been, but a newer receipt covers less; a clone's history says nothing about ours. */
	bool restored = r->epoch != l->epoch;
	if ((restored || (d != NULL && !news->forked)) && batch_unack(l->store->db, dense, f) < 0)
		return -1;
	if (restored && put_two(l, LINK_EPOCH, r->epoch, NULL, f) < 0)
		return -1;
	if (d == NULL)
		return 0;
	for (size_t i = 0; i < d->n_held; i++)
		held += d->held[i].last - d->held[i].first + 1;
	news->out_of_force = d->n_out;
	return acknowledge(l, dense, news, f) < 0 ? -1 : remember_receipt(l, d, held, f);
}

static int
take_receipt(struct link *l, const struct parcel *p, const struct seal_header *h, struct link_news *news, struct fault *f)
{
	struct arena a = {0};
	struct receipt r;
	int rc = receipt_read(&a, p->bytes, p->n, &r, f);

	if (rc == 0 && (r.epoch != h->epoch || r.number != h->number))
		rc = fault_set(f, EX_DATAERR, _("The receipt in this file is not the one its header names. Nothing of it was taken; ask the county to write it again."));
	if (rc == 0 && (rc = newest(l, &r, f)) == 1)
		rc = apply_receipt(l, &r, news, f);
	arena_free(&a);
	return rc;
}

/* Form and policy are read against each other, so all sheets of a pack come into force as one. */
static int
put_sheets(struct link *l, const struct parcel *list, size_t n, struct fault *f)
{
	struct arena a = {0};
	struct issued_sheet all[2 * PARCEL_SHEETS];
	struct sheets s = {0};
	size_t count = 0;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < n; i++) {
		if (list[i].type != PARCEL_FORM && list[i].type != PARCEL_POLICY)
			continue;
		rc = sheets_read(&a, list[i].bytes, list[i].n, &s, f);
		for (size_t k = 0; rc == 0 && k < s.n && count < sizeof all / sizeof all[0]; k++)
			all[count++] = (struct issued_sheet){s.sheet[k], s.version};
	}
	if (rc == 0 && count > 0)
		rc = store_sheets(l->store, all, count, s.epoch, f);
	arena_free(&a);
	return rc;
}

/* What the sheets themselves are to blame for keeps nothing else out; a failing disk or memory is another matter. */
static int
take_sheets(struct link *l, const struct parcel *list, size_t n, struct link_news *news, struct fault *f)
{
	struct fault why = {0};
	int rc = put_sheets(l, list, n, &why);

	news->sheets = rc == 1;
	if (rc >= 0)
		return 0;
	if (why.code == EX_DATAERR || why.code == EX_UNAVAILABLE) {
		news->refused = why;
		return 0;
	}
	*f = why;
	return -1;
}

/* Receipt and versions, and that this file was taken: all or nothing. */
static int
take_rest(struct link *l, const struct parcel *list, size_t n, const struct seal_header *h, const unsigned char hash[32],
	struct link_news *news, struct fault *f)
{
	struct store *s = l->store;
	struct link_news got = {.sheets = news->sheets, .refused = news->refused};
	uint64_t epoch = h->epoch > l->epoch ? h->epoch : l->epoch;
	int rc = journal_begin(s->journal, f);

	if (rc < 0)
		return -1;
	for (size_t i = 0; rc == 0 && i < n; i++) {
		if (list[i].type == PARCEL_VERSIONS)
			rc = run_receive(s->journal, list[i].bytes, list[i].n, &got.versions, f);
		else if (list[i].type == PARCEL_RECEIPT)
			rc = take_receipt(l, &list[i], h, &got, f);
		else if (list[i].type == PARCEL_FINDINGS)
			rc = tell_take(l, &list[i], h, &got.told, f);
	}
	if (rc == 0)
		rc = taken_add(s->db, hash, s->world.now(s->world.self), (int64_t)got.versions, f);
	if (journal_end(s->journal, rc == 0, f) < 0)
		return -1;
	*news = got;
	/* A pack without a receipt says nothing of what a new epoch holds, so it does not begin one. */
	if (parcel_find(list, n, PARCEL_RECEIPT) != NULL)
		l->epoch = epoch;
	return 0;
}

static int
take_parcels(struct link *l, const struct buf *content, const struct seal_header *h, const unsigned char hash[32],
	struct link_news *news, struct fault *f)
{
	struct parcel *list = calloc(PARCELS, sizeof *list);
	size_t n;
	int rc = list == NULL ? fault_memory(f) : parcel_read(content->data, content->len, list, &n, f);

	/* Sheets first: the versions may need them. They are put in force by themselves. */
	if (rc == 0)
		rc = take_sheets(l, list, n, news, f);
	if (rc == 0)
		rc = take_rest(l, list, n, h, hash, news, f);
	free(list);
	return rc;
}

/* What the pack brought is on disk; where what follows from it finds no room now, the screens make it later. */
static void
refresh(struct link *l, struct link_news *news)
{
	struct fault why = {0};
	int rc;

	while ((rc = store_refresh(l->store, 200, &why)) == 1)
		continue;
	if (rc < 0 && news->refused.code == 0)
		news->refused = why;
}

int
link_take(struct link *l, const void *bytes, size_t n, struct link_news *news, struct fault *f)
{
	struct seal_header h;
	struct buf content = {0};
	const struct keypair *keys[] = {l->sealing};
	unsigned char hash[32], sender[KEY_ID];
	int64_t before;

	*news = (struct link_news){0};
	hash_bytes(hash, sizeof hash, bytes, n);
	int rc = taken_find(l->store->db, hash, &before, f);
	if (rc != 0) {
		news->old = true;
		return rc < 0 ? -1 : 0;
	}
	if (seal_peek(bytes, n, &h, f) < 0)
		return -1;
	keys_id(l->county_signing, sender);
	if (h.kind != SEAL_PACK || memcmp(h.county, l->county, KEY_ID) != 0)
		return fault_set(f, EX_NOUSER, _("This file is not from this laptop's county; it was left alone."));
	if (memcmp(h.sender, sender, KEY_ID) != 0)
		return fault_set(f, EX_NOUSER, _("This file is signed by a key this laptop does not know; it was left alone. Ask the county for a new invitation."));
	if (seal_open(bytes, n, l->county_signing, keys, 1, &content, f) < 0)
		return -1;
	news->old = h.epoch < l->epoch;
	if (news->old)
		rc = taken_add(l->store->db, hash, l->store->world.now(l->store->world.self), 0, f);
	else
		rc = take_parcels(l, &content, &h, hash, news, f);
	buf_wipe(&content);
	if (rc == 0 && (news->versions > 0 || news->sheets || news->told))
		refresh(l, news);
	return rc;
}

static int
count_waiting(void *self, const struct batch_row *b)
{
	struct link_status *st = self;

	st->batches += !b->acked;
	st->bytes += b->acked ? 0 : b->n;
	return 0;
}

int
link_status(struct link *l, struct link_status *st, struct fault *f)
{
	struct buf b = {0};
	unsigned char chain[32];
	uint64_t last;
	int64_t no, households = 0;
	const struct device *d = journal_device(l->store->journal, l->device);

	*st = (struct link_status){0};
	if (batch_visit(l->store->db, count_waiting, st, f) < 0 || batch_last(l->store->db, &no, &last, chain, f) < 0)
		return -1;
	if (d != NULL && db_number(l->store->db, f, ROOTS_SINCE, &households, "ii", d->no, (int64_t)last) < 0)
		return -1;
	st->households = (uint64_t)households;
	int rc = store_get(l->store, LINK_RECEIPT, &b, f);
	struct reader r = reader_of(b.data, b.len);
	if (rc == 1 && b.len >= 24) {
		st->receipt_ms = (int64_t)reader_u64(&r);
		st->held = reader_u64(&r);
		st->out_of_force = reader_u64(&r);
	}
	buf_free(&b);
	return rc < 0 ? -1 : 0;
}
