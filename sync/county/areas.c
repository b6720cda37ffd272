/* What the county's townships and villages are called. */
#include "areas.h"

#include <stdlib.h>
#include <string.h>

#include "csv.h"
#include "words.h"

enum { AREAS_BYTES = 16 << 20 };

static int
place_row(struct areas *p, const struct csv *csv, int code, int name, struct fault *f)
{
	const char *c = csv_field(csv, (size_t)code), *n = csv_field(csv, (size_t)name);
	struct roster_area *area;

	if (array_grow(&p->list, &p->cap, p->n + 1, sizeof *p->list) < 0)
		return fault_memory(f);
	area = &p->list[p->n];
	area->code = arena_text(&p->arena, c, strlen(c));
	area->name = arena_text(&p->arena, n, strlen(n));
	if (area->code == NULL || area->name == NULL)
		return fault_memory(f);
	p->n++;
	return 0;
}

static int
areas_parse(struct areas *p, const char *name, const struct buf *bytes, struct fault *f)
{
	struct csv csv = {0};
	int rc = csv_open(&csv, name, bytes->data, bytes->len, f);

	if (rc < 0)
		return -1;
	rc = csv_next(&csv, f);
	int code = rc == 1 ? csv_column(&csv, "code") : -1, label = rc == 1 ? csv_column(&csv, "name") : -1;
	if (rc >= 0 && (code < 0 || label < 0))
		rc = fault_set(f, EX_DATAERR, _("The list of places needs the columns code and name; nothing was changed."));
	while (rc == 1 && (rc = csv_next(&csv, f)) == 1)
		if (place_row(p, &csv, code, label, f) < 0)
			rc = -1;
	csv_close(&csv);
	return rc;
}

static int
by_code(const void *a, const void *b)
{
	return strcmp(((const struct roster_area *)a)->code, ((const struct roster_area *)b)->code);
}

/* A township stands in the list by its nine digits, or filled up to twelve with zeros. */
static const char *
name_of(void *self, const char *code)
{
	const struct areas *p = self;
	char whole[13] = "";
	struct roster_area key = {.code = code};
	const size_t n = strlen(code);
	const struct roster_area *found = p->n > 0 ? bsearch(&key, p->list, p->n, sizeof *p->list, by_code) : NULL;

	if (found == NULL && n < sizeof whole - 1 && p->n > 0) {
		memset(whole, '0', sizeof whole - 1);
		memcpy(whole, code, n);
		key.code = whole;
		found = bsearch(&key, p->list, p->n, sizeof *p->list, by_code);
	}
	return found != NULL ? found->name : "";
}

int
areas_find(struct call *c, struct store *s, struct areas *p)
{
	const char *path = c->value[OPT_PLACES];
	struct buf bytes = {0};
	int rc = path != NULL ? call_csv(c, path, AREAS_BYTES, &bytes) : store_get(s, COUNTY_PLACES, &bytes, c->f);

	p->names = (struct area_names){name_of, p};
	/* No list at all: the roster's own codes say the villages. */
	if (rc == 0 && path == NULL)
		return 0;
	if (rc >= 0)
		rc = areas_parse(p, path != NULL ? path : COUNTY_PLACES, &bytes, c->f);
	if (rc == 0 && path != NULL && c->value[OPT_DRY_RUN] == NULL)
		rc = store_put(s, COUNTY_PLACES, bytes.data, bytes.len, c->f);
	buf_free(&bytes);
	if (rc == 0 && p->n > 1)
		qsort(p->list, p->n, sizeof *p->list, by_code);
	return rc;
}

void
areas_free(struct areas *p)
{
	free(p->list);
	arena_free(&p->arena);
}
