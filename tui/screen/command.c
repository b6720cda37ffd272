#include "command.h"

#include <stdio.h>
#include <string.h>

#include "app.h"
#include "ask.h"
#include "county_link.h"
#include "file.h"
#include "memory.h"
#include "vault/secret.h"
#include "words.h"

enum { PLAY_ROWS = 24, PLAY_COLS = 80, PLAY_BYTES = 1 << 20 };

int
command_screens(const struct options *o, const struct world *w, struct fault *f)
{
	struct app a;
	struct term *t;

	if (app_start(&a, o->folder, w, f) < 0 || (t = term_open_curses(!o->plain, o->ascii, f)) == NULL)
		return -1;
	int rc = app_run(&a, t);
	term_close(t);
	return rc == 0 ? 0 : EX_IOERR;
}

int
command_play(const struct options *o, const struct world *w, struct fault *f)
{
	struct app a;
	struct term *t = NULL;
	struct buf keys = {0}, picture = {0};
	int rc = file_read(o->operand, PLAY_BYTES, &keys, f);

	if (rc == 0 && (t = term_open_memory(PLAY_ROWS, PLAY_COLS)) == NULL)
		rc = fault_memory(f);
	if (rc == 0 && term_memory_keys(t, buf_str(&keys)) < 0)
		rc = fault_set(f, EX_DATAERR, _("%s is no script of keys."), o->operand);
	if (rc == 0 && (rc = app_start(&a, o->folder, w, f)) == 0) {
		app_run(&a, t);
		term_memory_dump(t, &picture);
		printf("%s\n", buf_str(&picture));
	}
	term_close(t);
	buf_wipe(&keys);
	buf_wipe(&picture);
	return rc;
}

/* Ask for a passphrase twice. 0 or -1. */
static int
new_passphrase(int fd, char *first, char *again, struct fault *f)
{
	if (ask_secret(_("New passphrase: "), fd, first, APP_PASSPHRASE, f) < 0 || secret_strong(strlen(first), f) < 0)
		return -1;
	if (fd != ASK_TERMINAL)
		return 0;
	if (ask_secret(_("Once more: "), fd, again, APP_PASSPHRASE, f) < 0)
		return -1;
	return strcmp(first, again) == 0 ? 0 : fault_set(f, EX_USAGE, _("The two passphrases differ. Nothing was changed."));
}

int
command_join(const struct options *o, const struct world *w, struct fault *f)
{
	char *secret = secret_new(3 * APP_PASSPHRASE);
	struct app a;
	int rc = -1;

	if (secret == NULL)
		return fault_memory(f);
	char *again = secret + APP_PASSPHRASE, *code = again + APP_PASSPHRASE;
	if (app_start(&a, o->folder, w, f) == 0 && ask_secret(_("Pairing code: "), o->code_fd, code, COUNTY_CODE, f) == 0 &&
		new_passphrase(o->passphrase_fd, secret, again, f) == 0)
		rc = county_link_join(&a, o->operand, code, secret, strlen(secret), f);
	secret_free(secret);
	if (rc == 0)
		printf("%s\n", _("Joined. Start with: fangpin"));
	return rc;
}

/* Open the folder for one command. 0 or -1. */
static int
open_folder(struct app *a, const struct options *o, const struct world *w, struct fault *f)
{
	char *secret = secret_new(APP_PASSPHRASE);
	int rc = -1;

	if (secret == NULL)
		return fault_memory(f);
	if (app_start(a, o->folder, w, f) == 0 && ask_secret(_("Passphrase: "), o->passphrase_fd, secret, APP_PASSPHRASE, f) == 0)
		rc = app_open(a, secret, strlen(secret), f);
	secret_free(secret);
	return rc;
}

int
command_sync(const struct options *o, const struct world *w, struct fault *f)
{
	struct county_news n;
	struct app a;

	if (o->usb == NULL)
		return fault_set(f, EX_USAGE, _("sync wants to know where the stick is: fangpin sync --usb DIR."));
	if (open_folder(&a, o, w, f) < 0)
		return -1;
	int rc = county_link_stick(&a, o->usb, &n, f);
	if (rc == 0 && o->json)
		printf("{\"batches_written\":%llu,\"bytes_written\":%llu,\"batches_waiting\":%llu,\"packs\":%llu,\"refused\":%llu,"
		       "\"versions\":%llu,\"acknowledged\":%llu,\"out_of_force\":%llu,\"sheets\":%s}\n",
			(unsigned long long)n.batches, (unsigned long long)n.bytes, (unsigned long long)n.waiting, (unsigned long long)n.packs,
			(unsigned long long)n.refused, (unsigned long long)n.versions, (unsigned long long)n.acknowledged,
			(unsigned long long)n.out_of_force, n.sheets ? "true" : "false");
	else if (rc == 0)
		printf(_("Written: %llu batches, %llu bytes. Taken in: %llu new versions, %llu batches acknowledged.\n"),
			(unsigned long long)n.batches, (unsigned long long)n.bytes, (unsigned long long)n.versions,
			(unsigned long long)n.acknowledged);
	/* The work is done; what was refused of it is said, and is the exit code. */
	if (rc == 0 && n.why.code != 0)
		fprintf(stderr, "fangpin: %s\n", n.why.text);
	app_close(&a);
	return rc == 0 ? n.why.code : rc;
}

static void
print_status(const struct county_status *s)
{
	struct buf b = {0};

	county_link_waiting(s, &b);
	buf_byte(&b, '\n');
	county_link_receipt(s, &b);
	printf("%s\n", buf_str(&b));
	buf_free(&b);
}

int
command_status(const struct options *o, const struct world *w, struct fault *f)
{
	struct county_status s;
	struct app a;

	if (open_folder(&a, o, w, f) < 0)
		return -1;
	int rc = county_link_status(&a, &s, f);
	if (rc == 0 && o->json)
		printf("{\"households_waiting\":%llu,\"batches_waiting\":%llu,\"bytes_waiting\":%llu,\"held\":%llu,\"out_of_force\":%llu,"
		       "\"receipt_ms\":%lld}\n",
			(unsigned long long)s.households, (unsigned long long)s.batches, (unsigned long long)s.bytes, (unsigned long long)s.held,
			(unsigned long long)s.out_of_force, (long long)s.receipt_ms);
	else if (rc == 0)
		print_status(&s);
	app_close(&a);
	return rc;
}
