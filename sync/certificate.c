#include "certificate.h"

#include <string.h>

#include "words.h"

#define LABEL "fangpin certificate 1"

static const unsigned char none[KEY_PUBLIC];

/* What each kind certifies and who may issue it; 0 = the root. */
static const struct {
	bool signing, sealing;
	enum certificate_kind issuer;
} rules[CERT_KINDS] = {
	[CERT_COUNTY_SIGNING] = {true, false, CERT_ROOT},
	[CERT_COUNTY_SEALING] = {false, true, CERT_ROOT},
	[CERT_RECOVERY] = {false, true, CERT_ROOT},
	[CERT_INVITATION] = {true, false, CERT_COUNTY_SIGNING},
	[CERT_DEVICE] = {true, true, CERT_INVITATION},
};

static int
refused(struct fault *f)
{
	return fault_set(f, EX_DATAERR,
		_("A certificate is damaged or not well formed. Nothing was taken; ask the county for a "
		  "new file."));
}

static bool
is_area(const char *s, size_t n)
{
	return n > 0 && n <= CERT_AREA && strspn(s, "0123456789") >= n;
}

static bool
fits(const struct certificate *c)
{
	if (c->kind <= CERT_ROOT || c->kind >= CERT_KINDS || c->role >= ROLES || c->n_areas > CERT_AREAS)
		return false;
	for (size_t i = 0; i < c->n_areas; i++)
		if (!is_area(c->area[i], strlen(c->area[i])))
			return false;
	return rules[c->kind].signing == (memcmp(c->signing, none, KEY_PUBLIC) != 0) &&
		rules[c->kind].sealing == (memcmp(c->sealing, none, KEY_PUBLIC) != 0);
}

int
certificate_sign(struct certificate *c, const struct keypair *issuer, struct fault *f)
{
	struct buf b = {0};
	unsigned char sig[KEY_SIGNATURE];
	int rc = 0;

	keys_id(keys_public(issuer), c->issuer);
	if (!fits(c))
		return refused(f);
	buf_byte(&b, 1);
	buf_byte(&b, c->kind);
	buf_byte(&b, c->role);
	buf_u64(&b, c->serial);
	buf_u64(&b, c->epoch);
	buf_u32(&b, (uint32_t)c->day);
	buf_add(&b, c->signing, KEY_PUBLIC);
	buf_add(&b, c->sealing, KEY_PUBLIC);
	buf_add(&b, c->issuer, KEY_ID);
	buf_varint(&b, c->n_areas);
	for (size_t i = 0; i < c->n_areas; i++)
		buf_block(&b, c->area[i], strlen(c->area[i]));
	if (b.failed || keys_sign(issuer, LABEL, b.data, b.len, sig) < 0 || buf_add(&b, sig, sizeof sig) < 0) {
		rc = fault_memory(f);
	} else {
		/* Sixteen areas of twenty digits and all else stay far below CERT_BYTES. */
		memcpy(c->bytes, b.data, b.len);
		c->len = b.len;
	}
	buf_free(&b);
	return rc;
}

static void
take(struct reader *r, unsigned char *out, size_t n)
{
	const unsigned char *p = reader_bytes(r, n);

	if (p != NULL)
		memcpy(out, p, n);
}

int
certificate_read(struct certificate *c, const void *bytes, size_t n, struct fault *f)
{
	struct reader r = reader_of(bytes, n);

	*c = (struct certificate){0};
	if (n > CERT_BYTES || reader_byte(&r) != 1)
		return refused(f);
	c->kind = (enum certificate_kind)reader_byte(&r);
	c->role = (enum role)reader_byte(&r);
	c->serial = reader_u64(&r);
	c->epoch = reader_u64(&r);
	c->day = (int32_t)reader_u32(&r);
	take(&r, c->signing, KEY_PUBLIC);
	take(&r, c->sealing, KEY_PUBLIC);
	take(&r, c->issuer, KEY_ID);
	uint64_t areas = reader_varint(&r);
	if (r.failed || areas > CERT_AREAS)
		return refused(f);
	for (; c->n_areas < areas; c->n_areas++) {
		size_t len;
		const unsigned char *p = reader_block(&r, CERT_AREA, &len);
		if (p == NULL || memchr(p, 0, len) != NULL)
			return refused(f);
		memcpy(c->area[c->n_areas], p, len);
	}
	reader_bytes(&r, KEY_SIGNATURE);
	if (!reader_done(&r) || !fits(c))
		return refused(f);
	memcpy(c->bytes, bytes, n);
	c->len = n;
	return 0;
}

static bool
signed_by(const struct certificate *c, const unsigned char public_key[KEY_PUBLIC])
{
	unsigned char id[KEY_ID];
	size_t n = c->len - KEY_SIGNATURE;

	keys_id(public_key, id);
	return memcmp(id, c->issuer, KEY_ID) == 0 && keys_verify(public_key, LABEL, c->bytes, n, c->bytes + n);
}

bool
certificate_covers(const struct certificate *c, const char *area, size_t n)
{
	if (c->role == ROLE_COUNTY && c->n_areas == 0)
		return true;
	for (size_t i = 0; i < c->n_areas; i++) {
		size_t len = strlen(c->area[i]);
		if (len <= n && memcmp(c->area[i], area, len) == 0)
			return true;
	}
	return false;
}

static bool
same_areas(const struct certificate *a, const struct certificate *b)
{
	bool same = a->n_areas == b->n_areas;

	for (size_t i = 0; same && i < a->n_areas; i++)
		same = strcmp(a->area[i], b->area[i]) == 0;
	return same;
}

/* Whether the rights ${c} gives were its issuer's to give. */
static bool
within(const struct certificate *c, const struct certificate *issuer)
{
	if (c->kind == CERT_DEVICE)
		return c->role == issuer->role && same_areas(c, issuer) && c->serial == issuer->serial &&
		       c->epoch == issuer->epoch;
	if (c->role > issuer->role)
		return false;
	for (size_t i = 0; i < c->n_areas; i++)
		if (!certificate_covers(issuer, c->area[i], strlen(c->area[i])))
			return false;
	return c->n_areas > 0 || issuer->n_areas == 0;
}

int
certificate_chain(const struct certificate *c, size_t n, const unsigned char root[KEY_PUBLIC], struct fault *f)
{
	unsigned char id[KEY_ID];

	if (n == 0 || n > CERT_CHAIN)
		return refused(f);
	keys_id(root, id);
	if (memcmp(c[n - 1].issuer, id, KEY_ID) != 0)
		return fault_set(f, EX_NOUSER,
			_("This comes from another county, or from before the county made its keys anew. "
			  "Nothing was taken."));
	for (size_t i = 0; i < n; i++) {
		bool last = i + 1 == n;
		if (rules[c[i].kind].issuer != (last ? CERT_ROOT : c[i + 1].kind))
			return fault_set(f, EX_DATAERR,
				_("A certificate was given by a key that may not give it. Nothing was taken; tell "
				  "the county."));
		if (!signed_by(&c[i], last ? root : c[i + 1].signing))
			return fault_set(f, EX_DATAERR,
				_("The signature of a certificate is not true. Nothing was taken; tell the county."));
		if (!last && !within(&c[i], &c[i + 1]))
			return fault_set(f, EX_DATAERR,
				_("A certificate gives more than its giver may give. Nothing was taken; tell the "
				  "county."));
	}
	return 0;
}

void
certificate_device(const struct certificate *c, unsigned char id[KEY_ID])
{
	keys_id(c->signing, id);
}
