/* The first start: an invitation on a stick, its pairing code, a passphrase of one's own. */
#include <stdlib.h>
#include <string.h>

#include "columns.h"
#include "county_link.h"
#include "edit.h"
#include "vault/secret.h"
#include "words.h"

enum { PATH, CODE, PASS, AGAIN, FIELDS };

struct join {
	struct screen screen;
	struct app *app;
	char *text; /* all fields, in memory that is wiped */
	struct edit edit[FIELDS];
	int at;
	size_t found; /* which of the invitations on the sticks stands in the first field */
};

static const struct {
	const char *label;
	size_t room;
	unsigned flags;
} fields[FIELDS] = {
	{N_("Invitation"), APP_PATH, 0},
	{N_("Pairing code"), COUNTY_CODE, 0},
	{N_("New passphrase"), APP_PASSPHRASE, EDIT_MASKED},
	{N_("Once more"), APP_PASSPHRASE, EDIT_MASKED},
};

enum { GO = 1, DOWN, UP, OTHER, LEAVE };

static const struct action actions[] = {
	{GO, K_ENTER, 0, N_("Go on"), NULL, 0},
	{DOWN, K_DOWN, K_TAB, NULL, N_("Next line"), 0},
	{UP, K_UP, K_BACKTAB, NULL, N_("Line before"), 0},
	{OTHER, K_F(5), 0, N_("Next invitation"), N_("Looks for further invitations on the sticks that are plugged in."), 0},
	{LEAVE, K_F(10), 0, N_("Leave the program"), NULL, 0},
};

static void
look(struct join *j)
{
	char path[APP_PATH];

	if (county_link_invitation(j->found, path, sizeof path) != 1) {
		if (j->found == 0)
			return;
		j->found = 0;
		if (county_link_invitation(0, path, sizeof path) != 1)
			return;
	}
	edit_set(&j->edit[PATH], path, strlen(path));
}

static void
draw(struct screen *s, struct term *t, struct area a)
{
	struct join *j = (struct join *)s;
	int col = a.col + 4, row = a.row + 4, label = 0;

	term_say(t, a.row + 1, col, a.cols - 8, TERM_TITLE, _("Join the county"));
	term_say(t, a.row + 2, col, a.cols - 8, TERM_DIM, _("Plug in the county's stick; the code comes on paper. The passphrase is your own."));
	for (int i = 0; i < FIELDS; i++) {
		int w = term_width(_(fields[i].label), strlen(_(fields[i].label)));
		label = w > label ? w : label;
	}
	for (int i = 0; i < FIELDS; i++, row += 2) {
		term_say(t, row, col, label, i == j->at ? TERM_HEAD : TERM_PLAIN, _(fields[i].label));
		edit_draw(&j->edit[i], t, row, col + label + 1, a.cols - label - 10, i == j->at ? TERM_FOCUS : TERM_FIELD, i == j->at);
	}
}

static enum reaction
join_now(struct join *j, struct loop *l)
{
	const struct edit *pass = &j->edit[PASS], *again = &j->edit[AGAIN];
	struct fault f = {0};

	if (pass->n != again->n || memcmp(pass->text, again->text, pass->n) != 0) {
		edit_set(&j->edit[PASS], "", 0);
		edit_set(&j->edit[AGAIN], "", 0);
		j->at = PASS;
		loop_say(l, TERM_MARK_WARN, "%s", _("The two passphrases differ. Type both again."));
		return SCREEN_REDRAW;
	}
	if (secret_strong(pass->n, &f) < 0) {
		j->at = PASS;
		return loop_fault(l, &f);
	}
	if (county_link_join(j->app, j->edit[PATH].text, j->edit[CODE].text, pass->text, pass->n, &f) < 0)
		return loop_fault(l, &f);
	struct screen *next = unlock_screen(j->app, true);
	return app_push(l, next, &f) == SCREEN_PUSH ? SCREEN_POP : SCREEN_REDRAW;
}

static enum reaction
key(struct screen *s, struct loop *l, struct key k)
{
	struct join *j = (struct join *)s;

	(void)l;
	switch (edit_key(&j->edit[j->at], k)) {
	case EDIT_CHANGED:
	case EDIT_MOVED:
		return SCREEN_REDRAW;
	case EDIT_CANCEL:
		edit_set(&j->edit[j->at], "", 0);
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
	struct join *j = (struct join *)s;

	switch (id) {
	case GO:
		if (j->edit[j->at].n == 0)
			return SCREEN_STAY;
		if (j->at == AGAIN)
			return join_now(j, l);
		j->at++;
		return SCREEN_REDRAW;
	case DOWN:
		j->at += j->at + 1 < FIELDS;
		return SCREEN_REDRAW;
	case UP:
		j->at -= j->at > 0;
		return SCREEN_REDRAW;
	case OTHER:
		j->found += j->edit[PATH].n > 0;
		look(j);
		return SCREEN_REDRAW;
	case LEAVE:
	default:
		return SCREEN_QUIT;
	}
}

static void
shut(struct screen *s)
{
	struct join *j = (struct join *)s;

	secret_free(j->text);
	explicit_bzero(j, sizeof *j);
	free(j);
}

static const struct screen_kind kind = {.name = N_("Join"), .actions = actions, .n_actions = sizeof actions / sizeof actions[0],
	.alone = true, .draw = draw, .key = key, .act = act, .close = shut};

struct screen *
join_screen(struct app *a)
{
	struct join *j = calloc(1, sizeof *j);
	size_t room = 0;

	if (j == NULL)
		return NULL;
	j->screen.kind = &kind;
	j->app = a;
	for (int i = 0; i < FIELDS; i++)
		room += fields[i].room;
	if ((j->text = secret_new(room)) == NULL) {
		free(j);
		return NULL;
	}
	char *at = j->text;
	for (int i = 0; i < FIELDS; i++) {
		edit_open(&j->edit[i], at, fields[i].room, fields[i].flags);
		at += fields[i].room;
	}
	look(j);
	j->at = j->edit[PATH].n > 0 ? CODE : PATH;
	return &j->screen;
}
