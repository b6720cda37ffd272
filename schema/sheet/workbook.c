/* From the archive to the list of sheets: relationships and the workbook part. */
#include <stdlib.h>
#include <string.h>

#include "sheet/xlsx.h"
#include "sheet/xml.h"
#include "words.h"

/* Relationships of one part, by id. Kinds are known by the end of their type, which both editions share. */
struct relation {
	const char *id, *kind, *part;
};

struct opening {
	struct xlsx *x;
	const char *folder; /* of the part whose relationships are read, with a slash at its end or "" */
	struct relation *relations;
	size_t n, cap;
	int met; /* sheets, those that lead nowhere too: each costs a search */
};

enum { RELATIONS = 4096 };

static bool
ends(const char *s, const char *end)
{
	size_t n = strlen(s), k = strlen(end);

	return n >= k && strcmp(s + n - k, end) == 0;
}

static const char *
copy(struct xlsx *x, const char *s)
{
	return arena_text(&x->arena, s, strlen(s));
}

static int
on_nothing(void *self, const char *name, struct fault *f)
{
	(void)self;
	(void)name;
	(void)f;
	return 0;
}

static int
on_no_text(void *self, const char *s, size_t n, struct fault *f)
{
	(void)self;
	(void)s;
	(void)n;
	(void)f;
	return 0;
}

static int
on_relation(void *self, const char *name, const char *const *attributes, struct fault *f)
{
	struct opening *o = self;
	const char *id = xml_attribute(attributes, "Id"), *type = xml_attribute(attributes, "Type"),
		   *target = xml_attribute(attributes, "Target");
	struct buf path = {0};

	if (strcmp(name, "Relationship") != 0 || id == NULL || type == NULL || target == NULL || strlen(id) >= XLSX_PATH ||
		strlen(type) >= XLSX_PATH || strlen(target) + strlen(o->folder) >= XLSX_PATH)
		return 0;
	if (o->n == RELATIONS)
		return fault_set(f, EX_DATAERR, _("%s links more than %d parts; this is no ordinary workbook."), o->x->zip.file, RELATIONS);
	if (target[0] == '/')
		buf_text(&path, target + 1);
	else
		buf_printf(&path, "%s%s", o->folder, target);
	struct relation r = {copy(o->x, id), copy(o->x, type), copy(o->x, buf_str(&path))};
	buf_free(&path);
	if (r.id == NULL || r.kind == NULL || r.part == NULL || array_grow(&o->relations, &o->cap, o->n + 1, sizeof r) < 0)
		return fault_memory(f);
	o->relations[o->n++] = r;
	return 0;
}

static const char *
related(const struct opening *o, const char *kind)
{
	for (size_t i = 0; i < o->n; i++)
		if (ends(o->relations[i].kind, kind))
			return o->relations[i].part;
	return NULL;
}

static bool
true_word(const char *s)
{
	return s != NULL && (strcmp(s, "1") == 0 || strcmp(s, "true") == 0);
}

static int
on_workbook(void *self, const char *name, const char *const *attributes, struct fault *f)
{
	struct opening *o = self;
	struct xlsx *x = o->x;

	if (strcmp(name, "workbookPr") == 0)
		x->from_1904 = true_word(xml_attribute(attributes, "date1904"));
	if (strcmp(name, "sheet") != 0)
		return 0;
	const char *id = xml_attribute(attributes, "id"), *title = xml_attribute(attributes, "name"),
		   *state = xml_attribute(attributes, "state");
	if (o->met++ == XLSX_SHEETS)
		return fault_set(f, EX_DATAERR, _("%s has more than %d sheets. Take out those that are not needed."), x->zip.file, XLSX_SHEETS);
	if (title != NULL && strlen(title) >= XLSX_PATH)
		return fault_set(f, EX_DATAERR, _("%s has a sheet with a name that is too long. Give it a shorter one."), x->zip.file);
	for (size_t i = 0; id != NULL && title != NULL && i < o->n; i++) {
		if (strcmp(o->relations[i].id, id) != 0 || !ends(o->relations[i].kind, "/worksheet"))
			continue;
		if ((title = copy(x, title)) == NULL)
			return fault_memory(f);
		x->sheets[x->n_sheets++] = (struct xlsx_sheet){title, o->relations[i].part, state != NULL && strcmp(state, "visible") != 0};
		return 0;
	}
	return 0;
}

/* Read the relationships of the part ${folder}${base}. One that has none is fine. 0 or -1. */
static int
read_relations(struct opening *o, const char *folder, const char *base, struct fault *f)
{
	static const struct xml_events events = {on_relation, on_nothing, on_no_text};
	struct buf path = {0};

	buf_printf(&path, "%s_rels/%s.rels", folder, base);
	const struct zip_part *part = zip_find(&o->x->zip, buf_str(&path));
	int rc = path.failed ? fault_memory(f) : 0;
	buf_free(&path);
	o->folder = folder;
	o->n = 0;
	return rc < 0 || part == NULL ? rc : xml_read(&o->x->zip, part, &events, o, f);
}

static void
keep_part(const char *part, char out[XLSX_PATH])
{
	size_t n = part != NULL ? strlen(part) : 0;

	if (n < XLSX_PATH)
		memcpy(out, part != NULL ? part : "", n + 1);
}

static int
read_workbook(struct opening *o, const char *path, struct fault *f)
{
	static const struct xml_events events = {on_workbook, on_nothing, on_no_text};
	struct xlsx *x = o->x;
	const struct zip_part *part = zip_find(&x->zip, path);
	const char *slash = strrchr(path, '/'), *base = slash != NULL ? slash + 1 : path;
	const char *folder = arena_text(&x->arena, path, (size_t)(base - path));

	if (folder == NULL || (x->sheets = arena_new(&x->arena, XLSX_SHEETS, sizeof *x->sheets)) == NULL)
		return fault_memory(f);
	if (part == NULL)
		return fault_set(f, EX_DATAERR, _("%s is an archive, but no .xlsx workbook. Open it in the spreadsheet and save it as .xlsx."),
			x->zip.file);
	if (read_relations(o, folder, base, f) < 0 || xml_read(&x->zip, part, &events, o, f) < 0)
		return -1;
	keep_part(related(o, "/sharedStrings"), x->strings_part);
	keep_part(related(o, "/styles"), x->styles_part);
	if (x->n_sheets == 0)
		return fault_set(f, EX_DATAERR, _("%s has no sheet with cells."), x->zip.file);
	return 0;
}

int
xlsx_open(struct xlsx *x, const char *file, const void *bytes, size_t n, struct fault *f)
{
	struct opening o = {.x = x};
	int rc;

	*x = (struct xlsx){0};
	if (zip_open(&x->zip, file, bytes, n, f) < 0)
		return -1;
	if ((rc = read_relations(&o, "", "", f)) == 0) {
		const char *path = related(&o, "/officeDocument");
		rc = read_workbook(&o, path != NULL ? path : "xl/workbook.xml", f);
	}
	free(o.relations);
	if (rc < 0)
		xlsx_close(x);
	return rc;
}

void
xlsx_close(struct xlsx *x)
{
	zip_close(&x->zip);
	arena_free(&x->arena);
	buf_wipe(&x->texts);
	free(x->strings);
	free(x->dates);
	*x = (struct xlsx){0};
}
