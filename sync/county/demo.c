/* demo: a county of invented people, to try the programs with. */
#include "office/demo.h"

#include <stdio.h>
#include <string.h>

#include "ask.h"
#include "command.h"
#include "csv.h"
#include "file.h"
#include "usb.h"
#include "words.h"

#define DEMO_PASSPHRASE "demo-passphrase" /* told to everybody: nothing real may be kept under it */
#define DEMO_CADRE "李卫东"
#define CODE_FILE "pairing-code.txt"
#define ROSTER_FILE "demo-roster.csv"
#define VISITED(i) ((i) % 3 != 2) /* one household of three is left for who tries the program */

struct showing {
	struct call *c;
	struct demo plan;
	struct office office;
	const char *folder, *stick;
	struct arena arena;
	struct roster_areas areas;
	const struct roster_area *village; /* whose cadre is invited */
	size_t aside;
};

static int
write_in(struct showing *s, const char *name, const struct buf *bytes)
{
	char path[4096];
	struct fault *f = s->c->f;

	if (bytes->failed)
		return fault_memory(f);
	return file_join(path, sizeof path, s->folder, name, f) < 0 ? -1 : file_write(path, bytes->data, bytes->len, true, f);
}

/* The list of villages, kept as an import keeps it, so that another roster may name them. */
static int
keep_places(struct showing *s)
{
	struct buf b = {0};

	buf_text(&b, "code,name\n");
	for (size_t i = 0; i < s->areas.n; i++) {
		csv_put(&b, s->areas.list[i].code, 1);
		csv_put(&b, s->areas.list[i].name, 0);
		buf_byte(&b, '\n');
		if (s->village == NULL && strlen(s->areas.list[i].code) == 12 && strcmp(s->areas.list[i].code + 9, "000") != 0)
			s->village = &s->areas.list[i];
	}
	int rc = b.failed || s->village == NULL ? fault_memory(s->c->f) : store_put(&s->office.store, COUNTY_PLACES, b.data, b.len, s->c->f);
	buf_free(&b);
	return rc;
}

static int
import_people(struct showing *s)
{
	struct roster_report report = {0};
	struct buf csv = {0};
	struct fault *f = s->c->f;
	int rc = demo_roster_csv(&s->plan, &csv, f);

	if (rc == 0)
		rc = write_in(s, ROSTER_FILE, &csv);
	if (rc == 0)
		rc = roster_import(&s->office.store, &(struct roster_file){.name = ROSTER_FILE, .bytes = csv.data, .n = csv.len}, &s->areas, &report, f);
	s->aside = report.aside;
	roster_report_free(&report);
	buf_free(&csv);
	return rc;
}

static int
visit_people(struct showing *s)
{
	for (unsigned long i = 0; i < s->plan.households; i++)
		if (VISITED(i) && demo_household(&s->plan, i, &s->office.store, s->c->f) < 0)
			return -1;
	return call_refresh(s->c, &s->office);
}

static int
invite_cadre(struct showing *s)
{
	struct office_guest g = {.cadre = DEMO_CADRE, .village = s->village->name, .areas = s->village->code, .role = ROLE_VILLAGE};
	struct buf file = {0}, line = {0};
	char code[PAIRING_CODE], shown[PAIRING_TEXT];
	unsigned char id[KEY_ID];
	struct fault *f = s->c->f;
	int rc = office_invite(&s->office, &g, code, id, &file, f);

	if (rc == 0)
		rc = usb_put(s->stick, USB_INVITE, id, 0, file.data, file.len, f) < 0 ? -1 : 0;
	if (rc == 0) {
		pairing_show(code, shown);
		buf_printf(&line, "%s\n", shown);
		rc = write_in(s, CODE_FILE, &line);
	}
	buf_wipe(&file);
	buf_wipe(&line);
	ask_wipe(code, sizeof code);
	ask_wipe(shown, sizeof shown);
	return rc;
}

static int
fill(struct showing *s)
{
	return keep_places(s) < 0 || import_people(s) < 0 || visit_people(s) < 0 || invite_cadre(s) < 0 ? -1 : 0;
}

static int
make(struct showing *s)
{
	struct call *c = s->c;
	char offline[4096];
	struct office_plan plan = {.folder = s->folder, .offline = offline, .passphrase = DEMO_PASSPHRASE, .offline_passphrase = DEMO_PASSPHRASE};

	if (demo_areas(&s->plan, &s->arena, &s->areas) < 0)
		return fault_memory(c->f);
	plan.name = s->areas.list[0].name; /* the county comes first */
	plan.area = s->areas.list[0].code;
	if (file_folders(s->stick, c->f) < 0 || file_join(offline, sizeof offline, s->folder, "offline", c->f) < 0 ||
		office_create(&plan, &c->world, c->f) < 0 ||
		office_open(&s->office, s->folder, DEMO_PASSPHRASE, strlen(DEMO_PASSPHRASE), VAULT_COUNTY_WRITE, &c->world, c->f) < 0)
		return -1;
	int rc = fill(s);
	office_close(&s->office);
	return rc;
}

int
run_demo(struct call *c)
{
	char folder[4096];
	struct showing s = {.c = c, .folder = folder, .stick = c->value[OPT_USB]};
	int64_t villages, households, seed;

	if (call_number(c, OPT_VILLAGES, 1, 500, 3, &villages) < 0 || call_number(c, OPT_HOUSEHOLDS, 1, 1000000, 90, &households) < 0 ||
		call_number(c, OPT_SEED, 0, INT64_MAX, 1, &seed) < 0 || call_folder(c, folder, sizeof folder) < 0)
		return -1;
	if (c->value[OPT_DATA] == NULL || s.stick == NULL)
		return fault_set(c->f, EX_USAGE, _("A demonstration needs folders of its own: --data DIR and --usb DIR."));
	s.plan = (struct demo){.seed = (uint64_t)seed, .villages = (unsigned)villages, .households = (unsigned long)households,
		.today = world_today(&c->world)};
	int rc = make(&s);
	if (rc == 0) {
		buf_printf(&c->out, _("A county of invented people is in %s. Its passphrase is %s, which everybody knows: KEEP NOTHING REAL IN IT.\n"), folder,
			DEMO_PASSPHRASE);
		buf_printf(&c->out, _("An invitation for %s, village %s, is on the stick %s; its pairing code is in %s/%s.\n"), DEMO_CADRE, s.village->name,
			s.stick, folder, CODE_FILE);
		buf_printf(&c->out, _("Rows of its roster that are bad on purpose and were set aside: %zu.\n"), s.aside);
	}
	arena_free(&s.arena);
	return rc;
}
