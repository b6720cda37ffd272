#include "store/forms.h"

#include <string.h>

#include "form/shipped.h"
#include "text.h"
#include "num.h"
#include "words.h"

#define SETTING_DERIVED "derived_form" /* hashes of the form, the checks and the policy that derived tables were made by */

static const char *const form_sheet_names[] = {"survey.csv", "choices.csv", "settings.csv"};
static const char *const policy_sheet_names[] = {"policy.csv", "rules.csv", "measures.csv"};
static const char *const check_sheet_names[] = {"checks.csv"};

/* What the sheets make, read against each other. */
struct made {
	struct form *form;
	struct policy *policy;
	struct checks *checks;
	size_t left_out;
};

/* Parameters that belong to the installation, before the policy's. */
static int
find_param(void *self, const char *name, size_t n, const char **text, size_t *len)
{
	struct store *s = self;
	const struct expr_params *policy = s->policy != NULL ? policy_params(s->policy) : NULL;

	if (n == strlen(STORE_REGION) && memcmp(name, STORE_REGION, n) == 0) {
		*text = s->region;
		*len = strlen(s->region);
		return 1;
	}
	return policy != NULL ? policy->find(policy->self, name, n, text, len) : -1;
}

int64_t
store_days(const struct store *s, const char *name, int64_t none)
{
	const struct expr_params *p = &s->params;
	const char *text;
	size_t n;
	int64_t days;

	return p->find(p->self, name, strlen(name), &text, &n) == 1 && num_int(text, n, &days) == 0 && days >= 0 && days <= 366 ? days : none;
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
	if (store_put(s, STORE_REGION, code, n, f) < 0)
		return -1;
	memcpy(s->region, code, n + 1);
	s->params.issue = expr_issue();
	return 0;
}

int
store_sheet_issued(struct store *s, const char *name, struct fault *f)
{
	int64_t version;

	return db_number(s->db, f, SHEET_VERSION, &version, "t", name);
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

/* The sheets of a kind: one handed over now, else the one in force. Bytes of those read are kept in ${bytes}. */
static int
gather(struct store *s, const char *const *names, size_t n_names, const struct issued_sheet *given, size_t n, struct buf *bytes,
	struct sheet *out, struct fault *f)
{
	for (size_t i = 0; i < n_names; i++) {
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

static void
drop_made(struct made *m)
{
	checks_free(m->checks);
	policy_free(m->policy);
	form_free(m->form);
	*m = (struct made){0};
}

/* The checks are held against the form when they are handed over. Later a form only adds to them; the program's own sheet
 * may be newer than the county's form, and what does not fit of it must not keep a village from its data. */
static struct checks *
read_checks(const struct sheet *sheet, const struct buf *stored, const struct form *form, size_t *left_out, struct fault *f)
{
	*left_out = 0;
	return sheet->data == stored->data ? checks_load_fitting(sheet, form, left_out, f) : checks_load(sheet, form, NULL, f);
}

/* What the sheets in force, with ${given} over them, make. 0, or -1 with nothing made. */
static int
read_sheets(struct store *s, const struct issued_sheet *given, size_t n, struct made *m, struct fault *f)
{
	struct buf form_bytes[3] = {{0}}, policy_bytes[3] = {{0}}, check_bytes[3] = {{0}};
	struct sheet forms[3], policies[3], checks[1];

	*m = (struct made){0};
	if (gather(s, form_sheet_names, 3, given, n, form_bytes, forms, f) == 0 &&
		gather(s, policy_sheet_names, 3, given, n, policy_bytes, policies, f) == 0 &&
		gather(s, check_sheet_names, 1, given, n, check_bytes, checks, f) == 0) {
		m->form = form_load(&(struct form_sheets){forms[0], forms[1], forms[2]}, NULL, f);
		if (m->form != NULL)
			m->policy = policy_load(&(struct policy_sheets){policies[0], policies[1], policies[2]}, m->form, NULL, f);
		if (m->policy != NULL)
			m->checks = read_checks(&checks[0], &check_bytes[0], m->form, &m->left_out, f);
	}
	drop_bytes(form_bytes);
	drop_bytes(policy_bytes);
	drop_bytes(check_bytes);
	if (m->checks != NULL)
		return 0;
	drop_made(m);
	return -1;
}

/* From now on the store works by these. */
static void
take_made(struct store *s, const struct made *m)
{
	s->form = m->form;
	s->policy = m->policy;
	s->checks = m->checks;
	s->checks_left_out = m->left_out;
}

int
store_open(struct store *s, const char *folder, const char *passphrase, size_t n, enum vault_use use, const struct world *w, struct fault *f)
{
	struct buf region = {0};
	struct made made = {0};

	*s = (struct store){.world = *w};
	s->params = (struct expr_params){.find = find_param, .self = s, .issue = expr_issue()};
	bool read = vault_open(&s->vault, folder, passphrase, n, use, f) == 0 && db_open(&s->db, vault_sqlite(s->vault), f) == 0 &&
		read_sheets(s, NULL, 0, &made, f) == 0;
	take_made(s, &made);
	if (!read || journal_open(&s->journal, s->db, s->form, w, f) < 0 ||
		store_get(s, STORE_REGION, &region, f) < 0) {
		buf_free(&region);
		store_close(s);
		return -1;
	}
	if (region.len < sizeof s->region)
		memcpy(s->region, buf_str(&region), region.len + 1);
	buf_free(&region);
	s->sheets_shipped = store_sheet_issued(s, "survey.csv", f) == 0;
	return 0;
}

void
store_under(struct store *out, const struct store *s, struct policy *policy)
{
	*out = *s;
	out->policy = policy;
	out->params.self = out;
	out->params.issue = expr_issue();
}

void
store_close(struct store *s)
{
	journal_close(s->journal);
	checks_free(s->checks);
	policy_free(s->policy);
	form_free(s->form);
	db_close(s->db);
	vault_close(s->vault);
	s->journal = NULL;
	s->checks = NULL;
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
	return strcmp(name, check_sheet_names[0]) == 0;
}

/* Those of ${sheets} that are newer than what is stored, into ${fresh} (room for SHEETS). Their number, or -1. */
enum { SHEETS = 7 };

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

/* What everything is derived by: form, checks, policy. */
enum { HASH = 32 };

static void
sheets_hashes(const struct form *form, const struct checks *checks, const struct policy *policy, unsigned char out[3 * HASH])
{
	memcpy(out, form->hash, HASH);
	memcpy(out + HASH, checks_hash(checks), HASH);
	memcpy(out + 2 * HASH, policy_hash(policy), HASH);
}

/* Derive everything again when the form changed, else what follows from a household's file. Inside a transaction. */
static int
derive_again(struct store *s, struct journal *j, const struct made *m, bool changed, struct fault *f)
{
	unsigned char now[3 * HASH];

	sheets_hashes(m->form, m->checks, m->policy, now);
	if ((changed ? journal_rebuild(j, f) : db_do(s->db, f, STALE_ALL, "")) < 0)
		return -1;
	return store_put(s, SETTING_DERIVED, now, sizeof now, f);
}

/* Of store_is_current(); and whether it was derived by this form. */
static int
is_current(struct store *s, bool *form, struct fault *f)
{
	unsigned char now[3 * HASH];
	struct buf had = {0};
	const int rc = store_get(s, SETTING_DERIVED, &had, f);

	sheets_hashes(s->form, s->checks, s->policy, now);
	*form = rc == 1 && had.len >= HASH && memcmp(had.data, now, HASH) == 0;
	const bool same = rc == 1 && had.len == sizeof now && memcmp(had.data, now, sizeof now) == 0;
	buf_free(&had);
	const int kept = rc < 0 ? -1 : forms_kept(s, s->form, f);
	return kept < 0 ? -1 : same && kept;
}

int
store_is_current(struct store *s, struct fault *f)
{
	bool form;

	return is_current(s, &form, f);
}

int
store_current(struct store *s, struct fault *f)
{
	const struct made m = {.form = s->form, .policy = s->policy, .checks = s->checks};
	bool form;
	int rc = is_current(s, &form, f);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (journal_begin(s->journal, f) < 0)
		return -1;
	rc = forms_keep(s, s->form, false, f);
	if (rc == 0)
		rc = derive_again(s, s->journal, &m, !form, f);
	if (journal_end(s->journal, rc == 0, f) < 0)
		return -1;
	while ((rc = store_refresh(s, 200, f)) == 1)
		continue;
	return rc;
}

/* Sheets, the tables they ask for and all that follows from them, in one transaction: a crash leaves the old or the new. */
static int
put_in_force(struct store *s, const struct issued_sheet *sheets, size_t n, uint64_t epoch, const struct made *m, struct fault *f)
{
	struct journal *fresh = NULL, *old = s->journal;
	bool changed = memcmp(m->form->hash, s->form->hash, sizeof m->form->hash) != 0;
	int rc = db_begin(s->db, f);

	if (rc < 0)
		return -1;
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = db_do(s->db, f, SHEET_PUT, "tiib", sheets[i].sheet.name, (int64_t)epoch, (int64_t)sheets[i].version, sheets[i].sheet.data,
			sheets[i].sheet.n);
	if (rc == 0)
		rc = journal_open(&fresh, s->db, m->form, &s->world, f);
	if (fresh != NULL)
		journal_inherit(fresh, old);
	if (rc == 0)
		rc = forms_keep(s, m->form, true, f);
	if (rc == 0)
		rc = derive_again(s, fresh, m, changed, f);
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
	struct made made;
	int count = newer_sheets(s, sheets, n, epoch, fresh, f);

	if (count <= 0)
		return count;
	if (read_sheets(s, fresh, (size_t)count, &made, f) < 0)
		return -1;
	bool changed = memcmp(made.form->hash, s->form->hash, sizeof made.form->hash) != 0;
	if ((changed && store_form_follows(s, made.form, NULL, f) < 0) ||
		put_in_force(s, fresh, (size_t)count, epoch, &made, f) < 0) {
		drop_made(&made);
		return -1;
	}
	drop_made(&(struct made){s->form, s->policy, s->checks, 0});
	take_made(s, &made);
	s->params.issue = expr_issue();
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
		.world = &s->world,
		.scratch = scratch,
	};
}
