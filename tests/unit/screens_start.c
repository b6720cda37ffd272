/* Unlocking, home, the list, locking, too small a terminal, and the tables of keys. */
#include "screen_fixture.h"

#define HOUSEHOLD "n东沟组<Enter>7 号<Enter><Enter>1<Enter><Esc>"
#define PERSON(relation, name, id) "h<Enter><Down*2><Enter>" relation "<Enter>" name "<Enter><Enter>" id "<Enter><Enter><Enter>01<Enter><Enter><Enter><Esc>"
#define OTHER "n上洼组<Enter>8 号<Enter><Enter>1<Enter><Esc>"

static void
test_unlock(void **state)
{
	struct desk *d = *state;

	assert_string_equal(desk_run_raw(d, 24, 80, ""),
		"\n\n\n\n\n\n\n\n"
		"               ┌────────────────────────────────────────────────┐\n"
		"               │  Household survey against poverty              │\n"
		"               │                                                │\n"
		"               │  The answers in this laptop are encrypted.     │\n"
		"               │                                                │\n"
		"               │  Passphrase                                    │\n"
		"               │                                                │\n"
		"               └────────────────────────────────────────────────┘\n"
		"\n\n\n\n\n\n\n"
		" Enter Unlock  F10 Leave the program\n");
	const char *wrong = desk_run_raw(d, 24, 80, "wrong horse<Enter>");
	assert_shows(wrong, "passphrase");
	assert_shows(wrong, "Enter Unlock");
	assert_hides(wrong, "To do");
	/* What was typed shows as stars and never as itself. */
	assert_shows(desk_run_raw(d, 24, 80, "correct"), "*******");
	assert_shows(desk_run(d, ""), "To do");
}

static void
test_home(void **state)
{
	struct desk *d = *state;

	assert_string_equal(desk_run(d, HOUSEHOLD),
		" Household survey against poverty   东沟村   张建国                 saved --:--\n"
		"\n"
		" This round ░░░░░░░░░░░░░░░░░░░░░░░░░░  0 of 1 households (0%)   today 0\n"
		" Classes 待补 1\n"
		"\n\n"
		" To do\n"
		" Nothing waits. h shows the households.\n"
		"\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n"
		" h Households  t Ledger  s Sync  r Figures  / Find  q Lock  Q Leave  ? Help\n");
}

static void
test_list_search(void **state)
{
	struct desk *d = *state;

	desk_run(d, HOUSEHOLD);
	desk_run(d, PERSON("01", "张树林", "130899196503120015"));
	desk_run(d, OTHER);
	const char *all = desk_run(d, "h");
	assert_shows(all, "Households 2 of 2");
	assert_shows(all, "· 张树林        1 东沟组  待补");
	assert_shows(all, "(no head)");
	/* By the end of an ID number, by name, by group; and the number itself is never shown. */
	const char *found = desk_run(d, "h/0015");
	assert_shows(found, "Households 1 of 2");
	assert_shows(found, "张树林");
	assert_hides(found, "1308991965");
	assert_shows(desk_run(d, "/树林"), "Households 1 of 2");
	assert_shows(desk_run(d, "/上洼"), "Households 1 of 2");
	assert_shows(desk_run(d, "/没有"), "Nothing matches the search");
	assert_shows(desk_run(d, "/没有<Esc>"), "Households 2 of 2");
	/* Letters go to the search, so the line names F-keys; the key that opened it does not leave the list. */
	assert_shows(desk_run(d, "h"), " Enter Open  n New household  / Search  o Order  f Filter  Esc Back  ? Help\n");
	assert_shows(desk_run(d, "/n?<F3>"), " F2 New household  F5 Order  F6 Filter  Esc Back  F1 Help\n");
	assert_shows(desk_run(d, "/树林<Enter>"), "张树林  东沟组");
	assert_shows(desk_run(d, "hoff"), "order: class   filter: something missing");
}

static void
test_lock_and_return(void **state)
{
	struct desk *d = *state;
	const char *script = "n东沟组<Enter>7";

	/* Fifteen minutes without a key: the names are gone from the screen. */
	struct buf keys = {0};
	buf_printf(&keys, "%s<Timeout*40>", script);
	const char *locked = desk_run(d, buf_str(&keys));
	assert_shows(locked, "Locked. Everything typed is kept.");
	assert_hides(locked, "东沟组");
	buf_reset(&keys);
	buf_printf(&keys, "%s<Timeout*40>wrong<Enter>", script);
	assert_shows(desk_run(d, buf_str(&keys)), "Locked");
	/* The same question, and what was half typed. */
	buf_reset(&keys);
	buf_printf(&keys, "%s<F12>" PASSPHRASE "<Enter> 号", script);
	const char *back = desk_run(d, buf_str(&keys));
	assert_shows(back, "家庭住址          7 号");
	assert_shows(back, "村民小组          东沟组");
	buf_free(&keys);
}

static void
test_too_small(void **state)
{
	struct desk *d = *state;
	const char *small = desk_run(d, "n东沟组<Enter>7 号<Resize 60x20>");

	assert_shows(small, "This window is too small: 60 x 20.");
	assert_hides(small, "东沟组");
	assert_shows(desk_run(d, "n东沟组<Enter>7 号<Resize 60x20>x<Resize 100x30>"), "7 号");
}

static void
test_keys(void **state)
{
	struct desk *d = *state;
	struct app a;
	struct fault f = {0};
	size_t i, j;

	assert_int_equal(app_start(&a, d->folder, &d->world, &f), 0);
	a.identify = desk_identify;
	assert_int_equal(app_open(&a, PASSPHRASE, strlen(PASSPHRASE), &f), 0);
	struct screen *screens[] = {unlock_screen(&a, true), home_screen(&a, &f), households_screen(&a, false, &f),
		household_screen(&a, NULL, NULL, NULL, &f), sync_screen(&a), join_screen(&a), ledger_screen(&a, &f),
		statistics_screen(&a, &f)};
	for (size_t s = 0; s < sizeof screens / sizeof screens[0]; s++) {
		assert_non_null(screens[s]);
		const struct screen_kind *k = screens[s]->kind;
		if (action_clash(k->actions, k->n_actions, &i, &j))
			fail_msg("%s: rows %zu and %zu claim one key", k->name, i, j);
		if (!action_twinned(k->actions, k->n_actions, &i))
			fail_msg("%s: row %zu has no key that an input method leaves alone", k->name, i);
	}
	for (size_t s = 0; s < sizeof screens / sizeof screens[0]; s++)
		screens[s]->kind->close(screens[s]);
	app_close(&a);
	const char *help = desk_run(d, "h?");
	assert_shows(help, "New household");
	assert_shows(help, "it filters as one types");
}

static void
test_no_folder_yet(void **state)
{
	struct desk *d = *state;
	struct desk empty = *d;

	strcat(empty.folder, "/new");
	empty.picture = (struct buf){0};
	const char *join = desk_run_raw(&empty, 24, 80, "/nowhere/X.FPI<Enter>ABCD<Enter>one<Enter>two<Enter>");
	assert_shows(join, "Join the county");
	assert_shows(join, "/nowhere/X.FPI");
	assert_shows(join, "The two passphrases differ");
	assert_hides(join, "one");
	join = desk_run_raw(&empty, 24, 80, "/nowhere/X.FPI<Enter>ABCD<Enter>one<Enter>one<Enter>");
	assert_hides(join, "differ");
	assert_shows(join, "Pairing code");
	buf_free(&empty.picture);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_unlock, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(test_home, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(test_list_search, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(test_lock_and_return, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(test_too_small, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(test_keys, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(test_no_folder_yet, desk_open, desk_close),
	};

	words_open("/nowhere");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
