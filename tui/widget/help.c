#include "help.h"

#include <stdlib.h>
#include <string.h>

#include "view.h"
#include "words.h"

struct help {
	struct screen screen;
	const char *name;
	struct view *view;
};

enum { HELP_CLOSE = 1 };

static const struct action actions[] = {
	{HELP_CLOSE, K_ESC, K_ENTER, N_("Back"), NULL, 0},
};

static void
help_title(struct screen *s, struct buf *left, struct buf *right)
{
	const struct help *h = (const struct help *)s;

	(void)right;
	buf_printf(left, _("Help: %s"), h->name);
}

static void
help_draw(struct screen *s, struct term *t, struct area a)
{
	struct help *h = (struct help *)s;

	view_draw(h->view, t, (struct area){a.row + 1, a.col + 1, a.rows - 1, a.cols - 2});
}

static enum reaction
help_key(struct screen *s, struct loop *l, struct key k)
{
	struct help *h = (struct help *)s;

	(void)l;
	return view_key(h->view, k) ? SCREEN_REDRAW : SCREEN_IGNORED;
}

static enum reaction
help_act(struct screen *s, struct loop *l, int id)
{
	(void)s;
	(void)l;
	return id == HELP_CLOSE ? SCREEN_POP : SCREEN_STAY;
}

static void
help_close(struct screen *s)
{
	struct help *h = (struct help *)s;

	view_free(h->view);
	free(h);
}

static const struct screen_kind help_kind = {
	.name = N_("Help"),
	.actions = actions,
	.n_actions = sizeof actions / sizeof actions[0],
	.title = help_title,
	.draw = help_draw,
	.key = help_key,
	.act = help_act,
	.close = help_close,
};

struct screen *
help_screen(struct screen *s, const struct action *program, size_t n_program, unsigned program_have)
{
	struct help *h = calloc(1, sizeof *h);
	struct buf text = {0};
	int rc;

	if (h == NULL)
		return NULL;
	h->screen.kind = &help_kind;
	h->name = _(s->kind->name);
	if ((h->view = view_new()) == NULL) {
		free(h);
		return NULL;
	}
	action_help(s->kind->actions, s->kind->n_actions, s->kind->have == NULL ? 0 : s->kind->have(s), &text);
	action_help(program, n_program, program_have, &text);
	buf_printf(&text, "?, F1           %s\n", _("Help"));
	buf_printf(&text, "Ctrl-L          %s\n", _("Draw the screen anew"));
	if (s->kind->help != NULL) {
		buf_byte(&text, '\n');
		s->kind->help(s, &text);
	}
	rc = view_add(h->view, TERM_PLAIN, 16, (const char *)text.data, text.len);
	if (text.failed || rc != 0) {
		help_close(&h->screen);
		h = NULL;
	}
	buf_free(&text);
	return (struct screen *)h;
}
