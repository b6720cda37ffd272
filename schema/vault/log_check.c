#include "vault/log_check.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "words.h"

#define LOG_MAGIC 0x377F0682u /* the lowest bit says that checksums take big-endian words */
#define LOG_VERSION 3007000u

struct scan {
	const struct page_keys *keys;
	bool big; /* byte order of checksummed words */
	unsigned char salts[8];
	uint32_t recovered[2]; /* checksums up to where recovery would come */
	bool ended;            /* recovery has stopped before this frame */
	uint32_t commit[2];    /* checksums after the frame before, when that was a commit beyond the end */
	bool after_commit;
	unsigned char sealed[FRAME_BYTES], page[PAGE_BYTES], stored[PAGE_BYTES], head[FRAME_HEAD];
};

static uint32_t
word(const unsigned char *p, bool big)
{
	return big ? (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3]
		   : (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

/* The checksum of SQLite's log format, over ${n} bytes, a multiple of eight. */
static void
sum(uint32_t s[2], const unsigned char *p, size_t n, bool big)
{
	for (size_t i = 0; i < n; i += 8) {
		s[0] += word(p + i, big) + s[1];
		s[1] += word(p + i + 4, big) + s[0];
	}
}

static bool
sums_are(const uint32_t s[2], const unsigned char *stored)
{
	return word(stored, true) == s[0] && word(stored + 4, true) == s[1];
}

static bool
head_ok(struct scan *s, const unsigned char head[WAL_HEAD])
{
	uint32_t magic = word(head, true);

	s->big = magic & 1;
	sum(s->recovered, head, WAL_HEAD - 8, s->big);
	memcpy(s->salts, head + 16, sizeof s->salts);
	return (magic & ~1u) == LOG_MAGIC && word(head + 4, true) == LOG_VERSION &&
	       word(head + 8, true) == PAGE_BYTES && sums_are(s->recovered, head + WAL_HEAD - 8);
}

/* Take in the frame at ${at}. True when it proves that recovery would drop a commit that was safely on the disk. */
static bool
proves_loss(struct scan *s, uint64_t at)
{
	bool ours = frame_unseal(s->keys, at, s->sealed, s->head, s->page) == 0 &&
		    memcmp(s->head + 8, s->salts, sizeof s->salts) == 0;
	bool commit = ours && word(s->head + 4, true) != 0;
	uint32_t next[2];

	if (!s->ended) {
		memcpy(next, s->recovered, sizeof next);
		sum(next, s->head, 8, s->big);
		sum(next, s->page, PAGE_BYTES, s->big);
		s->ended = !ours || !sums_are(next, s->head + FRAME_SUMS);
		memcpy(s->recovered, next, sizeof next);
		if (!s->ended)
			return false;
	}
	if (s->after_commit && ours) {
		memcpy(next, s->commit, sizeof next);
		sum(next, s->head, 8, s->big);
		sum(next, s->page, PAGE_BYTES, s->big);
		if (sums_are(next, s->head + FRAME_SUMS))
			return true;
	}
	s->after_commit = commit;
	s->commit[0] = word(s->head + FRAME_SUMS, true);
	s->commit[1] = word(s->head + FRAME_SUMS + 4, true);
	return false;
}

static off_t
frame_place(size_t i)
{
	return WAL_HEAD + (off_t)i * FRAME_BYTES;
}

/* Unseal frame ${i} of the log into the scan. */
static bool
take_frame(struct scan *s, int log, size_t i)
{
	off_t at = frame_place(i);

	return pread(log, s->sealed, FRAME_BYTES, at) == FRAME_BYTES &&
	       frame_unseal(s->keys, (uint64_t)at, s->sealed, s->head, s->page) == 0;
}

/* The page of the frame just taken stands the same in the database. */
static bool
same_in_database(struct scan *s, int db, uint32_t number)
{
	off_t at = ((off_t)number - 1) * PAGE_BYTES;

	return number > 0 && pread(db, s->sealed, PAGE_BYTES, at) == PAGE_BYTES &&
	       page_unseal(s->keys, number, s->sealed, s->stored) == 0 &&
	       sodium_memcmp(s->stored, s->page, PAGE_BYTES) == 0;
}

struct placed {
	uint32_t number; /* of the page */
	size_t frame;
};

static int
by_number(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;

	return x->number != y->number ? (x->number > y->number) - (x->number < y->number)
				      : (x->frame > y->frame) - (x->frame < y->frame);
}

/* Whether the database holds every page that the log's commits, by the salts of its first frame, say last. 1, 0, -1 when
 * out of memory. */
static int
all_in_database(struct scan *s, int log, int db, size_t n)
{
	struct placed *list = calloc(n, sizeof *list);
	uint32_t pages = 0;
	size_t commits = 0;
	bool all = true;

	if (list == NULL)
		return -1;
	for (size_t i = 0; i < n && take_frame(s, log, i); i++) {
		if (i == 0)
			memcpy(s->salts, s->head + 8, sizeof s->salts);
		else if (memcmp(s->salts, s->head + 8, sizeof s->salts) != 0)
			break;
		list[i] = (struct placed){word(s->head, true), i};
		if (word(s->head + 4, true) != 0) {
			pages = word(s->head + 4, true);
			commits = i + 1;
		}
	}
	if (commits > 1)
		qsort(list, commits, sizeof *list, by_number);
	for (size_t i = 0; all && i < commits; i++) {
		bool last = i + 1 == commits || list[i + 1].number != list[i].number;
		if (last && list[i].number <= pages)
			all = take_frame(s, log, list[i].frame) && same_in_database(s, db, list[i].number);
	}
	free(list);
	return all;
}

static int
scan_frames(struct scan *s, int log, const char *db, off_t size, const char *path, struct fault *f)
{
	size_t n = size < WAL_HEAD ? 0 : (size_t)(size - WAL_HEAD) / FRAME_BYTES;
	unsigned char head[WAL_HEAD];
	bool lost = false;

	if (n == 0)
		return 0; /* not one whole frame: nothing was saved here */
	if (pread(log, head, WAL_HEAD, 0) != WAL_HEAD)
		return fault_errno(f, EX_IOERR, _("Cannot read %s"), path);
	if (!head_ok(s, head)) {
		/* Opened only now: closing it would drop the locks of a reader within this process. */
		int pages = open(db, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
		if (pages < 0)
			return fault_errno(f, EX_IOERR, _("Cannot open %s"), db);
		int all = all_in_database(s, log, pages, n);
		close(pages);
		if (all < 0)
			return fault_memory(f);
		lost = all == 0;
		n = 0;
	}
	for (size_t i = 0; !lost && i < n; i++) {
		if (pread(log, s->sealed, FRAME_BYTES, frame_place(i)) != FRAME_BYTES)
			return fault_errno(f, EX_IOERR, _("Cannot read %s"), path);
		lost = proves_loss(s, (uint64_t)frame_place(i));
	}
	if (!lost)
		return 0;
	return fault_set(f, EX_DATAERR,
		_("%s is damaged or was altered; opening the vault without it would lose saved work. Nothing was "
		  "changed. "
		  "Copy the whole folder to a safe place and ask the county for help."),
		path);
}

int
log_check(const struct page_keys *k, const char *db, const char *path, struct fault *f)
{
	struct scan *s = NULL;
	struct stat st;
	int rc = -1;

	int log = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (log < 0)
		return errno == ENOENT ? 0 : fault_errno(f, EX_IOERR, _("Cannot open %s"), path);
	if ((s = sodium_malloc(sizeof *s)) == NULL) {
		fault_memory(f);
	} else if (fstat(log, &st) < 0 || !S_ISREG(st.st_mode)) {
		fault_set(f, EX_DATAERR, _("%s is not a plain file."), path);
	} else {
		memset(s, 0, sizeof *s);
		s->keys = k;
		rc = scan_frames(s, log, db, st.st_size, path, f);
	}
	sodium_free(s);
	close(log);
	return rc;
}
