#include "summaries.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "store/summary.h"
#include "words.h"

static const char *
keep(struct summaries *s, const char *text)
{
	return text[0] == '\0' ? "" : arena_text(&s->arena, text, strlen(text));
}

struct reading {
	struct summaries *s;
	const struct app *app;
};

static int
count_words(const char *text)
{
	int n = 0;

	for (; *(text += strspn(text, " ")) != '\0'; text += strcspn(text, " "))
		n++;
	return n;
}

static int
take(void *self, const struct summary *y)
{
	struct reading *r = self;
	struct summaries *s = r->s;

	if (array_grow(&s->lines, &s->cap, s->n + 1, sizeof *s->lines) < 0)
		return 1;
	struct line *l = &s->lines[s->n];
	*l = (struct line){.title = keep(s, y->title), .place = keep(s, y->place), .search = keep(s, y->search), .class = keep(s, y->class), .due_on = keep(s, y->due_on), .due_step = keep(s, y->due_step),
		.area = keep(s, y->area), .state = keep(s, y->state), .decided = keep(s, y->decided), .factors = keep(s, y->factors), .warned = keep(s, y->warned), .granted = y->granted, .offered = y->offered, .lacking = count_words(y->lacking),
		.visited = keep(s, y->visited), .amount = y->amount, .has_amount = y->has_amount, .done = y->done, .members = y->members,
		.missing = y->missing, .errors = y->errors, .warnings = y->warnings, .order = policy_class_order(r->app->store.policy, y->class)};
	memcpy(l->root, y->root, RECORD_ID);
	if (l->title == NULL || l->place == NULL || l->search == NULL || l->class == NULL || l->visited == NULL || l->due_on == NULL || l->due_step == NULL || l->area == NULL ||
		l->state == NULL || l->decided == NULL || l->factors == NULL || l->warned == NULL)
		return 1;
	s->n++;
	return 0;
}

int
summaries_read(struct summaries *s, struct app *a, struct fault *f)
{
	struct reading r = {s, a};

	arena_wipe(&s->arena);
	s->n = 0;
	int rc = store_summaries(&a->store, "", take, &r, f);
	return rc > 0 ? fault_memory(f) : rc;
}

void
summaries_free(struct summaries *s)
{
	arena_wipe(&s->arena);
	free(s->lines);
	*s = (struct summaries){0};
}

static bool
holds(const char *text, const char *part, size_t n)
{
	for (; *text != '\0'; text++)
		if (strncasecmp(text, part, n) == 0)
			return true;
	return false;
}

bool
summaries_match(const struct line *l, const char *text, size_t n)
{
	return n == 0 || holds(l->title, text, n) || holds(l->place, text, n) || holds(l->search, text, n);
}

const char *
summaries_class(const struct app *a, const struct line *l)
{
	const char *const *label = l->class[0] == '\0' ? NULL : policy_class(a->store.policy, l->class);

	return label != NULL ? form_label(label) : l->class;
}

void
summaries_warned(const struct app *a, const struct line *l, struct buf *out)
{
	const size_t start = out->len;
	struct policy_row r;

	for (size_t i = 0; l->warned[0] != '\0' && policy_row(a->store.policy, i, &r); i++) {
		const size_t n = strlen(r.name);
		const char *at = strcmp(r.kind, "warning") == 0 ? strstr(l->warned, r.name) : NULL;
		while (at != NULL && ((at > l->warned && at[-1] != ' ') || (at[n] != ' ' && at[n] != '\0')))
			at = strstr(at + 1, r.name);
		if (at != NULL)
			buf_printf(out, "%s%s", out->len > start ? _(", ") : "", form_label(r.label));
	}
}
