#include "codec.h"

#include <string.h>
#include <zlib.h>

#include "words.h"

#define LEVEL 6
#define LENGTHS 8 /* two u32 before the deflated bytes */

size_t
codec_padded(size_t n)
{
	if (n < 2)
		return n;
	unsigned e = 63 - (unsigned)__builtin_clzll(n);
	unsigned s = 64 - (unsigned)__builtin_clzll(e > 0 ? e : 1);
	size_t mask = e > s ? ((size_t)1 << (e - s)) - 1 : 0;
	return (n + mask) & ~mask;
}

static int
too_large(struct fault *f)
{
	return fault_set(
		f, EX_DATAERR, _("There is more than one file may hold. Nothing is lost; send it in smaller parts."));
}

static int
damaged(struct fault *f)
{
	return fault_set(f, EX_DATAERR,
		_("The content of the file is not well formed. Nothing of it was taken; ask the sender "
		  "to write it again."));
}

int
codec_squeeze(const void *bytes, size_t n, struct buf *out, struct fault *f)
{
	z_stream z = {0};
	size_t start = out->len;

	if (n > CODEC_PLAIN)
		return too_large(f);
	if (deflateInit2(&z, LEVEL, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY) != Z_OK)
		return fault_memory(f);
	size_t bound = deflateBound(&z, n);
	buf_u32(out, (uint32_t)n);
	buf_u32(out, 0);
	unsigned char *at = buf_room(out, bound);
	if (at != NULL) {
		z.next_in = (unsigned char *)(uintptr_t)bytes;
		z.avail_in = (unsigned)n;
		z.next_out = at;
		z.avail_out = (unsigned)bound;
	}
	int rc = at != NULL ? deflate(&z, Z_FINISH) : Z_MEM_ERROR;
	size_t len = z.total_out;
	deflateEnd(&z);
	if (rc != Z_STREAM_END) {
		out->len = start;
		return fault_memory(f);
	}
	for (unsigned i = 0; i < 4; i++)
		out->data[start + 4 + i] = (unsigned char)(len >> (8 * i));
	out->len += len;
	size_t pad = codec_padded(LENGTHS + len) - (LENGTHS + len);
	if (LENGTHS + len + pad > CODEC_FILE) {
		out->len = start;
		return too_large(f);
	}
	if ((at = buf_room(out, pad)) == NULL)
		return fault_memory(f);
	memset(at, 0, pad);
	out->len += pad;
	return 0;
}

static int
inflate_exact(const unsigned char *in, size_t n, unsigned char *out, size_t len)
{
	z_stream z = {0};
	unsigned char spare = 0;

	if (inflateInit2(&z, -MAX_WBITS) != Z_OK)
		return -1;
	z.next_in = (unsigned char *)(uintptr_t)in;
	z.avail_in = (unsigned)n;
	z.next_out = len > 0 ? out : &spare;
	z.avail_out = (unsigned)len;
	int rc = inflate(&z, Z_FINISH);
	bool exact = rc == Z_STREAM_END && z.total_out == len && z.avail_in == 0;
	inflateEnd(&z);
	return exact ? 0 : -1;
}

int
codec_unsqueeze(const void *bytes, size_t n, struct buf *out, struct fault *f)
{
	struct reader r = reader_of(bytes, n);

	buf_reset(out);
	if (n > CODEC_FILE)
		return damaged(f);
	size_t len = reader_u32(&r), z = reader_u32(&r);
	const unsigned char *in = reader_bytes(&r, z);
	if (in == NULL || len > CODEC_PLAIN || codec_padded(LENGTHS + z) != n)
		return damaged(f);
	while (reader_left(&r) > 0)
		if (reader_byte(&r) != 0)
			return damaged(f);
	/* No deflated byte gives more than 1032; a greater claim would only take memory. */
	if (len / 1032 > z)
		return damaged(f);
	unsigned char *at = buf_room(out, len);
	if (at == NULL)
		return fault_memory(f);
	if (inflate_exact(in, z, at, len) < 0)
		return damaged(f);
	out->len = len;
	return 0;
}
