/* Papers: every one of them for a household, a notice for the wall, nothing that HTML or a terminal would obey. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include <dirent.h>
#include <sys/stat.h>

#include "file.h"
#include "journal/exchange.h"
#include "office/document.h"
#include "office/page.h"
#include "office/roster.h"
#include "office_fixture.h"
#include "store/summary.h"
#include "text.h"

static const struct roster_area area_list[] = {{"130899100201", "东沟村"}};
static const struct roster_areas areas = {.list = area_list, .n = 1};

static const char people[] = "户编号,姓名,证件号码,与户主关系,户联系电话,户类型,村民小组\n"
			     "1,张树林<b>&\"',130899196503120015,户主,13800001234,一般农户,东组\n"
			     "2,李芳,130899198807040021,户主,13900005678,一般农户,西组\n";

struct roots {
	unsigned char id[2][RECORD_ID];
	size_t n;
};

static int
take_root(void *self, const struct summary *line)
{
	struct roots *r = self;

	memcpy(r->id[r->n++], line->root, RECORD_ID);
	return 0;
}

static void
set(struct casefile *c, struct record *r, const char *name, const char *text)
{
	const struct question *q = &c->tree.form->questions[form_question(c->tree.form, name, strlen(name))];
	struct answer a;

	assert_int_equal(answer_read(&c->tree.arena, q, text, strlen(text), &a), 0);
	assert_int_equal(record_set(&c->tree, r, q, a), 0);
}

static struct record *
add(struct office *o, struct casefile *c, struct record *parent, const char *table, const char *step, const char *day)
{
	const int t = form_table(c->tree.form, table, strlen(table));
	const struct table *tb = &c->tree.form->tables[t];
	unsigned char id[RECORD_ID];
	struct answer keys[2] = {answer_int(2026), answer_text("annual", 6)};

	if (step != NULL) {
		keys[0] = answer_text(step, strlen(step));
		assert_int_equal(answer_read(&c->tree.arena, &c->tree.form->questions[tb->first + tb->keys[1]], day, strlen(day), &keys[1]), 0);
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
			assert_true(journal_save(o->store.journal, r, r->table->first_section + i, false, &f) >= 0);
	assert_int_equal(store_keep(&o->store, c, &f), 0);
}

/* Zhang's household is poor and was reviewed; Li's has done nothing. */
static int
fill(void **state)
{
	int rc = office_setup(state);
	struct office *o = *state;
	struct roster_report report = {0};
	struct roots roots = {.n = 0};
	struct casefile c;
	struct fault f = {0};

	if (roster_import(&o->store, &(struct roster_file){.name = "roster.csv", .bytes = people, .n = sizeof people - 1}, &areas, &report, &f) < 0)
		fail_msg("%s", f.text);
	roster_report_free(&report);
	assert_int_equal(store_summaries(&o->store, "", take_root, &roots, &f), 0);
	assert_int_equal(roots.n, 2);
	assert_int_equal(store_file(&o->store, roots.id[0], &c, &f), 1);
	struct record *e = add(o, &c, c.tree.root, "economy", NULL, NULL);
	for (int i = 0; i < e->table->n; i++) {
		const struct question *q = &c.tree.form->questions[e->table->first + i];
		if (q->type == QUESTION_DECIMAL && strcmp(q->name, "prev_net_told") != 0)
			set(&c, e, q->name, "0");
	}
	set(&c, e, "wage_labour", "3500.5");
	save(o, &c, e);
	struct record *w = add(o, &c, c.tree.root, "watch", NULL, NULL);
	set(&c, w, "contact_name", "张建国");
	save(o, &c, w);
	struct record *p = add(o, &c, w, "procedure", "reviewed", "2026-11-01");
	set(&c, p, "step_result", "pass");
	save(o, &c, p);
	casefile_close(&c);
	return rc;
}

static void
printed(struct office *o, const char *name, enum document_format format, bool full, struct buf *out)
{
	struct fault f = {0};
	struct documents *d = documents_load(&o->store, &f);
	struct roots roots = {.n = 0};
	struct casefile c;

	assert_non_null(d);
	struct document_order order = {.kind = documents_find(d, name), .format = format, .full = full, .area = "130899100201", .place = "东沟村"};
	assert_non_null(order.kind);
	buf_reset(out);
	if (order.kind->village) {
		if (document_village(d, &order, out, &f) < 0)
			fail_msg("%s", f.text);
	} else {
		assert_int_equal(store_summaries(&o->store, "", take_root, &roots, &f), 0);
		assert_int_equal(store_file(&o->store, roots.id[0], &c, &f), 1);
		if (document_household(d, &order, &c, out, &f) < 0)
			fail_msg("%s", f.text);
		casefile_close(&c);
	}
	documents_free(d);
}

/* Every expression of the sheet is one under the shipped form: else its place would stay blank for everybody. */
static void
test_every_paper(void **state)
{
	struct office *o = *state;
	struct fault f = {0};
	struct documents *d = documents_load(&o->store, &f);
	const struct document_kind *k;
	struct buf out = {0};
	size_t n = 0;

	assert_non_null(d);
	for (; (k = documents_kind(d, n)) != NULL; n++) {
		for (int format = 0; format < 2; format++) {
			printed(o, k->name, (enum document_format)format, true, &out);
			assert_non_null(strstr(buf_str(&out), k->label[LANG_ZH]));
			assert_true(out.len > 200);
			assert_null(strstr(buf_str(&out), "<script"));
			assert_null(strstr(buf_str(&out), "http://"));
			assert_true(format == DOCUMENT_TEXT || strstr(buf_str(&out), "<b>&") == NULL);
		}
	}
	assert_true(n >= 7);
	buf_free(&out);
	documents_free(d);
}

static void
test_masks(void **state)
{
	struct office *o = *state;
	struct buf out = {0};

	printed(o, "collection", DOCUMENT_TEXT, false, &out);
	assert_null(strstr(buf_str(&out), "130899196503120015"));
	assert_null(strstr(buf_str(&out), "13800001234"));
	printed(o, "collection", DOCUMENT_TEXT, true, &out);
	assert_non_null(strstr(buf_str(&out), "130899196503120015"));
	assert_non_null(strstr(buf_str(&out), "13800001234"));
	/* Names that would be markup are text. */
	printed(o, "collection", DOCUMENT_HTML, true, &out);
	assert_non_null(strstr(buf_str(&out), "张树林&lt;b&gt;&amp;&quot;&#39;"));
	/* Beside a value of several lines stands the other on the same line. */
	assert_non_null(strstr(buf_str(&out), ".f{display:inline-block;vertical-align:top;"));
	assert_null(strstr(buf_str(&out), "张树林<b>"));
	buf_free(&out);
}

/* On the wall hangs who was reviewed, masked whoever asks, and nobody else. */
static void
test_notice(void **state)
{
	struct office *o = *state;
	struct buf out = {0};

	printed(o, "notice", DOCUMENT_TEXT, true, &out);
	assert_non_null(strstr(buf_str(&out), "张树林"));
	assert_null(strstr(buf_str(&out), "李芳"));
	assert_null(strstr(buf_str(&out), "130899196503120015"));
	assert_non_null(strstr(buf_str(&out), "13*************015"));
	assert_non_null(strstr(buf_str(&out), "东沟村"));
	assert_non_null(strstr(buf_str(&out), "公示期 5\n天。"));
	assert_null(strstr(buf_str(&out), "None."));
	printed(o, "removal_notice", DOCUMENT_TEXT, true, &out);
	assert_null(strstr(buf_str(&out), "张树林"));
	assert_non_null(strstr(buf_str(&out), "\nNone.\n"));
	buf_free(&out);
}

/* A step of Zhang's procedure with this outcome, "" for none yet. */
static void
take_step(struct office *o, const char *step, const char *day, const char *result)
{
	struct roots roots = {.n = 0};
	struct casefile c;
	struct fault f = {0};

	assert_int_equal(store_summaries(&o->store, "", take_root, &roots, &f), 0);
	assert_int_equal(store_file(&o->store, roots.id[0], &c, &f), 1);
	struct record *w = record_kids(c.tree.root, form_table(c.tree.form, "watch", 5)), *p;
	assert_non_null(w);
	const struct answer wanted = answer_text(step, strlen(step));
	for (p = record_kids(w, form_table(c.tree.form, "procedure", 9)); p != NULL; p = p->next)
		if (answer_same(record_answer(p, &c.tree.form->questions[form_question(c.tree.form, "step", 4)]), &wanted))
			break;
	p = p != NULL ? p : add(o, &c, w, "procedure", step, day);
	set(&c, p, "step_result", result);
	save(o, &c, p);
	casefile_close(&c);
}

/* Whom the review did not pass, or who withdrew while the notice was up, is named on no wall. */
static void
test_notice_outcomes(void **state)
{
	static const struct {
		const char *step, *day, *result, *paper;
		bool named;
	} rows[] = {
		{"reviewed", "2026-11-01", "fail", "notice", false},
		{"reviewed", "2026-11-01", "", "notice", false},
		{"reviewed", "2026-11-01", "veto_review", "notice", false},
		{"reviewed", "2026-11-01", "pass", "notice", true},
		{"notice", "2026-11-02", "", "notice", true},
		{"notice", "2026-11-02", "pass", "notice", true},
		{"notice", "2026-11-02", "withdrawn", "notice", false},
		{"notice", "2026-11-02", "objection", "notice", false},
		{"removal_reviewed", "2026-11-03", "fail", "removal_notice", false},
		{"removal_reviewed", "2026-11-03", "pass", "removal_notice", true},
		{"removal_notice", "2026-11-04", "", "removal_notice", true},
		{"removal_notice", "2026-11-04", "withdrawn", "removal_notice", false},
	};
	struct office *o = *state;
	struct buf out = {0};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		take_step(o, rows[i].step, rows[i].day, rows[i].result);
		printed(o, rows[i].paper, DOCUMENT_TEXT, true, &out);
		if ((strstr(buf_str(&out), "张树林") != NULL) != rows[i].named)
			fail_msg("%s, %s:\n%s", rows[i].step, rows[i].result, buf_str(&out));
	}
	buf_free(&out);
}

/* A paper with figures says of which year they are, and the result of which day it is. */
static void
test_dated(void **state)
{
	static const char *const papers[] = {"collection", "verification", "removal", "result"};
	struct office *o = *state;
	struct buf out = {0};

	for (size_t i = 0; i < sizeof papers / sizeof *papers; i++) {
		printed(o, papers[i], DOCUMENT_TEXT, false, &out);
		assert_non_null(strstr(buf_str(&out), "\n采集年度: 2026\n"));
	}
	assert_non_null(strstr(buf_str(&out), "\n打印日期: 2026-11-20\n"));
	buf_free(&out);
}

/* Zhang's household with 12 people of long names, some of them hostile. */
static void
crowd(struct office *o)
{
	static const char *const names[] = {"阿卜杜热合曼·买买提艾力·依明江·吐尔逊古丽", "张\xE2\x80\xAE三\xE2\x80\x8B", ("李a\xCC\x81" "b"), "赵"};
	struct roots roots = {.n = 0};
	struct casefile c;
	struct fault f = {0};

	assert_int_equal(store_summaries(&o->store, "", take_root, &roots, &f), 0);
	assert_int_equal(store_file(&o->store, roots.id[0], &c, &f), 1);
	for (size_t i = 1; i < 12; i++) {
		struct record *m = add(o, &c, c.tree.root, "member", NULL, NULL);
		set(&c, m, "member_name", names[i % 4]);
		set(&c, m, "relation", "99");
		set(&c, m, "member_state", "present");
		set(&c, m, "sex", "2");
		set(&c, m, "labour", "ordinary");
		set(&c, m, "health", "healthy");
		save(o, &c, m);
	}
	casefile_close(&c);
}

/* No line of a text paper is wider than the sheet, its tables' columns stand below each other, and no line begins with a closing mark. */
static void
test_text_lines(void **state)
{
	static const char *const wrong[] = {"）", "，", "。", "；", "、"};
	struct office *o = *state;
	struct fault f = {0};
	struct documents *d = documents_load(&o->store, &f);
	const struct document_kind *k;
	struct buf out = {0};

	assert_non_null(d);
	crowd(o);
	for (size_t n = 0; (k = documents_kind(d, n)) != NULL; n++) {
		printed(o, k->name, DOCUMENT_TEXT, true, &out);
		for (const char *line = buf_str(&out), *end; *line != '\0'; line = end + 1) {
			end = strchr(line, '\n');
			assert_non_null(end);
			if (text_width(line, (size_t)(end - line)) > 78)
				fail_msg("too wide: %s", line);
			for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
				if (strncmp(line, wrong[i], strlen(wrong[i])) == 0)
					fail_msg("begins so: %s", line);
		}
	}
	printed(o, "collection", DOCUMENT_TEXT, true, &out);
	assert_non_null(strstr(buf_str(&out), " 130899196503120015"));
	const char *head = strstr(buf_str(&out), "姓名 ");
	assert_non_null(head);
	const char *relation = strstr(head, "关系");
	const size_t column = text_width(head, (size_t)(relation - head));
	size_t rows = 0;
	for (const char *at = head; (at = strstr(at, "其他")) != NULL; at += 6, rows++) {
		const char *line = at;
		while (line[-1] != '\n')
			line--;
		if (text_width(line, (size_t)(at - line)) != column)
			fail_msg("not below its heading: %s", line);
	}
	assert_int_equal(rows, 11);
	buf_free(&out);
	documents_free(d);
}

static void
test_page_text(void **state)
{
	struct buf out = {0};

	(void)state;
	page_text(&out, "a<b>&\"'\x1b[2J\xE2\x80\xAE中");
	assert_string_equal(buf_str(&out), "a&lt;b&gt;&amp;&quot;&#39; [2J 中");
	buf_free(&out);
}

static int
note_log(void *self, const struct exchange_row *e)
{
	struct buf *all = self;

	buf_printf(all, "%s|%s|%lld|%lld\n", e->carrier, e->note, (long long)e->sent, (long long)e->bytes);
	return 0;
}

static size_t
files_in(const char *dir)
{
	struct dirent **names;
	const int n = scandir(dir, &names, NULL, alphasort);
	size_t files = 0;

	assert_true(n >= 2);
	for (int i = 0; i < n; i++) {
		files += names[i]->d_name[0] != '.';
		free(names[i]);
	}
	free(names);
	return files;
}

/* Files are named by paper and day alone, take the place of none, and stand in the log: who, when, which, nothing of whom. */
static void
test_files(void **state)
{
	struct office *o = *state;
	char dir[64] = "/tmp/fangpin-papers-XXXXXX", path[DOCUMENT_PATH], wanted[128], bytes[32];
	struct fault f = {0};
	struct documents *d = documents_load(&o->store, &f);
	struct document_order order = {.kind = documents_find(d, "verification"), .format = DOCUMENT_TEXT, .area = "130899100201", .place = "东沟村"};
	struct roots roots = {.n = 0};
	struct casefile c;
	struct buf log = {0}, first = {0};
	struct stat st;

	assert_non_null(mkdtemp(dir));
	assert_int_equal(store_summaries(&o->store, "", take_root, &roots, &f), 0);
	assert_int_equal(store_file(&o->store, roots.id[0], &c, &f), 1);
	assert_int_equal(document_file(d, &order, &c, dir, "周试", path, &f), 0);
	snprintf(wanted, sizeof wanted, "%s/verification-2026-11-20-1.txt", dir);
	assert_string_equal(path, wanted);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(file_read(path, 1 << 20, &first, &f), 0);
	assert_non_null(strstr(buf_str(&first), "张树林"));
	assert_null(strstr(buf_str(&first), "130899196503120015"));
	assert_int_equal(document_file(d, &order, &c, dir, "周试", path, &f), 0);
	snprintf(wanted, sizeof wanted, "%s/verification-2026-11-20-2.txt", dir);
	assert_string_equal(path, wanted);
	order = (struct document_order){.kind = documents_find(d, "notice"), .format = DOCUMENT_HTML, .area = "130899100201", .place = "东沟村"};
	assert_int_equal(document_file(d, &order, NULL, dir, "周试", path, &f), 0);
	snprintf(wanted, sizeof wanted, "%s/notice-2026-11-20-1.html", dir);
	assert_string_equal(path, wanted);
	assert_int_equal(files_in(dir), 3);
	assert_int_equal(exchange_visit(o->store.db, 10, note_log, &log, &f), 0);
	snprintf(bytes, sizeof bytes, "paper|verification: 周试|1|%zu\n", first.len);
	assert_non_null(strstr(buf_str(&log), bytes));
	assert_non_null(strstr(buf_str(&log), "paper|notice: 周试|1|"));
	assert_null(strstr(buf_str(&log), "张树林"));
	/* Where nothing can be written nothing is logged. */
	const size_t lines = log.len;
	assert_int_equal(document_file(d, &order, NULL, "/nowhere/at/all", "周试", path, &f), -1);
	buf_reset(&log);
	assert_int_equal(exchange_visit(o->store.db, 10, note_log, &log, &f), 0);
	assert_int_equal(log.len, lines);
	casefile_close(&c);
	documents_free(d);
	buf_free(&log);
	buf_free(&first);
	snprintf(wanted, sizeof wanted, "rm -r %s", dir);
	assert_int_equal(system(wanted), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_every_paper, fill, office_teardown),
		cmocka_unit_test_setup_teardown(test_masks, fill, office_teardown),
		cmocka_unit_test_setup_teardown(test_text_lines, fill, office_teardown),
		cmocka_unit_test_setup_teardown(test_dated, fill, office_teardown),
		cmocka_unit_test_setup_teardown(test_notice, fill, office_teardown),
		cmocka_unit_test_setup_teardown(test_notice_outcomes, fill, office_teardown),
		cmocka_unit_test_setup_teardown(test_files, fill, office_teardown),
		cmocka_unit_test(test_page_text),
	};

	setenv("LANGUAGE", "zh_CN", 1);
	words_open(NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
