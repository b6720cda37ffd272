#include "text.h"

#include <string.h>

#include "widths.h"

/* The code point at ${s} and its length in bytes, or 0 when the bytes are no UTF-8. */
static size_t
decode(const unsigned char *s, size_t n, uint32_t *cp)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t len = n == 0 ? 0 : s[0] < 0x80 ? 1 : s[0] < 0xC2 ? 0 : s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3 : s[0] < 0xF5 ? 4 : 0;

	if (len == 0 || len > n)
		return 0;
	*cp = len == 1 ? s[0] : s[0] & (0xFFU >> (len + 1));
	for (size_t i = 1; i < len; i++) {
		if ((s[i] & 0xC0) != 0x80)
			return 0;
		*cp = *cp << 6 | (s[i] & 0x3F);
	}
	if (*cp < least[len] || *cp > 0x10FFFF || (*cp >= 0xD800 && *cp <= 0xDFFF))
		return 0;
	return len;
}

uint32_t
utf8_next(const char **s, const char *end)
{
	uint32_t cp = 0;
	size_t len = decode((const unsigned char *)*s, (size_t)(end - *s), &cp);

	*s += len > 0 ? len : 1;
	return len > 0 ? cp : 0xFFFD;
}

bool
utf8_valid(const char *s, size_t n)
{
	uint32_t cp;

	while (n > 0) {
		size_t len = decode((const unsigned char *)s, n, &cp);
		if (len == 0)
			return false;
		s += len;
		n -= len;
	}
	return true;
}

size_t
utf8_put(uint32_t cp, char out[4])
{
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF))
		return 0;
	size_t len = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
	for (size_t i = len - 1; i > 0; i--, cp >>= 6)
		out[i] = (char)(0x80 | (cp & 0x3F));
	out[0] = (char)((0xF00U >> len & 0xF0) | cp);
	return len;
}

size_t
utf8_last(const char *s, size_t n)
{
	size_t at = n;

	while (at > 0) {
		do
			at--;
		while (at > 0 && ((unsigned char)s[at] & 0xC0) == 0x80);
		const char *p = s + at;
		if (char_width(utf8_next(&p, s + n)) != 0)
			break;
	}
	return n - at;
}

size_t
utf8_count(const char *s, size_t n)
{
	size_t count = 0;

	for (const char *p = s, *end = s + n; p < end; count++)
		utf8_next(&p, end);
	return count;
}

int
char_width(uint32_t cp)
{
	if (cp < 0x20 || (cp >= 0x7F && cp < 0xA0))
		return -1;
	if (cp < 0x300)
		return cp == 0xAD ? 0 : 1;
	if (width_is_zero(cp))
		return 0;
	return width_is_double(cp) ? 2 : 1;
}

bool
char_plain(uint32_t cp)
{
	return char_width(cp) >= 0 && cp != 0x061C && !(cp >= 0x200B && cp <= 0x200F) && !(cp >= 0x2028 && cp <= 0x202E) &&
		!(cp >= 0x2060 && cp <= 0x206F) && cp != 0xFEFF && !(cp >= 0xE0000 && cp <= 0xE007F);
}

bool
text_line(const char *s, size_t n)
{
	const char *at = s, *end = s + n;
	size_t shown = n;

	if (!utf8_valid(s, n))
		return false;
	while (at < end)
		if (!char_plain(utf8_next(&at, end)))
			return false;
	text_trim(s, &shown);
	return shown > 0;
}

size_t
text_width(const char *s, size_t n)
{
	size_t cells = 0;

	for (const char *p = s, *end = s + n; p < end;) {
		int w = char_width(utf8_next(&p, end));
		cells += w < 0 ? 1 : (size_t)w;
	}
	return cells;
}

size_t
text_fit(const char *s, size_t n, size_t cells, size_t *used)
{
	const char *p = s, *end = s + n;
	size_t taken = 0;

	while (p < end) {
		const char *next = p;
		int w = char_width(utf8_next(&next, end));
		size_t need = w < 0 ? 1 : (size_t)w;
		if (taken + need > cells)
			break;
		taken += need;
		p = next;
	}
	if (used != NULL)
		*used = taken;
	return (size_t)(p - s);
}

static size_t
blank_at(const char *s, size_t n)
{
	if (n > 0 && (s[0] == ' ' || s[0] == '\t' || s[0] == '\r' || s[0] == '\n'))
		return 1;
	if (n >= 2 && memcmp(s, "\xC2\xA0", 2) == 0)
		return 2;
	return n >= 3 && memcmp(s, "\xE3\x80\x80", 3) == 0 ? 3 : 0;
}

const char *
text_trim(const char *s, size_t *n)
{
	size_t skip;

	while ((skip = blank_at(s, *n)) > 0) {
		s += skip;
		*n -= skip;
	}
	while (*n > 0) {
		size_t last = utf8_last(s, *n);
		if (last == 0 || blank_at(s + *n - last, last) != last)
			break;
		*n -= last;
	}
	return s;
}

bool
text_is_name(const char *s, size_t n)
{
	if (n == 0 || n > 64 || (s[0] >= '0' && s[0] <= '9') || s[0] == '-')
		return false;
	for (size_t i = 0; i < n; i++) {
		char c = s[i];
		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-'))
			return false;
	}
	return true;
}
