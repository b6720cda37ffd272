#include "form_sheets.h"

static const struct edit additions[] = {
	{SURVEY, "date,born", "text,nickname,Nickname\ndate,born", ""},
	{SURVEY, "Address,yes", "Place,no", ""},
	{SURVEY, "end_repeat,household", "begin_repeat,land,Land\nbegin_group,g\ninteger,mu,Mu\nend_group\nend_repeat\nend_repeat,household",
		""},
	{SURVEY, "note,thanks,Thanks", "note,farewell,Farewell", ""}, /* a note holds no answer */
	{CHOICES, "health,well", "health,new,New,,\nhealth,well", ""},
};

static const struct edit refusals[] = {
	{SURVEY, "date,born", "date,birthday", "survey.csv: name: born: the question is gone: renamed or removed. It stood in row 12 of"},
	{SURVEY, "date,born,Born,,,. <= today(),Too late,,,,,,,,,,,12\n", "", "survey.csv: name: born: the question is gone"},
	{SURVEY, "date,born", "text,born", "survey.csv:12: type: born: the question has another type"},
	{SURVEY, "decimal,wages", "integer,wages", "survey.csv:20: type: wages: the question has another type"},
	{SURVEY, "select_multiple health", "select_one health", "survey.csv:13: type: health: the question has another type"},
	{SURVEY, "note,thanks", "text,thanks", "survey.csv:22: type: thanks: the question has another type"},
	{SURVEY, "text,address,Address,yes,,,,,,multiline,,,,yes", "note,address,Address,,,,,,,,,,,",
		"survey.csv:4: type: address: the question has another type"},
	{SURVEY, "begin group,who,Who,,,,,,,,,,,,,,,9\ntext,member_name,Name,yes,,,,,,,,,,,,,,10\n",
		"begin_group,when\ntext,member_name,Name,yes\nend_group\nbegin_group,who\n",
		"survey.csv:10: name: member_name: the question moved from the group \"who\" to \"when\""},
	{SURVEY, "begin_group,basic,Basic", "begin_group,ground,Basic",
		"survey.csv:4: name: address: the question moved from the group \"basic\" to \"ground\""},
	{SURVEY, "integer,year,Year,yes,,,,,,,2026,,,,,,,18\nselect_one sex,stage,Stage,,,,,,,,,,,,,,,19\ndecimal,wages,Wages,,${n_members} > 0,,,,,amount,,,,,,,,20\n",
		"integer,year,Year,yes\nselect_one sex,stage,Stage\n", "survey.csv: name: wages: the question is gone"},
	{SURVEY, "integer,rooms", "integer,space", "survey.csv: name: rooms: the question is gone"},
	{SURVEY, "repeat,housing", "repeat,flat", "survey.csv: name: housing: the table is gone: renamed or removed. It stood in row 25 of"},
	{SURVEY, "repeat,housing", "repeat,flat", "survey.csv:27: name: rooms: the question moved from the table \"housing\" to \"flat\""},
	{SURVEY, "year stage", "stage year", "survey.csv:16: key: economy: the key changed"},
	{SURVEY, "year stage", "year", "survey.csv:16: key: economy: the key changed"},
	{SURVEY, "year stage", "", "survey.csv:16: key: economy: the key changed"},
	{SURVEY, "Housing,,,,,,,,,.", "Housing,,,,,,,,,", "survey.csv:25: key: housing: the key changed"},
	{SURVEY, "Member,,${address} != '',,,,,,,", "Member,,${address} != '',,,,,,,member_name", "survey.csv:8: key: member: the key changed"},
	{SURVEY, ",county,", ",,", "survey.csv:17: role: income: the group was written by the county"},
	{SURVEY, "begin_group,house,House,,,,,,,,,,,,,", "begin_group,house,House,,,,,,,,,,,,township,",
		"survey.csv:26: role: house: the group was written by the visitor"},
	{SURVEY, "true()", "", "survey.csv:21: frozen: heads: the calculate is no longer frozen"},
	{SURVEY, "count(${member}),,,,,,no,,", "count(${member}),,,,,,no,,true()", "survey.csv:6: frozen: n_members: the calculate is frozen now"},
	{SURVEY, "end_repeat,,,,,,,,,,,,,,,,,24\nbegin_repeat,housing,Housing,,,,,,,,,.,,,,,,25\nbegin_group,house,House,,,,,,,,,,,,,,,26\n"
		"integer,rooms,Rooms,,,,,,,,,,,,,,,27\nend_group,,,,,,,,,,,,,,,,,28\n",
		"begin_repeat,housing,Housing,,,,,,,,,.\nbegin_group,house,House\ninteger,rooms,Rooms\nend_group\nend_repeat\n",
		"survey.csv:24: type: housing: the table hangs under another table"},
	{SURVEY, "select_one sex,stage", "select_one health,stage", "choices.csv: health: stage: the code \"1\" is gone, but answers may hold it. It "
		"stood in row 2 of"},
	{CHOICES, "sex,2,女,Female,b\n", "", "choices.csv: sex: sex: the code \"2\" is gone"},
	{CHOICES, "sex,2,女", "sex,3,女", "choices.csv: sex: stage: the code \"2\" is gone"},
	{CHOICES, "health,well,健康,Well,\nhealth,ill,患病,Ill,\n", "health,ill,患病,Ill,\nhealth,well,健康,Well,\n",
		"choices.csv:4: health: health: the code \"ill\" moved"},
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

/* Whoever mends the sheets sees everything at once. */
static void
test_all_at_once(void **state)
{
	static const struct edit edits[] = {
		{SETTINGS, ",1", ",2", ""},
		{SURVEY, "date,born", "text,born", "survey.csv:12: type: born: the question has another type"},
		{SURVEY, "integer,rooms", "integer,space", "survey.csv: name: rooms: the question is gone"},
		{SURVEY, "year stage", "stage year", "survey.csv:16: key: economy: the key changed"},
		{SURVEY, ",county,", ",,", "survey.csv:17: role: income: the group was written by the county"},
		{SURVEY, "true()", "", "survey.csv:21: frozen: heads: the calculate is no longer frozen"},
		{SURVEY, "begin_group,basic,Basic", "begin_group,ground,Basic", "survey.csv:4: name: address: the question moved"},
		{CHOICES, "sex,2,女,Female,b\n", "", "choices.csv: sex: sex: the code \"2\" is gone"},
		{CHOICES, "health,well,健康,Well,\n", "", "choices.csv: health: health: the code \"well\" is gone"},
	};
	struct form *older = good();
	struct texts t = good_texts();
	struct buf report = {0};
	struct fault f = {0};

	(void)state;
	for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++)
		apply(&t, &edits[i]);
	struct form *newer = load(&t, NULL, &f);
	if (newer == NULL)
		fail_msg("%s", f.text);
	assert_int_equal(form_only_adds(older, newer, &report, &f), -1);
	for (size_t i = 1; i < sizeof edits / sizeof edits[0]; i++)
		assert_report(&report, edits[i].expect);
	form_free(newer);
	form_free(older);
	buf_free(&report);
	free_texts(&t);
}

/* What the sheets of a later format say is not looked at: not even columns that are unknown count as mistakes. */
static void
test_later_format(void **state)
{
	static const struct {
		const char *header, *row;
		int code;
	} rows[] = {
		{"form_title,form_id,version,format\n", "x,fangpin,2,1\n", 0},
		{"form_title,form_id,version,format\n", "x,fangpin,2,\n", 0},
		{"form_title,form_id,version,format\n", "x,fangpin,2,2\n", EX_UNAVAILABLE},
		{"form_title,form_id,version,format,moon\n", "x,fangpin,2,9,full\n", EX_UNAVAILABLE},
		{"form_title,form_id,version,format\n", "x,fangpin,2,0\n", EX_DATAERR},
		{"form_title,form_id,version,format\n", "x,fangpin,2,two\n", EX_DATAERR},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct texts t = good_texts();
		struct fault f = {0};
		free(t.text[SETTINGS]);
		t.text[SETTINGS] = malloc(200);
		strcpy(t.text[SETTINGS], rows[i].header);
		strcat(t.text[SETTINGS], rows[i].row);
		struct form *form = load(&t, NULL, &f);
		assert_int_equal(form == NULL ? f.code : 0, rows[i].code);
		form_free(form);
		free_texts(&t);
	}
}

static struct form *
small(const char *calculate, const char *role, char version)
{
	struct buf survey = {0}, choices = {0}, settings = {0}, report = {0};

	buf_printf(&survey, "type,name,label,calculation,trigger,frozen\nbegin_repeat,top,T\nbegin_group,g,G\ninteger,n,N\nselect_one k,a,A\n"
		"calculate,c,,%s\nend_group\nend_repeat\n", calculate);
	buf_printf(&choices, "list_name,name,label,role\nk,a,A,\nk,b,B,%s\n", role);
	buf_printf(&settings, "form_title,form_id,version\nT,t,%c\n", version);
	struct form_sheets s = {{"survey.csv", buf_str(&survey), survey.len}, {"choices.csv", buf_str(&choices), choices.len},
		{"settings.csv", buf_str(&settings), settings.len}};
	struct form *f = form_load(&s, &report, NULL);
	if (f == NULL)
		fail_msg("%s", buf_str(&report));
	buf_free(&survey);
	buf_free(&choices);
	buf_free(&settings);
	buf_free(&report);
	return f;
}

/* Versions must fit the newer form with what triggers set, and stay in force where only some roles may answer with a code. */
static void
test_versions_stay_in_force(void **state)
{
	static const struct {
		const char *was, *was_role, *is, *is_role, *expect;
	} pairs[] = {
		{"1,${n},", "", "1,,", "", "survey.csv:6: trigger: c: what the trigger set lies in versions"},
		{"1,,", "", "1,${n},", "", "survey.csv:6: trigger: c: the calculate has a trigger now"},
		{"1,${n},", "", "1,,true()", "", NULL},
		{"1,,true()", "", "1,${n},", "", NULL},
		{"1,${n},", "", "2,${a},", "", NULL},
		{"1,,", "", "1,,", "county", "choices.csv:3: k: a: the code \"b\" is taken from the visitor"},
		{"1,,", "village township", "1,,", "township county", "choices.csv:3: k: a: the code \"b\" is taken from the village"},
		{"1,,", "township", "1,,", "township village", NULL},
		{"1,,", "township", "1,,", "", NULL},
		{"1,,", "", "1,,", "visitor village township", NULL}, /* the county may always */
	};

	(void)state;
	for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
		struct form *older = small(pairs[i].was, pairs[i].was_role, '1'), *newer = small(pairs[i].is, pairs[i].is_role, '2');
		struct buf report = {0};
		const int rc = form_only_adds(older, newer, &report, NULL);
		if ((rc < 0) != (pairs[i].expect != NULL))
			fail_msg("pair %zu: %s", i, buf_str(&report));
		if (rc < 0)
			assert_report(&report, pairs[i].expect);
		buf_free(&report);
		form_free(older);
		form_free(newer);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_only_adds),
		cmocka_unit_test(test_versions_stay_in_force),
		cmocka_unit_test(test_all_at_once),
		cmocka_unit_test(test_later_format),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
