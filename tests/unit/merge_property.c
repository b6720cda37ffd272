/*
 * Any order, any repetition, any split of the same versions gives the same database, and so does making everything
 * derived again. Histories are random but repeatable: the seed is printed when one fails. FANGPIN_SEED=n plays one,
 * FANGPIN_FROM=n begins there (what the databases' worlds went through before may matter).
 */
#include "journal_fixture.h"

#define VERSIONS 40
#define RECORDS 10
#define SITES 2

struct history {
	struct arena arena;
	struct version all[VERSIONS];
	size_t n;
	unsigned char ids[RECORDS][RECORD_ID];
	int table[RECORDS], parent[RECORDS]; /* where the record mostly says it is; parent -1: top */
	uint64_t seq[6];
};

static const struct form *form;
static struct world_seed dice_state;
static struct world dice;

static size_t
below(size_t n)
{
	return (size_t)world_below(&dice, n);
}

static bool
once_in(size_t n)
{
	return below(n) == 0;
}

static void
make_records(struct history *h)
{
	int tables[] = {form_table(form, "household", 9), form_table(form, "household", 9),
		form_table(form, "member", 6), form_table(form, "member", 6), form_table(form, "illness", 7),
		form_table(form, "economy", 7), form_table(form, "village", 7)};

	for (int i = 0; i < RECORDS; i++) {
		memset(h->ids[i], 0x10 + i, RECORD_ID);
		h->table[i] = tables[i < 2 ? 0 : below(7)];
		h->parent[i] = -1;
		for (int k = 0; k < i; k++)
			if (h->table[k] == form->tables[h->table[i]].parent && (h->parent[i] < 0 || once_in(2)))
				h->parent[i] = k;
		if (h->parent[i] < 0 && form->tables[h->table[i]].parent >= 0)
			h->table[i] = tables[0];
	}
	/* Two laptops that open the same year meet in one record. */
	struct answer year = answer_int(2026);
	for (int i = 0; i < RECORDS; i++)
		if (form->tables[h->table[i]].keyed)
			record_id_keyed(&form->tables[h->table[i]], h->ids[h->parent[i]], &year, h->ids[i]);
}

static struct answer
random_answer(struct history *h, const struct question *q)
{
	static const char *const texts[] = {"poor", "fine", "grain coal", "cash", "judged"};
	struct answer a;

	switch (q->type) {
	case QUESTION_INTEGER:
		return answer_int((int64_t)below(3));
	case QUESTION_DECIMAL:
		return answer_fixed((int64_t)below(3) * 50);
	case QUESTION_DATE:
		return answer_date((int32_t)below(3));
	case QUESTION_TEXT:
		return answer_text(texts[below(2)], 4);
	case QUESTION_ONE:
	case QUESTION_MANY: {
		const char *s = texts[below(5)];
		return answer_read(&h->arena, q, s, strlen(s), &a) == 0 ? a : answer_blank();
	}
	default:
		return answer_blank();
	}
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(((const struct version_value *)a)->name, ((const struct version_value *)b)->name);
}

static void
fill_values(struct history *h, struct version *v, const struct section *s)
{
	v->values = arena_new(&h->arena, (size_t)s->n + 2, sizeof *v->values);
	for (int i = s->first; i < s->first + s->n; i++) {
		const struct question *q = &form->questions[form->tables[s->table].first + i];
		struct answer a = random_answer(h, q);
		if (a.kind != ANSWER_BLANK && !once_in(3))
			v->values[v->n_values++] = (struct version_value){q->name, a};
	}
	if (once_in(12)) /* a newer form's, forwarded */
		v->values[v->n_values++] = (struct version_value){"zz_later", answer_int(1)};
	if (once_in(25) && v->n_values > 0) /* does not fit the form */
		v->values[0].answer = (struct answer){.kind = ANSWER_REAL, .real = 1.5};
	qsort(v->values, v->n_values, sizeof *v->values, by_name);
}

/* What it replaces: mostly of its own section, sometimes of others, as voids do; never itself or later ones. */
static void
fill_replaces(struct history *h, struct version *v, bool wide)
{
	v->replaces = arena_new(&h->arena, VERSIONS, sizeof *v->replaces);
	for (size_t i = 0; i < h->n; i++) {
		const struct version *old = &h->all[i];
		bool mine = memcmp(old->record, v->record, RECORD_ID) == 0 && strcmp(old->section, v->section) == 0;
		if (mine ? once_in(3) : wide ? !once_in(4) : once_in(60)) {
			v->replaces[v->n_replaces++] = old->id;
			v->gen = old->gen >= v->gen ? old->gen + 1 : v->gen;
		}
	}
	v->n_replaces = version_ids_sort(v->replaces, v->n_replaces);
}

static void
make_version(struct history *h, unsigned devices)
{
	unsigned who = (unsigned)below(devices);
	size_t r = below(RECORDS), under = h->parent[r] < 0 ? 0 : (size_t)h->parent[r];
	int table = h->table[r], parent = h->parent[r];

	if (once_in(15)) /* another parent of the right or the wrong table, even itself */
		parent = once_in(8) ? -1 : (int)below(RECORDS);
	if (once_in(25)) /* another table */
		table = h->table[below(RECORDS)];
	(void)under;
	const struct table *t = &form->tables[table];
	const struct section *s = &form->sections[t->first_section + (int)below((size_t)t->n_sections)];
	bool existence = once_in(5), again = h->seq[who] > 0 && once_in(20);
	struct version v = version_of(who + 1, again ? 1 + below(h->seq[who]) : ++h->seq[who], h->ids[r],
		parent < 0 ? NULL : h->ids[parent], t->name,
		existence     ? SECTION_EXISTENCE
		: once_in(30) ? "not_yet"
			      : s->name);
	v.wall_ms = (int64_t)below(1000);
	if (existence) {
		v.values = arena_new(&h->arena, 1, sizeof *v.values);
		v.values[0] = (struct version_value){VALUE_VOID, answer_int((int64_t)below(3) > 0)};
		v.n_values = 1;
	} else {
		fill_values(h, &v, s);
	}
	fill_replaces(h, &v, existence);
	assert_int_equal(version_hash(&v), 0);
	h->all[h->n++] = v;
}

/* All versions in a random order with repetitions, in transactions of random length. */
static void
deliver(struct site *s, const struct history *h)
{
	size_t order[VERSIONS * 2], n = h->n;
	struct fault f = {0};

	for (size_t i = 0; i < h->n; i++)
		order[i] = i;
	for (size_t i = below(h->n); i > 0; i--)
		order[n++] = below(h->n);
	for (size_t i = n; i > 1; i--) {
		size_t k = below(i), keep = order[i - 1];
		order[i - 1] = order[k];
		order[k] = keep;
	}
	for (size_t i = 0; i < n;) {
		size_t end = i + 1 + below(8);
		assert_int_equal(journal_begin(s->j, &f), 0);
		bool undo = once_in(10); /* a stick pulled out: the same comes again */
		size_t k = i;
		for (; k < n && k < end; k++)
			if (journal_receive(s->j, &h->all[order[k]], &f) < 0)
				fail_msg("%s", f.text);
		assert_int_equal(journal_end(s->j, !undo, &f), undo ? -1 : 0);
		i = undo ? i : k;
	}
}

static void
empty_site(struct site *s)
{
	struct buf sql = {0};

	buf_text(&sql, "BEGIN; DELETE FROM j_version; DELETE FROM j_fork; DELETE FROM j_word; DELETE FROM j_device; "
		       "DELETE FROM j_record; "
		       "DELETE FROM j_head; DELETE FROM j_conflict; DELETE FROM j_stale;");
	for (int i = 0; i < form->n_tables; i++)
		buf_printf(&sql, "DELETE FROM %s;", form->tables[i].name);
	buf_text(&sql, "COMMIT");
	assert_int_equal(sqlite3_exec(s->handle, buf_str(&sql), NULL, NULL, NULL), SQLITE_OK);
	OK(journal_reload(s->j, f));
	buf_free(&sql);
}

/* A county that knows its laptops: what their roles may not write or void is no office's word. */
static void
certify(struct site *s, bool known)
{
	journal_strict(s->j, known);
	for (unsigned who = 0; known && who < sizeof ((struct history *)0)->seq / sizeof (uint64_t); who++) {
		unsigned char id[DEVICE_ID];
		memset(id, (int)who + 1, sizeof id);
		OK(journal_certify(s->j, id, "chain", 5, (enum role)(who % ROLES), "130899", "Cadre", who == 5, f));
	}
}

/* The digest, and in ${rest} what it does not cover. */
static void
look(struct site *s, unsigned char digest[32], struct buf *rest)
{
	OK(journal_digest(s->j, digest, f));
	buf_reset(rest);
	site_dump(s, false, rest);
}

static void
one_history(struct site *sites, uint64_t seed)
{
	struct history *h = calloc(1, sizeof *h);
	struct buf first = {0}, rest = {0};
	unsigned char want[32], digest[32];
	unsigned devices = 2;

	assert_non_null(h);
	dice = world_seeded(&dice_state, seed, 0);
	devices += (unsigned)below(4);
	make_records(h);
	for (size_t n = 1 + below(VERSIONS); h->n < n;)
		make_version(h, devices);
	for (int i = 0; i < SITES; i++) {
		empty_site(&sites[i]);
		certify(&sites[i], seed % 2 == 0);
		deliver(&sites[i], h);
	}
	look(&sites[0], want, &first);
	/* The last round makes everything derived again in the first database. */
	for (int i = 1; i <= SITES; i++) {
		if (i == SITES)
			OK(journal_rebuild(sites[0].j, f));
		look(&sites[i % SITES], digest, &rest);
		if (memcmp(digest, want, sizeof want) != 0 || strcmp(buf_str(&first), buf_str(&rest)) != 0) {
			print_message("FANGPIN_SEED=%llu, database %d\n", (unsigned long long)seed, i);
			assert_same_site(&sites[0], &sites[1]);
			fail_msg("made again, it is different");
		}
	}
	buf_free(&first);
	buf_free(&rest);
	arena_free(&h->arena);
	free(h);
}

static void
test_any_order_gives_the_same(void **state)
{
	struct site sites[SITES];
	struct form *made = fixture_form(SURVEY_OLD, 1);
	const char *alone = getenv("FANGPIN_SEED");
	const char *from = getenv("FANGPIN_FROM");
	uint64_t n = getenv("FANGPIN_LONG") != NULL ? 50000 : 2000;

	(void)state;
	form = made;
	for (int i = 0; i < SITES; i++)
		site_open(&sites[i], form, 200 + (unsigned)i, NULL);
	uint64_t seed = alone != NULL ? strtoull(alone, NULL, 10) : from != NULL ? strtoull(from, NULL, 10) : 1;
	for (; seed <= n; seed++) {
		if (alone != NULL)
			n = 0;
		one_history(sites, seed);
	}
	for (int i = 0; i < SITES; i++)
		site_close(&sites[i]);
	form_free(made);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_any_order_gives_the_same)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
