#include "store/store.h"

#include <string.h>

#include "form/shipped.h"
#include "text.h"
#include "words.h"

#define SETTING_REGION "region_code"
#define SETTING_DERIVED "derived_form" /* hash of the form that derived tables were made by */

static const char *const form_sheet_names[] = {"survey.csv", "choices.csv", "settings.csv"};
static const char *const policy_sheet_names[] = {"policy.csv", "rules.csv", "measures.csv"};

/* Parameters that belong to the installation, before the policy's. */
static int
find_param(void *self, const char *name, size_t n, const char **text, size_t *len)
{
	struct store *s = self;
	const struct expr_params *policy = s->policy != NULL ? policy_params(s->policy) : NULL;

	if (n == strlen(SETTING_REGION) && memcmp(name, SETTING_REGION, n) == 0) {
		*text = s->region;
		*len = strlen(s->region);
		return 1;
	}
	return policy != NULL ? policy->find(policy->self, name, n, text, len) : -1;
}

int
store_get(struct store *s, const char *name, struct buf *out, struct fault *f)
{
	return db_bytes(s->db, f, SETTING_GET, out, "t", name);
}

int
store_put(struct store *s, const char *name, const void *value, size_t n, struct fault *f)
{
	return db_do(s->db, f, SETTING_PUT, "tb", name, value, n);
}

int
store_drop(struct store *s, const char *name, struct fault *f)
{
	return db_do(s->db, f, SETTING_DROP, "t", name);
}

int
store_region(struct store *s, const char *code, struct fault *f)
{
	size_t n = strlen(code);

	if (n >= sizeof s->region || strspn(code, "0123456789") != n)
		return fault_set(f, EX_DATAERR, _("\"%s\" is no area code: up to 20 digits are expected."), code);
	if (store_put(s, SETTING_REGION, code, n, f) < 0)
		return -1;
	memcpy(s->region, code, n + 1);
	return 0;
}

int
store_sheet(struct store *s, const char *name, struct buf *out, struct fault *f)
{
	struct sheet shipped;
	int rc = db_bytes(s->db, f, SHEET_GET, out, "t", name);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (shipped_sheet(name, &shipped) < 0)
		return fault_set(f, EX_SOFTWARE, "no sheet %s", name);
	return buf_add(out, shipped.data, shipped.n) < 0 ? fault_memory(f) : 0;
}

/* Three sheets of a kind: one handed over now, else the one in force. Bytes of those read are kept in ${bytes}. */
static int
gather(struct store *s, const char *const names[3], const struct issued_sheet *given, size_t n, struct buf bytes[3], struct sheet out[3], struct fault *f)
{
	for (size_t i = 0; i < 3; i++) {
		out[i] = (struct sheet){.name = names[i]};
		for (size_t k = 0; k < n; k++)
			if (strcmp(given[k].sheet.name, names[i]) == 0)
				out[i] = given[k].sheet;
		if (out[i].data != NULL)
			continue;
		if (store_sheet(s, names[i], &bytes[i], f) < 0)
			return -1;
		out[i].data = bytes[i].data;
		out[i].n = bytes[i].len;
	}
	return 0;
}

static void
drop_bytes(struct buf bytes[3])
{
	for (size_t i = 0; i < 3; i++)
		buf_free(&bytes[i]);
}

/* Form and policy from the sheets in force with ${given} over them. */
static int
read_sheets(struct store *s, const struct issued_sheet *given, size_t n, struct form **form, struct policy **policy, struct fault *f)
{
	struct buf form_bytes[3] = {{0}}, policy_bytes[3] = {{0}};
	struct sheet forms[3], policies[3];

	*form = NULL;
	*policy = NULL;
	if (gather(s, form_sheet_names, given, n, form_bytes, forms, f) == 0 &&
		gather(s, policy_sheet_names, given, n, policy_bytes, policies, f) == 0) {
		*form = form_load(&(struct form_sheets){forms[0], forms[1], forms[2]}, NULL, f);
		if (*form != NULL)
			*policy = policy_load(&(struct policy_sheets){policies[0], policies[1], policies[2]}, *form, NULL, f);
	}
	drop_bytes(form_bytes);
	drop_bytes(policy_bytes);
	if (*policy != NULL)
		return 0;
	form_free(*form);
	*form = NULL;
	return -1;
}

int
store_open(struct store *s, const char *folder, const char *passphrase, size_t n, enum vault_use use, const struct world *w, struct fault *f)
{
	struct buf region = {0};
	int64_t version;

	*s = (struct store){.world = *w};
	s->params = (struct expr_params){find_param, s};
	if (vault_open(&s->vault, folder, passphrase, n, use, f) < 0 || db_open(&s->db, vault_sqlite(s->vault), f) < 0 ||
		read_sheets(s, NULL, 0, &s->form, &s->policy, f) < 0 || journal_open(&s->journal, s->db, s->form, w, f) < 0 ||
		store_get(s, SETTING_REGION, &region, f) < 0) {
		buf_free(&region);
		store_close(s);
		return -1;
	}
	if (region.len < sizeof s->region)
		memcpy(s->region, buf_str(&region), region.len + 1);
	buf_free(&region);
	s->sheets_shipped = db_number(s->db, f, SHEET_VERSION, &version, "t", "survey.csv") == 0;
	return 0;
}

void
store_close(struct store *s)
{
	journal_close(s->journal);
	policy_free(s->policy);
	form_free(s->form);
	db_close(s->db);
	vault_close(s->vault);
	s->journal = NULL;
	s->policy = NULL;
	s->form = NULL;
	s->db = NULL;
	s->vault = NULL;
}

static int
is_sheet_name(const char *name)
{
	for (size_t i = 0; i < 3; i++)
		if (strcmp(name, form_sheet_names[i]) == 0 || strcmp(name, policy_sheet_names[i]) == 0)
			return 1;
	return 0;
}

/* Those of ${sheets} that are newer than what is stored, into ${fresh} (room for SHEETS). Their number, or -1. */
enum { SHEETS = 6 };

static int
newer_sheets(struct store *s, const struct issued_sheet *sheets, size_t n, uint64_t epoch, struct issued_sheet fresh[SHEETS], struct fault *f)
{
	int count = 0;
	int64_t there;

	for (size_t i = 0; i < n; i++) {
		if (!is_sheet_name(sheets[i].sheet.name))
			return fault_set(f, EX_DATAERR, _("%s is no sheet of form or policy; nothing was changed."), sheets[i].sheet.name);
		int rc = db_number(s->db, f, SHEET_NEWER, &there, "tii", sheets[i].sheet.name, (int64_t)epoch, (int64_t)sheets[i].version);
		if (rc < 0)
			return -1;
		if (rc == 0 && count == SHEETS)
			return fault_set(f, EX_DATAERR, _("A sheet of form or policy comes twice; nothing was changed."));
		if (rc == 0)
			fresh[count++] = sheets[i];
	}
	return count;
}

/* Derive everything again by the form in force, and note which form that was. Inside a transaction. */
static int
derive_all(struct store *s, struct journal *j, const struct form *form, struct fault *f)
{
	return journal_rebuild(j, f) < 0 ? -1 : store_put(s, SETTING_DERIVED, form->hash, sizeof form->hash, f);
}

int
store_current(struct store *s, struct fault *f)
{
	struct buf had = {0};
	int rc = store_get(s, SETTING_DERIVED, &had, f);
	bool same = rc == 1 && had.len == sizeof s->form->hash && memcmp(had.data, s->form->hash, had.len) == 0;

	buf_free(&had);
	if (rc < 0 || same)
		return rc < 0 ? -1 : 0;
	if (journal_begin(s->journal, f) < 0)
		return -1;
	if (journal_end(s->journal, derive_all(s, s->journal, s->form, f) == 0, f) < 0)
		return -1;
	while ((rc = store_refresh(s, 200, f)) == 1)
		continue;
	return rc;
}

/* Sheets, the tables they ask for and all that follows from them, in one transaction: a crash leaves the old or the new. */
static int
put_in_force(struct store *s, const struct issued_sheet *sheets, size_t n, uint64_t epoch, struct form *form, struct fault *f)
{
	struct journal *fresh = NULL, *old = s->journal;
	bool changed = memcmp(form->hash, s->form->hash, sizeof form->hash) != 0;
	int rc = db_begin(s->db, f);

	if (rc < 0)
		return -1;
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = db_do(s->db, f, SHEET_PUT, "tiib", sheets[i].sheet.name, (int64_t)epoch, (int64_t)sheets[i].version, sheets[i].sheet.data,
			sheets[i].sheet.n);
	if (rc == 0)
		rc = journal_open(&fresh, s->db, form, &s->world, f);
	if (fresh != NULL)
		journal_inherit(fresh, old);
	if (rc == 0)
		rc = changed ? derive_all(s, fresh, form, f) : db_do(s->db, f, STALE_ALL, "");
	if (db_end(s->db, rc == 0, f) == 0) {
		s->journal = fresh;
		journal_close(old);
		return 0;
	}
	if (fresh != NULL)
		journal_inherit(old, fresh);
	journal_close(fresh);
	return -1;
}

int
store_sheets(struct store *s, const struct issued_sheet *sheets, size_t n, uint64_t epoch, struct fault *f)
{
	struct issued_sheet fresh[SHEETS];
	struct form *form;
	struct policy *policy;
	int count = newer_sheets(s, sheets, n, epoch, fresh, f);

	if (count <= 0)
		return count;
	if (read_sheets(s, fresh, (size_t)count, &form, &policy, f) < 0)
		return -1;
	bool changed = memcmp(form->hash, s->form->hash, sizeof form->hash) != 0;
	if ((changed && !s->sheets_shipped && form_only_adds(s->form, form, NULL, f) < 0) ||
		put_in_force(s, fresh, (size_t)count, epoch, form, f) < 0) {
		policy_free(policy);
		form_free(form);
		return -1;
	}
	policy_free(s->policy);
	form_free(s->form);
	s->policy = policy;
	s->form = form;
	s->sheets_shipped = false;
	return 1;
}

struct expr_env
store_env(struct store *s, struct arena *scratch)
{
	return (struct expr_env){
		.form = s->form,
		.today = world_today(&s->world),
		.now_ms = s->world.now(s->world.self),
		.lang = words_chinese() ? LANG_ZH : LANG_EN,
		.params = &s->params,
		.scratch = scratch,
	};
}
