#include "form_sheets.h"

static const struct edit additions[] = {
	{SURVEY, "date,born", "text,nickname,Nickname\ndate,born", ""},
	{SURVEY, "Address,yes", "Place,no", ""},
	{SURVEY, "end_repeat,household", "begin_repeat,land,Land\nbegin_group,g\ninteger,mu,Mu\nend_group\nend_repeat\nend_repeat,household",
		""},
	{SURVEY, "note,thanks,Thanks", "note,farewell,Farewell", ""},
	{CHOICES, "health,well", "health,new,New,,\nhealth,well", ""},
};

static const struct edit refusals[] = {
	{SURVEY, "date,born", "date,birthday", "survey.csv: name: born: the question is gone"},
	{SURVEY, "date,born", "text,born", "survey.csv: type: born: the question has another type"},
	{SURVEY, "begin group,who,Who,,,,,,,,,,,,,,,9\ntext,member_name,Name,yes,,,,,,,,,,,,,,10\n",
		"begin_group,when\ntext,member_name,Name,yes\nend_group\nbegin_group,who\n",
		"survey.csv: name: member_name: the question moved from the group \"who\" to \"when\""},
	{SURVEY, "integer,rooms", "integer,space", "survey.csv: name: rooms: the question is gone"},
	{SURVEY, "repeat,housing", "repeat,flat", "survey.csv: name: housing: the table is gone"},
	{SURVEY, "year stage", "stage year", "survey.csv: key: economy: the key changed"},
	{SURVEY, "Housing,,,,,,,,,.", "Housing,,,,,,,,,", "survey.csv: key: housing: the key changed"},
	{SURVEY, ",county,", ",,", "survey.csv: role: income: the group was written by the county"},
	{SURVEY, "true()", "", "survey.csv: frozen: heads: the calculate is no longer frozen"},
	{SURVEY, "end_repeat,,,,,,,,,,,,,,,,,24\nbegin_repeat,housing,Housing,,,,,,,,,.,,,,,,25\nbegin_group,house,House,,,,,,,,,,,,,,,26\n"
		"integer,rooms,Rooms,,,,,,,,,,,,,,,27\nend_group,,,,,,,,,,,,,,,,,28\n",
		"begin_repeat,housing,Housing,,,,,,,,,.\nbegin_group,house,House\ninteger,rooms,Rooms\nend_group\nend_repeat\n",
		"survey.csv: type: housing: the table hangs under another table"},
	{CHOICES, "sex,2,女,Female,b\n", "", "choices.csv: sex: sex: the code \"2\" is gone"},
	{CHOICES, "health,well,健康,Well,\nhealth,ill,患病,Ill,\n", "health,ill,患病,Ill,\nhealth,well,健康,Well,\n",
		"choices.csv: health: health: the code \"ill\" moved"},
	{SETTINGS, "fangpin", "other", "settings.csv: form_id: this is another form"},
	{SETTINGS, ",2", ",01", "settings.csv: version: the sheets changed, but version 1 is not above 1"},
};

static void
test_only_adds(void **state)
{
	static const struct edit second = {SETTINGS, ",1", ",2", ""};
	struct form *older = good();

	(void)state;
	assert_int_equal(form_only_adds(older, older, NULL, NULL), 0);
	for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
		struct texts t = good_texts();
		struct buf report = {0};
		struct fault f = {0};
		apply(&t, &second);
		apply(&t, &refusals[i]);
		struct form *newer = load(&t, &report, &f);
		if (newer == NULL)
			fail_msg("%s", buf_str(&report));
		assert_int_equal(form_only_adds(older, newer, &report, &f), -1);
		assert_int_equal(f.code, EX_DATAERR);
		assert_report(&report, refusals[i].expect);
		form_free(newer);
		buf_free(&report);
		free_texts(&t);
	}
	struct texts t = good_texts();
	apply(&t, &second);
	for (size_t i = 0; i < sizeof additions / sizeof additions[0]; i++)
		apply(&t, &additions[i]);
	struct fault f = {0};
	struct form *newer = load(&t, NULL, &f);
	if (newer == NULL || form_only_adds(older, newer, NULL, &f) < 0)
		fail_msg("%s", f.text);
	form_free(newer);
	free_texts(&t);
	form_free(older);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_only_adds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
