#include "sheet/zip.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "words.h"

/* Sizes and marks of the format (APPNOTE 4.3). */
enum {
	LOCAL = 30,
	CENTRAL = 46,
	END = 22,
	LOCATOR = 20,
	END64 = 56,
	COMMENT = 65535,
	ENCRYPTED = 1 << 0 | 1 << 6 | 1 << 13
};
#define MARK_LOCAL 0x04034b50u
#define MARK_CENTRAL 0x02014b50u
#define MARK_END 0x06054b50u
#define MARK_LOCATOR 0x07064b50u
#define MARK_END64 0x06064b50u
#define ALL16 0xFFFFu
#define ALL32 0xFFFFFFFFu

static uint32_t
get16(const unsigned char *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}

static uint32_t
get32(const unsigned char *p)
{
	return get16(p) | get16(p + 2) << 16;
}

static uint64_t
get64(const unsigned char *p)
{
	return get32(p) | (uint64_t)get32(p + 4) << 32;
}

static int
damaged(const struct zip *z, struct fault *f)
{
	return fault_set(f, EX_DATAERR,
		_("%s is damaged: the list of its parts does not fit the file. Open it in the spreadsheet and save it anew."), z->file);
}

void
zip_part_name(const struct zip_part *p, char out[ZIP_SHOWN])
{
	size_t n = 0;

	for (; n < ZIP_SHOWN - 1 && n < p->name_len; n++)
		out[n] = p->name[n] >= ' ' && p->name[n] < 0x7F ? p->name[n] : '?';
	out[n] = '\0';
}

static int
refused(const struct zip *z, const struct zip_part *p, const char *why, struct fault *f)
{
	char name[ZIP_SHOWN];

	zip_part_name(p, name);
	return fault_set(f, EX_DATAERR, _("%s, part %s: %s."), z->file, name, why);
}

/* Where the directory lies and how many entries it has. */
struct directory {
	uint64_t at, size, count;
};

/* The end record is the last one whose comment reaches exactly to the end of the file. NULL when there is none. */
static const unsigned char *
find_end(const struct zip *z)
{
	for (size_t back = END; back <= z->n && back <= END + COMMENT; back++) {
		const unsigned char *p = z->bytes + z->n - back;
		if (get32(p) == MARK_END && get16(p + 20) == back - END)
			return p;
	}
	return NULL;
}

static int
find_directory(const struct zip *z, struct directory *d, struct fault *f)
{
	const unsigned char *end = find_end(z);

	if (end == NULL)
		return damaged(z, f);
	size_t before = (size_t)(end - z->bytes);
	if (get16(end + 4) != 0 && get16(end + 4) != ALL16)
		return damaged(z, f);
	*d = (struct directory){get32(end + 16), get32(end + 12), get16(end + 10)};
	if (get16(end + 8) != get16(end + 10))
		return damaged(z, f);
	/* Programs that write in a stream give everything in 64 bits, however small the file is. */
	if (before >= LOCATOR && get32(end - LOCATOR) == MARK_LOCATOR) {
		uint64_t at = get64(end - LOCATOR + 8);
		if (before < LOCATOR + END64 || at != before - LOCATOR - END64 || get32(z->bytes + at) != MARK_END64)
			return damaged(z, f);
		const unsigned char *p = z->bytes + at;
		if (get64(p + 24) != get64(p + 32))
			return damaged(z, f);
		*d = (struct directory){get64(p + 48), get64(p + 40), get64(p + 32)};
		before = (size_t)at;
	}
	if (d->count > ZIP_PARTS)
		return fault_set(f, EX_DATAERR, _("%s has %llu parts; up to %d are possible. This is no ordinary workbook."), z->file,
			(unsigned long long)d->count, ZIP_PARTS);
	if (d->at > before || d->size != before - d->at)
		return damaged(z, f);
	return 0;
}

/* The 64-bit fields of an entry stand in its extra block, in this order, each only where the 32-bit one is full. */
static int
wide_fields(const unsigned char *extra, size_t n, struct zip_part *p)
{
	uint64_t *const fields[] = {&p->size, &p->packed, &p->header};
	bool wanted = p->size == ALL32 || p->packed == ALL32 || p->header == ALL32;

	while (n >= 4) {
		size_t len = get16(extra + 2), at = 4;
		if (len > n - 4)
			return -1;
		for (size_t i = 0; get16(extra) == 1 && i < sizeof fields / sizeof *fields; i++)
			if (*fields[i] == ALL32) {
				if (at + 8 > len + 4)
					return -1;
				*fields[i] = get64(extra + at);
				at += 8;
			}
		wanted &= get16(extra) != 1;
		extra += len + 4;
		n -= len + 4;
	}
	return wanted ? -1 : 0;
}

/* Nothing is ever written by these names; a name that climbs is still no workbook's. */
static bool
climbs(const struct zip_part *p)
{
	const char *s = p->name, *end = p->name + p->name_len;

	if (p->name_len == 0 || *s == '/')
		return true;
	for (const char *at = s; at < end; at++)
		if ((unsigned char)*at < ' ' || *at == '\\' || *at == ':' ||
			(end - at >= 2 && at[0] == '.' && at[1] == '.' && (at == s || at[-1] == '/')))
			return true;
	return false;
}

static int
check_part(const struct zip *z, const struct zip_part *p, uint32_t flags, struct fault *f)
{
	if (climbs(p))
		return refused(z, p, _("a name that no workbook uses"), f);
	if ((flags & ENCRYPTED) != 0)
		return refused(z, p, _("it is encrypted; save the workbook without a password"), f);
	if (p->method != 0 && p->method != 8)
		return refused(z, p, _("it is packed in a way that workbooks do not use"), f);
	if (p->method == 0 && p->packed != p->size)
		return refused(z, p, _("its sizes contradict each other"), f);
	if (p->size > ZIP_INFLATED || (p->size > ZIP_SMALL && p->size / ZIP_RATIO > p->packed))
		return refused(z, p, _("it unpacks to far more than a workbook holds, as if to fill the memory"), f);
	return 0;
}

static int
read_entry(struct zip *z, const unsigned char **at, const unsigned char *end, struct zip_part *p, struct fault *f)
{
	const unsigned char *e = *at;

	if (end - e < CENTRAL || get32(e) != MARK_CENTRAL)
		return damaged(z, f);
	size_t name = get16(e + 28), extra = get16(e + 30), comment = get16(e + 32);
	if ((size_t)(end - e) - CENTRAL < name + extra + comment || name > ZIP_NAME)
		return damaged(z, f);
	*p = (struct zip_part){.name = (const char *)e + CENTRAL, .name_len = name, .header = get32(e + 42), .packed = get32(e + 20),
		.size = get32(e + 24), .crc = get32(e + 16), .method = (int)get16(e + 10)};
	if (wide_fields(e + CENTRAL + name, extra, p) < 0)
		return damaged(z, f);
	*at = e + CENTRAL + name + extra + comment;
	return check_part(z, p, get16(e + 8), f);
}

static int
by_header(const void *a, const void *b)
{
	const struct zip_part *x = a, *y = b;

	return x->header < y->header ? -1 : x->header > y->header;
}

static int
compare_names(const char *a, size_t na, const char *b, size_t nb)
{
	int c = strncasecmp(a, b, na < nb ? na : nb);

	return c != 0 ? c : na < nb ? -1 : na > nb;
}

static int
by_name(const void *a, const void *b)
{
	const struct zip_part *x = a, *y = b;

	return compare_names(x->name, x->name_len, y->name, y->name_len);
}

/* Where the part's bytes begin, behind its local header, which must tell the same name. NULL when it does not. */
static const unsigned char *
content(const struct zip *z, const struct zip_part *p)
{
	if (p->header > z->n || z->n - p->header < LOCAL)
		return NULL;
	const unsigned char *h = z->bytes + p->header;
	size_t left = z->n - (size_t)p->header - LOCAL, name = get16(h + 26), extra = get16(h + 28);
	if (get32(h) != MARK_LOCAL || left < name + extra || name != p->name_len || memcmp(h + LOCAL, p->name, name) != 0 ||
		left - name - extra < p->packed)
		return NULL;
	return h + LOCAL + name + extra;
}

/* Parts that share bytes unpack to more than the file has room for. */
static int
check_places(struct zip *z, const struct directory *d, struct fault *f)
{
	uint64_t end = 0, total = 0;

	if (z->n_parts > 1)
		qsort(z->parts, z->n_parts, sizeof *z->parts, by_header);
	for (size_t i = 0; i < z->n_parts; i++) {
		const struct zip_part *p = &z->parts[i];
		const unsigned char *bytes = content(z, p);
		if (bytes == NULL)
			return refused(z, p, _("it is not where the list of parts says"), f);
		if (p->header < end || (uint64_t)(bytes - z->bytes) + p->packed > d->at)
			return refused(z, p, _("it overlaps another part"), f);
		end = (uint64_t)(bytes - z->bytes) + p->packed;
		total += p->size;
	}
	if (total > ZIP_INFLATED)
		return fault_set(f, EX_DATAERR, _("%s unpacks to more than %d MiB. Split the workbook."), z->file, (int)(ZIP_INFLATED >> 20));
	if (z->n_parts > 1)
		qsort(z->parts, z->n_parts, sizeof *z->parts, by_name);
	for (size_t i = 1; i < z->n_parts; i++)
		if (by_name(&z->parts[i - 1], &z->parts[i]) == 0)
			return refused(z, &z->parts[i], _("it is there twice"), f);
	return 0;
}

static int
read_directory(struct zip *z, struct fault *f)
{
	struct directory d = {0};

	if (find_directory(z, &d, f) < 0)
		return -1;
	if ((z->parts = calloc((size_t)d.count + 1, sizeof *z->parts)) == NULL)
		return fault_memory(f);
	const unsigned char *at = z->bytes + d.at, *end = at + d.size;
	for (; z->n_parts < d.count; z->n_parts++)
		if (read_entry(z, &at, end, &z->parts[z->n_parts], f) < 0)
			return -1;
	return at == end ? check_places(z, &d, f) : damaged(z, f);
}

int
zip_open(struct zip *z, const char *file, const void *bytes, size_t n, struct fault *f)
{
	*z = (struct zip){.file = file, .bytes = bytes, .n = n};
	if (n > ZIP_FILE)
		return fault_set(f, EX_DATAERR, _("%s is larger than %d MiB. Split the workbook."), file, ZIP_FILE >> 20);
	if (read_directory(z, f) == 0)
		return 0;
	zip_close(z);
	return -1;
}

void
zip_close(struct zip *z)
{
	free(z->parts);
	*z = (struct zip){0};
}

const struct zip_part *
zip_find(const struct zip *z, const char *name)
{
	struct zip_part key = {.name = name, .name_len = strlen(name)};

	return z->n_parts == 0 ? NULL : bsearch(&key, z->parts, z->n_parts, sizeof *z->parts, by_name);
}
