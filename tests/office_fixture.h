#ifndef OFFICE_FIXTURE_H
#define OFFICE_FIXTURE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "date.h"
#include "store/store.h"
#include "words.h"

/* A county's data folder in a temporary place, with a repeatable world. */
struct office {
	char folder[64];
	struct world_seed seed;
	struct world world;
	struct store store;
};

static inline int
office_setup(void **state)
{
	static const char passphrase[] = "correct horse battery";
	static const unsigned char device[DEVICE_ID] = {9, 9, 9, 9};
	struct office *o = calloc(1, sizeof *o);
	struct fault f = {0};

	assert_non_null(o);
	strcpy(o->folder, "/tmp/fangpin-office-XXXXXX");
	assert_non_null(mkdtemp(o->folder));
	o->world = world_seeded(&o->seed, 7, (int64_t)date_days(2026, 11, 20) * 86400000);
	assert_int_equal(vault_begin(&f), 0);
	if (vault_create(o->folder, "张建国", passphrase, sizeof passphrase - 1, &o->world, &f) < 0 ||
		store_open(&o->store, o->folder, passphrase, sizeof passphrase - 1, VAULT_CADRE, &o->world, &f) < 0)
		fail_msg("%s", f.text);
	assert_int_equal(journal_author(o->store.journal, device, "县防贫办", &f), 0);
	*state = o;
	return 0;
}

static inline int
office_teardown(void **state)
{
	struct office *o = *state;
	char command[128];

	store_close(&o->store);
	snprintf(command, sizeof command, "rm -rf %s", o->folder);
	int rc = system(command);
	free(o);
	return rc;
}

/* The answer to a question of ${r} as its file text, good until the next call. */
static inline const char *
office_answer(const struct form *form, const struct record *r, const char *name)
{
	static struct buf text;
	int q = form_question(form, name, strlen(name));

	if (q < 0 || &form->tables[form->questions[q].table] != r->table)
		fail_msg("no question %s here", name);
	buf_reset(&text);
	answer_write(record_answer(r, &form->questions[q]), &text);
	return buf_str(&text);
}

#endif
