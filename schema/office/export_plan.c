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

/* What export.csv says of a question, in ${a}; NULL when it does not list it. */
static const char *
listed(const struct csv *sheet, const struct question *q, struct arena *a)
{
	struct csv c = *sheet;
	const char *mask = NULL;

	c.text = (struct buf){0};
	while (mask == NULL && csv_next(&c, NULL) == 1)
		if (strcmp(csv_field(&c, 0), q->name) == 0) {
			mask = arena_text(a, csv_field(&c, 1), strlen(csv_field(&c, 1)));
			mask = mask != NULL ? mask : EXPORT_BLANK; /* out of memory: rather too little */
		}
	csv_close(&c);
	return mask;
}

/* What is not listed: texts are left out, so that a new question names nobody; so is what is worked out from something that is not
 * open, as ages on several days from a birthday. Of other calculates numbers may be seen. */
static const char *
unlisted(const struct form *form, const struct question *q, const char *const *masks)
{
	if (q->type == QUESTION_TEXT)
		return EXPORT_BLANK;
	if (q->type != QUESTION_CALCULATE)
		return EXPORT_OPEN;
	for (int i = form->waits_first[q->index]; i < form->waits_first[q->index + 1]; i++) {
		const char *mask = masks[form->waits[i]];
		if (mask == NULL || (strcmp(mask, EXPORT_OPEN) != 0 && strcmp(mask, EXPORT_NUMBERS) != 0))
			return EXPORT_BLANK;
	}
	return EXPORT_NUMBERS;
}

/* The mask of every question, those first that others wait for. NULL when out of memory. */
static const char **
all_masks(const struct form *form, const struct csv *sheet, struct arena *a)
{
	const char **masks = arena_new(a, (size_t)form->n_questions, sizeof *masks);

	for (int i = 0; masks != NULL && i < form->n_steps; i++) {
		if (form->steps[i].kind != STEP_QUESTION)
			continue;
		const struct question *q = &form->questions[form->steps[i].index];
		const char *mask = listed(sheet, q, a);
		masks[q->index] = mask != NULL ? mask : unlisted(form, q, masks);
	}
	return masks;
}

static int
plan_table(struct export *e, const struct table *t, const char *const *masks, struct fault *f)
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
			.question = q, .name = q->name, .label = {q->label[0], q->label[1]}, .mask = masks[q->index]};
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
	const char **masks;
	struct csv c;
	int rc = 0;

	if (only != NULL && form_table(form, only, strlen(only)) < 0)
		return fault_set(f, EX_USAGE, _("The form has no table of this name. Tables are named in survey.csv, in rows begin_repeat."));
	if (shipped_sheet("export.csv", &sheet) < 0)
		return fault_set(f, EX_SOFTWARE, "no sheet export.csv");
	if (csv_open(&c, sheet.name, sheet.data, sheet.n, f) < 0)
		return -1;
	if ((masks = all_masks(form, &c, &e->arena)) == NULL || (e->tables = arena_new(&e->arena, (size_t)form->n_tables + BOOKS, sizeof *e->tables)) == NULL)
		return fault_memory(f);
	for (int t = 0; rc == 0 && t < form->n_tables; t++)
		if (only == NULL || strcmp(form->tables[t].name, only) == 0)
			rc = plan_table(e, &form->tables[t], masks, f);
	for (size_t b = 0; rc == 0 && b < BOOKS; b++)
		rc = plan_book(e, b, f);
	return rc;
}
