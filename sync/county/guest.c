/* invite: invitations for laptops, one cadre or a list. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ask.h"
#include "base32.h"
#include "command.h"
#include "csv.h"
#include "file.h"
#include "text.h"
#include "usb.h"
#include "words.h"

enum { LIST_BYTES = 4 << 20, NAME_ROOM = 129 };

struct inviting {
	struct call *c;
	struct office office;
	const char *stick;
	struct buf codes; /* lines with pairing codes: wiped */
	size_t n;
};

/* Where a new file will really lie: its folder resolved. 0 or -1. */
static int
real_place(const char *path, char out[PATH_MAX])
{
	char folder[PATH_MAX];
	const char *slash = strrchr(path, '/');
	size_t n = slash != NULL ? (size_t)(slash - path) : 0;

	if (n >= sizeof folder)
		return -1;
	memcpy(folder, path, n);
	folder[n] = '\0';
	return realpath(slash == NULL ? "." : n == 0 ? "/" : folder, out) != NULL ? 0 : -1;
}

/* The code must not travel with what it opens, and an old code file is somebody's. */
static int
check_code_file(const struct call *c, const char *stick)
{
	const char *path = c->value[OPT_CODE_FILE];
	char code[PATH_MAX], usb[PATH_MAX];

	if (path == NULL)
		return 0;
	if (real_place(path, code) < 0 || realpath(stick, usb) == NULL)
		return fault_set(c->f, EX_NOINPUT, _("The folder for the file of pairing codes is not there; nothing was made."));
	size_t n = strlen(usb);
	if (strncmp(code, usb, n) == 0 && (code[n] == '/' || code[n] == '\0'))
		return fault_set(c->f, EX_USAGE, _("Pairing codes must not lie on the stick with the invitations that they open. Choose a --code-file "
			"elsewhere; nothing was made."));
	if (file_exists(path))
		return fault_set(c->f, EX_CANTCREAT, _("The file for the pairing codes is there already and is left as it is; nothing was made."));
	return 0;
}

static int
find_role(const char *name, enum role *role, struct fault *f)
{
	for (int i = ROLE_VISITOR; i < ROLE_COUNTY; i++)
		if (strcmp(role_names[i], name) == 0) {
			*role = (enum role)i;
			return 0;
		}
	return fault_set(f, EX_USAGE, _("An invitation is for the role visitor, village or township."));
}

/* A name that people will read on screens: text, no control characters, not too long. */
static int
check_name(const char *name, struct fault *f)
{
	size_t n = strlen(name);

	return n < NAME_ROOM && text_line(name, n) ? 0 : fault_set(f, EX_DATAERR, _("Names of cadres and villages have to be 1 to %d bytes of text."), NAME_ROOM - 1);
}

/* Every code has to lie in the county. */
static int
check_areas(const char *areas, const char *county, struct fault *f)
{
	size_t n = strlen(county);

	for (const char *at = areas; *at != '\0'; at += strcspn(at, " "), at += *at == ' ')
		if (strncmp(at, county, n) != 0)
			return fault_set(f, EX_USAGE, _("A village's code has to begin with the county's, %s; nothing was made."), county);
	return 0;
}

static int
invite_one(struct inviting *v, const struct office_guest *g)
{
	struct call *c = v->c;
	struct buf file = {0};
	unsigned char id[KEY_ID];
	char code[PAIRING_CODE], shown[PAIRING_TEXT], name[BASE32_NAME];
	int rc = check_name(g->cadre, c->f);

	if (rc == 0)
		rc = check_name(g->village, c->f);
	if (rc == 0)
		rc = check_areas(g->areas, v->office.area, c->f);
	if (rc == 0)
		rc = office_invite(&v->office, g, code, id, &file, c->f);
	if (rc == 0)
		rc = usb_put(v->stick, USB_INVITE, id, 0, file.data, file.len, c->f) < 0 ? -1 : 0;
	if (rc == 0) {
		pairing_show(code, shown);
		base32_name(id, name);
		buf_printf(&v->codes, "%s\t%s\t%s\t%s\n", name, shown, g->village, g->cadre);
		v->n++;
		rc = v->codes.failed ? fault_memory(c->f) : 0;
	}
	buf_wipe(&file);
	ask_wipe(code, sizeof code);
	ask_wipe(shown, sizeof shown);
	return rc;
}

/* Codes as the command line and lists write them, with commas or blanks, to blanks. */
static void
plain_areas(const char *from, struct buf *out)
{
	buf_reset(out);
	for (; *from != '\0'; from++)
		buf_byte(out, *from == ',' || *from == ';' ? ' ' : (unsigned char)*from);
}

static int
invite_asked(struct inviting *v)
{
	struct call *c = v->c;
	struct office_guest g = {.village = c->value[OPT_VILLAGE_NAME], .role = ROLE_VISITOR};
	char cadre[NAME_ROOM];
	struct buf areas = {0};
	int64_t fd;

	if (c->value[OPT_VILLAGE] == NULL || g.village == NULL)
		return fault_set(c->f, EX_USAGE, _("An invitation needs --village and --village-name, or a --list."));
	if ((c->value[OPT_ROLE] != NULL && find_role(c->value[OPT_ROLE], &g.role, c->f) < 0) ||
		call_number(c, OPT_CADRE_FD, 0, 1023, ASK_TERMINAL, &fd) < 0 ||
		ask_line(_("Name of the cadre: "), (int)fd, cadre, sizeof cadre, c->f) < 0)
		return -1;
	plain_areas(c->value[OPT_VILLAGE], &areas);
	g.cadre = cadre;
	g.areas = buf_str(&areas);
	int rc = areas.failed ? fault_memory(c->f) : invite_one(v, &g);
	buf_free(&areas);
	return rc;
}

enum { COLUMN_CADRE, COLUMN_ROLE, COLUMN_CODE, COLUMN_VILLAGE, COLUMNS };

static const char *const column_names[COLUMNS][2] = {
	{"cadre", "干部"},
	{"role", "角色"},
	{"village_code", "村代码"},
	{"village_name", "村名"},
};

static int
find_columns(const struct csv *csv, int at[COLUMNS], struct fault *f)
{
	for (int i = 0; i < COLUMNS; i++) {
		at[i] = csv_column(csv, column_names[i][0]);
		if (at[i] < 0)
			at[i] = csv_column(csv, column_names[i][1]);
		if (at[i] < 0)
			return fault_set(f, EX_DATAERR, _("The list of cadres has no column \"%s\"; nothing was made."), column_names[i][0]);
	}
	return 0;
}

static int
invite_row(struct inviting *v, const struct csv *csv, const int at[COLUMNS], struct buf *areas)
{
	struct office_guest g = {.cadre = csv_field(csv, (size_t)at[COLUMN_CADRE]), .village = csv_field(csv, (size_t)at[COLUMN_VILLAGE])};
	const char *role = csv_field(csv, (size_t)at[COLUMN_ROLE]);

	plain_areas(csv_field(csv, (size_t)at[COLUMN_CODE]), areas);
	g.areas = buf_str(areas);
	if ((role[0] == '\0' || find_role(role, &g.role, v->c->f) == 0) && invite_one(v, &g) == 0)
		return 0;
	fault_add(v->c->f, " ");
	return fault_add(v->c->f, _("This was line %zu of the list; invitations of the lines before it are made."), csv->line);
}

static int
invite_list(struct inviting *v, const char *path)
{
	struct buf bytes = {0}, areas = {0};
	struct csv csv = {0};
	struct fault *f = v->c->f;
	int at[COLUMNS];
	int rc = call_csv(v->c, path, LIST_BYTES, &bytes);

	if (rc == 0 && (rc = csv_open(&csv, path, bytes.data, bytes.len, f)) == 0) {
		if ((rc = csv_next(&csv, f)) == 0)
			rc = fault_set(f, EX_DATAERR, _("The list of cadres is empty; nothing was made."));
		if (rc == 1)
			rc = find_columns(&csv, at, f);
		while (rc == 0 && (rc = csv_next(&csv, f)) == 1)
			rc = invite_row(v, &csv, at, &areas);
		csv_close(&csv);
	}
	buf_free(&areas);
	buf_wipe(&bytes);
	return rc;
}

/* Codes are shown even after a later failure: their invitations are on the stick and nobody could open them. */
static int
hand_out(struct inviting *v)
{
	struct call *c = v->c;
	const char *path = c->value[OPT_CODE_FILE];

	if (v->n == 0)
		return 0;
	if (path != NULL) {
		if (file_write(path, v->codes.data, v->codes.len, true, c->f) < 0)
			return -1;
		call_say(_("Invitations written to the stick: %zu. Print the file of pairing codes, hand it over apart from the stick, and delete it."), v->n);
		return 0;
	}
	buf_add(&c->out, v->codes.data, v->codes.len);
	call_say(_("Invitations written to the stick: %zu. The pairing codes are shown only now: hand them over apart from the stick."), v->n);
	return call_flush(c);
}

int
run_invite(struct call *c)
{
	struct inviting v = {.c = c, .stick = call_usb(c)};
	struct fault later = {0};

	if (v.stick == NULL || check_code_file(c, v.stick) < 0 || call_open(c, &v.office, VAULT_COUNTY_WRITE) < 0)
		return -1;
	int rc = c->value[OPT_LIST] != NULL ? invite_list(&v, c->value[OPT_LIST]) : invite_asked(&v);
	later = *c->f;
	if (hand_out(&v) < 0)
		rc = -1;
	else
		*c->f = later;
	office_close(&v.office);
	buf_wipe(&v.codes);
	return rc;
}
