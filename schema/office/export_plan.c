/* Which tables and columns an export has. */
#include <string.h>

#include "csv.h"
#include "form/shipped.h"
#include "office/export_inside.h"
#include "words.h"

/* Ids join the tables. Their names can be no question's. */
static const struct {
	const char *name, *zh, *en;
} ids[] = {{"id", "记录编号", "Record id"}, {"parent", "上级记录编号", "Id of the record above"}, {"root", "户记录编号", "Id of the household"}};
enum { IDS = sizeof ids / sizeof *ids };

/* The books, with the columns that export_books() fills. */
static const char *const codebook_columns[][3] = {{"table", "表", "Table"}, {"table_label", "表名", "Table in words"},
	{"section", "分组", "Section"}, {"section_label", "分组名", "Section in words"}, {"name", "变量", "Name"}, {"label_zh", "中文标签", "Label, Chinese"},
	{"label_en", "英文标签", "Label, English"}, {"type", "类型", "Type"}, {"unit", "单位", "Unit"}, {"list", "选项表", "List of codes"},
	{"relevant", "填写条件", "Relevant when"}, {"required", "必填", "Required"}, {"calculation", "计算", "Calculation"},
	{"sensitive", "敏感", "Sensitive"}, {NULL, NULL, NULL}};
static const char *const code_columns[][3] = {{"list", "选项表", "List of codes"}, {"code", "代码", "Code"},
	{"number", "数值", "Number in statistics"}, {"label_zh", "中文标签", "Label, Chinese"}, {"label_en", "英文标签", "Label, English"}, {NULL, NULL, NULL}};
static const struct {
	const char *name;
	const char *const (*columns)[3];
} books[] = {{"codebook", codebook_columns}, {"codes", code_columns}};
enum { BOOKS = sizeof books / sizeof *books };

/* The mask of a question that holds text people could be named in: as export.csv says, else left out. */
static const char *
mask_of(const struct csv *sheet, const struct question *q, struct arena *a)
{
	struct csv c = *sheet;
	bool words = q->type == QUESTION_TEXT || q->type == QUESTION_CALCULATE, found = false;
	const char *mask = words ? "blank" : NULL;

	c.text = (struct buf){0};
	while (!found && csv_next(&c, NULL) == 1)
		if (strcmp(csv_field(&c, 0), q->name) == 0) {
			found = true;
			mask = strcmp(csv_field(&c, 1), "open") == 0 ? NULL : arena_text(a, csv_field(&c, 1), strlen(csv_field(&c, 1)));
			if (mask == NULL && strcmp(csv_field(&c, 1), "open") != 0)
				mask = "blank"; /* out of memory: rather too little */
		}
	csv_close(&c);
	return mask;
}

static int
plan_table(struct export *e, const struct table *t, const struct csv *masks, struct fault *f)
{
	const struct form *form = e->store->form;
	struct export_table *out = &e->tables[e->n_tables++];
	size_t n_ids = t->depth >= 2 ? 3 : (size_t)t->depth + 1;

	*out = (struct export_table){.table = t, .name = t->name};
	if ((out->columns = arena_new(&e->arena, (size_t)t->n + IDS, sizeof *out->columns)) == NULL)
		return fault_memory(f);
	for (size_t i = 0; i < n_ids; i++)
		out->columns[out->n++] = (struct export_column){.name = ids[i].name, .label = {ids[i].zh, ids[i].en}};
	for (int i = 0; i < t->n; i++) {
		const struct question *q = &form->questions[t->first + i];
		if (q->type == QUESTION_NOTE)
			continue;
		out->columns[out->n++] = (struct export_column){
			.question = q, .name = q->name, .label = {q->label[0], q->label[1]}, .mask = mask_of(masks, q, &e->arena)};
	}
	return 0;
}

static int
plan_book(struct export *e, size_t book, struct fault *f)
{
	struct export_table *out = &e->tables[e->n_tables++];
	size_t n = 0;

	while (books[book].columns[n][0] != NULL)
		n++;
	*out = (struct export_table){.name = books[book].name, .n = n};
	if ((out->columns = arena_new(&e->arena, n, sizeof *out->columns)) == NULL)
		return fault_memory(f);
	for (size_t i = 0; i < n; i++)
		out->columns[i] = (struct export_column){
			.name = books[book].columns[i][0], .label = {books[book].columns[i][1], books[book].columns[i][2]}};
	e->n_books++;
	return 0;
}

int
export_plan(struct export *e, struct fault *f)
{
	const struct form *form = e->store->form;
	const char *only = e->order->table;
	struct sheet sheet;
	struct csv masks;
	int rc = 0;

	if (only != NULL && form_table(form, only, strlen(only)) < 0)
		return fault_set(f, EX_USAGE, _("The form has no table of this name. Tables are named in survey.csv, in rows begin_repeat."));
	if (shipped_sheet("export.csv", &sheet) < 0)
		return fault_set(f, EX_SOFTWARE, "no sheet export.csv");
	if (csv_open(&masks, sheet.name, sheet.data, sheet.n, f) < 0)
		return -1;
	if ((e->tables = arena_new(&e->arena, (size_t)form->n_tables + BOOKS, sizeof *e->tables)) == NULL)
		return fault_memory(f);
	for (int t = 0; rc == 0 && t < form->n_tables; t++)
		if (only == NULL || strcmp(form->tables[t].name, only) == 0)
			rc = plan_table(e, &form->tables[t], &masks, f);
	for (size_t b = 0; rc == 0 && b < BOOKS; b++)
		rc = plan_book(e, b, f);
	return rc;
}
