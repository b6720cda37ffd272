/* Numbers of people and places: what fits, what does not and why, however it was typed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "date.h"
#include "identity/identity.h"

static void
test_numbers(void **state)
{
	static const struct {
		const char *typed;
		enum identity_problem why;
		const char *plain;
		char fits;
	} rows[] = {
		{"130899196503120015", IDENTITY_FITS, "130899196503120015", '5'},
		{"130899198807040021", IDENTITY_FITS, "130899198807040021", '1'},
		{"130899200909150037", IDENTITY_FITS, "130899200909150037", '7'},
		{"130899196503120014", IDENTITY_CHECK, "130899196503120014", '5'},
		{"130899196503120051", IDENTITY_CHECK, NULL, 0}, /* two digits exchanged */
		{" 130899 19650312 0015 ", IDENTITY_FITS, "130899196503120015", '5'},
		{"１３０８９９196503120015", IDENTITY_FITS, "130899196503120015", '5'},
		{"13089919650312001", IDENTITY_LENGTH, "13089919650312001", '5'}, /* what is missing is told all the same */
		{"1308991965031200155", IDENTITY_LENGTH, "", 0},
		{"", IDENTITY_LENGTH, "", 0},
		{"13089919650312001A", IDENTITY_CHARACTER, NULL, '5'},
		{"1308991965031200X5", IDENTITY_CHARACTER, NULL, 0},
		{"13089919650312001\n", IDENTITY_CHARACTER, "", 0},
		{"130899196502300018", IDENTITY_DAY, NULL, 0},
		{"130899000003120015", IDENTITY_DAY, NULL, 0},
		{"990899196503120015", IDENTITY_PLACE, NULL, 0},
		{"130899650312001", IDENTITY_OLD, "130899196503120015", '5'},
		{"13089965031200X", IDENTITY_LENGTH, NULL, 0},
		{"户口本", IDENTITY_CHARACTER, "", 0},
		{"\xff\xfe", IDENTITY_CHARACTER, "", 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct id_number id;
		if (id_number_read(rows[i].typed, strlen(rows[i].typed), &id) != rows[i].why)
			fail_msg("%s: another verdict", rows[i].typed);
		if (rows[i].plain != NULL)
			assert_string_equal(id.text, rows[i].plain);
		if (rows[i].fits != 0)
			assert_int_equal(id.fits, rows[i].fits);
	}
}

static void
test_number_parts(void **state)
{
	struct id_number id;

	(void)state;
	assert_int_equal(id_number_read("130899198807040021", 18, &id), IDENTITY_FITS);
	assert_int_equal(id.born, date_days(1988, 7, 4));
	assert_false(id.male);
	/* An X is a check character like any other, in either case: look for one, then type it small. */
	char digits[20] = "13089919880704000";
	for (int i = 0; i < 1000 && id_number_check(digits) != 'X'; i++) {
		digits[14] = (char)('0' + i / 100);
		digits[15] = (char)('0' + i / 10 % 10);
		digits[16] = (char)('0' + i % 10);
	}
	assert_int_equal(id_number_check(digits), 'X');
	digits[17] = 'x';
	assert_int_equal(id_number_read(digits, 18, &id), IDENTITY_FITS);
	assert_int_equal(id.text[17], 'X');
	assert_int_equal(id_number_check("1308991988070400A"), 0);
}

/* Any one wrong digit among the first 17 is found: GB 11643's promise, and that the weights were not mistyped. */
static void
test_every_slip(void **state)
{
	static const char right[] = "130899196503120015";

	(void)state;
	for (int at = 0; at < 17; at++) {
		for (char d = '0'; d <= '9'; d++) {
			char typed[19];
			memcpy(typed, right, sizeof typed);
			typed[at] = d;
			if (d != right[at])
				assert_int_not_equal(id_number_check(typed), right[17]);
		}
	}
}

static void
test_cards(void **state)
{
	static const struct {
		const char *typed;
		enum identity_problem why;
		int kind, level;
		const char *reissue;
	} rows[] = {
		{"13089919650312001542", IDENTITY_FITS, 4, 2, ""},
		{"13089919650312001542B1", IDENTITY_FITS, 4, 2, "B1"},
		{"13089919650312001542b1", IDENTITY_FITS, 4, 2, "B1"},
		{"130899196503120015", IDENTITY_FITS, 0, 0, ""},
		{"1308991965031200154", IDENTITY_LENGTH, 0, 0, ""},
		{"13089919650312001542B", IDENTITY_LENGTH, 0, 0, ""},
		{"13089919650312001542B12", IDENTITY_LENGTH, 0, 0, ""},
		{"13089919650312001582", IDENTITY_KIND, 8, 2, ""},
		{"13089919650312001540", IDENTITY_KIND, 4, 0, ""},
		{"130899196503120015A2", IDENTITY_CHARACTER, 0, 0, ""},
		{"1308991965031200154211", IDENTITY_CHARACTER, 4, 2, ""},
		{"13089919650312001442", IDENTITY_CHECK, 0, 0, ""},
		{"", IDENTITY_LENGTH, 0, 0, ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct disability_card card;
		if (disability_card_read(rows[i].typed, strlen(rows[i].typed), &card) != rows[i].why)
			fail_msg("%s: another verdict", rows[i].typed);
		assert_int_equal(card.kind, rows[i].kind);
		assert_int_equal(card.level, rows[i].level);
		assert_string_equal(card.reissue, rows[i].reissue);
	}
}

static void
test_phones(void **state)
{
	static const struct {
		const char *typed;
		enum identity_problem why;
		const char *plain;
		bool mobile;
	} rows[] = {
		{"13800000000", IDENTITY_FITS, "13800000000", true},
		{"138 0000 0000", IDENTITY_FITS, "13800000000", true},
		{"+86 138-0000-0000", IDENTITY_FITS, "13800000000", true},
		{"19900000000", IDENTITY_FITS, "19900000000", true},
		{"12800000000", IDENTITY_CHARACTER, "12800000000", false},
		{"1380000000", IDENTITY_LENGTH, "1380000000", false},
		{"138000000000", IDENTITY_LENGTH, "138000000000", false},
		{"0314-7654321", IDENTITY_FITS, "03147654321", false},
		{"010 87654321", IDENTITY_FITS, "01087654321", false},
		{"031476", IDENTITY_LENGTH, "031476", false},
		{"1380000000a", IDENTITY_CHARACTER, "", false},
		{"00000000000000000000000000000000", IDENTITY_LENGTH, "", false},
		{"", IDENTITY_LENGTH, "", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct phone phone;
		if (phone_read(rows[i].typed, strlen(rows[i].typed), &phone) != rows[i].why)
			fail_msg("%s: another verdict", rows[i].typed);
		assert_string_equal(phone.text, rows[i].plain);
		assert_int_equal(phone.mobile, rows[i].mobile);
	}
}

static void
test_regions(void **state)
{
	static const struct {
		const char *typed;
		enum identity_problem why;
		enum region_level level;
		enum township_kind kind;
		const char *plain;
	} rows[] = {
		{"13", IDENTITY_FITS, REGION_PROVINCE, TOWNSHIP_NONE, "13"},
		{"1308", IDENTITY_FITS, REGION_PREFECTURE, TOWNSHIP_NONE, "1308"},
		{"130899", IDENTITY_FITS, REGION_COUNTY, TOWNSHIP_NONE, "130899"},
		{"130899000000", IDENTITY_FITS, REGION_COUNTY, TOWNSHIP_NONE, "130899"},
		{"130899099000", IDENTITY_FITS, REGION_TOWNSHIP, TOWNSHIP_STREET, "130899099"},
		{"130899100", IDENTITY_FITS, REGION_TOWNSHIP, TOWNSHIP_TOWN, "130899100"},
		{"130899200201", IDENTITY_FITS, REGION_VILLAGE, TOWNSHIP_RURAL, "130899200201"},
		{"130899400201", IDENTITY_FITS, REGION_VILLAGE, TOWNSHIP_ALIKE, "130899400201"},
		{"130899600201", IDENTITY_FITS, REGION_VILLAGE, TOWNSHIP_NONE, "130899600201"},
		{"429004000000", IDENTITY_FITS, REGION_COUNTY, TOWNSHIP_NONE, "429004"},
		{"460001000000", IDENTITY_FITS, REGION_COUNTY, TOWNSHIP_NONE, "460001"},
		{"130899000201", IDENTITY_PLACE, REGION_NONE, TOWNSHIP_NONE, "130899000201"},
		{"990000", IDENTITY_PLACE, REGION_NONE, TOWNSHIP_NONE, "990000"},
		{"1308991", IDENTITY_LENGTH, REGION_NONE, TOWNSHIP_NONE, "1308991"},
		{"1308991002011", IDENTITY_LENGTH, REGION_NONE, TOWNSHIP_NONE, ""},
		{"13089910020X", IDENTITY_CHARACTER, REGION_NONE, TOWNSHIP_NONE, "13089910020X"},
		{"", IDENTITY_LENGTH, REGION_NONE, TOWNSHIP_NONE, ""},
	};
	struct region county, village, other;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct region r;
		if (region_read(rows[i].typed, strlen(rows[i].typed), &r) != rows[i].why)
			fail_msg("%s: another verdict", rows[i].typed);
		assert_int_equal(r.level, rows[i].level);
		assert_int_equal(r.kind, rows[i].kind);
		assert_string_equal(r.text, rows[i].plain);
	}
	assert_int_equal(region_read("130899000000", 12, &county), IDENTITY_FITS);
	assert_int_equal(region_read("130899100201", 12, &village), IDENTITY_FITS);
	assert_int_equal(region_read("130898", 6, &other), IDENTITY_FITS);
	assert_true(region_within(&village, &county));
	assert_true(region_within(&county, &county));
	assert_false(region_within(&county, &village));
	assert_false(region_within(&village, &other));
	assert_non_null(region_province("13"));
	assert_null(region_province("99"));
}

static void
test_household_numbers(void **state)
{
	struct household_number h;

	(void)state;
	assert_int_equal(household_number_read("130899100201 00015", 18, &h), IDENTITY_FITS);
	assert_string_equal(h.text, "13089910020100015");
	assert_string_equal(h.village, "130899100201");
	assert_int_equal(household_number_read("a-12", 4, &h), IDENTITY_FITS);
	assert_string_equal(h.text, "A-12");
	assert_string_equal(h.village, "");
	/* A village's code alone names no household of it. */
	assert_int_equal(household_number_read("130899100201", 12, &h), IDENTITY_FITS);
	assert_string_equal(h.village, "");
	assert_int_equal(household_number_read("", 0, &h), IDENTITY_LENGTH);
	assert_int_equal(household_number_read("1234567890123456789012345678901", 31, &h), IDENTITY_LENGTH);
	assert_int_equal(household_number_read("12;34", 5, &h), IDENTITY_CHARACTER);
	assert_int_equal(household_number_read("12\0""34", 5, &h), IDENTITY_CHARACTER);
}

static void
test_sentences(void **state)
{
	(void)state;
	assert_string_equal(identity_sentence(IDENTITY_FITS), "");
	for (int p = IDENTITY_OLD; p < IDENTITY_PROBLEMS; p++)
		assert_true(identity_sentence((enum identity_problem)p)[0] != '\0');
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_number_parts),
		cmocka_unit_test(test_every_slip),
		cmocka_unit_test(test_cards),
		cmocka_unit_test(test_phones),
		cmocka_unit_test(test_regions),
		cmocka_unit_test(test_household_numbers),
		cmocka_unit_test(test_sentences),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
