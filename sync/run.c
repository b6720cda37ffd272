#include "run.h"

#include <stdlib.h>

/* Leave room below the ceilings of a file: what is left over goes into the next one. */
enum { RUN_VERSIONS = 100000, RUN_BYTES = 12 << 20 };

int
run_gather(void *self, const struct version *v, int state)
{
	struct run *r = self;
	size_t size = codec_canonical(v);

	(void)state;
	size_t versions = r->whole ? CODEC_VERSIONS : RUN_VERSIONS, bytes = r->whole ? CODEC_CANONICAL : RUN_BYTES;

	if (r->n > 0 && (r->n == versions || r->bytes + size > bytes))
		return 1;
	if (array_grow(&r->v, &r->cap, r->n + 1, sizeof *r->v) < 0)
		return fault_memory(r->f);
	/* The visited version is gone after this call. */
	if (version_copy(&r->arena, v, &r->v[r->n]) < 0)
		return fault_memory(r->f);
	r->n++;
	r->bytes += size;
	return 0;
}

void
run_free(struct run *r)
{
	free(r->v);
	arena_wipe(&r->arena);
}

int
run_receive(struct journal *j, const void *bytes, size_t n, uint64_t *taken, struct fault *f)
{
	struct arena names = {0}, each = {0};
	struct version v;
	int rc = -1, fresh = 0;
	struct codec *c = codec_open(&names, bytes, n, f);

	while (c != NULL && (rc = codec_next(c, &each, &v, f)) == 1) {
		if ((fresh = journal_receive(j, &v, f)) < 0) {
			rc = -1;
			break;
		}
		*taken += (uint64_t)fresh;
		arena_reset(&each);
	}
	arena_wipe(&each);
	arena_wipe(&names);
	return rc;
}
