#include "app.h"

#include <string.h>

#include "county_link.h"
#include "file.h"
#include "words.h"

#define VILLAGE_MINUTES (8 * 60) /* UTC+8, one zone for the whole country */

int
app_start(struct app *a, const char *folder, const struct world *w, struct fault *f)
{
	*a = (struct app){.world = *w, .identify = county_link_identify};
	if (strlen(folder) >= sizeof a->folder)
		return fault_set(f, EX_USAGE, _("The path of the data folder is too long."));
	strcpy(a->folder, folder);
	return 0;
}

int
app_open(struct app *a, const char *passphrase, size_t n, struct fault *f)
{
	if (store_open(&a->store, a->folder, passphrase, n, VAULT_CADRE, &a->world, f) < 0)
		return -1;
	a->open = true;
	if (a->identify(a, f) == 0)
		return 0;
	app_close(a);
	return -1;
}

void
app_close(struct app *a)
{
	if (!a->open)
		return;
	county_link_close(a);
	store_close(&a->store);
	a->open = false;
}

int
app_save(struct app *a, struct fault *f)
{
	return a->save != NULL ? a->save(a->holder, f) : 0;
}

void
app_saved(struct app *a)
{
	a->saved_ms = a->world.now(a->world.self);
}

int32_t
app_day(int64_t ms)
{
	return (int32_t)((ms / 60000 + VILLAGE_MINUTES) / (24 * 60));
}

void
app_clock(int64_t ms, char out[6])
{
	unsigned minutes = (unsigned)((ms / 60000 + VILLAGE_MINUTES) % (24 * 60)), hours = minutes / 60 % 24;

	minutes %= 60;
	memcpy(out, (char[]){(char)('0' + hours / 10), (char)('0' + hours % 10), ':', (char)('0' + minutes / 10), (char)('0' + minutes % 10), 0}, 6);
}

static void
status(void *self, struct buf *right)
{
	const struct app *a = self;
	char at[6];

	if (a->saved_ms == 0)
		return;
	app_clock(a->saved_ms, at);
	buf_printf(right, _("saved %s"), at);
}

static struct screen *
lock(void *self)
{
	struct app *a = self;
	struct fault f = {0};

	/* Should writing fail, the draft is on disk all the same, and the section is saved when it is left. */
	if (a->open)
		app_save(a, &f);
	return unlock_screen(a, false);
}

enum reaction
app_push(struct loop *l, struct screen *s, const struct fault *f)
{
	return s == NULL && f->code != 0 ? loop_fault(l, f) : loop_push(l, s);
}

enum { LOCK = 1 };

static const struct action actions[] = {
	{LOCK, K_F(12), 0, NULL, N_("Lock: the passphrase is asked for before anybody can go on."), 0},
};

static enum reaction
act(void *self, struct loop *l, int id)
{
	(void)self;
	(void)l;
	(void)id;
	return SCREEN_LOCK;
}

int
app_run(struct app *a, struct term *t)
{
	const struct loop_program program = {.actions = actions, .n_actions = sizeof actions / sizeof actions[0], .act = act,
		.status = status, .lock = lock, .self = a};
	struct loop *l = loop_new(t, &a->world, &program);
	char vault[APP_PATH];
	bool joined = file_join(vault, sizeof vault, a->folder, "vault.key", NULL) == 0 && file_exists(vault);
	struct screen *first = joined ? unlock_screen(a, true) : join_screen(a);
	int rc = 1;

	if (l != NULL && first != NULL) {
		loop_lock_after(l, APP_IDLE_MS);
		rc = loop_run(l, first);
	} else if (first != NULL) {
		first->kind->close(first);
	}
	loop_free(l);
	app_close(a);
	return rc;
}
