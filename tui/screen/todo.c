#include "todo.h"

#include <stdlib.h>
#include <string.h>

struct reading {
	struct todos *t;
	const struct summaries *s;
	size_t of_kind;
};

static int
add(struct reading *r, struct todo todo)
{
	if (r->of_kind++ >= TODO_MOST)
		return 0;
	if (array_grow(&r->t->rows, &r->t->cap, r->t->n + 1, sizeof *r->t->rows) < 0)
		return 1;
	todo.title = todo.place = "";
	for (size_t i = 0; i < r->s->n; i++)
		if (memcmp(r->s->lines[i].root, todo.root, RECORD_ID) == 0) {
			todo.title = r->s->lines[i].title;
			todo.place = r->s->lines[i].place;
		}
	todo.title = arena_text(&r->t->arena, todo.title, strlen(todo.title));
	todo.place = arena_text(&r->t->arena, todo.place, strlen(todo.place));
	todo.section = arena_text(&r->t->arena, todo.section, strlen(todo.section));
	if (todo.title == NULL || todo.place == NULL || todo.section == NULL)
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
		if (add(r, todo) != 0)
			return fault_memory(f);
	}
	return rc;
}

/* Those that were visited and are not complete; what nobody has begun is no to-do but the round itself. */
static int
take_missing(struct reading *r)
{
	for (size_t i = 0; i < r->s->n; i++) {
		const struct line *l = &r->s->lines[i];
		struct todo todo = {.kind = TODO_MISSING, .section = "", .missing = l->missing};
		if (l->missing == 0 || l->visited[0] == '\0')
			continue;
		memcpy(todo.root, l->root, RECORD_ID);
		memcpy(todo.record, l->root, RECORD_ID);
		if (add(r, todo) != 0)
			return -1;
	}
	return 0;
}

int
todos_read(struct todos *t, struct app *a, const struct summaries *s, struct fault *f)
{
	struct reading r = {t, s, 0};

	arena_wipe(&t->arena);
	t->n = 0;
	int rc = journal_drafts(a->store.journal, take_draft, &r, f);
	if (rc != 0)
		return rc > 0 ? fault_memory(f) : -1;
	t->drafts = t->n;
	r.of_kind = 0;
	if (take_conflicts(&r, a, f) < 0)
		return -1;
	r.of_kind = 0;
	return take_missing(&r) < 0 ? fault_memory(f) : 0;
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
