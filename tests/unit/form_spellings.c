#include "form_sheets.h"

#include "expr/expr.h"
#include "record/evaluate.h"

/* How XLSForm spells columns and types, what of it is not held, and the columns repeat_count, trigger and default. */

static const struct edit spelt[] = {
	{SURVEY, "type,name,label,required,relevant", "command,tag,caption,Required,relevance", ""},
	{SURVEY, "type,name,label,required,relevant", "Type,Name,Label,bind::required,bind::relevant", ""},
	{SURVEY, "type,name,label,required,relevant", "TYPE,value,label::English,bind:required,bind:relevant", ""},
	{SURVEY, "constraint,constraint_message,calculation", "bind:constraint,bind:jr:constraintMsg,calculate", ""},
	{SURVEY, "constraint,constraint_message,calculation", "Constraint,constraint message::English,bind::calculate", ""},
	{SURVEY, "constraint,constraint_message,calculation", "bind::constraint,constraining message,Calculation", ""},
	{SURVEY, "choice_filter,appearance,default", "choice filter,control::appearance,Default", ""},
	{SURVEY, "hint::English (en)", "hint:English", ""},
	{SURVEY, "hint::English (en)", "Hint :: en", ""},
	{SURVEY, "hint::English (en)", "HINT::ENGLISH (EN)", ""},
	{SURVEY, "hint::English (en)", "hint::en_US", ""},
	{CHOICES, "label::中文 (zh)", "label::中文（zh）", ""},
	{CHOICES, "label::中文 (zh)", "label::zh-Hans", ""},
	{SURVEY, "begin_repeat,household", "begin repeat,household", ""},
	{SURVEY, "begin_repeat,household", "begin looped group,household", ""},
	{SURVEY, "begin_repeat,household", "Begin  LGroup,household", ""},
	{SURVEY, "end_repeat,household", "end looped group,household", ""},
	{SURVEY, "text,address", "string,address", ""},
	{SURVEY, "text,address", "q string,address", ""},
	{SURVEY, "text,address", "add text prompt,address", ""},
	{SURVEY, "integer,rooms", "int,rooms", ""},
	{SURVEY, "integer,rooms", "q int,rooms", ""},
	{SURVEY, "integer,rooms", "add integer prompt,rooms", ""},
	{SURVEY, "decimal,wages", "q decimal,wages", ""},
	{SURVEY, "date,born", "add date prompt,born", ""},
	{SURVEY, "note,thanks", "add note prompt,thanks", ""},
	{SURVEY, "calculate,heads", "q calculate,heads", ""},
	{SURVEY, "select_one sex,sex", "select one sex,sex", ""},
	{SURVEY, "select_one sex,sex", "select1 sex,sex", ""},
	{SURVEY, "select_one sex,sex", "select_one　sex,sex", ""},
	{SURVEY, "select_one sex,sex", "select one\xC2\xA0sex,sex", ""},
	{SURVEY, "select_one sex,sex", "select one from sex,sex", ""},
	{SURVEY, "select_one sex,sex", "Add select one prompt using sex,sex", ""},
	{SURVEY, "select_multiple health", "select all that apply health", ""},
	{SURVEY, "select_multiple health", "select all that apply from health", ""},
	{SURVEY, "select_multiple health", "select multiple health", ""},
	{SURVEY, "select_multiple health", "select multiple from health", ""},
	{SURVEY, "Address,yes", "Address,TRUE", ""},
	{SURVEY, "Address,yes", "Address,true()", ""},
	{SURVEY, "Address,yes", "Address,No", ""},
	{SURVEY, "${address} != ''", "${address} != ‘’", ""},
	{SURVEY, "hint::English (en)", "media::image", "survey.csv:4: media::image: pictures and sound"},
	{CHOICES, "list_name,name", "list name,value", ""},
	{CHOICES, "label::中文 (zh),label::English (en)", "label::Chinese,caption:English", ""},
	{SETTINGS, "form_title,form_id", "set form title,id_string", ""},
	{SETTINGS, "version\n入户调查,fangpin,1", "version,style,default_language\n入户调查,fangpin,1,,", ""},
};

static const struct edit refused[] = {
	{SURVEY, "type,name,label,required,relevant", "type,name,label,relevance,relevant", "survey.csv:1: relevant: this and the column \"relevance\""},
	{SURVEY, "hint::English (en)", "hint::Français", "survey.csv:1: hint::Français: no column has this name"},
	{SURVEY, "hint::English (en)", "read_only", "survey.csv:4: read_only: address: neither yes nor no"},
	{SURVEY, "hint::English (en)", "hint::Français (enfants)", "survey.csv:1: hint::Français (enfants): no column has this name, since forms speak Chinese and English"},
	{CHOICES, "label::English (en)", "label::བོད་ཡིག (bo)", "choices.csv:1: label::བོད་ཡིག (bo): no column has this name, since forms speak"},
	{SURVEY, "hint::English (en)", "required_message", "survey.csv:4: required_message: the program itself says"},
	{SURVEY, "hint::English (en)", "parameters", "survey.csv:4: parameters: no type takes"},
	{SURVEY, "hint::English (en)", "instance::x", "survey.csv:4: instance::x: answers have no attributes"},
	{SURVEY, "text,address", "geopoint,address", "survey.csv:4: type: address: geopoint: no question holds a place"},
	{SURVEY, "text,address", "q geopoint,address", "survey.csv:4: type: address: geopoint: no question holds a place"},
	{SURVEY, "text,address", "image,address", "survey.csv:4: type: address: image: no question holds pictures"},
	{SURVEY, "text,address", "add audio prompt,address", "survey.csv:4: type: address: audio: no question holds pictures"},
	{SURVEY, "text,address", "barcode,address", "survey.csv:4: type: address: barcode: nothing reads codes"},
	{SURVEY, "text,address", "dateTime,address", "survey.csv:4: type: address: dateTime: times of day"},
	{SURVEY, "text,address", "rank sex,address", "survey.csv:4: type: address: rank: an order"},
	{SURVEY, "text,address", "range,address", "survey.csv:4: type: address: range: there is no slider"},
	{SURVEY, "text,address", "deviceid,address", "survey.csv:4: type: address: deviceid: every version"},
	{SURVEY, "text,address", "select_one_from_file x.csv,address", "survey.csv:4: type: address: select_one_from_file: lists come"},
	{SURVEY, "select_one sex,sex", "select_one sex or_other,sex", "survey.csv:11: type: sex: there is no or_other"},
	{SURVEY, "begin_repeat,member", "begin loop,member", "survey.csv:8: type: member: "},
	{SURVEY, "text,member_name,Name", "text,member_name,Name of ${head_name}", "survey.csv:10: label::中文 (zh): member_name: a text is shown as"},
	{SURVEY, "Where it is", "Where is ${head_name}?", "survey.csv:4: hint::English (en): address: a text is shown as"},
	{SURVEY, "Too late", "${born} is too late", "survey.csv:12: constraint_message::中文 (zh): born: a text is shown as"},
	{SURVEY, "income,Income", "income,${year}", "survey.csv:17: label::中文 (zh): income: a text is shown as"},
	{CHOICES, "男,Male", "男,Male ${head_name}", "choices.csv:2: label::English (en): sex: a text is shown as"},
	{SETTINGS, "version\n入户调查,fangpin,1", "version,style\n入户调查,fangpin,1,pages", "settings.csv:2: style: the program decides"},
	{SURVEY, "#note\n", "repeat_count\n", "survey.csv:4: repeat_count: address: a row of type text has no such cell"},
	{SURVEY, "address,Address,yes,,,,", "address,Address,yes,,,,today()", "survey.csv:4: calculation: address: an answer that is asked"},
	{SURVEY, "${n_members} > 0,,,,,amount", "${n_members} > 0,,,random(),,amount", "survey.csv:20: calculation: wages: "},
};

/* In whatever spelling, the sheets mean what ${good} does. */
static void
assert_means(const char *spelling, const struct form *f, const struct form *good)
{
	const bool asked = strcmp(spelling, "Address,No") != 0;

	assert_int_equal(f->n_questions, good->n_questions);
	assert_string_equal(f->id, good->id);
	for (int i = 0; i < good->n_questions; i++) {
		const struct question *q = &f->questions[i], *g = &good->questions[i];
		if (strcmp(q->name, g->name) != 0 || q->type != g->type || q->table != g->table || q->section != g->section ||
			strcmp(q->label[LANG_EN], g->label[LANG_EN]) != 0 || strcmp(q->message[LANG_EN], g->message[LANG_EN]) != 0 ||
			strcmp(q->hint[LANG_EN], g->hint[LANG_EN]) != 0 || strcmp(q->appearance, g->appearance) != 0 ||
			(q->list != NULL ? q->list->n : 0) != (g->list != NULL ? g->list->n : 0) ||
			(q->required != NULL) != (g->required != NULL && (asked || strcmp(g->name, "address") != 0)) ||
			(q->relevant != NULL) != (g->relevant != NULL) || (q->constraint != NULL) != (g->constraint != NULL) ||
			(q->calculation != NULL) != (g->calculation != NULL) || (q->choice_filter != NULL) != (g->choice_filter != NULL) ||
			(q->initial != NULL) != (g->initial != NULL))
			fail_msg("%s: %s means something else", spelling, g->name);
	}
	for (int i = 0; i < good->n_lists; i++)
		for (int k = 0; k < good->lists[i].n; k++)
			for (int lang = 0; lang < LANGS; lang++)
				if (strcmp(f->lists[i].choices[k].label[lang], good->lists[i].choices[k].label[lang]) != 0)
					fail_msg("%s: %s means something else", spelling, good->lists[i].choices[k].code);
}

static void
test_spellings(void **state)
{
	struct form *plain = good();

	(void)state;
	for (size_t i = 0; i < sizeof spelt / sizeof spelt[0]; i++) {
		struct texts t = good_texts();
		struct buf report = {0};
		apply(&t, &spelt[i]);
		struct form *f = load(&t, &report, NULL);
		if ((f == NULL) != (spelt[i].expect[0] != '\0'))
			fail_msg("%s: %s", spelt[i].to, buf_str(&report));
		if (f == NULL)
			assert_report(&report, spelt[i].expect);
		else
			assert_means(spelt[i].to, f, plain);
		form_free(f);
		buf_free(&report);
		free_texts(&t);
	}
	form_free(plain);
}

static void
test_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
		struct texts t = good_texts();
		struct buf report = {0};
		apply(&t, &refused[i]);
		struct form *f = load(&t, &report, NULL);
		if (f != NULL)
			fail_msg("nobody saw %s", refused[i].to);
		assert_report(&report, refused[i].expect);
		buf_free(&report);
		free_texts(&t);
	}
}

/* A survey with the columns type, name, label, relevant, calculation, trigger, repeat_count, default, frozen, read_only, required, key. */
static struct form *
small(const char *rows, struct buf *report)
{
	struct buf survey = {0};
	static const char choices[] = "list_name,name,label\nk,a,A\nk,b,B\nm,01,One\nm,1,Other\n", settings[] = "form_title,form_id,version\nT,t,1\n";

	buf_printf(&survey, "type,name,label,relevant,calculation,trigger,repeat_count,default,frozen,read_only,required,key\nbegin_repeat,top,T\nbegin_group,g,G\n"
		"integer,n,N\ntext,a,A\n%send_repeat\n", rows);
	struct form_sheets s = {{"survey.csv", buf_str(&survey), survey.len}, {"choices.csv", choices, sizeof choices - 1},
		{"settings.csv", settings, sizeof settings - 1}};
	struct form *f = form_load(&s, report, NULL);
	buf_free(&survey);
	return f;
}

static const struct {
	const char *rows, *says; /* in the report; NULL: nothing */
} columns[] = {
	{"end_group\nbegin_repeat,kid,K,,,,${n}\nbegin_group,kg,K\ntext,x,X\nend_group\nend_repeat\n", NULL},
	{"calculate,c,,,count(${kid})\nend_group\nbegin_repeat,kid,K,,,,${c}\nbegin_group,kg,K\ntext,x,X\nend_group\nend_repeat\n",
		"c (6) -> kid (8) -> c"},
	{"end_group\nbegin_repeat,kid,K,,,,count(${kid}) + 1\nbegin_group,kg,K\ntext,x,X\nend_group\nend_repeat\n", "kid (7) -> kid"},
	{"end_group\nbegin_repeat,kid,K,${x} = 'a'\nbegin_group,kg,K\ntext,x,X\nend_group\nend_repeat\n", "circle: kid (7) -> "},
	{"calculate,c,,,${d}\ncalculate,d,,,${c}\nend_group\n", "circle: c (6) -> d (7) -> c"},
	{"text,c,C,${c} = 'x'\nend_group\n", "circle: c (6) -> c"},
	{"end_group\nbegin_group,h,H,${c} = 'x'\ntext,c,C\nend_group\n", "circle: h (7) -> c (8) -> h"},
	{"text,c,C,,${a},${a}\nend_group\n", NULL},
	{"text,c,C,,${a},\" ${ a } , ${n}\"\nend_group\n", NULL},
	{"text,c,C,,\"concat(${c}, '+')\",${a}\nend_group\n", NULL},
	{"text,c,C,,${d},${a}\ncalculate,d,,,${c}\nend_group\n", "circle: c (6) -> d (7) -> c"},
	{"text,c,C,,1,${d}\ntext,d,D,,1,${c}\nend_group\n", "trigger: c: each waits for the next in a circle: c (6) -> d (7) -> c"},
	{"text,c,C,,1,${c}\nend_group\n", "\"c\" cannot trigger this"},
	{"text,c,C,,1,a\nend_group\n", "this is no ${name}"},
	{"text,c,C,,1,${zzz}\nend_group\n", "there is no question \"zzz\""},
	{"text,c,C,,,${a}\nend_group\n", "nothing is calculated"},
	{"calculate,c,,,1,${a},,,true()\nend_group\n", "stays anyway"},
	{"end_group\nbegin_group,h,H\ntext,c,C,,1,${a}\nend_group\n", "stands in another group"},
	{"calculate,c,,,random()\nend_group\n", "would come out otherwise each time"},
	{"calculate,c,,,once(uuid()),${a}\ntext,d,D,,,,,uuid()\ncalculate,e,,,random(),,,,true()\nend_group\n", NULL},
	{"text,d,D,,,,,${d}\nend_group\n", "default: d: each waits for the next in a circle: d (6) -> d"},
	{"text,d,D,,,,,${e}\ntext,e,E,,,,,${d}\nend_group\n", "default: d: each waits for the next in a circle: d (6) -> e (7) -> d"},
	{"text,d,D,,,,,${c}\ncalculate,c,,,${d}\nend_group\n", NULL},
	{"integer,c,C,,,,,7,,yes\nend_group\n", NULL},
	{"integer,c,C,,${n},${a},,,,true()\ncalculate,d,,,1,,,,,yes\nnote,e,E,,,,,,,yes\nend_group\n", NULL},
	{"integer,c,C,,,,,,,yes\nend_group\n", "nothing would ever answer this"},
	{"integer,c,C,,,,,7,,yes,yes\nend_group\n", "cannot be required"},
	{"integer,c,C,,1,,,7,,yes\nend_group\n", "default: c: a row of type calculate has no such cell"},
	{"select_one k,c,C,,${a},,,,,yes\nend_group\n", "would be overwritten each time"},
	{"text,c,C,,,,,,,${n} > 1\nend_group\n", "neither yes nor no"},
	{"end_group\nbegin_repeat,kid,K,,,,,,,,,x\nbegin_group,kg,K\ntext,x,X,,,,,1,,yes\nend_group\nend_repeat\n", "cannot be part of a key"},
	{"end_group\nbegin_repeat,kid,K,,,,,,,,,x y\nbegin_group,kg,K\ntext,x,X\ntext,y,Y\nend_group\nend_repeat\n", NULL},
	{"end_group\nbegin_repeat,kid,K,,,,,,,,,x y\nbegin_group,kg,K\ntext,x,X\nend_group\nbegin_group,kh,K\ntext,y,Y\nend_group\nend_repeat\n",
		"survey.csv:7: key: kid: \"y\" stands in another group than \"x\""},
	{"end_group\nbegin_repeat,kid,K,,,,,,,,,x\nbegin_group,kg,K\ntext,x,X,,${y},${y}\ntext,y,Y\nend_group\nend_repeat\n",
		"survey.csv:9: trigger: x: what a record is known by stays"},
};

static void
test_columns(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
		struct buf report = {0};
		struct form *f = small(columns[i].rows, &report);
		if ((f == NULL) != (columns[i].says != NULL) || (f == NULL && strstr(buf_str(&report), columns[i].says) == NULL))
			fail_msg("%s: %s", columns[i].rows, buf_str(&report));
		form_free(f);
		buf_free(&report);
	}
}

static const struct question *
find(const struct form *f, const char *name)
{
	return &f->questions[form_question(f, name, strlen(name))];
}

/* A trigger runs its calculation when its answer changes, and what that sets stays, whatever else changes. */
static void
test_trigger(void **state)
{
	static const unsigned char id[RECORD_ID] = {1};
	struct buf report = {0};
	struct form *f = small("text,c,C,,\"concat(${c}, ${n})\",${a}\ncalculate,d,,,${n} * 2,\"${a}, ${c}\"\nend_group\n", &report);
	struct tree t = {0};
	struct arena scratch = {0};
	struct expr_env env = {.form = f, .scratch = &scratch};

	(void)state;
	assert_non_null(f);
	assert_int_equal(tree_start(&t, f, 0, id), 0);
	const struct answer *c = record_answer(t.root, find(f, "c")), *d = record_answer(t.root, find(f, "d"));
	record_set(&t, t.root, find(f, "n"), answer_int(7));
	record_set(&t, t.root, find(f, "a"), answer_text("x", 1));
	assert_int_equal(tree_update(&t, &env, NULL), 0); /* the first time nothing runs */
	assert_int_equal(c->kind, ANSWER_BLANK);
	assert_int_equal(d->kind, ANSWER_BLANK);
	record_set(&t, t.root, find(f, "a"), answer_text("y", 1));
	assert_int_equal(tree_update(&t, &env, NULL), 0);
	assert_true(c->kind == ANSWER_TEXT && c->len == 1 && c->text[0] == '7');
	assert_true(d->kind == ANSWER_REAL && d->real > 13.5 && d->real < 14.5);
	assert_int_equal(d->flags, ANSWER_FROZEN | ANSWER_KEPT); /* so it goes into the version */
	record_set(&t, t.root, find(f, "n"), answer_int(8));
	assert_int_equal(tree_update(&t, &env, NULL), 0);
	assert_int_equal(tree_evaluate(&t, &env, NULL), 0);
	assert_true(c->len == 1 && d->real < 14.5);
	record_set(&t, t.root, find(f, "a"), answer_text("z", 1));
	assert_int_equal(tree_update(&t, &env, NULL), 0);
	assert_true(c->len == 2 && memcmp(c->text, "78", 2) == 0 && d->real > 15.5);
	record_set(&t, t.root, find(f, "c"), answer_text("own", 3)); /* typed over; it triggers the other */
	record_set(&t, t.root, find(f, "n"), answer_int(9));
	assert_int_equal(tree_update(&t, &env, NULL), 0);
	assert_true(c->len == 3 && d->real > 17.5);
	tree_free(&t);
	arena_free(&scratch);
	form_free(f);
	buf_free(&report);
}

/* As XLSForm has it, what is read only and worked out each time is a calculate, and a text that nothing fills a note. */
static void
test_read_only(void **state)
{
	struct buf report = {0};
	struct form *f = small("text,c,C,,${a},,,,,yes\ntext,d,D,,,,,,,yes\ntext,e,E,,,,,1,,yes\ntext,g,G,,,,,1,,no\nend_group\n", &report);

	(void)state;
	if (f == NULL)
		fail_msg("%s", buf_str(&report));
	assert_int_equal(find(f, "c")->type, QUESTION_CALCULATE);
	assert_int_equal(find(f, "d")->type, QUESTION_NOTE);
	assert_true(find(f, "e")->type == QUESTION_TEXT && find(f, "e")->read_only);
	assert_false(find(f, "g")->read_only);
	form_free(f);
	buf_free(&report);
}

static void
test_repeat_count(void **state)
{
	static const unsigned char id[RECORD_ID] = {1};
	static const struct {
		int64_t n;
		int want;
	} cases[] = {{3, 3}, {0, 0}, {-1, -1}, {1000000000, RECORDS_EXPECTED}};
	struct buf report = {0};
	struct form *f = small("end_group\nbegin_repeat,kid,K,,,,${n}\nbegin_group,kg,K\ntext,x,X\nend_group\nend_repeat\n", &report);
	struct tree t = {0};
	struct arena scratch = {0};
	struct expr_env env = {.form = f, .scratch = &scratch};

	(void)state;
	assert_non_null(f);
	assert_int_equal(tree_start(&t, f, 0, id), 0);
	assert_int_equal(tree_update(&t, &env, NULL), 0);
	assert_int_equal(record_expects(t.root, &f->tables[1], &env), -1);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		record_set(&t, t.root, find(f, "n"), answer_int(cases[i].n));
		assert_int_equal(tree_update(&t, &env, NULL), 0);
		assert_int_equal(record_expects(t.root, &f->tables[1], &env), cases[i].want);
		assert_null(t.root->kids[0]); /* nothing is made up */
	}
	assert_int_equal(record_expects(t.root, &f->tables[0], &env), -1);
	tree_free(&t);
	arena_free(&scratch);
	form_free(f);
	buf_free(&report);
}

/* Words of an appearance may stand on lines of their own. */
static void
test_appearance(void **state)
{
	static const struct edit lines = {SURVEY, ",multiline,", ",\"multiline\nsearch\t list_place\",", ""};
	struct texts t = good_texts();

	(void)state;
	apply(&t, &lines);
	struct form *f = load(&t, NULL, NULL);
	assert_non_null(f);
	assert_string_equal(find(f, "address")->appearance, "multiline search list_place");
	assert_ptr_equal(form_saying(f, "search"), find(f, "address"));
	form_free(f);
	free_texts(&t);
}

/* XLSForm writes a default as the answer itself, unless it is worked out. */
static void
test_defaults(void **state)
{
	static const unsigned char id[RECORD_ID] = {1};
	static const struct {
		const char *type, *initial, *gives; /* ${gives} NULL: a mistake */
	} cases[] = {
		{"date", "2026-01-01", "2026-01-01"}, {"date", "today()", "1970-01-01"}, {"date", "today", NULL}, {"date", "2026-13-01", ""},
		{"select_one m", "01", "01"}, {"select_one m", "'01'", "01"}, {"select_one m", "1", "1"}, {"select_one m", "3 - 2", "1"},
		{"select_one k", "a", "a"}, {"select_one k", "“b”", "b"}, {"select_one k", "c", NULL}, {"select_multiple k", "b a", "a b"},
		{"select_multiple k", "\"concat('a', ' ', 'b')\"", "a b"}, {"text", "007", "007"}, {"text", "3-12", "3-12"}, {"text", "东沟组 3", "东沟组 3"},
		{"text", "2 * 3", "6"}, {"text", "7 div 2", "3.5"}, {"text", "7 mod 2", "1"}, {"text", "${n}", "7"}, {"text", "'x'", "x"},
		{"text", "concat(${n}", NULL}, {"integer", "2026", "2026"}, {"integer", "-5", "-5"}, {"decimal", "1 div 4", "0.25"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct buf row = {0}, report = {0}, text = {0};
		struct arena scratch = {0};
		struct tree t = {0};
		buf_printf(&row, "%s,q,Q,,,,,%s\nend_group\n", cases[i].type, cases[i].initial);
		struct form *f = small(buf_str(&row), &report);
		if ((f == NULL) != (cases[i].gives == NULL))
			fail_msg("%s: %s", buf_str(&row), buf_str(&report));
		if (f != NULL) {
			struct expr_env env = {.form = f, .scratch = &scratch};
			struct value v;
			struct answer a;
			const char *s;
			size_t n;
			assert_int_equal(tree_start(&t, f, 0, id), 0);
			assert_int_equal(record_set(&t, t.root, find(f, "n"), answer_int(7)), 0);
			assert_int_equal(expr_eval(find(f, "q")->initial, &env, t.root, &v), 0);
			assert_int_equal(value_text(&v, &scratch, &s, &n), 0);
			if (answer_read(&scratch, find(f, "q"), s, n, &a) == 0)
				answer_write(&a, &text);
			if (strcmp(buf_str(&text), cases[i].gives) != 0)
				fail_msg("%s %s gives \"%s\"", cases[i].type, cases[i].initial, buf_str(&text));
			tree_free(&t);
		}
		form_free(f);
		arena_free(&scratch);
		buf_free(&row);
		buf_free(&report);
		buf_free(&text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_spellings),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_columns),
		cmocka_unit_test(test_appearance),
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_trigger),
		cmocka_unit_test(test_read_only),
		cmocka_unit_test(test_repeat_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
