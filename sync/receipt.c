#include "receipt.h"

#include <string.h>

#include "journal/journal.h"
#include "words.h"

/* What the journal derives goes into receipts as it is. */
_Static_assert((int)REASON_ROLE == (int)FORCE_ROLE && (int)REASON_CONTRADICTS == (int)FORCE_CONTRADICTS, "reasons");

static const char *const reasons[REASONS] = {
	[REASON_IN_FORCE] = N_("in force"),
	[REASON_UNFIT] = N_("an answer does not fit the form"),
	[REASON_UNKNOWN] = N_("the form does not know this table or section yet"),
	[REASON_ROLE] = N_("this section is for another role to fill in"),
	[REASON_AREA] = N_("the household lies outside the author's area"),
	[REASON_REVOKED] = N_("written after the laptop was revoked"),
	[REASON_UNCERTIFIED] = N_("the laptop's certificate is not known yet"),
	[REASON_HELD] = N_("the invitation was used on two laptops; the county decides"),
	[REASON_ORPHAN] = N_("the record it belongs to has not come yet"),
	[REASON_CONTRADICTS] = N_("the record stands under another one already"),
};

const char *
reason_text(enum reason r)
{
	return r < REASONS ? _(reasons[r]) : _("not in force, for a reason a newer program knows");
}

void
receipt_write(const struct receipt *r, struct buf *out)
{
	buf_u64(out, r->epoch);
	buf_u64(out, r->number);
	buf_varint(out, r->n_devices);
	for (size_t i = 0; i < r->n_devices; i++) {
		const struct receipt_device *d = &r->devices[i];
		uint64_t end = 0;
		buf_add(out, d->device, DEVICE_ID);
		buf_varint(out, d->dense);
		buf_add(out, d->chain, sizeof d->chain);
		buf_varint(out, d->n_held);
		for (size_t k = 0; k < d->n_held; k++) {
			buf_varint(out, d->held[k].first - end);
			buf_varint(out, d->held[k].last - d->held[k].first);
			end = d->held[k].last;
		}
		buf_varint(out, d->n_out);
		for (size_t k = 0; k < d->n_out; k++) {
			buf_varint(out, d->out[k].seq);
			buf_add(out, d->out[k].hash, VERSION_HASH);
			buf_byte(out, d->out[k].reason);
		}
	}
}

/* A count of at most ${max} things of at least ${each} bytes; anything else sets the reader's failure and gives 0. */
static size_t
take_count(struct reader *r, size_t max, size_t each)
{
	uint64_t n = reader_varint(r);

	if (r->failed || n > max || n > reader_left(r) / each) {
		r->failed = true;
		return 0;
	}
	return (size_t)n;
}

static int
take_held(struct arena *a, struct reader *r, struct receipt_device *d)
{
	uint64_t end = 0;

	d->n_held = take_count(r, RECEIPT_ITEMS, 2);
	if ((d->held = arena_new(a, d->n_held + 1, sizeof *d->held)) == NULL)
		return -1;
	for (size_t i = 0; i < d->n_held && !r->failed; i++) {
		uint64_t gap = reader_varint(r), more = reader_varint(r);
		/* The first may start at 1; the others leave at least one seq out. */
		if (gap < (i == 0 ? 1 : 2) || gap > INT64_MAX - end || more > INT64_MAX - end - gap)
			return -1;
		d->held[i] = (struct receipt_interval){end + gap, end + gap + more};
		end = d->held[i].last;
	}
	return r->failed ? -1 : 0;
}

static int
take_out(struct arena *a, struct reader *r, struct receipt_device *d)
{
	d->n_out = take_count(r, RECEIPT_ITEMS, 2 + VERSION_HASH);
	if ((d->out = arena_new(a, d->n_out + 1, sizeof *d->out)) == NULL)
		return -1;
	for (size_t i = 0; i < d->n_out; i++) {
		d->out[i].seq = reader_varint(r);
		const unsigned char *hash = reader_bytes(r, VERSION_HASH);
		d->out[i].reason = (enum reason)reader_byte(r);
		if (hash == NULL || r->failed || d->out[i].seq == 0)
			return -1;
		memcpy(d->out[i].hash, hash, VERSION_HASH);
	}
	return r->failed ? -1 : 0;
}

static int
take_device(struct arena *a, struct reader *r, struct receipt_device *d)
{
	const unsigned char *id = reader_bytes(r, DEVICE_ID);

	d->dense = reader_varint(r);
	const unsigned char *chain = reader_bytes(r, sizeof d->chain);
	if (id == NULL || chain == NULL || take_held(a, r, d) < 0 || take_out(a, r, d) < 0)
		return -1;
	memcpy(d->device, id, DEVICE_ID);
	memcpy(d->chain, chain, sizeof d->chain);
	return d->dense == 0 || receipt_covers(d, 1, d->dense) ? 0 : -1;
}

int
receipt_read(struct arena *a, const void *bytes, size_t n, struct receipt *rec, struct fault *f)
{
	struct reader r = reader_of(bytes, n);
	bool good;

	*rec = (struct receipt){.epoch = reader_u64(&r), .number = reader_u64(&r)};
	rec->n_devices = take_count(&r, RECEIPT_DEVICES, DEVICE_ID + 32 + 3);
	rec->devices = arena_new(a, rec->n_devices + 1, sizeof *rec->devices);
	good = !r.failed && rec->devices != NULL;
	for (size_t i = 0; good && i < rec->n_devices; i++)
		good = take_device(a, &r, &rec->devices[i]) == 0;
	if (!good || !reader_done(&r))
		return fault_set(f, EX_DATAERR,
			_("The receipt is not well formed and was not taken; ask the county for a new one. What "
			  "was saved here is safe."));
	return 0;
}

const struct receipt_device *
receipt_find(const struct receipt *r, const unsigned char device[DEVICE_ID])
{
	for (size_t i = 0; i < r->n_devices; i++)
		if (memcmp(r->devices[i].device, device, DEVICE_ID) == 0)
			return &r->devices[i];
	return NULL;
}

bool
receipt_covers(const struct receipt_device *d, uint64_t first, uint64_t last)
{
	for (size_t i = 0; i < d->n_held; i++)
		if (d->held[i].first <= first && last <= d->held[i].last)
			return true;
	return false;
}
