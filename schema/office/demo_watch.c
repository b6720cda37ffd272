/* Households of the demonstration county: how far the procedure has come with those at risk, and what was done for them. */
#include <string.h>

#include "date.h"
#include "office/demo_inside.h"

/* A case of the procedure: its steps, by the days since its newest. */
struct case_step {
	const char *step, *by;
	int before; /* days before the newest step */
};

static const char two_visitors[] = "张建国、李红梅";
static const struct case_step decided[] = {
	{"clue", "张建国", 15}, {"authorised", "张建国", 14}, {"verified", two_visitors, 13}, {"compared", "县防贫办", 10}, {"reviewed", "张建国", 9},
	{"notice", "张建国", 8}, {"township", "镇防贫办", 2}, {"county", "县防贫办", 1}, {"announced", "县防贫办", 0},
};
static const struct case_step removal[] = {
	{"removal_proposed", "张建国", 12}, {"removal_verified", two_visitors, 11}, {"removal_reviewed", "张建国", 9}, {"removal_notice", "张建国", 8},
	{"removal_township", "镇防贫办", 2}, {"removal_county", "县防贫办", 0},
};
enum { DECIDED = sizeof decided / sizeof *decided, REMOVAL = sizeof removal / sizeof *removal };

/* How far a case is: so many of its first steps, the newest so many days ago. */
static const struct stage {
	int steps, ago;
	bool helped, removed, doubted;
} stages[] = {
	{.steps = DECIDED, .ago = 60, .helped = true},
	{.steps = DECIDED, .ago = 25},               /* the first measure is due in a few days */
	{.steps = 6, .ago = 6},                      /* the notice has stood long enough */
	{.steps = 4, .ago = 2, .doubted = true},     /* a department answered */
	{.steps = DECIDED, .ago = 420, .helped = true, .removed = true},
	{.steps = 1, .ago = 1},
};

static void
set_day(const struct demo_house *h, struct demo_record *r, const char *question, int ago)
{
	char day[DATE_TEXT];

	date_format(h->plan->today - ago, day);
	demo_set(r, question, "%s", day);
}

static void
add_step(struct demo_house *h, int watch, const struct case_step *s, int ago, const char *class)
{
	struct demo_record *r = demo_add(h, "procedure", watch);

	demo_set(r, "step", "%s", s->step);
	set_day(h, r, "step_date", ago);
	demo_set(r, "step_by", "%s", s->by);
	demo_set(r, "step_result", "pass");
	if (strstr(s->step, "reviewed") != NULL) {
		demo_set(r, "entitled", "30");
		demo_set(r, "attended", "%d", demo_between(h, 22, 30));
	}
	if (strcmp(s->step, "county") == 0) {
		demo_set(r, "step_note", "县防贫领导小组会议审定");
		demo_set(r, "decided_class", "%s", class);
	}
	if (strcmp(s->step, "removal_county") == 0)
		demo_set(r, "decided_removal", "help");
}

static void
add_help(struct demo_house *h, bool labour, bool shock, int ago)
{
	struct demo_record *r = demo_add(h, "measure", 0);
	const char *kind = shock ? "health" : labour ? "employment" : "comprehensive";
	const char *item = shock ? "health_assistance" : labour ? "employment_referral" : "comprehensive_relief";

	demo_set(r, "measure_kind", "%s", kind);
	demo_set(r, "measure_item", "%s", item);
	set_day(h, r, "measure_start", ago);
	demo_set(r, "measure_amount", "%d", shock ? 8000 : labour ? 0 : 1000);
}

int
demo_watch(struct demo_house *h, const char *class, bool labour, bool shock)
{
	const size_t n_stages = sizeof stages / sizeof *stages;
	/* Of the first, those at risk (demo_life.c: every fifth) stand at a different stage each. */
	const struct stage *g = &stages[h->index < 60 ? h->index / 5 % n_stages : demo_below(h, (unsigned)n_stages)];
	struct demo_record *r = demo_add(h, "watch", 0);
	const int watch = h->n - 1;

	demo_set(r, "risk", "%s", shock ? "01" : labour ? "07" : "04");
	if (g->steps == DECIDED) {
		demo_set(r, "contact_name", "张建国");
		demo_set(r, "contact_phone", "15%09u", demo_below(h, 1000000000));
		demo_set(r, "no_labour_flag", "%s", labour ? "no" : "yes");
	}
	for (int i = 0; i < g->steps; i++)
		add_step(h, watch, &decided[i], g->ago + decided[i].before - decided[g->steps - 1].before, class);
	for (int i = 0; g->removed && i < REMOVAL; i++)
		add_step(h, watch, &removal[i], 30 + removal[i].before, class);
	if (g->helped)
		add_help(h, labour, shock, g->ago - 20);
	if (g->doubted) {
		r = demo_add(h, "veto", 0);
		demo_set(r, "veto_kind", "vehicle");
		demo_set(r, "veto_source", "县公安局交警大队");
		set_day(h, r, "veto_date", g->ago);
		demo_set(r, "veto_detail", "名下有小型客车一辆");
	}
	if (g->steps < DECIDED)
		return 0;
	int year, month, day;
	date_civil(h->plan->today - g->ago - 1, &year, &month, &day);
	return year;
}
