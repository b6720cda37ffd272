/* status: what the county holds. */
#include <string.h>

#include "base32.h"
#include "command.h"
#include "date.h"
#include "journal/exchange.h"
#include "store/summary.h"
#include "words.h"

struct telling {
	struct call *c;
	struct office *o;
	struct json j;
	bool json;
	int64_t households;
};

/* One number or text of the report, as a key of JSON or a line for people. ${words} is a message id. */
static void
put_number(struct telling *t, const char *key, const char *words, int64_t v)
{
	if (t->json) {
		json_key(&t->j, key);
		json_int(&t->j, v);
	} else {
		buf_printf(&t->c->out, "%s\t%lld\n", _(words), (long long)v);
	}
}

static void
put_text(struct telling *t, const char *key, const char *words, const char *v)
{
	if (t->json) {
		json_key(&t->j, key);
		json_text(&t->j, v);
	} else {
		buf_printf(&t->c->out, "%s\t%s\n", _(words), v);
	}
}

static void
begin_list(struct telling *t, const char *key, const char *words)
{
	if (t->json) {
		json_key(&t->j, key);
		json_begin(&t->j, '[');
	} else {
		buf_printf(&t->c->out, "\n%s\n", _(words));
	}
}

static void
end_list(struct telling *t)
{
	if (t->json)
		json_end(&t->j, ']');
}

static int
tell_class(void *self, const char *class, int64_t n)
{
	struct telling *t = self;

	t->households += n;
	if (t->json) {
		json_begin(&t->j, '{');
		json_key(&t->j, "class");
		json_text(&t->j, class);
		json_key(&t->j, "households");
		json_int(&t->j, n);
		json_end(&t->j, '}');
	} else {
		buf_printf(&t->c->out, "  %s\t%lld\n", class[0] != '\0' ? class : _("not assessed"), (long long)n);
	}
	return 0;
}

static int
put_counts(struct telling *t, struct fault *f)
{
	static const struct {
		enum statement which;
		const char *key, *words;
	} counts[] = {
		{VERSION_COUNT, "versions", N_("versions")},
		{CONFLICT_COUNT, "conflicts", N_("conflicts")},
		{FORK_COUNT, "forks", N_("forked versions")},
		{STALE_COUNT, "stale", N_("households to be assessed again")},
	};

	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
		int64_t n = journal_count(t->o->store.journal, counts[i].which, f);
		if (n < 0)
			return -1;
		put_number(t, counts[i].key, counts[i].words, n);
	}
	begin_list(t, "classes", N_("Households by class"));
	int rc = class_visit(t->o->store.db, tell_class, t, f);
	end_list(t);
	if (!t->json)
		buf_byte(&t->c->out, '\n');
	put_number(t, "households", N_("households"), t->households);
	return rc;
}

/* One laptop: identity, rights, and up to where its versions are held. */
struct laptop {
	const struct device *d;
	char id[BASE32_NAME];
	uint64_t dense;
	int64_t last;
};

static void
device_json(struct telling *t, const struct laptop *l)
{
	struct json *j = &t->j;

	json_begin(j, '{');
	json_key(j, "id");
	json_text(j, l->id);
	json_key(j, "cadre");
	json_text(j, l->d->cadre);
	json_key(j, "role");
	json_text(j, role_names[l->d->role]);
	json_key(j, "areas");
	json_text(j, l->d->areas);
	json_key(j, "held_up_to");
	json_int(j, (int64_t)l->dense);
	json_key(j, "last");
	json_int(j, l->last);
	json_key(j, "gap");
	json_bool(j, l->last > (int64_t)l->dense && l->last > l->d->written_off);
	json_key(j, "held");
	json_bool(j, l->d->state != 0);
	json_key(j, "revoked_after");
	if (l->d->revoked_after >= 0)
		json_int(j, l->d->revoked_after);
	else
		json_null(j);
	json_end(j, '}');
}

static void
device_text(struct telling *t, const struct laptop *l)
{
	struct buf *out = &t->c->out;

	buf_printf(out, "  %s\t%s\t%s\t%s\t", l->id, l->d->cadre, role_names[l->d->role], l->d->areas);
	buf_printf(out, _("versions up to %lld"), (long long)l->last);
	if (l->last > (int64_t)l->dense && l->last > l->d->written_off)
		buf_printf(out, _("; gap after %lld"), (long long)l->dense);
	if (l->d->state != 0)
		buf_printf(out, _("; %s"), _("held: its invitation was used twice, a person must decide"));
	if (l->d->revoked_after >= 0)
		buf_printf(out, _("; revoked after %lld"), (long long)l->d->revoked_after);
	buf_byte(out, '\n');
}

static int
put_devices(struct telling *t, struct fault *f)
{
	struct store *s = &t->o->store;
	struct laptop l;
	unsigned char chain[32];
	int64_t joined;

	begin_list(t, "devices", N_("Laptops: id, cadre, role, areas, what is held"));
	for (size_t i = 0; (l.d = journal_device_at(s->journal, i)) != NULL; i++) {
		if (!l.d->certified || l.d->role == ROLE_COUNTY)
			continue;
		base32_name(l.d->id, l.id);
		if (device_chain(s->db, l.d->id, &l.dense, chain, &joined, f) < 0 || (l.last = journal_last_seq(s->journal, l.d->id, f)) < 0)
			return -1;
		if (t->json)
			device_json(t, &l);
		else
			device_text(t, &l);
	}
	end_list(t);
	return 0;
}

static int
tell_fork(void *self, const unsigned char device[DEVICE_ID], int64_t first, int64_t n)
{
	struct telling *t = self;
	char id[BASE32_NAME];

	base32_name(device, id);
	if (t->json) {
		json_begin(&t->j, '{');
		json_key(&t->j, "id");
		json_text(&t->j, id);
		json_key(&t->j, "from");
		json_int(&t->j, first);
		json_key(&t->j, "versions");
		json_int(&t->j, n);
		json_end(&t->j, '}');
	} else {
		buf_printf(&t->c->out, "  %s\t", id);
		buf_printf(&t->c->out, _("from version %lld on, %lld times\n"), (long long)first, (long long)n);
	}
	return 0;
}

static int
tell_invitation(void *self, const struct invitation_row *i)
{
	struct telling *t = self;

	if (i->used)
		return 0;
	if (t->json) {
		json_begin(&t->j, '{');
		json_key(&t->j, "serial");
		json_int(&t->j, i->serial);
		json_key(&t->j, "cadre");
		json_text(&t->j, i->cadre);
		json_key(&t->j, "role");
		json_text(&t->j, role_names[i->role]);
		json_key(&t->j, "village");
		json_text(&t->j, i->village);
		json_key(&t->j, "areas");
		json_text(&t->j, i->area);
		json_end(&t->j, '}');
	} else {
		buf_printf(&t->c->out, "  %lld\t%s\t%s\t%s\t%s\n", (long long)i->serial, i->cadre, role_names[i->role], i->village, i->area);
	}
	return 0;
}

/* Deadlines of the procedure that were missed, and those that come as soon as people want to be reminded. */
struct deadlines {
	const char *today;
	int64_t late, soon;
};

static int
count_deadline(void *self, const struct summary *line)
{
	struct deadlines *d = self;

	if (strcmp(line->due_on, d->today) < 0)
		d->late++;
	else
		d->soon++;
	return 0;
}

static int
put_deadlines(struct telling *t, struct fault *f)
{
	struct store *s = &t->o->store;
	const int32_t today = world_today(&s->world);
	char day[DATE_TEXT], until[DATE_TEXT];
	struct deadlines d = {.today = day};

	date_format(today, day);
	date_format(today + (int32_t)store_days(s, "due_ahead", 0), until);
	if (store_due(s, "", until, count_deadline, &d, f) < 0)
		return -1;
	put_number(t, "overdue", N_("deadlines missed (see ledger --due 0)"), d.late);
	put_number(t, "due_soon", N_("deadlines of the next days"), d.soon);
	return 0;
}

static int
put_all(struct telling *t, struct fault *f)
{
	struct store *s = &t->o->store;

	if (t->json)
		json_begin(&t->j, '{');
	put_text(t, "county", N_("county"), t->o->name);
	put_text(t, "area", N_("area code"), t->o->area);
	put_number(t, "epoch", N_("epoch"), (int64_t)t->o->epoch);
	put_number(t, "form_version", N_("form version"), (int64_t)s->form->version);
	put_number(t, "policy_version", N_("policy version"), (int64_t)policy_version(s->policy));
	if (put_deadlines(t, f) < 0 || put_counts(t, f) < 0 || put_devices(t, f) < 0)
		return -1;
	begin_list(t, "forked", N_("Forks: laptops whose disk was copied or set back"));
	int rc = fork_visit(s->db, tell_fork, t, f);
	end_list(t);
	if (rc < 0)
		return -1;
	begin_list(t, "invitations_unused", N_("Invitations not used yet: serial, cadre, role, village, areas"));
	rc = invitation_visit(s->db, tell_invitation, t, f);
	end_list(t);
	if (t->json)
		json_end(&t->j, '}');
	if (t->json)
		buf_byte(&t->c->out, '\n');
	return rc;
}

int
run_status(struct call *c)
{
	struct office o;
	struct telling t = {.c = c, .o = &o, .j = {.out = &c->out}, .json = c->value[OPT_JSON] != NULL};

	if (call_open(c, &o, VAULT_COUNTY_READ) < 0)
		return -1;
	int rc = put_all(&t, c->f);
	office_close(&o);
	return rc < 0 ? -1 : 0;
}
