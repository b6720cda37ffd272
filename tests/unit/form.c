#include "form_sheets.h"

#include "form/shipped.h"
#include "world.h"

static int
question(const struct form *f, const char *name)
{
	return form_question(f, name, strlen(name));
}

static void
test_good(void **state)
{
	struct form *f = good();

	(void)state;
	assert_int_equal(f->n_tables, 4);
	assert_int_equal(f->n_questions, 13);
	assert_int_equal(f->version, 1);
	assert_string_equal(f->name[LANG_EN], "入户调查");
	const struct table *economy = &f->tables[form_table(f, "economy", 7)];
	const struct table *housing = &f->tables[form_table(f, "housing", 7)];
	assert_int_equal(economy->parent, form_table(f, "household", 9));
	assert_int_equal(economy->depth, 1);
	assert_int_equal(economy->place, 1);
	assert_int_equal(f->tables[0].n_kids, 3);
	assert_int_equal(economy->n_keys, 2);
	assert_string_equal(f->questions[economy->first + economy->keys[1]].name, "stage");
	assert_true(housing->keyed && housing->n_keys == 0);
	assert_false(f->tables[0].keyed);
	assert_string_equal(f->tables[0].title, "head_name");
	const struct section *income = &f->sections[form_section(f, economy->index, "income", 6)];
	assert_int_equal(income->owner, ROLE_COUNTY);
	assert_int_equal(income->first, 0);
	assert_int_equal(income->n, 5);
	assert_int_equal(form_section(f, economy->index, "basic", 5), -1);
	const struct question *sex = &f->questions[question(f, "sex")], *address = &f->questions[question(f, "address")];
	assert_string_equal(form_choice(sex->list, "2", 1)->label[LANG_EN], "Female");
	assert_string_equal(form_choice(sex->list, "2", 1)->filters[0], "b");
	assert_null(form_choice(sex->list, "3", 1));
	assert_non_null(sex->choice_filter);
	assert_true(address->sensitive);
	assert_non_null(address->required);
	assert_null(address->relevant);
	assert_string_equal(address->hint[LANG_ZH], "");
	assert_string_equal(address->hint[LANG_EN], "Where it is");
	assert_string_equal(f->questions[question(f, "born")].message[LANG_ZH], "Too late");
	assert_true(form_is_above(f, 0, economy->index) && form_is_above(f, 0, 0) && !form_is_above(f, economy->index, 0));
	assert_string_equal(form_label(sex->label), "Sex");
	assert_int_equal(question(f, "nothing"), -1);
	form_free(f);
	form_free(NULL);
}

static const struct edit mistakes[] = {
	{SURVEY, "type,name,label", "type,name,lable",
		"survey.csv:1: lable: no column has this name. Mend: the nearest is \"label\""},
	{SURVEY, "type,name,label", "type,nome,label", "survey.csv:1: name: the column is missing"},
	{SURVEY, "relevant,constraint,", "relevant,relevant,", "survey.csv:1: relevant: two columns"},
	{SURVEY, "title,sensitive", "title,", "survey.csv:4: cell 14 stands under no column name"},
	{SURVEY, "text,address", "txt,address",
		"survey.csv:4: type: address: there is no type \"txt\". Mend: the nearest is text."},
	{SURVEY, "text,address", ",address", "survey.csv:4: type: address: the row has no type"},
	{SURVEY, "text,address", "text long,address", "survey.csv:4: type: address: words follow"},
	{SURVEY, "select_one sex,sex", "select_one sax,sex",
		"survey.csv:11: type: sex: the choices sheet has no list \"sax\". Mend: the nearest is \"sex\""},
	{SURVEY, "select_one sex,sex", "select_one,sex", "survey.csv:11: type: sex: no list is named"},
	{SURVEY, "text,address", "text,Address", "survey.csv:4: name: Address: this is no name"},
	{SURVEY, "date,born", "date,", "survey.csv:12: name: this is no name"},
	{SURVEY, "date,born", "date,rowid", "survey.csv:12: name: rowid: the database needs"},
	{SURVEY, "date,born", "date,voided", "survey.csv:12: name: voided: the database needs"},
	{SURVEY, "date,born", "date,sex", "survey.csv:12: name: sex: the question of row 11 has this name already"},
	{SURVEY, "date,born", "date,economy", "survey.csv:12: name: economy: the table of row 16 has this name"},
	{SURVEY, "group,house", "group,existence", "survey.csv:26: name: existence: every record has"},
	{SURVEY, "repeat,housing", "repeat,j_housing", "survey.csv:25: name: j_housing: the database's own"},
	{SURVEY, "repeat,housing", "repeat,member", "survey.csv:25: name: member: the table of row 8"},
	{SURVEY, "end_group,,,,,,,,,,,,,,,,,7\n", "begin_group,x\nend_group\nend_group\nbegin_group,basic\nend_group\n",
		"survey.csv:10: name: basic: the group of row 3"},
	{SURVEY, "end_group,,,,,,,,,,,,,,,,,7\n", "begin_group,x\nend_group\nend_group\n",
		"survey.csv:7: type: x: a group stands inside a group"},
	{SURVEY, "end_group,,,,,,,,,,,,,,,,,7\n", "", "survey.csv:7: type: member: a repeat stands inside a group"},
	{SURVEY, "end group,who", "end_group,whose", "survey.csv:14: name: whose: this ends \"who\" of row 9"},
	{SURVEY, "end group,who", "end_repeat,who", "survey.csv:14: type: who: \"who\" of row 9 is still open"},
	{SURVEY, "end_repeat,household,,,,,,,,,,,,,,,,30\n", "",
		"survey.csv:2: type: household: this is opened and never ended"},
	{SURVEY, "16\nbegin_group,income,Income,,,,,,,,,,,,county,,,17\n", "\n",
		"survey.csv:17: type: year: a question stands outside every group"},
	{SURVEY, "end_repeat,household", "end_repeat\ntext,lost,Lost\nend_repeat",
		"survey.csv:31: type: lost: a question stands outside every table"},
	{SURVEY, "text,address,Address", "text,address,", "survey.csv:4: label::中文 (zh): address: nothing to show"},
	{SURVEY, "household,Household,,", "household,Household,,true()",
		"survey.csv:2: relevant: household: a table of the top level"},
	{SURVEY, "year stage", "year wages", "survey.csv:16: key: economy: \"wages\" cannot be part of a key"},
	{SURVEY, "year stage", "year sex", "survey.csv:16: key: economy: no question of this table is called \"sex\""},
	{SURVEY, "year stage", "year year", "survey.csv:16: key: economy: \"year\" is named twice"},
	{SURVEY, ",member_name,,,,,8", ",address,,,,,8", "survey.csv:8: title: member: no question of this table"},
	{SURVEY, ",county,", ",country,", "survey.csv:17: role: income: there is no such role"},
	{SURVEY, ",multiline,,,,yes", ",multiline,,,,perhaps", "survey.csv:4: sensitive: address: neither yes nor no"},
	{SURVEY, ",multiline,", ",multilin,",
		"survey.csv:4: appearance: address: \"multilin\" is no appearance. Mend: the nearest is multiline."},
	{SURVEY, "${n_members} > 0", "${n_member} > 0", "survey.csv:20: relevant: wages: "},
	{SURVEY, "${address} != ''", "${nowhere} != ''", "survey.csv:8: relevant: member: "},
	{SURVEY, "${address} != ''", "count(${member}) < 3",
		"survey.csv:8: relevant: member: each waits for the next in a circle: member (8) -> member."},
	{SURVEY, "count(${member})", "", "survey.csv:6: calculation: n_members: nothing to calculate"},
	{SURVEY, ",2026,", ",${what},", "survey.csv:18: default: year: "},
	{SURVEY, "note,thanks,Thanks,", "note,thanks,Thanks,yes",
		"survey.csv:22: required: thanks: a row of type note has no such cell"},
	{SURVEY, ". <= today()", "", "survey.csv:12: constraint: born: there is a message"},
	{SURVEY, "calculate,n_members,,,,,,count(${member}),,,,,,no,,,,6\nend_group,,,,,,,,,,,,,,,,,7\n",
		"end_group\nbegin_group,sums\ncalculate,n_members,,,,,,3,,,,,,,,true()\nend_group\n",
		"survey.csv:8: frozen: n_members: nothing is asked in this group"},
	{CHOICES, "sex,2,", "sex,1,", "choices.csv:3: name: sex: code \"1\" is in this list already"},
	{CHOICES, "sex,2,", "sex,2 b,", "choices.csv:3: name: sex: \"2 b\" is no code"},
	{CHOICES, "女,Female", ",", "choices.csv:3: label::中文 (zh): sex: code \"2\" has no label"},
	{CHOICES, "sex,2,", "Sex,2,", "choices.csv:3: list_name: Sex: this is no name for a list"},
	{CHOICES, "label::English (en)", "label::Engish (fr)",
		"choices.csv:1: label::Engish (fr): no column has this name"},
	{CHOICES, "Ill,\n", "\"Ill,\n", "choices.csv:5: "},
	{SURVEY, "text,address,Address", "text,address,Add\xE2\x80\xAEress",
		"survey.csv:4: label: character 4, U+202E, cannot be seen"},
	{SURVEY, "text,address,Address", "text,address,\x1B[1mAddress", "survey.csv:4: label: character 1, U+001B"},
	{SURVEY, "text,address", "text\xE2\x80\x8B,address", "survey.csv:4: type: address: there is no type \"text<U+200B>\""},
	{SURVEY, "text,address,Address", "text,address,\"Add\"ress", "survey.csv:4: cell 3 goes on behind its closing"},
	{CHOICES, "sex,2,", "sex,1\xE2\x80\x8B,", "choices.csv:3: name: character 2, U+200B"},
	{SETTINGS, ",1\n", ",0\n", "settings.csv:2: version: this is no version"},
	{SETTINGS, ",1\n", ",4294967296\n", "settings.csv:2: version: this is no version"},
	{SETTINGS, "入户调查,", ",", "settings.csv:2: form_title::中文 (zh): the form has no title"},
	{SETTINGS, ",1\n", ",1\na,b,2\n", "settings.csv: 2 rows stand under the header"},
};

static void
test_each_mistake(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
		struct texts t = good_texts();
		struct buf report = {0};
		struct fault f = {0};
		apply(&t, &mistakes[i]);
		struct form *form = load(&t, &report, &f);
		if (form != NULL)
			fail_msg("nobody saw %s", mistakes[i].to);
		assert_int_equal(f.code, EX_DATAERR);
		assert_report(&report, mistakes[i].expect);
		buf_free(&report);
		free_texts(&t);
	}
}

static void
test_all_at_once(void **state)
{
	static const struct edit edits[] = {
		{SURVEY, "text,address", "text,Address!", "survey.csv:4: name"},
		{SURVEY, ",county,", ",king,", "survey.csv:17: role"},
		{SURVEY, "${n_members} > 0", "${", "survey.csv:20: relevant"},
		{CHOICES, "sex,2,", "sex,1,", "choices.csv:3: name"},
		{SETTINGS, ",1\n", ",one\n", "settings.csv:2: version"},
	};
	struct texts t = good_texts();
	struct buf report = {0};
	struct fault f = {0};

	(void)state;
	for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++)
		apply(&t, &edits[i]);
	assert_null(load(&t, &report, &f));
	assert_int_equal(f.code, 65);
	for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++)
		assert_report(&report, edits[i].expect);
	assert_non_null(strstr(f.text, "settings.csv:2: version"));
	buf_free(&report);
	free_texts(&t);
}

/* What stands behind the place where a sheet cannot be read is not missed; nor are notes missed for a choice. */
static void
test_cut_short(void **state)
{
	static const struct {
		struct edit edit;
		int lines; /* in the report */
	} cut[] = {
		{{SURVEY, "text,member_name,Name", "text,member_name,\"Name", ""}, 1},
		{{SURVEY, "type,name,label", "kind,nome,label", ""}, 4},
		{{SURVEY, "count(${member}),,,,", "distinct(${stage}),,,,", ""}, 0},
		{{SURVEY, "count(${member}),,,,,,no,,,,6\n", "distinct(${stage}),,,,,,no,,,,6\nselect_one sax,also,Also\n"
			"calculate,more,,,,,,distinct(${also})\n", ""}, 1},
		{{CHOICES, "list_name", "list", ""}, 1},
		{{SETTINGS, "version\n入户调查,fangpin,1", "version,#note\n,,,mine", ""}, 1},
		{{CHOICES, "sex,2,", "\x01\xFF", ""}, 1},
		{{CHOICES, "sex,2,女", "sex,2,\"女", ""}, 1},
		{{CHOICES, "label::English (en),kind\n", "label::English (en),kind,#note\n,,,,,mine\n", ""}, 0},
		{{CHOICES, "sex,1,男,Male,a\nsex,2,女,Female,b\nhealth,well,健康,Well,\nhealth,ill,患病,Ill,\n", "", ""}, 3},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cut / sizeof cut[0]; i++) {
		struct texts t = good_texts();
		struct buf report = {0};
		struct fault f = {0};
		int lines = 0;
		apply(&t, &cut[i].edit);
		struct form *form = load(&t, &report, &f);
		for (const char *p = buf_str(&report); (p = strchr(p, '\n')) != NULL; p++)
			lines++;
		if (lines != cut[i].lines)
			fail_msg("%zu: %s", i, buf_str(&report));
		assert_int_equal(form == NULL, lines > 0);
		form_free(form);
		buf_free(&report);
		free_texts(&t);
	}
}

static void
test_no_text(void **state)
{
	static const char picture[] = "\x89PNG\r\n\x1A\n\0\0\0", utf16[] = "\xFF\xFEt\0y\0p\0e\0";
	const struct sheet bad[] = {{"survey.csv", picture, sizeof picture}, {"survey.csv", utf16, sizeof utf16},
		{"survey.csv", NULL, 0}, {"survey.csv", "\n\n", 2}, {"survey.csv", good_survey, FORM_SHEET + 1}};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct buf report = {0};
		struct fault f = {0};
		struct form_sheets s = {bad[i], {"choices.csv", good_choices, strlen(good_choices)},
			{"settings.csv", good_settings, strlen(good_settings)}};
		assert_null(form_load(&s, &report, &f));
		assert_int_equal(f.code, EX_DATAERR);
		assert_report(&report, "survey.csv");
		buf_free(&report);
	}
}

static void
test_ceilings(void **state)
{
	struct texts t = good_texts();
	struct buf survey = {0}, report = {0};
	struct fault f = {0};

	(void)state;
	buf_text(&survey, good_survey);
	for (int i = 0; i < 5000; i++)
		buf_text(&survey, "begin_repeat,deep\nend_repeat\n");
	free(t.text[SURVEY]);
	t.text[SURVEY] = strdup(buf_str(&survey));
	assert_null(load(&t, &report, &f));
	assert_report(&report, "survey.csv:151: type: deep: more than 64 of this kind");
	assert_report(&report, "survey.csv:2690: more than 2688 rows");
	buf_reset(&survey);
	buf_reset(&report);
	buf_text(&survey, "type,name,label\nbegin_repeat,all\nbegin_group,here\n");
	for (int i = 0; i <= FORM_COLUMNS; i++)
		buf_printf(&survey, "integer,q%d,Q\n", i);
	buf_text(&survey, "end_group\nend_repeat\n");
	free(t.text[SURVEY]);
	t.text[SURVEY] = strdup(buf_str(&survey));
	assert_null(load(&t, &report, &f));
	assert_report(&report, "survey.csv:1028: type: q1024: more than 1024 questions in one group");
	assert_report(&report, "survey.csv:1904: type: q1900: more than 1900 questions in one table");
	buf_reset(&survey);
	buf_reset(&report);
	buf_text(&survey, "type,name\n");
	for (int i = 0; i < 1000; i++)
		buf_text(&survey, "nonsense,deep\n");
	free(t.text[SURVEY]);
	t.text[SURVEY] = strdup(buf_str(&survey));
	assert_null(load(&t, &report, &f));
	assert_report(&report, "survey.csv:200: type: deep: there is no type");
	assert_null(strstr(buf_str(&report), "survey.csv:203"));
	assert_non_null(strstr(buf_str(&report), "... and 801 more mistakes."));
	buf_free(&survey);
	buf_free(&report);
	free_texts(&t);
}

static void
test_hash(void **state)
{
	static const struct edit wider = {SETTINGS, "fangpin,1", "fangpin, 1", ""};
	struct texts t = good_texts();
	struct form *a = good(), *b = good(), *c;

	(void)state;
	apply(&t, &wider);
	c = load(&t, NULL, NULL);
	assert_non_null(c);
	assert_memory_equal(a->hash, b->hash, 32);
	assert_memory_not_equal(a->hash, c->hash, 32);
	form_free(a);
	form_free(b);
	form_free(c);
	free_texts(&t);
}

static void
test_shipped(void **state)
{
	struct fault f = {0};
	struct sheet s;
	struct form *form = form_load_embedded(&f);

	(void)state;
	if (form == NULL)
		fail_msg("%s", f.text);
	assert_true(form->n_tables > 10);
	assert_int_equal(shipped_sheet("survey.csv", &s), 0);
	assert_int_equal(shipped_sheet("nothing.csv", &s), -1);
	form_free(form);
}

/* Change ${n} bytes or move a stretch of them; the text may grow a little. */
static void
mutate(struct buf *b, const struct world *w)
{
	for (uint64_t times = 1 + world_below(w, 6); times > 0 && b->len > 0; times--) {
		size_t at = (size_t)world_below(w, b->len), n = (size_t)world_below(w, b->len - at < 200 ? b->len - at : 200);
		switch (world_below(w, 4)) {
		case 0:
			b->data[at] = (unsigned char)world_below(w, 256);
			break;
		case 1:
			b->data[at] = (unsigned char)"\",\n${}().x"[world_below(w, 11)];
			break;
		case 2:
			memmove(b->data + at, b->data + at + n, b->len - at - n);
			b->len -= n;
			break;
		default:
			memmove(b->data + (size_t)world_below(w, b->len - n), b->data + at, n);
		}
	}
}

static void
test_mutations(void **state)
{
	struct world_seed seed;
	struct world w = world_seeded(&seed, 20260101, 0);
	struct sheet shipped[SHEETS];
	int taken = 0;

	(void)state;
	for (int i = 0; i < SHEETS; i++)
		assert_int_equal(shipped_sheet(names[i], &shipped[i]), 0);
	for (int round = 0; round < 150; round++) {
		struct sheet s[SHEETS] = {shipped[SURVEY], shipped[CHOICES], shipped[SETTINGS]};
		struct buf changed = {0}, report = {0};
		struct fault f = {0};
		int which = (int)world_below(&w, SHEETS);
		buf_add(&changed, shipped[which].data, shipped[which].n);
		mutate(&changed, &w);
		s[which].data = changed.data;
		s[which].n = changed.len;
		struct form *form = form_load(&(struct form_sheets){s[SURVEY], s[CHOICES], s[SETTINGS]}, &report, &f);
		taken += form != NULL;
		if (form == NULL) {
			assert_int_equal(f.code, EX_DATAERR);
			assert_report(&report, "");
		}
		form_free(form);
		buf_free(&changed);
		buf_free(&report);
	}
	assert_true(taken > 0 && taken < 150);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_each_mistake),
		cmocka_unit_test(test_all_at_once),
		cmocka_unit_test(test_cut_short),
		cmocka_unit_test(test_no_text),
		cmocka_unit_test(test_ceilings),
		cmocka_unit_test(test_hash),
		cmocka_unit_test(test_shipped),
		cmocka_unit_test(test_mutations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
