#include "pairing.h"

#include <string.h>

#include "base32.h"
#include "words.h"

#define DIGITS 12

/* Twice ${v} in GF(32) with x^5 + x^2 + 1. */
static unsigned
twice(unsigned v)
{
	v <<= 1;
	return v & 32 ? v ^ 0x25 : v;
}

/* Powers of two up to the twelfth differ, so one wrong digit or two exchanged ones never cancel out. */
static unsigned
check_digit(const char *code)
{
	unsigned sum = 0;

	for (int i = 0; i < DIGITS; i++)
		sum = twice(sum ^ (unsigned)base32_value(code[i]));
	return sum;
}

void
pairing_of(uint64_t bits, char code[PAIRING_CODE])
{
	for (int i = 0; i < DIGITS; i++)
		code[i] = base32_digit((unsigned)(bits >> (55 - 5 * i)));
	code[DIGITS] = '\0';
}

void
pairing_make(const struct world *w, char code[PAIRING_CODE])
{
	uint64_t bits;

	w->random(w->self, &bits, sizeof bits);
	pairing_of(bits, code);
	explicit_bzero(&bits, sizeof bits);
}

void
pairing_show(const char code[PAIRING_CODE], char text[PAIRING_TEXT])
{
	char *to = text;

	for (int i = 0; i < DIGITS; i++) {
		*to++ = code[i];
		if (i % 4 == 3)
			*to++ = '-';
	}
	*to++ = base32_digit(check_digit(code));
	*to = '\0';
}

/* The twelve digits and the check digit. 0 or -1. */
static int
take_digits(const char *s, size_t n, char all[DIGITS + 1], struct fault *f)
{
	size_t got = 0;

	for (size_t i = 0; i < n; i++) {
		if (s[i] == ' ' || s[i] == '\t' || s[i] == '-' || s[i] == '\r' || s[i] == '\n')
			continue;
		if (base32_value(s[i]) < 0)
			return fault_set(f, EX_DATAERR,
				_("A pairing code has only digits and letters (without U). Look at the sign after the "
				  "first %zu and type it again."),
				got);
		if (got == DIGITS + 1)
			return fault_set(f, EX_DATAERR,
				_("This is longer than a pairing code, which has 13 digits and letters."));
		all[got++] = base32_digit((unsigned)base32_value(s[i]));
	}
	if (got == DIGITS + 1)
		return 0;
	return fault_set(f, EX_DATAERR, _("A pairing code has 13 digits and letters; these are only %zu."), got);
}

int
pairing_read(const char *s, size_t n, char code[PAIRING_CODE], struct fault *f)
{
	char all[DIGITS + 1];
	int rc = take_digits(s, n, all, f);

	if (rc == 0 && (unsigned)base32_value(all[DIGITS]) != check_digit(all))
		rc = fault_set(f, EX_DATAERR,
			_("The pairing code does not fit its check sign at the end: one of the digits is "
			  "wrong or two are exchanged. Compare it with the paper."));
	if (rc == 0) {
		memcpy(code, all, DIGITS);
		code[DIGITS] = '\0';
	}
	/* Half a code is a secret too. */
	explicit_bzero(all, sizeof all);
	return rc;
}
