#include "parcel.h"

#include <string.h>

#include "codec.h"
#include "text.h"
#include "words.h"

#define OPTIONAL 128
#define SHEET_NAME 64
#define CHECK_NAME 64
#define DETAIL 1024

static int
damaged(struct fault *f)
{
	return fault_set(f, EX_DATAERR,
		_("The content of the file is not well formed. Nothing of it was taken; ask the sender "
		  "to write it again."));
}

void
parcel_put(struct buf *out, enum parcel_type type, const void *bytes, size_t n)
{
	if (n > CODEC_PLAIN)
		out->failed = true;
	buf_byte(out, type);
	buf_u32(out, (uint32_t)n);
	buf_add(out, bytes, n);
}

int
parcel_read(const void *bytes, size_t n, struct parcel *out, size_t *n_out, struct fault *f)
{
	struct reader r = reader_of(bytes, n);
	size_t seen = 0;

	*n_out = 0;
	while (reader_left(&r) > 0) {
		unsigned type = reader_byte(&r);
		size_t len = reader_u32(&r);
		const unsigned char *p = reader_bytes(&r, len);
		if (p == NULL || type == 0 || ++seen > PARCELS)
			return damaged(f);
		if (type >= OPTIONAL)
			continue;
		if (type > PARCEL_INVITATION)
			return fault_set(f, EX_UNAVAILABLE,
				_("The file holds something this program does not know yet. Update the program "
				  "and read it again; nothing of it was taken."));
		out[(*n_out)++] = (struct parcel){(enum parcel_type)type, p, len};
	}
	return r.failed ? damaged(f) : 0;
}

const struct parcel *
parcel_find(const struct parcel *p, size_t n, enum parcel_type type)
{
	for (size_t i = 0; i < n; i++)
		if (p[i].type == type)
			return &p[i];
	return NULL;
}

/* A text of at most ${max} bytes, copied; NULL with the reader's failure set. */
static const char *
take_text(struct arena *a, struct reader *r, size_t max)
{
	size_t n;
	const unsigned char *p = reader_block(r, max, &n);
	const char *s = NULL;

	if (p != NULL && memchr(p, 0, n) == NULL && utf8_valid((const char *)p, n))
		s = arena_text(a, (const char *)p, n);
	r->failed |= s == NULL;
	return s;
}

void
sheets_write(const struct sheets *s, struct buf *out)
{
	buf_u64(out, s->epoch);
	buf_u64(out, s->version);
	buf_varint(out, s->n);
	for (size_t i = 0; i < s->n; i++) {
		buf_block(out, s->sheet[i].name, strlen(s->sheet[i].name));
		buf_block(out, s->sheet[i].data, s->sheet[i].n);
	}
}

int
sheets_read(struct arena *a, const void *bytes, size_t n, struct sheets *s, struct fault *f)
{
	struct reader r = reader_of(bytes, n);

	*s = (struct sheets){.epoch = reader_u64(&r)};
	s->version = reader_u64(&r);
	uint64_t count = reader_varint(&r);
	if (count > PARCEL_SHEETS)
		return damaged(f);
	for (; s->n < count && !r.failed; s->n++) {
		struct sheet *sheet = &s->sheet[s->n];
		sheet->name = take_text(a, &r, SHEET_NAME);
		sheet->data = reader_block(&r, CODEC_PLAIN, &sheet->n);
	}
	return reader_done(&r) ? 0 : damaged(f);
}

bool
sheets_newer(uint64_t epoch, uint64_t version, uint64_t have_epoch, uint64_t have_version)
{
	return epoch > have_epoch || (epoch == have_epoch && version > have_version);
}

void
certificates_write(const struct certificate *c, size_t n, struct buf *out)
{
	buf_varint(out, n);
	for (size_t i = 0; i < n; i++)
		buf_block(out, c[i].bytes, c[i].len);
}

int
certificates_read(struct arena *a, const void *bytes, size_t n, struct certificate **c, size_t *n_c, struct fault *f)
{
	struct reader r = reader_of(bytes, n);
	uint64_t count = reader_varint(&r);

	*n_c = 0;
	if (r.failed || count > PARCEL_CERTS)
		return damaged(f);
	if ((*c = arena_new(a, (size_t)count + 1, sizeof **c)) == NULL)
		return fault_memory(f);
	for (; *n_c < count; ++*n_c) {
		size_t len;
		const unsigned char *p = reader_block(&r, CERT_BYTES, &len);
		if (p == NULL)
			return damaged(f);
		if (certificate_read(&(*c)[*n_c], p, len, f) < 0)
			return -1;
	}
	return reader_done(&r) ? 0 : damaged(f);
}

void
findings_write(const struct findings *l, struct buf *out)
{
	buf_varint(out, l->n);
	for (size_t i = 0; i < l->n; i++) {
		const struct finding *one = &l->all[i];
		buf_add(out, one->record, sizeof one->record);
		buf_add(out, one->other, sizeof one->other);
		buf_add(out, one->key, sizeof one->key);
		buf_block(out, one->check, strlen(one->check));
		buf_block(out, one->detail, strlen(one->detail));
	}
	buf_varint(out, l->left_out);
}

int
findings_read(struct arena *a, const void *bytes, size_t n, struct findings *l, struct fault *f)
{
	struct reader r = reader_of(bytes, n);
	uint64_t count = reader_varint(&r);

	*l = (struct findings){0};
	if (r.failed || count > PARCEL_FIND || count > reader_left(&r) / 50)
		return damaged(f);
	if ((l->all = arena_new(a, (size_t)count + 1, sizeof *l->all)) == NULL)
		return fault_memory(f);
	for (; l->n < count && !r.failed; l->n++) {
		struct finding *one = &l->all[l->n];
		const unsigned char *record = reader_bytes(&r, 16), *other = reader_bytes(&r, 16), *key = reader_bytes(&r, 16);
		if (record == NULL || other == NULL || key == NULL)
			break;
		memcpy(one->record, record, 16);
		memcpy(one->other, other, 16);
		memcpy(one->key, key, 16);
		one->check = take_text(a, &r, CHECK_NAME);
		one->detail = take_text(a, &r, DETAIL);
	}
	l->left_out = reader_varint(&r);
	return reader_done(&r) ? 0 : damaged(f);
}
