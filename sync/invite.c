#include "invite.h"

#include <string.h>

#include "codec.h"
#include "seal.h"
#include "text.h"
#include "words.h"

#define MAGIC "FPI1"
#define LABEL "fangpin invitation 1"
#define OPS 3
#define KIB 262144
#define BOUND 64     /* header bytes the stream is bound to */
#define HEADER 100   /* up to the stream */
#define NAME 128

static int
damaged(struct fault *f)
{
	return fault_set(
		f, EX_DATAERR, _("The invitation is damaged. Nothing was set up; ask the county to copy it again."));
}

static void
put_invitation(struct buf *out, const struct invite *in)
{
	struct buf b = {0}, secret = {0};

	buf_u64(&b, in->epoch);
	buf_add(&b, in->root, KEY_PUBLIC);
	if (keys_write_secret(in->once, &secret) == 0)
		buf_add(&b, secret.data, secret.len);
	buf_block(&b, in->cadre, strlen(in->cadre));
	buf_block(&b, in->village, strlen(in->village));
	buf_block(&b, in->office, strlen(in->office));
	out->failed |= b.failed || secret.failed;
	parcel_put(out, PARCEL_INVITATION, b.data, b.len);
	buf_wipe(&secret);
	buf_wipe(&b);
}

static void
put_sheets(struct buf *out, enum parcel_type type, const struct sheets *s)
{
	struct buf b = {0};

	if (s->n == 0)
		return;
	sheets_write(s, &b);
	out->failed |= b.failed;
	parcel_put(out, type, b.data, b.len);
	buf_free(&b);
}

static void
put_parcels(struct buf *out, const struct invite *in)
{
	struct certificate c[] = {in->county, in->sealing, in->recovery, in->invitation};
	struct buf b = {0};

	put_invitation(out, in);
	certificates_write(c, sizeof c / sizeof c[0], &b);
	parcel_put(out, PARCEL_CERTIFICATES, b.data, b.len);
	out->failed |= b.failed;
	buf_free(&b);
	put_sheets(out, PARCEL_FORM, &in->form);
	put_sheets(out, PARCEL_POLICY, &in->policy);
	if (in->devices != NULL)
		parcel_put(out, PARCEL_DEVICES, in->devices, in->n_devices);
	if (in->roster != NULL)
		parcel_put(out, PARCEL_VERSIONS, in->roster, in->n_roster);
}

/* Signature and parcels, squeezed as one. */
static int
put_content(struct buf *squeezed, const struct invite *in, const struct keypair *county, struct fault *f)
{
	unsigned char hash[KEY_HASH], sig[KEY_SIGNATURE] = {0};
	struct buf content = {0};

	buf_add(&content, sig, sizeof sig);
	put_parcels(&content, in);
	int rc = content.failed ? fault_memory(f) : 0;
	if (rc == 0) {
		keys_hash(
			hash, "fangpin parcels 1", content.data + KEY_SIGNATURE, content.len - KEY_SIGNATURE, NULL, 0);
		rc = keys_sign(county, LABEL, hash, sizeof hash, content.data) < 0 ? fault_memory(f) : 0;
	}
	if (rc == 0)
		rc = codec_squeeze(content.data, content.len, squeezed, f);
	buf_wipe(&content);
	return rc;
}

int
invite_make(const struct invite *in, const struct keypair *county, const char code[PAIRING_CODE], const struct world *w,
	unsigned char id[KEY_ID], struct buf *out, struct fault *f)
{
	unsigned char salt[KEY_SALT], header[SEAL_STREAM_HEADER], key[KEY_HASH], hash[KEY_HASH];
	struct buf squeezed = {0}, front = {0}, stream = {0};

	w->random(w->self, id, KEY_ID);
	w->random(w->self, salt, sizeof salt);
	w->random(w->self, header, sizeof header);
	buf_text(&front, MAGIC);
	buf_u32(&front, 0x101);
	buf_add(&front, id, KEY_ID);
	buf_add(&front, salt, sizeof salt);
	buf_u32(&front, OPS);
	buf_u32(&front, KIB);
	buf_add(&front, header, sizeof header);
	int rc = front.failed ? fault_memory(f) : put_content(&squeezed, in, county, f);
	if (rc == 0)
		rc = keys_derive(code, PAIRING_CODE - 1, salt, key, f);
	if (rc == 0) {
		keys_hash(hash, LABEL, front.data, front.len, NULL, 0);
		rc = seal_stream(key, header, hash, squeezed.data, squeezed.len, &stream) < 0 ? fault_memory(f) : 0;
		keys_wipe(key, sizeof key);
	}
	if (rc == 0) {
		buf_u32(&front, (uint32_t)stream.len);
		keys_hash(hash, "fangpin stream 1", front.data, front.len, stream.data, stream.len);
		buf_add(out, front.data, front.len);
		buf_add(out, hash, sizeof hash);
		rc = buf_add(out, stream.data, stream.len) < 0 ? fault_memory(f) : 0;
	}
	buf_wipe(&squeezed);
	buf_free(&front);
	buf_free(&stream);
	return rc;
}

static const char *
take_name(struct arena *a, struct reader *r)
{
	size_t n;
	const unsigned char *p = reader_block(r, NAME, &n);

	if (p == NULL || memchr(p, 0, n) != NULL || !utf8_valid((const char *)p, n))
		return NULL;
	return arena_text(a, (const char *)p, n);
}

static int
take_invitation(struct invite_file *file, const struct parcel *p, struct fault *f)
{
	struct invite *in = &file->in;
	struct reader r = reader_of(p->bytes, p->n);

	in->epoch = reader_u64(&r);
	const unsigned char *root = reader_bytes(&r, KEY_PUBLIC), *once = reader_bytes(&r, KEY_SECRET);
	in->cadre = take_name(&file->arena, &r);
	in->village = take_name(&file->arena, &r);
	in->office = take_name(&file->arena, &r);
	if (!reader_done(&r) || root == NULL || in->cadre == NULL || in->village == NULL || in->office == NULL)
		return damaged(f);
	memcpy(in->root, root, KEY_PUBLIC);
	in->once = keys_read_secret(once, KEY_SECRET);
	return in->once != NULL ? 0 : damaged(f);
}

/* Every key leads to the root, and the one-time key is the one certified. */
static int
take_certificates(struct invite_file *file, const struct parcel *p, struct fault *f)
{
	struct invite *in = &file->in;
	struct certificate *c, chain[2];
	size_t n;

	if (certificates_read(&file->arena, p->bytes, p->n, &c, &n, f) < 0)
		return -1;
	if (n != 4 || c[0].kind != CERT_COUNTY_SIGNING || c[1].kind != CERT_COUNTY_SEALING ||
		c[2].kind != CERT_RECOVERY || c[3].kind != CERT_INVITATION)
		return damaged(f);
	in->county = c[0];
	in->sealing = c[1];
	in->recovery = c[2];
	in->invitation = c[3];
	chain[0] = c[3];
	chain[1] = c[0];
	if (certificate_chain(chain, 2, in->root, f) < 0 || certificate_chain(&in->sealing, 1, in->root, f) < 0 ||
		certificate_chain(&in->recovery, 1, in->root, f) < 0)
		return -1;
	if (keys_use(in->once) != KEY_SIGNING ||
		memcmp(keys_public(in->once), in->invitation.signing, KEY_PUBLIC) != 0 ||
		in->invitation.epoch != in->epoch)
		return damaged(f);
	return 0;
}

static int
take_rest(struct invite_file *file, const struct parcel *p, size_t n, struct fault *f)
{
	struct invite *in = &file->in;

	for (size_t i = 2; i < n; i++) {
		if (p[i].type == PARCEL_FORM && sheets_read(&file->arena, p[i].bytes, p[i].n, &in->form, f) < 0)
			return -1;
		if (p[i].type == PARCEL_POLICY && sheets_read(&file->arena, p[i].bytes, p[i].n, &in->policy, f) < 0)
			return -1;
		if (p[i].type == PARCEL_DEVICES) {
			in->devices = p[i].bytes;
			in->n_devices = p[i].n;
		}
		if (p[i].type == PARCEL_VERSIONS) {
			in->roster = p[i].bytes;
			in->n_roster = p[i].n;
		}
	}
	return 0;
}

static int
take_content(struct invite_file *file, struct fault *f)
{
	const struct buf *c = &file->content;
	unsigned char hash[KEY_HASH];
	size_t n;

	if (c->len < KEY_SIGNATURE)
		return damaged(f);
	struct parcel *p = arena_new(&file->arena, PARCELS, sizeof *p);
	if (p == NULL)
		return fault_memory(f);
	if (parcel_read(c->data + KEY_SIGNATURE, c->len - KEY_SIGNATURE, p, &n, f) < 0)
		return -1;
	if (n < 2 || p[0].type != PARCEL_INVITATION || p[1].type != PARCEL_CERTIFICATES)
		return damaged(f);
	if (take_invitation(file, &p[0], f) < 0 || take_certificates(file, &p[1], f) < 0)
		return -1;
	keys_hash(hash, "fangpin parcels 1", c->data + KEY_SIGNATURE, c->len - KEY_SIGNATURE, NULL, 0);
	if (!keys_verify(file->in.county.signing, LABEL, hash, sizeof hash, c->data))
		return damaged(f);
	return take_rest(file, p, n, f);
}

/* Header checked before the slow derivation; ${at} is the file. */
static int
check_header(const unsigned char *at, size_t n, struct fault *f)
{
	unsigned char hash[KEY_HASH];
	struct reader r = reader_of(at, n);
	const unsigned char *magic = reader_bytes(&r, 4);
	uint32_t format = reader_u32(&r);

	reader_bytes(&r, KEY_ID + KEY_SALT);
	uint32_t ops = reader_u32(&r), kib = reader_u32(&r);
	reader_bytes(&r, SEAL_STREAM_HEADER);
	uint32_t len = reader_u32(&r);
	if (n < HEADER || n > CODEC_FILE || r.failed || memcmp(magic, MAGIC, 4) != 0 || len != n - HEADER)
		return damaged(f);
	keys_hash(hash, "fangpin stream 1", at, HEADER - KEY_HASH, at + HEADER, n - HEADER);
	if (memcmp(hash, at + HEADER - KEY_HASH, KEY_HASH) != 0)
		return damaged(f);
	if (format != 0x101 || ops != OPS || kib != KIB)
		return fault_set(f, EX_UNAVAILABLE,
			_("The invitation was made by a newer program. Update the program and open it again; "
			  "nothing was set up."));
	return 0;
}

int
invite_open(const void *bytes, size_t n, const char code[PAIRING_CODE], struct invite_file *file, struct fault *f)
{
	const unsigned char *at = bytes;
	unsigned char key[KEY_HASH], ad[KEY_HASH];
	struct buf squeezed = {0};

	*file = (struct invite_file){0};
	if (check_header(at, n, f) < 0 || keys_derive(code, PAIRING_CODE - 1, at + 8 + KEY_ID, key, f) < 0)
		return -1;
	keys_hash(ad, LABEL, at, BOUND, NULL, 0);
	int rc = seal_unstream(key, at + BOUND - SEAL_STREAM_HEADER, ad, at + HEADER, n - HEADER, &squeezed);
	keys_wipe(key, sizeof key);
	if (rc < 0)
		fault_set(f, EX_NOPERM,
			_("This pairing code does not open this invitation: it belongs to another one. Compare the "
			  "village on the paper; nothing was set up."));
	else
		rc = codec_unsqueeze(squeezed.data, squeezed.len, &file->content, f);
	buf_wipe(&squeezed);
	if (rc == 0)
		rc = take_content(file, f);
	if (rc < 0)
		invite_close(file);
	return rc;
}

void
invite_close(struct invite_file *file)
{
	keys_free(file->in.once);
	buf_wipe(&file->content);
	arena_wipe(&file->arena);
	*file = (struct invite_file){0};
}

int
invite_join(const struct invite *in, const struct keypair *signing, const struct keypair *sealing, int32_t day,
	struct certificate *out, struct fault *f)
{
	const struct certificate *c = &in->invitation;

	*out = (struct certificate){.kind = CERT_DEVICE,
		.role = c->role,
		.serial = c->serial,
		.epoch = c->epoch,
		.day = day,
		.n_areas = c->n_areas};
	memcpy(out->area, c->area, sizeof out->area);
	memcpy(out->signing, keys_public(signing), KEY_PUBLIC);
	memcpy(out->sealing, keys_public(sealing), KEY_PUBLIC);
	return certificate_sign(out, in->once, f);
}
