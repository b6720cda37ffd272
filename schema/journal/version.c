#include "journal/version.h"

#include <stdlib.h>
#include <string.h>

#include "journal/hash.h"
#include "text.h"

#define PREFIX "fangpin version 1"

static void
write_answer(const struct answer *a, struct buf *out)
{
	uint64_t bits;

	buf_byte(out, a->kind);
	if (a->kind == ANSWER_TEXT) {
		buf_block(out, a->text, a->len);
	} else if (a->kind == ANSWER_REAL) {
		memcpy(&bits, &a->real, sizeof bits);
		buf_u64(out, bits);
	} else {
		buf_signed(out, a->i);
	}
}

void
version_values_write(const struct version_value *values, size_t n, struct buf *out)
{
	buf_varint(out, n);
	for (size_t i = 0; i < n; i++) {
		buf_block(out, values[i].name, strlen(values[i].name));
		write_answer(&values[i].answer, out);
	}
}

void
version_write(const struct version *v, struct buf *out)
{
	buf_add(out, v->id.device, DEVICE_ID);
	buf_varint(out, v->id.seq);
	buf_add(out, v->record, RECORD_ID);
	buf_add(out, v->parent, RECORD_ID);
	buf_block(out, v->table, strlen(v->table));
	buf_block(out, v->section, strlen(v->section));
	buf_varint(out, v->gen);
	buf_signed(out, v->wall_ms);
	buf_block(out, v->cadre, strlen(v->cadre));
	buf_varint(out, v->form_version);
	buf_varint(out, v->n_replaces);
	for (size_t i = 0; i < v->n_replaces; i++) {
		buf_add(out, v->replaces[i].device, DEVICE_ID);
		buf_varint(out, v->replaces[i].seq);
		buf_add(out, v->replaces[i].hash, VERSION_HASH);
	}
	version_values_write(v->values, v->n_values, out);
}

int
version_hash(struct version *v)
{
	struct buf b = {0};

	buf_add(&b, PREFIX, sizeof PREFIX);
	version_write(v, &b);
	if (!b.failed)
		hash_bytes(v->id.hash, VERSION_HASH, b.data, b.len);
	int rc = b.failed ? -1 : 0;
	buf_wipe(&b);
	return rc;
}

static int
read_answer(struct arena *a, struct reader *r, struct answer *out)
{
	size_t n;
	uint64_t bits;

	*out = (struct answer){.kind = (uint8_t)reader_byte(r)};
	switch (out->kind) {
	case ANSWER_TEXT: {
		const unsigned char *p = reader_block(r, VERSION_TEXT, &n);
		if (p == NULL || n == 0 || !utf8_valid((const char *)p, n) || memchr(p, 0, n) != NULL)
			return -1;
		*out = answer_text(arena_text(a, (const char *)p, n), n);
		return out->text != NULL ? 0 : -1;
	}
	case ANSWER_REAL:
		bits = reader_u64(r);
		memcpy(&out->real, &bits, sizeof bits);
		/* Only finite numbers are answers, and zero has one spelling. */
		return r->failed || !(out->real - out->real == 0) || bits == UINT64_C(1) << 63 ? -1 : 0;
	case ANSWER_INT:
	case ANSWER_FIXED:
		out->i = reader_signed(r);
		return r->failed ? -1 : 0;
	case ANSWER_DATE:
		out->i = reader_signed(r);
		return r->failed || out->i < -719162 || out->i > 2932896 ? -1 : 0; /* years 1 to 9999 */
	default:
		return -1;
	}
}

static const char *
read_name(struct arena *a, struct reader *r)
{
	size_t n;
	const unsigned char *p = reader_block(r, 64, &n);

	return p != NULL && text_is_name((const char *)p, n) ? arena_text(a, (const char *)p, n) : NULL;
}

static int
read_values(struct arena *a, struct reader *r, struct version_value **values, size_t *n_values)
{
	uint64_t n = reader_varint(r);

	*n_values = 0;
	if (r->failed || n > VERSION_VALUES || (*values = arena_new(a, (size_t)n + 1, sizeof **values)) == NULL)
		return -1;
	for (size_t i = 0; i < n; i++) {
		struct version_value *v = &(*values)[i];
		if ((v->name = read_name(a, r)) == NULL || read_answer(a, r, &v->answer) < 0)
			return -1;
		if (i > 0 && strcmp((*values)[i - 1].name, v->name) >= 0)
			return -1;
	}
	*n_values = (size_t)n;
	return 0;
}

int
version_values_read(struct arena *a, const void *bytes, size_t n, struct version_value **values, size_t *n_values)
{
	struct reader r = reader_of(bytes, n);

	return n <= VERSION_BYTES && read_values(a, &r, values, n_values) == 0 && reader_done(&r) ? 0 : -1;
}

static int
order_u64(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

int
version_id_order(const struct version_id *a, const struct version_id *b)
{
	int c = memcmp(a->device, b->device, DEVICE_ID);

	if (c == 0)
		c = order_u64(a->seq, b->seq);
	return c != 0 ? c : memcmp(a->hash, b->hash, VERSION_HASH);
}

static int
read_replaces(struct arena *a, struct reader *r, struct version *v)
{
	uint64_t n = reader_varint(r);

	if (r->failed || n > VERSION_REPLACES ||
		(v->replaces = arena_new(a, (size_t)n + 1, sizeof *v->replaces)) == NULL)
		return -1;
	for (size_t i = 0; i < n; i++) {
		const unsigned char *device = reader_bytes(r, DEVICE_ID);
		uint64_t seq = reader_varint(r);
		const unsigned char *hash = reader_bytes(r, VERSION_HASH);
		if (r->failed || device == NULL || hash == NULL || seq == 0 || seq > INT64_MAX)
			return -1;
		memcpy(v->replaces[i].device, device, DEVICE_ID);
		v->replaces[i].seq = seq;
		memcpy(v->replaces[i].hash, hash, VERSION_HASH);
		if (i > 0 && version_id_order(&v->replaces[i - 1], &v->replaces[i]) >= 0)
			return -1;
	}
	v->n_replaces = (size_t)n;
	return 0;
}

int
version_read(struct arena *a, const void *bytes, size_t n, struct version *v)
{
	struct reader r = reader_of(bytes, n);
	const unsigned char *device, *record, *parent, *cadre;
	size_t len;

	*v = (struct version){0};
	if (n > VERSION_BYTES)
		return -1;
	device = reader_bytes(&r, DEVICE_ID);
	v->id.seq = reader_varint(&r);
	record = reader_bytes(&r, RECORD_ID);
	parent = reader_bytes(&r, RECORD_ID);
	v->table = read_name(a, &r);
	v->section = read_name(a, &r);
	v->gen = reader_varint(&r);
	v->wall_ms = reader_signed(&r);
	cadre = reader_block(&r, VERSION_CADRE, &len);
	if (cadre == NULL || len == 0 || memchr(cadre, 0, len) != NULL || !utf8_valid((const char *)cadre, len) ||
		(v->cadre = arena_text(a, (const char *)cadre, len)) == NULL)
		return -1;
	uint64_t form = reader_varint(&r);
	if (r.failed || v->table == NULL || v->section == NULL || v->id.seq == 0 || v->id.seq > INT64_MAX ||
		v->gen == 0 || v->gen > INT64_MAX || form > UINT32_MAX)
		return -1;
	v->form_version = (uint32_t)form;
	memcpy(v->id.device, device, DEVICE_ID);
	memcpy(v->record, record, RECORD_ID);
	memcpy(v->parent, parent, RECORD_ID);
	if (read_replaces(a, &r, v) < 0 || read_values(a, &r, &v->values, &v->n_values) < 0 || !reader_done(&r))
		return -1;
	return version_hash(v);
}

/* ${s} of ${n} bytes, and a NUL, at *${room}, which moves behind it. */
static const char *
lay_down(char **room, const char *s, size_t n)
{
	char *at = *room;

	memcpy(at, s, n);
	at[n] = '\0';
	*room = at + n + 1;
	return at;
}

int
version_copy(struct arena *a, const struct version *v, struct version *out)
{
	size_t n = strlen(v->table) + strlen(v->section) + strlen(v->cadre) + 3;

	for (size_t i = 0; i < v->n_values; i++)
		n += strlen(v->values[i].name) + 1 + (v->values[i].answer.kind == ANSWER_TEXT ? v->values[i].answer.len + 1 : 0);
	*out = *v;
	char *room = arena_new(a, n, 1);
	out->replaces = arena_new(a, v->n_replaces + 1, sizeof *out->replaces);
	out->values = arena_new(a, v->n_values + 1, sizeof *out->values);
	if (room == NULL || out->replaces == NULL || out->values == NULL)
		return -1;
	out->table = lay_down(&room, v->table, strlen(v->table));
	out->section = lay_down(&room, v->section, strlen(v->section));
	out->cadre = lay_down(&room, v->cadre, strlen(v->cadre));
	for (size_t i = 0; i < v->n_replaces; i++)
		out->replaces[i] = v->replaces[i];
	for (size_t i = 0; i < v->n_values; i++) {
		const struct answer *from = &v->values[i].answer;
		out->values[i] = v->values[i];
		out->values[i].name = lay_down(&room, v->values[i].name, strlen(v->values[i].name));
		if (from->kind == ANSWER_TEXT)
			out->values[i].answer.text = lay_down(&room, from->text, from->len);
	}
	return 0;
}

int
version_order(const struct version *a, const struct version *b)
{
	int c = order_u64(a->gen, b->gen);

	return c != 0 ? c : version_id_order(&a->id, &b->id);
}

static int
by_id(const void *a, const void *b)
{
	return version_id_order(a, b);
}

size_t
version_ids_sort(struct version_id *ids, size_t n)
{
	size_t kept = 0;

	if (n > 1)
		qsort(ids, n, sizeof *ids, by_id);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || version_id_order(&ids[kept - 1], &ids[i]) != 0)
			ids[kept++] = ids[i];
	return kept;
}
