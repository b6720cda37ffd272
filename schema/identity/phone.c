#include "identity/inside.h"

#include <string.h>

enum identity_problem
phone_read(const char *s, size_t n, struct phone *out)
{
	char typed[24];
	const char *digits = typed;
	enum identity_problem why;

	*out = (struct phone){0};
	if (identity_typed(s, n, false, typed, sizeof typed, &why) < 0)
		return why;
	if (strncmp(digits, "+86", 3) == 0)
		digits += 3;
	size_t len = strlen(digits);
	if (!identity_digits(digits, len))
		return IDENTITY_CHARACTER;
	if (len >= sizeof out->text)
		return IDENTITY_LENGTH;
	memcpy(out->text, digits, len + 1);
	if (digits[0] == '0') /* 010 and 8, or 0310 and 7 or 8 */
		return len >= 10 && len <= 12 ? IDENTITY_FITS : IDENTITY_LENGTH;
	if (len != 11)
		return IDENTITY_LENGTH;
	if (digits[0] != '1' || digits[1] < '3')
		return IDENTITY_CHARACTER;
	out->mobile = true;
	return IDENTITY_FITS;
}
