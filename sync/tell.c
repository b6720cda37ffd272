#include "tell.h"

#include <string.h>

#include "store/found.h"

/* 1 when the pack is newer than that of the findings here, and then remembered; 0, -1. */
static int
newer(struct link *l, const struct seal_header *h, uint64_t left_out, struct fault *f)
{
	struct buf b = {0};
	int rc = store_get(l->store, LINK_FINDINGS, &b, f);
	struct reader had = reader_of(b.data, b.len);
	uint64_t epoch = rc == 1 ? reader_u64(&had) : 0, number = rc == 1 ? reader_u64(&had) : 0;

	if (rc >= 0) {
		rc = sheets_newer(h->epoch, h->number, epoch, number);
		buf_reset(&b);
		buf_u64(&b, h->epoch);
		buf_u64(&b, h->number);
		buf_u64(&b, left_out);
		if (rc == 1 && (b.failed ? fault_memory(f) : store_put(l->store, LINK_FINDINGS, b.data, b.len, f)) < 0)
			rc = -1;
	}
	buf_free(&b);
	return rc;
}

static int
put(struct link *l, const struct findings *found, struct fault *f)
{
	struct arena a = {0};
	struct told *told = arena_new(&a, found->n + 1, sizeof *told);
	int rc = told == NULL ? fault_memory(f) : 0;

	for (size_t i = 0; rc == 0 && i < found->n; i++) {
		const struct finding *x = &found->all[i];
		memcpy(told[i].record, x->record, RECORD_ID);
		memcpy(told[i].other, x->other, RECORD_ID);
		memcpy(told[i].key, x->key, CHECK_KEY);
		told[i].check = x->check;
		told[i].detail = x->detail;
	}
	if (rc == 0)
		rc = store_tell(l->store, told, found->n, f);
	arena_free(&a);
	return rc;
}

int
tell_take(struct link *l, const struct parcel *p, const struct seal_header *h, bool *told, struct fault *f)
{
	struct arena a = {0};
	struct findings found;
	int rc = findings_read(&a, p->bytes, p->n, &found, f);

	if (rc == 0 && (rc = newer(l, h, found.left_out, f)) == 1) {
		*told = true;
		rc = put(l, &found, f);
	}
	arena_free(&a);
	return rc;
}

int
tell_left_out(struct store *s, uint64_t *n, struct fault *f)
{
	struct buf b = {0};
	int rc = store_get(s, LINK_FINDINGS, &b, f);
	struct reader r = reader_of(b.data, b.len);

	reader_u64(&r);
	reader_u64(&r);
	uint64_t left_out = reader_u64(&r);
	*n = r.failed ? 0 : left_out;
	buf_free(&b);
	return rc < 0 ? -1 : 0;
}
