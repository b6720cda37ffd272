/* An invitation: the roster of its areas, form and policy, keys, for one laptop. */
#include <stdio.h>
#include <string.h>

#include "codec.h"
#include "invite.h"
#include "journal/exchange.h"
#include "office.h"
#include "run.h"
#include "sheets.h"
#include "words.h"

const char *const office_sheet_names[SHEET_KINDS][KIND_SHEETS] = {
	[SHEETS_FORM] = {"survey.csv", "choices.csv", "settings.csv"},
	[SHEETS_POLICY] = {"policy.csv", "rules.csv", "measures.csv", CHECKS_SHEET},
};

int
office_sheets(struct office *o, enum sheet_kind kind, struct sheets *out, struct buf bytes[KIND_SHEETS], struct fault *f)
{
	*out = (struct sheets){.epoch = o->epoch, .version = kind == SHEETS_POLICY ? policy_version(o->store.policy) : o->store.form->version};
	for (size_t i = 0; i < KIND_SHEETS && office_sheet_names[kind][i] != NULL; i++) {
		const char *name = office_sheet_names[kind][i];
		int issued = strcmp(name, CHECKS_SHEET) == 0 ? store_sheet_issued(&o->store, name, f) : 1;
		if (issued == 0)
			continue;
		if (issued < 0 || store_sheet(&o->store, name, &bytes[i], f) < 0)
			return -1;
		out->sheet[out->n].name = name;
		out->sheet[out->n].data = bytes[i].data;
		out->sheet[out->n++].n = bytes[i].len;
	}
	return 0;
}

/* The areas of a guest, one certificate field each. */
static int
split_areas(const char *areas, struct certificate *c, struct fault *f)
{
	for (const char *at = areas; *at != '\0';) {
		size_t n = strcspn(at, " ");
		if (n > CERT_AREA || strspn(at, "0123456789") < n || c->n_areas == CERT_AREAS)
			return fault_set(f, EX_USAGE, _("Area codes have to be digits, at most %d codes of %d digits."), (int)CERT_AREAS, (int)CERT_AREA);
		if (n > 0)
			memcpy(c->area[c->n_areas++], at, n);
		at += n + (at[n] == ' ');
	}
	return c->n_areas > 0 ? 0 : fault_set(f, EX_USAGE, _("An invitation needs the code of its village or villages."));
}

/* Every version in force of the areas' households, as columns. */
static int
write_roster(struct office *o, const struct certificate *c, struct buf *out, struct fault *f)
{
	static const unsigned char nobody[DEVICE_ID];
	struct run r = {.f = f, .whole = true};
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < c->n_areas; i++)
		rc = journal_versions_for_area(o->store.journal, 0, nobody, c->area[i], run_gather, &r, f);
	if (rc > 0)
		rc = fault_set(f, EX_DATAERR, _("These areas hold more than one invitation can carry; invite village by village."));
	if (rc == 0 && r.n > 0)
		rc = codec_pack(r.v, r.n, out, f);
	run_free(&r);
	return rc;
}

static int
make(struct office *o, const struct office_guest *g, struct invite *in, const char code[PAIRING_CODE], unsigned char id[KEY_ID],
	struct buf *file, struct fault *f)
{
	struct buf form[KIND_SHEETS] = {{0}}, policy[KIND_SHEETS] = {{0}}, roster = {0};
	int rc = write_roster(o, &in->invitation, &roster, f);

	if (rc == 0)
		rc = office_sheets(o, SHEETS_FORM, &in->form, form, f);
	if (rc == 0)
		rc = office_sheets(o, SHEETS_POLICY, &in->policy, policy, f);
	in->epoch = o->epoch;
	memcpy(in->root, o->root, KEY_PUBLIC);
	in->county = o->county;
	in->sealing = o->sealing_certificate;
	in->recovery = o->recovery;
	in->cadre = g->cadre;
	in->village = g->village;
	in->office = o->name;
	in->roster = roster.data;
	in->n_roster = roster.len;
	if (rc == 0)
		rc = invite_make(in, o->signing, code, &o->store.world, id, file, f);
	for (size_t i = 0; i < KIND_SHEETS; i++) {
		buf_free(&form[i]);
		buf_free(&policy[i]);
	}
	buf_wipe(&roster);
	return rc;
}

/* What the county keeps of an invitation, durable before its file is handed out. */
static int
remember(struct office *o, const struct invitation_row *row, const unsigned char key[KEY_PUBLIC], struct fault *f)
{
	struct store *s = &o->store;
	char name[OFFICE_NAME];
	int rc = journal_begin(s->journal, f);

	if (rc < 0)
		return -1;
	snprintf(name, sizeof name, OFFICE_INVITATION_KEY, (uint64_t)row->serial);
	rc = invitation_add(s->db, row, s->world.now(s->world.self), f);
	if (rc == 0)
		rc = store_put(s, name, key, KEY_PUBLIC, f);
	return journal_end(s->journal, rc == 0, f);
}

int
office_invite(struct office *o, const struct office_guest *g, char code[PAIRING_CODE], unsigned char id[KEY_ID], struct buf *file,
	struct fault *f)
{
	struct invite in = {0};
	struct certificate *c = &in.invitation;
	int64_t serial = invitation_next(o->store.db, f), joined = journal_last_no(o->store.journal, f);

	if (serial < 0 || joined < 0 || (in.once = keys_new(KEY_SIGNING, &o->store.world)) == NULL)
		return serial < 0 || joined < 0 ? -1 : fault_memory(f);
	*c = (struct certificate){.kind = CERT_INVITATION, .role = g->role, .serial = (uint64_t)serial, .epoch = o->epoch,
		.day = world_today(&o->store.world)};
	memcpy(c->signing, keys_public(in.once), KEY_PUBLIC);
	int rc = split_areas(g->areas, c, f);
	if (rc == 0)
		rc = certificate_sign(c, o->signing, f);
	pairing_make(&o->store.world, code);
	if (rc == 0)
		rc = make(o, g, &in, code, id, file, f);
	struct invitation_row row = {.serial = serial, .joined = joined, .cadre = g->cadre, .village = g->village, .area = g->areas, .role = g->role};
	if (rc == 0)
		rc = remember(o, &row, keys_public(in.once), f);
	keys_free(in.once);
	return rc;
}
