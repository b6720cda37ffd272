#include "assess/variant.h"

#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "csv.h"
#include "names.h"
#include "words.h"

enum { CHANGES = 1024 };

struct change {
	const char *name, *value;
	size_t line;
	bool used;
};

struct changes {
	struct arena arena;
	struct change *all;
	size_t n;
	struct names names;
};

static int
take(struct changes *c, const struct csv *csv, int name, int value, struct fault *f)
{
	const char *s = csv_field(csv, (size_t)name), *v = csv_field(csv, (size_t)value);

	if (s[0] == '\0' || s[0] == '#')
		return 0;
	if (c->n == CHANGES)
		return fault_set(f, EX_DATAERR, _("%s: more than %d parameters. Mend: take rows out."), csv->name, CHANGES);
	struct change *x = &c->all[c->n];
	*x = (struct change){arena_text(&c->arena, s, strlen(s)), arena_text(&c->arena, v, strlen(v)), csv->line, false};
	int rc = x->name == NULL || x->value == NULL ? -1 : names_add(&c->names, x->name, (int)c->n);
	if (rc > 0)
		return fault_set(f, EX_DATAERR, _("%s:%zu: %s: this parameter stands twice. Mend: keep one of the rows."), csv->name, csv->line, x->name);
	c->n++;
	return rc < 0 ? fault_memory(f) : 0;
}

/* Open a sheet and find the columns name and value. 0 or -1. */
static int
open_sheet(const struct sheet *s, struct csv *c, int *name, int *value, struct fault *f)
{
	if (csv_open(c, s->name, s->data, s->n, f) < 0)
		return -1;
	int rc = csv_next(c, f);
	if (rc < 0)
		return -1;
	*name = rc == 1 ? csv_column(c, "name") : -1;
	*value = rc == 1 ? csv_column(c, "value") : -1;
	if (*name < 0 || *value < 0)
		return fault_set(f, EX_DATAERR, _("%s needs the columns name and value in its first row."), s->name);
	return 0;
}

static int
read_changes(const struct sheet *s, struct changes *c, struct fault *f)
{
	struct csv csv = {0};
	int name, value, rc;

	if ((c->all = arena_new(&c->arena, CHANGES, sizeof *c->all)) == NULL)
		return fault_memory(f);
	rc = open_sheet(s, &csv, &name, &value, f);
	while (rc == 0 && (rc = csv_next(&csv, f)) == 1)
		rc = take(c, &csv, name, value, f);
	csv_close(&csv);
	return rc;
}

static void
put_row(const struct csv *csv, struct buf *out, int value, const char *instead)
{
	for (size_t i = 0; i < csv->n; i++)
		csv_put(out, (int)i == value && instead != NULL ? instead : csv->field[i], i == 0);
	buf_byte(out, '\n');
}

static int
write_changed(const struct sheet *s, struct changes *c, struct buf *out, struct fault *f)
{
	struct csv csv = {0};
	int name, value, rc = open_sheet(s, &csv, &name, &value, f);

	if (rc == 0)
		put_row(&csv, out, -1, NULL);
	while (rc == 0 && (rc = csv_next(&csv, f)) == 1) {
		const char *key = csv_field(&csv, (size_t)name);
		int at = names_find(&c->names, key, strlen(key));
		if (at >= 0)
			c->all[at].used = true;
		put_row(&csv, out, value, at >= 0 ? c->all[at].value : NULL);
		rc = 0;
	}
	csv_close(&csv);
	return rc < 0 ? -1 : out->failed ? fault_memory(f) : 0;
}

int
policy_variant(const struct sheet *policy, const struct sheet *changes, struct buf *out, struct fault *f)
{
	struct changes c = {0};
	int rc = read_changes(changes, &c, f);

	if (rc == 0)
		rc = write_changed(policy, &c, out, f);
	for (size_t i = 0; rc == 0 && i < c.n; i++)
		if (!c.all[i].used)
			rc = fault_set(f, EX_DATAERR, _("%s:%zu: the policy has no parameter %s. Mend: correct the name."), changes->name, c.all[i].line,
				c.all[i].name);
	names_free(&c.names);
	arena_free(&c.arena);
	return rc;
}
