#ifndef OFFICE_H
#define OFFICE_H

#include <inttypes.h>

#include "certificate.h"
#include "pairing.h"
#include "store/store.h"

/*
 * The county office: its opened store and its keys. What is done with it: invitations out, batches in, packs out.
 */
enum { OFFICE_SEALINGS = 8, OFFICE_NAME = 129 };

struct office {
	struct store store;
	struct keypair *signing;
	struct keypair *sealing[OFFICE_SEALINGS]; /* newest first; old ones open late batches */
	size_t n_sealing;
	struct certificate county, sealing_certificate, recovery;
	unsigned char root[KEY_PUBLIC], id[KEY_ID], device[KEY_ID];
	uint64_t epoch;
	size_t untold; /* findings that the last pack had no room for */
	char name[OFFICE_NAME], area[CERT_AREA + 1];
};

/* Setting that keeps the one-time public key of the invitation of a serial. */
#define OFFICE_INVITATION_KEY "invitation_key_%" PRIu64

/* What a county is begun with. Passphrases stay the caller's. */
struct office_plan {
	const char *folder;    /* data folder */
	const char *offline;   /* folder for root.fpk and recovery.fpk, to be taken away from the machine */
	const char *name, *area;
	const char *passphrase, *offline_passphrase;
};

/* Make a county: keys, certificates, vault. What is there already is refused (EX_CANTCREAT). What a crash left half made
 * is finished by making it again with the same folders and passphrases. 0 or -1. */
int office_create(const struct office_plan *p, const struct world *w, struct fault *f);

/* Open it for ${use} (VAULT_COUNTY_WRITE or _READ). Closed on failure. 0 or -1. */
int office_open(struct office *o, const char *folder, const char *passphrase, size_t n, enum vault_use use, const struct world *w,
	struct fault *f);
void office_close(struct office *o);

/* Whom an invitation is for. */
struct office_guest {
	const char *cadre, *village;
	const char *areas; /* codes separated by blanks: one village, or the villages of a township */
	enum role role;
};

/*
 * Write an invitation with the roster of its areas, form and policy into ${file}; ${code} opens it and must travel apart.
 * ${id} names its file. 0 or -1.
 */
int office_invite(struct office *o, const struct office_guest *g, char code[PAIRING_CODE], unsigned char id[KEY_ID], struct buf *file,
	struct fault *f);

/* What taking in a batch brought. */
struct office_news {
	unsigned char device[KEY_ID];
	uint64_t number, versions; /* of the batch; versions that were new */
	uint64_t out_of_force;     /* of the batch's versions, not in force */
	bool known;                /* this very file was taken in before */
	bool joined;               /* first batch of its device */
	bool held;                 /* its invitation was used by another device, or is not remembered: a person must decide */
	bool gap;                  /* earlier versions of the device are missing */
	bool forked;               /* the device's history does not continue what is held of it: a clone or an old copy */
};

/* Take a batch in, whole or not at all. EX_NOUSER: for another county; EX_DATAERR: damaged or untrue. 0 or -1. Derived
 * values of the households are left to store_refresh(). */
int office_merge(struct office *o, const void *bytes, size_t n, struct office_news *news, struct fault *f);

/* Make a pack for a device: receipt, form and policy, versions of others in its areas since it joined, what the county found
 * there; versions that one pack cannot carry come with the next ones. A device that is revoked or held gets no versions: it must not learn more of
 * people. ${number} is never given twice. 0 or -1. */
int office_pack(struct office *o, const unsigned char device[KEY_ID], uint64_t *number, struct buf *file, struct fault *f);

#endif
