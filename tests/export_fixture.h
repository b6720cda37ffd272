#ifndef EXPORT_FIXTURE_H
#define EXPORT_FIXTURE_H

#include <stdio.h>

#include "csv.h"
#include "file.h"
#include "office/export.h"
#include "office/roster.h"
#include "office_fixture.h"

/* Three people in two households, exported into folders of the test's own. */
enum { FILE_BYTES = 16 << 20 };

static const struct roster_area area_list[] = {{"130899100000", "白石镇"}, {"130899100201", "东沟村"}, {"130899100202", "西沟村"}};
static const struct roster_areas areas = {.list = area_list, .n = sizeof area_list / sizeof area_list[0]};

static const char people[] = "村,户编号,姓名,证件号码,与户主关系,健康状况,户类型,脱贫年度,户联系电话,家庭住址,民族\n"
			     "东沟村,H001,张树林,130899196503120015,户主,\"残疾,长期慢性病\",建档立卡脱贫户,2018,13800001234,=1+1,满族\n"
			     "东沟村,H001,李芳,130899198807040021,配偶,健康,,,,,\n"
			     "西沟村,H002,王三,130899200909150037,户主,健康,,,,＝HYPERLINK(1),\n";

static inline void
import(struct office *o, const char *text)
{
	struct roster_file file = {.name = "people.csv", .bytes = text, .n = strlen(text)};
	struct roster_report r = {0};
	struct fault f = {0};

	if (roster_import(&o->store, &file, &areas, &r, &f) < 0)
		fail_msg("%s", f.text);
	assert_int_equal(r.aside, 0);
	roster_report_free(&r);
}

static inline int
agreed(void *self, const struct export_report *r, struct fault *f)
{
	(void)f;
	*(struct export_report *)self = *r;
	return 0;
}

/* Where exports of a test go: below the office's own folder, which goes away with it. */
static inline const char *
new_folder(struct office *o)
{
	static char path[128];
	static int n;

	snprintf(path, sizeof path, "%s/out%d", o->folder, n++);
	struct fault f = {0};
	assert_int_equal(file_folders(path, &f), 0);
	return path;
}

static inline const char *
export(struct office *o, struct export_order order, struct export_report *r)
{
	const char *dir = new_folder(o);
	struct export_report asked = {0};
	struct fault f = {0};

	order.dir = dir;
	if (order.area == NULL)
		order.area = "";
	if (export_write(&o->store, &order, agreed, &asked, r, &f) < 0)
		fail_msg("%s", f.text);
	assert_int_equal(asked.rows, r->rows); /* told before the files had names */
	return dir;
}

static inline const char *
content(const char *dir, const char *name, struct buf *out)
{
	char path[256];
	struct fault f = {0};

	snprintf(path, sizeof path, "%s/%s", dir, name);
	if (file_read(path, FILE_BYTES, out, &f) < 0)
		fail_msg("%s", f.text);
	return buf_str(out);
}

/* The cell of the ${row}th record (from 0) in the column of this name. */
static inline const char *
cell(const struct buf *text, int row, const char *column)
{
	static char out[512];
	struct csv c;
	struct fault f = {0};

	assert_int_equal(csv_open(&c, "export", text->data, text->len, &f), 0);
	assert_int_equal(csv_next(&c, &f), 1);
	assert_int_equal(csv_next(&c, &f), 1);
	int at = csv_column(&c, column);
	if (at < 0)
		fail_msg("no column %s", column);
	for (int i = 0; i <= row; i++)
		assert_int_equal(csv_next(&c, &f), 1);
	snprintf(out, sizeof out, "%s", csv_field(&c, (size_t)at));
	csv_close(&c);
	return out;
}

/* The row whose column holds the text; rows come in the order of ids. */
static inline int
row_with(const struct buf *text, const char *column, const char *want)
{
	for (int i = 0; i < 3; i++)
		if (strcmp(cell(text, i, column), want) == 0)
			return i;
	fail_msg("no row with %s", want);
	return -1;
}

#endif
