#include "store/forms.h"

#include <sqlite3.h>

#include "journal/exchange.h"
#include "words.h"

enum { SURVEY, CHOICES, SETTINGS, SHEETS };

static const char *const names[SHEETS] = {"survey.csv", "choices.csv", "settings.csv"};

int
forms_kept(struct store *s, const struct form *form, struct fault *f)
{
	int64_t no;

	return db_number(s->db, f, FORM_KEPT, &no, "b", form->hash, sizeof form->hash);
}

int
forms_keep(struct store *s, const struct form *form, bool bounded, struct fault *f)
{
	struct buf sheets[SHEETS] = {{0}};
	int64_t bytes = 0;
	int rc = forms_kept(s, form, f);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	for (int i = 0; rc == 0 && i < SHEETS; i++) {
		rc = store_sheet(s, names[i], &sheets[i], f);
		bytes += (int64_t)sheets[i].len;
	}
	int64_t kept = 0;
	if (rc == 0 && db_number(s->db, f, FORMS_KEPT, &kept, "") < 0)
		rc = -1;
	if (rc == 0 && bounded && kept + bytes > FORMS_BYTES)
		rc = fault_set(f, EX_DATAERR, _("The forms that were ever in force fill %d MiB here, and one more does not fit: answers could "
			"no longer be read with the form they were captured under. The form in use stays as it is."), FORMS_BYTES >> 20);
	if (rc == 0)
		rc = db_do(s->db, f, FORM_KEEP, "bibbb", form->hash, sizeof form->hash, (int64_t)form->version, sheets[SURVEY].data,
			sheets[SURVEY].len, sheets[CHOICES].data, sheets[CHOICES].len, sheets[SETTINGS].data, sheets[SETTINGS].len);
	for (int i = 0; i < SHEETS; i++)
		buf_free(&sheets[i]);
	return rc;
}

int
store_form_at(struct store *s, uint32_t version, struct form **form, struct fault *f)
{
	struct sheet sheets[SHEETS];
	sqlite3_stmt *st = db_bind(s->db, f, FORM_OF_VERSION, "i", (int64_t)version);
	int rc = st == NULL ? -1 : db_step(s->db, st, f);

	*form = NULL;
	if (rc != 1)
		return rc;
	for (int i = 0; i < SHEETS; i++) {
		sheets[i] = (struct sheet){.name = names[i]};
		sheets[i].data = db_blob(st, i, &sheets[i].n);
	}
	*form = form_load(&(struct form_sheets){sheets[SURVEY], sheets[CHOICES], sheets[SETTINGS]}, NULL, f);
	sqlite3_reset(st);
	return *form != NULL ? 1 : -1;
}

int
store_form_follows(struct store *s, const struct form *form, struct buf *report, struct fault *f)
{
	int64_t captured = s->sheets_shipped ? journal_count(s->journal, VERSION_COUNT, f) : 1;

	if (captured <= 0)
		return captured < 0 ? -1 : 0;
	return form_only_adds(s->form, form, report, f);
}
