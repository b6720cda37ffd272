#include <string.h>

#include "form/load.h"
#include "journal/inside.h"

/*
 * Whether the record's id is the one its key gives, so far as this version tells: a key that does not fit would let two
 * years meet in one record, or one year lie in two. A version that holds none of the key (another section) says nothing.
 */
static bool
fits_key(const struct form *f, const struct table *t, const struct section *sec, const struct version *v)
{
	struct answer keys[FORM_KEYS];
	unsigned char id[RECORD_ID];

	if (!t->keyed)
		return true;
	for (int i = 0; i < t->n_keys; i++) {
		const struct question *q = &f->questions[t->first + t->keys[i]];
		const struct version_value *found = NULL;
		if (q->section != sec->index)
			return true;
		for (size_t k = 0; k < v->n_values && found == NULL; k++)
			if (strcmp(v->values[k].name, q->name) == 0)
				found = &v->values[k];
		if (found == NULL)
			return false;
		keys[i] = found->answer;
	}
	record_id_keyed(t, v->parent, keys, id);
	return memcmp(id, v->record, RECORD_ID) == 0;
}

/* Whether table, section and values are such as this form allows; names it does not know are a newer form's. */
static enum force
fits_form(const struct form *f, const struct version *v)
{
	int table = form_table(f, v->table, strlen(v->table));

	if (table < 0)
		return FORCE_UNKNOWN;
	static const unsigned char zeros[RECORD_ID];
	bool top = memcmp(v->parent, zeros, RECORD_ID) == 0;
	if (memcmp(v->record, zeros, RECORD_ID) == 0)
		return FORCE_UNFIT; /* it would pass for the parent of every top record */
	if (top != (f->tables[table].parent < 0))
		return FORCE_UNFIT;
	if (strcmp(v->section, SECTION_EXISTENCE) == 0) {
		bool plain = v->n_values == 1 && strcmp(v->values[0].name, VALUE_VOID) == 0 &&
			     v->values[0].answer.kind == ANSWER_INT &&
			     (v->values[0].answer.i == 0 || v->values[0].answer.i == 1);
		return plain ? FORCE_IN : FORCE_UNFIT;
	}
	int section = form_section(f, table, v->section, strlen(v->section));
	if (section < 0 || !f->sections[section].asked)
		return FORCE_UNKNOWN;
	for (size_t i = 0; i < v->n_values; i++) {
		int q = form_question(f, v->values[i].name, strlen(v->values[i].name));
		if (q < 0)
			continue;
		if (f->questions[q].section != section || !answer_fits(&f->questions[q], &v->values[i].answer))
			return FORCE_UNFIT;
	}
	return fits_key(f, &f->tables[table], &f->sections[section], v) ? FORCE_IN : FORCE_UNFIT;
}

/* What visitors capture, every cadre may capture; a vote, a review or a decision only its owner may write, and a code that
 * is for some roles only they. The county may correct any. */
bool
judge_may_write(const struct form *f, enum role role, int section, const struct version_value *values, size_t n)
{
	if (role == ROLE_COUNTY || section < 0)
		return true;
	if (f->sections[section].owner != ROLE_VISITOR && f->sections[section].owner != role)
		return false;
	for (size_t i = 0; i < n; i++) {
		int q = form_question(f, values[i].name, strlen(values[i].name));
		const struct answer *a = &values[i].answer;
		if (q < 0 || f->questions[q].type != QUESTION_ONE || a->kind != ANSWER_TEXT || f->questions[q].section != section)
			continue;
		const struct choice *c = form_choice(f->questions[q].list, a->text, a->len);
		if (c != NULL && !choice_is_for(c, role))
			return false;
	}
	return true;
}

const struct device *
judge_author(const struct journal *j, const unsigned char id[DEVICE_ID])
{
	for (size_t i = 0; i < j->n_devices; i++)
		if (memcmp(j->devices[i].id, id, DEVICE_ID) == 0)
			return &j->devices[i];
	return NULL;
}

enum force
judge_version(const struct journal *j, const struct version *v)
{
	const struct device *d = judge_author(j, v->id.device);
	const int table = form_table(j->form, v->table, strlen(v->table));

	if (d != NULL && d->revoked_after >= 0 && (int64_t)v->id.seq > d->revoked_after)
		return FORCE_REVOKED;
	if (d != NULL && d->state == 1)
		return FORCE_HELD;
	if (j->strict && (d == NULL || !d->certified))
		return FORCE_UNCERTIFIED;
	enum force fit = fits_form(j->form, v);
	if (fit != FORCE_IN)
		return fit;
	if (j->strict && !judge_may_write(j->form, d->role, form_section(j->form, table, v->section, strlen(v->section)), v->values, v->n_values))
		return FORCE_ROLE;
	return FORCE_IN;
}
