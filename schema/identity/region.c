#include "identity/inside.h"

#include <string.h>

#include "words.h"

/* GB/T 2260, and 83 and 91 of the residence cards for people of Taiwan and foreigners. */
static const struct {
	char code[3];
	const char *name;
} provinces[] = {
	{"11", N_("Beijing")}, {"12", N_("Tianjin")}, {"13", N_("Hebei")}, {"14", N_("Shanxi")}, {"15", N_("Inner Mongolia")},
	{"21", N_("Liaoning")}, {"22", N_("Jilin")}, {"23", N_("Heilongjiang")}, {"31", N_("Shanghai")}, {"32", N_("Jiangsu")},
	{"33", N_("Zhejiang")}, {"34", N_("Anhui")}, {"35", N_("Fujian")}, {"36", N_("Jiangxi")}, {"37", N_("Shandong")},
	{"41", N_("Henan")}, {"42", N_("Hubei")}, {"43", N_("Hunan")}, {"44", N_("Guangdong")}, {"45", N_("Guangxi")},
	{"46", N_("Hainan")}, {"50", N_("Chongqing")}, {"51", N_("Sichuan")}, {"52", N_("Guizhou")}, {"53", N_("Yunnan")},
	{"54", N_("Tibet")}, {"61", N_("Shaanxi")}, {"62", N_("Gansu")}, {"63", N_("Qinghai")}, {"64", N_("Ningxia")},
	{"65", N_("Xinjiang")}, {"71", N_("Taiwan")}, {"81", N_("Hong Kong")}, {"82", N_("Macau")},
	{"83", N_("Taiwan (residence permit)")}, {"91", N_("abroad (residence permit)")},
};

const char *
region_province(const char code[2])
{
	for (size_t i = 0; i < sizeof provinces / sizeof provinces[0]; i++)
		if (memcmp(provinces[i].code, code, 2) == 0)
			return _(provinces[i].name);
	return NULL;
}

/* Where the digits of each level end. */
static const size_t ends[] = {0, 2, 4, 6, 9, 12};

static bool
all_zero(const char *s, size_t n)
{
	return strspn(s, "0") >= n;
}

static enum township_kind
township(const char digits[3])
{
	int v = (digits[0] - '0') * 100 + (digits[1] - '0') * 10 + (digits[2] - '0');

	return v < 100 ? TOWNSHIP_STREET : v < 200 ? TOWNSHIP_TOWN : v < 400 ? TOWNSHIP_RURAL : v < 600 ? TOWNSHIP_ALIKE : TOWNSHIP_NONE;
}

enum identity_problem
region_read(const char *s, size_t n, struct region *out)
{
	enum identity_problem why;
	size_t level = 0, deepest = 0;
	int len;

	*out = (struct region){0};
	if ((len = identity_typed(s, n, false, out->text, sizeof out->text, &why)) < 0)
		return why;
	if (!identity_digits(out->text, (size_t)len))
		return IDENTITY_CHARACTER;
	while (level < REGION_VILLAGE && ends[level] < (size_t)len)
		level++;
	if (len == 0 || ends[level] != (size_t)len)
		return IDENTITY_LENGTH;
	if (region_province(out->text) == NULL)
		return IDENTITY_PLACE;
	for (size_t i = 1; i <= level; i++) {
		if (all_zero(out->text + ends[i - 1], ends[i] - ends[i - 1]))
			continue;
		/* Counties may lie directly under a province; a village never lies outside a township. */
		if (deepest + 1 < i && !(i == REGION_COUNTY && deepest == REGION_PROVINCE))
			return IDENTITY_PLACE;
		deepest = i;
	}
	out->level = (enum region_level)deepest;
	out->text[ends[deepest]] = '\0';
	if (deepest >= REGION_TOWNSHIP)
		out->kind = township(out->text + 6);
	return IDENTITY_FITS;
}

bool
region_within(const struct region *inner, const struct region *outer)
{
	return inner->level >= outer->level && strncmp(inner->text, outer->text, strlen(outer->text)) == 0;
}
