#ifndef JOURNAL_VERSION_H
#define JOURNAL_VERSION_H

#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "buf.h"
#include "form/load.h"
#include "record/record.h"

/*
 * A version: one saved state of one section of one record, never changed afterwards (DESIGN 3). Its canonical bytes
 * are what is hashed, stored and compared; sync/PROTOCOL.md states them byte for byte.
 */

#define DEVICE_ID 8
#define VERSION_HASH 16

struct version_id {
	unsigned char device[DEVICE_ID];
	uint64_t seq;                     /* from 1, dense for each device */
	unsigned char hash[VERSION_HASH]; /* BLAKE2b of the canonical bytes */
};

/* One answer, under the name its question had; a form that does not know the name forwards it untouched. */
struct version_value {
	const char *name;
	struct answer answer; /* never blank: a blank answer is left out */
};

/* Ceilings every reader enforces before allocating. */
enum {
	VERSION_VALUES = FORM_GROUP, /* answers in one section */
	VERSION_REPLACES = 1024,     /* versions one version replaces */
	VERSION_TEXT = RECORD_TEXT,  /* bytes of one text answer */
	VERSION_CADRE = 128,         /* bytes of the cadre's name, at least one */
	VERSION_BYTES = 1 << 20      /* canonical bytes of one version */
};

/* Existence is a section of its own, under this name, which no form may use; its one value says void or not. */
#define SECTION_EXISTENCE "existence"
#define VALUE_VOID "void"

struct version {
	struct version_id id;
	unsigned char record[RECORD_ID];
	unsigned char parent[RECORD_ID]; /* zeros for a top-level record */
	const char *table, *section;
	uint64_t gen;      /* 1 + the greatest gen of what it replaces */
	int64_t wall_ms;   /* advisory */
	const char *cadre; /* who captured it */
	uint32_t form_version;
	struct version_id *replaces; /* ascending by version_id_order(), each once */
	size_t n_replaces;
	struct version_value *values; /* sorted by name, each name once */
	size_t n_values;
};

/* Append the canonical bytes of ${v} (all but id.hash) to ${out}; failure is remembered in the buffer. */
void version_write(const struct version *v, struct buf *out);

/* Fill v->id.hash from the canonical bytes. 0, or -1 when out of memory. */
int version_hash(struct version *v);

/* Read canonical bytes back, every ceiling and order checked; memory comes from ${a}, id.hash is computed. 0, or -1
 * when the bytes are no version or memory ran out (${a} may then hold leftovers). */
int version_read(struct arena *a, const void *bytes, size_t n, struct version *v);

/* ${out} becomes a copy of ${v}, id.hash included, that lives in ${a}. 0, or -1 when out of memory. */
int version_copy(struct arena *a, const struct version *v, struct version *out);

/* The body alone: the values part of the canonical bytes, as the journal stores it and drafts use it. */
void version_values_write(const struct version_value *values, size_t n, struct buf *out);
int version_values_read(struct arena *a, const void *bytes, size_t n, struct version_value **values, size_t *n_values);

/* Order of shown heads: by (gen, device, seq, hash). <0, 0, >0. */
int version_order(const struct version *a, const struct version *b);

/* By device, seq, hash. <0, 0 when it is the same version, >0. */
int version_id_order(const struct version_id *a, const struct version_id *b);

/* Sort ${n} ids ascending and drop repeats; returns how many are left. */
size_t version_ids_sort(struct version_id *ids, size_t n);

#endif
