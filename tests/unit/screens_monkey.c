/* Keys without sense: the program neither falls nor loses the thread, and an orderly end leaves no draft behind. */
#include "screen_fixture.h"

static const char *const keys[] = {
	"<Enter>", "<Enter>", "<Enter>", "<Enter>", "<Down>", "<Down>", "<Up>", "<Esc>", "<Tab>", "<F2>", "<F4>", "<F5>", "<F6>", "<F7>", "<F8>",
	"<F9>", "<C-z>", "<C-z>", "<C-y>", "<PgDn>", "<PgUp>", "<Home>", "<End>", "<Backspace>", "<Delete>", "<Left>", "<Right>", "1", "2", "3",
	"0", "01", "2026", "3万2", "65.3.12", "今天", "张树林", "𠮷", "y", "n", "h", "r", "d", "u", "o", "f", "/", "?", " ", "x",
	"130899196503120015", "130899198807040021", "<Timeout>", "<Resize 100x30>", "<Resize 80x24>", "<Resize 40x10>", "<Resize 80x24>",
};

static void
wander(struct desk *d, uint64_t seed, int steps)
{
	struct world_seed state;
	struct world w = world_seeded(&state, seed, 0);
	struct buf script = {0};

	for (int i = 0; i < steps; i++)
		buf_text(&script, i == steps / 2 ? "<F12>" PASSPHRASE "<Enter>" : keys[world_below(&w, sizeof keys / sizeof keys[0])]);
	desk_run(d, buf_str(&script));
	buf_free(&script);
	const char *after = desk_run(d, "<Timeout>");
	if (strstr(after, "recovered") != NULL)
		fail_msg("seed %llu leaves a draft:\n%s", (unsigned long long)seed, after);
}

static void
test_wander(void **state)
{
	for (uint64_t seed = 1; seed <= 4; seed++)
		wander(*state, seed, 600);
}

static void
test_wander_inside_a_household(void **state)
{
	struct desk *d = *state;
	static const char *const starts[] = {"n东沟组<Enter>7 号<Enter><Enter>1<Enter><Esc>",
		"h<Enter><Down*2><Enter>01<Enter>张树林<Enter><Enter>130899196503120015<Enter><Enter><Enter>01<Enter><Enter><Enter><Esc>",
		"h<Enter><Down*4><Enter><Enter><Enter>0<Enter><F6><Esc>"};

	for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
		desk_run(d, starts[i]);
	for (uint64_t seed = 11; seed <= 14; seed++)
		wander(d, seed, 600);
	struct app a;
	struct fault f = {0};
	assert_int_equal(app_start(&a, d->folder, &d->world, &f), 0);
	a.identify = desk_identify;
	assert_int_equal(app_open(&a, PASSPHRASE, strlen(PASSPHRASE), &f), 0);
	unsigned char before[32], after[32];
	assert_int_equal(journal_digest(a.store.journal, before, &f), 0);
	assert_int_equal(journal_rebuild(a.store.journal, &f), 0);
	assert_int_equal(journal_digest(a.store.journal, after, &f), 0);
	assert_memory_equal(before, after, 32);
	app_close(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_wander, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(test_wander_inside_a_household, desk_open, desk_close),
	};

	words_open("/nowhere");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
