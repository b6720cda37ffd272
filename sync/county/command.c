/* The table of options and commands, and what people are told about them. */
#include "command.h"

#include <string.h>

#include "words.h"

const struct option_row option_rows[OPTIONS] = {
	[OPT_HELP] = {"help", NULL, N_("show this help")},
	[OPT_DATA] = {"data", "DIR", N_("the county's data folder; without it $XDG_DATA_HOME/fangpin-county")},
	[OPT_PASSPHRASE_FD] = {"passphrase-fd", "N", N_("read the passphrase from this descriptor instead of asking at the terminal")},
	[OPT_JSON] = {"json", NULL, N_("write the result as JSON")},
	[OPT_USB] = {"usb", "DIR", N_("where the stick is mounted; its folder FANGPIN is used")},
	[OPT_NAME] = {"name", "NAME", N_("name of the county")},
	[OPT_AREA] = {"area", "CODE", N_("area code of the county, digits")},
	[OPT_OFFLINE] = {"offline", "DIR", N_("where the offline keys go, on a medium to be locked away; without it offline/ below the data folder")},
	[OPT_OFFLINE_FD] = {"offline-passphrase-fd", "N", N_("read the passphrase of the offline keys from this descriptor")},
	[OPT_SETASIDE] = {"setaside", "PATH", N_("where rows that could not be taken in are written; without it FILE.setaside.csv")},
	[OPT_PLACES] = {"places", "FILE", N_("CSV or workbook of villages (columns code, name), when the roster names them without code")},
	[OPT_VILLAGE] = {"village", "CODE", N_("area code of a village; for an invitation several, with commas between")},
	[OPT_VILLAGE_NAME] = {"village-name", "NAME", N_("name of the village or township")},
	[OPT_ROLE] = {"role", "ROLE", N_("visitor, village or township; without it visitor")},
	[OPT_CADRE_FD] = {"cadre-fd", "N", N_("read the cadre's name from this descriptor instead of asking at the terminal")},
	[OPT_LIST] = {"list", "FILE", N_("CSV of cadres to invite: columns cadre, role, village_code, village_name")},
	[OPT_CODE_FILE] = {"code-file", "PATH", N_("write pairing codes to a new file, not on the stick, instead of showing them")},
	[OPT_DEVICE] = {"device", "ID", N_("only for this laptop, by the name of its folder on the stick")},
	[OPT_CLASS] = {"class", "CODES", N_("only these classes, with commas between")},
	[OPT_CSV] = {"csv", NULL, N_("write CSV for a spreadsheet")},
	[OPT_FULL] = {"full", NULL, N_("names and numbers unmasked; the reason is asked for and logged")},
	[OPT_OUTPUT] = {"output", "FILE", N_("write to a new file instead of standard output (also -o)")},
	[OPT_SURVEY] = {"survey", "FILE", N_("the form's questions, instead of those in the program")},
	[OPT_CHOICES] = {"choices", "FILE", N_("the form's code lists, instead of those in the program")},
	[OPT_SETTINGS] = {"settings", "FILE", N_("the form's settings, instead of those in the program")},
	[OPT_CHECKS] = {"checks", "FILE", N_("the checks at the door, instead of those in the program")},
	[OPT_VILLAGES] = {"villages", "N", N_("how many villages")},
	[OPT_HOUSEHOLDS] = {"households", "N", N_("how many households")},
	[OPT_SHEET] = {"sheet", "NAME", N_("the sheet of a workbook; without it the first")},
	[OPT_MAP] = {"map", "FILE", N_("which column answers which question and which words mean which code, as in roster.csv of the program (compare: compare.csv)")},
	[OPT_DRY_RUN] = {"dry-run", NULL, N_("tell what would change and write nothing")},
	[OPT_DIR] = {"dir", "DIR", N_("the folder to write into; it must be there")},
	[OPT_FORMAT] = {"format", "FORMAT", N_("of the files; see above")},
	[OPT_TABLE] = {"table", "NAME", N_("only this table")},
	[OPT_REASON_FD] = {"reason-fd", "N", N_("read the reason for --full from this descriptor instead of asking at the terminal")},
	[OPT_SEVERITY] = {"severity", "WORD", N_("only errors, warnings or notes: error, warning, note")},
	[OPT_CHECK] = {"check", "NAME", N_("only this check, by its name in checks.csv")},
	[OPT_HOUSEHOLD] = {"household", "ID", N_("this household, by the first digits of its record")},
	[OPT_LINES] = {"lines", NULL, N_("a line for each finding or household instead of counts")},
	[OPT_SCHEME] = {"scheme", "NAME", N_("a policy of the program: source2020, national2021 or normal2026")},
	[OPT_FACTOR] = {"factor", "CODE", N_("only households with this risk factor: 01 illness, 02 disaster ...")},
	[OPT_PLACE] = {"place", "TEXT", N_("only households whose place holds this text")},
	[OPT_DUE] = {"due", "DAYS", N_("only what is overdue or due within so many days")},
	[OPT_STATE] = {"state", "WORD", N_("decided: by the county; proposed: not yet decided")},
	[OPT_INSURED] = {"insured", "NAME", N_("the people whom an insurance covers (fpb, fourth), as CSV for the insurer")},
	[OPT_TOWNSHIP] = {"township", "CODE", N_("only this township, by its area code")},
	[OPT_LINE] = {"line", "YUAN", N_("try this line per head instead of the policy's; nothing is changed")},
	[OPT_ORDER] = {"order", "WORD", N_("income: by income alone; factors, also without it: those with risk factors first")},
	[OPT_KIND] = {"kind", "KIND", N_("what was compared, by code or label: payroll, dwelling, vehicle, business, deposit, other")},
	[OPT_SOURCE] = {"source", "NAME", N_("the department that answered")},
	[OPT_DATE] = {"date", "DAY", N_("day of the department's answer, such as 2026-11-20")},
	[OPT_SEED] = {"seed", "N", N_("the same number gives the same people again")},
};

#define OFFICE_OPTIONS OPT_DATA, OPT_PASSPHRASE_FD

const struct command command_rows[] = {
	{"init", "", N_("begin a county: keys and an empty vault"),
		N_("Makes the county's vault in the data folder and the two offline keys, root and recovery, in a folder that belongs on a "
		   "medium locked away. Two passphrases are asked for, each twice: the county's, and that of the offline keys."),
		{OPT_NAME, OPT_AREA, OPT_OFFLINE, OFFICE_OPTIONS, OPT_OFFLINE_FD, OPT_HELP}, 0, 0, run_init},
	{"import", "FILE", N_("take in a roster: people and households from a CSV or a workbook"),
		N_("The file is CSV (UTF-8 or GB18030) or .xlsx; its first bytes tell. Columns may stand in any order and are known by their "
		   "headings, or by those of --map, whose mistakes are told with exit code 65. Rows that cannot be taken in are set aside in a "
		   "CSV of their own, each with its reason, and the others go in; the exit code is 0 then too. Importing again makes nothing "
		   "twice. --dry-run tells which households are new, which would change and in which answers."),
		{OPT_DRY_RUN, OPT_MAP, OPT_SHEET, OPT_SETASIDE, OPT_PLACES, OPT_JSON, OFFICE_OPTIONS, OPT_HELP}, 1, 1, run_import},
	{"compare", "FILE", N_("take in the results of a comparison with a department's data: public payroll, houses, cars, businesses"),
		N_("The file is CSV (UTF-8 or GB18030) or .xlsx, a person a row, known by the identity number; columns are known by their headings, or by those of "
		   "--map. Whoever is a member of a household here opens a record there that waits for review by people: it refuses nobody. It goes to the village "
		   "with the next pack. A row whose number cannot be right is told by its line and left out. All of the file goes in or nothing of it; the same "
		   "file again makes nothing twice. --kind and --source are required; without --date the comparison is of today."),
		{OPT_KIND, OPT_SOURCE, OPT_DATE, OPT_DRY_RUN, OPT_MAP, OPT_SHEET, OPT_JSON, OFFICE_OPTIONS, OPT_HELP}, 1, 1, run_compare},
	{"invite", "", N_("write invitations for laptops to a stick"),
		N_("The invitation holds roster, form, policy and keys. Its pairing code is shown once, or written to --code-file, and must travel "
		   "apart from the stick. The cadre's name is asked for, because names of people do not belong on a command line."),
		{OPT_VILLAGE, OPT_VILLAGE_NAME, OPT_ROLE, OPT_CADRE_FD, OPT_LIST, OPT_USB, OPT_CODE_FILE, OFFICE_OPTIONS, OPT_HELP}, 0, 0, run_invite},
	{"merge", "[FILE ...]", N_("take in the batches that laptops left on a stick"),
		N_("Each file is taken in whole or not at all. A file that is damaged or for another county is reported, stays where it is and blocks "
		   "no other; the exit code is 65 then. Files taken in before are known and cost nothing."),
		{OPT_USB, OPT_JSON, OFFICE_OPTIONS, OPT_HELP}, 0, -1, run_merge},
	{"pack", "", N_("write packs for laptops to a stick: receipts, versions of others, form and policy"),
		N_("Every laptop that has joined gets a pack, or the one named by --device."),
		{OPT_USB, OPT_DEVICE, OPT_JSON, OFFICE_OPTIONS, OPT_HELP}, 0, 0, run_pack},
	{"status", "", N_("tell what the county holds: households, laptops, gaps, conflicts, invitations"),
		N_("A gap says which versions of a laptop are missing between those held; the laptop sends them again when it has a pack."),
		{OPT_JSON, OFFICE_OPTIONS, OPT_HELP}, 0, 0, run_status},
	{"households", "", N_("list households with their class; names are masked"),
		N_("Columns: area code, place, name, class, income per head in yuan, members, answers missing, day of the last visit, record."),
		{OPT_VILLAGE, OPT_CLASS, OPT_JSON, OFFICE_OPTIONS, OPT_HELP}, 0, 0, run_households},
	{"conflicts", "", N_("list sections that two people wrote differently"),
		N_("Columns: area code, place, name, table, section, record. All versions are kept; one of them is shown until a person decides."),
		{OPT_VILLAGE, OPT_JSON, OFFICE_OPTIONS, OPT_HELP}, 0, 0, run_conflicts},
	{"history", "RECORD", N_("tell what was ever written of one household, by whom and when; masked"),
		N_("The household is named by its record, or the first digits of it, as households and conflicts list them. Each version is told with "
		   "its form, whether it is current, replaced or not in force and why, and its answers in the words of that form. Names are masked, "
		   "and what the form calls sensitive is hidden."),
		{OPT_JSON, OFFICE_OPTIONS, OPT_HELP}, 1, 1, run_history},
	{"checks", "", N_("tell what the checks found: how often, or with --lines where"),
		N_("Columns: severity, check, findings open, kept with a reason, resting on a blank answer, households, numbers of the official rules, "
		   "message. With --lines: area code, place, name (masked), severity, check, state, records elsewhere with the same key, household, "
		   "record, message. Findings are kept up to date by merge; rebuild makes them all anew. Those over several villages (one ID number, "
		   "telephone or household number twice) go back to the villages with the next pack."),
		{OPT_VILLAGE, OPT_SEVERITY, OPT_CHECK, OPT_HOUSEHOLD, OPT_LINES, OPT_CSV, OPT_JSON, OPT_OUTPUT, OFFICE_OPTIONS, OPT_HELP}, 0, 0, run_checks},
	{"log", "", N_("list what was exchanged and exported, newest first"),
		N_("Columns: time, carrier, sent, received, bytes, note. The last 1,000 entries; exports in full stand there with their reason."),
		{OPT_JSON, OFFICE_OPTIONS, OPT_HELP}, 0, 0, run_log},
	{"ledger", "", N_("write the prevention ledger: CSV, JSON, a page to print, or a workbook"),
		N_("--format is text, csv, json, html or xlsx, without it csv; a workbook needs --output. On it stands who is proposed for a class of the "
		   "ledger, and whom the county decided on. Numbers and telephones are masked. --full writes them in full, asks for a reason, and is "
		   "logged."),
		{OPT_FORMAT, OPT_CSV, OPT_JSON, OPT_VILLAGE, OPT_CLASS, OPT_FACTOR, OPT_PLACE, OPT_STATE, OPT_DUE, OPT_FULL, OPT_REASON_FD, OPT_OUTPUT,
			OFFICE_OPTIONS, OPT_HELP}, 0, 0, run_ledger},
	{"range", "", N_("draw the income range for a township: by income first, then by risk factors"),
		N_("First all households whose income is known and below the policy's line, by income per head; within these, those with risk factors or "
		   "priority attributes come first, each with the reason in words, its class and what follows. Those just above the line stand apart when "
		   "the policy has a range_band, and so do, always, those whose income is not known. --format is text, csv, json, html or xlsx, without it "
		   "text; a workbook needs --output. Numbers are masked. How many households and people lie within, and what share that is, goes to standard "
		   "error too. The township marks in its own program whom it draws."),
		{OPT_FORMAT, OPT_CSV, OPT_JSON, OPT_VILLAGE, OPT_TOWNSHIP, OPT_LINE, OPT_ORDER, OPT_OUTPUT, OFFICE_OPTIONS, OPT_HELP}, 0, 0, run_range},
	{"print", "[PAPER]", N_("print a paper for a household or a village; without a name list the papers"),
		N_("Collection sheet, application, public notice, verification and removal sheets, result. --format is text or html (one page for A4 that asks "
		   "nothing of the network), without it text. A paper for a household needs --household, with digits as households lists them, one for a "
		   "village --village. Numbers and telephones are masked; --full writes them as they are, asks for a reason, and is logged. What goes on a wall "
		   "is masked anyway."),
		{OPT_FORMAT, OPT_HOUSEHOLD, OPT_VILLAGE, OPT_FULL, OPT_REASON_FD, OPT_OUTPUT, OFFICE_OPTIONS, OPT_HELP}, 0, 1, run_print},
	{"statistics", "", N_("count households and people by class, factor and measure, incomes against the lines, premiums"),
		N_("For the county, each township and each village. --format is text, json, html (one page with pictures) or xlsx, without it text: area code, place, "
		   "group, figure, label, households, people, yuan or per cent. What rests on a parameter that is not set says so. --insured lists the people whom an "
		   "insurance of the policy covers, with the premium of each, and says what they cost together; their numbers are masked unless --full, which asks for a reason and is logged."),
		{OPT_FORMAT, OPT_JSON, OPT_VILLAGE, OPT_INSURED, OPT_FULL, OPT_REASON_FD, OPT_OUTPUT, OFFICE_OPTIONS, OPT_HELP}, 0, 0, run_statistics},
	{"export", "", N_("write every table of the form as files: CSV, a workbook, Stata or SPSS"),
		N_("--format is csv, xlsx, stata or spss, without it csv. One file a table (a workbook: one sheet a table), with the codebook and the code lists. Spreadsheets get words instead of codes, a "
		   "row of labels and a row of names; Stata and SPSS get numbers with labels, and one variable a choice where several may be "
		   "chosen. Answers that are not relevant and void records are left out. Names, numbers, telephones, days of birth and free "
		   "text are masked or left out unless --full, whose reason is asked for and logged. Files that are there already are never "
		   "overwritten."),
		{OPT_DIR, OPT_FORMAT, OPT_TABLE, OPT_VILLAGE, OPT_FULL, OPT_REASON_FD, OPT_JSON, OFFICE_OPTIONS, OPT_HELP}, 0, 0, run_export},
	{"check-form", "[FOLDER|FILE]", N_("read the sheets of a form and its checks and tell every mistake in them"),
		N_("FOLDER holds survey.csv, choices.csv, settings.csv and checks.csv (or .xlsx), FILE is a workbook with sheets of these names; what is "
		   "not there is taken from the program. Each mistake is a line with sheet, row, column, name and how to mend it. The exit code is "
		   "65 when there is one. No passphrase is needed."),
		{OPT_SURVEY, OPT_CHOICES, OPT_SETTINGS, OPT_CHECKS, OPT_HELP}, 0, 1, run_check_form},
	{"sheets", "FILE ...", N_("put a new form, policy or checks in force"),
		N_("The sheets are known by their names: survey.csv, choices.csv, settings.csv, policy.csv, rules.csv, measures.csv, checks.csv, the same as .xlsx, or "
		   "sheets of these names in one workbook, or a folder with such files; those not named stay. "
		   "A form may only add to the one before. What changes needs a higher version, in settings.csv or policy.csv (for checks too), or laptops "
		   "would not take it. Every mistake is told and then nothing is changed; the exit code is 65."),
		{OFFICE_OPTIONS, OPT_HELP}, 1, 7, run_sheets},
	{"policy check", "[FILE ...]", N_("read the sheets of a policy and tell every mistake in them"),
		N_("FILE is policy.csv, rules.csv or measures.csv, the same as .xlsx, a workbook with sheets of these names, or a folder with such files; survey.csv, "
		   "choices.csv and settings.csv too when the county has its own form. What is not given is taken from the program. Parameters that a county "
		   "has to set and that are blank are named. The exit code is 65 when there is a mistake. No passphrase is needed."),
		{OPT_HELP}, 0, -1, run_policy_check},
	{"policy show", "", N_("tell the policy in force: parameters, rules and measures with their articles"),
		N_("With --scheme a policy of the program as policy.csv, to be edited in a spreadsheet and issued; no passphrase is needed then."),
		{OPT_SCHEME, OPT_JSON, OPT_OUTPUT, OFFICE_OPTIONS, OPT_HELP}, 0, 0, run_policy_show},
	{"policy diff", "FILE ...", N_("tell what the sheets of a policy would change in the one in force"),
		N_("Columns: sheet, row, column, value in force, value in the files. The files are those of policy check."),
		{OPT_JSON, OFFICE_OPTIONS, OPT_HELP}, 1, -1, run_policy_diff},
	{"policy issue", "FILE ...", N_("put a new policy in force"),
		N_("policy.csv, rules.csv, measures.csv and checks.csv; those not named stay. The version in policy.csv must be higher than that in force: an "
		   "older policy is refused here and by every laptop. Every mistake is told and then nothing is changed; the exit code is 65. See before "
		   "with policy what-if who would move."),
		{OFFICE_OPTIONS, OPT_HELP}, 1, -1, run_policy_issue},
	{"policy what-if", "FILE ...", N_("assess the whole county by a policy that is not issued, and tell who would move"),
		N_("Columns: class now, class then, households, members. With --lines each household that would move: area code, place, name (masked), class now, "
		   "class then, record. Nothing is written."),
		{OPT_VILLAGE, OPT_LINES, OPT_JSON, OPT_OUTPUT, OFFICE_OPTIONS, OPT_HELP}, 1, -1, run_policy_what_if},
	{"policy test", "DIR [FILE ...]", N_("assess a folder of invented households and tell what comes out otherwise than expected"),
		N_("DIR holds a CSV for each table of the form, rows keyed by household; household.csv has columns expect_class, expect_factors, expect_measures, "
		   "expect_amount_NAME and the like. parameters.csv (name, value) sets parameters of the policy and the day (today). Columns: household, column, "
		   "expected, what came out. The exit code is 65 when something differs. No passphrase and no database are needed."),
		{OPT_JSON, OPT_HELP}, 1, -1, run_policy_test},
	{"rebuild", "", N_("derive everything again from the journal and compare"),
		N_("The exit code is 65 when what had been derived was not what the journal says; it is right again then."),
		{OFFICE_OPTIONS, OPT_HELP}, 0, 0, run_rebuild},
	{"digest", "", N_("print one hash over all versions, heads and answers"),
		N_("Two databases that hold the same versions print the same, in whatever order they came."),
		{OFFICE_OPTIONS, OPT_HELP}, 0, 0, run_digest},
	{"demo", "", N_("make a county of invented people, to try the programs with"),
		N_("The same numbers make the same people. The passphrase of everything is demo-passphrase, so that nothing real may be kept in it. An "
		   "invitation lies on the stick; its pairing code is in pairing-code.txt in the data folder."),
		{OPT_VILLAGES, OPT_HOUSEHOLDS, OPT_SEED, OPT_DATA, OPT_USB, OPT_HELP}, 0, 0, run_demo},
};
const int n_commands = sizeof command_rows / sizeof *command_rows;

const struct command *
command_find(char *const *words, int n, int *used)
{
	for (int i = 0; i < n_commands && n > 0; i++) {
		const char *name = command_rows[i].name, *space = strchr(name, ' ');
		const size_t first = space != NULL ? (size_t)(space - name) : strlen(name);
		if (strlen(words[0]) != first || memcmp(words[0], name, first) != 0 || (space != NULL && (n < 2 || strcmp(words[1], space + 1) != 0)))
			continue;
		*used = space != NULL ? 2 : 1;
		return &command_rows[i];
	}
	return NULL;
}

static void
option_words(const struct option_row *o, struct buf *out)
{
	buf_printf(out, "--%s%s%s", o->name, o->argument != NULL ? " " : "", o->argument != NULL ? o->argument : "");
}

static void
help_one(const struct command *c, struct buf *out)
{
	buf_printf(out, _("Usage: fangpin-county %s [options] %s\n"), c->name, c->arguments);
	buf_printf(out, _("\n%s.\n%s\n\n"), _(c->help), _(c->more));
	for (int i = 0; i < CALL_OPTIONS; i++) {
		const struct option_row *o = &option_rows[c->options[i]];
		size_t from = out->len;
		buf_text(out, "  ");
		option_words(o, out);
		while (!out->failed && out->len - from < 28)
			buf_byte(out, ' ');
		buf_printf(out, " %s\n", _(o->help));
		if (c->options[i] == OPT_HELP)
			break;
	}
}

void
command_help(const struct command *one, struct buf *out)
{
	if (one != NULL) {
		help_one(one, out);
		return;
	}
	buf_text(out, _("Usage: fangpin-county COMMAND [options]\n\nThe county office's side of the household survey against poverty.\n\n"));
	for (int i = 0; i < n_commands; i++)
		buf_printf(out, "  %-15s %s\n", command_rows[i].name, _(command_rows[i].help));
	buf_text(out, _("\nfangpin-county COMMAND --help tells more about one of them.\n"));
}

/* Text into roff: backslash, and what would begin a request at the start of a line, and hyphens that mean hyphens. */
static void
roff(const char *s, struct buf *out)
{
	for (const char *at = s; *at != '\0'; at++) {
		if ((*at == '.' || *at == '\'') && at == s)
			buf_text(out, "\\&");
		if (*at == '\\')
			buf_text(out, "\\e");
		else if (*at == '-')
			buf_text(out, "\\-");
		else
			buf_byte(out, (unsigned char)*at);
	}
}

static void
man_options(const struct command *c, struct buf *out)
{
	for (int i = 0; i < CALL_OPTIONS && c->options[i] != OPT_HELP; i++) {
		const struct option_row *o = &option_rows[c->options[i]];
		buf_text(out, ".TP\n.B \\-\\-");
		roff(o->name, out);
		if (o->argument != NULL)
			buf_printf(out, " \\fI%s\\fP", o->argument);
		buf_byte(out, '\n');
		roff(o->help, out);
		buf_byte(out, '\n');
	}
}

static const struct {
	int code;
	const char *meaning;
} codes[] = {
	{0, "The work is done."},
	{EX_USAGE, "The command line was not understood, or a value on it is not allowed."},
	{EX_DATAERR, "A file is damaged, or not what it should be; for merge: some file was left alone."},
	{EX_NOINPUT, "A file, folder or terminal is not there."},
	{EX_NOUSER, "The file is for another county, or the laptop is not known."},
	{EX_UNAVAILABLE, "The file needs a newer program."},
	{EX_SOFTWARE, "A mistake in the program."},
	{EX_OSERR, "Memory or another resource of the system ran out."},
	{EX_CANTCREAT, "The disk or stick is full, or something is there already that is not overwritten."},
	{EX_IOERR, "Reading or writing failed."},
	{EX_TEMPFAIL, "The vault is open elsewhere; try again later."},
	{EX_NOPERM, "The passphrase is another one, or permission is missing."},
};

static const char man_head[] =
	".TH FANGPIN\\-COUNTY 1 \"\" \"Fangpin " FANGPIN_VERSION "\" \"User Commands\"\n"
	".SH NAME\nfangpin\\-county \\- the county office's side of the household survey against poverty\n"
	".SH SYNOPSIS\n.B fangpin\\-county\n.I COMMAND\n[\\fIoptions\\fP]\n"
	".SH DESCRIPTION\nThe county invites laptops, takes in the batches that cadres bring on a stick, merges them into one encrypted "
	"database and answers with packs.\nResults go to standard output, messages to standard error.\n"
	"Names of people and passphrases are never taken from the command line.\n.SH COMMANDS\n";

static const char man_tail[] =
	".SH FILES\n.TP\n.I ~/.local/share/fangpin\\-county\nThe data folder unless \\-\\-data or XDG_DATA_HOME says otherwise.\n"
	".TP\n.I vault.db\\fR, \\fPvault.key\nIn the data folder: the encrypted database and its key, sealed by the passphrase. Back "
	"both up together.\n"
	".TP\n.I root.fpk\\fR, \\fPrecovery.fpk\nThe offline keys. They belong on media that are locked away.\n"
	".TP\n.I FANGPIN/UP\\fR, \\fPFANGPIN/DOWN\\fR, \\fPFANGPIN/IN\nOn the stick: batches from laptops, packs, invitations.\n"
	".SH ENVIRONMENT\n.TP\n.B XDG_DATA_HOME\nWhere the data folder lies when \\-\\-data is not given.\n"
	".TP\n.B LANGUAGE, LC_ALL, LC_MESSAGES\nA value that begins with en gives English; all else gives Chinese.\n"
	".TP\n.B FANGPIN_NOW\nSets the clock (YYYY\\-MM\\-DDTHH:MM) for demonstrations and tests.\n"
	".SH EXAMPLES\nBegin a county, take in its roster, invite a cadre by a stick:\n.PP\n.RS\n.nf\n"
	"fangpin\\-county init \\-\\-name NAME \\-\\-area 130899 \\-\\-offline /media/safe\n"
	"fangpin\\-county import roster.csv\n"
	"fangpin\\-county invite \\-\\-village 130899100201 \\-\\-village\\-name NAME \\-\\-usb /media/usb\n.fi\n.RE\n.PP\n"
	"When the stick comes back: merge, answer, write the ledger:\n.PP\n.RS\n.nf\n"
	"fangpin\\-county merge \\-\\-usb /media/usb\n"
	"fangpin\\-county pack \\-\\-usb /media/usb\n"
	"fangpin\\-county ledger \\-\\-csv \\-\\-output ledger.csv\n.fi\n.RE\n"
	".SH SEE ALSO\n.BR fangpin (1)\n";

void
command_man(struct buf *out)
{
	buf_text(out, man_head);
	for (int i = 0; i < n_commands; i++) {
		const struct command *c = &command_rows[i];
		buf_text(out, ".SS \"fangpin\\-county ");
		roff(c->name, out);
		buf_printf(out, " %s\"\n", c->arguments);
		roff(c->help, out);
		buf_text(out, ".\n");
		roff(c->more, out);
		buf_byte(out, '\n');
		man_options(c, out);
	}
	buf_text(out, ".SH \"EXIT STATUS\"\n");
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		buf_printf(out, ".TP\n.B %d\n%s\n", codes[i].code, codes[i].meaning);
	buf_text(out, man_tail);
}
