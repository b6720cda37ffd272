#include "join.h"

#include <string.h>

#include "journal/exchange.h"
#include "file.h"
#include "link.h"
#include "run.h"
#include "words.h"

static int
put_key(struct store *s, const char *name, const struct keypair *k, struct fault *f)
{
	struct buf b = {0};
	int rc = keys_write_secret(k, &b) < 0 ? fault_memory(f) : store_put(s, name, b.data, b.len, f);

	buf_wipe(&b);
	return rc;
}

static int
put_certificates(struct store *s, const char *name, const struct certificate *c, size_t n, struct fault *f)
{
	struct buf b = {0};

	certificates_write(c, n, &b);
	int rc = b.failed ? fault_memory(f) : store_put(s, name, b.data, b.len, f);
	buf_free(&b);
	return rc;
}

static int
put_names(struct store *s, const struct invite *in, struct fault *f)
{
	struct buf epoch = {0};

	buf_u64(&epoch, in->epoch);
	int rc = epoch.failed ? fault_memory(f) : store_put(s, LINK_EPOCH, epoch.data, epoch.len, f);
	buf_free(&epoch);
	if (rc == 0)
		rc = store_put(s, LINK_ROOT, in->root, KEY_PUBLIC, f);
	if (rc == 0)
		rc = store_put(s, LINK_CADRE, in->cadre, strlen(in->cadre), f);
	if (rc == 0)
		rc = store_put(s, LINK_VILLAGE, in->village, strlen(in->village), f);
	if (rc == 0)
		rc = store_put(s, LINK_COUNTY_NAME, in->office, strlen(in->office), f);
	if (rc == 0 && in->invitation.n_areas > 0)
		rc = store_region(s, in->invitation.area[0], f);
	return rc;
}

/* The laptop's own keys, made here and certified by the one-time key. */
static int
put_keys(struct store *s, const struct invite *in, struct fault *f)
{
	struct keypair *signing = keys_new(KEY_SIGNING, &s->world), *sealing = keys_new(KEY_SEALING, &s->world);
	struct certificate chain[3], county[3] = {in->county, in->sealing, in->recovery};
	int rc = signing == NULL || sealing == NULL ? fault_memory(f) : 0;

	if (rc == 0)
		rc = invite_join(in, signing, sealing, world_today(&s->world), &chain[0], f);
	chain[1] = in->invitation;
	chain[2] = in->county;
	if (rc == 0)
		rc = put_certificates(s, LINK_CHAIN, chain, 3, f);
	if (rc == 0)
		rc = put_certificates(s, LINK_COUNTY, county, 3, f);
	if (rc == 0)
		rc = put_key(s, LINK_SEALING, sealing, f);
	if (rc == 0)
		rc = put_key(s, LINK_SIGNING, signing, f);
	keys_free(signing);
	keys_free(sealing);
	return rc;
}

static int
put_sheets(struct store *s, const struct invite *in, struct fault *f)
{
	struct issued_sheet all[2 * PARCEL_SHEETS];
	size_t n = 0;

	/* Form and policy are read against each other, so they come as one. */
	for (size_t i = 0; i < in->form.n; i++)
		all[n++] = (struct issued_sheet){in->form.sheet[i], in->form.version};
	for (size_t i = 0; i < in->policy.n; i++)
		all[n++] = (struct issued_sheet){in->policy.sheet[i], in->policy.version};
	return n == 0 ? 0 : store_sheets(s, all, n, in->epoch, f) < 0 ? -1 : 0;
}

static int
fill(struct store *s, const struct invite *in, struct fault *f)
{
	uint64_t taken = 0;

	/* The laptop's own key, put last, tells that it has joined; all else is there by then. */
	if (vault_wrap_public(s->vault, in->recovery.sealing, f) < 0 || put_sheets(s, in, f) < 0 || store_current(s, f) < 0)
		return -1;
	int rc = journal_begin(s->journal, f);
	if (rc < 0)
		return -1;
	rc = put_names(s, in, f);
	if (rc == 0 && in->n_roster > 0)
		rc = run_receive(s->journal, in->roster, in->n_roster, &taken, f);
	if (rc == 0)
		rc = put_keys(s, in, f);
	if (journal_end(s->journal, rc == 0, f) < 0)
		return -1;
	while ((rc = store_refresh(s, 500, f)) == 1)
		continue;
	return rc;
}

int
join_laptop(const char *folder, const struct invite_file *file, const char *passphrase, size_t n, const struct world *w, struct fault *f)
{
	struct store s;
	struct buf key = {0};
	struct fault created = {0};
	int rc;

	if (file_folders(folder, f) < 0)
		return -1;
	int fresh = vault_create(folder, file->in.cadre, passphrase, n, w, &created) == 0;
	if (!fresh && created.code != EX_CANTCREAT) {
		*f = created;
		return -1;
	}
	if (store_open(&s, folder, passphrase, n, VAULT_CADRE, w, f) < 0)
		return fresh ? -1 : fault_add(f, " %s", _("There is a data folder on this laptop already; nothing was changed."));
	rc = store_get(&s, LINK_SIGNING, &key, f);
	buf_wipe(&key);
	if (rc == 1)
		rc = fault_set(f, EX_CANTCREAT, _("This laptop has joined already. Its data is untouched; use it, or choose another data folder."));
	else if (rc == 0)
		rc = fill(&s, &file->in, f);
	store_close(&s);
	return rc;
}
