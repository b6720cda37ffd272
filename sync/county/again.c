/* rebuild and digest: what is derived follows from the journal alone, and one hash says so. */
#include <string.h>

#include "command.h"
#include "words.h"

static void
put_digest(struct call *c, const unsigned char digest[32])
{
	for (int i = 0; i < 32; i++)
		buf_printf(&c->out, "%02x", (unsigned)digest[i]);
	buf_byte(&c->out, '\n');
}

int
run_digest(struct call *c)
{
	struct office o;
	unsigned char digest[32];

	if (call_open(c, &o, VAULT_COUNTY_READ) < 0)
		return -1;
	int rc = journal_digest(o.store.journal, digest, c->f);
	office_close(&o);
	if (rc == 0)
		put_digest(c, digest);
	return rc;
}

int
run_rebuild(struct call *c)
{
	struct office o;
	unsigned char before[32], after[32];

	if (call_open(c, &o, VAULT_COUNTY_WRITE) < 0)
		return -1;
	int rc = journal_digest(o.store.journal, before, c->f);
	if (rc == 0)
		rc = journal_rebuild(o.store.journal, c->f);
	if (rc == 0)
		rc = call_refresh(c, &o);
	if (rc == 0)
		rc = journal_digest(o.store.journal, after, c->f);
	office_close(&o);
	if (rc < 0)
		return -1;
	put_digest(c, after);
	if (memcmp(before, after, sizeof before) == 0) {
		call_say(_("All was derived again and is the same as before."));
		return 0;
	}
	call_say(_("All was derived again, and was not the same as before. It is now what the journal says; keep a backup of the vault and ask for help "
		"if this happens again."));
	c->code = EX_DATAERR;
	return 0;
}
