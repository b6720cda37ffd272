/* Answers, records as a tree, keyed ids, and what evaluation derives. */
#include "journal_fixture.h"

struct scene {
	struct form *form;
	struct tree t;
};

static int
setup(void **state)
{
	struct scene *x = calloc(1, sizeof *x);

	assert_non_null(x);
	x->form = fixture_form(SURVEY_OLD, 1);
	assert_int_equal(tree_start(&x->t, x->form, form_table(x->form, "household", 9),
				 (const unsigned char *)"household-one--"),
		0);
	*state = x;
	return 0;
}

static int
teardown(void **state)
{
	struct scene *x = *state;

	tree_free(&x->t);
	form_free(x->form);
	free(x);
	return 0;
}

static struct record *
add(struct scene *x, struct record *parent, const char *table, unsigned char id)
{
	unsigned char bytes[RECORD_ID] = {id};
	struct record *r = tree_add(&x->t, parent, form_table(x->form, table, strlen(table)), bytes);

	assert_non_null(r);
	return r;
}

static struct answer *
at(struct scene *x, struct record *r, const char *name)
{
	return record_answer(r, question_named(x->form, name));
}

static void
test_answers_read_and_written(void **state)
{
	static const struct {
		const char *question, *text, *back; /* back NULL: refused */
		enum answer_kind kind;
	} rows[] = {{"hh_name", " Zhao  Qian ", "Zhao  Qian", ANSWER_TEXT}, {"hh_name", "", "", ANSWER_BLANK},
		{"hh_name", "  ", "", ANSWER_BLANK}, {"hh_name", "\xff", NULL, 0}, {"hh_rooms", "12", "12", ANSWER_INT},
		{"hh_rooms", "-0", "0", ANSWER_INT}, {"hh_rooms", "1.0", NULL, 0},
		{"hh_rooms", "99999999999999999999", NULL, 0}, {"hh_rooms", "1 2", NULL, 0},
		{"income", "12.50", "12.5", ANSWER_FIXED}, {"income", "-0.05", "-0.05", ANSWER_FIXED},
		{"income", "12.345", NULL, 0}, {"income", "1e3", NULL, 0},
		{"seen_on", "2026-02-28", "2026-02-28", ANSWER_DATE}, {"seen_on", "2026-02-29", NULL, 0},
		{"seen_on", "26-2-1", NULL, 0}, {"hh_kind", "poor", "poor", ANSWER_TEXT}, {"hh_kind", "Poor", NULL, 0},
		{"hh_kind", "poor fine", NULL, 0}, {"hh_aid", "coal  grain coal", "grain coal", ANSWER_TEXT},
		{"hh_aid", "grain wood", NULL, 0}, {"per_head", "1", NULL, 0}};
	struct scene *x = *state;
	struct buf b = {0};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct answer a, again;
		const struct question *q = question_named(x->form, rows[i].question);
		int rc = answer_read(&x->t.arena, q, rows[i].text, strlen(rows[i].text), &a);
		assert_int_equal(rc, rows[i].back != NULL ? 0 : -1);
		if (rc < 0)
			continue;
		assert_int_equal(a.kind, rows[i].kind);
		buf_reset(&b);
		answer_write(&a, &b);
		assert_string_equal(buf_str(&b), rows[i].back);
		assert_int_equal(answer_read(&x->t.arena, q, buf_str(&b), b.len, &again), 0);
		assert_true(answer_same(&a, &again));
		assert_true(answer_fits(q, &a));
	}
	buf_free(&b);
}

/* No longer than a version can hold. */
static void
test_long_answers(void **state)
{
	struct scene *x = *state;
	static char text[RECORD_TEXT + 1];
	struct answer a;

	memset(text, 'x', sizeof text);
	const struct question *q = question_named(x->form, "hh_name");
	assert_int_equal(answer_read(&x->t.arena, q, text, RECORD_TEXT, &a), 0);
	assert_int_equal(a.len, RECORD_TEXT);
	assert_int_equal(answer_read(&x->t.arena, q, text, sizeof text, &a), -1);
}

static void
test_what_fits(void **state)
{
	struct scene *x = *state;
	struct answer grain_coal = answer_text("grain coal", 10), coal_grain = answer_text("coal grain", 10),
		      wide = answer_text("grain  coal", 11), early = answer_text(" grain", 6),
		      twice = answer_text("coal coal", 9), wood = answer_text("wood", 4), number = answer_int(1),
		      money = answer_fixed(1), day = answer_date(1), real = {.kind = ANSWER_REAL, .real = 1},
		      blank = answer_blank();
	const struct question *aid = question_named(x->form, "hh_aid"), *kind = question_named(x->form, "hh_kind");

	assert_true(answer_fits(aid, &grain_coal));
	assert_false(answer_fits(aid, &coal_grain));
	assert_false(answer_fits(aid, &wide));
	assert_false(answer_fits(aid, &early));
	assert_false(answer_fits(aid, &twice));
	assert_false(answer_fits(aid, &wood));
	assert_false(answer_fits(kind, &grain_coal));
	assert_false(answer_fits(kind, &number));
	assert_true(answer_fits(kind, &blank));
	assert_true(answer_fits(question_named(x->form, "hh_rooms"), &number));
	assert_false(answer_fits(question_named(x->form, "hh_rooms"), &money));
	assert_true(answer_fits(question_named(x->form, "income"), &money));
	assert_false(answer_fits(question_named(x->form, "income"), &real));
	assert_true(answer_fits(question_named(x->form, "seen_on"), &day));
	/* Only a frozen calculate has a place in a version. */
	assert_true(answer_fits(question_named(x->form, "heads"), &real));
	assert_false(answer_fits(question_named(x->form, "per_head"), &real));
	assert_false(answer_same(&number, &money));
	assert_true(answer_same(&grain_coal,
		&(struct answer){.kind = ANSWER_TEXT, .flags = ANSWER_HIDDEN, .len = 10, .text = "grain coal"}));
}

static void
test_answers_for_people(void **state)
{
	struct scene *x = *state;
	struct answer aid = answer_text("grain wood", 10), money = answer_fixed(540050),
		      real = {.kind = ANSWER_REAL, .real = 1234.567};
	struct buf b = {0};

	answer_show(x->form, question_named(x->form, "hh_aid"), &aid, &b);
	assert_string_equal(buf_str(&b), "Grain、wood");
	buf_reset(&b);
	answer_show(x->form, question_named(x->form, "income"), &money, &b);
	assert_string_equal(buf_str(&b), "5,400.50");
	buf_reset(&b);
	answer_show(x->form, question_named(x->form, "per_head"), &real, &b);
	assert_string_equal(buf_str(&b), "1,234.57");
	buf_free(&b);
}

static void
test_keyed_ids(void **state)
{
	/* From the bytes of PROTOCOL.md, with another BLAKE2b. */
	static const unsigned char want[RECORD_ID] = {
		0x34, 0x63, 0x37, 0x84, 0xDC, 0x46, 0x71, 0x4C, 0xAA, 0x7B, 0x89, 0x4C, 0x02, 0xF8, 0xF2, 0xD8};
	struct scene *x = *state;
	const struct table *t = &x->form->tables[form_table(x->form, "economy", 7)];
	struct answer year = answer_int(2026), next = answer_int(2027);
	unsigned char id[RECORD_ID], other[RECORD_ID];

	record_id_keyed(t, (const unsigned char *)"PPPPPPPPPPPPPPPP", &year, id);
	assert_memory_equal(id, want, RECORD_ID);
	record_id_keyed(t, (const unsigned char *)"PPPPPPPPPPPPPPPP", &next, other);
	assert_memory_not_equal(id, other, RECORD_ID);
	record_id_keyed(t, (const unsigned char *)"PPPPPPPPPPPPPPPQ", &year, other);
	assert_memory_not_equal(id, other, RECORD_ID);
	record_id_keyed(t, NULL, &year, other);
	assert_memory_not_equal(id, other, RECORD_ID);
}

static void
test_the_tree_is_walked_in_sheet_order(void **state)
{
	struct scene *x = *state;
	struct record *root = x->t.root, *e = add(x, root, "economy", 1), *m1 = add(x, root, "member", 2),
		      *m2 = add(x, root, "member", 3), *i2 = add(x, m2, "illness", 4), *i1 = add(x, m1, "illness", 5),
		      *i3 = add(x, m2, "illness", 6);
	struct record *want[] = {root, m1, i1, m2, i2, i3, e};
	size_t n = 0;

	for (struct record *r = root; r != NULL; r = tree_next(r)) {
		assert_true(n < sizeof want / sizeof *want);
		assert_ptr_equal(r, want[n++]);
	}
	assert_int_equal(n, sizeof want / sizeof *want);
	assert_ptr_equal(tree_find(&x->t, i2->id), i2);
	assert_null(tree_find(&x->t, (const unsigned char *)"nobody---------"));
	assert_ptr_equal(record_kids(root, form_table(x->form, "member", 6)), m1);
	assert_null(record_kids(m1, form_table(x->form, "economy", 7)));
	assert_ptr_equal(i3->parent, m2);
}

static void
test_hidden_answers_are_blank_to_readers_and_come_back(void **state)
{
	struct scene *x = *state;
	struct record *m = add(x, x->t.root, "member", 1), *i = add(x, m, "illness", 2);

	answer(&x->t, x->t.root, "hh_kind", "poor");
	answer(&x->t, x->t.root, "hh_aid", "grain");
	answer(&x->t, m, "sick_days", "3");
	answer(&x->t, i, "disease", "flu");
	evaluate(&x->t, NULL);
	assert_false(at(x, x->t.root, "hh_aid")->flags & ANSWER_HIDDEN);
	assert_false(i->hidden);
	assert_true(at(x, x->t.root, "income")->flags & ANSWER_REQUIRED);
	assert_int_equal(record_missing(x->form, x->t.root, -1), 2);

	answer(&x->t, x->t.root, "hh_kind", "fine");
	answer(&x->t, m, "sick_days", "0");
	evaluate(&x->t, NULL);
	assert_true(at(x, x->t.root, "hh_aid")->flags & ANSWER_HIDDEN);
	assert_int_equal(at(x, x->t.root, "hh_aid")->kind, ANSWER_TEXT);
	assert_true(i->hidden);
	assert_true(at(x, i, "disease")->flags & ANSWER_HIDDEN);
	assert_int_equal(record_missing(x->form, i, -1), 0);
	assert_int_equal(record_missing(x->form, x->t.root, form_section_named(x->form, "household", "money")), 0);

	answer(&x->t, x->t.root, "hh_kind", "poor");
	answer(&x->t, m, "sick_days", "1");
	evaluate(&x->t, NULL);
	assert_false(at(x, x->t.root, "hh_aid")->flags & ANSWER_HIDDEN);
	assert_false(i->hidden);
}

static void
test_calculates_say_when_they_are_unsure(void **state)
{
	struct scene *x = *state;
	struct buf b = {0};

	add(x, x->t.root, "member", 1);
	add(x, x->t.root, "member", 2);
	answer(&x->t, x->t.root, "hh_kind", "poor");
	evaluate(&x->t, NULL);
	assert_int_equal(at(x, x->t.root, "per_head")->kind, ANSWER_BLANK);
	assert_true(at(x, x->t.root, "per_head")->flags & ANSWER_UNSURE);
	answer(&x->t, x->t.root, "income", "100.50");
	evaluate(&x->t, NULL);
	assert_string_equal(answered(x->t.root, x->form, "per_head", &b), "50.25");
	assert_false(at(x, x->t.root, "per_head")->flags & ANSWER_UNSURE);
	/* A voided member is seen by no expression. */
	x->t.root->kids[0]->voided = true;
	evaluate(&x->t, NULL);
	assert_string_equal(answered(x->t.root, x->form, "per_head", &b), "100.5");
	buf_free(&b);
}

static void
test_a_frozen_calculate_keeps_its_value(void **state)
{
	struct scene *x = *state;
	struct buf b = {0};

	add(x, x->t.root, "member", 1);
	evaluate(&x->t, NULL);
	assert_false(at(x, x->t.root, "heads")->flags & ANSWER_FROZEN);
	add(x, x->t.root, "member", 2);
	evaluate(&x->t, NULL);
	assert_string_equal(answered(x->t.root, x->form, "heads", &b), "2");
	answer(&x->t, x->t.root, "seen_on", "2026-05-01");
	evaluate(&x->t, x->t.root); /* its section is being edited: the value is about to be saved */
	add(x, x->t.root, "member", 3);
	evaluate(&x->t, NULL);
	assert_true(at(x, x->t.root, "heads")->flags & ANSWER_FROZEN);
	assert_string_equal(answered(x->t.root, x->form, "heads", &b), "2");
	evaluate(&x->t, x->t.root);
	assert_string_equal(answered(x->t.root, x->form, "heads", &b), "3");
	answer(&x->t, x->t.root, "seen_on", "");
	add(x, x->t.root, "member", 4);
	evaluate(&x->t, NULL);
	assert_string_equal(answered(x->t.root, x->form, "heads", &b), "4");
	buf_free(&b);
}

static void
test_constraints(void **state)
{
	struct scene *x = *state;
	struct arena scratch = {0};
	struct expr_env env = {.form = x->form, .scratch = &scratch};
	const struct question *q = question_named(x->form, "hh_rooms");

	assert_true(record_holds(x->t.root, q->column, &env));
	answer(&x->t, x->t.root, "hh_rooms", "51");
	assert_false(record_holds(x->t.root, q->column, &env));
	assert_int_equal(record_broken(x->t.root, -1, &env), 1);
	assert_int_equal(record_broken(x->t.root, form_section_named(x->form, "household", "money"), &env), 0);
	answer(&x->t, x->t.root, "hh_rooms", "50");
	assert_int_equal(record_broken(x->t.root, -1, &env), 0);
	arena_free(&scratch);
}

/* The form that is part of the program, with something in every table: evaluation settles, a second time changes
 * nothing. */
static void
test_the_shipped_form_settles(void **state)
{
	struct fault f = {0};
	struct form *form = form_load_embedded(&f);
	struct tree t = {0};
	unsigned char id[RECORD_ID] = {1};
	struct buf once = {0}, twice = {0};

	(void)state;
	assert_non_null(form);
	for (int top = 0; top < form->n_tables; top++) {
		if (form->tables[top].parent >= 0)
			continue;
		id[1] = (unsigned char)top;
		assert_int_equal(tree_start(&t, form, top, id), 0);
		for (int i = 0; i < form->n_tables; i++) {
			struct record *above = t.root;
			while (above != NULL && above->table->index != form->tables[i].parent)
				above = tree_next(above);
			id[2]++;
			if (above != NULL)
				assert_non_null(tree_add(&t, above, i, id));
		}
		for (int round = 0; round < 2; round++) {
			struct buf *out = round == 0 ? &once : &twice;
			evaluate(&t, NULL);
			buf_reset(out);
			for (struct record *r = t.root; r != NULL; r = tree_next(r))
				for (int i = 0; i < r->table->n; i++) {
					buf_printf(out, "%d %d ", i, r->answers[i].flags);
					answer_write(&r->answers[i], out);
				}
		}
		assert_string_equal(buf_str(&once), buf_str(&twice));
		tree_free(&t);
	}
	buf_free(&once);
	buf_free(&twice);
	form_free(form);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {T(test_answers_read_and_written), T(test_long_answers), T(test_what_fits),
		T(test_answers_for_people), T(test_keyed_ids), T(test_the_tree_is_walked_in_sheet_order),
		T(test_hidden_answers_are_blank_to_readers_and_come_back), T(test_calculates_say_when_they_are_unsure),
		T(test_a_frozen_calculate_keeps_its_value), T(test_constraints),
		cmocka_unit_test(test_the_shipped_form_settles)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
