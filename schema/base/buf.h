#ifndef BUF_H
#define BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A growable byte buffer. A failed allocation is remembered in ${failed} and later additions do nothing, so that a
 * writer may add many pieces and look once at the end. Start from {0}.
 */
struct buf {
	unsigned char *data;
	size_t len, cap;
	bool failed;
};

/* Each appends and returns 0, or -1 when out of memory (now or earlier). Numbers are little-endian. */
int buf_add(struct buf *b, const void *bytes, size_t n);
int buf_byte(struct buf *b, unsigned v);
int buf_u32(struct buf *b, uint32_t v);
int buf_u64(struct buf *b, uint64_t v);
int buf_varint(struct buf *b, uint64_t v);              /* LEB128, at most ten bytes */
int buf_signed(struct buf *b, int64_t v);               /* zigzag, then varint */
int buf_block(struct buf *b, const void *p, size_t n);  /* varint length, then the bytes */
int buf_text(struct buf *b, const char *s);             /* the bytes of ${s} without length or NUL */
int buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Room for ${n} more bytes, to be written by the caller at the returned place and counted by adding to len. */
unsigned char *buf_room(struct buf *b, size_t n);

/* The content as a C string (a NUL is kept after the end, not counted); "" when empty or failed. */
const char *buf_str(struct buf *b);

void buf_reset(struct buf *b); /* empty, memory kept */
void buf_free(struct buf *b);  /* NULL-safe on fields; leaves {0} */
void buf_wipe(struct buf *b);  /* as buf_free(), overwriting first */

/*
 * Reading back: every take checks what is left. After a failure ${failed} is set and every further take gives 0 or
 * NULL, so that a parser may look once at the end of each structure. Nothing is copied.
 */
struct reader {
	const unsigned char *at, *end;
	bool failed;
};

struct reader reader_of(const void *p, size_t n);
unsigned reader_byte(struct reader *r);
uint32_t reader_u32(struct reader *r);
uint64_t reader_u64(struct reader *r);
uint64_t reader_varint(struct reader *r);
int64_t reader_signed(struct reader *r);
const unsigned char *reader_bytes(struct reader *r, size_t n);          /* ${n} bytes, or NULL */
const unsigned char *reader_block(struct reader *r, size_t max, size_t *n); /* a buf_block() of at most ${max} bytes */
size_t reader_left(const struct reader *r);
bool reader_done(const struct reader *r); /* nothing failed and nothing is left */

#endif
