#include "store/history.h"

#include <string.h>

#include "store/forms.h"
#include "words.h"

/* Forms read last: a household was captured under few, and each takes as much memory as the one in force. */
enum { KNOWN = 4 };

struct reading {
	struct store *s;
	struct form *known[KNOWN];
	size_t next; /* the one to give way */
	int (*visit)(void *self, const struct past *p);
	void *self;
	struct fault *f;
};

/* The form of this number in *${form}, NULL when there is none to read. 0 or -1. */
static int
find_form(struct reading *r, uint32_t version, const struct form **form)
{
	struct fault why = {0};
	struct form *read;

	if (version == r->s->form->version) {
		int64_t namesakes;
		if (db_number(r->s->db, r->f, FORM_NAMESAKES, &namesakes, "ib", (int64_t)version, r->s->form->hash, sizeof r->s->form->hash) < 0)
			return -1;
		*form = namesakes == 0 ? r->s->form : NULL;
		return 0;
	}
	for (size_t i = 0; i < KNOWN; i++)
		if ((*form = r->known[i]) != NULL && r->known[i]->version == version)
			return 0;
	*form = NULL;
	/* Sheets that this program cannot read any more hide labels, not answers. */
	if (store_form_at(r->s, version, &read, &why) < 0 && why.code != EX_DATAERR && why.code != EX_UNAVAILABLE) {
		*r->f = why;
		return -1;
	}
	if (read == NULL)
		return 0;
	form_free(r->known[r->next]);
	*form = r->known[r->next] = read;
	r->next = (r->next + 1) % KNOWN;
	return 0;
}

static int
read_one(void *self, const struct journal_past *at)
{
	struct reading *r = self;
	const struct version *v = at->version;
	struct past p = {.version = v, .state = at->state, .head = at->head, .shown = at->shown};

	if (find_form(r, v->form_version, &p.form) < 0)
		return -1;
	p.own = p.form != NULL;
	if (!p.own)
		p.form = r->s->form;
	int table = form_table(p.form, v->table, strlen(v->table));
	int section = table >= 0 ? form_section(p.form, table, v->section, strlen(v->section)) : -1;
	p.table = table >= 0 ? &p.form->tables[table] : NULL;
	p.section = section >= 0 ? &p.form->sections[section] : NULL;
	return r->visit(r->self, &p);
}

const struct question *
past_question(const struct past *p, const char *name)
{
	int q = form_question(p->form, name, strlen(name));

	return q >= 0 && p->section != NULL && p->form->questions[q].section == p->section->index ? &p->form->questions[q] : NULL;
}

int
store_history(struct store *s, const unsigned char root[RECORD_ID], int (*visit)(void *self, const struct past *p), void *self,
	struct fault *f)
{
	struct reading r = {.s = s, .visit = visit, .self = self, .f = f};
	int rc = journal_history(s->journal, root, read_one, &r, f);

	for (size_t i = 0; i < KNOWN; i++)
		form_free(r.known[i]);
	return rc;
}

/* Hexadecimal digits as half bytes; how many, or -1. */
static int
read_digits(const char *digits, unsigned char half[2 * RECORD_ID])
{
	static const char hex[] = "0123456789abcdef";
	size_t n = strlen(digits);

	if (n < 4 || n > (size_t)2 * RECORD_ID)
		return -1;
	for (size_t i = 0; i < n; i++) {
		char c = digits[i] >= 'A' && digits[i] <= 'F' ? (char)(digits[i] - 'A' + 'a') : digits[i];
		const char *at = strchr(hex, c);
		if (at == NULL)
			return -1;
		half[i] = (unsigned char)(at - hex);
	}
	return (int)n;
}

static bool
begins(const unsigned char id[RECORD_ID], const unsigned char *half, int n)
{
	for (int i = 0; i < n; i++)
		if ((i % 2 == 0 ? id[i / 2] >> 4 : id[i / 2] & 15) != half[i])
			return false;
	return true;
}

int
store_named(struct store *s, const char *digits, unsigned char root[RECORD_ID], struct fault *f)
{
	unsigned char half[2 * RECORD_ID] = {0}, ids[2][2][RECORD_ID];
	int n = read_digits(digits, half);

	if (n < 0)
		return fault_set(f, EX_USAGE, _("This names no record: give the first digits of its id, four or more of 0 to 9 and a to f."));
	for (size_t i = 0; i < RECORD_ID; i++)
		root[i] = (unsigned char)(half[2 * i] << 4 | half[2 * i + 1]);
	int found = journal_records_from(s->journal, root, ids, f);
	if (found < 0)
		return -1;
	if (found == 2 && begins(ids[1][0], half, n))
		return fault_set(f, EX_USAGE, _("Several records begin with these digits; give more of them."));
	if (found == 0 || !begins(ids[0][0], half, n))
		return 0;
	memcpy(root, ids[0][1], RECORD_ID);
	return 1;
}
