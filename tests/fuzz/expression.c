/*
 * The expression compiler and machine: the first byte says where the expression stands, the rest is its text. What is
 * refused says why and where; what is taken comes out the same with and without constant parts worked out beforehand.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "expr/code.h"
#include "expr_sheets.h"
#include "form/load.h"
#include "record/evaluate.h"
#include "text.h"

enum { MEMORY = 64 << 20 };

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static struct form *form;
static struct tree tree;
static const char *const tables[] = {"household", "member", "illness", "economy"};

/* Two records of each table under each above it, with answers to half of the questions. */
static void
grow(struct record *r)
{
	static const char *const codes[] = {"a", "b", "c"};
	static unsigned char id[RECORD_ID];

	for (int i = 0; i < r->table->n; i += 2) {
		const struct question *q = &form->questions[r->table->first + i];
		const char *code = codes[(id[0] + i) % 3];
		record_set(&tree, r, q, q->type == QUESTION_INTEGER ? answer_int(id[0]) : q->type == QUESTION_DECIMAL ? answer_fixed(150 + id[0]) :
			q->type == QUESTION_DATE ? answer_date(19000 + id[0]) : answer_text(code, 1));
	}
	for (int k = 0; k < r->table->n_kids; k++)
		for (int i = 0; i < 2; i++) {
			id[0]++;
			struct record *kid = tree_add(&tree, r, r->table->kids[k], id);
			if (kid == NULL)
				abort();
			grow(kid);
		}
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct form_sheets s = {{"survey.csv", fixture_survey, sizeof fixture_survey - 1}, {"choices.csv", fixture_choices,
		sizeof fixture_choices - 1}, {"settings.csv", fixture_settings, sizeof fixture_settings - 1}};
	static const unsigned char id[RECORD_ID] = {255};

	(void)argc, (void)argv;
	if ((form = form_load(&s, NULL, NULL)) == NULL || tree_start(&tree, form, form_table(form, "household", 9), id) < 0)
		abort();
	grow(tree.root);
	return 0;
}

/* The first record of the table. */
static const struct record *
record_of(int table)
{
	const struct record *r = tree.root;

	while (r != NULL && r->table->index != table)
		r = tree_next(r);
	return r;
}

static void
compare(const struct expr *const e[2], struct expr_env *env, const struct record *here)
{
	struct value v[2];
	const char *text[2];
	size_t len[2];
	int rc[2];

	for (int i = 0; i < 2; i++) {
		rc[i] = expr_eval(e[i], env, here, &v[i]);
		if (rc[i] == 0 && value_text(&v[i], env->scratch, &text[i], &len[i]) < 0)
			abort();
	}
	/* Only how much is left of the bounds may differ. */
	if (rc[0] == 0 && rc[1] == 0 && (v[0].kind != v[1].kind || len[0] != len[1] || (len[0] > 0 && memcmp(text[0], text[1], len[0]) != 0)))
		abort();
	expr_true(e[0], env, here);
	expr_number(e[0], env, here);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena a = {0};
	struct expr_error err[2] = {{0, ""}, {0, ""}};
	char *src = n > 0 ? calloc(1, n) : NULL;
	const char *name = tables[n > 0 ? data[0] % 4 : 0];
	const int table = form_table(form, name, strlen(name));
	const struct expr_scope scope = {.form = form, .table = table, .question = n > 0 && data[0] & 4 ? form->tables[table].first : -1};
	struct expr_env env = {.form = form, .today = 20000, .now_ms = 1700000000123, .scratch = &a};

	if (src == NULL)
		return 0;
	memcpy(src, data + 1, n - 1);
	const struct expr *const e[2] = {expr_compile_with(&a, src, &scope, true, &err[0]), expr_compile_with(&a, src, &scope, false, &err[1])};
	if ((e[0] == NULL) != (e[1] == NULL))
		abort();
	if (e[0] == NULL && (err[0].text[0] == '\0' || err[0].at > strlen(src)))
		abort();
	if (e[0] != NULL)
		compare(e, &env, record_of(table));
	if (a.used > MEMORY)
		abort();
	arena_free(&a);
	free(src);
	return 0;
}
