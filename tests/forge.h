#ifndef TEST_FORGE_H
#define TEST_FORGE_H

/* Files as somebody with true keys and bad intentions would make them: nothing here checks what it writes. */
#include "codec.h"
#include "parcel.h"
#include "round_trip.h"

/* What a forged file says; fields that are NULL or 0 take their true values. */
struct forgery {
	enum seal_kind kind;
	uint64_t number, first, last, epoch;
	const unsigned char *before, *after, *county, *receiver; /* receiver: public sealing key */
	const struct keypair *signer;
	const struct certificate *chain;
	size_t n_chain;
	bool stripped; /* no certificates */
	const struct buf *more; /* parcels behind the versions */
};

/* A batch of these versions in the laptop's name, or whatever ${g} makes of it, into ${out} (emptied first). */
static inline void
forge_batch(struct laptop *l, const struct version *v, size_t n, const struct forgery *g, struct buf *out)
{
	struct seal_header h = {.kind = g->kind != 0 ? g->kind : SEAL_BATCH, .epoch = l->link.epoch, .number = g->number != 0 ? g->number : 1};
	struct buf columns = {0}, parcels = {0};
	struct fault f = {0};

	memcpy(h.county, g->county != NULL ? g->county : l->link.county, KEY_ID);
	h.first = g->first != 0 ? g->first : n > 0 ? v[0].id.seq : 0;
	h.last = g->last != 0 ? g->last : n > 0 ? v[n - 1].id.seq : 0;
	if (g->before != NULL)
		memcpy(h.before, g->before, KEY_HASH);
	memcpy(h.after, h.before, KEY_HASH);
	for (size_t i = 0; i < n; i++)
		seal_chain(h.after, v[i].id.hash);
	if (g->after != NULL)
		memcpy(h.after, g->after, KEY_HASH);
	if (n > 0) {
		good(codec_pack(v, n, &columns, &f), &f);
		parcel_put(&parcels, PARCEL_VERSIONS, columns.data, columns.len);
	}
	if (g->more != NULL)
		buf_add(&parcels, g->more->data, g->more->len);
	buf_reset(out);
	good(seal_make(&h, g->signer != NULL ? g->signer : l->link.signing, g->receiver != NULL ? g->receiver : l->link.county_sealing,
		     g->stripped ? NULL : g->chain != NULL ? g->chain : l->link.chain,
		     g->stripped ? 0 : g->chain != NULL ? g->n_chain : l->link.n_chain, parcels.data, parcels.len, &l->store.world, out, &f), &f);
	buf_free(&columns);
	buf_free(&parcels);
}

/* A pack of these parcels for the laptop, signed by the county. */
static inline void
forge_pack(struct round *r, struct laptop *l, const struct buf *parcels, uint64_t epoch, uint64_t number, struct buf *out)
{
	struct seal_header h = {.kind = SEAL_PACK, .epoch = epoch, .number = number};
	struct fault f = {0};

	memcpy(h.county, r->office.id, KEY_ID);
	buf_reset(out);
	good(seal_make(&h, r->office.signing, keys_public(l->link.sealing), &r->office.county, 1, parcels->data, parcels->len, &r->world, out, &f), &f);
}

#endif
