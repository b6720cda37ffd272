#ifndef TEST_ROUND_H
#define TEST_ROUND_H

/* A county with one household and two laptops of one village, in folders under /tmp, for tests of their exchange. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "date.h"
#include "household.h"
#include "invite.h"
#include "join.h"
#include "link.h"
#include "office.h"

#define PASS "a long enough passphrase"
#define VILLAGE "130899100201"

struct laptop {
	char folder[96];
	struct store store;
	struct link link;
};

struct round {
	char folder[64], county[80], offline[80];
	struct world_seed seed;
	struct world world;
	struct office office;
	struct laptop laptop[2];
};

static inline void
good(int rc, const struct fault *f)
{
	if (rc < 0)
		fail_msg("%d: %s", f->code, f->text);
}

static inline void
open_office(struct round *r)
{
	struct fault f = {0};

	good(office_open(&r->office, r->county, PASS, strlen(PASS), VAULT_COUNTY_WRITE, &r->world, &f), &f);
}

static inline void
open_laptop(struct round *r, struct laptop *l)
{
	struct fault f = {0};

	good(store_open(&l->store, l->folder, PASS, strlen(PASS), VAULT_CADRE, &r->world, &f), &f);
	good(link_open(&l->link, &l->store, &f), &f);
}

static inline void
close_laptop(struct laptop *l)
{
	link_close(&l->link);
	store_close(&l->store);
}

static inline void
invite_and_join(struct round *r, struct laptop *l, int i)
{
	struct office_guest g = {.cadre = i == 0 ? "张建国" : "李卫东", .village = "东沟村", .areas = VILLAGE, .role = ROLE_VISITOR};
	struct fault f = {0};
	struct buf file = {0};
	struct invite_file in;
	char code[PAIRING_CODE];
	unsigned char id[KEY_ID];

	good(office_invite(&r->office, &g, code, id, &file, &f), &f);
	good(invite_open(file.data, file.len, code, &in, &f), &f);
	snprintf(l->folder, sizeof l->folder, "%s/laptop%d", r->folder, i);
	good(join_laptop(l->folder, &in, PASS, strlen(PASS), &r->world, &f), &f);
	/* A second time is refused, and nothing is lost by trying. */
	assert_int_equal(join_laptop(l->folder, &in, PASS, strlen(PASS), &r->world, &f), -1);
	assert_int_equal(f.code, EX_CANTCREAT);
	invite_close(&in);
	buf_wipe(&file);
	open_laptop(r, l);
}

static inline void
refresh(struct store *s)
{
	struct fault f = {0};
	int rc;

	while ((rc = store_refresh(s, 100, &f)) == 1)
		continue;
	good(rc, &f);
}

/* Keys and invitations are slow on purpose, so a county with two laptops is made once and copied for every test. */
static struct round made;

static inline int
make_county(void **state)
{
	struct round *r = &made;
	struct fault f = {0};
	struct casefile c;

	(void)state;
	strcpy(r->folder, "/tmp/fangpin-round-XXXXXX");
	assert_non_null(mkdtemp(r->folder));
	snprintf(r->county, sizeof r->county, "%s/county", r->folder);
	snprintf(r->offline, sizeof r->offline, "%s/offline", r->folder);
	r->world = world_seeded(&r->seed, 11, (int64_t)date_days(2026, 11, 20) * 86400000);
	good(vault_begin(&f), &f);
	struct office_plan plan = {.folder = r->county, .offline = r->offline, .name = "青山县", .area = "130899", .passphrase = PASS,
		.offline_passphrase = PASS};
	good(office_create(&plan, &r->world, &f), &f);
	open_office(r);
	household_start(&r->office.store, &c, VILLAGE);
	household_save(&r->office.store, &c, c.tree.root);
	household_save(&r->office.store, &c, household_member(&r->office.store, &c, "张树林", "01", "130899196503120015"));
	good(store_keep(&r->office.store, &c, &f), &f);
	casefile_close(&c);
	invite_and_join(r, &r->laptop[0], 0);
	invite_and_join(r, &r->laptop[1], 1);
	close_laptop(&r->laptop[0]);
	close_laptop(&r->laptop[1]);
	office_close(&r->office);
	return 0;
}

static inline int
remove_folder(const char *folder)
{
	char command[128];

	snprintf(command, sizeof command, "rm -rf %s", folder);
	return system(command);
}

static inline int
forget_county(void **state)
{
	(void)state;
	return remove_folder(made.folder);
}

static inline int
setup(void **state)
{
	struct round *r = calloc(1, sizeof *r);
	char command[256];

	strcpy(r->folder, "/tmp/fangpin-round-XXXXXX");
	assert_non_null(mkdtemp(r->folder));
	snprintf(command, sizeof command, "cp -r %s/. %s", made.folder, r->folder);
	assert_int_equal(system(command), 0);
	snprintf(r->county, sizeof r->county, "%s/county", r->folder);
	r->world = world_seeded(&r->seed, 12, (int64_t)date_days(2026, 11, 20) * 86400000);
	open_office(r);
	for (int i = 0; i < 2; i++) {
		snprintf(r->laptop[i].folder, sizeof r->laptop[i].folder, "%s/laptop%d", r->folder, i);
		open_laptop(r, &r->laptop[i]);
	}
	*state = r;
	return 0;
}

static inline int
teardown(void **state)
{
	struct round *r = *state;

	close_laptop(&r->laptop[0]);
	close_laptop(&r->laptop[1]);
	office_close(&r->office);
	int rc = remove_folder(r->folder);
	free(r);
	return rc;
}

#endif
