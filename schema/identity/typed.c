#include "identity/inside.h"

#include "text.h"
#include "words.h"

const char *
identity_sentence(enum identity_problem p)
{
	static const char *const sentences[IDENTITY_PROBLEMS] = {
		[IDENTITY_FITS] = "",
		[IDENTITY_OLD] = N_("This is an old number of 15 digits: write the 18 characters of the card in force."),
		[IDENTITY_LENGTH] = N_("The number has too few or too many characters."),
		[IDENTITY_CHARACTER] = N_("There is a character in it that cannot stand there."),
		[IDENTITY_PLACE] = N_("Its first digits name no place that exists."),
		[IDENTITY_DAY] = N_("The day of birth in it does not exist."),
		[IDENTITY_CHECK] = N_("The last character does not fit the others: a digit is wrong."),
		[IDENTITY_KIND] = N_("Its kind must be 1 to 7 and its level 1 to 4."),
	};

	return p > IDENTITY_FITS && p < IDENTITY_PROBLEMS ? _(sentences[p]) : "";
}

bool
identity_digits(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] < '0' || s[i] > '9')
			return false;
	return true;
}

int
identity_typed(const char *s, size_t n, bool hyphens, char *out, size_t room, enum identity_problem *why)
{
	size_t len = 0;

	out[0] = '\0';
	for (const char *end = s + n; s < end;) {
		uint32_t c = utf8_next(&s, end);
		if (c >= 0xFF01 && c <= 0xFF5E) /* the full-width forms of 0x21 to 0x7E */
			c -= 0xFEE0;
		if (c >= 'a' && c <= 'z')
			c -= 'a' - 'A';
		if (c == ' ' || c == 0x3000 || (c == '-' && !hyphens))
			continue;
		bool allowed = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '-' || c == '+';
		if (!allowed || len + 1 >= room) {
			*why = allowed ? IDENTITY_LENGTH : IDENTITY_CHARACTER;
			out[0] = '\0';
			return -1;
		}
		out[len++] = (char)c;
		out[len] = '\0';
	}
	return (int)len;
}
