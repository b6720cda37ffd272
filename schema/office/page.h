#ifndef OFFICE_PAGE_H
#define OFFICE_PAGE_H

#include <stdbool.h>

#include "buf.h"

/* One HTML file that asks nothing of the network: style and pictures inside, prints on A4. Appended to a buffer. */

/* Head and opening; ${wide}: the paper lies on its side. */
void page_begin(struct buf *out, const char *title, bool wide);

/* Text with what HTML would read as its own escaped; characters that are not plain become blanks. */
void page_text(struct buf *out, const char *text);

/* <${tag}>text</${tag}>, the tag may carry attributes ("td class=n"). */
void page_element(struct buf *out, const char *tag, const char *text);

void page_end(struct buf *out);

#endif
