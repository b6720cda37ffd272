#ifndef SHEET_ZIP_H
#define SHEET_ZIP_H

#include <stddef.h>
#include <stdint.h>

#include "fault.h"

/*
 * The parts of a zip archive in memory, as .xlsx uses them: found by the central directory alone, stored or deflated,
 * nothing ever written to disk. Private to this room.
 */

/* Ceilings; what is beyond is refused before anything is inflated. */
enum {
	ZIP_FILE = 256 << 20, /* bytes of the archive */
	ZIP_PARTS = 4096,
	ZIP_NAME = 512,       /* bytes of a part's name */
	ZIP_RATIO = 200,      /* inflated bytes for one in the archive, for parts of more than ZIP_SMALL */
	ZIP_SMALL = 4 << 20
};
#define ZIP_INFLATED ((uint64_t)2 << 30) /* bytes of all parts together */

struct zip_part {
	const char *name; /* not NUL-terminated, in the archive */
	size_t name_len;
	uint64_t header;  /* where its local header lies */
	uint64_t packed, size;
	uint32_t crc;
	int method;
};

struct zip {
	const char *file; /* name for messages */
	const unsigned char *bytes;
	size_t n;
	struct zip_part *parts; /* by name, letters of either case being the same */
	size_t n_parts;
};

/* Read the directory of ${n} bytes, which stay the caller's. Encrypted, overlapping, doubled or misleading parts, more
 * of anything than the ceilings: EX_DATAERR naming the part. 0, or -1 with ${z} empty. */
int zip_open(struct zip *z, const char *file, const void *bytes, size_t n, struct fault *f);
void zip_close(struct zip *z); /* {0} is fine */

/* The part of this name (letters of either case), or NULL. */
const struct zip_part *zip_find(const struct zip *z, const char *name);

/* Its name for messages: a hostile one must not reach the terminal as it is. */
#define ZIP_SHOWN 65
void zip_part_name(const struct zip_part *p, char out[ZIP_SHOWN]);

/*
 * Give the part's content to ${take} in pieces, in constant memory. ${take} returns 0 to go on, -1 to end with its
 * fault. What does not inflate to exactly the size and check sum of the directory is
 * EX_DATAERR. 0 or -1.
 */
typedef int zip_taker(void *self, const char *bytes, size_t n, struct fault *f);
int zip_read(const struct zip *z, const struct zip_part *p, zip_taker *take, void *self, struct fault *f);

#endif
