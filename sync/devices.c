#include "devices.h"

#include <string.h>

#include "words.h"

#define MAGIC "FPL1"
#define LABEL "fangpin list 1"
#define EACH (KEY_ID + KEY_PUBLIC + 3) /* least bytes of an entry */

static int
damaged(struct fault *f)
{
	return fault_set(f, EX_DATAERR,
		_("The list of devices is damaged or not signed by the county. The one known before stays "
		  "in use; ask the county for a new one."));
}

/* Signed is the hash, for the list may be longer than what is signed at once. */
static void
digest(unsigned char out[KEY_HASH], const void *bytes, size_t n)
{
	keys_hash(out, LABEL, bytes, n, NULL, 0);
}

int
devices_write(const struct device_list *l, const struct keypair *county, struct buf *out, struct fault *f)
{
	unsigned char hash[KEY_HASH], sig[KEY_SIGNATURE];
	struct buf b = {0};

	if (l->n > DEVICES)
		return fault_set(f, EX_DATAERR, _("A county may list at most %d devices."), DEVICES);
	buf_text(&b, MAGIC);
	buf_u32(&b, 1);
	buf_u64(&b, l->epoch);
	buf_u64(&b, l->version);
	buf_add(&b, l->root, KEY_PUBLIC);
	buf_block(&b, l->county.bytes, l->county.len);
	buf_varint(&b, l->n);
	for (size_t i = 0; i < l->n; i++) {
		const struct listed *d = &l->devices[i];
		if (i > 0 && memcmp(l->devices[i - 1].id, d->id, KEY_ID) >= 0) {
			buf_free(&b);
			return damaged(f);
		}
		buf_add(&b, d->id, KEY_ID);
		buf_add(&b, d->signing, KEY_PUBLIC);
		buf_byte(&b, d->role);
		buf_byte(&b, d->state);
		buf_varint(&b, d->last);
	}
	digest(hash, b.data, b.len);
	int rc = b.failed || keys_sign(county, LABEL, hash, sizeof hash, sig) < 0 ? -1 : 0;
	if (rc == 0) {
		buf_add(out, b.data, b.len);
		rc = buf_add(out, sig, sizeof sig);
	}
	buf_free(&b);
	return rc < 0 ? fault_memory(f) : 0;
}

static int
take_device(struct reader *r, struct listed *d)
{
	unsigned char id[KEY_ID];
	const unsigned char *own = reader_bytes(r, KEY_ID), *signing = reader_bytes(r, KEY_PUBLIC);

	d->role = (enum role)reader_byte(r);
	d->state = (enum listed_state)reader_byte(r);
	d->last = reader_varint(r);
	if (r->failed || own == NULL || signing == NULL || d->role >= ROLES || d->state >= LISTED_STATES)
		return -1;
	memcpy(d->id, own, KEY_ID);
	memcpy(d->signing, signing, KEY_PUBLIC);
	keys_id(d->signing, id);
	return memcmp(id, d->id, KEY_ID) == 0 ? 0 : -1;
}

/* Everything up to the devices; ${n} bytes without the signature. */
static int
take_front(struct reader *r, const unsigned char root[KEY_PUBLIC], struct device_list *l, struct fault *f)
{
	const unsigned char *magic = reader_bytes(r, 4);
	uint32_t format = reader_u32(r);
	size_t len;

	*l = (struct device_list){.epoch = reader_u64(r), .version = reader_u64(r)};
	const unsigned char *own = reader_bytes(r, KEY_PUBLIC), *cert = reader_block(r, CERT_BYTES, &len);
	if (r->failed || own == NULL || cert == NULL || memcmp(magic, MAGIC, 4) != 0)
		return damaged(f);
	if (format != 1)
		return fault_set(f, EX_UNAVAILABLE,
			_("The file was made by a newer program. Update the program and read it again; "
			  "nothing of it was taken."));
	memcpy(l->root, own, KEY_PUBLIC);
	if (certificate_read(&l->county, cert, len, f) < 0 || certificate_chain(&l->county, 1, root, f) < 0)
		return -1;
	return l->county.kind == CERT_COUNTY_SIGNING && memcmp(root, own, KEY_PUBLIC) == 0 ? 0 : damaged(f);
}

int
devices_read(struct arena *a, const void *bytes, size_t n, const unsigned char root[KEY_PUBLIC], struct device_list *l,
	struct fault *f)
{
	unsigned char hash[KEY_HASH];

	if (n < KEY_SIGNATURE)
		return damaged(f);
	struct reader r = reader_of(bytes, n - KEY_SIGNATURE);
	if (take_front(&r, root, l, f) < 0)
		return -1;
	digest(hash, bytes, n - KEY_SIGNATURE);
	if (!keys_verify(l->county.signing, LABEL, hash, sizeof hash, (const unsigned char *)bytes + n - KEY_SIGNATURE))
		return damaged(f);
	uint64_t count = reader_varint(&r);
	if (r.failed || count > DEVICES || count > reader_left(&r) / EACH)
		return damaged(f);
	if ((l->devices = arena_new(a, (size_t)count + 1, sizeof *l->devices)) == NULL)
		return fault_memory(f);
	for (; l->n < count; l->n++)
		if (take_device(&r, &l->devices[l->n]) < 0 ||
			(l->n > 0 && memcmp(l->devices[l->n - 1].id, l->devices[l->n].id, KEY_ID) >= 0))
			return damaged(f);
	return reader_done(&r) ? 0 : damaged(f);
}

const struct listed *
devices_find(const struct device_list *l, const unsigned char id[KEY_ID])
{
	size_t low = 0, high = l->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int c = memcmp(id, l->devices[mid].id, KEY_ID);
		if (c == 0)
			return &l->devices[mid];
		if (c < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return NULL;
}
