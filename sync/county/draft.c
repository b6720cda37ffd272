#include "draft.h"

#include <string.h>

#include "assess/variant.h"
#include "form/shipped.h"
#include "words.h"

static const char *const names[DRAFT_SHEETS] = {"survey.csv", "choices.csv", "settings.csv", "policy.csv", "rules.csv", "measures.csv"};

int
draft_take(struct draft *d, struct call *c, int from, struct store *s)
{
	for (int i = 0; i < DRAFT_SHEETS; i++)
		d->files[i].name = names[i];
	for (int i = from; i < c->n_rest; i++)
		if (sheet_files_take(d->files, DRAFT_SHEETS, c->rest[i], c->f) < 0)
			return -1;
	for (int i = 0; i < DRAFT_SHEETS; i++) {
		struct sheet_file *file = &d->files[i];
		if (file->given) {
			d->sheets[i] = sheet_files_sheet(file);
		} else if (s != NULL) {
			if (store_sheet(s, names[i], &file->text, c->f) < 0)
				return -1;
			d->sheets[i] = (struct sheet){names[i], file->text.data, file->text.len};
		} else if (shipped_sheet(names[i], &d->sheets[i]) < 0) {
			return fault_set(c->f, EX_SOFTWARE, "no sheet %s", names[i]);
		}
	}
	return 0;
}

int
draft_change(struct draft *d, const struct sheet *changes, struct fault *f)
{
	struct sheet *s = &d->sheets[DRAFT_POLICY];

	if (policy_variant(s, changes, &d->changed, f) < 0)
		return -1;
	s->data = d->changed.data;
	s->n = d->changed.len;
	return 0;
}

int
draft_load(struct draft *d, struct call *c, struct store *s)
{
	const struct sheet *x = d->sheets;

	if (s == NULL && (d->form = form_load(&(struct form_sheets){x[DRAFT_SURVEY], x[DRAFT_CHOICES], x[DRAFT_SETTINGS]}, &c->out, c->f)) == NULL)
		return -1;
	d->policy = policy_load(&(struct policy_sheets){x[DRAFT_POLICY], x[DRAFT_RULES], x[DRAFT_MEASURES]}, s != NULL ? s->form : d->form, &c->out, c->f);
	return d->policy != NULL ? policy_complete(d->policy, x[DRAFT_POLICY].name, STORE_REGION, &c->out, c->f) : -1;
}

void
draft_free(struct draft *d)
{
	policy_free(d->policy);
	form_free(d->form);
	buf_free(&d->changed);
	sheet_files_free(d->files, DRAFT_SHEETS);
}
