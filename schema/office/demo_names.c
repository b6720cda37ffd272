/* Names of invented places and people. */
#include <stdio.h>
#include <string.h>

#include "office/demo_inside.h"

/* With characters that old systems lose: 㛃 (extension A), 𠀋 and 𬭎 (beyond the first plane). */
static const char *const families[] = {"张", "王", "李", "赵", "刘", "关", "佟", "富", "那", "白", "郎", "傅", "孟",
	"包", "金", "陈", "𠀋", "欧阳", "仝", "逯"};
static const char *const men[] = {"树林", "建国", "志强", "海山", "永福", "小虎", "德胜", "玉柱", "春生", "𬭎",
	"文斌", "长河", "宝", "立新", "喜来"};
static const char *const women[] = {"芳", "秀英", "桂兰", "㛃", "玉梅", "凤霞", "小燕", "春花", "淑珍", "丽娜", "喜凤",
	"月", "婷婷", "雪莲", "玉琴"};
static const char *const mongol_families[] = {"孟和", "巴特尔", "乌力吉", "宝音", "阿木尔", "额尔敦"};
static const char *const mongol_men[] = {"巴雅尔", "朝鲁", "呼和", "苏和"};
static const char *const mongol_women[] = {"其其格", "萨仁", "托娅", "娜仁"};

static const char *const towns[] = {"白石", "柳河", "青泉", "北岭", "黑水", "松林", "银沙", "半截", "克勒", "御道",
	"龙头", "大梁", "坝上", "老窝", "新拨", "兰旗", "黄旗", "卡伦", "下伙", "燕格", "牌楼", "城子", "石桌", "三义",
	"郭家"};
static const char *const places[] = {"东沟", "西沟", "上营", "下营", "大石头", "小河", "老虎", "榆树", "南山", "头道梁",
	"二道沟", "白杨", "石门", "庙前", "五间房", "花园", "泉子", "杏树", "柳条", "台子"};

#define PICK(list, n) ((list)[(n) % (sizeof(list) / sizeof(list)[0])])

void
demo_town_name(unsigned town, char out[DEMO_TEXT])
{
	snprintf(out, DEMO_TEXT, "%s镇", PICK(towns, town));
}

/* The same village name occurs in every township, as in life. */
void
demo_village_name(const struct demo *d, unsigned village, char out[DEMO_TEXT])
{
	(void)d;
	snprintf(out, DEMO_TEXT, "%s村", PICK(places, village % DEMO_TOWN_VILLAGES));
}

void
demo_family_name(struct demo_house *h, int ethnic, char out[DEMO_TEXT])
{
	if (ethnic == 2 && demo_below(h, 3) == 0)
		snprintf(out, DEMO_TEXT, "%s·", PICK(mongol_families, demo_below(h, 1000)));
	else
		snprintf(out, DEMO_TEXT, "%s", PICK(families, demo_below(h, 1000)));
}

void
demo_person_name(struct demo_house *h, int ethnic, const char *family, bool male, char out[DEMO_TEXT])
{
	unsigned n = demo_below(h, 10000);
	size_t len = strlen(family);
	/* A Mongol father's name stands before the own one, with a middle dot. */
	bool dotted = ethnic == 2 && len > 2 && strcmp(family + len - 2, "·") == 0;

	if (dotted)
		snprintf(out, DEMO_TEXT, "%.40s%s", family, male ? PICK(mongol_men, n) : PICK(mongol_women, n));
	else
		snprintf(out, DEMO_TEXT, "%.40s%s", family, male ? PICK(men, n) : PICK(women, n));
}
