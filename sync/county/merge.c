/* A batch coming in, whole or not at all. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "batch.h"
#include "journal/exchange.h"
#include "journal/hash.h"
#include "office.h"
#include "parcel.h"
#include "seal.h"
#include "words.h"

struct merging {
	struct office *o;
	struct office_news *news;
	struct fault *f;
	const struct seal_header *h;
	struct batch_check check;
};

/* The areas of a certificate as one text. */
static void
area_text(const struct certificate *c, struct buf *out)
{
	for (size_t i = 0; i < c->n_areas; i++)
		buf_printf(out, "%s%s", i > 0 ? " " : "", c->area[i]);
}

/* Whether the invitation that certified a device is the one this county wrote under its serial: a county restored from a
 * backup may have forgotten one, and given its serial again. 1, 0, -1. */
static int
invited_here(struct office *o, const struct certificate *chain, size_t n, struct fault *f)
{
	struct buf key = {0};
	char name[OFFICE_NAME];
	int rc;

	snprintf(name, sizeof name, OFFICE_INVITATION_KEY, chain[0].serial);
	rc = store_get(&o->store, name, &key, f);
	if (rc == 1)
		rc = n > 1 && key.len == KEY_PUBLIC && memcmp(key.data, chain[1].signing, KEY_PUBLIC) == 0;
	buf_free(&key);
	return rc;
}

/* A device that nobody met before: its invitation says whose it is. A second one of the same invitation is held until a
 * person decides, and so is one of an invitation that this county does not remember. */
static int
admit(struct office *o, const struct certificate *chain, size_t n, struct office_news *news, struct fault *f)
{
	struct arena a = {0};
	struct invitation_row row;
	struct buf areas = {0}, bytes = {0};
	unsigned char id[KEY_ID];
	int rc = invitation_get(o->store.db, &a, (int64_t)chain[0].serial, &row, f);

	certificate_device(&chain[0], id);
	area_text(&chain[0], &areas);
	certificates_write(chain, n, &bytes);
	int ours = rc == 1 ? invited_here(o, chain, n, f) : rc;
	if (rc >= 0 && ours >= 0) {
		news->joined = true;
		news->held = ours == 0 || (row.used && memcmp(row.device, id, KEY_ID) != 0);
		rc = areas.failed || bytes.failed ? fault_memory(f) : 0;
		if (rc == 0)
			rc = journal_certify(o->store.journal, id, bytes.data, bytes.len, chain[0].role, buf_str(&areas), ours ? row.cadre : "",
				news->held, f);
		if (rc == 0)
			rc = device_joined(o->store.db, id, ours ? row.joined : 0, f);
		if (rc == 0 && ours == 1)
			rc = invitation_use(o->store.db, row.serial, id, f);
	} else {
		rc = -1;
	}
	buf_free(&areas);
	buf_free(&bytes);
	arena_free(&a);
	return rc;
}

/* The chain a device joined with: what it sends along again is not looked at, for nothing has verified it yet. */
static int
known_chain(struct office *o, const struct device *d, struct certificate chain[CERT_CHAIN], size_t *n_chain, struct fault *f)
{
	struct arena a = {0};
	struct buf b = {0};
	struct certificate *c;
	size_t n = 0;
	int rc = db_bytes(o->store.db, f, DEVICE_CERTIFICATE, &b, "i", d->no);

	if (rc == 1)
		rc = certificates_read(&a, b.data, b.len, &c, &n, f);
	if (rc == 0 && n > 0 && n <= CERT_CHAIN) {
		memcpy(chain, c, n * sizeof *c);
		*n_chain = n;
	}
	buf_free(&b);
	arena_free(&a);
	return rc;
}

/* The signing key of the sender: from the certificate stored or, of one not met before, from the chain along with the
 * batch; checked against our root. ${fresh} tells that it must be admitted. */
static int
sender_key(struct office *o, const void *bytes, size_t n, const struct seal_header *h, struct certificate chain[CERT_CHAIN], size_t *n_chain,
	bool *fresh, struct fault *f)
{
	const struct device *d = journal_device(o->store.journal, h->sender);
	unsigned char id[KEY_ID];

	*fresh = d == NULL || !d->certified;
	*n_chain = 0;
	if ((*fresh ? seal_certificates(bytes, n, chain, n_chain, f) : known_chain(o, d, chain, n_chain, f)) < 0)
		return -1;
	if (*n_chain == 0)
		return fault_set(f, EX_DATAERR, _("This batch comes without the certificate of its laptop; it was left alone."));
	if (certificate_chain(chain, *n_chain, o->root, f) < 0)
		return -1;
	certificate_device(&chain[0], id);
	if (chain[0].kind != CERT_DEVICE || memcmp(id, h->sender, KEY_ID) != 0)
		return fault_set(f, EX_DATAERR, _("This batch is signed by another key than the one its certificate names; it was left alone."));
	return 0;
}

static int
take_version(struct merging *m, const struct version *v)
{
	int fresh;

	/* Versions are not signed one by one: a laptop can speak for itself alone. */
	if (memcmp(v->id.device, m->h->sender, DEVICE_ID) != 0)
		return fault_set(m->f, EX_DATAERR, _("This batch holds something a laptop does not send; it was left alone."));
	if (batch_check_version(&m->check, v, m->f) < 0)
		return -1;
	if ((fresh = journal_receive(m->o->store.journal, v, m->f)) < 0)
		return -1;
	m->news->versions += (uint64_t)fresh;
	return 0;
}

static int
take_run(struct merging *m, const struct parcel *p)
{
	struct arena names = {0}, each = {0};
	struct version v;
	int rc = -1;
	struct codec *c = codec_open(&names, p->bytes, p->n, m->f);

	while (c != NULL && (rc = codec_next(c, &each, &v, m->f)) == 1) {
		rc = take_version(m, &v);
		arena_reset(&each);
		if (rc < 0)
			break;
	}
	arena_wipe(&each);
	arena_wipe(&names);
	return rc;
}

static int
take_content(struct merging *m, const struct buf *content)
{
	struct parcel *list = calloc(PARCELS, sizeof *list);
	size_t n = 0, runs = 0;
	int rc = list == NULL ? fault_memory(m->f) : parcel_read(content->data, content->len, list, &n, m->f);

	batch_check_start(&m->check, m->h);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		if (list[i].type == PARCEL_VERSIONS && runs++ == 0 && m->h->first > 0)
			rc = take_run(m, &list[i]);
		else
			rc = fault_set(m->f, EX_DATAERR, _("This batch holds something a laptop does not send; it was left alone."));
	}
	if (rc == 0 && m->h->first > 0)
		rc = batch_check_end(&m->check, m->f);
	free(list);
	return rc;
}

/* How many versions of the batch's seqs are not in force. */
static int
count_out(void *self, uint64_t seq, const unsigned char hash[VERSION_HASH], int state)
{
	struct merging *m = self;

	(void)hash;
	if (seq > m->h->last)
		return 1;
	m->news->out_of_force += state != FORCE_IN;
	return 0;
}

struct walk {
	unsigned char chain[KEY_HASH];
	uint64_t dense;
};

static int
walk_seq(void *self, uint64_t seq, const unsigned char hash[VERSION_HASH], int state)
{
	struct walk *w = self;

	(void)state;
	if (seq == w->dense)
		return 0; /* two versions of one seq, a fork: the chain follows the first by hash */
	if (seq != w->dense + 1)
		return 1;
	w->dense = seq;
	seal_chain(w->chain, hash);
	return 0;
}

/* Where the gapless run of the device ends now, and whether this batch continues what was held. */
static int
advance(struct merging *m)
{
	struct walk w = {{0}, 0};
	struct db *db = m->o->store.db;
	int64_t joined;
	int rc = device_chain(db, m->h->sender, &w.dense, w.chain, &joined, m->f);

	if (rc < 0)
		return -1;
	if (m->h->first > 0 && m->h->first == w.dense + 1 && memcmp(w.chain, m->h->before, KEY_HASH) != 0)
		m->news->forked = true;
	uint64_t from = w.dense + 1;
	if ((rc = device_versions(m->o->store.journal, m->h->sender, from, walk_seq, &w, m->f)) < 0)
		return -1;
	m->news->gap = w.dense < m->h->last;
	if (m->h->first > 0 && device_versions(m->o->store.journal, m->h->sender, m->h->first, count_out, m, m->f) < 0)
		return -1;
	return device_chain_set(db, m->h->sender, w.dense, w.chain, m->f);
}

static int
merge_in(struct merging *m, const struct certificate *chain, size_t n_chain, bool fresh, const struct buf *content, const unsigned char hash[32])
{
	struct store *s = &m->o->store;
	int64_t forks = journal_count(s->journal, FORK_COUNT, m->f);
	int rc = forks < 0 ? -1 : journal_begin(s->journal, m->f);

	if (rc < 0)
		return -1;
	if (fresh)
		rc = admit(m->o, chain, n_chain, m->news, m->f);
	if (rc == 0)
		rc = take_content(m, content);
	if (rc == 0)
		rc = advance(m);
	m->news->forked |= rc == 0 && journal_count(s->journal, FORK_COUNT, m->f) > forks;
	if (rc == 0)
		rc = taken_add(s->db, hash, s->world.now(s->world.self), (int64_t)m->news->versions, m->f);
	if (journal_end(s->journal, rc == 0, m->f) == 0)
		return 0;
	struct office_news nothing = {.number = m->news->number};
	memcpy(nothing.device, m->news->device, KEY_ID);
	*m->news = nothing;
	return -1;
}

int
office_merge(struct office *o, const void *bytes, size_t n, struct office_news *news, struct fault *f)
{
	struct seal_header h;
	struct certificate chain[CERT_CHAIN];
	struct buf content = {0};
	struct merging m = {.o = o, .news = news, .f = f, .h = &h};
	unsigned char hash[32];
	size_t n_chain;
	int64_t before;
	bool fresh;

	*news = (struct office_news){0};
	hash_bytes(hash, sizeof hash, bytes, n);
	if (seal_peek(bytes, n, &h, f) < 0)
		return -1;
	memcpy(news->device, h.sender, KEY_ID);
	news->number = h.number;
	int rc = taken_find(o->store.db, hash, &before, f);
	if (rc != 0) {
		news->known = true;
		return rc < 0 ? -1 : 0;
	}
	if (h.kind != SEAL_BATCH || memcmp(h.county, o->id, KEY_ID) != 0)
		return fault_set(f, EX_NOUSER, _("This file is not a batch for this county; it was left alone."));
	if (sender_key(o, bytes, n, &h, chain, &n_chain, &fresh, f) < 0)
		return -1;
	const struct keypair *const *keys = (const struct keypair *const *)o->sealing;
	if (seal_open(bytes, n, chain[0].signing, keys, o->n_sealing, &content, f) < 0)
		return -1;
	rc = merge_in(&m, chain, n_chain, fresh, &content, hash);
	buf_wipe(&content);
	return rc;
}
