/* Why an export is needed in full, and the trace it leaves. */
#include <string.h>

#include "ask.h"
#include "command.h"
#include "journal/exchange.h"
#include "text.h"
#include "words.h"

int
call_reason(const struct call *c, char reason[CALL_REASON])
{
	int64_t fd;

	reason[0] = '\0';
	if (c->value[OPT_FULL] == NULL)
		return c->value[OPT_REASON_FD] == NULL ? 0 : fault_set(c->f, EX_USAGE, _("--reason-fd belongs to --full."));
	if (call_number(c, OPT_REASON_FD, 0, 1023, ASK_TERMINAL, &fd) < 0 ||
		ask_line(_("Why names and numbers are needed in full (it is logged): "), (int)fd, reason, CALL_REASON, c->f) < 0)
		return -1;
	return text_line(reason, strlen(reason)) ? 0 : fault_set(c->f, EX_DATAERR, _("The reason has to be a line of text; nothing was written."));
}

int
call_log_full(const struct call *c, struct office *o, const char *what, const char *reason, uint64_t households, uint64_t bytes)
{
	struct buf note = {0};

	buf_printf(&note, "%s in full: %s", what, reason);
	struct exchange_row e = {.wall_ms = c->world.now(c->world.self), .carrier = "file", .note = buf_str(&note), .sent = (int64_t)households,
		.bytes = (int64_t)bytes};
	int rc = note.failed ? fault_memory(c->f) : exchange_add(o->store.db, &e, c->f);
	buf_free(&note);
	return rc;
}
