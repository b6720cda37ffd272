/*
 * The form loader: survey, choices and settings with a byte 0x1E between them; parts that are missing are plain ones.
 * What is refused says where and gives the mend; what is taken has an order, and a file of it can be derived.
 */
#include <stdlib.h>
#include <string.h>

#include "expr/expr.h"
#include "form/load.h"
#include "record/evaluate.h"

enum { REPORT = FORM_MISTAKES * 2048, PARTS = 3 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const char *const names[PARTS] = {"survey.csv", "choices.csv", "settings.csv"};
static const char *const plain[PARTS] = {
	"type,name,label\nbegin_repeat,household,H\nbegin_group,g,G\ntext,a,A\nend_group\nend_repeat\n",
	"list_name,name,label\nk,a,A\nk,b,B\n",
	"form_title,form_id,version\nT,t,1\n",
};

static void
check_order(const struct form *f)
{
	if (f->n_steps != f->n_tables + f->n_sections + f->n_questions)
		abort();
	for (int i = 0; i < f->n_steps; i++)
		for (int k = f->steps[i].first; k < f->steps[i].first + f->steps[i].n; k++)
			if (f->followers[k].step <= i)
				abort();
}

/* One record of each table under one of the table above. */
static void
grow(struct tree *t, struct record *r)
{
	unsigned char id[RECORD_ID] = {1};

	for (int k = 0; k < r->table->n_kids; k++) {
		id[1] = (unsigned char)r->table->kids[k];
		struct record *kid = tree_add(t, r, r->table->kids[k], id);
		if (kid == NULL)
			abort();
		grow(t, kid);
	}
}

static void
derive(const struct form *f)
{
	struct tree t = {0};
	struct arena scratch = {0};
	struct expr_env env = {.form = f, .today = 20000, .scratch = &scratch};
	unsigned char id[RECORD_ID] = {0};

	for (int i = 0; i < f->n_tables; i++) {
		if (f->tables[i].parent >= 0)
			continue;
		if (tree_start(&t, f, i, id) < 0)
			abort();
		grow(&t, t.root);
		if (tree_update(&t, &env, NULL) < 0 || tree_evaluate(&t, &env, t.root) < 0)
			abort();
		for (int k = 0; k < t.root->table->n_kids; k++)
			record_expects(t.root, &f->tables[t.root->table->kids[k]], &env);
		tree_free(&t);
	}
	arena_free(&scratch);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct sheet s[PARTS];
	struct buf report = {0};
	struct fault fault = {0};
	const char *at = (const char *)data, *end = at != NULL ? at + n : NULL;

	for (int i = 0; i < PARTS; i++) {
		const char *mark = at != NULL && at < end ? memchr(at, 0x1E, (size_t)(end - at)) : NULL, *stop = mark != NULL ? mark : end;
		const bool given = at != NULL && at < stop;
		s[i] = (struct sheet){names[i], given ? at : plain[i], given ? (size_t)(stop - at) : strlen(plain[i])};
		at = mark != NULL ? mark + 1 : NULL;
	}
	struct form *f = form_load(&(struct form_sheets){s[0], s[1], s[2]}, &report, &fault);
	if (f == NULL && fault.code == EX_DATAERR && (strstr(buf_str(&report), "Mend: ") == NULL || strstr(buf_str(&report), ".csv") == NULL))
		abort();
	if (report.len > REPORT || (f == NULL) != (fault.code != 0))
		abort();
	if (f != NULL) {
		check_order(f);
		derive(f);
	}
	form_free(f);
	buf_free(&report);
	return 0;
}
