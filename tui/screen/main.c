/* The cadre's program: its commands, their options, what they print. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "ask.h"
#include "command.h"
#include "file.h"
#include "num.h"
#include "words.h"

enum takes { TAKES_NOTHING, TAKES_TEXT, TAKES_FD };

struct option_row {
	const char *name;
	enum takes takes;
	size_t at; /* of the field in struct options */
	const char *help;
};

static const struct option_row option_rows[] = {
	{"--data", TAKES_TEXT, offsetof(struct options, folder), N_("DIR  the data folder (default ~/.local/share/fangpin)")},
	{"--usb", TAKES_TEXT, offsetof(struct options, usb), N_("DIR  sync: the folder where the stick is mounted")},
	{"--passphrase-fd", TAKES_FD, offsetof(struct options, passphrase_fd), N_("N  read the passphrase from file descriptor N")},
	{"--code-fd", TAKES_FD, offsetof(struct options, code_fd), N_("N  join: read the pairing code from file descriptor N")},
	{"--json", TAKES_NOTHING, offsetof(struct options, json), N_("status, sync: print one JSON object")},
	{"--ascii", TAKES_NOTHING, offsetof(struct options, ascii), N_("draw lines and blocks with plain characters")},
	{"--no-color", TAKES_NOTHING, offsetof(struct options, plain), N_("no colours")},
	{"--help", TAKES_NOTHING, offsetof(struct options, help), N_("show this and end")},
	{"--version", TAKES_NOTHING, offsetof(struct options, version), N_("show the version and end")},
};

static const struct command_row {
	const char *name, *operand;
	int (*run)(const struct options *o, const struct world *w, struct fault *f);
	const char *help;
} command_rows[] = {
	{"", NULL, command_screens, N_("open the screens")},
	{"join", N_("FILE"), command_join, N_("join the county that wrote this invitation")},
	{"sync", NULL, command_sync, N_("exchange with the county by a USB stick (--usb DIR)")},
	{"play", N_("FILE"), command_play, N_("play the keys in FILE on a terminal in memory, print the last picture")},
	{"status", NULL, command_status, N_("what waits to go, and what the county said last")},
};

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

static void
print_help(void)
{
	printf(_("Usage: fangpin [COMMAND] [OPTION]...\nHousehold survey against poverty: capture and assess at the door, offline.\n\n"));
	printf(_("Commands:\n"));
	for (size_t i = 0; i < COUNT(command_rows); i++)
		printf("  fangpin %-6s %-5s %s\n", command_rows[i].name, command_rows[i].operand != NULL ? _(command_rows[i].operand) : "",
			_(command_rows[i].help));
	printf(_("\nOptions:\n"));
	for (size_t i = 0; i < COUNT(option_rows); i++)
		printf("  %-16s %s\n", option_rows[i].name, _(option_rows[i].help));
	printf(_("\nThe exit code is one of sysexits.h; 77 is a wrong passphrase, 65 damaged data, 75 open elsewhere.\n"));
}

static int
take_option(struct options *o, const struct option_row *row, const char *value, struct fault *f)
{
	char *field = (char *)o + row->at;
	int64_t fd;

	if (row->takes == TAKES_NOTHING) {
		*(bool *)field = true;
		return 0;
	}
	if (value == NULL)
		return fault_set(f, EX_USAGE, _("%s wants a value; see fangpin --help."), row->name);
	if (row->takes == TAKES_TEXT) {
		*(const char **)field = value;
		return 0;
	}
	if (num_int(value, strlen(value), &fd) < 0 || fd < 0 || fd > INT_MAX)
		return fault_set(f, EX_USAGE, _("%s wants the number of a file descriptor."), row->name);
	*(int *)field = (int)fd;
	return 0;
}

/* Options may stand anywhere; the first word is the command, the second its operand. */
static int
read_options(struct options *o, int argc, char **argv, struct fault *f)
{
	for (int i = 1; i < argc; i++) {
		const struct option_row *row = NULL;
		if (argv[i][0] != '-') {
			if (o->operand != NULL)
				return fault_set(f, EX_USAGE, _("There are too many words; see fangpin --help."));
			if (o->command[0] == '\0')
				o->command = argv[i];
			else
				o->operand = argv[i];
			continue;
		}
		for (size_t k = 0; k < COUNT(option_rows); k++)
			if (strcmp(option_rows[k].name, argv[i]) == 0)
				row = &option_rows[k];
		if (row == NULL)
			return fault_set(f, EX_USAGE, _("There is no such option; see fangpin --help."));
		if (take_option(o, row, row->takes == TAKES_NOTHING ? NULL : argv[i + 1], f) < 0)
			return -1;
		i += row->takes != TAKES_NOTHING;
	}
	return 0;
}

/* Where the program keeps its data unless told. 0 or -1. */
static int
default_folder(char out[APP_PATH], struct fault *f)
{
	const char *data = world_env("XDG_DATA_HOME"), *home = world_env("HOME");

	if (data != NULL)
		return file_join(out, APP_PATH, data, "fangpin", f);
	if (home == NULL)
		return fault_set(f, EX_USAGE, _("HOME is not set; say where the data folder is with --data DIR."));
	return file_join(out, APP_PATH, home, ".local/share/fangpin", f);
}

static int
run(struct options *o, int argc, char **argv, struct fault *f)
{
	static char folder[APP_PATH];
	struct world w = world_real();

	if (read_options(o, argc, argv, f) < 0)
		return -1;
	if (o->help) {
		print_help();
		return 0;
	}
	if (o->version) {
		printf("fangpin %s\n", FANGPIN_VERSION);
		return 0;
	}
	if (o->folder == NULL) {
		if (default_folder(folder, f) < 0)
			return -1;
		o->folder = folder;
	}
	for (size_t i = 0; i < COUNT(command_rows); i++) {
		if (strcmp(command_rows[i].name, o->command) != 0)
			continue;
		if ((o->operand == NULL) != (command_rows[i].operand == NULL))
			return fault_set(f, EX_USAGE, _("The command wants other words; see fangpin --help."));
		return vault_begin(f) < 0 ? -1 : command_rows[i].run(o, &w, f);
	}
	return fault_set(f, EX_USAGE, _("There is no such command; see fangpin --help."));
}

int
main(int argc, char **argv)
{
	struct options o = {.command = "", .passphrase_fd = ASK_TERMINAL, .code_fd = ASK_TERMINAL};
	struct fault f = {0};

	words_open_beside();
	int rc = run(&o, argc, argv, &f);
	if (rc < 0)
		fprintf(stderr, "fangpin: %s\n", f.text);
	if (fflush(stdout) != 0 && rc == 0)
		return EX_IOERR;
	return rc < 0 ? (f.code != 0 ? f.code : EX_SOFTWARE) : rc;
}
