#include "todo.h"

#include <stdlib.h>
#include <string.h>

#include "county_link.h"
#include "date.h"
#include "num.h"
#include "store/found.h"
#include "store/summary.h"
#include "words.h"

struct reading {
	struct todos *t;
	const struct summaries *s;
	struct app *app;
	size_t of_kind, most;
};

static int
add(struct reading *r, struct todo todo)
{
	if (r->of_kind++ >= r->most) {
		r->t->more++;
		return 0;
	}
	if (array_grow(&r->t->rows, &r->t->cap, r->t->n + 1, sizeof *r->t->rows) < 0)
		return 1;
	todo.title = todo.place = "";
	todo.section = todo.section != NULL ? todo.section : "";
	todo.text = todo.text != NULL ? todo.text : "";
	for (size_t i = 0; i < r->s->n; i++)
		if (memcmp(r->s->lines[i].root, todo.root, RECORD_ID) == 0) {
			todo.title = r->s->lines[i].title;
			todo.place = r->s->lines[i].place;
		}
	todo.title = arena_text(&r->t->arena, todo.title, strlen(todo.title));
	todo.place = arena_text(&r->t->arena, todo.place, strlen(todo.place));
	todo.section = arena_text(&r->t->arena, todo.section, strlen(todo.section));
	todo.text = arena_text(&r->t->arena, todo.text, strlen(todo.text));
	if (todo.title == NULL || todo.place == NULL || todo.section == NULL || todo.text == NULL)
		return 1;
	r->t->rows[r->t->n++] = todo;
	return 0;
}

static int
take_draft(void *self, const struct draft_row *d)
{
	struct todo todo = {.kind = TODO_DRAFT, .section = d->section};

	memcpy(todo.root, d->root, RECORD_ID);
	memcpy(todo.record, d->record, RECORD_ID);
	return add(self, todo);
}

/* Whether the table holds the reasons of kept warnings: nobody opens its records. */
static bool
holds_reasons(const struct form *form, const char *table, size_t n)
{
	const int t = form_table(form, table, n);

	for (int i = 0; t >= 0 && i < form->tables[t].n; i++)
		if (form_says(form->questions[form->tables[t].first + i].appearance, "kept_reason"))
			return true;
	return false;
}

static int
take_conflicts(struct reading *r, struct app *a, struct fault *f)
{
	struct sqlite3_stmt *s = db_bind(a->store.db, f, CONFLICTS, "");
	char section[68];
	size_t n, m;
	int rc;

	if (s == NULL)
		return -1;
	while ((rc = db_step(a->store.db, s, f)) == 1) {
		struct todo todo = {.kind = TODO_CONFLICT, .section = section};
		const void *record = db_blob(s, 0, &n), *root = db_blob(s, 3, &m);
		if (n != RECORD_ID || m != RECORD_ID)
			continue;
		memcpy(todo.record, record, RECORD_ID);
		memcpy(todo.root, root, RECORD_ID);
		const void *name = db_blob(s, 1, &n);
		n = n < sizeof section ? n : sizeof section - 1;
		memcpy(section, name, n);
		section[n] = '\0';
		const char *table = db_blob(s, 2, &n);
		if (holds_reasons(a->store.form, table, n)) {
			todo.section = "";
			todo.text = _("one warning, two reasons: e");
		}
		if (add(r, todo) != 0)
			return fault_memory(f);
	}
	return rc;
}

int64_t
todo_ahead(struct app *a)
{
	return store_days(&a->store, "due_ahead", 0);
}

static int
by_day(const void *a, const void *b)
{
	const struct line *x = *(const struct line *const *)a, *y = *(const struct line *const *)b;
	int order = strcmp(x->due_on, y->due_on);

	return order != 0 ? order : x < y ? -1 : x > y;
}

void
todo_days(int32_t days, struct buf *out)
{
	if (days < 0)
		buf_printf(out, ngettext(": %d day late", ": %d days late", (unsigned long)-days), -days);
	else if (days == 0)
		buf_text(out, _(": today"));
	else
		buf_printf(out, ngettext(": in %d day", ": in %d days", (unsigned long)days), days);
}

static int
add_due(struct reading *r, const struct line *l, const struct choice *step, int32_t days)
{
	struct todo todo = {.kind = TODO_DUE, .error = days < 0};
	struct buf text = {0};

	memcpy(todo.root, l->root, RECORD_ID);
	memcpy(todo.record, l->root, RECORD_ID);
	buf_text(&text, form_label(step->label));
	todo_days(days, &text);
	todo.text = buf_str(&text);
	int rc = text.failed ? -1 : add(r, todo);
	buf_free(&text);
	return rc;
}

/* Steps of the procedure that this office takes, late or due soon; the earliest first. */
static int
take_due(struct reading *r)
{
	const struct question *q = form_saying(r->app->store.form, "steps");
	const int32_t today = world_today(&r->app->world);
	const int64_t ahead = todo_ahead(r->app);
	const struct line **due = calloc(r->s->n + 1, sizeof *due);
	size_t n = 0;
	int rc = due == NULL ? -1 : 0;

	for (size_t i = 0; due != NULL && i < r->s->n; i++)
		if (r->s->lines[i].due_on[0] != '\0')
			due[n++] = &r->s->lines[i];
	if (n > 1)
		qsort(due, n, sizeof *due, by_day);
	for (size_t i = 0; rc == 0 && q != NULL && q->list != NULL && i < n; i++) {
		const struct choice *step = form_choice(q->list, due[i]->due_step, strlen(due[i]->due_step));
		int32_t day;
		if (step != NULL && choice_is_for(step, r->app->role) && date_parse(due[i]->due_on, strlen(due[i]->due_on), &day) == 0 &&
			day <= today + ahead)
			rc = add_due(r, due[i], step, day - today);
	}
	free(due);
	return rc;
}

/* One that waits: what it is about, in the words of its list. */
static int
take_review(void *self, const unsigned char root[RECORD_ID], const unsigned char record[RECORD_ID], const char *text, size_t n)
{
	struct reading *r = self;
	const struct form *form = r->app->store.form;
	const struct question *waits = form_saying(form, "review_waits"), *of = form_saying(form, "review_of");
	const struct choice *c = of != NULL && of->list != NULL ? form_choice(of->list, text, n) : NULL;
	struct todo todo = {.kind = TODO_REVIEW, .section = form->sections[waits->section].name, .text = c != NULL ? form_label(c->label) : ""};

	memcpy(todo.root, root, RECORD_ID);
	memcpy(todo.record, record, RECORD_ID);
	return add(r, todo);
}

/* 0 or -1. */
static int
take_reviews(struct reading *r, struct fault *f)
{
	const struct question *waits = form_saying(r->app->store.form, "review_waits");
	const int rc = waits == NULL ? 0 : store_answers(&r->app->store, waits, take_review, r, f);

	return rc > 0 ? fault_memory(f) : rc;
}

/* What the county found over all villages: the sentence of its check, and in which village the other one is. */
static int
take_told(void *self, const struct told_line *x)
{
	struct reading *r = self;
	const struct form *form = r->app->store.form;
	const int q = x->check != NULL ? x->check->question : -1;
	/* Kept with a reason it waits for nobody; what only is to be known is found in the household file. */
	if (x->kept || (x->check != NULL && x->check->severity == CHECK_NOTE))
		return 0;
	struct todo todo = {.kind = TODO_COUNTY, .error = x->check == NULL || x->check->severity == CHECK_ERROR, .answered = x->answered};
	struct buf text = {0};

	memcpy(todo.root, x->root, RECORD_ID);
	memcpy(todo.record, x->record, RECORD_ID);
	if (q >= 0 && form->questions[q].table == x->check->table)
		todo.section = form->sections[form->questions[q].section].name;
	if (x->answered)
		buf_text(&text, _("changed, waits for the county"));
	else if (x->check != NULL)
		check_words(r->app->store.checks, x->check, words_chinese() ? LANG_ZH : LANG_EN, &text);
	else
		buf_text(&text, _("found by a check this program does not have"));
	if (x->detail[0] != '\0')
		buf_printf(&text, _(" (%s)"), x->detail);
	todo.text = buf_str(&text);
	int rc = add(r, todo);
	buf_wipe(&text);
	return rc;
}

/* Errors, warnings, and what rests. */
static int
urgency(const struct todo *t)
{
	return t->answered ? 2 : t->error ? 0 : 1;
}

static int
by_urgency(const void *a, const void *b)
{
	const struct todo *x = a, *y = b;
	int order = urgency(x) - urgency(y);

	if (order == 0)
		order = memcmp(x->root, y->root, RECORD_ID);
	if (order == 0)
		order = memcmp(x->record, y->record, RECORD_ID);
	return order != 0 ? order : strcmp(x->text, y->text);
}

/* All of it is read before the rows are given out, or what matters least might take them. 0 or -1. */
static int
take_all_told(struct reading *r, struct fault *f)
{
	const size_t first = r->t->n;

	r->of_kind = 0;
	r->most = SIZE_MAX;
	int rc = store_told(&r->app->store, take_told, r, f);
	r->most = TODO_MOST;
	if (rc != 0)
		return rc > 0 ? fault_memory(f) : -1;
	const size_t n = r->t->n - first;
	if (n > 1)
		qsort(r->t->rows + first, n, sizeof *r->t->rows, by_urgency);
	if (n > TODO_MOST) {
		r->t->more += n - TODO_MOST;
		r->t->n = first + TODO_MOST;
	}
	return 0;
}

/* Those that were visited and in which something waits; what nobody has begun is no to-do but the round itself. */
static int
take_open(struct reading *r, enum todo_kind kind)
{
	r->of_kind = 0;
	for (size_t i = 0; i < r->s->n; i++) {
		const struct line *l = &r->s->lines[i];
		struct todo todo = {.kind = kind, .missing = l->missing, .errors = l->errors, .warnings = l->warnings};
		const enum todo_kind worst = l->errors > 0 ? TODO_WRONG : l->warnings > 0 ? TODO_DOUBTFUL : TODO_MISSING;
		if (worst != kind || (l->errors + l->warnings + l->missing == 0) || l->visited[0] == '\0')
			continue;
		memcpy(todo.root, l->root, RECORD_ID);
		memcpy(todo.record, l->root, RECORD_ID);
		if (add(r, todo) != 0)
			return -1;
	}
	return 0;
}

/* Those the policy warns of, whose last visit lies as many days back as the county wants them visited again. */
static int
take_warned(struct reading *r)
{
	const int32_t today = world_today(&r->app->world);
	const int64_t again = store_days(&r->app->store, "warn_visit_days", 366);
	int rc = 0;

	r->of_kind = 0;
	for (size_t i = 0; rc == 0 && i < r->s->n; i++) {
		const struct line *l = &r->s->lines[i];
		struct todo todo = {.kind = TODO_WARNED};
		struct buf text = {0};
		int32_t day;
		if (l->warned[0] == '\0' || date_parse(l->visited, strlen(l->visited), &day) < 0 || today - day < again)
			continue;
		memcpy(todo.root, l->root, RECORD_ID);
		memcpy(todo.record, l->root, RECORD_ID);
		buf_printf(&text, ngettext("visited %d day ago: ", "visited %d days ago: ", (unsigned long)(today - day)), today - day);
		summaries_warned(r->app, l, &text);
		todo.text = buf_str(&text);
		rc = text.failed ? -1 : add(r, todo);
		buf_wipe(&text);
	}
	return rc;
}

int
todos_read(struct todos *t, struct app *a, const struct summaries *s, struct fault *f)
{
	struct reading r = {t, s, a, 0, TODO_MOST};
	uint64_t untold;

	arena_wipe(&t->arena);
	t->n = 0;
	if (county_link_untold(a, &untold, f) < 0)
		return -1;
	t->more = (size_t)untold;
	int rc = journal_drafts(a->store.journal, take_draft, &r, f);
	if (rc != 0)
		return rc > 0 ? fault_memory(f) : -1;
	t->drafts = t->n;
	r.of_kind = 0;
	if (take_conflicts(&r, a, f) < 0)
		return -1;
	r.of_kind = 0;
	if (take_due(&r) != 0)
		return fault_memory(f);
	r.of_kind = 0;
	if (take_reviews(&r, f) < 0 || take_all_told(&r, f) < 0)
		return -1;
	return take_open(&r, TODO_WRONG) < 0 || take_open(&r, TODO_DOUBTFUL) < 0 || take_warned(&r) != 0 || take_open(&r, TODO_MISSING) < 0
		? fault_memory(f) : 0;
}

void
todos_free(struct todos *t)
{
	arena_wipe(&t->arena);
	free(t->rows);
	*t = (struct todos){0};
}

const char *
todo_section(const struct app *a, const struct todo *t)
{
	const struct form *form = a->store.form;

	for (int i = 0; t->section[0] != '\0' && i < form->n_sections; i++)
		if (strcmp(form->sections[i].name, t->section) == 0)
			return form_label(form->sections[i].label);
	return t->section;
}
