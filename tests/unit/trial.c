/* Figures tried in a copy: what follows, the nearest line, and that nothing of it is kept. */
#include "screen_fixture.h"

#include <dirent.h>

#include "file.h"
#include "journal/hash.h"
#include "household.h"
#include "store/trial.h"

struct bench {
	struct desk *d;
	struct app a;
	unsigned char root[RECORD_ID];
};

/* A household of so many people with these amounts of the survey year and zeros otherwise. */
static void
begin(struct bench *b, struct desk *d, const char *wage, const char *spent, int people)
{
	static const char *const keys[] = {"2026", "annual"};
	static const char *const numbers[] = {"130899196503120015", "130899196703120021", "130899199003120033"};
	static const char *const relations[] = {"01", "10", "20"};
	struct casefile c;
	struct fault f = {0};

	b->d = d;
	assert_int_equal(app_start(&b->a, d->folder, &d->world, &f), 0);
	b->a.identify = desk_identify;
	assert_int_equal(app_open(&b->a, PASSPHRASE, strlen(PASSPHRASE), &f), 0);
	household_start(&b->a.store, &c, "130899100201");
	household_save(&b->a.store, &c, c.tree.root);
	for (int i = 0; i < people; i++) {
		struct record *m = household_member(&b->a.store, &c, "张树林", relations[i], numbers[i]);
		household_answer(&c, m, "health", "healthy");
		household_answer(&c, m, "labour", "ordinary");
		household_answer(&c, m, "dibao", "none");
		household_answer(&c, m, "tekun", "none");
		household_save(&b->a.store, &c, m);
	}
	struct record *e = household_add(&b->a.store, &c, c.tree.root, "economy", keys);
	for (int i = 0; i < e->table->n; i++) {
		const struct question *q = &c.tree.form->questions[e->table->first + i];
		if (q->type == QUESTION_DECIMAL && q->required != NULL)
			assert_int_equal(record_set(&c.tree, e, q, answer_fixed(0)), 0);
	}
	if (wage != NULL)
		household_answer(&c, e, "wage_labour", wage);
	else
		assert_int_equal(record_set(&c.tree, e, &c.tree.form->questions[form_question(c.tree.form, "wage_labour", 11)], answer_blank()), 0);
	household_answer(&c, e, "other_compliant_spending", spent);
	household_save(&b->a.store, &c, e);
	assert_int_equal(store_keep(&b->a.store, &c, &f), 0);
	memcpy(b->root, c.tree.root->id, RECORD_ID);
	casefile_close(&c);
}

static size_t
figure(const struct trial *t, const char *name)
{
	for (size_t i = 0; i < t->n; i++)
		if (strcmp(t->figures[i].question->name, name) == 0)
			return i;
	fail_msg("%s cannot be tried", name);
	return 0;
}

static void
open_trial(struct bench *b, struct trial *t)
{
	struct fault f = {0};

	assert_int_equal(trial_open(t, &b->a.store, b->root, &f), 1);
}

/* What is tried, and the class with it. */
static void
assert_class(struct trial *t, const char *name, int64_t hundredths, const char *class)
{
	struct fault f = {0};

	assert_int_equal(trial_set(t, figure(t, name), &hundredths, &f), 0);
	assert_string_equal(t->file.assessment.code, class);
}

/* Class, factors and measures follow; taken back, all is as it was, also where nothing was known. */
static void
test_follows(void **state)
{
	struct bench b;
	struct trial t;
	struct fault f = {0};

	begin(&b, *state, "9000", "0", 1);
	open_trial(&b, &t);
	assert_string_equal(t.file.assessment.code, "N");
	assert_class(&t, "net_income", 399999, "P1");
	assert_non_null(assess_found(&t.file.assessment, FOUND_MEASURE, "B0"));
	assert_class(&t, "net_income", 400000, "M2");
	assert_int_equal(trial_set(&t, figure(&t, "net_income"), NULL, &f), 0);
	assert_string_equal(t.file.assessment.code, "N");
	assert_null(assess_found(&t.file.assessment, FOUND_FACTOR, "01"));
	assert_class(&t, "medical_selfpaid", 3000000, "M3");
	assert_non_null(assess_found(&t.file.assessment, FOUND_FACTOR, "01"));
	assert_non_null(assess_found(&t.file.assessment, FOUND_MEASURE, "B4_illness"));
	assert_int_equal(trial_set(&t, figure(&t, "medical_selfpaid"), NULL, &f), 0);
	assert_class(&t, "other_compliant_spending", 1000000, "M3");
	assert_int_equal(trial_set(&t, figure(&t, "other_compliant_spending"), NULL, &f), 0);
	assert_string_equal(t.file.assessment.code, "N");
	trial_close(&t);
	app_close(&b.a);
}

/* A figure that is not known yet can be tried, and is unknown again afterwards. */
static void
test_unknown(void **state)
{
	struct bench b;
	struct trial t;
	struct trial_change x;
	struct fault f = {0};
	int64_t value;

	begin(&b, *state, NULL, "0", 1);
	open_trial(&b, &t);
	assert_string_equal(t.file.assessment.code, "I");
	assert_false(trial_value(&t, figure(&t, "net_income"), &value));
	assert_int_equal(trial_nearest(&t, figure(&t, "net_income"), true, &x, &f), 0);
	assert_class(&t, "net_income", 300000, "P1");
	assert_int_equal(trial_set(&t, figure(&t, "net_income"), NULL, &f), 0);
	assert_string_equal(t.file.assessment.code, "I");
	trial_close(&t);
	app_close(&b.a);
}

static uint64_t dice = 1;

static int64_t
between(int64_t from, int64_t to)
{
	dice = dice * 6364136223846793005U + 1442695040888963407U;
	return from + (int64_t)((dice >> 20) % (uint64_t)(to - from));
}

/* Whatever is tried this side of the line found gives the class there is now; with what was found it is the other. */
static int
assert_nearest(struct trial *t, size_t i, bool up)
{
	char now[16];
	struct trial_change x = {0};
	struct fault f = {0};
	int64_t value, end = up ? 300000000 : 0;

	snprintf(now, sizeof now, "%s", t->file.assessment.code);
	assert_true(trial_value(t, i, &value));
	const int found = trial_nearest(t, i, up, &x, &f);
	assert_in_range(found, 0, 1);
	assert_string_equal(t->file.assessment.code, now);
	if (found) {
		assert_int_equal(x.by, up ? x.value - value : value - x.value);
		assert_int_equal(trial_set(t, i, &x.value, &f), 0);
		assert_string_equal(t->file.assessment.code, x.code);
		assert_string_not_equal(x.code, now);
		end = up ? x.value - 1 : x.value + 1;
		assert_int_equal(trial_set(t, i, &end, &f), 0);
		assert_string_equal(t->file.assessment.code, now);
	}
	for (int k = 0; k < 40 && end != value; k++) {
		const int64_t tried = up ? between(value, end) : between(end, value);
		assert_int_equal(trial_set(t, i, &tried, &f), 0);
		assert_string_equal(t->file.assessment.code, now);
	}
	assert_int_equal(trial_set(t, i, NULL, &f), 0);
	assert_string_equal(t->file.assessment.code, now);
	return found;
}

static void
test_nearest(void **state)
{
	static const struct {
		const char *wage, *spent;
		int people;
	} rows[] = {
		{"0", "0", 1}, {"3000", "0", 1}, {"4500", "0", 1}, {"4800", "200", 1}, {"9000", "0", 1}, {"9000", "9999.99", 1},
		{"13000", "0", 3}, {"17777.77", "12000", 3}, {"30000", "14000", 2}, {"250000", "60000", 3},
	};
	struct bench b;
	struct trial t;
	int found = 0;

	for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
		begin(&b, *state, rows[r].wage, rows[r].spent, rows[r].people);
		open_trial(&b, &t);
		assert_int_equal(t.file.assessment.state, ASSESS_CLASSED);
		for (size_t i = 0; i < t.n; i++)
			found += assert_nearest(&t, i, false) + assert_nearest(&t, i, true);
		trial_close(&t);
		app_close(&b.a);
	}
	assert_in_range(found, 20, 80);
}

/* Lines that the sheet draws: 3 people, poverty line 4000, core line 4800 a head. */
static void
test_lines(void **state)
{
	struct bench b;
	struct trial t;
	struct trial_change x;
	struct fault f = {0};
	int64_t value;

	begin(&b, *state, "13000", "0", 3);
	open_trial(&b, &t);
	const size_t income = figure(&t, "net_income");
	assert_string_equal(t.file.assessment.code, "M2");
	assert_true(trial_value(&t, income, &value) && trial_share(&t, income, value, &value));
	assert_int_equal(value, 433333);
	assert_int_equal(trial_nearest(&t, income, false, &x, &f), 1);
	assert_int_equal(x.value, 1199999);
	assert_int_equal(x.by, 100001);
	assert_string_equal(x.code, "P1");
	trial_close(&t);
	app_close(&b.a);
}

/* The bytes of every file of the folder. */
static void
bytes_of(const char *folder, unsigned char out[32])
{
	struct hash h;
	struct dirent **names;
	struct fault f = {0};
	char path[512];
	const int n = scandir(folder, &names, NULL, alphasort);

	assert_true(n > 2);
	hash_start(&h, 32);
	for (int i = 0; i < n; i++) {
		struct buf all = {0};
		snprintf(path, sizeof path, "%s/%s", folder, names[i]->d_name);
		if (names[i]->d_name[0] != '.') {
			assert_int_equal(file_read(path, 64 << 20, &all, &f), 0);
			hash_add(&h, names[i]->d_name, strlen(names[i]->d_name));
			hash_add(&h, all.data, all.len);
		}
		buf_free(&all);
		free(names[i]);
	}
	free(names);
	hash_end(&h, out);
}

/* Nothing of what is tried reaches the disk: not while it is tried, not when it is closed. */
static void
test_nothing_kept(void **state)
{
	struct bench b;
	struct trial t;
	struct trial_change x;
	struct fault f = {0};
	unsigned char before[32], after[32];

	begin(&b, *state, "9000", "0", 2);
	bytes_of(b.d->folder, before);
	open_trial(&b, &t);
	for (size_t i = 0; i < t.n; i++) {
		const int64_t tried = 123400;
		assert_int_equal(trial_set(&t, i, &tried, &f), 0);
		assert_in_range(trial_nearest(&t, i, true, &x, &f), 0, 1);
	}
	trial_close(&t);
	bytes_of(b.d->folder, after);
	assert_memory_equal(before, after, sizeof before);
	/* It looks at what a write would change. */
	assert_int_equal(store_put(&b.a.store, "tried", "1", 1, &f), 0);
	bytes_of(b.d->folder, after);
	assert_memory_not_equal(before, after, sizeof before);
	app_close(&b.a);
}

#define T(name) cmocka_unit_test_setup_teardown(name, desk_open, desk_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {T(test_follows), T(test_unknown), T(test_lines), T(test_nearest), T(test_nothing_kept)};

	words_open("/nowhere");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
