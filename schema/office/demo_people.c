/* Households of the demonstration county: who lives there. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "date.h"
#include "identity/identity.h"
#include "office/demo_inside.h"

/* Every 80th household has the same oddity. */
static const struct {
	unsigned at;
	enum demo_quirk quirk;
} quirks[] = {{5, QUIRK_NO_ID}, {8, QUIRK_TWELVE}, {11, QUIRK_OLDEST}, {13, QUIRK_TWINS}, {17, QUIRK_AWAY},
	{19, QUIRK_REFUSED}, {23, QUIRK_VOIDED}, {29, QUIRK_LAST_YEAR}, {31, QUIRK_BLANKS}, {37, QUIRK_SAME_NUMBER}};

enum demo_quirk
demo_quirk(unsigned long i)
{
	for (size_t k = 0; k < sizeof quirks / sizeof quirks[0]; k++)
		if (quirks[k].at == i % 80)
			return quirks[k].quirk;
	return QUIRK_NONE;
}

unsigned
demo_below(struct demo_house *h, unsigned n)
{
	return (unsigned)world_below(&h->world, n);
}

int
demo_between(struct demo_house *h, int low, int high)
{
	return low + (int)demo_below(h, (unsigned)(high - low + 1));
}

struct demo_record *
demo_add(struct demo_house *h, const char *table, int parent)
{
	if (h->n < DEMO_RECORDS)
		h->n++;
	struct demo_record *r = &h->records[h->n - 1];
	*r = (struct demo_record){.table = table, .parent = parent};
	return r;
}

void
demo_set(struct demo_record *r, const char *question, const char *format, ...)
{
	int k = 0;
	va_list ap;

	while (k < r->n && strcmp(r->answers[k].question, question) != 0)
		k++;
	if (k == DEMO_ANSWERS)
		return;
	r->n += k == r->n;
	r->answers[k].question = question;
	va_start(ap, format);
	vsnprintf(r->answers[k].text, DEMO_TEXT, format, ap);
	va_end(ap);
}

const char *
demo_get(const struct demo_record *r, const char *question)
{
	for (int k = 0; k < r->n; k++)
		if (strcmp(r->answers[k].question, question) == 0)
			return r->answers[k].text;
	return "";
}

unsigned
demo_village(const struct demo *d, unsigned long i)
{
	unsigned long each = (d->households + d->villages - 1) / d->villages;

	return (unsigned)(i / (each > 0 ? each : 1));
}

void
demo_village_code(unsigned village, char out[DEMO_TEXT])
{
	snprintf(out, DEMO_TEXT, "130899%03u%03u", 100 + village / DEMO_TOWN_VILLAGES,
		201 + village % DEMO_TOWN_VILLAGES);
}

int
demo_age(const struct demo_record *person, int32_t on)
{
	int32_t born;
	const char *text = demo_get(person, "birth_date");

	return date_parse(text, strlen(text), &born) == 0 ? date_age(born, on) : 0;
}

/* An identity number nobody else has: every person of the plan has a day of the year and a running number of their own.
 */
static void
give_id(struct demo_record *p, int32_t born, unsigned slot, bool male)
{
	char id[32];
	int year, month, day;

	date_civil(born, &year, &month, &day);
	snprintf(id, sizeof id, "130899%04u%02u%02u%03u", (unsigned)year % 10000, (unsigned)month % 100,
		(unsigned)day % 100, (slot % 500) * 2 + male);
	demo_set(p, "id_type", "01");
	demo_set(p, "id_number", "%s%c", id, id_number_check(id));
}

/* Who a person of a family is. */
struct kin {
	const char *relation;
	bool male, family; /* bears the family's name */
	int age;
};

static struct demo_record *
add_person(struct demo_house *h, const struct kin *who, int ethnic, const char *family)
{
	unsigned long number = h->index * DEMO_PEOPLE + (unsigned long)(h->n - 1);
	struct demo_record *p = demo_add(h, "member", 0);
	char other[DEMO_TEXT], name[DEMO_TEXT], day[DATE_TEXT];
	int32_t first = date_days(h->year - who->age, 1, 1), born = first + (int32_t)(number * 211 % 365);

	/* Birthdays still to come would make them a year younger. */
	if (date_age(born, h->plan->today) < who->age)
		born -= 365;
	if (!who->family)
		demo_family_name(h, ethnic, other);
	demo_person_name(h, ethnic, who->family ? family : other, who->male, name);
	date_format(born, day);
	demo_set(p, "relation", "%s", who->relation);
	demo_set(p, "member_name", "%s", name);
	give_id(p, born, (unsigned)(number / 365), who->male);
	demo_set(p, "sex", "%s", who->male ? "1" : "2");
	demo_set(p, "birth_date", "%s", day);
	demo_set(p, "ethnic", "%02d", demo_below(h, 12) == 0 ? 1 : ethnic);
	demo_set(p, "member_state", "present");
	demo_set(p, "counted", "yes");
	return p;
}

/* A couple's children, the youngest at least ${youngest}; returns how many. */
static int
add_children(struct demo_house *h, int parent_age, int most, int ethnic, const char *family)
{
	int n = demo_between(h, 1, most), age = parent_age - demo_between(h, 22, 26);

	for (int k = 0; k < n && age >= 1; k++, age -= demo_between(h, 2, 5)) {
		bool male = demo_below(h, 2) == 0;
		add_person(h, &(struct kin){male ? "03" : "04", male, true, age}, ethnic, family);
	}
	return n;
}

static void
add_twins(struct demo_house *h, int ethnic, const char *family)
{
	struct demo_record *girl = add_person(h, &(struct kin){"04", false, true, 9}, ethnic, family);
	unsigned slot = (unsigned)((h->index * DEMO_PEOPLE + (unsigned long)(h->n - 2)) / 365);
	struct demo_record *boy = add_person(h, &(struct kin){"03", true, true, 9}, ethnic, family);
	const char *day = demo_get(girl, "birth_date");
	int32_t born = 0;

	date_parse(day, strlen(day), &born);
	demo_set(boy, "birth_date", "%s", day);
	give_id(boy, born, slot, true);
}

static void
add_three_generations(struct demo_house *h, int age, int ethnic, const char *family)
{
	int son = age - demo_between(h, 22, 25);

	add_person(h, &(struct kin){"03", true, true, son}, ethnic, family);
	add_person(h, &(struct kin){"05", false, false, son - 1}, ethnic, family);
	if (son >= 26)
		add_person(
			h, &(struct kin){demo_below(h, 2) == 0 ? "07" : "08", false, true, son - 24}, ethnic, family);
	struct demo_record *grandchild = &h->records[h->n - 1];
	if (strcmp(demo_get(grandchild, "relation"), "07") == 0) {
		int32_t born = 0;
		const char *day = demo_get(grandchild, "birth_date");
		date_parse(day, strlen(day), &born);
		demo_set(grandchild, "sex", "1");
		give_id(grandchild, born, (unsigned)((h->index * DEMO_PEOPLE + (unsigned long)(h->n - 2)) / 365), true);
	}
}

static void
add_twelve(struct demo_house *h, int ethnic, const char *family)
{
	static const struct kin table[] = {{"11", true, true, 78}, {"12", false, false, 76}, {"03", true, true, 31},
		{"05", false, false, 30}, {"03", true, true, 28}, {"04", false, true, 19}, {"07", true, true, 8},
		{"08", false, true, 6}, {"08", false, true, 3}, {"21", true, true, 49}};

	for (size_t k = 0; k < sizeof table / sizeof table[0]; k++)
		add_person(h, &table[k], ethnic, family);
}

static void
add_family(struct demo_house *h, int ethnic, const char *family)
{
	enum demo_quirk quirk = demo_quirk(h->index);
	unsigned kind = demo_below(h, 100);
	bool large = quirk == QUIRK_TWELVE || quirk == QUIRK_TWINS || quirk == QUIRK_AWAY;
	int age = large       ? (quirk == QUIRK_TWELVE ? 55 : 36)
		  : kind < 50 ? demo_between(h, 28, 55)
		  : kind < 65 ? demo_between(h, 48, 62)
			      : demo_between(h, 60, 88);
	bool alone = quirk == QUIRK_OLDEST || (!large && kind >= 88);

	if (quirk == QUIRK_OLDEST)
		age = 97;
	add_person(h, &(struct kin){"01", !alone || demo_below(h, 2) == 0, true, age}, ethnic, family);
	if (alone)
		return;
	add_person(h, &(struct kin){"02", false, false, age - demo_between(h, 0, 3)}, ethnic, family);
	if (quirk == QUIRK_TWELVE)
		add_twelve(h, ethnic, family);
	else if (quirk == QUIRK_TWINS)
		add_twins(h, ethnic, family);
	else if (large || kind < 50)
		add_children(h, age, 3, ethnic, family);
	else if (kind < 65)
		add_three_generations(h, age, ethnic, family);
	if (!large && kind < 15)
		add_person(h, &(struct kin){"12", false, false, age + 24}, ethnic, family);
}

static void
start_household(struct demo_house *h)
{
	static const char *const groups[] = {"东组", "西组", "南组", "北组", "河沿组"};
	enum demo_quirk quirk = demo_quirk(h->index);
	struct demo_record *r = demo_add(h, "household", -1);
	char code[DEMO_TEXT];

	demo_village_code(demo_village(h->plan, h->index), code);
	demo_set(r, "region_code", "%s", code);
	demo_set(r, "hh_code", "%s%05lu", code, h->index - (quirk == QUIRK_SAME_NUMBER && h->index > 0 ? 1 : 0));
	demo_set(r, "village_group", "%s", groups[demo_below(h, 5)]);
	demo_set(r, "address", "%u 号", 1 + demo_below(h, 200));
	if (demo_below(h, 12) != 0)
		demo_set(r, "hh_phone", "13%09u", demo_below(h, 1000000000));
}

void
demo_people(const struct demo *d, unsigned long i, struct demo_house *h)
{
	int month, day;
	char family[DEMO_TEXT];

	h->plan = d;
	h->index = i;
	h->n = 0;
	h->world = world_seeded(&h->seed, d->seed * 0x9E3779B97F4A7C15u + i, 0);
	date_civil(d->today, &h->year, &month, &day);
	start_household(h);
	unsigned roll = demo_below(h, 10);
	int ethnic = roll < 5 ? 11 : roll < 7 ? 2 : 1;
	demo_family_name(h, ethnic, family);
	add_family(h, ethnic, family);
	if (demo_quirk(i) == QUIRK_NO_ID && h->n > 2) {
		struct demo_record *p = &h->records[h->n - 1];
		demo_set(p, "id_type", "99");
		demo_set(p, "id_number", "%s", "");
	}
}
