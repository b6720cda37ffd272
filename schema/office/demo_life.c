/* Households of the demonstration county: how they live, and what a cadre writes down of it. */
#include <string.h>

#include "date.h"
#include "office/demo_inside.h"

/* Which class the figures are made for: in a thousand households, net income of the year per head in yuan. */
static const struct plan {
	unsigned upto;
	const char *type; /* hh_type */
	int low, high;
	bool shock;   /* an illness that costs more than last year's income */
	bool watched; /* the procedure has begun */
} plans[] = {
	{8, "general", 2400, 3900, false, true},   /* P1 */
	{10, "exited", 2600, 3900, false, true},   /* P2 */
	{13, "registered", 2500, 3900, false, false}, /* P0 */
	{27, "exited", 4100, 5100, false, true},   /* M1 */
	{42, "general", 4100, 4700, false, true},   /* M2 */
	{50, "general", 8500, 9500, true, true},    /* M3 */
	{180, "exited", 7000, 16000, false, false},
	{1000, "general", 7000, 32000, false, false},
};

static const struct plan *
plan_of(struct demo_house *h)
{
	/* Of the first, shown to who tries the program, more are at risk than in a village. */
	unsigned roll = demo_below(h, h->index < 60 && h->index % 5 == 3 ? 50 : 1000);
	size_t k = 0;

	while (plans[k].upto <= roll)
		k++;
	return &plans[k];
}

static bool
is(const struct demo_record *r, const char *question, const char *value)
{
	return strcmp(demo_get(r, question), value) == 0;
}

/* First day of the school year that ${today} lies in. */
static int32_t
school_start(const struct demo_house *h)
{
	int32_t start = date_days(h->year, 9, 1);

	return h->plan->today >= start ? start : date_days(h->year - 1, 9, 1);
}

static void
schooling(struct demo_house *h, struct demo_record *p)
{
	static const struct {
		int upto;
		const char *status;
	} steps[] = {{2, "preschool_age"}, {5, "kindergarten"}, {11, "primary"}, {12, "junior_1"}, {13, "junior_2"},
		{14, "junior_3"}, {15, "senior_1"}, {16, "senior_2"}, {17, "senior_3"}};
	static const char *const grown[] = {"primary", "junior", "junior", "senior", "college", "junior"};
	static const char *const old[] = {"illiterate", "primary", "primary", "junior"};
	int age = demo_age(p, h->plan->today), school_age = demo_age(p, school_start(h));
	size_t k = 0;

	while (k < sizeof steps / sizeof steps[0] && school_age > steps[k].upto)
		k++;
	const char *status = k < sizeof steps / sizeof steps[0]          ? steps[k].status
			     : school_age <= 20 && demo_below(h, 2) == 0 ? (school_age == 18          ? "college_1"
										   : school_age == 19 ? "bachelor_2"
												      : "voc_3")
									 : "none";
	if (school_age == 14 && demo_below(h, 40) == 0) {
		status = "none";
		demo_set(p, "no_school_why", "unwilling");
	}
	if (age < 40)
		demo_set(p, "school_status", "%s", status);
	bool learns = age < 40 && strcmp(status, "none") != 0 && strcmp(status, "preschool_age") != 0;
	if (age >= 6 && !learns)
		demo_set(p, "education", "%s",
			age >= 60  ? old[demo_below(h, 4)]
			: age < 18 ? "primary"
				   : grown[demo_below(h, 6)]);
}

static bool
learns(const struct demo_record *p)
{
	const char *status = demo_get(p, "school_status");

	return status[0] != '\0' && strcmp(status, "none") != 0 && strcmp(status, "preschool_age") != 0;
}

static void
health(struct demo_house *h, struct demo_record *p)
{
	int age = demo_age(p, h->plan->today);
	unsigned roll = demo_below(h, 100);
	bool disabled = roll < 4, chronic = age >= 60 ? roll < 55 : age >= 40 && roll < 15;

	demo_set(p, "health", "%s",
		disabled  ? (chronic && age > 50 ? "chronic disabled" : "disabled")
		: chronic ? "chronic"
			  : "healthy");
	demo_set(p, "labour", "%s",
		age < 16 || learns(p) || age >= 72 ? "none"
		: disabled || age >= 60            ? "weak"
		: demo_below(h, 6) == 0            ? "skilled"
						   : "ordinary");
	if (!is(p, "health", "healthy"))
		demo_set(p, "got_med_aid", "%s", demo_below(h, 4) == 0 ? "yes" : "no");
}

static void
insurance(struct demo_house *h, struct demo_record *p)
{
	int age = demo_age(p, h->plan->today);

	demo_set(p, "ins_resident", "%s", demo_below(h, 150) == 0 ? "no" : "yes");
	demo_set(p, "ins_employee", "no");
	demo_set(p, "ins_critical", "%s", demo_get(p, "ins_resident"));
	demo_set(p, "ins_commercial", "%s", demo_below(h, 5) == 0 ? "yes" : "no");
	if (age >= 16) {
		demo_set(p, "pension_resident", "%s", learns(p) ? "no" : "yes");
		demo_set(p, "pension_employee", "no");
	}
	demo_set(p, "dibao", "%s", "none");
	demo_set(p, "tekun", "none");
	if (age >= 60 || age < 16)
		demo_set(p, "has_supporter", "yes");
}

static void
person(struct demo_house *h, struct demo_record *p, bool away)
{
	int age = demo_age(p, h->plan->today);

	if (age >= 14) {
		demo_set(p, "political", "%s", demo_below(h, 15) == 0 && age >= 18 ? "01" : "13");
		if (away || demo_below(h, 3) != 0)
			demo_set(p, "member_phone", "15%09u", demo_below(h, 1000000000));
	}
	demo_set(p, "member_state", "%s", away ? "away" : "present");
	schooling(h, p);
	health(h, p);
	insurance(h, p);
}

static void
disability(struct demo_house *h, int at)
{
	char card[DEMO_TEXT] = "";
	const char *id = demo_get(&h->records[at], "id_number");
	unsigned kind = 1 + demo_below(h, 5), level = 2 + demo_below(h, 3);
	struct demo_record *r = demo_add(h, "disability", at);

	strncat(card, id, sizeof card - 1);
	if (card[0] != '\0')
		demo_set(r, "disab_cert", "%.20s%u%u", card, kind, level);
	demo_set(r, "disab_kind", "%u", kind);
	demo_set(r, "disab_level", "%u", level);
}

/* A year's bills in yuan; basic insurance pays six tenths of what the catalogue covers. */
static void
illness(struct demo_house *h, int at, bool shock)
{
	int in_scope = shock ? demo_between(h, 190, 260) * 1000 : demo_between(h, 5, 60) * 100,
	    total = in_scope + in_scope / 5;
	struct demo_record *r = demo_add(h, "illness", at);

	demo_set(r, "illness_year", "%d", h->year);
	demo_set(r, "illness_class", "%s", shock ? "serious" : "chronic");
	if (shock)
		demo_set(r, "disease", "%s", demo_below(h, 2) == 0 ? "23" : "12");
	else
		demo_set(r, "disease_name", "%s", demo_below(h, 2) == 0 ? "高血压" : "腰椎间盘突出");
	demo_set(r, "bill_total", "%d", total);
	demo_set(r, "bill_in_scope", "%d", in_scope);
	demo_set(r, "paid_basic", "%d", in_scope / 10 * 6);
	demo_set(r, "paid_critical", "%d", shock ? in_scope / 20 : 0);
	demo_set(r, "paid_aid", "0");
	demo_set(r, "paid_fourth", "0");
	demo_set(r, "receipts_seen", "yes");
}

static void
school_costs(struct demo_house *h, int at)
{
	const char *status = demo_get(&h->records[at], "school_status");
	bool high = strncmp(status, "bachelor", 8) == 0 || strncmp(status, "college", 7) == 0,
	     senior = high || strncmp(status, "senior", 6) == 0 || strncmp(status, "voc", 3) == 0;
	bool boards = senior || demo_below(h, 4) == 0;
	struct demo_record *r = demo_add(h, "schooling", at);

	demo_set(r, "school_year", "%d", h->year);
	demo_set(r, "boarding", "%s", boards ? "yes" : "no");
	demo_set(r, "fee_tuition", "%d", high ? 5200 : senior ? 1200 : 0);
	if (boards)
		demo_set(r, "fee_lodging", "%d", high ? 1200 : 400);
	demo_set(r, "fee_textbook", "%d", senior ? 600 : 120);
	demo_set(r, "edu_aid_kind", "none");
}

static void
work(struct demo_house *h, int at, bool away)
{
	static const char *const trades[] = {"E", "C", "H", "O", "A"};
	struct demo_record *r = demo_add(h, "work", at);
	bool now = away || demo_below(h, 3) != 0;

	demo_set(r, "work_state", "%s", now ? "now" : "ended");
	demo_set(r, "work_start", "%04d-03-01", h->year - 1);
	if (!now)
		demo_set(r, "work_end", "%04d-11-30", h->year - 1);
	demo_set(r, "work_where", "%s", away ? "other_province" : demo_below(h, 2) == 0 ? "county" : "township");
	demo_set(r, "work_county", "%s", away ? "110105" : "130899");
	demo_set(r, "months_worked", "%d", now ? demo_between(h, 7, 11) : demo_between(h, 1, 4));
	if (!now)
		return;
	demo_set(r, "employer", "%s", away ? "某建筑公司" : "镇上散工");
	demo_set(r, "industry", "%s", trades[demo_below(h, 5)]);
	demo_set(r, "channel", "%s", demo_below(h, 2) == 0 ? "relatives" : "self");
	demo_set(r, "month_wage", "%d", demo_between(h, 22, 60) * 100);
	demo_set(r, "point_to_point", "no");
}

/* What a year brought in: pensions and subsidies first, the rest as crops, wages or support, so that net income
 * comes to ${net} yuan. Crops have no accounts: the county's ratio takes four tenths of them. */
static void
economy(struct demo_house *h, int year, const char *stage, int net, int aged, bool labour)
{
	struct demo_record *r = demo_add(h, "economy", 0);
	int pension = aged * 1500 < net / 2 ? aged * 1500 : 0, soil = net > 4000 ? demo_between(h, 3, 12) * 60 : 0;
	int rest = net - pension - soil, crops = labour ? rest / 10000 * 2500 + demo_between(h, 0, 5) * 100 : 0;

	r->zeros = true;
	demo_set(r, "survey_year", "%d", year);
	demo_set(r, "economy_stage", "%s", stage);
	demo_set(r, "pension_money", "%d", pension);
	demo_set(r, "soil_fertility_subsidy", "%d", soil);
	demo_set(r, "crop_gross", "%d", crops);
	if (crops > 0)
		demo_set(r, "cost_basis", "ratio");
	rest -= crops * 6 / 10;
	demo_set(r, labour ? "wage_labour" : "children_support", "%d", rest);
}

static void
security(struct demo_house *h, int year, const char *stage)
{
	struct demo_record *r = demo_add(h, "security", 0);

	demo_set(r, "security_year", "%d", year);
	demo_set(r, "security_stage", "%s", stage);
	demo_set(r, "food_ok", "yes");
	demo_set(r, "clothes_ok", "yes");
}

static void
dwelling(struct demo_house *h)
{
	struct demo_record *r = demo_add(h, "housing", 0);
	unsigned roll = demo_below(h, 200);

	demo_set(r, "house_grade", "%s", roll == 0 ? "D" : roll < 4 ? "C" : roll < 80 ? "B" : "A");
	demo_set(r, "house_area", "%d", demo_between(h, 40, 160));
	demo_set(r, "road_kind", "%s", roll % 5 == 0 ? "gravel" : "concrete");
	demo_set(r, "road_km", "0.%u", demo_below(h, 9));
	demo_set(r, "power", "yes");
	demo_set(r, "toilet", "%s", roll % 3 == 0 ? "no" : "yes");
	demo_set(r, "fuel", "%s", roll % 3 == 0 ? "01" : roll % 3 == 1 ? "03" : "04");
	demo_set(r, "water_amount", "yes");
	demo_set(r, "water_quality", "%s", roll == 100 ? "bad" : "sense_ok");
	demo_set(r, "water_access", "%s", roll % 10 == 0 ? "near" : "piped");
	demo_set(r, "water_reliable", "yes");
	r = demo_add(h, "land", 0);
	r->zeros = true;
	demo_set(r, "cropland", "%d.%d", demo_between(h, 0, 25), demo_between(h, 0, 9));
	demo_set(r, "forest", "%d", demo_between(h, 0, 20));
	security(h, h->year, "annual");
}

static void
disaster(struct demo_house *h)
{
	struct demo_record *r = demo_add(h, "disaster", 0);

	r->zeros = true;
	demo_set(r, "event_kind", "%s", demo_below(h, 2) == 0 ? "0205" : "0203");
	demo_set(r, "event_date", "%04d-07-%02d", h->year - 1, demo_between(h, 1, 28));
	demo_set(r, "loss_production", "%d", demo_between(h, 2, 9) * 1000);
	demo_set(r, "event_relief", "500");
}

static void
visit(struct demo_house *h, bool proposed)
{
	struct demo_record *r = demo_add(h, "visit", 0);
	bool refused = demo_quirk(h->index) == QUIRK_REFUSED;
	char day[DATE_TEXT];

	date_format(h->plan->today - demo_between(h, 0, 20), day);
	demo_set(r, "visit_date", "%s", day);
	demo_set(r, "outcome", "%s", demo_quirk(h->index) == QUIRK_BLANKS ? "partial" : "done");
	demo_set(r, "respondent", "%s", demo_below(h, 4) == 0 ? "adult" : "head");
	demo_set(r, "visitor_1", "张建国");
	demo_set(r, "visitor_2", "%s", "李红梅");
	if (refused || proposed || demo_below(h, 10) == 0)
		demo_set(r, "consent_mode", "%s", refused ? "refused" : demo_below(h, 2) == 0 ? "signed" : "handprint");
}

/* Records that hang on one member. */
static void
under_person(struct demo_house *h, int at, bool away, bool shock)
{
	struct demo_record *p = &h->records[at];
	bool able = is(p, "labour", "ordinary") || is(p, "labour", "skilled");

	if (shock) {
		demo_set(p, "health", "serious");
		demo_set(p, "got_med_aid", "no");
	}
	if (strstr(demo_get(p, "health"), "disabled") != NULL)
		disability(h, at);
	if (shock || (is(p, "health", "chronic") && demo_below(h, 3) == 0))
		illness(h, at, shock);
	if (learns(p))
		school_costs(h, at);
	if (able && (away || demo_below(h, 5) < 3))
		work(h, at, away);
}

static void
add_doubled(struct demo_house *h)
{
	struct demo_record *p = demo_add(h, "member", 0);

	*p = h->records[1];
	p->voided = true;
}

void
demo_life(struct demo_house *h)
{
	const struct plan *plan = plan_of(h);
	enum demo_quirk quirk = demo_quirk(h->index);
	int people = h->n - 1, aged = 0;
	bool labour = false, refused = quirk == QUIRK_REFUSED;

	if (refused)
		plan = &plans[sizeof plans / sizeof plans[0] - 1];
	demo_set(&h->records[0], "hh_type", "%s", plan->type);
	if (strcmp(plan->type, "exited") == 0)
		demo_set(&h->records[0], "exit_year", "%d", demo_between(h, 2016, 2020));
	for (int i = 1; i <= people; i++) {
		struct demo_record *p = &h->records[i];
		bool away = quirk == QUIRK_AWAY && i <= 2;
		person(h, p, away);
		labour |= is(p, "labour", "ordinary") || is(p, "labour", "skilled") || is(p, "labour", "weak");
		aged += demo_age(p, h->plan->today) >= 60;
	}
	visit(h, plan->upto <= 50 && !refused);
	if (refused)
		return;
	for (int i = 1; i <= people; i++)
		under_person(h, i, quirk == QUIRK_AWAY && i <= 2, plan->shock && i == 1);
	int net = demo_between(h, plan->low, plan->high) * people;
	economy(h, h->year - 1, "annual", plan->shock ? net : net / 100 * demo_between(h, 88, 104), aged, labour);
	if (quirk != QUIRK_LAST_YEAR)
		economy(h, h->year, "annual", net, aged, labour);
	if (quirk == QUIRK_BLANKS)
		h->records[h->n - 1].zeros = false;
	dwelling(h);
	if (demo_below(h, 40) == 0)
		disaster(h);
	const char *class = strcmp(plan->type, "exited") == 0 ? "unstable" : plan->shock ? "sudden" : "edge";
	const int year = plan->watched && quirk == QUIRK_NONE ? demo_watch(h, class, labour, plan->shock) : 0;
	if (year != 0) {
		economy(h, year, "identification", net, aged, labour);
		security(h, year, "identification");
	}
	if (quirk == QUIRK_VOIDED)
		add_doubled(h);
}
