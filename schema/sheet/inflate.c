/* One part of the archive unpacked, in pieces. */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "sheet/zip.h"
#include "words.h"

enum { PIECE = 65536 };

struct unpacking {
	const struct zip *zip;
	const struct zip_part *part;
	zip_taker *take;
	void *self;
	uint64_t size;
	uint32_t crc;
};

static int
broken(const struct unpacking *u, struct fault *f)
{
	return fault_set(f, EX_DATAERR, _("%s is damaged: a part does not unpack to what it should be. Open it in the spreadsheet and save it anew."),
		u->zip->file);
}

static int
hand_on(struct unpacking *u, const unsigned char *bytes, size_t n, struct fault *f)
{
	u->size += n;
	if (u->size > u->part->size)
		return broken(u, f);
	u->crc = (uint32_t)crc32(u->crc, bytes, (uInt)n);
	return n == 0 ? 0 : u->take(u->self, (const char *)bytes, n, f);
}

static int
whole(const struct unpacking *u, struct fault *f)
{
	return u->size == u->part->size && u->crc == u->part->crc ? 0 : broken(u, f);
}

static int
stored(struct unpacking *u, const unsigned char *at, struct fault *f)
{
	int rc = 0;

	for (uint64_t left = u->part->packed; rc == 0 && left > 0;) {
		size_t n = left < PIECE ? (size_t)left : PIECE;
		rc = hand_on(u, at, n, f);
		at += n;
		left -= n;
	}
	return rc == 0 ? whole(u, f) : -1;
}

static int
deflated(struct unpacking *u, const unsigned char *at, struct fault *f)
{
	z_stream z = {0};
	unsigned char *piece = malloc(PIECE);
	int rc = 0, zrc = Z_OK;

	if (piece == NULL || inflateInit2(&z, -MAX_WBITS) != Z_OK) {
		free(piece);
		return fault_memory(f);
	}
	z.next_in = (unsigned char *)(uintptr_t)at;
	z.avail_in = (uInt)u->part->packed; /* ZIP_FILE fits */
	while (rc == 0 && zrc == Z_OK) {
		z.next_out = piece;
		z.avail_out = PIECE;
		zrc = inflate(&z, Z_NO_FLUSH);
		if (zrc != Z_OK && zrc != Z_STREAM_END)
			rc = zrc == Z_MEM_ERROR ? fault_memory(f) : broken(u, f);
		else
			rc = hand_on(u, piece, PIECE - z.avail_out, f);
	}
	inflateEnd(&z);
	free(piece);
	return rc == 0 ? whole(u, f) : -1;
}

int
zip_read(const struct zip *z, const struct zip_part *p, zip_taker *take, void *self, struct fault *f)
{
	struct unpacking u = {.zip = z, .part = p, .take = take, .self = self, .crc = (uint32_t)crc32(0, NULL, 0)};
	/* zip_open() saw that the local header is in its place. */
	const unsigned char *h = z->bytes + p->header;
	const unsigned char *at = h + 30 + (h[26] | h[27] << 8) + (h[28] | h[29] << 8);

	return p->method == 0 ? stored(&u, at, f) : deflated(&u, at, f);
}
