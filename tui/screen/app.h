#ifndef APP_H
#define APP_H

#include "loop.h"
#include "store/store.h"

#define APP_PATH 4096
#define APP_PASSPHRASE 512 /* bytes typed, with the NUL */
#define APP_NAME 129
#define APP_IDLE_MS (15 * 60 * 1000) /* without a key until the program locks */

struct county_link;

/*
 * What all screens of the cadre's program share: the opened data folder, when something was last made durable, and who
 * holds answers that have no version yet. Screens know each other only by the functions at the end.
 */
struct app {
	struct world world;
	char folder[APP_PATH];
	struct store store;
	bool open;
	unsigned char device[DEVICE_ID]; /* in whose name versions are made */
	enum role role;                  /* what the county certified the device for: which sections it may write */
	char cadre[APP_NAME], village[APP_NAME];
	int64_t saved_ms; /* 0: nothing was saved yet, or the last answer could not be */
	struct county_link *link;

	/* Makes the opened store's versions be in somebody's name; the county's link unless a test has its own. 0 or -1. */
	int (*identify)(struct app *a, struct fault *f);

	/* Whoever holds answers without a version; NULL: nobody. 0 or -1. */
	int (*save)(void *holder, struct fault *f);
	void *holder;
};

/* ${a} for the data folder ${folder}, nothing opened yet. 0, or -1 when the path is too long. */
int app_start(struct app *a, const char *folder, const struct world *w, struct fault *f);

/* Open the folder with a passphrase. Takes about a second. 0 or -1 with the folder closed. */
int app_open(struct app *a, const char *passphrase, size_t n, struct fault *f);

/* Close the folder; everything was saved before. */
void app_close(struct app *a);

/* Turn what is being answered into versions: before locking, leaving and syncing. 0 or -1 with the draft kept. */
int app_save(struct app *a, struct fault *f);

/* Something is on disk now: the top right says so. */
void app_saved(struct app *a);

/* Show the screens on ${t} until a person leaves. 0, or 1 when the terminal went away. */
int app_run(struct app *a, struct term *t);

/* The day of ${ms} in the villages (UTC+8). */
int32_t app_day(int64_t ms);

/* The hour and minute of ${ms} in the villages (UTC+8), as "10:32". */
void app_clock(int64_t ms, char out[6]);

/* Lay a new screen over the current one; a NULL screen shows why it could not be made. */
enum reaction app_push(struct loop *l, struct screen *s, const struct fault *f);

/* Screens. Each is NULL, with a fault where it has one, when it cannot be made. */
struct screen *unlock_screen(struct app *a, bool start); /* ${start}: opens the folder and goes on to home */
struct screen *join_screen(struct app *a);               /* no folder yet: makes it, then goes on to unlocking */
struct screen *home_screen(struct app *a, struct fault *f);
struct screen *households_screen(struct app *a, bool search, struct fault *f); /* ${search}: with the search line open */
struct screen *sync_screen(struct app *a);
struct screen *drawing_screen(struct app *a, struct fault *f); /* of the income range */

/* A household file; ${root} NULL: a new one. With ${section} (a name) of ${record} that section is opened at once. */
struct screen *household_screen(struct app *a, const unsigned char *root, const unsigned char *record, const char *section,
	struct fault *f);

/* The same for its procedure, which is shown at once. */
struct screen *household_procedure(struct app *a, const unsigned char root[RECORD_ID], struct fault *f);

struct screen *ledger_screen(struct app *a, struct fault *f);
struct screen *statistics_screen(struct app *a, struct fault *f);

#endif
