/* sheets: put a new form or policy in force. */
#include <stdio.h>
#include <string.h>

#include "assess/policy.h"
#include "command.h"
#include "sheet_files.h"
#include "store/forms.h"
#include "words.h"

enum { KIND_FORM, KIND_POLICY, KINDS, KIND_SHEETS = 3, ALL_SHEETS = KINDS * KIND_SHEETS };

static const char *const names[ALL_SHEETS] = {"survey.csv", "choices.csv", "settings.csv", "policy.csv", "rules.csv", "measures.csv"};

struct issue {
	struct call *c;
	struct office o;
	struct sheet_file file[ALL_SHEETS];
	struct sheet sheet[ALL_SHEETS];
	uint64_t version[KINDS];
};

static bool
kind_given(const struct issue *i, int kind)
{
	const struct sheet_file *file = i->file + kind * KIND_SHEETS;

	return file[0].given || file[1].given || file[2].given;
}

static int
read_all(struct issue *i)
{
	for (int k = 0; k < ALL_SHEETS; k++)
		i->file[k].name = names[k];
	for (int k = 0; k < i->c->n_rest; k++)
		if (sheet_files_take(i->file, ALL_SHEETS, i->c->rest[k], i->c->f) < 0)
			return -1;
	for (int k = 0; k < ALL_SHEETS; k++) {
		struct sheet_file *file = &i->file[k];
		if (!file->given && store_sheet(&i->o.store, names[k], &file->text, i->c->f) < 0)
			return -1;
		i->sheet[k] = (struct sheet){.name = names[k], .data = file->text.data, .n = file->text.len};
	}
	return 0;
}

/* The versions that the sheets give themselves; every mistake goes to the result. 0 or -1. */
static int
read_versions(struct issue *i)
{
	struct call *c = i->c;
	const struct sheet *s = i->sheet;
	struct form *form = form_load(&(struct form_sheets){s[0], s[1], s[2]}, &c->out, c->f);
	struct policy *policy = form != NULL ? policy_load(&(struct policy_sheets){s[3], s[4], s[5]}, form, &c->out, c->f) : NULL;

	if (form != NULL)
		i->version[KIND_FORM] = form->version;
	if (policy != NULL)
		i->version[KIND_POLICY] = policy_version(policy);
	int rc = policy != NULL ? 0 : -1;
	if (rc == 0 && kind_given(i, KIND_FORM))
		rc = store_form_follows(&i->o.store, form, &c->out, c->f);
	policy_free(policy);
	form_free(form);
	return rc;
}

/* Laptops take only what is newer: a change under the old number would never reach them. */
static int
check_versions(const struct issue *i)
{
	if (kind_given(i, KIND_FORM) && i->version[KIND_FORM] <= i->o.store.form->version)
		return fault_set(i->c->f, EX_DATAERR, _("The form in force has version %u already. Raise the version in settings.csv and give that sheet too; "
			"nothing was changed."), (unsigned)i->o.store.form->version);
	if (kind_given(i, KIND_POLICY) && i->version[KIND_POLICY] <= policy_version(i->o.store.policy))
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
	for (int k = 0; k < ALL_SHEETS; k++)
		if (kind_given(i, k / KIND_SHEETS))
			issued[n++] = (struct issued_sheet){i->sheet[k], i->version[k / KIND_SHEETS]};
	return store_sheets(&i->o.store, issued, n, i->o.epoch, i->c->f) < 0 ? -1 : call_refresh(i->c, &i->o);
}

int
run_sheets(struct call *c)
{
	struct issue i = {.c = c};

	if (call_open(c, &i.o, VAULT_COUNTY_WRITE) < 0)
		return -1;
	int rc = put_in_force(&i);
	if (rc == 0)
		buf_printf(&c->out, _("In force: form version %u, policy version %u. Laptops get them with their next pack.\n"),
			(unsigned)i.o.store.form->version, (unsigned)policy_version(i.o.store.policy));
	office_close(&i.o);
	sheet_files_free(i.file, ALL_SHEETS);
	return rc == 0 ? 0 : call_fail(c); /* with the mistakes found */
}
