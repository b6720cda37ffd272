#ifndef LINK_H
#define LINK_H

#include "certificate.h"
#include "seal.h"
#include "store/store.h"

/*
 * A laptop's link to its county: its keys and what it knows of the county's, batches going out, packs coming in. The
 * same bytes whatever carries them; stick.h and the network move them.
 */
struct link {
	struct store *store;
	struct keypair *signing, *sealing;
	unsigned char device[KEY_ID], county[KEY_ID];
	unsigned char root[KEY_PUBLIC];           /* the county's root */
	unsigned char county_signing[KEY_PUBLIC]; /* who signs packs */
	unsigned char county_sealing[KEY_PUBLIC]; /* to whom batches are sealed */
	struct certificate chain[CERT_CHAIN];     /* own certificate first */
	size_t n_chain;
	uint64_t epoch;
	char cadre[VERSION_CADRE + 1], village[129], county_name[129];
};

/* Settings a laptop keeps in its vault; join.c writes them, link_open() reads them. */
#define LINK_SIGNING "device_signing"
#define LINK_SEALING "device_sealing"
#define LINK_CHAIN "device_chain"
#define LINK_COUNTY "county_certificates"
#define LINK_ROOT "county_root"
#define LINK_EPOCH "epoch"
#define LINK_CADRE "cadre"
#define LINK_VILLAGE "village"
#define LINK_COUNTY_NAME "county_name"
#define LINK_RECEIPT "receipt"
#define LINK_FINDINGS "findings_number"      /* epoch and number of the pack whose findings stand; how many it left out */
#define LINK_RECEIPT_NUMBER "receipt_number" /* epoch and number of the newest receipt */

/* Read the link of an opened store and make it the author of new versions. EX_CONFIG when the laptop has not joined
 * yet. ${l} is closed on failure. 0 or -1. */
int link_open(struct link *l, struct store *s, struct fault *f);
void link_close(struct link *l); /* wipes; NULL fields are fine */

/* Freeze what no batch holds yet into batches (several when there is much; one without versions as the first, which is
 * the request to join). Drafts are not touched: save them first. Returns how many were made, -1 on failure. */
int link_make(struct link *l, struct fault *f);

/* The chain over own versions 1 to ${upto}; *${reached} is how far they go without a gap. 0 or -1. */
int link_chain(struct link *l, uint64_t upto, unsigned char chain[KEY_HASH], uint64_t *reached, struct fault *f);

/* What a pack brought. */
struct link_news {
	uint64_t versions;      /* new ones taken in */
	uint64_t acknowledged;  /* batches the county now holds */
	uint64_t out_of_force;  /* own versions that the county holds but does not count */
	bool sheets;            /* form or policy changed */
	bool told;              /* what the county found was taken in the place of what it had told before */
	bool old;               /* taken in before, or from an earlier epoch: nothing done */
	bool forked;            /* the county holds other versions in this laptop's name: a copied disk or an old copy */
	struct fault refused;   /* why form and policy of the pack were not taken, or what follows from it could not be made yet
	                         * (no room; the screens make it later); code 0 when neither */
};

/*
 * Take a pack in. Sheets that do not load, or take something away, are refused by themselves (news->refused): receipt
 * and versions beside them are taken all the same. A batch counts as held only when the county's chain is this laptop's
 * own: numbers alone would match a clone's versions too. EX_NOUSER when the pack is for another laptop or county,
 * EX_DATAERR when damaged; nothing is then changed. 0 or -1.
 */
int link_take(struct link *l, const void *bytes, size_t n, struct link_news *news, struct fault *f);

/* What waits and what the county said last. */
struct link_status {
	uint64_t batches, bytes;      /* not acknowledged yet */
	uint64_t households;          /* with versions in no batch yet */
	uint64_t held, out_of_force;  /* of the last receipt: own versions held, of these not in force */
	int64_t receipt_ms;           /* when it was taken in; 0: never */
};
int link_status(struct link *l, struct link_status *st, struct fault *f);

#endif
