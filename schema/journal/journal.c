#include "journal/journal.h"

#include <stdlib.h>
#include <string.h>

#include "journal/inside.h"
#include "words.h"

static void
forget(struct journal *j)
{
	for (size_t i = 0; i < j->n_words; i++)
		free(j->words[i]);
	j->n_words = 0;
	names_free(&j->word_numbers);
	for (size_t i = 0; i < j->n_devices; i++) {
		free((char *)j->devices[i].areas);
		free((char *)j->devices[i].cadre);
	}
	j->n_devices = 0;
}

static int
remember_word(struct journal *j, int64_t no, const char *text, struct fault *f)
{
	if (no != (int64_t)j->n_words + 1)
		return db_damaged(f);
	if (array_grow(&j->words, &j->cap_words, j->n_words + 1, sizeof *j->words) < 0 ||
		(j->words[j->n_words] = strdup(text)) == NULL)
		return fault_memory(f);
	if (names_add(&j->word_numbers, j->words[j->n_words], (int)no) != 0) {
		free(j->words[j->n_words]);
		return fault_memory(f);
	}
	j->n_words++;
	return 0;
}

static int
remember_device(struct journal *j, const struct device *d, const char *areas, const char *cadre, struct fault *f)
{
	if (d->no != (int64_t)j->n_devices + 1)
		return db_damaged(f);
	if (array_grow(&j->devices, &j->cap_devices, j->n_devices + 1, sizeof *j->devices) < 0)
		return fault_memory(f);
	struct device *slot = &j->devices[j->n_devices];
	*slot = *d;
	slot->areas = strdup(areas != NULL ? areas : "");
	slot->cadre = strdup(cadre != NULL ? cadre : "");
	if (slot->areas == NULL || slot->cadre == NULL) {
		free((char *)slot->areas);
		free((char *)slot->cadre);
		return fault_memory(f);
	}
	j->n_devices++;
	return 0;
}

static int
read_devices(struct journal *j, struct fault *f)
{
	sqlite3_stmt *s = db_bind(j->db, f, DEVICES, "");
	size_t n;
	int rc;

	if (s == NULL)
		return -1;
	while ((rc = db_step(j->db, s, f)) == 1) {
		struct device d = {
			.no = sqlite3_column_int64(s, 0), .certified = sqlite3_column_type(s, 2) != SQLITE_NULL};
		const void *id = db_blob(s, 1, &n);
		int64_t role = sqlite3_column_int64(s, 2);
		if (n != DEVICE_ID || role < 0 || role >= ROLES) {
			sqlite3_reset(s);
			return db_damaged(f);
		}
		memcpy(d.id, id, DEVICE_ID);
		d.role = (enum role)role;
		d.revoked_after = sqlite3_column_type(s, 5) == SQLITE_NULL ? -1 : sqlite3_column_int64(s, 5);
		d.state = sqlite3_column_int(s, 6);
		d.written_off = sqlite3_column_int64(s, 7);
		if (remember_device(j, &d, (const char *)sqlite3_column_text(s, 3),
			    (const char *)sqlite3_column_text(s, 4), f) < 0) {
			sqlite3_reset(s);
			return -1;
		}
	}
	return rc;
}

int
journal_reload(struct journal *j, struct fault *f)
{
	sqlite3_stmt *s;
	int rc;

	forget(j);
	if ((s = db_bind(j->db, f, WORDS, "")) == NULL)
		return -1;
	while ((rc = db_step(j->db, s, f)) == 1) {
		const char *text = (const char *)sqlite3_column_text(s, 1);
		if (text == NULL || remember_word(j, sqlite3_column_int64(s, 0), text, f) < 0) {
			sqlite3_reset(s);
			return text == NULL ? db_damaged(f) : -1;
		}
	}
	if (rc < 0 || read_devices(j, f) < 0)
		return -1;
	j->spoiled = false;
	return 0;
}

int
journal_open(struct journal **out, struct db *db, const struct form *form, const struct world *w, struct fault *f)
{
	struct journal *j = calloc(1, sizeof *j);

	*out = NULL;
	if (j == NULL)
		return fault_memory(f);
	j->db = db;
	j->form = form;
	j->world = *w;
	j->epoch = 1;
	if (journal_reload(j, f) < 0 || answers_open(j, f) < 0) {
		journal_close(j);
		return -1;
	}
	*out = j;
	return 0;
}

void
journal_close(struct journal *j)
{
	if (j == NULL)
		return;
	answers_close(j);
	forget(j);
	free(j->words);
	free(j->devices);
	free(j->cadre);
	free(j);
}

void
journal_strict(struct journal *j, bool strict)
{
	j->strict = strict;
}

int
journal_author(struct journal *j, const unsigned char device[DEVICE_ID], const char *cadre, struct fault *f)
{
	char *copy = strdup(cadre);

	if (copy == NULL)
		return fault_memory(f);
	free(j->cadre);
	j->cadre = copy;
	memcpy(j->author, device, DEVICE_ID);
	return 0;
}

void
journal_inherit(struct journal *j, struct journal *old)
{
	memcpy(j->author, old->author, DEVICE_ID);
	free(j->cadre);
	j->cadre = old->cadre;
	old->cadre = NULL;
	j->strict = old->strict;
}

int
journal_begin(struct journal *j, struct fault *f)
{
	j->epoch += !db_busy(j->db);
	if (db_begin(j->db, f) < 0)
		return -1;
	if (j->spoiled && journal_reload(j, f) < 0)
		return db_end(j->db, 0, NULL);
	return 0;
}

int
journal_end(struct journal *j, int ok, struct fault *f)
{
	if (db_end(j->db, ok, f) == 0)
		return 0;
	/* Words and devices may be gone from the disk; a failure to read them again is told by the next transaction. */
	j->spoiled = true;
	if (!db_busy(j->db))
		journal_reload(j, NULL);
	return -1;
}

int64_t
journal_word(struct journal *j, const char *text, struct fault *f)
{
	int no = names_find(&j->word_numbers, text, strlen(text));

	if (no > 0)
		return no;
	if (db_do(j->db, f, WORD_ADD, "it", (int64_t)j->n_words + 1, text) < 0 ||
		remember_word(j, (int64_t)j->n_words + 1, text, f) < 0)
		return -1;
	return (int64_t)j->n_words;
}

const char *
journal_word_text(const struct journal *j, int64_t no)
{
	return no > 0 && no <= (int64_t)j->n_words ? j->words[no - 1] : "";
}

static struct device *
find_device(const struct journal *j, const unsigned char id[DEVICE_ID])
{
	for (size_t i = j->n_devices; i > 0; i--)
		if (memcmp(j->devices[i - 1].id, id, DEVICE_ID) == 0)
			return &j->devices[i - 1];
	return NULL;
}

int64_t
journal_device_no(struct journal *j, const unsigned char id[DEVICE_ID], struct fault *f)
{
	const struct device *known = find_device(j, id);
	struct device d = {.no = (int64_t)j->n_devices + 1, .revoked_after = -1};

	if (known != NULL)
		return known->no;
	memcpy(d.id, id, DEVICE_ID);
	if (db_do(j->db, f, DEVICE_ADD, "ib", d.no, id, (size_t)DEVICE_ID) < 0 || remember_device(j, &d, "", "", f) < 0)
		return -1;
	return d.no;
}

const struct device *
journal_device(struct journal *j, const unsigned char id[DEVICE_ID])
{
	return find_device(j, id);
}

const struct device *
journal_device_at(struct journal *j, size_t i)
{
	return i < j->n_devices ? &j->devices[i] : NULL;
}

int
journal_certify(struct journal *j, const unsigned char id[DEVICE_ID], const void *chain, size_t n, enum role role,
	const char *areas, const char *cadre, int state, struct fault *f)
{
	int64_t no = journal_device_no(j, id, f);

	if (no < 0 || db_do(j->db, f, DEVICE_CERTIFY, "ibitti", no, chain, n, (int64_t)role, areas, cadre,
			      (int64_t)state) < 0)
		return -1;
	return journal_reload(j, f);
}

int
journal_revoke(struct journal *j, const unsigned char id[DEVICE_ID], int64_t last_good, struct fault *f)
{
	int64_t no = journal_device_no(j, id, f);

	if (no < 0 || db_do(j->db, f, DEVICE_REVOKE, "ii", no, last_good) < 0)
		return -1;
	return journal_reload(j, f);
}

int64_t
journal_last_seq(struct journal *j, const unsigned char device[DEVICE_ID], struct fault *f)
{
	const struct device *d = find_device(j, device);
	int64_t seq = 0;

	if (d == NULL)
		return 0;
	return db_number(j->db, f, DEVICE_LAST, &seq, "i", d->no) < 0 ? -1 : seq;
}
