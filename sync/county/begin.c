/* init: begin a county. */
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "file.h"
#include "vault/secret.h"
#include "words.h"

static int
create(struct call *c, const char *folder, const char *offline)
{
	char *passphrase = call_passphrase(c, OPT_PASSPHRASE_FD, _("New passphrase of the county: "), true), *kept = NULL;
	int rc = -1;

	if (passphrase != NULL && (kept = call_passphrase(c, OPT_OFFLINE_FD, _("New passphrase of the offline keys: "), true)) != NULL) {
		struct office_plan plan = {.folder = folder, .offline = offline, .name = c->value[OPT_NAME], .area = c->value[OPT_AREA],
			.passphrase = passphrase, .offline_passphrase = kept};
		rc = office_create(&plan, &c->world, c->f);
	}
	secret_free(passphrase);
	secret_free(kept);
	return rc;
}

int
run_init(struct call *c)
{
	char folder[4096], below[4096];
	const char *offline = c->value[OPT_OFFLINE];

	if (c->value[OPT_NAME] == NULL || c->value[OPT_AREA] == NULL)
		return fault_set(c->f, EX_USAGE, _("A county needs --name and --area."));
	if (call_folder(c, folder, sizeof folder) < 0 || file_join(below, sizeof below, folder, "offline", c->f) < 0)
		return -1;
	if (create(c, folder, offline != NULL ? offline : below) < 0)
		return -1;
	buf_printf(&c->out, _("The county is begun in %s.\n"), folder);
	buf_printf(&c->out, _("Its offline keys, root.fpk and recovery.fpk, are in %s. Copy them to two media, lock those away, and delete them from "
		"this machine.\n"), offline != NULL ? offline : below);
	return 0;
}
