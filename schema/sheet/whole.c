/* Whether a workbook that was written is all there. */
#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sheet/whole.h"
#include "sheet/xml.h"

/* A local header, and the block behind the name that holds sizes beyond 32 bits (APPNOTE 4.3.7, 4.5.3). */
enum { HEADER = 30, CRC = 14, PACKED = 18, SIZE = 22, NAME = 26, EXTRA = 28, WIDE = 20, WIDE_SIZE = 4, WIDE_PACKED = 12, DEFLATED = 8 };
#define MARK_LOCAL 0x04034b50u
#define MARK_CENTRAL 0x02014b50u
#define ALL32 0xFFFFFFFFu

static uint64_t
little(const unsigned char *p, size_t n)
{
	uint64_t v = 0;

	while (n-- > 0)
		v = v << 8 | p[n];
	return v;
}

/* The part whose local header lies at ${at}. Where the next thing lies, or 0 when there is no such part. */
static uint64_t
part_at(const struct zip *z, uint64_t at, struct zip_part *p)
{
	const unsigned char *h = z->bytes + at;

	if (z->n - at < HEADER || little(h, 4) != MARK_LOCAL)
		return 0;
	const uint64_t name = little(h + NAME, 2), extra = little(h + EXTRA, 2), content = at + HEADER + name + extra;
	if (content > z->n)
		return 0;
	*p = (struct zip_part){.name = (const char *)h + HEADER, .name_len = name, .header = at, .packed = little(h + PACKED, 4),
		.size = little(h + SIZE, 4), .crc = (uint32_t)little(h + CRC, 4), .method = DEFLATED};
	if (p->size == ALL32 && extra >= WIDE) {
		p->size = little(h + HEADER + name + WIDE_SIZE, 8);
		p->packed = little(h + HEADER + name + WIDE_PACKED, 8);
	}
	return p->packed <= z->n - content && p->packed < ALL32 ? content + p->packed : 0;
}

static int
on_start(void *self, const char *name, const char *const *attributes, struct fault *f)
{
	(void)self;
	(void)name;
	(void)attributes;
	(void)f;
	return 0;
}

static int
on_end(void *self, const char *name, struct fault *f)
{
	(void)self;
	(void)name;
	(void)f;
	return 0;
}

static int
on_text(void *self, const char *s, size_t n, struct fault *f)
{
	(void)self;
	(void)s;
	(void)n;
	(void)f;
	return 0;
}

static bool
whole(const struct zip *z)
{
	static const struct xml_events events = {on_start, on_end, on_text};
	struct zip_part p;
	uint64_t at = 0, next;

	for (; (next = part_at(z, at, &p)) != 0; at = next)
		if (xml_read(z, &p, &events, NULL, NULL) < 0)
			return false;
	return at > 0 && z->n - at >= 4 && little(z->bytes + at, 4) == MARK_CENTRAL;
}

bool
book_whole(const char *path)
{
	struct stat st;
	const int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool fine = false;

	if (fd >= 0 && fstat(fd, &st) == 0 && st.st_size > 0) {
		void *bytes = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (bytes != MAP_FAILED) {
			fine = whole(&(struct zip){.file = path, .bytes = bytes, .n = (size_t)st.st_size});
			munmap(bytes, (size_t)st.st_size);
		}
	}
	if (fd >= 0)
		close(fd);
	return fine;
}
