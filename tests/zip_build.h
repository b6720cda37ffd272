#ifndef ZIP_BUILD_H
#define ZIP_BUILD_H

#include <string.h>
#include <zlib.h>

#include "buf.h"

/* Archives made by hand, so that a test can make them lie. */
enum { ZIP_BUILD_PARTS = 8 };

struct zip_build {
	struct buf file, directory;
	unsigned n;
};

/* What an entry says beside the truth. */
struct zip_lie {
	unsigned flags, method_too;  /* method_too: another method in the directory */
	uint64_t size, packed, at;   /* 0: the truth */
	bool wide;                   /* sizes and place stand in the 64-bit block */
	const char *local_name;      /* the local header's own name */
};

static inline void
zip_build_u16(struct buf *b, unsigned v)
{
	buf_byte(b, v & 0xFF);
	buf_byte(b, v >> 8);
}

static inline void
zip_build_deflate(const void *bytes, size_t n, struct buf *out)
{
	z_stream z = {0};
	unsigned long room = compressBound(n) + 64;

	assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
	z.next_out = buf_room(out, room);
	z.avail_out = (uInt)room;
	z.next_in = (unsigned char *)(uintptr_t)bytes;
	z.avail_in = (uInt)n;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	out->len += z.total_out;
	deflateEnd(&z);
}

static inline void
zip_build_raw(struct zip_build *z, const char *name, const struct buf *packed, uint32_t crc, uint64_t size, const struct zip_lie *lie)
{
	uint64_t at = z->file.len;
	const char *local = lie->local_name != NULL ? lie->local_name : name;

	buf_u32(&z->file, 0x04034b50);
	zip_build_u16(&z->file, 20);
	zip_build_u16(&z->file, lie->flags);
	zip_build_u16(&z->file, 8);
	buf_u32(&z->file, 0);
	buf_u32(&z->file, crc);
	buf_u32(&z->file, (uint32_t)packed->len);
	buf_u32(&z->file, (uint32_t)size);
	zip_build_u16(&z->file, (unsigned)strlen(local));
	zip_build_u16(&z->file, 0);
	buf_text(&z->file, local);
	buf_add(&z->file, packed->data, packed->len);

	uint64_t said[3] = {lie->size != 0 ? lie->size : size, lie->packed != 0 ? lie->packed : packed->len, lie->at != 0 ? lie->at : at};
	struct buf *d = &z->directory;
	buf_u32(d, 0x02014b50);
	zip_build_u16(d, 20);
	zip_build_u16(d, 20);
	zip_build_u16(d, lie->flags);
	zip_build_u16(d, 8 + lie->method_too);
	buf_u32(d, 0);
	buf_u32(d, crc);
	buf_u32(d, lie->wide ? 0xFFFFFFFF : (uint32_t)said[1]);
	buf_u32(d, lie->wide ? 0xFFFFFFFF : (uint32_t)said[0]);
	zip_build_u16(d, (unsigned)strlen(name));
	zip_build_u16(d, lie->wide ? 28 : 0);
	zip_build_u16(d, 0);
	buf_u32(d, 0);
	buf_u32(d, 0);
	buf_u32(d, lie->wide ? 0xFFFFFFFF : (uint32_t)said[2]);
	buf_text(d, name);
	if (lie->wide) {
		zip_build_u16(d, 1);
		zip_build_u16(d, 24);
		for (int i = 0; i < 3; i++)
			buf_u64(d, said[i]);
	}
	z->n++;
}

static inline void
zip_build_lying(struct zip_build *z, const char *name, const void *bytes, size_t n, struct zip_lie lie)
{
	struct buf packed = {0};

	zip_build_deflate(bytes, n, &packed);
	zip_build_raw(z, name, &packed, (uint32_t)crc32(0, bytes, (uInt)n), n, &lie);
	buf_free(&packed);
}

static inline void
zip_build_part(struct zip_build *z, const char *name, const char *text)
{
	zip_build_lying(z, name, text, strlen(text), (struct zip_lie){0});
}

/* Directory and end; ${wide} as programs that stream write it. */
static inline void
zip_build_end(struct zip_build *z, unsigned count, bool wide)
{
	uint64_t at = z->file.len, size = z->directory.len;

	buf_add(&z->file, z->directory.data, z->directory.len);
	if (wide) {
		uint64_t end = z->file.len;
		buf_u32(&z->file, 0x06064b50);
		buf_u64(&z->file, 44);
		zip_build_u16(&z->file, 45);
		zip_build_u16(&z->file, 45);
		buf_u64(&z->file, 0);
		buf_u64(&z->file, count);
		buf_u64(&z->file, count);
		buf_u64(&z->file, size);
		buf_u64(&z->file, at);
		buf_u32(&z->file, 0x07064b50);
		buf_u32(&z->file, 0);
		buf_u64(&z->file, end);
		buf_u32(&z->file, 1);
	}
	buf_u32(&z->file, 0x06054b50);
	buf_u32(&z->file, 0);
	zip_build_u16(&z->file, wide ? 0xFFFF : count);
	zip_build_u16(&z->file, wide ? 0xFFFF : count);
	buf_u32(&z->file, wide ? 0xFFFFFFFF : (uint32_t)size);
	buf_u32(&z->file, wide ? 0xFFFFFFFF : (uint32_t)at);
	zip_build_u16(&z->file, 0);
	assert_false(z->file.failed);
}

static inline void
zip_build_free(struct zip_build *z)
{
	buf_free(&z->file);
	buf_free(&z->directory);
	z->n = 0;
}

#define BOOK_RELS \
	"<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>" \
	"<Relationship Id='r1' Type='http://x/officeDocument' Target='xl/workbook.xml'/></Relationships>"
#define BOOK_PARTS_RELS \
	"<Relationships><Relationship Id='r1' Type='http://x/worksheet' Target='worksheets/sheet1.xml'/>" \
	"<Relationship Id='r2' Type='http://x/sharedStrings' Target='/xl/sharedStrings.xml'/>" \
	"<Relationship Id='r3' Type='http://x/styles' Target='styles.xml'/></Relationships>"
#define BOOK_BOOK \
	"<workbook xmlns='http://m' xmlns:r='http://r'><sheets><sheet name='one' sheetId='1' r:id='r1'/></sheets></workbook>"

/* A workbook of one sheet: its XML, and those of shared texts and styles (NULL: none). */
static inline void
zip_build_book(struct zip_build *z, const char *sheet, const char *strings, const char *styles)
{
	zip_build_part(z, "_rels/.rels", BOOK_RELS);
	zip_build_part(z, "xl/workbook.xml", BOOK_BOOK);
	zip_build_part(z, "xl/_rels/workbook.xml.rels", BOOK_PARTS_RELS);
	if (sheet != NULL)
		zip_build_part(z, "xl/worksheets/sheet1.xml", sheet);
	if (strings != NULL)
		zip_build_part(z, "xl/sharedStrings.xml", strings);
	if (styles != NULL)
		zip_build_part(z, "xl/styles.xml", styles);
}

#endif
