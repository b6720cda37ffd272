/* Asking for the passphrase: at the start, and when nobody was there for a while. */
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "edit.h"
#include "vault/secret.h"
#include "words.h"

struct unlock {
	struct screen screen;
	struct app *app;
	bool start;
	char *passphrase;
	struct edit edit;
};

enum { UNLOCK = 1, LEAVE };

static const struct action actions[] = {
	{UNLOCK, K_ENTER, 0, N_("Unlock"), NULL, 0},
	{LEAVE, K_F(10), 0, N_("Leave the program"), NULL, 0},
};

static void
draw(struct screen *s, struct term *t, struct area a)
{
	struct unlock *u = (struct unlock *)s;
	const char *heading = _("Household survey against poverty"), *ask = _("Passphrase");
	const char *why = u->start ? _("The answers in this laptop are encrypted.") : _("Locked. Everything typed is kept.");
	int width = 44, row = a.row + a.rows / 2 - 3, col = a.col + (a.cols - width) / 2, label = term_width(ask, strlen(ask));

	term_box(t, (struct area){row - 1, col - 3, 8, width + 6}, TERM_DIM);
	term_say(t, row, col, width, TERM_TITLE, heading);
	term_say(t, row + 2, col, width, TERM_PLAIN, why);
	term_say(t, row + 4, col, label, TERM_HEAD, ask);
	edit_draw(&u->edit, t, row + 4, col + label + 1, width - label - 1, TERM_FOCUS, true);
}

static enum reaction
open_it(struct unlock *u, struct loop *l)
{
	struct fault f = {0};
	int rc;

	if (u->edit.n == 0)
		return SCREEN_STAY;
	if (u->app->open)
		rc = vault_verify(u->app->store.vault, u->passphrase, u->edit.n, &f);
	else
		rc = app_open(u->app, u->passphrase, u->edit.n, &f);
	edit_set(&u->edit, "", 0);
	if (rc < 0)
		return loop_fault(l, &f);
	if (!u->start)
		return SCREEN_POP;
	struct screen *home = home_screen(u->app, &f);
	return app_push(l, home, &f) == SCREEN_PUSH ? SCREEN_POP : SCREEN_REDRAW;
}

static enum reaction
key(struct screen *s, struct loop *l, struct key k)
{
	struct unlock *u = (struct unlock *)s;

	(void)l;
	switch (edit_key(&u->edit, k)) {
	case EDIT_CHANGED:
	case EDIT_MOVED:
		return SCREEN_REDRAW;
	case EDIT_CANCEL:
		edit_set(&u->edit, "", 0);
		return SCREEN_REDRAW;
	case EDIT_IGNORED:
	case EDIT_DONE:
	default:
		return SCREEN_IGNORED;
	}
}

static enum reaction
act(struct screen *s, struct loop *l, int id)
{
	return id == UNLOCK ? open_it((struct unlock *)s, l) : SCREEN_QUIT;
}

static void
shut(struct screen *s)
{
	struct unlock *u = (struct unlock *)s;

	secret_free(u->passphrase);
	explicit_bzero(u, sizeof *u);
	free(u);
}

static const struct screen_kind kind = {.name = N_("Unlock"), .actions = actions, .n_actions = sizeof actions / sizeof actions[0],
	.alone = true, .draw = draw, .key = key, .act = act, .close = shut};

struct screen *
unlock_screen(struct app *a, bool start)
{
	struct unlock *u = calloc(1, sizeof *u);

	if (u == NULL)
		return NULL;
	u->screen.kind = &kind;
	u->app = a;
	u->start = start;
	if ((u->passphrase = secret_new(APP_PASSPHRASE)) == NULL) {
		free(u);
		return NULL;
	}
	edit_open(&u->edit, u->passphrase, APP_PASSPHRASE, EDIT_MASKED);
	return &u->screen;
}
