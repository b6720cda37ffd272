/* Where lines of running text end. */
#include <string.h>

#include "text.h"

/* Punctuation that does not start a line, and that does not end one: the rule of Chinese typesetting (GB/T 15834). */
static const char never_first[] = "，。、；：？！）》」』】〕〉”’…—～％％·,.;:?!)]}%";
static const char never_last[] = "（《「『【〔〈“‘￥([{";

static bool
among(const char *set, uint32_t cp)
{
	for (const char *p = set, *end = set + strlen(set); p < end;)
		if (utf8_next(&p, end) == cp)
			return true;
	return false;
}

/* Whether a line may end between two neighbours. */
static bool
may_break(uint32_t before, uint32_t after)
{
	if (after == ' ' || after == 0x3000 || among(never_first, after) || char_width(after) == 0)
		return false;
	if (before == ' ' || before == 0x3000)
		return true;
	if (among(never_last, before))
		return false;
	/* Quotation marks and dashes are one cell wide, and yet a line may end after a closing one. */
	return char_width(before) == 2 || char_width(after) == 2 || among("”’…", before);
}

static size_t
without_blanks(const char *s, size_t n)
{
	while (n > 0 && s[n - 1] == ' ')
		n--;
	return n;
}

size_t
text_wrap(const char *s, size_t n, int width, size_t *next)
{
	const char *newline = n == 0 ? NULL : memchr(s, '\n', n);
	size_t whole = newline == NULL ? n : (size_t)(newline - s), fit, cut = 0;
	uint32_t before = 0;

	*next = newline == NULL ? n : whole + 1;
	fit = text_fit(s, whole, width > 0 ? (size_t)width : 0, NULL);
	if (fit >= whole)
		return without_blanks(s, whole);
	/* Blanks that have no room do not count. */
	for (const char *p = s, *end = s + whole; p < end;) {
		size_t at = (size_t)(p - s);
		uint32_t cp = utf8_next(&p, end);
		if (at > 0 && may_break(before, cp) && without_blanks(s, at) <= fit)
			cut = at;
		if (at > fit && cp != ' ')
			break;
		before = cp;
	}
	if (cut == 0)
		cut = fit;
	if (cut == 0) {
		/* Not even one character has room: pass over it rather than stand still. */
		const char *p = s;
		utf8_next(&p, s + whole);
		cut = (size_t)(p - s);
	}
	*next = cut;
	while (*next < whole && s[*next] == ' ')
		(*next)++;
	if (*next == whole && newline != NULL)
		(*next)++;
	return without_blanks(s, cut);
}
