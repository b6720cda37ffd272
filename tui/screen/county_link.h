#ifndef COUNTY_LINK_H
#define COUNTY_LINK_H

#include "app.h"

/* What the screens want of the exchange with the county, and nothing more of how it travels. */

#define COUNTY_CODE 32 /* a pairing code as typed, blanks and dashes included, and its NUL */

/* Make new versions be in the name of the laptop that joined, and learn cadre and village. EX_CONFIG when it has not
 * joined. 0 or -1. */
int county_link_identify(struct app *a, struct fault *f);
void county_link_close(struct app *a);

/* Make the data folder of ${a} from the invitation in ${path}, opened with the pairing code, under a new passphrase. Takes
 * some seconds. 0 or -1. */
int county_link_join(struct app *a, const char *path, const char *code, const char *passphrase, size_t n, struct fault *f);

/* The path of the ${i}th invitation on the sticks that are plugged in: 1, 0 when there are not so many. */
int county_link_invitation(size_t i, char *path, size_t room);

/* What an exchange by a stick did. */
struct county_news {
	uint64_t batches, bytes;  /* written to the stick now */
	uint64_t waiting;         /* batches without a receipt yet */
	uint64_t packs, refused;  /* taken in from the county; not taken in */
	struct fault why;         /* what must be told of files that were refused, in whole or in part; code 0: nothing */
	uint64_t versions;        /* new ones from the county */
	uint64_t acknowledged;    /* own batches the county now holds */
	uint64_t out_of_force;    /* own versions that the county does not count */
	bool sheets;              /* form or policy changed */
};

/* Save what is being answered, then exchange with the folder of a stick. 0 or -1; what was done before a failure stays
 * done, and doing it again goes on. */
int county_link_stick(struct app *a, const char *dir, struct county_news *news, struct fault *f);

/* What waits to go, and what the county said last. */
struct county_status {
	uint64_t households, batches, bytes;
	uint64_t held, out_of_force;
	int64_t receipt_ms; /* 0: never */
};
int county_link_status(struct app *a, struct county_status *st, struct fault *f);

/* *${n} findings that the county had no room to tell; they come as those told are mended. 0 or -1. */
int county_link_untold(struct app *a, uint64_t *n, struct fault *f);

/* Append a status as sentences for people: what waits, and the county's last word. */
void county_link_waiting(const struct county_status *st, struct buf *out);
void county_link_receipt(const struct county_status *st, struct buf *out);

#endif
