/* Who stands on the ledger, what it shows, and what it hides. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "office/ledger.h"
#include "office/roster.h"
#include "office_fixture.h"
#include "store/summary.h"

static const struct roster_area area_list[] = {{"130899100201", "东沟村"}};
static const struct roster_areas areas = {.list = area_list, .n = 1};

static const char people[] = "户编号,姓名,证件号码,与户主关系,户联系电话,户类型,村民小组\n"
			     "1,张树林,130899196503120015,户主,13800001234,一般农户,=cmd\n"
			     "2,李芳,130899198807040021,户主,13900005678,一般农户,西组\n"
			     "3,王小,130899200909150037,户主,,一般农户,南组\n";

struct pick {
	const char *title;
	unsigned char root[RECORD_ID];
};

static int
by_title(void *self, const struct summary *line)
{
	struct pick *p = self;

	if (strcmp(line->title, p->title) != 0)
		return 0;
	memcpy(p->root, line->root, RECORD_ID);
	return 1;
}

static void
set(struct casefile *c, struct record *r, const char *name, const char *text)
{
	int q = form_question(c->tree.form, name, strlen(name));
	struct answer a;

	assert_true(q >= 0);
	assert_int_equal(answer_read(&c->tree.arena, &c->tree.form->questions[q], text, strlen(text), &a), 0);
	assert_int_equal(record_set(&c->tree, r, &c->tree.form->questions[q], a), 0);
}

static struct record *
add(struct office *o, struct casefile *c, struct record *parent, const char *table)
{
	int t = form_table(c->tree.form, table, strlen(table));
	const struct table *tb = &c->tree.form->tables[t];
	unsigned char id[RECORD_ID];
	struct answer keys[] = {answer_int(2026), answer_text("annual", 6)};
	const struct question *q = &c->tree.form->questions[tb->first + (tb->n_keys > 0 ? tb->keys[0] : 0)];

	assert_true(tb->n_keys <= 2);
	if (strcmp(q->name, "step") == 0) {
		keys[0] = answer_text("county", 6);
		assert_int_equal(answer_read(&c->tree.arena, q + 1, "2026-11-01", 10, &keys[1]), 0);
	}
	if (tb->keyed)
		record_id_keyed(tb, parent->id, keys, id);
	else
		record_id_random(&o->world, id);
	struct record *r = tree_add(&c->tree, parent, t, id);
	assert_non_null(r);
	for (int i = 0; i < tb->n_keys; i++)
		assert_int_equal(record_set(&c->tree, r, &c->tree.form->questions[tb->first + tb->keys[i]], keys[i]), 0);
	return r;
}

static void
save(struct office *o, struct casefile *c, struct record *r)
{
	struct fault f = {0};

	assert_int_equal(casefile_update(&o->store, c, r, &f), 0);
	for (int i = 0; i < r->table->n_sections; i++)
		if (c->tree.form->sections[r->table->first_section + i].asked)
			assert_true(journal_save(o->store.journal, r, r->table->first_section + i, false,
					    &f) >= 0);
	assert_int_equal(store_keep(&o->store, c, &f), 0);
}

/* The whole income of 2026 is ${wage}. */
static void
earn(struct office *o, const char *title, const char *wage, const char *decided)
{
	struct pick pick = {.title = title};
	struct casefile c;
	struct fault f = {0};
	const struct form *form = o->store.form;

	assert_int_equal(store_summaries(&o->store, "", by_title, &pick, &f), 1);
	assert_int_equal(store_file(&o->store, pick.root, &c, &f), 1);
	struct record *e = add(o, &c, c.tree.root, "economy");
	for (int i = 0; i < e->table->n; i++) {
		const struct question *q = &form->questions[e->table->first + i];
		if (q->type == QUESTION_DECIMAL && strcmp(q->name, "prev_net_told") != 0)
			set(&c, e, q->name, "0");
	}
	set(&c, e, "survey_year", "2026");
	set(&c, e, "economy_stage", "annual");
	set(&c, e, "wage_labour", wage);
	save(o, &c, e);
	if (decided != NULL) {
		struct record *w = add(o, &c, c.tree.root, "watch"), *p;
		set(&c, w, "contact_name", "张建国");
		save(o, &c, w);
		p = add(o, &c, w, "procedure");
		set(&c, p, "step_result", "pass");
		set(&c, p, "decided_class", decided);
		save(o, &c, p);
	}
	casefile_close(&c);
}

static int
written(struct office *o, enum ledger_format format, const char *area, bool full, struct buf *out, struct fault *f)
{
	return ledger_write(&o->store, &(struct ledger_order){.area = area, .classes = "", .factor = "", .place = "", .due = "", .full = full}, format, out,
		NULL, f);
}

static int
fill(void **state)
{
	int rc = office_setup(state);
	struct office *o = *state;
	struct roster_report r = {0};
	struct fault f = {0};

	if (roster_import(&o->store, &(struct roster_file){.name = "roster.csv", .bytes = people, .n = sizeof people - 1}, &areas, &r, &f) < 0)
		fail_msg("%s", f.text);
	assert_int_equal(r.people, 3);
	roster_report_free(&r);
	earn(o, "张树林", "3500.5", NULL);
	earn(o, "李芳", "30000", NULL);
	return rc;
}

static void
test_only_those_at_risk(void **state)
{
	struct office *o = *state;
	struct buf out = {0};
	struct fault f = {0};

	assert_int_equal(written(o, LEDGER_CSV, "", false, &out, &f), 1);
	const char *text = buf_str(&out);
	assert_memory_equal(text, "\xEF\xBB\xBF", 3);
	assert_non_null(strstr(text, "张树林"));
	assert_null(strstr(text, "李芳"));
	assert_null(strstr(text, "王小"));
	assert_non_null(strstr(text, ",P1,"));
	assert_non_null(strstr(text, ",3500.5,"));
	assert_non_null(strstr(text, ",'=cmd,"));
	assert_non_null(strstr(text, "fangpin-source v"));
	assert_string_equal(text + out.len - 2, "\r\n");
	buf_reset(&out);
	assert_int_equal(written(o, LEDGER_CSV, "130899100202", false, &out, &f), 0);
	buf_free(&out);
}

static void
test_masks(void **state)
{
	struct office *o = *state;
	struct buf out = {0};
	struct fault f = {0};

	assert_int_equal(written(o, LEDGER_CSV, "1308991", false, &out, &f), 1);
	assert_null(strstr(buf_str(&out), "130899196503120015"));
	assert_null(strstr(buf_str(&out), "13800001234"));
	assert_non_null(strstr(buf_str(&out), "138****1234"));
	assert_non_null(strstr(buf_str(&out), ",13*************015,"));
	buf_reset(&out);
	assert_int_equal(written(o, LEDGER_CSV, "", true, &out, &f), 1);
	assert_non_null(strstr(buf_str(&out), "\"=\"\"130899196503120015\"\"\""));
	assert_non_null(strstr(buf_str(&out), "13800001234"));
	buf_reset(&out);
	ledger_mask("短", "2+3", &out);
	ledger_mask("𠀋木兰花", "1+1", &out);
	ledger_mask("13800001234", "", &out);
	assert_string_equal(buf_str(&out), "*"
					   "𠀋**花"
					   "***********");
	buf_free(&out);
}

static void
test_decided_by_the_county(void **state)
{
	struct office *o = *state;
	struct buf out = {0};
	struct fault f = {0};

	earn(o, "王小", "40000", "sudden");
	assert_int_equal(written(o, LEDGER_CSV, "", false, &out, &f), 2);
	assert_non_null(strstr(buf_str(&out), "王小"));
	assert_non_null(strstr(buf_str(&out), "Household in sudden serious difficulty"));
	buf_free(&out);
}

static void
test_json(void **state)
{
	struct office *o = *state;
	struct buf out = {0};
	struct fault f = {0};

	assert_int_equal(written(o, LEDGER_JSON, "", false, &out, &f), 1);
	const char *text = buf_str(&out);
	assert_memory_equal(text, "{\"number\":1,\"village\":\"130899100201\",\"group\":\"=cmd\",", 50);
	assert_non_null(strstr(text, "\"income_per_head\":3500.5,"));
	assert_non_null(strstr(text, "\"attributes\":[],"));
	assert_non_null(strstr(text, "\"decided\":null"));
	assert_non_null(strstr(text, "\"measures\":[\"Report to the county"));
	assert_string_equal(text + out.len - 2, "}\n");
	buf_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_only_those_at_risk, fill, office_teardown),
		cmocka_unit_test_setup_teardown(test_masks, fill, office_teardown),
		cmocka_unit_test_setup_teardown(test_decided_by_the_county, fill, office_teardown),
		cmocka_unit_test_setup_teardown(test_json, fill, office_teardown),
	};

	setenv("LANGUAGE", "en", 1);
	words_open(NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
