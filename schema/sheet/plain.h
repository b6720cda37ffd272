#ifndef SHEET_PLAIN_H
#define SHEET_PLAIN_H

#include "buf.h"
#include "fault.h"

/* The ${n} bytes of a text file as UTF-8: 0 when they are it already, 1 when they were GB18030 and ${out} has them now,
 * -1 (EX_DATAERR, naming the line) when they are neither. Private to this room. */
int plain_text(const char *file, const void *bytes, size_t n, struct buf *out, struct fault *f);

#endif
