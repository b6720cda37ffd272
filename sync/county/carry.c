/* merge and pack: what comes from the stick and what goes to it. */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base32.h"
#include "codec.h"
#include "command.h"
#include "file.h"
#include "journal/exchange.h"
#include "usb.h"
#include "words.h"

struct merging_all {
	struct call *c;
	struct office office;
	struct json json;
	size_t good, known, bad, versions, bytes;
};

static const char *
cadre_of(struct office *o, const unsigned char device[KEY_ID])
{
	const struct device *d = journal_device(o->store.journal, device);

	return d != NULL ? d->cadre : "";
}

/* What is to be told of a batch beside its numbers. */
static const struct {
	size_t at; /* of a bool in struct office_news */
	const char *key, *words;
} marks[] = {
	{offsetof(struct office_news, joined), "joined", N_("joined")},
	{offsetof(struct office_news, known), "known", N_("taken in before")},
	{offsetof(struct office_news, gap), "gap", N_("gap: earlier versions are missing")},
	{offsetof(struct office_news, forked), "forked", N_("fork: this laptop's disk was copied or set back")},
	{offsetof(struct office_news, held), "held", N_("held: its invitation was used twice, a person must decide")},
};
enum { MARKS = sizeof marks / sizeof *marks };

static bool
marked(const struct office_news *news, size_t i)
{
	return *(const bool *)((const char *)news + marks[i].at);
}

static void
tell_text(struct merging_all *m, const char *file, const struct office_news *news, const struct fault *bad)
{
	struct buf *out = &m->c->out;
	char device[BASE32_NAME];

	if (bad != NULL) {
		buf_printf(out, "%s\t-\t-\t%s\n", file, bad->text);
		return;
	}
	base32_name(news->device, device);
	buf_printf(out, "%s\t%s\t%s\t", file, device, cadre_of(&m->office, news->device));
	buf_printf(out, _("new: %zu; not in force: %zu"), (size_t)news->versions, (size_t)news->out_of_force);
	for (size_t i = 0; i < MARKS; i++)
		if (marked(news, i))
			buf_printf(out, _("; %s"), _(marks[i].words));
	buf_byte(out, '\n');
}

static void
tell_json(struct merging_all *m, const char *file, const struct office_news *news, const struct fault *bad)
{
	struct json *j = &m->json;
	char device[BASE32_NAME];

	json_begin(j, '{');
	json_key(j, "file");
	json_text(j, file);
	json_key(j, "taken");
	json_bool(j, bad == NULL);
	if (bad != NULL) {
		json_key(j, "code");
		json_int(j, bad->code);
		json_key(j, "reason");
		json_text(j, bad->text);
	} else {
		base32_name(news->device, device);
		json_key(j, "device");
		json_text(j, device);
		json_key(j, "cadre");
		json_text(j, cadre_of(&m->office, news->device));
		json_key(j, "number");
		json_int(j, (int64_t)news->number);
		json_key(j, "new");
		json_int(j, (int64_t)news->versions);
		json_key(j, "not_in_force");
		json_int(j, (int64_t)news->out_of_force);
		for (size_t i = 0; i < MARKS; i++) {
			json_key(j, marks[i].key);
			json_bool(j, marked(news, i));
		}
	}
	json_end(j, '}');
}

static void
tell(struct merging_all *m, const char *file, const struct office_news *news, const struct fault *bad)
{
	if (m->c->value[OPT_JSON] != NULL)
		tell_json(m, file, news, bad);
	else
		tell_text(m, file, news, bad);
}

/* Whether the fault is this one file's, so that the others can go on; else it is our own disk's or the machine's. What
 * cannot even be read is the stick's fault. */
static bool
only_file(int code, bool unread)
{
	return unread ? code != EX_OSERR : code == EX_DATAERR || code == EX_NOUSER || code == EX_UNAVAILABLE;
}

/* ${rc} says whether reading the file went well. 0 or -1. */
static int
merge_file(struct merging_all *m, const char *name, const struct buf *bytes, int rc)
{
	struct office_news news;
	bool unread = rc < 0;

	if (rc == 0)
		rc = office_merge(&m->office, bytes->data, bytes->len, &news, m->c->f);
	if (rc < 0 && !only_file(m->c->f->code, unread))
		return -1;
	tell(m, name, rc < 0 ? NULL : &news, rc < 0 ? m->c->f : NULL);
	if (rc < 0) {
		m->bad++;
		*m->c->f = (struct fault){0};
	} else {
		m->good += !news.known;
		m->known += news.known;
		m->versions += (size_t)news.versions;
		m->bytes += bytes->len;
	}
	return m->c->value[OPT_JSON] != NULL || m->c->out.len < CALL_FLUSH ? 0 : call_flush(m->c);
}

static int
merge_stick(struct merging_all *m, const char *stick)
{
	struct usb_file *files;
	struct buf bytes = {0};
	size_t n;
	int rc = usb_list(stick, USB_BATCH, NULL, &files, &n, m->c->f);

	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = merge_file(m, files[i].path, &bytes, usb_read(stick, &files[i], &bytes, m->c->f));
	free(files);
	buf_free(&bytes);
	return rc;
}

static int
merge_all(struct merging_all *m)
{
	struct call *c = m->c;
	struct buf bytes = {0};
	const char *stick = NULL;
	int rc = 0;

	if ((c->value[OPT_USB] != NULL || c->n_rest == 0) && (stick = call_usb(c)) == NULL)
		return -1;
	for (int i = 0; rc == 0 && i < c->n_rest; i++)
		rc = merge_file(m, c->rest[i], &bytes, file_read(c->rest[i], CODEC_FILE, &bytes, c->f));
	buf_free(&bytes);
	return rc == 0 && stick != NULL ? merge_stick(m, stick) : rc;
}

static int
log_merge(struct merging_all *m)
{
	struct world *w = &m->c->world;
	char note[96];

	if (m->good == 0 && m->bad == 0)
		return 0;
	snprintf(note, sizeof note, "merge: %zu taken, %zu known, %zu left alone", m->good, m->known, m->bad);
	struct exchange_row e = {.wall_ms = w->now(w->self), .carrier = "usb", .note = note, .received = (int64_t)m->versions,
		.bytes = (int64_t)m->bytes};
	return exchange_add(m->office.store.db, &e, m->c->f);
}

int
run_merge(struct call *c)
{
	struct merging_all m = {.c = c, .json = {.out = &c->out}};
	struct fault first;

	if (call_open(c, &m.office, VAULT_COUNTY_WRITE) < 0)
		return -1;
	if (c->value[OPT_JSON] != NULL)
		json_begin(&m.json, '[');
	int rc = merge_all(&m);
	first = *c->f;
	/* What came in before a failure is derived and logged all the same. */
	int after = call_refresh(c, &m.office);
	if (after == 0)
		after = log_merge(&m);
	if (rc < 0)
		*c->f = first;
	office_close(&m.office);
	if (c->value[OPT_JSON] != NULL) {
		json_end(&m.json, ']');
		buf_byte(&c->out, '\n');
	}
	if (rc < 0 || after < 0)
		return call_fail(c);
	call_say(_("Batches taken in: %zu; known before: %zu; left alone: %zu."), m.good, m.known, m.bad);
	c->code = m.bad > 0 ? EX_DATAERR : 0;
	return 0;
}

static int
pack_one(struct call *c, struct office *o, const char *stick, const struct device *d, struct json *j, struct exchange_row *sum)
{
	unsigned char id[KEY_ID];
	char path[USB_PATH];
	struct buf file = {0};
	uint64_t number = 0;

	memcpy(id, d->id, KEY_ID); /* the journal's row may move */
	int rc = office_pack(o, id, &number, &file, c->f);
	if (rc == 0)
		rc = usb_put(stick, USB_PACK, id, number, file.data, file.len, c->f) < 0 ? -1 : 0;
	if (rc == 0) {
		usb_name(USB_PACK, id, number, path);
		if (c->value[OPT_JSON] != NULL) {
			json_begin(j, '{');
			json_key(j, "file");
			json_text(j, path);
			json_key(j, "cadre");
			json_text(j, cadre_of(o, id));
			json_key(j, "bytes");
			json_int(j, (int64_t)file.len);
			json_key(j, "findings_left_out");
			json_int(j, (int64_t)o->untold);
			json_end(j, '}');
		} else {
			buf_printf(&c->out, "%s\t%s\t%zu\n", path, cadre_of(o, id), file.len);
		}
		if (o->untold > 0)
			call_say(_("%s: %zu findings had no room in it. They come with later packs, as those before are mended."), path, o->untold);
		sum->sent++;
		sum->bytes += (int64_t)file.len;
	}
	buf_wipe(&file);
	return rc;
}

static bool
wanted(const struct call *c, const struct device *d)
{
	char name[BASE32_NAME];

	base32_name(d->id, name);
	return d->certified && d->role != ROLE_COUNTY && (c->value[OPT_DEVICE] == NULL || strcmp(c->value[OPT_DEVICE], name) == 0);
}

int
run_pack(struct call *c)
{
	struct office o;
	struct json j = {.out = &c->out};
	struct exchange_row sum = {.carrier = "usb", .note = "pack"};
	struct fault first = {0};
	const char *stick = call_usb(c);
	const struct device *d;
	int rc = 0;

	if (stick == NULL || call_open(c, &o, VAULT_COUNTY_WRITE) < 0)
		return -1;
	if (c->value[OPT_JSON] != NULL)
		json_begin(&j, '[');
	for (size_t i = 0; rc == 0 && (d = journal_device_at(o.store.journal, i)) != NULL; i++) {
		if (!wanted(c, d) || pack_one(c, &o, stick, d, &j, &sum) == 0)
			continue;
		if (first.code == 0)
			first = *c->f;
		/* A name that is taken, or too little room for this one, stands in no other's way. */
		rc = c->f->code == EX_CANTCREAT ? 0 : -1;
	}
	if (first.code == 0 && sum.sent == 0 && c->value[OPT_DEVICE] != NULL)
		fault_set(&first, EX_NOUSER, _("No laptop with this id has joined this county."));
	sum.wall_ms = c->world.now(c->world.self);
	if (sum.sent > 0 && exchange_add(o.store.db, &sum, c->f) < 0 && first.code == 0)
		first = *c->f;
	office_close(&o);
	if (c->value[OPT_JSON] != NULL) {
		json_end(&j, ']');
		buf_byte(&c->out, '\n');
	}
	call_say(_("Packs copied to the stick: %zu."), (size_t)sum.sent);
	if (first.code == 0)
		return 0;
	*c->f = first;
	return call_fail(c);
}
