#ifndef COMMAND_H
#define COMMAND_H

#include <stdbool.h>

#include "file.h"
#include "json.h"
#include "office.h"

/*
 * The commands of fangpin-county as rows of one table: parsing, --help, the man page and shell completion read it, and each
 * command gets a struct call with what was asked for.
 */

/* Every option of every command; rows in command.c. */
enum option {
	OPT_HELP, OPT_DATA, OPT_PASSPHRASE_FD, OPT_JSON, OPT_USB, OPT_NAME, OPT_AREA, OPT_OFFLINE, OPT_OFFLINE_FD, OPT_SETASIDE,
	OPT_PLACES, OPT_VILLAGE, OPT_VILLAGE_NAME, OPT_ROLE, OPT_CADRE_FD, OPT_LIST, OPT_CODE_FILE, OPT_DEVICE, OPT_CLASS,
	OPT_CSV, OPT_FULL, OPT_OUTPUT, OPT_SURVEY, OPT_CHOICES, OPT_SETTINGS, OPT_CHECKS, OPT_VILLAGES, OPT_HOUSEHOLDS, OPT_SEED,
	OPT_SHEET, OPT_MAP, OPT_DRY_RUN, OPT_DIR, OPT_FORMAT, OPT_TABLE, OPT_REASON_FD,
	OPT_SEVERITY, OPT_CHECK, OPT_HOUSEHOLD, OPT_LINES, OPT_SCHEME, OPT_FACTOR, OPT_PLACE, OPT_DUE, OPT_STATE, OPT_INSURED,
	OPT_TOWNSHIP, OPT_LINE, OPT_ORDER, OPT_KIND, OPT_SOURCE, OPT_DATE,
	OPTIONS
};

#define COUNTY_PLACES "county_places" /* setting: the list of villages as it was given */

enum { CALL_OPTIONS = 16, CALL_FLUSH = 65536, CALL_MINUTE = 24 };

struct option_row {
	const char *name;     /* without the two hyphens */
	const char *argument; /* as help shows it; NULL: a flag */
	const char *help;     /* message id */
};

/* One run of the program. */
struct call {
	const struct command *command;
	const char *value[OPTIONS]; /* argument of an option, "" for a flag that is set, NULL when not given */
	char **rest;                /* what is left of the command line */
	int n_rest;
	struct world world;
	struct fault *f;
	struct buf out;             /* result on its way to ->to, or to stdout */
	struct file_new to;         /* the new file of --output; fd -1: none */
	int code;                   /* exit code of a call that did its work, 0 unless some file or row was bad */
};

struct command {
	const char *name, *arguments; /* of one word or two; arguments beside options, as help shows them */
	const char *help;             /* message id: one line */
	const char *more;             /* message id: a paragraph for --help and the man page */
	enum option options[CALL_OPTIONS]; /* those it takes, ended by OPT_HELP */
	int least, most;              /* arguments beside options; most -1: any number */
	int (*run)(struct call *c);   /* 0, or -1 with c->f */
};

extern const struct option_row option_rows[OPTIONS];
extern const struct command command_rows[];
extern const int n_commands;

/* The row whose name, of one word or two, the ${n} words of ${words} begin with, and in *${used} how many it takes; or NULL. */
const struct command *command_find(char *const *words, int n, int *used);

/* Read what follows the command's name into ${c}; arguments beside options are moved to the front. 0, or -1 (EX_USAGE). */
int command_parse(struct call *c, int argc, char **argv);

/* Help in the user's language: all commands, or one. */
void command_help(const struct command *one, struct buf *out);

/* The man page fangpin-county(1), in English. */
void command_man(struct buf *out);

/* Write out what gathered in c->out: to the file of --output, else to stdout. 0, or -1 when that takes no more. */
int call_flush(struct call *c);

/* For a command that failed with c->f set: write out what was done before that. -1. */
int call_fail(struct call *c);

/* The data folder: --data, else $XDG_DATA_HOME/fangpin-county, else below $HOME. 0 or -1. */
int call_folder(const struct call *c, char *out, size_t room);

/* A number given as option's argument, ${otherwise} when it was not given. 0, or -1 (EX_USAGE) when it is outside. */
int call_number(const struct call *c, enum option o, int64_t least, int64_t most, int64_t otherwise, int64_t *v);

/* The passphrase asked for, or read from the descriptor of ${o}. ${twice}: a new one, asked twice at a terminal. In
 * guarded memory, the caller's to secret_free(). NULL with c->f. */
char *call_passphrase(const struct call *c, enum option o, const char *prompt, bool twice);

/* A table of at most ${max} bytes as spreadsheets write it (CSV in UTF-8 or GB18030, the first sheet of a workbook) into ${out} as
 * CSV in UTF-8. 0 or -1. */
int call_csv(struct call *c, const char *path, size_t max, struct buf *out);

/* A cell of a line for people. Characters that are not plain become blanks, so that what a laptop sent neither steers the
 * terminal nor breaks the columns. And ${n} of them, a tab behind each. */
void call_cell(struct buf *out, const char *text);
void call_cells(struct buf *out, const char *const *cells, size_t n);

/* Append a name as lists show it: its first character, the others as stars. */
void call_mask(const char *name, struct buf *out);

/* The minute of a wall time, as it was in the villages (UTC+8). */
void call_minute(int64_t wall_ms, char out[CALL_MINUTE]);

/* Ask for the passphrase and open the county's folder. 0 or -1. */
int call_open(struct call *c, struct office *o, enum vault_use use);

/*
 * Why names and numbers are needed in full, for a call with --full: asked for at the terminal or read from --reason-fd, because
 * people are easily named in it; and the trace it leaves in the log before anything leaves the vault. "" without --full. 0 or -1.
 */
enum { CALL_REASON = 512 };
int call_reason(const struct call *c, char reason[CALL_REASON]);
int call_log_full(const struct call *c, struct office *o, const char *what, const char *reason, uint64_t households, uint64_t bytes);

/* The folder of --usb, which must be given and exist. NULL with a fault. */
const char *call_usb(const struct call *c);

/* Assess again every household whose versions changed. 0 or -1. */
int call_refresh(struct call *c, struct office *o);

/* A message beside the result, to stderr. */
void call_say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#include "runs.h"

#endif
