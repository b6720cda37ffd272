#include "office.h"

#include <string.h>

#include "file.h"
#include "parcel.h"
#include "text.h"
#include "words.h"

/* Settings of a county's vault. */
#define SIGNING "county_signing"
#define SEALING "county_sealing"
#define CERTIFICATES "county_certificates"
#define ROOT "county_root"
#define EPOCH "epoch"
#define NAME "county_name"
#define AREA "county_area"

/* In the folder that is taken away from the machine. */
#define ROOT_FILE "root.fpk"
#define RECOVERY_FILE "recovery.fpk"

static int
protect(const struct keypair *k, unsigned kind, const char *folder, const char *name, const char *passphrase, const struct world *w, struct fault *f)
{
	char path[4096];
	struct buf b = {0};
	int rc = keys_protect(k, kind, passphrase, w, &b, f);

	if (rc == 0)
		rc = file_join(path, sizeof path, folder, name, f);
	if (rc == 0)
		rc = file_write(path, b.data, b.len, true, f);
	buf_wipe(&b);
	return rc;
}

static int
certify(struct certificate *c, enum certificate_kind kind, const struct keypair *subject, const struct keypair *root, const char *area,
	int32_t day, struct fault *f)
{
	*c = (struct certificate){.kind = kind, .role = ROLE_COUNTY, .serial = kind, .epoch = 1, .day = day, .n_areas = 1};
	memcpy(keys_use(subject) == KEY_SIGNING ? c->signing : c->sealing, keys_public(subject), KEY_PUBLIC);
	memcpy(c->area[0], area, strlen(area) + 1);
	return certificate_sign(c, root, f);
}

static int
put_secret(struct store *s, const char *name, const struct keypair *k, struct fault *f)
{
	struct buf b = {0};
	int rc = keys_write_secret(k, &b) < 0 ? fault_memory(f) : store_put(s, name, b.data, b.len, f);

	buf_wipe(&b);
	return rc;
}

struct new_keys {
	struct keypair *root, *signing, *sealing, *recovery;
};

static int
put_county(struct store *s, const struct office_plan *p, const struct new_keys *k, struct fault *f)
{
	struct certificate c[3];
	struct buf certs = {0}, epoch = {0};
	int32_t day = world_today(&s->world);
	int rc = journal_begin(s->journal, f);

	if (rc < 0)
		return -1;
	if ((rc = certify(&c[0], CERT_COUNTY_SIGNING, k->signing, k->root, p->area, day, f)) == 0 &&
		(rc = certify(&c[1], CERT_COUNTY_SEALING, k->sealing, k->root, p->area, day, f)) == 0 &&
		(rc = certify(&c[2], CERT_RECOVERY, k->recovery, k->root, p->area, day, f)) == 0) {
		certificates_write(c, 3, &certs);
		buf_u64(&epoch, 1);
		rc = certs.failed || epoch.failed ? fault_memory(f) : 0;
	}
	if (rc == 0 && (store_put(s, CERTIFICATES, certs.data, certs.len, f) < 0 || store_put(s, EPOCH, epoch.data, epoch.len, f) < 0 ||
			store_put(s, ROOT, keys_public(k->root), KEY_PUBLIC, f) < 0 || store_put(s, NAME, p->name, strlen(p->name), f) < 0 ||
			store_put(s, AREA, p->area, strlen(p->area), f) < 0 || put_secret(s, SIGNING, k->signing, f) < 0 ||
			put_secret(s, SEALING, k->sealing, f) < 0))
		rc = -1;
	if (rc == 0) {
		unsigned char id[KEY_ID];
		keys_id(keys_public(k->signing), id);
		rc = journal_certify(s->journal, id, c[0].bytes, c[0].len, ROLE_COUNTY, p->area, p->name, 0, f);
	}
	buf_free(&certs);
	buf_free(&epoch);
	return journal_end(s->journal, rc == 0, f);
}

static int
check_plan(const struct office_plan *p, struct fault *f)
{
	size_t area = strlen(p->area), name = strlen(p->name);

	if (area == 0 || area > CERT_AREA || strspn(p->area, "0123456789") != area)
		return fault_set(f, EX_USAGE, _("The county's area code has to be digits, for instance the six of its division code."));
	if (name == 0 || name >= OFFICE_NAME || !utf8_valid(p->name, name))
		return fault_set(f, EX_USAGE, _("The county's name has to be 1 to %d bytes of text."), OFFICE_NAME - 1);
	if (strlen(p->passphrase) < 8 || strlen(p->offline_passphrase) < 8)
		return fault_set(f, EX_USAGE, _("A passphrase has to have at least 8 characters."));
	return 0;
}

/* An offline key: made and written, or the one that an interrupted making left there. */
static int
offline_key(const struct office_plan *p, unsigned kind, enum key_use use, const char *name, bool resumed, const struct world *w,
	struct keypair **out, struct fault *f)
{
	char path[4096];
	struct buf b = {0};
	int rc = file_join(path, sizeof path, p->offline, name, f);

	if (rc == 0 && resumed && file_exists(path)) {
		rc = file_read(path, KEY_FILE, &b, f);
		if (rc == 0 && (*out = keys_unprotect(b.data, b.len, kind, p->offline_passphrase, f)) == NULL)
			rc = -1;
		buf_wipe(&b);
		return rc;
	}
	if (rc == 0 && (*out = keys_new(use, w)) == NULL)
		rc = fault_memory(f);
	return rc < 0 ? -1 : protect(*out, kind, p->offline, name, p->offline_passphrase, w, f);
}

/* Keys first, the county's settings last and in one step: they tell a finished county from a begun one. */
static int
fill_county(struct store *s, const struct office_plan *p, bool resumed, struct fault *f)
{
	struct new_keys k = {.signing = keys_new(KEY_SIGNING, &s->world), .sealing = keys_new(KEY_SEALING, &s->world)};
	int rc = k.signing == NULL || k.sealing == NULL ? fault_memory(f) : 0;

	if (rc == 0)
		rc = offline_key(p, CERT_ROOT, KEY_SIGNING, ROOT_FILE, resumed, &s->world, &k.root, f);
	if (rc == 0)
		rc = offline_key(p, CERT_RECOVERY, KEY_SEALING, RECOVERY_FILE, resumed, &s->world, &k.recovery, f);
	if (rc == 0)
		rc = vault_wrap_public(s->vault, keys_public(k.recovery), f);
	if (rc == 0)
		rc = put_county(s, p, &k, f);
	keys_free(k.root);
	keys_free(k.signing);
	keys_free(k.sealing);
	keys_free(k.recovery);
	return rc;
}

/* Keys that lie in the offline folder already are another county's, unless this one was begun. 0 or -1. */
static int
check_offline(const struct office_plan *p, struct fault *f)
{
	static const char *const names[] = {ROOT_FILE, RECOVERY_FILE};
	char path[4096];

	for (size_t i = 0; i < 2; i++) {
		if (file_join(path, sizeof path, p->offline, names[i], f) < 0)
			return -1;
		if (file_exists(path))
			return fault_set(f, EX_CANTCREAT, _("%s is there already: it is the key of another county. Choose an empty folder for the keys; nothing was changed."), path);
	}
	return 0;
}

int
office_create(const struct office_plan *p, const struct world *w, struct fault *f)
{
	struct store s;
	struct buf key = {0};
	struct fault created = {0};
	char path[4096];

	if (check_plan(p, f) < 0 || file_folders(p->folder, f) < 0 || file_folders(p->offline, f) < 0 ||
		file_join(path, sizeof path, p->folder, "vault.key", f) < 0)
		return -1;
	if (!file_exists(path) && check_offline(p, f) < 0)
		return -1;
	bool resumed = vault_create(p->folder, p->name, p->passphrase, strlen(p->passphrase), w, &created) < 0;
	if (resumed && created.code != EX_CANTCREAT) {
		*f = created;
		return -1;
	}
	if (store_open(&s, p->folder, p->passphrase, strlen(p->passphrase), VAULT_COUNTY_WRITE, w, f) < 0)
		return resumed ? fault_add(f, " %s", _("There is a data folder here already; nothing was changed.")) : -1;
	int rc = store_get(&s, SIGNING, &key, f);
	bool other = rc == 0 && store_get(&s, "device_signing", &key, f) != 0;
	buf_wipe(&key);
	if (rc == 1 || other)
		rc = fault_set(f, EX_CANTCREAT, _("This data folder is in use already; nothing was changed. Begin a county in an empty folder."));
	else if (rc == 0)
		rc = fill_county(&s, p, resumed, f);
	store_close(&s);
	return rc;
}

static int
get(struct store *s, const char *name, struct buf *b, size_t exact, struct fault *f)
{
	buf_reset(b);
	int rc = store_get(s, name, b, f);
	if (rc == 0)
		return fault_set(f, EX_CONFIG, _("This data folder is not a county's, or its making was interrupted. Make the county again with the same folders and passphrases: that finishes it."));
	if (rc == 1 && exact > 0 && b->len != exact)
		return fault_set(f, EX_DATAERR, _("The data folder lacks the right setting \"%s\": it is damaged."), name);
	return rc < 0 ? -1 : 0;
}

static int
read_certificates(struct office *o, const struct buf *b, struct fault *f)
{
	struct arena a = {0};
	struct certificate *c;
	size_t n;
	int rc = certificates_read(&a, b->data, b->len, &c, &n, f);

	for (size_t i = 0; rc == 0 && i < n; i++) {
		if (c[i].kind == CERT_COUNTY_SIGNING)
			o->county = c[i];
		else if (c[i].kind == CERT_COUNTY_SEALING)
			o->sealing_certificate = c[i];
		else if (c[i].kind == CERT_RECOVERY)
			o->recovery = c[i];
	}
	arena_free(&a);
	return rc;
}

static int
read_office(struct office *o, struct fault *f)
{
	struct buf b = {0};
	int rc = get(&o->store, SIGNING, &b, KEY_SECRET, f);

	if (rc == 0 && (o->signing = keys_read_secret(b.data, b.len)) == NULL)
		rc = fault_memory(f);
	if (rc == 0 && (rc = get(&o->store, SEALING, &b, KEY_SECRET, f)) == 0 && (o->sealing[o->n_sealing++] = keys_read_secret(b.data, b.len)) == NULL)
		rc = fault_memory(f);
	if (rc == 0 && (rc = get(&o->store, ROOT, &b, KEY_PUBLIC, f)) == 0)
		memcpy(o->root, b.data, KEY_PUBLIC);
	if (rc == 0 && (rc = get(&o->store, EPOCH, &b, 8, f)) == 0) {
		struct reader r = reader_of(b.data, b.len);
		o->epoch = reader_u64(&r);
	}
	if (rc == 0 && (rc = get(&o->store, NAME, &b, 0, f)) == 0 && b.len < sizeof o->name)
		memcpy(o->name, buf_str(&b), b.len + 1);
	if (rc == 0 && (rc = get(&o->store, AREA, &b, 0, f)) == 0 && b.len < sizeof o->area)
		memcpy(o->area, buf_str(&b), b.len + 1);
	if (rc == 0 && (rc = get(&o->store, CERTIFICATES, &b, 0, f)) == 0)
		rc = read_certificates(o, &b, f);
	buf_wipe(&b);
	return rc;
}

/* Open what this program's form, checks and policy derived: 1; 0: an older program left it, and ${use} is reading; -1. */
static int
open_current(struct office *o, const char *folder, const char *passphrase, size_t n, enum vault_use use, const struct world *w, struct fault *f)
{
	const bool reads = use == VAULT_COUNTY_READ;

	/* An older program's tables cannot even be opened for reading where they have to be widened first. */
	if (store_open(&o->store, folder, passphrase, n, use, w, f) < 0)
		return reads && f->code == EX_NOPERM ? 0 : -1;
	journal_strict(o->store.journal, true);
	int rc = reads ? store_is_current(&o->store, f) : store_current(&o->store, f) == 0 ? 1 : -1;
	if (rc != 1)
		store_close(&o->store);
	return rc;
}

int
office_open(struct office *o, const char *folder, const char *passphrase, size_t n, enum vault_use use, const struct world *w, struct fault *f)
{
	*o = (struct office){0};
	int rc = open_current(o, folder, passphrase, n, use, w, f);
	if (rc == 0) {
		*f = (struct fault){0};
		if ((rc = open_current(o, folder, passphrase, n, VAULT_COUNTY_WRITE, w, f)) == 1) {
			store_close(&o->store);
			rc = open_current(o, folder, passphrase, n, use, w, f);
		}
	}
	if (rc != 1)
		return rc < 0 ? -1 : fault_set(f, EX_NOPERM, _("An older program wrote %s, and it could not be brought up to date. What was saved before is safe."), folder);
	if (read_office(o, f) < 0) {
		office_close(o);
		return -1;
	}
	keys_id(o->root, o->id);
	keys_id(keys_public(o->signing), o->device);
	if (journal_author(o->store.journal, o->device, o->name, f) == 0)
		return 0;
	office_close(o);
	return -1;
}

void
office_close(struct office *o)
{
	keys_free(o->signing);
	for (size_t i = 0; i < o->n_sealing; i++)
		keys_free(o->sealing[i]);
	store_close(&o->store);
	o->signing = NULL;
	o->n_sealing = 0;
}
