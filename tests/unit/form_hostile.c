#include "form_sheets.h"

#include "expr/expr.h"

/* Sheets that mean harm: each is refused with a line that names the place, in bounded memory. */

static const struct {
	int sheet;
	const char *from;
	const char *head, *piece, *tail; /* what stands there instead: the piece so many times between head and tail */
	int times;
	const char *expect;
} cases[] = {
	{SURVEY, "${n_members} > 0", "", "(", "1", 10000, "survey.csv:20: relevant: wages: Longer than 8192 bytes"},
	{SURVEY, "${n_members} > 0", "", "(", "1", 5000, "survey.csv:20: relevant: wages: More than 64 brackets inside each other; put a part into a calculate. Mend: correct the "
		"expression at character 65."},
	{SURVEY, "${n_members} > 0", "", "not(", "1", 2000, "survey.csv:20: relevant: wages: More than 64 brackets"},
	{SURVEY, "${n_members} > 0", "", "${member}[", "1", 700, "survey.csv:20: relevant: wages: More than 64 brackets"},
	{SURVEY, "${n_members} > 0", "1", " and 1", "", 1300, ""},
	{SURVEY, "${n_members} > 0", "", "-", "1", 8000, ""},
	{SURVEY, "${n_members} > 0", "\"max(1", ",1", ")\"", 70, "survey.csv:20: relevant: wages: max() takes 1 to 64"},
	{SURVEY, "${n_members} > 0", "${", "a", "} > 0", 5000, "survey.csv:20: relevant: wages: "},
	{SURVEY, "${n_members} > 0", "", "f", "()", 5000, "survey.csv:20: relevant: wages: "},
	{SURVEY, "${n_members} > 0", "\"regex('', '", "(", "')\"", 3000, "survey.csv:20: relevant: wages: "},
	{SURVEY, "${n_members} > 0", "\"regex('', '(a{1000}", "{1000}", ")')\"", 1, "survey.csv:20: relevant: wages: "},
	{SURVEY, "${n_members} > 0", "${n_members} ", "\xC0", "> 0", 1, "survey.csv: "},
	{SURVEY, "${n_members} > 0", "'\xED\xA0\x80", "x", "' = 'x'", 1, "survey.csv: "},
	{SURVEY, "${n_members} > 0", "'", "\xF4\x90\x80\x80", "' = 'x'", 1, "survey.csv: "},
	{SURVEY, "${n_members} > 0", "'", "\xE2\x80\xAE", "' = 'x'", 1, "survey.csv:20: relevant: character 2, U+202E"},
	{SURVEY, "${n_members} > 0", "'", "\xE2\x81\xA6", "' = 'x'", 1, "survey.csv:20: relevant: character 2, U+2066"},
	{SURVEY, "${n_members} > 0", "'", "\x07", "' = 'x'", 1, "survey.csv:20: relevant: character 2, U+0007"},
	{SURVEY, "${n_members} > 0", "cuont(${member}) ", ">", " 0", 1, "survey.csv:20: relevant: wages: "},
	{SURVEY, "${n_members} > 0", "\"round(1, 2, 3) ", ">", " 0\"", 1, "survey.csv:20: relevant: wages: round() takes 1 to 2"},
	{SURVEY, "Address,yes", "Address", "甲", ",yes", 40000, "survey.csv:4: "},
	{SURVEY, "text,address", "text,", "a", "", 60000, "survey.csv:4: name: "},
	{SURVEY, "text,address", "", "x", ",address", 60000, "survey.csv:4: type: address: there is no type"},
	{SURVEY, "date,born", "", "text,q,Q\n", "date,born", 5000, "survey.csv:"},
	{SURVEY, "begin_repeat,member", "", "begin_repeat,r,R\n", "begin_repeat,member", 300, "survey.csv:"},
	{SURVEY, "begin_group,house", "", "begin_group,r,R\n", "begin_group,house", 3000, "survey.csv:"},
	{SURVEY, "type,name,label", "type,name,label", ",x", "", 600, "survey.csv"},
	{SURVEY, "type,name,label", "type,name,label,", "c", "", 5000, "survey.csv:1: ccc"},
	{SURVEY, "type,name,label", "type,name,label,label:", ":", "", 5000, "survey.csv:1: label"},
	{SURVEY, "Address,yes", "Address", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n", ",yes", 200000, "survey.csv: "},
	{CHOICES, "sex,2,", "sex,2", "x", ",", 60000, "choices.csv:3: name: sex: \""},
	{CHOICES, "sex,2,女,Female,b\n", "", "sex,2,女,Female,b\n", "", 9000, "choices.csv:"},
	{CHOICES, ",kind\n", ",kind", ",f_f", "\n", 40, "choices.csv:1: "},
};

static char *
spread(const char *text, size_t i)
{
	const char *at = strstr(text, cases[i].from);
	struct buf b = {0};

	assert_non_null(at);
	buf_add(&b, text, (size_t)(at - text));
	buf_text(&b, cases[i].head);
	for (int k = 0; k < cases[i].times; k++)
		buf_text(&b, cases[i].piece);
	buf_text(&b, cases[i].tail);
	buf_text(&b, at + strlen(cases[i].from));
	char *s = strdup(buf_str(&b));
	buf_free(&b);
	return s;
}

static void
test_hostile_cells(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct texts t = good_texts();
		struct buf report = {0};
		struct fault f = {0};
		char *old = t.text[cases[i].sheet];
		t.text[cases[i].sheet] = spread(old, i);
		free(old);
		struct form *form = load(&t, &report, &f);
		if ((form == NULL) != (cases[i].expect[0] != '\0'))
			fail_msg("case %zu: %s", i, buf_str(&report));
		if (form == NULL)
			assert_report(&report, cases[i].expect);
		assert_true(report.len < (size_t)FORM_MISTAKES * 1024);
		form_free(form);
		buf_free(&report);
		free_texts(&t);
	}
}

/* A NUL byte would end a cell before its end. */
static void
test_nul(void **state)
{
	(void)state;
	for (int sheet = 0; sheet < SHEETS; sheet++) {
		struct texts t = good_texts();
		struct buf report = {0};
		struct sheet s[SHEETS];
		for (int i = 0; i < SHEETS; i++)
			s[i] = (struct sheet){names[i], t.text[i], strlen(t.text[i])};
		t.text[sheet][s[sheet].n / 2] = '\0';
		assert_null(form_load(&(struct form_sheets){s[SURVEY], s[CHOICES], s[SETTINGS]}, &report, NULL));
		assert_report(&report, names[sheet]);
		buf_free(&report);
		free_texts(&t);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hostile_cells),
		cmocka_unit_test(test_nul),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
