#include "link.h"

#include <stdlib.h>
#include <string.h>

#include "batch.h"
#include "journal/exchange.h"
#include "parcel.h"
#include "run.h"
#include "words.h"

static int
get_exact(struct store *s, const char *name, void *out, size_t n, struct fault *f)
{
	struct buf b = {0};
	int rc = store_get(s, name, &b, f);

	if (rc == 1 && b.len == n)
		memcpy(out, b.data, n);
	else if (rc == 1)
		rc = fault_set(f, EX_DATAERR, _("The data folder lacks the right setting \"%s\": it is damaged."), name);
	buf_wipe(&b);
	return rc;
}

static int
get_text(struct store *s, const char *name, char *out, size_t room, struct fault *f)
{
	struct buf b = {0};
	int rc = store_get(s, name, &b, f);

	out[0] = '\0';
	if (rc == 1 && b.len < room)
		memcpy(out, buf_str(&b), b.len + 1);
	buf_free(&b);
	return rc < 0 ? -1 : 0;
}

static int
get_key(struct store *s, const char *name, struct keypair **k, struct fault *f)
{
	struct buf b = {0};
	int rc = store_get(s, name, &b, f);

	*k = rc == 1 ? keys_read_secret(b.data, b.len) : NULL;
	buf_wipe(&b);
	if (rc == 0)
		return fault_set(f, EX_CONFIG, _("This laptop has not joined a county yet. Open the invitation first."));
	return rc < 0 ? -1 : *k == NULL ? fault_memory(f) : 0;
}

static int
get_certificates(struct store *s, const char *name, struct arena *a, struct certificate **c, size_t *n, struct fault *f)
{
	struct buf b = {0};
	int rc = store_get(s, name, &b, f);

	*n = 0;
	if (rc == 0)
		rc = fault_set(f, EX_DATAERR, _("The data folder lacks the right setting \"%s\": it is damaged."), name);
	else if (rc == 1)
		rc = certificates_read(a, b.data, b.len, c, n, f);
	buf_free(&b);
	return rc;
}

static int
read_certificates(struct link *l, struct fault *f)
{
	struct arena a = {0};
	struct certificate *own, *county;
	size_t n_own, n_county;
	int rc = get_certificates(l->store, LINK_CHAIN, &a, &own, &n_own, f);

	if (rc == 0)
		rc = get_certificates(l->store, LINK_COUNTY, &a, &county, &n_county, f);
	if (rc == 0 && n_own <= CERT_CHAIN) {
		memcpy(l->chain, own, n_own * sizeof *own);
		l->n_chain = n_own;
	}
	for (size_t i = 0; rc == 0 && i < n_county; i++) {
		if (county[i].kind == CERT_COUNTY_SIGNING)
			memcpy(l->county_signing, county[i].signing, KEY_PUBLIC);
		else if (county[i].kind == CERT_COUNTY_SEALING)
			memcpy(l->county_sealing, county[i].sealing, KEY_PUBLIC);
	}
	arena_free(&a);
	return rc;
}

int
link_open(struct link *l, struct store *s, struct fault *f)
{
	unsigned char epoch[8];

	*l = (struct link){.store = s};
	if (get_key(s, LINK_SIGNING, &l->signing, f) < 0 || get_key(s, LINK_SEALING, &l->sealing, f) < 0 ||
		get_exact(s, LINK_ROOT, l->root, KEY_PUBLIC, f) < 0 || get_exact(s, LINK_EPOCH, epoch, 8, f) < 0 || read_certificates(l, f) < 0 ||
		get_text(s, LINK_CADRE, l->cadre, sizeof l->cadre, f) < 0 || get_text(s, LINK_VILLAGE, l->village, sizeof l->village, f) < 0 ||
		get_text(s, LINK_COUNTY_NAME, l->county_name, sizeof l->county_name, f) < 0) {
		link_close(l);
		return -1;
	}
	struct reader r = reader_of(epoch, 8);
	l->epoch = reader_u64(&r);
	keys_id(keys_public(l->signing), l->device);
	keys_id(l->root, l->county);
	if (store_current(s, f) == 0 && journal_author(s->journal, l->device, l->cadre, f) == 0)
		return 0;
	link_close(l);
	return -1;
}

void
link_close(struct link *l)
{
	keys_free(l->signing);
	keys_free(l->sealing);
	*l = (struct link){0};
}

/* The run as a file under a number of its own; ${after} gets the chain behind its last version. */
static int
make_file(struct link *l, const struct run *r, uint64_t number, const unsigned char before[KEY_HASH], unsigned char after[KEY_HASH],
	struct buf *file, struct fault *f)
{
	struct batch b = {.sender = l->signing, .receiver = l->county_sealing, .epoch = l->epoch, .number = number, .chain = l->chain,
		.n_chain = l->n_chain};

	memcpy(b.county, l->county, KEY_ID);
	memcpy(b.before, before, KEY_HASH);
	return batch_make(&b, r->v, r->n, &l->store->world, after, file, f);
}

/* One batch of what is not in any: 1 made, 0 nothing left, -1. */
static int
make_one(struct link *l, struct fault *f)
{
	struct run r = {.f = f};
	struct buf file = {0};
	unsigned char before[KEY_HASH], after[KEY_HASH];
	uint64_t last;
	int64_t no, households = 0;
	const struct device *d;
	int made = batch_last(l->store->db, &no, &last, before, f);

	if (made < 0)
		return -1;
	int rc = journal_versions_of_device(l->store->journal, l->device, last + 1, UINT64_MAX, run_gather, &r, f);
	if (rc >= 0 && (r.n > 0 || made == 0)) {
		rc = make_file(l, &r, (uint64_t)no + 1, before, after, &file, f);
		if (rc == 0 && r.n > 0 && (d = journal_device(l->store->journal, l->device)) != NULL)
			rc = db_number(l->store->db, f, ROOTS_SINCE, &households, "ii", d->no, (int64_t)last) < 0 ? -1 : 0;
		struct batch_row row = {.no = no + 1, .first = r.n > 0 ? r.v[0].id.seq : 0, .last = r.n > 0 ? r.v[r.n - 1].id.seq : last,
			.epoch = l->epoch, .file = file.data, .n = file.len};
		if (rc == 0)
			rc = batch_add(l->store->db, &row, after, l->store->world.now(l->store->world.self), households, f) < 0 ? -1 : 1;
	} else if (rc > 0) {
		rc = 0;
	}
	buf_free(&file);
	run_free(&r);
	return rc;
}

struct resealing {
	struct link *l;
	int64_t no;
	uint64_t first, last;
};

static int
find_unsealed(void *self, const struct batch_row *b)
{
	struct resealing *r = self;

	if (b->acked || (b->n > 0 && b->epoch == r->l->epoch))
		return 0;
	r->no = b->no;
	r->first = b->first;
	r->last = b->last;
	return 1;
}

struct chaining {
	unsigned char *chain;
	uint64_t upto, reached;
};

static int
chain_step(void *self, uint64_t seq, const unsigned char hash[VERSION_HASH], int state)
{
	struct chaining *c = self;

	(void)state;
	if (seq > c->upto || seq != c->reached + 1)
		return 1;
	c->reached = seq;
	seal_chain(c->chain, hash);
	return 0;
}

int
link_chain(struct link *l, uint64_t upto, unsigned char chain[KEY_HASH], uint64_t *reached, struct fault *f)
{
	struct chaining c = {.chain = chain, .upto = upto};

	memset(chain, 0, KEY_HASH);
	int rc = device_versions(l->store->journal, l->device, 1, chain_step, &c, f);
	*reached = c.reached;
	return rc < 0 ? -1 : 0;
}

/* A batch whose file is gone or of an older epoch, sealed again under a new number: 1, 0 none left, -1. */
static int
reseal_one(struct link *l, struct fault *f)
{
	struct resealing job = {.l = l};
	struct run r = {.f = f};
	struct buf file = {0};
	uint64_t last, reached;
	int64_t no;
	unsigned char chain[KEY_HASH], before[KEY_HASH], after[KEY_HASH];
	int rc = batch_visit(l->store->db, find_unsealed, &job, f);

	if (rc <= 0)
		return rc;
	if (batch_last(l->store->db, &no, &last, chain, f) < 0)
		return -1;
	rc = link_chain(l, job.first > 0 ? job.first - 1 : 0, before, &reached, f);
	if (rc >= 0 && job.first > 0)
		rc = journal_versions_of_device(l->store->journal, l->device, job.first, job.last, run_gather, &r, f);
	if (rc >= 0)
		rc = make_file(l, &r, (uint64_t)no + 1, before, after, &file, f);
	if (rc == 0)
		rc = batch_reseal(l->store->db, job.no, no + 1, l->epoch, file.data, file.len, f) < 0 ? -1 : 1;
	buf_free(&file);
	run_free(&r);
	return rc;
}

int
link_make(struct link *l, struct fault *f)
{
	int rc = journal_begin(l->store->journal, f), made = 0;

	if (rc < 0)
		return -1;
	while ((rc = reseal_one(l, f)) == 1)
		made++;
	while (rc == 0 && (rc = make_one(l, f)) == 1) {
		made++;
		rc = 0;
	}
	if (journal_end(l->store->journal, rc == 0, f) < 0)
		return -1;
	return made;
}
