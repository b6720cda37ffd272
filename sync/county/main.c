/* fangpin-county, the office's program: one command a run, results to stdout, messages to stderr. */
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "words.h"

/* The words of the command line that are no command. */
static int
answer_general(struct call *c, const char *word)
{
	if (word == NULL || strcmp(word, "--help") == 0 || strcmp(word, "help") == 0)
		command_help(NULL, &c->out);
	else if (strcmp(word, "--version") == 0)
		buf_printf(&c->out, "fangpin-county %s\n", FANGPIN_VERSION);
	else if (strcmp(word, "--man") == 0)
		command_man(&c->out);
	else
		return fault_set(c->f, EX_USAGE, _("There is no such command. See fangpin-county --help."));
	if (word == NULL)
		c->code = EX_USAGE;
	return call_flush(c);
}

/* The command, whose result goes to a new file that is there when it is complete, or not at all. */
static int
run(struct call *c)
{
	const char *to = c->value[OPT_OUTPUT];

	if (vault_begin(c->f) < 0 || (to != NULL && file_new_begin(&c->to, to, c->f) < 0))
		return -1;
	int rc = c->command->run(c) < 0 || call_flush(c) < 0 ? -1 : 0;
	if (rc == 0 && to != NULL)
		rc = file_new_end(&c->to, c->f);
	file_new_drop(&c->to);
	return rc;
}

static int
answer(struct call *c, int argc, char **argv)
{
	int used = 0;

	c->command = command_find(argv + 1, argc - 1, &used);
	if (c->command == NULL)
		return answer_general(c, argc > 1 ? argv[1] : NULL);
	if (command_parse(c, argc - 1 - used, argv + 1 + used) < 0)
		return -1;
	if (c->value[OPT_HELP] != NULL)
		command_help(c->command, &c->out);
	else
		return run(c);
	return call_flush(c);
}

int
main(int argc, char **argv)
{
	struct fault f = {0};
	struct call c = {.f = &f, .world = world_real(), .to.fd = -1};
	int rc;

	words_open_beside();
	rc = answer(&c, argc, argv);
	buf_wipe(&c.out);
	if (rc == 0)
		return c.code;
	fprintf(stderr, "fangpin-county: %s\n", f.text);
	return f.code != 0 ? f.code : EX_SOFTWARE;
}
