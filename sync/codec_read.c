#include "codec.h"

#include <string.h>

#include "column.h"
#include "derive.h"
#include "text.h"
#include "words.h"

struct column {
	const char *name;
	struct numbers kinds, ints[3]; /* integer, decimal, date */
	struct texts texts;
	const unsigned char *reals;
};

struct codec_group {
	const char *table, *section;
	struct column *columns;
	size_t n, rows;
	uint32_t parent; /* of its last version: 1 + place of the id; 0 = zeros */
	struct derivation keys;
};

enum each { DEVICE, SEQ, GROUP, RECORD, PARENT, GEN, WALL, CADRE, FORM, REPLACES, EACH };

/* What a later version of the run may refer back to. */
struct seen {
	uint64_t seq;
	unsigned char hash[VERSION_HASH];
	uint16_t device;
};

struct codec {
	struct reader r;
	struct arena *arena;
	size_t n, at, canonical;
	const char **names;
	size_t n_names;
	const unsigned char *devices, *raw; /* raw: ids that were sent */
	size_t n_devices, n_raw, used_raw, n_derived, used_derived, used;
	unsigned char (*derived)[RECORD_ID];
	uint32_t *where;     /* of each id used: its place in raw, or n_raw + its place in derived */
	uint32_t *parent_of; /* of the last version of each id used, as in struct codec_group */
	struct codec_group *groups;
	size_t n_groups, n_columns;
	struct numbers each[EACH], replaced, device, seq;
	const unsigned char *hashes;
	struct seen *seen;
	bool broken;
};

static int
damaged(struct fault *f)
{
	return fault_set(f, EX_DATAERR,
		_("The records in the file are not well formed. Nothing of this file was taken; ask the "
		  "sender to write it again."));
}

/* A count of things that take at least ${each} bytes and may be ${max}; more sets the reader's failure. */
static size_t
take_count(struct reader *r, size_t max, size_t each)
{
	uint64_t n = reader_varint(r);

	if (r->failed || n > max || n > reader_left(r) / each) {
		r->failed = true;
		return 0;
	}
	return (size_t)n;
}

static int
take_names(struct codec *c)
{
	c->n_names = take_count(&c->r, CODEC_NAMES, 1);
	c->names = arena_new(c->arena, c->n_names + 1, sizeof *c->names);
	if (c->r.failed || c->names == NULL)
		return -1;
	for (size_t i = 0; i < c->n_names; i++) {
		size_t len;
		const unsigned char *p = reader_block(&c->r, VERSION_CADRE, &len);
		if (p == NULL || len == 0 || memchr(p, 0, len) != NULL || !utf8_valid((const char *)p, len) ||
			(c->names[i] = arena_text(c->arena, (const char *)p, len)) == NULL)
			return -1;
	}
	return 0;
}

static int
take_dictionaries(struct codec *c)
{
	if (take_names(c) < 0)
		return -1;
	c->n_devices = take_count(&c->r, CODEC_DEVICES, DEVICE_ID);
	c->devices = reader_bytes(&c->r, c->n_devices * DEVICE_ID);
	c->n_raw = take_count(&c->r, CODEC_VERSIONS * 2, RECORD_ID);
	c->raw = reader_bytes(&c->r, c->n_raw * RECORD_ID);
	return c->r.failed ? -1 : 0;
}

/* The name a varint index stands for, or NULL with the reader's failure set. */
static const char *
take_name(struct codec *c)
{
	uint64_t i = reader_varint(&c->r);

	if (i >= c->n_names)
		c->r.failed = true;
	return c->r.failed ? NULL : c->names[i];
}

static int
take_groups(struct codec *c)
{
	c->n_groups = take_count(&c->r, CODEC_GROUPS, 4);
	c->groups = arena_new(c->arena, c->n_groups + 1, sizeof *c->groups);
	if (c->groups == NULL)
		return -1;
	for (size_t i = 0; i < c->n_groups && !c->r.failed; i++) {
		struct codec_group *g = &c->groups[i];
		g->table = take_name(c);
		g->section = take_name(c);
		g->n = take_count(&c->r, VERSION_VALUES, 1);
		if ((c->n_columns += g->n) > CODEC_COLUMNS ||
			(g->columns = arena_new(c->arena, g->n + 1, sizeof *g->columns)) == NULL)
			return -1;
		for (size_t k = 0; k < g->n; k++)
			if ((g->columns[k].name = take_name(c)) == NULL ||
				(k > 0 && strcmp(g->columns[k - 1].name, g->columns[k].name) >= 0))
				return -1;
		g->keys.n = (int)take_count(&c->r, DERIVE_KEYS + 1, 1) - 1;
		for (int k = 0; k < g->keys.n; k++)
			g->keys.key[k] = take_name(c);
	}
	return c->r.failed ? -1 : 0;
}

static int
take_each(struct codec *c)
{
	for (size_t i = 0; i < EACH; i++)
		if (numbers_open(&c->each[i], &c->r, c->n, c->arena) < 0)
			return -1;
	struct numbers look = c->each[GROUP];
	for (size_t i = 0; i < c->n; i++) {
		uint64_t g = (uint64_t)numbers_next(&look);
		if (g >= c->n_groups)
			return -1;
		c->groups[g].rows++;
	}
	look = c->each[RECORD];
	for (size_t i = 0; i < c->n; i++)
		c->n_derived += numbers_next(&look) == 1;
	c->derived = arena_new(c->arena, c->n_derived + 1, sizeof *c->derived);
	c->where = arena_new(c->arena, c->n_raw + c->n_derived + 1, sizeof *c->where);
	c->parent_of = arena_new(c->arena, c->n_raw + c->n_derived + 1, sizeof *c->parent_of);
	return c->derived != NULL && c->where != NULL && c->parent_of != NULL ? 0 : -1;
}

static int
take_replaced(struct codec *c)
{
	struct numbers look = c->each[REPLACES];
	size_t r = 0, o = 0;

	for (size_t i = 0; i < c->n; i++) {
		uint64_t n = (uint64_t)numbers_next(&look);
		if (n > VERSION_REPLACES || (r += n) > CODEC_REPLACES)
			return -1;
	}
	if (numbers_open(&c->replaced, &c->r, r, c->arena) < 0)
		return -1;
	look = c->replaced;
	for (size_t i = 0; i < r; i++)
		o += numbers_next(&look) == 0;
	if (numbers_open(&c->device, &c->r, o, c->arena) < 0 || numbers_open(&c->seq, &c->r, o, c->arena) < 0)
		return -1;
	c->hashes = reader_bytes(&c->r, o * VERSION_HASH);
	return c->hashes != NULL ? 0 : -1;
}

static int
take_column(struct codec *c, const struct codec_group *g, struct column *col)
{
	size_t count[ANSWER_REAL + 1] = {0};

	if (numbers_open(&col->kinds, &c->r, g->rows, c->arena) < 0)
		return -1;
	struct numbers look = col->kinds;
	for (size_t i = 0; i < g->rows; i++) {
		uint64_t kind = (uint64_t)numbers_next(&look);
		if (kind > ANSWER_REAL)
			return -1;
		count[kind]++;
	}
	for (size_t k = 0; k < 3; k++)
		if (numbers_open(&col->ints[k], &c->r, count[ANSWER_INT + k], c->arena) < 0)
			return -1;
	if (texts_open(&col->texts, &c->r, count[ANSWER_TEXT], VERSION_TEXT, c->arena) < 0)
		return -1;
	col->reals = reader_bytes(&c->r, count[ANSWER_REAL] * 8);
	return col->reals != NULL ? 0 : -1;
}

static int
take_answers(struct codec *c)
{
	for (size_t i = 0; i < c->n_groups; i++)
		for (size_t k = 0; k < c->groups[i].n; k++)
			if (take_column(c, &c->groups[i], &c->groups[i].columns[k]) < 0)
				return -1;
	return reader_done(&c->r) ? 0 : -1;
}

struct codec *
codec_open(struct arena *a, const void *bytes, size_t n, struct fault *f)
{
	struct codec *c = arena_new(a, 1, sizeof *c);

	if (c == NULL) {
		fault_memory(f);
		return NULL;
	}
	c->r = reader_of(bytes, n);
	c->arena = a;
	bool format = reader_byte(&c->r) == 1;
	uint64_t count = reader_varint(&c->r);
	if (n <= CODEC_PLAIN && format && count >= 1 && count <= CODEC_VERSIONS) {
		c->n = (size_t)count;
		if (take_dictionaries(c) == 0 && take_groups(c) == 0 && take_each(c) == 0 && take_replaced(c) == 0 &&
			take_answers(c) == 0 && (c->seen = arena_new(a, c->n, sizeof *c->seen)) != NULL)
			return c;
	}
	damaged(f);
	return NULL;
}

size_t
codec_count(const struct codec *c)
{
	return c->n;
}

static void
copy_id(const struct codec *c, uint32_t place, unsigned char id[RECORD_ID])
{
	uint32_t at = c->where[place];

	memcpy(id, at < c->n_raw ? c->raw + (size_t)at * RECORD_ID : c->derived[at - c->n_raw], RECORD_ID);
}

/* Use the next id that was sent. */
static int
use_raw(struct codec *c)
{
	if (c->used_raw == c->n_raw)
		return -1;
	c->where[c->used++] = (uint32_t)c->used_raw++;
	return 0;
}

/* Use the id that follows from table, parent and values of ${v}, which are there already. */
static int
use_derived(struct codec *c, const struct codec_group *g, const struct version *v)
{
	if (g->keys.n < 0 || c->used_derived == c->n_derived || derive_id(&g->keys, v, c->derived[c->used_derived]) < 0)
		return -1;
	c->where[c->used++] = (uint32_t)(c->n_raw + c->used_derived++);
	return 0;
}

static int
read_place(struct codec *c, struct codec_group *g, struct version *v)
{
	uint64_t back = (uint64_t)numbers_next(&c->each[RECORD]), above = (uint64_t)numbers_next(&c->each[PARENT]);
	uint32_t parent = 0;

	if (above == 2 && use_raw(c) < 0)
		return -1;
	/* What they point back at must have been used; ids are numbered by their use. */
	if ((above >= 3 && above - 2 > c->used) || (back >= 2 && back - 1 > c->used))
		return -1;
	size_t record = back >= 2 ? c->used - (size_t)(back - 1) : c->used;
	if (above == 0)
		parent = back >= 2 ? c->parent_of[record] : g->parent;
	else if (above >= 2)
		parent = (uint32_t)(above == 2 ? c->used : c->used - (size_t)(above - 2) + 1);
	if (parent > 0)
		copy_id(c, parent - 1, v->parent);
	if ((back == 0 && use_raw(c) < 0) || (back == 1 && use_derived(c, g, v) < 0))
		return -1;
	copy_id(c, (uint32_t)record, v->record);
	g->parent = c->parent_of[record] = parent;
	return 0;
}

static int
read_replaces(struct codec *c, struct arena *a, struct version *v)
{
	v->n_replaces = (size_t)numbers_next(&c->each[REPLACES]);
	if (v->n_replaces > 0 && (v->replaces = arena_new(a, v->n_replaces, sizeof *v->replaces)) == NULL)
		return -1;
	for (size_t i = 0; i < v->n_replaces; i++) {
		uint64_t back = (uint64_t)numbers_next(&c->replaced);
		struct version_id *id = &v->replaces[i];
		uint64_t device;
		if (back > c->at)
			return -1;
		if (back > 0) {
			const struct seen *s = &c->seen[c->at - back];
			id->seq = s->seq;
			device = s->device;
			memcpy(id->hash, s->hash, VERSION_HASH);
		} else {
			id->seq = (uint64_t)numbers_next(&c->seq);
			device = (uint64_t)numbers_next(&c->device);
			memcpy(id->hash, c->hashes, VERSION_HASH);
			c->hashes += VERSION_HASH;
		}
		if (device >= c->n_devices)
			return -1;
		memcpy(id->device, c->devices + device * DEVICE_ID, DEVICE_ID);
	}
	return 0;
}

static int
read_answer(struct column *col, struct arena *a, unsigned kind, struct answer *out)
{
	struct column_text t;

	*out = (struct answer){.kind = (uint8_t)kind};
	if (kind == ANSWER_TEXT) {
		if (texts_next(&col->texts, a, &t) < 0)
			return -1;
		out->text = t.s;
		out->len = t.n;
	} else if (kind == ANSWER_REAL) {
		struct reader r = reader_of(col->reals, 8);
		uint64_t bits = reader_u64(&r);
		memcpy(&out->real, &bits, sizeof bits);
		col->reals += 8;
	} else {
		out->i = numbers_next(&col->ints[kind - ANSWER_INT]);
	}
	return 0;
}

static int
read_values(struct arena *a, struct codec_group *g, struct version *v)
{
	if (g->n > 0 && (v->values = arena_new(a, g->n, sizeof *v->values)) == NULL)
		return -1;
	for (size_t i = 0; i < g->n; i++) {
		unsigned kind = (unsigned)numbers_next(&g->columns[i].kinds);
		if (kind == ANSWER_BLANK)
			continue;
		struct version_value *value = &v->values[v->n_values++];
		value->name = g->columns[i].name;
		if (read_answer(&g->columns[i], a, kind, &value->answer) < 0)
			return -1;
	}
	return 0;
}

static int
read_version(struct codec *c, struct arena *a, struct version *v)
{
	uint64_t device = (uint64_t)numbers_next(&c->each[DEVICE]);
	struct codec_group *g = &c->groups[numbers_next(&c->each[GROUP])];
	size_t canonical;

	*v = (struct version){.table = g->table, .section = g->section};
	v->id.seq = (uint64_t)numbers_next(&c->each[SEQ]);
	v->gen = (uint64_t)numbers_next(&c->each[GEN]);
	v->wall_ms = numbers_next(&c->each[WALL]);
	uint64_t cadre = (uint64_t)numbers_next(&c->each[CADRE]), form = (uint64_t)numbers_next(&c->each[FORM]);
	if (device >= c->n_devices || cadre >= c->n_names || form > UINT32_MAX)
		return -1;
	memcpy(v->id.device, c->devices + device * DEVICE_ID, DEVICE_ID);
	v->cadre = c->names[cadre];
	v->form_version = (uint32_t)form;
	if (read_values(a, g, v) < 0 || read_replaces(c, a, v) < 0 || !codec_fits(v, &canonical) || read_place(c, g, v) < 0)
		return -1;
	if ((c->canonical += canonical) > CODEC_CANONICAL || version_hash(v) < 0)
		return -1;
	struct seen *s = &c->seen[c->at++];
	s->seq = v->id.seq;
	s->device = (uint16_t)device;
	memcpy(s->hash, v->id.hash, VERSION_HASH);
	return 0;
}

int
codec_next(struct codec *c, struct arena *a, struct version *v, struct fault *f)
{
	if (!c->broken && c->at == c->n && c->used_raw == c->n_raw)
		return 0;
	if (c->broken || c->at == c->n || read_version(c, a, v) < 0) {
		c->broken = true;
		return damaged(f);
	}
	return 1;
}

int
codec_unpack(const void *bytes, size_t n, struct arena *a, struct version **v, size_t *n_v, struct fault *f)
{
	struct codec *c = codec_open(a, bytes, n, f);

	*n_v = 0;
	if (c == NULL)
		return -1;
	if ((*v = arena_new(a, c->n, sizeof **v)) == NULL)
		return fault_memory(f);
	for (;;) {
		struct version one;
		int rc = codec_next(c, a, &one, f);
		if (rc <= 0)
			return rc;
		(*v)[(*n_v)++] = one;
	}
}
