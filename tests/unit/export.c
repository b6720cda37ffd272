/* Exports: what leaves the vault, what stays, and that the files say it. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <readstat.h>

#include "export_fixture.h"
#include "office/export_inside.h"
#include "sheet/book.h"
#include "store/summary.h"

static void
test_full_csv(void **state)
{
	struct office *o = *state;
	struct export_report r;
	struct buf text = {0};

	import(o, people);
	const char *dir = export(o, (struct export_order){.full = true}, &r);
	assert_int_equal(r.households, 2);
	assert_int_equal(r.rows, 5);
	assert_int_equal(r.files, (size_t)o->store.form->n_tables + 2);
	const char *member = content(dir, "member.csv", &text);
	assert_memory_equal(member, "\xEF\xBB\xBF记录编号,上级记录编号,", strlen("\xEF\xBB\xBF记录编号,上级记录编号,"));
	int zhang = row_with(&text, "member_name", "张树林");
	assert_non_null(strstr(member, "\"=\"\"130899196503120015\"\"\"")); /* text in a spreadsheet */
	assert_string_equal(cell(&text, zhang, "relation"), "户主");
	assert_string_equal(cell(&text, zhang, "ethnic"), "满族");
	assert_string_equal(cell(&text, zhang, "health"), "长期慢性病；残疾");
	assert_string_equal(cell(&text, zhang, "birth_date"), "1965-03-12");
	assert_string_equal(cell(&text, zhang, "age"), "61");
	content(dir, "household.csv", &text);
	int h = row_with(&text, "hh_code", "H001");
	assert_string_equal(cell(&text, h, "exit_year"), "2018");
	assert_string_equal(cell(&text, h, "hh_type"), "脱贫户");
	assert_string_equal(cell(&text, h, "address"), "'=1+1");
	assert_string_equal(cell(&text, 1 - h, "address"), "'＝HYPERLINK(1)");
	content(dir, "codebook.csv", &text);
	assert_non_null(strstr(buf_str(&text), "exit_year,脱贫年度,Year of leaving poverty,integer,,,${hh_type} = 'exited',yes"));
	content(dir, "codes.csv", &text);
	assert_non_null(strstr(buf_str(&text), "relation,\"=\"\"01\"\"\",1,户主,"));
	buf_free(&text);
}

/* What is not relevant any more, and void records, stay in the journal and leave the export. */
static void
test_hidden_and_void(void **state)
{
	struct office *o = *state;
	struct export_report r;
	struct casefile c;
	struct fault f = {0};
	struct buf text = {0};
	static const char later[] = "村,户编号,姓名,证件号码,与户主关系,户类型\n东沟村,H001,张树林,130899196503120015,户主,一般户\n";

	import(o, people);
	import(o, later);
	const char *dir = export(o, (struct export_order){.full = true}, &r);
	content(dir, "household.csv", &text);
	int h = row_with(&text, "hh_code", "H001");
	assert_string_equal(cell(&text, h, "exit_year"), "");
	unsigned char root[RECORD_ID] = {0};
	bool void_one = false;
	while (journal_next_root(o->store.journal, form_table(o->store.form, "household", 9), root, &f) == 1 && !void_one) {
		assert_int_equal(store_file(&o->store, root, &c, &f), 1);
		struct record *m = record_kids(c.tree.root, form_table(o->store.form, "member", 6));
		if (m->next != NULL) {
			assert_int_equal(journal_void(o->store.journal, m->next, true, &f), 0);
			void_one = true;
		}
		casefile_close(&c);
	}
	assert_true(void_one);
	dir = export(o, (struct export_order){.full = true, .table = "member"}, &r);
	assert_int_equal(r.rows, 2);
	assert_int_equal(r.files, 3);
	assert_null(strstr(content(dir, "member.csv", &text), "李芳"));
	buf_free(&text);
}

static int
note(void *self, const struct summary *line)
{
	memcpy(self, line->root, RECORD_ID);
	return 1;
}

static void
test_masked(void **state)
{
	static const char *const secrets[] = {"树林", "芳", "3089919650312", "800001", "1965-03-12", "=1+1", "HYPERLINK"};
	struct office *o = *state;
	struct export_report r;
	struct buf text = {0}, book = {0};
	unsigned char root[RECORD_ID];
	char id[2 * RECORD_ID + 1];
	struct fault f = {0};

	import(o, people);
	assert_int_equal(store_summaries(&o->store, "130899100201", note, root, &f), 1);
	for (size_t i = 0; i < RECORD_ID; i++)
		snprintf(id + 2 * i, 3, "%02x", (unsigned)root[i]);
	const char *dir = export(o, (struct export_order){0}, &r);
	const char *const files[] = {"member.csv", "household.csv"};
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		const char *s = content(dir, files[i], &text);
		for (size_t k = 0; k < sizeof secrets / sizeof *secrets; k++)
			if (strstr(s, secrets[k]) != NULL)
				fail_msg("%s in %s", secrets[k], files[i]);
		assert_null(strstr(s, id)); /* an id is made from an identity number */
	}
	content(dir, "household.csv", &text);
	int h = row_with(&text, "hh_code", "H001");
	assert_string_equal(cell(&text, h, "head_name"), "张**");
	assert_string_equal(cell(&text, h, "hh_phone"), "138****1234");
	assert_string_equal(cell(&text, h, "hh_type"), "脱贫户");
	char key[512];
	snprintf(key, sizeof key, "%s", cell(&text, h, "id"));
	content(dir, "member.csv", &text);
	assert_string_equal(cell(&text, row_with(&text, "member_name", "张**"), "parent"), key); /* tables still join */
	assert_string_equal(cell(&text, row_with(&text, "member_name", "张**"), "age"), "61");
	assert_string_equal(cell(&text, row_with(&text, "member_name", "张**"), "age_school"), "");
	assert_string_equal(cell(&text, row_with(&text, "member_name", "张**"), "id_number"), "");
	/* Another export has other ids. */
	dir = export(o, (struct export_order){.table = "household"}, &r);
	content(dir, "household.csv", &text);
	assert_string_not_equal(cell(&text, row_with(&text, "hh_code", "H001"), "id"), key);
	dir = export(o, (struct export_order){.format = EXPORT_XLSX}, &r);
	content(dir, "export.xlsx", &text);
	struct book *b = book_open("export.xlsx", text.data, text.len, &f);
	assert_non_null(b);
	for (size_t i = 0; i + 2 < book_sheets(b); i++)
		assert_int_equal(book_csv(b, i, FILE_BYTES, &book, &f), 0);
	for (size_t k = 0; k < sizeof secrets / sizeof *secrets; k++)
		assert_null(strstr(buf_str(&book), secrets[k]));
	book_close(b);
	dir = export(o, (struct export_order){.area = "130899100202"}, &r);
	assert_int_equal(r.households, 1);
	assert_null(strstr(content(dir, "household.csv", &text), "H001"));
	buf_free(&text);
	buf_free(&book);
}

/* What a Stata file says, by the library's reader. */
struct seen {
	int variables, rows, relation, name, born, chronic, healthy;
	char relation_set[64], relation_label[64], name_label[64], head[64], names[256];
	double relations, births, chronics, healthies;
};

static int
on_variable(int index, readstat_variable_t *v, const char *labels, void *self)
{
	struct seen *s = self;
	const char *name = readstat_variable_get_name(v);

	s->variables++;
	if (strcmp(name, "relation") == 0) {
		s->relation = index;
		snprintf(s->relation_set, sizeof s->relation_set, "%s", labels != NULL ? labels : "");
		snprintf(s->relation_label, sizeof s->relation_label, "%s", readstat_variable_get_label(v));
	}
	if (strcmp(name, "member_name") == 0)
		s->name = index;
	if (strcmp(name, "birth_date") == 0) {
		s->born = index;
		assert_string_equal(readstat_variable_get_format(v), "%tdCCYY-NN-DD");
	}
	if (strcmp(name, "health_chronic") == 0) {
		s->chronic = index;
		assert_string_equal(readstat_variable_get_label(v), "健康状况: 长期慢性病");
	}
	if (strcmp(name, "health_healthy") == 0)
		s->healthy = index;
	return READSTAT_HANDLER_OK;
}

static int
on_label(const char *set, readstat_value_t value, const char *label, void *self)
{
	struct seen *s = self;

	if (strcmp(set, s->relation_set) == 0 && readstat_double_value(value) == 1)
		snprintf(s->head, sizeof s->head, "%s", label);
	return READSTAT_HANDLER_OK;
}

static int
on_value(int row, readstat_variable_t *v, readstat_value_t value, void *self)
{
	struct seen *s = self;
	int index = readstat_variable_get_index(v);

	(void)row;
	if (index == s->relation)
		s->relations += readstat_double_value(value);
	if (index == s->born)
		s->births += readstat_double_value(value);
	if (index == s->chronic)
		s->chronics += readstat_double_value(value);
	if (index == s->healthy)
		s->healthies += readstat_double_value(value);
	if (index == s->name)
		strncat(s->names, readstat_string_value(value), sizeof s->names - strlen(s->names) - 1);
	s->rows += index == 0;
	return READSTAT_HANDLER_OK;
}

static void
test_stata(void **state)
{
	struct office *o = *state;
	struct export_report r;
	struct seen s = {.relation = -1, .name = -1, .born = -1, .chronic = -1, .healthy = -1};
	char path[256];

	import(o, people);
	const char *dir = export(o, (struct export_order){.format = EXPORT_STATA, .full = true}, &r);
	snprintf(path, sizeof path, "%s/member.dta", dir);
	for (int pass = 0; pass < 2; pass++) { /* sets of labels stand behind the rows */
		readstat_parser_t *parser = readstat_parser_init();
		readstat_set_value_label_handler(parser, on_label);
		if (pass == 0) {
			readstat_set_variable_handler(parser, on_variable);
			readstat_set_value_handler(parser, on_value);
		}
		assert_int_equal(readstat_parse_dta(parser, path, &s), READSTAT_OK);
		readstat_parser_free(parser);
	}
	assert_int_equal(s.rows, 3);
	assert_string_equal(s.relation_label, "与户主关系");
	assert_string_equal(s.head, "户主");
	assert_int_equal((int)s.relations, 1 + 2 + 1);
	assert_non_null(strstr(s.names, "张树林"));
	int32_t days = date_days(1965, 3, 12) + date_days(1988, 7, 4) + date_days(2009, 9, 15) - 3 * date_days(1960, 1, 1);
	assert_int_equal((int)s.births, days);
	assert_int_equal((int)s.chronics, 1);
	assert_int_equal((int)s.healthies, 2);
}

static int
disagreed(void *self, const struct export_report *r, struct fault *f)
{
	(void)self;
	(void)r;
	return fault_set(f, EX_IOERR, "no");
}

static int
entries(const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *e;
	int n = 0;

	assert_non_null(d);
	while ((e = readdir(d)) != NULL)
		n += strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
	closedir(d);
	return n;
}

/* Nothing is overwritten, and what fails leaves nothing. */
static void
test_all_or_nothing(void **state)
{
	struct office *o = *state;
	struct export_report r;
	struct fault f = {0};
	char path[256];

	import(o, people);
	for (int format = 0; format < EXPORT_FORMATS; format++) {
		struct export_order order = {.dir = new_folder(o), .format = (enum export_format)format, .area = "", .full = true};
		assert_int_equal(export_write(&o->store, &order, disagreed, NULL, &r, &f), -1);
		assert_int_equal(entries(order.dir), 0);
		/* The last of the files to be named is there already. */
		snprintf(path, sizeof path, "%s/%s", order.dir, format == EXPORT_XLSX ? "export.xlsx" : "codes.csv");
		assert_int_equal(file_write(path, "mine", 4, true, &f), 0);
		assert_int_equal(export_write(&o->store, &order, agreed, &(struct export_report){0}, &r, &f), -1);
		assert_int_equal(f.code, EX_CANTCREAT);
		assert_non_null(strstr(f.text, "there already"));
		assert_int_equal(entries(order.dir), 1);
	}
	struct export_order order = {.dir = "/nonexistent/folder", .area = ""};
	assert_int_equal(export_write(&o->store, &order, agreed, &(struct export_report){0}, &r, &f), -1);
	order = (struct export_order){.dir = new_folder(o), .area = "", .table = "nonsense"};
	assert_int_equal(export_write(&o->store, &order, agreed, &(struct export_report){0}, &r, &f), -1);
	assert_int_equal(f.code, EX_USAGE);
	/* And afterwards an export works as ever. */
	export(o, (struct export_order){0}, &r);
	assert_int_equal(r.households, 2);
}

/* What the plan lets be seen of an answer. */
static struct answer
shown(struct export *e, const char *question, struct answer a)
{
	struct answer out = answer_blank();

	for (size_t t = 0; t < e->n_tables; t++)
		for (size_t i = 0; i < e->tables[t].n; i++) {
			const struct export_column *c = &e->tables[t].columns[i];
			if (c->question == NULL || strcmp(c->name, question) != 0)
				continue;
			assert_int_equal(export_answer(e, c, &a, &out), 0);
			return out;
		}
	fail_msg("no column %s", question);
	return out;
}

static struct answer
words(const char *s)
{
	return answer_text(s, strlen(s));
}

/* A masked export writes words of its lists and no number that may be a document's. */
static void
test_nothing_slips_through_a_mask(void **state)
{
	struct office *o = *state;
	struct export_order masked = {0}, full = {.full = true};
	struct export e = {.store = &o->store, .order = &masked};
	struct fault f = {0};
	const struct answer name = words("张树林"), number = {.kind = ANSWER_REAL, .real = 130899196503120015.0},
		sixty = {.kind = ANSWER_REAL, .real = 60};

	assert_int_equal(export_plan(&e, &f), 0);
	assert_int_equal(shown(&e, "sex", name).kind, ANSWER_BLANK);
	struct answer a = shown(&e, "health", words("serious 张树林 disabled"));
	assert_memory_equal(a.text, "serious disabled", a.len);
	assert_int_equal(shown(&e, "age", number).kind, ANSWER_BLANK);
	assert_int_equal(shown(&e, "n_members", answer_int(INT64_C(13800001234))).kind, ANSWER_BLANK);
	assert_int_equal(shown(&e, "wage_labour", answer_fixed(INT64_C(-1380000123400))).kind, ANSWER_BLANK);
	assert_int_equal(shown(&e, "wage_labour", answer_fixed(INT64_C(9999999999))).kind, ANSWER_FIXED);
	assert_int_equal(shown(&e, "age", sixty).i, 60);
	/* A calculate that repeats an answer says what that one may, and codes, months and days alone. */
	assert_int_equal(shown(&e, "head_sex", name).kind, ANSWER_BLANK);
	assert_int_equal(shown(&e, "head_sex", words("138 00001234 x13800001234")).kind, ANSWER_BLANK);
	assert_int_equal(shown(&e, "head_sex", words("1")).len, 1);
	assert_int_equal(shown(&e, "measure_items", words("loan post_road")).len, strlen("loan post_road"));
	assert_int_equal(shown(&e, "due_on", words("2026-12-01")).len, strlen("2026-12-01"));
	assert_int_equal(shown(&e, "proposed_reason", words("人均纯收入低于监测线")).kind, ANSWER_TEXT);
	/* Ages on other days tell the birthday, and with the end of the number the number. */
	assert_int_equal(shown(&e, "age_school", sixty).kind, ANSWER_BLANK);
	assert_int_equal(shown(&e, "age_at_start", sixty).kind, ANSWER_BLANK);
	assert_int_equal(shown(&e, "id_check", answer_int(5)).kind, ANSWER_BLANK);
	assert_int_equal(shown(&e, "id_number", words("130899196503120015")).kind, ANSWER_BLANK);
	assert_int_equal(shown(&e, "disab_cert", words("13089919650312001542")).kind, ANSWER_BLANK);
	assert_int_equal(shown(&e, "is_dropout", answer_int(1)).kind, ANSWER_INT);
	assert_int_equal(shown(&e, "net_income", answer_fixed(123456)).kind, ANSWER_FIXED);
	e.order = &full;
	assert_int_equal(shown(&e, "sex", name).len, name.len);
	assert_int_equal(shown(&e, "age_school", sixty).i, 60);
	assert_int_equal(shown(&e, "n_members", answer_int(INT64_C(13800001234))).kind, ANSWER_INT);
	arena_free(&e.row);
	arena_free(&e.arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_full_csv, office_setup, office_teardown),
		cmocka_unit_test_setup_teardown(test_hidden_and_void, office_setup, office_teardown),
		cmocka_unit_test_setup_teardown(test_masked, office_setup, office_teardown),
		cmocka_unit_test_setup_teardown(test_stata, office_setup, office_teardown),
		cmocka_unit_test_setup_teardown(test_nothing_slips_through_a_mask, office_setup, office_teardown),
		cmocka_unit_test_setup_teardown(test_all_or_nothing, office_setup, office_teardown),
	};

	setenv("LANGUAGE", "en", 1);
	words_open(NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
