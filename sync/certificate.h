#ifndef CERTIFICATE_H
#define CERTIFICATE_H

#include "form/form.h"
#include "keys.h"

/*
 * Who may do what where: sync/PROTOCOL.md section 6. A certificate travels in clear and names no person; its serial
 * names the invitation, and the invitation the cadre.
 */

enum certificate_kind {
	CERT_ROOT = 1, /* only as the kind of a passphrase file */
	CERT_COUNTY_SIGNING,
	CERT_COUNTY_SEALING,
	CERT_RECOVERY,
	CERT_INVITATION,
	CERT_DEVICE,
	CERT_KINDS
};

enum {
	CERT_AREAS = 16,
	CERT_AREA = 20,    /* digits of an area code */
	CERT_BYTES = 1024,
	CERT_CHAIN = 3     /* longest chain below the root: device, invitation, county */
};

struct certificate {
	enum certificate_kind kind;
	enum role role;
	uint64_t serial, epoch;
	int32_t day;                             /* issued */
	unsigned char signing[KEY_PUBLIC];       /* zeros if none */
	unsigned char sealing[KEY_PUBLIC];       /* zeros if none */
	unsigned char issuer[KEY_ID];
	char area[CERT_AREAS][CERT_AREA + 1];
	size_t n_areas;
	unsigned char bytes[CERT_BYTES];         /* as signed and sent */
	size_t len;
};

/* Write c->bytes from the fields above and sign them with ${issuer}. 0, or -1: EX_DATAERR when a field does not fit. */
int certificate_sign(struct certificate *c, const struct keypair *issuer, struct fault *f);

/* Read ${n} bytes; says nothing about the signature. 0, or -1 with EX_DATAERR. */
int certificate_read(struct certificate *c, const void *bytes, size_t n, struct fault *f);

/*
 * Whether ${n} certificates, the first certified by the second and so on, the last by the root, hold: signatures,
 * kinds, roles and areas. 0, or -1 with EX_DATAERR and a sentence; EX_NOUSER when they lead to another county's root.
 */
int certificate_chain(const struct certificate *c, size_t n, const unsigned char root[KEY_PUBLIC], struct fault *f);

/* The device id of c->signing. */
void certificate_device(const struct certificate *c, unsigned char id[KEY_ID]);

/* Whether the area code of ${n} bytes lies in one of the certificate's (begins with it); the county's role covers all.
 */
bool certificate_covers(const struct certificate *c, const char *area, size_t n);

#endif
