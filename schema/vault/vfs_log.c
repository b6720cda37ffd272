#include "vault/shim.h"

#include <sodium.h>
#include <string.h>

/* Place of the frame that byte ${at} of the log belongs to; *${in} is the byte's place within it. */
static sqlite3_int64
frame_at(sqlite3_int64 at, int *in)
{
	*in = (int)((at - WAL_HEAD) % FRAME_BYTES);
	return at - *in;
}

void
shim_log_drop(struct shim_file *f)
{
	sodium_memzero(f->held, sizeof f->held);
	f->held_n = 0;
	f->whole_read = -1;
}

/* A log of another page size is none of ours. All zeros is a log that a crash kept from being begun. */
static int
check_head(const unsigned char *head)
{
	static const unsigned char none[WAL_HEAD], size[4] = {0, 0, PAGE_BYTES >> 8, PAGE_BYTES & 0xFF};

	return memcmp(head, none, WAL_HEAD) == 0 || memcmp(head + 8, size, sizeof size) == 0 ? SQLITE_OK
											     : SQLITE_IOERR_DATA;
}

/* Recovery reads whole frames; one that does not open comes back as zeros, which ends recovery there like any torn
 * frame. A page asked for by itself, or a checksum to continue from, must open. */
int
shim_log_read(sqlite3_file *base, void *out, int n, sqlite3_int64 at)
{
	struct shim_file *f = (struct shim_file *)base;
	unsigned char head[FRAME_HEAD];
	int in;

	shim_log_drop(f);
	memset(out, 0, (size_t)n);
	if (at < WAL_HEAD) {
		if (at + n > WAL_HEAD)
			return SQLITE_IOERR_DATA;
		int rc = f->real->pMethods->xRead(f->real, out, n, at);
		return rc == SQLITE_OK && at == 0 && n == WAL_HEAD ? check_head(out) : rc;
	}
	sqlite3_int64 start = frame_at(at, &in);
	int whole = in == 0 && n == FRAME_BYTES, page = in == FRAME_HEAD && n == PAGE_BYTES;
	int sums = in == FRAME_SUMS && n == FRAME_HEAD - FRAME_SUMS;
	if (!whole && !page && !sums)
		return SQLITE_IOERR_DATA;
	int rc = f->real->pMethods->xRead(f->real, f->sealed, FRAME_BYTES, start);
	if (rc == SQLITE_IOERR_SHORT_READ && !whole)
		return SQLITE_IOERR_DATA; /* the log's index says it is there */
	if (rc != SQLITE_OK)
		return rc;
	unsigned char *to = page ? out : whole ? (unsigned char *)out + FRAME_HEAD : NULL;
	if (frame_unseal(f->keys, (uint64_t)start, f->sealed, head, to) < 0)
		return whole ? SQLITE_OK : SQLITE_IOERR_DATA;
	if (whole) {
		memcpy(out, head, FRAME_HEAD);
		f->whole_read = start;
	} else if (sums) {
		memcpy(out, head + FRAME_SUMS, (size_t)n);
	}
	return SQLITE_OK;
}

static int
put_frame(struct shim_file *f, sqlite3_int64 start)
{
	return shim_full(f, f->real->pMethods->xWrite(f->real, f->sealed, FRAME_BYTES, start));
}

/* SQLite computes the checksums of frames anew before a commit when it has overwritten pages within the transaction: it
 * reads a frame and writes only its header. The page must then be sealed again under that header. */
static int
write_head_again(struct shim_file *f, const void *head, sqlite3_int64 start)
{
	unsigned char page[PAGE_BYTES];
	int rc = f->real->pMethods->xRead(f->real, f->sealed, FRAME_BYTES, start);

	if (rc == SQLITE_OK && frame_unseal(f->keys, (uint64_t)start, f->sealed, NULL, page) < 0)
		rc = SQLITE_IOERR_DATA;
	if (rc == SQLITE_OK) {
		frame_seal(f->keys, (uint64_t)start, head, page, f->sealed);
		rc = put_frame(f, start);
	}
	sodium_memzero(page, sizeof page);
	return rc;
}

/* A page that its transaction has changed again is overwritten in its frame; the header stays until it is written anew.
 */
static int
write_page_again(struct shim_file *f, const void *page, sqlite3_int64 start)
{
	int rc = f->real->pMethods->xRead(f->real, f->sealed, FRAME_BYTES, start);

	if (rc != SQLITE_OK)
		return rc == SQLITE_IOERR_SHORT_READ ? SQLITE_IOERR_DATA : rc;
	frame_seal_page(f->keys, (uint64_t)start, page, f->sealed);
	return put_frame(f, start);
}

/* The reserved bytes of a page are replaced by nonce and tag and read back as zeros. Were they anything else now, the
 * frame's checksum would never fit again and the commit would be lost at the next recovery: better refused here. */
static int
reserve_is_zero(const unsigned char *page)
{
	return sodium_is_zero(page + PAGE_BODY, PAGE_RESERVE);
}

/* Header and page come in two writes, or in more when SQLite syncs in between: one sealed frame is written when all is
 * there. */
static int
collect(struct shim_file *f, const void *data, int n, sqlite3_int64 start, int in)
{
	if (in == 0) {
		f->held_at = start;
		f->held_n = 0;
	} else if (f->held_n != in || f->held_at != start) {
		return SQLITE_IOERR_WRITE;
	}
	memcpy(f->held + in, data, (size_t)n);
	f->held_n = in + n;
	if (f->held_n < FRAME_BYTES)
		return SQLITE_OK;
	int rc = SQLITE_IOERR_WRITE;
	if (reserve_is_zero(f->held + FRAME_HEAD)) {
		frame_seal(f->keys, (uint64_t)start, f->held, f->held + FRAME_HEAD, f->sealed);
		rc = put_frame(f, start);
	}
	shim_log_drop(f);
	return rc;
}

int
shim_log_write(sqlite3_file *base, const void *data, int n, sqlite3_int64 at)
{
	struct shim_file *f = (struct shim_file *)base;
	int in;

	if (at == 0 && n == WAL_HEAD) {
		shim_log_drop(f);
		return check_head(data) == SQLITE_OK ? shim_full(f, f->real->pMethods->xWrite(f->real, data, n, at))
						     : SQLITE_IOERR_WRITE;
	}
	if (at < WAL_HEAD)
		return SQLITE_IOERR_WRITE;
	sqlite3_int64 start = frame_at(at, &in);
	if (in + n > FRAME_BYTES)
		return SQLITE_IOERR_WRITE;
	int continues = f->held_n > 0 && f->held_at == start && f->held_n == in;
	/* A header that no page followed and that was no rewrite would be lost: a SQLite this shim does not know. */
	int lost = f->held_n == FRAME_HEAD && !continues && f->held_at != start;
	int again = f->whole_read == start;
	if (lost) {
		shim_log_drop(f);
		return SQLITE_IOERR_WRITE;
	}
	f->whole_read = -1;
	if (!continues && in == 0 && n == FRAME_HEAD && again)
		return write_head_again(f, data, start);
	if (!continues && in == FRAME_HEAD && n == PAGE_BYTES)
		return reserve_is_zero(data) ? write_page_again(f, data, start) : SQLITE_IOERR_WRITE;
	return collect(f, data, n, start, in);
}
