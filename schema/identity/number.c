#include "identity/inside.h"

#include <string.h>

#include "date.h"

char
id_number_check(const char digits[17])
{
	static const int weights[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
	int sum = 0;

	if (!identity_digits(digits, 17))
		return 0;
	for (int i = 0; i < 17; i++)
		sum += (digits[i] - '0') * weights[i];
	return "10X98765432"[sum % 11];
}

static int
spelt(const char *digits, int n)
{
	int v = 0;

	for (int i = 0; i < n; i++)
		v = v * 10 + (digits[i] - '0');
	return v;
}

/* Cards of 15 digits were given out until 1999, to people born in the 20th century, and lapsed in 2013. */
static void
widen(char text[19])
{
	char wide[19];

	memcpy(wide, text, 6);
	memcpy(wide + 6, "19", 2);
	memcpy(wide + 8, text + 6, 9);
	wide[17] = id_number_check(wide);
	wide[18] = '\0';
	memcpy(text, wide, sizeof wide);
}

enum identity_problem
id_number_read(const char *s, size_t n, struct id_number *out)
{
	enum identity_problem why;
	int len;

	*out = (struct id_number){0};
	if ((len = identity_typed(s, n, false, out->text, sizeof out->text, &why)) < 0)
		return why;
	bool old = len == 15;
	if (len >= 17)
		out->fits = id_number_check(out->text);
	if (old && identity_digits(out->text, 15)) {
		widen(out->text);
		out->fits = out->text[17];
	} else if (len != 18) {
		return IDENTITY_LENGTH;
	}
	if (out->fits == 0 || (out->text[17] != 'X' && !identity_digits(out->text + 17, 1)))
		return IDENTITY_CHARACTER;
	if (region_province(out->text) == NULL)
		return IDENTITY_PLACE;
	int year = spelt(out->text + 6, 4), month = spelt(out->text + 10, 2), day = spelt(out->text + 12, 2);
	if (year < 1 || !date_valid(year, month, day))
		return IDENTITY_DAY;
	out->born = date_days(year, month, day);
	out->male = (out->text[16] - '0') % 2 == 1;
	if (out->text[17] != out->fits)
		return IDENTITY_CHECK;
	return old ? IDENTITY_OLD : IDENTITY_FITS;
}
