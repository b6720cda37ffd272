/* sheets and policy issue: put a new form or policy in force. */
#include <stdio.h>
#include <string.h>

#include "assess/policy.h"
#include "check/check.h"
#include "command.h"
#include "sheet_files.h"
#include "sheets.h"
#include "store/forms.h"
#include "words.h"

enum { ALL_SHEETS = SHEET_KINDS * KIND_SHEETS };

/* The sheets of all kinds, in the order of office_sheet_names. */
struct issue {
	struct call *c;
	struct office o;
	struct sheet_file file[ALL_SHEETS];
	struct sheet sheet[ALL_SHEETS];
	enum sheet_kind kind[ALL_SHEETS];
	int n;
	bool policy; /* a policy alone */
	uint64_t version[SHEET_KINDS];
};

static bool
kind_given(const struct issue *i, enum sheet_kind kind)
{
	bool given = false;

	for (int k = 0; k < i->n; k++)
		given |= i->kind[k] == kind && i->file[k].given;
	return given;
}

static int
read_all(struct issue *i)
{
	for (int k = 0; k < ALL_SHEETS; k++) {
		enum sheet_kind kind = (enum sheet_kind)(k / KIND_SHEETS);
		const char *name = office_sheet_names[kind][k % KIND_SHEETS];
		if (name == NULL)
			continue;
		i->kind[i->n] = kind;
		i->file[i->n++].name = name;
	}
	for (int k = 0; k < i->c->n_rest; k++)
		if (sheet_files_take(i->file, i->n, i->c->rest[k], i->c->f) < 0)
			return -1;
	if (i->policy && kind_given(i, SHEETS_FORM))
		return fault_set(i->c->f, EX_USAGE, _("A form is among the files; a new form is put in force with `sheets`. Nothing was changed."));
	for (int k = 0; k < i->n; k++) {
		struct sheet_file *file = &i->file[k];
		if (!file->given && store_sheet(&i->o.store, file->name, &file->text, i->c->f) < 0)
			return -1;
		i->sheet[k] = (struct sheet){.name = file->name, .data = file->text.data, .n = file->text.len};
	}
	return 0;
}

/* Which one has this name of office_sheet_names. */
static int
find(const struct issue *i, const char *name)
{
	int k = 0;

	while (strcmp(i->file[k].name, name) != 0)
		k++;
	return k;
}

/* Checks given now must fit the form wholly. 0 or -1. */
static int
read_checks(struct issue *i, const struct form *form)
{
	int k = find(i, CHECKS_SHEET);

	if (!i->file[k].given)
		return 0;
	struct checks *checks = checks_load(&i->sheet[k], form, &i->c->out, i->c->f);
	checks_free(checks);
	return checks != NULL ? 0 : -1;
}

/* The versions that the sheets give themselves; every mistake goes to the result. 0 or -1. */
static int
read_versions(struct issue *i)
{
	struct call *c = i->c;
	const struct sheet *s = i->sheet;
	const struct form_sheets forms = {s[find(i, "survey.csv")], s[find(i, "choices.csv")], s[find(i, "settings.csv")]};
	const struct policy_sheets policies = {s[find(i, "policy.csv")], s[find(i, "rules.csv")], s[find(i, "measures.csv")]};
	struct form *form = form_load(&forms, &c->out, c->f);
	struct policy *policy = form != NULL ? policy_load(&policies, form, &c->out, c->f) : NULL;
	int rc = -1;

	if (policy != NULL && policy_complete(policy, policies.policy.name, STORE_REGION, &c->out, c->f) == 0) {
		i->version[SHEETS_FORM] = form->version;
		i->version[SHEETS_POLICY] = policy_version(policy);
		rc = read_checks(i, form);
	}
	if (rc == 0 && kind_given(i, SHEETS_FORM))
		rc = store_form_follows(&i->o.store, form, &c->out, c->f);
	policy_free(policy);
	form_free(form);
	return rc;
}

/* Laptops take only what is newer: a change under the old number would never reach them. */
static int
check_versions(const struct issue *i)
{
	if (kind_given(i, SHEETS_FORM) && i->version[SHEETS_FORM] <= i->o.store.form->version)
		return fault_set(i->c->f, EX_DATAERR, _("The form in force has version %u already. Raise the version in settings.csv and give that sheet too; "
			"nothing was changed."), (unsigned)i->o.store.form->version);
	if (kind_given(i, SHEETS_POLICY) && i->version[SHEETS_POLICY] <= policy_version(i->o.store.policy))
		return fault_set(i->c->f, EX_DATAERR, _("The policy in force has version %u already. Raise policy_version in policy.csv and give that sheet too; "
			"nothing was changed."), (unsigned)policy_version(i->o.store.policy));
	return 0;
}

static int
put_in_force(struct issue *i)
{
	struct issued_sheet issued[ALL_SHEETS];
	size_t n = 0;

	if (read_all(i) < 0 || read_versions(i) < 0 || check_versions(i) < 0)
		return -1;
	/* All sheets of a kind share its version, for a pack carries them together. */
	for (int k = 0; k < i->n; k++) {
		int own = strcmp(i->file[k].name, CHECKS_SHEET) == 0 && !i->file[k].given ? store_sheet_issued(&i->o.store, CHECKS_SHEET, i->c->f) : 1;
		if (own < 0)
			return -1;
		if (own == 1 && kind_given(i, i->kind[k]))
			issued[n++] = (struct issued_sheet){i->sheet[k], i->version[i->kind[k]]};
	}
	return store_sheets(&i->o.store, issued, n, i->o.epoch, i->c->f) < 0 ? -1 : call_refresh(i->c, &i->o);
}

static int
issue(struct call *c, bool policy)
{
	struct issue i = {.c = c, .policy = policy};

	if (call_open(c, &i.o, VAULT_COUNTY_WRITE) < 0)
		return -1;
	int rc = put_in_force(&i);
	if (rc == 0)
		buf_printf(&c->out, _("In force: form version %u, policy version %u. Laptops get them with their next pack.\n"),
			(unsigned)i.o.store.form->version, (unsigned)policy_version(i.o.store.policy));
	office_close(&i.o);
	sheet_files_free(i.file, i.n);
	return rc == 0 ? 0 : call_fail(c); /* with the mistakes found */
}

int
run_sheets(struct call *c)
{
	return issue(c, false);
}

int
run_policy_issue(struct call *c)
{
	return issue(c, true);
}
