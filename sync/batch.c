#include "batch.h"

#include <string.h>

#include "parcel.h"
#include "words.h"

static int
not_dense(struct fault *f)
{
	return fault_set(f, EX_DATAERR,
		_("The records in the batch are not those its header names. Nothing of it was taken; show it "
		  "to the county's technician."));
}

int
batch_make(const struct batch *b, const struct version *v, size_t n, const struct world *w,
	unsigned char after[KEY_HASH], struct buf *out, struct fault *f)
{
	struct seal_header h = {.kind = SEAL_BATCH, .epoch = b->epoch, .number = b->number};
	struct buf columns = {0}, parcels = {0};
	struct batch_check check;
	int rc = 0;

	memcpy(h.county, b->county, KEY_ID);
	memcpy(h.before, b->before, KEY_HASH);
	keys_id(keys_public(b->sender), h.sender);
	h.first = n > 0 ? v[0].id.seq : 0;
	h.last = n > 0 ? v[n - 1].id.seq : 0;
	batch_check_start(&check, &h);
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = memcmp(v[i].id.device, h.sender, KEY_ID) == 0 ? batch_check_version(&check, &v[i], f)
								   : not_dense(f);
	if (rc == 0 && n > 0)
		rc = codec_pack(v, n, &columns, f);
	if (rc == 0) {
		memcpy(h.after, check.chain, KEY_HASH);
		memcpy(after, check.chain, KEY_HASH);
		if (n > 0)
			parcel_put(&parcels, PARCEL_VERSIONS, columns.data, columns.len);
		rc = parcels.failed ? fault_memory(f)
				    : seal_make(&h, b->sender, b->receiver, b->chain, b->n_chain, parcels.data,
					      parcels.len, w, out, f);
	}
	buf_wipe(&columns);
	buf_wipe(&parcels);
	return rc;
}

void
batch_check_start(struct batch_check *c, const struct seal_header *h)
{
	*c = (struct batch_check){.next = h->first, .last = h->last};
	memcpy(c->sender, h->sender, KEY_ID);
	memcpy(c->chain, h->before, KEY_HASH);
	memcpy(c->after, h->after, KEY_HASH);
}

int
batch_check_version(struct batch_check *c, const struct version *v, struct fault *f)
{
	if (memcmp(v->id.device, c->sender, KEY_ID) != 0)
		return 0;
	if (c->next == 0 || v->id.seq != c->next)
		return not_dense(f);
	seal_chain(c->chain, v->id.hash);
	c->next = c->next == c->last ? 0 : c->next + 1;
	return 0;
}

int
batch_check_end(const struct batch_check *c, struct fault *f)
{
	return c->next == 0 && memcmp(c->chain, c->after, KEY_HASH) == 0 ? 0 : not_dense(f);
}
