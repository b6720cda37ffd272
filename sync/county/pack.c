/* A pack going out: receipt, what others wrote in the device's areas, form and policy, what was found. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "journal/exchange.h"
#include "office.h"
#include "parcel.h"
#include "seal.h"
#include "receipt.h"
#include "run.h"
#include "sheets.h"
#include "tell_put.h"
#include "words.h"

#define PACK_NUMBER "pack_number"

struct holding {
	struct receipt_interval *held;
	size_t n, cap;
	struct receipt_out *out;
	size_t n_out, cap_out;
	struct fault *f;
};

static int
hold(void *self, uint64_t seq, const unsigned char hash[VERSION_HASH], int state)
{
	struct holding *h = self;

	if (h->n > 0 && seq == h->held[h->n - 1].last + 1) {
		h->held[h->n - 1].last = seq;
	} else if (h->n == 0 || seq > h->held[h->n - 1].last) {
		if (h->n == RECEIPT_ITEMS)
			return 1;
		if (array_grow(&h->held, &h->cap, h->n + 1, sizeof *h->held) < 0)
			return fault_memory(h->f);
		h->held[h->n++] = (struct receipt_interval){seq, seq};
	}
	if (state == FORCE_IN || h->n_out == RECEIPT_ITEMS)
		return 0;
	if (array_grow(&h->out, &h->cap_out, h->n_out + 1, sizeof *h->out) < 0)
		return fault_memory(h->f);
	h->out[h->n_out] = (struct receipt_out){.seq = seq, .reason = (enum reason)state};
	memcpy(h->out[h->n_out++].hash, hash, VERSION_HASH);
	return 0;
}

static int
put_receipt(struct office *o, const unsigned char device[KEY_ID], uint64_t number, struct buf *parcels, struct fault *f)
{
	struct receipt_device d = {0};
	struct receipt r = {.epoch = o->epoch, .number = number, .devices = &d, .n_devices = 1};
	struct holding h = {.f = f};
	struct buf b = {0};
	int64_t joined;
	int rc = device_chain(o->store.db, device, &d.dense, d.chain, &joined, f);

	memcpy(d.device, device, DEVICE_ID);
	if (rc >= 0)
		rc = device_versions(o->store.journal, device, 1, hold, &h, f);
	if (rc >= 0) {
		d.held = h.held;
		d.n_held = h.n;
		d.out = h.out;
		d.n_out = h.n_out;
		receipt_write(&r, &b);
		parcel_put(parcels, PARCEL_RECEIPT, b.data, b.len);
		rc = b.failed ? fault_memory(f) : 0;
	}
	buf_free(&b);
	free(h.held);
	free(h.out);
	return rc;
}

/* Versions for one pack: those from the place where the pack before was full. */
struct picking {
	struct run run;
	uint64_t skip, seen;
};

static int
pick(void *self, const struct version *v, int state)
{
	struct picking *p = self;

	if (p->seen < p->skip) {
		p->seen++;
		return 0;
	}
	int rc = run_gather(&p->run, v, state);
	p->seen += rc == 0;
	return rc;
}

static void
place_name(const unsigned char device[KEY_ID], char name[64])
{
	int n = snprintf(name, 64, "pack_place_");

	for (size_t i = 0; i < KEY_ID; i++)
		n += snprintf(name + n, 64 - (size_t)n, "%02x", device[i]);
}

/* Where the device's next pack begins, in versions since it joined; 0 unless the one before was full. */
static int
get_place(struct office *o, const unsigned char device[KEY_ID], uint64_t *place, struct fault *f)
{
	struct buf b = {0};
	char name[64];

	place_name(device, name);
	int rc = store_get(&o->store, name, &b, f);
	struct reader r = reader_of(b.data, b.len);
	*place = rc == 1 ? reader_u64(&r) : 0;
	buf_free(&b);
	return rc < 0 ? -1 : 0;
}

/* Nobody says that a pack arrived, so after the last versions the packs begin with the first again. */
static int
set_place(struct office *o, const unsigned char device[KEY_ID], const struct picking *p, bool full, struct fault *f)
{
	struct buf b = {0};
	char name[64];

	if (!full && p->skip == 0)
		return 0;
	place_name(device, name);
	if (!full)
		return store_drop(&o->store, name, f);
	buf_u64(&b, p->seen);
	int rc = b.failed ? fault_memory(f) : store_put(&o->store, name, b.data, b.len, f);
	buf_free(&b);
	return rc;
}

/* Versions by others since the device joined, of all its areas. What does not fit goes with the next pack. */
static int
put_versions(struct office *o, const unsigned char device[KEY_ID], struct buf *parcels, struct fault *f)
{
	const struct device *d = journal_device(o->store.journal, device);
	struct picking p = {.run = {.f = f}};
	struct buf columns = {0};
	unsigned char chain[32];
	uint64_t dense;
	int64_t joined;
	char area[CERT_AREA + 1];
	int rc = device_chain(o->store.db, device, &dense, chain, &joined, f) < 0 ? -1 : get_place(o, device, &p.skip, f);

	if (d == NULL || d->revoked_after >= 0 || d->state != 0)
		return rc;
	for (const char *at = d->areas; rc == 0 && *at != '\0';) {
		size_t n = strcspn(at, " ");
		if (n > 0 && n <= CERT_AREA) {
			memcpy(area, at, n);
			area[n] = '\0';
			rc = journal_versions_for_area(o->store.journal, joined, device, area, pick, &p, f);
		}
		at += n + (at[n] == ' ');
	}
	if (rc >= 0)
		rc = set_place(o, device, &p, rc > 0, f);
	if (rc == 0 && p.run.n > 0 && (rc = codec_pack(p.run.v, p.run.n, &columns, f)) == 0)
		parcel_put(parcels, PARCEL_VERSIONS, columns.data, columns.len);
	buf_wipe(&columns);
	run_free(&p.run);
	return rc;
}

static int
put_sheets(struct office *o, enum sheet_kind kind, struct buf *parcels, struct fault *f)
{
	struct sheets s;
	struct buf bytes[KIND_SHEETS] = {{0}}, b = {0};
	int rc = office_sheets(o, kind, &s, bytes, f);

	if (rc == 0) {
		sheets_write(&s, &b);
		parcel_put(parcels, kind == SHEETS_POLICY ? PARCEL_POLICY : PARCEL_FORM, b.data, b.len);
		rc = b.failed ? fault_memory(f) : 0;
	}
	for (size_t i = 0; i < KIND_SHEETS; i++)
		buf_free(&bytes[i]);
	buf_free(&b);
	return rc;
}

/* A number that no pack had before, durable before the pack is. */
static int
next_number(struct office *o, uint64_t *number, struct fault *f)
{
	struct buf b = {0};
	int rc = store_get(&o->store, PACK_NUMBER, &b, f);

	*number = 1;
	if (rc == 1 && b.len == 8) {
		struct reader r = reader_of(b.data, b.len);
		*number = reader_u64(&r) + 1;
	}
	buf_reset(&b);
	buf_u64(&b, *number);
	if (rc >= 0)
		rc = b.failed ? fault_memory(f) : store_put(&o->store, PACK_NUMBER, b.data, b.len, f);
	buf_free(&b);
	return rc;
}

/* The device's sealing key from the chain it joined with. */
static int
device_sealing(struct office *o, const unsigned char device[KEY_ID], unsigned char sealing[KEY_PUBLIC], struct fault *f)
{
	const struct device *d = journal_device(o->store.journal, device);
	struct arena a = {0};
	struct buf b = {0};
	struct certificate *c;
	size_t n = 0;
	int rc = d == NULL || !d->certified || d->role == ROLE_COUNTY ? 0 : db_bytes(o->store.db, f, DEVICE_CERTIFICATE, &b, "i", d->no);

	if (rc == 1)
		rc = certificates_read(&a, b.data, b.len, &c, &n, f) < 0 ? -1 : n > 0;
	if (rc == 1)
		memcpy(sealing, c[0].sealing, KEY_PUBLIC);
	else if (rc == 0)
		rc = fault_set(f, EX_NOUSER, _("No laptop with this id has joined this county."));
	buf_free(&b);
	arena_free(&a);
	return rc == 1 ? 0 : -1;
}

int
office_pack(struct office *o, const unsigned char device[KEY_ID], uint64_t *number, struct buf *file, struct fault *f)
{
	struct seal_header h = {.kind = SEAL_PACK, .epoch = o->epoch};
	struct buf parcels = {0};
	unsigned char sealing[KEY_PUBLIC];
	int rc = device_sealing(o, device, sealing, f);

	if (rc == 0)
		rc = next_number(o, number, f);
	if (rc == 0)
		rc = put_receipt(o, device, *number, &parcels, f);
	if (rc == 0)
		rc = put_sheets(o, SHEETS_FORM, &parcels, f);
	if (rc == 0)
		rc = put_sheets(o, SHEETS_POLICY, &parcels, f);
	if (rc == 0)
		rc = put_versions(o, device, &parcels, f);
	if (rc == 0)
		rc = tell_put(o, device, &parcels, f);
	if (rc == 0 && parcels.failed)
		rc = fault_memory(f);
	memcpy(h.county, o->id, KEY_ID);
	h.number = *number;
	if (rc == 0)
		rc = seal_make(&h, o->signing, sealing, &o->county, 1, parcels.data, parcels.len, &o->store.world, file, f);
	buf_wipe(&parcels);
	return rc;
}
