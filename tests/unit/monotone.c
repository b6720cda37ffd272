/*
 * More income, or less cost, never makes a class worse within one scheme, but where the policy says so: S2 is for households at
 * or above the monitoring range alone, so that one may rise into it. Random households; FANGPIN_SEED=n plays one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "policy_fixture.h"
#include "world.h"

enum { HOUSEHOLDS = 1500 };

static struct world_seed state_of_dice;
static struct world dice;

static int64_t
below(int64_t n)
{
	return (int64_t)world_below(&dice, (uint64_t)n);
}

/* Yuan in hundredths, now and then right at a line: of 4,000, 4,800, 5,200, 6,000 and 17,131 yuan a head, for three. */
static int64_t
money(void)
{
	static const int64_t lines[] = {1200000, 1440000, 1560000, 1800000, 5139300};

	return below(3) > 0 ? below(7000000) : lines[below(5)] + below(3) - 1;
}

static void
set_money(struct bench *b, struct record *r, const char *name, int64_t v)
{
	char text[NUM_TEXT];

	num_fixed_text(v, text);
	bench_set(b, r, name, text);
}

/* How bad a class is; what cannot be said is left out of the comparison. */
static int
rank(const char *code)
{
	return code[0] == 'P' ? 3 : code[0] == 'M' ? 2 : strcmp(code, "N") == 0 ? 1 : 0;
}

static bool
by_s2(const struct bench *b)
{
	return assess_found(&b->out, FOUND_CLASS, "S2") != NULL;
}

static void
play(struct bench *b, uint64_t seed)
{
	static const char *const types[] = {"general", "exited", "registered"}, *const risks[] = {"", "", "01", "09", "99"},
		*const moved[] = {"wage_labour", "other_transfer", "crop_cost", "other_compliant_spending"};
	char before[32];

	dice = world_seeded(&state_of_dice, seed, 0);
	bench_build(b, "V2");
	struct record *e = bench_at(b, "economy", 1);
	bench_set(b, b->tree.root, "hh_type", types[below(3)]);
	if (below(2) > 0)
		bench_set(b, bench_add(b, b->tree.root, "watch"), "risk", risks[below(5)]);
	bench_set(b, e, "cost_basis", "recorded");
	set_money(b, e, "wage_labour", money());
	set_money(b, e, "crop_gross", below(2) * below(3000000));
	set_money(b, e, "crop_cost", below(2) * below(4000000));
	set_money(b, e, "other_compliant_spending", below(2) * money());
	if (below(3) > 0)
		set_money(b, e, "prev_net_told", money());
	else
		bench_set(b, e, "prev_net_told", "");
	bench_assess(b);
	const int was = rank(b->out.code);
	snprintf(before, sizeof before, "%s", b->out.code);

	const char *name = moved[below(4)];
	const struct question *q = &b->form->questions[form_question(b->form, name, strlen(name))];
	const int64_t had = record_answer(e, q)->kind == ANSWER_FIXED ? record_answer(e, q)->i : 0, by = 1 + below(below(2) > 0 ? 3 : 4000000);
	const bool cost = strcmp(name, "crop_cost") == 0 || strcmp(name, "other_compliant_spending") == 0;
	set_money(b, e, name, cost ? (had > by ? had - by : 0) : had + by);
	bench_assess(b);
	const int is = rank(b->out.code);
	/* Less spending than before brings nobody into S2; more income, and less cost of a business, may. */
	const bool spent = strcmp(name, "other_compliant_spending") == 0;
	if (was > 0 && is > was && !(by_s2(b) && !spent))
		fail_msg("FANGPIN_SEED=%llu: %s %s by %lld made %s of %s: %s", (unsigned long long)seed, name, cost ? "less" : "more", (long long)by,
			b->out.code, before, b->out.reason);
}

static void
test_never_worse(void **state)
{
	static const char *const schemes[] = {"source2020", "national2021", "normal2026"};
	const char *alone = getenv("FANGPIN_SEED");

	(void)state;
	for (size_t s = 0; s < 3; s++) {
		const char *changes[] = {"dibao_line", "5000", "school_year_start", "2026-09-01", "class_scheme", schemes[s], NULL};
		struct bench b;
		bench_open(&b, changes);
		uint64_t seed = alone != NULL ? strtoull(alone, NULL, 10) : 1, last = alone != NULL ? seed : getenv("FANGPIN_LONG") != NULL ? 20 * HOUSEHOLDS : HOUSEHOLDS;
		for (; seed <= last; seed++)
			play(&b, seed);
		bench_close(&b);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_never_worse)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
