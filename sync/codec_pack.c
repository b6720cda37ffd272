#include "codec.h"

#include <stdlib.h>
#include <string.h>

#include "answer_columns.h"
#include "column.h"
#include "derive.h"
#include "names.h"
#include "places.h"
#include "text.h"
#include "words.h"

struct group {
	uint32_t table, section;
	const char **column; /* question names, ascending */
	size_t n, cap;
	uint32_t rows, first; /* its versions are order[first .. first + rows) */
	unsigned char parent[RECORD_ID]; /* of its last version */
	struct derivation keys;
	bool tried;
};

struct packer {
	const struct version *v;
	size_t n;
	struct names names;
	const char **name;
	size_t n_names, cap_names;
	struct places devices, ids, pairs, hashes;
	struct group *groups;
	size_t cap_groups;
	uint32_t *group, *order;
	int64_t *num;      /* scratch: one number for each version */
	int64_t *replaced; /* one for each replaced version */
	size_t n_replaced;
	unsigned char (*parent)[RECORD_ID]; /* last parent of each id */
	struct buf raw;                     /* ids that must be sent */
	size_t n_raw;
	struct buf body;
	bool failed;
};

static uint32_t
add_device(struct packer *p, const unsigned char device[DEVICE_ID])
{
	unsigned char key[16] = {0};

	memcpy(key, device, DEVICE_ID);
	return places_add(&p->devices, key);
}

static uint32_t
add_name(struct packer *p, const char *name)
{
	int at = names_find(&p->names, name, strlen(name));

	if (at >= 0)
		return (uint32_t)at;
	if (array_grow(&p->name, &p->cap_names, p->n_names + 1, sizeof *p->name) < 0 ||
		names_add(&p->names, name, (int)p->n_names) < 0) {
		p->failed = true;
		return 0;
	}
	p->name[p->n_names] = name;
	return (uint32_t)p->n_names++;
}

static uint32_t
group_of(struct packer *p, const struct version *v)
{
	uint32_t table = add_name(p, v->table), section = add_name(p, v->section);
	unsigned char key[16] = {0};
	size_t before = p->pairs.n;

	memcpy(key, &table, sizeof table);
	memcpy(key + 8, &section, sizeof section);
	uint32_t g = places_add(&p->pairs, key);
	if (g == PLACES_NONE || array_grow(&p->groups, &p->cap_groups, p->pairs.n, sizeof *p->groups) < 0) {
		p->failed = true;
		return 0;
	}
	if (p->pairs.n > before)
		p->groups[g] = (struct group){.table = table, .section = section};
	return g;
}

/* Both lists ascend: walk them together and put in what is new. */
static void
add_columns(struct packer *p, struct group *g, const struct version *v)
{
	size_t at = 0;

	for (size_t i = 0; i < v->n_values; i++) {
		int c = 1;
		while (at < g->n && (c = strcmp(g->column[at], v->values[i].name)) < 0)
			at++;
		if (at == g->n || c != 0) {
			if (array_grow(&g->column, &g->cap, g->n + 1, sizeof *g->column) < 0) {
				p->failed = true;
				return;
			}
			memmove(g->column + at + 1, g->column + at, (g->n - at) * sizeof *g->column);
			g->column[at] = v->values[i].name;
			g->n++;
		}
		at++;
	}
}

/* First look over all versions: names, devices, groups with their columns and rows, hashes. */
static void
survey(struct packer *p)
{
	uint32_t first = 0;

	for (size_t i = 0; i < p->n && !p->failed; i++) {
		const struct version *v = &p->v[i];
		uint32_t g = p->group[i] = group_of(p, v);
		if (p->failed)
			return;
		p->groups[g].rows++;
		add_columns(p, &p->groups[g], v);
		add_name(p, v->cadre);
		p->failed |=
			add_device(p, v->id.device) == PLACES_NONE || places_add(&p->hashes, v->id.hash) == PLACES_NONE;
		for (size_t k = 0; k < v->n_replaces; k++)
			p->failed |= add_device(p, v->replaces[k].device) == PLACES_NONE;
	}
	for (size_t g = 0; g < p->pairs.n; first += p->groups[g++].rows) {
		p->groups[g].first = first;
		for (size_t c = 0; c < p->groups[g].n; c++)
			add_name(p, p->groups[g].column[c]);
	}
}

static void
sort_rows(struct packer *p)
{
	for (size_t g = 0; g < p->pairs.n; g++)
		p->groups[g].rows = 0;
	for (size_t i = 0; i < p->n; i++) {
		struct group *g = &p->groups[p->group[i]];
		p->order[g->first + g->rows++] = (uint32_t)i;
	}
}

static int
put_heading(struct packer *p, struct buf *out, struct fault *f)
{
	size_t columns = 0;

	for (size_t g = 0; g < p->pairs.n; g++)
		columns += p->groups[g].n;
	if (p->n_names > CODEC_NAMES || p->devices.n > CODEC_DEVICES || p->pairs.n > CODEC_GROUPS ||
		columns > CODEC_COLUMNS)
		return fault_set(f, EX_DATAERR,
			_("Too many tables or questions for one file. Nothing is lost; send fewer records "
			  "at a time."));
	buf_byte(out, 1);
	buf_varint(out, p->n);
	buf_varint(out, p->n_names);
	for (size_t i = 0; i < p->n_names; i++)
		buf_block(out, p->name[i], strlen(p->name[i]));
	buf_varint(out, p->devices.n);
	for (size_t i = 0; i < p->devices.n; i++)
		buf_add(out, p->devices.key[i], DEVICE_ID);
	return 0;
}

static void
put_groups(struct packer *p, struct buf *out)
{
	buf_varint(out, p->pairs.n);
	for (size_t i = 0; i < p->pairs.n; i++) {
		const struct group *g = &p->groups[i];
		buf_varint(out, g->table);
		buf_varint(out, g->section);
		buf_varint(out, g->n);
		for (size_t c = 0; c < g->n; c++)
			buf_varint(out, add_name(p, g->column[c]));
		int keys = g->tried ? g->keys.n : -1;
		buf_varint(out, (uint64_t)(keys + 1));
		for (int k = 0; k < keys; k++)
			buf_varint(out, add_name(p, g->keys.key[k]));
	}
}

/* A new id: derived from answers, or kept to be sent. */
static int64_t
add_record(struct packer *p, struct group *g, const struct version *v)
{
	unsigned char id[RECORD_ID];

	if (!g->tried) {
		g->tried = true;
		derive_find(&g->keys, v);
	}
	p->failed |= places_add(&p->ids, v->record) == PLACES_NONE;
	if (g->keys.n >= 0 && derive_id(&g->keys, v, id) == 0 && memcmp(id, v->record, RECORD_ID) == 0)
		return 1;
	buf_add(&p->raw, v->record, RECORD_ID);
	p->n_raw++;
	return 0;
}

/* Column 5 for one version, whose record is at ${known} or new. */
static int64_t
refer_parent(struct packer *p, const struct group *g, const struct version *v, uint32_t known)
{
	static const unsigned char zeros[RECORD_ID];

	if (memcmp(known != PLACES_NONE ? p->parent[known] : g->parent, v->parent, RECORD_ID) == 0)
		return 0;
	if (memcmp(zeros, v->parent, RECORD_ID) == 0)
		return 1;
	uint32_t at = places_find(&p->ids, v->parent);
	if (at != PLACES_NONE)
		return (int64_t)(p->ids.n - at) + 2;
	p->failed |= places_add(&p->ids, v->parent) == PLACES_NONE;
	buf_add(&p->raw, v->parent, RECORD_ID);
	p->n_raw++;
	return 2;
}

/* Columns 4 and 5, whose numbers depend on each other, into ${record} and ${parent}. */
static void
refer(struct packer *p, int64_t *record, int64_t *parent)
{
	for (size_t i = 0; i < p->n && !p->failed; i++) {
		const struct version *v = &p->v[i];
		struct group *g = &p->groups[p->group[i]];
		parent[i] = refer_parent(p, g, v, places_find(&p->ids, v->record));
		uint32_t at = places_find(&p->ids, v->record);
		record[i] = at != PLACES_NONE ? (int64_t)(p->ids.n - at) + 1 : add_record(p, g, v);
		if (at == PLACES_NONE)
			at = (uint32_t)p->ids.n - 1;
		memcpy(p->parent[at], v->parent, RECORD_ID);
		memcpy(g->parent, v->parent, RECORD_ID);
	}
}

/* One column made of a plain number of each version. */
static void
put_each(struct packer *p, int64_t (*number)(struct packer *p, size_t i))
{
	for (size_t i = 0; i < p->n; i++)
		p->num[i] = number(p, i);
	column_put_numbers(&p->body, p->num, p->n);
}

static int64_t
device_of(struct packer *p, size_t i)
{
	return add_device(p, p->v[i].id.device);
}

static int64_t
seq_of(struct packer *p, size_t i)
{
	return (int64_t)p->v[i].id.seq;
}

static int64_t
group_number(struct packer *p, size_t i)
{
	return p->group[i];
}

static int64_t
gen_of(struct packer *p, size_t i)
{
	return (int64_t)p->v[i].gen;
}

static int64_t
wall_of(struct packer *p, size_t i)
{
	return p->v[i].wall_ms;
}

static int64_t
cadre_of(struct packer *p, size_t i)
{
	return add_name(p, p->v[i].cadre);
}

static int64_t
form_of(struct packer *p, size_t i)
{
	return p->v[i].form_version;
}

static int64_t
replaces_of(struct packer *p, size_t i)
{
	return (int64_t)p->v[i].n_replaces;
}

static void
put_references(struct packer *p)
{
	int64_t *parent = calloc(p->n, sizeof *parent);

	/* At most two ids a version. */
	p->parent = calloc(p->n * 2, sizeof *p->parent);
	if (parent == NULL || p->parent == NULL) {
		p->failed = true;
	} else {
		refer(p, p->num, parent);
		column_put_numbers(&p->body, p->num, p->n);
		column_put_numbers(&p->body, parent, p->n);
	}
	free(parent);
}

static void
put_replaced(struct packer *p)
{
	size_t r = 0, o = 0;
	int64_t *device = p->replaced + p->n_replaced, *seq = device + p->n_replaced;
	struct buf hashes = {0};

	for (size_t i = 0; i < p->n; i++)
		for (size_t k = 0; k < p->v[i].n_replaces; k++) {
			const struct version_id *id = &p->v[i].replaces[k];
			uint32_t at = places_find(&p->hashes, id->hash);
			/* Two versions with one hash stand in one place; then, as for strangers, the id is spelt out.
			 */
			if (at < i && p->hashes.n == p->n && version_id_order(&p->v[at].id, id) == 0) {
				p->replaced[r++] = (int64_t)(i - at);
				continue;
			}
			p->replaced[r++] = 0;
			device[o] = add_device(p, id->device);
			seq[o++] = (int64_t)id->seq;
			buf_add(&hashes, id->hash, VERSION_HASH);
		}
	column_put_numbers(&p->body, p->replaced, r);
	column_put_numbers(&p->body, device, o);
	column_put_numbers(&p->body, seq, o);
	buf_add(&p->body, hashes.data, hashes.len);
	p->body.failed |= hashes.failed;
	buf_free(&hashes);
}

static void
put_answers(struct packer *p)
{
	for (size_t i = 0; i < p->pairs.n; i++) {
		const struct group *g = &p->groups[i];
		p->failed |= answer_columns_put(p->v, p->order + g->first, g->rows, g->column, g->n, &p->body) < 0;
	}
}

static int
start(struct packer *p, struct fault *f)
{
	size_t canonical = 0;

	if (p->n == 0 || p->n > CODEC_VERSIONS)
		return fault_set(f, EX_DATAERR, _("There is nothing to send, or more than one file may hold."));
	for (size_t i = 0; i < p->n; i++) {
		size_t size;
		if (!codec_fits(&p->v[i], &size))
			return fault_set(f, EX_DATAERR,
				_("A version of the journal is not well formed and cannot be sent. What was saved "
				  "is safe; show this to the county."));
		canonical += size;
		p->n_replaced += p->v[i].n_replaces;
	}
	if (canonical > CODEC_CANONICAL || p->n_replaced > CODEC_REPLACES)
		return fault_set(f, EX_DATAERR,
			_("There is more than one file may hold. Nothing is lost; send it in smaller parts."));
	p->group = calloc(p->n, sizeof *p->group);
	p->order = calloc(p->n, sizeof *p->order);
	p->num = calloc(p->n, sizeof *p->num);
	p->replaced = calloc(p->n_replaced * 3 + 1, sizeof *p->replaced);
	return p->group != NULL && p->order != NULL && p->num != NULL && p->replaced != NULL ? 0 : fault_memory(f);
}

static void
finish(struct packer *p)
{
	for (size_t g = 0; g < p->pairs.n && p->groups != NULL; g++)
		free(p->groups[g].column);
	free(p->groups);
	names_free(&p->names);
	free(p->name);
	places_free(&p->devices);
	places_free(&p->ids);
	places_free(&p->pairs);
	places_free(&p->hashes);
	free(p->group);
	free(p->order);
	free(p->num);
	free(p->replaced);
	free(p->parent);
	buf_free(&p->raw);
	buf_wipe(&p->body);
}

static void
put_versions(struct packer *p)
{
	put_each(p, device_of);
	put_each(p, seq_of);
	put_each(p, group_number);
	put_references(p);
	put_each(p, gen_of);
	put_each(p, wall_of);
	put_each(p, cadre_of);
	put_each(p, form_of);
	put_each(p, replaces_of);
	put_replaced(p);
	put_answers(p);
}

int
codec_pack(const struct version *v, size_t n, struct buf *out, struct fault *f)
{
	struct packer p = {.v = v, .n = n};
	size_t before = out->len;
	int rc = start(&p, f);

	if (rc == 0) {
		survey(&p);
		if (!p.failed)
			sort_rows(&p);
		rc = p.failed ? fault_memory(f) : put_heading(&p, out, f);
	}
	if (rc == 0) {
		put_versions(&p);
		buf_varint(out, p.n_raw);
		buf_add(out, p.raw.data, p.raw.len);
		put_groups(&p, out);
		buf_add(out, p.body.data, p.body.len);
		if (p.failed || p.body.failed || p.raw.failed || out->failed)
			rc = fault_memory(f);
		else if (out->len - before > CODEC_PLAIN)
			rc = fault_set(f, EX_DATAERR,
				_("There is more than one file may hold. Nothing is lost; send it in smaller parts."));
	}
	if (rc < 0)
		out->len = before;
	finish(&p);
	return rc;
}
