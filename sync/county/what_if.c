/* policy what-if: the whole county by a policy that is not issued. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "draft.h"
#include "journal/exchange.h"
#include "store/summary.h"
#include "words.h"

enum { PAIRS = 256, CLASS_ROOM = 64 };

/* Households and people that are of one class now and of another then. */
struct pair {
	char now[CLASS_ROOM], then[CLASS_ROOM];
	size_t households, members;
};

struct trying {
	struct call *c;
	struct store draft; /* the county's, under the policy that is tried */
	struct json j;
	bool json, lines;
	struct pair pairs[PAIRS];
	size_t n, households, moved;
};

static struct pair *
pair_of(struct trying *t, const char *now, const char *then)
{
	for (size_t i = 0; i < t->n; i++)
		if (strcmp(t->pairs[i].now, now) == 0 && strcmp(t->pairs[i].then, then) == 0)
			return &t->pairs[i];
	if (t->n == PAIRS)
		return NULL;
	struct pair *p = &t->pairs[t->n++];
	snprintf(p->now, sizeof p->now, "%s", now);
	snprintf(p->then, sizeof p->then, "%s", then);
	return p;
}

static void
tell_household(struct trying *t, const struct summary *y, const char *then)
{
	struct buf name = {0}, record = {0};

	call_mask(y->title, &name);
	for (size_t i = 0; i < RECORD_ID; i++)
		buf_printf(&record, "%02x", (unsigned)y->root[i]);
	const char *const cells[][2] = {{"area", y->area}, {"place", y->place}, {"name", buf_str(&name)}, {"now", y->class}, {"then", then},
		{"record", buf_str(&record)}};
	if (t->json)
		json_begin(&t->j, '{');
	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
		if (t->json) {
			json_key(&t->j, cells[i][0]);
			json_text(&t->j, cells[i][1]);
			continue;
		}
		call_cell(&t->c->out, cells[i][1]);
		buf_byte(&t->c->out, i + 1 < sizeof cells / sizeof *cells ? '\t' : '\n');
	}
	if (t->json)
		json_end(&t->j, '}');
	buf_free(&name);
	buf_free(&record);
}

static int
try_one(void *self, const struct summary *y)
{
	struct trying *t = self;
	struct casefile c;
	int rc = store_file(&t->draft, y->root, &c, t->c->f);

	if (rc != 1)
		return rc;
	const char *then = c.assessment.code;
	struct pair *p = pair_of(t, y->class, then);
	t->households++;
	t->moved += strcmp(y->class, then) != 0;
	if (p != NULL) {
		p->households++;
		p->members += (size_t)(y->members > 0 ? y->members : 0);
	}
	if (t->lines && strcmp(y->class, then) != 0)
		tell_household(t, y, then);
	casefile_close(&c);
	return t->c->out.len < CALL_FLUSH ? 0 : call_flush(t->c);
}

/* Those that move before those that stay; by class. */
static int
by_move(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;
	const int stay = strcmp(x->now, x->then) == 0, other = strcmp(y->now, y->then) == 0, order = strcmp(x->now, y->now);

	return stay != other ? stay - other : order != 0 ? order : strcmp(x->then, y->then);
}

static void
tell_pairs(struct trying *t)
{
	if (t->n > 1)
		qsort(t->pairs, t->n, sizeof *t->pairs, by_move);
	for (size_t i = 0; i < t->n; i++) {
		const struct pair *p = &t->pairs[i];
		if (!t->json) {
			buf_printf(&t->c->out, "%s\t%s\t%zu\t%zu\n", p->now, p->then, p->households, p->members);
			continue;
		}
		json_begin(&t->j, '{');
		json_key(&t->j, "now");
		json_text(&t->j, p->now);
		json_key(&t->j, "then");
		json_text(&t->j, p->then);
		json_key(&t->j, "households");
		json_int(&t->j, (int64_t)p->households);
		json_key(&t->j, "members");
		json_int(&t->j, (int64_t)p->members);
		json_end(&t->j, '}');
	}
}

static int
try_all(struct trying *t, struct store *s)
{
	struct call *c = t->c;

	if (t->json)
		json_begin(&t->j, '[');
	if (store_summaries(s, c->value[OPT_VILLAGE] != NULL ? c->value[OPT_VILLAGE] : "", try_one, t, c->f) != 0)
		return -1;
	if (!t->lines)
		tell_pairs(t);
	if (t->json) {
		json_end(&t->j, ']');
		buf_byte(&c->out, '\n');
	}
	call_say(_("Households: %zu; of these %zu would be of another class. Nothing was written."), t->households, t->moved);
	return 0;
}

int
run_policy_what_if(struct call *c)
{
	struct office o;
	struct draft d = {0};
	struct trying *t = calloc(1, sizeof *t);

	if (t == NULL)
		return fault_memory(c->f);
	if (call_open(c, &o, VAULT_COUNTY_READ) < 0) {
		free(t);
		return -1;
	}
	*t = (struct trying){.c = c, .j = {.out = &c->out}, .json = c->value[OPT_JSON] != NULL, .lines = c->value[OPT_LINES] != NULL};
	int64_t stale = journal_count(o.store.journal, STALE_COUNT, c->f);
	int rc = stale < 0 || draft_take(&d, c, 0, &o.store) < 0 || draft_load(&d, c, &o.store) < 0 ? -1 : 0;
	if (rc == 0) {
		store_under(&t->draft, &o.store, d.policy);
		rc = try_all(t, &o.store);
	}
	if (rc == 0 && stale > 0)
		call_say(_("%lld households wait to be assessed again, as the last merge was interrupted; merge again for classes as they are now."),
			(long long)stale);
	draft_free(&d);
	office_close(&o);
	free(t);
	return rc == 0 ? 0 : call_fail(c);
}
