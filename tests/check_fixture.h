#ifndef CHECK_FIXTURE_H
#define CHECK_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "assess/policy.h"
#include "check/check.h"
#include "csv.h"
#include "date.h"
#include "file.h"
#include "form/shipped.h"
#include "record/evaluate.h"

/*
 * Files of tests/checks in memory. Answers are written "table[n].table[n].question=text", parted by ';' or a line end;
 * a record behind the last is made; "*=0" puts zero into the amounts still blank; "void PATH" voids a record; "file NAME"
 * starts from another file.
 */

/* The shipped form, checks and policy, the policy's unset lines filled in for an invented county. */
struct rig {
	struct form *form;
	struct policy *policy;
	struct checks *checks;
	struct expr_params params;
	struct buf files; /* the sheet files.csv */
};

/* One file; not to be moved while open, for its environment points into it. */
struct paper {
	struct rig *rig;
	struct tree tree;
	struct arena scratch;
	struct expr_env env;
	struct check_findings found;
	unsigned last_id;
	unsigned char salt; /* ids of two files differ */
};

static inline int
rig_param(void *self, const char *name, size_t n, const char **text, size_t *len)
{
	static const char *const own[][2] = {{"region_code", "130899100201"}, {"monitor_line", "7300"}, {"premium_aid_from", "2026-01-01"},
		{"premium_aid_until", "2026-12-31"}};
	const struct expr_params *policy = policy_params(((struct rig *)self)->policy);

	for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
		if (strlen(own[i][0]) == n && memcmp(own[i][0], name, n) == 0) {
			*text = own[i][1];
			*len = strlen(*text);
			return 1;
		}
	return policy->find(policy->self, name, n, text, len);
}

static inline void
rig_open(struct rig *g)
{
	struct fault f = {0};
	struct sheet s;
	struct buf report = {0};

	*g = (struct rig){0};
	if ((g->form = form_load_embedded(&f)) == NULL || (g->policy = policy_load_embedded(g->form, &f)) == NULL)
		fail_msg("%s", f.text);
	g->params = (struct expr_params){.find = rig_param, .self = g};
	if (shipped_sheet("checks.csv", &s) < 0 || (g->checks = checks_load(&s, g->form, &report, &f)) == NULL)
		fail_msg("%s\n%s", f.text, buf_str(&report));
	buf_free(&report);
	if (file_read("tests/checks/files.csv", 1 << 20, &g->files, &f) < 0)
		fail_msg("%s", f.text);
}

static inline void
rig_close(struct rig *g)
{
	buf_free(&g->files);
	checks_free(g->checks);
	policy_free(g->policy);
	form_free(g->form);
}

/* Checks of one sheet of rows below a header; NULL with the report. */
#define CHECK_HEADER "name,kind,table,scope,severity,filter,condition,key,distinct,question,message,rules\n"

static inline struct checks *
rig_rows(struct rig *g, const char *rows, struct buf *report, struct fault *f)
{
	struct buf text = {0};

	buf_text(&text, CHECK_HEADER);
	buf_text(&text, rows);
	struct checks *c = checks_load(&(struct sheet){"checks.csv", buf_str(&text), text.len}, g->form, report, f);
	buf_free(&text);
	return c;
}

static inline void paper_answers(struct paper *p, const char *text);

static inline void
paper_file(struct paper *p, const char *name)
{
	struct csv c;
	struct fault f = {0};
	bool found = false;

	assert_int_equal(csv_open(&c, "files.csv", p->rig->files.data, p->rig->files.len, &f), 0);
	while (!found && csv_next(&c, &f) > 0)
		if ((found = strcmp(csv_field(&c, 0), name) == 0))
			paper_answers(p, csv_field(&c, 1));
	csv_close(&c);
	if (!found)
		fail_msg("files.csv has no file %s", name);
}

static inline void
paper_id(struct paper *p, unsigned char id[RECORD_ID])
{
	memset(id, p->salt, RECORD_ID);
	id[0] = (unsigned char)(p->last_id >> 8);
	id[1] = (unsigned char)p->last_id++;
}

/* The record of the path that begins at *${at}, which moves to what stands behind its last '.' or ends. */
static inline struct record *
paper_record(struct paper *p, const char **at)
{
	struct record *r = NULL;
	unsigned char id[RECORD_ID];

	for (;;) {
		size_t n = strcspn(*at, "[.=");
		int t = form_table(p->rig->form, *at, n);
		if (t < 0)
			return r;
		*at += n;
		int place = **at == '[' ? atoi(*at + 1) : 1;
		*at += **at == '[' ? strcspn(*at, "]") + 1 : 0;
		*at += **at == '.';
		paper_id(p, id);
		if (p->tree.root == NULL) {
			int top = p->rig->form->tables[t].parent >= 0 ? p->rig->form->tables[t].parent : t;
			assert_int_equal(tree_start(&p->tree, p->rig->form, top, id), 0);
			paper_id(p, id);
		}
		if (p->rig->form->tables[t].parent < 0) {
			r = p->tree.root;
			continue;
		}
		struct record *up = r != NULL ? r : p->tree.root, *kid;
		for (kid = record_kids(up, t); kid != NULL && place > 1; place--)
			kid = kid->next;
		if (kid == NULL && place != 1)
			fail_msg("a record too far: %s", *at);
		if ((r = kid) == NULL)
			assert_non_null(r = tree_add(&p->tree, up, t, id));
	}
}

static inline void
paper_set(struct paper *p, struct record *r, const char *name, size_t n, const char *text, size_t len)
{
	int q = form_question(p->rig->form, name, n);
	struct answer a;

	if (q < 0 || p->rig->form->questions[q].table != r->table->index)
		fail_msg("%.*s is no question of %s", (int)n, name, r->table->name);
	if (answer_read(&p->scratch, &p->rig->form->questions[q], text, len, &a) < 0)
		fail_msg("%.*s does not take %.*s", (int)n, name, (int)len, text);
	assert_int_equal(record_set(&p->tree, r, &p->rig->form->questions[q], a), 0);
}

static inline void
paper_zeros(struct paper *p, struct record *r)
{
	for (int i = 0; i < r->table->n; i++) {
		const struct question *q = &p->rig->form->questions[r->table->first + i];
		if (q->type == QUESTION_DECIMAL && q->required != NULL && r->answers[i].kind == ANSWER_BLANK)
			assert_int_equal(record_set(&p->tree, r, q, answer_fixed(0)), 0);
	}
}

static inline void
paper_one(struct paper *p, const char *text)
{
	const char *at = text, *equal = strchr(text, '=');

	if (strncmp(text, "file ", 5) == 0) {
		paper_file(p, text + 5);
	} else if (strncmp(text, "void ", 5) == 0) {
		at += 5;
		paper_record(p, &at)->voided = true;
	} else if (equal != NULL) {
		struct record *r = paper_record(p, &at);
		assert_non_null(r);
		if (*at == '*')
			paper_zeros(p, r);
		else
			paper_set(p, r, at, (size_t)(equal - at), equal + 1, strlen(equal + 1));
	} else {
		fail_msg("not an answer: %s", text);
	}
}

static inline void
paper_answers(struct paper *p, const char *text)
{
	char one[512];

	while (*text != '\0') {
		text += strspn(text, " ;\n");
		size_t n = strcspn(text, ";\n");
		assert_true(n < sizeof one);
		memcpy(one, text, n);
		one[n] = '\0';
		if (n > 0)
			paper_one(p, one);
		text += n;
	}
}

static inline void
paper_evaluate(struct paper *p)
{
	assert_int_equal(tree_evaluate(&p->tree, &p->env, NULL), 0);
}

/* A file of files.csv with further answers, up to date. */
static inline void
paper_open(struct paper *p, struct rig *g, const char *file, const char *more, unsigned char salt)
{
	*p = (struct paper){.rig = g, .salt = salt};
	p->env = (struct expr_env){.form = g->form, .today = date_days(2026, 11, 20), .lang = LANG_ZH, .params = &g->params,
		.scratch = &p->scratch};
	paper_file(p, file);
	paper_answers(p, more);
	paper_evaluate(p);
}

static inline void
paper_close(struct paper *p)
{
	check_findings_free(&p->found);
	tree_free(&p->tree);
	arena_free(&p->scratch);
}

static inline void
paper_check(struct paper *p)
{
	assert_int_equal(checks_run(p->rig->checks, &p->tree, &p->env, &p->found), 0);
}

/* The first finding of this check, or NULL. */
static inline struct check_finding *
paper_finding(struct paper *p, const char *check)
{
	for (size_t i = 0; i < p->found.n; i++)
		if (strcmp(p->found.all[i].check->name, check) == 0)
			return &p->found.all[i];
	return NULL;
}

#endif
