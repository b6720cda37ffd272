/* The demonstration county's roster, as the national system exports one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csv.h"
#include "office/demo_inside.h"
#include "office/roster_inside.h"

/* The header of the national export of 2021, then what counties add. */
static const char *const headers[] = {"省", "市", "县", "乡", "村", "户编号", "人口编号", "姓名", "性别", "出生日期",
	"证件类型", "证件号码", "民族", "户联系电话", "成员联系电话", "年度", "与户主关系", "文化程度", "在校生状况",
	"劳动技能", "务工时间（月）", "健康状况", "政治面貌", "务工企业名称", "是否享受低保",
	"是否参加城镇职工基本养老保险", "是否参加大病保险", "是否参加新型农村合作医疗（城乡居民基本医疗保险）",
	"是否参加城乡居民基本养老保险", "失学或辍学原因", "是否会讲普通话", "是否参加商业补充医疗保险", "是否国外务工",
	"产业分类", "是否接受大病医疗救助", "是否接受其他健康扶贫", "公益性岗位类型", "公益性岗位(月数)", "就业渠道",
	"残疾类别", "务工所在地", "户主姓名", "户主证件号码", "是否参加城镇职工基本医疗保险", "是否特困供养人员",
	"残疾证办证年度", "识别标准", "村民小组", "家庭住址", "户类型"};
enum { HEADERS = sizeof headers / sizeof headers[0] };

/* The mess at the end of the file: which cell of the last household's head is spoilt, and with what. */
static const struct {
	const char *header, *text;
} spoilt[] = {{"证件号码", "130899196503120016"}, {"姓名", ""}, {"与户主关系", "干亲"}};

struct sheet_out {
	struct roster_map map;
	int column[HEADERS]; /* of the map, -1 */
	struct buf *out;
};

/* The answer as an export words it: labels, dates without dashes. */
static void
put_words(const struct question *q, const char *text, struct buf *out)
{
	if (q->type == QUESTION_DATE) {
		for (const char *p = text; *p != '\0'; p++)
			if (*p != '-')
				buf_byte(out, (unsigned char)*p);
		return;
	}
	if (q->list == NULL) {
		buf_text(out, text);
		return;
	}
	for (const char *at = text; *at != '\0';) {
		size_t n = strcspn(at, " ");
		const struct choice *c = form_choice(q->list, at, n);
		buf_printf(out, "%s%s", at > text ? "," : "", c != NULL ? c->label[LANG_ZH] : "");
		at += n + (at[n] == ' ');
	}
}

static void
put_cell(const struct sheet_out *o, const struct demo_house *h, int person, int i, struct buf *cell)
{
	const struct demo_record *house = &h->records[0], *p = &h->records[person];
	unsigned village = demo_village(h->plan, h->index);
	char text[DEMO_TEXT] = "";

	if (strcmp(headers[i], "县") == 0)
		snprintf(text, sizeof text, "北岭县");
	else if (strcmp(headers[i], "乡") == 0)
		demo_town_name(village / DEMO_TOWN_VILLAGES, text);
	else if (strcmp(headers[i], "村") == 0)
		demo_village_name(h->plan, village, text);
	else if (strcmp(headers[i], "人口编号") == 0)
		snprintf(text, sizeof text, "%.60s%02d", demo_get(house, "hh_code"), person);
	else if (strcmp(headers[i], "年度") == 0)
		snprintf(text, sizeof text, "%d", h->year);
	else if (strcmp(headers[i], "户主姓名") == 0)
		snprintf(text, sizeof text, "%s", demo_get(&h->records[1], "member_name"));
	else if (strcmp(headers[i], "户主证件号码") == 0)
		snprintf(text, sizeof text, "%s", demo_get(&h->records[1], "id_number"));
	buf_text(cell, text);
	if (o->column[i] < 0 || text[0] != '\0')
		return;
	const struct question *q = o->map.columns[o->column[i]].question;
	if (q != NULL)
		put_words(q, demo_get(q->table == o->map.person ? p : house, q->name), cell);
}

/* One person; the cell of ${header} (NULL: none) holds ${instead}. */
static void
put_row(const struct sheet_out *o, const struct demo_house *h, int person, const char *header, const char *instead)
{
	struct buf cell = {0};

	for (int i = 0; i < HEADERS; i++) {
		buf_reset(&cell);
		if (header != NULL && strcmp(header, headers[i]) == 0)
			buf_text(&cell, instead);
		else
			put_cell(o, h, person, i, &cell);
		csv_put_text(o->out, buf_str(&cell), i == 0);
		o->out->failed |= cell.failed;
	}
	buf_text(o->out, "\r\n");
	buf_free(&cell);
}

static void
put_all(struct sheet_out *o, const struct demo *d, struct demo_house *h)
{
	buf_text(o->out, "\xEF\xBB\xBF");
	for (int i = 0; i < HEADERS; i++)
		csv_put(o->out, headers[i], i == 0);
	buf_text(o->out, "\r\n");
	for (unsigned long i = 0; i < d->households; i++) {
		demo_people(d, i, h);
		int people = h->n - 1;
		demo_life(h);
		for (int k = 1; k <= people; k++)
			put_row(o, h, k, NULL, "");
	}
	for (size_t k = 0; d->households > 0 && k < sizeof spoilt / sizeof spoilt[0]; k++)
		put_row(o, h, 1, spoilt[k].header, spoilt[k].text);
}

int
demo_roster_csv(const struct demo *d, struct buf *out, struct fault *f)
{
	struct sheet_out o = {.out = out};
	struct form *form = form_load_embedded(f);
	struct demo_house *h = malloc(sizeof *h);
	struct csv header = {.n = HEADERS};
	size_t ignored;
	int rc = form == NULL ? -1 : h == NULL ? fault_memory(f) : roster_map_load(&o.map, form, NULL, NULL, f);

	for (int i = 0; i < HEADERS; i++) {
		header.field[i] = headers[i];
		o.column[i] = -1;
	}
	if (rc == 0)
		rc = roster_map_header(&o.map, &header, &ignored, f);
	for (size_t k = 0; rc == 0 && k < o.map.n; k++)
		if (o.map.columns[k].at >= 0)
			o.column[o.map.columns[k].at] = (int)k;
	if (rc == 0) {
		put_all(&o, d, h);
		rc = out->failed ? fault_memory(f) : 0;
	}
	free(h);
	roster_map_free(&o.map);
	form_free(form);
	return rc;
}
