#ifndef PARCEL_H
#define PARCEL_H

#include "arena.h"
#include "buf.h"
#include "certificate.h"
#include "form/load.h"
#include "fault.h"

/* What lies inside a sealed file: a list of typed parcels, sync/PROTOCOL.md section 5. Bytes in, bytes out. */

enum parcel_type {
	PARCEL_VERSIONS = 1, /* codec.h */
	PARCEL_RECEIPT,      /* receipt.h */
	PARCEL_FORM,         /* sheets */
	PARCEL_POLICY,       /* sheets */
	PARCEL_DEVICES,      /* devices.h */
	PARCEL_CERTIFICATES,
	PARCEL_FINDINGS,
	PARCEL_INVITATION    /* invite.h */
};

enum {
	PARCELS = 1024,
	PARCEL_SHEETS = 16,
	PARCEL_CERTS = 64,
	PARCEL_FIND = 100000 /* findings in one parcel */
};

struct parcel {
	enum parcel_type type;
	const unsigned char *bytes; /* inside the file's content */
	size_t n;
};

/* Append a parcel; failure is remembered in ${out}. */
void parcel_put(struct buf *out, enum parcel_type type, const void *bytes, size_t n);

/*
 * The parcels in ${n} bytes of content, at most PARCELS into ${out} (room for so many); those of unknown optional type
 * are left out. 0, or -1: EX_DATAERR, or EX_UNAVAILABLE when one needs a newer program.
 */
int parcel_read(const void *bytes, size_t n, struct parcel *out, size_t *n_out, struct fault *f);

/* The first parcel of this type, or NULL. */
const struct parcel *parcel_find(const struct parcel *p, size_t n, enum parcel_type type);

/* Sheets of a form or a policy under a version that only grows. */
struct sheets {
	uint64_t epoch, version;
	size_t n;
	struct sheet sheet[PARCEL_SHEETS];
};
void sheets_write(const struct sheets *s, struct buf *out);

/* Names go into ${a}, bytes point into ${bytes}. 0, or -1 with EX_DATAERR. */
int sheets_read(struct arena *a, const void *bytes, size_t n, struct sheets *s, struct fault *f);

/* Whether (epoch, version) is greater than what one has: equal or older is ignored, never taken back to. */
bool sheets_newer(uint64_t epoch, uint64_t version, uint64_t have_epoch, uint64_t have_version);

/* Certificates of a parcel; at most PARCEL_CERTS, in ${a}. Signatures are not checked here. 0 or -1. */
void certificates_write(const struct certificate *c, size_t n, struct buf *out);
int certificates_read(
	struct arena *a, const void *bytes, size_t n, struct certificate **c, size_t *n_c, struct fault *f);

/* What the county's checks over all villages found: told to the cadre whose household it is. */
struct finding {
	unsigned char record[16], other[16]; /* the other one has the same key */
	unsigned char key[16];               /* of the answers it is said of, as check/check.h makes it */
	const char *check;                   /* name of the row in checks.csv */
	const char *detail;                  /* where the other one is, or ""; no person is named */
};
struct findings {
	struct finding *all;
	size_t n;
	uint64_t left_out; /* so many more had no room */
};
/* ${l} to the end of ${out}; and from a parcel, its texts in ${a}. 0, or -1 with EX_DATAERR or EX_OSERR. */
void findings_write(const struct findings *l, struct buf *out);
int findings_read(struct arena *a, const void *bytes, size_t n, struct findings *l, struct fault *f);

#endif
