#ifndef DEVICES_H
#define DEVICES_H

#include "arena.h"
#include "certificate.h"

/*
 * The county's signed list of devices, sync/PROTOCOL.md section 9: who may send, who is revoked. It holds no secret and
 * no name, so that a server without the vault's key can read it.
 */

enum { DEVICES = 10000 };

enum listed_state { LISTED_GOOD, LISTED_REVOKED, LISTED_HELD, LISTED_STATES };

struct listed {
	unsigned char id[KEY_ID];
	unsigned char signing[KEY_PUBLIC];
	enum role role;
	enum listed_state state;
	uint64_t last; /* seq up to which a revoked device is in force */
};

struct device_list {
	uint64_t epoch, version; /* compare with sheets_newer() */
	unsigned char root[KEY_PUBLIC];
	struct certificate county; /* signing */
	struct listed *devices;    /* ascending by id */
	size_t n;
};

/* Append the file, signed by ${county}. 0, or -1: EX_DATAERR when the devices do not ascend or are too many. */
int devices_write(const struct device_list *l, const struct keypair *county, struct buf *out, struct fault *f);

/* Read and verify a list against the root's public key, into ${a}. 0, or -1: EX_DATAERR, EX_NOUSER for another county.
 */
int devices_read(struct arena *a, const void *bytes, size_t n, const unsigned char root[KEY_PUBLIC],
	struct device_list *l, struct fault *f);

/* The device with this id, or NULL. */
const struct listed *devices_find(const struct device_list *l, const unsigned char id[KEY_ID]);

#endif
