/* Text files of domestic spreadsheets as UTF-8. */
#include "sheet/plain.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <string.h>

#include "text.h"
#include "words.h"

static size_t
lines_before(const char *s, const char *end)
{
	size_t n = 1;

	while (s < end && (s = memchr(s, '\n', (size_t)(end - s))) != NULL) {
		n++;
		s++;
	}
	return n;
}

static int
not_text(const char *file, size_t line, struct fault *f)
{
	return fault_set(f, EX_DATAERR,
		_("%s, line %zu: this is neither UTF-8 nor GB18030 text. Save it from the spreadsheet as CSV and try "
		  "again; nothing was taken in."),
		file, line);
}

/* Spreadsheets of domestic machines write CSV in GB18030 (the older GBK is a part of it). */
static int
convert(const char *file, iconv_t cd, const char *bytes, size_t n, struct buf *out, struct fault *f)
{
	char *in = (char *)(uintptr_t)bytes;
	size_t left = n;

	while (left > 0) {
		enum { ROOM = 65536 };
		size_t room = ROOM;
		unsigned char *at = buf_room(out, ROOM);
		if (at == NULL)
			return fault_memory(f);
		char *to = (char *)at;
		size_t rc = iconv(cd, &in, &left, &to, &room);
		out->len += ROOM - room;
		if (rc == (size_t)-1 && errno != E2BIG)
			return not_text(file, lines_before(bytes, in), f);
	}
	return 0;
}

int
plain_text(const char *file, const void *bytes, size_t n, struct buf *out, struct fault *f)
{
	const char *s = bytes, *zero = n > 0 ? memchr(s, 0, n) : NULL;

	if (zero != NULL)
		return not_text(file, lines_before(s, zero), f);
	if (utf8_valid(s, n))
		return 0;
	/* A byte-order mark says UTF-8: the text is damaged, and must not be read as something else. */
	if (n >= 3 && memcmp(s, "\xEF\xBB\xBF", 3) == 0) {
		const char *at = s;
		for (const char *was = s; at < s + n; was = at)
			if (utf8_next(&at, s + n) == 0xFFFD && at - was == 1)
				return not_text(file, lines_before(s, was), f);
	}
	iconv_t cd = iconv_open("UTF-8", "GB18030");
	if (cd == (iconv_t)-1)
		return fault_set(f, EX_UNAVAILABLE,
			_("%s is not UTF-8, and this computer cannot convert GB18030. Save it as CSV (UTF-8) and try "
			  "again."),
			file);
	int rc = convert(file, cd, s, n, out, f);
	iconv_close(cd);
	return rc < 0 ? -1 : 1;
}
