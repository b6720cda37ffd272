#include "identity/inside.h"

#include <string.h>

enum { VILLAGE_DIGITS = 12 };

enum identity_problem
household_number_read(const char *s, size_t n, struct household_number *out)
{
	enum identity_problem why;
	struct region r;
	int len;

	*out = (struct household_number){0};
	if ((len = identity_typed(s, n, true, out->text, sizeof out->text, &why)) < 0)
		return why;
	if (len == 0)
		return IDENTITY_LENGTH;
	if (strchr(out->text, '+') != NULL)
		return IDENTITY_CHARACTER;
	if (len > VILLAGE_DIGITS && identity_digits(out->text, VILLAGE_DIGITS) &&
		region_read(out->text, VILLAGE_DIGITS, &r) == IDENTITY_FITS && r.level == REGION_VILLAGE)
		memcpy(out->village, r.text, VILLAGE_DIGITS + 1);
	return IDENTITY_FITS;
}
