/* The bytes of a roster file as UTF-8, and numbers of identity cards. */
#include <iconv.h>
#include <errno.h>
#include <string.h>

#include "date.h"
#include "num.h"
#include "office/roster_inside.h"
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
not_text(const char *name, size_t line, struct fault *f)
{
	return fault_set(f, EX_DATAERR,
		_("%s, line %zu: this is neither UTF-8 nor GB18030 text. Save it from the spreadsheet as CSV and try "
		  "again; nothing was taken in."),
		name, line);
}

/* Spreadsheets of domestic machines write CSV in GB18030 (the older GBK is a part of it). */
static int
convert(const char *name, iconv_t cd, const char *bytes, size_t n, struct buf *out, struct fault *f)
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
			return not_text(name, lines_before(bytes, in), f);
	}
	return 0;
}

int
roster_text(
	const char *name, const void *bytes, size_t n, struct buf *out, const char **text, size_t *len, struct fault *f)
{
	const char *s = bytes;
	int rc;

	*text = s;
	*len = n;
	if (n > ROSTER_BYTES)
		return fault_set(f, EX_DATAERR,
			_("%s is larger than %d MiB. Split it by township; nothing was taken in."), name,
			ROSTER_BYTES >> 20);
	const char *zero = n > 0 ? memchr(s, 0, n) : NULL;
	if (zero != NULL)
		return not_text(name, lines_before(s, zero), f);
	if (utf8_valid(s, n))
		return 0;
	/* A byte-order mark says UTF-8: the text is damaged, and must not be read as something else. */
	if (n >= 3 && memcmp(s, "\xEF\xBB\xBF", 3) == 0) {
		const char *at = s;
		for (const char *was = s; at < s + n; was = at)
			if (utf8_next(&at, s + n) == 0xFFFD && at - was == 1)
				return not_text(name, lines_before(s, was), f);
	}
	iconv_t cd = iconv_open("UTF-8", "GB18030");
	if (cd == (iconv_t)-1)
		return fault_set(f, EX_UNAVAILABLE,
			_("%s is not UTF-8, and this computer cannot convert GB18030. Save it as CSV (UTF-8) and try "
			  "again."),
			name);
	rc = convert(name, cd, s, n, out, f);
	iconv_close(cd);
	*text = (const char *)out->data;
	*len = out->len;
	return rc;
}

bool
roster_id_valid(const char *s, size_t n)
{
	static const int weights[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
	int64_t year, month, day;
	int sum = 0;

	if (n != 18 || strspn(s, "0123456789") < 17)
		return false;
	for (int i = 0; i < 17; i++)
		sum += (s[i] - '0') * weights[i];
	if (s[17] != "10X98765432"[sum % 11])
		return false;
	return num_int(s + 6, 4, &year) == 0 && num_int(s + 10, 2, &month) == 0 && num_int(s + 12, 2, &day) == 0 &&
	       year > 0 && date_valid((int)year, (int)month, (int)day);
}
