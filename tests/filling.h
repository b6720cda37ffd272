#ifndef FILLING_H
#define FILLING_H

#include <math.h>

#include "date.h"
#include "num.h"
#include "record/evaluate.h"
#include "shipped_form.h"

/* A household file being filled in. */
struct file {
	struct tree tree;
	struct arena scratch;
	struct expr_env env;
	unsigned char last_id;
};

static inline const struct question *
named(const char *name)
{
	int i = form_question(form, name, strlen(name));

	if (i < 0)
		fail_msg("no question %s", name);
	return &form->questions[i];
}

static inline void
answer(struct file *f, struct record *r, const char *name, const char *text)
{
	struct answer a;

	if (answer_read(&f->scratch, named(name), text, strlen(text), &a) < 0)
		fail_msg("%s does not take %s", name, text);
	assert_int_equal(record_set(&f->tree, r, named(name), a), 0);
}

/* A record of ${table} under ${parent}, with answers as pairs of question and text, ended by NULL. */
static inline struct record *
add(struct file *f, struct record *parent, const char *table, ...)
{
	unsigned char id[RECORD_ID] = {++f->last_id};
	struct record *r = tree_add(&f->tree, parent, form_table(form, table, strlen(table)), id);
	const char *name;
	va_list ap;

	assert_non_null(r);
	va_start(ap, table);
	while ((name = va_arg(ap, const char *)) != NULL)
		answer(f, r, name, va_arg(ap, const char *));
	va_end(ap);
	return r;
}

static inline struct record *
open_file(struct file *f)
{
	unsigned char id[RECORD_ID] = {0};

	*f = (struct file){.last_id = 0};
	assert_int_equal(tree_start(&f->tree, form, form_table(form, "household", 9), id), 0);
	f->env = (struct expr_env){.form = form, .today = date_days(2026, 11, 23), .params = &county, .scratch = &f->scratch};
	return f->tree.root;
}

static inline void
close_file(struct file *f)
{
	tree_free(&f->tree);
	arena_free(&f->scratch);
}

static inline void
evaluate(struct file *f, const struct record *thaw)
{
	assert_int_equal(tree_evaluate(&f->tree, &f->env, thaw), 0);
}

static inline const char *
text(const struct record *r, const char *name)
{
	static char room[8][256];
	static unsigned turn;
	char *out = room[turn++ % 8];
	struct buf b = {0};

	answer_write(record_answer(r, named(name)), &b);
	snprintf(out, sizeof room[0], "%s", buf_str(&b));
	buf_free(&b);
	return out;
}

static inline double
number(const struct record *r, const char *name)
{
	const struct answer *a = record_answer(r, named(name));

	return a->kind == ANSWER_REAL ? a->real : NAN;
}

static inline int64_t
fen(const struct record *r, const char *name)
{
	int64_t v = INT64_MIN;

	if (num_real_fixed(number(r, name), &v) < 0)
		fail_msg("%s is \"%s\"", name, text(r, name));
	return v;
}

static inline bool
holds(struct file *f, const struct record *r, const char *name)
{
	return record_holds(r, named(name)->column, &f->env);
}

static inline bool
offers(struct file *f, const struct record *r, const char *name, const char *code)
{
	const struct choice *c = form_choice(named(name)->list, code, strlen(code));

	assert_non_null(c);
	return record_offers(r, named(name)->column, c, &f->env);
}

static inline struct record *
add_member(struct file *f, const char *relation, const char *name, const char *counted)
{
	return add(f, f->tree.root, "member", "relation", relation, "member_name", name, "id_type", "01",
		"member_state", "present", "counted", counted, "birth_date", "1980-05-01", "school_status", "none",
		"labour", "ordinary", "health", "healthy",
		"ins_resident", "yes", "ins_employee", "no", "dibao", "none", "tekun", "none", NULL);
}

/* An economy record in which every asked amount is 0. */
static inline struct record *
add_economy(struct file *f, const char *year, const char *stage)
{
	struct record *r = add(f, f->tree.root, "economy", "survey_year", year, "economy_stage", stage, NULL);

	for (int i = 0; i < r->table->n; i++) {
		const struct question *q = &form->questions[r->table->first + i];
		if (q->type == QUESTION_DECIMAL && strcmp(q->name, "prev_net_told") != 0)
			answer(f, r, q->name, "0");
	}
	return r;
}

#endif
