/* What the commands share: options, passphrase, opening, output. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "ask.h"
#include "command.h"
#include "date.h"
#include "file.h"
#include "num.h"
#include "sheet/book.h"
#include "text.h"
#include "vault/secret.h"
#include "words.h"

static int
find_option(const struct call *c, const char *name, size_t n)
{
	for (int i = 0; i < CALL_OPTIONS; i++) {
		enum option o = c->command->options[i];
		if (strlen(option_rows[o].name) == n && memcmp(option_rows[o].name, name, n) == 0)
			return (int)o;
		if (o == OPT_HELP)
			break;
	}
	return -1;
}

/* One argument that begins with a hyphen; returns how many arguments it took, or -1. */
static int
take_option(struct call *c, const char *arg, const char *next)
{
	if (strcmp(arg, "-o") == 0)
		arg = "--output";
	const char *name = arg + 2, *equals = strchr(arg, '=');
	size_t n = equals != NULL ? (size_t)(equals - name) : strlen(name);
	int o = strncmp(arg, "--", 2) == 0 ? find_option(c, name, n) : -1;

	if (o < 0) {
		const int shown = equals != NULL ? (int)(equals - arg) : (int)strnlen(arg, 40); /* a value may be somebody's */
		return fault_set(c->f, EX_USAGE, _("\"%s\" has no option %.*s. See fangpin-county %s --help."), c->command->name, shown < 40 ? shown : 40, arg,
			c->command->name);
	}
	if (option_rows[o].argument == NULL) {
		c->value[o] = "";
		return equals == NULL ? 1 : fault_set(c->f, EX_USAGE, _("--%s takes no value."), option_rows[o].name);
	}
	c->value[o] = equals != NULL ? equals + 1 : next;
	if (c->value[o] == NULL || c->value[o][0] == '\0')
		return fault_set(c->f, EX_USAGE, _("--%s needs a value: %s."), option_rows[o].name, option_rows[o].argument);
	return equals != NULL ? 1 : 2;
}

int
command_parse(struct call *c, int argc, char **argv)
{
	bool options = true;
	int took;

	c->rest = argv;
	for (int i = 0; i < argc; i += took) {
		took = 1;
		if (!options || argv[i][0] != '-' || argv[i][1] == '\0')
			argv[c->n_rest++] = argv[i];
		else if (strcmp(argv[i], "--") == 0)
			options = false;
		else if ((took = take_option(c, argv[i], i + 1 < argc ? argv[i + 1] : NULL)) < 0)
			return -1;
	}
	if (c->value[OPT_HELP] != NULL)
		return 0;
	if (c->n_rest < c->command->least || (c->command->most >= 0 && c->n_rest > c->command->most))
		return fault_set(c->f, EX_USAGE, _("Too few or too many arguments. See fangpin-county %s --help."),
			c->command->name);
	return 0;
}

int
call_flush(struct call *c)
{
	if (c->out.failed)
		return fault_memory(c->f);
	if (c->to.fd >= 0) {
		if (file_new_put(&c->to, c->out.data, c->out.len, c->f) < 0)
			return -1;
		buf_reset(&c->out);
		return 0;
	}
	if ((c->out.len > 0 && fwrite(c->out.data, 1, c->out.len, stdout) != c->out.len) || fflush(stdout) != 0)
		return fault_errno(c->f, EX_IOERR, _("The result could not be written out"));
	buf_reset(&c->out);
	return 0;
}

int
call_fail(struct call *c)
{
	struct fault why = *c->f;

	if (call_flush(c) == 0)
		*c->f = why;
	return -1;
}

int
call_folder(const struct call *c, char *out, size_t room)
{
	const char *home;

	if ((home = c->value[OPT_DATA]) != NULL && strlen(home) < room) {
		memcpy(out, home, strlen(home) + 1);
		return 0;
	}
	if ((home = world_env("XDG_DATA_HOME")) != NULL)
		return file_join(out, room, home, "fangpin-county", c->f);
	if ((home = world_env("HOME")) != NULL)
		return file_join(out, room, home, ".local/share/fangpin-county", c->f);
	return fault_set(c->f, EX_USAGE, _("Say where the county's data is: --data DIR."));
}

int
call_number(const struct call *c, enum option o, int64_t least, int64_t most, int64_t otherwise, int64_t *v)
{
	const char *s = c->value[o];

	*v = otherwise;
	if (s == NULL || (num_int(s, strlen(s), v) == 0 && *v >= least && *v <= most))
		return 0;
	return fault_set(c->f, EX_USAGE, _("--%s needs a number from %lld to %lld."), option_rows[o].name, (long long)least, (long long)most);
}

/* Asked once more at a terminal: a slip in a new passphrase would lock everybody out. 0 or -1. */
static int
asked_again(const struct call *c, const char *first)
{
	char *again = secret_new(ASK_ROOM);
	int rc = again == NULL ? fault_memory(c->f) : ask_secret(_("Once more: "), ASK_TERMINAL, again, ASK_ROOM, c->f);

	if (rc == 0 && strcmp(again, first) != 0)
		rc = fault_set(c->f, EX_USAGE, _("The two passphrases are not the same; nothing was made."));
	secret_free(again);
	return rc;
}

char *
call_passphrase(const struct call *c, enum option o, const char *prompt, bool twice)
{
	char *out;
	int64_t fd;

	if (call_number(c, o, 0, 1023, ASK_TERMINAL, &fd) < 0)
		return NULL;
	if ((out = secret_new(ASK_ROOM)) == NULL) {
		fault_memory(c->f);
		return NULL;
	}
	if (ask_secret(prompt, (int)fd, out, ASK_ROOM, c->f) == 0 && (!twice || secret_strong(strlen(out), c->f) == 0) &&
		(!twice || fd != ASK_TERMINAL || asked_again(c, out) == 0))
		return out;
	secret_free(out);
	return NULL;
}

int
call_csv(struct call *c, const char *path, size_t max, struct buf *out)
{
	struct buf bytes = {0}, converted = {0};
	const char *text;
	size_t n;
	int rc = file_read(path, max, &bytes, c->f);

	buf_reset(out);
	if (rc == 0)
		rc = book_text(path, bytes.data, bytes.len, NULL, max, &converted, &text, &n, c->f);
	if (rc == 0)
		rc = buf_add(out, text, n) < 0 ? fault_memory(c->f) : 0;
	buf_wipe(&bytes);
	buf_wipe(&converted);
	return rc;
}

void
call_cell(struct buf *out, const char *text)
{
	for (const char *at = text, *end = at + strlen(at); at < end;) {
		const char *from = at;
		if (char_plain(utf8_next(&at, end)))
			buf_add(out, from, (size_t)(at - from));
		else
			buf_byte(out, ' ');
	}
}

void
call_cells(struct buf *out, const char *const *cells, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		call_cell(out, cells[i]);
		buf_byte(out, '\t');
	}
}

void
call_mask(const char *name, struct buf *out)
{
	const char *at = name, *end = name + strlen(name);

	if (at < end) {
		utf8_next(&at, end);
		buf_add(out, name, (size_t)(at - name));
	}
	while (at < end) {
		utf8_next(&at, end);
		buf_byte(out, '*');
	}
}

enum { ZONE_MS = 8 * 3600 * 1000, DAY_MS = 86400000, MINUTE_MS = 60000, LAST_DAY = 2932896 /* 9999-12-31 */ };

void
call_minute(int64_t wall_ms, char out[CALL_MINUTE])
{
	char day[DATE_TEXT] = "";
	int64_t ms = wall_ms >= 0 && wall_ms <= INT64_MAX - ZONE_MS ? wall_ms + ZONE_MS : 0, minute = ms % DAY_MS / MINUTE_MS;

	if (ms / DAY_MS <= LAST_DAY)
		date_format((int32_t)(ms / DAY_MS), day);
	snprintf(out, CALL_MINUTE, "%s %02d:%02d", day, (int)(minute / 60), (int)(minute % 60));
}

int
call_open(struct call *c, struct office *o, enum vault_use use)
{
	char folder[4096], *passphrase;

	if (call_folder(c, folder, sizeof folder) < 0 ||
		(passphrase = call_passphrase(c, OPT_PASSPHRASE_FD, _("Passphrase of the county: "), false)) == NULL)
		return -1;
	int rc = office_open(o, folder, passphrase, strlen(passphrase), use, &c->world, c->f);
	secret_free(passphrase);
	return rc;
}

const char *
call_usb(const struct call *c)
{
	const char *stick = c->value[OPT_USB];
	struct stat st;

	if (stick == NULL) {
		fault_set(c->f, EX_USAGE, _("Say where the stick is mounted: --usb DIR."));
		return NULL;
	}
	/* A stick that is not mounted must not become a folder of the disk. */
	if (stat(stick, &st) < 0 || !S_ISDIR(st.st_mode)) {
		fault_set(c->f, EX_NOINPUT, _("There is no stick (no folder) at the place given by --usb; nothing was changed."));
		return NULL;
	}
	return stick;
}

int
call_refresh(struct call *c, struct office *o)
{
	int rc;

	while ((rc = store_refresh(&o->store, 500, c->f)) == 1)
		continue;
	return rc;
}

void
call_say(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
}
