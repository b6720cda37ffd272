/* households, conflicts and log: lists for people, names masked. */
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "journal/exchange.h"
#include "num.h"
#include "store/summary.h"
#include "words.h"

struct listing {
	struct call *c;
	struct office o;
	struct json j;
	bool json;
};

/* Whether ${class} stands in the list of codes with commas between. */
static bool
class_wanted(const char *list, const char *class)
{
	size_t n = strlen(class);

	for (const char *at = list; at != NULL; at = strchr(at, ',')) {
		at += *at == ',';
		if (strncmp(at, class, n) == 0 && (at[n] == ',' || at[n] == '\0'))
			return true;
	}
	return list == NULL;
}

static void
household_json(struct listing *l, const struct summary *s, const char *name)
{
	struct json *j = &l->j;

	json_begin(j, '{');
	json_key(j, "record");
	json_hex(j, s->root, RECORD_ID);
	json_key(j, "area");
	json_text(j, s->area);
	json_key(j, "place");
	json_text(j, s->place);
	json_key(j, "name");
	json_text(j, name);
	json_key(j, "class");
	json_text(j, s->class);
	json_key(j, "income_per_head");
	if (s->has_amount)
		json_fixed(j, s->amount);
	else
		json_null(j);
	json_key(j, "members");
	json_int(j, s->members);
	json_key(j, "missing");
	json_int(j, s->missing);
	json_key(j, "visited");
	json_text(j, s->visited);
	json_key(j, "done");
	json_bool(j, s->done);
	json_end(j, '}');
}

/* Results leave in pieces, so that a county of 300,000 households needs no memory for all of them. */
static int
listed(struct listing *l)
{
	return l->c->out.len < CALL_FLUSH ? 0 : call_flush(l->c);
}

static int
tell_household(void *self, const struct summary *s)
{
	struct listing *l = self;
	struct buf name = {0};
	char amount[NUM_TEXT] = "";

	if (!class_wanted(l->c->value[OPT_CLASS], s->class))
		return 0;
	call_mask(s->title, &name);
	if (l->json) {
		household_json(l, s, buf_str(&name));
	} else {
		if (s->has_amount)
			num_fixed_text(s->amount, amount);
		const char *const cells[] = {s->area, s->place, buf_str(&name), s->class, amount};
		call_cells(&l->c->out, cells, sizeof cells / sizeof *cells);
		buf_printf(&l->c->out, "%d\t%d\t%s\t", s->members, s->missing, s->visited);
		for (size_t i = 0; i < RECORD_ID; i++)
			buf_printf(&l->c->out, "%02x", (unsigned)s->root[i]);
		buf_byte(&l->c->out, '\n');
	}
	buf_free(&name);
	return listed(l);
}

static int
begin(struct call *c, struct listing *l)
{
	*l = (struct listing){.c = c, .j = {.out = &c->out}, .json = c->value[OPT_JSON] != NULL};
	if (call_open(c, &l->o, VAULT_COUNTY_READ) < 0)
		return -1;
	if (l->json)
		json_begin(&l->j, '[');
	return 0;
}

static int
end(struct listing *l, int rc)
{
	office_close(&l->o);
	if (l->json) {
		json_end(&l->j, ']');
		buf_byte(&l->c->out, '\n');
	}
	return rc < 0 ? -1 : 0;
}

static const char *
village(const struct call *c)
{
	return c->value[OPT_VILLAGE] != NULL ? c->value[OPT_VILLAGE] : "";
}

int
run_households(struct call *c)
{
	struct listing l;

	if (begin(c, &l) < 0)
		return -1;
	return end(&l, store_summaries(&l.o.store, village(c), tell_household, &l, c->f));
}

/* Where the household of a conflict is. */
struct spot {
	struct buf area, place, name;
};

static int
note_spot(void *self, const struct summary *s)
{
	struct spot *spot = self;

	buf_text(&spot->area, s->area);
	buf_text(&spot->place, s->place);
	call_mask(s->title, &spot->name);
	return 0;
}

static void
conflict_out(struct listing *l, const struct conflict_row *row, struct spot *spot)
{
	struct json *j = &l->j;

	if (!l->json) {
		const char *const cells[] = {buf_str(&spot->area), buf_str(&spot->place), buf_str(&spot->name), row->table, row->section};
		call_cells(&l->c->out, cells, sizeof cells / sizeof *cells);
		for (size_t i = 0; i < RECORD_ID; i++)
			buf_printf(&l->c->out, "%02x", (unsigned)row->record[i]);
		buf_byte(&l->c->out, '\n');
		return;
	}
	json_begin(j, '{');
	json_key(j, "area");
	json_text(j, buf_str(&spot->area));
	json_key(j, "place");
	json_text(j, buf_str(&spot->place));
	json_key(j, "name");
	json_text(j, buf_str(&spot->name));
	json_key(j, "table");
	json_text(j, row->table);
	json_key(j, "section");
	json_text(j, row->section);
	json_key(j, "record");
	json_hex(j, row->record, RECORD_ID);
	json_key(j, "household");
	json_hex(j, row->root, RECORD_ID);
	json_end(j, '}');
}

static int
tell_conflict(void *self, const struct conflict_row *row)
{
	struct listing *l = self;
	struct spot spot = {0};
	int rc = store_summary(&l->o.store, row->root, note_spot, &spot, l->c->f);

	if (rc >= 0 && strncmp(buf_str(&spot.area), village(l->c), strlen(village(l->c))) == 0)
		conflict_out(l, row, &spot);
	buf_free(&spot.area);
	buf_free(&spot.place);
	buf_free(&spot.name);
	return rc < 0 ? -1 : listed(l);
}

int
run_conflicts(struct call *c)
{
	struct listing l;

	if (begin(c, &l) < 0)
		return -1;
	return end(&l, conflict_visit(l.o.store.db, tell_conflict, &l, c->f));
}

enum { LOG_LINES = 1000 };

static int
tell_exchange(void *self, const struct exchange_row *e)
{
	struct listing *l = self;
	struct json *j = &l->j;
	char at[CALL_MINUTE];

	call_minute(e->wall_ms, at);
	if (!l->json) {
		const char *const cells[] = {at, e->carrier};
		call_cells(&l->c->out, cells, 2);
		buf_printf(&l->c->out, "%lld\t%lld\t%lld\t", (long long)e->sent, (long long)e->received, (long long)e->bytes);
		call_cell(&l->c->out, e->note);
		buf_byte(&l->c->out, '\n');
		return listed(l);
	}
	json_begin(j, '{');
	json_key(j, "time");
	json_text(j, at);
	json_key(j, "carrier");
	json_text(j, e->carrier);
	json_key(j, "sent");
	json_int(j, e->sent);
	json_key(j, "received");
	json_int(j, e->received);
	json_key(j, "bytes");
	json_int(j, e->bytes);
	json_key(j, "note");
	json_text(j, e->note);
	json_end(j, '}');
	return listed(l);
}

int
run_log(struct call *c)
{
	struct listing l;

	if (begin(c, &l) < 0)
		return -1;
	return end(&l, exchange_visit(l.o.store.db, LOG_LINES, tell_exchange, &l, c->f));
}
