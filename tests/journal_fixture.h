#ifndef JOURNAL_FIXTURE_H
#define JOURNAL_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "form/load.h"
#include "journal/inside.h"
#include "record/evaluate.h"

/* A small form with every kind of table, and journals over plain databases. People are invented. */
#define SURVEY_HEAD "type,name,label,required,relevant,constraint,calculation,choice_filter,key,title,role,frozen\n"
#define SURVEY_HOUSEHOLD                                                                                               \
	"begin_repeat,household,Household,,,,,,,hh_name,,\n"                                                           \
	"begin_group,file,File,,,,,,,,,\n"                                                                             \
	"text,hh_name,Name,yes,,,,,,,,\n"                                                                              \
	"select_one kind,hh_kind,Kind,no,,,,,,,,\n"                                                                    \
	"select_multiple aid,hh_aid,Aid,no,${hh_kind} = 'poor',,,,,,,\n"                                               \
	"integer,hh_rooms,Rooms,no,,. >= 0 and . <= 50,,,,,,\n"                                                        \
	"end_group,file,,,,,,,,,,\n"                                                                                   \
	"begin_group,money,Money,,,,,,,,,\n"                                                                           \
	"decimal,income,Income,${hh_kind} = 'poor',,,,,,,,\n"                                                          \
	"date,seen_on,Seen,no,,,,,,,,\n"                                                                               \
	"calculate,heads,Heads,,,,count(${member}),,,,,${seen_on} != ''\n"                                             \
	"calculate,per_head,Per head,,,,${income} div ${heads},,,,,\n"
#define SURVEY_MONEY_END "end_group,money,,,,,,,,,,\n"
#define SURVEY_REST                                                                                                    \
	"begin_group,review,Review,,,,,,,,township,\n"                                                                 \
	"select_one kind,verdict,Verdict,no,,,,,,,,\n"                                                                 \
	"end_group,review,,,,,,,,,,\n"                                                                                 \
	"begin_repeat,member,Member,,,,,,,who,,\n"                                                                     \
	"begin_group,identity,Identity,,,,,,,,,\n"                                                                     \
	"text,who,Who,yes,,,,,,,,\n"                                                                                   \
	"date,born,Born,no,,,,,,,,\n"                                                                                  \
	"end_group,identity,,,,,,,,,,\n"                                                                               \
	"begin_group,health,Health,,,,,,,,,\n"                                                                         \
	"integer,sick_days,Sick days,no,,,,,,,,\n"                                                                     \
	"end_group,health,,,,,,,,,,\n"                                                                                 \
	"begin_repeat,illness,Illness,,${sick_days} > 0,,,,,,,\n"                                                      \
	"begin_group,ill,Ill,,,,,,,,,\n"                                                                               \
	"text,disease,Disease,yes,,,,,,,,\n"                                                                           \
	"decimal,cost,Cost,no,,,,,,,,\n"                                                                               \
	"end_group,ill,,,,,,,,,,\n"                                                                                    \
	"end_repeat,illness,,,,,,,,,,\n"                                                                               \
	"end_repeat,member,,,,,,,,,,\n"                                                                                \
	"begin_repeat,economy,Economy,,,,,,econ_year,,,\n"                                                             \
	"begin_group,year_of,Year,,,,,,,,,\n"                                                                          \
	"integer,econ_year,Year,yes,,,,,,,,\n"                                                                         \
	"end_group,year_of,,,,,,,,,,\n"                                                                                \
	"begin_group,lines,Lines,,,,,,,,,\n"                                                                           \
	"decimal,wages,Wages,no,,,,,,,,\n"                                                                             \
	"decimal,crops,Crops,no,,,,,,,,\n"                                                                             \
	"end_group,lines,,,,,,,,,,\n"                                                                                  \
	"end_repeat,economy,,,,,,,,,,\n"                                                                               \
	"end_repeat,household,,,,,,,,,,\n"                                                                             \
	"begin_repeat,village,Village,,,,,,,,,\n"                                                                      \
	"begin_group,place,Place,,,,,,,,,\n"                                                                           \
	"text,vil_name,Name,yes,,,,,,,,\n"                                                                             \
	"end_group,place,,,,,,,,,,\n"                                                                                  \
	"end_repeat,village,,,,,,,,,,\n"
#define SURVEY_OLD SURVEY_HEAD SURVEY_HOUSEHOLD SURVEY_MONEY_END SURVEY_REST
/* The next form asks one question and one section more. */
#define SURVEY_NEW                                                                                                     \
	SURVEY_HEAD SURVEY_HOUSEHOLD                                                                                   \
		"decimal,debts,Debts,no,,,,,,,,\n" SURVEY_MONEY_END                                                    \
		"begin_group,water,Water,,,,,,,,,\ntext,well,Well,no,,,,,,,,\nend_group,water,,,,,,,,,,\n" SURVEY_REST
#define CHOICES                                                                                                        \
	"list_name,name,label,role\nkind,poor,Poor,\nkind,fine,Fine,\nkind,judged,Judged,township\naid,grain,Grain,\naid,cash,Cash,\n" \
	"aid,coal,Coal,\n"

static inline struct form *
fixture_form(const char *survey, int number)
{
	char settings[80];
	struct fault f = {0};
	struct buf report = {0};

	snprintf(settings, sizeof settings, "form_id,form_title,version\nsmall,Small,%d\n", number);
	struct form_sheets sheets = {{"survey.csv", survey, strlen(survey)}, {"choices.csv", CHOICES, strlen(CHOICES)},
		{"settings.csv", settings, strlen(settings)}};
	struct form *form = form_load(&sheets, &report, &f);
	if (form == NULL)
		print_message("%s\n%s\n", f.text, buf_str(&report));
	assert_non_null(form);
	buf_free(&report);
	return form;
}

/* One laptop or county: a database, a journal, an author. */
struct site {
	char path[64]; /* "" in memory */
	sqlite3 *handle;
	struct db *db;
	struct journal *j;
	struct world_seed seed;
	struct world world;
	unsigned char device[DEVICE_ID];
};

static inline void
site_start(struct site *s, const struct form *form)
{
	struct fault f = {0};

	if (db_open(&s->db, s->handle, &f) < 0 || journal_open(&s->j, s->db, form, &s->world, &f) < 0 ||
		journal_author(s->j, s->device, "Cadre Zhao", &f) < 0)
		fail_msg("%s", f.text);
}

static inline void
site_stop(struct site *s)
{
	journal_close(s->j);
	db_close(s->db);
	s->j = NULL;
	s->db = NULL;
}

/* ${who} is the device and the seed of its ids. ${path} NULL: in memory. */
static inline void
site_open(struct site *s, const struct form *form, unsigned who, const char *path)
{
	*s = (struct site){0};
	s->world = world_seeded(&s->seed, 77 + who, INT64_C(1790000000000));
	memset(s->device, (int)who, DEVICE_ID);
	snprintf(s->path, sizeof s->path, "%s", path != NULL ? path : "");
	assert_int_equal(sqlite3_open(path != NULL ? path : ":memory:", &s->handle), SQLITE_OK);
	site_start(s, form);
}

static inline void
site_close(struct site *s)
{
	site_stop(s);
	assert_int_equal(sqlite3_close(s->handle), SQLITE_OK);
}

#define OK(call)                                                                                                       \
	do {                                                                                                           \
		struct fault fault_ = {0};                                                                             \
		struct fault *f = &fault_;                                                                             \
		if ((call) < 0)                                                                                        \
			fail_msg("%s: %s", #call, fault_.text);                                                        \
	} while (0)

static inline int
form_section_named(const struct form *form, const char *table, const char *section)
{
	int t = form_table(form, table, strlen(table)), s;

	assert_true(t >= 0);
	s = form_section(form, t, section, strlen(section));
	assert_true(s >= 0);
	return s;
}

static inline const struct question *
question_named(const struct form *form, const char *name)
{
	int q = form_question(form, name, strlen(name));

	assert_true(q >= 0);
	return &form->questions[q];
}

/* Answer a question from its file text, "" for blank. */
static inline void
answer(struct tree *t, struct record *r, const char *name, const char *text)
{
	const struct question *q = question_named(t->form, name);
	struct answer a;

	assert_int_equal(answer_read(&t->arena, q, text, strlen(text), &a), 0);
	assert_int_equal(record_set(t, r, q, a), 0);
}

static inline const char *
answered(const struct record *r, const struct form *form, const char *name, struct buf *out)
{
	buf_reset(out);
	answer_write(record_answer(r, question_named(form, name)), out);
	return buf_str(out);
}

static inline void
evaluate(struct tree *t, const struct record *thaw)
{
	struct arena scratch = {0};
	struct expr_env env = {.form = t->form, .today = 20000, .scratch = &scratch};

	assert_int_equal(tree_evaluate(t, &env, thaw), 0);
	arena_free(&scratch);
}

static inline long long
site_number(const struct site *s, const char *sql)
{
	sqlite3_stmt *st;
	long long v = -1;

	assert_int_equal(sqlite3_prepare_v2(s->handle, sql, -1, &st, NULL), SQLITE_OK);
	if (sqlite3_step(st) == SQLITE_ROW)
		v = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	return v;
}

/* What is derived as text, for comparing databases: all of it, or only what a digest does not cover. Words and numbers
 * of arrival are local and left out. */
static inline void
site_dump(const struct site *s, bool all, struct buf *out)
{
	static const char *const queries[] = {"SELECT 'r', hex(r.id), t.text, hex(r.parent), hex(r.root), born_gen, "
					      "hex(born_device), born_seq, hex(born_hash), voided "
					      "FROM j_record r JOIN j_word t ON t.no = r.tbl ORDER BY id",
		"SELECT 'f', hex(d.id), f.seq FROM j_fork f JOIN j_device d ON d.no = f.device ORDER BY 2, 3",
		("SELECT 'h', hex(h.record), s.text, hex(v.hash), h.shown FROM j_head h JOIN j_word s ON s.no = h.section "
		 "JOIN j_version v ON v.no = h.version ORDER BY h.record, s.text, v.hash"),
		"SELECT 'c', hex(c.record), s.text FROM j_conflict c JOIN j_word s ON s.no = c.section ORDER BY 2, 3",
		"SELECT 'v', hex(hash), state FROM j_version ORDER BY hash"};
	char sql[200];

	for (size_t i = 0; i < (all ? sizeof queries / sizeof *queries + (size_t)s->j->form->n_tables : 2); i++) {
		sqlite3_stmt *st;
		size_t t = i - sizeof queries / sizeof *queries;
		if (i >= sizeof queries / sizeof *queries)
			snprintf(sql, sizeof sql, "SELECT '%s', * FROM \"%s\" ORDER BY root, id",
				s->j->form->tables[t].name, s->j->form->tables[t].name);
		assert_int_equal(sqlite3_prepare_v2(s->handle, i < sizeof queries / sizeof *queries ? queries[i] : sql,
					 -1, &st, NULL),
			SQLITE_OK);
		while (sqlite3_step(st) == SQLITE_ROW) {
			for (int c = 0; c < sqlite3_column_count(st); c++) {
				const unsigned char *p = sqlite3_column_blob(st, c);
				bool blob = sqlite3_column_type(st, c) == SQLITE_BLOB;
				for (int k = 0; blob && k < sqlite3_column_bytes(st, c); k++)
					buf_printf(out, "%02X", p[k]);
				if (!blob)
					buf_text(out, sqlite3_column_type(st, c) == SQLITE_NULL
							      ? "-"
							      : (const char *)sqlite3_column_text(st, c));
				buf_text(out, " ");
			}
			buf_text(out, "\n");
		}
		sqlite3_finalize(st);
	}
	assert_false(out->failed);
}

static inline void
assert_same_site(struct site *a, struct site *b)
{
	struct buf x = {0}, y = {0};
	unsigned char dx[32], dy[32];

	site_dump(a, true, &x);
	site_dump(b, true, &y);
	if (strcmp(buf_str(&x), buf_str(&y)) != 0)
		print_message("--- one\n%s--- other\n%s", buf_str(&x), buf_str(&y));
	assert_string_equal(buf_str(&x), buf_str(&y));
	OK(journal_digest(a->j, dx, f));
	OK(journal_digest(b->j, dy, f));
	assert_memory_equal(dx, dy, 32);
	buf_free(&x);
	buf_free(&y);
}

/* A version in memory; texts and lists are the caller's. */
static inline struct version
version_of(unsigned who, uint64_t seq, const unsigned char *record, const unsigned char *parent, const char *table,
	const char *section)
{
	struct version v = {.id.seq = seq,
		.table = table,
		.section = section,
		.gen = 1,
		.wall_ms = 1,
		.cadre = "Cadre Qian",
		.form_version = 1};

	memset(v.id.device, (int)who, DEVICE_ID);
	memcpy(v.record, record, RECORD_ID);
	if (parent != NULL)
		memcpy(v.parent, parent, RECORD_ID);
	return v;
}

static inline int
receive(struct site *s, struct version *v)
{
	struct fault f = {0};
	int rc;

	assert_int_equal(version_hash(v), 0);
	assert_int_equal(journal_begin(s->j, &f), 0);
	rc = journal_receive(s->j, v, &f);
	if (rc < 0)
		print_message("%s\n", f.text);
	assert_int_equal(journal_end(s->j, rc >= 0, &f), rc >= 0 ? 0 : -1);
	return rc;
}

#endif
