#ifndef CODEC_H
#define CODEC_H

#include "arena.h"
#include "buf.h"
#include "fault.h"
#include "journal/version.h"

/*
 * Runs of versions as columns (sync/PROTOCOL.md section 4), and the squeezing of what is sealed (section 5). Bytes in,
 * bytes out. Every ceiling is checked before memory is taken.
 */

enum {
	CODEC_FILE = 16 << 20,       /* bytes of a squeezed or sealed file */
	CODEC_PLAIN = 32 << 20,      /* bytes before deflating */
	CODEC_CANONICAL = 256 << 20, /* canonical bytes of a run's versions together */
	CODEC_VERSIONS = 1000000,
	CODEC_REPLACES = 1000000,    /* of a run together */
	CODEC_NAMES = 65536,
	CODEC_DEVICES = 65535,
	CODEC_GROUPS = 4096,
	CODEC_COLUMNS = 16384
};

/*
 * Append ${n} versions, in the order given, as columns to ${out}. Hashes of versions inside the run are not written, so
 * v[].id.hash must be right. 0, or -1: EX_DATAERR when there are none, a ceiling is passed (make a smaller run) or a
 * version is not canonical; ${out} is then as before.
 */
int codec_pack(const struct version *v, size_t n, struct buf *out, struct fault *f);

/* A run being read. Lives in the arena it was opened with; nothing to close. */
struct codec;

/*
 * Start reading a run. Names and tables of the reader go into ${a}; ${bytes} stay the caller's and must outlive ${a},
 * for texts point into them. NULL with EX_DATAERR when the bytes are no such run.
 */
struct codec *codec_open(struct arena *a, const void *bytes, size_t n, struct fault *f);

/* Versions in the run. */
size_t codec_count(const struct codec *c);

/*
 * The next version into ${v}, its hash computed; replaces and values go into ${a}, which may be emptied between calls
 * when it is not the arena of codec_open(). 1, 0 at the end, -1 with EX_DATAERR (then no more may be asked).
 */
int codec_next(struct codec *c, struct arena *a, struct version *v, struct fault *f);

/* All versions of a run at once, in ${a}. 0, or -1 as codec_open(). */
int codec_unpack(const void *bytes, size_t n, struct arena *a, struct version **v, size_t *n_v, struct fault *f);

/* Length after Padme padding: at most 12 % more, hiding what the exact length would tell. */
size_t codec_padded(size_t n);

/* Deflate and pad ${n} bytes, appended to ${out}. EX_DATAERR when they or the result pass a ceiling. 0 or -1. */
int codec_squeeze(const void *bytes, size_t n, struct buf *out, struct fault *f);

/* The reverse into ${out} (emptied first): lengths, padding and the end of the deflated bytes must fit exactly. 0 or
 * -1. */
int codec_unsqueeze(const void *bytes, size_t n, struct buf *out, struct fault *f);

/* Length of the canonical bytes of ${v}, without writing them. */
size_t codec_canonical(const struct version *v);

/* Whether ${v} keeps the ceilings and orders of canonical bytes (hash apart); then *${canonical} is their length. */
bool codec_fits(const struct version *v, size_t *canonical);

#endif
